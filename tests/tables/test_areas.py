"""What each unit reached where: in the order of the administration, and without inventing zeros."""

import pandas as pd

from audit.assessment.groups import together
from audit.assessment.plan import plan_of
from audit.files.questionnaires import load_questionnaire
from audit.model.messages import GERMAN, message
from audit.service.house import QUESTIONNAIRES
from audit.tables.areas import (
    DOES_NOT_APPLY,
    areas_table,
    areas_view,
    linked,
    nodes_of,
    overall_view,
    side_by_side,
)
from audit.tables.views import readable
from tests.tables.houses import FOREIGN, NO, SILENT, YES, results

TOWN = results(bath=(YES, YES, NO), library=(NO, YES, YES))
NAMES = {"library": "Bücherei", "bath": "Freibad"}


def cell(table: pd.DataFrame, subject: str, area: str) -> pd.Series:
    return table[(table["subject"] == subject) & (table["area"] == area)].iloc[0]


def test_every_subject_has_a_row_per_area_and_one_for_the_total() -> None:
    table = areas_table(TOWN, NAMES, GERMAN)
    assert list(table["area"]) == ["open", "access", "team"] * 2
    assert list(table["title"])[:3] == ["Insgesamt", "Zugang", "Personal"]
    bath = cell(table, "bath", "access")
    assert (bath["points"], bath["level"], bath["coverage"]) == (100, "offen", 1)
    assert (bath["n"], bath["of"]) == (2, 2)


def test_an_area_within_another_one_is_marked_as_such() -> None:
    plan = plan_of(load_questionnaire(QUESTIONNAIRES / "access-analogue.yaml"))
    titles = {node.id: node.title for node in nodes_of(plan, GERMAN)}
    assert titles["communicate"] == "Sich verständigen"
    assert titles["interpreting"] == "› Dolmetschen"


def test_the_given_order_is_kept_whatever_the_points_are() -> None:
    for names in (NAMES, dict(reversed(NAMES.items()))):
        table = areas_table(TOWN, names, GERMAN)
        assert list(dict.fromkeys(table["subject"])) == list(names)


def test_only_the_named_subjects_are_shown() -> None:
    table = areas_table(TOWN, {"bath": "Freibad"}, GERMAN)
    assert set(table["subject"]) == {"bath"}


def test_a_unit_without_enough_answers_is_not_zero() -> None:
    quiet = areas_table(results(bath=(SILENT, SILENT, NO)), NAMES, GERMAN)
    assert pd.isna(cell(quiet, "bath", "access")["points"])
    assert cell(quiet, "bath", "team")["points"] == 0
    assert pd.isna(cell(quiet, "bath", "access")["level"])


def test_the_sentence_names_the_lowest_area_and_counts_what_is_missing() -> None:
    town = results(bath=(YES, YES, NO), library=(SILENT, SILENT, NO), yard=(NO, NO, FOREIGN))
    view = areas_view(town, {"bath": "a", "library": "b", "yard": "c"}, GERMAN)
    assert GERMAN.say(view.sentence) == (
        "Im Mittel am niedrigsten ist „Personal“ mit 0 von 100 Punkten. "
        "2 Felder haben zu wenige Antworten (–). Ein Feld trifft nicht zu (x)."
    )


def test_the_sentence_of_nothing_says_so() -> None:
    view = areas_view(TOWN, {}, GERMAN)
    assert GERMAN.say(view.sentence) == "Es ist noch nichts eingereicht."


def test_side_by_side_too_little_and_not_applicable_differ() -> None:
    view = areas_view(results(bath=(SILENT, SILENT, FOREIGN)), {"bath": "Freibad"}, GERMAN)
    table = readable(side_by_side(view, message("Wer")), GERMAN)
    assert list(table.columns) == ["Wer", "Insgesamt", "Zugang", "Personal"]
    assert table.iloc[0].tolist() == ["Freibad", "–", "–", DOES_NOT_APPLY]


def test_side_by_side_keeps_the_order_and_the_numbers() -> None:
    table = readable(side_by_side(areas_view(TOWN, NAMES, GERMAN), message("Wer")), GERMAN)
    assert table.to_numpy().tolist() == [
        ["Bücherei", "75", "50", "100"],
        ["Freibad", "50", "100", "0"],
    ]


def test_two_subjects_of_one_name_stay_two() -> None:
    view = areas_view(TOWN, {"bath": "Schalter", "library": "Schalter"}, GERMAN)
    assert len(side_by_side(view, message("Wer")).table) == 2


def test_each_cell_leads_to_its_subject_and_area() -> None:
    view = linked(areas_view(TOWN, NAMES, GERMAN), "?wer={}&feld={}".format)
    assert cell(view.table, "library", "team")["link"] == "?wer=library&feld=team"


def test_the_whole_administration_is_a_mean_of_those_with_points() -> None:
    town = results(bath=(YES, YES, NO), library=(NO, YES, SILENT))
    table = overall_view(together(town), GERMAN, 1).table.set_index("area")
    assert (table.loc["access", "mean"], table.loc["access", "n"]) == (75, 2)
    assert (table.loc["team", "mean"], table.loc["team", "n"]) == (0, 1)
    assert table.loc["team", "of"] == 2


def test_a_mean_of_few_is_not_shown_because_it_would_name_them() -> None:
    view = overall_view(together(TOWN), GERMAN, 3)
    assert view.table["mean"].isna().all()
    assert GERMAN.say(view.sentence) == (
        "Eingereicht: 2. Ein Mittelwert wird erst ab 3 Ergebnissen gezeigt."
    )
