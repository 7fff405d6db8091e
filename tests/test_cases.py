"""How answers become points, as cases that people can read: every file of `tests/cases/`.

What the files may say stands in `tests/cases/README.md`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from audit.files.questionnaires import load_questionnaire
from audit.files.strict_yaml import read_yaml
from audit.model.conditions import Answered, AtLeast, Cap, Is
from audit.model.entries import Entry, Many
from audit.model.question_types import QUESTION_TYPES, Band, Option, Row, ScoredBase
from audit.model.questionnaire import Area, Defaults, Level, Questionnaire, Score
from tests.assessment.by_hand import assessed, by_node, checked

HERE = Path(__file__).parent
FILES = sorted((HERE / "cases").glob("*.yaml"))

Figure = int | float | str
"""An exact number, `about` a rounded number, or the word for its absence."""


class Outcome(Entry):
    """What is expected of one node; what is not named is not looked at."""

    points: Figure | None = None
    level: str | None = None
    coverage: Figure | None = None
    answered: int | None = None


class Case(Entry):
    """A sentence, answers, and what they come to."""

    name: str
    answers: dict[str, int | float | str | Many[str]]
    expect: dict[str, Figure | Outcome]


@dataclass(frozen=True)
class File:
    """A questionnaire and its cases."""

    questionnaire: Questionnaire
    cases: tuple[Case, ...]


@cache
def plain(path: Path) -> Any:
    return read_yaml(path.read_bytes(), str(path)).root


@cache
def read(path: Path) -> File:
    """Read a file of cases; its questionnaire is written inside, or named."""
    root = plain(path)
    assert set(root) == {"questionnaire", "cases"}
    asked = root["questionnaire"]
    is_named = isinstance(asked, str)
    questionnaire = load_questionnaire(HERE.parent / asked) if is_named else checked(asked)
    return File(questionnaire, tuple(Case.model_validate(case) for case in root["cases"]))


EVERY_CASE = [
    pytest.param(read(path).questionnaire, case, id=f"{path.stem}: {case.name}")
    for path in FILES
    for case in read(path).cases
]


@pytest.mark.parametrize(("questionnaire", "case"), EVERY_CASE)
def test_the_answers_come_to_what_the_case_says(questionnaire: Questionnaire, case: Case) -> None:
    answers = {cell: as_stored(value) for cell, value in case.answers.items()}
    results = by_node(assessed(questionnaire, answers))
    for node, expected in case.expect.items():
        result = results[questionnaire.id if node == "total" else node]
        wanted = expected if isinstance(expected, Outcome) else Outcome(points=expected)
        level = "none" if result.level is None else result.level.code
        found = Outcome(
            points=as_expected(wanted.points, result.points, "missing"),
            level=wanted.level and level,
            coverage=as_expected(wanted.coverage, result.coverage, "none"),
            answered=None if wanted.answered is None else result.answered,
        )
        assert (node, found) == (node, wanted)


def as_stored(value: float | str | tuple[str, ...]) -> str:
    """Write an answer as it stands in a table; several options are joined."""
    return "|".join(value) if isinstance(value, tuple) else str(value)


def as_expected(wanted: Figure | None, found: float | None, absent: str) -> Figure | None:
    """Repeat the figure that was wanted if it was found, else say what was found instead."""
    if wanted is None:
        return None
    if found is None:
        return absent
    if not isinstance(wanted, str):
        return wanted if abs(found - wanted) < 1e-9 else found
    _, about, digits = wanted.partition("about ")
    decimals = len(digits.partition(".")[2])
    return wanted if about and f"{found + 1e-9:.{decimals}f}" == digits else found


def test_a_figure_is_exact_unless_it_says_about() -> None:
    assert as_expected(66.67, 200 / 3, "missing") == 200 / 3
    assert as_expected("about 66.67", 200 / 3, "missing") == "about 66.67"
    assert as_expected("about 66.66", 200 / 3, "missing") == 200 / 3
    assert as_expected("about 66.7", 200 / 3, "missing") == "about 66.7"
    assert as_expected("about 12.13", 12.125, "missing") == "about 12.13"


def test_missing_is_not_0() -> None:
    assert as_expected(0, None, "missing") == "missing"
    assert as_expected("missing", None, "missing") == "missing"
    assert as_expected("missing", 0, "missing") == 0


def test_no_sentence_stands_for_two_cases() -> None:
    names = [case.name for path in FILES for case in read(path).cases]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_looks_at_every_node_of_its_file(path: Path) -> None:
    """A node that no case looks at lacks a case, or is not needed."""
    file = read(path)
    nodes = {node.entry.id for node in assessed(file.questionnaire).plan.reported}
    seen = {node for case in file.cases for node in case.expect}
    assert {"total" if node == file.questionnaire.id else node for node in nodes} == seen


WITHOUT_POINTS = {
    *("id", "version", "title", "audience", "source", "about", "notice", "minutes", "text"),
    *("label", "when", "meaning", "help", "evidence", "anchors", "points_to", "working_group"),
    *("same_since", "because"),
}
"""What authors can write without any effect on points."""


def test_every_word_that_has_an_effect_on_points_stands_in_a_case() -> None:
    scored = [kind for kind in QUESTION_TYPES if issubclass(kind, ScoredBase)]
    asked: list[type[Entry]] = [Questionnaire, Defaults, Area, Score, Level, Option, Row, Band]
    compared: list[type[Entry]] = [Is, AtLeast, Answered, Cap]
    words = {
        field.alias or name
        for model in (*asked, *scored, *compared)
        for name, field in model.model_fields.items()
    }
    assert words - WITHOUT_POINTS - used() == set()


def test_every_method_condition_and_scored_type_stands_in_a_case() -> None:
    methods = get_args(Score.model_fields["method"].annotation)
    scored = [kind for kind in QUESTION_TYPES if issubclass(kind, ScoredBase)]
    types = [get_args(kind.model_fields["type"].annotation)[0] for kind in scored]
    assert {*methods, *types, "all", "any", "not"} - used() == set()


def used() -> set[str]:
    return {word for path in FILES for word in words_in(plain(path))}


def words_in(data: object) -> Iterator[str]:
    """List all keys and all texts of a file."""
    match data:
        case Mapping():
            for key, value in data.items():
                yield key
                yield from words_in(value)
        case list():
            for part in data:
                yield from words_in(part)
        case str():
            yield data
        case _:
            return
