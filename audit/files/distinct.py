"""A column as its distinct values and where each of them stands: little to read, fast to look
up."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SMALL = 128
"""Whole numbers below this are their own places: options, percentages, ages."""


@dataclass(frozen=True, eq=False)
class Distinct:
    """Distinct values as text, and for each row the place of its value; -1 where it has none.

    Some of the values may stand in no row.
    """

    values: tuple[str, ...]
    places: NDArray[np.signedinteger[Any]]


def distinct(column: pa.Array) -> Distinct:
    """Find the distinct values of a column of any type."""
    return _small_numbers(column) or _looked_up(column)


def plain(column: pa.Array) -> pa.Array:
    """Write the values one by one if they stand in a dictionary."""
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _small_numbers(column: pa.Array) -> Distinct | None:
    """Read numbers without looking each of them up; None if they are not all whole and small.

    The numbers are read where they lie. What stands there in place of a missing one means nothing.
    """
    if not len(column) or not _is_number(column.type):
        return None
    column = column.cast(pa.float64(), safe=False)
    known, written = column.buffers()
    here = slice(column.offset, column.offset + len(column))
    numbers = np.frombuffer(written, np.float64)[here]
    with np.errstate(invalid="ignore"):
        places = numbers.astype(np.int8)
    if np.signbit(numbers).any() or not np.array_equal(places, numbers):
        return None
    values = tuple(str(number) for number in range(int(places.max()) + 1))
    if column.null_count:
        is_known = np.unpackbits(np.frombuffer(known, np.uint8), bitorder="little")[here]
        places |= is_known.view(np.int8) - np.int8(1)  # all bits where nothing is known
    return Distinct(values, places)


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_floating(type_) or pa.types.is_integer(type_))


def _looked_up(column: pa.Array) -> Distinct:
    coded = column if _is_coded(column) else plain(column).dictionary_encode()
    values = tuple(_text(value) for value in coded.dictionary.to_pylist())
    places = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Distinct(values, places.astype(np.int32, copy=False))


def _is_coded(column: pa.Array) -> bool:
    """Tell whether a column has a dictionary that is worth reading.

    Batch by batch, Parquet hands out all values that it has met so far: where almost every row has
    a value of its own, most of them stand in other batches.
    """
    return pa.types.is_dictionary(column.type) and len(column.dictionary) <= len(column)


def _text(value: Any) -> str:
    """Write a value as it stands in a table of text: whole numbers without decimals, yes and no."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.15g}"
        case None:
            return ""
        case _:
            return str(value)
