"""Explanations of any questionnaire: calculations are right, and start from what stands below."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.assessment.explain import Step, explain
from audit.assessment.plan import PlannedQuestion, PlannedScore
from audit.files.translations import load_translator
from audit.model.messages import GERMAN, Translator
from audit.model.question_types import ScoredBase
from audit.model.questionnaire import Questionnaire
from tests.assessment.by_hand import assessed
from tests.assessment.calculations import Calculation, value_of
from tests.assessment.oracle import HIDDEN, Oracle
from tests.assessment.strategies import Sheet, sheets

ENGLISH = load_translator("en", Path(__file__).parents[2] / "languages")
LANGUAGES = {"de": GERMAN, "en": ENGLISH}
every_language = st.sampled_from(sorted(LANGUAGES))

Planned = PlannedScore | PlannedQuestion


@given(sheets(), every_language)
def test_every_calculation_gives_what_it_says_from_its_own_digits(
    sheet: Sheet, language: str
) -> None:
    for _, step in scores_of(sheet, LANGUAGES[language]):
        assert not step.formula or Calculation(step.formula, language).is_right, step.formula


@given(sheets(), every_language)
def test_every_calculation_starts_from_what_is_printed_below_it(
    sheet: Sheet, language: str
) -> None:
    """From points; a score of level values from the values of the levels, a share from weights."""
    oracle = Oracle(sheet.questionnaire, sheet.answers[0])
    for planned, step in scores_of(sheet, LANGUAGES[language]):
        if step.formula:
            found = Calculation(step.formula, language).points
            below = parts_below(planned, step, LANGUAGES[language], oracle)
            assert found == below, step.formula


@given(sheets())
def test_every_result_follows_from_its_calculation_and_its_notes(sheet: Sheet) -> None:
    for _, step in scores_of(sheet, GERMAN):
        if step.formula:
            assert step.result.points is not None
            calculated = Calculation(step.formula, "de").result
            limits = [value_of(p, "de") for p in said(step, r"Begrenzt auf (\S+) Punkte")]
            decimals = [int(d) for d in said(step, r"Gerundet auf (\d)")]
            if limits:
                assert step.result.points == min(limits)
            elif decimals:
                assert_rounded(step.result.points, value_of(calculated, "de"), decimals[0])
            else:
                assert GERMAN.number(step.result.points) == calculated


@given(sheets())
def test_where_there_is_no_result_nothing_is_calculated_and_the_right_reason_is_given(
    sheet: Sheet,
) -> None:
    defaults = sheet.questionnaire.defaults
    for planned, step in scores_of(sheet, GERMAN):
        score, result = planned.score, step.result
        least = defaults.min_coverage if score.min_coverage is None else score.min_coverage
        is_enough = result.answered >= Fraction(str(least)) * result.applicable
        expected = {
            "Keine der Fragen trifft zu": result.applicable == 0,
            "Kein Teil, der zählt, hat einen Wert": result.applicable > 0 and is_enough,
            "Zu wenig beantwortet": not is_enough,
        }
        for reason, is_right in expected.items():
            is_given = bool(said(step, f"^({reason})"))
            assert is_given == (is_right and result.points is None), reason
        assert (step.formula == "") == (result.points is None)


@given(sheets())
def test_every_part_without_a_value_is_named_with_what_that_meant(sheet: Sheet) -> None:
    oracle = Oracle(sheet.questionnaire, sheet.answers[0])
    for planned, step in scores_of(sheet, GERMAN):
        uses_levels = planned.score.use == "level_values"
        no_level = {s.title for s in step.steps if s.result.points is not None and not s.level}
        too_low = no_level if uses_levels else set()
        empty = [below for below in step.steps if below.result.points is None]
        applies = {below.title for below in empty if below.result.applicable}
        neutral = {below.title for below in empty} - applies
        as_zero = planned.node.missing_as_zero
        zero = applies & {
            below.title
            for child, below in zip(planned.children, step.steps, strict=True)
            if as_zero and can_be_missing(child, planned, oracle)
        }
        assert names(step, "Nicht gefragt oder nicht zutreffend, zählt nicht mit") == neutral
        assert names(step, "Ohne Wert, zählt als 0") == zero
        assert names(step, "Ohne Wert, ausgelassen") == applies - zero
        assert names(step, "Unter der ersten Stufe, zählt als 0") == (too_low if as_zero else set())
        assert names(step, "Unter der ersten Stufe, ausgelassen") == (set() if as_zero else too_low)


@given(sheets())
def test_at_the_bottom_stands_every_answer_with_its_points(sheet: Sheet) -> None:
    oracle = Oracle(sheet.questionnaire, sheet.answers[0])
    for planned, step in explained(sheet, GERMAN):
        if isinstance(planned, PlannedScore):
            assert step.answer == ""
            continue
        given = [oracle.shown[cell.id] for cell in planned.entry.cells()]
        for part, value in zip(step.answer.split("; "), given, strict=True):
            assert_says(part, value, planned.entry, oracle)
        assert ("Umgekehrt" in "".join(step.notes)) == planned.entry.reverse
        assert step.formula == ""


@given(sheets())
def test_both_languages_explain_the_same_results(sheet: Sheet) -> None:
    german, english = explained(sheet, GERMAN), explained(sheet, ENGLISH)
    for (_, one), (_, other) in zip(german, english, strict=True):
        assert one.result == other.result
        assert bool(one.formula) == bool(other.formula)
        assert len(one.notes) == len(other.notes)


def explained(sheet: Sheet, language: Translator) -> list[tuple[Planned, Step]]:
    """List all steps of the first subject, each with what was planned."""
    results = assessed(sheet.questionnaire, sheet.answers[0])
    nodes = results.plan.reported
    below = {child.row for node in nodes for child in node.children}
    tops = [node for node in nodes if node.row not in below]
    steps = explain(results, "1", language)
    return [pair for top, step in zip(tops, steps, strict=True) for pair in pairs(top, step)]


def pairs(planned: Planned, step: Step) -> Iterator[tuple[Planned, Step]]:
    yield planned, step
    if isinstance(planned, PlannedScore):
        for child, below in zip(planned.children, step.steps, strict=True):
            yield from pairs(child, below)


def scores_of(sheet: Sheet, language: Translator) -> list[tuple[PlannedScore, Step]]:
    every = explained(sheet, language)
    return [(planned, step) for planned, step in every if isinstance(planned, PlannedScore)]


def parts_below(
    planned: PlannedScore, step: Step, language: Translator, oracle: Oracle
) -> list[str]:
    """Write the numbers that a score starts from, as the steps below print them."""
    parts = []
    for weight, child, below in zip(
        planned.node.weights, planned.children, step.steps, strict=True
    ):
        own = below.result.points
        if planned.score.use == "level_values":
            own = below.result.level.value if below.result.level else None
        if own is None and planned.node.missing_as_zero and can_be_missing(child, planned, oracle):
            own = 0
        if own is not None and weight:
            parts.append((weight, own))
    if planned.score.met_from is None:
        return [language.number(own) for _, own in parts]
    least = planned.score.met_from - 1e-9
    return [language.number(weight) for weight, own in parts if own >= least] or ["0"]


def can_be_missing(child: Planned, planned: PlannedScore, oracle: Oracle) -> bool:
    """Tell whether something that has a weight applies in a part of a score."""
    assert not isinstance(child.entry, Questionnaire)
    return oracle.child(child.entry, planned.score).can_be_missing


def said(step: Step, pattern: str) -> list[str]:
    return [found[1] for note in step.notes if (found := re.search(pattern, note))]


def names(step: Step, beginning: str) -> set[str]:
    """Find the areas and questions that are named in the note that begins like this."""
    return {
        name
        for note in step.notes
        if note.startswith(beginning)
        for name in re.findall(r"(?:area|question)\d+", note)
    }


def assert_rounded(points: float, printed: Fraction, decimals: int) -> None:
    """The printed number has cut digits itself, so it can be half a digit off."""
    assert points * 10**decimals == pytest.approx(round(points * 10**decimals))
    assert abs(points - float(printed)) <= 0.5 * 10**-decimals + 0.005 + 1e-9


STATES = {
    "": "nicht beantwortet",
    "dont_know": "weiß nicht",
    "not_applicable": "trifft nicht zu",
    HIDDEN: "nicht gefragt",
}
LABELS = {"yes": "Ja", "no": "Nein"}


def assert_says(part: str, value: str, question: ScoredBase, oracle: Oracle) -> None:
    """Of a number only its range is kept: it must begin below the number and be worth the same."""
    if value in STATES:
        assert part == STATES[value]
    elif question.bands_in():
        least = str(float(value_of(part.removeprefix("ab "), "de")))
        assert float(least) <= float(value.replace(",", "."))
        assert oracle.worth(question, least, "raw") == oracle.worth(question, value, "raw")
    else:
        codes = value.split("|")
        labels = [LABELS.get(code, code.replace("option", "Antwort ")) for code in codes]
        assert part == ", ".join(labels)


@pytest.mark.parametrize(
    ("printed", "language", "is_right"),
    [
        ("(100 + 2 × 75 + 66,67) ÷ (1 + 2 + 1) ≈ 79,17", "de", True),
        ("(100 + 2 × 75 + 66,67) ÷ (1 + 2 + 1) ≈ 79,19", "de", False),
        ("(100 + 2 × 75 + 66.67) ÷ (1 + 2 + 1) ≈ 79.17", "en", True),
        ("(100 + 2 × 75 + 66,67) ÷ (1 + 2 + 1) = 79,17", "de", False),
        ("1.200 − 2 × (-2,5) = 1.205", "de", True),
        ("1.200 − 2 × (-2,5) = 1.195", "de", False),
        ("− 0,5 × 10 + 3 = -2", "de", True),
        ("min(40; 33,33; 60) ≈ 33,33", "de", True),
        ("max(40; 33,33; 60) = 40", "de", False),
        ("100 × (1 + 2) ÷ (1 + 2 + 1) = 75", "de", True),
    ],
)
def test_the_reader_of_calculations_can_calculate(
    printed: str, language: str, is_right: bool
) -> None:
    assert Calculation(printed, language).is_right is is_right
