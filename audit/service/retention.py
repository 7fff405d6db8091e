"""Forgets what is no longer needed, and writes down how much that was. Done by whoever runs the
server, e.g. every night."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.model.question_types import Control
from audit.model.retention import Period
from audit.service.house import House
from audit.service.own_data import forget_person
from audit.store import forgetting, waves
from audit.store.comments import forget_comments
from audit.store.engine import Connection, writing
from audit.store.evidence import forget_files
from audit.store.log import Deed, append
from audit.store.reminders import forget_reminders

FORGOTTEN = "retention.forget"
"""What the log calls it."""


@dataclass(frozen=True)
class Forgotten:
    """How much of a class of data was deleted, or would be."""

    period: Period
    count: int


class _OnlyTried(Exception):
    """Takes back what was only tried."""


def forget(house: House, periods: Mapping[str, Period], *, dry_run: bool) -> list[Forgotten]:
    """Delete all whose time is over, or only count it; each class that lost something gets a line
    in the log."""
    done: list[Forgotten] = []
    try:
        with writing(house.engine) as connection:
            for name, period in periods.items():
                over = house.clock() - timedelta(days=period.days)
                done.append(Forgotten(period, CLASSES[name](house, connection, over)))
            if dry_run:
                raise _OnlyTried
            for one in done:
                if one.count:
                    deed = Deed(
                        house.clock(), None, FORGOTTEN, None, one.period.name, new=str(one.count)
                    )
                    append(connection, deed)
    except _OnlyTried:
        return done
    forgetting.wipe(house.engine)
    return done


def _stays(_house: House, connection: Connection, over: datetime) -> int:
    return forgetting.forget_stays(connection, over)


def _drafts(_house: House, connection: Connection, over: datetime) -> int:
    return forgetting.forget_drafts(connection, over)


def _uploads(_house: House, connection: Connection, over: datetime) -> int:
    return forgetting.forget_uploads(connection, over)


def _log(_house: House, connection: Connection, over: datetime) -> int:
    return forgetting.forget_log(connection, over)


def _free_texts(house: House, connection: Connection, over: datetime) -> int:
    """Delete what was written in words in waves that ended long ago."""
    count = 0
    for wave in waves.load_waves(connection):
        if wave.closes >= house.day_of(over):
            continue
        for edition in forgetting.editions_answered(connection, wave.id):
            questions = house.plan(connection, edition).questionnaire.questions()
            cells = [
                cell.id
                for question in questions
                if question.asked_by() in {Control.LINE, Control.TEXT}
                for cell in question.cells()
            ]
            count += forgetting.forget_cells(connection, wave.id, edition, cells)
    return count


def _evidence(house: House, connection: Connection, over: datetime) -> int:
    return forget_files(connection, house.day_of(over), house.clock())


def _working_notes(house: House, connection: Connection, over: datetime) -> int:
    """Delete what was said in waves that ended long ago, and who had which area of a sheet."""
    ended = [w.id for w in waves.load_waves(connection) if w.closes < house.day_of(over)]
    return forgetting.forget_delegations(connection, ended) + forget_comments(connection, ended)


def _reminders(house: House, connection: Connection, over: datetime) -> int:
    return forget_reminders(connection, house.day_of(over))


def _accounts(house: House, connection: Connection, over: datetime) -> int:
    forgetting.note_people_without_office(connection, house.today())
    gone = forgetting.people_without_office(connection, house.day_of(over))
    for person in gone:
        forget_person(connection, person)
    return len(gone)


CLASSES: Mapping[str, Callable[[House, Connection, datetime], int]] = {
    "drafts": _drafts,
    "stays": _stays,
    "uploads": _uploads,
    "free-texts": _free_texts,
    "evidence": _evidence,
    "working-notes": _working_notes,
    "reminders": _reminders,
    "log": _log,
    "accounts": _accounts,
}
"""How each class is forgotten: house, transaction, and the moment before which its time is over."""
