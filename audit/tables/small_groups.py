"""The toolkit's own first rule for small groups: whose figures are shown, and whose are withheld.

Within one table nobody can work out a withheld count from the totals and the counts beside it.
This rule looks at one table at a time. What several tables, filters or waves tell together is the
matter of an exact protection that comes later; until then a table for people is small, and is
always made whole before a part of it is shown.

The rule
--------
- A count is withheld when it is above 0 and below the smallest group.
- A count that could be worked out from totals and neighbours pulls others with it, those that lose
  the fewest people.
- The withheld counts of a row or a column with a shown total are together never below the smallest
  group; otherwise the next smallest goes with them.
- Nobody at all is no small group: 0 stays.

Why this is exact within a table: withheld counts are edges between the rows and the columns of the
table, totals being one more row and column. Along a closed path of such edges, one person more and
one person less by turns change no total and no neighbour. So a count that lies on such a path has
another possible value, and one that does not has none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.model.messages import message
from audit.tables.views import WITHHELD, Released, View

Counts = NDArray[np.int64]
Marks = NDArray[np.bool_]

NOT_SHOWN = message("nicht gezeigt")
"""What a picture says where a table has the sign for withheld figures."""

LEAST_FOR_SHARES = 20
"""Below so many people no percentages: 3 of 7 are people, 43 % look like a measurement."""


@dataclass(frozen=True, eq=False)
class Shown:
    """Where the figures of a table may be shown."""

    cells: Marks
    """Rows x columns."""
    rows: Marks
    """The totals of the rows."""
    columns: Marks
    """The totals of the columns."""
    total: bool


def shown(counts: Counts, min_group: int, *, with_row_totals: bool = True) -> Shown:
    """Say which counts of a table (rows x columns) and which of its totals may be shown.

    `with_row_totals` is false for a table whose row totals and grand total are shown nowhere. Then
    they protect their rows without being lost.
    """
    whole = _with_totals(counts)
    published = np.ones(whole.shape, dtype=np.bool_)
    published[:, -1] = with_row_totals
    withheld = (whole > 0) & ((whole < min_group) | ~published)
    before = -1
    while before != withheld.sum():
        before = int(withheld.sum())
        _close_paths(whole, withheld, published)
        _fill_up(whole, withheld, min_group)
    open_ = ~withheld
    return Shown(open_[:-1, :-1], open_[:-1, -1], open_[-1, :-1], bool(open_[-1, -1]))


def released(view: View, may_show: Sequence[bool] | Marks, figures: Sequence[str]) -> Released:
    """Empty the figures of all rows that may not be shown, so that they leave the house nowhere.

    The column `withheld` says where; `figures` names every column that says something about people.
    """
    withheld = ~np.asarray(may_show, dtype=np.bool_)
    table = view.table.assign(withheld=withheld)
    for figure in figures:
        table[figure] = table[figure].astype("float64").mask(withheld)
    return Released(view.title, view.sentence, table, view.columns, view.decimals)


def marked(figures: Iterable[float], withheld: Iterable[bool]) -> "pd.Series[Any]":
    """Write a column for people, with the sign for what is withheld."""
    pairs = zip(figures, withheld, strict=True)
    return as_column(WITHHELD if hidden else figure for figure, hidden in pairs)


def as_column(cells: Iterable[object]) -> "pd.Series[Any]":
    """Make a column whose cells are texts, numbers and messages side by side."""
    return pd.Series(list(cells), dtype="object")


def _with_totals(counts: Counts) -> Counts:
    wide = np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([wide, wide.sum(axis=0, keepdims=True)], axis=0)


def _fill_up(whole: Counts, withheld: Marks, min_group: int) -> None:
    """Withhold more where the withheld counts of a line are together below the smallest group."""
    for counts, marks in ((whole, withheld), (whole.T, withheld.T)):
        for line, mark in zip(counts, marks, strict=True):
            for place in np.argsort(line[:-1], kind="stable"):
                hidden = int(line[:-1][mark[:-1]].sum())
                if mark[-1] or not 0 < hidden < min_group:
                    break
                if line[place] > 0:
                    mark[place] = True


def _close_paths(whole: Counts, withheld: Marks, published: Marks) -> None:
    """Put every withheld count on a closed path, over the counts that lose the fewest people."""
    loose = _loose(withheld)
    for row, column in zip(*np.nonzero(withheld & published), strict=True):
        if (row, column) in loose:
            for step in _way_back(whole, withheld, (int(row), int(column))):
                withheld[step] = True
            loose = _loose(withheld)


def _loose(withheld: Marks) -> "set[Place]":
    """Find the withheld counts that lie on no closed path of withheld counts: the bridges.

    Source: Tarjan (1974), A note on finding the bridges of a graph, Information Processing Letters
    2(6), 160-161. Without recursion, so that a table may have many rows.
    """
    rows = withheld.shape[0]
    beside = [*(np.flatnonzero(row) + rows for row in withheld), *map(np.flatnonzero, withheld.T)]
    found, reach, loose = dict[int, int](), dict[int, int](), set[tuple[int, int]]()
    for start in range(len(beside)):
        waiting = [] if start in found else [(start, -1, iter(beside[start].tolist()))]
        while waiting:
            node, before, following = waiting[-1]
            reach[node] = reach.setdefault(node, found.setdefault(node, len(found)))
            step = next((one for one in following if one != before), None)
            if step is None:
                waiting.pop()
                if waiting:
                    reach[before] = min(reach[before], reach[node])
                    if reach[node] > found[before]:
                        loose.add((min(node, before), max(node, before) - rows))
            elif step in found:
                reach[node] = min(reach[node], found[step])
            else:
                waiting.append((step, node, iter(beside[step].tolist())))
    return loose


Place = tuple[int, int]


def _way_back(whole: Counts, withheld: Marks, edge: Place) -> list[Place]:
    """Find the cheapest path from the column of a count back to its row, without that count.

    What is withheld already costs nothing. Ties go to the first place, so that the same table
    always gives the same answer.
    """
    rows = whole.shape[0]
    start, goal = rows + edge[1], edge[0]
    waiting: list[tuple[int, int, int, list[Place]]] = [(0, 0, start, [])]
    seen = set[int]()
    while waiting:
        cost, length, node, path = heappop(waiting)
        if node == goal:
            return path
        if node in seen:
            continue
        seen.add(node)
        for place, following in _from(node, whole):
            if place != edge and following not in seen:
                price = 0 if withheld[place] else int(whole[place])
                heappush(waiting, (cost + price, length + 1, following, [*path, place]))
    return []


def _from(node: int, whole: Counts) -> Iterator[tuple[Place, int]]:
    """List the counts above 0 of a row or a column, each with where it leads."""
    rows = whole.shape[0]
    if node < rows:
        for column in np.nonzero(whole[node])[0]:
            yield (node, int(column)), rows + int(column)
    else:
        for row in np.nonzero(whole[:, node - rows])[0]:
            yield (int(row), node - rows), int(row)
