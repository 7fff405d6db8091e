"""Conditions: for every subject at once, the same as for each subject by hand."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from scoring.conditions import AllOf, AnyOf, Condition, NotOf, OneOf, holds
from scoring.states import MOST_CODES
from tests.scoring.oracle import is_true

YES = frozenset({1})
COLUMNS = 3

some_conditions: st.SearchStrategy[Condition] = st.recursive(
    st.builds(
        OneOf,
        st.integers(0, COLUMNS - 1),
        st.frozensets(st.integers(0, 3) | st.integers(0, MOST_CODES - 1), max_size=4),
    ),
    lambda parts: (
        st.builds(NotOf, parts)
        | st.builds(AllOf, st.lists(parts, min_size=1, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(parts, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=6,
)

some_codes = st.integers(0, 6).flatmap(
    lambda subjects: arrays(
        np.int8,
        (COLUMNS, subjects),
        elements=st.integers(-4, 3) | st.integers(-4, MOST_CODES - 1),
    )
)


def codes(*columns: Sequence[int]) -> NDArray[np.int8]:
    return np.array(columns, dtype=np.int8)


def test_one_of_several_codes_is_enough() -> None:
    either = OneOf(0, frozenset({0, 2}))
    assert holds(either, codes([0, 1, 2, 3])).tolist() == [True, False, True, False]


def test_a_condition_looks_at_its_own_column() -> None:
    assert holds(OneOf(1, YES), codes([1, 0], [0, 1])).tolist() == [False, True]


@pytest.mark.parametrize("state", [-1, -2, -3, -4])
def test_a_comparison_without_an_answer_is_not_true_and_its_opposite_is(state: int) -> None:
    any_answer = OneOf(0, frozenset(range(MOST_CODES)))
    assert holds(any_answer, codes([state])).tolist() == [False]
    assert holds(NotOf(any_answer), codes([state])).tolist() == [True]


def test_the_last_code_can_be_compared_with() -> None:
    last = OneOf(0, frozenset({MOST_CODES - 1}))
    assert holds(last, codes([MOST_CODES - 1, MOST_CODES - 2, -1])).tolist() == [True, False, False]


def test_no_wanted_code_is_never_true() -> None:
    assert holds(OneOf(0, frozenset()), codes([-1, 0, 1])).tolist() == [False] * 3


def test_all_needs_every_part_and_any_needs_one() -> None:
    answers = codes([1, 1, 0, 0], [1, 0, 1, 0])
    parts = (OneOf(0, YES), OneOf(1, YES))
    assert holds(AllOf(parts), answers).tolist() == [True, False, False, False]
    assert holds(AnyOf(parts), answers).tolist() == [True, True, True, False]
    assert holds(NotOf(AnyOf(parts)), answers).tolist() == [False, False, False, True]


@pytest.mark.parametrize(("condition", "expected"), [(AllOf(()), True), (AnyOf(()), False)])
def test_without_parts_there_is_still_one_answer_per_subject(
    condition: Condition, expected: bool
) -> None:
    assert holds(condition, codes([0, 1, 2])).tolist() == [expected] * 3


@given(some_conditions, some_codes)
def test_every_subject_is_judged_as_if_alone(
    condition: Condition, answers: NDArray[np.int8]
) -> None:
    expected = [is_true(condition, subject) for subject in answers.T.tolist()]
    assert holds(condition, answers).tolist() == expected


def test_the_codes_are_left_as_they_were() -> None:
    answers = codes([0, 1, -1], [1, 1, 0])
    answers.flags.writeable = False
    either = AnyOf((OneOf(0, YES), NotOf(AllOf((OneOf(0, YES), OneOf(1, YES))))))
    assert holds(either, answers).tolist() == holds(either, answers).tolist() == [True] * 3


def test_the_layout_in_memory_does_not_matter() -> None:
    answers = codes([0, 1, -1], [1, 1, 0])
    spread_out = np.repeat(answers, 2, axis=1)[:, ::2]
    for column, expected in [(0, [False, True, False]), (1, [True, True, False])]:
        assert holds(OneOf(column, YES), spread_out).tolist() == expected
        assert holds(OneOf(column, YES), np.asfortranarray(answers)).tolist() == expected
