"""Spark sums up the same answers to the same digits, and refuses the same mistakes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from audit.assessment.groups import sum_of
from audit.assessment.plan import Plan, plan_of
from audit.cli.commands import app
from audit.files.answer_tables import AnswerTable
from audit.files.questionnaires import read_questionnaire
from audit.files.table_files import open_table
from audit.model.problems import MOST_PROBLEMS, Refused
from scoring.summaries import Summary

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]

QUESTIONNAIRE = """\
id: open
version: 1
title: Wie offen sind wir
audience: person
source: erfunden
defaults: {offer: [dont_know], min_coverage: 0.3}
score: {method: weighted_mean, over: areas}
areas:
  - id: access
    title: Zugang
    weight: 3
    score: {method: mean}
    questions:
      - {id: ramp, type: yes_no, text: Rampe}
      - id: days
        type: number
        text: Tage
        max: 100
        whole: false
        bands: [{from: 0, points: 0}, {from: 1.5, points: 7}, {from: 10, points: 13}]
  - id: team
    title: Personal
    score: {method: mean}
    questions:
      - id: courses
        type: degree
        text: Kurse
        options: [{code: "1", label: kaum}, {code: "2", label: etwas}, {code: "3", label: sehr}]
      - {id: mixed, type: yes_no, text: Gemischt}
"""
PLAN = plan_of(read_questionnaire(QUESTIONNAIRE.encode(), "open.yaml"))

Columns = Mapping[str, Sequence[Any]]


def people(count: int) -> dict[str, list[Any]]:
    """So many people of three units, with answers that differ."""
    numbers = range(count)
    return {
        "subject": [f"p{n:04}" for n in numbers],
        "unit": [("Amt", "Bau", None)[n % 3] for n in numbers],
        "ramp": [("yes", "no", "dont_know", None)[n % 4] for n in numbers],
        "days": [None if n % 7 == 0 else n % 23 + 0.5 for n in numbers],
        "courses": [n % 3 + 1 for n in numbers],
        "mixed": [(None, "yes", "no")[n % 5 % 3] for n in numbers],
    }


def long(columns: Columns) -> dict[str, list[Any]]:
    """The same with one row per answer."""
    cells = [name for name in columns if name not in ("subject", "unit")]
    rows = [
        (columns["subject"][place], columns["unit"][place], cell, columns[cell][place])
        for place in range(len(columns["subject"]))
        for cell in cells
    ]
    return {
        "subject": [row[0] for row in rows],
        "unit": [row[1] for row in rows],
        "question": [row[2] for row in rows],
        "value": [None if row[3] is None else str(row[3]) for row in rows],
    }


def save(path: Path, columns: Columns, files: int = 1) -> Path:
    """One Parquet file, or a folder of several, over which the rows are dealt like cards."""
    table = pa.table({name: list(cells) for name, cells in columns.items()})
    if files == 1:
        pq.write_table(table, path)
        return path
    path.mkdir()
    for file in range(files):
        places = pa.array(range(file, table.num_rows, files), pa.int64())
        pq.write_table(table.take(places), path / f"part-{file}.parquet")
    return path


def on_spark(
    path: Path,
    group_by: Sequence[str] = ("unit",),
    ignore: Sequence[str] = (),
    plan: Plan = PLAN,
) -> Summary:
    from audit.files.spark_tables import summary_on_spark

    return summary_on_spark(path, plan, group_by, ignore)


def on_this_machine(path: Path) -> Summary:
    answers = AnswerTable(open_table(path), PLAN, ["unit"])
    return sum_of(PLAN, answers.blocks())


def sentences(refused: Refused) -> list[str]:
    return sorted(f"{p.sentence} {p.hint or ''}".strip() for p in refused.problems)


def told(path: Path, group_by: Sequence[str] = ("unit",)) -> list[str]:
    with pytest.raises(Refused) as refusal:
        on_spark(path, group_by)
    assert {problem.line for problem in refusal.value.problems} <= {None, 1}
    return sentences(refusal.value)


@pytest.mark.parametrize("shape", [people, lambda count: long(people(count))], ids=["wide", "long"])
def test_however_the_table_is_cut_every_digit_is_that_of_one_machine(
    tmp_path: Path, shape: Any
) -> None:
    columns = shape(500)
    expected = on_this_machine(save(tmp_path / "one.parquet", columns))
    assert expected.keys == (("Amt",), ("Bau",), (None,))
    for files in (1, 5):
        found = on_spark(save(tmp_path / f"{files}-files.parquet", columns, files))
        assert found.keys == expected.keys
        assert found.numbers.tobytes() == expected.numbers.tobytes()


def test_the_rows_of_a_grid_are_columns_of_a_wide_table(tmp_path: Path) -> None:
    plan = plan_of(
        read_questionnaire(
            b"""
