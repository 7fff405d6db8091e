"""The kernel: by hand, against an exact second calculation, and by what must always hold."""

from collections.abc import Sequence
from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.conditions import AllOf, AnyOf, NotOf, OneOf
from scoring.kernel import BLOCK, SMALL, Scores, blocks, hide, score, taking_part
from scoring.levels import Levels
from scoring.scheme import Cap, Node, Scheme, Visibility
from tests.scoring.oracle import (
    PLAIN,
    WEIGHED,
    Case,
    Codes,
    cases,
    fair_cases,
    outcomes,
    without_hidden,
)

NO, HALF, YES = 0, 1, 2
"""Answers that are worth 0, 50 and 100 points in the tests by hand."""

SKIPPED, UNKNOWN, NOT_FOR_US, HIDDEN = -1, -2, -3, -4
METHODS = PLAIN + WEIGHED
MEAN_LIKE = ("mean", "weighted_mean", "minimum", "maximum", "share")
few = settings(max_examples=30)
every_method = pytest.mark.parametrize("method", METHODS)


def questions(count: int, *nodes: Node, visibility: Sequence[Visibility] = ()) -> Scheme:
    """So many questions that are worth 0, 50 or 100 points, and the nodes above them."""
    tables = np.array([table(0, 50, 100)] * count)
    return Scheme(tuple(range(count)), tables, tuple(visibility), nodes)


def table(*points: float) -> NDArray[np.float64]:
    return np.array([*points, *[0.0] * (256 - len(points))])


def over(*children: int, method: str = "mean", weights: Sequence[float] = ()) -> Node:
    return Node(children, tuple(weights) or (1.0,) * len(children), method)


def subject(*codes: int) -> Codes:
    return np.array([codes], dtype=np.int8).T


def points(scheme: Scheme, *codes: int) -> list[float | None]:
    """What the nodes come to for one subject; None where there is no value."""
    scores = score(scheme, subject(*codes))
    rows = slice(len(scheme.looked_up), None)
    pairs = zip(scores.points[rows, 0], scores.present[rows, 0], strict=True)
    return [float(value) if present else None for value, present in pairs]


def coverage(scheme: Scheme, *codes: int) -> tuple[int, int]:
    """How many questions below the last node are answered, and how many apply."""
    scores = score(scheme, subject(*codes))
    return int(scores.answered[-1, 0]), int(scores.applicable[-1, 0])


def test_codes_become_points_and_points_become_a_mean() -> None:
    assert points(questions(3, over(0, 1, 2)), NO, HALF, YES) == [50]
    assert points(questions(4, over(0, 1, 2, 3)), YES, HALF, YES, YES) == [87.5]


def test_a_node_may_leave_out_questions_and_take_them_in_any_order() -> None:
    weighted = over(2, 0, method="weighted_mean", weights=(3, 1))
    assert points(questions(3, weighted, over(1)), YES, HALF, NO) == [25, 50]
    crossed = over(0, 2, 1, 3, method="sum", weights=(1, 2, 3, 4))
    assert points(questions(4, crossed), NO, YES, NO, NO) == [300]


def test_a_node_is_made_of_nodes_and_questions() -> None:
    scheme = questions(3, over(0, 1), over(3, 2))
    assert points(scheme, NO, HALF, YES) == [25, 62.5]


@pytest.mark.parametrize("missing", [SKIPPED, UNKNOWN])
def test_a_missing_answer_leaves_the_mean_and_lowers_the_coverage(missing: int) -> None:
    scheme = questions(3, over(0, 1, 2))
    assert points(scheme, YES, missing, YES) == [100]
    assert coverage(scheme, YES, missing, YES) == (2, 3)


@pytest.mark.parametrize("away", [NOT_FOR_US, HIDDEN])
def test_what_does_not_apply_leaves_the_mean_and_the_coverage(away: int) -> None:
    scheme = questions(3, over(0, 1, 2))
    assert points(scheme, YES, away, YES) == [100]
    assert coverage(scheme, YES, away, YES) == (2, 2)


