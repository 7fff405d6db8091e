"""What only one transaction may do at a time: the others wait until it ends."""

from enum import IntEnum

from sqlalchemy import Connection, func, select


class Queue(IntEnum):
    """What people queue up for; the numbers are those of locks in PostgreSQL."""

    MIGRATIONS = 4_711
    LOG = 4_712
    """The last one that is taken: everything that is done is written down at its end."""
    ATTEMPTS = 4_713
    UNITS = 4_714
    WAVES = 4_715
    NEWCOMERS = 4_716
    """Those who come for the first time."""


def wait_in(connection: Connection, queue: Queue) -> None:
    """Let nobody else in before the transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite lets one write at a time anyway
        connection.execute(select(func.pg_advisory_xact_lock(int(queue))))
