"""Many people from a file: whom it would let in, and the decision to do so."""

from collections.abc import Iterable
from functools import partial

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.service.people_lists import PEOPLE_FILE, Listed, Preview, preview, take_over
from audit.ui.frame import Page, Screen
from audit.ui.list_files import list_to_look_at, offer_to_take_over, show_changes, show_file
from audit.ui.staff import keep_handed, offices_in_words, show_handed
from audit.ui.uploads import upload_form


def show(page: Page) -> None:
    """Show what a file would do; without one, ask for it."""
    page.link("personen", message("Zu den Personen"))
    show_handed(page)
    upload = list_to_look_at(page)
    if upload is None:
        return
    if upload:
        _show(page, upload, preview(page.house, page.caller, upload))
    page.write(_HOW)
    st.code(page.say(_EXAMPLE), language=None)
    label = message("Andere Datei mit Personen") if upload else message("Datei mit Personen")
    upload_form(page, PEOPLE_FILE, label, accept=".csv")


def _show(page: Page, upload: str, seen: Preview) -> None:
    show_file(page, seen.file, seen.problems)
    if seen.problems:
        return
    _list(page, seen, message("Neu: {count}", count=len(seen.new)), seen.new)
    _list(page, seen, message("Bekommt weitere Aufgaben: {count}", count=len(seen.more)), seen.more)
    page.write(message("Unverändert: {same}", same=seen.same))
    st.header(page.label(message("Übernehmen")), anchor=False)
    if not seen.new and not seen.more:
        page.write(message("Es gibt nichts zu übernehmen."))
        return
    if seen.new:
        page.write(_CODES_ONCE)
    offer_to_take_over(page, upload, partial(_take_over, page, upload, seen))


def _list(page: Page, seen: Preview, title: Message, listed: Iterable[Listed]) -> None:
    lines = [
        message(
            "{name} ({account}): {offices}",
            name=one.name,
            account=one.account,
            offices=offices_in_words(page, one.offices, seen.units),
        )
        for one in listed
    ]
    show_changes(page, title, lines)


def _take_over(page: Page, upload: str, seen: Preview) -> None:
    handed = take_over(page.house, page.caller, upload, seen)
    if handed:
        keep_handed(page, *handed)


_HOW = message(
    "Eine Tabelle als CSV, eine Zeile für jede Person und Aufgabe. Wer mehrere Aufgaben hat, steht "
    "in mehreren Zeilen mit demselben Anmeldenamen. „Bereich“ brauchen nur Leitungen und "
    "beauftragte Personen: den Namen oder den Kurznamen. Wer schon hier ist, bekommt dazu, was in "
    "der Datei steht, und verliert nichts."
)
_EXAMPLE = message(
    "Name;Anmeldename;Aufgabe;Bereich\n"
    "Karl Kamm;karl.kamm@stadt.example;Leitung;Bürgerservice\n"
    "Stella Stern;stella.stern@stadt.example;Lenkungsgruppe;"
)
_CODES_ONCE = message(
    "Für neue Personen entstehen Einmalcodes. Sie stehen danach einmal auf dieser Seite; speichern "
    "Sie sie gleich."
)

SCREEN = Screen(
    "personen-datei",
    message("Personen aus einer Datei"),
    frozenset({Role.ADMIN}),
    show,
    listed=False,
)
"""Reached from the list of people."""
