"""Who may do what, with whose things; what is not listed is denied."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import pytest

import audit.service
from audit.files.handed_back import Returned
from audit.files.handed_out import Label
from audit.model.evidence import Kind, SoundFile
from audit.model.messages import GERMAN
from audit.model.organisation import Channel, Office, Person, Role, UnitId, UnitKind
from audit.model.unit_lists import ListComparison
from audit.model.waves import Entry, Remark, WavePlan
from audit.service.actions import ACTIONS, Caller, Denied, NotDone, SignedOut
from audit.service.delivery import Delivered, Fate, Letter
from audit.service.evidence import add_file
from audit.service.figures import overall, standing
from audit.service.filling_in import save_entry
from audit.service.forms import open_form
from audit.service.handing_over import SHEET_FILE, Decided
from audit.service.house import House
from audit.service.links import Purpose, make_batch
from audit.service.logbook import Search
from audit.service.mail_server import MailServer, Security
from audit.service.people_lists import PEOPLE_FILE
from audit.service.people_lists import Preview as PeoplePreview
from audit.service.reminding import Claimed
from audit.service.rights import RIGHTS, RIGHTS_OVER_ONESELF, Reach, Right, is_allowed, units_within
from audit.service.sides import ask_for
from audit.service.taking_part import open_visit
from audit.service.tasks import tasks
from audit.service.unit_lists import UNITS_FILE
from audit.service.uploads import File
from audit.store.engine import writing
from audit.store.uploads import Upload, add_upload
from tests.service.town import (
    ANNA,
    ARNO,
    BERND,
    BUILDING,
    CARLA,
    CITY,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    MAY_15,
    NOBODY,
    NOW,
    OUTSIDE_LINK,
    PAULA,
    PETER,
    SOCIAL,
    STELLA,
    UNITS,
    Town,
)

ENTRANCES = {
    "audit.service.arriving.arrive",
    "audit.service.arriving.came_by_directory",
    "audit.service.arriving.set_out",
    "audit.service.arriving.way_out",
    "audit.service.house.open_house",
    "audit.service.readiness.is_ready",
    "audit.service.sessions.caller_of",
    "audit.service.sessions.enter_by_link",
    "audit.service.sessions.people_of_the_demo",
    "audit.service.sessions.sign_in_for_demo",
    "audit.service.sessions.sign_out",
    "audit.service.sessions.units_of_the_demo",
    "audit.service.signing_in.sign_in",
    "audit.service.signing_in.enter_code_of_app",
    "audit.service.signing_in.redeem_code",
    "audit.service.own_account.own_account",
    "audit.service.own_account.change_mail",
    "audit.service.own_account.change_password",
    "audit.service.own_account.begin_second_factor",
    "audit.service.own_account.confirm_second_factor",
    "audit.service.own_account.give_up_second_factor",
    "audit.service.own_account.end_other_stays",
}
"""What can be done with a house without being anybody: coming in and going out; and with the token
of a stay, to the lock of one's own door."""

OF_THE_COMMAND_LINE = (
    "audit.service.demo_city",
    "audit.service.first_admin",
    "audit.service.moving_in",
    "audit.service.retention",
)
"""Done by whoever runs the server, and imported by no page."""

ROLES = {
    Role.HEAD: HEIDI,
    Role.DELEGATE: DORA,
    Role.STEERING: STELLA,
    Role.PERSONNEL: PETER,
    Role.PROJECT: PAULA,
    Role.COUNCIL: CARLA,
    Role.ADMIN: ARNO,
    Role.GUEST: None,
    None: NOBODY,
}
"""The head and the delegate hold their office in the division of social affairs."""

A_FILE = SoundFile("a.pdf", Kind.PDF, b"%PDF-")

NOTHING_CLAIMED = Claimed(
    MailServer("127.0.0.1", 1, Security.NONE, "a@b.de"), NOW, MAY_15.date(), (), ()
)
NOT_DELIVERED = Delivered(Letter("karl", "", "", b""), Fate.NOT_ACCEPTED)

