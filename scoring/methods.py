"""How a node is made from its children: one function for each method, named as authors write it.

Every function takes the children of one node for many subjects at once and returns one value per
subject. Where no child has a value the result means nothing; `kernel` leaves it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.rounding import TOLERANCE

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Children:
    """The children of one node: each a row, each subject a column.

    points    the children's points; 0 where there is no value
    present   1 where the child has a value (or its missing value counts as zero), else 0
    weights   one per child; negative for a deduction
    met_from  the points from which a child is met, for `share`
    """

    points: Values
    present: Values
    weights: tuple[float, ...]
    met_from: float = 100


def mean(children: Children) -> Values:
    """Add the points and divide by their number; every child counts the same."""
    return _added(children.points) / _added(children.present)


def weighted_mean(children: Children) -> Values:
    """Multiply each child's points by its weight, add, and divide by the weights that took part."""
    return _weighted(children.weights, children.points) / _weighted(
        children.weights, children.present
    )


def total(children: Children) -> Values:
    """Add the points, each multiplied by its weight; a deduction is taken away."""
    return _weighted(children.weights, children.points) + 0.0  # never -0.0


def minimum(children: Children) -> Values:
    """Take the lowest points: one closed door keeps people out."""
    return np.where(children.present > 0, children.points, np.inf).min(axis=0)


def maximum(children: Children) -> Values:
    """Take the highest points: one open door is enough."""
    return np.where(children.present > 0, children.points, -np.inf).max(axis=0)


def share(children: Children) -> Values:
    """Say which percentage of the children (by weight) reaches `met_from`."""
    met = 100.0 * (children.points >= children.met_from - TOLERANCE) * children.present
    return weighted_mean(Children(met, children.present, children.weights))


METHODS: Mapping[str, Callable[[Children], Values]] = {
    "mean": mean,
    "weighted_mean": weighted_mean,
    "sum": total,
    "minimum": minimum,
    "maximum": maximum,
    "share": share,
}


def _weighted(weights: tuple[float, ...], rows: Values) -> Values:
    """Add the rows, each multiplied by its weight."""
    if all(weight == 1 for weight in weights):
        return _added(rows)
    return _added(np.array(weights)[:, None] * rows)


def _added(rows: Values) -> Values:
    """Add the rows one after the other.

    NumPy's own sum and a matrix product add in another order when one subject stands alone than
    when many stand side by side. Here the same answers always give the same last digit.
    """
    result = rows[0].copy()
    for row in rows[1:]:
        result += row
    return result
