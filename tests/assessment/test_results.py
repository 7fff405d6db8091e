"""From stored answers to results in the words of the questionnaire."""

import numpy as np
import pytest

from audit.assessment.coding import NotAnAnswer
from audit.assessment.plan import plan_of
from audit.assessment.results import Result, assess, coded
from audit.model.answers import Answer, State
from scoring.levels import NO_LEVEL
from scoring.states import NOT_ANSWERED
from tests.assessment.by_hand import assessed, by_node, written

ACCESS = written(
    """
    defaults:
      offer: [dont_know, not_applicable]
      levels: [{code: open, label: offen, from: 50}]
    score: none
    areas:
    - id: access
      title: Zugang
      score: {method: mean}
      questions:
      - {id: ramp, type: yes_no, text: Rampe?}
      - {id: sign, type: yes_no, text: Schild?}
    """
)
PLAN = plan_of(ACCESS)


def test_answers_of_one_subject_may_stand_anywhere() -> None:
    mixed = [
        Answer("Archiv", "ramp", "yes"),
        Answer("Bauamt", "ramp", "no"),
        Answer("Archiv", "sign", "no"),
        Answer("Bauamt", "sign", "no"),
    ]
    answers = coded(PLAN, mixed)
    assert answers.subjects == ("Archiv", "Bauamt")
    results = assess(answers)
    assert [by_node(results, place)["access"].points for place in (0, 1)] == [50, 0]


def test_what_nobody_said_is_not_answered() -> None:
    answers = coded(PLAN, [Answer("Archiv", "sign", "yes")])
    assert answers.codes[:, 0].tolist() == [NOT_ANSWERED, 1]


def test_a_later_answer_replaces_an_earlier_one() -> None:
    twice = [Answer("Archiv", "ramp", "yes"), Answer("Archiv", "ramp", "no")]
    assert coded(PLAN, twice).codes[0, 0] == 0


def test_an_answer_can_be_taken_back() -> None:
    taken_back = [Answer("Archiv", "ramp", "yes"), Answer("Archiv", "ramp", "")]
    assert coded(PLAN, taken_back).codes[0, 0] == NOT_ANSWERED


def test_an_unknown_question_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError, match="lift"):
        coded(PLAN, [Answer("Archiv", "lift", "yes")])


def test_a_table_is_answered_row_by_row() -> None:
    grid = written(
        """
        score: none
        areas:
        - id: area
          title: Bereich
          score: {method: mean}
          questions:
          - id: rooms
            type: grid
            text: Räume?
            options: [{code: small, label: klein}, {code: large, label: groß}]
            rows: [{id: hall, label: Halle}]
        """
    )
    with pytest.raises(KeyError, match="rooms"):
        coded(plan_of(grid), [Answer("Archiv", "rooms", "large")])
    assert by_node(assessed(grid, {"rooms.hall": "large"}))["area"].points == 100


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(NotAnAnswer, match="vielleicht"):
        coded(PLAN, [Answer("Archiv", "ramp", "vielleicht")])


def test_nobody_has_no_results() -> None:
    results = assess(coded(PLAN, []))
    assert list(results.subjects) == []
    assert results.levels(PLAN.reported[0]).tolist() == []


def test_a_questionnaire_without_points_has_no_results_but_is_coded() -> None:
    facts = written(
        """
        score: none
        areas:
        - {id: area, title: Bereich, questions: [{id: remark, type: short_text, text: Was noch?}]}
        """
    )
    results = assessed(facts, {"remark": "Nichts."}, {})
    assert by_node(results) == {}
    assert results.scores.codes.tolist() == [[0, NOT_ANSWERED]]


def test_points_level_and_counts_belong_together() -> None:
    results = assessed(
        ACCESS,
        {"ramp": "yes", "sign": "yes"},
        {"ramp": "no", "sign": "no"},
        {"ramp": "dont_know"},
        {"ramp": "not_applicable", "sign": "not_applicable"},
    )
    opened = ACCESS.defaults.levels[0]
    assert [by_node(results, place)["access"] for place in range(4)] == [
        Result(100, opened, answered=2, applicable=2),
        Result(0, None, answered=2, applicable=2),
        Result(None, None, answered=0, applicable=2),
        Result(None, None, answered=0, applicable=0),
    ]
    assert results.levels(results.plan.reported[0]).tolist() == [0, NO_LEVEL, NO_LEVEL, NO_LEVEL]


def test_coverage_is_the_share_of_what_applies_and_unknown_where_nothing_does() -> None:
    assert Result(None, None, answered=1, applicable=4).coverage == 0.25
    assert Result(None, None, answered=0, applicable=4).coverage == 0
    assert Result(None, None, answered=0, applicable=0).coverage is None


def test_results_tell_the_state_of_every_answer() -> None:
    hiding = written(
        """
        defaults: {offer: [dont_know, not_applicable]}
        score: none
        areas:
        - id: area
          title: Bereich
          score: {method: mean}
          questions:
          - {id: a, type: yes_no, text: a}
          - {id: b, type: yes_no, text: b}
          - {id: c, type: yes_no, text: c}
          - {id: d, type: yes_no, text: d}
          - {id: e, type: yes_no, text: e, show_if: {question: a, is: "no"}}
        """
    )
    results = assessed(hiding, {"a": "yes", "b": "dont_know", "c": "not_applicable", "e": "yes"})
    assert [State.of_code(int(code)) for code in results.scores.codes[:, 0]] == [
        State.ANSWERED,
        State.DONT_KNOW,
        State.NOT_APPLICABLE,
        State.NOT_ANSWERED,
        State.HIDDEN,
    ]


def test_the_answers_are_left_as_they_were() -> None:
    answers = coded(PLAN, [Answer("Archiv", "ramp", "yes")])
    before = answers.codes.copy()
    answers.codes.flags.writeable = False
    assess(answers)
    assert np.array_equal(answers.codes, before)
