"""A sheet knows what is asked now, what is done and what is missing."""

from collections.abc import Mapping

import pytest
from hypothesis import given

from audit.assessment.coding import NotAnAnswer
from audit.assessment.plan import plan_of
from audit.assessment.sheet import Gap, Lack, Progress, Sheet
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Area
from audit.model.waves import Entry
from tests.assessment import strategies
from tests.assessment.by_hand import written

QUESTIONNAIRE = written(
    """
    defaults:
      offer: [dont_know, not_applicable]
      score: {method: mean}
    score: none
    areas:
      - id: access
        title: Zugang
        questions:
          - {id: ramp, type: yes_no, text: Rampe}
          - {id: stairs, type: number, text: Stufen, max: 50,
             show_if: {question: ramp, is: "no"}}
          - {id: rail, type: yes_no, text: Geländer,
             show_if: {question: stairs, at_least: 3}}
          - id: signs
            type: grid
            text: Schilder
            options: [{code: a, label: kaum}, {code: b, label: sehr}]
            rows: [{id: door, label: Tür}, {id: hall, label: Flur}]
      - id: tongues
        title: Sprachen
        show_if: {question: ramp, is: "yes"}
        questions:
          - id: spoken
            type: multiple_choice
            text: Welche?
            options: [{code: en, label: Englisch, points: 1}, {code: none, label: keine, points: 0,
                       exclusive: true}]
      - id: team
        title: Personal
        areas:
          - id: training
            title: Fortbildung
            questions: [{id: course, type: yes_no, text: Kurs}]
    """
)
PLAN = plan_of(QUESTIONNAIRE)
AREAS = {area.id: area for area in QUESTIONNAIRE.all_areas()}
QUESTIONS = {question.id: question for question in QUESTIONNAIRE.questions()}


def sheet(values: Mapping[str, str], reason: str = "") -> Sheet:
    return Sheet(PLAN, {cell: Entry(value, reason) for cell, value in values.items()})


def asked(values: Mapping[str, str]) -> str:
    return " ".join(name for name, one in QUESTIONS.items() if sheet(values).is_asked(one))


def missing(filled: Sheet) -> list[tuple[str, str, str]]:
    return [(gap.area.id, gap.question.id, gap.lack.value) for gap in filled.gaps()]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "ramp signs course"),
        ({"ramp": "yes"}, "ramp signs spoken course"),
        ({"ramp": "no"}, "ramp stairs signs course"),
        ({"ramp": "no", "stairs": "2"}, "ramp stairs signs course"),
        ({"ramp": "no", "stairs": "3"}, "ramp stairs rail signs course"),
        ({"ramp": "yes", "stairs": "3"}, "ramp signs spoken course"),
        ({"ramp": "dont_know", "stairs": "3"}, "ramp signs course"),
        ({"ramp": "not_applicable"}, "ramp signs course"),
    ],
)
def test_what_is_asked_follows_the_answers_at_once(values: dict[str, str], expected: str) -> None:
    assert asked(values) == expected


def test_areas_without_a_question_to_ask_are_no_sections() -> None:
    assert [area.id for area in sheet({}).sections] == ["access", "training"]
    assert [area.id for area in sheet({"ramp": "yes"}).sections] == [
        "access",
        "tongues",
        "training",
    ]


def test_an_area_lists_its_own_questions_and_not_those_of_areas_below() -> None:
    assert sheet({}).asked(AREAS["team"]) == []
    assert [question.id for question in sheet({}).asked(AREAS["training"])] == ["course"]


def test_progress_counts_questions_that_are_asked_now() -> None:
    assert sheet({}).progress() == Progress(0, 3)
    assert sheet({"ramp": "no"}).progress() == Progress(1, 4)
    assert sheet({"ramp": "no", "stairs": "0"}).progress() == Progress(2, 4)


def test_progress_can_fall_when_an_answer_calls_for_more() -> None:
    before = {"ramp": "yes", "signs.door": "a", "signs.hall": "a", "course": "no", "spoken": "en"}
    assert sheet(before).progress() == Progress(4, 4)
    assert sheet({**before, "ramp": "no"}).progress() == Progress(3, 4)


def test_progress_of_one_area() -> None:
    filled = sheet({"ramp": "yes", "course": "no"})
    assert filled.progress(AREAS["access"]) == Progress(1, 2)
    assert filled.progress(AREAS["tongues"]) == Progress(0, 1)
    assert filled.progress(AREAS["training"]) == Progress(1, 1)
    assert sheet({}).progress(AREAS["tongues"]) == Progress(0, 0)


def test_a_grid_is_done_when_every_row_is() -> None:
    assert sheet({"signs.door": "a"}).lack_of(QUESTIONS["signs"]) is Lack.ANSWER
    assert sheet({"signs.door": "a", "signs.hall": "b"}).lack_of(QUESTIONS["signs"]) is None


