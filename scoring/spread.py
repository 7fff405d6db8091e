"""How far several views of one subject lie apart, e.g. when three people assess one department.

The difference is worth a talk; the mean alone would hide it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Spread:
    """What several views say about each node: one entry per node, NaN where there is none."""

    n: NDArray[np.int64]
    """How many views have points for the node."""
    mean: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    range: NDArray[np.float64]
    """Highest minus lowest; NaN below 2 views, because nobody agrees with themselves alone."""
    standard_deviation: NDArray[np.float64]
    """Of the sample (divided by n - 1); NaN below 2 views."""


def spread_of(points: NDArray[np.float64]) -> Spread:
    """Describe how views of one subject differ, node by node.

    `points` is views by nodes, in points; NaN or masked is missing and left out. Results have
    the same unit. Few views show what each person said: publish them like any small group.

    By hand: 40 and 60 have the mean 50; (10² + 10²) / 1 = 200, its root is 14.14.

    >>> opening = spread_of(np.array([[40.0, 80.0], [60.0, np.nan]]))
    >>> opening.range
    array([20., nan])
    >>> opening.standard_deviation.round(2)
    array([14.14,   nan])
    """
    points = np.ma.filled(points, np.nan)
    known = ~np.isnan(points)
    n = known.sum(axis=0)
    lowest = np.where(n > 0, np.where(known, points, np.inf).min(axis=0, initial=np.inf), np.nan)
    highest = np.where(n > 0, np.where(known, points, -np.inf).max(axis=0, initial=-np.inf), np.nan)
    # Rounding may push the mean of equal views past them; it is held between lowest and highest.
    mean = _per(n, np.where(known, points, 0).sum(axis=0)).clip(lowest, highest)
    squares = np.where(known, points - mean, 0) ** 2
    return Spread(
        n=n,
        mean=mean,
        lowest=lowest,
        highest=highest,
        range=np.where(n > 1, highest - lowest, np.nan),
        standard_deviation=np.sqrt(_per(n - 1, squares.sum(axis=0))),
    )


def _per(n: NDArray[np.int64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide the total by n; NaN where n is not above 0."""
    result: NDArray[np.float64] = np.full(total.shape, np.nan)
    np.divide(total, n, out=result, where=n > 0)
    return result
