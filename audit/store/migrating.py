"""Brings the tables of a database up to date, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select

from audit.store.append_only import guard
from audit.store.engine import reading, rebuilding

_ONE_AT_A_TIME = 4_711
"""The number of the lock that processes that start together take in turn."""


class TooNew(Exception):
    """The database was written by a newer version of this program."""


def bring_up_to_date(engine: Engine) -> None:
    """Apply what is missing, all or nothing. Raises `TooNew` for tables of a newer version."""
    with reading(engine) as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    if present == script.get_current_head():
        return
    if present is not None and present not in {step.revision for step in script.walk_revisions()}:
        raise TooNew(present)
    with rebuilding(engine) as connection:
        if engine.dialect.name == "postgresql":  # SQLite lets one write at a time anyway
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guard(connection)
