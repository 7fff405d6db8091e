"""Looks for damage that nobody has noticed yet."""

from sqlalchemy import Connection

from audit.store.copying import rows_of, tables_of


def is_whole(connection: Connection) -> bool:
    """Tell whether the database itself finds nothing wrong with how its rows are stored."""
    return not damage(connection)


def damage(connection: Connection) -> list[str]:
    """List what the database says about damage, in its own words; empty when all is well.

    PostgreSQL has no word for it: there each row is read once.
    """
    if connection.dialect.name == "sqlite":
        told = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
        return [line for line in told if line != "ok"]
    for table in tables_of(connection):
        for _ in rows_of(connection, table):
            pass
    return []


def broken_references(connection: Connection) -> list[str]:
    """Name the tables in which something refers to what is not there."""
    if connection.dialect.name != "sqlite":
        return []  # PostgreSQL never lets it come to that
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return sorted({row[0] for row in rows})
