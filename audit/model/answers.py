"""Answers and their states."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from audit.model.messages import Message, message
from scoring import states


class State(Enum):
    """The state of an answer; the value is its code in `scoring`."""

    ANSWERED = 0
    NOT_ANSWERED = states.NOT_ANSWERED
    DONT_KNOW = states.DONT_KNOW
    NOT_APPLICABLE = states.NOT_APPLICABLE
    HIDDEN = states.HIDDEN

    @classmethod
    def of_code(cls, code: int) -> "State":
        """Tell the state from a code of the matrix."""
        return cls(min(code, 0))


STATE_NAMES: Mapping[State, Message] = {
    State.ANSWERED: message("beantwortet"),
    State.NOT_ANSWERED: message("nicht beantwortet"),
    State.DONT_KNOW: message("weiß nicht"),
    State.NOT_APPLICABLE: message("trifft nicht zu"),
    State.HIDDEN: message("nicht gefragt"),
}
"""What people read."""


@dataclass(frozen=True)
class Answer:
    """What was said about one cell.

    The value is an answer, or the word of a state (`dont_know`, `not_applicable`). Several chosen
    options and several languages are joined by `|`. Empty is not answered.
    """

    subject: str
    cell: str
    value: str


TABLE_COLUMNS = ("subject", "question", "value")
"""The columns of a table with one row per answer; no question can be called so."""
