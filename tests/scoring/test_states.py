"""The five states, as they are kept apart in one byte."""

import numpy as np
import pytest

from scoring.states import (
    DONT_KNOW,
    HIDDEN,
    MOST_CODES,
    MOST_OPTIONS,
    NOT_ANSWERED,
    NOT_APPLICABLE,
)

NO_ANSWERS = (NOT_ANSWERED, DONT_KNOW, NOT_APPLICABLE, HIDDEN)


def test_stored_codes_keep_their_meaning() -> None:
    assert NO_ANSWERS == (-1, -2, -3, -4)


def test_what_applies_without_an_answer_stands_above_what_does_not_apply() -> None:
    assert min(NOT_ANSWERED, DONT_KNOW) > max(NOT_APPLICABLE, HIDDEN)


@pytest.mark.parametrize("code", [*NO_ANSWERS, 0, MOST_OPTIONS, MOST_CODES - 1])
def test_every_code_fits_into_one_byte(code: int) -> None:
    assert np.array(code).astype(np.int8) == code


@pytest.mark.parametrize("state", NO_ANSWERS)
def test_a_state_read_as_a_byte_is_never_the_code_of_an_answer(state: int) -> None:
    assert np.array(state, dtype=np.int8).view(np.uint8) >= MOST_CODES


def test_every_option_has_a_code() -> None:
    assert MOST_OPTIONS <= MOST_CODES
