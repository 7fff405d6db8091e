"""A disk that loses power: what was not yet forced onto it is lost, torn or garbled.

SQLite's own virtual file system, in memory, as SQLite's crash tests do it: each sector written
since the last sync is lost, kept or garbled, each by itself; a file that was deleted without the
folder being synced may be there again.
"""

import ctypes
from dataclasses import dataclass, field
from itertools import count
from random import Random

import apsw

SECTOR = 512
LOST, KEPT = 0.45, 0.95
"""Of the sectors written since the last sync; what is above `KEPT` is garbled."""


class PowerCut(Exception):
    """There is no power any more."""


@dataclass
class _File:
    seen: bytearray
    """What a running program reads."""
    durable: bytes | None
    """What certainly lies on the disk; None when the file itself is not yet there."""
    written: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Since the last sync: where and what; None cuts the file off there."""


@dataclass
class Disk:
    """All files of one machine."""

    files: dict[str, _File] = field(default_factory=dict)
    deleted: dict[str, bytes] = field(default_factory=dict)
    """Deleted, but perhaps there again after the power cut."""
    left: int | None = None
    """So many more operations until the power goes; None: it stays."""

    def put(self, name: str, content: bytes) -> None:
        """Lay a file onto the disk."""
        self.files[name] = _File(bytearray(content), content)

    def tick(self) -> None:
        """Count an operation."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise PowerCut

    def after_the_cut(self, chance: Random) -> dict[str, bytes]:
        """Find what lies on the disk when the power is back."""
        found = {name: _survived(file, chance) for name, file in self.files.items()}
        found |= {name: old for name, old in self.deleted.items() if chance.random() < 0.5}
        return {name: content for name, content in found.items() if content is not None}


def _survived(file: _File, chance: Random) -> bytes | None:
    content = bytearray(file.durable or b"")
    for place, data in file.written:
        if data is None:
            if chance.random() < 0.5:
                del content[place:]
            continue
        for start in range(0, len(data), SECTOR):
            sector, fate = data[start : start + SECTOR], chance.random()
            if fate < LOST:
                continue
            if fate > KEPT:
                sector = chance.randbytes(len(sector))
            end = place + start + len(sector)
            content.extend(bytes(max(end - len(content), 0)))
            content[place + start : end] = sector
    return None if file.durable is None and not content else bytes(content)


class System(apsw.VFS):
    """Tells SQLite that the disk is its file system."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.vfs = f"disk-{next(_NUMBERS)}"
        super().__init__(self.vfs, "")

    def xOpen(self, name: object, flags: list[int]) -> "_Open":  # noqa: N802 - SQLite's name
        if name is None:
            raise apsw.CantOpenError  # nothing is kept in nameless files
        filename = name if isinstance(name, str) else name.filename()  # type: ignore[attr-defined]
        self.disk.files.setdefault(filename, _File(bytearray(), None))
        return _Open(self.disk, filename)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        self.disk.tick()
        file = self.disk.files.pop(name, None)
        if file is None:
            raise _NO_SUCH_FILE
        if file.durable is not None and not syncdir:
            self.disk.deleted[name] = file.durable
        if syncdir:
            self.disk.deleted.clear()

    def xAccess(self, name: str, flags: int) -> bool:  # noqa: N802
        return name in self.disk.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class _Open(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str) -> None:
        self.disk, self.name = disk, name

    @property
    def file(self) -> _File:
        return self.disk.files[self.name]

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self.file.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self.disk.tick()
        seen = self.file.seen
        seen.extend(bytes(max(offset + len(data) - len(seen), 0)))
        seen[offset : offset + len(data)] = data
        self.file.written.append((offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self.disk.tick()
        del self.file.seen[newsize:]
        self.file.written.append((newsize, None))

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.tick()
        self.file.durable = bytes(self.file.seen)
        self.file.written.clear()
        if self.name.endswith("-journal"):
            self.disk.deleted.clear()  # SQLite syncs the folder with a new journal

    def xFileSize(self) -> int:  # noqa: N802
        return len(self.file.seen)

    def xClose(self) -> None:  # noqa: N802
        return None

    def xLock(self, level: int) -> None:  # noqa: N802
        return None

    def xUnlock(self, level: int) -> None:  # noqa: N802
        return None

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: N802
        if op != apsw.SQLITE_FCNTL_MMAP_SIZE:
            return False
        ctypes.c_int64.from_address(ptr).value = 0  # this disk cannot be mapped into memory
        return True

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return 0


_NO_SUCH_FILE = apsw.exception_for(apsw.SQLITE_IOERR_DELETE_NOENT)
_NUMBERS = count()
