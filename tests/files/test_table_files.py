"""Tables as Excel and programs write them: read right, or refused with a sentence."""

import codecs
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from audit.files import table_files
from audit.files.table_files import open_table
from audit.model.problems import Refused

Row = tuple[int, tuple[str | None, ...]]
"""The number of a row as a spreadsheet shows it, and its cells."""

GERMAN = [
    ("subject", "Tage", "Notiz"),
    ("Bürgerservice – Straße 5", "1,5", 'sagt: "ja"; gern,\toder?'),
    ("Jugend & Familie", "2.5", "erste Zeile\nzweite Zeile"),
    ("Ordnung", "", "„Ende“"),
]
"""What Excel has to quote, and what it has not."""

ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "cp1252": lambda text: text.encode("cp1252"),
    "utf-16 little": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16 big": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}

anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answers.csv"


def read(path: Path, content: str | bytes | None = None) -> list[Row]:
    """All rows of a table without problems."""
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    table = open_table(path)
    rows = [
        (int(number), tuple(cells.values()))
        for numbers, batch in table.batches()
        for number, cells in zip(numbers, batch.to_pylist(), strict=True)
    ]
    if table.problems:
        raise Refused(table.problems)
    return rows


def told(path: Path, content: str | bytes | None = None) -> list[str]:
    """What is said about a table that is refused, without its name."""
    with pytest.raises(Refused) as refusal:
        read(path, content)
    return [problem.show().removeprefix(f"{path}:").strip() for problem in refusal.value.problems]


def as_csv(rows: Iterable[Sequence[str]], delimiter: str, line_end: str) -> str:
    return "".join(delimiter.join(map(quoted, row)) + line_end for row in rows)


def quoted(cell: str) -> str:
    """Put a cell into quotation marks as Excel does, when it needs them."""
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if set(cell) & set('",;\t\r\n') else cell


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("delimiter", "first"),
    [*product([",", ";", "\t"], [""]), (",", "sep=,"), (";", "sep=;"), (";", '"sep=;"')],
)
def test_excel_may_write_it_in_any_of_its_ways(
    path: Path, delimiter: str, first: str, line_end: str, encoding: str
) -> None:
    head = first + line_end if first else ""
    text = head + as_csv(GERMAN, delimiter, line_end)
    start = 3 if first else 2
    expected = [tuple(cell or None for cell in row) for row in GERMAN[1:]]
    assert read(path, ENCODINGS[encoding](text)) == list(enumerate(expected, start))
    assert open_table(path).columns == ("subject", "Tage", "Notiz")


def test_excel_may_name_the_tab_as_separator(path: Path) -> None:
    assert read(path, "sep=\t\r\nsubject\tTage\r\nA\t1\r\n") == [(3, ("A", "1"))]


def test_a_separator_inside_quotes_of_the_first_row_does_not_lead_astray(path: Path) -> None:
    assert read(path, 'subject;"Tage, ca."\nA;1\n') == [(2, ("A", "1"))]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@anywhere
