"""Plans: what is read, in which order it is reported, and what conditions look at."""

from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from audit.assessment.plan import PlannedQuestion, plan_of
from audit.model.questionnaire import Questionnaire
from tests.assessment.by_hand import assessed, by_node, points, written


def guarded(condition: str) -> Questionnaire:
    """Ask all kinds of questions; then one that is answered with no, and one under a condition.

    The area has 50 points while the guarded question, answered with yes, is asked; else 0.
    """
    return written(
        f"""
        defaults: {{offer: [dont_know, not_applicable]}}
        score: none
        areas:
        - id: facts
          title: Fakten
          score: none
          questions:
          - id: languages
            type: multiple_choice
            text: Sprachen?
            options: [{{code: en, label: en}}, {{code: tr, label: tr}}, {{code: ar, label: ar}}]
          - id: rooms
            type: grid
            text: Räume?
            options: [{{code: bad, label: b}}, {{code: fair, label: f}}, {{code: good, label: g}}]
            rows: [{{id: hall, label: Halle}}, {{id: yard, label: Hof}}]
          - id: staff
            type: grid
            text: Wie viele?
            number: {{max: 100}}
            rows: [{{id: full, label: Vollzeit}}, {{id: part, label: Teilzeit}}]
          - id: days
            type: number
            text: Tage?
            max: 100
            whole: false
            bands: [{{from: 0, points: 0}}, {{from: 10, points: 1}}]
          - {{id: remark, type: long_text, text: Was noch?}}
          - {{id: since, type: date, text: Seit wann?}}
        - id: area
          title: Bereich
          score: {{method: mean}}
          questions:
          - {{id: always, type: yes_no, text: immer}}
          - {{id: sometimes, type: yes_no, text: manchmal, show_if: {condition}}}
        """
    )


def is_asked(condition: str, **answers: str) -> bool:
    """Tell whether the guarded question is asked; a row is written with two underscores."""
    given = {cell.replace("__", "."): value for cell, value in answers.items()}
    found = points(guarded(condition), given | {"always": "no", "sometimes": "yes"})["area"]
    assert found in (0, 50)
    return found == 50


def test_of_a_multiple_choice_one_named_option_is_enough() -> None:
    turkish = "{question: languages, is: tr}"
    assert is_asked(turkish, languages="tr")
    assert is_asked(turkish, languages="en|tr|ar")
    assert not is_asked(turkish, languages="en|ar")
    assert not is_asked(turkish, languages="dont_know")
    either = "{question: languages, is: [tr, ar]}"
    assert is_asked(either, languages="en|ar")
    assert not is_asked(either, languages="en")


def test_not_this_option_is_also_met_without_an_answer() -> None:
    other = "{not: {question: languages, is: tr}}"
    assert is_asked(other, languages="en")
    assert is_asked(other)
    assert is_asked(other, languages="not_applicable")
    assert not is_asked(other, languages="en|tr")


def test_a_multiple_choice_is_answered_when_anything_is_chosen() -> None:
    answered = "{question: languages, answered: true}"
    assert is_asked(answered, languages="ar")
    assert not is_asked(answered)
    assert not is_asked(answered, languages="dont_know")


def test_a_condition_looks_at_its_own_row_of_a_table() -> None:
    fair = "{question: rooms.yard, at_least: fair}"
    assert is_asked(fair, rooms__yard="fair")
    assert is_asked(fair, rooms__yard="good", rooms__hall="bad")
    assert not is_asked(fair, rooms__yard="bad", rooms__hall="good")
    assert not is_asked(fair, rooms__hall="good")
    assert is_asked("{question: rooms.hall, is: [bad, good]}", rooms__hall="good")


def test_a_table_is_answered_when_every_row_is() -> None:
    answered = "{question: rooms, answered: true}"
    assert is_asked(answered, rooms__hall="bad", rooms__yard="bad")
    assert not is_asked(answered, rooms__hall="bad")
    assert not is_asked(answered, rooms__hall="bad", rooms__yard="not_applicable")
    assert is_asked("{question: rooms.hall, answered: true}", rooms__hall="bad")


@pytest.mark.parametrize(
    ("least", "days", "expected"),
    [
        (10, "10", True),
        (10, "9,99", False),
        (7.5, "7.5", True),
        (7.5, "7,49", False),
        (7.5, "12", True),
        (0, "0", True),
        (100, "100", True),
        (100, "99.5", False),
        (7.5, "", False),
        (0, "dont_know", False),
    ],
)
def test_a_number_has_reached_a_threshold_exactly_from_there_on(
    least: float, days: str, expected: bool
) -> None:
    assert is_asked(f"{{question: days, at_least: {least}}}", days=days) is expected


