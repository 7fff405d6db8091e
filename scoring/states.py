"""The five states of an answer, as they stand in a matrix of codes.

A code of 0 or more is an answer. The four other states are kept apart everywhere:
two of them are missing (the question applies, but there is no answer), two do not apply.
"""

from typing import Final

NOT_ANSWERED: Final = -1
"""Applies, but nobody has answered: lowers coverage."""

DONT_KNOW: Final = -2
"""Applies, but the answer is not known: lowers coverage."""

NOT_APPLICABLE: Final = -3
"""Does not apply, with a reason: neither helps nor hurts."""

HIDDEN: Final = -4
"""Not asked because of a condition: neither helps nor hurts."""

MOST_CODES: Final = 128
"""A code is one byte, and half of the bytes are states."""

MOST_OPTIONS: Final = 100
"""No question has more options than a person can read."""
