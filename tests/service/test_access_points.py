"""The register of doors: each has a name of its own, and the questionnaire of its kind."""

import pytest

from audit.model.messages import GERMAN
from audit.model.organisation import MOST_SIGNS_OF_A_NAME, Channel
from audit.model.waves import Wave
from audit.service.access_points import change, own_doors, register
from audit.service.actions import Denied, NotDone
from audit.service.forms import open_form
from audit.service.tasks import tasks
from audit.store.engine import writing
from audit.store.waves import add_wave
from tests.service.town import BUILDING, COUNTER, HEIDI, KARL, QUESTIONNAIRES, SOCIAL, Town


def names(town: Town) -> list[str]:
    return [door.name for door in own_doors(town.house, town.caller(KARL)).access_points]


def questionnaires_of(town: Town, door: int) -> list[tuple[str, str]]:
    """List wave and questionnaire of everything that is to be filled in about a door."""
    return [
        (task.wave.id, task.questionnaire.id)
        for task in tasks(town.house, town.caller(KARL))
        if task.access_point is not None and task.access_point.id == door
    ]


@pytest.mark.parametrize("channel", Channel)
def test_a_door_gets_the_questionnaire_of_its_kind_in_the_wave_that_runs(
    town: Town, channel: Channel
) -> None:
    door = register(town.house, town.caller(KARL), COUNTER, "Neu", channel, "Zimmer 2")
    assert questionnaires_of(town, door) == [("now", f"access-{channel.value}")]
    [number] = [
        task.assessment.id
        for task in tasks(town.house, town.caller(KARL))
        if task.access_point is not None and task.access_point.id == door
    ]
    form = open_form(town.house, town.caller(KARL), number)
    assert form.writable
    assert form.access_point is not None
    assert (form.access_point.name, form.access_point.note) == ("Neu", "Zimmer 2")


def test_it_gets_one_in_each_wave_that_runs(town: Town) -> None:
    also = Wave("also", "Nebenbei", town.clock.now.date(), town.clock.now.date())
    with writing(town.house.engine) as connection:
        add_wave(connection, also, [e for e in QUESTIONNAIRES if e.questionnaire != "opening"])
    door = register(town.house, town.caller(KARL), COUNTER, "Neu", Channel.DIGITAL)
    assert set(questionnaires_of(town, door)) == {
        ("also", "access-digital"),
        ("now", "access-digital"),
    }


def test_where_no_wave_runs_a_door_is_registered_all_the_same(town: Town) -> None:
    town.clock.go_on(days=100)
    door = register(town.house, town.caller(KARL), COUNTER, "Neu", Channel.DIGITAL)
    assert names(town) == ["Schalter", "Neu"]
    assert questionnaires_of(town, door) == []


def test_names_are_cleaned(town: Town) -> None:
    register(
        town.house,
        town.caller(KARL),
        COUNTER,
        " Tu\u0308r \u00a0 im\n Hof\u202e ",
        Channel.ANALOGUE,
    )
    assert names(town) == ["Schalter", "Tür im Hof"]


@pytest.mark.parametrize("name", ["", "  \n ", "\x00", "\u202e\u200f"])
def test_a_door_needs_a_name(town_in_a_file: Town, name: str) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone, match="Bitte geben Sie dem Zugang einen Namen"):
        register(town.house, town.caller(KARL), COUNTER, name, Channel.ANALOGUE)
    assert names(town) == ["Schalter"]


@pytest.mark.parametrize(("name", "note"), [("a" * 121, ""), ("Tür", "a" * 501)])
def test_a_name_or_a_note_that_is_too_long_is_refused(
    town_in_a_file: Town, name: str, note: str
) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone, match="Bitte kürzen Sie ihn"):
        register(town.house, town.caller(KARL), COUNTER, name, Channel.ANALOGUE, note)
    register(
        town.house,
        town.caller(KARL),
        COUNTER,
        name[:MOST_SIGNS_OF_A_NAME],
        Channel.ANALOGUE,
        note[:500],
    )


@pytest.mark.parametrize("twin", ["Schalter", " Schalter\n", "Schal\x00ter"])
def test_twins_in_a_unit_are_refused(town: Town, twin: str) -> None:
    with pytest.raises(NotDone) as refusal:
        register(town.house, town.caller(KARL), COUNTER, twin, Channel.DIGITAL)
    assert GERMAN.say(refusal.value.sentence) == (
        "Einen Zugang „Schalter“ gibt es hier schon. Bitte unterscheiden Sie die Namen."
    )
    assert names(town) == ["Schalter"]


def test_doors_of_two_units_may_have_the_same_name(town: Town) -> None:
    """The building department has a desk too; see the town."""
    register(town.house, town.caller(HEIDI), SOCIAL, "Schalter", Channel.ANALOGUE)
    doors = own_doors(town.house, town.caller(HEIDI))
    assert [(door.unit, door.name) for door in doors.access_points] == [
        (COUNTER, "Schalter"),
        (SOCIAL, "Schalter"),
    ]
    assert [unit.id for unit in doors.units] == [SOCIAL, COUNTER]


def test_a_door_is_renamed_and_closed_and_keeps_its_answers(town: Town) -> None:
    karl, door = town.caller(KARL), town.door(COUNTER)
    assessment = town.assessment(COUNTER, questionnaire="access-analogue")
    town.say(KARL, assessment, {"open-door": "yes"})
    change(town.house, karl, door, " Tresen ", "bis Juni", closed=True)
    [found] = own_doors(town.house, karl).access_points
    assert (found.id, found.name, found.note, found.closed) == (door, "Tresen", "bis Juni", True)
    assert open_form(town.house, karl, assessment).sheet.entries["open-door"].value == "yes"


def test_a_door_may_keep_its_name_and_not_take_that_of_its_neighbour(town: Town) -> None:
    karl, door = town.caller(KARL), town.door(COUNTER)
    change(town.house, karl, door, "Schalter", "mit neuer Notiz", closed=False)
    other = register(town.house, karl, COUNTER, "Tor", Channel.ANALOGUE)
    with pytest.raises(NotDone, match="gibt es hier schon"):
        change(town.house, karl, other, "Schalter", "", closed=False)
    assert names(town) == ["Schalter", "Tor"]


@pytest.mark.parametrize("number", [0, -1, 4711, 2**31, 2**63, 10**30])
def test_a_door_that_does_not_exist_is_denied(town: Town, number: int) -> None:
    with pytest.raises(Denied):
        change(town.house, town.caller(KARL), number, "Tor", "", closed=False)


def test_the_door_of_another_unit_is_denied_by_its_number(town: Town) -> None:
    with pytest.raises(Denied):
        change(town.house, town.caller(KARL), town.door(BUILDING), "Tor", "", closed=True)
    assert town.rows("SELECT name, closed FROM access_points WHERE unit = 'building'") == [
        ("Schalter", False)
    ]