A_PLAN = WavePlan("a1b2c3", "", MAY_15.date(), MAY_15.date(), 5, "", (), ())

BY_OFFICE = {
    "tasks.tasks": "head delegate",
    "forms.open_form": "head delegate",
    "forms.gaps": "head delegate",
    "forms.own_result": "head delegate",
    "filling_in.save_entry": "head delegate",
    "filling_in.save_remark": "head delegate",
    "filling_in.submit": "head",
    "earlier.take_earlier": "head delegate",
    "new_versions.in_wave": "project",
    "new_versions.offer": "project",
    "new_versions.versions_of": "head delegate",
    "new_versions.move": "head",
    "commenting.say": "head delegate project",
    "commenting.settle": "head delegate project",
    "commenting.withdraw": "head delegate project",
    "evidence.accept": "head delegate",
    "evidence.add_link": "head delegate",
    "evidence.add_file": "head delegate",
    "evidence.remove": "head delegate",
    "evidence.own_file": "head delegate",
    "evidence.file_to_check": "project",
    "delegating.given_out": "head delegate",
    "delegating.colleagues": "head",
    "delegating.give": "head",
    "delegating.take_back": "head",
    "delegating.hand_back": "head delegate",
    "delegating.my_areas": "everybody",
    "sides.compare": "head",
    "sides.count_views": "head delegate",
    "sides.ask_for": "head",
    "sides.withdraw": "head",
    "sides.agree": "head",
    "sides.hand_in": "head delegate",
    "approving.handed_in": "project",
    "approving.read": "project",
    "approving.approve": "project",
    "approving.give_back": "project",
    "handing_over.hand_out": "head delegate",
    "handing_over.bring_back": "head delegate",
    "handing_over.brought_back": "head delegate",
    "handing_over.compare": "head delegate",
    "handing_over.take_over": "head delegate",
    "own_data.about_me": "everybody",
    "own_data.all_about_me": "everybody",
    "own_data.correct_my_name": "everybody",
    "own_data.take_my_name_off": "everybody",
    "own_data.delete_my_account": "everybody",
    "access_points.own_doors": "head",
    "access_points.register": "head",
    "access_points.change": "head",
    "figures.begun_waves": "steering personnel project council",
    "figures.overall": "steering personnel project council",
    "figures.turnout": "steering personnel project council",
    "figures.scored_editions": "steering project",
    "figures.standing": "steering project",
    "figures.explained": "steering project",
    "figures.needs_for_action": "steering project",
    "figures.change_between": "steering project",
    "figures.outside_view": "steering project",
    "figures.language_replies": "personnel project",
    "figures.training_needs": "personnel project",
    "figures.training_values": "personnel project",
    "project.questionnaire_files": "project",
    "project.preview": "project",
    "logbook.read_log": "project admin",
    "logbook.export_log": "project admin",
    "people.everybody": "admin",
    "people.add_person": "admin",
    "people.change_person": "admin",
    "people.change_offices": "admin",
    "people.deactivate": "admin",
    "people.reactivate": "admin",
    "people.hand_out_code": "admin",
    "people.remove_second_factor": "admin",
    "people.end_stays": "admin",
    "people.add_deputy": "admin",
    "people.end_deputy": "admin",
    "people_lists.bring_in": "admin",
    "people_lists.preview": "admin",
    "people_lists.take_over": "admin",
    "wave_plans.rounds": "project",
    "wave_plans.new_plan": "project",
    "wave_plans.copy_of": "project",
    "wave_plans.save_plan": "project",
    "wave_plans.throw_away": "project",
    "wave_course.facts": "project",
    "wave_course.open_wave": "project",
    "wave_course.extend": "project",
    "wave_course.close_early": "project",
    "wave_course.reopen": "project",
    "inviting.due": "project",
    "reminding.rounds_to_remind": "project",
    "reminding.claim": "project",
    "reminding.settle": "project",
    "reminding.own_deadline": "head delegate",
    "addresses.change_address": "admin",
    "links.ways": "project",
    "links.invitation": "project",
    "links.batch": "project",
    "links.make_link": "project",
    "links.make_batch": "project",
    "links.withdraw": "project",
    "links.withdraw_batch": "project",
    "units.organisation": "admin",
    "units.add_unit": "admin",
    "units.change_unit": "admin",
    "units.move_unit": "admin",
    "units.ending": "admin",
    "units.merge_unit": "admin",
    "units.close_unit": "admin",
    "units.reopen_unit": "admin",
    "unit_lists.bring_in": "admin",
    "unit_lists.preview": "admin",
    "unit_lists.take_over": "admin",
    "taking_part.open_visit": "guest",
    "taking_part.keep": "guest",
    "taking_part.send": "guest",
}
"""What the project has promised; a change of the table of rights is a change of this promise."""


