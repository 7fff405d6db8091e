"""Opens one workbook that somebody sent, as a program of its own: workbook in, JSON out.

Whoever starts it can stop it: nobody knows beforehand what a foreign file does to the program that
opens it. See `audit.files.workbooks`.
"""

import io
import json
import sys
import zipfile
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

MOST_MEMBERS = 1000
"""Parts of the package; a sheet is one or two."""

MOST_UNPACKED = 60_000_000
"""Bytes that a workbook may have unpacked. A full sheet of 200 questions has about 1,000,000."""

MOST_RATIO = 200
"""So many times larger may a part be unpacked; honest sheets are 5 to 30 times larger."""

UNSUSPICIOUS = 1_000_000
"""Bytes up to which nobody asks how well a part was packed."""

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 300, 5_000, 100, 500_000

MOST_MEMORY = 1 << 30
"""Bytes that this program may use."""


class Refused(Exception):
    """The file is not opened; the word says why, see `audit.files.workbooks`."""


def main() -> None:
    """Read a workbook from the standard input and write its cells to the standard output."""
    _take_no_more_than(MOST_MEMORY)
    data = sys.stdin.buffer.read()
    try:
        _measure(data)
        answer: dict[str, Any] = {"sheets": _sheets(data)}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(answer))


def _take_no_more_than(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; there the time limit must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _measure(data: bytes) -> None:
    """Refuse by what the package says about itself, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("no workbook") from None
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise Refused("no workbook")
    if len(members) > MOST_MEMBERS:
        raise Refused("too large")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused("too large")
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > UNSUSPICIOUS and member.file_size / packed > MOST_RATIO:
            raise Refused("too large")


def _sheets(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            if len(workbook.sheet_names) > MOST_SHEETS:
                raise Refused("too large")
            sheets = [(name, workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
            if sum(one.total_height * one.total_width for _, one in sheets) > MOST_CELLS:
                raise Refused("too large")
            return [(name, _rows(sheet)) for name, sheet in sheets]
    except (CalamineError, OSError, ValueError):
        raise Refused("no workbook") from None


def _rows(sheet: CalamineSheet) -> list[list[Any]]:
    """Read a sheet from its first cell on, so that places are what people see."""
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise Refused("too large")
    rows = sheet.to_python(skip_empty_area=False)
    return [[_plain(value) for value in row] for row in rows]


def _plain(value: object) -> object:
    """Write a value so that JSON can hold it; a day is a list of one."""
    match value:
        case bool() | int() | float() | str():
            return value
        case datetime():
            return [value.date().isoformat()]
        case date():
            return [value.isoformat()]
        case _:
            return str(value)


if __name__ == "__main__":
    main()
