"""The methods, each held against a calculation by hand."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.methods import IN_TABLE, METHODS, Children
from scoring.rounding import TOLERANCE

NAMES = ("mean", "weighted_mean", "sum", "minimum", "maximum", "share")
AVERAGES = ("mean", "weighted_mean", "minimum", "maximum")
"""Methods whose result lies among the children's points."""

some_points = st.none() | st.integers(0, 100) | st.floats(0, 100)
some_weights = st.integers(1, 7) | st.floats(0.01, 100)
some_children = st.lists(st.tuples(some_points, some_weights), min_size=1, max_size=12).filter(
    lambda children: any(points is not None for points, _ in children)
)
Child = tuple[float | None, float]


def result(
    method: str,
    *points: float | None,
    weights: Sequence[float] | None = None,
    met_from: float = 100,
) -> float:
    """Apply a method to one subject; None stands for a child without a value."""
    children = Children(
        points=np.array([[0 if p is None else p] for p in points], dtype=np.float64),
        present=np.array([[p is not None] for p in points]),
        weights=tuple([1.0] * len(points) if weights is None else weights),
        met_from=met_from,
    )
    return METHODS[method](children).item()


def result_of(method: str, children: Sequence[Child], met_from: float = 50) -> float:
    weights = [weight for _, weight in children]
    return result(method, *[p for p, _ in children], weights=weights, met_from=met_from)


def test_authors_choose_among_six_methods() -> None:
    assert tuple(METHODS) == NAMES


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("mean", 50),
        ("weighted_mean", (1 * 20 + 2 * 30 + 1 * 100) / 4),
        ("sum", 20 + 60 + 100),
        ("minimum", 20),
        ("maximum", 100),
        ("share", 25),
    ],
)
def test_three_children_by_hand(method: str, expected: float) -> None:
    assert result(method, 20, 30, 100, weights=(1, 2, 1)) == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("mean", 45),
        ("weighted_mean", (3 * 30 + 1 * 60) / 4),
        ("sum", 3 * 30 + 1 * 60),
        ("minimum", 30),
        ("maximum", 60),
        ("share", 25),
    ],
)
def test_a_child_without_a_value_is_left_out_and_is_not_0(method: str, expected: float) -> None:
    assert result(method, 30, None, 60, weights=(3, 5, 1), met_from=60) == expected


def test_an_item_of_double_weight_counts_twice() -> None:
    assert result("weighted_mean", 90, 30, weights=(2, 1)) == 70


def test_a_plain_mean_counts_every_child_the_same() -> None:
    assert result("mean", 90, 30, weights=(2, 1)) == 60


def test_a_weight_of_0_does_not_count() -> None:
    assert result("weighted_mean", 90, 30, weights=(0, 1)) == 30
    assert result("sum", 90, 30, weights=(0, 1)) == 30
    assert result("share", 100, 0, 100, weights=(0, 1, 1)) == 50


def test_a_deduction_is_taken_away() -> None:
    assert result("sum", 90, 30, 10, weights=(1, -1, -0.5)) == 55
    assert result("sum", 10, 30, weights=(1, -1)) == -20


def test_a_deduction_of_nothing_is_0_and_not_minus_0() -> None:
    assert str(result("sum", 0, weights=(-1,))) == "0.0"


def test_points_below_0_can_be_the_highest_and_above_100_the_lowest() -> None:
    assert result("maximum", -20, None, -5) == -5
    assert result("minimum", 120, None, 150) == 120


def test_a_child_is_met_from_these_points_on() -> None:
    assert result("share", 49.9, 50, 50.1, 100, met_from=50) == 75
    assert result("share", 50 - TOLERANCE / 2, met_from=50) == 100
    assert result("share", 50 - TOLERANCE * 2, met_from=50) == 0


def test_without_a_wish_a_child_is_met_by_100_points() -> None:
    three = Children(
        np.array([[99.9], [100.0], [100.1]]), np.ones((3, 1), dtype=np.bool_), weights=(1, 1, 2)
    )
    assert METHODS["share"](three).tolist() == [75]


def test_a_child_without_a_value_is_never_met() -> None:
    assert result("share", 0, None, met_from=0) == 100
    assert result("share", -10, None, met_from=0) == 0


def test_a_share_goes_by_weight_and_not_by_points() -> None:
    assert result("share", 60, 100, 0, weights=(3, 1, 4), met_from=60) == 50


