"""A foreign workbook is opened within limits, or not at all."""

import io
import time
import zipfile

import pytest
import xlsxwriter

from audit.files.workbooks import MOST_BYTES, NotOpened, as_text, open_workbook, place_of
from tests.files.spreadsheets import changed

SHEET = "xl/worksheets/sheet1.xml"


def workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Eins").write_string(1, 1, "hier")
    return file.getvalue()


def with_rows(rows: str) -> bytes:
    return changed(
        workbook(), SHEET, lambda text: text.replace("</sheetData>", rows + "</sheetData>")
    )


def with_members(count: int, size: int = 0) -> bytes:
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(count):
            package.writestr(f"xl/media/{number}", b"\0" * size)
    return file.getvalue()


def test_a_cell_is_found_where_people_see_it() -> None:
    rows = open_workbook(workbook()).sheets["Eins"]
    assert rows[1][1] == "hier"
    assert [place_of(1, 1), place_of(11, 25), place_of(0, 26), place_of(9, 16383)] == [
        "B2",
        "Z12",
        "AA1",
        "XFD10",
    ]


def test_cells_without_content_make_no_sheet_large() -> None:
    data = with_rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert len(open_workbook(data).sheets["Eins"]) == 2


CORNER = '<row r="1048576"><c r="{}1048576"><v>1</v></c></row>'
LONG = '<row r="9"><c r="A9" t="inlineStr"><is><t>{}</t></is></c></row>'
ENTITY = '<row r="9"><c r="A9" t="inlineStr"><is><t>&e;</t></is></c></row>'


@pytest.mark.parametrize(
    "data",
    [
        with_rows(CORNER.format("XFD")),
        with_rows(CORNER.format("Z")),
        with_rows(LONG.format("a" * 70_000_000)),
        with_rows(LONG.format("a" * 5_000_000)),
        with_members(1001),
        with_members(1, 100_000_000),
        b"PK\x03\x04" + b"\0" * MOST_BYTES,
    ],
    ids=["last cell", "last row", "unpacks to much", "packed too well", "many parts", "large part",
         "large file"],
)  # fmt: skip
def test_a_bomb_does_not_go_off(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(NotOpened, match="zu groß oder zu tief gepackt"):
        open_workbook(data)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Name;Wert",
        b"%PDF-1.7",
        b"PK\x03\x04 and then nothing",
        workbook()[:-200],
        with_rows("<row><c"),
        changed(workbook(), SHEET, lambda text: text.replace("<worksheet", "<!DOCTYPE x [<!ENTITY e"
                ' SYSTEM "file:///etc/passwd">]><worksheet').replace("</sheetData>",
                ENTITY + "</sheetData>")),
    ],
    ids=["nothing", "CSV", "PDF", "half a ZIP", "cut off", "broken XML", "foreign entity"],
)  # fmt: skip
def test_what_is_no_workbook_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(NotOpened, match="keine Arbeitsmappe, die sich öffnen lässt"):
        open_workbook(data)


def test_a_package_without_a_workbook_is_none() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<w:p/>")
    with pytest.raises(NotOpened, match="keine Arbeitsmappe"):
        open_workbook(file.getvalue())


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (2.5, "2.5"), (0.1 + 0.2, "0.3"), (-1.0, "-1"), (1e20, "100000000000000000000"),
     (True, "x"), (False, ""), ("x ", "x ")],
)  # fmt: skip
def test_a_number_is_written_as_somebody_would_type_it(value: float | str, text: str) -> None:
    assert as_text(value) == text
