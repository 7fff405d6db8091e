"""What screens share that show a list from a file before it is taken over."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from audit.model.messages import Message, message
from audit.model.problems import Problem
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.uploads import sent_file

_TAKEN = "list-taken-over"
"""Under this key the visit knows which file was taken over last."""


def list_to_look_at(page: Page) -> str | None:
    """Name the file that was just sent; empty when none was, None when it is already taken over,
    which is then said."""
    upload = sent_file()
    if upload and upload == st.session_state.get(_TAKEN):
        page.write(message("Die Datei ist übernommen."))
        return None
    return upload


def show_file(page: Page, name: str, problems: Sequence[Problem]) -> None:
    """Say which file it is, that nothing has happened yet, and what is wrong with it."""
    page.write(message("Datei: {name}", name=name))
    page.write(message("Noch ist nichts übernommen."))
    if problems:
        _show_problems(page, problems)


def _show_problems(page: Page, problems: Sequence[Problem]) -> None:
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


def offer_to_take_over(
    page: Page, upload: str, take_over: Callable[[], object], *, undecided: bool = False
) -> None:
    """Offer the button; afterwards the visit knows that this file is done with."""
    st.button(
        page.label(message("Jetzt übernehmen")),
        key=f"take-over--{upload}",
        type="primary",
        disabled=undecided,
        on_click=_take_over,
        args=(page, upload, take_over),
    )


def _take_over(page: Page, upload: str, take_over: Callable[[], object]) -> None:
    with page.trying():
        take_over()
        page.tell(message("Die Datei ist übernommen."))
        st.session_state[_TAKEN] = upload
