"""Levels: from the start of a level to just below the next."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.levels import NO_LEVEL, Levels
from scoring.rounding import TOLERANCE

some_starts = st.lists(st.integers(-50, 150), min_size=1, max_size=6, unique=True).map(
    lambda starts: tuple(sorted(starts))
)


def level_of(points: float, *starts: float) -> int:
    return Levels(starts).of(np.array([points]), np.array([True])).item()


def value_of(points: float, levels: Levels) -> float | None:
    """None stands for no value."""
    values, found = levels.values_of(np.array([points]), np.array([True]))
    return values.item() if found.item() else None


@pytest.mark.parametrize(
    ("points", "expected"), [(0, 0), (39.999, 0), (40, 1), (59.999, 1), (60, 2), (100, 2), (250, 2)]
)
def test_a_level_begins_at_its_start_and_ends_just_below_the_next(
    points: float, expected: int
) -> None:
    assert level_of(points, 0, 40, 60) == expected


def test_below_the_first_start_there_is_no_level() -> None:
    assert level_of(19.9, 20, 60) == NO_LEVEL
    assert level_of(-0.1, 0, 60) == NO_LEVEL


def test_without_points_there_is_no_level_even_if_0_is_in_one() -> None:
    levels = Levels((0, 40))
    present = np.array([True, False, False])
    assert levels.of(np.array([50.0, 0.0, 50.0]), present).tolist() == [1, NO_LEVEL, NO_LEVEL]


def test_without_levels_nothing_has_one() -> None:
    assert level_of(100) == NO_LEVEL


def test_what_lies_below_a_start_by_less_than_the_tolerance_has_reached_it() -> None:
    assert level_of(60 - TOLERANCE / 2, 0, 60) == 1
    assert level_of(60 - TOLERANCE * 2, 0, 60) == 0


def test_57_percent_that_floating_point_makes_a_hair_smaller_are_still_57_percent() -> None:
    assert 0.57 * 100 < 57
    assert level_of(0.57 * 100, 0, 57) == 1


def test_no_level_is_not_the_number_of_a_level() -> None:
    assert NO_LEVEL < 0


def test_points_are_replaced_by_the_values_of_their_levels() -> None:
    levels = Levels((0, 40, 60), (1, 2.5, 7))
    assert [value_of(points, levels) for points in (39, 40, 60, 61)] == [1, 2.5, 7, 7]


def test_below_the_first_start_there_is_no_value_and_not_the_value_of_the_last_level() -> None:
    levels = Levels((20, 60), (1, 2))
    assert value_of(10, levels) is None
    values, found = levels.values_of(np.array([10.0, 90.0]), np.array([True, False]))
    assert (values.tolist(), found.tolist()) == ([0, 0], [False, False])


def test_a_level_can_be_worth_0() -> None:
    assert value_of(5, Levels((0, 40), (0, 1))) == 0


@given(some_starts, st.integers(-60, 160).map(float))
def test_the_level_is_the_last_whose_start_is_reached(
    starts: tuple[float, ...], points: float
) -> None:
    reached = [index for index, start in enumerate(starts) if start <= points]
    assert level_of(points, *starts) == (reached[-1] if reached else NO_LEVEL)


@given(some_starts, st.floats(-60, 160), st.floats(-60, 160))
def test_more_points_never_lower_the_level(
    starts: tuple[float, ...], one: float, other: float
) -> None:
    assume(one <= other)
    assert level_of(one, *starts) <= level_of(other, *starts)


def test_a_table_of_points_keeps_its_shape() -> None:
    points = np.array([[0.0, 50.0], [70.0, 10.0]])
    present = np.array([[True, True], [True, False]])
    assert Levels((0, 40, 60)).of(points, present).tolist() == [[0, 1], [2, NO_LEVEL]]
