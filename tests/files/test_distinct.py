"""Columns as distinct values: the same text for the same value, however it is stored."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit.files.distinct import SMALL, distinct

NUMBERS = [pa.float64(), pa.float32(), pa.int8(), pa.uint8(), pa.int64(), pa.uint64()]


def texts(column: pa.Array) -> list[str | None]:
    found = distinct(column)
    return [found.values[place] if place >= 0 else None for place in found.places.tolist()]


@given(st.lists(st.none() | st.integers(0, SMALL - 1)), st.sampled_from(NUMBERS))
def test_whole_numbers_are_written_without_decimals(
    numbers: list[int | None], type_: pa.DataType
) -> None:
    written = [None if number is None else str(number) for number in numbers]
    assert texts(pa.array(numbers, type_)) == written


@given(st.lists(st.none() | st.floats(width=32) | st.integers(-3, SMALL + 3).map(float)))
@example([0.0, -0.0])
@example([-1.0, None])
@example([float("nan"), float("inf"), None])
@example([float(SMALL), 2.0**31, 2.0**63])
@example([0.5, 1.0])
def test_a_number_is_written_the_same_among_any_others(numbers: list[float | None]) -> None:
    alone = [None if number is None else f"{number:.15g}" for number in numbers]
    assert texts(pa.array(numbers, pa.float64())) == alone


@pytest.mark.parametrize(
    ("numbers", "type_"),
    [([-1, 3], pa.int8()), ([200, 3], pa.uint8()), ([2**64 - 1, 2**53 + 1], pa.uint64())],
)
def test_numbers_that_are_not_small_lose_no_digit(numbers: list[int], type_: pa.DataType) -> None:
    assert texts(pa.array(numbers, type_)) == [str(number) for number in numbers]


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        (["b", None, "a", "b"], ["b", None, "a", "b"]),
        ([True, False, None], ["yes", "no", None]),
        ([None, None], [None, None]),
        ([], []),
    ],
)
def test_other_values_keep_their_text(stored: list[Any], written: list[str | None]) -> None:
    assert texts(pa.array(stored)) == written
    assert texts(pa.array(stored).dictionary_encode()) == written


def test_of_a_dictionary_that_is_longer_than_the_column_only_what_stands_there_is_read() -> None:
    values = [f"value {number}" for number in range(1000)]
    column = pa.DictionaryArray.from_arrays(pa.array([7, None, 900, 7]), values)
    assert texts(column) == ["value 7", None, "value 900", "value 7"]
    assert len(distinct(column).values) == 2
