"""A made-up administration for tests, on the fifteenth of May 2026.

    city                        Anna leads the whole city
    ├── social                  Heidi leads it and all below; Dora fills in for her
    │   └── counter             Karl leads it, and nothing else
    └── building                Bernd leads it

    wave then    autumn 2024, closed
    wave now     May 2026, running
    wave next    2027, planned

In each wave there is the questionnaire `opening` for each of the four units; in those that have
begun also `access-analogue` for the desk of the counter and the one of the building department.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event, select, text

from audit.assessment.plan import Plan
from audit.files.questionnaires import read_questionnaire
from audit.model.organisation import Channel, Office, Person, Role, Unit, UnitId, UnitKind
from audit.model.waves import Edition, Entry, Link, Saved, Wave
from audit.service.actions import Caller
from audit.service.filling_in import save_entry
from audit.service.forms import open_form
from audit.service.house import House, Settings, open_house
from audit.service.sessions import caller_of, enter_by_link, sign_in_for_demo
from audit.store.assessments import add_assessment
from audit.store.engine import Connection, reading, writing
from audit.store.organisation import add_access_point, add_people, add_units, load_access_points
from audit.store.schema import assessments
from audit.store.waves import Written, add_link, add_wave, keep_questionnaire

T = TypeVar("T")

CITY, SOCIAL, COUNTER, BUILDING = map(UnitId, ("city", "social", "counter", "building"))
UNITS = (
    Unit(CITY, "Musterstadt", UnitKind.CITY, None, 300),
    Unit(SOCIAL, "Fachbereich Soziales", UnitKind.DIVISION, CITY, 80),
    Unit(COUNTER, "Bürgerservice", UnitKind.DEPARTMENT, SOCIAL, 20),
    Unit(BUILDING, "Fachbereich Bauen", UnitKind.DIVISION, CITY, None),
)

ANNA = Person("anna", "Anna Anders", (Office(Role.HEAD, CITY),))
HEIDI = Person("heidi", "Heidi Heim", (Office(Role.HEAD, SOCIAL),))
DORA = Person("dora", "Dora Daum", (Office(Role.DELEGATE, SOCIAL),))
KARL = Person("karl", "Karl Kamm", (Office(Role.HEAD, COUNTER),))
BERND = Person("bernd", "Bernd Bau", (Office(Role.HEAD, BUILDING),))
STELLA = Person("stella", "Stella Stern", (Office(Role.STEERING),))
PETER = Person("peter", "Peter Pult", (Office(Role.PERSONNEL),))
PAULA = Person("paula", "Paula Plan", (Office(Role.PROJECT),))
CARLA = Person("carla", "Carla Cord", (Office(Role.COUNCIL),))
ARNO = Person("arno", "Arno Amt", (Office(Role.ADMIN),))
NOBODY = Person("nora", "Nora Nein", ())
PEOPLE = (ANNA, HEIDI, DORA, KARL, BERND, STELLA, PETER, PAULA, CARLA, ARNO, NOBODY)

OPENING = """
id: opening
version: {version}
title: Offenheit
audience: unit
source: erfunden
defaults:
  offer: [dont_know, not_applicable]
  score: {{method: weighted_mean}}
  min_coverage: 0
score: {{method: mean, over: areas}}
areas:
  - id: access
    title: Zugang
    questions:
      - {{id: ramp, type: yes_no, text: Kommt man ohne Stufen hinein?}}
      - {{id: stairs, type: number, text: Wie viele Stufen sind es?, max: 50, offer: [dont_know],
         bands: [{{from: 0, points: 100}}, {{from: 3, points: 0}}],
         show_if: {{question: ramp, is: "no"}}}}
      - id: forms
        type: degree
        text: {forms}
        options: [{{code: none, label: gar nicht}}, {{code: some, label: teils}},
                  {{code: full, label: ganz}}]
      - id: way
        type: single_choice
        text: Wie antworten Sie?
        options: [{{code: mail, label: per E-Mail}}, {{code: post, label: per Brief}}]
      - id: tongues
        type: multiple_choice
        text: In welchen Sprachen?
        options: [{{code: en, label: Englisch, points: 1}},
                  {{code: tr, label: Türkisch, points: 1}},
                  {{code: none, label: nur Deutsch, points: 0, exclusive: true}}]
      - id: signs
        type: grid
        text: Wie verständlich ist das?
        options: [{{code: a, label: kaum}}, {{code: b, label: etwas}}, {{code: c, label: sehr}}]
        rows: [{{id: web, label: Netz}}, {{id: paper, label: Papier}}]
  - id: team
    title: Personal
    questions:
      - {{id: hours, type: number, text: Stunden Fortbildung?, max: 99.5, whole: false}}
      - {{id: motto, type: short_text, text: Ihr Leitspruch?, max_length: 20}}
      - {{id: story, type: long_text, text: Was ist gelungen?, max_length: 10000}}
      - {{id: since, type: date, text: Seit wann?}}
      - {{id: spoken, type: language_list, text: Welche Sprachen sprechen Sie?}}