def test_every_question_tells_its_own_state() -> None:
    scores = score(questions(6, over(0)), subject(YES, NO, SKIPPED, UNKNOWN, NOT_FOR_US, HIDDEN))
    assert scores.points[:6, 0].tolist() == [100, 0, 0, 0, 0, 0]
    assert scores.present[:6, 0].tolist() == [True, True, False, False, False, False]
    assert scores.answered[:6, 0].tolist() == [1, 1, 0, 0, 0, 0]
    assert scores.applicable[:6, 0].tolist() == [1, 1, 1, 1, 0, 0]


def test_the_coverage_counts_questions_and_not_areas() -> None:
    scheme = questions(4, over(0, 1, 2), over(4, 3))
    assert coverage(scheme, YES, SKIPPED, UNKNOWN, YES) == (2, 4)


@pytest.mark.parametrize(("answered", "expected"), [(6, None), (7, 100), (8, 100)])
def test_seven_of_ten_are_enough_for_a_coverage_of_07(answered: int, expected: float) -> None:
    scheme = questions(10, replace(over(*range(10)), min_coverage=0.7))
    codes = [YES] * answered + [SKIPPED] * (10 - answered)
    assert points(scheme, *codes) == [expected]


def test_a_coverage_that_floating_point_makes_a_hair_larger_is_still_reached() -> None:
    assert (0.1 + 0.2) * 10 > 3
    scheme = questions(10, replace(over(*range(10)), min_coverage=0.1 + 0.2))
    assert points(scheme, *[YES] * 3, *[SKIPPED] * 7) == [100]
    a_little_more = questions(10, replace(over(*range(10)), min_coverage=0.3 + 1e-7))
    assert points(a_little_more, *[YES] * 3, *[SKIPPED] * 7) == [None]


def test_what_does_not_apply_is_not_needed_for_the_coverage() -> None:
    scheme = questions(3, replace(over(0, 1, 2), min_coverage=1))
    assert points(scheme, YES, NOT_FOR_US, HIDDEN) == [100]


def test_an_area_without_enough_answers_is_missing_above_but_its_answers_count_as_covered() -> None:
    scheme = questions(5, replace(over(0, 1, 2), min_coverage=0.5), over(5, 3, 4))
    codes = (YES, SKIPPED, SKIPPED, NO, HALF)
    assert points(scheme, *codes) == [None, 25]
    assert coverage(scheme, *codes) == (3, 5)


@every_method
@pytest.mark.parametrize("missing_as_zero", [False, True])
def test_where_nothing_applies_there_is_no_value(method: str, missing_as_zero: bool) -> None:
    node = replace(over(0, 1, method=method), missing_as_zero=missing_as_zero)
    scores = score(questions(2, node), subject(NOT_FOR_US, HIDDEN))
    assert not scores.present.any()
    assert scores.points.tolist() == [[0], [0], [0]]


@every_method
def test_where_nothing_is_answered_there_is_no_value(method: str) -> None:
    assert points(questions(2, over(0, 1, method=method)), SKIPPED, UNKNOWN) == [None]


@pytest.mark.parametrize("missing", [SKIPPED, UNKNOWN])
def test_a_missing_answer_counts_as_0_where_the_node_says_so(missing: int) -> None:
    node = replace(over(0, 1), missing_as_zero=True)
    assert points(questions(2, node), YES, missing) == [50]
    assert points(questions(2, node), missing, missing) == [0]


@pytest.mark.parametrize("away", [NOT_FOR_US, HIDDEN])
def test_what_does_not_apply_never_counts_as_0(away: int) -> None:
    node = replace(over(0, 1), missing_as_zero=True)
    assert points(questions(2, node), YES, away) == [100]


def test_zeros_for_missing_answers_are_no_answers() -> None:
    node = replace(over(0, 1), missing_as_zero=True, min_coverage=0.6)
    assert points(questions(2, node), YES, SKIPPED) == [None]


