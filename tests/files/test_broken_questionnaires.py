"""Every mistake that an author can make, and what is said about it: the files of `tests/broken/`.

Each file holds one mistake. What must be said stands in remarks at its end, `#! line: sentence`, so
that the numbers of the lines stay true. Where a file cannot end with remarks, because it is cut off
or in another encoding, it stands beside the file in `.expected`.
"""

import ast
import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]
from pydantic import BaseModel, Field, ValidationError

from audit.files import questionnaires, strict_yaml
from audit.files.form import form_findings
from audit.files.questionnaires import (
    load_questionnaire,
    load_questionnaires,
    read_questionnaire,
)
from audit.model.messages import Message
from audit.model.problems import Problem, Refused
from scoring.states import MOST_CODES

HERE = Path(__file__).parents[1]
HOME = HERE.parent
BROKEN = sorted(HERE.glob("broken/*.yaml"))
SHIPPED = sorted([*HOME.glob("questionnaires/*.yaml"), *HOME.glob("data/example/*.yaml")])

REMARK = "#! "

SAID_BY_NO_FILE = {
    "Die Datei ist größer als {limit} MB.": "the file would be too large to keep",
    "Die Datei hat mehr als {limit} Namen und Werte; weiter wurde nicht gelesen.": "the same",
    "Teilen Sie sie auf mehrere Dateien auf.": "the hint to both",
    "Die Datei hat mehr als {limit} Fehler; hier steht ein Teil davon.": "more than one mistake",
    "Der Fragebogen hat mehr als {limit} Fragen.": "the file would be long",
    "Teilen Sie ihn auf mehrere Fragebögen auf.": "the hint to it",
    "Die Zahl „{question}“ wird mit zu vielen Grenzen verglichen.": "the file would be long",
    "Hier ist die Datei kein gültiges YAML.": "both parsers tell more about all that we know of",
    "Prüfen Sie in dieser Zeile und der darüber"
    " die Einrückung, die Anführungszeichen und die Doppelpunkte.": "the hint to it",
    "Mit dem Eintrag „{key}“ stimmt etwas nicht.": "no entry has a form that is not explained",
    "Diese Datei gibt es nicht.": "about a path",
    "Das ist keine Datei.": "about a path",
    "Diese Datei lässt sich nicht lesen.": "about a path",
    "In diesem Ordner ist kein Fragebogen.": "about a folder",
    "Dieser Ordner lässt sich nicht lesen.": "about a folder",
    "Den Fragebogen „{id}“ gibt es in Fassung {version} schon in {other}.": "about two files",
}
"""Sentences with tests of their own (here or in `test_strict_yaml.py`), and why they need them."""

SMALL = """\
id: small
version: 1
title: Kleiner Fragebogen
audience: unit
source: erfunden
score: none
areas:
  - id: access
    title: Zugang
    questions:
      - id: ramp
        type: yes_no
        text: Gibt es eine Rampe?
"""

COUNTED = """\
      - id: languages
        type: multiple_choice
        text: Welche Sprachen gibt es?
        scale: languages
"""

SCALE = """\
scales:
  languages:
    - {code: en, label: Englisch, points: 1}
    - {code: tr, label: Türkisch, points: 1}
"""


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with LibYAML, and as a machine without it would."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without LibYAML")
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, request.param))


def expected(file: Path) -> str:
    beside = file.with_suffix(".expected")
    if beside.exists():
        return beside.read_text(encoding="utf-8").strip()
    lines = file.read_text(encoding="utf-8").split("\n")
    return "\n".join(line.removeprefix(REMARK) for line in lines if line.startswith(REMARK))


def problems_of(file: Path) -> Sequence[Problem]:
    try:
        load_questionnaire(file)
    except Refused as refused:
        return refused.problems
    return ()


def told(problems: Sequence[Problem], file: object) -> str:
    """Say problems as `line: sentence`, without the name of the file."""
    return "\n".join(problem.show().removeprefix(f"{file}:").lstrip() for problem in problems)


def problems_in(text: str) -> Sequence[Problem]:
    with pytest.raises(Refused) as refusal:
        read_questionnaire(text.encode(), "small.yaml")
    return refusal.value.problems


