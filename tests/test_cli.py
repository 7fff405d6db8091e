"""The terminal: what it writes, what it says, how it ends, and that it never falls over."""

import csv
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from audit.cli import terminal, translating, writing
from audit.cli.commands import app
from audit.model.schema import format_reference, questionnaire_schema

HOME = Path(__file__).parents[1]

QUESTIONNAIRE = """\
id: open
version: 1
title: Wie offen sind wir?
audience: unit
source: erfunden
defaults:
  offer: [not_applicable]
  levels:
    - {code: closed, label: zu, from: 0}
    - {code: open, label: offen, from: 60}
score: {method: mean, over: areas}
areas:
  - id: access
    title: Zugang
    score:
      method: weighted_mean
      caps: [{if: {question: ramp, is: "no"}, at_most: 39.5, because: Wer nicht hineinkommt ...}]
    questions:
      - {id: ramp, type: yes_no, text: Gibt es eine Rampe}
      - id: forms
        type: degree
        text: Gibt es einfache Formulare
        weight: 2
        options:
          - {code: none, label: gar keine}
          - {code: few, label: einzelne}
          - {code: some, label: etwa die Hälfte}
          - {code: all, label: alle}
  - id: team
    title: Personal
    score: {method: mean}
    questions:
      - {id: course, type: yes_no, text: Gab es einen Kurs}
"""

ANSWERS = """\
subject,unit,ramp,forms,course
Archiv,Amt,yes,some,no
Bauamt,Amt,no,all,yes
Chor,Bau,yes,not_applicable,
Dom,Bau,,,
"""


class Said:
    """What a command printed."""

    def __init__(self, out: str, err: str) -> None:
        self.out, self.err = out, err


