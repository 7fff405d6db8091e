"""My access points: register them, rename them, close them."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import (
    CHANNELS,
    MOST_SIGNS_OF_A_NAME,
    AccessPoint,
    Channel,
    Role,
    Unit,
    UnitId,
)
from audit.service.access_points import change, own_doors, register
from audit.service.actions import NotDone
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain

NEW = "new-door"


def show(page: Page) -> None:
    """List the doors of each unit, and offer to add one."""
    page.write(
        message(
            "Ein Zugang ist jede Tür zu Ihrem Bereich: ein Schalter, eine Sprechstunde, eine "
            "Telefonnummer, eine Internetseite. Für jeden Zugang gibt es einen eigenen Bogen."
        )
    )
    doors = own_doors(page.house, page.caller)
    for unit in doors.units:
        own = [door for door in doors.access_points if door.unit == unit.id]
        if own:
            st.header(plain(unit.name), anchor=False)
            for door in own:
                _show(page, door)
    if not doors.access_points:
        page.write(message("Noch ist kein Zugang eingetragen. Tragen Sie unten den ersten ein."))
    _show_new(page, doors.units)


def _show(page: Page, door: AccessPoint) -> None:
    state = page.label(message(" (geschlossen)")) if door.closed else ""
    with st.expander(f"{plain(door.name)} – {page.label(CHANNELS[door.channel])}{state}"):
        key = f"door-{door.id}"
        with st.form(key, border=False):
            st.text_input(
                page.label(message("Name")),
                value=door.name,
                max_chars=MOST_SIGNS_OF_A_NAME,
                key=f"{key}-name",
            )
            st.text_input(
                page.label(message("Anschrift, Telefonnummer oder Internetadresse")),
                value=door.note,
                max_chars=500,
                key=f"{key}-note",
            )
            st.checkbox(
                page.label(message("Diesen Zugang gibt es nicht mehr")),
                value=door.closed,
                key=f"{key}-closed",
            )
            st.form_submit_button(
                page.label(message("Änderung speichern")), on_click=_change, args=(page, door.id)
            )


def _change(page: Page, door: int) -> None:
    state, key = st.session_state, f"door-{door}"
    with page.trying():
        change(
            page.house,
            page.caller,
            door,
            state[f"{key}-name"],
            state[f"{key}-note"],
            closed=state[f"{key}-closed"],
        )
        page.tell(message("Der Zugang ist gespeichert."))


def _show_new(page: Page, units: tuple[Unit, ...]) -> None:
    st.header(page.label(message("Zugang eintragen")), anchor=False)
    names = {unit.id: unit.name for unit in units}
    with st.form(NEW, clear_on_submit=False):
        st.selectbox(
            page.label(message("Bereich")),
            list(names),
            index=0 if len(names) == 1 else None,
            format_func=names.__getitem__,
            key=f"{NEW}-unit",
            placeholder=page.say(message("Bitte wählen")),
        )
        st.radio(
            page.label(message("Wie erreichen die Menschen Sie hier?")),
            list(Channel),
            index=None,
            format_func=lambda channel: page.label(CHANNELS[channel]),
            key=f"{NEW}-channel-{page.language}",
        )
        st.text_input(
            page.label(message("Name")), max_chars=MOST_SIGNS_OF_A_NAME, key=f"{NEW}-name"
        )
        st.text_input(
            page.label(message("Anschrift, Telefonnummer oder Internetadresse")),
            max_chars=500,
            key=f"{NEW}-note",
        )
        st.form_submit_button(
            page.label(message("Zugang eintragen")), on_click=_register, args=(page,)
        )


def _register(page: Page) -> None:
    state = st.session_state
    unit: UnitId | None = state[f"{NEW}-unit"]
    channel: Channel | None = state[f"{NEW}-channel-{page.language}"]
    with page.trying():
        if unit is None or channel is None:
            raise NotDone(_CHOOSE_BOTH)
        register(page.house, page.caller, unit, state[f"{NEW}-name"], channel, state[f"{NEW}-note"])
        page.tell(message("Der Zugang ist eingetragen. Sein Bogen steht bei Ihren Aufgaben."))
        state[f"{NEW}-name"] = state[f"{NEW}-note"] = ""


_CHOOSE_BOTH = message("Bitte wählen Sie den Bereich, und wie die Menschen Sie erreichen.")

SCREEN = Screen(
    "zugaenge",
    message("Meine Zugänge"),
    frozenset({Role.HEAD}),
    show,
    says=message("Welche Schalter, Telefonnummern und Internetseiten Ihr Bereich hat."),
)
