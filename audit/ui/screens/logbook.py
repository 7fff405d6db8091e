"""The log: who has done what, and who has looked at what about people."""

from datetime import date

import pandas as pd
import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.service import deeds
from audit.service.logbook import Logbook, Search, read_log
from audit.ui.downloads import offer
from audit.ui.frame import Page, Screen
from audit.ui.log_file import (
    ACTION,
    CSV,
    DAY,
    HEADS,
    JSON_LINES,
    PERSON,
    UNIT,
    address_of,
    cells_of,
    day_of,
    read_on_screen,
    search_of,
)
from audit.ui.looking import choose
from audit.ui.tables import table_html

BEFORE = "vor"


def show(page: Page) -> None:
    """Look for entries, read them, or save them as a file."""
    search = search_of(st.query_params.to_dict())
    before = st.query_params.get(BEFORE, "")
    found = read_log(
        page.house, page.caller, search, before=int(before) if before.isdecimal() else None
    )
    page.write(
        message(
            "Hier steht, wer was geändert und wer in Daten über Menschen gesehen hat. Einträge "
            "lassen sich nicht ändern. Dass Sie hier lesen, wird ebenfalls eingetragen."
        )
    )
    _filters(page, found)
    if not found.entries:
        page.write(message("Dazu ist nichts eingetragen."))
        return
    cells = [cells_of(entry, page.translator) for entry in found.entries]
    table = pd.DataFrame(cells).map(read_on_screen)
    table.columns = pd.Index([page.say(HEADS[name]) for name in table.columns])
    st.html(table_html(table, page.say(SCREEN.title)))
    if found.older is not None:
        query = {**_kept(), BEFORE: str(found.older)}
        page.link(SCREEN.address, message("Ältere Einträge"), **query)
    if before:
        page.link(SCREEN.address, message("Zurück zu den neuesten Einträgen"), **_kept())
    _files(page, search)


def _kept() -> dict[str, str]:
    """Keep what is looked for."""
    held = st.query_params.to_dict()
    return {name: held[name] for name in (PERSON, UNIT, ACTION, DAY) if held.get(name)}


def _filters(page: Page, found: Logbook) -> None:
    everybody, everywhere = page.say(message("alle")), page.say(message("alle Bereiche"))
    actions = {name: page.say(deeds.deed(name, page.say(_SOMEBODY))) for name in found.actions}
    columns = st.columns(2)
    with columns[0]:
        choose(page, PERSON, message("Wer"), {"": everybody, **found.people})
        choose(page, UNIT, message("Bereich"), {"": everywhere, **found.units})
    with columns[1]:
        choose(page, ACTION, message("Was geschah"), {"": page.say(message("alles")), **actions})
        _choose_day(page)


def _choose_day(page: Page) -> None:
    chosen = day_of(st.query_params.get(DAY, ""))
    key = f"filter--{DAY}--{chosen}"

    def remember() -> None:
        day = st.session_state[key]
        if isinstance(day, date):
            st.query_params[DAY] = day.isoformat()
        else:
            st.query_params.pop(DAY, None)

    st.date_input(
        page.label(message("Tag")), value=chosen, format="DD.MM.YYYY", key=key, on_change=remember
    )


def _files(page: Page, search: Search) -> None:
    st.header(page.label(message("Als Datei speichern")), anchor=False)
    page.write(
        message(
            "Gespeichert wird alles, was zur Suche passt. Mit der Prüfsumme der letzten Zeile "
            "lässt sich später zeigen, dass bis dahin nichts geändert wurde."
        )
    )
    for file, label in _FILES.items():
        offer(page, address_of(file, search), label)


_FILES: dict[str, Message] = {
    CSV: message("Tabelle (CSV)"),
    JSON_LINES: message("Für Programme (JSON, eine Zeile je Eintrag)"),
}
_SOMEBODY = message("Jemand")

SCREEN = Screen(
    "protokoll",
    message("Protokoll"),
    frozenset({Role.PROJECT, Role.ADMIN}),
    show,
    wide=True,
    says=message("Wer hat was geändert, wer hat in Daten über Menschen gesehen?"),
)
