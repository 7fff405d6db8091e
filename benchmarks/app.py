"""What is measured of the app: many people at the form, and the pages with figures."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import Say
from benchmarks.processes import run_alone


@dataclass(frozen=True)
class AppExtent:
    """How many people come, for how long, and how large the town is."""

    people: tuple[int, ...] = (1, 20, 100, 200)
    seconds: float = 60
    """For which people fill in, counted from when all have arrived."""
    think: float = 5
    """Seconds between two answers of one person, on average."""
    units: int = 200
    long: float | None = None
    """Seconds of one more day of the most people: whether memory stays small."""


APP_QUICK = AppExtent((1, 3), seconds=3, think=0.3, units=5)
"""To see that everything works; the figures mean little."""

APP_SHORT = AppExtent(seconds=20)

TEN_MINUTES = 600.0


@dataclass(frozen=True)
class Crowd:
    """People who filled in at the same time. Times in seconds, memory in bytes."""

    people: int
    seconds: float
    answered: Sequence[float]
    opened: Sequence[float]
    errors: Sequence[str]
    acknowledged: int
    missing: int
    """Acknowledged answers that are not in the database."""
    start: int
    end: int

    @property
    def is_valid(self) -> bool:
        """Tell whether everything worked, so that the times mean something."""
        return not self.errors and not self.missing and bool(self.answered)


@dataclass(frozen=True)
class Figures:
    """Pages with figures of one city: by title the seconds at first, and after an answer."""

    name: str
    limit: float
    """The seconds that were aimed at."""
    pages: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class AppMeasured:
    """All that was measured."""

    extent: AppExtent
    crowds: tuple[Crowd, ...]
    figures: tuple[Figures, ...]


def quantile(values: Sequence[float], share: float) -> float:
    """Take the value that so large a share of the values does not exceed.

    >>> quantile([4, 1, 3, 2], 0.5)
    2
    """
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def measure_app(extent: AppExtent, say: Say) -> AppMeasured:
    """Measure everything; `say` hears what is going on."""
    with tempfile.TemporaryDirectory(prefix="benchmark-app-") as name:
        folder = Path(name)
        say("Building a town")
        run_task("build_empty", folder / "town", extent.units)
        crowds = tuple(_crowds(folder, extent, say))
        say("Pages with figures")
        run_task("build_demo", folder / "demo")
        run_task("build_full", folder / "full", extent.units)
        figures = (
            Figures("the demo city", 1, run_task("open_demo", folder / "demo")),
            Figures(f"{extent.units} units in 3 waves", 2, run_task("open_town", folder / "full")),
        )
        return AppMeasured(extent, crowds, figures)


def _crowds(folder: Path, extent: AppExtent, say: Say) -> Iterator[Crowd]:
    days = [(people, extent.seconds) for people in extent.people]
    if extent.long is not None:
        days.append((max(extent.people), extent.long))
    for people, seconds in days:
        say(f"{people} at once for {seconds:g} s")
        data = folder / f"{people}-{seconds:g}"
        shutil.copytree(folder / "town", data)
        os.sync()  # else the disk still writes down the town while people wait for it
        yield Crowd(people, seconds, **run_task("visit", data, people, seconds, extent.think))


def run_task(name: str, *arguments: Path | float | str) -> Any:
    """Run a task of `benchmarks.app_tasks` in a process of its own, and read what it reports."""
    return run_alone(["-m", "benchmarks.app_tasks", name, *map(str, arguments)]).report()