def test_every_subject_has_its_own_result() -> None:
    children = Children(
        points=np.array([[10.0, 0.0, 50.0], [30.0, 40.0, 0.0]]),
        present=np.array([[True, False, True], [True, True, False]]),
        weights=(1, 3),
        met_from=40,
    )
    assert METHODS["mean"](children).tolist() == [20, 40, 50]
    assert METHODS["weighted_mean"](children).tolist() == [25, 40, 50]
    assert METHODS["sum"](children).tolist() == [100, 120, 50]
    assert METHODS["minimum"](children).tolist() == [10, 40, 50]
    assert METHODS["maximum"](children).tolist() == [30, 40, 50]
    assert METHODS["share"](children).tolist() == [0, 100, 100]


@pytest.mark.parametrize("weights", [(1, 1, 1), (2, 0.5, 1)])
@pytest.mark.parametrize("method", NAMES)
def test_the_children_are_left_as_they_were(method: str, weights: tuple[float, ...]) -> None:
    points, present = np.array([[10.0], [20.0], [0.0]]), np.array([[True], [True], [False]])
    points.flags.writeable = present.flags.writeable = False
    once = METHODS[method](Children(points, present, weights)).item()
    assert METHODS[method](Children(points, present, weights)).item() == once


@pytest.mark.parametrize("count", [1, 2, IN_TABLE, IN_TABLE + 1, 3 * IN_TABLE])
def test_weights_are_added_one_after_the_other_to_the_last_digit(count: int) -> None:
    chance = np.random.default_rng(count)
    weights = chance.uniform(0.1, 3, count).tolist()
    present = chance.random((count, 200)) < 0.7
    present[0] = True
    points = np.where(present, chance.uniform(0, 100, (count, 200)), 0.0)
    found = METHODS["weighted_mean"](Children(points, present, tuple(weights)))
    for column, value in enumerate(found.tolist()):
        above = below = 0.0
        for weight, row, takes_part in zip(weights, points, present, strict=True):
            above += weight * float(row[column])
            below += weight * bool(takes_part[column])
        assert value == above / below


@given(some_children, st.sampled_from(AVERAGES))
def test_an_average_lies_between_the_lowest_and_the_highest_child(
    children: list[Child], method: str
) -> None:
    known = [points for points, _ in children if points is not None]
    assert min(known) - 1e-9 <= result_of(method, children) <= max(known) + 1e-9


@given(some_children, st.integers(0, 100))
def test_a_share_lies_between_0_and_100(children: list[Child], met_from: float) -> None:
    assert -1e-9 <= result_of("share", children, met_from) <= 100 + 1e-9


@given(some_children, st.sampled_from(NAMES), st.randoms())
def test_the_order_of_the_children_does_not_matter(
    children: list[Child], method: str, random: Random
) -> None:
    shuffled = random.sample(children, len(children))
    assert result_of(method, shuffled) == pytest.approx(result_of(method, children), abs=1e-9)


@given(some_children, st.sampled_from(NAMES))
def test_a_child_without_a_value_could_as_well_not_be_there(
    children: list[Child], method: str
) -> None:
    known = [child for child in children if child[0] is not None]
    assert result_of(method, known) == pytest.approx(result_of(method, children), abs=1e-9)


@given(some_children, st.sampled_from(("weighted_mean", "share")), st.floats(0.001, 1000))
def test_only_ratios_between_weights_matter(
    children: list[Child], method: str, factor: float
) -> None:
    scaled = [(points, weight * factor) for points, weight in children]
    assert result_of(method, scaled) == pytest.approx(result_of(method, children), abs=1e-9)


@given(some_children, st.sampled_from(("weighted_mean", "share", "sum")))
def test_a_whole_weight_is_like_as_many_children(children: list[Child], method: str) -> None:
    whole = [(points, int(weight) % 4 + 1) for points, weight in children]
    one_by_one = [(points, 1.0) for points, weight in whole for _ in range(weight)]
    assert result_of(method, one_by_one) == pytest.approx(result_of(method, whole), abs=1e-9)


@given(some_children, some_points.filter(lambda p: p is not None), st.sampled_from(NAMES))
def test_one_more_point_never_lowers_a_result(
    children: list[Child], more: float, method: str
) -> None:
    known = [(points, weight) for points, weight in children if points is not None]
    raised = [(known[0][0] + more, known[0][1]), *known[1:]]
    assert result_of(method, raised) >= result_of(method, known) - 1e-9
