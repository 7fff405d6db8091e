"""Lists from files: whatever stands in a cell is a name or a mistake, and never anything else."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

import pytest

from audit.files.log_files import as_csv
from audit.files.unit_files import write_units
from audit.model.written import cleaned_line
from audit.service import people_lists, unit_lists
from audit.service.actions import Caller
from audit.service.house import House
from audit.service.units import organisation
from audit.service.uploads import File
from tests.hostile import LINES, TEXTS
from tests.service.accounts import caller, give_account, inside, real
from tests.service.test_injection import starts_a_formula
from tests.service.town import ARNO, UNITS, Town

NAMES = [cleaned_line(text) for text in TEXTS]
DIFFERENT = list(dict.fromkeys(NAMES))
"""Units have different names; a blank in front makes no other one."""
PEOPLE_HEADS, UNITS_HEADS = (
    ["Name", "Anmeldename", "Aufgabe", "Bereich"],
    ["Kurzname", "Name", "Art", "gehört zu", "Beschäftigte"],
)


Admin = tuple[House, Caller]


@pytest.fixture
def admin(town: Town) -> Admin:
    give_account(town, ARNO)
    return real(town), caller(town, inside(town, ARNO))


@pytest.fixture
def admin_in_a_file(town_in_a_file: Town) -> Admin:
    give_account(town_in_a_file, ARNO)
    return real(town_in_a_file), caller(town_in_a_file, inside(town_in_a_file, ARNO))


def written(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table as any program would, which protects nothing."""
    table = io.StringIO()
    csv.writer(table, delimiter=";").writerows([heads, *rows])
    return table.getvalue().encode()


def cells(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))


def test_people_are_called_as_the_file_says_and_so_they_leave(town: Town, admin: Admin) -> None:
    rows = [[text, f"person-{number}", "", ""] for number, text in enumerate(TEXTS)]
    file = File("personen.csv", written(PEOPLE_HEADS, rows))
    upload = people_lists.bring_in(*admin, "", file)
    seen = people_lists.preview(*admin, upload)
    assert seen.problems == ()
    assert [one.name for one in seen.new] == NAMES
    handed = people_lists.take_over(*admin, upload, seen)
    kept = town.rows("SELECT p.name, a.name FROM people p JOIN accounts a ON a.person = p.id")
    assert {(name, f"person-{number}") for number, name in enumerate(NAMES)} <= set(kept)
    codes = cells(as_csv(PEOPLE_HEADS, [[one.person, one.name, one.code] for one in handed]))
    assert [row[0].removeprefix("'") for row in codes[1:]] == [
        name.removeprefix("'") for name in NAMES
    ]
    assert not [cell for row in codes for cell in row if starts_a_formula(cell)]


def test_units_are_called_as_the_file_says_and_leave_as_they_can_come_again(
    admin: Admin,
) -> None:
    own = [[u.id, u.name, "", u.parent or "", ""] for u in UNITS]
    new = [[f"u-{n}", text, "Fachdienst", "city", ""] for n, text in enumerate(DIFFERENT)]
    file = File("Liste.csv", written(UNITS_HEADS, [*own, *new]))
    upload = unit_lists.bring_in(*admin, "", file)
    found = unit_lists.preview(*admin, upload).found
    assert found is not None
    assert [one.after.name for one in found.changed] == DIFFERENT
    unit_lists.take_over(*admin, upload, found, close_missing=False)
    units = organisation(*admin).open_units
    assert {unit.name for unit in units} >= set(NAMES)
    left = write_units(units)
    assert not [cell for row in cells(left) for cell in row if starts_a_formula(cell)]
    again = unit_lists.bring_in(*admin, "", File("Liste.csv", left))
    same = unit_lists.preview(*admin, again).found
    assert same is not None
    assert (same.changed, same.missing, same.same) == ((), (), len(UNITS) + len(DIFFERENT))


def reader_refuses(name: str) -> bool:
    """Tell whether a name is refused in YAML, for its heap of accents."""
    return "\u0335" in name


def test_units_from_yaml_are_called_as_the_file_says(admin_in_a_file: Admin) -> None:
    admin = admin_in_a_file
    own = [{"id": str(u.id), "name": u.name, **({"parent": str(u.parent)} if u.parent else {})}
           for u in UNITS]  # fmt: skip
    names = [name for name in DIFFERENT if not reader_refuses(name)]
    new = [
        {"id": f"u-{n}", "name": name, "kind": "department", "parent": "city"}
        for n, name in enumerate(names)
    ]
    content = json.dumps({"units": [*own, *new]}, ensure_ascii=False)  # JSON is YAML
    upload = unit_lists.bring_in(*admin, "", File("Liste.yaml", content.encode()))
    seen = unit_lists.preview(*admin, upload)
    assert seen.problems == ()
    assert seen.found is not None
    assert [one.after.name for one in seen.found.changed] == names


def test_what_is_no_name_is_a_mistake_in_a_line_that_shows_it(admin_in_a_file: Admin) -> None:
    for text in (*TEXTS, *LINES):
        mistakes_are_shown(admin_in_a_file, text)


def mistakes_are_shown(admin: Admin, text: str) -> None:
    """As an office, a unit, a kind, a number, a head, or the name of the file itself."""
    shown = " ".join(text.split())[:30]
    for heads, row in (
        (PEOPLE_HEADS, ["Nina", "nina", text, ""]),
        (PEOPLE_HEADS, ["Nina", "nina", "Leitung", text]),
        ([*PEOPLE_HEADS[:3], text], ["Nina", "nina", "", "x"]),
    ):
        upload = people_lists.bring_in(*admin, "", File(text, written(heads, [row])))
        said = [one.show() for one in people_lists.preview(*admin, upload).problems]
        is_in_lines_that_show_it(said, shown)
    for heads, row in (
        (UNITS_HEADS, ["city", "Musterstadt", text, "", ""]),
        (UNITS_HEADS, ["city", "Musterstadt", "Stadt", "", text]),
        (UNITS_HEADS, [text, "Musterstadt", "Stadt", "", ""]),
        ([*UNITS_HEADS[:4], text], ["city", "Musterstadt", "Stadt", "", "x"]),
    ):
        file = File(f"{text}.csv", written(heads, [row]))
        upload = unit_lists.bring_in(*admin, "", file)
        seen = unit_lists.preview(*admin, upload)
        if text == "007" and row[4] == text:
            continue  # seven people
        is_in_lines_that_show_it([one.show() for one in seen.problems], shown)


def is_in_lines_that_show_it(said: Sequence[str], shown: str) -> None:
    """A mistake has a line, and perhaps one with a hint; no cell adds another."""
    assert said
    assert all(len(one.splitlines()) <= 2 for one in said)
    assert any(shown in one for one in said), (said, shown)
