"""Who is signed in. The browser holds a token; here is only its hash."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from audit.store.schema import guest_answers, sessions


@dataclass(frozen=True)
class Session:
    """Somebody's stay: a person's, or that of a guest who came by a link."""

    id: str
    person: str | None
    link: str | None
    seen: datetime
    ends: datetime


def add_session(connection: Connection, session: Session) -> None:
    """Begin a stay."""
    connection.execute(
        insert(sessions).values(
            id=session.id,
            person=session.person,
            link=session.link,
            seen=session.seen,
            ends=session.ends,
        )
    )


def load_session(connection: Connection, id_: str) -> Session | None:
    """Find a stay, whether it has ended or not."""
    row = connection.execute(_SESSION, {"id": id_}).one_or_none()
    return None if row is None else Session(row.id, row.person, row.link, row.seen, row.ends)


_SESSION = select(sessions).where(sessions.c.id == bindparam("id"))


def hold_session(connection: Connection, id_: str) -> bool:
    """Let nobody else act in a stay before this transaction ends; False when it has ended."""
    query = select(sessions.c.id).where(sessions.c.id == id_).with_for_update()
    return connection.execute(query).one_or_none() is not None


def touch_session(connection: Connection, id_: str, seen: datetime) -> None:
    """Note that somebody is still there."""
    connection.execute(update(sessions).where(sessions.c.id == id_).values(seen=seen))


def end_session(connection: Connection, id_: str) -> None:
    """End a stay at once, in all tabs, with what a guest has not sent."""
    connection.execute(delete(guest_answers).where(guest_answers.c.session == id_))
    connection.execute(delete(sessions).where(sessions.c.id == id_))


def forget_ended_sessions(connection: Connection, now: datetime) -> None:
    """Delete the stays that are over, with what their guests have not sent."""
    ended = select(sessions.c.id).where(sessions.c.ends <= now)
    connection.execute(delete(guest_answers).where(guest_answers.c.session.in_(ended)))
    connection.execute(delete(sessions).where(sessions.c.ends <= now))


def end_stays_of(connection: Connection, person: str, *, but: str | None = None) -> None:
    """End all stays of a person at once, or all but one."""
    connection.execute(
        delete(sessions).where(sessions.c.person == person, sessions.c.id.is_distinct_from(but))
    )


def end_stays_of_people(connection: Connection) -> None:
    """Have everybody sign in anew; guests go on."""
    connection.execute(delete(sessions).where(sessions.c.person.is_not(None)))
