"""Results that others have published, calculated from a questionnaire in our own format.

Only answers and figures are used; the questions are called "Frage" and their number.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from audit.assessment.agreement import reliability_of
from audit.model.questionnaire import Questionnaire
from scoring.reliability import InternalConsistency
from tests.assessment.by_hand import assessed, by_node, checked, points
from tests.published import CASES, needs_cases

Data = dict[str, Any]


def table(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def area(name: str, score: Data, **below: Sequence[Data]) -> Data:
    return {"id": name.lower(), "title": name, "score": score, **below}


def choice(name: str, worth: Mapping[str, float]) -> Data:
    """A question whose options are worth so much."""
    options = [{"code": code, "label": code, "points": own} for code, own in worth.items()]
    return {"id": name, "type": "single_choice", "text": f"Frage {name}", "options": options}


def samm() -> tuple[Questionnaire, dict[str, str]]:
    """OWASP SAMM 1.5 with the answers of the example "Acme Brick Co".

    A level is the mean of its questions, a practice the sum of its levels, a function the mean of
    its practices, the total the mean of the functions. What is not answered counts as 0.
    Source: OWASP SAMM 1.5 toolbox, CC BY-SA 3.0.
    """
    worth = {"0": 0.0, "0.2": 0.2, "0.5": 0.5, "1": 1.0}
    asked = {f"q{n}": row for n, row in enumerate(table("samm/v15_acme_answers.csv"), start=1)}
    practices = table("samm/v15_acme_expected_practices.csv")

    def level(name: str) -> Data:
        own = [choice(q, worth) for q, row in asked.items() if row["activity_level"] == name]
        return area(name, {"method": "mean", "question_points": "raw"}, questions=own)

    def practice(name: str) -> Data:
        own = [row["activity_level"] for row in asked.values() if row["practice"] == name]
        levels = [level(one) for one in dict.fromkeys(own)]
        return area(name, {"method": "sum", "over": "areas"}, areas=levels)

    def function(name: str) -> Data:
        own = [practice(p["practice"]) for p in practices if p["business_function"] == name]
        return area(name, {"method": "mean", "over": "areas"}, areas=own)

    names = dict.fromkeys(row["business_function"] for row in practices)
    questionnaire = checked(
        {
            "defaults": {"missing": "count_as_zero", "min_coverage": 0},
            "score": {"method": "mean", "over": "areas"},
            "areas": [function(name) for name in names],
        }
    )
    return questionnaire, {name: row["value"] for name, row in asked.items()}


@needs_cases
@pytest.mark.parametrize(
    ("file", "key"),
    [("levels", "activity_level"), ("practices", "practice"), ("functions", "business_function")],
)
def test_every_node_of_samm_is_the_published_one(file: str, key: str) -> None:
    published = table(f"samm/v15_acme_expected_{file}.csv")
    expected = {row[key].lower(): float(row["score"]) for row in published}
    found = points(*samm())
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-12)


@needs_cases
def test_the_whole_of_samm_is_the_mean_of_its_functions() -> None:
    questionnaire, answers = samm()
    found = points(questionnaire, answers)
    assert found["total"] == pytest.approx(1.344444, abs=5e-7)
    assert len(found) == 1 + 4 + 12 + 36
    assert len(answers) == 77


@needs_cases
def test_in_samm_no_answer_counts_as_no() -> None:
    questionnaire, answers = samm()
    third = list(answers)[::3]
    silent = {name: value for name, value in answers.items() if name not in third}
    said_no = answers | dict.fromkeys(third, "0")
    assert points(questionnaire, silent) == points(questionnaire, said_no)
    assert set(points(questionnaire, {}).values()) == {0}


def consistency(
    rows: Sequence[Mapping[str, str]], question: Callable[[str], Data], unit: str = "percent"
) -> InternalConsistency:
    """Ask every column of a table as a question, score the answers, and see how they agree."""
    names = {column: f"q{place}" for place, column in enumerate(rows[0])}
    questions = [question(name) for name in names.values()]
    score = {"method": "mean", "question_points": unit}
    whole = {"score": "none", "areas": [area("all", score, questions=questions)]}
    answers = [{names[column]: value for column, value in row.items()} for row in rows]
    results = assessed(checked(whole), *answers)
    return reliability_of(results, results.plan.reported[0])


def without(column: str, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if name != column} for row in rows]


@needs_cases
def test_alpha_of_thirty_departments_is_the_published_one() -> None:
    """R datasets::attitude, psych::alpha: .8431. Marks from 0 to 100, each worth itself."""
    rows = without("rownames", table("reliability/attitude.csv"))
    marks = sorted({int(cell) for row in rows for cell in row.values()} | {0})

    def mark(name: str) -> Data:
        bands = [{"from": number, "points": number} for number in marks]
        return {"id": name, "type": "number", "text": "Frage", "max": 100, "bands": bands}

    found = consistency(rows, mark, unit="raw")
    assert found.alpha == pytest.approx(0.8431, abs=5e-5)
    assert (found.respondents, found.items) == (30, 7)


@needs_cases
def test_alpha_of_a_test_with_right_and_wrong_answers_is_the_published_one() -> None:
    """R ltm::LSAT: .2950. Right is worth 100 points here and 1 there, which changes nothing."""
    rows = without("rownames", table("reliability/lsat6.csv"))
    found = consistency(in_words(rows), yes_no)
    assert found.alpha == pytest.approx(0.2950, abs=5e-5)
    assert (found.respondents, found.items) == (1000, 5)


@needs_cases
def test_alpha_leaves_out_whoever_did_not_answer_everything() -> None:
    """R psych, use = "complete.obs": .8016949; 3 of 12 respondents are left out."""
    found = consistency(in_words(table("reliability/cronbach_wide_missing.csv")), yes_no)
    assert found.alpha == pytest.approx(0.8016949, abs=5e-8)
    assert (found.respondents, found.items) == (9, 11)


def in_words(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Say yes for 1 and no for 0; an empty cell stays empty."""
    words = {"1": "yes", "0": "no", "": ""}
    return [{name: words[cell] for name, cell in row.items()} for row in rows]


