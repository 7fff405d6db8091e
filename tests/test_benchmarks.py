"""The benchmark measures what it says: the same figures, from answers as they were promised."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audit.cli.evaluating import Job, evaluate
from audit.model.conditions import AllTrue, AnyTrue, AtLeast, Is, Not, comparisons
from audit.model.messages import GERMAN
from benchmarks import expressions, town
from benchmarks.answers import (
    GROUP_BY,
    QUESTIONNAIRE,
    Storage,
    load_plan,
    respondents,
    save_answers,
)
from benchmarks.app import AppExtent, AppMeasured, Crowd, Figures, quantile
from benchmarks.app_report import app_goals, app_report
from benchmarks.evaluators import TOLERANCE, disagreement, grouped
from benchmarks.figures import Figure, largest_difference
from benchmarks.report import BEGIN, END, between_marks, exponent
from scoring.kernel import score
from scoring.states import DONT_KNOW, HIDDEN, NOT_ANSWERED, NOT_APPLICABLE

PLAN = load_plan()


def test_kernel_loop_and_expressions_give_the_same_figures() -> None:
    assert disagreement(respondents(PLAN, 1000)) <= TOLERANCE


def test_evaluators_also_agree_where_hardly_anybody_answers() -> None:
    drawn = respondents(PLAN, 3000)
    drawn.given[np.arange(80) % 3 > 0, ::2] = NOT_ANSWERED
    drawn.given[:, ::5] = NOT_APPLICABLE
    assert disagreement(drawn) <= TOLERANCE


def test_a_figure_that_only_one_evaluator_has_is_a_difference() -> None:
    one = {(0, "area"): Figure(2, 50.0, 1.0)}
    assert largest_difference(one, {}) == np.inf
    assert largest_difference(one, {(0, "area"): Figure(2, 50.0, np.nan)}) == np.inf
    assert largest_difference(one, {(0, "area"): Figure(2, 50.5, 1.0)}) == 0.5


def test_the_questionnaire_has_what_the_report_says() -> None:
    questionnaire = PLAN.questionnaire
    questions = list(questionnaire.questions())
    conditions = [q.show_if for q in questions if q.show_if is not None]
    kinds = {type(c) for c in conditions} | {
        type(c) for one in conditions for _, c in comparisons(one)
    }
    assert (len(questions), len(questionnaire.areas), len(conditions)) == (80, 8, 10)
    assert all(question.is_scored for question in questions)
    assert kinds >= {AllTrue, AnyTrue, Not, Is, AtLeast}


def test_a_tenth_is_missing_and_a_twentieth_does_not_apply() -> None:
    drawn = respondents(PLAN, 20_000)
    missing = np.isin(drawn.given, [NOT_ANSWERED, DONT_KNOW]).mean()
    assert missing == pytest.approx(0.10, abs=0.002)
    assert (drawn.given == NOT_APPLICABLE).mean() == pytest.approx(0.05, abs=0.002)


def test_every_condition_hides_its_question_from_some_and_shows_it_to_others() -> None:
    hidden = score(PLAN.scheme, respondents(PLAN, 1000).codes()).codes == HIDDEN
    conditional = [column.question.show_if is not None for column in PLAN.columns]
    share = hidden.mean(axis=1)
    assert ((share > 0.05) & (share < 0.95)).tolist() == conditional


def test_few_respondents_are_the_first_of_many() -> None:
    few, many = respondents(PLAN, 100), respondents(PLAN, 70_000)
    assert (few.given == many.given[:, :100]).all()


def test_a_file_of_text_gives_the_same_groups_as_codes_in_memory(tmp_path: Path) -> None:
    drawn = respondents(PLAN, 2000)
    expected = grouped(PLAN, drawn.codes(), drawn.groups)
    found = _evaluated(tmp_path, "text")
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_categorical=False)


def test_among_numbers_what_does_not_apply_counts_as_not_answered(tmp_path: Path) -> None:
    drawn = respondents(PLAN, 2000)
    numeric = [all(option.code.isdigit() for option in column.options) for column in PLAN.columns]
    drawn.given[numeric] = np.maximum(drawn.given[numeric], NOT_ANSWERED)
    expected = grouped(PLAN, drawn.codes(), drawn.groups)
    found = _evaluated(tmp_path, "numbers")
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_categorical=False)


def _evaluated(folder: Path, storage: Storage) -> pd.DataFrame:
    answers, results = folder / "answers.parquet", folder / "results.parquet"
    save_answers(answers, PLAN, 2000, storage)
    evaluate(Job(QUESTIONNAIRE, answers, results, GROUP_BY), GERMAN)
    return pd.read_parquet(results)


@pytest.mark.parametrize("foreign", ["__import__('os')", "q01.real", "2 ** 9", "[1, 2]", "f(q01)"])
def test_an_expression_outside_the_language_is_not_evaluated(foreign: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        expressions.parsed(foreign)


def test_time_that_grows_with_the_square_has_the_exponent_2() -> None:
    assert exponent({10: 1.0, 100: 100.0, 1000: 10_000.0}) == pytest.approx(2)


def test_a_report_replaces_the_one_before_and_nothing_else() -> None:
    page = f"Above\n{BEGIN}\nold\n{END}\nBelow\n"
    written = between_marks(page, "new\n")
    assert written == f"Above\n{BEGIN}\n\nnew\n\n{END}\nBelow\n"
    assert between_marks(written, "new\n") == written


def test_a_page_without_room_for_the_report_stays_as_it_is() -> None:
    with pytest.raises(ValueError, match="needs the lines"):
        between_marks("Above\n", "new\n")


def test_of_20_answers_one_may_be_slower_than_p95() -> None:
    assert quantile([*range(1, 21)], 0.95) == 19
    assert quantile([3.0], 0.95) == 3.0


CROWD = Crowd(200, 60, [0.05] * 20, [0.07], [], 25, 0, 200_000_000, 250_000_000)
FIGURES = Figures("the town", 2, {"Überblick": [1.5, 0.2]})


def test_times_with_an_error_reach_no_goal_and_are_not_shown() -> None:
    broken = replace(CROWD, errors=["Broken: No page after 60 s"])
    measured = AppMeasured(AppExtent(), (broken,), (FIGURES,))
    assert [goal.reached for goal in app_goals(measured)] == [False, False, True]
    assert "| 200 | not valid |  |" in app_report(measured, "test")
    assert "1 visits ended with an error" in app_report(measured, "test")


def test_a_saved_answer_that_is_not_in_the_database_makes_all_times_void() -> None:
    assert not replace(CROWD, missing=1).is_valid


def test_goals_of_the_app_are_held_against_what_was_measured() -> None:
    measured = AppMeasured(AppExtent(), (CROWD,), (FIGURES,))
    assert [goal.found for goal in app_goals(measured)] == [50, 250, 1.5]
    assert all(goal.reached for goal in app_goals(measured))
    assert "All 25 answers that the app called saved are in the database." in app_report(
        measured, "test"
    )


def test_the_form_of_the_town_has_60_questions_that_can_all_be_told_apart() -> None:
    names = [question.id for question in town.form().questions()]
    assert len(names) == len(set(names)) == 60
