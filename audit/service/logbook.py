"""Reading the log: who has done what, and who has looked at what.

What it shows is a day, never a time, and it counts nothing: it is there to find out how something
came about, not how somebody works.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from audit.model.messages import Message, message
from audit.model.organisation import UnitId
from audit.service import deeds
from audit.service.actions import Act, action
from audit.service.house import TOWN_CLOCK
from audit.service.rights import Right
from audit.store import log
from audit.store.organisation import load_people

ON_A_PAGE = 50


@dataclass(frozen=True)
class Search:
    """Which entries are looked for; None: all."""

    person: str | None = None
    unit: UnitId | None = None
    action: str | None = None
    day: date | None = None


@dataclass(frozen=True)
class Entry:
    """A line of the log as people read it."""

    number: int
    day: date
    who: str
    """The name of whoever acted; of whoever has left, what they were called here."""
    what: Message
    unit: str
    about: Message
    old: Message
    new: Message
    line: log.Line
    """As it is stored."""


@dataclass(frozen=True)
class Logbook:
    """Some entries, the newest first, and what can be looked for."""

    entries: tuple[Entry, ...]
    older: int | None
    """Before this number there are more."""
    people: Mapping[str, str]
    units: Mapping[str, str]
    actions: tuple[str, ...]


def _looked_for(_act: Act, search: Search, *_args: object, **_named: object) -> str:
    """Who looks for what one person did is known to have done so."""
    return "" if search.person is None else f"person {search.person}"


@action(Right.SEE_LOG, reads_people=_looked_for)
def read_log(act: Act, search: Search, *, before: int | None = None) -> Logbook:
    """Show a page of the log."""
    names = _Names(act)
    found = list(log.search(act.connection, _wanted(search), before=before, most=ON_A_PAGE + 1))
    shown = tuple(names.entry(line) for line in found[:ON_A_PAGE])
    return Logbook(
        shown,
        shown[-1].number if len(found) > ON_A_PAGE else None,
        {id_: names.person(id_) for id_ in log.named(act.connection, "person")},
        {id_: names.unit(id_) for id_ in log.named(act.connection, "unit")},
        tuple(log.named(act.connection, "action")),
    )


@action(Right.SEE_LOG, reads_people=_looked_for)
def export_log(act: Act, search: Search) -> tuple[Entry, ...]:
    """Give all entries that are looked for, the newest first."""
    names = _Names(act)
    return tuple(names.entry(line) for line in log.search(act.connection, _wanted(search)))


class _Names:
    """Knows what people and units are called."""

    def __init__(self, act: Act) -> None:
        self._people = {person.id: person.name for person in load_people(act.connection)}
        self._units = {str(unit.id): unit.name for unit in act.units}

    def person(self, id_: str | None) -> str:
        return "" if id_ is None else self._people.get(id_, id_)

    def unit(self, id_: str | None) -> str:
        return "" if id_ is None else self._units.get(id_, id_)

    def entry(self, line: log.Line) -> Entry:
        deed = line.deed
        who = self.person(deed.person)
        return Entry(
            number=line.number,
            day=deed.at.astimezone(TOWN_CLOCK).date(),
            who=who,
            what=deeds.deed(deed.action, who or _NOBODY_IN_PARTICULAR),
            unit=self.unit(deed.unit),
            about=deeds.about(deed.about),
            old=deeds.value(deed.old),
            new=deeds.value(deed.new),
            line=line,
        )


def _wanted(search: Search) -> log.Wanted:
    first = last = None
    if search.day is not None:
        first = datetime.combine(search.day, time(), TOWN_CLOCK)
        last = datetime.combine(search.day + timedelta(days=1), time(), TOWN_CLOCK)
    return log.Wanted(search.person, search.unit, search.action, first, last)


_NOBODY_IN_PARTICULAR = message("Niemand Bestimmtes")
