"""Participation is counted sheet by sheet, and names nobody where names are not given."""

from datetime import date

from audit.assessment.sheet import Progress
from audit.model.messages import GERMAN
from audit.model.organisation import UnitId
from audit.model.waves import Assessment, AssessmentState, Edition
from audit.tables.turnout import Participation, SheetState, sheets_view, turnout_view
from audit.tables.views import readable

DRAFT, SUBMITTED, RETURNED, APPROVED = AssessmentState


def sheet(name: str, state: AssessmentState, done: int, unit: str = "Amt") -> SheetState:
    day = date(2026, 3, 1) if state.counts else None
    edition = Edition("open", 1)
    assessment = Assessment(1, "2026", edition, UnitId("a"), None, state, done, day)
    return SheetState(name, unit, assessment, Progress(done, 10))


SHEETS = [
    sheet("Bad", SUBMITTED, 8),
    sheet("Hof", DRAFT, 4),
    sheet("Archiv", DRAFT, 0),
    sheet("Zoo", APPROVED, 10),
    sheet("Markt", RETURNED, 9),
]


def test_each_state_is_counted() -> None:
    table = turnout_view([Participation("Zugänge", SHEETS)]).table
    counts = table[["submitted", "approved", "begun", "not_begun", "of"]]
    assert counts.iloc[0].tolist() == [2, 1, 2, 1, 5]


def test_replies_by_link_are_counts_and_sheets_are_not_theirs() -> None:
    view = turnout_view([Participation("Zugänge", SHEETS), Participation("Sprachen", replies=7)])
    assert GERMAN.say(view.sentence) == (
        "Eingereicht: 2 von 5 Bögen. 7 Antworten kamen über Links."
    )
    assert readable(view, GERMAN).iloc[1].tolist() == ["Sprachen", "–", "–", "–", "–", "–", "7"]


def test_the_council_reads_how_many_handed_in_and_no_empty_columns() -> None:
    doors = Participation("Zugänge", handed_in=2, expected=5)
    view = turnout_view([doors, Participation("Rat", replies=1)])
    assert list(readable(view, GERMAN).columns) == [
        "Fragebogen",
        "eingereicht",
        "Bögen",
        "Antworten über Links",
    ]
    assert GERMAN.say(view.sentence) == (
        "Eingereicht: 2 von 5 Bögen. Eine Antwort kam über einen Link."
    )


def test_where_nobody_answers_by_link_no_link_is_spoken_of() -> None:
    view = turnout_view([Participation("Zugänge", handed_in=2, expected=5)])
    assert GERMAN.say(view.sentence) == "Eingereicht: 2 von 5 Bögen."


def test_how_far_a_draft_is_stands_in_words() -> None:
    table = readable(sheets_view(Participation("Zugänge", SHEETS)), GERMAN)
    assert table["Stand"].tolist() == [
        "eingereicht",
        "in Bearbeitung: 4 von 10 Fragen",
        "nicht begonnen",
        "freigegeben",
        "zurückgegeben: 9 von 10 Fragen",
    ]
    assert table["Wer"].tolist() == ["Bad", "Hof", "Archiv", "Zoo", "Markt"]


def test_above_the_list_stands_how_many_are_approved() -> None:
    assert GERMAN.say(sheets_view(Participation("Zugänge", SHEETS)).sentence) == (
        "2 von 5 eingereicht, davon 1 freigegeben; 2 in Bearbeitung, 1 nicht begonnen."
    )


def test_the_unit_is_named_only_where_it_says_more_than_the_name() -> None:
    units = [sheet("Amt", DRAFT, 0, "Amt")]
    assert "Dienststelle" not in readable(sheets_view(Participation("A", units)), GERMAN)
    assert "Dienststelle" in readable(sheets_view(Participation("A", SHEETS)), GERMAN)
