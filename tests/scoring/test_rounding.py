"""Rounding: as by hand, and as `decimal` does it with numbers as they are written."""

import doctest
import inspect
import pkgutil
from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

import scoring
from scoring.rounding import TOLERANCE, round_half_up

some_points = st.floats(-1e6, 1e6) | st.floats(-100, 100)
some_decimals = st.integers(0, 6)


def rounded(value: float, decimals: int) -> float:
    return round_half_up(np.array([value]), decimals).item()


def by_hand(written: str, decimals: int) -> float:
    return float(Decimal(written).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, 1),
        (1.5, 0, 2),
        (2.5, 0, 3),
        (-0.5, 0, -1),
        (-2.5, 0, -3),
        (0.125, 2, 0.13),
        (2.675, 2, 2.68),
        (-2.675, 2, -2.68),
        (66.65, 1, 66.7),
        (66.6499, 1, 66.6),
        (99.99, 1, 100),
        (0, 2, 0),
        (33.25, 2, 33.25),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, expected: float) -> None:
    assert rounded(value, decimals) == expected


def test_what_is_closer_to_a_half_than_the_tolerance_counts_as_a_half() -> None:
    assert rounded(0.5 - TOLERANCE / 2, 0) == 1
    assert rounded(-0.5 + TOLERANCE / 2, 0) == -1
    assert rounded(0.5 - TOLERANCE * 2, 0) == 0
    assert rounded(1000.5 - TOLERANCE / 2, 0) == 1001
    assert rounded(1000.5 - TOLERANCE * 2, 0) == 1000


def test_the_tolerance_is_a_billionth() -> None:
    """Above what floating point loses on the way (1e-13), below what anybody can write down."""
    assert TOLERANCE == 1e-9


def test_a_half_that_floating_point_makes_a_hair_smaller_is_still_a_half() -> None:
    assert 1.005 * 100 < 100.5
    assert rounded(1.005, 2) == 1.01


def test_every_value_of_a_table_is_rounded_by_itself() -> None:
    table = np.array([[0.05, -0.05], [1.25, 99.94]])
    assert round_half_up(table, 1).tolist() == [[0.1, -0.1], [1.3, 99.9]]


@given(st.decimals(-1_000_000, 1_000_000, places=7), st.integers(0, 6))
@example(Decimal("99.99995"), 4)
@example(Decimal("0.00005"), 4)
@example(Decimal("64.3168645"), 6)
@example(Decimal("9795.63065"), 4)
@example(Decimal("586593.695"), 2)
def test_numbers_are_rounded_as_they_are_written(written: Decimal, decimals: int) -> None:
    """Questionnaires allow points up to a million and six decimals."""
    assert rounded(float(written), decimals) == by_hand(str(written), decimals)


@given(some_points, some_decimals)
def test_every_written_half_is_rounded_away_from_zero(points: float, decimals: int) -> None:
    written = str((Decimal(int(points)) + Decimal("0.5")).scaleb(-decimals))
    assert rounded(float(written), decimals) == by_hand(written, decimals)


@given(some_points, some_decimals)
def test_rounding_moves_a_value_by_half_a_step_at_most(points: float, decimals: int) -> None:
    assert abs(rounded(points, decimals) - points) <= 0.5 * 10**-decimals + 2e-9


@given(some_points, some_decimals)
def test_what_is_rounded_stays_as_it_is(points: float, decimals: int) -> None:
    once = rounded(points, decimals)
    assert rounded(once, decimals) == once


@given(some_points, some_decimals)
def test_both_signs_are_rounded_alike(points: float, decimals: int) -> None:
    assert rounded(-points, decimals) == -rounded(points, decimals)


@given(some_points, some_points, some_decimals)
def test_rounding_never_turns_an_order_round(one: float, other: float, decimals: int) -> None:
    lower, higher = sorted([one, other])
    assert rounded(lower, decimals) <= rounded(higher, decimals)


def test_a_whole_number_stays_what_it_is_however_large() -> None:
    assert rounded(2e9, 6) == 2e9


def test_a_little_below_0_is_rounded_to_0_and_not_to_minus_0() -> None:
    assert str(rounded(-0.004, 2)) == "0.0"


def test_the_values_are_left_as_they_were() -> None:
    values: NDArray[np.float64] = np.array([0.5, 1.25])
    values.flags.writeable = False
    assert round_half_up(values, 1).tolist() == [0.5, 1.3]


@pytest.mark.parametrize(
    "name", [f"scoring.{module.name}" for module in pkgutil.iter_modules(scoring.__path__)]
)
def test_the_examples_in_the_docstrings_of_scoring_hold(name: str) -> None:
    module = import_module(name)
    failed, tried = doctest.testmod(module)
    assert failed == 0
    assert (tried > 0) == (">>>" in inspect.getsource(module))
