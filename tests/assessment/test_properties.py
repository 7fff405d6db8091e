"""What must hold for every questionnaire and all answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit.assessment.plan import PlannedQuestion
from audit.assessment.results import Result
from audit.model.question_types import QuestionBase, ScoredBase
from audit.model.questionnaire import Questionnaire
from tests.assessment.by_hand import HEAD, assessed, by_node
from tests.assessment.oracle import HIDDEN, Oracle
from tests.assessment.strategies import ANYTHING, FAIR, STEADY, Answers, Data, Sheet, sheets

TOLERANCE = 1e-9


@settings(max_examples=300)
@given(sheets(subjects=2))
def test_every_result_is_what_the_exact_calculation_says(sheet: Sheet) -> None:
    assert_exact(sheet)


@pytest.mark.soak
@given(sheets(subjects=2))
def test_every_result_is_what_the_exact_calculation_says_very_often(sheet: Sheet) -> None:
    assert_exact(sheet)


def assert_exact(sheet: Sheet) -> None:
    """Compare areas, total and every question with the calculation in fractions."""
    questionnaire = sheet.questionnaire
    results = assessed(questionnaire, *sheet.answers)
    for place, answers in enumerate(sheet.answers):
        oracle = Oracle(questionnaire, answers)
        expected = oracle.outcomes()
        found = by_node(results, place)
        assert found.keys() == expected.keys()
        for name, outcome in expected.items():
            assert_alike(found[name], outcome.points, outcome.answered, outcome.applicable)
            assert code_of(found[name]) == outcome.level
        for node in results.plan.reported:
            for child in node.children:
                if isinstance(child, PlannedQuestion):
                    outcome = oracle.question(child.entry, node.score.question_points)
                    own = results.of(child, place)
                    assert_alike(own, outcome.points, outcome.answered, outcome.applicable)


@given(sheets(FAIR))
def test_the_best_answers_give_100_and_the_worst_0(sheet: Sheet) -> None:
    questionnaire = sheet.questionnaire
    best = by_node(assessed(questionnaire, extreme_answers(questionnaire, max)))
    worst = by_node(assessed(questionnaire, extreme_answers(questionnaire, min)))
    assert best["total"].points is not None
    assert worst["total"].points is not None
    assert all(r.points in (None, pytest.approx(100)) for r in best.values())
    assert all(r.points in (None, pytest.approx(0, abs=TOLERANCE)) for r in worst.values())


@given(sheets(FAIR, subjects=3))
def test_a_result_never_leaves_the_scale(sheet: Sheet) -> None:
    results = assessed(sheet.questionnaire, *sheet.answers)
    for place in range(3):
        for result in by_node(results, place).values():
            assert result.points is None or -TOLERANCE <= result.points <= 100 + TOLERANCE


@given(sheets(STEADY), st.randoms(use_true_random=False))
def test_a_better_answer_never_lowers_a_result(sheet: Sheet, chance: Random) -> None:
    questionnaire, answers = sheet.questionnaire, sheet.answers[0]
    oracle = Oracle(questionnaire, answers)
    question = chance.choice(scored_questions(questionnaire))
    pair = chance.choices(oracle.possible(question), k=2)
    pair.sort(key=lambda value: oracle.worth(question, value, "percent"))
    cell = chance.choice([cell.id for cell in question.cells()])
    low, high = (by_node(assessed(questionnaire, answers | {cell: value})) for value in pair)
    for name, result in low.items():
        better = high[name].points
        assert (result.points is None) == (better is None)
        assert result.points is None or better is None or better >= result.points - TOLERANCE


@given(sheets(replace(ANYTHING, skips=False, steps=False)), st.randoms(use_true_random=False))
def test_the_order_of_areas_questions_rows_and_options_does_not_matter(
    sheet: Sheet, chance: Random
) -> None:
    shuffled = replace(sheet, data=in_another_order(sheet.data, chance))
    assert_same(results_of(sheet), results_of(shuffled))


@given(sheets(subjects=4), st.permutations(range(4)))
def test_a_subject_has_the_same_results_alone_and_in_any_order(
    sheet: Sheet, order: Sequence[int]
) -> None:
    questionnaire = sheet.questionnaire
    together = assessed(questionnaire, *(sheet.answers[place] for place in order))
    for place, number in enumerate(order):
        alone = by_node(assessed(questionnaire, sheet.answers[number]))
        assert_same(by_node(together, place), alone)


@given(sheets(replace(ANYTHING, raw=False, skips=False, caps=False)))
def test_turning_the_scale_and_the_mark_reverse_round_changes_nothing(sheet: Sheet) -> None:
    mirrored, answers = deepcopy(sheet.data), dict(sheet.answers[0])
    scored = {question.id for question in scored_questions(sheet.questionnaire)}
    for question in questions_in(mirrored):
        if question["id"] in scored:
            turn_round(question, mirrored.get("scales", {}), answers)
            question["reverse"] = not question.get("reverse", False)
    assert_same(results_of(sheet), results_of(Sheet(mirrored, (answers,))))


@given(sheets(replace(ANYTHING, narrow_offers=False)), st.randoms(use_true_random=False))
def test_what_does_not_apply_is_as_if_it_had_never_been_asked(sheet: Sheet, chance: Random) -> None:
    deleted = with_something_deleted(sheet.data, chance)
    assume(deleted is not None)
    assert deleted is not None
    kept = {question["id"] for question in questions_in(deleted)}
    neutral = {c: "not_applicable" for c in sheet.answers[0] if c.partition(".")[0] not in kept}
    left = {cell: value for cell, value in sheet.answers[0].items() if cell not in neutral}
    short = by_node(assessed(Questionnaire.model_validate({**HEAD, **deleted}), left))
    full = by_node(assessed(sheet.questionnaire, sheet.answers[0] | neutral))
    assert_same({name: full[name] for name in short}, short)


@given(sheets())
def test_not_knowing_has_the_same_results_as_not_answering(sheet: Sheet) -> None:
    silent = {c: "" if v == "dont_know" else v for c, v in sheet.answers[0].items()}
    assert_same(results_of(sheet), results_of(replace(sheet, answers=(silent,))))


@given(sheets())
def test_what_was_said_before_a_question_was_hidden_does_not_matter(sheet: Sheet) -> None:
    shown = Oracle(sheet.questionnaire, sheet.answers[0]).shown
    asked = {cell: value for cell, value in sheet.answers[0].items() if shown[cell] != HIDDEN}
    assert_same(results_of(sheet), results_of(replace(sheet, answers=(asked,))))


def results_of(sheet: Sheet) -> dict[str, Result]:
    return by_node(assessed(sheet.questionnaire, sheet.answers[0]))


def assert_same(one: Mapping[str, Result], other: Mapping[str, Result]) -> None:
    assert one.keys() == other.keys()
    for name, result in one.items():
        assert_alike(result, other[name].points, other[name].answered, other[name].applicable)
        assert code_of(result) == code_of(other[name])


def assert_alike(
    result: Result, points: Fraction | float | None, answered: int, applicable: int
) -> None:
    if points is None:
        assert result.points is None
    else:
        assert result.points == pytest.approx(float(points), rel=0, abs=TOLERANCE)
    assert (result.answered, result.applicable) == (answered, applicable)


def code_of(result: Result) -> str | None:
    return None if result.level is None else result.level.code


def scored_questions(questionnaire: Questionnaire) -> list[ScoredBase]:
    oracle = Oracle(questionnaire, {})
    every: Iterator[QuestionBase] = questionnaire.questions()
    return [q for q in every if isinstance(q, ScoredBase) and oracle.is_scored(q)]


def extreme_answers(questionnaire: Questionnaire, pick: Callable[..., str]) -> Answers:
    """Give every question the answer that is worth most, or least."""
    oracle = Oracle(questionnaire, {})
    return {
        cell.id: pick(
            oracle.possible(question),
            key=lambda value, asked=question: oracle.worth(asked, value, "percent"),
        )
        for question in scored_questions(questionnaire)
        for cell in question.cells()
    }


def questions_in(data: Data) -> Iterator[Data]:
    yield from data.get("questions", ())
    for area in data.get("areas", ()):
        yield from questions_in(area)


def in_another_order(data: Data, chance: Random) -> Data:
    """Shuffle whatever has no order; steps without points and bands have one."""
    shuffled = deepcopy(data)
    _shuffle(shuffled, chance)
    return shuffled


def _shuffle(data: Data, chance: Random) -> None:
    for scale in data.get("scales", {}).values():
        if "points" in scale[0]:
            chance.shuffle(scale)
    for question in data.get("questions", ()):
        chance.shuffle(question.get("rows", []))
        if "points" in question.get("options", [{}])[0]:
            chance.shuffle(question["options"])
    for area in data.get("areas", ()):
        _shuffle(area, chance)
    chance.shuffle(data.get("questions", []))
    chance.shuffle(data.get("areas", []))


def turn_round(question: Data, scales: Data, answers: Answers) -> None:
    """Mirror what answers are worth; where that is fixed, mirror the answer."""
    name = question["id"]
    options = question.get("options") or scales.get(question.get("scale", ""))
    if question["type"] == "yes_no":
        answers[name] = {"yes": "no", "no": "yes"}.get(answers[name], answers[name])
    elif options and "points" not in options[0]:
        options.reverse()
    else:
        parts = options or question.get("bands", [])
        worth = [part["points"] for part in parts]
        middle = 0 if question["type"] == "multiple_choice" else min(worth) + max(worth)
        for part in parts:
            part["points"] = middle - part["points"]


def with_something_deleted(data: Data, chance: Random) -> Data | None:
    """Delete a question or an area that no condition outside looks at; None if there is none."""
    copies = []
    for place in range(len(list(_places(data)))):
        copy = deepcopy(data)
        siblings, index = list(_places(copy))[place]
        removed = siblings.pop(index)
        gone = {question["id"] for question in questions_in(removed)} or {removed["id"]}
        if gone.isdisjoint(_referred_to(copy)):
            copies.append(copy)
    return chance.choice(copies) if copies else None


def _places(data: Data) -> Iterator[tuple[list[Data], int]]:
    """List where something may be deleted: everything but the first, so that something is left."""
    for name in ("questions", "areas"):
        siblings = data.get(name, [])
        yield from ((siblings, index) for index in range(1, len(siblings)))
    for area in data.get("areas", ()):
        yield from _places(area)


def _referred_to(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("question"), str):
            yield data["question"].partition(".")[0]
        for part in data.values():
            yield from _referred_to(part)
    elif isinstance(data, list):
        for part in data:
            yield from _referred_to(part)
