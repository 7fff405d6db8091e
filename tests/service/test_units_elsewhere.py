"""What a change of the administration means for plans, links, invitations, files and approvals."""

from datetime import date
from pathlib import Path

import pytest

from audit.model.organisation import Channel, Office, Role, UnitId, UnitKind
from audit.model.waves import WavePlan
from audit.service.access_points import change, register
from audit.service.actions import Denied, NotDone
from audit.service.approving import approve, handed_in
from audit.service.delegating import give
from audit.service.figures import scored_editions, standing, turnout
from audit.service.filling_in import submit
from audit.service.forms import open_form
from audit.service.handing_over import hand_out
from audit.service.inviting import due
from audit.service.links import Purpose, invitation, make_link, ways
from audit.service.people import everybody
from audit.service.sessions import enter_by_link
from audit.service.units import add_unit, change_unit, close_unit, merge_unit, move_unit
from audit.service.wave_course import open_wave
from audit.service.wave_plans import copy_of, new_plan, rounds, save_plan
from audit.store.approvals import broken_approvals
from audit.store.engine import reading
from tests.service.town import (
    ARNO,
    BERND,
    BUILDING,
    CITY,
    COUNTER,
    HEIDI,
    KARL,
    OPENING_NOW,
    PAULA,
    QUESTIONNAIRES,
    SOCIAL,
    STELLA,
    Town,
)

