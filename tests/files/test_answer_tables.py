"""Tables of answers, wide and long: what they say, and what is wrong with them."""

import random
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.assessment.plan import plan_of
from audit.assessment.results import coded
from audit.files import subjects, table_files
from audit.files.answer_tables import AnswerTable
from audit.files.questionnaires import read_questionnaire
from audit.files.table_files import open_table
from audit.model.answers import Answer
from audit.model.problems import MOST_PROBLEMS, Refused
from scoring.summaries import Key

PLAN = plan_of(
    read_questionnaire(
        b"""
id: open
version: 1
title: Wie offen sind wir?
audience: unit
source: erfunden
defaults: {offer: [dont_know]}
score: {method: mean, over: questions}
areas:
  - id: access
    title: Zugang
    score: {method: mean}
    questions:
      - {id: ramp, type: yes_no, text: "Gibt es eine Rampe?", offer: [dont_know, not_applicable]}
      - id: tongues
        type: multiple_choice
        text: In welchen Sprachen?
        options:
          - {code: en, label: Englisch, points: 1}
          - {code: tr, label: "T\xc3\xbcrkisch", points: 1}
          - {code: none, label: nur Deutsch, points: 0, exclusive: true}
      - id: days
        type: number
        text: Wie viele Tage?
        max: 4000
        whole: false
        bands: [{from: 0, points: 0}, {from: 1.5, points: 50}, {from: 10, points: 100}]
      - id: forms
        type: grid
        text: Wie verst\xc3\xa4ndlich sind Ihre Formulare?
        options: [{code: "1", label: kaum}, {code: "2", label: etwas}, {code: "3", label: sehr}]
        rows: [{id: paper, label: Papier}, {id: web, label: Netz}]
      - {id: note, type: long_text, text: Was noch}
""",
        "open.yaml",
    )
)
"""One question of each kind that tables write in a way of its own."""

Answers = Mapping[str, Mapping[str, str]]
"""What subjects answered, by cell."""

Codes = dict[str, list[int]]

some = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def said(answers: Answers) -> Codes:
    """The codes of these answers, read one by one as a form does."""
    matrix = coded(
        PLAN,
        [
            Answer(subject, cell, own.get(cell, ""))
            for subject, own in answers.items()
            for cell in PLAN.cells
        ],
    )
    return dict(zip(matrix.subjects, matrix.codes.T.tolist(), strict=True))


