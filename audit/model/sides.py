"""Several views of one unit, each of a person of its own, and what they agree on."""

from dataclasses import dataclass
from datetime import datetime

MOST_VIEWS = 10
"""Of one sheet: with more people, a survey by link is the better way."""

MOST_SIGNS_OF_A_VIEW = 60


@dataclass(frozen=True)
class Side:
    """Whose view a sheet is."""

    assessment: int
    """The sheet of the view itself."""
    of: int
    """The sheet of the unit, which alone counts."""
    name: str
    """From where somebody looks, e.g. the counter."""
    person: str


@dataclass(frozen=True)
class Agreement:
    """That an answer in the sheet of the unit is what was agreed."""

    question: str
    revision: int
    """Of the assessment; it stands for the answer until that is changed later."""
    remark: str
    """How it came about."""
    person: str
    """By name; empty for nobody in particular."""
    at: datetime
