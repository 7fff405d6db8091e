"""Codes -> points -> nodes, for all subjects at once. There is no second formulation of this.

A block of subjects is a matrix of codes: columns of the scheme x subjects.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.conditions import holds
from scoring.methods import METHODS, Children
from scoring.rounding import TOLERANCE, round_half_up
from scoring.scheme import Node, Scheme
from scoring.states import DONT_KNOW, HIDDEN

BLOCK = 4096
"""Subjects that are scored at once: their numbers stay in the processor's cache."""


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


def score(scheme: Scheme, codes: NDArray[np.int8]) -> Scores:
    """Score every subject of the block."""
    shown = hide(scheme, codes)
    scores = _start(scheme, shown)
    for row, node in enumerate(scheme.nodes, start=len(scheme.looked_up)):
        _score_node(node, row, scores)
    return scores


def hide(scheme: Scheme, codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Mark what is not asked; an answer that was given before it was hidden does not count."""
    shown = codes.copy()
    for rule in scheme.visibility:
        asked = holds(rule.condition, shown)
        for column in rule.columns:
            np.copyto(shown[column], HIDDEN, where=~asked)
    return shown


def blocks(subjects: int) -> Iterator[slice]:
    """Cut so many subjects into blocks that stay in the cache."""
    return (slice(start, min(start + BLOCK, subjects)) for start in range(0, subjects, BLOCK))


def _start(scheme: Scheme, codes: NDArray[np.int8]) -> Scores:
    """Look up the points of every answer and leave room for the nodes."""
    subjects = codes.shape[1]
    lookups = len(scheme.looked_up)
    rows = lookups + len(scheme.nodes)
    scores = Scores(
        codes=codes,
        points=np.empty((rows, subjects)),
        present=np.empty((rows, subjects), dtype=np.bool_),
        answered=np.empty((rows, subjects), dtype=np.uint16),
        applicable=np.empty((rows, subjects), dtype=np.uint16),
    )
    for row, (column, table) in enumerate(zip(scheme.looked_up, scheme.tables, strict=True)):
        np.take(table, codes[column].view(np.uint8), out=scores.points[row], mode="clip")
    read = codes[_slice(scheme.looked_up)] if lookups else codes[:0]
    scores.present[:lookups] = read >= 0
    scores.answered[:lookups] = scores.present[:lookups]
    scores.applicable[:lookups] = read >= DONT_KNOW
    return scores


def _score_node(node: Node, row: int, scores: Scores) -> None:
    """Fill the row of one node; its children's rows are filled."""
    counted = _slice(node.children[:1] if node.one_question else node.children)
    scores.answered[row] = scores.answered[counted].sum(axis=0, dtype=np.uint16)
    scores.applicable[row] = scores.applicable[counted].sum(axis=0, dtype=np.uint16)
    children = taking_part(node, scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = METHODS[node.method](children)
    scores.present[row] = _has_value(node, row, children.present, scores)
    scores.points[row] = _limited(node, row, np.where(scores.present[row], result, 0.0), scores)


def taking_part(node: Node, scores: Scores) -> Children:
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
        present = scores.applicable[rows] > 0
    return Children(points, present.astype(np.float64), node.weights, node.met_from)


def _slice(rows: tuple[int, ...]) -> slice | list[int]:
    """Take neighbouring rows without copying them."""
    if rows == tuple(range(rows[0], rows[-1] + 1)):
        return slice(rows[0], rows[-1] + 1)
    return list(rows)


def _has_value(
    node: Node, row: int, present: NDArray[np.float64], scores: Scores
) -> NDArray[np.bool_]:
    """A node has a value when a child that counts takes part and enough was answered."""
    counting = present if all(node.weights) else present[np.array(node.weights) != 0]
    takes_part = counting.max(axis=0, initial=0) > 0
    needed = node.min_coverage * scores.applicable[row]
    return takes_part & (scores.answered[row] >= needed - TOLERANCE)


def _limited(
    node: Node, row: int, points: NDArray[np.float64], scores: Scores
) -> NDArray[np.float64]:
    """Round, then cap: a cap is a limit that rounding must not lift again."""
    if node.decimals is not None:
        points = round_half_up(points, node.decimals)
    for cap in node.caps:
        effective = holds(cap.condition, scores.codes) & (points > cap.at_most)
        points = np.where(effective, cap.at_most, points)
    return np.where(scores.present[row], points, 0.0)
