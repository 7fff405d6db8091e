"""The units of the administration: added, renamed, moved, merged and closed, never deleted.

What was measured before stays as it was: each wave keeps the units of its own time.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from audit.model.messages import message
from audit.model.organisation import (
    MOST_SIGNS_OF_A_NAME,
    Unit,
    UnitId,
    UnitKind,
    with_all_below,
)
from audit.model.unit_lists import MOST_STAFF
from audit.model.waves import WaveState
from audit.model.written import cleaned_line, short_name, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.rights import Right
from audit.store import units as store
from audit.store.assessments import load_assessments
from audit.store.delegations import end_those_of_sheet
from audit.store.organisation import add_units, change_access_point, load_access_points
from audit.store.waves import load_waves


@dataclass(frozen=True)
class Organisation:
    """The administration, today and before."""

    units: tuple[Unit, ...]
    """In its order, with those that are closed."""
    past: Mapping[UnitId, Sequence[store.Past]]
    """What units were before, the latest first."""

    @property
    def open_units(self) -> tuple[Unit, ...]:
        """The units of today."""
        return tuple(unit for unit in self.units if unit.is_open)

    def unit(self, unit: str) -> Unit | None:
        """Find a unit."""
        return next((one for one in self.units if one.id == unit), None)

    def elsewhere(self, unit: UnitId) -> tuple[Unit, ...]:
        """List the open units that are neither this one nor below it."""
        within = with_all_below(self.units, unit)
        return tuple(one for one in self.open_units if one.id not in within)


@dataclass(frozen=True)
class Ending:
    """What ends with a unit when it is closed, or merged into another one."""

    below: tuple[Unit, ...]
    """The open units directly below it."""
    offices: int
    access_points: int
    drafts: int
    """What it has not handed in, in the waves that are open."""


@action(Right.KEEP_UNITS)
def organisation(act: Act) -> Organisation:
    """Show the whole administration, with its past."""
    return Organisation(act.units, store.load_past(act.connection))


@action(Right.KEEP_UNITS, writes=True)
def add_unit(
    act: Act, name: str, kind: UnitKind, parent: UnitId | None, staff: int | None
) -> UnitId:
    """Add a unit below another one, and return its permanent short name.

    Only the first unit of all stands below none. It takes part from the next wave on.
    """
    units = {unit.id: unit for unit in store.hold_units(act.connection)}
    name = _checked_name(units.values(), name, None)
    if parent is None and any(unit.is_open for unit in units.values()):
        raise NotDone(_WHERE)
    if parent is not None:
        _open(units, parent)
    id_ = UnitId(short_name(name, units, "einheit"))
    unit = Unit(id_, name, kind, parent, _checked_staff(staff))
    add_units(act.connection, [unit])
    store.put_in_order(act.connection)
    act.record(f"unit {id_}", unit=id_, new=said(unit))
    return id_


@action(Right.KEEP_UNITS, writes=True)
def change_unit(act: Act, unit: UnitId, name: str, kind: UnitKind, staff: int | None) -> None:
    """Write down anew what a unit is called, what it is, and how many work there."""
    units = {one.id: one for one in store.hold_units(act.connection)}
    name = _checked_name(units.values(), name, unit)
    before = _open(units, unit)
    change_to(act, before, replace(before, name=name, kind=kind, staff=_checked_staff(staff)))


@action(Right.KEEP_UNITS, writes=True)
def move_unit(act: Act, unit: UnitId, parent: UnitId) -> None:
    """Put a unit, with all below it, below another one."""
    units = {one.id: one for one in store.hold_units(act.connection)}
    before = _open(units, unit)
    _open(units, parent)
    if before.parent is None:
        raise NotDone(message("Die oberste Dienststelle lässt sich nicht verschieben."))
    if parent in with_all_below(units.values(), unit):
        raise NotDone(
            message(
                "Eine Dienststelle kann nicht unter sich selbst stehen. Bitte wählen Sie eine "
                "andere."
            )
        )
    change_to(act, before, replace(before, parent=parent))
    store.put_in_order(act.connection)


@action(Right.KEEP_UNITS)
def ending(act: Act, unit: UnitId) -> Ending:
    """Say what would end if a unit were closed."""
    if unit not in {one.id for one in act.open_units}:
        raise Denied
    return ending_of(act, unit)


def ending_of(act: Act, unit: UnitId) -> Ending:
    """Count what ends with an open unit."""
    doors = load_access_points(act.connection)
    return Ending(
        tuple(one for one in act.open_units if one.parent == unit),
        len(store.load_offices_in(act.connection, unit)),
        sum(door.unit == unit and not door.closed for door in doors),
        store.count_drafts(act.connection, unit, _open_waves(act)),
    )


@action(Right.KEEP_UNITS, writes=True)
def merge_unit(act: Act, unit: UnitId, into: UnitId, *, with_access_points: bool) -> None:
    """Close a unit whose work another one goes on with. What is below it moves there; so do its
    access points, if wanted, with what is being written about them. Its offices end."""
    units = {one.id: one for one in store.hold_units(act.connection)}
    before = _open(units, unit)
    _open(units, into)
    if before.parent is None or into in with_all_below(units.values(), unit):
        raise NotDone(
            message(
                "Eine Dienststelle kann nicht in einer aufgehen, die unter ihr steht. Bitte "
                "verschieben Sie diese zuerst."
            )
        )
    for below in units.values():
        if below.parent == unit and below.is_open:
            change_to(act, below, replace(below, parent=into))
    if with_access_points:
        _move_doors(act, unit, into)
    end(act, before, replace(before, closed_on=act.today, merged_into=into))


@action(Right.KEEP_UNITS, writes=True)
def close_unit(act: Act, unit: UnitId) -> None:
    """Close a unit: it takes part in nothing new, its offices end and its access points close."""
    units = {one.id: one for one in store.hold_units(act.connection)}
    before = _open(units, unit)
    if before.parent is None:
        raise NotDone(message("Die oberste Dienststelle lässt sich nicht schließen."))
    below = [one.name for one in units.values() if one.parent == unit and one.is_open]
    if below:
        raise NotDone(
            message(
                "Unter dieser Dienststelle stehen noch andere: {names}. Bitte verschieben oder "
                "schließen Sie diese zuerst.",
                names=", ".join(below),
            )
        )
    end(act, before, replace(before, closed_on=act.today))


@action(Right.KEEP_UNITS, writes=True)
def reopen_unit(act: Act, unit: UnitId) -> None:
    """Undo that a unit was closed. Offices and access points do not come back by themselves."""
    units = {one.id: one for one in store.hold_units(act.connection)}
    before = units.get(unit)
    if before is None:
        raise Denied
    if before.is_open:
        return
    _checked_name(units.values(), before.name, unit)
    if before.parent is not None and not units[before.parent].is_open:
        raise NotDone(
            message(
                "Die übergeordnete Dienststelle „{name}“ ist selbst geschlossen. Bitte öffnen Sie "
                "diese zuerst wieder.",
                name=units[before.parent].name,
            )
        )
    change_to(act, before, replace(before, closed_on=None, merged_into=None))
    store.put_in_order(act.connection)


def change_to(act: Act, before: Unit, after: Unit) -> None:
    """Write a unit anew, and down what was changed."""
    if before != after:
        store.change_unit(act.connection, after, act.today)
        act.record(f"unit {after.id}", unit=after.id, old=said(before), new=said(after))


def end(act: Act, before: Unit, after: Unit) -> None:
    """Close a unit, and what cannot go on without it."""
    for person, office in store.load_offices_in(act.connection, before.id):
        act.record(f"person {person}", unit=before.id, old=json.dumps([office.role, office.unit]))
    store.end_offices_in(act.connection, before.id)
    for wave in _open_waves(act):  # nobody is left who has given areas of these to others
        for sheet in load_assessments(act.connection, wave, units=[before.id]):
            end_those_of_sheet(act.connection, sheet.id, act.today)
    for door in load_access_points(act.connection):
        if door.unit == before.id and not door.closed:
            change_access_point(
                act.connection, door.id, name=door.name, note=door.note, closed=True
            )
            act.record(f"access point {door.id}", unit=before.id, new="closed")
    change_to(act, before, after)


def said(unit: Unit) -> str:
    """Write down what can change about a unit."""
    told = {
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent,
        "staff": unit.staff,
        "closed": unit.closed_on and unit.closed_on.isoformat(),
        "merged into": unit.merged_into,
    }
    return json.dumps({what: value for what, value in told.items() if value}, ensure_ascii=False)


def _move_doors(act: Act, unit: UnitId, into: UnitId) -> None:
    doors = load_access_points(act.connection)
    taken = {door.name for door in doors if door.unit == into}
    moved = [door for door in doors if door.unit == unit]
    for door in moved:
        if door.name in taken:
            raise NotDone(
                message(
                    "Einen Zugang „{name}“ haben beide. Bitte benennen Sie einen davon zuerst um.",
                    name=door.name,
                )
            )
        act.record(f"access point {door.id}", unit=into, old=unit, new=into)
    store.move_doors(act.connection, unit, into, _open_waves(act))


def _open_waves(act: Act) -> list[str]:
    return [
        wave.id
        for wave in load_waves(act.connection)
        if wave.state(act.today) is not WaveState.CLOSED
    ]


def _open(units: Mapping[UnitId, Unit], unit: UnitId) -> Unit:
    """Find a unit that can still be changed."""
    if unit not in units:
        raise Denied
    if not units[unit].is_open:
        raise NotDone(message("Diese Dienststelle ist geschlossen und lässt sich nicht ändern."))
    return units[unit]


def _checked_name(units: Collection[Unit], name: str, itself: UnitId | None) -> str:
    name = cleaned_line(name)
    if not name:
        raise NotDone(message("Bitte geben Sie der Dienststelle einen Namen."))
    if problem := too_long(name, MOST_SIGNS_OF_A_NAME):
        raise NotDone(problem)
    taken = {unit.name.casefold() for unit in units if unit.is_open and unit.id != itself}
    if name.casefold() in taken:
        raise NotDone(
            message(
                "Eine Dienststelle „{name}“ gibt es schon. Bitte unterscheiden Sie die Namen.",
                name=name,
            )
        )
    return name


def _checked_staff(staff: int | None) -> int | None:
    if staff is not None and not 0 <= staff <= MOST_STAFF:
        raise NotDone(message("Bitte prüfen Sie die Zahl der Beschäftigten."))
    return staff


_WHERE = message("Bitte wählen Sie, wozu die Dienststelle gehört.")
