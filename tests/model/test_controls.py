from pathlib import Path

import pytest

from audit.files.questionnaires import load_questionnaires
from audit.model.question_types import (
    QUESTION_TYPES,
    Control,
    Option,
    choice_after,
    language_list,
    languages_in,
)

SHIPPED = load_questionnaires([Path(__file__).parents[2] / "questionnaires"])
OPTIONS = [
    Option(code="a", label="A"),
    Option(code="b", label="B"),
    Option(code="none", label="nichts davon", exclusive=True),
]


def test_every_question_type_can_be_asked_by_a_screen() -> None:
    assert {kind.control for kind in QUESTION_TYPES} <= set(Control)


def test_whoever_is_asked_to_choose_finds_something_to_choose() -> None:
    for questionnaire in SHIPPED:
        for question in questionnaire.questions():
            if question.asked_by() in {Control.CHOICE, Control.CHOICES}:
                assert question.options_in(questionnaire.scales), question.id


def test_a_grid_of_numbers_is_asked_by_numbers() -> None:
    needs = next(one for one in SHIPPED if one.id == "training-needs")
    asked = {question.id: question.asked_by() for question in needs.questions()}
    assert asked["people-concerned"] is Control.NUMBER
    assert asked["target-level"] is Control.CHOICE


@pytest.mark.parametrize(
    ("chosen", "before", "kept"),
    [
        (["a", "b"], ["a"], "a|b"),
        (["a", "none"], ["a"], "none"),
        (["none", "a"], ["none"], "a"),
        ([], ["a"], ""),
        (["none"], ["none"], "none"),
        (["none"], [], "none"),
    ],
)
def test_what_was_chosen_last_wins_over_what_it_excludes(
    chosen: list[str], before: list[str], kept: str
) -> None:
    assert choice_after(chosen, before, OPTIONS) == kept


def test_a_list_of_languages_reads_as_it_was_written() -> None:
    written = "tr:C1/B2|ar:native/A2"
    assert languages_in(written) == {"tr": ("C1", "B2"), "ar": ("native", "A2")}
    assert language_list(languages_in(written)) == written
    assert languages_in("") == {}
