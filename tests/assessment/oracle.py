"""A second way from a questionnaire to its results: slow, exact, and read off the format's manual.

One subject at a time, in fractions, straight from what the author wrote. Nothing here knows codes,
columns or rows of the scheme; numbers are taken as they are written, so 0.7 is seven tenths.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations
from math import ceil, floor
from typing import Literal

from audit.model.conditions import AllTrue, Answered, AnyTrue, AtLeast, Condition, Is, Not
from audit.model.question_types import (
    Choosing,
    Degree,
    Grid,
    MultipleChoice,
    Number,
    QuestionBase,
    ScoredBase,
    YesNo,
)
from audit.model.questionnaire import Area, Questionnaire, Score

HIDDEN = "(hidden)"
NO_ANSWER = ("", "dont_know", "not_applicable", HIDDEN)
NEUTRAL = ("not_applicable", HIDDEN)

Answers = Mapping[str, str]
Unit = Literal["percent", "raw"]


@dataclass(frozen=True)
class Outcome:
    """What a question, an area or the total comes to."""

    points: Fraction | None
    answered: int
    applicable: int
    can_be_missing: bool
    """Whether something that has a weight applies."""
    level: str | None = None


@dataclass
class Oracle:
    """Everything that can be said about one subject's answers."""

    questionnaire: Questionnaire
    answers: Answers
    shown: dict[str, str] = field(default_factory=dict)
    """What was said about each cell, with hidden questions marked."""

    def __post_init__(self) -> None:
        for area in self.questionnaire.areas:
            self._ask(area, asked=True)

    def outcomes(self) -> dict[str, Outcome]:
        """Evaluate the total and every scored area, by id."""
        whole = self.questionnaire
        found = {}
        if whole.score != "none":
            found[whole.id] = self.of(whole, whole.score)
        for area in _below(whole):
            score = self.score_of(area)
            if score is not None:
                found[area.id] = self.of(area, score)
        return found

    def of(self, entry: Questionnaire | Area, score: Score) -> Outcome:
        """Evaluate one node."""
        children = self.children_of(entry, score)
        each = [self.child(child, score) for child in children]
        answered = sum(one.answered for one in each)
        applicable = sum(one.applicable for one in each)
        parts = self.parts(entry, score)
        points = None
        if answered >= _exact(self._least(score)) * applicable and any(w for w, _ in parts):
            points = self._limited(score, _made(score, parts))
        can_be_missing = any(
            one.can_be_missing and child.weight for child, one in zip(children, each, strict=True)
        )
        return Outcome(points, answered, applicable, can_be_missing, self._level(score, points))

    def children_of(self, entry: Questionnaire | Area, score: Score) -> list[Area | ScoredBase]:
        """List the areas directly below that have a score, or all scored questions below."""
        if entry.areas and score.over == "areas":
            return [area for area in entry.areas if self.score_of(area) is not None]
        own = [] if isinstance(entry, Questionnaire) else [entry]
        questions = [question for area in (*own, *_below(entry)) for question in area.questions]
        return [q for q in questions if isinstance(q, ScoredBase) and self.is_scored(q)]

    def child(self, child: Area | ScoredBase, score: Score) -> Outcome:
        """Evaluate an area or a question as a part of this score."""
        if isinstance(child, ScoredBase):
            return self.question(child, score.question_points)
        own = self.score_of(child)
        assert own is not None
        return self.of(child, own)

    def parts(self, entry: Questionnaire | Area, score: Score) -> list[tuple[Fraction, Fraction]]:
        """List weight and points of the children that take part."""
        found = []
        for child in self.children_of(entry, score):
            outcome = self.child(child, score)
            points = outcome.points
            if score.use == "level_values":
                assert isinstance(child, Area)
                points = self._level_value(child, outcome)
            missing = score.missing or self.questionnaire.defaults.missing
            if points is None and missing == "count_as_zero" and outcome.can_be_missing:
                points = Fraction(0)
            if points is not None:
                found.append((_exact(child.weight) * (-1 if child.deduct else 1), points))
        return found

    def question(self, question: ScoredBase, unit: Unit) -> Outcome:
        """Evaluate a question: its answer, or the mean (raw: the sum) of the rows of a table."""
        said = [(weight, self.shown[cell]) for cell, weight in _cells(question)]
        given = [(weight, value) for weight, value in said if value not in NO_ANSWER]
        applicable = sum(value not in NEUTRAL for _, value in said)
        can_be_missing = any(weight and value not in NEUTRAL for weight, value in said)
        weights = sum(weight for weight, _ in given)
        if not weights:
            return Outcome(None, len(given), applicable, can_be_missing)
        points = sum(
            (weight * self.worth(question, value, unit) for weight, value in given), Fraction(0)
        )
        if unit == "percent":
            points /= weights
        if question.round is not None:
            points = _rounded(points, question.round)
        return Outcome(points, len(given), applicable, can_be_missing)

    def worth(self, question: ScoredBase, value: str, unit: Unit) -> Fraction:
        """Say what one answer is worth."""
        lowest, highest = self._range(question)
        points = self._as_written(question, value)
        if question.reverse:
            points = lowest + highest - points
        return points if unit == "raw" else 100 * (points - lowest) / (highest - lowest)

    def is_scored(self, question: QuestionBase) -> bool:
        """Tell whether answers are worth points."""
        match question:
            case YesNo() | Degree():
                return question.scored
            case Grid():
                return question.scored and question.number is None
            case Number():
                return len(question.bands) > 0
            case Choosing():
                return any(points is not None for _, points in self._written_options(question))
            case _:
                return False

    def score_of(self, area: Area) -> Score | None:
        """Say how an area is scored: as it says itself, or as the defaults say."""
        if area.score == "none":
            return None
        if area.score is not None:
            return area.score
        scored = any(self.is_scored(question) for question in area.questions)
        return self.questionnaire.defaults.score if scored else None

    def holds(self, condition: Condition) -> bool:
        """Tell whether a condition is true."""
        match condition:
            case AllTrue():
                return all(self.holds(part) for part in condition.all)
            case AnyTrue():
                return any(self.holds(part) for part in condition.any)
            case Not():
                return not self.holds(condition.not_)
            case Answered():
                return self._is_answered(condition.question) == condition.answered
            case Is():
                wanted = [condition.is_] if isinstance(condition.is_, str) else condition.is_
                chosen = self.shown[condition.question].split("|")
                return self._is_answered(condition.question) and not {*chosen}.isdisjoint(wanted)
            case AtLeast():
                return self._is_answered(condition.question) and self._reaches(condition)

    def _ask(self, area: Area, asked: bool) -> None:
        """Go through an area as a respondent does, and hide what is not asked."""
        asked = asked and (area.show_if is None or self.holds(area.show_if))
        for question in area.questions:
            own = asked and (question.show_if is None or self.holds(question.show_if))
            for cell, _ in _cells(question):
                self.shown[cell] = self.answers.get(cell, "") if own else HIDDEN
        for below in area.areas:
            self._ask(below, asked)

    def _is_answered(self, name: str) -> bool:
        """Tell whether a question, a row, or every row of a table has an answer."""
        cells = [cell for cell in self.shown if cell == name or cell.startswith(f"{name}.")]
        return all(self.shown[cell] not in NO_ANSWER for cell in cells)

    def _reaches(self, condition: AtLeast) -> bool:
        value = self.shown[condition.question]
        if not isinstance(condition.at_least, str):
            return _number(value) >= _exact(condition.at_least)
        name = condition.question.partition(".")[0]
        question = next(q for q in self.questionnaire.questions() if q.id == name)
        codes = [code for code, _ in self._options(question)]
        return codes.index(value) >= codes.index(condition.at_least)

    def _written_options(self, question: Choosing) -> list[tuple[str, float | None]]:
        scale = self.questionnaire.scales.get(question.scale or "", ())
        return [(option.code, option.points) for option in question.options or scale]

    def _options(self, question: QuestionBase) -> list[tuple[str, Fraction]]:
        """List codes and points; steps without points have equal distances."""
        if isinstance(question, YesNo):
            return [("no", Fraction(0)), ("yes", Fraction(100))]
        assert isinstance(question, Choosing)
        options = self._written_options(question)
        if all(points is None for _, points in options):
            last = len(options) - 1
            return [(code, Fraction(100 * place, last)) for place, (code, _) in enumerate(options)]
        return [(code, _exact(points)) for code, points in options if points is not None]

    def _as_written(self, question: ScoredBase, value: str) -> Fraction:
        if isinstance(question, Number):
            reached = [band for band in question.bands if _exact(band.from_) <= _number(value)]
            return _exact(reached[-1].points)
        worth = dict(self._options(question))
        return sum((worth[code] for code in value.split("|")), Fraction(0))

    def _range(self, question: ScoredBase) -> tuple[Fraction, Fraction]:
        """Find the fewest and the most points by trying every answer, choosing nothing included."""
        if isinstance(question, Number):
            possible = [_exact(band.points) for band in question.bands]
        elif isinstance(question, MultipleChoice):
            possible = [self._as_written(question, "|".join(c)) for c in self._choices(question)]
            possible.append(Fraction(0))
        else:
            possible = [points for _, points in self._options(question)]
        return min(possible), max(possible)

    def possible(self, question: ScoredBase) -> list[str]:
        """List answers that cover everything a question can be worth."""
        if isinstance(question, Number):
            starts = [_exact(band.from_) for band in question.bands]
            return [str(ceil(start) if question.whole else float(start)) for start in starts]
        if isinstance(question, MultipleChoice):
            return ["|".join(codes) for codes in self._choices(question)]
        return [code for code, _ in self._options(question)]

    def _choices(self, question: MultipleChoice) -> list[tuple[str, ...]]:
        """List everything that can be chosen together, at least one option."""
        scale = self.questionnaire.scales.get(question.scale or "", ())
        options = question.options or scale
        together = [option.code for option in options if not option.exclusive]
        alone = [(option.code,) for option in options if option.exclusive]
        sizes = range(1, len(together) + 1)
        return [*alone, *chain.from_iterable(combinations(together, size) for size in sizes)]

    def _least(self, score: Score) -> float:
        default = self.questionnaire.defaults.min_coverage
        return default if score.min_coverage is None else score.min_coverage

    def _limited(self, score: Score, points: Fraction) -> Fraction:
        """Round, then apply the caps that hold."""
        if score.round is not None:
            points = _rounded(points, score.round)
        return min([points, *(_exact(cap.at_most) for cap in score.caps if self.holds(cap.if_))])

    def _level(self, score: Score, points: Fraction | None) -> str | None:
        levels = self.questionnaire.defaults.levels if score.levels is None else score.levels
        reached = [
            level.code for level in levels if points is not None and _exact(level.from_) <= points
        ]
        return reached[-1] if reached else None

    def _level_value(self, area: Area, outcome: Outcome) -> Fraction | None:
        score = self.score_of(area)
        assert score is not None
        levels = self.questionnaire.defaults.levels if score.levels is None else score.levels
        values = {level.code: level.value for level in levels}
        value = values.get(outcome.level or "")
        return None if value is None else _exact(value)


