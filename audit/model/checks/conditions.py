"""Conditions: only earlier questions, only options that exist, no circles."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.model.checks.options import has_known_options
from audit.model.checks.places import placed_areas, placed_questions
from audit.model.conditions import Answered, AtLeast, Comparison, Condition, Is, comparisons
from audit.model.messages import message
from audit.model.problems import Finding, Location, did_you_mean, one_line
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Questionnaire, Score, areas_of
from scoring.states import MOST_CODES


@dataclass(frozen=True)
class _Asked:
    """A question or one row of a grid that a condition can refer to, and when it is asked."""

    name: str
    question: QuestionBase
    codes: tuple[str, ...]
    order: int
    rows: tuple[str, ...]
    """The rows of a grid, if the whole grid is meant."""
    has_known_options: bool


@dataclass(frozen=True)
class _Placed:
    """A condition, its place, the questions that wait for it and when the first of them is asked.

    A cap makes no question wait: it may look at all questions.
    """

    location: Location
    condition: Condition
    owners: frozenset[str] = frozenset()
    before: int = sys.maxsize


def condition_findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find references to unknown, later and own questions, and comparisons that cannot be made."""
    asked = _asked(questionnaire)
    for placed in (*_skip_conditions(questionnaire), *_cap_conditions(questionnaire)):
        for location, comparison in comparisons(placed.condition, placed.location):
            yield from _comparison(location, comparison, asked)
            yield from _order(location, comparison, asked, placed)
    yield from _too_many_numbers(questionnaire, asked)


def _too_many_numbers(
    questionnaire: Questionnaire, asked: Mapping[str, _Asked]
) -> Iterator[Finding]:
    """Find numbers that bands and comparisons cut into more pieces than there are codes."""
    limits: dict[str, set[float]] = {}
    told: set[str] = set()
    for placed in (*_skip_conditions(questionnaire), *_cap_conditions(questionnaire)):
        for location, comparison in comparisons(placed.condition, placed.location):
            if isinstance(comparison, AtLeast) and not isinstance(comparison.at_least, str):
                target = asked.get(comparison.question)
                bands = target.question.bands_in() if target is not None else ()
                own = limits.setdefault(comparison.question, {band.from_ for band in bands})
                own.add(float(comparison.at_least))
                if len(own) >= MOST_CODES and comparison.question not in told:
                    told.add(comparison.question)
                    yield Finding(
                        location,
                        message(
                            "Die Zahl „{question}“ wird mit zu vielen Grenzen verglichen.",
                            question=one_line(comparison.question),
                        ),
                    )


def _asked(questionnaire: Questionnaire) -> dict[str, _Asked]:
    found: dict[str, _Asked] = {}
    for order, question in enumerate(questionnaire.questions()):
        codes = tuple(option.code for option in question.options_in(questionnaire.scales))
        cells = [cell.id for cell in question.cells()]
        is_known = has_known_options(question, questionnaire)
        for name in (question.id, *cells):
            rows = () if name in cells else tuple(cells)
            found.setdefault(name, _Asked(name, question, codes, order, rows, is_known))
    return found


def _skip_conditions(questionnaire: Questionnaire) -> Iterator[_Placed]:
    orders = {id(question): order for order, question in enumerate(questionnaire.questions())}
    for location, area in placed_areas(questionnaire):
        if area.show_if is not None:
            below = [question for part in areas_of(area) for question in part.questions]
            own = frozenset(question.id for question in below)
            first = min((orders[id(question)] for question in below), default=sys.maxsize)
            yield _Placed((*location, "show_if"), area.show_if, own, first)
    for location, question in placed_questions(questionnaire):
        if question.show_if is not None:
            own = frozenset([question.id])
            order = orders[id(question)]
            yield _Placed((*location, "show_if"), question.show_if, own, order)


def _cap_conditions(questionnaire: Questionnaire) -> Iterator[_Placed]:
    scores: list[tuple[Location, Score | str | None]] = [
        (("defaults", "score"), questionnaire.defaults.score),
        (("score",), questionnaire.score),
        *(((*location, "score"), area.score) for location, area in placed_areas(questionnaire)),
    ]
    for location, score in scores:
        if isinstance(score, Score):
            for index, cap in enumerate(score.caps):
                yield _Placed((*location, "caps", index, "if"), cap.if_)


