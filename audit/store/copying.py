"""Whole tables, out of one database and into another, whatever their make and version.

The tables are read as they lie in the database, not as this version of the program knows them: so a
backup can be made before an update, and restored after it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    collate,
    func,
    insert,
    inspect,
    select,
    text,
    types,
)
from sqlalchemy.schema import DropTable

from audit.files.backup_files import Kind, Row, Shape
from audit.store.engine import open_engine, sqlite_url
from audit.store.schema import metadata

OF_THE_STORE = frozenset({"alembic_version", "letting_go_of"})
"""Tables that say how things are stored, and belong to one database alone."""

AT_ONCE = 1000
"""Rows that are kept in memory."""

FILES_AT_ONCE = 5
"""Rows of tables with files in them."""

KINDS: Sequence[tuple[type[types.TypeEngine[Any]], Kind]] = (
    (types.Boolean, Kind.BOOLEAN),
    (types.Integer, Kind.INTEGER),
    (types.Float, Kind.FLOAT),
    (types.DateTime, Kind.MOMENT),
    (types.Date, Kind.DATE),
    (types.LargeBinary, Kind.BYTES),
    (types.String, Kind.TEXT),
)


class Strange(Exception):
    """There is something in a table that this program has never put there."""


def make_of(connection: Connection) -> str:
    """Name make and version of a database, e.g. `SQLite 3.51.3`."""
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.dialect.name]
    version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    return f"{name} {version}"


@contextmanager
def snapshot(engine: Engine, folder: Path) -> Iterator[Engine]:
    """Give a copy of an SQLite file as it was at one moment, whoever writes meanwhile.

    It lies in `folder` until the block ends.
    """
    with TemporaryDirectory(prefix=".copy-", dir=folder) as place:
        file = Path(place) / "audit.db"
        with engine.connect() as source, closing(sqlite3.connect(file)) as target:
            cast(sqlite3.Connection, source.connection.driver_connection).backup(target)
        copy = open_engine(sqlite_url(file))
        try:
            yield copy
        finally:
            copy.dispose()


def tables_of(connection: Connection) -> list[Table]:
    """Find the tables of the audit as they lie there, in the order in which they can be filled."""
    found = MetaData()
    present = set(inspect(connection).get_table_names())
    found.reflect(connection, only=sorted(present & (set(metadata.tables) - OF_THE_STORE)))
    return found.sorted_tables


def shape_of(table: Table) -> Shape:
    """Say what a table holds."""
    return Shape(table.name, {column.name: _kind(column.type) for column in table.columns})


def _kind(given: types.TypeEngine[Any]) -> Kind:
    for type_, kind in KINDS:
        if isinstance(given, type_):
            return kind
    raise Strange(repr(given))


def rows_of(connection: Connection, table: Table) -> Iterator[Row]:
    """Read a table in the order of its primary key, which is the same in every database."""
    key = [
        collate(column, "C")
        if isinstance(column.type, types.String) and connection.dialect.name == "postgresql"
        else column
        for column in table.primary_key.columns
    ]
    query = select(table).order_by(*key).execution_options(yield_per=_at_once(table))
    yield from connection.execute(query)


def holds_something(connection: Connection) -> bool:
    """Tell whether there is anything that could be lost."""
    return any(
        connection.execute(select(table).limit(1)).first() is not None
        for table in tables_of(connection)
    )


def clear_away(connection: Connection) -> None:
    """Drop all tables of the audit with what they hold; what else lies there stays."""
    present = set(inspect(connection).get_table_names())
    for name in sorted(present & {*metadata.tables, *OF_THE_STORE}):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
        else:
            connection.execute(DropTable(Table(name, MetaData())))


def fill(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put rows into an empty table, and let its numbers go on after the highest."""
    names = table.columns.keys()
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(dict(zip(names, row, strict=True)))
        if len(waiting) == _at_once(table):
            connection.execute(insert(table), waiting)
            waiting.clear()
    if waiting:
        connection.execute(insert(table), waiting)
    if connection.dialect.name == "postgresql":
        _go_on_counting(connection, table)


def _at_once(table: Table) -> int:
    has_files = any(isinstance(column.type, types.LargeBinary) for column in table.columns)
    return FILES_AT_ONCE if has_files else AT_ONCE


def _go_on_counting(connection: Connection, table: Table) -> None:
    for column in table.primary_key.columns:
        if isinstance(column.type, types.Integer):
            sequence = connection.execute(
                select(func.pg_get_serial_sequence(table.name, column.name))
            ).scalar()
            highest = connection.execute(select(func.max(column))).scalar()
            if sequence is not None and highest is not None:
                connection.execute(select(func.setval(sequence, highest)))


@contextmanager
def in_any_order(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """Let rows be written before those that they refer to; at the end all references must hold.

    SQLite does so within `rebuilding`; in PostgreSQL the references are told to wait.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    references = [
        f'ALTER TABLE "{table.name}" ALTER CONSTRAINT "{key.name}"'
        for table in tables
        for key in table.foreign_key_constraints
    ]
    for reference in references:
        connection.execute(text(f"{reference} DEFERRABLE INITIALLY DEFERRED"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for reference in references:
        connection.execute(text(f"{reference} NOT DEFERRABLE"))
