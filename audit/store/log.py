"""The log of what people have done: append-only, each line chained to the one before.

Whoever changes or removes a line breaks the chain from there on.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select

from audit.store.schema import log

_ONE_AT_A_TIME = 4_712
"""The number of the lock that those who write into the log of a PostgreSQL take in turn."""

BEGINNING = "0" * 64
"""What stands before the first line."""


@dataclass(frozen=True)
class Deed:
    """What somebody did: to what, and what stood there before and after (empty: nothing)."""

    at: datetime
    person: str | None
    """None: nobody in particular, e.g. a guest, or whoever runs the server."""
    action: str
    unit: str | None
    about: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Line:
    """A deed as it stands in the log."""

    number: int
    deed: Deed
    hash: str


def append(connection: Connection, deed: Deed) -> Line:
    """Write a deed down as the last line."""
    if connection.dialect.name == "postgresql":  # SQLite lets one write at a time anyway
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    last = connection.execute(_LAST).one_or_none()
    number, before = (0, BEGINNING) if last is None else (last.number, last.hash)
    line = Line(number + 1, deed, chained(number + 1, deed, before))
    connection.execute(insert(log).values(number=line.number, hash=line.hash, **vars(deed)))
    return line


_LAST = select(log.c.number, log.c.hash).order_by(log.c.number.desc()).limit(1)


def lines(connection: Connection) -> Iterator[Line]:
    """Read the log, the oldest line first."""
    for row in connection.execute(select(log).order_by(log.c.number)):
        held = (row.at, row.person, row.action, row.unit, row.about, row.old, row.new)
        yield Line(row.number, Deed(*held), row.hash)


def chained(number: int, deed: Deed, before: str) -> str:
    """Compute the hash of a line from its content and the hash of the line before."""
    written = asdict(deed) | {"at": deed.at.astimezone(UTC).isoformat(), "number": number}
    text = json.dumps(written, ensure_ascii=False, sort_keys=True)
    return sha256(f"{before}\n{text}".encode()).hexdigest()


def first_broken(connection: Connection) -> int | None:
    """Find the first line at which the chain does not hold; None when the whole log is sound."""
    before = BEGINNING
    for number, line in enumerate(lines(connection), 1):
        if line.number != number or line.hash != chained(number, line.deed, before):
            return number
        before = line.hash
    return None
