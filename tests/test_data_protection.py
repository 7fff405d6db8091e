"""Rights, periods, tables and tests on the data-protection pages are those of the program."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli.commands import app
from audit.model.organisation import Role
from audit.model.retention import PERIODS
from audit.service.rights import RIGHTS, RIGHTS_OVER_ONESELF, Reach, Right
from audit.store.schema import metadata

HOME = Path(__file__).parents[1]
FOLDER = HOME / "docs" / "data-protection"
PAGES = sorted(FOLDER.glob("*.md"))
DRAFT = "**Entwurf, vor Ort zu bestätigen.**"

ROLES = {
    "Leitung": Role.HEAD,
    "Beauftragte": Role.DELEGATE,
    "Lenkungsgruppe": Role.STEERING,
    "Personalentwicklung": Role.PERSONNEL,
    "Projektgruppe": Role.PROJECT,
    "Rat": Role.COUNCIL,
    "Systemverwaltung": Role.ADMIN,
    "Teilnahme über Link": Role.GUEST,
}
REACHES = {"eigene": Reach.OWN, "alle": Reach.ALL, "Link": Reach.LINK, "–": None}


def text_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def rows_of(text: str, first: str) -> Iterator[dict[str, str]]:
    """List the rows of the table whose first column has this name."""
    lines = text[text.index(f"| {first} |") :].split("\n\n", maxsplit=1)[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    for row in cells[2:]:
        yield dict(zip(cells[0], row, strict=True))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_says_that_it_is_a_draft(page: Path) -> None:
    lines = [line for line in text_of(page.name).splitlines() if line]
    assert lines[0].startswith("# ")
    assert lines[1].startswith(DRAFT)


def test_who_sees_what_is_what_the_table_of_rights_says() -> None:
    said = {
        row["Recht im Programm"].strip("`"): {
            role: REACHES[row[column]] for column, role in ROLES.items()
        }
        for row in rows_of(text_of("wer-sieht-was.md"), "Was")
    }
    everywhere = {right for right in Right if right not in RIGHTS_OVER_ONESELF}
    assert said == {
        right.name: {role: RIGHTS[role].get(right) for role in RIGHTS} for right in everywhere
    }


def test_what_everybody_may_do_for_themselves_is_named() -> None:
    named = set(re.findall(r"`([A-Z_]+)`\)", text_of("wer-sieht-was.md")))
    assert named == {right.name for right in RIGHTS_OVER_ONESELF}


def test_the_periods_are_those_of_the_settings() -> None:
    said = {
        row["Klasse"].strip("`"): int(row["Tage"])
        for row in rows_of(text_of("loeschkonzept.md"), "Klasse")
    }
    assert said == {period.name: period.days for period in PERIODS}


def test_no_table_of_the_database_is_forgotten() -> None:
    rows = rows_of(text_of("loeschkonzept.md"), "Tabelle")
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row["Tabelle"])]
    assert sorted(named) == sorted(metadata.tables)


def test_each_measure_of_the_program_names_a_test_that_exists() -> None:
    named = [row["Geprüft in"].strip("`") for row in rows_of(text_of("massnahmen.md"), "Ziel")]
    assert named
    for name in named:
        file, _, test = name.partition("::")
        written = (HOME / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", written, re.MULTILINE), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_link_and_each_command_leads_somewhere(page: Path) -> None:
    text = text_of(page.name)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (FOLDER / target).is_file(), target
    for command in re.findall(r"python -m audit (\w+)", text):
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0, command
