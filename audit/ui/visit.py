"""What happens at each click: who is there, in which language, on which screen.

A stay is looked up anew each time: whoever signs out in one window is out in all of them.
"""

import logging
from functools import partial
from html import escape
from threading import Semaphore

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from audit.model.messages import Translator, message
from audit.service.actions import Caller, NotDone
from audit.service.house import House, speak
from audit.service.sessions import caller_of
from audit.ui import screens
from audit.ui.documents import APPLICATION, DEMO_CITY, language_links, query_without_language
from audit.ui.environment import environment
from audit.ui.forms import FORM_COOKIE
from audit.ui.frame import Page, Screen, taken_aim, taken_failure, taken_told
from audit.ui.gate import FAILED, OWN_ACCOUNT, SESSION_COOKIE, SIGN_IN
from audit.ui.plain import plain
from audit.ui.signing_in import sign_out_form
from audit.ui.tongues import IN_ADDRESS, LANGUAGE_COOKIE, chosen

_TURNS = {wide: Semaphore() for wide in (False, True)}
"""One page is made after the other, as Python does anyway: among many at once all become slow, and
the database is held by pages that wait for each other. Wide pages, which show figures and take
longer, have a queue of their own, so that no answer waits for them."""

_HOUSES: list[House] = []
_VISITOR, _LANGUAGE = "visit-visitor", "visit-language"


def welcome_to(house: House) -> None:
    """Say which house people visit; Streamlit's script starts from nothing each time."""
    _HOUSES[:] = [house]


def visit() -> None:
    """Show the screen that the address names to whoever is there."""
    house = _HOUSES[0]
    caller = caller_of(house, st.context.cookies.get(SESSION_COOKIE))
    if caller is None:
        translator = speak(_language())
        st.set_page_config(page_title=translator.say(APPLICATION))
        _show_signed_out(house, translator)
        return
    _forget_other_visitors(caller)
    translator = speak(_language())
    places: dict[str, StreamlitPage] = {}
    mine = tuple(screen for screen in screens.SCREENS if screen.is_for(caller))
    for screen in screens.SCREENS:
        page = Page(house, caller, translator, screen, mine, places)
        places[screen.address] = st.Page(
            partial(_show, page, allowed=screen.opens_for(caller)),
            title=translator.say(screen.title),
            url_path=screen.address,
            visibility="visible" if screen in mine and screen.listed else "hidden",
        )
    door = st.Page(
        partial(_forward, Page(house, caller, translator, DOOR, mine, places)),
        title=translator.say(DOOR.title),
        default=True,
        visibility="hidden",
    )
    st.navigation([door, *places.values()]).run()


def apologise(error: Exception) -> bool:
    """Say a sentence instead of a traceback; True: Streamlit need not say any more."""
    translator = speak(_language())
    if isinstance(error, NotDone):
        sentence = error.sentence
    else:
        logging.getLogger(__name__).error("A screen failed", exc_info=error)
        sentence = FAILED
    st.error(plain(translator.say(sentence)))
    return True


def _language() -> str:
    """Take the language of the address, else the one of this visit, else that of the last."""
    wishes = (
        st.query_params.get(IN_ADDRESS),
        st.session_state.get(_LANGUAGE),
        st.context.cookies.get(LANGUAGE_COOKIE),
    )
    st.session_state[_LANGUAGE] = language = chosen(*wishes)
    return language


def _forget_other_visitors(caller: Caller) -> None:
    """Begin anew when somebody else sits down at the same computer."""
    if st.session_state.get(_VISITOR, caller.session) != caller.session:
        st.session_state.clear()
    st.session_state[_VISITOR] = caller.session


def _forward(page: Page) -> None:
    """Lead from the bare address to the first screen that is for the visitor's office."""
    own = [screen for screen in page.screens if not screen.for_everybody]
    if own:
        page.go(own[0].address)
    _show(page, allowed=True)


def _show_nothing(page: Page) -> None:
    st.info(page.label(_NOTHING_HERE))


DOOR = Screen("", APPLICATION, frozenset(), _show_nothing)
"""What stands behind the bare address; whoever has a screen is led on at once."""


def _show(page: Page, *, allowed: bool) -> None:
    with _TURNS[page.screen.wide]:
        _show_now(page, allowed=allowed)


def _show_now(page: Page, *, allowed: bool) -> None:
    title = page.say(page.screen.title)
    st.set_page_config(
        page_title=f"{title} – {page.say(APPLICATION)}",
        layout="wide" if page.screen.wide else "centered",
    )
    hidden = st.container(key="environment")
    st.html(_top_line(page))
    alert = st.container(key="alert")
    st.title(plain(title), anchor=False)
    try:
        if allowed:
            page.screen.show(page)
        else:
            st.info(page.label(_NOT_FOR_YOU))
    except NotDone as refusal:
        st.error(page.label(refusal.sentence))
    finally:
        if failure := taken_failure():
            alert.error(plain(failure))
        with hidden:
            environment(page.language, page.screen.address, *taken_told(), taken_aim())


def _top_line(page: Page) -> str:
    """Say above each page who is here, in which city, and offer the other languages."""
    demo = _demo_sign(page.house, page.translator)
    query = st.query_params.to_dict().items()
    languages = language_links(page.translator, query_without_language(query))
    form = sign_out_form(page.translator, st.context.cookies.get(FORM_COOKIE, ""))
    who = f"<p>{_who(page)}</p>"
    return f'<div class="top-line">{demo}<div class="who">{who}{form}</div>{languages}</div>'


def _demo_sign(house: House, translator: Translator) -> str:
    """Say wherever one looks that this city does not exist."""
    if not house.settings.demo:
        return ""
    return f'<p class="demo">{escape(translator.say(DEMO_CITY))}</p>'


def _who(page: Page) -> str:
    """Name whoever is here, as HTML; the name leads to their account, which nobody made-up has."""
    if page.caller.link is not None:
        return escape(page.say(message("Teilnahme ohne Anmeldung")))
    name = escape(page.caller.name)
    if page.house.settings.demo:
        return name
    title = escape(page.say(message("Mein Konto")))
    return f'<a href="{OWN_ACCOUNT}" title="{title}">{name}</a>'


def _show_signed_out(house: House, translator: Translator) -> None:
    st.html(f'<div class="top-line">{_demo_sign(house, translator)}</div>')
    st.title(plain(translator.say(_SIGNED_OUT)), anchor=False)
    st.markdown(plain(translator.say(_SIGN_IN_AGAIN)))
    label = escape(translator.say(message("Zur Anmeldung")))
    st.html(f'<p><a href="{SIGN_IN}">{label}</a></p>')
    environment(translator.language, "signed-out", "", 0)


_NOTHING_HERE = message(
    "Für Sie ist hier noch nichts eingerichtet. Die Projektgruppe hilft Ihnen weiter."
)
_NOT_FOR_YOU = message("Diese Seite gehört nicht zu Ihrer Aufgabe im Audit.")
_SIGNED_OUT = message("Sie sind abgemeldet")
_SIGN_IN_AGAIN = message(
    "Sie haben sich abgemeldet, oder Sie waren längere Zeit nicht hier. Was gespeichert war, ist "
    "weiterhin gespeichert."
)
