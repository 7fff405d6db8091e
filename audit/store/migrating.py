"""Brings the tables of a database up to date, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from audit.store.append_only import guard
from audit.store.engine import reading, rebuilding
from audit.store.queues import Queue, wait_in


class TooNew(Exception):
    """The database was written by a newer version of this program."""


def bring_up_to_date(engine: Engine) -> None:
    """Apply what is missing, all or nothing. Raises `TooNew` for tables of a newer version."""
    with reading(engine) as connection:
        if is_up_to_date(connection):
            return
    with rebuilding(engine) as connection:
        upgrade(connection)


def is_up_to_date(connection: Connection) -> bool:
    """Tell whether nothing is missing. Raises `TooNew` for tables of a newer version."""
    present, script = revision_of(connection), ScriptDirectory.from_config(_config())
    if present is not None and not is_known(present):
        raise TooNew(present)
    return present == script.get_current_head()


def revision_of(connection: Connection) -> str | None:
    """Name the last migration that was applied; None for a database without tables."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Tell whether this version of the program has this migration."""
    script = ScriptDirectory.from_config(_config())
    return revision in {step.revision for step in script.walk_revisions()}


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Apply migrations in a transaction of `rebuilding`."""
    wait_in(connection, Queue.MIGRATIONS)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    guard(connection)


def _config() -> Config:
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config
