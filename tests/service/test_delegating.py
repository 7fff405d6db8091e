"""Areas of a sheet go to colleagues and come back; who has one sees and writes nothing else."""

from datetime import date

import pytest

from audit.model.delegations import DelegationState
from audit.model.organisation import Person
from audit.model.retention import periods_of
from audit.model.waves import Entry, Remark
from audit.service.actions import ACTIONS, Denied, NotDone, SignedOut
from audit.service.delegating import colleagues, give, given_out, hand_back, my_areas, take_back
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import open_form
from audit.service.own_data import about_me, delete_my_account
from audit.service.people import deactivate, reactivate
from audit.service.retention import forget
from tests.service.test_rights import NAMED, OF_A_UNIT, OF_ALL, function_of, is_denied, roles_of
from tests.service.town import (
    ARNO,
    BERND,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    NOBODY,
    PAULA,
    SOCIAL,
    STELLA,
    Town,
)

NORA = NOBODY
"""Has an account and no office."""


def give_nora(town: Town, *areas: str) -> int:
    """Let Karl give Nora areas of the sheet of the counter."""
    number = town.assessment(COUNTER)
    give(town.house, town.caller(KARL), number, areas, NORA.id)
    return number


def states(town: Town, number: int) -> dict[str, DelegationState]:
    found = given_out(town.house, town.caller(KARL), number)
    return {area: one.state for area, one in found.items()}


def save(town: Town, person: Person, number: int, cell: str, value: str) -> None:
    caller = town.caller(person)
    seen = open_form(town.house, caller, number).revisions.get(cell, 0)
    save_entry(town.house, caller, number, cell, Entry(value), after=seen)


def test_who_was_given_an_area_fills_it_in_and_hands_it_back(town: Town) -> None:
    number = give_nora(town, "team")
    save(town, NORA, number, "hours", "12")
    save_remark(town.house, town.caller(NORA), number, "hours", Remark("Geschätzt"), after=0)
    (mine,) = my_areas(town.house, town.caller(NORA))
    assert (mine.area.id, mine.progress.done, mine.delegation.given_by) == ("team", 1, KARL.name)
    hand_back(town.house, town.caller(NORA), number, "team", " Bitte prüfen. ", done=True)
    assert my_areas(town.house, town.caller(NORA)) == []
    (back,) = given_out(town.house, town.caller(KARL), number).values()
    assert (back.name, back.state, back.remark, back.ended_on) == (
        NORA.name,
        DelegationState.DONE,
        "Bitte prüfen.",
        date(2026, 5, 15),
    )
    assert open_form(town.house, town.caller(KARL), number).sheet.entries["hours"].value == "12"
    with pytest.raises(Denied):
        open_form(town.house, town.caller(NORA), number)


def test_who_was_given_an_area_sees_nothing_else_of_the_sheet(town: Town) -> None:
    number = town.assessment(COUNTER)
    town.say(KARL, number, {"ramp": "yes", "motto": "Offen", "hours": "3"})
    for name in ("ramp", "motto"):
        save_remark(town.house, town.caller(KARL), number, name, Remark("Vertraulich"), after=0)
    give_nora(town, "team")
    form = open_form(town.house, town.caller(NORA), number)
    assert form.given == frozenset({"team"})
    assert set(form.sheet.entries) == {"motto", "hours"}
    assert not form.sheet.elsewhere
    assert set(form.remarks) == set(form.remark_revisions) == {"motto"}
    assert set(form.revisions) == {"motto", "hours"}
    assert [area.id for area in form.sheet.sections] == ["team"]
    assert {gap.area.id for gap in form.sheet.gaps()} == {"team"}
    assert form.writable
    assert not form.may_submit


def test_what_the_wave_before_holds_is_shown_for_the_given_area_alone(town: Town) -> None:
    then = town.assessment(COUNTER, "then")
    town.change(
        "INSERT INTO answers (assessment, cell, revision, value, reason, at) VALUES"
        f" ({then}, 'ramp', 1, 'yes', '', '2024-10-01 00:00:00'),"
        f" ({then}, 'motto', 1, 'Alt', '', '2024-10-01 00:00:00')"
    )
    town.change(f"UPDATE assessments SET state = 'submitted', revision = 1 WHERE id = {then}")
    number = give_nora(town, "team")
    assert set(open_form(town.house, town.caller(KARL), number).earlier) == {"ramp", "motto"}
    assert set(open_form(town.house, town.caller(NORA), number).earlier) == {"motto"}


@pytest.mark.parametrize("cell", ["ramp", "signs.web", "gone", "", "team"])
def test_no_other_cell_is_written(town: Town, cell: str) -> None:
    number = give_nora(town, "team")
    with pytest.raises(Denied):
        save_entry(town.house, town.caller(NORA), number, cell, Entry("yes"), after=0)
    with pytest.raises(Denied):
        save_remark(town.house, town.caller(NORA), number, cell, Remark("Nein"), after=0)
    assert town.rows("SELECT COUNT(*) FROM answers UNION SELECT COUNT(*) FROM remarks") == [(0,)]


