"""One unit: what is written about it, and what becomes of it."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import UNIT_KINDS, Role, Unit
from audit.service.units import Organisation, organisation
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.unit_changes import offer_to_close, offer_to_merge, offer_to_move, offer_to_reopen
from audit.ui.unit_form import UNIT, ask_for_changes, ask_for_new


def show(page: Page) -> None:
    """Show the unit that the address names; without one, say where to choose."""
    found = organisation(page.house, page.caller)
    unit = found.unit(st.query_params.get(UNIT, ""))
    if unit is None:
        page.write(message("Bitte wählen Sie zuerst eine Dienststelle."))
        page.link("dienststellen", message("Zu den Dienststellen"))
        return
    page.link("dienststellen", message("Zu den Dienststellen"))
    st.header(plain(unit.name), anchor=False)
    _show_place(page, found, unit)
    if not unit.is_open:
        offer_to_reopen(page, found, unit)
    else:
        st.subheader(page.label(message("Angaben")), anchor=False)
        ask_for_changes(page, unit)
        st.subheader(page.label(message("Dienststelle darunter hinzufügen")), anchor=False)
        ask_for_new(page, found.open_units, unit.id)
        if unit.parent is not None:
            offer_to_move(page, found, unit)
            offer_to_merge(page, found, unit)
            offer_to_close(page, unit)
    _show_past(page, found, unit)


def _show_place(page: Page, found: Organisation, unit: Unit) -> None:
    """Say where a unit stands, what is below it, and by which short name files know it."""
    parent = None if unit.parent is None else found.unit(unit.parent)
    below = [one.name for one in found.open_units if one.parent == unit.id]
    if parent is not None:
        page.write(message("Gehört zu: {name}", name=parent.name))
    if below:
        page.write(message("Darunter: {names}", names=", ".join(below)))
    page.write(message("Kurzname in Dateien: {id}", id=unit.id))


def _show_past(page: Page, found: Organisation, unit: Unit) -> None:
    past = found.past.get(unit.id, ())
    if not past:
        return
    names = {one.id: one.name for one in found.units}
    st.subheader(page.label(message("Früher")), anchor=False)
    lines = []
    for before in past:
        told = [before.unit.name, page.say(UNIT_KINDS[before.unit.kind])]
        if before.unit.parent is not None:
            above = names[before.unit.parent]
            told.append(page.say(message("gehörte zu: {name}", name=above)))
        if before.unit.staff is not None:
            told.append(page.say(message("{count} Beschäftigte", count=before.unit.staff)))
        until = page.say(message("bis {day}", day=page.day(before.until)))
        lines.append(f"- {plain(until)}: {plain(', '.join(told))}")
    st.markdown("\n".join(lines))


SCREEN = Screen(
    "dienststelle", message("Dienststelle"), frozenset({Role.ADMIN}), show, listed=False
)
