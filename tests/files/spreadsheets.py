"""Does to a workbook what people and their spreadsheets do."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from html import escape

import xlsxwriter

from audit.files.handed_back import read_handout
from audit.files.sheet_rows import KEYS
from audit.files.workbooks import open_workbook, place_of

Typed = str | float | bool | date
Place = tuple[str, str]
"""The cell or the question (with `=code` behind it for an answer that is marked), and the column,
e.g. `("tongues=tr", "value")`."""


def parts_of(data: bytes) -> dict[str, str]:
    """Unpack a workbook: the text of its parts by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Change one part of a workbook."""
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts_of(data).items():
            package.writestr(name, change(text) if name == part else text)
    return new.getvalue()


def sheet_part(data: bytes, sheet: str) -> str:
    return f"xl/worksheets/sheet{list(open_workbook(data).sheets).index(sheet) + 1}.xml"


def found(data: bytes, place: Place) -> tuple[str, str]:
    """Find the sheet and the cell, as people see it, of a place."""
    name, key = place
    cell, _, option = name.partition("=")
    for row in read_handout(data).rows:
        here = row.text("cell") or row.text("question")
        if (here, row.text("option")) == (cell, option):
            return row.sheet, place_of(row.number, row.columns[key])
    raise KeyError(place)


def filled_in(data: bytes, typed: Mapping[Place, Typed]) -> bytes:
    """Type something into some cells, and save."""
    for place, value in typed.items():
        sheet, cell = found(data, place)
        data = changed(data, sheet_part(data, sheet), _typing(cell, value))
    return data


def _typing(cell: str, value: Typed) -> Callable[[str], str]:
    match value:
        case bool():
            written = f' t="b"><v>{int(value)}</v></c>'
        case float():
            written = f"><v>{value}</v></c>"
        case date():
            written = f"><v>{(value - date(1899, 12, 30)).days}</v></c>"
        case _:
            text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
            written = f' t="inlineStr">{text}</c>'
    old = re.compile(rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)

    def typed(sheet: str) -> str:
        new, count = old.subn(lambda held: f'<c r="{cell}"{held[1] or ""}{written}', sheet)
        assert count == 1, cell
        return new

    return typed


def shown_as_days(data: bytes, place: Place, like: Place) -> bytes:
    """Give a cell the format of another one, which shows days."""
    sheet, cell = found(data, place)
    other_sheet, other = found(data, like)
    style = re.search(rf'<c r="{other}" s="(\d+)"', parts_of(data)[sheet_part(data, other_sheet)])
    assert style
    return changed(
        data,
        sheet_part(data, sheet),
        lambda text: re.sub(rf'<c r="{cell}" s="\d+"', f'<c r="{cell}" s="{style[1]}"', text),
    )


def saved_by_another_program(data: bytes, order: tuple[str, ...] = KEYS) -> bytes:
    """Write all that stands in a workbook anew: with blanks behind texts, without any format but
    that of days, the columns in another order if wanted."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in open_workbook(data).sheets.items():
            page = book.add_worksheet(name)
            moved = any(KEYS[0] in row for row in rows)
            for number, row in enumerate(rows):
                cells = [row[KEYS.index(key)] for key in order] if moved else row
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        page.write_datetime(number, column, value, days)
                    elif isinstance(value, str):
                        blanks = " \n" if value and number else ""
                        page.write_string(number, column, value + blanks)
                    else:
                        page.write(number, column, value)
    return file.getvalue()
