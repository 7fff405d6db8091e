"""Cohen's and Fleiss' kappa and Krippendorff's alpha, held against published figures."""

import json
from random import Random
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import ArrayLike

from scoring.agreement import (
    Level,
    Numbers,
    Weights,
    agreement_per_subject,
    cohen_kappa,
    count_ratings,
    cross_table,
    fleiss_kappa,
    krippendorff_alpha,
)
from tests.published import CASES, needs_cases

RELIABILITY = CASES / "reliability"
every_level = pytest.mark.parametrize("level", get_args(Level))
every_weighting = pytest.mark.parametrize("weights", get_args(Weights))
NAN = float("nan")


def numbers(rows: ArrayLike) -> Numbers:
    return np.array(rows, dtype=np.float64)


def published(name: str) -> Any:
    return json.loads((RELIABILITY / "coding_agreement.json").read_text(encoding="utf-8"))[name]


@st.composite
def cross_tables(draw: st.DrawFn) -> Numbers:
    k = draw(st.integers(2, 5))
    return draw(arrays(np.float64, (k, k), elements=st.integers(0, 20)))


def rating_tables(*, missing: bool = True, min_coders: int = 1) -> st.SearchStrategy[Numbers]:
    """Coders by units, with ratings from 1 to 4."""
    return st.tuples(st.integers(min_coders, 5), st.integers(1, 8)).flatmap(
        lambda shape: arrays(
            np.float64, shape, elements=st.sampled_from([1, 2, 3, 4] + [NAN] * missing)
        )
    )


def test_a_pair_with_a_missing_code_is_left_out() -> None:
    table = cross_table(numbers([1, 1, 2, NAN, 2]), numbers([1, 2, 2, 2, NAN]))
    assert table.tolist() == [[1, 1], [0, 1]]


def test_a_category_that_nobody_used_stays_in_the_table_when_it_is_named() -> None:
    table = cross_table(numbers([1, 3]), numbers([3, 3]), categories=numbers([1, 2, 3]))
    assert table.tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 1]]


def test_raters_without_a_common_unit_have_an_empty_table_and_no_kappa() -> None:
    table = cross_table(numbers([1, NAN]), numbers([NAN, 1]))
    assert table.shape == (0, 0)
    assert cohen_kappa(table) is None


def test_raters_with_different_numbers_of_units_are_refused() -> None:
    with pytest.raises(ValueError, match="first rater has 2 codes and the second 3"):
        cross_table(numbers([1, 2]), numbers([1, 2, 3]))


@pytest.mark.parametrize("code", [0, 1.5, 7])
def test_a_code_outside_the_categories_is_refused(code: float) -> None:
    with pytest.raises(ValueError, match=f"The code {code:g} is not among the categories"):
        cross_table(numbers([1, code]), numbers([1, 1]), categories=numbers([1, 2]))


@given(cross_tables())
def test_a_table_comes_back_from_the_codes_that_it_counts(table: Numbers) -> None:
    row, column = np.indices(table.shape)
    times = table.astype(int).ravel()
    first, second = np.repeat(row.ravel(), times), np.repeat(column.ravel(), times)
    categories = np.arange(len(table), dtype=np.float64)
    assert (cross_table(first.astype(float), second.astype(float), categories) == table).all()


@needs_cases
def test_cohen_kappa_is_that_of_the_sas_manual() -> None:
    case = published("cohen_sas")
    table = numbers(case["table"])
    assert cohen_kappa(table) == pytest.approx(case["expected_kappa"], abs=5e-5)
    assert cohen_kappa(table, "linear") == pytest.approx(case["expected_weighted_linear"], abs=5e-5)


@pytest.mark.parametrize(
    ("weights", "kappa"), [("none", -0.006289308), ("linear", 0.1459075), ("quadratic", 0.2520325)]
)
def test_weighted_kappa_is_that_of_the_r_package_irr(weights: Weights, kappa: float) -> None:
    """irr::kappa2(anxiety[, 2:3]); like irr, the table leaves out grade 5, which is not used."""
    second = numbers([3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4])
    third = numbers([2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2])
    assert cohen_kappa(cross_table(second, third), weights) == pytest.approx(kappa, abs=5e-8)


def test_cohen_kappa_by_hand() -> None:
    """They agree on 35 of 50; chance alone brings 25; 10 of the other 25 are gained."""
    assert cohen_kappa(numbers([[20, 5], [10, 15]])) == pytest.approx(10 / 25)


