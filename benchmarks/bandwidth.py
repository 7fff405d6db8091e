"""How fast this machine moves memory: what no evaluation can be faster than."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

TRIAD_LENGTH = 40_000_000
"""Numbers in each of the three arrays of the triad: 320 MB each, more than the caches hold."""

TRIAD_BYTES = 5 * 8 * TRIAD_LENGTH
"""NumPy makes a triad in two steps, which read three numbers and write two."""


def read(codes: NDArray[np.int8]) -> None:
    """Read a matrix of codes once, on all processors, in words of eight bytes."""
    words = codes.reshape(-1).view(np.int64)
    _on_all_processors(lambda part: np.bitwise_or.reduce(words[part]), len(words))


def triad(
    result: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> None:
    """Calculate `one + 3 * other` on all processors.

    Source: McCalpin (1995), Memory bandwidth and machine balance in current high performance
    computers, IEEE TCCA Newsletter.
    """

    def calculate(part: slice) -> None:
        np.multiply(other[part], 3.0, out=result[part])
        np.add(result[part], one[part], out=result[part])

    _on_all_processors(calculate, len(result))


def triad_arrays() -> tuple[NDArray[np.float64], ...]:
    """Make the arrays of a triad, and touch them so that the system really gives the memory."""
    return tuple(np.full(TRIAD_LENGTH, value) for value in (0.0, 1.0, 2.0))


def _on_all_processors(calculate: Callable[[slice], object], length: int) -> None:
    processors = os.cpu_count() or 1
    ends = [length * number // processors for number in range(processors + 1)]
    parts = [slice(start, end) for start, end in pairwise(ends)]
    with ThreadPoolExecutor(processors) as threads:
        list(threads.map(calculate, parts))
