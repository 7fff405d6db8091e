"""Cuts the power while the service saves, and looks at what is found when it is back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import apsw
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError

from audit.service.actions import NotDone
from audit.store import engine as store
from audit.store.engine import sqlite_url
from tests.databases import quick_place
from tests.service.town import Town, build, open_town
from tests.soak import shim
from tests.soak.counting import Tally, time_is_up
from tests.soak.disk import Disk, PowerCut, System
from tests.soak.work import check, mixed


@dataclass(frozen=True)
class Mode:
    """A version of SQLite, which decides on the journal; and a setting put over ours."""

    name: str
    version: tuple[int, int, int]
    worse: str = ""
    """What the engine would never do: shows that the harness finds losses."""


DELETE_EXTRA = Mode("DELETE/EXTRA", (3, 40, 1))
WAL_FULL = Mode("WAL/FULL", (3, 51, 3))
CONTROLS = (
    Mode("DELETE/FULL, as SQLite comes", (3, 40, 1), "PRAGMA synchronous = FULL"),
    Mode("WAL/NORMAL, as the web advises", (3, 51, 3), "PRAGMA synchronous = NORMAL"),
)

MOST_OPERATIONS = 400
"""Of the disk, until the power goes; about 8 saves."""


def power_losses(rounds: int, seed: int = 1) -> Iterator[Tally]:
    """Cut the power so often in all, half of it in each mode that the engine chooses."""
    yield cut_often(DELETE_EXTRA, rounds - rounds // 2, seed)
    yield cut_often(WAL_FULL, rounds // 2, seed)


def cut_often(mode: Mode, rounds: int, seed: int = 1) -> Tally:
    """Let a town work over a disk that loses its power, each time anew."""
    tally, chance = Tally(f"power loss, {mode.name}"), Random(seed)
    with TemporaryDirectory(prefix="audit-soak-", dir=quick_place()) as folder:
        file = Path(folder) / "audit.db"
        build(sqlite_url(file))
        content = file.read_bytes()
        looking, machine = open_town(sqlite_url(file)), Machine()
        machine.insert(content)
        with _running(machine, mode) as town:
            for _ in range(rounds):
                if time_is_up():
                    break
                disk = machine.insert(content)
                told = _work_until_the_cut(town, disk, chance.randrange(5, MOST_OPERATIONS))
                tally.faults += 1
                looking.house.engine.dispose()
                _lay_down(disk.after_the_cut(chance), file)
                _look(looking, told, tally)
        looking.house.close()
    return tally


class Machine:
    """A computer whose disk is replaced each time."""

    _system: System | None = None

    def insert(self, content: bytes) -> Disk:
        """Put in a disk with a database on it."""
        if self._system is not None:
            self._system.unregister()
        disk = Disk()
        disk.put(FILE, content)
        self._system = System(disk)
        return disk

    def connect(self) -> apsw.Connection:
        """Open the database."""
        assert self._system is not None
        return apsw.Connection(FILE, vfs=self._system.vfs)


FILE = "/audit.db"


def _work_until_the_cut(town: Town, disk: Disk, operations: int) -> list[str]:
    told: list[str] = []
    town.sign_in_anew()
    disk.left = operations
    with suppress(PowerCut, NotDone, DBAPIError):
        for one in mixed(town):
            told.append(one)
    disk.left = -1
    town.house.engine.dispose()
    return told


@contextmanager
def _running(machine: Machine, mode: Mode) -> Iterator[Town]:
    """Open the town over the disk, in the mode that the engine chooses for a version."""

    def connect(*_: object, **__: object) -> shim.Connection:
        real = machine.connect()
        if mode.version >= store.SAFE_WAL:
            # This disk has no shared memory; a single connection needs none.
            real.execute("PRAGMA locking_mode = EXCLUSIVE")
            real.execute("PRAGMA wal_autocheckpoint = 50")  # pages: so that it happens often
        return shim.Connection(real)

    def create(url: str, **named: Any) -> store.Engine:
        return create_engine(url, module=shim, creator=connect, **named)

    with (
        patch.object(store, "create_engine", create),
        patch.object(sqlite3, "sqlite_version_info", mode.version),
    ):
        town = open_town(f"sqlite:///{FILE}")
        if mode.worse:
            event.listen(
                town.house.engine,
                "connect",
                lambda connection, _: connection.cursor().execute(mode.worse),
            )
        town.house.engine.dispose()
        yield town


def _lay_down(found: dict[str, bytes], file: Path) -> None:
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    for name, content in found.items():
        (file.parent / Path(name).name).write_bytes(content)


def _look(town: Town, told: list[str], tally: Tally) -> None:
    try:
        check(town, told, tally)
    except DBAPIError as error:
        tally.wrong[f"unreadable: {error.orig}"] += 1
