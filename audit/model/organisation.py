"""The administration: its units, the people who act in it, and the doors through which it is
reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from audit.model.messages import Message, message

UnitId = NewType("UnitId", str)
"""The permanent short name of a unit."""


class UnitKind(StrEnum):
    """What a unit is called in German town halls."""

    CITY = "city"
    DIVISION = "division"
    DEPARTMENT = "department"
    TEAM = "team"
    STAFF_UNIT = "staff-unit"


UNIT_KINDS: Mapping[UnitKind, Message] = {
    UnitKind.CITY: message("Stadt"),
    UnitKind.DIVISION: message("Fachbereich"),
    UnitKind.DEPARTMENT: message("Fachdienst"),
    UnitKind.TEAM: message("Sachgebiet"),
    UnitKind.STAFF_UNIT: message("Stabsstelle"),
}


@dataclass(frozen=True)
class Unit:
    """A part of the administration."""

    id: UnitId
    name: str
    kind: UnitKind
    parent: UnitId | None
    staff: int | None
    """Head count, with all units below; None when it is not known."""
    closed_on: date | None = None
    """Since when there is no such unit any more; it stays for the sake of what it once answered."""
    merged_into: UnitId | None = None
    """Which unit goes on with its work, when it was closed for that reason."""

    @property
    def is_open(self) -> bool:
        """Whether there is such a unit today."""
        return self.closed_on is None


class Role(StrEnum):
    """What a person does in the audit."""

    HEAD = "head"
    DELEGATE = "delegate"
    STEERING = "steering"
    PERSONNEL = "personnel"
    PROJECT = "project"
    COUNCIL = "council"
    ADMIN = "admin"
    """Keeps accounts and units, and sees no answers."""
    GUEST = "guest"
    """Whoever came by a link, without a name."""


ROLES: Mapping[Role, Message] = {
    Role.HEAD: message("Leitung"),
    Role.DELEGATE: message("Beauftragte Person"),
    Role.STEERING: message("Lenkungsgruppe"),
    Role.PERSONNEL: message("Personal- und Organisationsentwicklung"),
    Role.PROJECT: message("Projektgruppe"),
    Role.COUNCIL: message("Ratsmitglied"),
    Role.ADMIN: message("Systemverwaltung"),
    Role.GUEST: message("Teilnahme ohne Anmeldung"),
}


@dataclass(frozen=True)
class Office:
    """A role, for one unit and all below it, or (without a unit) for the whole administration."""

    role: Role
    unit: UnitId | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who signs in."""

    id: str
    name: str
    offices: tuple[Office, ...]


class Channel(StrEnum):
    """How people come through a door."""

    ANALOGUE = "analogue"
    DIGITAL = "digital"


CHANNELS: Mapping[Channel, Message] = {
    Channel.ANALOGUE: message("vor Ort oder am Telefon"),
    Channel.DIGITAL: message("digital"),
}

MOST_SIGNS_OF_A_NAME = 120
"""Longer names do not fit into a chart; a unit or a door that needs more needs a note."""


@dataclass(frozen=True)
class AccessPoint:
    """A door of the administration: a counter, a telephone number, a web page."""

    id: int
    unit: UnitId
    name: str
    channel: Channel
    note: str
    """Where to find it: an address, a telephone number, a web address; may be empty."""
    closed: bool = False


def arranged(units: Iterable[Unit]) -> list[Unit]:
    """Let each unit be followed by all that are below it; among sisters the order stays."""
    children: dict[UnitId | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent, []).append(unit)
    found, waiting = [], children.get(None, [])[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(children.get(found[-1].id, [])[::-1])
    return found


def with_all_below(units: Iterable[Unit], top: UnitId) -> frozenset[UnitId]:
    """Name a unit and all units below it, to any depth."""
    children: dict[UnitId, list[UnitId]] = {}
    for unit in units:
        if unit.parent is not None:
            children.setdefault(unit.parent, []).append(unit.id)
    found, waiting = set[UnitId](), [top]
    while waiting:
        unit_id = waiting.pop()
        if unit_id not in found:
            found.add(unit_id)
            waiting.extend(children.get(unit_id, ()))
    return frozenset(found)
