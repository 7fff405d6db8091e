"""Explanations by hand: what stands where, in the words of the screen."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent, indent

import pytest

from audit.assessment.explain import Step, explain
from audit.files.questionnaires import load_questionnaire
from audit.files.translations import load_translator
from audit.model.messages import GERMAN, Translator
from tests.assessment.by_hand import assessed, written
from tests.assessment.calculations import Calculation

HOME = Path(__file__).parents[2]
ENGLISH = load_translator("en", HOME / "languages")

EXAMPLE = load_questionnaire(HOME / "data" / "example" / "questionnaire.yaml")
"""The shipped example; its explanation is what a newcomer sees first."""

OPEN_BUT_FOR_ONE_LANGUAGE = {
    "step-free": "yes",
    "plain-forms": "mostly",
    "languages": "en|tr",
    "job-ads": "partly",
    "children-interpret": "none",
    "course-days": "6",
}


def test_the_example_unfolds_from_the_total_to_the_answers() -> None:
    (total,) = explain(assessed(EXAMPLE, OPEN_BUT_FOR_ONE_LANGUAGE), "1", GERMAN)
    assert unfolded(total) == [
        "Beispiel – wie offen ist unser Fachdienst?: (79,17 + 83,33) ÷ 2 ≈ 81,25 [offen]",
        "  Zugang: (100 + 2 × 75 + 66,67) ÷ (1 + 2 + 1) ≈ 79,17 [teilweise offen]",
        "    Kommt man ohne Stufen in Ihre Räume?: 100, Ja",
        "    Gibt es Ihre wichtigsten Formulare in einfacher Sprache?: 75, weitgehend umgesetzt",
        "    In welchen Sprachen gibt es Ihr wichtigstes Merkblatt?: 66,67, Englisch, Türkisch",
        "  Personal: (50 + 100 + 100) ÷ (1 + 1 + 1) ≈ 83,33 [offen]",
        "    Sprechen Ihre Stellenanzeigen Menschen mit Einwanderungsgeschichte an?: "
        "50, teilweise umgesetzt",
        "    Müssen Kinder für ihre Eltern dolmetschen?: 100, nicht vorhanden",
        "    Wie viele Fortbildungstage zum Thema gab es im letzten Jahr?: 100, ab 5",
    ]


def test_a_number_stands_with_its_band_where_it_is_known() -> None:
    given = assessed(EXAMPLE, OPEN_BUT_FOR_ONE_LANGUAGE)
    (total,) = explain(given, "1", GERMAN, OPEN_BUT_FOR_ONE_LANGUAGE)
    assert total.steps[1].steps[2].answer == "6 Tage (gewertet: ab 5)"
    (total,) = explain(given, "1", ENGLISH, OPEN_BUT_FOR_ONE_LANGUAGE)
    assert total.steps[1].steps[2].answer == "6 days (scored as 5 or more)"


def test_each_step_says_which_area_it_is_and_how_deep_it_lies() -> None:
    questionnaire = written("""
score: {method: mean, over: areas}
areas:
- id: house
  title: Haus
  score: {method: mean, over: areas}
  areas:
  - id: door
    title: Tür
    score: {method: mean}
    questions: [{id: ramp, text: Rampe, type: yes_no}]
""")
    (total,) = explain(assessed(questionnaire, {"ramp": "yes"}), "1", GERMAN)
    (house,) = total.steps
    (door,) = house.steps
    assert [(step.id, step.depth) for step in (house, door)] == [("house", 0), ("door", 1)]
    assert (total.depth, door.steps[0].id) == (0, "ramp")


def test_in_english_the_same_figures_have_a_decimal_point() -> None:
    (total,) = explain(assessed(EXAMPLE, OPEN_BUT_FOR_ONE_LANGUAGE), "1", ENGLISH)
    assert total.formula == "(79.17 + 83.33) ÷ 2 ≈ 81.25"
    assert total.steps[0].formula == "(100 + 2 × 75 + 66.67) ÷ (1 + 2 + 1) ≈ 79.17"


def unfolded(step: Step, depth: int = 0) -> list[str]:
    """Write an explanation down line by line."""
    points = "" if step.result.points is None else GERMAN.number(step.result.points)
    level = f" [{step.level}]" if step.level else ""
    own = f"{points}, {step.answer}" if step.answer else f"{step.formula}{level}"
    below = [line for part in step.steps for line in unfolded(part, depth + 1)]
    return [f"{'  ' * depth}{step.title}: {own}", *below]


def area_of(
    score: str, questions: str, answers: Mapping[str, str], language: Translator = GERMAN
) -> Step:
    """Explain a single area with this score and these questions."""
    head = f"score: none\nareas:\n- id: area\n  title: Bereich\n  score: {score}\n  questions:\n"
    questionnaire = written(head + indent(dedent(questions), "    "))
    (step,) = explain(assessed(questionnaire, answers), "1", language)
    return step


def noted(step: Step, words: str) -> bool:
    return any(words in note for note in step.notes)


DOORS = """
- {id: ramp, text: ramp, type: yes_no}
- {id: lift, text: lift, type: yes_no}
- {id: sign, text: sign, type: yes_no}
"""

RAW = """
- id: visits
  text: visits
  type: single_choice
  options: [{code: few, label: few, points: -2.5}, {code: many, label: many, points: 1200}]
