"""What a visit knows of something that is filled in here, and may be filled in elsewhere too.

A widget begins with what is stored. When somebody else has saved something since, it begins anew;
but not before it has said whether something was given here at the same time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from audit.model.messages import message
from audit.ui.frame import Page
from audit.ui.plain import plain

Said = TypeVar("Said")
"""An entry or a remark."""


@dataclass
class Seen(Generic[Said]):
    """What this visit knows of one thing that can be filled in."""

    held: Said
    """As it was read or saved last."""
    revision: int
    generation: int = 0
    """How often the widget had to begin anew."""
    mine: Said | None = None
    """What was given here while somebody else was faster; it waits for a decision."""
    is_new: bool = True
    """This visit has not drawn it before. Whatever its widget says already then was brought along
    by a browser that had been away, and nobody knows what it had seen."""

    @property
    def after(self) -> int | None:
        """After which revision the person gave what is to be saved; None when nobody knows."""
        return None if self.is_new else self.revision

    def begin_anew(self) -> None:
        """Give the widget another key, so that it shows what is stored."""
        self.generation += 1

    def catch_up(self, stored: Said, revision: int) -> None:
        """Show what others have saved since, if anything; to be called when nothing new was given
        here."""
        if revision > self.revision:
            self.held, self.revision = stored, revision
            self.begin_anew()
            st.rerun()

    def was_overtaken(self, theirs: Said, revision: int, mine: Said | None) -> None:
        """Keep what was given here, if anything, beside what somebody else saved before."""
        self.held, self.revision, self.mine = theirs, revision, mine
        self.is_new = False
        self.begin_anew()


class Memory(Generic[Said]):
    """What this visit knows of all things of one kind, e.g. of the cells of a sheet."""

    def __init__(self, scope: str) -> None:
        self._known: dict[str, Seen[Said]] = st.session_state.setdefault(f"seen--{scope}", {})

    def recall(self, name: str, stored: Said, revision: int) -> Seen[Said]:
        """Recall what is known of one; what is seen for the first time is known as it is stored."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = Seen(stored, revision)
        return known


def let_decide(
    page: Page, key: str, theirs: str, mine: str, decide: Callable[[bool], None]
) -> None:
    """Show both side by side; nothing is thrown away before somebody decides.

    `decide` is told whether the own one is to be saved.
    """
    st.warning(page.label(_SOMEBODY_ELSE))
    for who, said in ((message("Gespeichert ist:"), theirs), (message("Sie wollten:"), mine)):
        st.markdown(f"**{page.label(who)}** {plain(said)}")
    for own, label in (
        (True, message("Meine Angabe speichern")),
        (False, message("Gespeicherte Angabe behalten")),
    ):
        st.button(
            page.label(label),
            key=f"{key}--{'mine' if own else 'theirs'}",
            on_click=decide,
            args=(own,),
        )


_SOMEBODY_ELSE = message("Hier hat gerade auch jemand anderes etwas angegeben.")
