"""What has to be calculated, as plain numbers: columns of answers and the tree of nodes above.

Columns hold codes, rows hold values. Rows are counted through: first the look-ups (the points of
one column's codes), then the nodes, every node after its children.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.conditions import Condition
from scoring.levels import Levels


@dataclass(frozen=True)
class Cap:
    """While the condition is true, the node has at most these points."""

    condition: Condition
    at_most: float


@dataclass(frozen=True)
class Node:
    """One node: which rows it is made of, and how."""

    children: tuple[int, ...]
    weights: tuple[float, ...]
    method: str
    met_from: float = 100
    missing_as_zero: bool = False
    min_coverage: float = 0
    decimals: int | None = None
    child_levels: tuple[Levels, ...] | None = None
    """Given when the node is built from level values; one for every child."""
    caps: tuple[Cap, ...] = ()
    one_question: bool = False
    """The children are the options of one question: together they count as one in the coverage."""


@dataclass(frozen=True)
class Visibility:
    """These columns are asked only under this condition on earlier columns."""

    columns: tuple[int, ...]
    condition: Condition


@dataclass(frozen=True)
class Scheme:
    """Everything that turns codes into points.

    looked_up   the column that each look-up reads; a column may be read twice or not at all
    tables      look-ups x 256: the points of each code (a byte); 0 for codes that are no answer
    visibility  in the order in which the questions are asked
    nodes       every node after its children
    """

    looked_up: tuple[int, ...]
    tables: NDArray[np.float64]
    visibility: tuple[Visibility, ...]
    nodes: tuple[Node, ...]
