"""Who was reminded of which wave on which day. One row for each: the database itself sees to it
that nobody hears of the same twice a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from audit.store.schema import reminders


@dataclass(frozen=True)
class Reminder:
    """The last time that somebody was reminded of a wave."""

    day: date
    accepted: bool
    """Whether a mail server has taken the letter over; as long as none has, it may be on its way,
    or lost."""


def claim(connection: Connection, person: str, wave: str, day: date) -> bool:
    """Take it on oneself to remind somebody; False when somebody was faster."""
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = new(reminders).values(person=person, wave=wave, day=day, accepted=False)
    claimed = row.on_conflict_do_nothing().returning(reminders.c.person)
    return connection.execute(claimed).first() is not None


def note_accepted(connection: Connection, person: str, wave: str, day: date) -> None:
    """Write down that a mail server has taken the letter over."""
    connection.execute(update(reminders).where(_of(person, wave, day)).values(accepted=True))


def release(connection: Connection, person: str, wave: str, day: date) -> None:
    """Let it be tried again, because no letter has left."""
    connection.execute(delete(reminders).where(_of(person, wave, day), ~reminders.c.accepted))


def _of(person: str, wave: str, day: date) -> ColumnElement[bool]:
    return and_(reminders.c.person == person, reminders.c.wave == wave, reminders.c.day == day)


def load_last(connection: Connection, wave: str) -> dict[str, Reminder]:
    """Find the last reminder of everybody who was reminded of a wave, by person."""
    rows = connection.execute(
        select(reminders).where(reminders.c.wave == wave).order_by(reminders.c.day)
    )
    return {row.person: Reminder(row.day, row.accepted) for row in rows}


def forget_reminders(connection: Connection, before: date) -> int:
    """Delete those of earlier days."""
    return connection.execute(delete(reminders).where(reminders.c.day < before)).rowcount