def yes_no(name: str) -> Data:
    return {"id": name, "type": "yes_no", "text": "Frage"}


def test_the_system_usability_scale_gives_the_published_55() -> None:
    """Ten statements, agreement from 1 to 5, every second one turned round; the mean of percents.

    Source: Brooke (1996), SUS: a "quick and dirty" usability scale, in: Usability Evaluation in
    Industry, 189-194; reprinted in Tullis & Albert (2008), Measuring the User Experience, figure
    6.8. The contributions there, 0 to 4, are 4 1 1 4 1 2 1 1 4 3: 22 x 2.5 = 55.
    """
    agreement = {str(step): float(step) for step in range(1, 6)}
    statements = [
        choice(f"q{number}", agreement) | {"reverse": number % 2 == 0} for number in range(1, 11)
    ]
    questionnaire = checked(
        {"score": "none", "areas": [area("sus", {"method": "mean"}, questions=statements)]}
    )
    contributions = (4, 1, 1, 4, 1, 2, 1, 1, 4, 3)
    positions = [5 - c if place % 2 else c + 1 for place, c in enumerate(contributions)]
    assert positions == [5, 4, 2, 1, 2, 3, 2, 4, 5, 2]
    answers = {f"q{number}": str(position) for number, position in enumerate(positions, start=1)}
    assert points(questionnaire, answers) == {"sus": pytest.approx(55)}


