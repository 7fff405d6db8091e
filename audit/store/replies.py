"""What people send who take part by a link: without a name, without a time, in no order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from sqlalchemy import Connection, delete, insert, select

from audit.model.organisation import UnitId
from audit.model.waves import Edition
from audit.store.schema import guest_answers, replies, reply_answers


def load_guest_answers(connection: Connection, session: str) -> dict[str, str]:
    """Collect what a guest has filled in and not yet sent."""
    rows = connection.execute(select(guest_answers).where(guest_answers.c.session == session))
    return {row.cell: row.value for row in rows}


def save_guest_answer(connection: Connection, session: str, cell: str, value: str) -> None:
    """Keep one value until the guest sends it; an empty value takes the answer away."""
    connection.execute(
        delete(guest_answers).where(
            guest_answers.c.session == session, guest_answers.c.cell == cell
        )
    )
    if value:
        connection.execute(insert(guest_answers).values(session=session, cell=cell, value=value))


def forget_guest_answers(connection: Connection, session: str) -> None:
    """Throw away what a guest has filled in."""
    connection.execute(delete(guest_answers).where(guest_answers.c.session == session))


@dataclass(frozen=True)
class Sent:
    """What somebody has sent: to which questionnaire, about which unit, on which day."""

    wave: str
    edition: Edition
    unit: UnitId | None
    day: date
    values: Mapping[str, str]
    """By cell."""


def add_reply(connection: Connection, sent: Sent) -> None:
    """Keep what was sent, under a random id that nobody learns."""
    reply = token_hex(16)
    connection.execute(
        insert(replies).values(
            id=reply,
            wave=sent.wave,
            questionnaire=sent.edition.questionnaire,
            version=sent.edition.version,
            unit=sent.unit,
            day=sent.day,
        )
    )
    given = [
        {"reply": reply, "cell": cell, "value": value}
        for cell, value in sent.values.items()
        if value
    ]
    if given:
        connection.execute(insert(reply_answers), given)


def load_replies(
    connection: Connection, wave: str, questionnaire: str
) -> dict[Edition, dict[str, dict[str, str]]]:
    """Collect all that was sent: per edition and reply the values by cell."""
    found: dict[Edition, dict[str, dict[str, str]]] = {}
    rows = connection.execute(
        select(replies.c.id, replies.c.version, reply_answers.c.cell, reply_answers.c.value)
        .join_from(replies, reply_answers, isouter=True)
        .where(replies.c.wave == wave, replies.c.questionnaire == questionnaire)
        .order_by(replies.c.id)
    )
    for row in rows:
        edition = Edition(questionnaire, row.version)
        values = found.setdefault(edition, {}).setdefault(row.id, {})
        if row.cell is not None:
            values[row.cell] = row.value
    return found


def units_of_replies(
    connection: Connection, wave: str, questionnaire: str
) -> dict[str, UnitId | None]:
    """Tell which unit the link of each reply was made for."""
    rows = connection.execute(
        select(replies.c.id, replies.c.unit).where(
            replies.c.wave == wave, replies.c.questionnaire == questionnaire
        )
    )
    return {row.id: row.unit for row in rows}


def replies_per_unit(
    connection: Connection, wave: str, questionnaire: str
) -> dict[UnitId | None, int]:
    """Count what was sent, by the unit that the link was made for."""
    counted: dict[UnitId | None, int] = {}
    rows = connection.execute(
        select(replies.c.unit).where(
            replies.c.wave == wave, replies.c.questionnaire == questionnaire
        )
    )
    for unit in rows.scalars():
        counted[unit] = counted.get(unit, 0) + 1
    return counted
