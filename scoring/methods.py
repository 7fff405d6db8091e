"""How a node is made from its children: one function for each method, named as authors write it.

Every function takes the children of one node for many subjects at once and returns one value per
subject. Where no child has a value the result means nothing; `kernel` leaves it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.rounding import TOLERANCE

Values = NDArray[np.float64]

IN_TABLE = 12
"""So many children's weights are added beforehand: the table stays in the fastest cache."""


@dataclass(frozen=True)
class Children:
    """The children of one node: each a row, each subject a column.

    points    the children's points; 0 where there is no value
    present   whether the child has a value (or its missing value counts as zero)
    weights   one per child; negative for a deduction
    met_from  the points from which a child is met, for `share`
    """

    points: Values
    present: NDArray[np.bool_]
    weights: tuple[float, ...]
    met_from: float = 100


def mean(children: Children) -> Values:
    """Add the points and divide by their number; every child counts the same."""
    ones = (1.0,) * len(children.points)
    return _weighted(ones, children.points) / _number(children.present)


def weighted_mean(children: Children) -> Values:
    """Multiply each child's points by its weight, add, and divide by the weights that took part."""
    weights = _weights_of(children.weights, children.present)
    return _weighted(children.weights, children.points) / weights


def total(children: Children) -> Values:
    """Add the points, each multiplied by its weight; a deduction is taken away."""
    return _weighted(children.weights, children.points) + 0.0  # never -0.0


def minimum(children: Children) -> Values:
    """Take the lowest points: one closed door keeps people out."""
    return np.where(children.present, children.points, np.inf).min(axis=0)


def maximum(children: Children) -> Values:
    """Take the highest points: one open door is enough."""
    return np.where(children.present, children.points, -np.inf).max(axis=0)


def share(children: Children) -> Values:
    """Say which percentage of the children (by weight) reaches `met_from`."""
    is_met = children.present & (children.points >= children.met_from - TOLERANCE)
    points = np.where(is_met, 100.0, 0.0)
    return weighted_mean(Children(points, children.present, children.weights))


METHODS: Mapping[str, Callable[[Children], Values]] = {
    "mean": mean,
    "weighted_mean": weighted_mean,
    "sum": total,
    "minimum": minimum,
    "maximum": maximum,
    "share": share,
}


def _weighted(weights: tuple[float, ...], rows: Values) -> Values:
    """Add the rows, each multiplied by its weight, one after the other.

    NumPy's own sum and a matrix product add in another order when one subject stands alone than
    when many stand side by side. Here the same answers always give the same last digit.
    """
    result = weights[0] * rows[0]
    part = np.empty_like(result)
    for weight, row in zip(weights[1:], rows[1:], strict=True):
        result += row if weight == 1 else np.multiply(weight, row, out=part)
    return result


def _number(present: NDArray[np.bool_]) -> Values:
    """Count the children that take part; whole numbers may be added in any order."""
    number: NDArray[np.uint16] = present.sum(axis=0, dtype=np.uint16)
    return number.astype(np.float64)


def _weights_of(weights: tuple[float, ...], present: NDArray[np.bool_]) -> Values:
    """Add the weights of the children that take part, one after the other.

    There are few ways in which the first children can take part: 4096 for twelve. Their weights
    are added beforehand for every way; a way is a number with one bit for each child.
    """
    if all(weight == 1 for weight in weights):
        return _number(present)
    bits = 1 << np.arange(len(weights[:IN_TABLE]), dtype=np.uint16)
    way: NDArray[np.uint16] = np.bitwise_or.reduce(
        bits[:, None] * present[:IN_TABLE].view(np.uint8), axis=0
    )
    result = _weights_by_way(weights[:IN_TABLE]).take(way, mode="clip")
    for weight, takes_part in zip(weights[IN_TABLE:], present[IN_TABLE:], strict=True):
        result += weight * takes_part
    return result


@lru_cache(maxsize=256)
def _weights_by_way(weights: tuple[float, ...]) -> Values:
    """Add the weights for every way in which these children can take part."""
    ways = np.arange(1 << len(weights))
    takes_part = ways >> np.arange(len(weights))[:, None] & 1
    return _weighted(weights, takes_part.astype(np.float64))
