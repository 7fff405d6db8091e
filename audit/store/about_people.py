"""All that the database holds about a person, found by what refers to people.

The tables themselves say what refers to whom: nothing can be forgotten here.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from secrets import token_hex
from typing import Any

from sqlalchemy import Column, Connection, and_, delete, insert, select, update

from audit.store.append_only import GUARDED, letting_go
from audit.store.organisation import FORMER
from audit.store.schema import log, metadata, people

SECRET = frozenset(
    {
        "sessions.id",
        "accounts.password",
        "accounts.code",
        "accounts.second_factor",
        "begun_sign_ins.id",
        "begun_sign_ins.kept",
    }
)
"""Columns by which somebody could get in, or only hashes of that: they are given to nobody."""

Rows = list[dict[str, Any]]


def references() -> dict[str, Column[Any]]:
    """List the columns that refer to a person, as `table.column`."""
    return {
        f"{table.name}.{column.name}": column
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column is people.c.id for key in column.foreign_keys)
    }


def names() -> dict[str, Column[Any]]:
    """List the columns that name a person without referring to one, so that they outlast people."""
    return {
        f"{table.name}.{column.name}": column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name == "person" and not column.foreign_keys
    }


def rows_about(connection: Connection, person: str) -> dict[str, Rows]:
    """Collect all rows about a person by table, without secrets; tables without any are left out.

    Of the log, what they did, and what was done to `person ...`.
    """
    found = {people.name: _rows(connection, people.c.id, person)}
    for column in (references() | names()).values():
        found.setdefault(column.table.name, []).extend(_rows(connection, column, person))
    done_to_them = and_(log.c.person.is_distinct_from(person), log.c.about == f"person {person}")
    lines = connection.execute(select(log).where(done_to_them))
    found[log.name] += [dict(row._mapping) for row in lines]
    return {table: rows for table, rows in found.items() if rows}


def _rows(connection: Connection, column: Column[Any], person: str) -> Rows:
    shown = [one for one in column.table.columns if f"{column.table.name}.{one.name}" not in SECRET]
    rows = connection.execute(select(*shown).where(column == person))
    return [dict(row._mapping) for row in rows]


def delete_rows(connection: Connection, reference: str, person: str) -> int:
    """Delete the rows in which a column refers to a person. Returns how many there were."""
    column = references()[reference]
    with _allowed(connection, column):
        return connection.execute(delete(column.table).where(column == person)).rowcount


def put_in_place(connection: Connection, names: Collection[str], person: str) -> int:
    """Let a pseudonym stand where these columns refer to a person. Returns in how many rows.

    Nobody who has only the database can find out whose pseudonym it is; that the same person wrote
    two things can still be seen.
    """
    found = [references()[name] for name in names]
    held = [
        connection.execute(select(column).where(column == person).limit(1)).first()
        for column in found
    ]
    if not any(held):
        return 0
    pseudonym = f"{FORMER}{token_hex(16)}"
    connection.execute(insert(people).values(id=pseudonym, name=""))
    return sum(_put(connection, column, person, pseudonym) for column in found)


def _put(connection: Connection, column: Column[Any], person: str, pseudonym: str) -> int:
    with _allowed(connection, column):
        done = connection.execute(
            update(column.table).where(column == person).values({column.name: pseudonym})
        )
    return done.rowcount


def _allowed(connection: Connection, column: Column[Any]) -> AbstractContextManager[None]:
    return letting_go(connection, column.table) if column.table in GUARDED else nullcontext()


def delete_person(connection: Connection, person: str) -> None:
    """Delete the name of somebody to whom nothing refers any more."""
    connection.execute(delete(people).where(people.c.id == person))
