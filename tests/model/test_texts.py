"""Every text that people read has its place, and is said in their language from there."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from audit.assessment.explain import Step, explain
from audit.assessment.plan import plan_of
from audit.assessment.results import assess, coded
from audit.files.questionnaires import read_questionnaire
from audit.model.answers import Answer
from audit.model.conditions import Cap
from audit.model.entries import ForPeople
from audit.model.messages import GERMAN, Translator
from audit.model.question_types import QUESTION_TYPES, Amount, Band, Option, Pointer, Row
from audit.model.questionnaire import Area, Level, Questionnaire
from audit.model.texts import Wording, context, texts_of

EVERYTHING = read_questionnaire(
    b"""
id: open
version: 3
title: open title
audience: unit
source: open source
about: open about
notice: open notice
minutes: 5
scales:
  steps:
    - {code: none, label: "open.scale:steps label-none", when: "open.scale:steps when-none"}
    - {code: full, label: "open.scale:steps label-full", when: "open.scale:steps when-full"}
defaults:
  levels:
    - {code: closed, label: open level-closed, from: 0, meaning: open meaning-closed}
    - {code: wide, label: open level-wide, from: 50, meaning: open meaning-wide}
  score:
    method: mean
    levels:
      - {code: low, label: open default-low, from: 0, meaning: open default-meaning}
    caps:
      - {if: {question: ramp, is: "no"}, at_most: 40, because: open default-because}
score:
  method: mean
  over: areas
  levels:
    - {code: few, label: open total-few, from: 0, meaning: open total-meaning}
  caps:
    - {if: {question: ramp, is: "no"}, at_most: 30, because: open because}
areas:
  - id: outer
    title: open.outer title
    about: open.outer about
    score: {method: mean, over: areas}
    areas:
      - id: inner
        title: open.inner title
        about: open.inner about
        score:
          method: mean
          levels:
            - {code: bad, label: open.inner level-bad, from: 0, meaning: open.inner meaning-bad}
          caps:
            - {if: {question: ramp, is: "no"}, at_most: 20, because: open.inner because}
        questions:
          - id: ramp
            type: yes_no
            text: open.ramp text
            help: open.ramp help
            evidence: open.ramp evidence
            anchors: {"yes": open.ramp anchor-yes, "no": open.ramp anchor-no}
            points_to:
              "no": {barrier: disability, measure: open.ramp measure, training: racism}
          - id: forms
            type: degree
            scale: steps
            text: open.forms text
            anchors: {full: open.forms anchor-full}
            points_to: {none: {measure: open.forms measure}}
          - id: sign
            type: single_choice
            text: open.sign text
            options:
              - {code: a, label: open.sign label-a, points: 0, when: open.sign when-a}
              - {code: b, label: open.sign label-b, points: 1}
            anchors: {b: open.sign anchor-b}
  - id: rest
    title: open.rest title
    questions:
      - id: tongues
        type: multiple_choice
        text: open.tongues text
        show_if: {all: [{question: forms, is: [none, full]}, {question: ramp, answered: true}]}
        options:
          - {code: en, label: open.tongues label-en, points: 1}
          - {code: none, label: open.tongues label-none, points: 0, exclusive: true}
        points_to: {none: {measure: open.tongues measure}}
      - id: days
        type: number
        text: open.days text
        max: 99
        unit: open.days unit
        bands:
          - {from: 0, points: 0, label: open.days band-0}
          - {from: 5, points: 9, label: open.days band-5}
      - id: table
        type: grid
        text: open.table text
        options:
          - {code: "1", label: open.table label-1}
          - {code: "2", label: open.table label-2}
        rows: [{id: web, label: open.table row-web}, {id: paper, label: open.table row-paper}]
      - id: staff
        type: grid
        text: open.staff text
        number: {max: 10, unit: open.staff unit}
        rows: [{id: all, label: open.staff row-all}]
      - {id: name, type: short_text, text: open.name text}
      - {id: note, type: long_text, text: open.note text}
      - {id: day, type: date, text: open.day text}
      - {id: spoken, type: language_list, text: open.spoken text}
