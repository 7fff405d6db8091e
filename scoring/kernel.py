"""Codes -> points -> nodes, for all subjects at once. There is no second formulation of this.

A block of subjects is a matrix of codes: columns of the scheme x subjects.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from scoring.conditions import holds
from scoring.methods import METHODS, Children
from scoring.rounding import TOLERANCE, round_half_up
from scoring.scheme import Node, Scheme
from scoring.states import DONT_KNOW, HIDDEN

BLOCK = 1 << 15
"""Subjects that are scored at once: so many that NumPy works long between two steps of Python, of
which only one thread at a time can take one."""

SMALL = 1 << 12
"""Fewer subjects than this are not worth a second worker."""


@dataclass(frozen=True)
class Scores:
    """What came out, rows as in the scheme (look-ups, then nodes) x subjects.

    codes       columns x subjects, with hidden questions marked
    points      0 where there is no value
    present     whether there is a value
    answered    number of answered questions at or below the row
    applicable  number of questions that apply there
    """

    codes: NDArray[np.int8]
    points: NDArray[np.float64]
    present: NDArray[np.bool_]
    answered: NDArray[np.uint16]
    applicable: NDArray[np.uint16]

    def first(self, subjects: int) -> "Scores":
        """Take the first subjects without copying them."""
        return Scores(
            self.codes[:, :subjects],
            self.points[:, :subjects],
            self.present[:, :subjects],
            self.answered[:, :subjects],
            self.applicable[:, :subjects],
        )


def score(scheme: Scheme, codes: NDArray[np.int8], used: Scores | None = None) -> Scores:
    """Score every subject of the block.

    `used` are scores of the same scheme that nobody needs any more: what comes out takes their
    place in memory. For block after block that is faster than asking for new memory every time.
    """
    scores = _room(scheme, codes, used)
    scores.codes[:] = codes
    _hide(scheme, scores.codes)
    _look_up(scheme, scores)
    for row, node in enumerate(scheme.nodes, start=len(scheme.looked_up)):
        _score_node(scheme, node, row, scores)
    return scores


def hide(scheme: Scheme, codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Mark what is not asked; an answer that was given before it was hidden does not count."""
    shown = codes.copy()
    _hide(scheme, shown)
    return shown


def blocks(subjects: int, workers: int = 1) -> Iterator[slice]:
    """Cut so many subjects into blocks of one size: if it pays, equally many for each worker."""
    rounds = max(1, ceil(subjects / (BLOCK * workers)))
    size = max(SMALL, ceil(subjects / (rounds * workers)))
    return (slice(start, min(start + size, subjects)) for start in range(0, subjects, size))


def _room(scheme: Scheme, codes: NDArray[np.int8], used: Scores | None) -> Scores:
    """Leave room for what will come out."""
    subjects = codes.shape[1]
    if used is not None and used.codes.shape[1] >= subjects:
        return used.first(subjects)
    rows = len(scheme.looked_up) + len(scheme.nodes)
    return Scores(
        codes=np.empty(codes.shape, dtype=np.int8),
        points=np.empty((rows, subjects)),
        present=np.empty((rows, subjects), dtype=np.bool_),
        answered=np.empty((rows, subjects), dtype=np.uint16),
        applicable=np.empty((rows, subjects), dtype=np.uint16),
    )


def _hide(scheme: Scheme, codes: NDArray[np.int8]) -> None:
    """Mark what is not asked, in place.

    Bits are set and cleared for all subjects alike; to decide for one after the other takes the
    processor ten times as long.
    """
    for rule in scheme.visibility:
        asked = np.negative(holds(rule.condition, codes).view(np.int8))  # all bits, or none
        hidden = ~asked & np.int8(HIDDEN)
        for column in rule.columns:
            codes[column] &= asked
            codes[column] |= hidden


def _look_up(scheme: Scheme, scores: Scores) -> None:
    """Look up the points of every answer, and count it."""
    lookups = len(scheme.looked_up)
    if not lookups:
        return
    read = scores.codes[_slice(scheme.looked_up)]
    points = scores.points[:lookups]
    for table, codes, row in zip(scheme.tables, read.view(np.uint8), points, strict=True):
        table.take(codes, out=row, mode="clip")
    np.greater_equal(read, 0, out=scores.present[:lookups])
    scores.answered[:lookups] = scores.present[:lookups]
    scores.applicable[:lookups] = read >= DONT_KNOW


def _score_node(scheme: Scheme, node: Node, row: int, scores: Scores) -> None:
    """Fill the row of one node; its children's rows are filled."""
    counted = _slice(node.children[:1] if node.one_question else node.children)
    np.add.reduce(scores.answered[counted], axis=0, dtype=np.uint16, out=scores.answered[row])
    np.add.reduce(scores.applicable[counted], axis=0, dtype=np.uint16, out=scores.applicable[row])
    children = taking_part(scheme, node, scores)
    scores.present[row] = _has_value(node, row, children.present, scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = METHODS[node.method](children)
    scores.points[row] = _limited(node, row, np.where(scores.present[row], result, 0.0), scores)


def taking_part(scheme: Scheme, node: Node, scores: Scores) -> Children:
    """Take what a node is made of: its children's points, or the values of their levels."""
    rows = _slice(node.children)
    points, present = scores.points[rows], scores.present[rows]
    if node.child_levels is not None:
        pairs = [
            levels.values_of(one, has)
            for levels, one, has in zip(node.child_levels, points, present, strict=True)
        ]
        points, present = np.array([p for p, _ in pairs]), np.array([has for _, has in pairs])
    if node.missing_as_zero:
        present = np.array([_applies(scheme, row, scores) for row in node.children])
    return Children(points, present, node.weights, node.met_from)


def _applies(scheme: Scheme, row: int, scores: Scores) -> NDArray[np.bool_]:
    """Tell whether something that has a weight applies at or below a row: then a value can be
    missing. What no answer could give a value is not missing."""
    lookups = len(scheme.looked_up)
    if row < lookups:
        return scores.applicable[row] > 0
    node = scheme.nodes[row - lookups]
    result = np.zeros(scores.applicable.shape[1], dtype=np.bool_)
    for child, weight in zip(node.children, node.weights, strict=True):
        if weight:
            result |= _applies(scheme, child, scores)
    return result


def _slice(rows: tuple[int, ...]) -> slice | list[int]:
    """Take neighbouring rows without copying them."""
    if rows == tuple(range(rows[0], rows[-1] + 1)):
        return slice(rows[0], rows[-1] + 1)
    return list(rows)


def _has_value(
    node: Node, row: int, present: NDArray[np.bool_], scores: Scores
) -> NDArray[np.bool_]:
    """A node has a value when a child that counts takes part and enough was answered."""
    counting = present if all(node.weights) else present[np.array(node.weights) != 0]
    needed = node.min_coverage * scores.applicable[row]
    return counting.any(axis=0) & (scores.answered[row] >= needed - TOLERANCE)


def _limited(
    node: Node, row: int, points: NDArray[np.float64], scores: Scores
) -> NDArray[np.float64]:
    """Round, then cap: a cap is a limit that rounding must not lift again."""
    if node.decimals is not None:
        points = round_half_up(points, node.decimals)
    for cap in node.caps:
        effective = holds(cap.condition, scores.codes) & (points > cap.at_most)
        points = np.where(effective & scores.present[row], cap.at_most, points)
    return points
