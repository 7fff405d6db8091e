"""What comes back from outside, compared with what is stored, place by place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from audit.model.waves import Entry, Remark

Said = TypeVar("Said", Entry, Remark)


class Verdict(Enum):
    """How something in a file stands to what is stored."""

    SAME = "same"
    """Nothing to do; also when the file never touched it."""
    NEW = "new"
    """Nothing is stored."""
    CHANGED = "changed"
    """The file says something else than what it was handed out with."""
    OVERTAKEN = "overtaken"
    """It does, and meanwhile somebody has changed it in the app as well."""
    NOT_ASKED = "not asked"
    """The other answers do not call for this question."""

    @property
    def wants_decision(self) -> bool:
        """Whether somebody has to choose between the file and what is stored."""
        return self in {Verdict.CHANGED, Verdict.OVERTAKEN}


@dataclass(frozen=True)
class Compared(Generic[Said]):
    """One cell or one remark, as it is stored and as the file has it."""

    place: str
    """The cell; for a remark, the question."""
    stored: Said
    given: Said
    verdict: Verdict

    @property
    def key(self) -> str:
        """Tells it from all others, also an answer from the remark on it."""
        return f"{type(self.given).__name__.lower()}-{self.place}"


def compared(
    given: Mapping[str, Said],
    stored: Mapping[str, Said],
    base: Mapping[str, Said],
    nothing: Said,
    alike: Callable[[str, Said, Said], bool],
) -> tuple[Compared[Said], ...]:
    """Compare what a file says with what is stored, and with what the file was handed out with."""
    found = []
    for place, said in given.items():
        here, then = stored.get(place, nothing), base.get(place, nothing)
        if alike(place, said, here) or alike(place, said, then):
            verdict = Verdict.SAME
        elif not alike(place, here, then):
            verdict = Verdict.OVERTAKEN
        else:
            verdict = Verdict.NEW if here == nothing else Verdict.CHANGED
        found.append(Compared(place, here, said, verdict))
    return tuple(found)
