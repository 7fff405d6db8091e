"""Long lists whose lines lead to a page of their own: plain HTML, short however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

import streamlit as st

from audit.model.messages import Message
from audit.ui.frame import Page
from audit.ui.tongues import IN_ADDRESS


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
