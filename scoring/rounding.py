"""Rounding as people do it by hand, and the tolerance that lets floating point agree with them."""

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9
"""A value this close below a limit has reached it: by hand 0.7 x 10 is 7, in floating point a hair
less."""


LAST_DIGITS = 2.0**-50
"""What the last digits of a floating-point number are worth, as a share of it."""


def round_half_up(values: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    """Round to so many decimals, halves away from zero.

    Commercial rounding (DIN 1333), the same as `ROUND_HALF_UP` of Python's `decimal`. What is
    closer than `TOLERANCE` to a half counts as a half.

    >>> round_half_up(np.array([2.675, -2.675, 0.125]), 2).tolist()
    [2.68, -2.68, 0.13]
    """
    factor = 10.0**decimals
    scaled = np.abs(values) * factor
    tolerance = np.clip(LAST_DIGITS * scaled, TOLERANCE, 0.25)
    return np.copysign(np.floor(scaled + 0.5 + tolerance) / factor, values) + 0.0  # never -0.0
