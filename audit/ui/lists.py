"""Long lists whose lines lead to a page of their own: plain HTML, short however many there are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

import streamlit as st

from audit.model.messages import Message, message
from audit.ui.frame import Page
from audit.ui.looking import PART
from audit.ui.tongues import IN_ADDRESS

MOST_AT_ONCE = 50
"""More lines than that nobody reads; one turns the page, or looks for a name."""


@dataclass(frozen=True)
class Line:
    """What a line says, and where it leads."""

    text: str
    address: str | None
    """Of a screen; None: it leads nowhere."""
    query: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    """What is said behind it, smaller."""


def line_html(page: Page, line: Line) -> str:
    """Write a line."""
    text = escape(line.text)
    if line.address is not None:
        query = escape(urlencode({**line.query, IN_ADDRESS: page.language}))
        text = f'<a href="/{line.address}?{query}">{text}</a>'
    return f"{text} <small>{escape(' · '.join(line.notes))}</small>" if line.notes else text


def show_list(page: Page, name: Message, lines: Iterable[Line]) -> None:
    """Show lines as a list, which is called by its name where it is not seen."""
    items = "".join(f"<li>{line_html(page, line)}</li>" for line in lines)
    st.html(f'<div class="tree"><ul aria-label="{escape(page.say(name))}">{items}</ul></div>')


def show_pages(page: Page, name: Message, lines: Sequence[Line], kept: Mapping[str, str]) -> None:
    """Show a list that may be long, one page of it; `kept` is what the address says besides."""
    last = max(1, -(-len(lines) // MOST_AT_ONCE))
    wanted = st.query_params.get(PART, "")
    at = min(int(wanted), last) if re.fullmatch("[1-9][0-9]{0,5}", wanted) else 1
    show_list(page, name, lines[(at - 1) * MOST_AT_ONCE : at * MOST_AT_ONCE])
    if last == 1:
        return
    page.write(message("Seite {at} von {last}", at=at, last=last))
    said = {part: text for part, text in kept.items() if text}
    for beside, label in ((at - 1, message("Vorige Seite")), (at + 1, message("Nächste Seite"))):
        if 1 <= beside <= last:
            page.link(page.screen.address, label, **said, **{PART: str(beside)})
