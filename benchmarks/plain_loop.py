"""The same evaluation as one would write it first: a loop over respondents and questions.

No arrays: dictionaries, everything prepared once that need not be done for every respondent.
It knows only what the questionnaire of the benchmark uses: weighted means that leave out what is
missing. It takes nothing from `scoring`, so that equal figures mean something.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.model.conditions import AllTrue, Answered, AnyTrue, AtLeast, Condition, Is, Not
from audit.model.question_types import ScoredBase
from audit.model.questionnaire import Questionnaire
from benchmarks.answers import Written
from benchmarks.figures import Figures, Place, figures_of

Check = Callable[[Written], bool]


@dataclass(frozen=True)
class Asked:
    """One question, prepared."""

    id: str
    weight: float
    show_if: Check | None
    worth: Mapping[str, float]
    """The points of each option."""
    starts: Sequence[float]
    """Where the bands of a number begin."""
    bands: Sequence[float]
    """The points of each band."""


@dataclass(frozen=True)
class Part:
    """One area, prepared."""

    id: str
    weight: float
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Whole:
    """The questionnaire, prepared."""

    id: str
    least: float
    """The share of applicable questions that must be answered."""
    parts: tuple[Part, ...]


def evaluate(whole: Whole, answers: Iterable[Written], groups: Iterable[int]) -> Figures:
    """Score one respondent after the other and describe the groups."""
    points: defaultdict[Place, list[float]] = defaultdict(list)
    for group, written in zip(groups, answers, strict=True):
        for node, value in scores(whole, written).items():
            points[group, node].append(value)
    return figures_of(points)


def scores(whole: Whole, written: Written) -> dict[str, float]:
    """Score one respondent: the areas and the total, as far as enough was answered."""
    known: Written = {}
    found: dict[str, float] = {}
    total = weights = 0.0
    answered = applicable = 0
    for part in whole.parts:
        points, answered_here, applicable_here = score(part, written, known)
        if points is not None and answered_here >= whole.least * applicable_here:
            found[part.id] = points
            total += part.weight * points
            weights += part.weight
        answered += answered_here
        applicable += applicable_here
    if found and answered >= whole.least * applicable:
        found[whole.id] = total / weights
    return found


def score(part: Part, written: Written, known: Written) -> tuple[float | None, int, int]:
    """Score one area; give its points, how many questions were answered, and how many apply.

    `known` holds the answers so far to questions that were asked; the answers here are added.
    """
    total = weights = 0.0
    answered = applicable = 0
    for question in part.questions:
        if question.show_if is not None and not question.show_if(known):
            continue
        answer = written.get(question.id)
        if answer == "not_applicable":
            continue
        applicable += 1
        if answer is None or answer == "dont_know":
            continue
        answered += 1
        known[question.id] = answer
        if isinstance(answer, str):
            points = question.worth[answer]
        else:
            points = question.bands[bisect_right(question.starts, answer) - 1]
        total += question.weight * points
        weights += question.weight
    return total / weights if weights else None, answered, applicable


def prepared(questionnaire: Questionnaire) -> Whole:
    """Prepare what is the same for all respondents."""
    parts = tuple(
        Part(
            area.id,
            area.weight,
            tuple(
                _asked(question, questionnaire)
                for question in area.questions
                if isinstance(question, ScoredBase)
            ),
        )
        for area in questionnaire.areas
    )
    return Whole(questionnaire.id, questionnaire.defaults.min_coverage, parts)


def _asked(question: ScoredBase, questionnaire: Questionnaire) -> Asked:
    options = question.options_in(questionnaire.scales)
    bands = question.bands_in()
    worth = percents([option.points or 0.0 for option in options], question.reverse)
    return Asked(
        question.id,
        question.weight,
        None if question.show_if is None else _check(question.show_if, questionnaire),
        dict(zip((option.code for option in options), worth, strict=True)),
        [band.from_ for band in bands],
        percents([band.points for band in bands], question.reverse),
    )


def percents(points: Sequence[float], reverse: bool) -> list[float]:
    """Normalise the points of a question on its own range, and turn them round if need be."""
    lowest, highest = min(points, default=0), max(points, default=0)
    turned = [lowest + highest - value for value in points] if reverse else points
    return [100 * (value - lowest) / (highest - lowest) for value in turned]


def _check(condition: Condition, questionnaire: Questionnaire) -> Check:
    """Make a function that tells whether the condition is true."""
    match condition:
        case AllTrue(all=parts):
            checks = [_check(part, questionnaire) for part in parts]
            return lambda known: all(check(known) for check in checks)
        case AnyTrue(any=parts):
            checks = [_check(part, questionnaire) for part in parts]
            return lambda known: any(check(known) for check in checks)
        case Not(not_=part):
            check = _check(part, questionnaire)
            return lambda known: not check(known)
        case Answered(question=name, answered=wanted):
            return lambda known: (name in known) == wanted
        case Is(question=name, is_=wanted_codes):
            codes = {wanted_codes} if isinstance(wanted_codes, str) else set(wanted_codes)
            return lambda known: known.get(name) in codes
        case AtLeast(question=name, at_least=str() as step):
            steps = _steps_from(step, name, questionnaire)
            return lambda known: known.get(name) in steps
        case AtLeast(question=name, at_least=least):
            return lambda known: _reaches(known.get(name), float(least))


def _steps_from(step: str, name: str, questionnaire: Questionnaire) -> set[str]:
    question = next(question for question in questionnaire.questions() if question.id == name)
    codes = [option.code for option in question.options_in(questionnaire.scales)]
    return set(codes[codes.index(step) :])


def _reaches(answer: str | float | None, least: float) -> bool:
    return isinstance(answer, float) and answer >= least