id: open
version: 1
title: Wie offen sind wir
audience: person
source: erfunden
score: none
areas:
  - id: access
    title: Zugang
    score: {method: mean}
    questions:
      - id: forms
        type: grid
        text: Formulare
        options: [{code: "1", label: kaum}, {code: "2", label: sehr}]
        rows: [{id: web, label: Netz}, {id: paper, label: Papier}]
""",
            "open.yaml",
        )
    )
    columns: Columns = {
        "subject": ["A", "B"],
        "forms.web": ["1", "2"],
        "forms.paper": ["2", None],
    }
    found = on_spark(save(tmp_path / "grid.parquet", columns), ["subject"], plan=plan)
    assert found.keys == (("A",), ("B",))
    assert found.means().tolist() == [[50], [100]]


def test_partitions_without_rows_and_tables_without_rows_do_no_harm(tmp_path: Path) -> None:
    two = save(tmp_path / "two.parquet", long(people(2)), files=9)
    expected = on_this_machine(save(tmp_path / "one.parquet", long(people(2))))
    assert on_spark(two).numbers.tobytes() == expected.numbers.tobytes()
    schema = pa.schema({"subject": pa.string(), "unit": pa.string(), "ramp": pa.string()})
    pq.write_table(schema.empty_table(), tmp_path / "none.parquet")
    assert on_spark(tmp_path / "none.parquet").keys == ()


def test_the_same_mistakes_are_told_in_the_same_words_each_once(tmp_path: Path) -> None:
    columns = people(60) | {"rampe": ["x"] * 60}
    assert told(save(tmp_path / "column.parquet", columns, files=3)) == [
        "Es gibt keine Frage „rampe“. Meinten Sie „ramp“?"
    ]
    columns = people(60) | {"ramp": ["ja"] * 60, "days": [-1.0] * 60}
    one, many = save(tmp_path / "1.parquet", columns), save(tmp_path / "3.parquet", columns, 3)
    with pytest.raises(Refused) as refusal:
        on_this_machine(one)
    assert told(many) == sentences(refusal.value)
    with pytest.raises(Refused) as refusal:
        on_this_machine(save(tmp_path / "4.parquet", long(columns)))
    assert told(save(tmp_path / "5.parquet", long(columns), 3)) == sentences(refusal.value)


def test_whoever_stands_in_two_parts_of_a_wide_table_is_found(tmp_path: Path) -> None:
    columns = people(40)
    columns["subject"][7] = columns["subject"][30] = "Chor"
    assert told(save(tmp_path / "twice.parquet", columns, files=4)) == [
        "„Chor“ kommt mehrmals vor. Jede Person oder Einheit darf nur eine Zeile haben."
    ]


def test_a_question_answered_in_two_parts_of_a_long_table_is_found(tmp_path: Path) -> None:
    columns = long(people(10))
    for name, cell in (
        ("subject", "p0003"),
        ("unit", "Amt"),
        ("question", "ramp"),
        ("value", "no"),
    ):
        columns[name].append(cell)
    assert told(save(tmp_path / "twice.parquet", columns, files=4)) == [
        "Zur Frage „ramp“ gibt es schon eine Antwort derselben Person oder Einheit."
    ]


@pytest.mark.parametrize("shape", [people, lambda count: long(people(count))], ids=["wide", "long"])
def test_rows_without_a_subject_are_refused(tmp_path: Path, shape: Any) -> None:
    columns = shape(20)
    columns["subject"][5] = columns["subject"][13] = None
    assert told(save(tmp_path / "nameless.parquet", columns, files=3)) == [
        "In der Spalte „subject“ steht nichts."
    ]


def test_whoever_is_in_two_groups_of_a_long_table_is_refused(tmp_path: Path) -> None:
    columns = long(people(9))
    columns["unit"][0] = "Bau"
    (sentence,) = told(save(tmp_path / "groups.parquet", columns, files=3))
    assert "unit" in sentence


def test_columns_that_are_missing_are_told(tmp_path: Path) -> None:
    path = save(tmp_path / "answers.parquet", {"person": ["A"], "ramp": ["yes"]})
    assert "Die Spalte „subject“ fehlt." in told(path)
    assert "Die Spalte „wave“ fehlt." in told(path, group_by=["wave"])


def test_columns_that_are_no_questions_can_be_left_out(tmp_path: Path) -> None:
    columns = people(6) | {"Anmerkung": ["x"] * 6}
    path = save(tmp_path / "answers.parquet", columns)
    expected = on_this_machine(save(tmp_path / "plain.parquet", people(6)))
    found = on_spark(path, ignore=["Anmerkung"])
    assert np.array_equal(found.numbers, expected.numbers)


def test_nobody_has_to_read_more_problems_than_fit_on_some_pages(tmp_path: Path) -> None:
    count = 3 * MOST_PROBLEMS
    columns = people(count) | {"ramp": [f"wrong {n}" for n in range(count)]}
    lines = told(save(tmp_path / "wrong.parquet", columns, files=2))
    assert len([line for line in lines if "wrong" in line]) == MOST_PROBLEMS
    assert len([line for line in lines if "wrong" not in line]) == 1


def test_only_parquet_is_read(tmp_path: Path) -> None:
    sentence = "Spark liest eine Datei oder einen Ordner, der auf .parquet endet."
    (tmp_path / "answers.csv").write_text("subject;unit;ramp\nA;Amt;yes\n")
    assert told(tmp_path / "answers.csv") == [sentence]
    assert told(tmp_path / "missing.parquet") == [sentence]


def test_a_folder_or_file_that_holds_no_parquet_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.parquet").mkdir()
    assert told(tmp_path / "empty.parquet")
    (tmp_path / "text.parquet").write_text("subject;unit\n")
    assert told(tmp_path / "text.parquet")


def test_from_the_terminal_both_engines_write_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "open.yaml").write_text(QUESTIONNAIRE, "utf-8")
    answers = save(tmp_path / "answers.parquet", people(100))
    basics = ["score", "--questionnaire", str(tmp_path / "open.yaml"), "--answers", str(answers)]
    for engine in ("local", "spark"):
        out = ["--out", str(tmp_path / f"{engine}.csv"), "--engine", engine]
        result = CliRunner().invoke(app, [*basics, *out, "--group-by", "unit"])
        assert result.exit_code == 0, result.output
    assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()


def test_without_groups_spark_is_refused(tmp_path: Path, spark: "SparkSession") -> None:
    (tmp_path / "open.yaml").write_text(QUESTIONNAIRE, "utf-8")
    answers = save(tmp_path / "answers.parquet", people(3))
    files = ["--questionnaire", str(tmp_path / "open.yaml"), "--answers", str(answers)]
    more = ["--out", str(tmp_path / "r.csv"), "--engine", "spark", "--language", "de"]
    result = CliRunner().invoke(app, ["score", *files, *more])
    assert result.exit_code == 1
    assert result.stderr.endswith("Spark wertet Gruppen aus; nennen Sie sie mit --group-by.\n")
    assert not (tmp_path / "r.csv").exists()
    assert spark.version