- id: lapses
  text: lapses
  type: single_choice
  weight: 2
  deduct: true
  options: [{code: few, label: few, points: -3}, {code: many, label: many, points: 100}]
"""


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("{method: mean}", "(100 + 0 + 100) ÷ 3 ≈ 66,67"),
        ("{method: weighted_mean}", "(100 + 0 + 100) ÷ (1 + 1 + 1) ≈ 66,67"),
        ("{method: sum}", "100 + 0 + 100 = 200"),
        ("{method: minimum}", "min(100; 0; 100) = 0"),
        ("{method: maximum}", "max(100; 0; 100) = 100"),
        ("{method: share, met_from: 50}", "100 × (1 + 1) ÷ (1 + 1 + 1) ≈ 66,67"),
    ],
)
def test_every_method_has_its_calculation(score: str, expected: str) -> None:
    step = area_of(score, DOORS, {"ramp": "yes", "lift": "no", "sign": "yes"})
    assert step.formula == expected
    assert step.method.endswith(".")


def test_when_nothing_is_met_the_share_is_0() -> None:
    step = area_of("{method: share, met_from: 50}", DOORS, {"ramp": "no", "lift": "no"})
    assert step.formula == "100 × (0) ÷ (1 + 1) = 0"


def test_deductions_negative_points_and_thousands_can_be_told_apart() -> None:
    score = "{method: sum, question_points: raw}"
    step = area_of(score, RAW, {"visits": "many", "lapses": "many"})
    assert step.formula == "1.200 − 2 × 100 = 1.000"
    step = area_of(score, RAW, {"visits": "many", "lapses": "many"}, ENGLISH)
    assert step.formula == "1,200 − 2 × 100 = 1,000"
    step = area_of(score, RAW, {"visits": "few", "lapses": "few"})
    assert step.formula == "(-2,5) − 2 × (-3) = 3,5"
    step = area_of(score, RAW, {"lapses": "many"})
    assert step.formula == "− 2 × 100 = -200"


def test_a_deduction_of_weight_1_has_a_minus_and_nothing_else() -> None:
    questions = """
    - {id: praise, text: praise, type: yes_no}
    - {id: lapses, text: lapses, type: yes_no, deduct: true}
    """
    step = area_of("{method: sum}", questions, {"praise": "yes", "lapses": "yes"})
    assert step.formula == "100 − 100 = 0"


def test_nothing_taken_away_is_0_without_a_sign() -> None:
    questions = "[{id: lapses, text: lapses, type: yes_no, deduct: true}]"
    step = area_of("{method: sum}", questions, {"lapses": "no"})
    assert step.formula == "− 0 = 0"


def test_a_question_of_weight_0_is_listed_but_not_calculated() -> None:
    questions = (
        "[{id: ramp, text: ramp, type: yes_no}, {id: sign, text: sign, type: yes_no, weight: 0}]"
    )
    step = area_of("{method: weighted_mean}", questions, {"ramp": "yes", "sign": "no"})
    assert step.formula == "(100) ÷ (1) = 100"
    assert [below.title for below in step.steps] == ["ramp", "sign"]


def test_a_cap_is_named_with_its_reason_where_it_takes_effect() -> None:
    score = (
        "{method: mean, caps: [{if: {question: ramp, is: 'no'}, at_most: 39.5, because: Stufen!}]}"
    )
    step = area_of(score, DOORS, {"ramp": "no", "lift": "yes", "sign": "yes"})
    assert (step.formula, step.result.points) == ("(0 + 100 + 100) ÷ 3 ≈ 66,67", 39.5)
    assert step.notes == ("Begrenzt auf 39,5 Punkte: Stufen!",)


@pytest.mark.parametrize("answers", [{"ramp": "yes", "lift": "yes"}, {"ramp": "no", "lift": "no"}])
def test_a_cap_that_changes_nothing_is_not_named(answers: dict[str, str]) -> None:
    score = (
        "{method: mean, caps: [{if: {question: ramp, is: 'no'}, at_most: 39.5, because: Stufen!}]}"
    )
    assert not noted(area_of(score, DOORS, answers), "Begrenzt")


def test_rounding_is_named_and_the_calculation_shows_what_was_rounded() -> None:
    answers = {"ramp": "yes", "lift": "no", "sign": "yes"}
    step = area_of("{method: mean, round: 0}", DOORS, answers)
    assert (step.formula, step.result.points) == ("(100 + 0 + 100) ÷ 3 ≈ 66,67", 67)
    assert step.notes == ("Gerundet auf 0 Nachkommastellen.",)


def test_a_missing_answer_is_named_with_what_that_meant() -> None:
    answers = {"ramp": "yes", "lift": "dont_know"}
    offered = DOORS.replace("yes_no", "yes_no, offer: [dont_know, not_applicable]")
    left_out = area_of("{method: mean, min_coverage: 0}", offered, answers)
    assert left_out.formula == "(100) ÷ 1 = 100"
    assert left_out.notes == ("Ohne Wert, ausgelassen: „lift“, „sign“.",)
    as_zero = area_of("{method: mean, min_coverage: 0, missing: count_as_zero}", offered, answers)
    assert as_zero.formula == "(100 + 0 + 0) ÷ 3 ≈ 33,33"
    assert as_zero.notes == ("Ohne Wert, zählt als 0: „lift“, „sign“.",)


def test_what_does_not_apply_is_named_apart_from_what_is_missing() -> None:
    offered = DOORS.replace("yes_no", "yes_no, offer: [not_applicable]")
    step = area_of("{method: mean}", offered, {"ramp": "yes", "lift": "not_applicable"})
    assert step.notes == (
        "Nicht gefragt oder nicht zutreffend, zählt nicht mit: „lift“.",
        "Ohne Wert, ausgelassen: „sign“.",
    )
    assert [below.answer for below in step.steps] == ["Ja", "trifft nicht zu", "nicht beantwortet"]


def test_too_few_answers_are_counted() -> None:
    step = area_of("{method: mean, min_coverage: 0.6}", DOORS, {"ramp": "yes"})
    assert (step.formula, step.result.points) == ("", None)
    assert step.notes[-1] == "Zu wenig beantwortet: 1 von 3 Fragen, nötig sind 60\xa0%."


def test_where_nothing_applies_that_is_the_reason() -> None:
    offered = DOORS.replace("yes_no", "yes_no, offer: [not_applicable]")
    answers = dict.fromkeys(("ramp", "lift", "sign"), "not_applicable")
    step = area_of("{method: mean}", offered, answers)
    assert step.notes[-1] == "Keine der Fragen trifft zu, daher gibt es kein Ergebnis."


def test_a_reversed_question_says_so_beside_its_points() -> None:
    step = area_of(
        "{method: mean}",
        DOORS.replace("yes_no", "yes_no, reverse: true"),
        {"ramp": "no", "lift": "no"},
    )
    assert step.steps[0].result.points == 100
    assert step.steps[0].answer == "Nein"
    assert noted(step.steps[0], "Umgekehrt gewertet")


def test_the_rows_of_a_table_are_answered_one_after_the_other() -> None:
    grid = """
    - id: rooms
      text: rooms
      type: grid
      options: [{code: small, label: klein}, {code: large, label: groß}]
      rows: [{id: hall, label: Halle}, {id: office, label: Büro}, {id: yard, label: Hof}]
    """
    step = area_of("{method: mean}", grid, {"rooms.hall": "large", "rooms.yard": "small"})
    assert step.steps[0].answer == "groß; nicht beantwortet; klein"
    assert step.steps[0].result.points == 50


def test_of_a_number_the_range_is_named() -> None:
    number = """
    - id: days
      text: days
      type: number
      min: -5
      max: 2000
      whole: false
      bands: [{from: -5, points: 0}, {from: 0.5, points: 1}, {from: 1000, points: 2}]
    """
    answers = ("-3", "0,5", "999", "1500")
    steps = [area_of("{method: mean}", number, {"days": days}).steps[0] for days in answers]
    assert [step.answer for step in steps] == ["ab -5", "ab 0,5", "ab 0,5", "ab 1.000"]


def test_without_a_total_every_area_at_the_top_is_explained() -> None:
    questionnaire = written(
        """
        score: none
        areas:
        - {id: one, title: Eins, score: {method: mean}, questions: [{id: a, type: yes_no, text: a}]}
        - id: two
          title: Zwei
          score: {method: mean, over: areas}
          areas:
          - id: three
            title: Drei
            score: {method: mean}
            questions: [{id: b, type: yes_no, text: b}]
        """
    )
    steps = explain(assessed(questionnaire, {"a": "yes", "b": "no"}), "1", GERMAN)
    assert [step.title for step in steps] == ["Eins", "Zwei"]
    assert [step.title for step in steps[1].steps] == ["Drei"]


def test_everybody_is_explained_by_their_own_answers() -> None:
    subjects = ({"step-free": "no"}, OPEN_BUT_FOR_ONE_LANGUAGE, {"step-free": "yes"})
    (second,) = explain(assessed(EXAMPLE, *subjects), "2", GERMAN)
    (alone,) = explain(assessed(EXAMPLE, OPEN_BUT_FOR_ONE_LANGUAGE), "1", GERMAN)
    assert second == alone


def test_somebody_without_results_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match="Niemand"):
        explain(assessed(EXAMPLE, {}), "Niemand", GERMAN)


def test_a_calculation_with_fine_weights_is_right_from_its_own_digits() -> None:
    questions = """
    - {id: ramp, text: ramp, type: yes_no, weight: 0.125}
    - {id: sign, text: sign, type: yes_no, weight: 0.375}
    """
    step = area_of("{method: weighted_mean}", questions, {"ramp": "yes", "sign": "no"})
    assert step.result.points == 25
    assert Calculation(step.formula, "de").is_right


def test_a_calculation_never_divides_by_a_printed_0() -> None:
    questions = """
    - {id: ramp, text: ramp, type: yes_no, weight: 0.001}
    - {id: sign, text: sign, type: yes_no, weight: 0.003}
    """
    step = area_of("{method: weighted_mean}", questions, {"ramp": "yes", "sign": "no"})
    assert not step.formula.endswith("÷ (0 + 0) = 25")


MARK = """
- id: mark
  text: mark
  type: single_choice
  options:
    - {code: none, label: none, points: 0}
    - {code: half, label: half, points: 49.5}
    - {code: full, label: full, points: 100}
