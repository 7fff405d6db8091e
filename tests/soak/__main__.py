"""Breaks the machine on purpose, very often, and prints one line per kind of fault.

    python -m tests.soak --kills 10000 --power-losses 10000 --editors 50 --saves 200 \\
        --cycles 100 --server-kills 200

What is not named is done a few times. Ends with exit code 1 when anything was lost, half done,
damaged or overwritten unseen.
"""

import argparse
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.databases import Databases, Files, quick_place, running_postgres
from tests.soak.counting import Tally, stop_after
from tests.soak.cycling import cycles
from tests.soak.editing import ONE_SHEET, SEVERAL_SHEETS, edits
from tests.soak.killing import kills
from tests.soak.power import power_losses
from tests.soak.servers import SAFE, server_kills


def main() -> int:
    """Do what was asked for, and tell whether all is well."""
    asked = _asked()
    stop_after(asked.minutes)
    jobs: dict[str, Callable[[], Iterable[Tally]]] = {
        "kills": lambda: kills(asked.kills, asked.seed),
        "power": lambda: power_losses(asked.power_losses, asked.seed),
        "editors": lambda: _on(
            asked.on,
            *(
                partial(edits, editors=asked.editors, saves=asked.saves, sheets=sheets)
                for sheets in (ONE_SHEET, SEVERAL_SHEETS)
            ),
        ),
        "cycles": lambda: _on(asked.on, partial(cycles, rounds=asked.cycles)),
        "servers": lambda: [server_kills(asked.server_kills, asked.seed)],
    }
    wrong = 0
    for name, job in jobs.items():
        if not asked.only or name in asked.only:
            for tally in job():
                print(tally, flush=True)
                wrong += sum(tally.wrong.values())
    return 1 if wrong else 0


def _on(kinds: Collection[str], *jobs: Callable[[Databases], Tally]) -> Iterator[Tally]:
    if "sqlite" in kinds:
        with TemporaryDirectory(prefix="audit-soak-", dir=quick_place()) as folder:
            files = Files(Path(folder))
            yield from (job(files) for job in jobs)
    if "postgres" in kinds:
        with running_postgres(SAFE) as cluster:
            yield from (job(cluster) for job in jobs)


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    words.add_argument("--kills", type=int, default=70, help="SIGKILLs of the program")
    words.add_argument("--power-losses", type=int, default=20, help="simulated")
    words.add_argument("--editors", type=int, default=5, help="at the same question")
    words.add_argument("--saves", type=int, default=20, help="of each editor")
    words.add_argument("--cycles", type=int, default=3, help="of backup and restore under load")
    words.add_argument("--server-kills", type=int, default=4, help="SIGKILLs of PostgreSQL")
    words.add_argument("--minutes", type=float, default=1e6, help="stop then with what is reached")
    words.add_argument("--seed", type=int, default=1, help="of chance")
    words.add_argument("--on", nargs="*", default=["sqlite", "postgres"],
                       choices=["sqlite", "postgres"], help="for editors and cycles")  # fmt: skip
    words.add_argument("--only", nargs="*", default=[],
                       choices=["kills", "power", "editors", "cycles", "servers"])  # fmt: skip
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
