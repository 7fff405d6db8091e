"""What makes a function an action: a right, checked on whose things it touches, and a transaction.

    @action(Right.FILL_IN, of=unit_of_assessment, writes=True)
    def save_answer(act: Act, assessment: int, ...) -> Saved: ...

is called as `save_answer(house, caller, assessment, ...)`. When it returns, what it wrote is
committed; when it raises, nothing was written.

An action that shows what people can be recognised by says `reads_people=True`, or gives a function
that tells from its arguments what is read, e.g. "person karl". That it was read is written down;
without that nothing is read.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property, wraps
from time import sleep
from typing import Concatenate, ParamSpec, TypeVar

from audit.model.messages import Message, message
from audit.model.organisation import Office, Unit, UnitId
from audit.model.waves import Link
from audit.model.written import is_storable
from audit.service.house import TOWN_CLOCK, House
from audit.service.rights import (
    RIGHTS_IN_GIVEN_AREAS,
    RIGHTS_OVER_ONESELF,
    Right,
    is_allowed,
    units_within,
)
from audit.store.delegations import areas_held
from audit.store.engine import (
    FAULTS,
    OWN_FAULTS,
    Connection,
    OutcomeUnknown,
    reading,
    writing,
)
from audit.store.faults import is_passing
from audit.store.log import Deed, append, has_line
from audit.store.organisation import load_units
from audit.store.people import load_acting
from audit.store.sessions import load_session

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Caller:
    """Who acts: a person with their offices, or a guest with a link."""

    name: str
    person: str | None
    offices: tuple[Office, ...]
    link: Link | None
    session: str
    """The id of the stay; the token stays with the browser."""
    has_areas: bool = False
    """Whether somebody was given an area of a sheet: it decides what they are shown, no more."""


class NotDone(Exception):
    """An action that could not be done; the sentence says why, and what to do."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class SignedOut(NotDone):
    """The stay has ended, perhaps in another window."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Sie sind nicht mehr angemeldet. Bitte melden Sie sich neu an; nichts wurde "
                "geändert."
            )
        )


class Denied(NotDone):
    """The person has no right to this, or it does not exist: nobody learns which."""

    def __init__(self) -> None:
        super().__init__(message("Das ist Ihnen hier nicht möglich."))


@dataclass(frozen=True)
class Part:
    """A part of a sheet that an action touches. Besides the offices over its unit, it is open to
    whoever was given its area; what names only a unit is not."""

    unit: UnitId
    assessment: int
    area: str | None = None
    """None: any area; the action keeps to `act.given_areas` by itself."""


@dataclass(frozen=True)
class Act:
    """An action being done: by whom, when, and in which transaction."""

    house: House
    caller: Caller
    connection: Connection
    now: datetime
    name: str
    """Of the action, e.g. `filling_in.submit`."""

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The whole administration, in its order; closed units too, for what they once answered."""
        return tuple(load_units(self.connection))

    @property
    def open_units(self) -> tuple[Unit, ...]:
        """The units of today: those that can be chosen for something new."""
        return tuple(unit for unit in self.units if unit.is_open)

    @property
    def today(self) -> date:
        """The day at the town hall."""
        return self.house.today()

    def may(self, right: Right, unit: UnitId | None = None) -> bool:
        """Tell whether whoever acts has a right over a unit, or over the whole administration."""
        offices = self.caller.offices
        # Most people act for the very unit of their office: then no other unit need be known.
        return is_allowed(offices, right, unit, ()) or is_allowed(offices, right, unit, self.units)

    def record(
        self, about: str, *, unit: UnitId | None = None, old: str = "", new: str = ""
    ) -> None:
        """Write down in the log what is being done, e.g. `record("assessment 7", new="submitted")`.

        It is written with everything else, or not at all. Answers and remarks keep a history of
        their own and are not repeated here; what a guest does is not recorded.
        """
        append(
            self.connection,
            Deed(self.now, self.caller.person, self.name, unit, about, old, new),
        )

    def record_reading(self, about: str, unit: UnitId | None) -> None:
        """Write down that people's data are read: once a day, so that the log tells who has looked
        at what, and not how somebody works."""
        begun = datetime.combine(self.today, time(), TOWN_CLOCK)
        if not has_line(self.connection, self.caller.person, self.name, about, begun):
            self.record(about, unit=unit)

    def reach(self, right: Right) -> frozenset[UnitId]:
        """List the units over which whoever acts has a right."""
        return units_within(self.caller.offices, right, self.units)

    def given_areas(self, assessment: int) -> frozenset[str]:
        """List the areas of a sheet that whoever acts was given, and has now."""
        if self.caller.person is None:
            return frozenset()
        return areas_held(self.connection, assessment, self.caller.person, self.today)

    def may_in(self, right: Right, part: Part) -> bool:
        """Tell whether whoever acts has a right over a part of a sheet, by office or because it was
        given to them."""
        if self.may(right, part.unit):
            return True
        given = self.given_areas(part.assessment) if right in RIGHTS_IN_GIVEN_AREAS else frozenset()
        return bool(given) if part.area is None else part.area in given


def everything(_act: Act, *_args: object, **_named: object) -> UnitId | None:
    """Say that an action touches the whole administration."""
    return None


