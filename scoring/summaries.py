"""Summaries of groups that merge by addition: blocks, files and machines, in any order.

The sums are exact. Every value is split into a coarse and a fine part on fixed grids, and sums of
grid values carry no rounding error; so neither the order nor the cut into blocks changes a digit.
What lies below 2**-39 (2e-12) of a point is dropped. The sums are exact for up to 2**26 (67
million) members as long as points and squares each add up to less than 2**43; above that, with raw
points in the hundred thousands, the last digits of the spread may depend on the order.

Source: Demmel & Nguyen (2013), Fast reproducible floating-point summation, IEEE ARITH 21.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.kernel import Scores

Floats = NDArray[np.float64]
Key = tuple[str | None, ...]
"""What the members of a group have in common, e.g. (unit, wave)."""

COARSE_GRID = 1.5 * 2.0**42
"""Adding and taking away this number leaves multiples of 2**-10."""

FINE_GRID = 1.5 * 2.0**14
"""Adding and taking away this number leaves multiples of 2**-38."""


NOISE = 2.0**-36
LAST_DIGITS = 2.0**-46
"""A variance below `NOISE` and this share of the mean square comes from what was dropped and from
the last digits: members that agree have no spread."""


class Part(NamedTuple):
    """The additive numbers of some groups: each groups x nodes."""

    n: Floats
    total: Floats
    total_fine: Floats
    squares: Floats
    squares_fine: Floats
    answered: Floats
    applicable: Floats


@dataclass(frozen=True)
class Summary:
    """Groups and their additive numbers (7 x groups x nodes, in the order of `Part`)."""

    keys: tuple[Key, ...]
    numbers: Floats

    @classmethod
    def nothing(cls, nodes: int) -> "Summary":
        """Start with no groups."""
        return cls.of_nobody((), nodes)

    @classmethod
    def of_nobody(cls, keys: Sequence[Key], nodes: int) -> "Summary":
        """Start with groups that have no members yet."""
        return cls(tuple(keys), np.zeros((len(Part._fields), len(keys), nodes)))

    def part(self) -> Part:
        """Name the numbers."""
        return Part(*self.numbers)

    def means(self) -> Floats:
        """Mean of the members' points, groups x nodes; NaN where no member has a value."""
        part = self.part()
        return _ratio(part.total + part.total_fine, part.n)

    def spreads(self) -> Floats:
        """Standard deviation of the members' points (sample, n - 1); NaN below two values."""
        part = self.part()
        total = part.total + part.total_fine
        squares = part.squares + part.squares_fine
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = (squares - total * total / part.n) / (part.n - 1)
            noise = NOISE + LAST_DIGITS * squares / part.n
        variance = np.where(variance < noise, 0.0, variance)
        return np.where(part.n > 1, np.sqrt(variance), np.nan)

    def coverage(self) -> Floats:
        """Share of the applicable questions that were answered; NaN where none applies."""
        part = self.part()
        return _ratio(part.answered, part.applicable)


def summarise(
    scores: Scores, rows: Sequence[int], groups: NDArray[np.intp], keys: Sequence[Key]
) -> Summary:
    """Sum up these rows of a block; `groups` says for every subject which key it belongs to."""
    summary = Summary.of_nobody(keys, len(rows))
    add_members(summary, scores, rows, groups)
    return summary


def add_members(
    summary: Summary, scores: Scores, rows: Sequence[int], groups: NDArray[np.intp]
) -> None:
    """Add the subjects of a block to the numbers of their groups.

    The members of a group are put side by side, so that each group is added up in one go. As the
    sums are exact, that changes no digit. IndexError when `groups` names a group without a key.
    """
    if not groups.size:
        return
    if not 0 <= groups.min() <= groups.max() < len(summary.keys):
        raise IndexError("A subject belongs to a group that is not among the keys.")
    places = groups.astype(np.min_scalar_type(len(summary.keys)))
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    for node, row in enumerate(rows):
        summary.numbers[:, ordered[starts], node] += [
            np.add.reduceat(values, starts, dtype=np.float64)
            for values in _additive(scores, row, order)
        ]


def _additive(scores: Scores, row: int, order: NDArray[np.intp]) -> tuple[NDArray[np.generic], ...]:
    """Give what can be added of one row, in the order of `Part`."""
    coarse, fine = exact_parts(scores.points[row].take(order))
    kept = coarse + fine
    return (
        scores.present[row].take(order),
        coarse,
        fine,
        *exact_parts(kept * kept),
        scores.answered[row].take(order),
        scores.applicable[row].take(order),
    )


def exact_parts(values: Floats) -> tuple[Floats, Floats]:
    """Split values so that each part can be summed without rounding error.

    >>> coarse, fine = exact_parts(np.array([1 / 3]))
    >>> float(coarse[0]), abs(float(coarse[0] + fine[0]) - 1 / 3) < 1e-10
    (0.3330078125, True)
    """
    coarse = values + COARSE_GRID
    coarse -= COARSE_GRID
    fine = values - coarse
    fine += FINE_GRID
    fine -= FINE_GRID
    return coarse, fine


def merge(summaries: Iterable[Summary]) -> Summary:
    """Add summaries up: the same groups become one. At least one summary is needed."""
    parts = list(summaries)
    keys = sorted({key for part in parts for key in part.keys}, key=_sortable)
    place = {key: index for index, key in enumerate(keys)}
    numbers = np.zeros((len(Part._fields), len(keys), parts[0].numbers.shape[2]))
    for part in parts:
        places = [place[key] for key in part.keys]
        np.add.at(numbers.swapaxes(0, 1), places, part.numbers.swapaxes(0, 1))
    return Summary(tuple(keys), numbers)


def _sortable(key: Key) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, value or "") for value in key)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide where there is something to divide by; NaN elsewhere."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
