"""Closed doors are named, with what follows and what could help."""

from audit.assessment.plan import plan_of
from audit.assessment.results import assess, coded
from audit.files.questionnaires import load_questionnaire, read_questionnaire
from audit.model.answers import Answer
from audit.model.messages import GERMAN
from audit.service.house import QUESTIONNAIRES
from audit.tables.barriers import (
    Assessed,
    closed_view,
    critical_view,
    needs_by_area,
    needs_view,
)

ANALOGUE = plan_of(load_questionnaire(QUESTIONNAIRES / "access-analogue.yaml"))
STEPS = "access-analogue.step-free"


def doors(**step_free: str) -> list[Assessed]:
    """Access points, and how one gets in."""
    answers = [
        Answer(name, cell, value)
        for name, answer in step_free.items()
        for cell, value in (("kind", "counter"), ("step-free", answer))
    ]
    results = assess(coded(ANALOGUE, answers))
    return [Assessed(results, {name: name.title() for name in step_free})]


def test_a_question_without_points_is_a_closed_door() -> None:
    row = critical_view(doors(a="none", b="step-free"), GERMAN).table.iloc[0]
    assert (row["key"], row["closed"], row["of"]) == (STEPS, 1, 2)


def test_an_answer_with_points_that_caps_an_area_is_a_closed_door_too() -> None:
    table = closed_view(doors(a="unreliable"), GERMAN, STEPS).table
    assert list(table["name"]) == ["A"]
    assert table["follows"].iloc[0] == (
        "Wer keine Stufen gehen kann, bekommt nur Hilfe, wenn es jemand bemerkt. "
        "Höchstens 59 Punkte bei „Erreichen und ankommen“."
    )
    assert table["measure"].iloc[0].startswith("Am Eingang eine Klingel")


def test_dont_know_is_no_closed_door() -> None:
    assert critical_view(doors(a="dont_know"), GERMAN).table.empty


def test_needs_are_counted_with_the_names_of_those_who_marked_them() -> None:
    ticks = {"a": {"step-free"}, "b": {"step-free", "late-hours"}}
    view = needs_view(doors(a="none", b="none"), [ticks], GERMAN)
    assert list(view.table["ticked"]) == [2, 1]
    assert view.table["names"].iloc[0] == "A, B"
    assert list(needs_by_area(view).table["ticked"]) == [3]


def test_without_marks_the_sentence_says_so() -> None:
    view = needs_view(doors(a="none"), [{}], GERMAN)
    assert str(view.sentence) == "Niemand hat Handlungsbedarf gemeldet."


def test_below_a_not_the_answer_that_brings_the_cap_about_is_the_closed_door() -> None:
    plan = plan_of(
        read_questionnaire(
            b"""
id: house
version: 1
title: Haus
audience: access_point
source: erfunden
score: none
areas:
  - id: inside
    title: Innen
    score:
      method: mean
      caps:
        - if: {not: {any: [{question: lift, at_least: half}, {question: ramp, is: "yes"}]}}
          at_most: 10
          because: Niemand kommt nach oben.
    questions:
      - {id: ramp, type: yes_no, critical: true, text: Rampe}
      - id: lift
        type: degree
        critical: true
        text: Lift
        options: [{code: none, label: nie}, {code: rare, label: selten}, {code: half, label: oft}]
""",
            "house.yaml",
        )
    )
    answers = {"a": ("no", "rare"), "b": ("yes", "rare"), "c": ("no", "half"), "d": ("no", "")}
    given = [
        Answer(name, cell, value)
        for name, values in answers.items()
        for cell, value in zip(("ramp", "lift"), values, strict=True)
    ]
    found = [Assessed(assess(coded(plan, given)), {name: name for name in answers})]
    assert list(closed_view(found, GERMAN, "house.lift").table["name"]) == ["a"]
    view = critical_view(found, GERMAN).table.set_index("key")
    assert tuple(view.loc["house.lift", ["closed", "of"]]) == (1, 3)
