"""Opens workbooks (XLSX) that people send, and survives what they may be.

A workbook is a package of packed parts: a small file can unpack to gigabytes, and one cell in the
last corner makes a sheet of billions. So it is opened by a program of its own, with limits on time
and memory; what comes back is text, numbers and days.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.model.messages import Message, message

MOST_BYTES = 10_000_000
"""The largest file that is taken."""

MOST_SECONDS = 20
"""So long may opening take, on a machine that has much else to do."""

Value = str | float | bool | date
"""What stands in a cell; an empty text where nothing stands."""

Rows = tuple[tuple[Value, ...], ...]


class NotOpened(Exception):
    """A file that is no workbook, or none that is opened; the sentence says why."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Workbook:
    """What stands in a workbook, sheet by sheet."""

    sheets: Mapping[str, Rows]


def open_workbook(data: bytes) -> Workbook:
    """Read all cells of a workbook. Raises `NotOpened`."""
    if len(data) > MOST_BYTES:
        raise NotOpened(_WHY["too large"])
    if not data.startswith(_ZIP):
        raise NotOpened(_WHY["no workbook"])
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_READER)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        raise NotOpened(_WHY["too large"]) from None
    if "refused" in answer:
        raise NotOpened(_WHY[answer["refused"]])
    return Workbook(
        {
            name: tuple(tuple(_value(cell) for cell in row) for row in rows)
            for name, rows in answer["sheets"]
        }
    )


def place_of(row: int, column: int) -> str:
    """Name a cell as people see it, e.g. `F12`; row and column are counted from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def as_text(value: Value) -> str:
    """Write what stands in a cell as somebody would have typed it; numbers without an exponent."""
    match value:
        case bool():
            return "x" if value else ""
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.10f}".rstrip("0").rstrip(".")
        case date():
            return value.isoformat()
        case _:
            return value


def _value(cell: object) -> Value:
    """Read a value as `audit.files.workbook_reader` writes it."""
    match cell:
        case [str(day)]:
            return date.fromisoformat(day)
        case bool() | str():
            return cell
        case int() | float():
            return float(cell)
        case _:
            return ""


_READER = Path(__file__).with_name("workbook_reader.py")

_ZIP = b"PK\x03\x04"

_WHY: Mapping[str, Message] = {
    "no workbook": message(
        "Das ist keine Arbeitsmappe, die sich öffnen lässt. Bitte speichern Sie die Datei in Ihrem "
        "Tabellenprogramm als „Excel-Arbeitsmappe (.xlsx)“, ohne Kennwort."
    ),
    "too large": message(
        "Diese Arbeitsmappe ist zu groß oder zu tief gepackt. Bitte füllen Sie den Bogen in der "
        "Datei aus, die Sie hier bekommen haben, und fügen Sie nichts hinzu."
    ),
}
