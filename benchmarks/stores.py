"""The same people at the form of the app, once with SQLite and once with PostgreSQL.

Both write to a disk of this machine, and wait for it, as a town has them do.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.service.house import Settings
from audit.service.keeping import move
from audit.store.engine import open_engine
from benchmarks.app import TEN_MINUTES, Crowd, quantile, run_task
from benchmarks.measuring import Say
from benchmarks.report import Goal, circumstances, count, goals_table, table
from tests.databases import running_postgres

STORES_BEGIN = "<!-- What follows is written by `python -m benchmarks --only stores`. -->"

SAFE = {"fsync": "on", "full_page_writes": "on", "max_connections": 100}
"""As PostgreSQL is run where its data matter."""

LONGEST_SAVE = 500
"""Milliseconds; see the goals."""


@dataclass(frozen=True)
class StoresExtent:
    """How many people fill in a page of 60 questions, and for how long."""

    people: int = 100
    seconds: float = TEN_MINUTES
    think: float = 5


STORES_QUICK = StoresExtent(3, seconds=3, think=0.3)
"""To see that everything works; the figures mean little."""

STORES_SHORT = StoresExtent(seconds=20)


@dataclass(frozen=True)
class Stored:
    """What a crowd met, by the name of the database."""

    database: str
    crowd: Crowd


def measure_stores(extent: StoresExtent, say: Say) -> Sequence[Stored]:
    """Measure one after the other; `say` hears what is going on."""
    with tempfile.TemporaryDirectory(prefix="benchmark-stores-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else and must get in
        say("Building a town")
        run_task("build_empty", folder / "town", extent.people)
        return tuple(_in_turn(folder, extent, say))


def _in_turn(folder: Path, extent: StoresExtent, say: Say) -> Iterator[Stored]:
    visit = (extent.people, extent.seconds, extent.think)
    sqlite, postgres = folder / "sqlite", folder / "postgres"
    shutil.copytree(folder / "town", sqlite)
    os.sync()
    say(f"SQLite: {extent.people} at once for {extent.seconds:g} s")
    yield Stored("SQLite", Crowd(*visit[:2], **run_task("visit", sqlite, *visit)))
    postgres.mkdir()
    with running_postgres(SAFE, folder) as cluster:
        address = cluster.empty("audit")
        _move(folder / "town", address)
        os.sync()
        say(f"PostgreSQL: {extent.people} at once for {extent.seconds:g} s")
        found = run_task("visit", postgres, *visit, address)
        yield Stored("PostgreSQL", Crowd(*visit[:2], **found))


def _move(town: Path, address: str) -> None:
    there, here = open_engine(address), open_engine(Settings(data=town).url)
    move(here, there)
    here.dispose()
    there.dispose()


def stores_report(measured: Sequence[Stored], command: str) -> str:
    """Write everything down."""
    head = ("database", "people at once", "seconds", "saved", "p50, ms", "p95, ms", "errors")
    wrong = "; ".join(sorted({told for one in measured for told in one.crowd.errors})[:3])
    missing = sum(one.crowd.missing for one in measured)
    parts = [
        circumstances(command),
        "### The same people on two databases",
        table(head, [_row(one) for one in measured]),
        f"Acknowledged answers that are not in the database: {missing}." + (wrong and f" {wrong}"),
        goals_table(list(stores_goals(measured))),
    ]
    return "\n\n".join(parts) + "\n"


def stores_goals(measured: Sequence[Stored]) -> Iterator[Goal]:
    """Hold what was measured against what was aimed at; what is not valid reaches no goal."""
    for one in measured:
        crowd = one.crowd
        slow = 1000 * quantile(crowd.answered, 0.95) if crowd.is_valid else float("inf")
        words = f"{crowd.people} people for {crowd.seconds:g} s on {one.database}, no error: p95"
        yield Goal(f"{words} below {LONGEST_SAVE} ms", LONGEST_SAVE, slow, " ms")


def _row(one: Stored) -> tuple[str, ...]:
    crowd = one.crowd
    times = [f"{1000 * quantile(crowd.answered, p):.0f}" if crowd.is_valid else "" for p in _TIMES]
    saved = count(crowd.acknowledged)
    errors = str(len(crowd.errors))
    return (one.database, str(crowd.people), f"{crowd.seconds:g}", saved, *times, errors)


_TIMES = (0.5, 0.95)
