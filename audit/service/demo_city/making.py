"""The whole city, made from what is written about it and from the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.model.organisation import AccessPoint, Office, Person, Unit, UnitId
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Link
from audit.service.demo_city.drawing import Form, Moment
from audit.service.demo_city.filling_in import DemoAssessment
from audit.service.demo_city.guests import DemoReply, Guests, links_to
from audit.service.demo_city.heads import WAVES, Heads
from audit.service.demo_city.waves import DemoWave, waves_around
from audit.service.demo_city.written import Written


@dataclass(frozen=True)
class City:
    """Everything there is in a demo city; plain values, in the order in which they refer."""

    name: str
    inhabitants: int
    resident_languages: Mapping[str, float]
    """Share of all residents by language, besides German."""
    units: tuple[Unit, ...]
    """Each after the unit above it."""
    people: tuple[Person, ...]
    access_points: tuple[AccessPoint, ...]
    doors: Mapping[str, int]
    """The numbers of the access points by their names in the file."""
    waves: tuple[DemoWave, ...]
    """Baseline, final, running."""
    assessments: tuple[DemoAssessment, ...]
    replies: tuple[DemoReply, ...]
    links: tuple[Link, ...]


def city(today: date, questionnaires: Sequence[Questionnaire], written: Written) -> City:
    """Make the city as it is on a day; the same day, questionnaires and files make the same city.

    `questionnaires` are those that the toolkit ships.
    """
    about = written.city
    waves = waves_around(today, about, tuple(questionnaires), written.questionnaires)
    rounds = _rounds(written, waves, today)
    doors = written.doors.access_points
    return City(
        name=about.name,
        inhabitants=about.inhabitants,
        resident_languages={one.code: one.share for one in about.resident_languages},
        units=_units(written),
        people=_people(written),
        access_points=_access_points(written),
        doors={door.id: number for number, door in enumerate(doors, start=1)},
        waves=waves,
        assessments=tuple(one for heads, _ in rounds for one in heads.assessments()),
        replies=tuple(reply for _, guests in rounds for reply in guests.replies()),
        links=tuple(links_to(written, waves[1], waves[2])),
    )


def _rounds(written: Written, waves: Sequence[DemoWave], today: date) -> list[tuple[Heads, Guests]]:
    """Make ready who fills in each wave; a questionnaire is planned once for all of them."""
    asked = {edition: q for held in waves for edition, q in held.by_edition.items()}
    reasons = written.sentences.does_not_apply
    forms = {edition: Form(q, reasons.get(q.id, {})) for edition, q in asked.items()}
    lifts = (written.city.baseline, written.city.final, written.city.running)
    rounds = []
    for number, (key, held) in enumerate(zip(WAVES, waves, strict=True)):
        here = {edition.questionnaire: forms[edition] for edition in held.by_edition}
        moment = Moment(key, number, lifts[number].lift)
        place = (written, held.wave, here, moment, today)
        rounds.append((Heads(*place), Guests(*place)))
    return rounds


def _units(written: Written) -> tuple[Unit, ...]:
    return tuple(
        Unit(
            UnitId(unit.id),
            unit.name,
            unit.kind,
            None if unit.parent is None else UnitId(unit.parent),
            unit.staff,
        )
        for unit in written.city.units
    )


def _people(written: Written) -> tuple[Person, ...]:
    return tuple(
        Person(
            person.id,
            person.name,
            tuple(
                Office(office.role, None if office.unit is None else UnitId(office.unit))
                for office in person.offices
            ),
        )
        for person in written.people.people
    )


def _access_points(written: Written) -> tuple[AccessPoint, ...]:
    doors = enumerate(written.doors.access_points, start=1)
    return tuple(
        AccessPoint(number, UnitId(door.unit), door.name, door.channel, door.note, door.closed)
        for number, door in doors
    )