def deputy_of(town: Town) -> tuple[int]:
    """Find a deputy; where there is none, Dora becomes one."""
    if not town.rows("SELECT id FROM deputies"):
        town.change(
            "INSERT INTO deputies (person, deputy, first, last)"
            " VALUES ('karl', 'dora', '2026-06-01', '2026-06-30')"
        )
    return (town.rows("SELECT id FROM deputies")[0][0],)


OF_A_UNIT: dict[str, Callable[[Town, UnitId], tuple[Any, ...]]] = {
    "forms.open_form": lambda town, unit: (town.assessment(unit),),
    "forms.gaps": lambda town, unit: (town.assessment(unit),),
    "forms.own_result": lambda town, unit: (town.assessment(unit), GERMAN),
    "filling_in.save_entry": lambda town, unit: (town.assessment(unit), "ramp", Entry("yes")),
    "filling_in.save_remark": lambda town, unit: (town.assessment(unit), "ramp", Remark("Ja")),
    "filling_in.submit": lambda town, unit: (town.assessment(unit),),
    "commenting.say": lambda town, unit: (town.assessment(unit), "ramp", "Stimmt das?"),
    "commenting.settle": lambda town, unit: (town.assessment(unit), "ramp"),
    "commenting.withdraw": lambda town, unit: (town.assessment(unit), comment_of(town, unit)),
    "earlier.take_earlier": lambda town, unit: (town.assessment(unit), "ramp"),
    "new_versions.versions_of": lambda town, unit: (town.assessment(unit),),
    "new_versions.move": lambda town, unit: (town.assessment(unit), 3, ()),
    "evidence.accept": lambda town, unit: (town.assessment(unit), "ramp", File("b", b"PK")),
    "evidence.add_link": lambda town, unit: (
        town.assessment(unit),
        "ramp",
        "https://example.org/",
        "",
    ),
    "evidence.add_file": lambda town, unit: (town.assessment(unit), "ramp", A_FILE),
    "evidence.remove": lambda town, unit: (evidence_of(town, unit),),
    "evidence.own_file": lambda town, unit: (evidence_of(town, unit),),
    "delegating.given_out": lambda town, unit: (town.assessment(unit),),
    "delegating.colleagues": lambda town, unit: (town.assessment(unit),),
    "delegating.give": lambda town, unit: (town.assessment(unit), ["team"], BERND.id),
    "delegating.take_back": lambda town, unit: (town.assessment(unit), "team"),
    "delegating.hand_back": lambda town, unit: (town.assessment(unit), "team", ""),
    "sides.compare": lambda town, unit: (town.assessment(unit),),
    "sides.count_views": lambda town, unit: (town.assessment(unit),),
    "sides.ask_for": lambda town, unit: (town.assessment(unit), "", "karl"),
    "sides.withdraw": lambda town, unit: (town.assessment(unit), view_of(town, unit)),
    "sides.hand_in": lambda town, unit: (town.assessment(unit),),
    "sides.agree": lambda town, unit: (town.assessment(unit), "ramp", ""),
    "handing_over.hand_out": lambda town, unit: (town.assessment(unit),),
    "handing_over.bring_back": lambda town, unit: (str(town.assessment(unit)), File("b", b"PK")),
    "handing_over.brought_back": lambda town, unit: (
        town.assessment(unit),
        file_kept(town, unit),
    ),
    "handing_over.compare": lambda town, unit: (town.assessment(unit), empty_file(town, unit)),
    "handing_over.take_over": lambda town, unit: (
        town.assessment(unit),
        "gone",
        empty_file(town, unit),
        Decided({}, 0),
    ),
    "access_points.register": lambda _, unit: (unit, "Tor", Channel.DIGITAL),
    "access_points.change": lambda town, unit: (door_of(town, unit), "Tür", ""),
}
"""Actions on the things of one unit, and what they are called with."""