"""
ACCESS = """
id: access-{channel}
version: 1
title: Zugang
audience: access_point
source: erfunden
defaults: {{score: {{method: weighted_mean}}}}
score: none
areas:
  - id: door
    title: Tür
    questions: [{{id: open-door, type: yes_no, text: Ist die Tür offen?}}]
"""
TRAINING = """
id: training-needs
version: 1
title: Fortbildung
audience: unit
source: erfunden
score: none
areas:
  - id: topics
    title: Themen
    questions: [{id: wanted, type: yes_no, text: Wollen Sie lernen?, scored: false}]
"""
BY_LINK = """
id: {id}
version: 1
title: Befragung
audience: {audience}
source: erfunden
defaults: {{score: {{method: weighted_mean}}}}
score: none
areas:
  - id: visit
    title: Besuch
    questions:
      - {{id: was-here, type: yes_no, text: Waren Sie schon einmal hier?}}
      - {{id: found-it, type: yes_no, text: Haben Sie es gleich gefunden?,
         show_if: {{question: was-here, is: "yes"}}}}
      - {{id: wish, type: long_text, text: Was wünschen Sie sich?, max_length: 10000}}
"""
QUESTIONNAIRES = {
    Edition("opening", 1): OPENING.format(version=1, forms="Gibt es Formulare?"),
    Edition("opening", 2): OPENING.format(version=2, forms="Sind die Formulare einfach?"),
    Edition("access-analogue", 1): ACCESS.format(channel="analogue"),
    Edition("access-digital", 1): ACCESS.format(channel="digital"),
    Edition("training-needs", 1): TRAINING,
    Edition("outside-view", 1): BY_LINK.format(id="outside-view", audience="outside"),
    Edition("languages", 1): BY_LINK.format(id="languages", audience="person"),
}
OPENING_THEN, OPENING_NOW, ANALOGUE = list(QUESTIONNAIRES)[:3]

MAY_15 = datetime(2026, 5, 15, 10, 0, tzinfo=UTC)
THEN = Wave("then", "Erhebung 2024", date(2024, 9, 1), date(2024, 10, 31))
NOW = Wave("now", "Erhebung 2026", date(2026, 5, 1), date(2026, 5, 31))
NEXT = Wave("next", "Erhebung 2027", date(2027, 5, 1), date(2027, 5, 31))
OUTSIDE_LINK, STAFF_LINK, OLD_LINK = "link-for-residents", "link-for-staff", "link-of-2024"


@dataclass
class Clock:
    """A clock that a test can set."""

    now: datetime = MAY_15

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        """Let time pass, e.g. `hours=3`."""
        self.now += timedelta(**by)


@dataclass
class Town:
    """The town of one test."""

    house: House
    clock: Clock
    _callers: dict[str, Caller] = field(default_factory=dict)

    def caller(self, person: Person) -> Caller:
        """Sign somebody in, once per test."""
        if person.id not in self._callers:
            caller = caller_of(self.house, sign_in_for_demo(self.house, person.id))
            assert caller is not None
            self._callers[person.id] = caller
        return self._callers[person.id]

    def come_back(self) -> None:
        """Return to the fifteenth of May."""
        self.clock.now = MAY_15
        self.sign_in_anew()

    def sign_in_anew(self) -> None:
        """Forget who is signed in: their stays have ended."""
        self._callers.clear()

    def guest(self, link: str = OUTSIDE_LINK) -> Caller:
        """Let one more guest in."""
        caller = caller_of(self.house, enter_by_link(self.house, link))
        assert caller is not None
        return caller

    def assessment(self, unit: UnitId, wave: str = "now", questionnaire: str = "opening") -> int:
        """Find the number of an assessment."""
        with reading(self.house.engine) as connection:
            found = select(assessments.c.id).where(
                assessments.c.unit == unit,
                assessments.c.wave == wave,
                assessments.c.questionnaire == questionnaire,
                assessments.c.view == 0,
            )
            return int(connection.execute(found).scalar_one())

    def door(self, unit: UnitId) -> int:
        """Find the number of the access point of a unit."""
        with reading(self.house.engine) as connection:
            return next(d.id for d in load_access_points(connection) if d.unit == unit)

    def plan(self, edition: Edition = OPENING_NOW) -> Plan:
        """Read a questionnaire."""
        with reading(self.house.engine) as connection:
            return self.house.plan(connection, edition)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database itself."""
        with reading(self.house.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """Collect what the database is told."""
        statements: list[str] = []

        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            statements.append(statement)

        event.listen(self.house.engine, "before_cursor_execute", note)
        yield statements
        event.remove(self.house.engine, "before_cursor_execute", note)

    def change(self, statement: str) -> None:
        """Change the database behind everybody's back."""
        with writing(self.house.engine) as connection:
            connection.execute(text(statement))

    def say(
        self, person: Person, assessment: int, values: Mapping[str, str], reason: str = ""
    ) -> list[Saved]:
        """Fill in some cells, having seen all that was said before."""
        caller = self.caller(person)
        seen = open_form(self.house, caller, assessment).revisions
        return [
            save_entry(
                self.house,
                caller,
                assessment,
                cell,
                Entry(value, reason),
                after=seen.get(cell, 0),
            )
            for cell, value in values.items()
        ]


def open_town(url: str) -> Town:
    """Open the town that `build` has written."""
    clock = Clock()
    return Town(open_house(Settings(Path("/nowhere"), url, demo=True), clock), clock)


def build(url: str) -> None:
    """Write the town down."""
    house = open_house(Settings(Path("/nowhere"), url, demo=True), Clock())
    with writing(house.engine) as connection:
        add_units(connection, UNITS)
        add_people(connection, PEOPLE)
        for edition, written in QUESTIONNAIRES.items():
            read_questionnaire(written.encode(), edition.questionnaire)
            keep_questionnaire(connection, Written(edition, written.encode(), "of no interest"))
        today = [edition for edition in QUESTIONNAIRES if edition != OPENING_THEN]
        add_wave(connection, THEN, [OPENING_THEN, *today[1:]])
        add_wave(connection, NOW, today)
        add_wave(connection, NEXT, today)
        for wave, edition in ((THEN, OPENING_THEN), (NOW, OPENING_NOW), (NEXT, OPENING_NOW)):
            for unit in UNITS:
                add_assessment(connection, wave.id, edition, unit.id, None)
        desks = [_desk(connection, unit) for unit in (COUNTER, BUILDING)]
        for wave in (THEN, NOW):
            for where, desk in desks:
                add_assessment(connection, wave.id, ANALOGUE, where, desk)
        add_link(connection, Link(OUTSIDE_LINK, "now", Edition("outside-view", 1)))
        add_link(connection, Link(STAFF_LINK, "now", Edition("languages", 1), COUNTER))
        add_link(connection, Link(OLD_LINK, "then", Edition("outside-view", 1)))
    house.close()


def _desk(connection: Connection, unit: UnitId) -> tuple[UnitId, int]:
    return unit, add_access_point(connection, unit, "Schalter", Channel.ANALOGUE, "Raum 1")


def in_threads(*jobs: Callable[[], T]) -> list[T]:
    """Do some things at the same time, and return what came out."""
    with ThreadPoolExecutor(len(jobs)) as threads:
        running = [threads.submit(job) for job in jobs]
        return [one.result() for one in running]
