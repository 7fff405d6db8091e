"""Settings of a database server that make saving less safe than it should be."""

from enum import Enum

from sqlalchemy import Connection


class Found(Enum):
    """A weakness."""

    FSYNC = "fsync"
    SYNCHRONOUS_COMMIT = "synchronous_commit"
    FULL_PAGE_WRITES = "full_page_writes"
    CHECKSUMS = "data_checksums"
    ENCODING = "server_encoding"
    READ_ONLY = "transaction_read_only"


_BETTER_NOT = {
    Found.FSYNC: {"off"},
    Found.SYNCHRONOUS_COMMIT: {"off"},
    Found.FULL_PAGE_WRITES: {"off"},
    Found.CHECKSUMS: {"off"},
    Found.READ_ONLY: {"on"},
}


def weaknesses(connection: Connection) -> list[Found]:
    """List them. SQLite has none: each connection sets and verifies what it needs."""
    if connection.dialect.name == "sqlite":
        return []
    shown = {one: connection.exec_driver_sql(f"SHOW {one.value}").scalar_one() for one in Found}
    found = [one for one, values in _BETTER_NOT.items() if shown[one] in values]
    return found + ([Found.ENCODING] if shown[Found.ENCODING] != "UTF8" else [])
