"""Each action on a sheet or a wave is tried in each of its states."""

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.files.handed_back import Returned
from audit.files.handed_out import Label
from audit.model.evidence import Kind, SoundFile
from audit.model.messages import GERMAN
from audit.model.waves import AssessmentState, Edition, Entry, Link, Remark, WaveState
from audit.service.actions import ACTIONS, Caller, NotDone
from audit.service.approving import approve, give_back
from audit.service.evidence import add_file
from audit.service.filling_in import submit
from audit.service.links import Purpose
from audit.service.sessions import caller_of, enter_by_link
from audit.service.uploads import File
from audit.store.engine import writing
from audit.store.waves import add_link
from tests.databases import Databases
from tests.service.rights_page import PAGE, page
from tests.service.states import BY_HAND, OF_A_SHEET, OF_A_WAVE, SHEETS, TO_BE_APPROVED
from tests.service.test_rights import function_of, modules
from tests.service.town import (
    ANNA,
    BERND,
    BUILDING,
    CITY,
    COUNTER,
    MAY_15,
    PAULA,
    SOCIAL,
    UNITS,
    Town,
    build,
    open_town,
)

A_FILE = SoundFile("a.pdf", Kind.PDF, b"%PDF-")
WAVES = {WaveState.CLOSED: "then", WaveState.RUNNING: "now", WaveState.PLANNED: "next"}
WHOSE = dict(
    zip((CITY, SOCIAL, COUNTER, BUILDING), AssessmentState, strict=True),
)
"""Which unit brings its sheet into which state."""
UNIT_OF = {state: unit for unit, state in WHOSE.items()}

SheetInState = dict[tuple[WaveState, AssessmentState], tuple[int, str]]
"""Numbers of sheets, each with the id of a file beside its first question."""

WHILE = {
    WaveState.CLOSED: datetime(2024, 9, 15, 10, tzinfo=UTC),
    WaveState.RUNNING: MAY_15,
    WaveState.PLANNED: datetime(2027, 5, 15, 10, tzinfo=UTC),
}
"""A moment at which each wave runs, or ran, or will run."""


@pytest.fixture
def town_in_all_states(databases: Databases) -> Iterator[Town]:
    """A town whose sheets are in all states, in both kinds of database."""
    with databases.copy_of("town in all states", build_in_all_states) as url:
        town = open_town(url)
        yield town
        town.house.close()


def build_in_all_states(url: str) -> None:
    """Bring sheets into all states, by what people really do, each while its wave runs."""
    build(url)
    town = open_town(url)
    for wave, moment in WHILE.items():
        town.clock.now = moment
        town.sign_in_anew()
        for unit, state in WHOSE.items():
            if (wave, state) in SHEETS:
                _bring(town, town.assessment(unit, WAVES[wave]), state)
    town.house.close()


def sheets(town: Town) -> SheetInState:
    """Find the sheets, and see that each is in the state that it is to be in."""
    found: SheetInState = {}
    for wave, state in SHEETS:
        number = town.assessment(UNIT_OF[state], WAVES[wave])
        assert town.rows(f"SELECT state FROM assessments WHERE id = {number}") == [(state.value,)]
        ((file,),) = town.rows(f"SELECT id FROM evidence WHERE assessment = {number}")
        found[wave, state] = number, str(file)
    return found


def _bring(town: Town, number: int, state: AssessmentState) -> None:
    anna, paula = town.caller(ANNA), town.caller(PAULA)
    add_file(town.house, anna, number, "ramp", A_FILE)
    if state is not AssessmentState.DRAFT:
        submit(town.house, anna, number)
    if state is AssessmentState.RETURNED:
        give_back(town.house, paula, number, "Bitte ergänzen.", after=revision(town, number))
    if state is AssessmentState.APPROVED:
        approve(town.house, paula, number, after=revision(town, number))


def revision(town: Town, number: int) -> int:
    ((found,),) = town.rows(f"SELECT revision FROM assessments WHERE id = {number}")
    return int(found)


def edition(town: Town, number: int) -> int:
    ((found,),) = town.rows(f"SELECT version FROM assessments WHERE id = {number}")
    return int(found)


