"""How far several views of one subject lie apart."""

from collections.abc import Sequence
from random import Random
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import ArrayLike, NDArray

from scoring.spread import Spread, spread_of

NAN = float("nan")

some_views = st.tuples(st.integers(0, 6), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(0, 100) | st.just(NAN))
)


def numbers(rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64)


def same(one: NDArray[np.float64], other: ArrayLike) -> bool:
    return np.allclose(one, other, equal_nan=True)


def test_three_views_by_hand() -> None:
    """Distances from the mean 50 are 30, 10, 20: (900 + 100 + 400) / 2 = 700."""
    spread = spread_of(numbers([[20], [60], [70]]))
    assert spread.n.tolist() == [3]
    assert spread.mean.tolist() == [50]
    assert spread.lowest.tolist() == [20]
    assert spread.highest.tolist() == [70]
    assert spread.range.tolist() == [50]
    assert spread.standard_deviation.tolist() == pytest.approx([700**0.5])


def test_every_node_has_its_own_spread() -> None:
    spread = spread_of(numbers([[0, 10], [100, 10]]))
    assert spread.range.tolist() == [100, 0]


def test_a_missing_view_is_left_out_and_is_not_0() -> None:
    spread = spread_of(numbers([[40], [NAN], [60]]))
    assert (spread.n.item(), spread.lowest.item(), spread.mean.item()) == (2, 40, 50)


def test_a_masked_view_is_missing_like_nan() -> None:
    masked = np.ma.masked_equal(numbers([[40, 1], [999, 2]]), 999)
    assert_same_spread(spread_of(masked), spread_of(numbers([[40, 1], [NAN, 2]])))


def test_one_view_has_a_mean_but_no_spread() -> None:
    spread = spread_of(numbers([[40]]))
    assert (spread.n.item(), spread.mean.item()) == (1, 40)
    assert (spread.lowest.item(), spread.highest.item()) == (40, 40)
    assert np.isnan([spread.range, spread.standard_deviation]).all()


@pytest.mark.parametrize("points", [numbers([[NAN], [NAN]]), np.empty((0, 1))])
def test_without_a_view_everything_is_missing_and_nothing_is_0(points: NDArray[np.float64]) -> None:
    spread = spread_of(points)
    assert spread.n.tolist() == [0]
    assert np.isnan([spread.mean, spread.lowest, spread.highest, spread.range]).all()
    assert np.isnan(spread.standard_deviation).all()


def test_views_without_nodes_have_empty_results() -> None:
    assert spread_of(np.empty((3, 0))).mean.shape == (0,)


def test_the_input_is_left_as_it_was() -> None:
    points = numbers([[40, NAN], [60, 10]])
    before = points.copy()
    spread_of(points)
    assert same(points, before)


@given(st.floats(0, 100), st.integers(2, 12))
def test_views_that_agree_have_no_spread_whatever_the_rounding(points: float, views: int) -> None:
    spread = spread_of(np.full((views, 1), points))
    assert spread.mean.item() == points
    assert (spread.range.item(), spread.standard_deviation.item()) == (0, 0)


@given(some_views)
def test_every_node_is_described_as_the_standard_library_describes_its_views(
    points: NDArray[np.float64],
) -> None:
    spread = spread_of(points)
    for node, column in enumerate(points.T):
        views = [float(x) for x in column if not np.isnan(x)]
        assert spread.n[node] == len(views)
        assert same(spread.mean[node], mean(views) if views else NAN)
        assert same(spread.lowest[node], min(views, default=NAN))
        assert same(spread.highest[node], max(views, default=NAN))
        assert same(spread.range[node], max(views) - min(views) if len(views) > 1 else NAN)
        assert same(spread.standard_deviation[node], stdev(views) if len(views) > 1 else NAN)


@given(some_views)
def test_the_mean_lies_between_the_lowest_and_the_highest_view(points: NDArray[np.float64]) -> None:
    spread = spread_of(points)
    known = spread.n > 0
    assert (spread.lowest <= spread.mean)[known].all()
    assert (spread.mean <= spread.highest)[known].all()


@given(some_views, st.randoms())
def test_the_order_of_the_views_does_not_matter(
    points: NDArray[np.float64], random: Random
) -> None:
    order = random.sample(range(len(points)), len(points))
    assert_same_spread(spread_of(points[order]), spread_of(points))


@given(some_views)
def test_a_view_without_any_points_changes_nothing(points: NDArray[np.float64]) -> None:
    nobody = np.full((1, points.shape[1]), NAN)
    assert_same_spread(spread_of(np.concatenate([points, nobody])), spread_of(points))


@given(some_views)
def test_turning_the_scale_round_keeps_the_spread(points: NDArray[np.float64]) -> None:
    spread, turned = spread_of(points), spread_of(100 - points)
    assert same(turned.range, spread.range)
    assert np.allclose(
        turned.standard_deviation, spread.standard_deviation, atol=1e-6, equal_nan=True
    )


def assert_same_spread(one: Spread, other: Spread) -> None:
    assert one.n.tolist() == other.n.tolist()
    for part in ("mean", "lowest", "highest", "range", "standard_deviation"):
        assert same(getattr(one, part), getattr(other, part)), part
