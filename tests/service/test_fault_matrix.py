"""Every action under every fault of the database: people read one sentence, and nothing is changed.

Faults × actions; the actions, and what they are called with, are those of the matrix of rights.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from audit.model.messages import GERMAN
from audit.service import actions
from audit.service.actions import ACTIONS, NotDone
from audit.service.keeping import contents
from audit.store import engine
from tests.databases import Cluster, running_postgres, what_postgres_lacks
from tests.service.test_faults import NOT_READ, NOT_SAVED
from tests.service.test_rights import BY_OFFICE, NAMED, OF_A_UNIT, OF_ALL, ROLES, function_of
from tests.service.town import SOCIAL, Town, build, open_town

Call = Callable[[], object]
Fault = Callable[[Town], Any]


def calls(town: Town) -> dict[str, Call]:
    """Make every action ready to be done by somebody who may; what it needs is there."""
    offices = {role.value: person for role, person in ROLES.items() if role is not None}
    ready: dict[str, Call] = {}
    for full in sorted(ACTIONS, key=_hands_in):
        name = full.removeprefix("audit.service.")
        office = BY_OFFICE[name].split()[0].replace("everybody", "head")
        person = offices[office]
        caller = town.guest() if person is None else town.caller(person)
        of = OF_ALL[name](town) if name in OF_ALL else OF_A_UNIT[name](town, SOCIAL)
        named = NAMED.get(name, {})
        ready[name] = partial(function_of(name), town.house, caller, *of, **named)
    return ready


def _hands_in(full: str) -> tuple[bool, str]:
    """Prepare what needs a sheet that is handed in after what needs one that is open."""
    return ".approving." in full or ".figures." in full, full


@contextmanager
def locked(town: Town) -> Iterator[None]:
    other = sqlite3.connect(file_of(town), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.rollback()
    other.close()


@contextmanager
def held_open(town: Town, change: Callable[[Path], None]) -> Iterator[None]:
    """Change the file under the feet of the program; at the end it is what it was."""
    file, aside = file_of(town), file_of(town).with_suffix(".aside")
    town.house.engine.dispose()
    shutil.copy(file, aside)
    change(file)
    changed = file.read_bytes() if file.exists() else None
    yield
    town.house.engine.dispose()
    assert (file.read_bytes() if file.exists() else None) == changed
    shutil.move(aside, file)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


def overwritten(file: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + file.read_bytes()[8:])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def file_of(town: Town) -> Path:
    return Path(str(town.house.engine.url.database))


FAULTS: dict[str, Fault] = {
    "locked": locked,
    "cut off": lambda town: held_open(town, cut_off),
    "overwritten": lambda town: held_open(town, overwritten),
    "emptied": lambda town: held_open(town, emptied),
    "gone": lambda town: held_open(town, Path.unlink),
}


def all_are_told(ready: dict[str, Call]) -> None:
    for name, call in ready.items():
        with pytest.raises(NotDone) as refusal:
            call()
        told = GERMAN.say(refusal.value.sentence)
        assert told in {NOT_SAVED, NOT_READ}, name


@pytest.mark.parametrize("fault", FAULTS)
def test_no_action_falls_over_a_file_that_is_not_as_it_should_be(
    town_in_a_file: Town, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.02)
    town = open_town(str(town_in_a_file.house.engine.url))
    ready = calls(town)
    before = contents(town.house.engine)
    with FAULTS[fault](town):
        all_are_told(ready)
    assert contents(town.house.engine) == before
    town.house.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    if reason := what_postgres_lacks():
        pytest.skip(reason)
    with running_postgres() as cluster:
        yield cluster


def test_no_action_falls_over_a_server_that_is_gone(
    server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PAUSES", ())
    with server.copy_of("town", build) as url:
        town = open_town(url)
        ready = calls(town)
        before = contents(town.house.engine)
        server.stop()
        try:
            all_are_told(ready)
        finally:
            server.start()
        assert contents(town.house.engine) == before
        town.house.close()
