"""The log of what people have done: append-only, each line chained to the one before.

Whoever changes or removes a line breaks the chain from there on. Lines whose time is over are
deleted from the beginning, by `forget_until` alone; the hash of the last one is the new beginning.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select

from audit.store.append_only import letting_go
from audit.store.queues import Queue, wait_in
from audit.store.schema import log, log_beginning

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
    wait_in(connection, Queue.LOG)
    number, before = end(connection)
    line = Line(number + 1, deed, chained(number + 1, deed, before))
    connection.execute(insert(log).values(number=line.number, hash=line.hash, **vars(deed)))
    return line


def end(connection: Connection) -> tuple[int, str]:
    """Find number and hash of the last line: who wrote them down elsewhere can prove later that
    nothing before them was changed, and that no line after them was cut off."""
    last = connection.execute(_LAST).one_or_none()
    return beginning(connection) if last is None else (last.number, last.hash)


def beginning(connection: Connection) -> tuple[int, str]:
    """Find number and hash of the last line that was deleted; 0 and zeros when none was."""
    gone = connection.execute(select(log_beginning)).one_or_none()
    return (0, BEGINNING) if gone is None else (gone.number, gone.hash)


_LAST = select(log.c.number, log.c.hash).order_by(log.c.number.desc()).limit(1)


def has_line(
    connection: Connection, person: str | None, action: str, about: str, since: datetime
) -> bool:
    """Tell whether the same is already written down, at `since` or later."""
    same = {"person": person, "action": action, "about": about, "since": since}
    return connection.execute(_SAME, same).first() is not None


_SAME = (
    select(log.c.number)
    .where(
        log.c.at >= bindparam("since"),
        log.c.person == bindparam("person"),
        log.c.action == bindparam("action"),
        log.c.about == bindparam("about"),
    )
    .limit(1)
)


def who_did_last(connection: Connection, action: str, about: str) -> str | None:
    """Name who did something to something the last time; None: the log does not say (any more)."""
    last = connection.execute(_LAST_TIME, {"action": action, "about": about}).one_or_none()
    return None if last is None else last.person


_LAST_TIME = (
    select(log.c.person)
    .where(log.c.action == bindparam("action"), log.c.about == bindparam("about"))
    .order_by(log.c.number.desc())
    .limit(1)
)


def last_before(connection: Connection, moment: datetime) -> int | None:
    """Find the last line before the first one that is not older than a moment: up to this number
    the log may be forgotten. None when there is none."""
    kept = select(func.min(log.c.number)).where(log.c.at >= moment).scalar_subquery()
    older = select(func.max(log.c.number)).where(
        func.coalesce(log.c.number < kept, log.c.at < moment)
    )
    found = connection.execute(older).scalar()
    return None if found is None else int(found)


def forget_until(connection: Connection, number: int) -> int:
    """Delete the lines up to this one, because their time is over. Returns how many they were.

    Does nothing when there is no such line (any more).
    """
    hash_ = connection.execute(select(log.c.hash).where(log.c.number == number)).scalar()
    if hash_ is None:
        return 0
    with letting_go(connection, log):
        gone = connection.execute(delete(log).where(log.c.number <= number))
    connection.execute(delete(log_beginning))
    connection.execute(insert(log_beginning).values(number=number, hash=hash_))
    return gone.rowcount


def lines(connection: Connection) -> Iterator[Line]:
    """Read the log, the oldest line first."""
    return _lines(connection, select(log).order_by(log.c.number))


def _lines(connection: Connection, query: Select[tuple[Any, ...]]) -> Iterator[Line]:
    for row in connection.execute(query):
        held = (row.at, row.person, row.action, row.unit, row.about, row.old, row.new)
        yield Line(row.number, Deed(*held), row.hash)


@dataclass(frozen=True)
class Wanted:
    """Which lines are looked for; None: all."""

    person: str | None = None
    unit: str | None = None
    action: str | None = None
    first: datetime | None = None
    """Not older than this."""
    last: datetime | None = None
    """Older than this."""


def search(
    connection: Connection, wanted: Wanted, *, before: int | None = None, most: int | None = None
) -> Iterator[Line]:
    """Find lines, the newest first; only those `before` a number, and at most so many."""
    query = select(log).order_by(log.c.number.desc()).limit(most)
    same = {"person": wanted.person, "unit": wanted.unit, "action": wanted.action}
    for name, value in same.items():
        if value is not None:
            query = query.where(log.c[name] == value)
    if wanted.first is not None:
        query = query.where(log.c.at >= wanted.first)
    if wanted.last is not None:
        query = query.where(log.c.at < wanted.last)
    if before is not None:
        query = query.where(log.c.number < before)
    return _lines(connection, query)


def named(connection: Connection, column: str) -> list[str]:
    """List which people, units or actions stand in the log, in the order of their names."""
    query = select(log.c[column]).where(log.c[column].is_not(None)).distinct()
    return sorted(connection.execute(query).scalars())


def chained(number: int, deed: Deed, before: str) -> str:
    """Compute the hash of a line from its content and the hash of the line before."""
    written = asdict(deed) | {"at": deed.at.astimezone(UTC).isoformat(), "number": number}
    text = json.dumps(written, ensure_ascii=False, sort_keys=True)
    return sha256(f"{before}\n{text}".encode()).hexdigest()


def first_broken(connection: Connection) -> int | None:
    """Find the first line at which the chain does not hold; None when the whole log is sound."""
    gone, before = beginning(connection)
    for number, line in enumerate(lines(connection), gone + 1):
        if line.number != number or line.hash != chained(number, line.deed, before):
            return number
        before = line.hash
    return None
