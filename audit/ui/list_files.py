"""What screens say about a list that came as a file, before anything is taken over."""

from collections.abc import Iterable

import streamlit as st

from audit.model.messages import Message, message
from audit.model.problems import Problem
from audit.ui.frame import Page
from audit.ui.plain import plain


def show_problems(page: Page, problems: Iterable[Problem]) -> None:
    """Say what is wrong, where it stands and how to mend it."""
    st.header(page.label(message("Das geht so noch nicht")), anchor=False)
    page.write(message("Bitte berichtigen Sie die Datei, und laden Sie sie noch einmal hoch."))
    lines = []
    for one in problems:
        where = "" if one.line is None else page.say(message("Zeile {line}:", line=one.line))
        what = page.say(one.sentence) + ("" if one.hint is None else f" {page.say(one.hint)}")
        lines.append(f"- **{plain(where)}** {plain(what)}" if where else f"- {plain(what)}")
    st.markdown("\n".join(lines))


def show_changes(page: Page, title: Message, lines: Iterable[Message]) -> None:
    """List what would change in one way; nothing where nothing would."""
    listed = [f"- {page.label(line)}" for line in lines]
    if listed:
        st.header(page.label(title), anchor=False)
        st.markdown("\n".join(listed))
