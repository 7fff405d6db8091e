"""What is measured, in which order, and how large."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.machine import has
from benchmarks.processes import HOME, compile_modules, run_alone, run_task

QUESTIONNAIRE = HOME / "benchmarks" / "questionnaire.yaml"

BY_GROUP = ("--group-by", "unit,wave")
BY_RESPONDENT = ("--ignore", "unit,wave")
ON_SPARK = ("--engine", "spark")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Extent:
    """How many respondents each measurement has, and how often it is repeated."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    sample: int = 20_000
    """For the evaluators that go through respondents one by one."""
    in_file: int = 5_000_000
    by_respondent: int = 100_000
    """For a file of results of which every respondent has an own."""
    repetitions: int = 7
    of_files: int = 3
    on_spark: bool = has("pyspark") and shutil.which("java") is not None


QUICK = Extent((1_000, 10_000, 50_000), 2_000, 100_000, 10_000, 3, 1, on_spark=False)
"""To see that everything works; the figures mean little."""

SHORT = Extent(repetitions=3, of_files=1, on_spark=False)
"""Full size in a few minutes."""


@dataclass(frozen=True)
class OfFile:
    """From a file of answers to a file of results."""

    name: str
    respondents: int
    size: int
    """Bytes of the answers."""
    seconds: float
    peak: int


@dataclass(frozen=True)
class Measured:
    """What was measured. Seconds are medians, peaks are bytes.

    difference  the largest between the figures of two evaluators
    seconds     by evaluator; our own by its number of respondents
    moved       bytes that reading and the triad move
    """

    extent: Extent
    difference: float
    seconds: Mapping[str, float]
    moved: Mapping[str, int]
    peaks: Mapping[str, int]
    files: tuple[OfFile, ...]

    @property
    def ours(self) -> dict[int, float]:
        """Seconds of our own evaluation, by number of respondents."""
        return {size: self.seconds[str(size)] for size in self.extent.sizes}

    def scaled(self, name: str) -> float:
        """Scale the seconds of an evaluator linearly to the largest number of respondents."""
        return self.seconds[name] * max(self.extent.sizes) / self.extent.sample


def measure(extent: Extent, say: Say) -> Measured:
    """Measure everything; `say` hears what is going on."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        say("Drawing answers")
        compile_modules(folder / "modules")
        run_task("draw", folder, max(extent.sizes))
        say("Memory of every evaluator")
        peaks = {
            "ours": run_task("kernel", folder).peak,
            "loop": run_task("loop", extent.sample).peak,
            "expressions": run_task("expression", extent.sample).peak,
        }
        say("The evaluators take turns")
        sizes = ",".join(map(str, extent.sizes))
        found = run_task("compare", folder, sizes, extent.sample, extent.repetitions).report()
        seconds = {name: median(turns) for name, turns in found["seconds"].items()}
        files = tuple(_files(folder, extent, say))
        return Measured(extent, found["difference"], seconds, found["moved"], peaks, files)


def _files(folder: Path, extent: Extent, say: Say) -> Iterator[OfFile]:
    """Evaluate files as people do, with `python -m audit score`."""
    answers, results = folder / "answers.parquet", folder / "results.csv"
    for storage in ("numbers", "text"):
        say(f"A file of answers as {storage}")
        run_task("write", answers, extent.in_file, storage)
        score = _Scoring(answers, extent.in_file, extent.of_files)
        yield score.timed(f"groups, from {storage}", results, BY_GROUP)
        if storage == "text" and extent.on_spark:
            say("The same file on Spark")
            yield score.timed("groups, from text, on Spark", results, BY_GROUP + ON_SPARK)
    say("Results of every respondent")
    run_task("write", answers, extent.by_respondent, "text")
    score = _Scoring(answers, extent.by_respondent, extent.of_files)
    yield score.timed("every respondent, to CSV", results, BY_RESPONDENT)
    yield score.timed("every respondent, to Parquet", folder / "results.parquet", BY_RESPONDENT)


@dataclass(frozen=True)
class _Scoring:
    """A file of answers, to be evaluated several times."""

    answers: Path
    respondents: int
    times: int

    def timed(self, name: str, results: Path, options: Sequence[str]) -> OfFile:
        """Evaluate the file; the time is that of the whole process, from its start to its end."""
        files = ["--questionnaire", QUESTIONNAIRE, "--answers", self.answers, "--out", results]
        command = ["-m", "audit", "score", *map(str, files), *options]
        runs = [run_alone(command) for _ in range(self.times)]
        return OfFile(
            name,
            self.respondents,
            self.answers.stat().st_size,
            median(run.seconds for run in runs),
            max(run.peak for run in runs),
        )