def test_an_area_without_a_value_counts_as_0_while_something_in_it_applies() -> None:
    scheme = questions(2, over(0), replace(over(2, 1), missing_as_zero=True))
    assert points(scheme, SKIPPED, YES) == [None, 50]
    assert points(scheme, NOT_FOR_US, YES) == [None, 100]


def test_what_only_weightless_questions_remain_of_is_not_missing() -> None:
    area = over(0, 1, weights=(1, 0), method="weighted_mean")
    scheme = questions(3, area, replace(over(3, 2), missing_as_zero=True))
    assert points(scheme, NOT_FOR_US, YES, YES) == [None, 100]
    assert points(scheme, SKIPPED, YES, YES) == [None, 50]


def test_a_minimum_with_missing_answers_as_zero_is_0() -> None:
    node = replace(over(0, 1, method="minimum"), missing_as_zero=True)
    assert points(questions(2, node), YES, SKIPPED) == [0]
    assert points(questions(2, node), YES, NOT_FOR_US) == [100]


def test_a_weight_of_0_shows_a_question_without_counting_it() -> None:
    scheme = questions(2, over(0, 1, method="weighted_mean", weights=(0, 2)))
    assert points(scheme, NO, YES) == [100]
    assert points(scheme, NO, SKIPPED) == [None]
    assert coverage(scheme, NO, SKIPPED) == (1, 2)


def test_if_nothing_has_a_weight_there_is_no_value() -> None:
    assert points(questions(2, over(0, 1, method="weighted_mean", weights=(0, 0))), YES, NO) == [
        None
    ]


def test_a_deduction_alone_makes_a_value() -> None:
    assert points(questions(2, over(0, 1, method="sum", weights=(1, -1))), SKIPPED, HALF) == [-50]


def test_a_child_is_met_from_what_the_node_says() -> None:
    node = over(0, 1, 2, 3, method="share")
    assert points(questions(4, replace(node, met_from=50), node), NO, HALF, YES, SKIPPED) == [
        pytest.approx(200 / 3),
        pytest.approx(100 / 3),
    ]


def test_rounding_is_done_at_every_node_that_asks_for_it() -> None:
    third = over(0, 1, 2)
    scheme = questions(3, replace(third, decimals=1), over(3), replace(over(3), decimals=0))
    assert points(scheme, YES, NO, NO) == [33.3, 33.3, 33]


def test_without_a_wish_nothing_is_rounded() -> None:
    assert points(questions(3, over(0, 1, 2)), YES, NO, NO) == [100 / 3]


def test_a_cap_holds_only_while_its_condition_is_true() -> None:
    step_free = OneOf(0, frozenset({YES}))
    scheme = questions(3, replace(over(0, 1, 2), caps=(Cap(NotOf(step_free), 40),)))
    assert points(scheme, NO, YES, YES) == [40]
    assert points(scheme, YES, YES, YES) == [100]


def test_a_cap_never_lifts() -> None:
    scheme = questions(2, replace(over(0, 1), caps=(Cap(OneOf(0, frozenset({NO})), 40),)))
    assert points(scheme, NO, NO) == [0]


def test_the_lowest_of_the_caps_that_hold_counts() -> None:
    closed = [OneOf(column, frozenset({NO})) for column in range(2)]
    caps = (Cap(closed[0], 20), Cap(closed[1], 10), Cap(AllOf(tuple(closed)), 30))
    scheme = questions(3, replace(over(2), caps=caps))
    assert points(scheme, NO, YES, YES) == [20]
    assert points(scheme, YES, NO, YES) == [10]
    assert points(scheme, NO, NO, YES) == [10]


def test_a_cap_holds_after_rounding() -> None:
    cap = Cap(OneOf(0, frozenset({YES})), 49.5)
    assert points(questions(1, replace(over(0), decimals=0, caps=(cap,))), YES) == [49.5]


