"""How far people who judged the same things agree, beyond what chance would bring.

1 is perfect agreement, 0 is what chance alone would bring, below 0 is less than chance.
None is undefined, which is never the same as 0: nothing was judged twice, or all judgements
fall into one category, so that agreement cannot be told from chance.

Which one
---------
cohen_kappa         the same two raters throughout
fleiss_kappa        the same number of raters for each subject, not always the same people
krippendorff_alpha  any number of coders, ratings may be missing
"""

from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Weights = Literal["none", "linear", "quadratic"]
Level = Literal["nominal", "ordinal", "interval", "ratio"]


def cross_table(first: Numbers, second: Numbers, categories: Numbers | None = None) -> Numbers:
    """Count how often the first rater gave code i (row) where the second gave code j (column).

    Both give one code per unit, in the same order. NaN is missing and leaves the pair out.
    Rows and columns are the `categories` in ascending order; by default the codes that occur
    in complete pairs. Name all categories before you weight: a step that nobody used still
    lies between its neighbours.
    ValueError when the raters judged different numbers of units or used an unknown code.

    >>> cross_table(np.array([1.0, 1.0, 2.0, np.nan]), np.array([1.0, 2.0, 2.0, 2.0]))
    array([[1., 1.],
           [0., 1.]])
    """
    if first.shape != second.shape:
        raise ValueError(
            f"The first rater has {first.size} codes and the second {second.size}. "
            "Give one code per unit, and NaN where a rater has none."
        )
    pairs = np.stack([first, second])
    pairs = pairs[:, ~np.isnan(pairs).any(axis=0)]
    codes = np.unique(pairs if categories is None else categories)
    unknown = np.setdiff1d(pairs, codes)
    if unknown.size:
        raise ValueError(f"The code {unknown[0]:g} is not among the categories.")
    return _count_together(*np.searchsorted(codes, pairs), rows=codes.size, columns=codes.size)


def cohen_kappa(table: Numbers, weights: Weights = "none") -> float | None:
    """Agreement of two raters, from the cross table of their codes (see `cross_table`).

    `table` holds counts, k by k. `weights` says how bad a disagreement is: "none" treats all
    alike, "linear" counts the steps between the two categories, "quadratic" squares them.
    Weight only categories that stand in order.
    None for an empty table, or when both raters used one and the same category throughout.
    ValueError when the table is not square or holds something other than counts.
    Sources: Cohen (1960), Educational and Psychological Measurement 20(1), 37-46;
    weighted: Cohen (1968), Psychological Bulletin 70(4), 213-220.

    By hand: they agree on 35 of 50, chance brings 25 of 50; 10 of the other 25 are gained.

    >>> round(cohen_kappa(np.array([[20.0, 5.0], [10.0, 15.0]])), 6)
    0.4
    """
    _refuse_what_is_not_counts(table)
    if table.shape[0] != table.shape[1]:
        raise ValueError(f"A cross table is square, but this one is {_shape_of(table)}.")
    disagreement = _disagreement(table.shape[0], weights)
    by_chance = float((disagreement * np.outer(table.sum(axis=1), table.sum(axis=0))).sum())
    if by_chance == 0:
        return None
    return 1 - float(table.sum() * (disagreement * table).sum()) / by_chance


def fleiss_kappa(counts: Numbers) -> float | None:
    """Agreement of a fixed number of raters per subject, on categories without order.

    `counts` is subjects by categories: how many raters put the subject there (`count_ratings`
    makes it). The raters may be other people for every subject.
    None without subjects, with fewer than 2 raters, or when only one category was used.
    ValueError when subjects have different numbers of raters.
    Source: Fleiss (1971), Psychological Bulletin 76(5), 378-382.

    By hand: both agree on 1 of 2 subjects; chance brings (3/4)² + (1/4)² = 5/8;
    1 - (1/2) / (3/8) = -1/3.

    >>> round(fleiss_kappa(np.array([[2.0, 0.0], [1.0, 1.0]])), 6)
    -0.333333
    """
    _refuse_what_is_not_counts(counts)
    raters = np.unique(counts.sum(axis=1))
    if raters.size > 1:
        raise ValueError(
            "Fleiss' kappa needs the same number of raters for every subject, "
            f"but here it goes from {raters[0]:g} to {raters[-1]:g}. "
            "Krippendorff's alpha allows different numbers."
        )
    if raters.size == 0 or raters[0] < 2:
        return None
    by_chance = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())
    if by_chance == 1:
        return None
    return 1 - (1 - float(agreement_per_subject(counts).mean())) / (1 - by_chance)


def agreement_per_subject(counts: Numbers) -> Numbers:
    """Share of rater pairs who agree, for each subject: low where raters should talk.

    `counts` is subjects by categories. NaN where fewer than 2 raters judged the subject.
    Chance is not taken off. Source: P_i in Fleiss (1971).

    By hand: 3 raters make 3 pairs, 1 of them agrees.

    >>> agreement_per_subject(np.array([[2.0, 1.0], [3.0, 0.0]])).round(3)
    array([0.333, 1.   ])
    """
    raters = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1)
    share: Numbers = np.full(raters.shape, np.nan)
    np.divide(agreeing, raters * (raters - 1), out=share, where=raters >= 2)
    return share


