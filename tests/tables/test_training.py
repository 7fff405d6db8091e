"""Training needs: steps that are missing, and no figures about few people."""

from collections.abc import Mapping
from math import isnan

import pandas as pd
import pytest

from audit.assessment.plan import plan_of
from audit.files.questionnaires import load_questionnaire
from audit.model.messages import GERMAN
from audit.service.house import QUESTIONNAIRES
from audit.tables.training import TrainingNeeds

PLAN = plan_of(load_questionnaire(QUESTIONNAIRES / "training-needs.yaml"))
TOPIC = "racism"


def unit(target: str = "", present: str = "", people: str = "") -> dict[str, str]:
    """What a unit says about one topic."""
    return {
        f"target-level.{TOPIC}": target,
        f"actual-level.{TOPIC}": present,
        f"people-concerned.{TOPIC}": people,
    }


def needs(**units: Mapping[str, str]) -> TrainingNeeds:
    return TrainingNeeds(PLAN, {name: name for name in units}, units, 5, GERMAN)


def of(found: TrainingNeeds, name: str) -> tuple[float, float]:
    table = found.units(TOPIC).table
    row = table[table["name"] == name].iloc[0]
    need, people = row[["need", "people"]].to_numpy(dtype="float64")
    return need, people


def total(found: TrainingNeeds) -> "pd.Series[float]":
    table = found.by_topic().table
    return table[table["topic"] == TOPIC].iloc[0]


def test_the_need_is_the_distance_in_steps() -> None:
    assert of(needs(a=unit("confident", "overview", "12")), "a") == (2, 12)


def test_more_than_needed_is_no_need() -> None:
    assert of(needs(a=unit("overview", "advanced", "12")), "a") == (0, 12)


def test_what_is_not_needed_may_be_left_open() -> None:
    assert of(needs(a=unit("none", "", "0")), "a") == (0, 0)


@pytest.mark.parametrize("present", ["", "dont_know"])
def test_what_nobody_said_is_missing_and_not_nothing(present: str) -> None:
    need, people = of(needs(a=unit("confident", present, "12")), "a")
    assert isnan(need)
    assert people == 12


def test_a_need_for_an_unknown_number_of_people_is_not_shown() -> None:
    found = needs(a=unit("confident", "none", "dont_know"), b=unit("confident", "none", "12"))
    assert all(isnan(figure) for figure in of(found, "a"))
    assert of(found, "b") == (3, 12)


def test_a_unit_that_said_nothing_is_no_unit_without_need() -> None:
    found = needs(a=unit("confident", "none", "12"), b={})
    assert all(isnan(figure) for figure in of(found, "b"))
    assert total(found)["units"] == 1


def test_the_mean_of_a_topic_counts_people() -> None:
    found = needs(a=unit("advanced", "none", "30"), b=unit("overview", "none", "10"))
    assert total(found)["people"] == 40
    assert total(found)["need"] == pytest.approx((4 * 30 + 1 * 10) / 40)


def test_four_people_are_withheld_and_not_to_be_worked_out_from_the_total() -> None:
    found = needs(
        a=unit("advanced", "none", "4"),
        b=unit("overview", "none", "10"),
        c=unit("basics", "none", "20"),
    )
    assert all(isnan(figure) for figure in (*of(found, "a"), *of(found, "b")))
    assert of(found, "c") == (2, 20)
    assert total(found)["people"] == 34


def test_withheld_units_do_not_come_out_of_the_mean() -> None:
    small = {"a": unit("advanced", "none", "4"), "b": unit("advanced", "none", "6")}
    found = needs(**small, c=unit("basics", "none", "20"))
    assert total(found)["need"] == 2


def test_four_people_in_the_whole_city_are_not_shown() -> None:
    row = total(needs(a=unit("advanced", "none", "4")))
    assert row["withheld"]
    assert isnan(row["people"])
    assert isnan(row["need"])


def test_the_table_for_reading_names_only_what_is_shown() -> None:
    found = needs(a=unit("advanced", "none", "4"), b=unit("advanced", "none", "20"))
    table = found.by_unit().table
    assert list(table["needs"]) == ["–", "–"]
    assert list(table["withheld"]) == [1, 1]
