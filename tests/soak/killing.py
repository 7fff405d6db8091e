"""Kills the program by SIGKILL, at any moment, while it works on a file of SQLite."""

import gc
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NoReturn

from audit.files.backup_files import Backup
from audit.model.problems import Refused
from audit.service.keeping import back_up, contents, restore
from audit.store.engine import open_engine, reading, rebuilding, sqlite_url, writing
from audit.store.migrating import bring_up_to_date, revision_of, upgrade
from tests.databases import quick_place
from tests.service.town import PEOPLE, Town, build, open_town
from tests.soak.counting import Tally, moments, time_is_up
from tests.soak.work import WORK, Work, check


@dataclass
class Killed:
    """What a program had told before it was killed."""

    told: list[str]
    by_itself: bool
    """It was finished before."""


def kill_it(child: int) -> None:
    """Kill a process."""
    os.kill(child, signal.SIGKILL)


def kill(
    work: Callable[[], Iterator[str]],
    after: float,
    break_it: Callable[[int], None] = kill_it,
    told: int = 0,
) -> Killed:
    """Do some work in a process of its own, and kill it, or what it needs, `after` seconds; they
    count from when so many things were acknowledged."""
    reading_end, writing_end = os.pipe()
    gc.collect()
    child = os.fork()
    if child == 0:
        work_until_killed(work, writing_end)
    os.close(writing_end)
    with os.fdopen(reading_end) as pipe:
        assert pipe.readline() == "ready\n"
        first = [line for _ in range(told) if (line := pipe.readline().rstrip("\n"))]
        time.sleep(after)
        break_it(child)
        _, status = os.waitpid(child, 0)
        *rest, cut_off = pipe.read().split("\n")
    assert not cut_off
    exited = os.WIFEXITED(status)
    assert not exited or os.WEXITSTATUS(status) == 0, rest
    return Killed([*first, *rest], exited)


def work_until_killed(work: Callable[[], Iterator[str]], pipe: int) -> NoReturn:
    """Work in a process that was forked, and write into the pipe what is acknowledged."""
    try:
        os.write(pipe, b"ready\n")
        for told in work():
            os.write(pipe, f"{told}\n".encode())
        os._exit(0)
    except BaseException as error:
        os.write(pipe, f"{error!r}\n".encode())
        os._exit(1)


def kills(rounds: int, seed: int = 1) -> Iterator[Tally]:
    """Kill each kind of work so often that there are `rounds` in all."""
    jobs: list[tuple[Callable[[int, int], Tally], int]] = [
        *((_of_work(name, work), 10) for name, work in WORK.items()),
        (_of_migration, 1),
        (_of_backup, 1),
        (_of_restore, 1),
    ]
    shares = sum(share for _, share in jobs)
    done = 0
    for place, (job, share) in enumerate(jobs, 1):
        part = rounds - done if place == len(jobs) else rounds * share // shares
        done += part
        yield job(part, seed)


AT_MOST = {"save": 8, "submit": 3, "approve": 6, "import": 3, "register": 4, "send": 3}
"""So many things are acknowledged before the kill, which hits within the next one or two."""

WITHIN = 0.02
"""Seconds, from what was acknowledged last to the kill."""


def _until(rounds: int, tally: Tally, seed: int, longest: float) -> Iterator[float]:
    """Draw moments until so many kills have hit; what was finished before does not count."""
    for after in moments(seed, longest):
        if tally.faults >= rounds or time_is_up():
            return
        yield after


def _duration(work: Callable[[], Iterator[str]]) -> float:
    """Measure how long something takes on this machine now, if nobody kills it."""
    begun = time.monotonic()
    kill(work, 0, lambda _: None)
    return time.monotonic() - begun


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="audit-soak-", dir=quick_place()) as folder:
        yield Path(folder)


def _of_work(name: str, work: Work) -> Callable[[int, int], Tally]:
    def job(rounds: int, seed: int) -> Tally:
        tally = Tally(f"kill -9 during {name}")
        with _folder() as folder:
            model, file = folder / "model.db", folder / "audit.db"
            build(sqlite_url(model))
            shutil.copyfile(model, file)
            town = open_town(sqlite_url(file))
            list(islice(work(town), 3))  # so that no round waits for what is done once
            chance = Random(seed)
            for after in _until(rounds, tally, seed, WITHIN):
                _fresh(town, model, file)
                killed = kill(lambda: work(town), after, told=chance.randint(0, AT_MOST[name]))
                tally.faults += not killed.by_itself
                check(town, killed.told, tally)
            town.house.close()
        return tally

    return job