def krippendorff_alpha(ratings: Numbers, level: Level = "nominal") -> float | None:
    """Agreement of any number of coders, with ratings missing or not.

    `ratings` is coders by units, NaN is missing; a unit with one rating says nothing about
    agreement and is left out. `level` says what a difference between two ratings means:
    "nominal" all differ alike, "ordinal" their order counts, "interval" their distance,
    "ratio" their distance relative to their size (0 is nothing, so no ratings below 0).
    Made for codes and steps: memory grows with the square of the number of different ratings.
    None when no unit has two ratings, or when these ratings are all the same.
    Rule of thumb: from .80 reliable, from .667 tentative.
    Sources: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability;
    Krippendorff (2019), Content Analysis, 4th edition, chapter 12.

    By hand: the coders differ on 1 of 2 units (1/2); of all 6 pairs among the ratings
    1, 1, 1, 2 half differ (1/2); 1 - (1/2) / (1/2) = 0.

    >>> krippendorff_alpha(np.array([[1.0, 1.0], [1.0, 2.0]]))
    0.0
    """
    values, counts = count_ratings(ratings)
    if level == "ratio" and (values < 0).any():
        raise ValueError('A ratio scale has no values below 0. Use the level "interval".')
    counts = counts[counts.sum(axis=1) >= 2]
    totals = counts.sum(axis=0)
    difference = _difference(values, totals, level)
    by_chance = float((difference * np.outer(totals, totals)).sum())
    if by_chance == 0:
        return None
    observed = float((difference * _coincidences(counts)).sum())
    return 1 - float(totals.sum() - 1) * observed / by_chance


def count_ratings(ratings: Numbers) -> tuple[Numbers, Numbers]:
    """Return the ratings that occur, ascending, and how often each unit got each of them.

    `ratings` is coders by units, NaN is missing; the counts are units by values.

    >>> values, counts = count_ratings(np.array([[1.0, 4.0], [1.0, np.nan]]))
    >>> values
    array([1., 4.])
    >>> counts
    array([[2., 0.],
           [0., 1.]])
    """
    given = ~np.isnan(ratings)
    values = np.unique(ratings[given])
    units = np.nonzero(given)[1]
    columns = np.searchsorted(values, ratings[given])
    return values, _count_together(units, columns, rows=ratings.shape[1], columns=values.size)


def _count_together(
    row: NDArray[np.intp], column: NDArray[np.intp], *, rows: int, columns: int
) -> Numbers:
    """Count how often each row index meets each column index."""
    cells = np.bincount(row * columns + column, minlength=rows * columns)
    return cells.reshape(rows, columns).astype(np.float64)


def _refuse_what_is_not_counts(table: Numbers) -> None:
    if table.ndim != 2:
        raise ValueError(f"Counts stand in rows and columns, but these are {_shape_of(table)}.")
    if not (table >= 0).all():
        raise ValueError("Every count must be 0 or more; nothing may be missing.")


def _shape_of(table: Numbers) -> str:
    return " by ".join(str(length) for length in table.shape) or "a single number"


def _disagreement(categories: int, weights: Weights) -> Numbers:
    """How bad it is to say j for i, k by k; 0 on the diagonal."""
    steps = _apart(np.arange(categories, dtype=np.float64))
    match weights:
        case "none":
            return np.sign(steps)
        case "linear":
            return steps
        case "quadratic":
            return steps**2
        case _:
            assert_never(weights)


def _coincidences(counts: Numbers) -> Numbers:
    """Count the pairs of ratings within units, values by values.

    A unit with m ratings gives m (m - 1) ordered pairs, each weighing 1 / (m - 1), so that
    every rating counts once.
    """
    weighted = counts / (counts.sum(axis=1, keepdims=True) - 1)
    pairs: Numbers = counts.T @ weighted
    return pairs - np.diag(weighted.sum(axis=0))  # nobody is paired with themselves


def _difference(values: Numbers, totals: Numbers, level: Level) -> Numbers:
    """Squared difference of every two values, values by values.

    Ordinal: the number of ratings between the two, half of their own included. That is the
    distance of their middles when all ratings stand in line.
    """
    match level:
        case "nominal":
            return 1 - np.eye(values.size)
        case "ordinal":
            return _apart(totals.cumsum() - totals / 2) ** 2
        case "interval":
            return _apart(values) ** 2
        case "ratio":
            sums = np.add.outer(values, values)
            relative: Numbers = np.zeros(sums.shape)
            np.divide(_apart(values), sums, out=relative, where=sums > 0)
            return relative**2
        case _:
            assert_never(level)


def _apart(positions: Numbers) -> Numbers:
    """Distance of every two positions, whichever comes first."""
    return np.abs(positions[:, np.newaxis] - positions)
