"""Self-view and outside view side by side, without giving few replies away."""

from collections.abc import Sequence

import pandas as pd

from audit.assessment.plan import plan_of
from audit.assessment.results import Results, assess, coded
from audit.files.questionnaires import load_questionnaire
from audit.model.answers import Answer
from audit.model.messages import GERMAN
from audit.model.organisation import UnitId
from audit.service.house import QUESTIONNAIRES
from audit.tables.outside import BothViews, OwnView

OUTSIDE = plan_of(load_questionnaire(QUESTIONNAIRES / "outside-view.yaml"))
ANALOGUE = plan_of(load_questionnaire(QUESTIONNAIRES / "access-analogue.yaml"))
COUNTER, LIBRARY, TEAM = UnitId("counter"), UnitId("library"), UnitId("team")


def replies(*found: str) -> Results:
    """How easy it was to find the right place, one answer per reply."""
    return assess(
        coded(OUTSIDE, [Answer(str(n), "find-office", value) for n, value in enumerate(found)])
    )


def own(partner_organisations: str) -> OwnView:
    """One access point of the counter that answered one question on being found."""
    answers = [
        Answer("1", "kind", "telephone"),
        Answer("1", "partner-organisations", partner_organisations),
    ]
    return OwnView(assess(coded(ANALOGUE, answers)), [COUNTER])


def both(about: Sequence[UnitId | None], ease: str = "hard") -> BothViews:
    return BothViews([own("fully")], replies(*[ease] * len(about)), about, 5, GERMAN)


def find(table: pd.DataFrame) -> "pd.Series[float]":
    return table[table["area"] == "find"].iloc[0]


def test_areas_of_the_same_id_stand_side_by_side() -> None:
    view = both([None] * 6).view()
    assert list(view.table["area"]) == ["find", "reach", "communicate", "apply", "understand"]
    row = find(view.table)
    assert (row["own"], row["outside"], row["gap"]) == (100, 25, 75)
    assert (row["own_n"], row["outside_n"]) == (1, 6)


def test_four_replies_are_not_shown() -> None:
    row = find(both([None] * 4).view().table)
    assert row["withheld"]
    assert pd.isna(row[["outside", "outside_n", "gap"]]).all()
    assert row["own"] == 100


def test_a_unit_is_shown_when_it_and_the_rest_are_enough() -> None:
    assert both([COUNTER] * 6 + [None] * 6).units == (COUNTER,)


def test_a_unit_is_not_shown_when_it_would_give_the_rest_away() -> None:
    assert both([COUNTER] * 9 + [LIBRARY] * 2).units == ()


def test_two_units_together_do_not_give_a_third_one_away() -> None:
    units = both([COUNTER] * 9 + [LIBRARY] * 7 + [TEAM] * 3).units
    assert units == (COUNTER,)


def test_the_sentence_says_nothing_that_is_withheld() -> None:
    view = both([None] * 4).view()
    assert "nicht genug" in str(view.sentence)