def save(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    """Write rows as they stand, as CSV or as Parquet."""
    rows = list(rows)
    if path.suffix == ".parquet":
        columns = [[row[place] for row in rows] for place in range(len(names))]
        arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
        pq.write_table(pa.table(dict(zip(names, arrays, strict=True))), path)
    else:
        quoted = [['"{}"'.format(cell.replace('"', '""')) for cell in row] for row in rows]
        path.write_text("".join(";".join(row) + "\n" for row in [names, *quoted]), "utf-8")
    return path


def wide(path: Path, answers: Answers) -> Path:
    rows = [[name, *(own.get(cell, "") for cell in PLAN.cells)] for name, own in answers.items()]
    return save(path, ["subject", *PLAN.cells], rows)


def long(path: Path, answers: Answers, order: random.Random | None = None) -> Path:
    rows = [(name, cell, own.get(cell, "")) for name, own in answers.items() for cell in PLAN.cells]
    if order is not None:
        order.shuffle(rows)
    return save(path, ["subject", "question", "value"], rows)


def table(
    path: Path, content: str | pa.Table, *, group_by: Sequence[str] = (), ignore: Sequence[str] = ()
) -> AnswerTable:
    if isinstance(content, str):
        path.write_text(content, "utf-8")
    else:
        path = path.with_suffix(".parquet")
        pq.write_table(content, path)
    return AnswerTable(open_table(path), PLAN, group_by, ignore)


def blocks(answers: AnswerTable) -> list[tuple[Codes, dict[str, Key]]]:
    return [
        (
            {str(name): block.codes[:, place].tolist() for place, name in enumerate(names)},
            {str(name): block.keys[block.groups[place]] for place, name in enumerate(names)},
        )
        for block in answers.blocks()
        for names in [block.subjects.to_pylist()]
    ]


def read(answers: AnswerTable) -> Codes:
    return {name: codes for part, _ in blocks(answers) for name, codes in part.items()}


def groups(answers: AnswerTable) -> dict[str, Key]:
    return {name: key for _, part in blocks(answers) for name, key in part.items()}


def told(answers: AnswerTable) -> list[str]:
    """What is said about a table that is refused: row, sentence and hint."""
    with pytest.raises(Refused) as refusal:
        read(answers)
    shown = [problem.show() for problem in refusal.value.problems]
    return [" ".join(one.removeprefix(f"{answers.file.path}:").split()) for one in shown]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answers.csv"


values = {
    "ramp": ["", "yes", "no", "dont_know", "not_applicable"],
    "tongues": ["", "en", "tr|en", "none", "dont_know"],
    "days": ["", "0", "1.5", "1,49", "9.999", "4000", " 10 ", "dont_know"],
    "forms.paper": ["", "1", "2", "3", "dont_know"],
    "forms.web": ["", "1", "2", "3"],
    "note": ["", "x", 'sagt "ja"; und\ngeht', "Straße, Öl", "=1"],
}
names = st.text("ABäß é=-1", min_size=1, max_size=4).map(str.strip).filter(bool)
some_answers = st.dictionaries(
    names,
    st.fixed_dictionaries({cell: st.sampled_from(words) for cell, words in values.items()}),
    max_size=6,
)


@some
@given(some_answers, st.randoms(use_true_random=False))
def test_the_same_answers_say_the_same_wide_and_long_as_csv_and_as_parquet(
    tmp_path: Path, answers: Answers, order: random.Random
) -> None:
    for ending in ("csv", "parquet"):
        for written in (
            wide(tmp_path / f"wide.{ending}", answers),
            long(tmp_path / f"long.{ending}", answers),
            long(tmp_path / f"shuffled.{ending}", answers, order),
        ):
            assert read(AnswerTable(open_table(written), PLAN)) == said(answers)


@some
@given(some_answers, st.integers(1, 9))
def test_the_borders_of_batches_cut_no_subject(
    tmp_path: Path, answers: Answers, batch: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_files, "BATCH", batch)
        wide_table = wide(tmp_path / "wide.parquet", answers)
        long_table = long(tmp_path / "long.parquet", answers)
        assert read(AnswerTable(open_table(wide_table), PLAN)) == said(answers)
        for sorted_in_memory in (1000, 0):
            patch.setattr(subjects, "SORTED_IN_MEMORY", sorted_in_memory)
            assert read(AnswerTable(open_table(long_table), PLAN)) == said(answers)


def test_wide_each_column_is_a_question_or_a_row_of_a_grid(path: Path) -> None:
    written = table(
        path,
        "subject;ramp;tongues;days;forms.paper;forms.web;note\n"
        'Archiv;yes;en|tr;"9,5";1;3;gut\n'
        "Bauamt;no;none;;dont_know;;\n",
    )
    assert read(written) == said(
        {
            "Archiv": {
                "ramp": "yes",
                "tongues": "tr|en",
                "days": "9.5",
                "forms.paper": "1",
                "forms.web": "3",
                "note": "gut",
            },
            "Bauamt": {"ramp": "no", "tongues": "none", "forms.paper": "dont_know"},
        }
    )


def test_long_each_row_is_an_answer_and_the_rows_may_stand_in_any_order(path: Path) -> None:
    written = table(
        path,
        "value,subject,question\n"
        "3,Bauamt,forms.web\n"
        "yes,Archiv,ramp\n"
        "no,Bauamt,ramp\n"
        '"1,5",Archiv,days\n',
    )
    assert read(written) == said(
        {"Archiv": {"ramp": "yes", "days": "1.5"}, "Bauamt": {"ramp": "no", "forms.web": "3"}}
    )


def test_columns_may_stand_in_any_order_and_questions_may_be_left_out(path: Path) -> None:
    assert read(table(path, "ramp;subject\nyes;Archiv\n")) == said({"Archiv": {"ramp": "yes"}})


def test_blanks_around_an_answer_do_not_matter_and_nothing_but_blanks_is_no_answer(
    path: Path,
) -> None:
    written = "subject;ramp;days;tongues\nArchiv; yes ;\t2; en | tr \nBauamt;  ;;\n"
    expected = said({"Archiv": {"ramp": "yes", "days": "2", "tongues": "en|tr"}, "Bauamt": {}})
    assert read(table(path, written)) == expected


def test_a_subject_whose_answers_are_all_empty_is_still_there(path: Path) -> None:
    assert read(table(path, "subject;question;value\nArchiv;ramp;\n")) == said({"Archiv": {}})
    assert read(table(path, "subject\nArchiv\n")) == said({"Archiv": {}})


@pytest.mark.parametrize("written", ["subject;ramp\n", "subject;question;value\n"])
def test_a_table_may_hold_no_subjects(path: Path, written: str) -> None:
    assert read(table(path, written)) == {}
    nobody = {name: pa.array([], pa.string()) for name in written.strip().split(";")}
    assert read(table(path, pa.table(nobody))) == {}


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_numbers_in_parquet_are_read_as_people_write_them(
    path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(table_files, "BATCH", batch)
    stored = pa.table(
        {
            "subject": ["Archiv", "Bauamt", "Chor"],
            "ramp": pa.array([True, False, None]),
            "days": pa.array([1.5, 4000.0, None]),
            "forms.paper": pa.array([1, 3, None], pa.int8()),
            "forms.web": pa.array([2.0, 1.0, None], pa.float32()),
            "tongues": pa.array(["en", "none", None]).dictionary_encode(),
            "note": pa.nulls(3),
        }
    )
    assert read(table(path, stored)) == said(
        {
            "Archiv": {
                "ramp": "yes",
                "days": "1.5",
                "forms.paper": "1",
                "forms.web": "2",
                "tongues": "en",
            },
            "Bauamt": {
                "ramp": "no",
                "days": "4000",
                "forms.paper": "3",
                "forms.web": "1",
                "tongues": "none",
            },
            "Chor": {},
        }
    )


@pytest.mark.parametrize("type_", [pa.string(), pa.large_string(), pa.string_view()])
def test_it_does_not_matter_how_parquet_stores_text(path: Path, type_: pa.DataType) -> None:
    wide_table = pa.table(
        {"subject": pa.array(["B", "A"], type_), "ramp": pa.array(["yes", None], type_)}
    )
    long_table = pa.table(
        {
            "subject": pa.array(["B", "A"], type_),
            "question": pa.array(["ramp", "ramp"], type_),
            "value": pa.array(["yes", None], type_),
        }
    )
    expected = said({"B": {"ramp": "yes"}, "A": {}})
    assert read(table(path, wide_table)) == expected
    assert read(table(path, long_table)) == expected


@pytest.mark.parametrize(
    "numbers",
    [
        pa.array([12, 7]),
        pa.array([12.0, 7.0]),
        pa.array([12, 7], pa.uint8()),
        pa.array(["12", "7"]).dictionary_encode(),
    ],
    ids=["int", "float", "uint8", "dictionary"],
)
def test_subjects_may_be_numbers(path: Path, numbers: pa.Array) -> None:
    expected = said({"12": {"ramp": "yes"}, "7": {"ramp": "no"}})
    answers = {"question": ["ramp", "ramp"], "value": ["yes", "no"]}
    assert read(table(path, pa.table({"subject": numbers, **answers}))) == expected
    assert read(table(path, pa.table({"subject": numbers, "ramp": ["yes", "no"]}))) == expected


def test_groups_may_be_numbers_and_have_the_same_name_as_in_csv(path: Path) -> None:
    stored = pa.table({"subject": ["A", "B", "C"], "wave": [2024.0, 2025.0, None]})
    expected = {"A": ("2024",), "B": ("2025",), "C": (None,)}
    assert groups(table(path, stored, group_by=["wave"])) == expected
    written = "subject;wave\nA;2024\nB;2025\nC;\n"
    assert groups(table(path, written, group_by=["wave"])) == expected


LIST = pa.array([["yes"], ["no"]])
STRUCT = pa.array([{"a": 1}, {"a": 2}])
MAP = pa.array([[("a", 1)], [("b", 2)]], pa.map_(pa.string(), pa.int64()))


@pytest.mark.parametrize(
    "stored",
    [
        {"subject": LIST, "ramp": ["yes", "no"], "unit": ["X", "Y"]},
        {"subject": ["A", "B"], "ramp": LIST, "unit": ["X", "Y"]},
        {"subject": ["A", "B"], "ramp": STRUCT, "unit": ["X", "Y"]},
        {"subject": ["A", "B"], "ramp": MAP, "unit": ["X", "Y"]},
        {"subject": ["A", "B"], "ramp": ["yes", "no"], "unit": LIST},
        {"subject": LIST, "question": ["ramp", "ramp"], "value": ["yes", "no"], "unit": ["X", "Y"]},
        {"subject": ["A", "B"], "question": LIST, "value": ["yes", "no"], "unit": ["X", "Y"]},
        {"subject": ["A", "B"], "question": ["ramp", "ramp"], "value": LIST, "unit": ["X", "Y"]},
    ],
    ids=lambda stored: " ".join(f"{k}:{getattr(v, 'type', '')}" for k, v in stored.items()),
)
def test_boxes_in_the_cells_of_parquet_are_refused_with_a_sentence(
    path: Path, stored: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        read(table(path, pa.table(stored), group_by=["unit"]))


def test_missing_as_not_a_number_is_told_with_its_row(path: Path) -> None:
    stored = pa.table({"subject": ["A", "B"], "days": [1.0, float("nan")]})
    assert told(table(path, stored)) == ["2: Spalte „days“: „nan“ ist keine Zahl."]


def test_everything_that_is_wrong_is_told_at_once_from_the_top_down(path: Path) -> None:
    written = (
        "subject;ramp;tongues;days;forms.web\n"
        "Archiv;ja;en|fr;10,5;\n"
        "Bauamt;yes;none|en;-1;4\n"
        'Chor;yes;en;"1.234,5";2\n'
        "Chor;no;;not_applicable;\n"
        ";yes;;;\n"
        "Dach;ja;;viele;\n"
    )
    assert told(table(path, written)) == [
        "2: Spalte „ramp“: Die Frage hat keine Antwort „ja“. Möglich sind: no, yes.",
        "2: Spalte „tongues“: Die Frage hat keine Antwort „fr“. Möglich sind: en, tr, none.",
        "3: Spalte „tongues“: „none“ schließt andere Antworten aus.",
        "3: Spalte „days“: -1 liegt nicht zwischen 0 und 4000.",
        "3: Spalte „forms.web“: Die Frage hat keine Antwort „4“. Möglich sind: 1, 2, 3.",
        "4: Spalte „days“: „1.234,5“ ist keine Zahl.",
        "5: Spalte „days“: Die Frage bietet „not_applicable“ nicht an."
        " Der Fragebogen legt das mit „offer“ fest.",
        "5: „Chor“ kommt mehrmals vor. Jede Person oder Einheit darf nur eine Zeile haben.",
        "6: In der Spalte „subject“ steht nichts.",
        "7: Spalte „days“: „viele“ ist keine Zahl.",
    ]


def test_a_wrong_value_is_told_once_per_column_where_it_first_stands(path: Path) -> None:
    written = "subject;ramp;forms.web\nA;ja;\nB;ja;ja\nC;ja;ja\n"
    assert [line.split(" ")[0:3] for line in told(table(path, written))] == [
        ["2:", "Spalte", "„ramp“:"],
        ["3:", "Spalte", "„forms.web“:"],
    ]


def test_rows_are_counted_as_a_spreadsheet_shows_them(path: Path) -> None:
    written = (
        'sep=;\nsubject;note;ramp\nA;"drei\nZeilen\nText";yes\nB;"zwei\nZeilen";ja\nC;x;nein\n'
    )
    assert [line.partition(" ")[0] for line in told(table(path, written))] == ["4:", "5:"]
    long_written = 'subject;question;value\nA;note;"drei\nZeilen\nText"\nB;ramp;ja\n'
    assert [line.partition(" ")[0] for line in told(table(path, long_written))] == ["3:"]


@pytest.mark.parametrize("blank", ["\n", ";\n", "\n\n;\n"])
def test_a_blank_row_is_refused_and_the_rows_below_it_keep_their_numbers(
    path: Path, blank: str
) -> None:
    lines = told(table(path, f"subject;ramp\nA;yes\n{blank}B;ja\n"))
    assert lines[0] == "3: In der Spalte „subject“ steht nichts."
    assert lines[-1].startswith(f"{3 + blank.count(chr(10))}: Spalte „ramp“: ")


def test_the_numbers_of_rows_hold_across_the_blocks_of_a_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "CSV_BLOCK", 64)
    rows = [f'S{n};"a\nb";{"ja" if n == 17 else "yes"}\n' for n in range(30)]
    assert [line[:3] for line in told(table(path, "subject;note;ramp\n" + "".join(rows)))] == [
        "19:"
    ]


def test_ragged_rows_and_wrong_answers_are_told_together(path: Path) -> None:
    for written in (
        "subject;ramp\nA;ja\nB;yes;no\nC\nD;nein\n",
        "subject;question;value\nA;ramp;ja\nB;ramp\nC;ramp;yes;;\nD;ramp;nein\n",
    ):
        lines = told(table(path, written))
        assert [line.partition(":")[0] for line in lines] == ["2", "3", "4", "5"]
        assert "Spalten statt" in lines[1]
        assert "Spalten statt" in lines[2]


def test_an_unknown_column_is_told_with_what_may_have_been_meant(path: Path) -> None:
    assert told(table(path, "subject;rampe;forms;Abteilung\nA;yes;1;x\n")) == [
        "1: Es gibt keine Frage „rampe“. Meinten Sie „ramp“?",
        "1: Es gibt keine Frage „forms“. Meinten Sie „forms.web“?",
        "1: Es gibt keine Frage „Abteilung“."
        " Nennen Sie weitere Spalten mit --group-by oder --ignore.",
    ]


def test_an_unknown_question_of_a_long_table_is_told_once_where_it_first_stands(path: Path) -> None:
    written = "subject;question;value\nA;ramp;yes\nA;rampe;yes\nB;rampe;no\nB;day;1\n"
    assert told(table(path, written)) == [
        "3: Es gibt keine Frage „rampe“. Meinten Sie „ramp“?",
        "5: Es gibt keine Frage „day“. Meinten Sie „days“?",
    ]


def test_also_in_a_long_table_in_any_order_a_mistake_is_told_where_it_first_stands(
    path: Path,
) -> None:
    written = "subject;question;value\nB;ramp;ja\nA;ramp;ja\nB;rampe;no\nA;rampe;no\n"
    lines = told(table(path, written))
    assert [line.partition(":")[0] for line in lines] == ["2", "4"]


def test_an_answer_without_a_question_is_not_left_out_in_silence(path: Path) -> None:
    lines = told(table(path, "subject;question;value\nA;ramp;yes\nA;;no\n"))
    assert [line.partition(":")[0] for line in lines] == ["3"]


@pytest.mark.parametrize("written", ["A;yes\n;no\n", "A;yes\n;\n"])
def test_a_row_without_a_subject_is_told_with_its_number(path: Path, written: str) -> None:
    expected = ["3: In der Spalte „subject“ steht nichts."]
    assert told(table(path, f"subject;ramp\n{written}")) == expected
    long_rows = written.replace(";", ";ramp;")
    assert told(table(path, f"subject;question;value\n{long_rows}")) == expected


@pytest.mark.parametrize("subject", ["", " ", "\t", None])
def test_a_subject_of_nothing_but_blanks_is_no_subject_in_parquet_either(
    path: Path, subject: str | None
) -> None:
    stored = pa.table({"subject": ["A", subject], "ramp": ["yes", "no"]})
    assert told(table(path, stored)) == ["2: In der Spalte „subject“ steht nichts."]


def test_subject_is_needed_and_must_be_called_so(path: Path) -> None:
    assert told(table(path, "Subject;ramp\nA;yes\n"))[0] == "1: Die Spalte „subject“ fehlt."
    assert told(table(path, "question;value\nramp;yes\n"))[0] == "1: Die Spalte „subject“ fehlt."


def test_a_second_row_of_a_subject_is_told_with_its_number(path: Path) -> None:
    rows = "subject;ramp\nB;yes\nA;yes\nB;yes\nA;no\nB;no\n"
    assert told(table(path, rows)) == [
        "4: „B“ kommt mehrmals vor. Jede Person oder Einheit darf nur eine Zeile haben.",
        "5: „A“ kommt mehrmals vor. Jede Person oder Einheit darf nur eine Zeile haben.",
    ]


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
@pytest.mark.parametrize("order", ["ABCDEFA", "AABCDEF", "ABCDEEF", "FEDCBAF"])
def test_a_subject_is_found_twice_across_batches(
    path: Path, monkeypatch: pytest.MonkeyPatch, batch: int, order: str
) -> None:
    monkeypatch.setattr(table_files, "BATCH", batch)
    again = next(n for n, name in enumerate(order) if name in order[:n])
    for stored in (pa.array(list(order)), pa.array(list(order)).dictionary_encode()):
        lines = told(table(path, pa.table({"subject": stored, "ramp": ["yes"] * len(order)})))
        assert [line.split(" Jede")[0] for line in lines] == [
            f"{again + 1}: „{order[again]}“ kommt mehrmals vor."
        ]


def test_of_many_subjects_that_come_twice_the_first_of_the_file_are_named(path: Path) -> None:
    order = random.Random(1).sample(range(3000), 3000)
    lines = told(table(path, pa.table({"subject": [f"S{number}" for number in order * 2]})))
    expected = [f"{3001 + place}: „S{number}“" for place, number in enumerate(order)]
    assert [line.partition(" kommt")[0] for line in lines] == expected[: subjects.MOST_NAMED]


def test_a_question_answered_twice_is_told_with_the_row_of_the_second_answer(path: Path) -> None:
    written = "subject;question;value\nB;ramp;yes\nA;ramp;yes\nA;days;1\nB;ramp;yes\nA;days;\n"
    sentence = "gibt es schon eine Antwort derselben Person oder Einheit."
    assert told(table(path, written)) == [
        f"5: Zur Frage „ramp“ {sentence}",
        f"6: Zur Frage „days“ {sentence}",
    ]


LONG_ROWS = [
    ("A", "ramp", "yes"),
    ("A", "days", "1"),
    ("A", "forms.paper", "1"),
    ("B", "ramp", "no"),
    ("B", "days", "2"),
    ("C", "ramp", "yes"),
    ("C", "forms.web", "3"),
]


def long_table(rows: Iterable[tuple[str | None, ...]]) -> pa.Table:
    names = ["subject", "question", "value", "unit"]
    return pa.table(
        {
            name: pa.array(column, pa.string())
            for name, column in zip(names, zip(*rows, strict=True), strict=False)
        }
    )


@pytest.fixture(params=[1, 2, 3, 4, 100])
def too_large_to_sort(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long table that is read as it stands, in batches of so many rows."""
    monkeypatch.setattr(table_files, "BATCH", request.param)
    monkeypatch.setattr(subjects, "SORTED_IN_MEMORY", 0)


@pytest.mark.usefixtures("too_large_to_sort")
@pytest.mark.parametrize("order", ["ABC", "CBA", "BAC"])
def test_a_large_long_table_may_have_its_subjects_in_any_order_if_their_rows_stand_together(
    path: Path, order: str
) -> None:
    rows = sorted(LONG_ROWS, key=lambda row: order.index(row[0]))
    assert read(table(path, long_table(rows))) == said(
        {
            "A": {"ramp": "yes", "days": "1", "forms.paper": "1"},
            "B": {"ramp": "no", "days": "2"},
            "C": {"ramp": "yes", "forms.web": "3"},
        }
    )


@pytest.mark.usefixtures("too_large_to_sort")
def test_in_a_large_long_table_a_subject_that_comes_back_is_told_with_its_row(path: Path) -> None:
    again = ("B", "forms.web", "1")
    sentence = "„B“ kommt mehrmals vor. Ordnen Sie die Tabelle nach der Spalte „subject“."
    last = [*LONG_ROWS, ("D", "ramp", "no"), again]
    assert told(table(path, long_table(last))) == [f"9: {sentence}"]
    if len(LONG_ROWS) > table_files.BATCH:
        inside = [*LONG_ROWS, again, ("D", "ramp", "no"), ("D", "days", "3")]
        assert told(table(path, long_table(inside))) == [f"8: {sentence}"]


def test_in_a_large_long_table_the_row_of_a_subject_that_comes_back_is_not_that_of_a_neighbour(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "BATCH", 4)
    monkeypatch.setattr(subjects, "SORTED_IN_MEMORY", 0)
    rows = [(name, "note" if n % 2 else "days", "1") for n, name in enumerate("AABBCCAD")]
    assert told(table(path, long_table(rows)))[0].startswith("7: „A“ kommt mehrmals vor.")


@pytest.mark.usefixtures("too_large_to_sort")
def test_in_a_large_long_table_a_row_without_a_subject_is_told(path: Path) -> None:
    for place in (0, 3, 7):
        rows: list[tuple[str | None, ...]] = list(LONG_ROWS)
        rows.insert(place, (None, "note", "x"))
        sentence = f"{place + 1}: In der Spalte „subject“ steht nichts."
        assert sentence in told(table(path, long_table(rows)))


def test_groups_are_the_combinations_of_the_columns_named(path: Path) -> None:
    written = "subject;unit;wave;ramp\nA;Bau;1;yes\nB;Bau;2;no\nC;;1;\nD;Bau;1;\nE;Amt;;\n"
    answers = table(path, written, group_by=["unit", "wave"])
    expected = {
        "A": ("Bau", "1"),
        "B": ("Bau", "2"),
        "C": (None, "1"),
        "D": ("Bau", "1"),
        "E": ("Amt", None),
    }
    assert groups(answers) == expected
    other_way = {name: (key[1], key[0]) for name, key in expected.items()}
    assert groups(table(path, written, group_by=["wave", "unit"])) == other_way


def test_a_grouping_column_without_any_value_is_one_group(path: Path) -> None:
    stored = pa.table({"subject": ["A", "B"], "unit": pa.nulls(2)})
    assert groups(table(path, stored, group_by=["unit"])) == {"A": (None,), "B": (None,)}


def test_a_grouping_column_that_is_missing_is_told(path: Path) -> None:
    missing = ["1: Die Spalte „unit“ fehlt.", "1: Die Spalte „wave“ fehlt."]
    by = ["unit", "wave"]
    assert told(table(path, "subject;ramp\nA;yes\n", group_by=by)) == missing
    assert told(table(path, "subject;question;value\nA;ramp;yes\n", group_by=by)) == missing


def test_the_rows_of_a_subject_in_a_long_table_share_its_group(path: Path) -> None:
    written = "subject;question;value;unit\nB;ramp;no;Amt\nA;ramp;yes;Bau\nA;days;1;Bau\n"
    answers = table(path, written, group_by=["unit"])
    assert groups(answers) == {"A": ("Bau",), "B": ("Amt",)}


@pytest.mark.parametrize("sorted_in_memory", [1000, 0])
def test_a_subject_of_a_long_table_in_two_groups_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, sorted_in_memory: int
) -> None:
    monkeypatch.setattr(subjects, "SORTED_IN_MEMORY", sorted_in_memory)
    rows = [("A", "ramp", "yes", "Bau"), ("A", "days", "1", "Amt"), ("B", "ramp", "no", "Bau")]
    lines = told(table(path, long_table(rows), group_by=["unit"]))
    assert len(lines) == 1
    assert lines[0].startswith("2: ")
    assert "unit" in lines[0]


def test_the_group_of_a_subject_does_not_depend_on_which_of_its_rows_comes_first(
    path: Path,
) -> None:
    rows = [("A", "ramp", "yes", None), ("A", "days", "1", "Bau")]
    found = []
    for order in (rows, rows[::-1]):
        try:
            found.append(str(groups(table(path, long_table(order), group_by=["unit"]))))
        except Refused:
            found.append("refused")
    assert found[0] == found[1]


def test_columns_that_are_no_questions_can_be_left_out(path: Path) -> None:
    written = "subject;Anmerkung;ramp\nA;ja;yes\n"
    answers = table(path, written, ignore=["Anmerkung", "not there"])
    assert read(answers) == said({"A": {"ramp": "yes"}})


def test_a_question_that_is_to_be_left_out_does_not_count_all_the_same(path: Path) -> None:
    answers = table(path, "subject;days;ramp\nA;1;yes\n", ignore=["ramp"])
    with suppress(Refused):
        assert read(answers) == said({"A": {"days": "1"}})


def test_more_columns_of_a_long_table_do_not_disturb(path: Path) -> None:
    written = "subject;question;value;answered at\nA;ramp;yes;2024-05-01\n"
    assert read(table(path, written)) == said({"A": {"ramp": "yes"}})


def test_nobody_has_to_read_more_problems_than_fit_on_some_pages(path: Path) -> None:
    many = "".join(f"S{n};wrong {n}\n" for n in range(3 * MOST_PROBLEMS))
    more, *lines = told(table(path, f"subject;ramp\n{many}"))
    assert more.startswith("Die Datei hat mehr als")
    assert [line.partition(":")[0] for line in lines] == [str(n + 2) for n in range(MOST_PROBLEMS)]


def test_a_block_says_in_how_many_rows_its_subjects_stand(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "BATCH", 2)
    assert [b.rows_read for b in table(path, long_table(LONG_ROWS)).blocks()] == [7]
    monkeypatch.setattr(subjects, "SORTED_IN_MEMORY", 0)
    assert sum(b.rows_read for b in table(path, long_table(LONG_ROWS)).blocks()) == 7
    rows = pa.table({"subject": ["A", "B", "C"]})
    assert [b.rows_read for b in table(path, rows).blocks()] == [2, 1]


def test_codes_are_bytes_one_row_per_column_of_the_plan(path: Path) -> None:
    (block,) = table(path, "subject;ramp\nA;yes\nB;no\n").blocks()
    assert block.codes.dtype == np.int8
    assert block.codes.shape == (len(PLAN.columns), 2)