"""


def test_a_cap_that_takes_effect_after_rounding_is_named() -> None:
    cap = "{if: {question: mark, is: half}, at_most: 49.5, because: Stufen!}"
    step = area_of(f"{{method: mean, round: 0, caps: [{cap}]}}", MARK, {"mark": "half"})
    assert step.result.points == 49.5
    assert noted(step, "Begrenzt")


def test_of_two_caps_only_the_one_that_takes_effect_is_named() -> None:
    lower = "{if: {question: mark, is: full}, at_most: 40, because: Stufen!}"
    higher = "{if: {question: mark, is: full}, at_most: 60, because: Enge!}"
    step = area_of(f"{{method: mean, caps: [{lower}, {higher}]}}", MARK, {"mark": "full"})
    assert step.result.points == 40
    assert step.notes == ("Begrenzt auf 40 Punkte: Stufen!",)


def test_it_is_not_called_too_little_when_enough_was_answered_but_nothing_that_counts() -> None:
    questions = (
        "[{id: ramp, text: ramp, type: yes_no, weight: 0}, {id: sign, text: sign, type: yes_no}]"
    )
    step = area_of("{method: weighted_mean}", questions, {"ramp": "yes"})
    assert step.result.coverage == 0.5
    assert not noted(step, "1 von 2 Fragen, nötig sind 50\xa0%")


def test_it_is_not_called_too_little_when_nothing_is_needed() -> None:
    step = area_of("{method: mean, min_coverage: 0}", DOORS, {})
    assert not noted(step, "0 von 3 Fragen, nötig sind 0\xa0%")


TWO_STAGES = """
defaults: {levels: [{code: basic, label: Grundstufe, from: 50, value: 1}]}
score: {method: mean, over: areas, use: level_values, levels: []}
areas:
- {id: one, title: one, score: {method: mean}, questions: [{id: a, type: yes_no, text: a}]}
- {id: two, title: two, score: {method: mean}, questions: [{id: b, type: yes_no, text: b}]}
"""


def test_it_is_not_called_too_little_when_no_area_has_reached_a_level() -> None:
    results = assessed(written(TWO_STAGES), {"a": "no", "b": "no"})
    (total,) = explain(results, "1", GERMAN)
    assert not noted(total, "2 von 2 Fragen, nötig sind 50\xa0%")


def test_an_area_below_the_first_level_is_named() -> None:
    (total,) = explain(assessed(written(TWO_STAGES), {"a": "no", "b": "yes"}), "1", GERMAN)
    assert total.formula == "(1) ÷ 1 = 1"
    assert "one" in "".join(total.notes)


def test_an_area_below_the_first_level_that_counts_as_0_is_named() -> None:
    text = TWO_STAGES.replace("use: level_values", "use: level_values, missing: count_as_zero")
    (total,) = explain(assessed(written(text), {"a": "no", "b": "yes"}), "1", GERMAN)
    assert total.formula == "(0 + 1) ÷ 2 = 0,5"
    assert "one" in "".join(total.notes)
