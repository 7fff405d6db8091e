"""Puts a demo city into an empty database, all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

import scoring
from audit.files.questionnaires import load_questionnaire, load_questionnaires
from audit.model.organisation import Role
from audit.model.waves import Assessment, AssessmentState, Edition, WaveState
from audit.service.demo_city import City, DemoAssessment, city, load_written
from audit.service.house import CHECKOUT, QUESTIONNAIRES, House
from audit.store import approvals, assessments, organisation, replies, waves
from audit.store.course import add_passage, move
from audit.store.engine import Connection, reading, writing
from audit.store.log import Deed, append

DEMO = CHECKOUT / "data" / "demo"

READ_WITHIN = timedelta(days=3)
"""So long the project group takes until it approves."""


@dataclass(frozen=True)
class MovedIn:
    """What a demo city has brought along."""

    units: int
    access_points: int
    assessments: int
    replies: int


def has_running_wave(house: House) -> bool:
    """Tell whether there is something to fill in: a demo city that was made long ago has not."""
    with reading(house.engine) as connection:
        rounds = waves.load_waves(connection)
    return any(wave.state(house.today()) is WaveState.RUNNING for wave in rounds)


def is_empty(house: House) -> bool:
    """Tell whether nobody lives here yet."""
    with reading(house.engine) as connection:
        return not organisation.load_units(connection)


def move_in(house: House) -> MovedIn:
    """Make the demo city of today and put it into the house, which is empty."""
    today = house.today()
    made = city(today, load_questionnaires([QUESTIONNAIRES]), load_written(DEMO))
    written = _written([QUESTIONNAIRES, DEMO / "questionnaires"])
    with writing(house.engine) as connection:
        organisation.add_units(connection, made.units)
        organisation.add_people(connection, made.people)
        _add_doors(connection, made)
        _add_waves(connection, made, written)
        for assessment in made.assessments:
            _add_assessment(connection, assessment)
        _approve_what_is_closed(connection, made, today)
        _add_replies(connection, made)
    return MovedIn(
        len(made.units), len(made.access_points), len(made.assessments), len(made.replies)
    )


def _written(folders: Iterable[Path]) -> Mapping[Edition, waves.Written]:
    """Read the texts of all questionnaires; they are kept as they were written."""
    found = {}
    for file in (file for folder in folders for file in sorted(folder.glob("*.yaml"))):
        questionnaire, text = load_questionnaire(file), file.read_bytes()
        edition = Edition(questionnaire.id, questionnaire.version)
        found[edition] = waves.Written(edition, text, sha256(text).hexdigest())
    return found


def _add_doors(connection: Connection, made: City) -> None:
    """Register the doors of an empty house: they get the numbers 1, 2, 3 ... that the city uses."""
    for door in made.access_points:
        organisation.add_access_point(connection, door.unit, door.name, door.channel, door.note)
        organisation.change_access_point(
            connection, door.id, name=door.name, note=door.note, closed=door.closed
        )


def _add_waves(
    connection: Connection, made: City, written: Mapping[Edition, waves.Written]
) -> None:
    for edition in {edition for held in made.waves for edition in held.by_edition}:
        waves.keep_questionnaire(connection, written[edition])
    for held in made.waves:
        waves.add_wave(connection, held.wave, held.by_edition)
    for link in made.links:
        waves.add_link(connection, link)


def _add_assessment(connection: Connection, made: DemoAssessment) -> None:
    number = assessments.add_assessment(
        connection, made.wave, made.edition, made.unit, made.access_point
    )
    if made.begun_on is None:
        return
    revision = assessments.next_revision(connection, number)
    at = datetime.combine(made.begun_on, time(10), UTC)
    turn = assessments.Turn(number, revision or 0, made.person, at)
    assessments.add_entries(connection, turn, made.entries)
    assessments.add_remarks(connection, turn, made.remarks)
    if made.state is AssessmentState.SUBMITTED and made.submitted_on is not None:
        assessments.submit(connection, number, made.person, made.submitted_on)


def _approve_what_is_closed(connection: Connection, made: City, today: date) -> None:
    """Approve what was handed in in the closed waves, each by somebody else."""
    closed = [one.wave.id for one in made.waves if one.wave.state(today) is WaveState.CLOSED]
    found = [one for wave in closed for one in assessments.load_assessments(connection, wave)]
    readers = [
        person.id
        for person in made.people
        if any(office.role is Role.PROJECT for office in person.offices)
    ]
    handed_in = [(one.submitted_on, one) for one in found if one.submitted_on is not None]
    for day, one in sorted(handed_in, key=lambda pair: (pair[0], pair[1].id)):
        reader = next(person for person in readers if person != one.submitted_by)
        _approve(connection, one, reader, datetime.combine(day + READ_WITHIN, time(10), UTC))


def _approve(connection: Connection, one: Assessment, reader: str, at: datetime) -> None:
    revision = move(connection, one.id, AssessmentState.APPROVED)
    add_passage(
        connection, assessments.Turn(one.id, revision, reader, at), AssessmentState.APPROVED
    )
    approved = replace(one, state=AssessmentState.APPROVED, revision=revision)
    given = approvals.add_approval(connection, approved, reader, at, scoring.VERSION)
    about, seal = f"assessment {one.id}", f"seal of assessment {one.id}"
    deed = Deed(at, reader, "approving.approve", one.unit, about, one.state, approved.state)
    append(connection, deed)
    append(connection, replace(deed, about=seal, old="", new=given.hash))


def _add_replies(connection: Connection, made: City) -> None:
    for reply in made.replies:
        values = {cell: entry.value for cell, entry in reply.entries.items()}
        replies.add_reply(
            connection, replies.Sent(reply.wave, reply.edition, reply.unit, reply.day, values)
        )
