"""Levels (bands) of points: half-open, from the start of a level to just below the next."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.rounding import TOLERANCE

NO_LEVEL = -1
"""Without points there is no level; below the first start neither."""


@dataclass(frozen=True)
class Levels:
    """Where each level starts, rising, and what it counts for nodes that are built from levels."""

    starts: tuple[float, ...]
    values: tuple[float, ...] = ()

    def of(self, points: NDArray[np.float64], present: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Find the level of each value, counted from 0; `NO_LEVEL` where there is none.

        >>> levels = Levels((0, 40, 60))
        >>> levels.of(np.array([39.9, 40.0, 60.0]), np.array([True, True, False])).tolist()
        [0, 1, -1]
        """
        reached = np.searchsorted(np.array(self.starts), points + TOLERANCE, side="right") - 1
        return np.where(present, reached, NO_LEVEL)

    def values_of(
        self, points: NDArray[np.float64], present: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Replace points by the values of their levels; without a level there is no value."""
        level = self.of(points, present)
        found = level != NO_LEVEL
        return np.where(found, np.array(self.values)[level], 0.0), found
