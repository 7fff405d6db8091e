"""Lets SQLAlchemy, and so the whole service, work over APSW, whose file system can be replaced."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import apsw

from tests.soak.disk import PowerCut

paramstyle = "qmark"
threadsafety = 1
sqlite_version_info = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
version_info = sqlite_version_info
PARSE_DECLTYPES, PARSE_COLNAMES = sqlite3.PARSE_DECLTYPES, sqlite3.PARSE_COLNAMES
Error, DatabaseError, Warning = sqlite3.Error, sqlite3.DatabaseError, sqlite3.Warning
InterfaceError, OperationalError = sqlite3.InterfaceError, sqlite3.OperationalError
IntegrityError, ProgrammingError = sqlite3.IntegrityError, sqlite3.ProgrammingError
DataError, InternalError = sqlite3.DataError, sqlite3.InternalError
NotSupportedError = sqlite3.NotSupportedError
Binary = bytes


class Cursor:
    """What SQLAlchemy uses of a DBAPI cursor."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1
        self._rows: list[tuple[Any, ...]] = []

    @property
    def lastrowid(self) -> int:
        return self.connection.real.last_insert_rowid()

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "Cursor":
        cursor = self.connection.real.cursor()
        described: list[tuple[Any, ...]] = []

        def trace(traced: apsw.Cursor, _statement: str, _bindings: object) -> bool:
            described[:] = [(name, *(None,) * 6) for name, _ in traced.get_description()]
            return True

        cursor.exec_trace = trace
        before = self.connection.real.total_changes()
        try:
            self._rows = list(cursor.execute(statement, tuple(values)))
        except apsw.ConstraintError as error:
            raise IntegrityError(str(error)) from error
        except apsw.Error as error:
            raise OperationalError(str(error)) from error
        self.description = described or None
        self.rowcount = self.connection.real.total_changes() - before
        return self

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> "Cursor":
        for values in rows:
            self.execute(statement, values)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self) -> list[tuple[Any, ...]]:
        taken, self._rows = self._rows, []
        return taken

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    def close(self) -> None:
        self._rows = []


class Connection:
    """What SQLAlchemy uses of a DBAPI connection."""

    isolation_level: str | None = None

    def __init__(self, real: apsw.Connection) -> None:
        self.real = real

    def cursor(self) -> Cursor:
        return Cursor(self)

    def create_function(self, name: str, args: int, body: Callable[..., Any], **_: object) -> None:
        self.real.create_scalar_function(name, body, args)

    def commit(self) -> None:
        if self.real.in_transaction:
            self.cursor().execute("COMMIT")

    def rollback(self) -> None:
        if self.real.in_transaction:
            self.cursor().execute("ROLLBACK")

    def close(self) -> None:
        with suppress(PowerCut):
            self.real.close(True)
