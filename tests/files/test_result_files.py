"""Results are written whole or not at all, and a spreadsheet calculates nothing in them."""

import csv
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from audit.files.result_files import check_place, save_tables
from audit.model.messages import message
from audit.model.problems import Problem, Refused

ENDINGS = ("csv", "parquet")


def table(*subjects: str, **figures: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"subject": pd.Series(subjects, dtype="str"), **figures})


def cells(path: Path) -> list[list[str]]:
    """What stands in a CSV file, row by row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def reopened(path: Path) -> pd.DataFrame:
    return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


def refused_after(*tables: pd.DataFrame) -> Iterator[pd.DataFrame]:
    yield from tables
    raise Refused([Problem("answers.csv", 9, message("Diese Zeile ist falsch."))])


@pytest.mark.parametrize("ending", ENDINGS)
def test_tables_are_written_one_below_the_other(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"results.{ending}"
    save_tables(out, iter([table("A", points=[50.0]), table("B", "C", points=[0, 12.5])]))
    assert reopened(out).to_dict("list") == {"subject": ["A", "B", "C"], "points": [50, 0, 12.5]}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("before", [0, 1, 3])
def test_what_is_refused_in_the_last_row_leaves_everything_as_it_was(
    tmp_path: Path, ending: str, before: int
) -> None:
    out = tmp_path / f"results.{ending}"
    save_tables(out, [table("old", points=[1])])
    old = out.read_bytes()
    with pytest.raises(Refused):
        save_tables(out, refused_after(*[table("new", points=[2])] * before))
    assert out.read_bytes() == old
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("blow", [KeyboardInterrupt, MemoryError, ZeroDivisionError])
def test_nothing_half_written_is_left_when_someone_pulls_the_plug(
    tmp_path: Path, ending: str, blow: type[BaseException]
) -> None:
    def interrupted() -> Iterator[pd.DataFrame]:
        yield table("A", points=[1])
        raise blow

    with pytest.raises(blow):
        save_tables(tmp_path / f"results.{ending}", interrupted())
    assert list(tmp_path.iterdir()) == []


def test_while_results_are_written_the_old_ones_can_be_read(tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    save_tables(out, [table("old", points=[1])])

    def looking() -> Iterator[pd.DataFrame]:
        yield table("new", points=[2])
        assert reopened(out).to_dict("list") == {"subject": ["old"], "points": [1]}

    save_tables(out, looking())
    assert reopened(out).to_dict("list") == {"subject": ["new"], "points": [2]}


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_who_may_read_the_results_is_decided_by_the_settings_of_the_person(
    tmp_path: Path, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        save_tables(tmp_path / "results.csv", [table("A")])
    finally:
        os.umask(before)
    assert (tmp_path / "results.csv").stat().st_mode & 0o777 == mode


def test_results_without_a_single_table_are_no_reason_to_fall(tmp_path: Path) -> None:
    with suppress(Refused):
        save_tables(tmp_path / "results.csv", [])
    assert [path.name for path in tmp_path.iterdir()] in ([], ["results.csv"])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("results.xlsx", "Eine Tabelle muss auf .csv oder .parquet enden."),
        ("results", "Eine Tabelle muss auf .csv oder .parquet enden."),
        (".csv", "Eine Tabelle muss auf .csv oder .parquet enden."),
        ("nowhere/results.csv", "Diesen Ordner gibt es nicht."),
        ("file/results.csv", "Diesen Ordner gibt es nicht."),
        ("folder.csv", "Das ist ein Ordner, keine Datei."),
    ],
)
def test_a_place_for_no_table_is_refused_before_anything_is_calculated(
    tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()

    calculated: list[pd.DataFrame] = []

    def calculating() -> Iterator[pd.DataFrame]:
        calculated.append(table("A"))
        yield calculated[0]

    with pytest.raises(Refused) as refusal:
        save_tables(tmp_path / name, calculating())
    assert str(refusal.value) == f"{tmp_path / name}: {sentence}"
    assert calculated == []
    with pytest.raises(Refused) as refusal:
        check_place(tmp_path / name)
    assert str(refusal.value) == f"{tmp_path / name}: {sentence}"


def test_a_folder_without_leave_to_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK or path != tmp_path)
    with pytest.raises(Refused, match="In diesen Ordner darf nicht geschrieben werden"):
        check_place(tmp_path / "results.csv")


def test_a_name_that_no_disk_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        check_place(tmp_path / f"{'x' * 300}.csv")


def test_endings_may_be_written_in_capitals(tmp_path: Path) -> None:
    save_tables(tmp_path / "R.CSV", [table("=A")])
    assert cells(tmp_path / "R.CSV") == [["subject"], ["'=A"]]


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\rx",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u3000+1",
    "\u2003\t@x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
    "-2+3+cmd|' /C calc'!A0",
    "=ä",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe_in_csv(
    tmp_path: Path, text: str
) -> None:
    out = tmp_path / "results.csv"
    save_tables(out, [table(text, "harmless").assign(unit=pd.Categorical([text, "A-1"]))])
    assert cells(out) == [["subject", "unit"], [f"'{text}", f"'{text}"], ["harmless", "A-1"]]


@pytest.mark.parametrize("name", ["=1+1", "@unit", "-x"])
def test_the_name_of_a_column_is_text_like_any_other(tmp_path: Path, name: str) -> None:
    out = tmp_path / "results.csv"
    save_tables(out, [pd.DataFrame({name: ["A"], "points": [1.0]})])
    assert cells(out)[0] == [f"'{name}", "points"]


@pytest.mark.parametrize("text", ["A", "a=1", "1+1", "x@y", "", " ", "'", '"=1"', "ＡＢ＝", "Öl"])
def test_harmless_text_stays_as_it_is(tmp_path: Path, text: str) -> None:
    out = tmp_path / "results.csv"
    save_tables(out, [table(text, "x")])
    assert cells(out)[1:] == [[text], ["x"]]


def test_numbers_are_no_formulas(tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    save_tables(out, [table("A", "B", points=[-12.5, 1e-7], change=[-0.5, -1e15])])
    assert [row[0] for row in cells(out)] == ["subject", "A", "B"]
    assert [[float(cell) for cell in row[1:]] for row in cells(out)[1:]] == [
        [-12.5, -0.5],
        [1e-7, -1e15],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_parquet_has_types_and_keeps_text_as_it_is(tmp_path: Path, text: str) -> None:
    out = tmp_path / "results.parquet"
    save_tables(out, [table(text).assign(unit=pd.Categorical([text]))])
    assert reopened(out).to_dict("list") == {"subject": [text], "unit": [text]}


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, min_size=1, max_size=5))
@example(['"', '""', ";", ",", "\r", "\n", "\r\n", "a\rb", " "])
def test_any_text_comes_back_and_at_most_an_apostrophe_is_new(
    tmp_path: Path, written: list[str]
) -> None:
    save_tables(tmp_path / "r.parquet", [table(*written)])
    assert reopened(tmp_path / "r.parquet")["subject"].tolist() == written
    save_tables(tmp_path / "r.csv", [table(*written)])
    for (read,), text in zip(cells(tmp_path / "r.csv")[1:], written, strict=True):
        assert read in (text, f"'{text}")
        assert not read.strip().startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_missing_is_empty_and_never_0(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"results.{ending}"
    missing = table("A", "B", points=[float("nan"), 0.0]).assign(
        level=pd.Categorical([None, "closed"]), n=pd.array([None, 0], dtype="Int64")
    )
    save_tables(out, [missing])
    again = reopened(out)
    assert again["points"].isna().tolist() == [True, False]
    assert again["level"].isna().tolist() == [True, False]
    assert again["n"].isna().tolist() == [True, False]
    assert again.iloc[1].tolist() == ["B", 0, "closed", 0]
    if ending == "csv":
        assert cells(out)[1] == ["A", "", "", ""]


def test_csv_is_utf_8_with_commas_and_decimal_points(tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    save_tables(out, [table("Bürger – „Öl“", points=[66.666667])])
    assert out.read_bytes().decode() == '"subject","points"\n"Bürger – „Öl“",66.666667\n'
