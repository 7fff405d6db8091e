"""Backups taken while somebody writes, each restored into a clean database and compared."""

import os
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.service.keeping import back_up, contents, restore
from audit.store.engine import open_engine
from tests.databases import Databases, quick_place
from tests.service.town import Town, build, open_town
from tests.soak.counting import Tally, time_is_up
from tests.soak.killing import work_until_killed
from tests.soak.work import check_coherence, mixed

OWN = ("log", "sessions")
"""After a restore everybody signs in anew, and that it was done is written down."""


def cycles(databases: Databases, rounds: int) -> Tally:
    """Back up and restore so often, while another program saves without a pause."""
    tally = Tally(f"backup under load and restore, {type(databases).__name__}")
    with (
        databases.copy_of("town", build) as url,
        TemporaryDirectory(prefix="audit-soak-", dir=quick_place()) as folder,
    ):
        town = open_town(url)
        town.house.engine.dispose()
        writer = _writing(town)
        try:
            for turn in range(rounds):
                if time_is_up():
                    break
                file = Path(folder) / f"{turn}.zip"
                made = back_up(town.house.engine, file)
                with databases.copy_of("nothing", _touched) as there:
                    engine = open_engine(there)
                    restore(engine, file)
                    found = contents(engine)
                    engine.dispose()
                    for name, (_, content) in made.tables.items():
                        tally.expect(name in OWN or found[name] == content, f"{name} differs")
                    restored = open_town(there)
                    check_coherence(restored, tally)
                    restored.house.close()
                tally.faults += 1
                tally.acknowledged += made.rows
                file.unlink()
        finally:
            os.kill(writer, signal.SIGKILL)
            os.waitpid(writer, 0)
        town.house.close()
    return tally


def _writing(town: Town) -> int:
    """Start a program that saves until it is killed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    child = os.fork()
    if child == 0:
        work_until_killed(lambda: mixed(town), nowhere)
    os.close(nowhere)
    return child


def _touched(url: str) -> None:
    engine = open_engine(url)
    with engine.connect():
        pass
    engine.dispose()
