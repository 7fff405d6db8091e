"""Tables that the database itself lets nobody change: log, answers, remarks, comments, evidence,
what units were.

Triggers refuse to change or delete a row. What the law wants deleted is deleted on purpose, and
only so:

    with letting_go(connection, answers):
        connection.execute(...)

For the log there is `audit.store.log.forget_until`, which keeps the chain of what remains.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, delete, insert, inspect, select, text

from audit.store.schema import (
    agreements,
    answers,
    approvals,
    comments,
    course,
    evidence,
    evidence_contents,
    evidence_ends,
    letting_go_of,
    log,
    new_versions,
    remarks,
    unit_history,
    wave_units,
)

GUARDED = (
    agreements,
    answers,
    approvals,
    comments,
    course,
    evidence,
    evidence_contents,
    evidence_ends,
    log,
    new_versions,
    remarks,
    unit_history,
    wave_units,
)
"""In the order of their names."""


@contextmanager
def letting_go(connection: Connection, table: Table) -> Iterator[None]:
    """Let rows of a guarded table be changed or deleted, by this transaction alone."""
    connection.execute(insert(letting_go_of).values(name=table.name))
    yield
    connection.execute(delete(letting_go_of).where(letting_go_of.c.name == table.name))


def guard(connection: Connection) -> None:
    """Put the triggers up (again): SQLite throws them away when a migration rebuilds a table."""
    present = set(inspect(connection).get_table_names())
    if letting_go_of.name not in present:
        return
    names = [table.name for table in GUARDED]
    if connection.dialect.name == "postgresql":
        connection.execute(text(_REFUSAL))
        statements = [part for name in names for part in _for_postgres(name)]
    else:
        statements = [part for name in names for part in _for_sqlite(name)]
    for statement in statements:
        connection.execute(text(statement))


def unguarded(connection: Connection) -> list[str]:
    """Name the tables that could be changed just now; none in a sound database."""
    query = _TRIGGERS_OF_POSTGRES if connection.dialect.name == "postgresql" else _TRIGGERS
    found = set(connection.execute(text(query)).scalars())
    left_open = set(connection.execute(select(letting_go_of.c.name)).scalars())
    return [
        table.name
        for table in GUARDED
        if table.name in left_open or not {f"keep_{table.name}_{e}" for e in _EVENTS} <= found
    ]


_EVENTS = ("update", "delete")
_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_TRIGGERS_OF_POSTGRES = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"


def _for_sqlite(name: str) -> Iterator[str]:
    for event in _EVENTS:
        yield f"DROP TRIGGER IF EXISTS keep_{name}_{event}"
        yield (
            f"CREATE TRIGGER keep_{name}_{event} BEFORE {event.upper()} ON {name}"
            f" WHEN NOT EXISTS (SELECT 1 FROM letting_go_of WHERE name = '{name}')"
            f" BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        )


def _for_postgres(name: str) -> Iterator[str]:
    for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield f"DROP TRIGGER IF EXISTS keep_{name}_{event} ON {name}"
        yield (
            f"CREATE TRIGGER keep_{name}_{event} BEFORE {event.upper()} ON {name}"
            f" FOR EACH {each} EXECUTE FUNCTION refuse_unless_letting_go()"
        )


_REFUSAL = """
CREATE OR REPLACE FUNCTION refuse_unless_letting_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM letting_go_of WHERE name = TG_TABLE_NAME) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""
