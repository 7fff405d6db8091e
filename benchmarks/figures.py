"""What every way of evaluating must arrive at: n, mean and spread of each group and node."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from audit.assessment.plan import Plan
from scoring.summaries import Summary

Place = tuple[int, str]
"""Number of a group, id of a node."""


class Figure(NamedTuple):
    """What is known about one group at one node; NaN where there is too little."""

    n: float
    mean: float
    spread: float


Figures = Mapping[Place, Figure]


def figures_of(points: Mapping[Place, Sequence[float]]) -> Figures:
    """Describe the members' points."""
    return {place: _figure(values) for place, values in points.items()}


def figures_in(summary: Summary, plan: Plan) -> Figures:
    """Read the figures out of a summary; groups without a member with points are left out."""
    columns = zip(summary.part().n.T, summary.means().T, summary.spreads().T, strict=True)
    return {
        (group, planned.entry.id): Figure(n, mean, spread)
        for planned, column in zip(plan.reported, columns, strict=True)
        for group, (n, mean, spread) in enumerate(zip(*map(list, column), strict=True))
        if n > 0
    }


def largest_difference(one: Figures, other: Figures) -> float:
    """Compare all figures; infinite where only one side has a group or a figure."""
    if one.keys() != other.keys():
        return math.inf
    pairs = (pair for place in one for pair in zip(one[place], other[place], strict=True))
    return max(_difference(*pair) for pair in pairs)


def _figure(values: Sequence[float]) -> Figure:
    n = len(values)
    mean = math.fsum(values) / n
    squares = math.fsum((value - mean) ** 2 for value in values)
    return Figure(n, mean, math.sqrt(squares / (n - 1)) if n > 1 else math.nan)


def _difference(one: float, other: float) -> float:
    if math.isnan(one) or math.isnan(other):
        return 0.0 if math.isnan(one) and math.isnan(other) else math.inf
    return abs(one - other)
