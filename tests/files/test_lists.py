"""Lists that people write as CSV: every spreadsheet's way of writing, and what can be wrong."""

import codecs

import pytest

from audit.files.lists import read_list
from audit.model.problems import Refused

HEADS = {"name": "Name", "unit": "Bereich"}


def read(data: bytes) -> list[tuple[int, str, str]]:
    rows = read_list(data, "liste.csv", HEADS, ("name",))
    return [(row.line, row["name"], row["unit"]) for row in rows]


def refused(data: bytes) -> list[str]:
    with pytest.raises(Refused) as refusal:
        read(data)
    return str(refusal.value).splitlines()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"],
)  # fmt: skip
def test_however_a_spreadsheet_writes_it_a_list_is_read(
    delimiter: str, end: str, encoding: str
) -> None:
    rows = [["Name", "Bereich"], ["Jörg Ämsig", "Büro"], ["", ""], ["Ute Ast", ""]]
    text = end.join(delimiter.join(row) for row in rows) + end
    assert read(text.encode(encoding)) == [(2, "Jörg Ämsig", "Büro"), (4, "Ute Ast", "")]


def test_excels_line_about_the_delimiter_is_no_head_and_counts_as_a_line() -> None:
    assert read(b"sep=|\r\nName|Bereich\r\nUte;Ast|A,B\r\n") == [(3, "Ute;Ast", "A,B")]


def test_columns_may_be_in_any_order_and_called_by_their_own_names() -> None:
    assert read(b"BEREICH;name\nA;Ute") == [(2, "Ute", "A")]
    assert read(b"unit;Name;\nA;Ute;") == [(2, "Ute", "A")]


def test_a_row_over_several_lines_is_named_by_its_first() -> None:
    assert read(b'Name;Bereich\n"Ute\nAst";A\nKai;B') == [(2, "Ute Ast", "A"), (4, "Kai", "B")]


def test_signs_that_nobody_sees_are_gone() -> None:
    text = "Name\n\u202eUte\u200b\x00 \u00a0 Ast\n\u200b\n"
    assert read(text.encode()) == [(2, "Ute Ast", "")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", ["liste.csv: In der Datei steht nichts."]),
        (b"\xef\xbb\xbf\n \n", ["liste.csv: In der Datei steht nichts."]),
        (b"Bereich\nA", ["liste.csv:1: Die Spalte „Name“ fehlt."]),
        (b"Name;Name\nA;B", ["liste.csv:1: Die Spalte „Name“ gibt es mehrmals."]),
        (b"Name\nUte;A", ["liste.csv:2: Die Zeile hat mehr Spalten als die erste."]),
        (
            b"Name;Bereihc\nA;B",
            [
                "liste.csv:1: Die Spalte „Bereihc“ ist hier nicht bekannt.",
                "    Meinten Sie „Bereich“?",
            ],
        ),
        (
            b"Name;Farbe\nA;B",
            [
                "liste.csv:1: Die Spalte „Farbe“ ist hier nicht bekannt.",
                "    Bekannt sind: Name, Bereich.",
            ],
        ),
        (
            b'Name\nUte\n"Kai\nIda',
            [
                "liste.csv:3: Ab hier ist die Tabelle nicht zu lesen.",
                "    Bitte prüfen Sie, ob ein Anführungszeichen zu viel ist oder fehlt.",
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_with_the_line(data: bytes, told: list[str]) -> None:
    assert refused(data) == told


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04" + bytes(range(256)) * 40, codecs.BOM_UTF16_LE + b"\xd8" * 99, b"\x00" * 5000,
     b"Name\n" + b"x" * 200_000, b'"' * 9_999],
)  # fmt: skip
def test_what_is_no_list_is_refused_and_never_breaks_anything(data: bytes) -> None:
    assert refused(data)