OF_ALL: dict[str, Callable[[Town], tuple[Any, ...]]] = {
    "tasks.tasks": lambda _: (),
    "delegating.my_areas": lambda _: (),
    "own_data.about_me": lambda _: (),
    "own_data.all_about_me": lambda _: (),
    "own_data.correct_my_name": lambda _: ("Neuer Name",),
    "own_data.take_my_name_off": lambda _: (),
    "own_data.delete_my_account": lambda _: (),
    "access_points.own_doors": lambda _: (),
    "approving.handed_in": lambda _: ("now",),
    "evidence.file_to_check": lambda town: (evidence_handed_in(town),),
    "approving.read": lambda town: (int(handed_in(town)),),
    "approving.approve": lambda town: (int(handed_in(town)),),
    "approving.give_back": lambda town: (int(handed_in(town)), "Bitte ergänzen."),
    "figures.begun_waves": lambda _: (),
    "figures.overall": lambda _: ("now", "opening"),
    "figures.turnout": lambda _: ("now",),
    "figures.scored_editions": lambda _: ("now",),
    "figures.standing": lambda _: ("now", "opening"),
    "figures.explained": lambda town: ("now", "opening", handed_in(town), GERMAN),
    "figures.needs_for_action": lambda _: ("now", "opening"),
    "figures.change_between": lambda _: ("then", "now", "opening"),
    "figures.outside_view": lambda _: ("now",),
    "figures.language_replies": lambda _: ("now",),
    "figures.training_needs": lambda _: ("now",),
    "figures.training_values": lambda _: ("now",),
    "project.questionnaire_files": lambda _: (Path("/nowhere"),),
    "project.preview": lambda town: (town.plan().questionnaire, {"ramp": Entry("yes")}),
    "logbook.read_log": lambda _: (Search(),),
    "logbook.export_log": lambda _: (Search(),),
    "people.everybody": lambda _: (),
    "people.add_person": lambda _: ("Nina Neu", "nina", []),
    "people.change_person": lambda _: ("karl", "Karl Kamm", "karl"),
    "people.change_offices": lambda _: ("karl", [Office(Role.HEAD, SOCIAL)]),
    "people.deactivate": lambda _: ("karl",),
    "people.reactivate": lambda _: ("karl",),
    "people.hand_out_code": lambda _: ("karl",),
    "people.remove_second_factor": lambda _: ("karl",),
    "people.end_stays": lambda _: ("karl",),
    "people.add_deputy": lambda _: ("karl", "dora", date(2026, 6, 1), date(2026, 6, 30)),
    "people.end_deputy": deputy_of,
    "people_lists.bring_in": lambda _: ("", File("people.csv", b"Name")),
    "people_lists.preview": lambda town: (people_file(town),),
    "people_lists.take_over": lambda town: (people_file(town), PeoplePreview("", (), (), ())),
    "wave_plans.rounds": lambda _: (Path("/nowhere"),),
    "wave_plans.new_plan": lambda _: (Path("/nowhere"),),
    "wave_plans.copy_of": lambda _: ("now", Path("/nowhere")),
    "wave_plans.save_plan": lambda _: (A_PLAN, Path("/nowhere")),
    "wave_plans.throw_away": lambda _: ("now",),
    "new_versions.in_wave": lambda _: ("now", Path("/nowhere")),
    "new_versions.offer": lambda _: ("now", "opening", 3, Path("/nowhere")),
    "wave_course.facts": lambda _: ("now",),
    "wave_course.open_wave": lambda _: ("now",),
    "wave_course.extend": lambda _: ("now", date(2026, 6, 30)),
    "wave_course.close_early": lambda _: ("now",),
    "wave_course.reopen": lambda _: ("now", date(2026, 6, 30), "Krankheit"),
    "inviting.due": lambda _: (),
    "reminding.rounds_to_remind": lambda _: (),
    "reminding.claim": lambda _: ("now", ["karl"]),
    "reminding.settle": lambda _: (NOTHING_CLAIMED, NOT_DELIVERED),
    "reminding.own_deadline": lambda _: ("now",),
    "addresses.change_address": lambda _: ("karl", "", "de"),
    "links.ways": lambda _: (),
    "links.invitation": lambda _: (OUTSIDE_LINK,),
    "links.batch": lambda town: ("now", batch_of(town)),
    "links.make_link": lambda _: (Purpose("now", "outside-view", BUILDING),),
    "links.make_batch": lambda _: (Purpose("now", "languages"), 5),
    "links.withdraw": lambda _: (OUTSIDE_LINK,),
    "links.withdraw_batch": lambda town: ("now", batch_of(town)),
    "units.organisation": lambda _: (),
    "units.add_unit": lambda _: ("Neu", UnitKind.TEAM, SOCIAL, 3),
    "units.change_unit": lambda _: (COUNTER, "Neu", UnitKind.TEAM, 3),
    "units.move_unit": lambda _: (COUNTER, BUILDING),
    "units.ending": lambda _: (COUNTER,),
    "units.merge_unit": lambda _: (COUNTER, BUILDING),
    "units.close_unit": lambda _: (COUNTER,),
    "units.reopen_unit": lambda _: (COUNTER,),
    "unit_lists.bring_in": lambda _: ("", File("units.csv", b"Name")),
    "unit_lists.preview": lambda town: (units_file(town),),
    "unit_lists.take_over": lambda town: (units_file(town), ListComparison((), (), 0)),
    "taking_part.open_visit": lambda _: (),
    "taking_part.keep": lambda _: ("was-here", "yes"),
    "taking_part.send": lambda _: (),
}
"""Actions on the whole administration, or on whatever is one's own."""

