"""A list of all units of an administration, as somebody writes it, compared with what there is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.model.entries import Code, Entry, Many, Text, Word
from audit.model.messages import Message, message
from audit.model.organisation import Unit, UnitId, UnitKind
from audit.model.problems import Problem, Refused, at_most, did_you_mean
from audit.model.written import short_name

MOST_STAFF = 1_000_000
"""No administration is larger; such a number is a slip of the pen."""


class UnitEntry(Entry):
    """A unit. What is left out stays as it is."""

    id: Code | None = None
    """The permanent short name; without one, a unit is found by its name."""
    name: Text
    kind: Word[UnitKind] | None = None
    """`city`, `division`, `department`, `team` or `staff-unit`; a new unit needs it."""
    parent: str | None = None
    """The short name, or the name, of the unit to which it belongs; only the topmost has none."""
    staff: int | None = None
    """Everybody in the unit and below it."""


class UnitList(Entry):
    """All units of an administration, one after the other."""

    units: Many[UnitEntry]


@dataclass(frozen=True)
class Listed:
    """A unit as a list names it, with the line where it stands."""

    line: int
    id: str
    """Empty where there is none; so is the parent of the first unit of all."""
    name: str
    kind: UnitKind | None
    parent: str
    staff: int | None


@dataclass(frozen=True)
class WrittenList:
    """A list as far as it could be understood."""

    file: str
    listed: tuple[Listed, ...]
    problems: tuple[Problem, ...] = ()
    """What is wrong with single lines."""


@dataclass(frozen=True)
class Changed:
    """A unit that is new, or that a list describes differently."""

    before: Unit | None
    after: Unit

    @property
    def is_renamed(self) -> bool:
        """Whether it gets another name."""
        return self.before is not None and self.before.name != self.after.name

    @property
    def is_moved(self) -> bool:
        """Whether it will belong to another unit."""
        return self.before is not None and self.before.parent != self.after.parent

    @property
    def is_described_anew(self) -> bool:
        """Whether its kind or its head count changes."""
        before, after = self.before, self.after
        return before is not None and (before.kind, before.staff) != (after.kind, after.staff)


@dataclass(frozen=True)
class ListComparison:
    """What a list would change."""

    changed: tuple[Changed, ...]
    missing: tuple[Unit, ...]
    """Open units that the list does not name."""
    same: int
    """How many units it names as they are."""


def compare(written: WrittenList, units: Sequence[Unit]) -> ListComparison:
    """Say what a list would change; raises `Refused` with all reasons why it cannot count.

    The list stands for the whole administration: each unit in it belongs to another one in it.
    """
    listed = written.listed
    comparing = _Comparing(listed, {unit.id: unit for unit in units})
    told = {problem.line for problem in written.problems}
    # What else is odd about a line that was not understood follows from that.
    problems = [*written.problems] + [
        Problem(written.file, line, sentence, hint)
        for line, sentence, hint in comparing.problems()
        if line not in told
    ]
    if problems:
        raise Refused(at_most(sorted(problems, key=lambda problem: problem.line or 0)))
    changed = [one for one in comparing.pairs() if one.before != one.after]
    named = set(comparing.ids)
    missing = tuple(unit for unit in units if unit.is_open and unit.id not in named)
    return ListComparison(tuple(changed), missing, len(listed) - len(changed))


Found = tuple[int | None, Message, Message | None]
"""The line of a problem, what it is, and how to mend it."""


class _Comparing:
    def __init__(self, listed: Sequence[Listed], units: Mapping[UnitId, Unit]) -> None:
        self.listed = listed
        self.units = units
        self.open = {u.name.casefold(): u for u in units.values() if u.is_open}
        self.top = next((unit for unit in self.open.values() if unit.parent is None), None)
        self.ids = self._ids()
        self.lines = dict(zip(self.ids, listed, strict=True))
        self.by_name = {one.name.casefold(): id_ for id_, one in self.lines.items()}
        self.parents = {id_: self._parent(one) for id_, one in self.lines.items()}

    def _ids(self) -> list[UnitId]:
        """Find which unit each line means; a new one without a short name gets one."""
        known = {name: unit.id for name, unit in self.open.items()}
        taken = {*self.units, *(one.id for one in self.listed)}
        found = []
        for one in self.listed:
            id_ = one.id or known.get(one.name.casefold(), "")
            if not id_:
                id_ = short_name(one.name, taken, "einheit")
                taken.add(id_)
            found.append(UnitId(id_))
        return found

    def _parent(self, one: Listed) -> UnitId | None:
        """Find to which unit of the list another one belongs."""
        if one.parent in self.lines:
            return UnitId(one.parent)
        return self.by_name.get(one.parent.casefold()) if one.parent else None

    def pairs(self) -> Iterator[Changed]:
        """Put what there is beside what the list says."""
        for one, id_ in zip(self.listed, self.ids, strict=True):
            before = self.units.get(id_)
            kind, staff = one.kind, one.staff
            if before is not None:
                kind = kind or before.kind
                staff = before.staff if staff is None else staff
            assert kind is not None, "a new unit without a kind was refused"
            yield Changed(before, Unit(id_, one.name, kind, self.parents[id_], staff))

    def problems(self) -> Iterator[Found]:
        """Find what makes the list contradict itself, or what there is."""
        if not self.listed:
            yield None, message("In der Datei steht keine Dienststelle."), None
            return
        yield from self._twins()
        for one, id_ in zip(self.listed, self.ids, strict=True):
            yield from self._wrong_unit(one, id_)
            yield from self._wrong_parent(one, id_)
        yield from self._wrong_top()
        yield from self._rings()

    def _twins(self) -> Iterator[Found]:
        ids, names = Counter(self.ids), Counter(one.name.casefold() for one in self.listed)
        seen: dict[str, int] = {}
        for one, id_ in zip(self.listed, self.ids, strict=True):
            name = one.name.casefold()
            for key, twice, sentence in (
                (f"id {id_}", ids[id_] > 1, _SAME_ID),
                (f"name {name}", names[name] > 1, _SAME_NAME),
            ):
                if twice and key in seen:
                    words = {"id": id_, "name": one.name, "line": seen[key]}
                    yield one.line, Message(sentence.text, words), _TELL_APART
                    break
                seen.setdefault(key, one.line)

    def _wrong_unit(self, one: Listed, id_: UnitId) -> Iterator[Found]:
        before = self.units.get(id_)
        if before is not None and not before.is_open:
            yield (
                one.line,
                message("Der Kurzname „{id}“ gehört einer geschlossenen Dienststelle.", id=id_),
                message("Nehmen Sie einen anderen, oder öffnen Sie diese zuerst wieder."),
            )
        if before is None and one.kind is None:
            yield (
                one.line,
                message("„{name}“ ist neu; es fehlt, was für eine Dienststelle das ist.",
                        name=one.name),
                _KIND,
            )  # fmt: skip
        other = self.open.get(one.name.casefold())
        if other is not None and other.id not in self.lines:
            yield (
                one.line,
                message(
                    "Eine Dienststelle „{name}“ gibt es schon, mit dem Kurznamen „{id}“.",
                    name=other.name,
                    id=other.id,
                ),
                message("Nehmen Sie diesen Kurznamen, oder unterscheiden Sie die Namen."),
            )

    def _wrong_parent(self, one: Listed, id_: UnitId) -> Iterator[Found]:
        if one.parent and self.parents[id_] is None:
            names = [known.name for known in self.listed if known is not one]
            yield (
                one.line,
                message(
                    "„{name}“ gehört zu „{parent}“; das steht nicht in der Datei.",
                    name=one.name,
                    parent=one.parent,
                ),
                did_you_mean(one.parent, [*names, *self.ids]) or _WHOLE,
            )

    def _wrong_top(self) -> Iterator[Found]:
        tops = {id_: one for id_, one in self.lines.items() if not one.parent}
        if not tops:
            yield None, message("Keine Dienststelle der Datei ist die oberste."), _ONE_TOP
            return
        first = next(iter(tops)) if self.top is None or self.top.id not in tops else self.top.id
        if self.top is not None and first != self.top.id:
            yield (
                tops[first].line,
                message("Die oberste Dienststelle ist „{name}“ (Kurzname „{id}“).",
                        name=self.top.name, id=self.top.id),
                message("Sie lässt sich umbenennen, aber nicht auswechseln."),
            )  # fmt: skip
        for id_, one in tops.items():
            if id_ != first:
                sentence = message("Bei „{name}“ fehlt, wozu es gehört.", name=one.name)
                yield one.line, sentence, _ONE_TOP

    def _rings(self) -> Iterator[Found]:
        """Find units that are above themselves; each ring is told once."""
        told: set[UnitId] = set()
        for id_ in self.lines:
            way: list[UnitId] = []
            place: UnitId | None = id_
            while place is not None and place not in way and place not in told:
                way.append(place)
                place = self.parents[place]
            if place in way:
                one = self.lines[place]
                yield (
                    one.line,
                    message("„{name}“ steht unter sich selbst.", name=one.name),
                    message("Bitte prüfen Sie, was wozu gehört."),
                )
            told.update(way)


_SAME_ID = message("Den Kurznamen „{id}“ gibt es schon in Zeile {line}.")
_SAME_NAME = message("Den Namen „{name}“ gibt es schon in Zeile {line}.")
_TELL_APART = message("Bitte unterscheiden Sie die beiden, oder löschen Sie eine der Zeilen.")
_KIND = message("Tragen Sie Fachbereich, Fachdienst, Sachgebiet, Stabsstelle oder Stadt ein.")
_WHOLE = message("Die Datei muss die ganze Verwaltung enthalten.")
_ONE_TOP = message("Genau eine gehört zu keiner anderen, z. B. die Stadt selbst.")