@pytest.mark.parametrize(
    ("weights", "kappa"),
    [("none", 1 - 4 * 1 / 11), ("linear", 1 - 4 * 2 / 16), ("quadratic", 1 - 4 * 4 / 26)],
)
def test_a_disagreement_by_two_steps_weighs_once_twice_or_four_times(
    weights: Weights, kappa: float
) -> None:
    """4 units, 1 disagreement of 2 steps; chance is rows (2, 1, 1) times columns (1, 1, 2)."""
    table = numbers([[1, 0, 1], [0, 1, 0], [0, 0, 1]])
    assert cohen_kappa(table, weights) == pytest.approx(kappa)


def test_a_step_that_nobody_used_lies_between_its_neighbours_only_when_it_is_named() -> None:
    first, second = numbers([1, 1, 2, 4, 4]), numbers([1, 2, 2, 4, 1])
    unnamed = cohen_kappa(cross_table(first, second), "linear")
    named = cohen_kappa(cross_table(first, second, numbers([1, 2, 3, 4])), "linear")
    assert unnamed == pytest.approx(1 - 5 * 3 / 23)
    assert named == pytest.approx(1 - 5 * 4 / 34)


@every_weighting
def test_agreement_cannot_be_told_from_chance_in_a_single_category(weights: Weights) -> None:
    assert cohen_kappa(numbers([[0, 0], [0, 9]]), weights) is None
    assert cohen_kappa(numbers([[0, 0], [0, 0]]), weights) is None


def test_two_raters_who_each_stick_to_another_category_agree_as_by_chance() -> None:
    assert cohen_kappa(numbers([[0, 9], [0, 0]])) == 0


@pytest.mark.parametrize("table", [[[1, 2, 3], [4, 5, 6]], [1, 2], [[1, -1], [0, 1]], [[NAN]]])
def test_what_is_not_a_square_table_of_counts_is_refused(table: list[Any]) -> None:
    with pytest.raises(ValueError, match=r"is square|rows and columns|must be 0 or more"):
        cohen_kappa(numbers(table))


@every_weighting
@given(counts=arrays(np.float64, st.integers(2, 5), elements=st.integers(1, 20)))
def test_two_raters_who_always_agree_have_kappa_1(weights: Weights, counts: Numbers) -> None:
    assert cohen_kappa(np.diag(counts), weights) == 1


@every_weighting
@given(table=cross_tables())
def test_cohen_kappa_does_not_care_who_is_the_first_rater(weights: Weights, table: Numbers) -> None:
    assert cohen_kappa(table.T, weights) == pytest.approx(cohen_kappa(table, weights))


@every_weighting
@given(table=cross_tables())
def test_turning_the_scale_round_changes_no_kappa(weights: Weights, table: Numbers) -> None:
    assert cohen_kappa(table[::-1, ::-1], weights) == pytest.approx(cohen_kappa(table, weights))


@given(cross_tables(), st.randoms())
def test_the_names_of_categories_do_not_change_an_unweighted_kappa(
    table: Numbers, random: Random
) -> None:
    order = random.sample(range(len(table)), len(table))
    assert cohen_kappa(table[np.ix_(order, order)]) == pytest.approx(cohen_kappa(table))


@given(arrays(np.float64, (2, 2), elements=st.integers(0, 20)))
def test_with_two_categories_weights_change_nothing(table: Numbers) -> None:
    assert cohen_kappa(table, "linear") == cohen_kappa(table)
    assert cohen_kappa(table, "quadratic") == cohen_kappa(table)


@needs_cases
def test_fleiss_kappa_is_that_of_the_wikipedia_example() -> None:
    case = published("fleiss_wikipedia")
    counts = numbers(case["table"])
    assert fleiss_kappa(counts) == pytest.approx(case["expected_kappa"], abs=5e-4)
    assert agreement_per_subject(counts) == pytest.approx(case["expected_P_i"], abs=5e-4)


@needs_cases
def test_fleiss_kappa_is_that_of_the_diagnoses_of_1971() -> None:
    case = published("fleiss_1971_diagnoses")
    _, counts = count_ratings(numbers(case["ratings"]).T)
    assert fleiss_kappa(counts) == pytest.approx(case["expected_kappa"], abs=5e-8)


def test_fleiss_kappa_by_hand() -> None:
    """Half of the pairs agree; chance brings (3/4)² + (1/4)² = 5/8."""
    assert fleiss_kappa(numbers([[2, 0], [1, 1]])) == pytest.approx(1 - (1 / 2) / (3 / 8))


def test_of_three_raters_two_make_one_pair_in_three() -> None:
    assert agreement_per_subject(numbers([[2, 1], [3, 0]])) == pytest.approx([1 / 3, 1])


def test_a_subject_with_one_rater_has_no_agreement_rather_than_0() -> None:
    assert np.isnan(agreement_per_subject(numbers([[1, 0], [0, 0]]))).all()