CALLED_WITH: dict[str, Callable[[Town, int, str], tuple[Any, ...]]] = {
    "forms.open_form": lambda _, number, __: (number,),
    "forms.gaps": lambda _, number, __: (number,),
    "forms.own_result": lambda _, number, __: (number, GERMAN),
    "filling_in.save_entry": lambda _, number, __: (number, "ramp", Entry("yes")),
    "filling_in.save_remark": lambda _, number, __: (number, "ramp", Remark("Ja")),
    "filling_in.submit": lambda _, number, __: (number,),
    "new_versions.versions_of": lambda _, number, __: (number,),
    "evidence.accept": lambda _, number, __: (number, "ramp", File("b.pdf", b"%PDF-")),
    "evidence.add_link": lambda _, number, __: (number, "ramp", "https://example.org/", ""),
    "evidence.add_file": lambda _, number, __: (number, "ramp", A_FILE),
    "evidence.remove": lambda _, __, file: (file,),
    "evidence.own_file": lambda _, __, file: (file,),
    "evidence.file_to_check": lambda _, __, file: (file,),
    "commenting.say": lambda _, number, __: (number, "ramp", "Stimmt das?"),
    "delegating.given_out": lambda _, number, __: (number,),
    "delegating.colleagues": lambda _, number, __: (number,),
    "delegating.give": lambda _, number, __: (number, ["team"], BERND.id),
    "approving.read": lambda _, number, __: (number,),
    "approving.approve": lambda _, number, __: (number,),
    "approving.give_back": lambda _, number, __: (number, "Bitte ergänzen."),
    "handing_over.hand_out": lambda _, number, __: (number,),
    "handing_over.compare": lambda town, number, __: (
        number,
        Returned(Label(number, "opening", edition(town, number), 0), {}, ()),
    ),
    "sides.compare": lambda _, number, __: (number,),
    "sides.count_views": lambda _, number, __: (number,),
    "sides.ask_for": lambda _, number, __: (number, "Stadt", ANNA.id),
}


ONLY_READ = {"delegating.colleagues"}
"""Writes down no more than that people's data were read, once a day."""


def done(town: Town, caller: Caller, action: str, *args: object, **named: object) -> bool:
    """Tell whether an action did something: it was not refused, and one that writes has written."""
    act = function_of(action)
    _, writes = ACTIONS[f"audit.service.{action}"]
    with town.listening() as statements:
        try:
            act(town.house, caller, *args, **named)
        except NotDone:
            return False
    return (
        not writes
        or action in ONLY_READ
        or any(one.startswith(("INSERT", "DELETE")) for one in statements)
    )


@pytest.mark.parametrize("action", sorted(OF_A_SHEET))
def test_in_which_states_of_a_sheet_it_can_be_done(town_in_all_states: Town, action: str) -> None:
    town = town_in_all_states
    held = sheets(town)
    checks = action.startswith("approving.") or action == "evidence.file_to_check"
    caller = town.caller(PAULA if checks else ANNA)
    named = {"save_entry", "save_remark", "approve", "give_back"}
    can = set()
    for state, (number, file) in held.items():
        after = {"after": revision(town, number)} if action.partition(".")[2] in named else {}
        if done(town, caller, action, *CALLED_WITH[action](town, number, file), **after):
            can.add(state)
    assert can == OF_A_SHEET[action]


def test_the_project_group_says_something_only_about_what_is_handed_in(
    town_in_all_states: Town,
) -> None:
    town = town_in_all_states
    held, paula = sheets(town), town.caller(PAULA)
    can = {
        state
        for state, (number, _) in held.items()
        if done(town, paula, "commenting.say", number, "ramp", "Stimmt das?")
    }
    assert can == TO_BE_APPROVED


WAVE_CALLED_WITH: dict[str, Callable[[Town, str], tuple[Any, ...]]] = {
    "figures.overall": lambda _, wave: (wave, "opening"),
    "figures.standing": lambda _, wave: (wave, "opening"),
    "figures.explained": lambda town, wave: (wave, "opening", handed_in(town, wave), GERMAN),
    "figures.needs_for_action": lambda _, wave: (wave, "opening"),
    "wave_plans.copy_of": lambda _, wave: (wave, Path("/nowhere")),
    "new_versions.in_wave": lambda _, wave: (wave, Path("/nowhere")),
    "wave_course.extend": lambda town, wave: (wave, ends(town, wave) + timedelta(days=7)),
    "links.batch": lambda _, wave: (wave, 1),
    "links.make_link": lambda _, wave: (Purpose(wave, "outside-view", BUILDING),),
    "links.make_batch": lambda _, wave: (Purpose(wave, "outside-view"), 5),
    "links.withdraw": lambda _, wave: (f"link-{wave}",),
    "links.withdraw_batch": lambda _, wave: (wave, 1),
}
"""Where more than the wave is needed."""


