"""The JSON schema and the written reference say what the model says, and help while typing."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]
from jsonschema import Draft7Validator

from audit.files.questionnaires import load_questionnaire
from audit.model.question_types import QUESTION_TYPES
from audit.model.questionnaire import Area, Questionnaire, Score
from audit.model.schema import format_reference, questionnaire_schema

HOME = Path(__file__).parents[2]
SCHEMA = HOME / "questionnaires" / "questionnaire.schema.json"
REFERENCE = HOME / "docs" / "questionnaire-reference.md"
SHIPPED = [
    *sorted((HOME / "questionnaires").glob("*.yaml")),
    HOME / "data" / "example" / "questionnaire.yaml",
]
each_shipped = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)

validator = Draft7Validator(questionnaire_schema())


def complaints(text: str) -> list[str]:
    """What an editor would underline."""
    return [error.message for error in validator.iter_errors(yaml.safe_load(text))]


SMALL = """
id: open
version: 1
title: Wie offen sind wir?
audience: unit
source: erfunden
score: none
areas:
  - id: access
    title: Zugang
    score: {method: mean, min_coverage: 0.5}
    questions:
      - {id: ramp, type: yes_no, text: "Rampe?", anchors: {"yes": ohne Stufe}}
      - {id: days, type: number, text: "Tage?", max: 9, show_if: {question: ramp, is: "yes"}}
"""


def test_the_schema_file_is_up_to_date() -> None:
    written = json.loads(SCHEMA.read_text("utf-8"))
    assert written == questionnaire_schema(), "bring it up to date with: make schema"


def test_the_reference_is_up_to_date() -> None:
    is_up_to_date = REFERENCE.read_text("utf-8") == format_reference()
    assert is_up_to_date, "bring it up to date with: make schema"


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(questionnaire_schema())
    assert questionnaire_schema()["$schema"] == Draft7Validator.META_SCHEMA["$schema"]


@each_shipped
def test_every_shipped_questionnaire_has_nothing_underlined(path: Path) -> None:
    assert complaints(path.read_text("utf-8")) == []


@each_shipped
def test_every_shipped_questionnaire_is_accepted_and_names_the_schema_first(path: Path) -> None:
    assert load_questionnaire(path).title
    first = path.read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, first
    assert (path.parent / named[1]).resolve() == SCHEMA


def test_a_small_questionnaire_has_nothing_underlined() -> None:
    assert complaints(SMALL) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("title:", "tittle:"),
        ("method: mean", "method: average"),
        ("type: yes_no", "type: yesno"),
        ("audience: unit", "audience: units"),
        ("version: 1", "version: '1'"),
        ("version: 1", "version: 0"),
        ("min_coverage: 0.5", "min_coverage: 50"),
        ("max: 9", "max: neun"),
        (", max: 9", ""),
        ("is: ", "iss: "),
        ('is: "yes"', "is: true"),
        ("score: none", "score: nothing"),
        ("source: erfunden\n", ""),
        ("id: ramp", "id: Rampe"),
        ("id: ramp", "id: ramp, wight: 2"),
        ("title: Zugang", "title:"),
        ("areas:", "aereas:"),
    ],
)
def test_a_typo_is_underlined(right: str, wrong: str) -> None:
    assert SMALL.count(right) >= 1
    assert complaints(SMALL.replace(right, wrong, 1)) != []


def entries(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that can be written, with what the schema says about it."""
    if isinstance(schema, dict):
        for name, field in schema.get("properties", {}).items():
            yield f"{place}/{name}", field
        for name, part in schema.items():
            yield from entries(part, f"{place}/{name}")
    elif isinstance(schema, list):
        for part in schema:
            yield from entries(part, place)


def test_every_key_has_a_sentence_of_help() -> None:
    helpless = [place for place, field in entries(questionnaire_schema()) if not help_of(field)]
    assert helpless == []


def help_of(field: dict[str, Any]) -> str:
    described = str(field.get("description", ""))
    return described if described.endswith((".", "?")) else ""


def test_help_is_written_for_authors_not_for_programmers() -> None:
    text = json.dumps(questionnaire_schema(), ensure_ascii=False)
    for word in ("Python", "pydantic", "tuple", "strict=", "NoneType", "\\n"):
        assert word not in text


@pytest.mark.parametrize("model", [Questionnaire, Area, Score, *QUESTION_TYPES])
def test_every_key_stands_in_the_reference(model: Any) -> None:
    text = REFERENCE.read_text("utf-8")
    for name, field in model.model_fields.items():
        assert f"| `{field.alias or name}` |" in text


def test_every_link_of_the_reference_leads_to_a_heading() -> None:
    text = REFERENCE.read_text("utf-8")
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    links = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert links
    assert links - anchors == set()


def test_the_tables_of_the_reference_have_four_cells_in_every_row() -> None:
    rows = [line for line in REFERENCE.read_text("utf-8").splitlines() if line.startswith("|")]
    assert {row.replace(r"\|", "").count("|") for row in rows} == {5}
