"""Cronbach's alpha, held against published figures."""

import csv
from collections.abc import Sequence
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from scoring.reliability import InternalConsistency, cronbach_alpha
from tests.published import CASES, needs_cases

RELIABILITY = CASES / "reliability"
NAN = float("nan")


def numbers(rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64)


def published(name: str) -> list[dict[str, str]]:
    with (RELIABILITY / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def wide(name: str) -> NDArray[np.float64]:
    """Respondents by items; the column with the row's name is left out, an empty cell is NaN."""
    return numbers(
        [
            [float(cell or NAN) for column, cell in row.items() if column != "rownames"]
            for row in published(name)
        ]
    )


some_scores = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=8),
    elements=st.integers(0, 5),
)


@needs_cases
@pytest.mark.parametrize(
    ("name", "alpha", "respondents", "items", "half_a_digit"),
    [
        ("attitude.csv", 0.8431, 30, 7, 5e-5),
        ("lsat6.csv", 0.2950, 1000, 5, 5e-5),
        ("cronbach_wide_missing.csv", 0.8016949, 9, 11, 5e-8),
    ],
)
def test_alpha_is_the_published_one(
    name: str, alpha: float, respondents: int, items: int, half_a_digit: float
) -> None:
    """R datasets and ltm::LSAT; the third loses 3 of 12 respondents (psych, use complete.obs)."""
    found = cronbach_alpha(wide(name))
    assert found.alpha == pytest.approx(alpha, abs=half_a_digit)
    assert (found.respondents, found.items) == (respondents, items)


@needs_cases
def test_alpha_of_a_long_table_is_the_published_one_once_people_stand_in_rows() -> None:
    """pingouin and R psych: 0.5917188486, as a fraction 12190 / 20601.

    The figure handed down with the case, .5917189, was rounded twice; six digits agree.
    """
    scores = np.empty((15, 10))
    for row in published("cronbach_long.csv"):
        scores[int(row["Subj"]), int(row["Items"].removeprefix("Q")) - 1] = float(row["Scores"])
    found = cronbach_alpha(scores)
    assert found.alpha == pytest.approx(float(Fraction(12190, 20601)), rel=1e-12)
    assert found.alpha == pytest.approx(0.5917189, abs=1e-7)
    assert (found.respondents, found.items) == (15, 10)


def test_alpha_by_hand() -> None:
    """Both items vary by 1, the totals 2, 5, 5 by 3: 2 / 1 * (1 - 2 / 3)."""
    found = cronbach_alpha(numbers([[1, 1], [2, 3], [3, 2]]))
    assert found.alpha == pytest.approx(2 / 3)
    assert (found.respondents, found.items) == (3, 2)


def test_a_respondent_with_a_missing_item_is_left_out_and_not_counted() -> None:
    complete = numbers([[1, 1], [2, 3], [3, 2]])
    with_gaps = numbers([[1, 1], [5, NAN], [2, 3], [NAN, NAN], [3, 2]])
    assert cronbach_alpha(with_gaps) == cronbach_alpha(complete)


def test_items_that_work_against_each_other_have_an_alpha_below_0() -> None:
    """Variances 1 and 4, totals 7, 6, 5 by 1: 2 * (1 - 5 / 1)."""
    assert cronbach_alpha(numbers([[1, 6], [2, 4], [3, 2]])).alpha == pytest.approx(-8)


def test_one_item_one_respondent_or_none_leave_alpha_undefined() -> None:
    assert cronbach_alpha(numbers([[1], [2], [3]])) == InternalConsistency(None, 3, 1)
    assert cronbach_alpha(numbers([[1, 2], [3, NAN]])) == InternalConsistency(None, 1, 2)
    assert cronbach_alpha(numbers([[NAN, 2], [3, NAN]])) == InternalConsistency(None, 0, 2)
    assert cronbach_alpha(np.empty((0, 3))) == InternalConsistency(None, 0, 3)
    assert cronbach_alpha(np.empty((3, 0))) == InternalConsistency(None, 3, 0)


@pytest.mark.parametrize(
    "scores",
    [
        [[3, 4], [3, 4], [3, 4]],
        [[1, 3], [2, 2], [3, 1]],
        [[0, 0], [0, 0]],
        [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.1, 0.3]],
        [[200 / 3, 100 / 3]] * 7,
    ],
)
def test_people_with_the_same_total_leave_alpha_undefined_whatever_the_rounding(
    scores: list[list[float]],
) -> None:
    assert cronbach_alpha(numbers(scores)).alpha is None


@given(arrays(np.float64, st.integers(2, 8), elements=st.integers(0, 5)), st.integers(2, 6))
def test_items_that_all_say_the_same_have_alpha_1(item: NDArray[np.float64], items: int) -> None:
    assume(np.ptp(item) > 0)
    assert cronbach_alpha(np.tile(item[:, None], items)).alpha == pytest.approx(1)


@given(some_scores)
def test_alpha_is_never_above_1(scores: NDArray[np.float64]) -> None:
    alpha = cronbach_alpha(scores).alpha
    assert alpha is None or alpha <= 1 + 1e-9


@given(some_scores, st.integers(-50, 50))
def test_shifting_one_item_does_not_change_alpha(scores: NDArray[np.float64], by: int) -> None:
    shifted = scores.copy()
    shifted[:, 0] += by
    assert_same_alpha(shifted, scores)


@given(some_scores, st.sampled_from([-1.0, 0.1, 25.0]))
def test_another_unit_for_all_items_does_not_change_alpha(
    scores: NDArray[np.float64], unit: float
) -> None:
    assert_same_alpha(scores * unit, scores)


@given(some_scores, st.randoms())
def test_the_order_of_respondents_and_items_does_not_change_alpha(
    scores: NDArray[np.float64], random: Random
) -> None:
    rows, columns = (random.sample(range(length), length) for length in scores.shape)
    assert_same_alpha(scores[np.ix_(rows, columns)], scores)


@given(some_scores)
def test_alpha_is_the_mean_covariance_between_items_against_the_mean_of_all(
    scores: NDArray[np.float64],
) -> None:
    """The other way to write it: k² times the mean covariance, over the sum of all of them."""
    covariance = np.cov(scores, rowvar=False)
    k = len(covariance)
    between = (covariance.sum() - covariance.trace()) / (k * (k - 1))
    alpha = cronbach_alpha(scores).alpha
    if alpha is None:
        assert covariance.sum() == pytest.approx(0, abs=1e-9)
    else:
        assert alpha == pytest.approx(k**2 * between / covariance.sum(), rel=1e-6, abs=1e-9)


def assert_same_alpha(scores: NDArray[np.float64], others: NDArray[np.float64]) -> None:
    found, expected = cronbach_alpha(scores).alpha, cronbach_alpha(others).alpha
    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)
