"""How answers are drawn: from a profile, by a generator of its own for every question.

Nothing here depends on what was drawn before, so that one more unit, question or reply changes
nothing elsewhere.

Units
-----
goal   how open an answer should be, 0 to 100; the nearest option is chosen
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from audit.assessment.plan import Plan, plan_of
from audit.assessment.sheet import Sheet
from audit.model.question_types import Band, Option, QuestionBase
from audit.model.questionnaire import Area, Questionnaire
from audit.model.waves import Entry
from audit.service.demo_city.written import WaveKey, WrittenProfile

STRONG = 20.0
WEAK = -20.0
CRITICAL = 12.0
"""Closed doors are rarer than other weaknesses."""

SPREAD_OF_AREAS = 6.0
SPREAD_OF_QUESTIONS = 14.0
SPREAD_OF_WAVES = 4.0
USUAL_GROWTH = (4.0, 3.5)
"""Mean and spread of what a profile gains from wave to wave: some get worse."""

UNKNOWN = 0.03
OPEN = 0.012
EXEMPT = 0.15
"""Shares of "don't know", of gaps, and of "does not apply" where a reason is at hand."""


def chance(*seeds: object) -> Random:
    """Make the generator of one thing; the same names draw the same."""
    return Random("/".join(map(str, seeds)))


@dataclass(frozen=True)
class Moment:
    """A wave as answers see it."""

    key: WaveKey
    number: int
    """Counted from 0."""
    lift: Mapping[str, float] = field(default_factory=dict)
    """What the city did for an area, in points."""


@dataclass(frozen=True)
class Profile:
    """How open a unit, a door or a person's experience is; `name` seeds all that is drawn."""

    name: str
    level: float
    strong: Sequence[str] = ()
    weak: Sequence[str] = ()
    growth: float | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """What is always answered, by cell."""

    def goal(self, path: Sequence[str], question: QuestionBase, moment: Moment) -> float:
        """Say how open the answer to a question in these areas should be."""
        areas = sum(STRONG * (a in self.strong) + WEAK * (a in self.weak) for a in path)
        lift = sum(moment.lift.get(area, 0) for area in path)
        drawn = (
            chance(self.name, path[0]).gauss(0, SPREAD_OF_AREAS)
            + chance(self.name, question.id).gauss(0, SPREAD_OF_QUESTIONS)
            + chance(self.name, question.id, moment.key).gauss(0, SPREAD_OF_WAVES)
        )
        critical = CRITICAL if question.critical else 0
        risen = self.level + areas + lift + critical + moment.number * self._growth
        return min(max(risen + drawn, 0), 100)

    @cached_property
    def _growth(self) -> float:
        if self.growth is not None:
            return self.growth
        return chance(self.name, "growth").gauss(*USUAL_GROWTH)


def profile_of(
    name: str, written: WrittenProfile, growth: float | None, answers: Mapping[str, str]
) -> Profile:
    """Make a profile from what is written about a unit or a door."""
    return Profile(name, written.level, written.strong, written.weak, growth, answers)


