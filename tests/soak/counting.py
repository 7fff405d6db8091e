"""What comes out of breaking the machine on purpose: counted, and said in one line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from random import Random
from time import monotonic


@dataclass
class Tally:
    """What happened under one kind of fault."""

    fault: str
    faults: int = 0
    acknowledged: int = 0
    """What people were told is saved."""
    wrong: Counter[str] = field(default_factory=Counter)
    """What must never be; empty in a sound program."""
    notes: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=monotonic)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Count what is wrong."""
        if not holds:
            self.wrong[otherwise] += 1

    def __str__(self) -> str:
        seconds = monotonic() - self.begun
        wrong = ", ".join(f"{what}: {times}" for what, times in self.wrong.items()) or "nothing"
        notes = "".join(f"; {what}: {times}" for what, times in self.notes.items())
        return (
            f"{self.fault}: {self.faults:,} faults, {self.acknowledged:,} acknowledged, "
            f"wrong: {wrong}{notes} ({seconds:,.0f} s)"
        )


def moments(seed: int, longest: float) -> Iterator[float]:
    """Draw moments between now and `longest` seconds from now."""
    chance = Random(seed)
    while True:
        yield chance.uniform(0, longest)


def stop_after(minutes: float) -> None:
    """Let what still runs then end with what it has reached."""
    global _end  # noqa: PLW0603 - one run, one end
    _end = monotonic() + minutes * 60


def time_is_up() -> bool:
    """Tell whether no further fault is to be made."""
    return monotonic() > _end


_end = inf
