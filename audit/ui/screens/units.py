"""The administration as a tree: all units, what changes it from a file, and the file itself."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import UNIT_KINDS, Role, Unit, UnitId
from audit.service.unit_lists import UNITS_FILE
from audit.service.units import Organisation, organisation
from audit.ui.downloads import UNITS, offer
from audit.ui.frame import Page, Screen
from audit.ui.lists import Line, line_html
from audit.ui.unit_form import UNIT, ask_for_new
from audit.ui.uploads import upload_form


def show(page: Page) -> None:
    """Show the tree, and the ways to change it."""
    found = organisation(page.house, page.caller)
    if not found.open_units:
        _begin(page, found)
        return
    page.write(
        message(
            "Was hier geändert wird, gilt von heute an. Erhebungsrunden, die schon eröffnet sind, "
            "zeigen jede Dienststelle weiter so, wie sie bei der Eröffnung war."
        )
    )
    page.write(message("{count} Dienststellen", count=len(found.open_units)))
    st.html(_tree(page, found.open_units))
    _show_new(page, found)
    _show_file(page)
    _show_closed(page, found)


def _begin(page: Page, found: Organisation) -> None:
    """Say to a town that has just started what comes first."""
    page.write(
        message(
            "Noch ist keine Dienststelle eingetragen. Am schnellsten geht es mit einer Datei; oder "
            "Sie beginnen hier mit der obersten, z. B. der Stadt."
        )
    )
    _show_file(page)
    _show_new(page, found)


def _tree(page: Page, units: Sequence[Unit]) -> str:
    """Write the units as lists within lists; each name leads to its own page."""
    below: dict[UnitId | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent, []).append(unit)
    label = escape(page.say(SCREEN.title))

    def branch(parent: UnitId | None) -> str:
        lines = (f"<li>{_line(page, unit)}{branch(unit.id)}</li>" for unit in below.get(parent, ()))
        name = f' aria-label="{label}"' if parent is None else ""
        return f"<ul{name}>{''.join(lines)}</ul>" if parent in below else ""

    return f'<div class="tree">{branch(None)}</div>'


def _line(page: Page, unit: Unit) -> str:
    said = [page.say(UNIT_KINDS[unit.kind])]
    if unit.staff is not None:
        said.append(page.say(message("{count} Beschäftigte", count=unit.staff)))
    return line_html(page, Line(unit.name, "dienststelle", {UNIT: unit.id}, said))


def _show_new(page: Page, found: Organisation) -> None:
    st.header(page.label(message("Dienststelle hinzufügen")), anchor=False)
    ask_for_new(page, found.open_units)


def _show_file(page: Page) -> None:
    st.header(page.label(message("Aus einer Datei übernehmen")), anchor=False)
    page.write(
        message(
            "Die Datei enthält die ganze Verwaltung, als CSV oder YAML. Zuerst sehen Sie, was sie "
            "ändern würde; übernommen wird erst, wenn Sie es bestätigen."
        )
    )
    offer(page, UNITS, message("Dienststellen von heute herunterladen (CSV)"))
    upload_form(page, UNITS_FILE, message("Datei mit Dienststellen"), accept=".csv,.yaml,.yml")


def _show_closed(page: Page, found: Organisation) -> None:
    closed = [unit for unit in found.units if not unit.is_open]
    if not closed:
        return
    names = {unit.id: unit.name for unit in found.units}
    st.header(page.label(message("Geschlossene Dienststellen")), anchor=False)
    for unit in closed:
        page.link("dienststelle", _past(page, unit, names), **{UNIT: unit.id})


def _past(page: Page, unit: Unit, names: dict[UnitId, str]) -> Message:
    assert unit.closed_on is not None, "only closed units are listed here"
    day = page.day(unit.closed_on)
    if unit.merged_into is None:
        return message("{name}, geschlossen am {day}", name=unit.name, day=day)
    return message(
        "{name}, am {day} aufgegangen in: {into}",
        name=unit.name,
        day=day,
        into=names[unit.merged_into],
    )


SCREEN = Screen(
    "dienststellen",
    message("Dienststellen"),
    frozenset({Role.ADMIN}),
    show,
    says=message("Die Verwaltung als Baum: ergänzen, umbenennen, verschieben, schließen."),
)