""",
    "open.yaml",
)
"""A questionnaire with every kind of text; each text says where it belongs, and what it is."""


def test_every_text_is_listed_once_where_it_belongs() -> None:
    placed = list(texts_of(EVERYTHING))
    assert [place for place, _ in placed] == [german.split(" ")[0] for _, german in placed]
    assert len(placed) == len(set(placed))


def strings(part: Any) -> Iterator[str]:
    """Every string in the plain data of a questionnaire."""
    match part:
        case str():
            yield part
        case Mapping():
            for value in part.values():
                yield from strings(value)
        case list() | tuple():
            for value in part:
                yield from strings(value)
        case _:
            return


def test_no_text_is_left_out_and_no_code_is_taken_for_a_text() -> None:
    everything = set(strings(EVERYTHING.model_dump()))
    texts = {german for _, german in texts_of(EVERYTHING)}
    assert texts == {string for string in everything if string.startswith("open") and " " in string}


MODELS: tuple[type[BaseModel], ...] = (
    Questionnaire,
    Area,
    Level,
    Cap,
    Option,
    Row,
    Band,
    Amount,
    Pointer,
    *QUESTION_TYPES,
)


def is_for_people(part: Any) -> bool:
    return isinstance(part, ForPeople) or any(is_for_people(below) for below in get_args(part))


def text_fields(model: type[BaseModel]) -> set[tuple[str, str]]:
    """The texts of an entry, each called by the class that first has it."""
    return {
        (next(base for base in reversed(model.__mro__) if name in base_fields(base)).__name__, name)
        for name, field in model.model_fields.items()
        if any(is_for_people(part) for part in (field.annotation, *field.metadata))
    }


def base_fields(model: type) -> Mapping[str, object]:
    return getattr(model, "model_fields", {}) if issubclass(model, BaseModel) else {}


def used(part: Any) -> Iterator[tuple[str, str]]:
    """The texts that an entry and everything below it really have."""
    match part:
        case BaseModel():
            names = {name: owner for owner, name in text_fields(type(part))}
            for name in type(part).model_fields:
                value = getattr(part, name)
                if value and name in names:
                    yield names[name], name
                yield from used(value)
        case Mapping():
            for value in part.values():
                yield from used(value)
        case tuple():
            for value in part:
                yield from used(value)
        case _:
            return


def test_the_example_above_has_every_text_that_a_questionnaire_can_have() -> None:
    possible = {field for model in MODELS for field in text_fields(model)}
    assert possible - set(used(EVERYTHING)) == set()


def test_texts_come_in_the_order_of_the_file() -> None:
    texts = [german for _, german in texts_of(EVERYTHING)]
    assert texts[:4] == ["open title", "open source", "open about", "open notice"]
    in_order = [
        "open.scale:steps label-none",
        "open.outer title",
        "open.inner title",
        "open.ramp text",
        "open.forms text",
        "open.rest title",
        "open.days text",
    ]
    assert sorted(in_order, key=texts.index) == in_order


def test_a_text_that_is_written_twice_is_listed_twice() -> None:
    same = EVERYTHING.model_copy(update={"about": "open title"})
    assert [german for _, german in texts_of(same)].count("open title") == 2


ENGLISH = Translator(
    "en",
    {(place, german): german.upper() for place, german in texts_of(EVERYTHING)}
    | {("", "Ja"): "Yes", ("", "Nein"): "No"},
)
"""English for all of it: the same in capitals."""

SAID = Wording(EVERYTHING, ENGLISH)
QUESTIONS = {question.id: question for question in EVERYTHING.questions()}
AREAS = {area.id: area for area in EVERYTHING.all_areas()}


def test_texts_of_questionnaire_areas_and_questions_are_said_from_their_places() -> None:
    assert SAID.of(EVERYTHING, EVERYTHING.title) == "OPEN TITLE"
    assert SAID.of(AREAS["inner"], AREAS["inner"].title) == "OPEN.INNER TITLE"
    assert SAID.of(QUESTIONS["ramp"], QUESTIONS["ramp"].text) == "OPEN.RAMP TEXT"
    assert context(EVERYTHING, "ramp") == "open.ramp"


def test_a_text_from_another_place_stays_german() -> None:
    assert SAID.of(QUESTIONS["forms"], "open.ramp text") == "open.ramp text"


@pytest.mark.parametrize("question", [q for q in QUESTIONS.values() if q.id != "ramp"])
def test_options_are_said_whether_written_at_the_question_or_in_a_scale(question: Any) -> None:
    for option in question.options_in(EVERYTHING.scales):
        assert SAID.option(question, option) == option.label.upper()


def test_yes_and_no_are_said_by_the_interface() -> None:
    no, yes = QUESTIONS["ramp"].options_in(EVERYTHING.scales)
    assert [SAID.option(QUESTIONS["ramp"], option) for option in (no, yes)] == ["No", "Yes"]
    german = Wording(EVERYTHING, GERMAN)
    assert [german.option(QUESTIONS["ramp"], option) for option in (no, yes)] == ["Nein", "Ja"]


@pytest.mark.parametrize("entry", [EVERYTHING, *AREAS.values()], ids=lambda entry: entry.id)
def test_levels_are_said_whether_they_are_own_or_those_of_all(entry: Questionnaire | Area) -> None:
    score = EVERYTHING.score_of(entry) if isinstance(entry, Area) else entry.score
    assert score is not None
    assert score != "none"
    for level in EVERYTHING.levels_of(score):
        assert SAID.level(entry, level) == level.label.upper()


def notes(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        yield from step.notes
        yield from notes(step.steps)


def test_the_reason_of_a_cap_is_said_wherever_the_cap_is_written() -> None:
    """Every area here is at its limit, by a cap of its own or by that of `defaults`."""
    plan = plan_of(EVERYTHING)
    best = {"ramp": "no", "forms": "full", "sign": "b", "tongues": "en", "days": "9"}
    best |= {"table.web": "2", "table.paper": "2"}
    given = coded(plan, [Answer("A", cell, value) for cell, value in best.items()])
    told = " ".join(notes(explain(assess(given), "A", ENGLISH)))
    assert "OPEN.INNER BECAUSE" in told
    assert "OPEN DEFAULT-BECAUSE" in told
    assert "open" not in told


def test_what_is_not_translated_is_said_in_german() -> None:
    nothing = Wording(EVERYTHING, Translator("fr"))
    ramp = QUESTIONS["ramp"]
    assert nothing.of(ramp, ramp.text) == "open.ramp text"
    assert nothing.option(ramp, ramp.options_in(EVERYTHING.scales)[1]) == "Ja"
    assert nothing.level(EVERYTHING, EVERYTHING.defaults.levels[0]) == "open level-closed"
