"""Conditions: only earlier questions, only options that exist, no circles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit.model.checks.places import placed_areas, placed_questions
from audit.model.conditions import Answered, AtLeast, Comparison, Condition, Is, comparisons
from audit.model.messages import Message, message
from audit.model.problems import Finding, Location, did_you_mean
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Area, Questionnaire, areas_of


@dataclass(frozen=True)
class _Asked:
    """A question or one row of a grid that a condition can refer to, and when it is asked."""

    question: QuestionBase
    order: int
    is_whole_grid: bool


def condition_findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find references to unknown, later and own questions, and comparisons that cannot be made."""
    asked = _asked(questionnaire)
    for location, owners, condition, limit in _placed_conditions(questionnaire, asked):
        for below, comparison in comparisons(condition, location):
            yield from _comparison(below, comparison, asked, questionnaire)
            yield from _order(below, comparison, asked, owners, limit)
    yield from _circles(questionnaire)


def _asked(questionnaire: Questionnaire) -> dict[str, _Asked]:
    found: dict[str, _Asked] = {}
    for order, question in enumerate(questionnaire.questions()):
        cells = question.cells()
        is_grid = cells[0].id != question.id
        found.setdefault(question.id, _Asked(question, order, is_grid))
        for cell in cells:
            found.setdefault(cell.id, _Asked(question, order, is_whole_grid=False))
    return found


def _placed_conditions(
    questionnaire: Questionnaire, asked: Mapping[str, _Asked]
) -> Iterator[tuple[Location, set[str], Condition, int]]:
    """List conditions with their place, the questions they govern, and before which they must look."""
    last = len(asked)
    for location, area in placed_areas(questionnaire):
        if area.show_if is not None:
            own = _questions_of(area)
            first = min((asked[name].order for name in own), default=last)
            yield (*location, "show_if"), own, area.show_if, first
        score = questionnaire.score_of(area)
        if score is not None and score is area.score:
            for index, cap in enumerate(score.caps):
                yield (*location, "score", "caps", index, "if"), set(), cap.if_, last
    for location, question in placed_questions(questionnaire):
        if question.show_if is not None:
            order = asked[question.id].order
            yield (*location, "show_if"), {question.id}, question.show_if, order
    if questionnaire.score != "none":
        for index, cap in enumerate(questionnaire.score.caps):
            yield ("score", "caps", index, "if"), set(), cap.if_, last
    if questionnaire.defaults.score is not None:
        for index, cap in enumerate(questionnaire.defaults.score.caps):
            yield ("defaults", "score", "caps", index, "if"), set(), cap.if_, last


def _questions_of(area: Area) -> set[str]:
    return {question.id for part in areas_of(area) for question in part.questions}


def _comparison(
    location: Location,
    comparison: Comparison,
    asked: Mapping[str, _Asked],
    questionnaire: Questionnaire,
) -> Iterator[Finding]:
    """Find unknown questions and options, and comparisons that the question does not allow."""
    name = comparison.question
    if name not in asked:
        yield Finding(
            (*location, "question"),
            message("Es gibt keine Frage „{question}“.", question=name[:60]),
            did_you_mean(name, asked),
        )
        return
    question = asked[name].question
    codes = [option.code for option in question.options_in(questionnaire.scales)]
    match comparison:
        case Is(is_=wanted):
            yield from _options(location, "is", name, wanted, codes, asked[name].is_whole_grid)
        case AtLeast(at_least=str() as step):
            if codes and not question.ordered:
                yield Finding((*location, "at_least"), _not_ordered(name))
            else:
                yield from _options(
                    location, "at_least", name, step, codes, asked[name].is_whole_grid
                )
        case Answered():
            pass
        case AtLeast():
            if question.amount() is None or asked[name].is_whole_grid:
                yield Finding(
                    (*location, "at_least"),
                    message("Die Frage „{question}“ fragt nicht nach einer Zahl.", question=name),
                )


def _not_ordered(name: str) -> Message:
    return message("Die Antworten auf „{question}“ haben keine Reihenfolge.", question=name)


def _options(
    location: Location,
    key: str,
    name: str,
    wanted: str | tuple[str, ...],
    codes: list[str],
    is_whole_grid: bool,
) -> Iterator[Finding]:
    if is_whole_grid:
        yield Finding(
            (*location, "question"),
            message("„{question}“ ist eine Tabelle; nennen Sie die Zeile.", question=name),
            message("Schreiben Sie „{question}.zeile“.", question=name),
        )
        return
    for code in (wanted,) if isinstance(wanted, str) else wanted:
        if code not in codes:
            yield Finding(
                (*location, key),
                message("Die Frage „{id}“ hat keine Antwort „{code}“.", id=name, code=code),
                did_you_mean(code, codes),
            )


def _order(
    location: Location,
    comparison: Comparison,
    asked: Mapping[str, _Asked],
    owners: set[str],
    limit: int,
) -> Iterator[Finding]:
    """Find conditions that look at themselves or ahead."""
    target = asked.get(comparison.question)
    if target is None or target.order < limit:
        return
    if target.question.id in owners:
        yield Finding(
            (*location, "question"),
            message("Die Bedingung fragt nach „{question}“ selbst.", question=comparison.question),
            message("Eine Bedingung kann nur nach früheren Fragen fragen."),
        )
    else:
        yield Finding(
            (*location, "question"),
            message("Die Frage „{question}“ kommt erst später.", question=comparison.question),
            message("Eine Bedingung kann nur nach früheren Fragen fragen."),
        )


def _circles(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find questions that wait for each other."""
    waits = {
        question.id: {c.question.partition(".")[0] for _, c in comparisons(question.show_if)}
        for question in questionnaire.questions()
        if question.show_if is not None
    }
    for location, question in placed_questions(questionnaire):
        partner = next(
            (name for name in waits.get(question.id, ()) if question.id in waits.get(name, ())),
            None,
        )
        if partner is not None and partner > question.id:
            yield Finding(
                (*location, "show_if"),
                message(
                    "„{one}“ und „{other}“ warten aufeinander.", one=question.id, other=partner
                ),
            )