@dataclass(frozen=True)
class Form:
    """A questionnaire ready to be filled in."""

    questionnaire: Questionnaire
    reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Why a question may not apply, by question."""

    @cached_property
    def plan(self) -> Plan:
        """The questionnaire, made ready for skip logic."""
        return plan_of(self.questionnaire)

    @cached_property
    def questions(self) -> tuple[tuple[tuple[str, ...], QuestionBase], ...]:
        """All questions in their order, each with the areas around it."""
        tops = self.questionnaire.areas
        return tuple(placed for area in tops for placed in _placed(area, ()))

    def offers(self, question: QuestionBase, word: str) -> bool:
        """Tell whether a way out is offered."""
        return word in self.questionnaire.offered(question)

    def drawn(self, profile: Profile, moment: Moment) -> dict[str, Entry]:
        """Answer everything that can be scored, and what the profile always answers.

        What the answers hide is still there; see `asked`.
        """
        entries: dict[str, Entry] = {}
        for path, question in self.questions:
            for cell in question.cells():
                entry = self._entry(profile, path, question, cell.id, moment)
                if entry.value:
                    entries[cell.id] = entry
        return entries

    def asked(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Leave out what nobody was asked, after all the answers before it."""
        sheet = Sheet(self.plan, entries)
        shown = [question for _, question in self.questions if sheet.is_asked(question)]
        cells = [cell.id for question in shown for cell in question.cells()]
        return {cell: entries[cell] for cell in cells if cell in entries}

    def _entry(
        self, profile: Profile, path: Sequence[str], question: QuestionBase, cell: str, at: Moment
    ) -> Entry:
        if cell in profile.answers:
            return Entry(profile.answers[cell])
        if not question.is_scored(self.questionnaire.scales):
            return Entry()
        reason = self._reason(profile, question)
        if reason is not None:
            return Entry("not_applicable", reason)
        dice = chance(profile.name, cell, at.key, "way out")
        if dice.random() < OPEN:
            return Entry()
        if dice.random() < UNKNOWN and self.offers(question, "dont_know"):
            return Entry("dont_know")
        goal = profile.goal(path, question, at)
        return Entry(answer(question, self.questionnaire, goal, chance(profile.name, cell)))

    def _reason(self, profile: Profile, question: QuestionBase) -> str | None:
        """Say why a question does not apply to a subject, in all waves; None when it does."""
        known = self.reasons.get(question.id, ())
        dice = chance(profile.name, question.id, "reason")
        if not known or dice.random() >= EXEMPT or not self.offers(question, "not_applicable"):
            return None
        return dice.choice(known)


def answer(question: QuestionBase, questionnaire: Questionnaire, goal: float, dice: Random) -> str:
    """Choose what comes nearest to a goal: an option, several, or a number."""
    options = questionnaire.options_of(question)
    if question.several:
        return _ticked(options, goal, dice)
    if options:
        return _nearest(options, goal, getattr(question, "reverse", False))
    return _number(question.bands_in(), question, goal, dice)


def one_of(weights: Mapping[str, float], dice: Random) -> str:
    """Choose one by weight."""
    return dice.choices(list(weights), list(weights.values()))[0]


def some_of(
    question: QuestionBase, questionnaire: Questionnaire, shares: Mapping[str, float], dice: Random
) -> str:
    """Choose several, each by its share, in the order of the questionnaire; empty for none."""
    options = questionnaire.options_of(question)
    return "|".join(o.code for o in options if dice.random() < shares.get(o.code, 0))


def alone(question: QuestionBase, questionnaire: Questionnaire) -> str:
    """Name the option that excludes all others; empty when there is none."""
    options = questionnaire.options_of(question)
    return next((option.code for option in options if option.exclusive), "")


def _placed(area: Area, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], QuestionBase]]:
    path = (*above, area.id)
    for question in area.questions:
        yield path, question
    for below in area.areas:
        yield from _placed(below, path)


def _nearest(options: Sequence[Option], goal: float, reverse: bool) -> str:
    """Choose the option whose points, on a scale of 0 to 100, are nearest to the goal."""
    points = {o.code: o.points for o in options if o.points is not None}
    low, high = min(points.values()), max(points.values())
    wanted = 100 - goal if reverse else goal
    return min(points, key=lambda code: abs(100 * (points[code] - low) / (high - low) - wanted))


def _ticked(options: Sequence[Option], goal: float, dice: Random) -> str:
    """Tick more options the higher the goal; the same ones first, whatever the wave."""
    luck = {option.code: dice.random() for option in options if not option.exclusive}
    chosen = [code for code, drawn in luck.items() if 100 * drawn < goal]
    return "|".join(chosen) or next((o.code for o in options if o.exclusive), "")


def _number(bands: Sequence[Band], question: QuestionBase, goal: float, dice: Random) -> str:
    """Draw a whole number from the band that is nearest to the goal."""
    amount = question.amount()
    if amount is None or not bands:
        return ""
    place = min(range(len(bands)), key=lambda index: abs(bands[index].points - goal))
    start = bands[place].from_
    last = bands[place + 1].from_ - 1 if place + 1 < len(bands) else min(amount.max, 1.5 * start)
    return str(dice.randint(int(start), int(last)))
