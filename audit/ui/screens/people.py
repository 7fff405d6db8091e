"""Everybody who signs in: find somebody, add somebody."""

import streamlit as st

from audit.model.accounts import MOST_SIGNS_OF_A_SIGN_IN_NAME
from audit.model.messages import message
from audit.model.organisation import ROLES, Role
from audit.model.staff import NO_OFFICE, Member, Staff
from audit.service.people import MOST_SIGNS_OF_A_PERSON, add_person, everybody
from audit.ui.frame import Page, Screen
from audit.ui.lists import Line, show_pages
from audit.ui.looking import choose, look_for
from audit.ui.staff import (
    OFFERED,
    ask_for_office,
    chosen_office,
    keep_handed,
    offices_in_words,
    show_handed,
    state_of,
)

NEW = "new-person"
NAME, ROLE = "name", "aufgabe"
"""Names in the address."""


def show(page: Page) -> None:
    """List the people, and offer to add one."""
    show_handed(page)
    staff = everybody(page.house, page.caller)
    kept = _looked_for(page)
    found = staff.found(kept[NAME], kept[ROLE])
    st.caption(
        page.label(message("{found} von {all} Personen", found=len(found), all=len(staff.members)))
    )
    show_pages(page, SCREEN.title, [_line(page, staff, member) for member in found], kept)
    _show_new(page, staff)
    st.header(page.label(message("Viele auf einmal")), anchor=False)
    page.link("personen-datei", message("Personen aus einer Datei aufnehmen"))


def _looked_for(page: Page) -> dict[str, str]:
    """Ask whom to show; the answers stand in the address."""
    roles = {role.value: page.say(ROLES[role]) for role in OFFERED}
    without = {NO_OFFICE: page.say(message("ohne Aufgabe"))}
    name, role = st.columns(2)
    with name:
        words = look_for(page, NAME, message("Name suchen"), most=MOST_SIGNS_OF_A_PERSON)
    with role:
        all_ = {"": page.say(message("alle"))}
        chosen = choose(page, ROLE, message("Mit der Aufgabe"), all_ | roles | without)
    return {NAME: words, ROLE: chosen or ""}


def _line(page: Page, staff: Staff, member: Member) -> Line:
    notes = [offices_in_words(page, member.person.offices, staff.units)]
    if state := state_of(member):
        notes.append(page.say(state))
    return Line(member.person.name, "person", {"person": member.person.id}, notes)


def _show_new(page: Page, staff: Staff) -> None:
    st.header(page.label(message("Person hinzufügen")), anchor=False)
    with st.form(NEW, clear_on_submit=False):
        st.text_input(
            page.label(message("Vor- und Nachname")),
            max_chars=MOST_SIGNS_OF_A_PERSON,
            key=f"{NEW}-name",
        )
        st.text_input(
            page.label(message("Anmeldename, am besten die dienstliche E-Mail-Adresse")),
            max_chars=MOST_SIGNS_OF_A_SIGN_IN_NAME,
            key=f"{NEW}-account",
        )
        ask_for_office(page, staff, NEW)
        st.form_submit_button(page.label(message("Person hinzufügen")), on_click=_add, args=(page,))


def _add(page: Page) -> None:
    state = st.session_state
    with page.trying():
        office = chosen_office(page, NEW)
        offices = [] if office is None else [office]
        account = state[f"{NEW}-account"]
        handed = add_person(page.house, page.caller, state[f"{NEW}-name"], account, offices)
        keep_handed(page, handed)
        page.tell(message("{name} ist hinzugefügt.", name=handed.person))
        for field in ("name", "account"):
            state[f"{NEW}-{field}"] = ""
        state[f"{NEW}-role-{page.language}"] = state[f"{NEW}-unit"] = None


SCREEN = Screen(
    "personen",
    message("Personen"),
    frozenset({Role.ADMIN}),
    show,
    says=message("Wer sich anmelden kann, und mit welchen Aufgaben."),
)