OXFORD_STEPS: Mapping[str, tuple[int, bool]] = {
    **{"c1": (3, True), "c2": (3, True), "c3": (2, True), "c4": (4, True), "c5": (2, True)},
    **{"c6": (3, True), "c7": (2, True), "c8": (4, False), "e1": (2, True), "e2": (2, False)},
    **{"h1": (2, True), "h2": (3, False), "h3": (2, False), "h6": (4, True), "h7": (5, True)},
    **{"h8": (3, True)},
}
"""The highest value of each indicator, and whether a policy can be targeted: half a step less."""

OXFORD_ANSWERS: Mapping[str, str] = {
    **{"c1": "2", "c3": "2-targeted", "c4": "2-targeted", "c5": "0", "c6": "1-targeted"},
    **{"c7": "1", "c8": "3", "e1": "2-targeted", "e2": "2", "h1": "2-targeted", "h2": "3"},
    **{"h3": "2", "h6": "2-targeted", "h7": "2", "h8": "2"},
}


def oxford() -> Questionnaire:
    """The indices of the Oxford Covid-19 Government Response Tracker.

    Indicators with different numbers of steps count equally; what is missing counts as 0; the
    same indicators are counted in several indices.
    Source: OxCGRT, Methodology for calculating indices, version 3.6 (5 May 2021), the "explicit
    example of the calculation for a given country/territory on a single day"
    (github.com/OxCGRT/covid-policy-tracker, documentation/index_methodology.md).
    """

    def asked(*names: str) -> list[Data]:
        return [choice(name, worth(*OXFORD_STEPS[name])) for name in names]

    def worth(steps: int, has_flag: bool) -> dict[str, float]:
        general = {str(step): float(step) for step in range(steps + 1)}
        targeted = {f"{step}-targeted": step - 0.5 for step in range(1, steps + 1)}
        return general | targeted if has_flag else general

    equally = {"method": "mean", "over": "questions"}
    stringency = asked("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "h1")
    both = [
        area("stringency", {"method": "mean"}, questions=stringency),
        area("health", {"method": "mean"}, questions=asked("h2", "h3", "h6", "h7", "h8")),
    ]
    areas = [
        area("containment-and-health", equally, areas=both),
        area("economic-support", {"method": "mean"}, questions=asked("e1", "e2")),
    ]
    return checked({"defaults": {"missing": "count_as_zero"}, "score": equally, "areas": areas})


def test_four_indices_over_the_same_indicators_are_the_published_ones() -> None:
    """The last one is 57.1875; it was published as 57.18, cut off instead of rounded."""
    found = points(oxford(), OXFORD_ANSWERS)
    assert found["stringency"] == pytest.approx(43.98, abs=0.005)
    assert found["economic-support"] == pytest.approx(87.50)
    assert found["containment-and-health"] == pytest.approx(52.86, abs=0.005)
    assert found["total"] == pytest.approx(57.1875)


def test_the_indicators_of_these_indices_are_the_published_ones() -> None:
    """But for h8: its two thirds were published as 66.66."""
    published = {
        **{"c1": 66.67, "c3": 75, "c4": 37.5, "c5": 0, "c6": 16.67, "c7": 50, "c8": 75},
        **{"e1": 75, "e2": 100, "h1": 75, "h2": 100, "h3": 100, "h6": 37.5, "h7": 40, "h8": 66.67},
    }
    results = assessed(oxford(), OXFORD_ANSWERS)
    total = next(node for node in results.plan.reported if node.entry.id == "total")
    found = {child.entry.id: results.of(child, 0).points for child in total.children}
    assert found.pop("c2") is None
    assert found == pytest.approx(published, abs=0.005)


def test_a_missing_indicator_counts_in_the_number_that_is_divided_by() -> None:
    """Without c2 the stringency would be 49.48, the mean of eight; published is that of nine."""
    result = by_node(assessed(oxford(), OXFORD_ANSWERS))["stringency"]
    assert (result.answered, result.applicable) == (8, 9)
    assert result.points == pytest.approx(100 * (2 / 3 + 3 / 4 + 3 / 8 + 1 / 6 + 1 / 2 + 3 / 2) / 9)