def refused(paths: Sequence[Path]) -> Sequence[Problem]:
    with pytest.raises(Refused) as refusal:
        load_questionnaires(paths)
    return refusal.value.problems


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_mistake_is_told_in_its_line_and_nothing_else_is_told(file: Path) -> None:
    assert told(problems_of(file), file) == expected(file)


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_one_mistake_is_one_problem(file: Path) -> None:
    sentences = [line for line in expected(file).split("\n") if not line.startswith(" ")]
    assert len(sentences) == 1


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_problem_stands_in_a_line_that_the_file_has(file: Path) -> None:
    lines = len(file.read_bytes().splitlines())
    assert all(p.line is None or 1 <= p.line <= lines for p in problems_of(file))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_questionnaire_has_no_problems(file: Path) -> None:
    assert told(problems_of(file), file) == ""


def test_the_shipped_questionnaires_get_along_with_each_other() -> None:
    loaded = load_questionnaires([HOME / "questionnaires", HOME / "data/example"])
    assert len(loaded) == len(SHIPPED)


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("\n", "\r\n"),
        "\ufeff---\n" + SMALL + "...\n",
        SMALL.replace("Gibt es eine Rampe?", '"Zur Tür: Gibt es eine \\"Rampe\\"?"'),
        SMALL.replace("areas:\n", SCALE + "areas:\n") + COUNTED,
    ],
    ids=["line breaks of Windows", "marks", "quotes", "every answer counts"],
)
def test_what_only_looks_like_a_mistake_is_none(text: str) -> None:
    read_questionnaire(text.encode(), "small.yaml")


def test_every_sentence_about_a_questionnaire_is_said_by_a_broken_file() -> None:
    said = {text for file in BROKEN for p in problems_of(file) for text in templates(p)}
    written = {text for module in modules_behind(questionnaires.__file__) for text in texts(module)}
    assert written - said == set(SAID_BY_NO_FILE)


def templates(problem: Problem) -> Iterator[str]:
    """List the wordings of a problem before the author's words are put in."""
    for message in (problem.sentence, problem.hint):
        if message is not None:
            yield message.text
            yield from (part.text for part in message.values.values() if isinstance(part, Message))


def modules_behind(file: str) -> set[Path]:
    """List the modules that read and check questionnaires: from one of them, all that it needs."""
    found: set[Path] = set()
    ahead = [Path(file)]
    while ahead:
        module = ahead.pop()
        if module not in found:
            found.add(module)
            ahead.extend(path for path in imports(module) if speaks_to_authors(path))
    return found


def imports(module: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            paths = [HOME.joinpath(*name.split(".")) for name in names]
            yield from (path.with_suffix(".py") for path in paths)
            yield from (path / "__init__.py" for path in paths)


def speaks_to_authors(module: Path) -> bool:
    """Leave out what speaks to respondents: the question types say what is wrong with an answer."""
    rooms = (HOME / "audit/files", HOME / "audit/model/checks", HOME / "audit/model/problems.py")
    return module.is_file() and any(module.is_relative_to(room) for room in rooms)


def texts(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="message"), args=[ast.Constant(value=str(text)), *_]):
                yield text
            case _:
                pass


def test_a_file_of_more_than_two_megabytes_is_not_read() -> None:
    assert told(problems_in("#" * 2_000_001), "small.yaml") == (
        "Die Datei ist größer als 2 MB.\n    Teilen Sie sie auf mehrere Dateien auf."
    )


def test_a_file_of_more_than_sixty_thousand_names_and_values_is_not_read_to_its_end() -> None:
    problems = problems_in("id: small\nareas:\n" + "  - a\n" * 60_000)
    assert told(problems, "small.yaml") == (
        "59998: Die Datei hat mehr als 60000 Namen und Werte; weiter wurde nicht gelesen."
        "\n    Teilen Sie sie auf mehrere Dateien auf."
    )


def test_a_questionnaire_of_more_than_five_hundred_questions_is_refused() -> None:
    questions = (f"      - {{id: q{n}, type: date, text: x}}\n" for n in range(500))
    areas = [
        line if n % 100 else f"  - id: a{n}\n    title: x\n    questions:\n{line}"
        for n, line in enumerate(questions)
    ]
    assert told(problems_in(SMALL + "".join(areas)), "small.yaml") == (
        "7: Der Fragebogen hat mehr als 500 Fragen.\n    Teilen Sie ihn auf mehrere Fragebögen auf."
    )
    read_questionnaire((SMALL + "".join(areas[:-1])).encode(), "small.yaml")


