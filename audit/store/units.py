"""How the administration changes: what a unit was before, and what it was in each wave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, delete, func, insert, literal, select, update

from audit.model.organisation import Office, Role, Unit, UnitId, UnitKind, arranged
from audit.model.waves import AssessmentState
from audit.store.organisation import load_unit, load_units
from audit.store.queues import Queue, wait_in
from audit.store.schema import (
    access_points,
    assessments,
    offices,
    unit_history,
    units,
    wave_units,
)

_OPEN = [state.value for state in AssessmentState if state.is_open]


@dataclass(frozen=True)
class Past:
    """What a unit was until a day."""

    unit: Unit
    until: date


def hold_units(connection: Connection) -> list[Unit]:
    """List all units, and let nobody else change them before this transaction ends."""
    wait_in(connection, Queue.UNITS)
    return load_units(connection)


def change_unit(connection: Connection, unit: Unit, today: date) -> None:
    """Write a unit anew; what it was until today is kept."""
    before = load_unit(connection, unit.id)
    if before == unit:
        return
    if _described(before) != _described(unit):
        query = select(func.max(unit_history.c.revision)).where(unit_history.c.unit == unit.id)
        revision = connection.execute(query).scalar() or 0
        connection.execute(
            insert(unit_history).values(
                unit=unit.id, revision=revision + 1, until=today, **_described(before)
            )
        )
    connection.execute(
        update(units)
        .where(units.c.id == unit.id)
        .values(closed_on=unit.closed_on, merged_into=unit.merged_into, **_described(unit))
    )


def _described(unit: Unit) -> dict[str, str | int | None]:
    """Write down what can change about a unit more than once."""
    return {
        "name": unit.name,
        "kind": unit.kind.value,
        "parent": unit.parent,
        "staff": unit.staff,
    }


def put_in_order(connection: Connection) -> None:
    """Let each unit stand below the one to which it belongs, after those that came before it."""
    for place, unit in enumerate(arranged(load_units(connection))):
        connection.execute(
            update(units).where(units.c.id == unit.id, units.c.place != place).values(place=place)
        )


def load_past(connection: Connection) -> dict[UnitId, list[Past]]:
    """List what units were before, the latest first."""
    found: dict[UnitId, list[Past]] = {}
    query = select(unit_history).order_by(unit_history.c.unit, unit_history.c.revision.desc())
    for row in connection.execute(query):
        unit = _unit(row.unit, row)
        found.setdefault(unit.id, []).append(Past(unit, row.until))
    return found


def freeze_units(connection: Connection, wave: str) -> None:
    """Keep with a wave what the units are at this moment: it is shown so from now on.

    What it keeps already stays. Units that came later stand behind all others.
    """
    known = select(wave_units.c.unit).where(wave_units.c.wave == wave)
    last = select(func.coalesce(func.max(wave_units.c.place) + 1, 0)).where(
        wave_units.c.wave == wave
    )
    start = connection.execute(last).scalar_one()
    described = [units.c[name] for name in ("name", "kind", "parent", "staff")]
    columns = ["wave", "unit", *(column.name for column in described), "place"]
    present = select(literal(wave), units.c.id, *described, units.c.place + start).where(
        units.c.closed_on.is_(None), units.c.id.not_in(known)
    )
    connection.execute(insert(wave_units).from_select(columns, present))


def load_wave_units(connection: Connection, wave: str) -> list[Unit]:
    """List all units as they were when a wave was opened, in the order of that time.

    Those that came later stand at the end, as they are now.
    """
    query = select(wave_units).where(wave_units.c.wave == wave).order_by(wave_units.c.place)
    then = [_unit(row.unit, row) for row in connection.execute(query)]
    known = {unit.id for unit in then}
    return [*then, *(unit for unit in load_units(connection) if unit.id not in known)]


def load_wave_unit(connection: Connection, wave: str, unit: UnitId) -> Unit:
    """Take one unit as it was when a wave was opened; one that came later as it is now."""
    query = select(wave_units).where(wave_units.c.wave == wave, wave_units.c.unit == unit)
    row = connection.execute(query).one_or_none()
    return load_unit(connection, unit) if row is None else _unit(unit, row)


def _unit(id_: str, row: Row[tuple[object, ...]]) -> Unit:
    return Unit(UnitId(id_), row.name, UnitKind(row.kind), row.parent, row.staff)


def load_offices_in(connection: Connection, unit: UnitId) -> list[tuple[str, Office]]:
    """List who holds an office in a unit itself."""
    query = select(offices).where(offices.c.unit == unit).order_by(offices.c.id)
    return [(row.person, Office(Role(row.role), unit)) for row in connection.execute(query)]


def end_offices_in(connection: Connection, unit: UnitId) -> None:
    """End all offices in a unit itself."""
    connection.execute(delete(offices).where(offices.c.unit == unit))


def move_doors(connection: Connection, old: UnitId, new: UnitId, open_waves: Iterable[str]) -> None:
    """Give the access points of a unit to another one, with what is still being written about them
    in the open waves; what was handed in stays where it was."""
    open_waves = list(open_waves)
    for wave in open_waves:
        freeze_units(connection, wave)
    moved = select(access_points.c.id).where(access_points.c.unit == old)
    connection.execute(
        update(assessments)
        .where(
            assessments.c.access_point.in_(moved),
            assessments.c.wave.in_(open_waves),
            assessments.c.state.in_(_OPEN),
        )
        .values(unit=new)
    )
    connection.execute(update(access_points).where(access_points.c.unit == old).values(unit=new))


def count_drafts(connection: Connection, unit: UnitId, open_waves: Iterable[str]) -> int:
    """Count what a unit itself has not handed in in the open waves."""
    query = (
        select(func.count())
        .select_from(assessments)
        .where(
            assessments.c.unit == unit,
            assessments.c.view == 0,
            assessments.c.wave.in_(list(open_waves)),
            assessments.c.state.in_(_OPEN),
        )
    )
    return int(connection.execute(query).scalar_one())
