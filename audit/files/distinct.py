"""A column as its distinct values and where each of them stands: little to read, fast to look
up."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Distinct:
    """Distinct values as text, and for each row the place of its value; -1 where it has none."""

    values: tuple[str, ...]
    places: NDArray[np.intp]


def distinct(column: pa.Array) -> Distinct:
    """Find the distinct values of a column of any type."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    values = tuple(_text(value) for value in coded.dictionary.to_pylist())
    places = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Distinct(values, places.astype(np.intp, copy=False))


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