def test_a_cap_below_reaches_the_nodes_above() -> None:
    cap = Cap(OneOf(0, frozenset({NO})), 20)
    scheme = questions(3, replace(over(0, 1), caps=(cap,)), over(3, 2))
    assert points(scheme, NO, YES, YES) == [20, 60]


def test_a_cap_does_not_look_at_hidden_answers() -> None:
    rule = Visibility((1,), OneOf(0, frozenset({YES})))
    node = replace(over(2), caps=(Cap(OneOf(1, frozenset({NO})), 10),))
    scheme = questions(3, node, visibility=[rule])
    assert points(scheme, YES, NO, YES) == [10]
    assert points(scheme, NO, NO, YES) == [100]


def test_a_cap_gives_no_value_to_a_node_without_one() -> None:
    cap = Cap(NotOf(OneOf(0, frozenset({YES}))), 40)
    assert points(questions(1, replace(over(0), caps=(cap,))), SKIPPED) == [None]


def test_a_cap_below_0_leaves_a_node_without_a_value_alone() -> None:
    cap = Cap(NotOf(OneOf(0, frozenset({YES}))), -5)
    above = [replace(over(2, 1, method=method), missing_as_zero=True) for method in METHODS]
    scheme = questions(2, replace(over(0), caps=(cap,)), *above)
    assert score(scheme, subject(SKIPPED, NO)).points[2:, 0].tolist() == [0] * 7


def test_a_node_of_level_values_takes_the_values_of_its_childrens_levels() -> None:
    levels = Levels((0, 50, 75), (1, 2, 4))
    scheme = questions(2, replace(over(0, 1), child_levels=(levels, levels)))
    assert points(scheme, YES, HALF) == [3]


def test_every_child_has_its_own_levels() -> None:
    levels = (Levels((0,), (10,)), Levels((0, 100), (20, 30)))
    scheme = questions(2, replace(over(1, 0, method="sum"), child_levels=levels))
    assert points(scheme, YES, HALF) == [10 + 30]
    assert points(scheme, HALF, YES) == [10 + 20]


def test_a_child_below_the_first_level_is_missing_and_still_counts_as_answered() -> None:
    levels = Levels((50,), (3,))
    node = replace(over(0, 1), child_levels=(levels, levels), min_coverage=1)
    assert points(questions(2, node), YES, NO) == [3]
    assert points(questions(2, node), NO, NO) == [None]
    assert points(questions(2, replace(node, missing_as_zero=True)), YES, NO) == [1.5]


def test_a_missing_child_has_no_level_even_where_0_points_would_have_one() -> None:
    levels = Levels((0,), (3,))
    node = replace(over(0, 1, method="sum"), child_levels=(levels, levels))
    assert points(questions(2, node), YES, SKIPPED) == [3]
    assert points(questions(2, replace(node, missing_as_zero=True)), YES, SKIPPED) == [3]


def test_a_column_may_be_read_twice_or_not_at_all() -> None:
    tables = np.array([table(0, 50, 100), table(1, 2, 4)])
    scheme = Scheme((1, 1), tables, (), (over(0), over(1)))
    assert points(scheme, SKIPPED, YES) == [100, 4]
    assert points(scheme, YES, SKIPPED) == [None, None]


def test_the_options_of_one_question_count_as_one_in_the_coverage() -> None:
    options = replace(over(0, 1, 2, method="sum"), one_question=True)
    scheme = questions(4, options, replace(over(4, 3), min_coverage=0.6))
    assert points(scheme, NO, HALF, HALF, SKIPPED) == [100, None]
    assert coverage(scheme, NO, HALF, HALF, SKIPPED) == (1, 2)
    assert coverage(scheme, *[UNKNOWN] * 3, YES) == (1, 2)
    assert coverage(scheme, *[NOT_FOR_US] * 3, YES) == (1, 1)


def test_without_one_question_the_rows_of_a_grid_count_one_by_one() -> None:
    assert coverage(questions(3, over(0, 1, 2)), YES, NO, UNKNOWN) == (2, 3)