def run(*arguments: object, code: int = 0) -> Said:
    """Run a command in German; it must end with this code, and never with a traceback."""
    written = [str(argument) for argument in arguments]
    if written[0] in ("check", "score", "example") and "--language" not in written:
        written += ["--language", "de"]
    result = CliRunner().invoke(app, written, prog_name="audit", env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return Said(result.stdout, result.stderr)


@pytest.fixture
def questionnaire(tmp_path: Path) -> Path:
    path = tmp_path / "open.yaml"
    path.write_text(QUESTIONNAIRE, "utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, "utf-8")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "results.csv"


@pytest.fixture
def score(questionnaire: Path, answers: Path, out: Path) -> Callable[..., Said]:
    def run_score(*more: object, code: int = 0) -> Said:
        basics = ("--questionnaire", questionnaire, "--answers", answers, "--out", out)
        return run("score", *basics, *more, code=code)

    return run_score


# As a person calls it


def audit(
    *arguments: object, folder: Path, before: Callable[[], None] | None = None
) -> tuple[int, str, str]:
    """Run `python -m audit` in a process of its own: exit code, stdout, stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "audit", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HOME), "LC_ALL": "de_DE.UTF-8", "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=before,
    )
    return done.returncode, done.stdout, done.stderr


def test_scoring_from_another_folder_writes_the_results_and_says_where(
    tmp_path: Path, questionnaire: Path, answers: Path
) -> None:
    files = ("--questionnaire", questionnaire.name, "--answers", answers.name)
    code, said, complained = audit(
        "score", *files, "--ignore", "unit", "--out", "results.csv", folder=tmp_path
    )
    assert (code, said, complained) == (0, "Die Ergebnisse stehen in results.csv.\n", "")
    assert (tmp_path / "results.csv").read_text("utf-8").splitlines()[:4] == [
        '"subject","node","points","level","coverage","n"',
        '"Archiv","open",38.888889,"closed",1,3',
        '"Archiv","access",77.777778,"open",1,2',
        '"Archiv","team",0,"closed",1,1',
    ]


def test_checking_ends_with_1_and_says_on_stderr_where_the_mistakes_are(
    tmp_path: Path, questionnaire: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(QUESTIONNAIRE.replace("yes_no", "yesno", 1), "utf-8")
    code, said, complained = audit("check", "broken.yaml", questionnaire.name, folder=tmp_path)
    assert (code, said) == (1, "")
    assert complained == (
        "broken.yaml:19: Es gibt keinen Fragetyp „yesno“.\n    Meinten Sie „yes_no“?\n"
    )


def test_the_example_can_be_shown(tmp_path: Path) -> None:
    code, said, complained = audit("example", folder=tmp_path)
    assert (code, complained) == (0, "")
    assert "Bürgerservice" in said


def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, questionnaire: Path, answers: Path, out: Path
) -> None:
    out.write_text("old")
    files = ("--questionnaire", questionnaire, "--answers", answers, "--ignore", "unit")
    code, _, complained = audit(
        "score",
        *files,
        "--out",
        out,
        folder=tmp_path,
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20)),
    )
    assert (code, "Traceback" in complained) == (1, False)
    assert complained.startswith(str(out))
    assert [path.read_text() for path in out.parent.iterdir()] == ["old"]


# check


def test_a_right_questionnaire_is_summed_up(questionnaire: Path) -> None:
    said = run("check", questionnaire)
    assert said.err == ""
    assert "open, Fassung 1: Wie offen sind wir?" in said.out
    assert "Bereiche: 2, Fragen: 3, davon gewertet: 3." in said.out
    assert said.out.endswith("Keine Probleme gefunden.\n")


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path, questionnaire: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(QUESTIONNAIRE.replace("weight: 2", "wight: 2"), "utf-8")
    other.write_text(QUESTIONNAIRE.replace("unit", "units", 1).replace("yes_no", "yesno"), "utf-8")
    said = run("check", one, questionnaire, other, tmp_path / "missing.yaml", code=1)
    assert said.out == ""
    places = [line.split(": ")[0] for line in said.err.splitlines() if not line.startswith(" ")]
    assert places == [
        f"{one}:23",
        f"{other}:4",
        f"{other}:19",
        f"{other}:33",
        str(tmp_path / "missing.yaml"),
    ]


def test_a_folder_stands_for_its_questionnaires(tmp_path: Path, questionnaire: Path) -> None:
    other = QUESTIONNAIRE.replace("id: open\n", "id: other\n").replace("title: Wie", "title: Ob")
    (tmp_path / "other.yml").write_text(other, "utf-8")
    (tmp_path / "notes.txt").write_text("no questionnaire")
    lines = run("check", tmp_path).out.splitlines()
    assert [line.split(",")[0] for line in lines[:-1]] == [questionnaire.stem, "other"]


def test_one_questionnaire_in_two_files_is_told(tmp_path: Path, questionnaire: Path) -> None:
    (tmp_path / "copy.yaml").write_bytes(questionnaire.read_bytes())
    said = run("check", tmp_path, code=1)
    assert "open.yaml: Den Fragebogen „open“ gibt es in Fassung 1 schon in" in said.err


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert run("check", tmp_path, code=1).err == (
        f"{tmp_path}: In diesem Ordner ist kein Fragebogen.\n"
    )


def test_the_shipped_questionnaires_are_right() -> None:
    run("check", HOME / "questionnaires", HOME / "data" / "example")


# score


def test_results_are_missing_and_not_0_where_too_little_was_answered(
    score: Callable[..., Said], out: Path
) -> None:
    score("--ignore", "unit")
    rows = list(csv.reader(out.read_text("utf-8").splitlines()))
    assert rows[7:] == [
        ["Chor", "open", "100", "open", "0.5", "1"],
        ["Chor", "access", "100", "open", "1", "1"],
        ["Chor", "team", "", "", "0", "0"],
        ["Dom", "open", "", "", "0", "0"],
        ["Dom", "access", "", "", "0", "0"],
        ["Dom", "team", "", "", "0", "0"],
    ]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("more", [[], ["--group-by", "unit", "--min-group", "2"]])
def test_the_same_answers_give_the_same_bytes_wide_and_long_as_csv_and_as_parquet(
    tmp_path: Path, questionnaire: Path, ending: str, more: list[str]
) -> None:
    header, *rows = [line.split(",") for line in ANSWERS.splitlines()]
    long_rows = [
        [row[0], row[1], name, value]
        for row in rows
        for name, value in zip(header[2:], row[2:], strict=True)
    ]
    tables = {"wide": (header, rows), "long": (["subject", "unit", "question", "value"], long_rows)}
    found = set()
    for name, (names, cells) in tables.items():
        for source in ("csv", "parquet"):
            path, out = tmp_path / f"{name}.{source}", tmp_path / f"{name}-{source}.{ending}"
            if source == "csv":
                path.write_text("".join(";".join(row) + "\n" for row in [names, *cells]), "utf-8")
            else:
                columns = zip(*cells, strict=True)
                arrays = [pa.array([cell or None for cell in column]) for column in columns]
                pq.write_table(pa.table(arrays, names), path)
            ignored = ["--ignore", "unit"] if name == "wide" and not more else []
            files = ("--questionnaire", questionnaire, "--answers", path, "--out", out)
            run("score", *files, *more, *ignored)
            found.add(out.read_bytes())
    assert len(found) == 1


def test_groups_are_summed_up_and_small_ones_withheld(
    score: Callable[..., Said], out: Path, answers: Path
) -> None:
    people = "".join(f"P{n},{'Amt' if n < 5 else 'Bau'},yes,all,yes\n" for n in range(9))
    answers.write_text(ANSWERS.splitlines()[0] + "\n" + people, "utf-8")
    score("--group-by", "unit")
    table = pd.read_csv(out)
    assert table["node"].tolist() == ["open", "access", "team"] * 2
    assert table["withheld"].tolist() == [False] * 3 + [True] * 3
    assert table["n"].tolist()[:3] == [5, 5, 5]
    assert table.loc[3:, ["mean", "spread", "coverage", "n"]].isna().all(axis=None)
    score("--group-by", "unit", "--min-group", "4")
    assert not pd.read_csv(out)["withheld"].any()


def test_mistakes_in_the_answers_are_told_and_nothing_is_written(
    score: Callable[..., Said], out: Path, answers: Path
) -> None:
    out.write_text("old")
    answers.write_text(ANSWERS.replace("no,all", "nein,alles").replace("Dom", "Archiv"), "utf-8")
    said = score("--ignore", "unit", code=1)
    assert said.out == ""
    assert said.err.splitlines() == [
        f"{answers}:3: Spalte „ramp“: Die Frage hat keine Antwort „nein“.",
        "    Möglich sind: no, yes.",
        f"{answers}:3: Spalte „forms“: Die Frage hat keine Antwort „alles“.",
        "    Meinten Sie „all“?",
        f"{answers}:5: „Archiv“ kommt mehrmals vor.",
        "    Jede Person oder Einheit darf nur eine Zeile haben.",
    ]
    assert [path.read_text() for path in out.parent.iterdir()] == ["old"]


def test_what_someone_wrote_cannot_steer_the_terminal_or_fake_a_line(
    score: Callable[..., Said], answers: Path
) -> None:
    answers.write_text('subject;ramp\nA;"\x1b[2Jja\n/answers.csv:1: Alles gut."\n', "utf-8")
    said = score(code=1)
    assert "\x1b" not in said.err
    assert all(line.startswith((f"{answers}:", "    ")) for line in said.err.splitlines())


def test_the_answers_are_never_written_over_by_the_results(
    questionnaire: Path, answers: Path
) -> None:
    files = ("--questionnaire", questionnaire, "--answers", answers, "--out", answers)
    run("score", *files, "--ignore", "unit", code=1)
    assert answers.read_text("utf-8") == ANSWERS


def test_the_place_for_the_results_is_refused_before_anything_is_read(
    tmp_path: Path, questionnaire: Path
) -> None:
    missing = tmp_path / "missing.csv"
    files = ("--questionnaire", questionnaire, "--answers", missing)
    said = run("score", *files, "--out", tmp_path / "nowhere" / "r.csv", code=1)
    assert said.err == f"{tmp_path / 'nowhere' / 'r.csv'}: Diesen Ordner gibt es nicht.\n"


TREE_GERMAN = """\
Wie offen sind wir?: 38,89 · zu (3 von 3 beantwortet)
Mittel: Alle Teile zählen gleich.
(77,78 + 0) ÷ 2 ≈ 38,89
Zugang: 77,78 · offen (2 von 2 beantwortet)
Gewichtetes Mittel: Punkte mal Gewicht, geteilt durch die Gewichte.
(100 + 2 × 66,67) ÷ (1 + 2) ≈ 77,78
Gibt es eine Rampe: 100 · Ja
Gibt es einfache Formulare: 66,67 · etwa die Hälfte
Personal: 0 · zu (1 von 1 beantwortet)
Mittel: Alle Teile zählen gleich.
(0) ÷ 1 = 0
Gab es einen Kurs: 0 · Nein
"""


def branches(printed: str) -> str:
    """A tree without its branches and without the last line, which says where the results are."""
    lines = printed.splitlines()[:-1]
    return "".join(line.lstrip("│├└─ \u00a0") + "\n" for line in lines)


def test_a_result_is_explained_as_a_tree_down_to_the_answers(
    score: Callable[..., Said], out: Path
) -> None:
    said = score("--ignore", "unit", "--explain", "Archiv")
    assert branches(said.out) == TREE_GERMAN
    assert "└── Personal" in said.out
    assert "├── Zugang" in said.out
    assert len(pd.read_csv(out)) == 12


def test_in_english_the_tree_has_english_words_and_numbers(score: Callable[..., Said]) -> None:
    said = branches(score("--ignore", "unit", "--explain", "Archiv", "--language", "en").out)
    assert "(100 + 2 × 66.67) ÷ (1 + 2) ≈ 77.78" in said
    assert "Gibt es eine Rampe: 100 · Yes" in said
    assert "beantwortet" not in said
    assert "Mittel" not in said


def test_a_limit_by_a_critical_question_is_explained(score: Callable[..., Said]) -> None:
    said = branches(score("--ignore", "unit", "--explain", "Bauamt").out)
    assert "Begrenzt auf 39,5 Punkte: Wer nicht hineinkommt ..." in said


def test_a_subject_that_is_not_there_is_told_and_nothing_is_written(
    score: Callable[..., Said], answers: Path, out: Path
) -> None:
    out.write_text("old")
    said = score("--ignore", "unit", "--explain", "Niemand", code=1)
    assert said.err == f"{answers}: Es gibt keine Antworten von „Niemand“.\n"
    assert out.read_text() == "old"


def test_to_explain_one_subject_in_a_summary_of_groups_is_refused(
    questionnaire: Path, answers: Path, out: Path
) -> None:
    files = ["--questionnaire", str(questionnaire), "--answers", str(answers), "--out", str(out)]
    more = ["--group-by", "unit", "--explain", "Archiv"]
    result = CliRunner().invoke(app, ["score", *files, *more])
    assert result.exit_code in (1, 2)
    assert result.stderr
    assert not out.exists()


def test_spark_is_not_needed_until_it_is_asked_for_and_then_its_lack_is_told(
    score: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "audit.files.spark_tables", raising=False)
    score("--group-by", "unit")
    said = score("--group-by", "unit", "--engine", "spark", code=1)
    assert "make spark" in said.err


NOTHING_SCORED = """\
id: languages
version: 1
title: Welche Sprachen sprechen Sie?
audience: person
source: erfunden
score: none
areas:
  - id: all
    title: Alles
    questions: [{id: note, type: long_text, text: Was noch}]
"""


@pytest.mark.parametrize("more", [[], ["--group-by", "unit"], ["--ignore", "unit"]])
def test_a_questionnaire_that_scores_nothing_is_no_reason_to_fall(
    tmp_path: Path, out: Path, more: list[str]
) -> None:
    questionnaire, answers = tmp_path / "languages.yaml", tmp_path / "answers.csv"
    questionnaire.write_text(NOTHING_SCORED, "utf-8")
    answers.write_text("subject,unit,note\nA,Amt,x\n" if more else "subject,note\nA,x\n", "utf-8")
    files = ["--questionnaire", str(questionnaire), "--answers", str(answers), "--out", str(out)]
    result = CliRunner().invoke(app, ["score", *files, *more, "--language", "de"])
    assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    assert result.exit_code == 0 or result.stderr


# example, schema, translations


def test_the_example_shows_titles_levels_and_dashes() -> None:
    said = run("example").out
    for shown in (
        "Erfundenes Beispiel",
        "Bürgerservice",
        "Zugang",
        "81,3",
        "offen",
        "–",
        "100\xa0%",
    ):
        assert shown in said
    assert "81.3" in run("example", "--language", "en").out


def test_the_format_is_written_as_schema_and_as_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "HOME", tmp_path)
    monkeypatch.setattr(writing, "SCHEMA", tmp_path / "schema.json")
    monkeypatch.setattr(writing, "REFERENCE", tmp_path / "reference.md")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    said = run("schema")
    assert said.out == "Geschrieben: schema.json\nGeschrieben: reference.md\n"
    assert json.loads((tmp_path / "schema.json").read_text("utf-8")) == questionnaire_schema()
    assert (tmp_path / "reference.md").read_text("utf-8") == format_reference()


ENGLISH = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Keine Probleme gefunden."
msgstr "No problems found."

msgctxt "open"
msgid "Wie offen sind wir?"
msgstr "How open are we?"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout: one module with two sentences, one questionnaire, one language."""
    home = tmp_path / "home"
    for file, text in {
        "audit/cli/checking.py": 'message("Keine Probleme gefunden.")\nmessage("Ein {thing}.")\n',
        "questionnaires/open.yaml": QUESTIONNAIRE,
        "data/demo/questionnaires/open.yaml": QUESTIONNAIRE,
        "data/example/questionnaire.yaml": QUESTIONNAIRE,
        "languages/en.po": ENGLISH,
    }.items():
        (home / file).parent.mkdir(parents=True)
        (home / file).write_text(text, "utf-8")
    for module in (terminal, translating):
        monkeypatch.setattr(module, "HOME", home)
        monkeypatch.setattr(module, "LANGUAGES", home / "languages")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    return home


def test_translations_are_collected_and_what_is_missing_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    first, *missing = run("translations").out.splitlines()
    collected = (home / "languages" / "en.po").read_text("utf-8")
    assert first == f"en: 2 von {collected.count('msgid') - 1} Texten übersetzt."
    assert missing[:3] == [
        "  fehlt:  Ein {thing}.",
        "  fehlt: open erfunden",
        "  fehlt: open zu",
    ]
    assert 'msgid "Ein {thing}."' in collected
    assert 'msgctxt "open.ramp"' in collected
    assert "How open are we?" in run("check", "questionnaires", "--language", "en").out


def test_translations_can_be_collected_from_any_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("translations")
    assert "#: audit/cli/checking.py\n" in (home / "languages" / "en.po").read_text("utf-8")


def test_a_broken_translation_is_told_in_one_sentence(home: Path, questionnaire: Path) -> None:
    (home / "languages" / "en.po").write_text("Ja = Yes\n")
    said = run("check", questionnaire, "--language", "en", code=1)
    assert said.err == f"{home / 'languages' / 'en.po'}:1: Das ist keine gültige .po-Datei.\n"
    run("check", questionnaire)


# language


@pytest.mark.parametrize(
    ("settings", "german"),
    [
        ({"LC_ALL": "de_DE.UTF-8"}, True),
        ({"LC_ALL": "de_AT"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "German_Germany.1252"}, True),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "de_DE.UTF-8"}, False),
        ({"LC_ALL": "C"}, False),
        ({"LC_ALL": "tr_TR.UTF-8"}, False),
    ],
)
def test_without_a_wish_the_terminal_decides_between_german_and_english(
    settings: dict[str, str], german: bool, questionnaire: Path
) -> None:
    result = CliRunner().invoke(app, ["check", str(questionnaire)], env=settings)
    assert ("Keine Probleme gefunden." in result.stdout) is german
    assert result.exit_code == 0


