"""What heads answer about training: needed against present, and who should come when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Entry
from audit.service.demo_city.drawing import (
    Form,
    Moment,
    Profile,
    alone,
    chance,
    one_of,
    some_of,
)
from audit.service.demo_city.written import WrittenSentences, WrittenTraining

LEVELS = ("none", "overview", "basics", "confident", "advanced")
URGENCY = ("not-needed", "later", "twelve-months", "three-months", "three-months")
"""By the largest need, in levels."""

STEP = 25.0
"""One level of knowledge, in points of a profile."""

COMPETENCE = ("competence",)
"""The area of a profile that says how much is known."""


@dataclass(frozen=True)
class Training:
    """Fills in the training needs of units."""

    form: Form
    written: WrittenTraining
    sentences: WrittenSentences

    def answered(self, unit: Profile, staff: int, contact: str, moment: Moment) -> dict[str, Entry]:
        """Answer everything for one unit; `contact` is how it meets the public."""
        head = _Head(self, unit, staff, contact, moment)
        values = {**head.needs(), **head.order(), **head.groups(), **head.delivery(), **head.past()}
        return self.form.asked({cell: Entry(value) for cell, value in values.items() if value})

    @cached_property
    def questions(self) -> Mapping[str, QuestionBase]:
        """The questions by id."""
        return {question.id: question for _, question in self.form.questions}


@dataclass(frozen=True)
class _Head:
    """One head in one wave."""

    training: Training
    unit: Profile
    staff: int
    contact: str
    moment: Moment

    @property
    def written(self) -> WrittenTraining:
        return self.training.written

    @property
    def questionnaire(self) -> Questionnaire:
        return self.training.form.questionnaire

    @cached_property
    def gaps(self) -> Mapping[str, tuple[int, int]]:
        """The needed and the present level of each topic."""
        return {topic: (self._needed(topic), self._present(topic)) for topic in self._topics}

    def needs(self) -> dict[str, str]:
        """Fill in the three grids; what is not needed is left open in the second."""
        values = {}
        for topic, (needed, present) in self.gaps.items():
            unsure = self._dice(topic, self.moment.key).random() < 0.03
            values[f"target-level.{topic}"] = LEVELS[needed]
            values[f"actual-level.{topic}"] = LEVELS[present] if needed else ""
            values[f"people-concerned.{topic}"] = "dont_know" if unsure else self._people(topic)
        return values

    def order(self) -> dict[str, str]:
        """Say what comes first, and until when."""
        largest = sorted(self._wanted, key=lambda topic: -self._wanted[topic])[:3]
        first = [topic for topic in self._topics if topic in largest]
        most = max(self._wanted.values(), default=0)
        return {
            "topics-first": "|".join(first)
            or alone(self._question("topics-first"), self.questionnaire),
            "needed-by": URGENCY[most],
            "occasions": self._some("occasions"),
            "roles-first": self._some("roles-first"),
        }

    def groups(self) -> dict[str, str]:
        """Count the groups of staff."""
        facing = {"most-days": 0.7, "sometimes": 0.25, "internal": 0.05}[self.contact]
        much = round(self.staff * facing)
        counts = {
            "leadership": 1 + self.staff // 15,
            "much-contact": much,
            "little-contact": self.staff - much,
            "trainees": self.staff // 12,
            "reception": self.staff // 20,
            "personnel-selection": min(1 + self.staff // 25, 4),
            "childcare": self.staff - 25 if self.staff > 200 else 0,
        }
        return {f"role-sizes.{group}": str(count) for group, count in counts.items()}

    def delivery(self) -> dict[str, str]:
        """Say in which form and when."""
        dice = self._dice("delivery")
        cover = one_of(self.written.choices["cover"], dice)
        share = {"not-covered": 0.05, "reduced": 0.15, "covered-small-groups": 0.2}.get(cover, 0.5)
        return {
            "formats": self._some("formats"),
            "times": self._some("times"),
            "times-to-avoid": dice.choice(self.training.sentences.times_to_avoid),
            "cover": cover,
            "absent-at-once": str(max(1, round(self.staff * share))),
        }

    def past(self) -> dict[str, str]:
        """Tell of earlier training, and of what else is on the mind."""
        question = self._question("earlier-trainings")
        dice = self._dice("past", self.moment.key)
        remarks = self.training.sentences.training_remarks
        return {
            question.id: self._some(question.id) or alone(question, self.questionnaire),
            "earlier-effect": one_of(self.written.choices["earlier-effect"], dice),
            "remarks": dice.choice(remarks) if dice.random() < 0.4 else "",
        }

    @property
    def _topics(self) -> Sequence[str]:
        cells = self._question("target-level").cells()
        return [cell.id.partition(".")[2] for cell in cells]

    @cached_property
    def _wanted(self) -> Mapping[str, int]:
        """The needs above zero, in levels."""
        needs = {topic: needed - present for topic, (needed, present) in self.gaps.items()}
        return {topic: need for topic, need in needs.items() if need > 0}

    def _needed(self, topic: str) -> int:
        usual = self.written.needed[self.contact][topic]
        return _level(usual + self._dice(topic, "needed").gauss(0, 0.5)) if usual else 0

    def _present(self, topic: str) -> int:
        question = self._question("actual-level")
        known = self.unit.goal(COMPETENCE, question, self.moment) / STEP
        drawn = self._dice(topic, "present").gauss(0, 0.6)
        return _level(known + self.written.known.get(topic, 0) + drawn)

    def _people(self, topic: str) -> str:
        """Count who should come: fewer for a small need, nobody for none."""
        share = self._wanted.get(topic, 0) * self._dice(topic, "people").uniform(0.1, 0.3)
        return str(min(round(self.staff * share), self.staff))

    def _some(self, question: str) -> str:
        """Choose several, nearly the same ones in every wave."""
        shares = self.written.choices[question]
        return some_of(self._question(question), self.questionnaire, shares, self._dice(question))

    def _question(self, name: str) -> QuestionBase:
        return self.training.questions[name]

    def _dice(self, *names: str) -> Random:
        return chance("training", self.unit.name, *names)


def _level(value: float) -> int:
    return min(max(round(value), 0), len(LEVELS) - 1)
