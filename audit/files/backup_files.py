"""Backups: one ZIP file that belongs to no make of database.

    manifest.json        versions, and for each table its columns, its number of rows, its hash
    tables/<name>.jsonl  one row per line, as a JSON list, in the order of the primary key

The hash of a table is the SHA-256 of its lines: equal rows give equal hashes, wherever they are
stored. Moments are written in UTC, bytes in Base64. Nothing of a backup is ever unpacked to disk.
"""

import json
import os
import re
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zlib import error as BadCompression  # noqa: N812 - it is an exception with a lower-case name

from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused

FORMAT = 1
MANIFEST = "manifest.json"
MOST_BYTES_OF_MANIFEST = 2**20
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class Kind(StrEnum):
    """What a column holds."""

    INTEGER = "integer"
    FLOAT = "float"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    BYTES = "bytes"


Row = Sequence[Any]


@dataclass(frozen=True)
class Shape:
    """A table: its name, and its columns with what they hold."""

    name: str
    columns: Mapping[str, Kind]


@dataclass(frozen=True)
class Content:
    """What a table holds, in two figures."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class About:
    """Where a backup comes from."""

    revision: str
    """Of the tables: the last migration that was applied."""
    made: datetime
    database: str
    """Make and version, e.g. `SQLite 3.51.3`."""
    log_number: int
    log_hash: str
    """Of the last line of the log."""


@dataclass(frozen=True)
class Manifest:
    """What stands in a backup."""

    about: About
    tables: Mapping[str, tuple[Shape, Content]]

    @property
    def rows(self) -> int:
        """How many there are in all tables."""
        return sum(content.rows for _, content in self.tables.values())


def content_of(shape: Shape, rows: Iterable[Row]) -> Content:
    """Count rows and compute their hash."""
    lines = _Counted(_line(shape, row) for row in rows)
    for _ in lines:
        pass
    return lines.content()


def save_backup(
    path: Path, about: About, tables: Iterable[tuple[Shape, Iterable[Row]]]
) -> Manifest:
    """Write a backup that appears under its name when it is complete and on the disk.

    Raises `Refused` where it cannot be written, or where something stands already.
    """
    if path.exists():
        raise _refused(path, message("Diese Datei gibt es schon; sie wird nicht überschrieben."))
    try:
        with _appearing(path) as unfinished:
            return _written(unfinished, about, tables)
    except OSError as error:
        sentence = message("Diese Datei lässt sich nicht schreiben: {cause}.", cause=error.strerror)
        raise _refused(path, sentence) from None


def _written(path: Path, about: About, tables: Iterable[tuple[Shape, Iterable[Row]]]) -> Manifest:
    held: dict[str, tuple[Shape, Content]] = {}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for shape, rows in tables:
            lines = _Counted(_line(shape, row) for row in rows)
            with archive.open(_member(shape.name), "w", force_zip64=True) as member:
                for line in lines:
                    member.write(line)
            held[shape.name] = shape, lines.content()
        manifest = Manifest(about, held)
        archive.writestr(MANIFEST, json.dumps(_as_json(manifest), ensure_ascii=False, indent=1))
    return manifest


class Backup:
    """A backup to be read; raises `Refused` where it is damaged or none of ours."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._archive = ZipFile(path)
        except FileNotFoundError:
            raise _refused(path, message("Diese Datei gibt es nicht.")) from None
        except (OSError, BadZipFile, NotImplementedError, ValueError):
            raise _refused(path, _NO_BACKUP) from None
        with self._told():
            self.manifest = self._manifest()

    def rows(self, name: str) -> Iterator[Row]:
        """Read the rows of a table; at the end they are known to be those that were saved."""
        shape, content = self.manifest.tables[name]
        with self._told(), self._archive.open(_member(name)) as member:
            lines = _Counted(iter(member))
            for line in lines:
                yield _row(shape, line)
        if lines.content() != content:
            raise _refused(self._path, _DAMAGED)

    def check(self) -> None:
        """Read everything once, and compare it with its hashes."""
        for name in self.manifest.tables:
            for _ in self.rows(name):
                pass

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def _manifest(self) -> Manifest:
        members = [info.filename for info in self._archive.infolist()]
        if MANIFEST not in members:
            raise _refused(self._path, _NO_BACKUP)
        if self._archive.getinfo(MANIFEST).file_size > MOST_BYTES_OF_MANIFEST:
            raise _refused(self._path, _NO_BACKUP)
        written = json.loads(self._archive.read(MANIFEST))
        if written["format"] > FORMAT:
            raise _refused(self._path, FROM_A_NEWER_VERSION)
        manifest = _manifest_of(written)
        expected = [MANIFEST, *(_member(name) for name in manifest.tables)]
        if strange := next((name for name in members if name not in expected), None):
            sentence = message("In der Sicherung steckt etwas Fremdes: „{name}“.", name=strange)
            raise _refused(self._path, sentence)
        if sorted(members) != sorted(expected):
            raise _refused(self._path, _DAMAGED)
        return manifest

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say of whatever is wrong in the file that it is damaged."""
        try:
            yield
        except (BadZipFile, BadCompression, OSError, EOFError, RuntimeError, NotImplementedError):
            raise _refused(self._path, _DAMAGED) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _refused(self._path, _DAMAGED) from None


def sha256_of(path: Path) -> str:
    """Compute the hash of a file, as `sha256sum` does."""
    with path.open("rb") as file:
        hashed = sha256()
        while block := file.read(2**20):
            hashed.update(block)
    return hashed.hexdigest()


class _Counted:
    """Lines on their way, counted and hashed."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._rows, self._hash = 0, sha256()

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self._rows += 1
            self._hash.update(line)
            yield line

    def content(self) -> Content:
        return Content(self._rows, self._hash.hexdigest())


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _line(shape: Shape, row: Row) -> bytes:
    kinds = shape.columns.values()
    values = [
        None if value is None else _WRITE[kind](value)
        for value, kind in zip(row, kinds, strict=True)
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _row(shape: Shape, line: bytes) -> Row:
    kinds = shape.columns.values()
    return [
        None if value is None else _READ[kind](value)
        for value, kind in zip(json.loads(line), kinds, strict=True)
    ]


def _moment(value: datetime) -> str:
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


_WRITE: Mapping[Kind, Callable[[Any], object]] = {
    Kind.INTEGER: int,
    Kind.FLOAT: float,
    Kind.TEXT: str,
    Kind.BOOLEAN: bool,
    Kind.DATE: date.isoformat,
    Kind.MOMENT: _moment,
    Kind.BYTES: lambda value: b64encode(value).decode(),
}


def _exactly(kind: type) -> Callable[[Any], object]:
    def taken(value: Any) -> object:
        if type(value) is not kind:
            raise ValueError(value)
        return value

    return taken


_READ: Mapping[Kind, Callable[[Any], object]] = {
    Kind.INTEGER: _exactly(int),
    Kind.FLOAT: _exactly(float),
    Kind.TEXT: _exactly(str),
    Kind.BOOLEAN: _exactly(bool),
    Kind.DATE: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.BYTES: lambda value: b64decode(value, validate=True),
}


def _as_json(manifest: Manifest) -> dict[str, object]:
    return {
        "format": FORMAT,
        "about": asdict(manifest.about) | {"made": manifest.about.made.isoformat()},
        "tables": {
            name: {"columns": dict(shape.columns), **asdict(content)}
            for name, (shape, content) in manifest.tables.items()
        },
    }


def _manifest_of(written: Mapping[str, Any]) -> Manifest:
    about = About(**written["about"])
    made = datetime.fromisoformat(str(about.made))
    tables = {}
    for name, held in written["tables"].items():
        if not all(_NAME.fullmatch(word) for word in (name, *held["columns"])):
            raise ValueError(name)
        columns = {column: Kind(kind) for column, kind in held["columns"].items()}
        tables[name] = Shape(name, columns), Content(int(held["rows"]), str(held["sha256"]))
    return Manifest(About(**{**asdict(about), "made": made}), tables)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """Give a name to write to, readable by nobody else; the file gets its own name when it is
    complete and safe from a power cut."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    unfinished = Path(name)
    try:
        yield unfinished
        os.fsync(handle)
        os.link(unfinished, path)
        _sync_folder(path.parent)
    finally:
        os.close(handle)
        unfinished.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _refused(path: Path, sentence: Message) -> Refused:
    return Refused([Problem(str(path), None, sentence)])


_NO_BACKUP = message("Das ist keine Sicherung dieses Programms.")
_DAMAGED = message("Die Sicherung ist beschädigt; es wird nichts aus ihr übernommen.")
FROM_A_NEWER_VERSION = message(
    "Die Sicherung stammt von einer neueren Fassung dieses Programms. Bitte bringen Sie zuerst das "
    "Programm auf den neuen Stand."
)
