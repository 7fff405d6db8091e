"""Conditions on codes: whether a question is asked, whether a cap takes effect.

A comparison with a question that has no answer is not true; `NotOf` it is.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class OneOf:
    """The code in this column is one of these."""

    column: int
    codes: frozenset[int]


@dataclass(frozen=True)
class AllOf:
    """All parts are true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part is true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class NotOf:
    """The part is not true."""

    part: "Condition"


Condition = OneOf | AllOf | AnyOf | NotOf


def holds(condition: Condition, codes: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Tell for every subject (column of `codes`) whether the condition is true."""
    match condition:
        case OneOf(column, wanted):
            return _is_one_of(wanted, codes[column])
        case AllOf(parts):
            result = np.ones(codes.shape[1], dtype=np.bool_)
            for part in parts:
                result &= holds(part, codes)
            return result
        case AnyOf(parts):
            result = np.zeros(codes.shape[1], dtype=np.bool_)
            for part in parts:
                result |= holds(part, codes)
            return result
        case NotOf(part):
            return ~holds(part, codes)


def _is_one_of(wanted: frozenset[int], codes: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Compare with the ends of runs: a few comparisons cost less than looking each code up."""
    result = np.zeros(codes.shape, dtype=np.bool_)
    for first, last in _runs(wanted):
        result |= (codes >= first) & (codes <= last)
    return result


@lru_cache(maxsize=1024)
def _runs(codes: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Find the first and the last code of every run of neighbours."""
    firsts = sorted(code for code in codes if code - 1 not in codes)
    lasts = sorted(code for code in codes if code + 1 not in codes)
    return tuple(zip(firsts, lasts, strict=True))