def test_no_other_sheet_is_opened(town: Town) -> None:
    give_nora(town, "team", "access")
    for number in (
        town.assessment(SOCIAL),
        town.assessment(COUNTER, "then"),
        town.assessment(COUNTER, questionnaire="access-analogue"),
    ):
        with pytest.raises(Denied):
            open_form(town.house, town.caller(NORA), number)


IN_A_GIVEN_AREA = {
    "forms.open_form",
    "filling_in.save_entry",
    "filling_in.save_remark",
    "commenting.say",
    "commenting.settle",
    "commenting.withdraw",
    "delegating.hand_back",
    "earlier.take_earlier",
    "evidence.accept",
    "evidence.add_link",
    "evidence.add_file",
    "evidence.remove",
    "evidence.own_file",
}
"""All that the right over an area is good for."""


@pytest.mark.parametrize("action", sorted(name.removeprefix("audit.service.") for name in ACTIONS))
def test_an_area_gives_no_other_right(town_in_a_file: Town, action: str) -> None:
    town = town_in_a_file
    give_nora(town, "access", "team")
    arguments = OF_A_UNIT[action](town, COUNTER) if action in OF_A_UNIT else OF_ALL[action](town)
    denied = is_denied(town, town.caller(NORA), action, arguments, function_of(action))
    assert denied is (action not in IN_A_GIVEN_AREA and None not in roles_of(action))
    assert set(NAMED) <= {*OF_A_UNIT, *OF_ALL}


def test_the_head_takes_an_area_back_at_any_time(town: Town) -> None:
    number = give_nora(town, "team")
    open_form(town.house, town.caller(NORA), number)
    take_back(town.house, town.caller(KARL), number, "team")
    take_back(town.house, town.caller(KARL), number, "team")
    assert states(town, number) == {"team": DelegationState.TAKEN_BACK}
    with pytest.raises(Denied):
        save_entry(town.house, town.caller(NORA), number, "hours", Entry("1"), after=0)
    with pytest.raises(Denied):
        hand_back(town.house, town.caller(NORA), number, "team", "", done=True)


def test_an_area_is_with_one_person_at_a_time(town: Town) -> None:
    number = give_nora(town, "team")
    give_nora(town, "team")
    with pytest.raises(NotDone, match="Nora Nein"):
        give(town.house, town.caller(KARL), number, ["access", "team"], DORA.id)
    assert states(town, number) == {"team": DelegationState.HELD}
    take_back(town.house, town.caller(KARL), number, "team")
    give(town.house, town.caller(KARL), number, ["access", "team"], DORA.id)
    assert [one.area.id for one in my_areas(town.house, town.caller(DORA))] == ["access", "team"]


def test_the_head_goes_on_filling_in_what_was_given(town: Town) -> None:
    number = give_nora(town, "team")
    save(town, KARL, number, "hours", "5")
    assert open_form(town.house, town.caller(NORA), number).sheet.entries["hours"].value == "5"


def test_a_delegate_of_the_unit_keeps_seeing_all_and_hands_an_area_back_too(town: Town) -> None:
    number = town.assessment(COUNTER)
    give(town.house, town.caller(KARL), number, ["team"], DORA.id)
    assert open_form(town.house, town.caller(DORA), number).given is None
    hand_back(town.house, town.caller(DORA), number, "team", "", done=True)
    with pytest.raises(NotDone, match="nicht \\(mehr\\) bei Ihnen"):
        hand_back(town.house, town.caller(DORA), number, "team", "", done=True)


def test_what_is_not_done_comes_back_with_a_word(town: Town) -> None:
    number = give_nora(town, "team")
    with pytest.raises(NotDone, match="was noch offen ist"):
        hand_back(town.house, town.caller(NORA), number, "team", " ", done=False)
    with pytest.raises(NotDone):
        hand_back(town.house, town.caller(NORA), number, "team", "x" * 100_000, done=True)
    hand_back(town.house, town.caller(NORA), number, "team", "Weiß ich nicht", done=False)
    assert states(town, number) == {"team": DelegationState.UNDONE}


def test_areas_go_to_people_who_can_sign_in_and_do_not_approve(town: Town) -> None:
    number = town.assessment(COUNTER)
    deactivate(town.house, town.caller(ARNO), STELLA.id)
    names = {one.id for one in colleagues(town.house, town.caller(KARL), number)}
    assert {NORA.id, DORA.id, HEIDI.id, BERND.id} <= names
    assert not names & {KARL.id, PAULA.id, STELLA.id}
    for person in (KARL, PAULA, STELLA):
        with pytest.raises(Denied):
            give(town.house, town.caller(KARL), number, ["team"], person.id)
    with pytest.raises(Denied):
        give(town.house, town.caller(KARL), number, ["gone"], NORA.id)
    for areas, whom in (([], NORA.id), (["team"], "")):
        with pytest.raises(NotDone, match="Bitte wählen"):
            give(town.house, town.caller(KARL), number, areas, whom)


