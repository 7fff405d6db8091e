"""The mail address of somebody, as the system administration keeps it."""

import streamlit as st

from audit.model.accounts import MOST_SIGNS_OF_A_MAIL_ADDRESS
from audit.model.messages import message
from audit.model.staff import Member
from audit.service.addresses import change_address
from audit.ui.frame import Page
from audit.ui.tongues import chosen, name_of, offered


def show_address(page: Page, member: Member) -> None:
    """Ask for the address, where letters are sent at all and somebody has an account."""
    key, account = f"mail-{member.person.id}", member.account
    if account is None or not account.active:
        return
    if page.house.settings.mail is None and account.mail is None:
        return
    st.subheader(page.label(message("Erinnerungen per E-Mail")), anchor=False)
    page.write(
        message(
            "Freiwillig: Fragen Sie die Person. Sie sieht, ändert und löscht die Adresse selbst "
            "unter „Mein Konto“."
        )
    )
    with st.form(key, border=False):
        st.text_input(
            page.label(message("E-Mail-Adresse")),
            value=account.mail or "",
            max_chars=MOST_SIGNS_OF_A_MAIL_ADDRESS,
            key=f"{key}-address",
        )
        languages = offered()
        st.selectbox(
            page.label(message("Sprache der Erinnerungen")),
            languages,
            index=languages.index(chosen(account.mail_language)),
            format_func=name_of,
            key=f"{key}-language",
        )
        st.form_submit_button(
            page.label(message("Adresse speichern")),
            on_click=_change,
            args=(page, member.person.id),
        )


def _change(page: Page, person: str) -> None:
    key = f"mail-{person}"
    with page.trying():
        address, language = (st.session_state[f"{key}-{name}"] for name in ("address", "language"))
        change_address(page.house, page.caller, person, address, language)
        page.tell(message("Gespeichert."))