def test_thresholds_do_not_move_the_bands_of_a_number() -> None:
    """The threshold 7.5 lies inside the first band, 50 inside the second."""
    questionnaire = written(
        """
        score: none
        areas:
        - id: area
          title: Bereich
          score:
            method: mean
            caps:
            - {if: {question: days, at_least: 50}, at_most: 80, because: Zu viel.}
            - {if: {not: {question: days, at_least: 7.5}}, at_most: 10, because: Zu wenig.}
          questions:
          - id: days
            type: number
            text: Tage?
            max: 100
            bands: [{from: 0, points: 20}, {from: 5, points: 40}, {from: 10, points: 120}]
        """
    )
    days = ("4", "5", "7", "8", "10", "49", "50")
    found = [points(questionnaire, {"days": value})["area"] for value in days]
    assert found == [0, 10, 10, 20, 100, 100, 80]


def test_rows_of_numbers_have_thresholds_of_their_own() -> None:
    both = "{all: [{question: staff.full, at_least: 5}, {question: staff.part, at_least: 2}]}"
    assert is_asked(both, staff__full="5", staff__part="2")
    assert not is_asked(both, staff__full="2", staff__part="5")


def test_texts_and_days_can_only_be_there_or_not() -> None:
    assert is_asked("{question: remark, answered: true}", remark="Viel.")
    assert is_asked("{question: since, answered: true}", since="2024-12-31")
    assert is_asked("{question: since, answered: false}")
    assert not is_asked("{question: remark, answered: false}", remark="Viel.")


def test_what_was_hidden_is_not_answered_for_those_who_ask_later() -> None:
    questionnaire = written(
        """
        score: none
        areas:
        - id: area
          title: Bereich
          score: {method: mean}
          questions:
          - {id: desk, type: yes_no, text: Schalter?}
          - {id: seats, type: yes_no, text: Sitze?, show_if: {question: desk, is: "yes"}}
          - {id: why, type: yes_no, text: Warum?, show_if: {question: seats, answered: false}}
        """
    )
    answers = {"desk": "no", "seats": "yes", "why": "yes"}
    result = by_node(assessed(questionnaire, answers))["area"]
    assert (result.points, result.answered, result.applicable) == (50, 2, 2)


def test_the_total_comes_first_and_every_area_before_the_areas_below_it() -> None:
    nested = written(
        """
        score: {method: mean, over: areas}
        areas:
        - id: b
          title: B
          score: {method: mean, over: areas}
          areas:
          - {id: d, title: D, score: {method: mean}, questions: [{id: q1, type: yes_no, text: q}]}
          - {id: c, title: C, score: {method: mean}, questions: [{id: q2, type: yes_no, text: q}]}
        - {id: x, title: X, score: none, questions: [{id: q3, type: yes_no, text: q}]}
        - {id: a, title: A, score: {method: mean}, questions: [{id: q4, type: yes_no, text: q}]}
        """
    )
    assert [node.entry.id for node in plan_of(nested).reported] == ["total", "b", "d", "c", "a"]


def test_one_question_can_count_in_percent_here_and_in_raw_points_there() -> None:
    questionnaire = written(
        """
        score: {method: sum, over: questions, question_points: raw}
        areas:
        - id: area
          title: Bereich
          score: {method: mean}
          questions:
          - id: marks
            type: degree
            text: Note?
            round: 0
            options:
            - {code: low, label: niedrig, points: 1}
            - {code: middle, label: mittel, points: 2.4}
            - {code: high, label: hoch, points: 5}
          - id: rows
            type: grid
            text: Noten?
            options: [{code: low, label: niedrig, points: 1}, {code: high, label: hoch, points: 3}]
            rows: [{id: first, label: erste}, {id: second, label: zweite, weight: 2}]
        """
    )
    answers = {"marks": "middle", "rows.first": "low", "rows.second": "high"}
    found = points(questionnaire, answers)
    assert found["area"] == pytest.approx((35 + 200 / 3) / 2)
    assert found["total"] == 2 + 1 + 2 * 3


def test_questions_without_points_are_stored_but_not_planned() -> None:
    plan = plan_of(guarded("{question: languages, is: tr}"))
    scored = [
        child.entry.id
        for node in plan.reported
        for child in node.children
        if isinstance(child, PlannedQuestion)
    ]
    assert scored == ["always", "sometimes"]
    assert {"rooms.hall", "staff.part", "remark", "since", "languages"} <= set(plan.cells)
    assert "rooms" not in plan.cells