def test_an_area_goes_to_nobody_whom_the_directory_would_not_let_in(town: Town) -> None:
    for person in (NORA, HEIDI):
        town.change(
            "INSERT INTO accounts (person, issuer, subject, active)"
            f" VALUES ('{person.id}', 'https://directory', '{person.id}', TRUE)"
        )
    number = town.assessment(COUNTER)
    names = {one.id for one in colleagues(town.house, town.caller(KARL), number)}
    assert HEIDI.id in names
    assert NORA.id not in names


def test_handing_the_sheet_in_ends_what_is_still_with_others(town: Town) -> None:
    number = give_nora(town, "team")
    submit(town.house, town.caller(KARL), number)
    assert states(town, number) == {"team": DelegationState.ENDED}
    with pytest.raises(Denied):
        open_form(town.house, town.caller(NORA), number)
    with pytest.raises(NotDone, match="eingereicht"):
        give(town.house, town.caller(KARL), number, ["team"], NORA.id)
    town.change(f"UPDATE assessments SET state = 'returned' WHERE id = {number}")
    with pytest.raises(Denied):
        open_form(town.house, town.caller(NORA), number)
    give_nora(town, "team")
    assert open_form(town.house, town.caller(NORA), number).writable


def test_while_the_wave_does_not_run_the_right_rests(town: Town) -> None:
    number = give_nora(town, "team")
    town.clock.go_on(days=20)
    town.sign_in_anew()
    assert my_areas(town.house, town.caller(NORA)) == []
    assert not town.caller(NORA).has_areas
    with pytest.raises(Denied):
        open_form(town.house, town.caller(NORA), number)
    with pytest.raises(NotDone, match="läuft nicht"):
        give(town.house, town.caller(KARL), number, ["access"], NORA.id)
    town.change("UPDATE waves SET closes = '2026-07-31' WHERE id = 'now'")
    assert open_form(town.house, town.caller(NORA), number).writable
    town.change("UPDATE waves SET closed_on = '2026-06-04' WHERE id = 'now'")
    with pytest.raises(Denied):
        open_form(town.house, town.caller(NORA), number)


def test_who_loses_access_loses_the_areas_for_good(town: Town) -> None:
    number = give_nora(town, "team")
    nora = town.caller(NORA)
    deactivate(town.house, town.caller(ARNO), NORA.id)
    with pytest.raises(SignedOut):
        save_entry(town.house, nora, number, "hours", Entry("1"), after=0)
    assert states(town, number) == {"team": DelegationState.ENDED}
    reactivate(town.house, town.caller(ARNO), NORA.id)
    town.sign_in_anew()
    with pytest.raises(Denied):
        open_form(town.house, town.caller(NORA), number)


def test_who_deletes_their_account_leaves_the_area_free(town: Town) -> None:
    number = give_nora(town, "team")
    assert about_me(town.house, town.caller(NORA)).counts["delegations"] == 1
    assert about_me(town.house, town.caller(NORA)).named == 0
    assert about_me(town.house, town.caller(KARL)).named == 1
    delete_my_account(town.house, town.caller(NORA))
    assert states(town, number) == {}
    give(town.house, town.caller(KARL), number, ["team"], DORA.id)


def test_an_account_with_an_area_is_in_use(town: Town) -> None:
    give_nora(town, "team")
    forget(town.house, periods_of(""), dry_run=False)
    assert ("nora",) not in town.rows("SELECT person FROM without_office")
    town.clock.go_on(days=20)
    forget(town.house, periods_of(""), dry_run=False)
    assert ("nora",) in town.rows("SELECT person FROM without_office")


def test_the_log_tells_who_gave_what_to_whom(town: Town) -> None:
    number = give_nora(town, "team", "access")
    take_back(town.house, town.caller(KARL), number, "team")
    hand_back(town.house, town.caller(NORA), number, "access", "", done=True)
    about = f"assessment {number}"
    assert town.rows("SELECT person, action, unit, about, old, new FROM log ORDER BY number") == [
        ("karl", "delegating.give", "counter", about, "", "team: nora"),
        ("karl", "delegating.give", "counter", about, "", "access: nora"),
        ("karl", "delegating.take_back", "counter", about, "team: nora", ""),
        ("nora", "delegating.hand_back", "counter", about, "access: nora", "done"),
    ]


def test_whoever_has_an_area_is_known_when_they_come_in(town: Town) -> None:
    assert not town.caller(NORA).has_areas
    give_nora(town, "team")
    town.sign_in_anew()
    assert town.caller(NORA).has_areas
    assert not town.caller(KARL).has_areas