NAMED: dict[str, dict[str, Any]] = {
    "sides.agree": {"after": 0},
    "filling_in.save_entry": {"after": 99},
    "filling_in.save_remark": {"after": 99},
    "delegating.hand_back": {"done": True},
    "earlier.take_earlier": {"after": {}},
    "commenting.settle": {"done": True},
    "access_points.change": {"closed": False},
    "new_versions.move": {"after": 0},
    "approving.approve": {"after": 0},
    "approving.give_back": {"after": 0},
    "links.make_batch": {"number": 1},
    "units.merge_unit": {"with_access_points": False},
    "unit_lists.take_over": {"close_missing": None},
}


def door_of(town: Town, unit: UnitId) -> int:
    """Find an access point of a unit; where there is none, the city builds one."""
    if not town.rows(f"SELECT id FROM access_points WHERE unit = '{unit}'"):
        town.change(
            "INSERT INTO access_points (unit, name, channel, note, closed)"
            f" VALUES ('{unit}', 'Tür', 'analogue', '', FALSE)"
        )
    return town.door(unit)


def comment_of(town: Town, unit: UnitId) -> int:
    """Find a comment beside a question of a unit; where there is none, Anna has written one."""
    number = town.assessment(unit)
    if not town.rows(f"SELECT number FROM comments WHERE assessment = {number}"):
        town.change(
            "INSERT INTO comments (assessment, number, question, step, text, person, day)"
            f" VALUES ({number}, 1, 'ramp', 'said', 'Ja?', 'anna', '2026-05-10')"
        )
    return 1


