"""Take part by a link: first the notice, then one section after the other, then send."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.questionnaire import Area
from audit.model.waves import Entry
from audit.service.taking_part import Visit, keep, open_visit, send
from audit.ui.asking import Asking, Keep
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.sections import (
    SECTION,
    ask_section,
    section_in_address,
    show_promise,
    show_purpose,
    show_way,
)

SENT = "sent"


def show(page: Page) -> None:
    """Show the notice, the section that the address names, or the thanks."""
    if st.session_state.get(SENT):
        _thank(page)
        return
    visit = open_visit(page.house, page.caller)
    asking = Asking(page, visit.sheet, _scope(page), _keeper(page))
    area = section_in_address(visit.sheet)
    if area is None:
        _show_notice(page, asking, visit)
    else:
        _show_section(page, asking, area)


def _show_notice(page: Page, asking: Asking, visit: Visit) -> None:
    questionnaire = asking.plan.questionnaire
    st.header(plain(asking.wording.of(questionnaire, questionnaire.title)), anchor=False)
    show_purpose(page, asking)
    show_promise(page, visit.wave)
    first = visit.sheet.sections[0]
    if visit.sheet.progress().done:
        page.write(message("Sie haben schon begonnen. Ihre Antworten sind noch da."))
        page.lead(page.screen.address, message("Weiter ausfüllen"), **{SECTION: first.id})
        _offer_to_send(page)
    else:
        page.lead(page.screen.address, message("Anfangen"), **{SECTION: first.id})


def _show_section(page: Page, asking: Asking, area: Area) -> None:
    st.header(plain(asking.wording.of(area, area.title)), anchor=False)
    ask_section(page, asking, area)
    show_way(page, asking, area, {}, message("Zum Schluss: absenden"))
    if area.id == asking.sheet.sections[-1].id:
        _offer_to_send(page)


def _offer_to_send(page: Page) -> None:
    page.write(message("Ausgewertet wird nur, was Sie absenden."))
    st.button(
        page.label(message("Antworten absenden")),
        key="send",
        type="primary",
        on_click=_send,
        args=(page,),
    )


def _send(page: Page) -> None:
    with page.trying():
        send(page.house, page.caller)
        for key in [key for key in st.session_state if str(key).startswith("seen--")]:
            del st.session_state[key]
        st.session_state[SENT] = st.session_state.get(TIMES, 0) + 1
        st.session_state[TIMES] = st.session_state[SENT]
        page.tell(message("Ihre Antworten sind abgesendet. Vielen Dank!"))


TIMES = "times-sent"


def _thank(page: Page) -> None:
    st.success(page.label(message("Ihre Antworten sind abgesendet. Vielen Dank!")))
    page.write(message("Niemand kann sehen, welche Antworten von Ihnen sind."))
    if page.caller.link is not None and page.caller.link.batch is not None:
        return  # the link was good for one reply
    st.button(
        page.label(message("Eine weitere Person möchte antworten")), key="again", on_click=_again
    )


def _again() -> None:
    """Let somebody else answer at the same device: nothing of the first person is left."""
    st.session_state[SENT] = 0
    st.query_params.clear()


def _scope(page: Page) -> str:
    """Tell the widgets of one person from those of the next at the same device."""
    return f"gast-{st.session_state.get(TIMES, 0)}-{page.screen.address}"


def _keeper(page: Page) -> Keep:
    def kept(cell: str, entry: Entry, _after: int | None) -> int:
        keep(page.house, page.caller, cell, entry.value)
        page.tell(message("Gemerkt."))
        return 0

    return kept


SCREEN = Screen("teilnehmen", message("Befragung"), frozenset({Role.GUEST}), show)