def test_the_language_that_was_asked_for_comes_first(
    questionnaire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "Keine Probleme gefunden." in run("check", questionnaire, "--language", "de").out
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "Keine Probleme" not in run("check", questionnaire, "--language", "en").out


@pytest.mark.parametrize("language", ["xx", "../languages/en", "deutsch", "x" * 300])
def test_an_unknown_language_is_told(questionnaire: Path, language: str) -> None:
    said = run("check", questionnaire, "--language", language, code=1)
    assert said.err.endswith(": Diese Sprache gibt es nicht.\n")


# What is called wrongly, and nasty files


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["nonsense"],
        ["score"],
        ["score", "--questionnaire", "q.yaml", "--answers", "a.csv"],
        ["score", "--questionnaire", "q", "--answers", "a", "--out", "o", "--min-group", "0"],
        ["score", "--questionnaire", "q", "--answers", "a", "--out", "o", "--min-group", "x"],
        ["score", "--questionnaire", "q", "--answers", "a", "--out", "o", "--engine", "abacus"],
        ["example", "more"],
        ["check", "q.yaml", "--lang", "de"],
    ],
    ids=" ".join,
)
def test_a_command_that_is_written_wrongly_ends_with_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2


def damaged_parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"subject": [f"unit {n * n}" for n in range(300)]}), sink)
    content = bytearray(sink.getvalue().to_pybytes())
    content[60:110] = bytes(50)
    return bytes(content)