def empty_file(town: Town, unit: UnitId) -> Returned:
    """What comes back when nobody has filled in anything."""
    return Returned(Label(town.assessment(unit), "opening", 2, 0), {}, ())


def batch_of(town: Town) -> int:
    """Make a sheet of links for one reply each, once."""
    paula = town.caller(PAULA)
    make_batch(town.house, paula, Purpose("now", "outside-view"), 5, number=1)
    return 1


def file_kept(town: Town, unit: UnitId) -> str:
    """Let Heidi have brought a file back."""
    about = str(town.assessment(unit))
    sent = Upload(f"file-{unit}", HEIDI.id, SHEET_FILE.name, about, "b", b"PK", town.clock.now)
    with writing(town.house.engine) as connection:
        add_upload(connection, sent)
    return sent.id


def view_of(town: Town, unit: UnitId) -> int:
    """Let Anna have asked herself for her view of a unit, and have written something already."""
    anna, number = town.caller(ANNA), town.assessment(unit)
    if not town.rows(f'SELECT 1 FROM views WHERE "of" = {number}'):
        view = ask_for(town.house, anna, number, "Stadt", ANNA.id)
        save_entry(town.house, anna, view, "ramp", Entry("yes"), after=0)
    return int(town.rows(f'SELECT assessment FROM views WHERE "of" = {number}')[0][0])


def evidence_of(town: Town, unit: UnitId) -> str:
    """Let somebody of a unit have added a file; Anna leads them all."""
    number = town.assessment(unit)
    return add_file(town.house, town.caller(ANNA), number, "ramp", A_FILE).id


def evidence_handed_in(town: Town) -> str:
    id_ = evidence_of(town, BUILDING)
    handed_in(town)
    return id_


def units_file(town: Town) -> str:
    """Let Arno have sent a list of units, once."""
    if not town.rows("SELECT id FROM uploads WHERE id = 'units'"):
        content = b"Kurzname;Name;geh\xc3\xb6rt zu\ncity;Musterstadt;"
        sent = Upload("units", ARNO.id, UNITS_FILE.name, "", "units.csv", content, town.clock.now)
        with writing(town.house.engine) as connection:
            add_upload(connection, sent)
    return "units"


def people_file(town: Town) -> str:
    """Let Arno have sent a list of people, once."""
    if not town.rows("SELECT id FROM uploads WHERE id = 'people'"):
        content, now = b"Name;Anmeldename", town.clock.now
        sent = Upload("people", ARNO.id, PEOPLE_FILE.name, "", "people.csv", content, now)
        with writing(town.house.engine) as connection:
            add_upload(connection, sent)
    return "people"


def handed_in(town: Town) -> str:
    assessment = town.assessment(BUILDING)
    town.change(f"UPDATE assessments SET state = 'submitted' WHERE id = {assessment}")
    return str(assessment)


def is_denied(
    town: Town, caller: Caller, action: str, arguments: tuple[Any, ...], act: Callable[..., Any]
) -> bool:
    """Try it; any other refusal than `Denied` comes after the door."""
    try:
        act(town.house, caller, *arguments, **NAMED.get(action, {}))
    except Denied:
        return True
    except NotDone:
        return False
    return False


def callers(town: Town) -> dict[Role | None, Caller]:
    return {
        role: town.guest() if person is None else town.caller(person)
        for role, person in ROLES.items()
    }


def roles_of(action: str) -> set[Role | None]:
    """Say who was promised an action; everybody is whoever has signed in, with an office or not."""
    if BY_OFFICE[action] == "everybody":
        return {role for role in ROLES if role is not Role.GUEST}
    return {Role(role) for role in BY_OFFICE[action].split()}


def function_of(action: str) -> Callable[..., Any]:
    module, _, name = action.rpartition(".")
    function: Callable[..., Any] = getattr(import_module(f"audit.service.{module}"), name)
    return function


def modules() -> Iterator[ModuleType]:
    for found in walk_packages(audit.service.__path__, "audit.service."):
        yield import_module(found.name)


