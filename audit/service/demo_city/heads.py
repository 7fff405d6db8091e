"""Everything that heads and delegates are asked: their units, their doors, their training needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from audit.model.organisation import Channel, Role, UnitId
from audit.model.waves import Wave
from audit.service.demo_city.drawing import Form, Moment, chance, profile_of
from audit.service.demo_city.filling_in import DemoAssessment, Occasion, Subject, filled_in
from audit.service.demo_city.remarks import remarks_on
from audit.service.demo_city.training import Training
from audit.service.demo_city.written import Fate, WaveKey, Written, WrittenAccessPoint, WrittenUnit

WAVES: tuple[WaveKey, ...] = ("baseline", "final", "running")

CONTACTS = 0.08
"""How much the number of contacts differs from wave to wave."""

OWN_WORDS = {"good-practice": 0.7, "support-needed": 0.6}
"""How often the two questions for own words are answered."""

QUESTIONNAIRE_OF = {Channel.ANALOGUE: "access-analogue", Channel.DIGITAL: "access-digital"}


@dataclass(frozen=True)
class Heads:
    """Fills in one wave for all units and doors."""

    written: Written
    wave: Wave
    forms: Mapping[str, Form]
    """The questionnaires of this wave, by id."""
    moment: Moment
    today: date

    def assessments(self) -> Iterator[DemoAssessment]:
        """Make all assessments of the wave, also those that nobody has begun."""
        for unit in self.written.city.units:
            if unit.profile is not None:
                answers = self._without_own_words(unit)
                profile = profile_of(unit.id, unit.profile, unit.growth, answers)
                subject = Subject(profile, UnitId(unit.id), None, self._person(unit.id, Role.HEAD))
                yield self._drawn(subject, "opening", self._fates(unit, "opening"))
                yield self._training(subject, unit)
        for number, door in enumerate(self.written.doors.access_points, start=1):
            if self._is_there(door):
                facts = {**self._facts(door), **door.answers}
                profile = profile_of(f"door {door.id}", door.profile, door.growth, facts)
                person = self._person(door.unit, Role.DELEGATE)
                subject = Subject(profile, UnitId(door.unit), number, person)
                yield self._drawn(subject, QUESTIONNAIRE_OF[door.channel], door.fate)

    def _drawn(
        self, subject: Subject, questionnaire: str, fates: Mapping[WaveKey, Fate]
    ) -> DemoAssessment:
        form = self.forms[questionnaire]
        entries = form.asked(form.drawn(subject.profile, self.moment))
        known = self.written.sentences.remarks.get(questionnaire, {})
        remarks = remarks_on(entries, form, subject.profile, self.moment, known)
        return filled_in(subject, self._occasion(form), fates, entries, remarks)

    def _training(self, subject: Subject, unit: WrittenUnit) -> DemoAssessment:
        form = self.forms["training-needs"]
        training = Training(form, self.written.answers.training, self.written.sentences)
        contact = unit.answers["public-contact"]
        entries = training.answered(subject.profile, unit.staff, contact, self.moment)
        fates = self._fates(unit, form.questionnaire.id)
        return filled_in(subject, self._occasion(form), fates, entries, {})

    def _occasion(self, form: Form) -> Occasion:
        return Occasion(self.wave, form, self.moment, self.today)

    def _fates(self, unit: WrittenUnit, questionnaire: str) -> dict[WaveKey, Fate]:
        """Say what is written about where a questionnaire stands, by wave."""
        return {
            wave: fates[questionnaire]
            for wave, fates in unit.fate.items()
            if questionnaire in fates
        }

    def _is_there(self, door: WrittenAccessPoint) -> bool:
        gone = door.closed and self.moment.key == "running"
        return not gone and WAVES.index(door.since) <= self.moment.number

    def _person(self, unit: str, wanted: Role) -> str:
        """Name who fills in for a unit: its delegate if one is wanted and there, else its head."""
        people = self.written.people.people
        named = {office.role: p.id for p in people for office in p.offices if office.unit == unit}
        return named.get(wanted, named[Role.HEAD])

    def _without_own_words(self, unit: WrittenUnit) -> dict[str, str]:
        """Leave the questions for own words open in some waves."""
        return {
            question: answer
            for question, answer in unit.answers.items()
            if chance(unit.id, question, self.moment.key).random() < OWN_WORDS.get(question, 1)
        }

    def _facts(self, door: WrittenAccessPoint) -> dict[str, str]:
        """Answer what is known about a door, in the words of either questionnaire."""
        contacts = door.contacts * chance(door.id, "contacts", self.moment.key).gauss(1, CONTACTS)
        name = f"{door.name}, {door.note}"
        return {
            "kind": door.kind,
            "name-and-place": name,
            "name-and-address": name,
            "opening-times": door.times or "",
            "staffed-times": door.times or "",
            "contacts-per-year": str(max(round(contacts), 0)),
            "languages": "|".join(door.languages),
        }
