"""People from a file: all of it or nothing, and nothing before somebody has decided."""

import pytest

from audit.model.organisation import Office, Role
from audit.service.actions import Caller, NotDone
from audit.service.house import House
from audit.service.people import change_person, deactivate, everybody
from audit.service.people_lists import MOST_ROWS, Preview, bring_in, preview, take_over
from audit.service.signing_in import redeem_code
from audit.service.uploads import File
from tests.service.accounts import PASSWORD, caller, give_account, inside, real
from tests.service.town import ARNO, COUNTER, KARL, SOCIAL, Town

HEAD = "Name;Anmeldename;Aufgabe;Bereich\n"
LIST = HEAD + (
    "Nina Neu;nina@stadt.example;Leitung;Bürgerservice\n"
    "Karl Kamm;karl;Lenkungsgruppe;\n"
    "Nina Neu;NINA@stadt.example;Beauftragte Person;social\n"
    "Omar Ohne;omar;;\n"
)


def admin(town: Town) -> tuple[House, Caller]:
    if not town.rows("SELECT person FROM accounts WHERE person = 'arno'"):
        give_account(town, ARNO)
    return real(town), caller(town, inside(town, ARNO))


def sent(town: Town, text: str) -> tuple[str, Preview]:
    upload = bring_in(*admin(town), "", File("personen.csv", text.encode()))
    return upload, preview(*admin(town), upload)


def told(town: Town, *rows: str) -> list[str]:
    """Say what is wrong with some rows; nothing is left to take over then."""
    upload, seen = sent(town, HEAD + "\n".join(rows))
    assert not seen.listed
    if seen.problems:
        with pytest.raises(NotDone, match="noch nichts übernommen"):
            take_over(*admin(town), upload, seen)
    return "\n".join(problem.show() for problem in seen.problems).splitlines()


def test_a_file_is_looked_at_first_and_then_taken_over(town: Town) -> None:
    give_account(town, KARL)
    upload, seen = sent(town, LIST)
    assert [one.name for one in seen.new] == ["Nina Neu", "Omar Ohne"]
    assert [(one.person, one.offices) for one in seen.more] == [("karl", (Office(Role.STEERING),))]
    assert not seen.problems
    before = everybody(*admin(town))
    assert not [one for one in before.members if one.person.name == "Nina Neu"]

    handed = take_over(*admin(town), upload, seen)
    assert [(one.person, one.name) for one in handed] == [
        ("Nina Neu", "nina@stadt.example"), ("Omar Ohne", "omar"),
    ]  # fmt: skip
    staff = everybody(*admin(town))
    nina, karl, omar = (staff.member(one) for one in ("nina-neu", "karl", "omar-ohne"))
    assert nina is not None
    assert karl is not None
    assert omar is not None
    assert set(nina.person.offices) == {Office(Role.HEAD, COUNTER), Office(Role.DELEGATE, SOCIAL)}
    assert set(karl.person.offices) == {Office(Role.HEAD, COUNTER), Office(Role.STEERING)}
    assert omar.person.offices == ()
    redeem_code(real(town), handed[0].code, PASSWORD)
    log = town.rows("SELECT person, about FROM log WHERE action = 'people_lists.take_over'")
    assert log == [("arno", f"person {one}") for one in ("karl", "nina-neu", "omar-ohne")]
    assert handed[0].code not in str(town.rows("SELECT * FROM accounts"))
    assert not town.rows("SELECT id FROM uploads")


def test_a_file_counts_once_and_the_second_time_changes_nothing(town: Town) -> None:
    upload, seen = sent(town, LIST.replace("Karl Kamm;karl;Lenkungsgruppe;\n", ""))
    take_over(*admin(town), upload, seen)
    with pytest.raises(NotDone, match="nicht mehr da"):
        take_over(*admin(town), upload, seen)
    _, again = sent(town, LIST.replace("Karl Kamm;karl;Lenkungsgruppe;\n", ""))
    assert (again.new, again.more, again.same) == ((), (), 2)


def test_what_has_changed_since_it_was_seen_is_seen_anew(town: Town) -> None:
    give_account(town, KARL)
    upload, seen = sent(town, LIST)
    change_person(*admin(town), "karl", "Karl Kamm-Kante", "karl")
    with pytest.raises(NotDone, match="gerade geändert"):
        take_over(*admin(town), upload, seen)
    assert not town.rows("SELECT id FROM people WHERE id = 'nina-neu'")
    assert preview(*admin(town), upload).problems  # it is still there to be looked at