def test_a_question_is_asked_only_while_its_condition_is_true() -> None:
    rule = Visibility((1,), OneOf(0, frozenset({HALF, YES})))
    scheme = questions(2, over(0, 1), visibility=[rule])
    assert points(scheme, NO, YES) == [0]
    assert coverage(scheme, NO, YES) == (1, 1)
    assert points(scheme, HALF, YES) == [75]
    assert coverage(scheme, HALF, SKIPPED) == (1, 2)


def test_what_hangs_on_a_hidden_question_is_hidden_too() -> None:
    yes = frozenset({YES})
    rules = [Visibility((1,), OneOf(0, yes)), Visibility((2, 3), OneOf(1, yes))]
    scheme = questions(4, over(0), visibility=rules)
    hidden = hide(scheme, subject(NO, YES, YES, NO))
    assert hidden[:, 0].tolist() == [NO, HIDDEN, HIDDEN, HIDDEN]


def test_rules_are_gone_through_in_their_order() -> None:
    """Otherwise the third question would see an answer that is hidden by then."""
    yes = frozenset({YES})
    rules = [Visibility((2,), OneOf(1, yes)), Visibility((1,), OneOf(0, yes))]
    hidden = hide(questions(3, over(0), visibility=rules), subject(NO, YES, YES))
    assert hidden[:, 0].tolist() == [NO, HIDDEN, YES]


def test_two_rules_for_one_question_must_both_be_true() -> None:
    yes = frozenset({YES})
    rules = [Visibility((2,), OneOf(0, yes)), Visibility((2,), OneOf(1, yes))]
    scheme = questions(3, over(0), visibility=rules)
    shown = hide(scheme, np.array([[YES, NO, YES], [YES, YES, NO], [YES] * 3], dtype=np.int8))
    assert shown[2].tolist() == [YES, HIDDEN, HIDDEN]


@pytest.mark.parametrize("state", [SKIPPED, UNKNOWN, NOT_FOR_US])
def test_whatever_was_said_before_a_hidden_question_is_hidden(state: int) -> None:
    scheme = questions(2, over(0, 1), visibility=[Visibility((1,), OneOf(0, frozenset({YES})))])
    scores = score(scheme, subject(NO, state))
    assert scores.codes[:, 0].tolist() == [NO, HIDDEN]
    assert scores.applicable[:, 0].tolist() == [1, 0, 1]


def test_a_question_can_be_asked_because_another_has_no_answer() -> None:
    any_answer = OneOf(0, frozenset({NO, HALF, YES}))
    scheme = questions(2, over(1), visibility=[Visibility((1,), NotOf(any_answer))])
    assert points(scheme, UNKNOWN, YES) == [100]
    assert points(scheme, NO, YES) == [None]


def test_each_subject_is_hidden_by_its_own_answers() -> None:
    either = AnyOf((OneOf(0, frozenset({YES})), OneOf(1, frozenset({YES}))))
    scheme = questions(3, over(2), visibility=[Visibility((2,), either)])
    block = np.array([[YES, NO, NO], [NO, YES, NO], [HALF] * 3], dtype=np.int8)
    assert score(scheme, block).points[-1].tolist() == [50, 50, 0]
    assert score(scheme, block).present[-1].tolist() == [True, True, False]


def test_what_a_node_is_made_of_can_be_shown() -> None:
    levels = Levels((50,), (3,))
    node = replace(over(2, 0, 1, weights=(1, 2, 4)), child_levels=(levels,) * 3, met_from=2)
    scheme = questions(3, node)
    scores = score(scheme, subject(HALF, NO, SKIPPED))
    children = taking_part(scheme, node, scores)
    assert children.points[:, 0].tolist() == [0, 3, 0]
    assert children.present[:, 0].tolist() == [0, 1, 0]
    assert (children.weights, children.met_from) == ((1, 2, 4), 2)
    with_zeros = taking_part(scheme, replace(node, missing_as_zero=True), scores)
    assert with_zeros.points[:, 0].tolist() == [0, 3, 0]
    assert with_zeros.present[:, 0].tolist() == [1, 1, 1]


