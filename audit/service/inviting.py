"""Whom to invite and to remind: the people who look after sheets that are still open."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.assessment.sheet import Progress
from audit.model.organisation import AccessPoint, Person, Role, Unit, UnitId
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Wave, WaveState
from audit.service.actions import Act, action
from audit.service.forms import sheet_of
from audit.service.rights import Right
from audit.store import assessments, waves
from audit.store.accounts import load_accounts
from audit.store.organisation import load_access_points, load_people
from audit.store.units import load_wave_units

LOOKING_AFTER = frozenset({Role.HEAD, Role.DELEGATE})


@dataclass(frozen=True, eq=False)
class OpenSheet:
    """A sheet that is not handed in, and how far it is."""

    questionnaire: Questionnaire
    unit: Unit
    access_point: AccessPoint | None
    progress: Progress


@dataclass(frozen=True, eq=False)
class Due:
    """Sheets that wait, and the people who look after them."""

    wave: Wave
    people: tuple[Person, ...]
    """Empty: nobody is there who could fill them in."""
    sheets: tuple[OpenSheet, ...]


@action(Right.INVITE)
def due(act: Act) -> list[Due]:
    """List what waits in the waves that run, by the people who look after it."""
    return what_waits(act)


def what_waits(act: Act) -> list[Due]:
    """List what waits, for whoever may see it.

    Named are the heads and delegates of the very unit; where there are none, those of the nearest
    unit above, of today. So nobody hears of sheets that somebody nearer looks after.
    """
    near = _people_by_unit(act)
    found: dict[tuple[str, tuple[str, ...]], Due] = {}
    for wave in waves.load_waves(act.connection):
        if wave.state(act.today) is WaveState.RUNNING:
            for sheet in _open_sheets(act, wave):
                people = _nearest(act, sheet.unit.id, near)
                key = wave.id, tuple(person.id for person in people)
                before = found.get(key, Due(wave, people, ()))
                found[key] = Due(wave, people, (*before.sheets, sheet))
    return list(found.values())


def _open_sheets(act: Act, wave: Wave) -> list[OpenSheet]:
    units = {unit.id: unit for unit in load_wave_units(act.connection, wave.id)}
    doors = {door.id: door for door in load_access_points(act.connection)}
    waiting = [
        one
        for one in assessments.load_assessments(act.connection, wave.id)
        if one.state.is_open and not (one.access_point and doors[one.access_point].closed)
    ]
    entries = assessments.load_entries(act.connection, [one.id for one in waiting])
    sheets = []
    for one in waiting:
        plan = act.house.plan(act.connection, one.edition)
        door = None if one.access_point is None else doors[one.access_point]
        progress = sheet_of(plan, entries[one.id]).progress()
        sheets.append(OpenSheet(plan.questionnaire, units[one.unit], door, progress))
    return sheets


def _people_by_unit(act: Act) -> Mapping[UnitId, tuple[Person, ...]]:
    """Name heads and delegates, as far as they can sign in, by the unit of their office."""
    there = {unit.id for unit in act.open_units}
    gone = {id_ for id_, one in load_accounts(act.connection).items() if not one.active}
    found: dict[UnitId, tuple[Person, ...]] = {}
    for person in load_people(act.connection):
        for office in person.offices:
            if office.unit in there and office.role in LOOKING_AFTER and person.id not in gone:
                others = found.get(office.unit, ())
                found[office.unit] = others if person in others else (*others, person)
    return found


def _nearest(
    act: Act, unit: UnitId, near: Mapping[UnitId, tuple[Person, ...]]
) -> tuple[Person, ...]:
    """Go up from a unit, as the administration is today: so far reach the rights."""
    units = {one.id: one for one in act.units}
    place: Unit | None = units[unit]
    while place is not None:
        if place.id in near:
            return near[place.id]
        place = None if place.parent is None else units.get(place.parent)
    return ()