def test_one_wrong_row_lets_nobody_in(town: Town) -> None:
    before = town.rows("SELECT count(*) FROM people")
    assert told(town, "Nina Neu;nina;Lenkungsgruppe;", "Omar Ohne;omar;Chef;") == [
        "personen.csv:3: Die Aufgabe „Chef“ gibt es nicht.",
        "    Möglich sind: Leitung, Beauftragte Person, Lenkungsgruppe, Personal- und "
        "Organisationsentwicklung, Projektgruppe, Ratsmitglied, Systemverwaltung.",
    ]
    assert town.rows("SELECT count(*) FROM people") == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (";nina;;", "Bitte geben Sie den Namen der Person an."),
        ("Nina Neu;;;", "Hier fehlt der Anmeldename."),
        ("N" * 121 + ";nina;;", "Der Text hat 121 Zeichen."),
        ("Nina Neu;" + "n" * 121 + ";;", "Der Text hat 121 Zeichen."),
        ("Nina Neu;nina;;Bürgerservice", "Hier steht ein Bereich, aber keine Aufgabe."),
        ("Nina Neu;nina;Leitung;", "Zur Aufgabe „Leitung“ gehört ein Bereich."),
        ("Nina Neu;nina;Leitung;Hafen", "Den Bereich „Hafen“ gibt es nicht."),
        ("Nina Neu;nina;Rat;social", "Die Aufgabe „Rat“ gibt es nicht."),
        ("Nina Neu;nina;Ratsmitglied;social", "Die Aufgabe „Ratsmitglied“ gilt für die ganze"),
        ("Nina Neu;nina;guest;", "Die Aufgabe „guest“ gibt es nicht."),
        ("Nina Neu;nina;Teilnahme ohne Anmeldung;", "Die Aufgabe „Teilnahme ohne Anmeldung“"),
        ("Nina Neu;arno;;", "Mit „arno“ meldet sich schon Arno Amt an."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(town_in_a_file: Town, row: str, said: str) -> None:
    assert told(town_in_a_file, row)[0].startswith(f"personen.csv:2: {said}")


def test_two_people_with_one_sign_in_name_are_told(town_in_a_file: Town) -> None:
    assert told(town_in_a_file, "Nina Neu;n;;", "", "Nils Neu; N ;;") == [
        "personen.csv:4: „n“ gehört in Zeile 2 zu „Nina Neu“.",
        "    Jede Person braucht einen eigenen Anmeldenamen.",
    ]


def test_who_was_deactivated_is_not_let_in_by_a_file(town_in_a_file: Town) -> None:
    give_account(town_in_a_file, KARL)
    deactivate(*admin(town_in_a_file), "karl")
    assert told(town_in_a_file, "Karl Kamm;karl;Lenkungsgruppe;") == [
        "personen.csv:2: „Karl Kamm“ ist deaktiviert.",
        "    Lassen Sie die Person zuerst unter „Personen“ wieder zu.",
    ]


def test_a_unit_whose_name_several_have_is_named_by_its_short_name(town_in_a_file: Town) -> None:
    town_in_a_file.change("UPDATE units SET name = 'Bürgerservice' WHERE id = 'building'")
    assert "Kurznamen: counter, building." in told(
        town_in_a_file, "Nina Neu;nina;Leitung;Bürgerservice"
    )[0]  # fmt: skip
    _, seen = sent(town_in_a_file, HEAD + "Nina Neu;nina;head;COUNTER")
    assert seen.new[0].offices == (Office(Role.HEAD, COUNTER),)


def test_a_closed_unit_has_no_head_any_more(town_in_a_file: Town) -> None:
    town_in_a_file.change("UPDATE units SET closed_on = '2026-05-01' WHERE id = 'counter'")
    [sentence] = told(town_in_a_file, "Nina Neu;nina;Leitung;counter")
    assert "Den Bereich „counter“ gibt es nicht." in sentence


def test_a_very_long_file_is_refused(town_in_a_file: Town) -> None:
    rows = [f"P {number};p{number};;" for number in range(MOST_ROWS + 1)]
    assert told(town_in_a_file, *rows) == ["personen.csv: Die Datei hat mehr als 1000 Zeilen."]
