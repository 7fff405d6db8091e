"""The whole administration from a file: looked at first, taken over whole, or not at all."""

from pathlib import Path

import pytest

from audit.files.unit_files import write_units
from audit.model.organisation import Person, UnitKind
from audit.service.actions import Denied, NotDone
from audit.service.first_admin import make_admin
from audit.service.forms import open_form
from audit.service.house import Settings, open_house
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.unit_lists import Preview, bring_in, preview, take_over
from audit.service.units import Ending, add_unit, change_unit, close_unit, organisation
from audit.service.uploads import File
from audit.store.engine import reading
from audit.store.log import lines
from tests.service.town import (
    ARNO,
    BERND,
    BUILDING,
    CITY,
    COUNTER,
    HEIDI,
    KARL,
    NOBODY,
    SOCIAL,
    Clock,
    Town,
)

LIST = """Kurzname;Name;Art;gehört zu;Beschäftigte
city;Musterstadt;Stadt;;310
building;Bauamt;Fachbereich;city;60
counter;Bürgerservice;Fachdienst;building;20
integration;Fachstelle Integration;Stabsstelle;city;4
team;Team Beratung;Sachgebiet;integration;2
"""


def sent(town: Town, text: str = LIST, person: Person = ARNO) -> str:
    return bring_in(town.house, town.caller(person), "", File("Liste.csv", text.encode()))


def looked_at(town: Town, upload: str) -> Preview:
    return preview(town.house, town.caller(ARNO), upload)


def taken(town: Town, upload: str, close_missing: bool | None = None) -> None:
    found = looked_at(town, upload).found
    assert found is not None
    take_over(town.house, town.caller(ARNO), upload, found, close_missing=close_missing)


def tree(town: Town) -> list[tuple[str, str | None, int | None]]:
    units = organisation(town.house, town.caller(ARNO)).open_units
    return [(unit.name, unit.parent, unit.staff) for unit in units]


def test_a_file_is_looked_at_and_changes_nothing(town: Town) -> None:
    before = tree(town)
    seen = looked_at(town, sent(town))
    assert seen.found is not None
    assert [one.after.id for one in seen.found.changed] == [
        CITY,
        BUILDING,
        COUNTER,
        "integration",
        "team",
    ]
    counter = organisation(town.house, town.caller(ARNO)).unit(COUNTER)
    assert counter is not None
    assert seen.endings == {SOCIAL: Ending((counter,), 2, 0, 2)}
    assert tree(town) == before
    assert town.rows("SELECT count(*) FROM log") == [(0,)]


@pytest.mark.parametrize("close", [True, False])
def test_what_was_seen_is_done_and_written_down(town: Town, close: bool) -> None:
    taken(town, sent(town), close)
    kept = [] if close else [("Fachbereich Soziales", CITY, 80)]
    assert tree(town) == [
        ("Musterstadt", None, 310),
        *kept,
        ("Bauamt", CITY, 60),
        ("Bürgerservice", BUILDING, 20),
        ("Fachstelle Integration", CITY, 4),
        ("Team Beratung", "integration", 2),
    ]
    with reading(town.house.engine) as connection:
        deeds = [line.deed for line in lines(connection)]
    assert {deed.action for deed in deeds} == {"unit_lists.take_over"}
    about = {deed.about for deed in deeds}
    assert {"unit team", "unit counter", "unit building", "unit city"} <= about
    assert ("unit social" in about) is close
    assert town.rows("SELECT count(*) FROM offices WHERE unit = 'social'") == [(0 if close else 2,)]


def test_rights_follow_at_once(town: Town) -> None:
    taken(town, sent(town), close_missing=False)
    number = town.assessment(COUNTER)
    assert open_form(town.house, town.caller(BERND), number).writable
    with pytest.raises(Denied):
        open_form(town.house, town.caller(HEIDI), number)
    assert open_form(town.house, town.caller(KARL), number).writable


def test_nothing_is_decided_by_itself_about_what_is_missing(town: Town) -> None:
    before, upload = tree(town), sent(town)
    with pytest.raises(NotDone, match="Bitte entscheiden Sie"):
        taken(town, upload)
    assert tree(town) == before
    taken(town, upload, close_missing=False)


def test_a_file_is_used_once(town: Town) -> None:
    upload = sent(town)
    seen = looked_at(town, upload).found
    assert seen is not None
    taken(town, upload, close_missing=False)
    with pytest.raises(NotDone, match="nicht mehr da"):
        take_over(town.house, town.caller(ARNO), upload, seen, close_missing=False)


def test_what_was_changed_meanwhile_is_looked_at_again(town: Town) -> None:
    upload, arno = sent(town), town.caller(ARNO)
    seen = looked_at(town, upload).found
    assert seen is not None
    change_unit(town.house, arno, BUILDING, "Baudezernat", UnitKind.DIVISION, None)
    before = tree(town)
    with pytest.raises(NotDone, match="Vorschau noch einmal"):
        take_over(town.house, arno, upload, seen, close_missing=True)
    close_unit(town.house, arno, COUNTER)
    with pytest.raises(NotDone, match="Vorschau noch einmal"):
        take_over(town.house, arno, upload, seen, close_missing=True)
    assert tree(town) == [unit for unit in before if unit[0] != "Bürgerservice"]
    assert looked_at(town, upload).problems, "the file names a unit that is closed now"


def test_a_file_with_problems_says_all_of_them_and_cannot_be_taken_over(town: Town) -> None:
    seen = looked_at(town, sent(town, LIST.replace("Fachbereich;city", "Dorf;citi")))
    assert seen.found is None
    assert [(one.file, one.line) for one in seen.problems] == [("Liste.csv", 3)]


def test_nobody_sees_what_somebody_else_has_sent(town: Town) -> None:
    town.change("INSERT INTO offices (person, role, unit) VALUES ('nora', 'admin', NULL)")
    upload = sent(town, person=NOBODY)
    with pytest.raises(NotDone, match="nicht mehr da"):
        looked_at(town, upload)


def test_what_is_exported_changes_nothing_when_it_comes_back(town: Town) -> None:
    arno = town.caller(ARNO)
    add_unit(town.house, arno, "=Team", UnitKind.TEAM, COUNTER, None)
    close_unit(town.house, arno, BUILDING)
    written = write_units(organisation(town.house, arno).open_units).decode()
    found = looked_at(town, sent(town, written)).found
    assert found is not None
    assert (found.changed, found.missing, found.same) == ((), (), 4)


def test_an_empty_house_is_filled_from_a_file(tmp_path: Path) -> None:
    """The first administrator begins so; children may stand above their parents."""
    house = open_house(Settings(data=tmp_path, demo=True), Clock())
    make_admin(house, "Eva Stein", "eva")
    eva = caller_of(house, sign_in_for_demo(house, "eva-stein"))
    assert eva is not None
    heads, *rows = LIST.splitlines()
    file = File("Liste.csv", "\n".join([heads, *reversed(rows)]).encode())
    upload = bring_in(house, eva, "", file)
    found = preview(house, eva, upload).found
    assert found is not None
    take_over(house, eva, upload, found, close_missing=None)
    assert [(unit.id, unit.parent) for unit in organisation(house, eva).open_units] == [
        (CITY, None),
        ("integration", CITY),
        ("team", "integration"),
        (BUILDING, CITY),
        (COUNTER, BUILDING),
    ]
    house.close()
