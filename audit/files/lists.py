"""Lists that people write as CSV, in a spreadsheet or by hand: taken apart row by row."""

import codecs
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit.files.characters import in_one_line
from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused, did_you_mean
from audit.model.written import cleaned_line


@dataclass(frozen=True)
class Row:
    """A row that is not empty, with the line on which it begins."""

    line: int
    cells: Mapping[str, str]
    """By column, cleaned and in one line each; a column that is missing is empty."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_list(
    data: bytes, file: str, heads: Mapping[str, str], needed: tuple[str, ...]
) -> list[Row]:
    """Read a list whose columns may be called as `heads` says, or by their own names.

    Raises `Refused` when it cannot be read as a whole, with all that is wrong with its columns.
    """
    names, rows = _taken_apart(_text_of(data), file)
    columns = _columns(names, file, heads, needed)
    problems = [
        Problem(file, line, _TOO_WIDE) for line, cells in rows if any(cells[len(columns) :])
    ]
    if problems:
        raise Refused(problems)
    return [
        Row(
            line,
            {
                column: cleaned_line(cell)
                for column, cell in zip(columns, cells, strict=False)
                if column
            },
        )
        for line, cells in rows
    ]


def _text_of(data: bytes) -> str:
    """Turn bytes into text; what is no UTF comes from an older Excel."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _taken_apart(text: str, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Find the names of the columns, and the rows below them that are not empty."""
    first = text.lstrip("\r\n").splitlines()[:1]
    skipped, mark = 0, re.fullmatch(r'"?sep=(.)"?', first[0].strip(), re.I) if first else None
    if mark:  # Excel's own line about the delimiter
        text, skipped = text.partition("\n")[2], 1
        first = text.splitlines()[:1]
    delimiter = mark[1] if mark else max(";,\t", key=(first or [""])[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = skipped + 1
    try:
        for cells in reader:
            if any(cleaned_line(cell) for cell in cells):
                rows.append((line, cells))
            line = skipped + reader.line_num + 1
    except csv.Error:
        raise Refused([Problem(file, line, _NOT_CSV, _QUOTES)]) from None
    if not rows:
        raise Refused([Problem(file, None, message("In der Datei steht nichts."))])
    return rows[0][1], rows[1:]


def _columns(
    names: list[str], file: str, heads: Mapping[str, str], needed: tuple[str, ...]
) -> list[str]:
    """Find which column stands where. Raises `Refused` for what is unknown, missing or twice."""
    known = {head.casefold(): column for column, head in heads.items()}
    known |= {column: column for column in heads}
    found = [known.get(cleaned_line(name).casefold(), "") for name in names]
    told: list[tuple[Message, Message | None]] = []
    for name, column in zip(map(cleaned_line, names), found, strict=True):
        if name and not column:
            said = message("Die Spalte „{name}“ ist hier nicht bekannt.", name=in_one_line(name))
            all_ = message("Bekannt sind: {names}.", names=", ".join(heads.values()))
            told.append((said, did_you_mean(name, heads.values()) or all_))
    told += [
        (message("Die Spalte „{column}“ gibt es mehrmals.", column=heads[column]), None)
        for column in heads
        if found.count(column) > 1
    ]
    told += [
        (message("Die Spalte „{name}“ fehlt.", name=heads[column]), None)
        for column in needed
        if column not in found
    ]
    if told:
        raise Refused([Problem(file, 1, sentence, hint) for sentence, hint in told])
    return found


_TOO_WIDE = message("Die Zeile hat mehr Spalten als die erste.")
_NOT_CSV = message("Ab hier ist die Tabelle nicht zu lesen.")
_QUOTES = message("Bitte prüfen Sie, ob ein Anführungszeichen zu viel ist oder fehlt.")
