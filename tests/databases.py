"""A database for each test, quickly: the copy of one that was written once."""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType

from sqlalchemy import create_engine, text

from audit.store.engine import sqlite_url

Build = Callable[[str], None]
"""Writes into the empty database at an address what each test finds there."""

ADMINISTRATOR = "postgres"


@dataclass
class Databases(ABC):
    """Databases of one make."""

    folder: Path
    _models: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def copy_of(self, model: str, build: Build) -> Iterator[str]:
        """Give the address of a copy of what `build` writes; it is written once per model."""
        if model not in self._models:
            self._models[model] = name = f"model_{len(self._models)}"
            build(self.empty(name))
        name = f"copy_{next(self._numbers)}"
        yield self.copy(self._models[model], name)
        self.drop(name)

    @abstractmethod
    def empty(self, name: str) -> str:
        """Make a database without tables and give its address."""

    @abstractmethod
    def copy(self, model: str, name: str) -> str:
        """Copy a database and give the address of the copy."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected."""


class Files(Databases):
    """Databases of SQLite, each in a file."""

    def empty(self, name: str) -> str:
        return sqlite_url(self._file(name))

    def copy(self, model: str, name: str) -> str:
        shutil.copyfile(self._file(model), self._file(name))
        return sqlite_url(self._file(name))

    def drop(self, name: str) -> None:
        for file in self.folder.glob(f"{name}.db*"):
            file.unlink()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.db"


@dataclass
class Cluster(Databases):
    """Databases of a PostgreSQL that runs for these tests only; reachable by a socket alone."""

    start: Callable[[], None] = lambda: None
    """Starts it again after it was stopped."""
    stop: Callable[[], None] = lambda: None
    """Stops it at once, whoever is connected."""

    @property
    def main_process(self) -> int:
        """The number of the process that all others of the server come from."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split("\n")[0])

    def empty(self, name: str) -> str:
        self._tell(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def copy(self, model: str, name: str) -> str:
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
        return self._url(name)

    def drop(self, name: str) -> None:
        self._tell(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _tell(self, command: str) -> None:
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(command))
        engine.dispose()

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{ADMINISTRATOR}@/{name}?host={self.folder}"


def quick_place() -> Path | None:
    """Find a place in memory, as most Linux machines have it; None where there is no room."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def what_postgres_lacks() -> str | None:
    """Say what this machine lacks to run PostgreSQL; None when nothing is missing."""
    if _programs() is None:
        return "PostgreSQL is missing; install it with: apt-get install postgresql"
    return None


@contextmanager
def running_postgres(
    more: Mapping[str, object] = MappingProxyType({}), place: Path | None = None
) -> Iterator[Cluster]:
    """Run a PostgreSQL in a folder of its own, in memory unless a `place` is given, with `more`
    settings if wanted. It refuses to be run by root, so root lends it to the user `postgres`."""
    folder = Path(mkdtemp(prefix="audit-postgres-", dir=place or quick_place()))
    if os.geteuid() == 0:
        shutil.chown(folder, ADMINISTRATOR)
    data = str(folder / "data")
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": folder,
        "fsync": "off",  # these data may be lost
        "full_page_writes": "off",
        "max_connections": 50,
        "shared_buffers": "32MB",
        **more,
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    try:
        _run("initdb", "-D", data, "-U", ADMINISTRATOR, "-A", "trust", "-E", "UTF8", "--no-sync")
        start = ("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        stop = ("pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
        _run(*start)
        try:
            yield Cluster(folder, start=lambda: _run(*start), stop=lambda: _run(*stop))
        finally:
            _run(*stop)
    finally:
        shutil.rmtree(folder)


def _run(program: str, *words: str) -> None:
    folder = _programs()
    assert folder is not None, what_postgres_lacks()
    as_whom = ["runuser", "-u", ADMINISTRATOR, "--"] if os.geteuid() == 0 else []
    command = [*as_whom, str(folder / program), *words]
    # The server inherits what pg_ctl writes to: a pipe would never end.
    with Path(os.devnull).open("w") as nowhere:
        subprocess.run(command, check=True, stdout=nowhere, stderr=nowhere, cwd="/")


def _programs() -> Path | None:
    """Find the folder of the server's programs; Debian keeps them out of the PATH."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)