def _made(score: Score, parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Make one value of weights and points; at least one weight is not 0."""
    points = [own for _, own in parts]
    weights = sum((weight for weight, _ in parts), Fraction(0))
    weighted = sum((weight * own for weight, own in parts), Fraction(0))
    match score.method:
        case "mean":
            return sum(points, Fraction(0)) / len(points)
        case "weighted_mean":
            return weighted / weights
        case "sum":
            return weighted
        case "minimum":
            return min(points)
        case "maximum":
            return max(points)
        case "share":
            assert score.met_from is not None
            least = _exact(score.met_from)
            return 100 * sum((w for w, own in parts if own >= least), Fraction(0)) / weights


def _below(entry: Questionnaire | Area) -> Iterator[Area]:
    for area in entry.areas:
        yield area
        yield from _below(area)


def _cells(question: QuestionBase) -> list[tuple[str, Fraction]]:
    """List what is answered one by one, with weights: the question, or the rows of a table."""
    if isinstance(question, Grid):
        return [(f"{question.id}.{row.id}", _exact(row.weight)) for row in question.rows]
    return [(question.id, Fraction(1))]


def _exact(number: float) -> Fraction:
    """Take a number as it was written, not as the computer stores it."""
    return Fraction(str(number))


def _number(value: str) -> Fraction:
    return Fraction(value.replace(",", "."))


def _rounded(points: Fraction, decimals: int) -> Fraction:
    """Round half away from zero."""
    size = Fraction(floor(abs(points) * 10**decimals + Fraction(1, 2)), 10**decimals)
    return size if points >= 0 else -size