def oneself(_act: Act, *_args: object, **_named: object) -> UnitId | None:
    """Say that an action touches nothing but what concerns whoever acts, who has signed in."""
    return None


Touched = Callable[..., UnitId | Part | None]
"""From an action's arguments to the unit, or the part of a sheet, whose things it touches."""

Told = Callable[..., str]
"""From an action's arguments to what about people it reads."""

PAUSES = (0.1, 0.4, 1.0)
"""Seconds before something is tried again that the database has forgotten altogether: because it
clashed with something else, or because the server was just restarting."""

LONGEST_ID = 255
"""Nothing has a longer one."""

ACTIONS: dict[str, tuple[Right, bool]] = {}
"""Every action by its name, with its right and whether it writes: what the matrix test walks."""


def action(
    right: Right,
    *,
    of: Touched | None = everything,
    writes: bool = False,
    reads_people: bool | Told = False,
) -> Callable[[Callable[Concatenate[Act, P], T]], Callable[Concatenate[House, Caller, P], T]]:
    """Make a function an action; `of` says whose things it touches, from the same arguments.

    With `of=None` the action keeps to `act.reach` by itself, for each thing that it touches; it is
    denied to those who reach nothing.
    """

    def made(body: Callable[Concatenate[Act, P], T]) -> Callable[Concatenate[House, Caller, P], T]:
        full = f"{body.__module__}.{body.__name__}"
        writes_something = writes or reads_people is not False
        ACTIONS[full] = (right, writes_something)
        name = full.removeprefix("audit.service.")

        def once(house: House, caller: Caller, /, *args: P.args, **named: P.kwargs) -> T:
            with (writing if writes_something else reading)(house.engine) as connection:
                act = _begun(house, caller, connection, name)
                touched = None if of is None else of(act, *args, **named)
                if not _is_allowed(act, right, of, touched):
                    who = caller.person or "a guest"
                    logging.getLogger(__name__).warning("%s was denied %s", who, name)
                    raise Denied
                if reads_people is not False:
                    about = "" if reads_people is True else reads_people(act, *args, **named)
                    act.record_reading(
                        about, touched.unit if isinstance(touched, Part) else touched
                    )
                return body(act, *args, **named)

        @wraps(body)
        def done(house: House, caller: Caller, /, *args: P.args, **named: P.kwargs) -> T:
            failed = _FAULT_WRITING if writes else _FAULT_READING
            try:
                return _patiently(lambda: once(house, caller, *args, **named), failed)
            except (*OWN_FAULTS, UnicodeEncodeError) as error:
                if any(_belongs_to_nothing(one) for one in (*args, *named.values())):
                    raise Denied from error
                raise

        return done

    return made


def _belongs_to_nothing(given: object) -> bool:
    """Tell whether something that was given, e.g. by an address, is a name that no database takes:
    then nothing can be called so. What people write is cleaned by each action before."""
    return isinstance(given, str) and not (is_storable(given) and len(given) <= LONGEST_ID)


def _is_allowed(act: Act, right: Right, of: Touched | None, touched: UnitId | Part | None) -> bool:
    if of is None:
        return bool(act.reach(right))
    if of is oneself:
        return right in RIGHTS_OVER_ONESELF and act.caller.person is not None
    return act.may_in(right, touched) if isinstance(touched, Part) else act.may(right, touched)


def _patiently(attempt: Callable[[], T], failed: Message) -> T:
    """Try again what the database has forgotten, and say what failed for good."""
    for pause in (*PAUSES, None):
        try:
            return attempt()
        except OWN_FAULTS:
            raise
        except OutcomeUnknown as error:
            raise NotDone(_PERHAPS_WRITTEN) from error
        except FAULTS as error:
            if pause is None or not is_passing(error):
                raise NotDone(failed) from error
            sleep(pause)
    raise AssertionError("the last turn returns or raises")


def _begun(house: House, caller: Caller, connection: Connection, name: str) -> Act:
    """Look anew who acts: a stay that has ended, and a role that was taken away, end here."""
    now, stay = house.clock(), load_session(connection, caller.session)
    link = None if caller.link is None else caller.link.token
    if stay is None or stay.ends <= now or (stay.person, stay.link) != (caller.person, link):
        raise SignedOut
    if caller.person is not None:
        person = load_acting(connection, caller.person, house.today())
        if person is None:
            raise SignedOut
        caller = replace(caller, offices=person.offices)
    return Act(house, caller, connection, now, name)


_FAULT_WRITING = message(
    "Das ließ sich gerade nicht speichern. Ihre Eingabe steht noch auf der Seite. Bitte versuchen "
    "Sie es gleich noch einmal; bleibt es dabei, wenden Sie sich an die Projektgruppe."
)
_PERHAPS_WRITTEN = message(
    "Die Verbindung zur Datenbank ist beim Speichern abgerissen; ob es gespeichert ist, weiß "
    "gerade niemand. Ihre Eingabe steht noch auf der Seite. Bitte versuchen Sie es gleich noch "
    "einmal: Doppelt gespeichert wird nichts."
)
_FAULT_READING = message(
    "Die Daten lassen sich gerade nicht lesen. Bitte versuchen Sie es gleich noch einmal."
)