def test_subjects_with_different_numbers_of_raters_are_refused_with_a_way_out() -> None:
    with pytest.raises(ValueError, match=r"from 2 to 3.*Krippendorff's alpha"):
        fleiss_kappa(numbers([[3, 0], [1, 1]]))


def test_one_category_one_rater_or_no_subject_leave_fleiss_kappa_undefined() -> None:
    assert fleiss_kappa(numbers([[4, 0], [4, 0]])) is None
    assert fleiss_kappa(numbers([[1, 0], [0, 1]])) is None
    assert fleiss_kappa(numbers([[0, 0], [0, 0]])) is None
    assert fleiss_kappa(np.empty((0, 3))) is None


def test_counts_below_0_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        fleiss_kappa(numbers([[3, -1], [1, 1]]))


@given(rating_tables(missing=False, min_coders=2))
def test_raters_who_all_copy_the_first_have_fleiss_kappa_1(ratings: Numbers) -> None:
    assume(np.unique(ratings[0]).size > 1)
    _, counts = count_ratings(np.broadcast_to(ratings[0], ratings.shape))
    assert fleiss_kappa(counts) == 1


@given(rating_tables(missing=False), st.randoms())
def test_the_order_of_subjects_and_categories_does_not_change_fleiss_kappa(
    ratings: Numbers, random: Random
) -> None:
    _, counts = count_ratings(ratings)
    rows, columns = (random.sample(range(length), length) for length in counts.shape)
    assert fleiss_kappa(counts[np.ix_(rows, columns)]) == pytest.approx(fleiss_kappa(counts))


@needs_cases
@pytest.mark.parametrize("level", ["nominal", "interval"])
def test_krippendorff_alpha_is_that_of_the_wikipedia_example(level: Level) -> None:
    case = published("krippendorff_wikipedia")
    alpha = krippendorff_alpha(numbers(case["coders"]), level)
    assert alpha == pytest.approx(case[f"expected_{level}"], abs=5e-4)


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorff_alpha_is_that_of_his_own_example(level: Level, alpha: float) -> None:
    """Krippendorff (2011), four observers and missing data; the same in irr::kripp.alpha."""
    ratings = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
    assert krippendorff_alpha(numbers(ratings), level) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "alpha"),
    [
        ("nominal", 1 - 3 * 2 / 10),
        ("ordinal", 1 - 3 * 2 * 1 / (2 * 1 + 4 * 2.5**2 + 4 * 1.5**2)),
        ("interval", 1 - 3 * 2 * 1 / (2 * 1 + 4 * 9 + 4 * 4)),
        ("ratio", 1 - 3 * 2 * (1 / 9) / (2 * (1 / 9) + 4 * (9 / 25) + 4 * (4 / 36))),
    ],
)
def test_what_a_difference_means_depends_on_the_level(level: Level, alpha: float) -> None:
    """One unit has 1 and 2, the other 4 and 4: within units 2 ordered pairs differ.

    Among all four ratings 1-2 differs twice, 1-4 and 2-4 four times each.
    Ordinal: when the ratings stand in line, the middles of 1, 2 and 4 are 0.5, 1.5 and 3.
    """
    assert krippendorff_alpha(numbers([[1, 4], [2, 4]]), level) == pytest.approx(alpha)


@every_level
def test_a_unit_with_one_rating_changes_nothing(level: Level) -> None:
    ratings = numbers([[1, 2, 2, 4], [1, 2, 3, 4]])
    longer = numbers([[1, 2, 2, 4, 3, NAN], [1, 2, 3, 4, NAN, NAN]])
    assert krippendorff_alpha(longer, level) == krippendorff_alpha(ratings, level)


@every_level
def test_without_two_ratings_of_one_unit_alpha_is_undefined(level: Level) -> None:
    assert krippendorff_alpha(numbers([[1, NAN], [NAN, 2]]), level) is None
    assert krippendorff_alpha(numbers([[1, 2, 3]]), level) is None
    assert krippendorff_alpha(numbers([[NAN], [NAN]]), level) is None
    assert krippendorff_alpha(np.empty((2, 0)), level) is None
    assert krippendorff_alpha(np.empty((0, 2)), level) is None


@every_level
def test_without_any_variation_alpha_is_undefined(level: Level) -> None:
    assert krippendorff_alpha(numbers([[2, 2], [2, 2]]), level) is None
    assert krippendorff_alpha(numbers([[0, 0], [0, 0]]), level) is None