def _comparison(
    location: Location, comparison: Comparison, asked: Mapping[str, _Asked]
) -> Iterator[Finding]:
    """Find unknown questions and options, and comparisons that the question does not allow."""
    target = asked.get(comparison.question)
    if target is None:
        yield Finding(
            (*location, "question"),
            message(
                "Es gibt keine Frage „{question}“.",
                question=one_line(comparison.question),
            ),
            did_you_mean(comparison.question, asked),
        )
        return
    if target.rows and not isinstance(comparison, Answered):
        yield Finding(
            (*location, "question"),
            message("„{question}“ ist eine Tabelle; nennen Sie die Zeile.", question=target.name),
            message("Schreiben Sie „{row}“ oder eine andere Zeile.", row=target.rows[0]),
        )
        return
    match comparison:
        case Is(is_=wanted):
            codes = (wanted,) if isinstance(wanted, str) else wanted
            yield from _unknown_options((*location, "is"), target, codes)
        case AtLeast(at_least=least):
            yield from _step((*location, "at_least"), target, least)
        case Answered():
            pass


def _step(location: Location, target: _Asked, least: str | float) -> Iterator[Finding]:
    """Find numbers where steps are asked for, the other way round, and steps without order."""
    amount = target.question.amount()
    if isinstance(least, str):
        if target.codes and not target.question.ordered:
            yield Finding(
                location,
                message(
                    "Die Antworten auf „{question}“ haben keine Reihenfolge.", question=target.name
                ),
            )
        else:
            yield from _unknown_options(location, target, (least,))
    elif amount is None:
        code = f"{least:g}"
        quoted = message(
            'Ist die Antwort gemeint, setzen Sie sie in Anführungszeichen: "{code}".', code=code
        )
        yield Finding(
            location,
            message("Die Frage „{question}“ fragt nicht nach einer Zahl.", question=target.name),
            quoted if code in target.codes else None,
        )
    elif amount.min < amount.max and not amount.min <= least <= amount.max:
        yield Finding(
            location,
            message(
                "„at_least“ liegt nicht zwischen „min“ und „max“ der Frage „{question}“.",
                question=target.name,
            ),
        )


def _unknown_options(location: Location, target: _Asked, codes: Sequence[str]) -> Iterator[Finding]:
    """Find options that the question does not have, and options that are named twice."""
    if not target.has_known_options:
        return
    if not target.codes:
        yield _nothing_to_choose(location, target)
        return
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield Finding(location, message("„{word}“ steht hier zweimal.", word=code))
        elif code not in target.codes:
            yield Finding(
                location,
                message("Die Frage „{id}“ hat keine Antwort „{code}“.", id=target.name, code=code),
                did_you_mean(code, target.codes),
            )


def _nothing_to_choose(location: Location, target: _Asked) -> Finding:
    if target.question.amount() is None:
        hint = message("Schreiben Sie „answered: true“ oder „answered: false“.")
    else:
        hint = message("Schreiben Sie „at_least“ mit einer Zahl ohne Anführungszeichen.")
    sentence = message(
        "Die Frage „{question}“ hat keine Antworten zur Auswahl.", question=target.name
    )
    return Finding(location, sentence, hint)


def _order(
    location: Location, comparison: Comparison, asked: Mapping[str, _Asked], placed: _Placed
) -> Iterator[Finding]:
    """Find conditions that look at themselves, ahead, or in a circle."""
    target = asked.get(comparison.question)
    if target is None or target.order < placed.before:
        return
    if target.question.id in placed.owners:
        sentence = message("Die Bedingung fragt nach „{question}“ selbst.", question=target.name)
    elif _waits_for(target.question, placed.owners):
        sentence = message(
            "„{one}“ und „{other}“ warten aufeinander.",
            one=min(placed.owners),
            other=target.question.id,
        )
    else:
        sentence = message("Die Frage „{question}“ kommt erst später.", question=target.name)
    yield Finding(
        (*location, "question"),
        sentence,
        message("Eine Bedingung kann nur nach früheren Fragen fragen."),
    )


def _waits_for(question: QuestionBase, others: frozenset[str]) -> bool:
    if question.show_if is None:
        return False
    return any(c.question.partition(".")[0] in others for _, c in comparisons(question.show_if))