def nested_parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"subject": ["A"], "ramp": [["yes"]]}), sink)
    return bytes(sink.getvalue().to_pybytes())


NASTY_ANSWERS: dict[str, bytes] = {
    "empty.csv": b"",
    "blank.csv": b"\n\n",
    "names.csv": b"subject,ramp\n",
    "names-without-end.csv": b"subject,ramp",
    "excel.csv": b"PK\x03\x04\x14\x00\x81\x8d\x8f\x90\x9d;;\n",
    "noise.csv": bytes(range(256)) * 4,
    "half.csv": "subject;ramp\nÄ;yes\n".encode("utf-16")[:-1],
    "nul.csv": b"subject,ramp\n\0,\0\n",
    "open.csv": b'subject,ramp\nA,"yes\n',
    "no-subject.csv": b"subject,ramp\n,yes\n",
    "no-subject-long.csv": b"subject,question,value\n,ramp,yes\n",
    "surrogate.csv": b"subject,ramp\n\xed\xa0\x80,yes\n",
    "wide-name.csv": b"subject," + b"x" * 200_000 + b"\nA,yes\n",
    "percent.csv": b"subject,%s{0}{x}\nA,{value}\n",
    "markup.csv": b"subject,[red]\nA,[/]\n",
    "no.parquet": b"subject,ramp\n",
    "empty.parquet": b"",
    "damaged.parquet": damaged_parquet(),
    "nested.parquet": nested_parquet(),
    "answers.xlsx": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", NASTY_ANSWERS)
@pytest.mark.parametrize("more", [[], ["--group-by", "subject"]], ids=["single", "grouped"])
def test_no_table_of_answers_ends_in_a_traceback(
    tmp_path: Path, questionnaire: Path, out: Path, name: str, more: list[str]
) -> None:
    (tmp_path / name).write_bytes(NASTY_ANSWERS[name])
    files = ("--questionnaire", questionnaire, "--answers", tmp_path / name, "--out", out)
    result = CliRunner().invoke(app, ["score", *map(str, files), *more, "--language", "de"])
    assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    if result.exit_code == 0:
        assert [path.name for path in out.parent.iterdir()] == [out.name]
    else:
        assert result.exit_code == 1
        assert result.stderr.startswith(str(tmp_path / name))
        assert list(out.parent.iterdir()) == []


def make_nasty(place: Path, kind: str) -> Path:
    """A path at which there is no readable file."""
    path = place / f"nasty.{kind.rpartition(' ')[2]}"
    match kind.partition(" ")[0]:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "loop":
            path.symlink_to(path)
        case "long":
            path = place / f"{'x' * 300}{path.suffix}"
        case "below":
            (place / "file").touch()
            path = place / "file" / path.name
        case _:
            pass
    return path


KINDS = ("missing", "folder", "pipe", "loop", "long", "below")


@pytest.mark.parametrize("kind", [f"{kind} yaml" for kind in KINDS])
def test_no_path_of_a_questionnaire_ends_in_a_traceback(
    tmp_path: Path, answers: Path, out: Path, kind: str
) -> None:
    path = make_nasty(tmp_path, kind)
    assert run("check", path, code=1).err.startswith(f"{path}: ")
    files = ("--questionnaire", path, "--answers", answers, "--out", out)
    assert run("score", *files, code=1).err.startswith(f"{path}: ")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_path_of_answers_ends_in_a_traceback(
    tmp_path: Path, questionnaire: Path, out: Path, kind: str, ending: str
) -> None:
    path = make_nasty(tmp_path, f"{kind} {ending}")
    files = ("--questionnaire", questionnaire, "--answers", path, "--out", out)
    assert run("score", *files, code=1).err.startswith(f"{path}: ")
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder csv", "long csv", "below csv", "long parquet"])
def test_no_place_for_the_results_ends_in_a_traceback(
    tmp_path: Path, score: Callable[..., Said], kind: str
) -> None:
    path = make_nasty(tmp_path, kind)
    assert score("--ignore", "unit", "--out", path, code=1).err.startswith(f"{path}: ")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Only Linux has /proc")
def test_a_folder_that_takes_no_files_is_told(score: Callable[..., Said]) -> None:
    said = score("--ignore", "unit", "--out", "/proc/results.csv", code=1)
    assert said.err.startswith("/proc/results.csv: ")


NASTY_QUESTIONNAIRES: dict[str, bytes] = {
    "empty": b"",
    "blanks": b" \n\t\n",
    "list": b"- a\n- b\n",
    "word": b"opening\n",
    "noise": bytes(range(256)),
    "UTF-16": QUESTIONNAIRE.encode("utf-16"),
    "tabs": b"id:\topen\n\tversion: 1\n",
    "python": b'!!python/object/apply:os.system ["id"]\n',
    "laughs": b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "deep": b"[" * 2000,
    "two": b"id: a\n---\nid: b\n",
    "number": b"id: " + b"9" * 5000 + b"\n",
    "braces": b'id: "{x}"\ntitle: "%s {0}"\n',
}


@pytest.mark.parametrize("name", NASTY_QUESTIONNAIRES)
def test_no_questionnaire_ends_in_a_traceback(tmp_path: Path, name: str) -> None:
    path = tmp_path / "nasty.yaml"
    path.write_bytes(NASTY_QUESTIONNAIRES[name])
    said = run("check", path, code=1)
    assert said.out == ""
    assert all(line.startswith((f"{path}:", "    ")) for line in said.err.splitlines())


@pytest.mark.parametrize(
    "more",
    [
        ["--group-by", "nobody"],
        ["--group-by", ",,"],
        ["--group-by", "unit,unit"],
        ["--group-by", "unit,ramp"],
        ["--group-by", "[red]"],
        ["--ignore", "unit", "--explain", ""],
        ["--ignore", "unit", "--explain", "[/]"],
        ["--ignore", "unit", "--explain", "{0}"],
        ["--ignore", "unit,unit,,nothing"],
        ["--ignore", "subject"],
        ["--min-group", "999999999999999999999"],
        ["--group-by", "unit", "--min-group", "999999999999999999999"],
    ],
    ids=" ".join,
)
def test_no_option_ends_in_a_traceback(
    questionnaire: Path, answers: Path, out: Path, more: list[str]
) -> None:
    files = ("--questionnaire", questionnaire, "--answers", answers, "--out", out)
    result = CliRunner().invoke(app, ["score", *map(str, files), *more, "--language", "de"])
    assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    assert result.exit_code in (0, 1, 2)
    assert (result.exit_code == 0) is out.exists()
