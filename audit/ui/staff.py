"""What the screens about people have in common: offices in words, and codes that are shown once."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import ROLES, Office, Role, Unit, UnitId
from audit.model.staff import Member, Staff
from audit.service.actions import NotDone
from audit.service.house import TOWN_CLOCK
from audit.service.people import Handed
from audit.service.rights import NEEDS_A_UNIT
from audit.ui.codes_file import save_button
from audit.ui.frame import Page
from audit.ui.tables import table_html

OFFERED = tuple(role for role in Role if role is not Role.GUEST)
_HANDED = "staff-handed"


def office_in_words(page: Page, office: Office, units: Iterable[Unit]) -> str:
    """Name an office, e.g. "Leitung: Bürgerservice"."""
    role = page.say(ROLES[office.role])
    unit = next((unit for unit in units if unit.id == office.unit), None)
    if unit is None:
        return role
    said = f"{role}: {unit.name}"
    return said if unit.is_open else page.say(message("{office} (geschlossen)", office=said))


def offices_in_words(page: Page, offices: Iterable[Office], units: Sequence[Unit]) -> str:
    """Name all offices of somebody; a dash when there are none."""
    return ", ".join(office_in_words(page, office, units) for office in offices) or "–"


def state_of(member: Member) -> Message | None:
    """Say what is unusual about an account; None when nothing is."""
    account = member.account
    if not member.is_active:
        return message("deaktiviert")
    if account is None:
        return message("kein Konto")
    if account.issuer is not None:
        return message("kommt über den Anmeldedienst")
    if account.password is None:
        return message("hat noch kein Passwort")
    return None


def ask_for_office(page: Page, staff: Staff, key: str) -> None:
    """Ask for a role, and for which unit; read by `chosen_office` after the form was sent."""
    st.selectbox(
        page.label(message("Aufgabe im Audit")),
        OFFERED,
        index=None,
        format_func=lambda role: page.label(ROLES[role]),
        key=f"{key}-role-{page.language}",
        placeholder=page.say(message("Bitte wählen")),
    )
    names = {unit.id: unit.name for unit in staff.open_units}
    st.selectbox(
        page.label(message("Bereich (nur für Leitung und beauftragte Personen)")),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=f"{key}-unit",
        placeholder=page.say(message("Bitte wählen")),
    )


def chosen_office(page: Page, key: str) -> Office | None:
    """Read what was asked for; None when no role was chosen."""
    role: Role | None = st.session_state[f"{key}-role-{page.language}"]
    unit: UnitId | None = st.session_state[f"{key}-unit"]
    if role is None:
        if unit is not None:
            raise NotDone(message("Bitte wählen Sie auch die Aufgabe."))
        return None
    return Office(role, unit if role in NEEDS_A_UNIT else None)


def keep_handed(page: Page, *handed: Handed) -> None:
    """Show these codes from now on, until somebody says that they have passed them on."""
    st.session_state[_HANDED] = handed
    page.aim(_HANDED)


def show_handed(page: Page) -> None:
    """Show the codes that were just made; nobody can look them up later."""
    handed: tuple[Handed, ...] = st.session_state.get(_HANDED, ())
    if not handed:
        return
    with st.container(border=True, key=_HANDED):
        if len(handed) == 1:
            _show_code(page, handed[0])
        else:
            _show_codes(page, handed)
        page.write(
            message(
                "Geben Sie den Code persönlich oder am Telefon weiter. Damit legt die Person auf "
                "der Anmeldeseite ihr Passwort fest. Später lässt er sich nicht mehr anzeigen."
            )
        )
        st.button(
            page.label(message("Weitergegeben, nicht mehr anzeigen")),
            key=f"{_HANDED}-done",
            on_click=_forget_handed,
        )


def _show_code(page: Page, handed: Handed) -> None:
    title = page.label(message("Einmalcode für {name}", name=handed.person))
    st.markdown(f"**{title}**")
    st.code(handed.code, language=None)
    page.write(
        message(
            "Anmeldename: {name}. Der Code gilt bis zum {day} und nur einmal.",
            name=handed.name,
            day=page.day(handed.ends.astimezone(TOWN_CLOCK).date()),
        )
    )


def _show_codes(page: Page, handed: Sequence[Handed]) -> None:
    """Show many codes as a table, and offer to save it."""
    heads = (message("Name"), message("Anmeldename"), message("Einmalcode"))
    rows = [(one.person, one.name, one.code) for one in handed]
    table = pd.DataFrame(rows, columns=[page.say(head) for head in heads])
    st.html(table_html(table, page.say(message("Einmalcodes"))))
    day = page.day(handed[0].ends.astimezone(TOWN_CLOCK).date())
    page.write(message("Jeder Code gilt bis zum {day} und nur einmal.", day=day))
    save_button(page, handed)


def _forget_handed() -> None:
    st.session_state.pop(_HANDED, None)
