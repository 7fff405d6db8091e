"""What changed is compared only where both waves have a result, and is told without a colour."""

import numpy as np
import pandas as pd
import pytest

from audit.assessment.change import Change, change
from audit.model.messages import GERMAN
from audit.tables.change import change_view, changes_table, mean_change_view
from audit.tables.views import as_shown
from tests.tables.houses import NO, SILENT, YES, answers

THEN = answers(bath=(NO, NO, YES), library=(YES, YES, YES), yard=(YES, NO, SILENT))
NOW = answers(bath=(YES, NO, YES), library=(YES, NO, YES), yard=(YES, NO, YES))
NAMES = {"yard": "Bauhof", "bath": "Freibad", "library": "Bücherei"}


@pytest.fixture
def changed() -> Change:
    return change(THEN, NOW)


def test_before_and_after_stand_in_one_row_in_the_given_order(changed: Change) -> None:
    table = changes_table(changed, NAMES, GERMAN)
    access = table[table["area"] == "access"]
    assert access["name"].tolist() == ["Bauhof", "Freibad", "Bücherei"]
    assert access[["before", "after", "change"]].to_numpy().tolist() == [
        [50, 50, 0],
        [0, 50, 50],
        [100, 50, -50],
    ]
    assert access["compared"].tolist() == access["of"].tolist() == [2, 2, 2]


def test_the_direction_has_a_sign_of_its_own(changed: Change) -> None:
    assert change_view(changed, NAMES, GERMAN, "access").table["sign"].tolist() == ["=", "▲", "▼"]


def test_what_was_not_answered_in_both_waves_has_no_change_and_no_sign(changed: Change) -> None:
    yard = change_view(changed, NAMES, GERMAN, "team").table.iloc[0]
    assert pd.isna(yard["change"])
    assert yard["sign"] == ""
    assert (yard["compared"], yard["of"]) == (0, 1)


def test_the_sentence_counts_what_is_comparable_and_what_rose_fell_or_stayed(
    changed: Change,
) -> None:
    assert GERMAN.say(change_view(changed, NAMES, GERMAN, "access").sentence) == (
        "3 von 3 Fragen sind vergleichbar; 1 Ergebnis ist gestiegen, 1 ist gefallen, "
        "1 ist gleich geblieben."
    )


def test_without_common_answers_the_sentence_says_so() -> None:
    none = change(answers(bath=(SILENT, SILENT, YES)), answers(bath=(YES, YES, YES)))
    view = change_view(none, {"bath": "Freibad"}, GERMAN, "access")
    assert "Niemand hat in beiden Runden genug" in GERMAN.say(view.sentence)


def test_the_mean_counts_only_those_with_a_result_in_both_waves(changed: Change) -> None:
    table = mean_change_view(changed, GERMAN).table.set_index("area")
    assert (table.loc["team", "before"], table.loc["team", "after"]) == (100, 100)
    assert table.loc["team", "n"] == 2
    assert table.loc["access", "n"] == 3


def test_a_change_is_the_difference_of_what_people_see() -> None:
    table = pd.DataFrame({"before": [41.4, 41.6, 42.5], "after": [41.6, 42.4, 41.5]})
    change = as_shown(table["after"].to_numpy()) - as_shown(table["before"].to_numpy())
    assert change.tolist() == [1, 0, -1]


def test_sign_and_figures_of_a_change_agree(changed: Change) -> None:
    table = changes_table(changed, {"bath": "Freibad", "library": "Bücherei"}, GERMAN).dropna()
    seen = as_shown(table["after"].to_numpy()) - as_shown(table["before"].to_numpy())
    assert table["change"].tolist() == seen.tolist()
    signs = {-1.0: "▼", 0.0: "=", 1.0: "▲"}
    assert table["sign"].tolist() == [signs[one] for one in np.sign(seen)]
    assert len(table) > 0
