"""What is asked about a unit: its name, what it is, how many work there, to what it belongs."""

from collections.abc import Sequence

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import MOST_SIGNS_OF_A_NAME, UNIT_KINDS, Unit, UnitId, UnitKind
from audit.model.unit_lists import MOST_STAFF
from audit.service.actions import NotDone
from audit.service.units import add_unit, change_unit
from audit.ui.frame import Page

UNIT = "einheit"
"""Under this name a unit stands in the address."""

NEW = "new-unit"


def ask_for_new(page: Page, units: Sequence[Unit], below: UnitId | None = None) -> None:
    """Ask for a new unit; `below` is chosen beforehand because one comes from there."""
    names = {unit.id: unit.name for unit in units}
    with st.form(NEW):
        _ask(page, NEW, None)
        if names and below is None:
            st.selectbox(
                page.label(message("Gehört zu")),
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=f"{NEW}-parent",
                placeholder=page.say(message("Bitte wählen")),
            )
        st.form_submit_button(
            page.label(message("Dienststelle hinzufügen")),
            on_click=_add,
            args=(page, below),
        )


def ask_for_changes(page: Page, unit: Unit) -> None:
    """Ask what is to be written about a unit from now on."""
    key = f"unit-{unit.id}"
    with st.form(key):
        _ask(page, key, unit)
        st.form_submit_button(
            page.label(message("Angaben speichern")), on_click=_change, args=(page, unit.id)
        )


def choose_unit(page: Page, label: str, units: Sequence[Unit], key: str) -> Unit | None:
    """Let choose a unit; None until one is chosen."""
    found = {unit.id: unit for unit in units}
    chosen: UnitId | None = st.selectbox(
        label,
        list(found),
        index=None,
        format_func=lambda unit: found[unit].name,
        key=key,
        placeholder=page.say(message("Bitte wählen")),
    )
    return found.get(chosen) if chosen is not None else None


def _ask(page: Page, key: str, unit: Unit | None) -> None:
    kinds = list(UnitKind)
    st.text_input(
        page.label(message("Name der Dienststelle")),
        value="" if unit is None else unit.name,
        max_chars=MOST_SIGNS_OF_A_NAME,
        key=f"{key}-name",
    )
    st.selectbox(
        page.label(message("Art")),
        kinds,
        index=None if unit is None else kinds.index(unit.kind),
        format_func=lambda kind: page.label(UNIT_KINDS[kind]),
        key=f"{key}-kind-{page.language}",
        placeholder=page.say(message("Bitte wählen")),
    )
    st.number_input(
        page.label(message("Beschäftigte, mit allem darunter; unbekannt bleibt leer")),
        min_value=0,
        max_value=MOST_STAFF,
        value=None if unit is None else unit.staff,
        step=1,
        key=f"{key}-staff",
    )


def _said(page: Page, key: str) -> tuple[str, UnitKind, int | None]:
    state = st.session_state
    kind: UnitKind | None = state[f"{key}-kind-{page.language}"]
    if kind is None:
        raise NotDone(message("Bitte wählen Sie die Art der Dienststelle."))
    return state[f"{key}-name"], kind, state[f"{key}-staff"]


def _add(page: Page, below: UnitId | None) -> None:
    state = st.session_state
    with page.trying():
        name, kind, staff = _said(page, NEW)
        parent: UnitId | None = below or state.get(f"{NEW}-parent")
        add_unit(page.house, page.caller, name, kind, parent, staff)
        page.tell(message("Die Dienststelle ist hinzugefügt."))
        state[f"{NEW}-name"] = ""
        state[f"{NEW}-kind-{page.language}"] = state[f"{NEW}-staff"] = None
        if f"{NEW}-parent" in state:
            state[f"{NEW}-parent"] = None


def _change(page: Page, unit: UnitId) -> None:
    with page.trying():
        change_unit(page.house, page.caller, unit, *_said(page, f"unit-{unit}"))
        page.tell(message("Die Angaben sind gespeichert."))
