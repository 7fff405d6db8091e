"""Units, people, and access points."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from audit.model.organisation import (
    AccessPoint,
    Channel,
    Office,
    Person,
    Role,
    Unit,
    UnitId,
    UnitKind,
)
from audit.store.schema import MOST, access_points, offices, people, units

FORMER = "former-"
"""So begin the ids that stand in the place of people who have left."""


def load_units(connection: Connection) -> list[Unit]:
    """List all units, in the order in which the administration lists itself."""
    return [_unit(row) for row in connection.execute(select(units).order_by(units.c.place))]


def load_unit(connection: Connection, unit: UnitId) -> Unit:
    """Take one unit, which exists."""
    return _unit(connection.execute(_UNIT, {"id": unit}).one())


_UNIT = select(units).where(units.c.id == bindparam("id"))


def _unit(row: Row[tuple[object, ...]]) -> Unit:
    return Unit(
        UnitId(row.id),
        row.name,
        UnitKind(row.kind),
        row.parent,
        row.staff,
        row.closed_on,
        row.merged_into,
    )


def add_units(connection: Connection, added: Iterable[Unit]) -> None:
    """Write units down in this order, after those that exist; parents come first."""
    start = len(load_units(connection))
    for place, unit in enumerate(added, start):
        connection.execute(
            insert(units).values(
                id=unit.id,
                name=unit.name,
                kind=unit.kind.value,
                parent=unit.parent,
                staff=unit.staff,
                place=place,
            )
        )


def load_people(connection: Connection) -> list[Person]:
    """List everybody who can sign in, by name: not the pseudonyms of those who have left."""
    held: dict[str, list[Office]] = {}
    for row in connection.execute(select(offices).order_by(offices.c.id)):
        held.setdefault(row.person, []).append(_office(row.role, row.unit))
    return [
        Person(row.id, row.name, tuple(held.get(row.id, ())))
        for row in connection.execute(
            select(people).where(~people.c.id.startswith(FORMER)).order_by(people.c.name)
        )
    ]


def load_person(connection: Connection, person: str) -> Person | None:
    """Find one person with the offices they hold at this moment."""
    rows = connection.execute(_WITH_OFFICES, {"id": person}).all()
    if not rows:
        return None
    held = tuple(_office(row.role, row.unit) for row in rows if row.role is not None)
    return Person(rows[0].id, rows[0].name, held)


_WITH_OFFICES = (
    select(people.c.id, people.c.name, offices.c.role, offices.c.unit)
    .join_from(people, offices, isouter=True)
    .where(people.c.id == bindparam("id"))
    .order_by(offices.c.id)
)


def _office(role: str, unit: str | None) -> Office:
    return Office(Role(role), None if unit is None else UnitId(unit))


def add_people(connection: Connection, added: Iterable[Person]) -> None:
    """Write people and their offices down."""
    for person in added:
        connection.execute(insert(people).values(id=person.id, name=person.name))
        for office in person.offices:
            connection.execute(
                insert(offices).values(person=person.id, role=office.role.value, unit=office.unit)
            )


def load_access_points(connection: Connection) -> list[AccessPoint]:
    """List all access points in the order in which they were registered, closed ones too."""
    return [
        _access_point(row)
        for row in connection.execute(select(access_points).order_by(access_points.c.id))
    ]


def load_access_point(connection: Connection, id_: int) -> AccessPoint | None:
    """Find one access point."""
    if not 0 < id_ <= MOST:
        return None
    row = connection.execute(select(access_points).where(access_points.c.id == id_)).one_or_none()
    return None if row is None else _access_point(row)


def _access_point(row: Row[tuple[object, ...]]) -> AccessPoint:
    return AccessPoint(
        row.id, UnitId(row.unit), row.name, Channel(row.channel), row.note, row.closed
    )


def add_access_point(
    connection: Connection, unit: UnitId, name: str, channel: Channel, note: str
) -> int:
    """Register a door and return its number."""
    added = connection.execute(
        insert(access_points)
        .values(unit=unit, name=name, channel=channel.value, note=note, closed=False)
        .returning(access_points.c.id)
    )
    return int(added.scalar_one())


def change_access_point(
    connection: Connection, id_: int, *, name: str, note: str, closed: bool
) -> None:
    """Write an access point anew; its unit and its channel stay what they are."""
    connection.execute(
        update(access_points)
        .where(access_points.c.id == id_)
        .values(name=name, note=note, closed=closed)
    )