NAMES_OF_OUR_OWN = {"house": House, "caller": Caller}
"""An action's own parameters; its annotations are those of the function within."""


def public_functions() -> Iterator[tuple[str, set[Any]]]:
    """List the public functions of the service with the types of what they take."""
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                signature = inspect.signature(function, follow_wrapped=False)
                types = {NAMES_OF_OUR_OWN.get(name) for name in signature.parameters}
                yield f"{module.__name__}.{name}", types | {*function.__annotations__.values()}


def test_whoever_acts_in_a_house_does_so_by_an_action() -> None:
    """A function that takes a house could do anything in it: it is an action, or an entrance."""
    found = {
        name
        for name, types in public_functions()
        if House in types and not name.startswith(OF_THE_COMMAND_LINE)
    }
    assert found - ENTRANCES == set(ACTIONS)


def test_whoever_takes_a_caller_asks_for_a_right() -> None:
    assert {name for name, types in public_functions() if Caller in types} == set(ACTIONS)


def test_no_page_imports_what_only_the_command_line_may_do() -> None:
    pages = list((Path(audit.service.__path__[0]).parent / "ui").rglob("*.py"))
    assert pages
    for page in pages:
        assert not any(module in page.read_text() for module in OF_THE_COMMAND_LINE), page


def test_each_action_stands_in_the_matrix_below() -> None:
    names = {name.removeprefix("audit.service.") for name in ACTIONS}
    assert names == set(BY_OFFICE) == {*OF_A_UNIT, *OF_ALL}
    assert not OF_A_UNIT.keys() & OF_ALL.keys()


def test_the_table_of_rights_says_what_was_promised() -> None:
    found = {
        name.removeprefix("audit.service."): {
            role.value for role, rights in RIGHTS.items() if right in rights
        }
        | ({"everybody"} if right in RIGHTS_OVER_ONESELF else set())
        for name, (right, _) in ACTIONS.items()
    }
    assert found == {name: set(roles.split()) for name, roles in BY_OFFICE.items()}


@pytest.mark.parametrize("action", sorted(OF_A_UNIT))
def test_who_may_do_it_in_which_unit(town: Town, action: str) -> None:
    act, roles = function_of(action), BY_OFFICE[action].split()
    may = {
        (role, unit.id)
        for unit in UNITS
        for role, caller in callers(town).items()
        if not is_denied(town, caller, action, OF_A_UNIT[action](town, unit.id), act)
    }
    everywhere = [unit.id for unit in UNITS]
    assert may == {
        (Role(role), unit)
        for role in roles
        for unit in (everywhere if role == Role.PROJECT else (SOCIAL, COUNTER))
    }


@pytest.mark.parametrize("action", sorted(OF_ALL))
def test_who_may_do_it_at_all(town_in_a_file: Town, action: str) -> None:
    town = town_in_a_file
    act, arguments = function_of(action), OF_ALL[action](town)
    may = {
        role
        for role, caller in callers(town).items()
        if not is_denied(town, caller, action, arguments, act)
    }
    assert may == roles_of(action)


@pytest.mark.parametrize("action", sorted(name for name, (_, w) in ACTIONS.items() if not w))
def test_an_action_that_only_reads_writes_nothing_and_locks_nobody_out(
    town_in_a_file: Town, action: str
) -> None:
    town, name = town_in_a_file, action.removeprefix("audit.service.")
    caller = callers(town)[next(role for role in ROLES if role in roles_of(name))]
    arguments = OF_ALL[name](town) if name in OF_ALL else OF_A_UNIT[name](town, COUNTER)
    with town.listening() as statements:
        function_of(name)(town.house, caller, *arguments)
    assert statements
    assert {one for one in statements if not one.startswith("SELECT")} == {"BEGIN"}


