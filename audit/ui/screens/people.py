"""Everybody who signs in: find somebody, add somebody."""

import streamlit as st

from audit.model.accounts import MOST_SIGNS_OF_A_SIGN_IN_NAME
from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.service.people import (
    MOST_SIGNS_OF_A_PERSON,
    Member,
    Staff,
    add_person,
    everybody,
)
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.staff import (
    ask_for_office,
    chosen_office,
    keep_handed,
    offices_in_words,
    show_handed,
    state_of,
)

NEW = "new-person"
MOST_AT_ONCE = 50
"""More names than that nobody reads; one looks for them."""


def show(page: Page) -> None:
    """List the people, and offer to add one."""
    show_handed(page)
    staff = everybody(page.house, page.caller)
    wanted = st.text_input(page.label(message("Name suchen")), key="people-wanted").casefold()
    found = [one for one in staff.members if wanted in _looked_through(one)]
    st.caption(page.label(_count(len(found), len(staff.members))))
    for member in found[:MOST_AT_ONCE]:
        _show(page, staff, member)
    _show_new(page, staff)
    st.header(page.label(message("Viele auf einmal")), anchor=False)
    page.link("personen-datei", message("Personen aus einer Datei aufnehmen"))


def _looked_through(member: Member) -> str:
    account = "" if member.account is None else member.account.name or ""
    return f"{member.person.name} {account}".casefold()


def _count(found: int, all_: int) -> Message:
    if found > MOST_AT_ONCE:
        return message(
            "{shown} von {found} Personen. Suchen Sie nach einem Namen, um die anderen zu sehen.",
            shown=MOST_AT_ONCE,
            found=found,
        )
    return message("{found} von {all} Personen", found=found, all=all_)


def _show(page: Page, staff: Staff, member: Member) -> None:
    with st.container(border=True, key=f"person-{member.person.id}"):
        page.link("person", message("{name}", name=member.person.name), person=member.person.id)
        state = state_of(member)
        offices = offices_in_words(page, member.person.offices, staff.units)
        st.markdown(plain(offices if state is None else f"{offices} · {page.say(state)}"))


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
