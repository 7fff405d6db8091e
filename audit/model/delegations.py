"""An area of a sheet that a head has given to somebody else to fill in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DelegationState(StrEnum):
    """Where it stands; it begins with the first and ends with one of the others."""

    HELD = "held"
    DONE = "done"
    """Handed back: filled in."""
    UNDONE = "undone"
    """Handed back without being done."""
    TAKEN_BACK = "taken back"
    ENDED = "ended"
    """Nobody handed it back: the sheet was handed in, or the person has no access any more."""


@dataclass(frozen=True)
class Delegation:
    """Who has, or had, an area of a sheet."""

    id: int
    assessment: int
    area: str
    person: str
    name: str
    """Of the person; empty for somebody who has left."""
    given_by: str
    """By name."""
    given_on: date
    state: DelegationState
    remark: str = ""
    """What was said when it was handed back."""
    ended_on: date | None = None