def test_a_condition_on_an_area_reaches_the_questions_of_all_areas_below() -> None:
    questionnaire = written(
        """
        score: {method: mean, over: questions, min_coverage: 1}
        areas:
        - {id: start, title: Start, score: none, questions: [{id: go, type: yes_no, text: Los?}]}
        - id: outer
          title: Außen
          show_if: {question: go, is: "yes"}
          score: none
          areas:
          - {id: one, title: Eins, score: none, questions: [{id: q1, type: yes_no, text: q}]}
          - id: two
            title: Zwei
            score: none
            areas:
            - {id: deep, title: Tief, score: none, questions: [{id: q2, type: yes_no, text: q}]}
        """
    )
    total = by_node(assessed(questionnaire, {"go": "no", "q1": "yes", "q2": "yes"}))["total"]
    assert (total.points, total.answered, total.applicable) == (0, 1, 1)
    total = by_node(assessed(questionnaire, {"go": "yes", "q1": "yes", "q2": "yes"}))["total"]
    assert (total.points, total.answered, total.applicable) == (100, 3, 3)


EIGHTHS = ", ".join(f"{{code: c{step}, label: L{step}}}" for step in range(9))


def test_a_rounded_table_is_rounded_once() -> None:
    """12.5 and 0 have the mean 6.25, rounded 6; rounding 12.5 first would make it 7."""
    questionnaire = written(
        f"""
        score: none
        areas:
        - id: area
          title: Bereich
          score: {{method: mean}}
          questions:
          - id: table
            type: grid
            text: Wie gut?
            round: 0
            rows: [{{id: first, label: erste}}, {{id: second, label: zweite}}]
            options: [{EIGHTHS}]
        """
    )
    assert points(questionnaire, {"table.first": "c1", "table.second": "c0"}) == {"area": 6}


def test_a_table_of_one_row_is_a_table() -> None:
    """Three times 4 is 12, as it is beside a second row without points."""
    questionnaire = written(
        """
        score: none
        areas:
        - id: area
          title: Bereich
          score: {method: sum, question_points: raw}
          questions:
          - id: table
            type: grid
            text: Wie gut?
            rows: [{id: only, label: einzige, weight: 3}]
            options: [{code: low, label: l, points: 0}, {code: high, label: h, points: 4}]
        """
    )
    assert points(questionnaire, {"table.only": "high"}) == {"area": 12}


def choice_of(count: int) -> Questionnaire:
    options = ", ".join(f"{{code: c{n}, label: L{n}, points: {n}}}" for n in range(count))
    return written(
        f"""
        score: none
        areas:
        - id: area
          title: Bereich
          score: {{method: mean}}
          questions:
          - {{id: pick, type: single_choice, text: Was?, options: [{options}]}}
          - {{id: why, type: yes_no, text: Warum?, show_if: {{question: pick, answered: true}}}}
        """
    )


def test_a_hundred_options_are_fine() -> None:
    assert points(choice_of(100), {"pick": "c99", "why": "no"}) == {"area": 50}


def test_more_options_than_fit_into_a_code_are_refused() -> None:
    with pytest.raises(ValidationError, match="at most 100"):
        choice_of(101)


def test_a_number_above_many_bands_and_thresholds_is_still_an_answer() -> None:
    """80 bands and 30 thresholds between them; one code too many is not taken for an answer."""
    bands = ", ".join(f"{{from: {n}, points: {n}}}" for n in range(80))
    caps = ", ".join(
        f"{{if: {{question: days, at_least: {n}.5}}, at_most: 100, because: Viele.}}"
        for n in range(30)
    )
    questionnaire = written(
        f"""
        score: none
        areas:
        - id: area
          title: Bereich
          score: {{method: mean, caps: [{caps}]}}
          questions:
          - {{id: days, type: number, text: Tage?, max: 400, bands: [{bands}]}}
          - {{id: why, type: yes_no, text: Warum?, show_if: {{question: days, answered: true}}}}
        """
    )
    assert points(questionnaire, {"days": "400", "why": "no"}) == {"area": 50}


def reachable(options: Sequence[str], chosen: str) -> float | None:
    questionnaire = written(
        f"""
        score: none
        areas:
        - id: area
          title: Bereich
          score: {{method: mean}}
          questions:
          - {{id: pick, type: multiple_choice, text: Was?, options: [{", ".join(options)}]}}
        """
    )
    return points(questionnaire, {"pick": chosen})["area"]


def test_without_an_option_of_0_points_a_multiple_choice_never_falls_to_0() -> None:
    """Choosing nothing would be worth 0, but it cannot be written down: it is not answered."""
    options = ["{code: a, label: A, points: 1}", "{code: b, label: B, points: 1}"]
    assert reachable(options, "a") == 50
    assert (
        reachable([*options, "{code: none, label: keine, points: 0, exclusive: true}"], "none") == 0
    )