def nothing_more(_town: Town, wave: str) -> tuple[Any, ...]:
    return (wave,)


def handed_in(town: Town, wave: str) -> str:
    number = town.assessment(BUILDING, wave)
    town.change(f"UPDATE assessments SET state = 'submitted' WHERE id = {number}")
    return str(number)


def ends(town: Town, wave: str) -> date:
    ((day,),) = town.rows(f"SELECT closes FROM waves WHERE id = '{wave}'")
    return date.fromisoformat(str(day))


def with_links(town: Town) -> None:
    """Let each wave have a link for many, and one sheet of links for one reply each."""
    with writing(town.house.engine) as connection:
        for wave in WAVES.values():
            asked = Edition("outside-view", 1)
            add_link(connection, Link(f"link-{wave}", wave, asked))
            add_link(connection, Link(f"slip-{wave}", wave, asked, None, 1))


@pytest.mark.parametrize(
    "action", sorted(name for name in OF_A_WAVE if not name.startswith("taking_part."))
)
def test_in_which_states_of_a_wave_it_can_be_done(town: Town, action: str) -> None:
    with_links(town)
    caller, can = town.caller(ANNA if action == "reminding.own_deadline" else PAULA), set()
    for state, wave in WAVES.items():
        called = WAVE_CALLED_WITH.get(action, nothing_more)
        number = {"number": 2} if action == "links.make_batch" else {}
        before = town.rows("SELECT count(*) FROM log")
        if done(town, caller, action, *called(town, wave), **number):
            _, writes = ACTIONS[f"audit.service.{action}"]
            assert writes is (town.rows("SELECT count(*) FROM log") != before)
            can.add(state)
    assert can == OF_A_WAVE[action]


def test_guests_take_part_while_the_wave_runs_and_come_in_at_no_other_time(town: Town) -> None:
    with_links(town)
    come_in = {
        state: enter_by_link(town.house, f"link-{wave}") is not None
        for state, wave in WAVES.items()
    }
    assert come_in == {state: state is WaveState.RUNNING for state in WAVES}


@pytest.mark.parametrize("action", [name for name in OF_A_WAVE if name.startswith("taking_part.")])
def test_a_guest_who_is_inside_can_do_nothing_more_when_the_wave_has_ended(
    town: Town, action: str
) -> None:
    guest = caller_of(town.house, enter_by_link(town.house, "link-for-residents"))
    assert guest is not None
    assert done(town, guest, "taking_part.keep", "was-here", "yes")
    args = ("was-here", "no") if action == "taking_part.keep" else ()
    town.change("UPDATE waves SET closed_on = '2026-05-14' WHERE id = 'now'")
    assert not done(town, guest, action, *args)
    town.change("UPDATE waves SET closed_on = NULL WHERE id = 'now'")
    assert done(town, guest, action, *args)


def actions_by_parameter(*names: str) -> Iterator[str]:
    """List the actions that are told about which sheet or wave they are."""
    assert list(modules()), "importing them registers their actions"
    for full in ACTIONS:
        name = full.removeprefix("audit.service.")
        if set(names) & set(inspect.signature(function_of(name)).parameters):
            yield name


def test_no_action_on_a_sheet_is_left_out() -> None:
    assert set(actions_by_parameter("assessment")) <= {*OF_A_SHEET, *BY_HAND}
    assert CALLED_WITH.keys() == OF_A_SHEET.keys()


def test_no_action_on_a_wave_is_left_out() -> None:
    assert set(actions_by_parameter("wave")) <= {*OF_A_WAVE, *BY_HAND}


def test_the_town_has_one_unit_for_each_state() -> None:
    assert WHOSE.keys() == {unit.id for unit in UNITS}


def test_the_page_about_rights_says_what_the_program_does() -> None:
    """Mend it with `python -m tests.service.rights_page`."""
    assert PAGE.read_text(encoding="utf-8") == page()