TEAM = UnitKind.TEAM


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The questionnaire of the running wave, as a file."""
    (tmp_path / "opening.yaml").write_text(QUESTIONNAIRES[OPENING_NOW])
    return tmp_path


def plan_of(*units: UnitId) -> WavePlan:
    first, last = date(2026, 6, 10), date(2026, 6, 30)
    return WavePlan("a1b2c3", "Nacherhebung", first, last, 7, "Ja.", (OPENING_NOW,), units)


def close(town: Town, unit: UnitId) -> None:
    close_unit(town.house, town.caller(ARNO), unit)


def test_a_unit_that_was_closed_drops_out_of_the_plans_and_they_say_so(
    town: Town, folder: Path
) -> None:
    paula = town.caller(PAULA)
    save_plan(town.house, paula, plan_of(BUILDING, COUNTER), folder)
    close(town, COUNTER)
    held = rounds(town.house, paula, folder)
    assert [plan.units for plan in held.plans] == [(BUILDING,)]
    assert [unit.id for unit in held.dropped["a1b2c3"]] == [COUNTER]
    assert [unit.id for unit in held.units] == [CITY, SOCIAL, BUILDING]
    wave = open_wave(town.house, paula, "a1b2c3", folder)
    assert town.rows(f"SELECT unit FROM assessments WHERE wave = '{wave.id}'") == [(BUILDING,)]


def test_once_it_is_saved_anew_a_plan_says_no_more_of_what_was_closed(
    town: Town, folder: Path
) -> None:
    paula = town.caller(PAULA)
    save_plan(town.house, paula, plan_of(BUILDING, COUNTER), folder)
    close(town, COUNTER)
    save_plan(town.house, paula, plan_of(BUILDING, COUNTER), folder)
    held = rounds(town.house, paula, folder)
    assert held.dropped == {"a1b2c3": ()}
    assert town.rows("SELECT unit FROM plan_units") == [(BUILDING,)]


def test_a_plan_of_which_nothing_is_left_is_not_opened(town: Town, folder: Path) -> None:
    paula = town.caller(PAULA)
    save_plan(town.house, paula, plan_of(COUNTER), folder)
    close(town, COUNTER)
    with pytest.raises(NotDone, match="mindestens eine Dienststelle"):
        open_wave(town.house, paula, "a1b2c3", folder)
    assert town.rows("SELECT count(*) FROM plans") == [(1,)]


def test_what_is_proposed_for_a_new_wave_exists_today(town: Town, folder: Path) -> None:
    paula = town.caller(PAULA)
    close(town, COUNTER)
    assert new_plan(town.house, paula, folder).units == (CITY, SOCIAL, BUILDING)
    assert copy_of(town.house, paula, "then", folder).units == (CITY, SOCIAL, BUILDING)


def test_a_link_for_a_closed_unit_holds_and_no_new_one_is_made(town: Town) -> None:
    paula = town.caller(PAULA)
    token = make_link(town.house, paula, Purpose("now", "outside-view", COUNTER))
    merge_unit(town.house, town.caller(ARNO), COUNTER, BUILDING, with_access_points=False)
    assert enter_by_link(town.house, token) is not None
    unit = invitation(town.house, paula, token).unit
    assert unit is not None
    assert unit.name == "Bürgerservice"
    now = next(one for one in ways(town.house, paula) if one.wave.id == "now")
    assert COUNTER not in {unit.id for unit in now.units}
    assert token in {one.link.token for one in now.shared}
    with pytest.raises(Denied):
        make_link(town.house, paula, Purpose("now", "outside-view", COUNTER))


def test_a_link_names_its_unit_as_it_was_called_when_the_wave_was_opened(town: Town) -> None:
    arno, paula = town.caller(ARNO), town.caller(PAULA)
    late = add_unit(town.house, arno, "Fachstelle Integration", TEAM, CITY, None)
    tokens = [
        make_link(town.house, paula, Purpose("now", "outside-view", unit))
        for unit in (COUNTER, late)
    ]
    change_unit(town.house, arno, COUNTER, "Bürgerbüro", TEAM, 20)
    change_unit(town.house, arno, late, "Stabsstelle Integration", TEAM, None)
    units = [invitation(town.house, paula, token).unit for token in tokens]
    assert [unit and unit.name for unit in units] == ["Bürgerservice", "Fachstelle Integration"]


def test_who_is_due_goes_by_the_administration_of_today(town: Town) -> None:
    arno, paula = town.caller(ARNO), town.caller(PAULA)
    change_unit(town.house, arno, COUNTER, "Bürgerbüro", TEAM, 20)
    move_unit(town.house, arno, COUNTER, BUILDING)
    close(town, COUNTER)
    town.change("INSERT INTO offices (person, role, unit, issuer) VALUES"
                " ('karl', 'head', 'counter', 'https://id.example')")  # fmt: skip
    waiting = {
        sheet.unit.name: [person.id for person in one.people]
        for one in due(town.house, paula)
        for sheet in one.sheets
    }
    assert waiting["Bürgerservice"] == ["bernd"]
    assert "karl" not in {who for people in waiting.values() for who in people}


def test_an_office_is_offered_only_in_units_of_today(town: Town) -> None:
    close(town, COUNTER)
    staff = everybody(town.house, town.caller(ARNO))
    assert [unit.id for unit in staff.open_units] == [CITY, SOCIAL, BUILDING]
    assert COUNTER in {unit.id for unit in staff.units}


def test_a_deputy_of_somebody_in_a_closed_unit_has_nothing_of_it(town: Town) -> None:
    town.change("INSERT INTO deputies (person, deputy, first, last) VALUES"
                " ('karl', 'bernd', '2026-05-01', '2026-05-31')")  # fmt: skip
    number, bernd = town.assessment(COUNTER), town.caller(BERND)
    assert open_form(town.house, bernd, number).writable
    close(town, COUNTER)
    with pytest.raises(Denied):
        open_form(town.house, bernd, number)


def test_what_was_given_to_colleagues_ends_with_the_unit(town: Town) -> None:
    number, bernd = town.assessment(COUNTER), town.caller(BERND)
    give(town.house, town.caller(KARL), number, ["team"], BERND.id)
    assert open_form(town.house, bernd, number).given == frozenset({"team"})
    close(town, COUNTER)
    with pytest.raises(Denied):
        open_form(town.house, bernd, number)


def test_a_sheet_taken_out_of_the_house_bears_the_name_of_its_wave(town: Town) -> None:
    number = town.assessment(COUNTER)
    change_unit(town.house, town.caller(ARNO), COUNTER, "Bürgerbüro", TEAM, 20)
    assert hand_out(town.house, town.caller(KARL), number).about == "Bürgerservice"


def test_an_approval_holds_whatever_becomes_of_the_unit(town: Town) -> None:
    paula, arno, number = town.caller(PAULA), town.caller(ARNO), town.assessment(COUNTER)
    town.say(KARL, number, {"ramp": "yes"})
    submit(town.house, town.caller(KARL), number)
    ((revision,),) = town.rows(f"SELECT revision FROM assessments WHERE id = {number}")
    approve(town.house, paula, number, after=revision)
    change_unit(town.house, arno, COUNTER, "Bürgerbüro", TEAM, None)
    move_unit(town.house, arno, COUNTER, BUILDING)
    merge_unit(town.house, arno, COUNTER, SOCIAL, with_access_points=True)
    found = next(one for one in handed_in(town.house, paula, "now") if one.assessment.id == number)
    assert (found.unit.name, found.approved is None) == ("Bürgerservice", False)
    with reading(town.house.engine) as connection:
        assert broken_approvals(connection) == []


def test_a_door_in_a_closed_unit_stays_closed(town: Town) -> None:
    door = town.door(COUNTER)
    close(town, COUNTER)
    with pytest.raises(NotDone, match="keine Zugänge mehr"):
        change(town.house, town.caller(HEIDI), door, "Schalter", "", closed=False)
    change(town.house, town.caller(HEIDI), door, "Alter Schalter", "", closed=True)


@pytest.mark.parametrize("way", ["registered", "moved"])
def test_what_came_into_a_wave_late_keeps_its_name_too(town: Town, way: str) -> None:
    """A unit that is younger than the wave answers in it for a door; then it is renamed."""
    arno, stella = town.caller(ARNO), town.caller(STELLA)
    late = add_unit(town.house, arno, "Fachstelle Integration", UnitKind.DIVISION, CITY, None)
    if way == "registered":
        town.change("UPDATE offices SET unit = 'city', role = 'head' WHERE person = 'bernd'")
        town.change("DELETE FROM assessments WHERE wave = 'now'")
        register(town.house, town.caller(BERND), late, "Schalter", Channel.ANALOGUE)
    else:
        merge_unit(town.house, arno, COUNTER, late, with_access_points=True)
    town.change("UPDATE assessments SET state = 'submitted' WHERE wave = 'now'")

    def names() -> set[str]:
        return {
            subject.unit.name
            for edition in scored_editions(town.house, stella, "now")
            for subject in standing(town.house, stella, "now", edition.id).subjects
        }

    before = names()
    assert "Fachstelle Integration" in before
    change_unit(town.house, arno, late, "Stabsstelle Integration", TEAM, None)
    assert names() == before
    assert turnout(town.house, stella, "now")


def test_offices_that_end_are_named_to_nobody_as_held(town: Town) -> None:
    close(town, COUNTER)
    held = {
        one.person.id: one.given_here for one in everybody(town.house, town.caller(ARNO)).members
    }
    assert held["karl"] == ()
    assert held["heidi"] == (Office(Role.HEAD, SOCIAL),)
