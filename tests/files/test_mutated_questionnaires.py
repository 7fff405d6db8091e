"""Whatever stands in a file: it is accepted, or refused with a line and a sentence, and quickly.

The files are broken by chance and on purpose, see `mutations.py`. They are read in processes of
their own, whose time and memory are measured.
"""

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from typing import TypeVar

import pytest

from audit.files.questionnaires import read_questionnaire
from audit.model.problems import Problem, Refused
from tests.files.mutations import ATTACKS, mutated

T = TypeVar("T")

HOME = Path(__file__).parents[2]
SHIPPED = sorted([*HOME.glob("questionnaires/*.yaml"), *HOME.glob("data/example/*.yaml")])

MUTATIONS = 2_000

SECONDS = 2
"""Time of the processor, so that a busy machine fails nobody."""

MEGABYTES = 200
"""With Python and everything else that the reader needs."""

ABOUT_THE_WHOLE_FILE = (
    "Die Datei ist größer als",
    "Die Datei hat mehr als 100 Fehler",
    "In der Datei steht nichts.",
)
"""How sentences begin that need no line."""


@dataclass
class Tally:
    """What became of some files."""

    accepted: int = 0
    refused: int = 0
    seconds: float = 0
    """What the slowest of them took."""
    megabytes: float = 0
    """The most memory that the process ever had."""
    faults: list[str] = field(default_factory=list)
    """What must not happen, with the number of the file."""

    def add(self, other: "Tally") -> None:
        self.accepted += other.accepted
        self.refused += other.refused
        self.seconds = max(self.seconds, other.seconds)
        self.megabytes = max(self.megabytes, other.megabytes)
        self.faults += other.faults

    def __str__(self) -> str:
        return (
            f"{self.accepted} accepted, {self.refused} refused, {len(self.faults)} faults;"
            f" at most {self.seconds:.2f} s and {self.megabytes:.0f} MB"
        )


@pytest.fixture(scope="module")
def attacks() -> Mapping[str, Tally]:
    return dict(zip(ATTACKS, tallies(attacked, ATTACKS, processes=1), strict=True))


@pytest.mark.parametrize("name", ATTACKS)
def test_a_file_that_is_made_to_keep_the_reader_busy_does_not(
    name: str, attacks: Mapping[str, Tally]
) -> None:
    assert attacks[name].faults == []


def test_a_file_broken_by_chance_is_accepted_or_refused_with_line_and_sentence() -> None:
    (tally,) = tallies(broken, [range(MUTATIONS)], processes=1)
    assert tally.faults == []
    assert tally.accepted + tally.refused == MUTATIONS
    assert min(tally.accepted, tally.refused) > MUTATIONS / 100, "the mutations prove little"


@pytest.mark.soak
def test_very_many_files_broken_by_chance_are_accepted_or_refused(
    rounds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Begins where the normal run ends."""
    total, end = Tally(), MUTATIONS + rounds
    parts = [range(start, min(start + 500, end)) for start in range(MUTATIONS, end, 500)]
    for tally in tallies(broken, parts, processes=os.cpu_count() or 1):
        total.add(tally)
        with capsys.disabled():
            print(f"\r{total.accepted + total.refused} of {rounds}: {total}", end=" ", flush=True)
    assert total.faults == []
    assert total.accepted + total.refused == rounds


def tallies(judged: Callable[[T], Tally], parts: Iterable[T], processes: int) -> Iterator[Tally]:
    """Judge in fresh processes: a fork would begin with the memory of all other tests."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(judged, parts)


def broken(numbers: range) -> Tally:
    texts = [path.read_text(encoding="utf-8") for path in SHIPPED]
    tally = Tally()
    for number in numbers:
        judge(tally, f"mutation {number}", mutated(number, texts))
    return tally


def attacked(name: str) -> Tally:
    tally = Tally()
    judge(tally, name, ATTACKS[name]().encode())
    return tally


def judge(tally: Tally, name: str, data: bytes) -> None:
    """Read one file, and put down what became of it."""
    before, start = most_megabytes(), process_time()
    try:
        problems = problems_of(data)
    except Exception:
        tally.faults.append(f"{name}: {traceback.format_exc(limit=-3)}")
    else:
        tally.accepted += problems is None
        tally.refused += problems is not None
        tally.faults += [f"{name}: {fault}" for fault in faults_of(problems, data)]
    tally.seconds = max(tally.seconds, process_time() - start)
    tally.megabytes = most_megabytes()
    if before <= MEGABYTES < tally.megabytes:
        tally.faults.append(f"{name}: {tally.megabytes:.0f} MB")


def problems_of(data: bytes) -> Sequence[Problem] | None:
    """Read one file; None when it is accepted. Stops when it takes too long."""
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        read_questionnaire(data, "file.yaml")
    except Refused as refused:
        return refused.problems
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _stop(*_: object) -> None:
    raise TimeoutError(f"longer than {SECONDS} s")


def most_megabytes() -> float:
    """Say how much memory this process ever had.

    On Linux, `ru_maxrss` of a new process begins with what its parent had.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000
    unit = 1_000_000 if sys.platform == "darwin" else 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def faults_of(problems: Sequence[Problem] | None, data: bytes) -> Iterator[str]:
    """Find problems that would not help their author."""
    if problems is None:
        return
    if not problems:
        yield "refused without a problem"
    lines = max(1, len(data.splitlines()))
    for problem in problems:
        shown = problem.show()
        shown.encode()
        sentence, *hint = shown.split("\n    ")
        if problem.line is None:
            if not str(problem.sentence).startswith(ABOUT_THE_WHOLE_FILE):
                yield f"no line: {shown!r}"
        elif not 1 <= problem.line <= lines:
            yield f"{lines} lines, but: {shown!r}"
        if not all(part.splitlines() == [part] for part in (sentence, *hint)):
            yield f"more than one line: {shown!r}"
        if not sentence.endswith((".", "?")) or len(shown) > 1000:
            yield f"no sentence: {shown!r}"
