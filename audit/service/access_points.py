"""The register of access points: which doors a unit has."""

import json
from dataclasses import dataclass, replace

from audit.model.messages import message
from audit.model.organisation import (
    MOST_SIGNS_OF_A_NAME,
    AccessPoint,
    Channel,
    Unit,
    UnitId,
)
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import Wave, WaveState
from audit.model.written import cleaned, cleaned_line, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.rights import Right
from audit.store import assessments, waves
from audit.store import organisation as store
from audit.store.units import freeze_units

QUESTIONNAIRE_OF = {Channel.ANALOGUE: "access-analogue", Channel.DIGITAL: "access-digital"}
"""Which questionnaire describes which kind of door."""


@dataclass(frozen=True)
class Doors:
    """The access points of some units, and the units that may get more."""

    units: tuple[Unit, ...]
    access_points: tuple[AccessPoint, ...]


def unit_given(_act: Act, unit: UnitId, *_args: object, **_named: object) -> UnitId:
    """Take the unit from the arguments."""
    return unit


def unit_of(act: Act, access_point: int, *_args: object, **_named: object) -> UnitId:
    """Find the unit to which an access point belongs."""
    found = store.load_access_point(act.connection, access_point)
    if found is None:
        raise Denied
    return found.unit


@action(Right.KEEP_ACCESS_POINTS, of=None)
def own_doors(act: Act) -> Doors:
    """List the access points of the own units."""
    reach = act.reach(Right.KEEP_ACCESS_POINTS)
    doors = store.load_access_points(act.connection)
    return Doors(
        tuple(unit for unit in act.open_units if unit.id in reach),
        tuple(door for door in doors if door.unit in reach),
    )


@action(Right.KEEP_ACCESS_POINTS, of=unit_given, writes=True)
def register(act: Act, unit: UnitId, name: str, channel: Channel, note: str = "") -> int:
    """Register a door; in every wave that is open it gets its questionnaire. Returns its number."""
    if not store.load_unit(act.connection, unit).is_open:
        raise NotDone(_UNIT_CLOSED)
    name, note = _checked(name, note)
    _refuse_twin(act, unit, name, None)
    number = store.add_access_point(act.connection, unit, name, channel, note)
    for wave in waves.load_waves(act.connection):
        if wave.state(act.today) is not WaveState.CLOSED and _asks(act, wave, unit):
            for edition in waves.load_editions(act.connection, wave.id):
                if describes(act.house.plan(act.connection, edition).questionnaire, channel):
                    assessments.add_assessment(act.connection, wave.id, edition, unit, number)
                    freeze_units(act.connection, wave.id)
    act.record(f"access point {number}", unit=unit, new=name)
    return number


@action(Right.KEEP_ACCESS_POINTS, of=unit_of, writes=True)
def change(act: Act, access_point: int, name: str, note: str, *, closed: bool) -> None:
    """Rename a door, or close it; what was answered about it stays."""
    before = store.load_access_point(act.connection, access_point)
    if before is None:
        raise Denied
    if not closed and not store.load_unit(act.connection, before.unit).is_open:
        raise NotDone(_UNIT_CLOSED)
    name, note = _checked(name, note)
    _refuse_twin(act, before.unit, name, access_point)
    store.change_access_point(act.connection, access_point, name=name, note=note, closed=closed)
    after = replace(before, name=name, note=note, closed=closed)
    if after != before:
        act.record(
            f"access point {access_point}", unit=before.unit, old=_said(before), new=_said(after)
        )


def describes(questionnaire: Questionnaire, channel: Channel) -> bool:
    """Tell whether a questionnaire describes doors of this kind."""
    of_doors = questionnaire.audience is Audience.ACCESS_POINT
    return of_doors and questionnaire.id == QUESTIONNAIRE_OF[channel]


def _asks(act: Act, wave: Wave, unit: UnitId) -> bool:
    """Tell whether a wave asks a unit; one that has asked nobody yet asks everybody."""
    asked = {one.unit for one in assessments.load_assessments(act.connection, wave.id)}
    return not asked or unit in asked


def _said(door: AccessPoint) -> str:
    """Write down what can change about a door."""
    return json.dumps(
        {"name": door.name, "note": door.note, "closed": door.closed}, ensure_ascii=False
    )


def _checked(name: str, note: str) -> tuple[str, str]:
    name, note = cleaned_line(name), cleaned(note)
    if not name:
        raise NotDone(message("Bitte geben Sie dem Zugang einen Namen."))
    problem = too_long(name, MOST_SIGNS_OF_A_NAME) or too_long(note, 500)
    if problem is not None:
        raise NotDone(problem)
    return name, note


def _refuse_twin(act: Act, unit: UnitId, name: str, itself: int | None) -> None:
    doors = store.load_access_points(act.connection)
    if any(d.unit == unit and d.name == name and d.id != itself for d in doors):
        raise NotDone(
            message(
                "Einen Zugang „{name}“ gibt es hier schon. Bitte unterscheiden Sie die Namen.",
                name=name,
            )
        )


_UNIT_CLOSED = message("Diese Dienststelle ist geschlossen und bekommt keine Zugänge mehr.")
