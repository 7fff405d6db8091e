"""Links and files beside a question: how they are shown, and how a file comes in.

A link is nothing but an address: nobody here fetches it, and who follows it is not told from where.
"""

from collections.abc import Sequence
from html import escape

import streamlit as st

from audit.files.evidence_files import sound_file
from audit.files.workbooks import NotOpened
from audit.model.evidence import Evidence, Kind, host_of
from audit.model.messages import message
from audit.service.actions import Caller, Denied, NotDone
from audit.service.evidence import accept, add_file, remove
from audit.service.house import TOWN_CLOCK, House
from audit.service.uploads import File
from audit.ui.downloads import evidence_address
from audit.ui.frame import Page
from audit.ui.plain import plain


def receive_evidence(house: House, caller: Caller, about: str, file: File) -> str:
    """Look into a file and keep it at once; `about` is the sheet and the question."""
    number, _, question = about.partition(".")
    if not (number.isascii() and number.isdecimal()):
        raise Denied
    assessment = int(number[:12])
    file = accept(house, caller, assessment, question, file)
    try:
        sound = sound_file(file.name, file.content)
    except NotOpened as refusal:
        raise NotDone(refusal.sentence) from None
    add_file(house, caller, assessment, question, sound)
    return ""


def show_evidence(page: Page, beside: Sequence[Evidence]) -> None:
    """List links and files to be opened; nothing where there are none."""
    if beside:
        lines = "".join(f"<li>{_line(page, one)}</li>" for one in beside)
        st.html(f'<ul class="evidence">{lines}</ul>')


def offer_to_remove(page: Page, beside: Sequence[Evidence], scope: str) -> None:
    """Offer to take one of some links and files away; `scope` stands in front of the keys."""
    st.header(page.label(message("Entfernen")), anchor=False)
    page.write(
        message(
            "Eine entfernte Datei wird gelöscht. Dass sie da war und wer sie entfernt hat, "
            "bleibt vermerkt."
        )
    )
    names = {one.id: plain(_name(page, one)) for one in beside}
    with st.form(f"{scope}--remove", border=True):
        st.radio(
            page.label(message("Was soll weg?")),
            list(names),
            index=None,
            format_func=lambda id_: names[id_],
            key=f"{scope}--which",
        )
        st.form_submit_button(
            page.label(message("Endgültig entfernen")), on_click=_remove, args=(page, scope)
        )


def _remove(page: Page, scope: str) -> None:
    which = st.session_state[f"{scope}--which"]
    if which is None:
        page.tell(message("Bitte wählen Sie aus, was weg soll."))
        return
    with page.trying():
        remove(page.house, page.caller, which)
        page.tell(message("Der Nachweis ist entfernt."))


def _name(page: Page, one: Evidence) -> str:
    """Say in a line what a piece of evidence is."""
    if one.kind is Kind.LINK:
        return f"{one.name} ({one.address})" if one.name else one.address
    return f"{one.name} ({_size(page, one)})"


def _line(page: Page, one: Evidence) -> str:
    day = page.day(one.at.astimezone(TOWN_CLOCK).date())
    if one.forgotten:
        said = message("{name}, vom {day}: gelöscht, die Frist ist um", name=one.name, day=day)
        return escape(page.say(said))
    if one.kind is Kind.LINK:
        shown = f"{one.name} ({host_of(one.address)})" if one.name else one.address
        link = (
            f'<a href="{escape(one.address)}" target="_blank" rel="noreferrer noopener">'
            f"{escape(shown)}</a>"
        )
    else:
        link = f'<a href="{escape(evidence_address(one.id))}" download>{escape(one.name)}</a>'
    rest = page.say(message("vom {day}", day=day))
    size = "" if one.kind is Kind.LINK else f"{_size(page, one)}, "
    return f"{link} <small>{escape(size)}{escape(rest)}</small>"


def _size(page: Page, one: Evidence) -> str:
    return page.say(message("{size} KB", size=max(1, round(one.size / 1000))))
