"""Many people from a file: looked at first, then let in, all of them or nobody.

A row names somebody and one office; whoever has several stands in several rows. Nobody loses
anything by a file: whoever is here already gets the offices that they lack.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.files.lists import Row, read_list
from audit.model.accounts import sign_in_name
from audit.model.messages import Message, message
from audit.model.organisation import ROLES, Office, Role, Unit, UnitId
from audit.model.problems import Problem, Refused, at_most, did_you_mean
from audit.service.account_letters import Change, tell
from audit.service.actions import Act, NotDone, action
from audit.service.people import (
    Handed,
    checked_name,
    checked_sign_in_name,
    enter,
    said,
)
from audit.service.rights import NEEDS_A_UNIT, Right
from audit.service.uploads import File, Purpose, keep, kept, taken
from audit.store import accounts as store
from audit.store import people as who
from audit.store.organisation import load_person

PEOPLE_FILE = Purpose("personen", most=1_000_000)

MOST_ROWS = 1_000
"""More people than that a city lets in by its directory."""

HEADS = {"name": "Name", "account": "Anmeldename", "role": "Aufgabe", "unit": "Bereich"}
"""The columns of the file; without the last two nobody gets an office."""

OFFERED = {
    **{role.value: role for role in Role if role is not Role.GUEST},
    **{said.text.casefold(): role for role, said in ROLES.items() if role is not Role.GUEST},
}


@dataclass(frozen=True)
class Listed:
    """Somebody as the file names them."""

    line: int
    """Of their first row."""
    name: str
    account: str
    offices: tuple[Office, ...]
    """What they get; whoever is here already, what they lack."""
    person: str | None = None
    """Who it is, if they are here already."""


@dataclass(frozen=True)
class Preview:
    """What a file would do, or why it cannot count."""

    file: str
    problems: tuple[Problem, ...]
    listed: tuple[Listed, ...]
    units: tuple[Unit, ...]

    @property
    def new(self) -> tuple[Listed, ...]:
        """Whoever would be let in."""
        return tuple(one for one in self.listed if one.person is None)

    @property
    def more(self) -> tuple[Listed, ...]:
        """Whoever is here and would get offices."""
        return tuple(one for one in self.listed if one.person is not None and one.offices)

    @property
    def same(self) -> int:
        """How many are here already, with all that the file gives them."""
        return len(self.listed) - len(self.new) - len(self.more)


@action(Right.KEEP_PEOPLE, writes=True)
def bring_in(act: Act, about: str, file: File) -> str:
    """Keep a file until somebody has decided about it, and return its id."""
    return keep(act, PEOPLE_FILE, file, about)


@action(Right.KEEP_PEOPLE)
def preview(act: Act, upload: str) -> Preview:
    """Say what a file would do. Raises `NotDone` when it is gone."""
    return _read(act, kept(act, PEOPLE_FILE, upload))


@action(Right.KEEP_PEOPLE, writes=True)
def take_over(act: Act, upload: str, seen: Preview) -> tuple[Handed, ...]:
    """Do what was seen, let go of the file, and return the codes of the new people.

    Raises `NotDone`, and changes nothing, when it would do something else by now.
    """
    store.hold_accounts(act.connection)
    found = _read(act, taken(act, PEOPLE_FILE, upload))
    if found.problems or found != seen:
        raise NotDone(
            message(
                "Personen oder Bereiche wurden gerade geändert. Es ist noch nichts übernommen: "
                "Bitte sehen Sie die Vorschau noch einmal durch."
            )
        )
    for one in found.more:
        _give(act, one.person or "", one.offices)
    return tuple(enter(act, one.name, one.account, one.offices) for one in found.new)


def _give(act: Act, person: str, offices: Sequence[Office]) -> None:
    before = who.load_offices_given_here(act.connection).get(person, ())
    held = (*before, *offices)
    who.set_offices(act.connection, person, held)
    act.record(f"person {person}", old=said(before), new=said(held))
    tell(act.house.settings, act.connection, person, Change.OFFICES, act.now)


def _read(act: Act, file: File) -> Preview:
    units = tuple(act.open_units)
    try:
        rows = read_list(file.content, file.name, HEADS, ("name", "account"))
        if len(rows) > MOST_ROWS:
            sentence = message("Die Datei hat mehr als {most} Zeilen.", most=MOST_ROWS)
            raise Refused([Problem(file.name, None, sentence)])
    except Refused as refused:
        return Preview(file.name, refused.problems, (), units)
    reading = _Reading(act, file.name, units)
    return Preview(file.name, *reading.result(rows), units)


class _Reading:
    """A file being understood; what is wrong is collected."""

    def __init__(self, act: Act, file: str, units: Sequence[Unit]) -> None:
        self.act = act
        self.file = file
        self.units = units
        self.problems: list[Problem] = []

    def result(self, rows: Sequence[Row]) -> tuple[tuple[Problem, ...], tuple[Listed, ...]]:
        """Put the rows of each person together."""
        by_account: dict[str, list[Row]] = {}
        for row in rows:
            by_account.setdefault(sign_in_name(row["account"]), []).append(row)
        listed = [self._listed(some) for some in by_account.values()]
        problems = sorted(self.problems, key=lambda problem: problem.line or 0)
        found = () if problems else tuple(one for one in listed if one is not None)
        return tuple(at_most(problems)), found

    def _note(self, row: Row, sentence: Message, hint: Message | None = None) -> None:
        self.problems.append(Problem(self.file, row.line, sentence, hint))

    def _listed(self, rows: list[Row]) -> Listed | None:
        """Read the rows with one sign-in name."""
        first, *others = rows
        if not first["account"]:
            for row in rows:
                self._note(row, message("Hier fehlt der Anmeldename."))
            return None
        try:
            name = checked_name(first["name"])
            known = store.account_named(self.act.connection, sign_in_name(first["account"]))
            itself = None if known is None else known.person
            account = checked_sign_in_name(self.act, first["account"], itself)
        except NotDone as refusal:
            self._note(first, refusal.sentence)
            return None
        for row in others:
            if row["name"] != first["name"]:
                self._note(row, _another_name(account, first["name"], first.line), _ONE_EACH)
        offices = tuple(dict.fromkeys(office for row in rows for office in self._offices(row)))
        if itself is None:
            return Listed(first.line, name, account, offices)
        person = load_person(self.act.connection, itself)
        if person is None or person.name != name:
            self._note(first, _taken_by(account, "" if person is None else person.name), _ONE_EACH)
        elif known is not None and not known.active:
            self._note(first, message("„{name}“ ist deaktiviert.", name=name), _LET_IN_FIRST)
        held = () if person is None else person.offices
        lacking = tuple(office for office in offices if office not in held)
        return Listed(first.line, name, account, lacking, itself)

    def _offices(self, row: Row) -> list[Office]:
        """Read the office of a row; a list of one, or of none."""
        if not row["role"]:
            if row["unit"]:
                self._note(row, message("Hier steht ein Bereich, aber keine Aufgabe."))
            return []
        role = OFFERED.get(row["role"].casefold())
        if role is None:
            words = [ROLES[one].text for one in Role if one is not Role.GUEST]
            known = message("Möglich sind: {roles}.", roles=", ".join(words))
            sentence = message("Die Aufgabe „{name}“ gibt es nicht.", name=row["role"][:60])
            self._note(row, sentence, did_you_mean(row["role"], words) or known)
            return []
        if role not in NEEDS_A_UNIT:
            if row["unit"]:
                self._note(row, _for_all(row["role"]))
            return [Office(role)]
        unit = self._unit(row)
        return [] if unit is None else [Office(role, unit)]

    def _unit(self, row: Row) -> UnitId | None:
        """Find a unit by its short name, or by its name if only one is called so."""
        written = row["unit"].casefold()
        if not written:
            self._note(row, message("Zur Aufgabe „{name}“ gehört ein Bereich.", name=row["role"]))
            return None
        found = [unit.id for unit in self.units if unit.id == written]
        found = found or [unit.id for unit in self.units if unit.name.casefold() == written]
        match found:
            case [unit]:
                return unit
            case []:
                sentence = message("Den Bereich „{name}“ gibt es nicht.", name=row["unit"][:60])
                names = [unit.name for unit in self.units]
                self._note(row, sentence, did_you_mean(row["unit"], names))
            case _:
                several = message(
                    "„{name}“ heißen mehrere Bereiche. Bitte schreiben Sie den Kurznamen: {ids}.",
                    name=row["unit"],
                    ids=", ".join(found),
                )
                self._note(row, several)
        return None


def _another_name(account: str, name: str, line: int) -> Message:
    return message(
        "„{account}“ gehört in Zeile {line} zu „{name}“.", account=account, name=name, line=line
    )


def _taken_by(account: str, name: str) -> Message:
    return message("Mit „{account}“ meldet sich schon {name} an.", account=account, name=name)


def _for_all(role: str) -> Message:
    return message(
        "Die Aufgabe „{name}“ gilt für die ganze Verwaltung; bitte nennen Sie keinen Bereich.",
        name=role,
    )


_ONE_EACH = message("Jede Person braucht einen eigenen Anmeldenamen.")
_LET_IN_FIRST = message("Lassen Sie die Person zuerst unter „Personen“ wieder zu.")