def test_a_ratio_scale_may_hold_0_but_nothing_below() -> None:
    assert krippendorff_alpha(numbers([[0, 0], [0, 2]]), "ratio") == 0
    with pytest.raises(ValueError, match="no values below 0"):
        krippendorff_alpha(numbers([[-1, 1], [1, 1]]), "ratio")


@every_level
@given(ratings=rating_tables(min_coders=2))
def test_coders_who_all_copy_the_first_have_alpha_1(level: Level, ratings: Numbers) -> None:
    assume(np.unique(ratings[0][~np.isnan(ratings[0])]).size > 1)
    assert krippendorff_alpha(np.broadcast_to(ratings[0], ratings.shape), level) == 1


@every_level
@given(ratings=rating_tables(), random=st.randoms())
def test_the_order_of_coders_and_units_does_not_change_alpha(
    level: Level, ratings: Numbers, random: Random
) -> None:
    coders, units = (random.sample(range(length), length) for length in ratings.shape)
    shuffled = ratings[np.ix_(coders, units)]
    alpha = krippendorff_alpha(ratings, level)
    assert krippendorff_alpha(shuffled, level) == pytest.approx(alpha, abs=1e-9)


@every_level
@given(ratings=rating_tables())
def test_alpha_is_never_above_1(level: Level, ratings: Numbers) -> None:
    alpha = krippendorff_alpha(ratings, level)
    assert alpha is None or alpha <= 1


@pytest.mark.parametrize(
    ("level", "renamed"),
    [
        ("nominal", [30, 1, 7, -2]),
        ("ordinal", [-5, 0, 1, 100]),
        ("interval", [-1, 1, 3, 5]),
        ("ratio", [2.5, 5, 7.5, 10]),
    ],
)
@given(ratings=rating_tables())
def test_a_level_keeps_what_it_means_and_nothing_more(
    level: Level, renamed: list[float], ratings: Numbers
) -> None:
    """Nominal: any names; ordinal: any order-keeping ones; interval: unit and zero; ratio: unit."""
    given_ratings = ~np.isnan(ratings)
    other = ratings.copy()
    other[given_ratings] = numbers(renamed)[ratings[given_ratings].astype(int) - 1]
    alpha = krippendorff_alpha(ratings, level)
    assert krippendorff_alpha(other, level) == pytest.approx(alpha, abs=1e-9)


@given(rating_tables(missing=False, min_coders=2))
def test_nominal_alpha_is_fleiss_kappa_with_a_correction_for_few_ratings(ratings: Numbers) -> None:
    """1 - alpha = (1 - kappa) (m - 1) / m, where m is the number of all ratings."""
    _, counts = count_ratings(ratings)
    kappa, alpha = fleiss_kappa(counts), krippendorff_alpha(ratings)
    if kappa is None or alpha is None:
        assert kappa is alpha
    else:
        m = ratings.size
        assert 1 - alpha == pytest.approx((1 - kappa) * (m - 1) / m)


@every_level
@given(ratings=rating_tables())
def test_the_coincidence_matrix_gives_what_comparing_every_pair_gives(
    level: Level, ratings: Numbers
) -> None:
    """The definition, pair by pair; slow and plain."""
    assert krippendorff_alpha(ratings, level) == pytest.approx(_pair_by_pair(ratings, level))


@given(
    arrays(
        np.float64,
        array_shapes(min_dims=2, max_dims=2, max_side=6),
        elements=st.sampled_from([1, 2, 3, NAN]),
    )
)
def test_every_rating_is_counted_once(ratings: Numbers) -> None:
    values, counts = count_ratings(ratings)
    assert counts.sum(axis=1).tolist() == (~np.isnan(ratings)).sum(axis=0).tolist()
    for column, value in enumerate(values):
        assert counts[:, column].tolist() == (ratings == value).sum(axis=0).tolist()


def _pair_by_pair(ratings: Numbers, level: Level) -> float | None:
    units = [[float(x) for x in unit if not np.isnan(x)] for unit in ratings.T]
    units = [unit for unit in units if len(unit) > 1]
    everything = sorted(x for unit in units for x in unit)

    def apart(a: float, b: float) -> float:
        low, high = min(a, b), max(a, b)
        between = sum(low <= x <= high for x in everything)
        ends = (everything.count(low) + everything.count(high)) / 2
        return {
            "nominal": float(a != b),
            "ordinal": float(between - ends) ** 2,
            "interval": (a - b) ** 2,
            "ratio": ((a - b) / (a + b)) ** 2,
        }[level]

    within = sum(sum(apart(a, b) for a in unit for b in unit) / (len(unit) - 1) for unit in units)
    overall = sum(apart(a, b) for a in everything for b in everything)
    return None if overall == 0 else 1 - (len(everything) - 1) * within / overall
