"""Lists of units as files: read from CSV (also from a German Excel) or YAML, written as CSV."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from pydantic import ValidationError

from audit.files.characters import in_one_line
from audit.files.form import form_findings
from audit.files.lists import Row, read_list
from audit.files.log_files import as_csv, as_typed
from audit.files.strict_yaml import read_yaml
from audit.model.entries import CODE_PATTERN
from audit.model.messages import Message, message
from audit.model.organisation import MOST_SIGNS_OF_A_NAME, UNIT_KINDS, Unit, UnitKind
from audit.model.problems import Problem, Refused, at_most, did_you_mean
from audit.model.unit_lists import MOST_STAFF, Listed, UnitList, WrittenList
from audit.model.written import cleaned_line, too_long

MOST_UNITS = 5_000
"""Many times the largest city; a longer list is another file."""

HEADS: Mapping[str, str] = {
    "id": "Kurzname",
    "name": "Name",
    "kind": "Art",
    "parent": message("gehört zu").text,
    "staff": message("Beschäftigte").text,
}
"""The columns of a CSV file, German in any language; the names of the YAML format are understood as
well."""


def read_units(data: bytes, file: str) -> WrittenList:
    """Read a list of units by its ending. Raises `Refused` when it cannot be read as a whole."""
    ending = PurePath(file).suffix.casefold()
    if ending in {".yaml", ".yml"}:
        return _checked(file, _read_yaml(data, file))
    if ending == ".csv":
        return _read_csv(data, file)
    raise Refused([Problem(file, None, message("Die Datei muss auf .csv oder .yaml enden."))])


def write_units(units: Iterable[Unit]) -> bytes:
    """Write units as CSV, so that they can be read again."""
    rows = (
        [
            unit.id,
            unit.name,
            UNIT_KINDS[unit.kind].text,
            unit.parent or "",
            "" if unit.staff is None else str(unit.staff),
        ]
        for unit in units
    )
    return as_csv(list(HEADS.values()), rows)


def _read_yaml(data: bytes, file: str) -> Iterator[Listed]:
    document = read_yaml(data, file)
    try:
        written = UnitList.model_validate(document.root)
    except ValidationError as error:
        problems = [
            Problem(file, document.line_of(one.location), one.sentence, one.hint)
            for one in form_findings(error, UnitList)
        ]
        raise Refused(at_most(problems)) from None
    for at, unit in enumerate(written.units):
        yield Listed(
            document.line_of(("units", at)),
            unit.id or "",
            cleaned_line(unit.name),
            unit.kind,
            cleaned_line(unit.parent or ""),
            unit.staff,
        )


def _read_csv(data: bytes, file: str) -> WrittenList:
    problems: list[Problem] = []
    rows = read_list(data, file, HEADS, ("name", "parent"))
    return _checked(file, [_Row(file, row, problems).listed() for row in rows], problems)


@dataclass(frozen=True)
class _Row:
    """One line of a CSV file, being understood."""

    file: str
    row: Row
    problems: list[Problem]

    def note(self, sentence: Message, hint: Message | None = None) -> None:
        """Remember what is wrong with it."""
        self.problems.append(Problem(self.file, self.row.line, sentence, hint))

    def listed(self) -> Listed:
        """Understand it; what is wrong is noted and left out."""
        id_ = self._cell("id")
        if id_ and not re.fullmatch(CODE_PATTERN, id_):
            self.note(
                message("„{id}“ kann kein Kurzname sein.", id=in_one_line(id_)),
                message(
                    "Nehmen Sie kleine Buchstaben, Ziffern und Bindestriche, ohne Leerzeichen."
                ),
            )
        name, parent = self._cell("name"), self._cell("parent")
        return Listed(self.row.line, id_, name, self._kind(), parent, self._staff())

    def _cell(self, column: str) -> str:
        return as_typed(self.row[column])

    def _kind(self) -> UnitKind | None:
        written = self._cell("kind")
        known = {said.text.casefold(): kind for kind, said in UNIT_KINDS.items()}
        known |= {kind.value: kind for kind in UnitKind}
        if written and written.casefold() not in known:
            words = [said.text for said in UNIT_KINDS.values()]
            self.note(
                message("„{kind}“ ist keine Art von Dienststelle.", kind=in_one_line(written)),
                did_you_mean(written, words)
                or message("Möglich sind: {words}.", words=", ".join(words)),
            )
        return known.get(written.casefold())

    def _staff(self) -> int | None:
        written = self._cell("staff")
        if not written:
            return None
        if not (written.isascii() and written.isdecimal() and len(written) <= 9):
            self.note(
                message(
                    "„{number}“ ist keine Zahl von Beschäftigten.", number=in_one_line(written)
                ),
                message("Schreiben Sie nur Ziffern, ohne Punkt; unbekannt bleibt leer."),
            )
            return None
        return int(written)


def _checked(file: str, listed: Iterable[Listed], problems: Iterable[Problem] = ()) -> WrittenList:
    """Look at what both ways of writing have in common."""
    found, problems = tuple(listed), list(problems)
    if len(found) > MOST_UNITS:
        sentence = message("Die Datei hat mehr als {most} Dienststellen.", most=MOST_UNITS)
        raise Refused([Problem(file, None, sentence)])
    for one in found:
        wrong = too_long(one.name, MOST_SIGNS_OF_A_NAME) if one.name else _NO_NAME
        if wrong:
            problems.append(Problem(file, one.line, wrong))
        if one.staff is not None and not 0 <= one.staff <= MOST_STAFF:
            problems.append(Problem(file, one.line, _STAFF))
    return WrittenList(file, found, tuple(problems))


_NO_NAME = message("Hier fehlt der Name der Dienststelle.")
_STAFF = message("Bitte prüfen Sie die Zahl der Beschäftigten.")