def test_a_number_is_compared_with_as_many_limits_as_there_are_codes() -> None:
    number = "      - {id: days, type: number, text: x, max: 400}\n"
    conditions = [
        f"      - {{id: q{n}, type: date, text: x, show_if: {{question: days, at_least: {n}}}}}\n"
        for n in range(MOST_CODES)
    ]
    read_questionnaire((SMALL + number + "".join(conditions[:-1])).encode(), "small.yaml")
    assert told(problems_in(SMALL + number + "".join(conditions)), "small.yaml") == (
        f"{14 + MOST_CODES}: Die Zahl „days“ wird mit zu vielen Grenzen verglichen."
    )


@pytest.mark.parametrize(
    "mistakes",
    [
        "".join(f"        anchors{n}: no\n" for n in range(200)),
        "".join(f"        anchors{n}: none\n" for n in range(200)),
        "".join(
            f"      - {{id: q{n}, type: date, text: x, show_if: {{question: q, answered: true}}}}\n"
            for n in range(150)
        ),
    ],
    ids=["YAML", "form", "contents"],
)
def test_nobody_is_told_more_than_a_hundred_problems(mistakes: str) -> None:
    first, *others = problems_in(SMALL + mistakes)
    assert str(first.sentence) == "Die Datei hat mehr als 100 Fehler; hier steht ein Teil davon."
    assert (first.line, len(others)) == (None, 100)


@pytest.mark.parametrize(
    "question",
    [
        "      - {{id: q{n}, type: date, txet: x}}\n",
        "      - {{id: q{n}, type: date, text: x, show_if: {{any: ["
        + "{{question: last, answered: true}}, " * 20
        + "]}}}}\n",
    ],
    ids=["form", "contents"],
)
def test_up_to_a_hundred_problems_are_all_told(question: str) -> None:
    questions = "".join(question.format(n=n) for n in range(80))
    last = "      - {id: last, type: date, text: x}\n"
    assert [p.line for p in problems_in(SMALL + questions + last)] == list(range(14, 94))


def test_a_mistake_in_the_form_that_nobody_foresaw_is_told_in_general() -> None:
    class Price(BaseModel):
        euros: Decimal = Field(decimal_places=2)

    with pytest.raises(ValidationError) as error:
        Price.model_validate({"euros": 0.333})
    (finding,) = form_findings(error.value, Price)
    assert str(finding.sentence) == "Mit dem Eintrag „euros“ stimmt etwas nicht."


def test_a_path_must_lead_to_a_file_or_a_folder_with_questionnaires(tmp_path: Path) -> None:
    missing, pipe, empty = tmp_path / "missing.yaml", tmp_path / "pipe.yaml", tmp_path / "empty"
    os.mkfifo(pipe)
    empty.mkdir()
    assert [problem.show() for problem in refused([missing, pipe, empty])] == [
        f"{missing}: Diese Datei gibt es nicht.",
        f"{pipe}: Das ist keine Datei.",
        f"{empty}: In diesem Ordner ist kein Fragebogen.",
    ]


def test_a_name_that_is_too_long_for_a_file_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300 + ".yaml")
    assert told(refused([path]), path) == "Diese Datei gibt es nicht."


def test_a_file_that_may_not_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(Path, "open", _forbidden)
    assert told(refused([path]), path) == "Diese Datei lässt sich nicht lesen."


def test_a_folder_that_may_not_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "iterdir", _forbidden)
    assert told(refused([tmp_path]), tmp_path) == "Dieser Ordner lässt sich nicht lesen."


def _forbidden(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_questionnaire_may_not_have_a_twin(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    for path in (first, second):
        path.write_text(SMALL, encoding="utf-8")
    assert [problem.show() for problem in refused([tmp_path])] == [
        f"{second}: Den Fragebogen „small“ gibt es in Fassung 1 schon in {first}."
    ]


def test_another_version_of_a_questionnaire_is_no_twin(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "second.yml").write_text(SMALL.replace("version: 1", "version: 2"), "utf-8")
    assert [q.version for q in load_questionnaires([tmp_path])] == [1, 2]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert len(load_questionnaires([path, tmp_path, path])) == 1


def test_an_ending_in_capitals_is_an_ending(tmp_path: Path) -> None:
    (tmp_path / "SMALL.YAML").write_text(SMALL, encoding="utf-8")
    assert len(load_questionnaires([tmp_path])) == 1


def test_the_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in ("first", "second"):
        text = SMALL.replace("unit", name).replace("id: small", f"id: {name}")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert [Path(problem.file).stem for problem in refused([tmp_path])] == ["first", "second"]
