"""Nobody can work out a withheld count from what is shown in the same table."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.tables.small_groups import Counts, Shown, shown

MIN = 5


def table(*rows: list[int]) -> Counts:
    return np.array(rows, dtype=np.int64)


some_tables = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 14), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    ).map(lambda rows: table(*rows))
)


def test_a_count_below_five_takes_another_one_of_its_row_with_it() -> None:
    kept = shown(table([12, 9, 3]), MIN, with_row_totals=True)
    assert kept.cells.tolist() == [[True, False, False]]
    assert kept.total


def test_of_two_counts_with_a_total_only_the_total_is_left() -> None:
    kept = shown(table([20, 4]), MIN)
    assert kept.cells.tolist() == [[False, False]]
    assert kept.total


def test_one_small_count_in_the_middle_hides_a_rectangle() -> None:
    kept = shown(table([20, 20, 20], [20, 3, 20], [20, 20, 20]), MIN)
    assert (~kept.cells).sum() == 4
    assert not kept.cells[1, 1]
    assert kept.rows.all()
    assert kept.columns.all()


def test_the_cheapest_neighbours_go() -> None:
    kept = shown(table([40, 3, 6], [50, 60, 7], [40, 40, 40]), MIN)
    assert (~kept.cells).tolist() == [
        [False, True, True],
        [False, True, True],
        [False, False, False],
    ]


def test_withheld_counts_of_a_row_are_together_not_below_five() -> None:
    kept = shown(table([2, 2, 9, 30]), MIN)
    assert kept.cells.tolist() == [[False, False, False, True]]


def test_nobody_is_no_small_group() -> None:
    kept = shown(table([0, 0, 0], [9, 8, 7]), MIN)
    assert kept.cells.all()
    assert kept.rows.all()


def test_rows_without_shown_totals_only_answer_for_their_columns() -> None:
    kept = shown(table([3, 30], [8, 30], [9, 30]), MIN, with_row_totals=False)
    assert (~kept.cells).tolist() == [[True, False], [True, False], [False, False]]
    assert kept.columns.all()


@pytest.mark.parametrize("with_row_totals", [True, False])
@given(counts=some_tables)
def test_every_withheld_count_could_be_another_number(
    counts: Counts, *, with_row_totals: bool
) -> None:
    kept = shown(counts, MIN, with_row_totals=with_row_totals)
    possible = _other_tables(counts, kept, with_row_totals=with_row_totals)
    for row, column in zip(*np.nonzero(~kept.cells), strict=True):
        assert len(set(possible[:, row, column])) > 1
    for row in np.nonzero(~kept.rows & with_row_totals)[0]:
        assert len(set(possible[:, row].sum(axis=1))) > 1
    for column in np.nonzero(~kept.columns)[0]:
        assert len(set(possible[:, :, column].sum(axis=1))) > 1


@given(some_tables)
def test_no_count_and_no_total_below_five_is_shown(counts: Counts) -> None:
    kept = shown(counts, MIN)
    for figures, marks in (
        (counts, kept.cells),
        (counts.sum(axis=1), kept.rows),
        (counts.sum(axis=0), kept.columns),
    ):
        assert not (marks & (figures > 0) & (figures < MIN)).any()


@given(some_tables)
def test_what_a_row_or_a_column_withholds_is_no_small_group(counts: Counts) -> None:
    kept = shown(counts, MIN)
    hidden = np.where(kept.cells, 0, counts)
    for sums, totals in ((hidden.sum(axis=1), kept.rows), (hidden.sum(axis=0), kept.columns)):
        assert not (totals & (sums > 0) & (sums < MIN)).any()


@given(some_tables)
def test_zeros_are_shown(counts: Counts) -> None:
    assert shown(counts, MIN).cells[counts == 0].all()


@given(some_tables)
def test_the_same_table_gives_the_same_answer(counts: Counts) -> None:
    first, second = shown(counts, MIN), shown(counts.copy(), MIN)
    assert (first.cells == second.cells).all()
    assert (first.rows == second.rows).all()
    assert (first.columns == second.columns).all()


def _other_tables(counts: Counts, kept: Shown, *, with_row_totals: bool) -> Counts:
    """List tables that look the same from outside: no withheld count moves by more than one."""
    hidden = np.argwhere(~kept.cells)
    moves = np.array(list(product((-1, 0, 1), repeat=len(hidden))), dtype=np.int64)
    tables = np.repeat(counts[None], len(moves), axis=0)
    for place, (row, column) in enumerate(hidden):
        tables[:, row, column] += moves[:, place]
    same = (tables >= 0).all(axis=(1, 2))
    same &= (tables.sum(axis=1) == counts.sum(axis=0))[:, kept.columns].all(axis=1)
    if with_row_totals:
        same &= (tables.sum(axis=2) == counts.sum(axis=1))[:, kept.rows].all(axis=1)
        same &= (tables.sum(axis=(1, 2)) == counts.sum()) | (not kept.total)
    found: Counts = tables[same]
    return found