@given(
    cells=st.lists(st.tuples(texts, texts), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big"]),
)
@example(cells=[("", "")], delimiter=",", line_end="\n", encoding="utf-8")
@example(cells=[("\r", "\r\n")], delimiter=";", line_end="\r\n", encoding="utf-16 little")
def test_whatever_a_program_wrote_as_csv_is_read_back_unchanged(
    path: Path, cells: list[tuple[str, str]], delimiter: str, line_end: str, encoding: str
) -> None:
    text = as_csv([("subject", "note"), *cells], delimiter, line_end)
    expected = [tuple(cell or None for cell in row) for row in cells]
    assert read(path, ENCODINGS[encoding](text)) == list(enumerate(expected, 2))


@anywhere
@given(st.binary(max_size=120), st.sampled_from([b"", b"subject;ramp\n", b"\xff\xfe", b"PK\3\4"]))
@example(b"subject", b"")
@example(b"A\x81;yes\n", b"subject;ramp\n")
@example(b"x", b"\xff\xfe")
def test_no_file_that_ends_in_csv_ends_in_a_traceback(path: Path, rest: bytes, head: bytes) -> None:
    with suppress(Refused):
        numbers = [number for number, _ in read(path, head + rest)]
        assert numbers == sorted(set(numbers))


def test_rows_are_counted_as_a_spreadsheet_shows_them(path: Path) -> None:
    written = 'subject;note\nA;"three\nlines\nhere"\n\n;\nB;last\n'
    blank = (None, None)
    assert read(path, written) == [
        (2, ("A", "three\nlines\nhere")),
        (3, blank),
        (4, blank),
        (5, ("B", "last")),
    ]


def test_a_row_with_too_many_or_too_few_cells_is_named_and_the_others_keep_their_numbers(
    path: Path,
) -> None:
    written = 'sep=;\nsubject;ramp;note\nA;yes;"two\nlines"\nB;no\n\nC;no;x;y\nD;yes;z\n'
    path.write_text(written)
    table = open_table(path)
    batches = [(list(numbers), batch.to_pylist()) for numbers, batch in table.batches()]
    assert [(problem.line, str(problem.sentence)) for problem in table.problems] == [
        (4, "Die Zeile hat 2 Spalten statt 3."),
        (6, "Die Zeile hat 4 Spalten statt 3."),
    ]
    numbers = [number for part, _ in batches for number in part]
    subjects = [row["subject"] for _, part in batches for row in part]
    assert list(zip(numbers, subjects, strict=True)) == [(3, "A"), (5, None), (7, "D")]


def test_the_borders_of_the_blocks_in_which_a_csv_is_read_are_not_seen(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        (f"Ämter {number}", "yes" * (number % 3), "a\nb" * (number % 4)) for number in range(40)
    ]
    text = as_csv([("subject", "ramp", "note"), *rows], ";", "\r\n")
    too_long = text.replace("Ämter 17;", "Ämter 17;;;").replace("Ämter 33;", "Ämter 33;;;")
    assert told(path, too_long) == [
        "19: Die Zeile hat 5 Spalten statt 3.",
        "35: Die Zeile hat 5 Spalten statt 3.",
    ]
    whole = read(path, text)
    monkeypatch.setattr(table_files, "CSV_BLOCK", 64)
    assert read(path) == whole
    assert [number for number, _ in whole] == list(range(2, 42))
    assert len(told(path, too_long)) == 2


def test_a_row_longer_than_a_block_is_refused_with_a_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "CSV_BLOCK", 64)
    assert told(path, f"subject;note\nA;short\nB;{'x' * 500}\nC;short\n")


def test_the_name_of_a_column_may_have_several_lines(path: Path) -> None:
    assert read(path, 'subject;"Notiz\n(freiwillig)";ramp\nA;x;yes\n') == [(2, ("A", "x", "yes"))]


def test_blanks_around_the_names_of_columns_do_not_matter(path: Path) -> None:
    path.write_text(" subject ;\tramp\nA;yes\n")
    assert open_table(path).columns == ("subject", "ramp")


@pytest.mark.parametrize("written", ["subject;ramp\n", "subject;ramp", "subject;ramp\r\n"])
def test_a_table_may_have_names_and_no_rows(path: Path, written: str) -> None:
    assert read(path, written) == []


def test_a_table_may_have_one_row_without_a_line_break_at_its_end(path: Path) -> None:
    assert read(path, "subject;ramp\nA;yes") == [(2, ("A", "yes"))]


@pytest.mark.parametrize("written", ["", "\n", "\r\n\r\n", " \n", "sep=;\n", ";;\nA;b;c\n"])
def test_a_table_without_names_is_refused(path: Path, written: str) -> None:
    assert told(path, written) == ["In der ersten Zeile stehen keine Spaltennamen."]


def test_two_columns_with_one_name_are_refused_also_when_blanks_differ(path: Path) -> None:
    for written in ("subject;ramp;ramp\nA;yes;no\n", "subject;ramp; ramp \nA;yes;no\n"):
        assert told(path, written) == ["1: Die Spalte „ramp“ gibt es mehrmals."]


def test_the_line_of_the_names_is_named_below_a_sep_line(path: Path) -> None:
    assert told(path, "sep=;\nsubject;ramp;ramp\nA;yes;no\n") == [
        "2: Die Spalte „ramp“ gibt es mehrmals."
    ]