def test_a_taken_back_answer_is_missing() -> None:
    assert sheet({"ramp": ""}).lack_of(QUESTIONS["ramp"]) is Lack.ANSWER


def test_dont_know_is_an_answer_and_needs_no_reason() -> None:
    assert sheet({"ramp": "dont_know"}).lack_of(QUESTIONS["ramp"]) is None


def test_what_does_not_apply_needs_a_reason() -> None:
    assert sheet({"ramp": "not_applicable"}).lack_of(QUESTIONS["ramp"]) is Lack.REASON
    assert sheet({"ramp": "not_applicable"}, "ohne Tür").lack_of(QUESTIONS["ramp"]) is None


def test_each_row_of_a_grid_that_does_not_apply_needs_its_reason() -> None:
    entries = {
        "signs.door": Entry("not_applicable", "ohne Tür"),
        "signs.hall": Entry("not_applicable"),
    }
    assert Sheet(PLAN, entries).lack_of(QUESTIONS["signs"]) is Lack.REASON


def test_an_open_row_is_told_before_a_missing_reason() -> None:
    assert sheet({"signs.door": "not_applicable"}).lack_of(QUESTIONS["signs"]) is Lack.ANSWER


def test_gaps_are_listed_in_the_order_of_the_questionnaire_with_their_area() -> None:
    filled = sheet({"course": "not_applicable", "ramp": "yes"})
    assert missing(filled) == [
        ("access", "signs", "answer"),
        ("tongues", "spoken", "answer"),
        ("training", "course", "reason"),
    ]


def test_what_is_not_asked_is_no_gap_whatever_was_said_before() -> None:
    entries = {"ramp": Entry("yes"), "stairs": Entry("not_applicable")}
    assert "stairs" not in {question for _, question, _ in missing(Sheet(PLAN, entries))}


def test_a_full_sheet_has_no_gaps() -> None:
    filled = sheet(
        {"ramp": "yes", "signs.door": "a", "signs.hall": "b", "spoken": "none", "course": "yes"}
    )
    assert missing(filled) == []
    assert filled.progress() == Progress(4, 4)


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(NotAnAnswer):
        sheet({"ramp": "jein"}).progress()


def test_the_area_of_a_gap_is_the_one_in_which_the_question_stands() -> None:
    gaps: list[Gap] = list(sheet({}).gaps())
    for gap in gaps:
        assert gap.question in gap.area.questions


@given(strategies.sheets())
def test_gaps_and_progress_agree(drawn: strategies.Sheet) -> None:
    plan, [answers] = plan_of(drawn.questionnaire), drawn.answers
    filled = Sheet(plan, {cell: Entry(value) for cell, value in answers.items()})
    progress, gaps = filled.progress(), list(filled.gaps())
    assert progress.asked - progress.done == len(gaps)
    sections: list[tuple[Area, list[QuestionBase]]] = [
        (area, filled.asked(area)) for area in filled.sections
    ]
    assert sum(len(questions) for _, questions in sections) == progress.asked
    assert all(questions for _, questions in sections)


def test_a_part_of_a_sheet_holds_its_own_areas_and_what_decides_them() -> None:
    whole = sheet({"ramp": "no", "stairs": "9", "rail": "yes", "spoken": "en", "course": "yes"})
    part = whole.within(frozenset({"training"}))
    assert set(part.entries) == {"course"}
    assert not part.elsewhere
    assert [area.id for area in part.sections] == ["training"]
    assert part.progress() == Progress(1, 1)


@pytest.mark.parametrize("ramp", ["yes", "no"])
def test_what_is_asked_in_a_part_is_what_the_whole_sheet_asks(ramp: str) -> None:
    whole = sheet({"ramp": ramp, "signs.door": "a", "course": "yes"})
    part = whole.within(frozenset({"tongues"}))
    assert part.asked(AREAS["tongues"]) == whole.asked(AREAS["tongues"])
    assert not part.entries
    assert set(part.elsewhere) == {"ramp"}
    assert part.progress() == Progress(0, int(ramp == "yes"))


def test_an_answer_that_decides_in_another_area_is_named() -> None:
    """`stairs` decides too, but only where it stands itself."""
    assert [one.id for one in QUESTIONNAIRE.telling()] == ["ramp"]


def test_what_decides_is_followed_through_other_questions() -> None:
    assert QUESTIONNAIRE.deciding({"access"}) == {"ramp", "stairs"}
    assert QUESTIONNAIRE.deciding({"tongues"}) == {"ramp"}
    assert QUESTIONNAIRE.deciding({"training"}) == frozenset()
