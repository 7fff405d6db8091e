"""The one invisible component that mends what Streamlit lacks for people with disabilities.

What it does, and why each part is needed, stands in `docs/accessibility.md`; the doing is in
`assets/environment.js`.
"""

import streamlit as st

from audit.model.messages import message
from audit.service.house import speak
from audit.ui.builtin_words import BEGINNINGS, WORDS
from audit.ui.documents import APPLICATION
from audit.ui.tongues import direction_of, tag_of

SAVE_AFTER = 1200
"""Milliseconds without a key: a text area then saves what stands in it."""

_SCRIPT = "export default (given) => window.auditEnvironment(given);"
"""`assets/environment.js` does the work: it is loaded with the page, see `audit.ui.shell`."""


def environment(language: str, page: str, told: str, times_told: int, aim: str = "") -> None:
    """Set the language of the document, say what happened, and put the focus where it belongs.

    `page` is the address of the screen; when it changes, the focus goes to the heading, or to the
    container with the key `aim`. The same sentence is said again when `times_told` has risen.
    """
    speech = speak(language)
    component = st.components.v2.component(
        "environment",
        html='<p role="status" aria-live="polite"></p>',
        js=_SCRIPT,
        isolate_styles=False,
    )
    component(
        key="audit-environment",
        data={
            "language": tag_of(language),
            "direction": direction_of(language),
            "page": page,
            "aim": aim,
            "told": told,
            "timesTold": times_told,
            "saveAfter": SAVE_AFTER,
            "labels": {"menu": speech.say(_MENU), "application": speech.say(APPLICATION)},
            "words": WORDS.get(language, {}),
            "beginnings": BEGINNINGS.get(language, {}),
        },
        on_again_change=_nothing,
    )


def _nothing() -> None:
    """Do nothing: that the script runs again is all that is wanted."""


_MENU = message("Menü")
