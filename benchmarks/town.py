"""A made-up town for measuring the app: many units, each with one head, and three waves.

The two earlier waves are handed in. In the running one nobody has answered anything yet, or all
but the last unit have handed in.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from audit.files.questionnaires import load_questionnaire, read_questionnaire
from audit.model.organisation import Office, Person, Role, Unit, UnitId, UnitKind
from audit.model.questionnaire import Area, Questionnaire
from audit.model.waves import Edition, Entry, Wave
from audit.service.house import QUESTIONNAIRES, House, Settings, open_house
from audit.store import assessments, organisation, waves
from audit.store.engine import Connection, writing

TWICE = ("leadership", "knowledge", "personnel")
"""Areas that are asked a second time, so that the shipped questionnaire has 60 questions."""

DIVISION_OF = 10
"""Departments in a division."""

PROJECT = "project"
"""A person who sees all figures."""

WAVES = ("first", "second", "running")

ANSWERED = 0.9
"""The share of questions that are answered in what was handed in."""


@dataclass(frozen=True)
class Round:
    """A wave of so many units, of which so many have handed in."""

    wave: str
    edition: Edition
    units: int
    done: int


def settings_of(data: Path, database: str | None = None) -> Settings:
    """Say where a town lives: in a folder, or in a PostgreSQL; its people are made up."""
    return Settings(data=data, database=database, demo=True)


def build(data: Path, units: int, *, handed_in: bool) -> None:
    """Write the town down in an empty folder; `handed_in` goes for the running wave."""
    house = open_house(settings_of(data))
    text, today = form_text(), house.today()
    with writing(house.engine) as connection:
        organisation.add_units(connection, _units(units))
        organisation.add_people(connection, _people(units))
        edition = Edition(form().id, form().version)
        fingerprint = sha256(text).hexdigest()
        waves.keep_questionnaire(connection, waves.Written(edition, text, fingerprint))
        for back, name in enumerate(reversed(WAVES)):
            opens = today - timedelta(days=365 * back + 30)
            wave = Wave(name, name.capitalize(), opens, opens + timedelta(days=60))
            waves.add_wave(connection, wave, [edition])
        for name in WAVES:
            done = units if name != WAVES[-1] else units - 1 if handed_in else 0
            _assess(house, connection, Round(name, edition, units, done))
    house.close()


@cache
def form() -> Questionnaire:
    """Read the questionnaire of the town."""
    return read_questionnaire(form_text(), "opening.yaml")


@cache
def form_text() -> bytes:
    """Write the shipped questionnaire with some of its areas twice."""
    shipped = load_questionnaire(QUESTIONNAIRES / "opening.yaml")
    again = [_again(area) for area in shipped.areas if area.id in TWICE]
    longer = shipped.model_copy(update={"areas": (*shipped.areas, *again)})
    return longer.model_dump_json(by_alias=True, exclude_unset=True, indent=1).encode()


def _again(area: Area) -> Area:
    questions = tuple(
        question.model_copy(update={"id": f"{question.id}-again"}) for question in area.questions
    )
    return area.model_copy(update={"id": f"{area.id}-again", "questions": questions})


def head_of(number: int) -> str:
    """Name the head of a department; departments are counted from 0."""
    return f"head-{number}"


def _units(count: int) -> list[Unit]:
    city = Unit(UnitId("city"), "Laststadt", UnitKind.CITY, None, None)
    divisions = [
        Unit(UnitId(f"division-{i}"), f"Fachbereich {i}", UnitKind.DIVISION, city.id, None)
        for i in range(-(-count // DIVISION_OF))
    ]
    departments = [
        Unit(_department(i), f"Fachdienst {i}", UnitKind.DEPARTMENT, above.id, 20)
        for i, above in ((i, divisions[i // DIVISION_OF]) for i in range(count))
    ]
    return [city, *divisions, *departments]


def _department(number: int) -> UnitId:
    return UnitId(f"department-{number}")


def _people(count: int) -> list[Person]:
    heads = [
        Person(head_of(i), f"Leitung {i}", (Office(Role.HEAD, _department(i)),))
        for i in range(count)
    ]
    return [*heads, Person(PROJECT, "Projektgruppe", (Office(Role.PROJECT),))]


def _assess(house: House, connection: Connection, of: Round) -> None:
    """Begin an assessment for each department; the first ones are answered and handed in."""
    chance = random.Random(of.wave)
    for i in range(of.units):
        number = assessments.add_assessment(connection, of.wave, of.edition, _department(i), None)
        if i < of.done:
            revision = assessments.next_revision(connection, number) or 0
            turn = assessments.Turn(number, revision, head_of(i), house.clock())
            assessments.add_entries(connection, turn, _entries(chance))
            assessments.submit(connection, number, head_of(i), house.today())


def _entries(chance: random.Random) -> dict[str, Entry]:
    """Choose an option of most questions that have some."""
    codes = {
        question.id: [option.code for option in question.options_in(form().scales)]
        for question in form().questions()
    }
    return {
        cell: Entry(chance.choice(of))
        for cell, of in codes.items()
        if of and chance.random() < ANSWERED
    }
