"""What each code of a question is worth: one table per column, to look the points up in.

Points are normalised on the question's own range (percent), or taken as they are written (raw).
A reversed question is turned round within its range.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from audit.model.question_types import Option, QuestionBase, ScoredBase
from scoring.rounding import round_half_up

QuestionPoints = Literal["percent", "raw"]
Table = NDArray[np.float64]


def points_tables(
    question: ScoredBase,
    options: Sequence[Option],
    edges: Sequence[float],
    unit: QuestionPoints,
) -> list[Table]:
    """Make the tables of a question: one for each option of a multiple choice, else one."""
    if question.several:
        return _tables_of_several(question, options, unit)
    written = [option.points or 0.0 for option in options] or _points_by_edge(question, edges)
    scaled = _scaled(np.array(written), question.reverse, unit)
    if question.round is not None and question.cells()[0].id == question.id:
        scaled = round_half_up(scaled, question.round)
    return [_table(scaled)]


def lowest_and_highest(question: QuestionBase, options: Sequence[Option]) -> tuple[float, float]:
    """Say which points a question can give at least and at most."""
    if not question.several:
        points = [option.points for option in options] or [b.points for b in question.bands_in()]
        known = [p for p in points if p is not None]
        return min(known), max(known)
    alone = [option.points or 0.0 for option in options if option.exclusive]
    together = [option.points or 0.0 for option in options if not option.exclusive]
    lowest = sum(p for p in together if p < 0)
    highest = sum(p for p in together if p > 0)
    return min([lowest, *alone]), max([highest, *alone])


def _points_by_edge(question: QuestionBase, edges: Sequence[float]) -> list[float]:
    """Say for every code of a number (how many edges it reaches) what its band is worth."""
    bands = question.bands_in()
    reached = [[band.points for band in bands if band.from_ <= edge] for edge in edges]
    return [bands[0].points, *(points[-1] if points else bands[0].points for points in reached)]


def _scaled(points: Table, reverse: bool, unit: QuestionPoints) -> Table:
    """Turn round and normalise the points of the answers to one question."""
    lowest, highest = points.min(), points.max()
    if reverse:
        points = lowest + highest - points
    return points if unit == "raw" else 100 * (points - lowest) / (highest - lowest)


def _tables_of_several(
    question: ScoredBase, options: Sequence[Option], unit: QuestionPoints
) -> list[Table]:
    """Let the options' columns add up to the question's points: the first also carries the
    offset."""
    lowest, highest = lowest_and_highest(question, options)
    sign = -1 if question.reverse else 1
    offset = lowest + highest if question.reverse else 0.0
    factor = 1.0
    if unit == "percent":
        offset, factor = offset - lowest, 100 / (highest - lowest)
    chosen = [sign * (option.points or 0.0) * factor for option in options]
    offsets = [offset * factor, *[0.0] * (len(options) - 1)]
    return [_table(np.array([o, o + c])) for o, c in zip(offsets, chosen, strict=True)]


def _table(points: Table) -> Table:
    """Put the points of codes 0, 1, ... into a table of 256; the rest are no answers and count
    0."""
    table = np.zeros(256)
    table[: len(points)] = points
    return table
