"""How far several views of one unit agree, and how well the questions of an area hang together."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.assessment.agreement import reliability_of, spread_of_views
from audit.assessment.plan import PlannedScore, plan_of
from audit.assessment.results import Results, assess, coded
from audit.files.questionnaires import read_questionnaire
from audit.model.answers import Answer
from scoring.reliability import cronbach_alpha

PLAN = plan_of(
    read_questionnaire(
        b"""
id: open
version: 1
title: Offen
audience: unit
source: erfunden
scales:
  steps: [{code: "1", label: gar nicht}, {code: "2", label: teils}, {code: "3", label: ganz}]
score: {method: mean, over: areas}
areas:
  - id: access
    title: Zugang
    score: {method: mean}
    questions:
      - {id: forms, type: degree, scale: steps, text: Formulare}
      - {id: signs, type: degree, scale: steps, text: Schilder}
      - {id: waiting, type: degree, scale: steps, text: Warten, reverse: true}
  - id: team
    title: Personal
    score: {method: mean}
    questions:
      - {id: course, type: degree, scale: steps, text: Kurse}
""",
        "open.yaml",
    )
)


def views(**answers: Sequence[str]) -> Results:
    """What several people say about forms, signs, waiting and courses of one unit."""
    given = [
        Answer(view, cell, value)
        for view, values in answers.items()
        for cell, value in zip(PLAN.cells, values, strict=True)
    ]
    return assess(coded(PLAN, given))


def node(name: str) -> PlannedScore:
    return next(node for node in PLAN.reported if node.entry.id == name)


def test_views_are_compared_result_by_result() -> None:
    """Access: the head says 100, 50, 0 and the counter 0, 50, 50 for the three questions."""
    spread = spread_of_views(views(head=("3", "2", "3", "3"), counter=("1", "2", "2", "3")))
    assert [node.entry.id for node in PLAN.reported] == ["open", "access", "team"]
    assert spread.n.tolist() == [2, 2, 2]
    assert spread.mean.tolist() == pytest.approx([70.833333, 41.666667, 100])
    assert spread.lowest.tolist() == pytest.approx([66.666667, 33.333333, 100])
    assert spread.highest.tolist() == pytest.approx([75, 50, 100])
    assert spread.range.tolist() == pytest.approx([8.333333, 16.666667, 0])
    assert spread.standard_deviation.tolist() == pytest.approx([5.892557, 11.785113, 0])


def test_a_view_without_a_result_is_left_out_and_is_not_0() -> None:
    spread = spread_of_views(
        views(head=("3", "3", "1", "3"), counter=("", "", "", ""), staff=("3", "3", "1", ""))
    )
    assert spread.n.tolist() == [2, 2, 1]
    assert spread.mean.tolist() == [100, 100, 100]
    assert np.isnan(spread.range).tolist() == [False, False, True]


def test_nobody_agrees_with_nobody() -> None:
    spread = spread_of_views(views(head=("", "", "", "")))
    assert spread.n.tolist() == [0, 0, 0]
    assert np.isnan(spread.mean).all()


ANSWERS = {
    "a": ("1", "1", "3", "1"),
    "b": ("2", "3", "2", "2"),
    "c": ("3", "2", "1", "3"),
    "d": ("3", "3", "1", "1"),
}


def test_alpha_of_an_area_is_that_of_the_points_of_its_questions() -> None:
    """A reversed question is turned round before: waiting 3 is worth 0 points.

    By hand: each question varies by 6875 / 3, the sums 0, 200, 250, 300 by 51875 / 3.
    """
    points = np.array([[0, 0, 0], [50, 100, 50], [100, 50, 100], [100, 100, 100]], dtype=float)
    found = reliability_of(views(**ANSWERS), node("access"))
    assert found == cronbach_alpha(points)
    assert found.alpha == pytest.approx(3 / 2 * (1 - 3 * 6875 / 51875))
    assert (found.respondents, found.items) == (4, 3)


def test_alpha_of_the_total_is_that_of_the_points_of_its_areas() -> None:
    results = views(**ANSWERS)
    rows = [node("access").row, node("team").row]
    expected = cronbach_alpha(results.scores.points[rows].T)
    assert reliability_of(results, node("open")) == expected
    assert expected.items == 2


def test_who_left_out_one_question_is_left_out() -> None:
    complete = views(**ANSWERS)
    with_one_more = views(**ANSWERS, e=("3", "", "1", "1"), f=("", "", "", ""))
    access = node("access")
    assert reliability_of(with_one_more, access) == reliability_of(complete, access)


def test_one_question_alone_has_no_alpha() -> None:
    found = reliability_of(views(**ANSWERS), node("team"))
    assert found.alpha is None
    assert found.items == 1


some_views = st.lists(
    st.tuples(*[st.sampled_from(["", "1", "2", "3"]) for _ in PLAN.cells]), min_size=1, max_size=6
)


@given(some_views)
def test_the_spread_is_that_of_the_single_results(written: list[tuple[str, ...]]) -> None:
    results = views(**{f"v{place}": view for place, view in enumerate(written)})
    spread = spread_of_views(results)
    for place, planned in enumerate(PLAN.reported):
        found = [results.of(planned, view).points for view in range(len(written))]
        points = [value for value in found if value is not None]
        assert spread.n[place] == len(points)
        if points:
            assert spread.lowest[place] == min(points)
            assert spread.highest[place] == max(points)
            assert spread.mean[place] == pytest.approx(sum(points) / len(points))
