"""Everybody sees, corrects and takes along what is stored about them, and what can go goes."""

import json

import pytest

from audit.model.waves import Entry, Remark
from audit.service.actions import Denied, NotDone, SignedOut
from audit.service.filling_in import save_remark, submit
from audit.service.forms import open_form
from audit.service.own_data import (
    FATES,
    KINDS,
    Fate,
    about_me,
    all_about_me,
    correct_my_name,
    delete_my_account,
    take_my_name_off,
)
from audit.service.sessions import people_of_the_demo
from audit.store.about_people import SECRET, names, references
from audit.store.engine import writing
from audit.store.schema import people
from audit.store.uploads import Upload, add_upload
from tests.service.town import BERND, BUILDING, COUNTER, HEIDI, KARL, NOBODY, Town


def after_some_work(town: Town) -> int:
    """Karl answers, notes something, and hands in."""
    number = town.assessment(COUNTER)
    town.say(KARL, number, {"ramp": "yes", "way": "post"})
    save_remark(town.house, town.caller(KARL), number, "ramp", Remark("Breit"), after=0)
    submit(town.house, town.caller(KARL), number)
    return number


def test_nothing_that_refers_to_people_is_forgotten() -> None:
    """Whoever adds a column that refers to people says in `audit.service.own_data` what becomes of
    it when somebody leaves, and what it is in words."""
    columns = references() | names()
    assert set(FATES) == set(columns)
    assert set(KINDS) == {column.table.name for column in columns.values()} | {people.name}
    assert {name for name, fate in FATES.items() if fate is Fate.STAYS} == set(names())


def test_a_person_sees_what_is_stored_about_them(town: Town) -> None:
    after_some_work(town)
    mine = about_me(town.house, town.caller(KARL))
    assert mine.person == KARL
    assert mine.counts == {
        "people": 1, "offices": 1, "sessions": 1, "answers": 2, "remarks": 1, "assessments": 1,
        "course": 1, "log": 1,
    }  # fmt: skip
    assert mine.named == 5


def test_a_person_takes_along_all_of_it_and_nothing_of_others(town: Town) -> None:
    number = after_some_work(town)
    town.say(BERND, town.assessment(BUILDING), {"ramp": "no"})
    taken = json.loads(json.dumps(all_about_me(town.house, town.caller(KARL))))
    assert taken["people"] == [{"id": "karl", "name": "Karl Kamm"}]
    assert taken["offices"][0]["unit"] == COUNTER
    assert {(row["cell"], row["value"]) for row in taken["answers"]} == {
        ("ramp", "yes"),
        ("way", "post"),
    }
    assert taken["remarks"][0]["comment"] == "Breit"
    assert taken["assessments"][0]["id"] == number
    assert taken["log"][0]["action"] == "filling_in.submit"
    assert set(taken["explained"]) == set(taken) - {"written", "explained"}
    assert "bernd" not in json.dumps(taken)


def test_a_file_that_somebody_sent_is_taken_along_too(town: Town) -> None:
    with writing(town.house.engine) as connection:
        sent = Upload("x", "karl", "sheet", "1", "bogen.xlsx", b"PK\0", town.clock.now)
        add_upload(connection, sent)
    taken = json.loads(json.dumps(all_about_me(town.house, town.caller(KARL))))
    assert taken["uploads"][0]["content"] == "UEsA"


def test_what_lets_somebody_in_is_given_to_nobody(town: Town) -> None:
    karl = town.caller(KARL)
    assert karl.session not in json.dumps(all_about_me(town.house, karl))
    assert "sessions.id" in SECRET


def test_a_name_is_corrected_and_the_log_keeps_neither_old_nor_new(town: Town) -> None:
    karl = town.caller(KARL)
    assert correct_my_name(town.house, karl, " Karla  Kamm\u202e ") == "Karla Kamm"
    assert about_me(town.house, karl).person.name == "Karla Kamm"
    correct_my_name(town.house, karl, "Karla Kamm")
    assert town.rows("SELECT person, about, old, new FROM log") == [
        ("karl", "person karl", "", "name")
    ]


@pytest.mark.parametrize(("name", "why"), [(" \u200b ", "Namen"), ("x" * 121, "kürzen")])
def test_a_name_that_is_none_is_refused(town_in_a_file: Town, name: str, why: str) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone, match=why):
        correct_my_name(town.house, town.caller(KARL), name)
    assert about_me(town.house, town.caller(KARL)).person.name == "Karl Kamm"


def test_a_pseudonym_takes_the_place_of_a_name_and_the_answers_stay(town: Town) -> None:
    number = after_some_work(town)
    assert take_my_name_off(town.house, town.caller(KARL)) == 5
    (pseudonym,) = {row[0] for row in town.rows("SELECT person FROM answers")}
    assert pseudonym.startswith("former-")
    assert "karl" not in pseudonym
    assert town.rows("SELECT person FROM remarks") == [(pseudonym,)]
    submitted = f"SELECT submitted_by FROM assessments WHERE id = {number}"
    assert town.rows(submitted) == [(pseudonym,)]
    assert open_form(town.house, town.caller(HEIDI), number).sheet.entries["way"] == Entry("post")
    assert about_me(town.house, town.caller(KARL)).named == 0
    assert take_my_name_off(town.house, town.caller(KARL)) == 0


def test_a_pseudonym_is_nobody_who_could_sign_in(town: Town) -> None:
    after_some_work(town)
    take_my_name_off(town.house, town.caller(KARL))
    assert {person.id for person in people_of_the_demo(town.house)} >= {"karl"}
    assert not any(one.id.startswith("former-") for one in people_of_the_demo(town.house))


def test_whoever_holds_an_office_keeps_the_account(town: Town) -> None:
    with pytest.raises(NotDone, match="Solange Sie ein Amt haben"):
        delete_my_account(town.house, town.caller(KARL))
    assert about_me(town.house, town.caller(KARL)).counts["offices"] == 1


def test_whoever_leaves_is_gone_and_what_they_answered_is_not(town: Town) -> None:
    after_some_work(town)
    karl = town.caller(KARL)
    town.change("DELETE FROM offices WHERE person = 'karl'")
    delete_my_account(town.house, karl)
    assert town.rows("SELECT COUNT(*) FROM people WHERE id = 'karl'") == [(0,)]
    assert town.rows("SELECT COUNT(*) FROM answers") == [(2,)]
    with pytest.raises(SignedOut):
        about_me(town.house, karl)
    assert town.rows("SELECT about, new FROM log ORDER BY number")[-1] == ("person karl", "deleted")


def test_somebody_who_never_did_anything_leaves_no_pseudonym(town: Town) -> None:
    delete_my_account(town.house, town.caller(NOBODY))
    assert town.rows("SELECT COUNT(*) FROM people WHERE id LIKE 'former-%'") == [(0,)]


def test_a_guest_has_no_own_data(town_in_a_file: Town) -> None:
    with pytest.raises(Denied):
        about_me(town_in_a_file.house, town_in_a_file.guest())
