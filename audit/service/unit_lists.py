"""The whole administration from a file: looked at first, then taken over, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from audit.files.unit_files import read_units
from audit.model.messages import message
from audit.model.organisation import Unit, UnitId
from audit.model.problems import Problem, Refused
from audit.model.unit_lists import ListComparison, compare
from audit.service.actions import Act, NotDone, action
from audit.service.rights import Right
from audit.service.units import Ending, change_to, end, ending_of, said
from audit.service.uploads import File, Purpose, keep, kept, taken
from audit.store import units as store
from audit.store.organisation import add_units

UNITS_FILE = Purpose("dienststellen", most=1_000_000)


@dataclass(frozen=True)
class Preview:
    """What a file would change, or why it cannot count."""

    file: str
    problems: tuple[Problem, ...] = ()
    found: ListComparison | None = None
    units: Mapping[UnitId, Unit] = field(default_factory=dict)
    """All units by their short names, with those that would be new."""
    endings: Mapping[UnitId, Ending] = field(default_factory=dict)
    """What would end with each unit that the file does not name, if it were closed."""


@action(Right.KEEP_UNITS, writes=True)
def bring_in(act: Act, about: str, file: File) -> str:
    """Keep a file until somebody has decided about it, and return its id."""
    return keep(act, UNITS_FILE, file, about)


@action(Right.KEEP_UNITS)
def preview(act: Act, upload: str) -> Preview:
    """Say what a file would change. Raises `NotDone` when it is gone."""
    file = kept(act, UNITS_FILE, upload)
    try:
        found = _compared(file, act.units)
    except Refused as refused:
        return Preview(file.name, refused.problems)
    units = {unit.id: unit for unit in act.units}
    units |= {one.after.id: one.after for one in found.changed}
    endings = {unit.id: ending_of(act, unit.id) for unit in found.missing}
    return Preview(file.name, (), found, units, endings)


@action(Right.KEEP_UNITS, writes=True)
def take_over(
    act: Act, upload: str, seen: ListComparison, *, close_missing: bool | None
) -> ListComparison:
    """Do what a file says, and let go of it. Units that it does not name are closed, or stay.

    Raises `NotDone`, and changes nothing, when it would do something else than was seen, or when
    nobody has decided about what the file does not name.
    """
    units = store.hold_units(act.connection)
    file = taken(act, UNITS_FILE, upload)
    try:
        found = _compared(file, units)
    except Refused:
        raise NotDone(_CHANGED_MEANWHILE) from None
    if found != seen:
        raise NotDone(_CHANGED_MEANWHILE)
    if found.missing and close_missing is None:
        raise NotDone(
            message("Bitte entscheiden Sie, was mit den Dienststellen geschieht, die fehlen.")
        )
    new = _highest_first(found)
    add_units(act.connection, new)
    for unit in new:
        act.record(f"unit {unit.id}", unit=unit.id, new=said(unit))
    for one in found.changed:
        if one.before is not None:
            change_to(act, one.before, one.after)
    if close_missing:
        for unit in found.missing:
            end(act, unit, replace(unit, closed_on=act.today))
    store.put_in_order(act.connection)
    return found


def _compared(file: File, units: Sequence[Unit]) -> ListComparison:
    return compare(read_units(file.content, file.name), units)


def _highest_first(found: ListComparison) -> list[Unit]:
    """List what is new; each unit after the one to which it belongs."""
    new = {one.after.id: one.after for one in found.changed if one.before is None}

    def depth(unit: Unit) -> int:
        count = 0
        while unit.parent in new:
            unit, count = new[unit.parent], count + 1
        return count

    return sorted(new.values(), key=depth)


_CHANGED_MEANWHILE = message(
    "Die Dienststellen wurden gerade geändert. Es ist noch nichts übernommen: Bitte sehen Sie die "
    "Vorschau noch einmal durch."
)
