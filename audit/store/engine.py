"""Opens the database so that what was committed survives a crash and a power cut.

SQLite's usual settings do not: with its silent default (rollback journal, synchronous=FULL) and
with the common web advice (WAL, synchronous=NORMAL) acknowledged saves were lost in simulated power
cuts; with those below none were. Sources: https://www.sqlite.org/pragma.html#pragma_synchronous,
https://www.sqlite.org/wal.html.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

__all__ = [
    "FAULTS",
    "OWN_FAULTS",
    "Connection",
    "Dangling",
    "Engine",
    "NoAddress",
    "OutcomeUnknown",
    "Unsafe",
    "afterwards",
    "open_engine",
    "reading",
    "rebuilding",
    "sqlite_url",
    "writing",
]


class OutcomeUnknown(Exception):
    """The connection was lost while the end of a transaction was being confirmed: it was either
    written as a whole, or not at all."""


FAULTS = (DBAPIError, NoneFree, OutcomeUnknown)
"""What happens to databases: locked, full, gone, damaged."""

OWN_FAULTS = (ProgrammingError, IntegrityError, DataError)
"""What among them is a fault of this program."""

SAFE_WAL = (3, 51, 3)
"""Before this version SQLite could lose data when a write-ahead log started over."""

WAIT_SECONDS = 10
"""How long a save waits for another one."""

POOL = 8
"""So many connections at most; more people than that take turns."""


class Unsafe(Exception):
    """The database does not take the settings without which saving would not be safe."""


class NoAddress(Exception):
    """This is not the address of a database that this program can use."""


class Dangling(Exception):
    """Something refers to what is not there."""


def sqlite_url(file: Path) -> str:
    """Name a database file."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def open_engine(url: str) -> Engine:
    """Open a database; settings are set and verified at every connection. Raises `NoAddress`."""
    if (address := _address(url)).drivername != "sqlite":
        return create_engine(
            address,
            pool_size=POOL,
            max_overflow=0,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,  # a mistake goes to the log of the server, answers do not
        )
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "do_connect", _Finding(address))
    event.listen(engine, "connect", _make_safe)
    event.listen(engine, "begin", _begin)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise NoAddress from None
    if address.drivername in _DRIVERS:
        return address.set(drivername=_DRIVERS[address.drivername])
    raise NoAddress


_POSTGRES = "postgresql+psycopg"
_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": _POSTGRES,
    "postgres": _POSTGRES,
    _POSTGRES: _POSTGRES,
}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """See one state of the database, whatever others write meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Write all of it or nothing; when this ends without an exception, it is committed.

    Raises `OutcomeUnknown` when nobody can tell.
    """
    later: list[Callable[[], None]] = []
    with engine.connect() as connection:
        connection.execution_options(writes=True, later=later)
        with connection.begin() as transaction:
            yield connection
            try:
                transaction.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise OutcomeUnknown from error
                raise
    for do in later:
        do()


def afterwards(connection: Connection, do: Callable[[], None]) -> None:
    """Do something as soon as what `writing` writes is committed; otherwise never."""
    connection.get_execution_options()["later"].append(do)


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """Write all of it or nothing, and look only at the end whether all references hold.

    In SQLite a table is changed by copying it and dropping the old one. With references being
    looked after meanwhile, dropping would take along what refers to it.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        connection.execution_options(writes=True)
        _look_after_references(connection, "OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise Dangling(f"{len(broken)} of them, e.g. in {broken[0][0]}")
        finally:
            _look_after_references(connection, "ON")


def _look_after_references(connection: Connection, value: str) -> None:
    """Tell SQLite, which listens only between transactions."""
    connection.connection.cursor().execute(f"PRAGMA foreign_keys = {value}")


@dataclass(eq=False)
class _Finding:
    """Creates the file at the first connection only: one that is gone later is not replaced by an
    empty one, as SQLite would do it."""

    address: URL
    found: bool = False

    def __call__(
        self, _dialect: object, _record: object, words: list[str], named: dict[str, object]
    ) -> None:
        if self.found and self.address.database and not self.address.query:
            words[0] = f"{Path(self.address.database).absolute().as_uri()}?mode=rw"
            named["uri"] = True
        self.found = True


def journal_of(version: tuple[int, ...]) -> tuple[str, str]:
    """Choose journal and synchronous mode for a version of SQLite."""
    return ("wal", "FULL") if version >= SAFE_WAL else ("delete", "EXTRA")


_SYNCHRONOUS = {"FULL": 2, "EXTRA": 3}


def _make_safe(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # SQLAlchemy opens and closes transactions itself; see _begin.
    setattr(connection, "isolation_level", None)  # noqa: B010
    journal, synchronous = journal_of(sqlite3.sqlite_version_info)
    cursor = connection.cursor()
    for setting, value, expected in (
        ("journal_mode", journal, journal),
        ("synchronous", synchronous, _SYNCHRONOUS[synchronous]),
        ("foreign_keys", "ON", 1),
        ("mmap_size", "0", 0),
        ("secure_delete", "ON", 1),
        ("trusted_schema", "OFF", 0),
        ("recursive_triggers", "ON", 1),  # REPLACE deletes, and asks no trigger otherwise
    ):
        cursor.execute(f"PRAGMA {setting} = {value}")
        cursor.execute(f"PRAGMA {setting}")
        found = cursor.fetchone()
        if found is None or found[0] != expected:
            raise Unsafe(f"{setting} is {found and found[0]}, not {value}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at the start, so that no save fails half-way for want of it."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
