"""One person: names, offices, deputies, account."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from audit.model.accounts import MOST_SIGNS_OF_A_SIGN_IN_NAME
from audit.model.messages import Message, message
from audit.model.organisation import Office, Role
from audit.model.staff import Member, Staff
from audit.service.actions import NotDone
from audit.service.people import (
    MOST_SIGNS_OF_A_PERSON,
    add_deputy,
    change_offices,
    change_person,
    deactivate,
    end_deputy,
    end_stays,
    everybody,
    hand_out_code,
    reactivate,
    remove_second_factor,
)
from audit.ui.address import show_address
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.staff import (
    ask_for_office,
    chosen_office,
    keep_handed,
    office_in_words,
    show_handed,
    state_of,
)


def show(page: Page) -> None:
    """Show the person that the address names; without one, say where to choose."""
    staff = everybody(page.house, page.caller)
    member = staff.member(st.query_params.get("person", ""))
    if member is None:
        page.write(message("Bitte wählen Sie zuerst eine Person."))
        page.link("personen", message("Zu den Personen"))
        return
    st.header(plain(member.person.name), anchor=False)
    if state := state_of(member):
        st.markdown(f"*{page.label(state)}*")
    show_handed(page)
    _show_names(page, member)
    show_address(page, member)
    _show_offices(page, staff, member)
    _show_deputies(page, staff, member)
    _show_account(page, member)
    page.link("personen", message("Zu den Personen"))


def _show_names(page: Page, member: Member) -> None:
    key, account = f"names-{member.person.id}", member.account
    if account is not None and account.issuer is not None:
        return
    with st.form(key, border=False):
        st.text_input(
            page.label(message("Vor- und Nachname")),
            value=member.person.name,
            max_chars=MOST_SIGNS_OF_A_PERSON,
            key=f"{key}-name",
        )
        if account is not None:
            st.text_input(
                page.label(message("Anmeldename, am besten die dienstliche E-Mail-Adresse")),
                value=account.name or "",
                max_chars=MOST_SIGNS_OF_A_SIGN_IN_NAME,
                key=f"{key}-account",
            )
        st.form_submit_button(
            page.label(message("Namen speichern")), on_click=_rename, args=(page, member.person.id)
        )


def _rename(page: Page, person: str) -> None:
    state, key = st.session_state, f"names-{person}"
    account = state.get(f"{key}-account", "")
    with page.trying():
        change_person(page.house, page.caller, person, state[f"{key}-name"], account)
        page.tell(message("Der Name ist gespeichert."))


def _show_offices(page: Page, staff: Staff, member: Member) -> None:
    st.subheader(page.label(message("Aufgaben im Audit")), anchor=False)
    person = member.person.id
    if not member.person.offices:
        page.write(message("Noch keine. Wer keine Aufgabe hat, sieht nach der Anmeldung nichts."))
    for place, office in enumerate(member.person.offices):
        words = office_in_words(page, office, staff.units)
        if office not in member.given_here:
            page.write(message("{office} (vom Anmeldedienst)", office=words))
            continue
        left = [one for one in member.given_here if one != office]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(words), width="stretch")
            st.button(
                page.label(message("{office} entziehen", office=words)),
                key=f"office-{person}-{place}",
                on_click=_set_offices,
                args=(page, person, left),
            )
    key = f"office-new-{person}"
    with st.form(key):
        ask_for_office(page, staff, key)
        st.form_submit_button(
            page.label(message("Aufgabe geben")),
            on_click=_give_office,
            args=(page, person, list(member.given_here)),
        )


def _give_office(page: Page, person: str, held: list[Office]) -> None:
    key = f"office-new-{person}"
    with page.trying():
        office = chosen_office(page, key)
        if office is None:
            raise NotDone(message("Bitte wählen Sie die Aufgabe."))
        change_offices(page.house, page.caller, person, [*held, office])
        page.tell(message("Die Aufgaben sind gespeichert."))
        st.session_state[f"{key}-role-{page.language}"] = None
        st.session_state[f"{key}-unit"] = None


def _set_offices(page: Page, person: str, offices: list[Office]) -> None:
    with page.trying():
        change_offices(page.house, page.caller, person, offices)
        page.tell(message("Die Aufgaben sind gespeichert."))


def _show_deputies(page: Page, staff: Staff, member: Member) -> None:
    st.subheader(page.label(message("Vertretung")), anchor=False)
    names = {one.person.id: one.person.name for one in staff.members}
    person = member.person.id
    for deputy in staff.deputies:
        if deputy.person == person and deputy.last >= page.house.today():
            said = message(
                "{name}, vom {first} bis zum {last}",
                name=names[deputy.deputy],
                first=page.day(deputy.first),
                last=page.day(deputy.last),
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(page.label(said), width="stretch")
                st.button(
                    page.label(
                        message("Vertretung durch {name} beenden", name=names[deputy.deputy])
                    ),
                    key=f"deputy-{deputy.id}",
                    on_click=_do,
                    args=(page, _ENDED, end_deputy, deputy.id),
                )
    page.write(
        message(
            "Wer vertritt, hat an diesen Tagen auch die Aufgaben dieser Person und handelt unter "
            "dem eigenen Namen."
        )
    )
    others = [one.person.id for one in staff.members if one.is_active and one.person.id != person]
    key = f"deputy-new-{person}"
    with st.form(key):
        st.selectbox(
            page.label(message("Vertreten durch")),
            others,
            index=None,
            format_func=names.__getitem__,
            key=f"{key}-by",
            placeholder=page.say(message("Bitte wählen")),
        )
        for name, label in (("first", message("Erster Tag")), ("last", message("Letzter Tag"))):
            st.date_input(
                page.label(label),
                value=None,
                min_value=page.house.today(),
                format="DD.MM.YYYY",
                key=f"{key}-{name}",
            )
        st.form_submit_button(
            page.label(message("Vertretung eintragen")), on_click=_add_deputy, args=(page, person)
        )


def _add_deputy(page: Page, person: str) -> None:
    key = f"deputy-new-{person}"
    by: str | None = st.session_state[f"{key}-by"]
    first: date | None = st.session_state[f"{key}-first"]
    last: date | None = st.session_state[f"{key}-last"]
    with page.trying():
        if by is None or first is None or last is None:
            raise NotDone(
                message("Bitte wählen Sie, wer vertritt, und den ersten und letzten Tag.")
            )
        add_deputy(page.house, page.caller, person, by, first, last)
        page.tell(message("Die Vertretung ist eingetragen."))
        for name in ("by", "first", "last"):
            st.session_state[f"{key}-{name}"] = None


def _show_account(page: Page, member: Member) -> None:
    st.subheader(page.label(message("Konto")), anchor=False)
    person, account = member.person.id, member.account
    if account is not None and account.name is not None and member.is_active:
        page.write(
            message(
                "Mit einem Einmalcode legt die Person ihr Passwort neu fest. Bis dahin gilt das "
                "bisherige."
            )
        )
        st.button(
            page.label(message("Neuen Einmalcode geben")),
            key=f"code-{person}",
            on_click=_hand_out,
            args=(page, person),
        )
    if account is not None and account.asks_for_second_factor:
        _offer(
            page,
            message("Zweiten Schritt der Anmeldung aufheben"),
            _NO_APP,
            remove_second_factor,
            person,
        )
    if member.is_active:
        _offer(page, message("Überall abmelden"), _OUT, end_stays, person)
        _offer(page, message("Konto deaktivieren"), _LEFT, deactivate, person)
    else:
        _offer(page, message("Wieder zulassen"), _BACK, reactivate, person)


def _offer(
    page: Page, label: Message, said: Message, act: Callable[..., None], person: str
) -> None:
    st.button(
        page.label(label),
        key=f"{act.__name__}-{person}",
        on_click=_do,
        args=(page, said, act, person),
    )


def _do(page: Page, said: Message, act: Callable[..., None], *about: object) -> None:
    with page.trying():
        act(page.house, page.caller, *about)
        page.tell(said)


def _hand_out(page: Page, person: str) -> None:
    with page.trying():
        keep_handed(page, hand_out_code(page.house, page.caller, person))
        page.tell(message("Der Einmalcode steht auf dieser Seite."))


_ENDED = message("Die Vertretung ist beendet.")
_NO_APP = message("Der zweite Schritt ist aufgehoben; die Person ist überall abgemeldet.")
_OUT = message("Die Person ist überall abgemeldet.")
_LEFT = message("Das Konto ist deaktiviert; die Person ist überall abgemeldet.")
_BACK = message("Die Person kann sich wieder anmelden, mit dem bisherigen Passwort.")

SCREEN = Screen("person", message("Person"), frozenset({Role.ADMIN}), show, listed=False)
