"""What is said beside a question: a thread of comments, open or done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """What somebody adds to a thread."""

    SAID = "said"
    DONE = "done"
    """Nothing is open any more."""
    REOPENED = "reopened"


@dataclass(frozen=True)
class Comment:
    """One contribution."""

    number: int
    """Counted within the sheet."""
    question: str
    step: Step
    text: str
    """Empty when it was withdrawn, and for a mark."""
    person: str
    name: str
    """Of the person; empty for somebody who has left."""
    day: date
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Thread:
    """All that was said beside one question, the first thing first."""

    comments: tuple[Comment, ...] = ()

    @property
    def count(self) -> int:
        """How much there is to read."""
        return sum(_can_be_read(one) for one in self.comments)

    @property
    def is_open(self) -> bool:
        """Whether something was said, or opened again, since it was last marked as done."""
        is_open = False
        for one in self.comments:
            if one.step is Step.SAID:
                is_open = is_open or _can_be_read(one)
            else:
                is_open = one.step is Step.REOPENED
        return is_open and self.count > 0


def threads_of(comments: Iterable[Comment]) -> dict[str, Thread]:
    """Sort comments, which come in their order, by question."""
    found: dict[str, tuple[Comment, ...]] = {}
    for one in comments:
        found[one.question] = (*found.get(one.question, ()), one)
    return {question: Thread(said) for question, said in found.items()}


def _can_be_read(one: Comment) -> bool:
    return one.step is Step.SAID and one.withdrawn_on is None
