"""Looking at figures: a picture with its sentence and its table, and filters in the address.

Filters live in the address so that a view can be shared.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from audit.model.messages import Message, message
from audit.tables.views import View, readable
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.tables import table_html

PART = "seite"
"""Under this name the address says which page of a long list is shown."""

Chart = Any
"""An Altair chart; its classes have no common name that type checkers could use."""


def choose(page: Page, name: str, label: Message, options: Mapping[str, str]) -> str | None:
    """Let choose one of the options, by code; the address remembers it. None without options.

    `options` maps codes to what people read, which is shown as it is. The first one holds until
    another one is chosen.
    """
    if not options:
        return None
    codes = list(options)
    wanted = st.query_params.get(name, "")
    chosen = wanted if wanted in options else codes[0]
    if len(codes) == 1:
        st.markdown(f"{page.label(label)}  \n**{plain(options[chosen])}**")
        return chosen
    key = f"filter--{name}--{chosen}--{page.language}"
    st.selectbox(
        page.label(label),
        codes,
        index=codes.index(chosen),
        format_func=lambda code: options[code],
        key=key,
        on_change=partial(_remember, name, key),
    )
    return chosen


def look_for(page: Page, name: str, label: Message, *, most: int) -> str:
    """Let type what is looked for, at most so many signs; the address remembers it."""
    key = f"filter--{name}"
    held = st.query_params.get(name, "")[:most]
    if st.session_state.get(key) != held:
        st.session_state[key] = held
    st.text_input(
        page.label(label), max_chars=most, key=key, on_change=partial(_remember, name, key)
    )
    return held


def _remember(name: str, key: str) -> None:
    """Keep it in the address; what is found anew is read from its first page."""
    chosen = st.session_state[key]
    if chosen is not None:
        st.query_params[name] = chosen
        st.query_params.pop(PART, None)


def show_view(
    page: Page, view: View, chart: Chart | None = None, as_table: View | None = None
) -> None:
    """Show a picture, what is to be seen in it, and the table behind it.

    `as_table` is the same view arranged for reading, where one row per mark would be too long.
    """
    st.header(page.label(view.title), anchor=False)
    page.write(view.sentence)
    if chart is None:
        show_table(page, view)
        return
    st.altair_chart(chart, alt=page.say(view.sentence), width="stretch")
    with st.expander(page.label(message("Als Tabelle: {title}", title=view.title))):
        show_table(page, as_table or view)


def show_table(page: Page, view: View) -> None:
    """Show the table of a view."""
    st.html(table_html(readable(view, page.translator), page.say(view.title)))
