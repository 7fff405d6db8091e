"""Answers of the wave before are taken over one question at a time, and the history says so."""

import pytest

from audit.model.waves import Entry
from audit.service.actions import Denied, NotDone
from audit.service.delegating import give
from audit.service.earlier import take_earlier
from audit.service.filling_in import save_entry, submit
from audit.service.forms import open_form
from tests.service.town import COUNTER, HEIDI, KARL, NOBODY, SOCIAL, Town

THEN = {"ramp": "yes", "forms": "some", "tongues": "en|tr", "signs.web": "a", "signs.paper": "c"}


def handed_in_then(town: Town, **more: str) -> int:
    """Let the counter have answered in 2024; returns the sheet of today."""
    then = town.assessment(COUNTER, "then")
    for cell, value in {**THEN, **more}.items():
        town.change(
            "INSERT INTO answers (assessment, cell, revision, value, reason, at) VALUES"
            f" ({then}, '{cell}', 1, '{value}', '', '2024-10-01 00:00:00')"
        )
    town.change(f"UPDATE assessments SET state = 'submitted', revision = 1 WHERE id = {then}")
    return town.assessment(COUNTER)


def said(town: Town, number: int) -> dict[str, str]:
    entries = open_form(town.house, town.caller(KARL), number).sheet.entries
    return {cell: entry.value for cell, entry in entries.items()}


def test_an_earlier_answer_becomes_an_answer_of_today_by_whoever_takes_it_over(town: Town) -> None:
    number = handed_in_then(town)
    assert said(town, number) == {}
    saved = take_earlier(town.house, town.caller(KARL), number, "ramp", after={})
    assert said(town, number) == {"ramp": "yes"}
    assert saved.at == town.clock.now
    form = open_form(town.house, town.caller(KARL), number)
    assert form.taken_from == {"ramp": "Erhebung 2024"}
    assert town.rows(
        f"SELECT cell, revision, person, taken_from FROM answers WHERE assessment = {number}"
    ) == [("ramp", 1, "karl", "then")]


def test_all_rows_of_a_grid_come_together(town: Town) -> None:
    number = handed_in_then(town)
    take_earlier(town.house, town.caller(KARL), number, "signs", after={})
    assert said(town, number) == {"signs.web": "a", "signs.paper": "c"}


def test_a_new_answer_is_nobodys_but_its_own(town: Town) -> None:
    number = handed_in_then(town)
    saved = take_earlier(town.house, town.caller(KARL), number, "ramp", after={})
    save_entry(town.house, town.caller(HEIDI), number, "ramp", Entry("no"), after=saved.revision)
    assert open_form(town.house, town.caller(KARL), number).taken_from == {}
    query = f"SELECT value, taken_from FROM answers WHERE assessment = {number} ORDER BY revision"
    assert town.rows(query) == [("yes", "then"), ("no", None)]


def test_taking_over_twice_is_taking_over_once(town: Town) -> None:
    number = handed_in_then(town)
    first = take_earlier(town.house, town.caller(KARL), number, "ramp", after={})
    again = take_earlier(town.house, town.caller(KARL), number, "ramp", after={})
    assert first.revision == again.revision == 1


def test_nothing_is_taken_over_a_newer_answer_of_somebody_else(town: Town) -> None:
    number = handed_in_then(town)
    town.say(HEIDI, number, {"ramp": "no", "signs.paper": "b"})
    for question in ("ramp", "signs"):
        with pytest.raises(NotDone, match="jemand anderes"):
            take_earlier(town.house, town.caller(KARL), number, question, after={})
    assert said(town, number) == {"ramp": "no", "signs.paper": "b"}
    seen = open_form(town.house, town.caller(KARL), number).revisions
    take_earlier(town.house, town.caller(KARL), number, "ramp", after=seen)
    assert said(town, number)["ramp"] == "yes"


@pytest.mark.parametrize("question", ["forms", "way", "hours"])
def test_only_what_was_answered_and_asked_alike_can_be_taken_over(
    town: Town, question: str
) -> None:
    """The wording of `forms` has changed since; the others were not answered."""
    number = handed_in_then(town)
    with pytest.raises(NotDone, match="keine frühere Antwort"):
        take_earlier(town.house, town.caller(KARL), number, question, after={})
    assert said(town, number) == {}


def test_half_a_grid_is_not_taken_over(town: Town) -> None:
    number = handed_in_then(town, **{"signs.paper": ""})
    with pytest.raises(NotDone, match="keine frühere Antwort"):
        take_earlier(town.house, town.caller(KARL), number, "signs", after={})


@pytest.mark.parametrize("question", ["gone", "signs.web", "team", ""])
def test_what_is_no_question_is_denied(town: Town, question: str) -> None:
    number = handed_in_then(town)
    with pytest.raises(Denied):
        take_earlier(town.house, town.caller(KARL), number, question, after={})


def test_what_was_never_handed_in_is_no_earlier_answer(town: Town) -> None:
    number = handed_in_then(town)
    town.change("UPDATE assessments SET state = 'returned' WHERE wave = 'then'")
    with pytest.raises(NotDone, match="keine frühere Antwort"):
        take_earlier(town.house, town.caller(KARL), number, "ramp", after={})


def test_nothing_is_taken_over_into_a_sheet_that_is_handed_in(town: Town) -> None:
    number = handed_in_then(town)
    submit(town.house, town.caller(KARL), number)
    with pytest.raises(NotDone, match="eingereicht"):
        take_earlier(town.house, town.caller(KARL), number, "ramp", after={})


def test_whoever_was_given_an_area_takes_over_there_and_nowhere_else(town: Town) -> None:
    number = handed_in_then(town, motto="Offen")
    give(town.house, town.caller(KARL), number, ["team"], NOBODY.id)
    take_earlier(town.house, town.caller(NOBODY), number, "motto", after={})
    with pytest.raises(Denied):
        take_earlier(town.house, town.caller(NOBODY), number, "ramp", after={})
    assert said(town, number) == {"motto": "Offen"}
    assert open_form(town.house, town.caller(NOBODY), number).taken_from == {
        "motto": "Erhebung 2024"
    }


def test_another_unit_has_other_earlier_answers(town: Town) -> None:
    handed_in_then(town)
    with pytest.raises(NotDone, match="keine frühere Antwort"):
        take_earlier(town.house, town.caller(HEIDI), town.assessment(SOCIAL), "ramp", after={})