def test_rights_over_own_units_never_reach_up_or_aside() -> None:
    for role, rights in RIGHTS.items():
        for right, reach in rights.items():
            reached = units_within([Office(role, SOCIAL)], right, UNITS)
            assert reached == ({SOCIAL, COUNTER} if reach is Reach.OWN else {u.id for u in UNITS})
            whole = is_allowed([Office(role, SOCIAL)], right, None, UNITS)
            assert whole is (reach is not Reach.OWN)


@pytest.mark.parametrize("role", [Role.HEAD, Role.DELEGATE])
def test_a_head_of_nothing_in_particular_may_do_nothing(role: Role) -> None:
    for right in Right:
        assert not is_allowed([Office(role, None)], right, None, UNITS)
        assert not units_within([Office(role, None)], right, UNITS)


def test_an_office_in_a_unit_that_is_gone_gives_nothing() -> None:
    assert not units_within([Office(Role.HEAD, UnitId("gone"))], Right.FILL_IN, UNITS)


def test_two_offices_give_the_rights_of_both() -> None:
    both = [Office(Role.HEAD, BUILDING), Office(Role.COUNCIL)]
    assert is_allowed(both, Right.FILL_IN, BUILDING, UNITS)
    assert is_allowed(both, Right.SEE_OVERVIEW, None, UNITS)
    assert not is_allowed(both, Right.FILL_IN, COUNTER, UNITS)


def test_a_role_that_was_taken_away_ends_with_the_next_action(town: Town) -> None:
    heidi, assessment = town.caller(HEIDI), town.assessment(COUNTER)
    save_entry(town.house, heidi, assessment, "ramp", Entry("yes"), after=0)
    town.change("DELETE FROM offices WHERE person = 'heidi'")
    with pytest.raises(Denied):
        save_entry(town.house, heidi, assessment, "ramp", Entry("no"), after=1)
    with pytest.raises(Denied):
        tasks(town.house, heidi)


def test_a_unit_that_moves_away_goes_out_of_reach_with_the_next_action(town: Town) -> None:
    heidi, assessment = town.caller(HEIDI), town.assessment(COUNTER)
    open_form(town.house, heidi, assessment)
    town.change("UPDATE units SET parent = 'building' WHERE id = 'counter'")
    with pytest.raises(Denied):
        open_form(town.house, heidi, assessment)
    assert open_form(town.house, town.caller(BERND), assessment).writable


def test_offices_that_a_caller_only_claims_do_not_count(town: Town) -> None:
    nora = town.caller(NOBODY)
    claimed = Caller(nora.name, nora.person, (Office(Role.PROJECT),), None, nora.session)
    with pytest.raises(Denied):
        standing(town.house, claimed, "now", "opening")


def test_nobody_acts_in_the_stay_of_somebody_else(town: Town) -> None:
    nora = town.caller(NOBODY)
    ghost = Caller("Geist", "ghost", (Office(Role.HEAD, CITY),), None, nora.session)
    with pytest.raises(SignedOut):
        tasks(town.house, ghost)


@pytest.mark.parametrize("person", [ANNA, KARL, PAULA], ids=lambda person: person.id)
def test_whoever_has_an_account_does_not_take_part_as_a_guest(
    town_in_a_file: Town, person: Person
) -> None:
    with pytest.raises(Denied):
        open_visit(town_in_a_file.house, town_in_a_file.caller(person))


def test_what_a_wave_does_not_use_is_denied(town: Town) -> None:
    for wave, questionnaire in (
        ("now", "gone"),
        ("gone", "opening"),
        ("next", "opening"),
        ("now", "' OR 1=1 --"),
    ):
        with pytest.raises(Denied):
            overall(town.house, town.caller(STELLA), wave, questionnaire)


def test_the_denial_does_not_tell_whether_there_is_anything(town: Town) -> None:
    sentences = set()
    for number in (town.assessment(BUILDING), 4711):
        with pytest.raises(Denied) as denial:
            open_form(town.house, town.caller(KARL), number)
        sentences.add(GERMAN.say(denial.value.sentence))
    assert sentences == {"Das ist Ihnen hier nicht möglich."}