def test_results_need_little_room() -> None:
    scores = score(questions(1, over(0)), subject(YES))
    assert scores.codes.dtype == np.int8
    assert scores.present.dtype == np.bool_
    assert scores.answered.dtype == scores.applicable.dtype == np.uint16


def test_a_block_of_nobody_has_empty_results() -> None:
    scores = score(questions(2, over(0, 1)), np.empty((2, 0), dtype=np.int8))
    assert scores.points.shape == scores.present.shape == (3, 0)


def test_a_scheme_without_points_still_hides() -> None:
    rule = Visibility((1,), OneOf(0, frozenset({YES})))
    scores = score(Scheme((), np.empty((0, 256)), (rule,), ()), subject(NO, YES))
    assert scores.codes[:, 0].tolist() == [NO, HIDDEN]
    assert scores.points.shape == (0, 1)


@pytest.mark.parametrize("subjects", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_blocks_take_every_subject_once_and_never_too_many(subjects: int) -> None:
    everybody = np.arange(subjects)
    cut = [everybody[block] for block in blocks(subjects)]
    assert np.concatenate([*cut, everybody[:0]]).tolist() == everybody.tolist()
    assert all(0 < len(block) <= BLOCK for block in cut)
    assert all(block.stop <= subjects for block in blocks(subjects))


@pytest.mark.parametrize("subjects", [0, 1, SMALL + 1, BLOCK + 1, 2 * BLOCK + 1, 7 * BLOCK])
@pytest.mark.parametrize("workers", [1, 2, 3, 16])
def test_blocks_for_several_workers_take_every_subject_once(subjects: int, workers: int) -> None:
    everybody = np.arange(subjects)
    cut = [everybody[block] for block in blocks(subjects, workers)]
    assert np.concatenate([*cut, everybody[:0]]).tolist() == everybody.tolist()
    assert all(0 < len(block) <= BLOCK for block in cut)


def test_every_worker_has_as_many_blocks_as_the_others() -> None:
    sizes = [block.stop - block.start for block in blocks(2 * BLOCK + 2, workers=2)]
    assert sizes == [BLOCK // 2 + 1] * 3 + [BLOCK // 2 - 1]


def test_few_subjects_are_not_shared_out() -> None:
    assert list(blocks(SMALL, workers=2)) == [slice(0, SMALL)]
    assert len(list(blocks(2 * SMALL, workers=2))) == 2


@few
@given(cases(), st.integers(0, 4))
def test_scores_that_take_the_place_of_others_have_the_same_digits(case: Case, more: int) -> None:
    scheme, codes = case
    used = score(scheme, np.full((len(codes), codes.shape[1] + more), 3, dtype=np.int8))
    again = score(scheme, codes, used)
    assert same_digits(again, score(scheme, codes))
    assert np.shares_memory(again.points, used.points) or not again.points.size


def test_a_larger_block_does_not_fit_in_the_place_of_a_smaller_one() -> None:
    scheme, codes = wide("mean"), many_answers(40, 3)
    assert same_digits(score(scheme, codes, score(scheme, codes[:, :2])), score(scheme, codes))


@settings(max_examples=120)
@given(cases())
def test_every_number_is_what_the_exact_calculation_says(case: Case) -> None:
    assert_exact(*case)


@pytest.mark.soak
@given(cases())
def test_every_number_is_what_the_exact_calculation_says_very_often(case: Case) -> None:
    assert_exact(*case)


def assert_exact(scheme: Scheme, codes: Codes) -> None:
    scores = score(scheme, codes)
    assert np.isfinite(scores.points).all()
    for column, answers in enumerate(codes.T.tolist()):
        expected = outcomes(scheme, answers)
        assert scores.codes[:, column].tolist() == without_hidden(scheme, answers)
        values = [0.0 if o.points is None else float(o.points) for o in expected]
        assert scores.present[:, column].tolist() == [o.points is not None for o in expected]
        assert scores.answered[:, column].tolist() == [o.answered for o in expected]
        assert scores.applicable[:, column].tolist() == [o.applicable for o in expected]
        assert scores.points[:, column].tolist() == pytest.approx(values, rel=0, abs=1e-9)


def test_codes_and_tables_are_left_as_they_were() -> None:
    closed = OneOf(0, frozenset({NO}))
    node = replace(over(0, 1), decimals=0, caps=(Cap(closed, 20),), missing_as_zero=True)
    scheme = questions(2, node, visibility=[Visibility((1,), NotOf(closed))])
    codes = subject(NO, YES)
    codes.flags.writeable = scheme.tables.flags.writeable = False
    assert score(scheme, codes).codes[:, 0].tolist() == [NO, HIDDEN]
    assert codes[:, 0].tolist() == [NO, YES]


@few
@given(cases(min_subjects=2))
def test_a_subject_alone_has_the_same_digits_as_among_others(case: Case) -> None:
    scheme, codes = case
    alone = [score(scheme, codes[:, [column]]) for column in range(codes.shape[1])]
    assert same_digits(side_by_side(alone), score(scheme, codes))


def many_answers(columns: int, subjects: int) -> Codes:
    return np.random.default_rng(1).integers(-4, 4, (columns, subjects), dtype=np.int8)


def wide(method: str) -> Scheme:
    """Forty questions with points of many digits, once with equal and once with unequal weights."""
    chance = np.random.default_rng(2)
    tables = np.zeros((40, 256))
    tables[:, :4] = chance.uniform(0, 100, (40, 4))
    weights = chance.uniform(0.1, 3, 40).tolist()
    equal, unequal = (
        over(*range(40), method=method),
        over(*range(40), method=method, weights=weights),
    )
    return Scheme(tuple(range(40)), tables, (), (equal, unequal, over(41, 3, 40)))


@every_method
@pytest.mark.parametrize("size", [1, 2, 3, 64, 1000])
def test_the_size_of_a_block_does_not_change_a_digit(method: str, size: int) -> None:
    scheme, codes = wide(method), many_answers(40, BLOCK + 1)
    cut = [score(scheme, codes[:, start : start + size]) for start in range(0, 300, size)]
    count = side_by_side(cut).points.shape[1]
    assert same_digits(side_by_side(cut), of_subjects(score(scheme, codes), slice(0, count)))


@few
@given(cases(min_subjects=2), st.randoms())
def test_the_order_of_the_subjects_does_not_change_a_digit(case: Case, random: Random) -> None:
    scheme, codes = case
    order = random.sample(range(codes.shape[1]), codes.shape[1])
    shuffled = of_subjects(score(scheme, codes), order)
    assert same_digits(score(scheme, codes[:, order]), shuffled)


@few
@given(cases())
def test_the_layout_of_the_codes_in_memory_does_not_matter(case: Case) -> None:
    scheme, codes = case
    spread_out = np.repeat(codes, 2, axis=1)[:, ::2]
    assert same_digits(score(scheme, spread_out), score(scheme, codes))
    assert same_digits(score(scheme, np.asfortranarray(codes)), score(scheme, codes))


@few
@given(cases(), st.randoms())
def test_the_order_of_the_children_does_not_matter(case: Case, random: Random) -> None:
    scheme, codes = case
    shuffled = replace(scheme, nodes=tuple(with_children_shuffled(n, random) for n in scheme.nodes))
    one, other = score(scheme, codes), score(shuffled, codes)
    assert np.allclose(one.points, other.points, rtol=0, atol=1e-9)
    assert same_values(one, replace(other, points=one.points))


@few
@given(cases(), st.sampled_from([NOT_FOR_US, HIDDEN]))
def test_one_more_question_that_does_not_apply_changes_nothing(case: Case, state: int) -> None:
    scheme, codes = case
    more = np.concatenate([codes, np.full((1, codes.shape[1]), state, dtype=np.int8)])
    scores = score(with_one_more_child(scheme, column=len(codes)), more)
    kept = np.arange(len(scores.points)) != len(scheme.looked_up)
    assert same_values(of_rows(scores, kept, codes=slice(-1)), score(scheme, codes))


@given(fair_cases(MEAN_LIKE))
def test_the_best_answers_give_100_and_the_worst_0(case: Case) -> None:
    scheme, codes = case
    best, worst = score(scheme, np.full_like(codes, 3)), score(scheme, np.zeros_like(codes))
    assert best.present.all()
    assert worst.present.all()
    assert best.points[:, 0].tolist() == pytest.approx([100] * len(best.points))
    assert not worst.points.any()


@given(fair_cases(MEAN_LIKE), st.randoms())
def test_a_result_never_leaves_the_scale(case: Case, random: Random) -> None:
    scheme, codes = case
    scores = score(scheme, with_gaps(codes, random))
    assert scores.points.min() >= 0
    assert scores.points.max() <= 100 + 1e-9


@given(fair_cases(METHODS), st.randoms())
def test_a_better_answer_never_lowers_a_result(case: Case, random: Random) -> None:
    scheme, codes = case
    before = with_gaps(codes, random)
    after = before.copy()
    raised = random.randrange(len(after))
    after[raised] += 0 <= after[raised] < 3
    low, high = score(scheme, before), score(scheme, after)
    assert np.array_equal(low.present, high.present)
    assert (high.points >= low.points - 1e-9).all()


def side_by_side(parts: Sequence[Scores]) -> Scores:
    return Scores(
        *(
            np.concatenate([getattr(part, field.name) for part in parts], axis=1)
            for field in fields(Scores)
        )
    )


def of_subjects(scores: Scores, chosen: slice | Sequence[int]) -> Scores:
    return Scores(*(getattr(scores, field.name)[:, chosen] for field in fields(Scores)))


def of_rows(scores: Scores, chosen: NDArray[np.bool_], codes: slice) -> Scores:
    return Scores(
        scores.codes[codes],
        scores.points[chosen],
        scores.present[chosen],
        scores.answered[chosen],
        scores.applicable[chosen],
    )


def same_digits(one: Scores, other: Scores) -> bool:
    """Compare bit by bit, so that not even 0 and minus 0 are alike."""
    return same_values(one, other) and one.points.tobytes() == other.points.tobytes()


def same_values(one: Scores, other: Scores) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in fields(Scores)
    )


def with_children_shuffled(node: Node, random: Random) -> Node:
    order = random.sample(range(len(node.children)), len(node.children))
    levels = node.child_levels
    return replace(
        node,
        children=tuple(node.children[i] for i in order),
        weights=tuple(node.weights[i] for i in order),
        child_levels=None if levels is None else tuple(levels[i] for i in order),
    )


def with_one_more_child(scheme: Scheme, column: int) -> Scheme:
    """Let every node have one more child, the same new question, that would be worth 100 points."""
    new = len(scheme.looked_up)
    nodes = []
    for node in scheme.nodes:
        levels = node.child_levels
        extra = () if node.one_question else (new,)
        moved = tuple(child + (child >= new) for child in node.children)
        nodes.append(
            replace(
                node,
                children=moved + extra,
                weights=node.weights + (1.0,) * len(extra),
                child_levels=None if levels is None else (*levels, Levels((0,), (9,))),
            )
        )
    tables = np.concatenate([scheme.tables, [table(100, 100, 100, 100)]])
    return Scheme((*scheme.looked_up, column), tables, scheme.visibility, tuple(nodes))


def with_gaps(codes: Codes, random: Random) -> Codes:
    """Take some of the answers away, for all the reasons there are."""
    gaps = codes.copy()
    for row in range(len(gaps)):
        if random.random() < 0.4:
            gaps[row] = random.choice([SKIPPED, UNKNOWN, NOT_FOR_US, HIDDEN])
    return gaps