def test_an_open_quotation_mark_does_not_swallow_the_rows_below_it(path: Path) -> None:
    assert told(path, 'subject;note\nA;"forgotten\nB;fine\nC;fine\n')


def test_a_nul_is_neither_an_end_nor_a_reason_to_fall(path: Path) -> None:
    assert read(path, "subject;note\nA\0;x\nB;y\0\n") == [(2, ("A\0", "x")), (3, ("B", "y\0"))]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x81\x8d\x8f\x90\x9d;;\n;;",
        b"subject;ramp\nA;yes\nB\x81;no\n",
        b"\xff\xfes\0u\0b",
        codecs.BOM_UTF16_LE + "subject;ramp\nA;yes\n".encode("utf-16-le") + b"x",
        codecs.BOM_UTF16_LE + b"s\0;\0b\0\n\0\0\xd8a\0;\0x\0\n\0",
    ],
    ids=["renamed XLSX", "no letter of cp1252", "half a letter", "half at the end", "half a pair"],
)
def test_bytes_that_are_no_text_are_refused_with_a_sentence(path: Path, content: bytes) -> None:
    assert told(path, content)


def test_a_name_of_enormous_length_is_refused_with_a_sentence(path: Path) -> None:
    assert told(path, f'"{"x" * 200_000}";subject\nA;B\n')


@pytest.mark.parametrize("name", ["answers.xlsx", "answers", "answers.csv.gz", ".csv"])
def test_only_csv_and_parquet_are_tables(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("subject;ramp\nA;yes\n")
    assert told(tmp_path / name) == ["Eine Tabelle muss auf .csv oder .parquet enden."]


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet", "a/b.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    assert told(tmp_path / name) == ["Diese Datei gibt es nicht."]


@pytest.mark.parametrize("name", ["folder.csv", "folder.parquet", f"{'x' * 300}.csv"])
def test_what_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    if name.startswith("folder"):
        (tmp_path / name).mkdir()
    assert told(tmp_path / name)


def test_endings_may_be_written_in_capitals(tmp_path: Path) -> None:
    assert read(tmp_path / "ANSWERS.CSV", "subject\nA\n") == [(2, ("A",))]
    pq.write_table(pa.table({"subject": ["A"]}), tmp_path / "ANSWERS.PARQUET")
    assert read(tmp_path / "ANSWERS.PARQUET") == [(1, ("A",))]


def test_rows_of_parquet_are_counted_from_the_first_answers_across_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "answers.parquet"
    pq.write_table(pa.table({"subject": list("ABCDE")}), path, row_group_size=2)
    monkeypatch.setattr(table_files, "BATCH", 2)
    assert open_table(path).size == 5
    assert read(path) == [(n, (name,)) for n, name in enumerate("ABCDE", start=1)]


def test_a_file_in_parquet_is_never_held_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    numbers = np.random.default_rng(1).random(1 << 20)
    pq.write_table(pa.table({"days": numbers}), path, row_group_size=1 << 16, use_dictionary=False)
    start = pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - start for _ in open_table(path).batches()]
    assert len(held) == 16
    assert max(held) < path.stat().st_size / 2


@pytest.mark.parametrize("content", [b"", b"subject;ramp\nA;yes\n", b"PAR1", b"PAR1" * 4])
def test_a_file_that_only_ends_in_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answers.parquet"
    assert told(path, content) == ["Diese Tabelle lässt sich nicht lesen."]


def test_a_damaged_parquet_file_is_refused_wherever_the_damage_is(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    pq.write_table(pa.table({"subject": [f"unit {n * n}" for n in range(300)]}), path)
    whole = path.read_bytes()
    assert told(path, whole[: len(whole) // 2])
    for place in range(40, len(whole) - 60, len(whole) // 7):
        damaged = bytearray(whole)
        damaged[place : place + 50] = bytes(50)
        with suppress(Refused):
            read(path, bytes(damaged))


def test_two_columns_of_parquet_with_one_name_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["A"])] * 2, names=["subject", "subject"])
    pq.write_table(table, tmp_path / "answers.parquet")
    assert told(tmp_path / "answers.parquet") == ["1: Die Spalte „subject“ gibt es mehrmals."]