def _fresh(town: Town, model: Path, file: Path) -> None:
    """Begin again with nothing open: a process that forks must not take files along."""
    town.house.engine.dispose()
    town.sign_in_anew()
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()
    shutil.copyfile(model, file)


def _of_migration(rounds: int, seed: int) -> Tally:
    tally = Tally("kill -9 during migration")
    with _folder() as folder:
        model, file = folder / "model.db", folder / "audit.db"
        engine = open_engine(sqlite_url(model))
        with rebuilding(engine) as connection:
            upgrade(connection, "0001")
        with writing(engine) as connection:
            for person in PEOPLE:
                connection.exec_driver_sql(
                    "INSERT INTO people (id, name) VALUES (?, ?)", (person.id, person.name)
                )
        engine.dispose()
        engine = open_engine(sqlite_url(file))

        def migrate() -> Iterator[str]:
            bring_up_to_date(engine)
            yield "migrated"

        shutil.copyfile(model, file)
        for after in _until(rounds, tally, seed, _duration(migrate)):
            shutil.copyfile(model, file)
            killed = kill(migrate, after)
            tally.faults += not killed.by_itself
            tally.acknowledged += len(killed.told)
            with reading(engine) as connection:
                done = revision_of(connection) != "0001"
                tables = {row[0] for row in connection.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE type = 'table'")}  # fmt: skip
                people = connection.exec_driver_sql("SELECT count(*) FROM people").scalar()
            tally.expect(done or not killed.told, "migration lost")
            tally.expect(done is ("log" in tables), "half a migration")
            tally.expect(people == len(PEOPLE), "people lost")
            bring_up_to_date(engine)
            tally.expect(contents(engine)["people"].rows == len(PEOPLE), "people lost later")
            engine.dispose()
    return tally


def _of_backup(rounds: int, seed: int) -> Tally:
    tally = Tally("kill -9 during backup")
    with _folder() as folder:
        file, backup = folder / "audit.db", folder / "backup.zip"
        build(sqlite_url(file))
        engine = open_engine(sqlite_url(file))
        before = contents(engine)
        engine.dispose()

        def save() -> Iterator[str]:
            back_up(engine, backup)
            yield "saved"

        longest = _duration(save)
        _tidy(folder, keep=file)
        for after in _until(rounds, tally, seed, longest):
            killed = kill(save, after)
            tally.faults += not killed.by_itself
            tally.acknowledged += len(killed.told)
            tally.expect(backup.exists() or not killed.told, "backup lost")
            if backup.exists():
                tally.expect(_held(backup) == before, "half a backup")
            tally.expect(contents(engine) == before, "database changed")
            engine.dispose()
            _tidy(folder, keep=file)
    return tally


def _held(file: Path) -> object:
    try:
        backup = Backup(file)
        backup.check()
    except Refused as refused:
        return str(refused)
    backup.close()
    return {name: content for name, (_, content) in backup.manifest.tables.items()}


def _tidy(folder: Path, keep: Path) -> None:
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        elif left != keep:
            left.unlink()


def _of_restore(rounds: int, seed: int) -> Tally:
    tally = Tally("kill -9 during restore")
    with _folder() as folder:
        file, model, backup = (folder / name for name in ("audit.db", "model.db", "backup.zip"))
        build(sqlite_url(model))
        engine = open_engine(sqlite_url(model))
        back_up(engine, backup)
        with writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO people (id, name) VALUES ('new', 'Neu')")
        present = contents(engine)
        engine.dispose()
        engine = open_engine(sqlite_url(file))

        def put_back() -> Iterator[str]:
            restore(engine, backup, replace=True)
            yield "restored"

        archive = _held(backup)
        assert isinstance(archive, dict)
        shutil.copyfile(model, file)
        for after in _until(rounds, tally, seed, _duration(put_back)):
            shutil.copyfile(model, file)
            killed = kill(put_back, after)
            tally.faults += not killed.by_itself
            tally.acknowledged += len(killed.told)
            found = contents(engine)
            as_saved = {**found, "log": archive["log"]} == archive
            tally.expect(as_saved or not killed.told, "restore lost")
            tally.expect(as_saved or found == present, "half a restore")
            engine.dispose()
    return tally
