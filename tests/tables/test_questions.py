"""Subjects by the questions of an area: what is met where, question by question."""

import pandas as pd
import pytest

from audit.model.messages import GERMAN, message
from audit.tables.areas import DOES_NOT_APPLY, side_by_side
from audit.tables.questions import areas_with_questions, questions_view
from audit.tables.views import MISSING, View, readable
from tests.tables.houses import FOREIGN, NO, PLAN, SILENT, YES, results

TOWN = results(bath=(YES, YES, NO), library=(NO, SILENT, FOREIGN))
NAMES = {"library": "Bücherei", "bath": "Freibad"}


def view(area: str = "access", names: dict[str, str] | None = None) -> View:
    return questions_view(TOWN, NAMES if names is None else names, GERMAN, area)


def test_every_subject_has_a_row_per_question_of_the_area() -> None:
    table = view().table
    assert list(table["area"]) == ["ramp", "ramp", "lift", "lift"]
    assert list(table["name"]) == ["Bücherei", "Freibad"] * 2
    assert list(table["head"]) == ["1", "1", "2", "2"]
    assert list(table["title"]) == ["Rampe", "Rampe", "Aufzug", "Aufzug"]


def test_an_open_question_is_not_zero_and_one_that_does_not_apply_is_neither() -> None:
    table = view().table
    assert table["points"].tolist()[:2] == [0, 100]
    assert pd.isna(table["points"].iloc[2])
    shown = readable(side_by_side(view(), message("Wer")), GERMAN)
    assert shown.to_numpy().tolist() == [["Bücherei", "0", MISSING], ["Freibad", "100", "100"]]
    team = readable(side_by_side(view("team"), message("Wer")), GERMAN)
    assert team.to_numpy().tolist() == [["Bücherei", DOES_NOT_APPLY], ["Freibad", "0"]]


def test_only_the_named_subjects_are_shown() -> None:
    assert set(view(names={"bath": "Freibad"}).table["subject"]) == {"bath"}


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            NAMES,
            "Im Mittel am niedrigsten ist „Rampe“ mit 50 von 100 Punkten. "
            "Felder ohne Antwort (–): 1; nicht gefragt oder nicht zutreffend (x): 0.",
        ),
        ({}, "Es ist noch nichts eingereicht."),
    ],
)
def test_the_sentence_names_the_lowest_question(names: dict[str, str], sentence: str) -> None:
    assert GERMAN.say(view(names=names).sentence) == sentence


def test_without_any_answer_the_sentence_says_so() -> None:
    nobody = results(bath=(SILENT, SILENT, YES))
    found = questions_view(nobody, {"bath": "Freibad"}, GERMAN, "access")
    assert GERMAN.say(found.sentence) == "Hier hat noch niemand etwas geantwortet."


def test_the_total_is_no_area_to_look_into() -> None:
    assert areas_with_questions(PLAN) == ["access", "team"]
