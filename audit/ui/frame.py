"""What a screen is, and what it is given.

A screen is one file in `audit/ui/screens/`:

    SCREEN = Screen("start", message("Start"), frozenset({Role.HEAD}), show)

    def show(page: Page) -> None:
        page.write(message("Guten Tag, {name}.", name=page.caller.name))

The frame draws the heading from the title. A text that a person wrote goes through `plain`, or is
shown by `st.text`. What a screen may see and do is decided by the service functions that it calls.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Literal

import streamlit as st
from babel.dates import format_date
from streamlit.navigation.page import StreamlitPage

from audit.model.messages import Message, Translator
from audit.model.organisation import Role
from audit.service.actions import Caller, NotDone
from audit.service.house import House
from audit.ui.plain import plain
from audit.ui.tongues import IN_ADDRESS

_TOLD, _WENT_WRONG, _TIMES_TOLD = "frame-told", "frame-went-wrong", "frame-times-told"
_AIM = "frame-aim"


@dataclass(frozen=True)
class Screen:
    """One page of the audit."""

    address: str
    """What stands in the browser's address line, e.g. `start`; permanent."""

    title: Message
    """Its name in the navigation, its heading, and the title of the window."""

    for_roles: frozenset[Role]
    """Whose navigation shows it; rights are another matter."""

    show: Callable[["Page"], None]

    wide: bool = False
    """Takes the whole width of the window: for charts and tables, not for texts."""

    listed: bool = True
    """Stands in the navigation; a screen about one thing is reached from a list of such things."""

    says: Message | None = None
    """One sentence for the start page: what one does here. Without it the start page is silent."""

    news: Callable[["Page"], Message | None] | None = None
    """What there is now, e.g. what is open until when; None when there is nothing to say."""

    for_everybody: bool = False
    """Is shown to everybody who has signed in, also without an office."""

    for_given_areas: bool = False
    """Is shown to whoever was given an area of a sheet, also without an office."""

    def is_for(self, caller: Caller) -> bool:
        """Tell whether the caller's navigation shows this screen."""
        if self.for_everybody and caller.person is not None:
            return True
        if self.for_given_areas and caller.has_areas:
            return True
        return any(office.role in self.for_roles for office in caller.offices)

    def opens_for(self, caller: Caller) -> bool:
        """Tell whether it opens when its address is called up: what somebody has just handed back
        is no reason to turn them away from the page on which they did so."""
        return self.is_for(caller) or (self.for_given_areas and caller.person is not None)


@dataclass(frozen=True)
class Page:
    """What a screen is given: the house, who is there, their language, and ways to speak."""

    house: House
    caller: Caller
    translator: Translator
    screen: Screen
    screens: tuple[Screen, ...]
    """All screens of the caller's navigation, in its order."""
    places: Mapping[str, StreamlitPage] = field(repr=False)

    @property
    def language(self) -> str:
        """The language of the page: put it into widget keys whose options are translated."""
        return self.translator.language

    def say(self, sentence: Message) -> str:
        """Translate a sentence. It is text: where Markdown is read, show `plain(page.say(...))`."""
        return self.translator.say(sentence)

    def label(self, sentence: Message) -> str:
        """Translate a sentence for a place that reads Markdown: labels, options, alerts."""
        return plain(self.say(sentence))

    def write(self, sentence: Message) -> None:
        """Show a sentence as a paragraph."""
        st.markdown(self.label(sentence))

    def day(self, day: date) -> str:
        """Write a day as the language does, e.g. 18. Dezember 2026."""
        return format_date(day, format="long", locale=self.language)

    def show_text(self, text: str) -> None:
        """Show a text that somebody wrote, paragraph by paragraph."""
        paragraphs = [plain(part) for part in text.split("\n") if part.strip()]
        st.markdown("\n\n".join(paragraphs))

    def link(self, address: str, label: Message, **query: str) -> None:
        """Show a link to a screen, or to another part of this one."""
        if address == self.screen.address:
            self._turn_to(label, query, "tertiary")
        else:
            st.page_link(self.places[address], label=self.label(label), query_params=query or None)

    def lead(self, address: str, label: Message, **query: str) -> None:
        """Show the link that most people want next: it looks like a button."""
        if address == self.screen.address:
            self._turn_to(label, query, "primary")
        else:
            with st.container(key="--".join(("lead", address, *query.values()))):
                self.link(address, label, **query)

    def _turn_to(
        self, label: Message, query: Mapping[str, str], kind: Literal["primary", "tertiary"]
    ) -> None:
        """Lead to another part of this screen; Streamlit's own link leaves the address as it is."""
        st.button(
            self.label(label),
            key="--".join(("turn", kind, *query.values())),
            on_click=partial(_turn, dict(query)),
            type=kind,
        )

    def go(self, address: str, **query: str) -> None:
        """Leave for another screen at once."""
        st.switch_page(self.places[address], query_params=query or None)

    def tell(self, sentence: Message) -> None:
        """Have a screen reader say what happened; show it on the page as well."""
        st.session_state[_TOLD] = self.say(sentence)
        st.session_state[_TIMES_TOLD] = st.session_state.get(_TIMES_TOLD, 0) + 1

    def aim(self, key: str) -> None:
        """Put the focus into the container with this key, once, instead of on the heading."""
        st.session_state[_AIM] = key

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Do something that may fail; then the page stays, and says above its heading what failed.

        Meant for callbacks: `with page.trying(): save_entry(page.house, page.caller, ...)`.
        """
        try:
            yield
        except NotDone as refusal:
            self.fail(refusal.sentence)

    def fail(self, sentence: Message) -> None:
        """Say above the heading what could not be done, and why."""
        st.session_state[_WENT_WRONG] = self.say(sentence)


def _turn(query: Mapping[str, str]) -> None:
    language = st.query_params.get(IN_ADDRESS)
    st.query_params.from_dict({**query, **({IN_ADDRESS: language} if language else {})})


def taken_told() -> tuple[str, int]:
    """Take what the screen reader is to say, and how often something was said in this visit."""
    return st.session_state.pop(_TOLD, ""), st.session_state.get(_TIMES_TOLD, 0)


def taken_aim() -> str:
    """Take where the focus is to go; empty: to the heading."""
    return str(st.session_state.pop(_AIM, ""))


def taken_failure() -> str:
    """Take the sentence about what failed; empty when nothing did."""
    return str(st.session_state.pop(_WENT_WRONG, ""))
