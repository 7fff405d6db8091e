"""The audit with one more screen, on which the tests try what the frame promises.

`tests/ui/workshop_app.py` serves the small town with it; last words are written into
`drafts.jsonl` in the data folder.
"""

import json
import time
from collections.abc import Mapping
from functools import partial
from itertools import count

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.actions import Act, Caller, Denied
from audit.service.house import House
from audit.service.uploads import File, Purpose, taken
from audit.service.uploads import keep as keep_file
from audit.store.engine import Connection, writing
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.uploads import Upload, sent_file, upload_form
from tests.ui.small_town import PEOPLE

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "[x](http://127.0.0.1:9/)",
    "![x](http://127.0.0.1:9/t.png)",
    "[x]: http://127.0.0.1:9/ 'y'",
    "<http://127.0.0.1:9/>",
    "http://127.0.0.1:9/a?b=c&d=e",
    "HTTPS://127.0.0.1:9/ und www.example.org/x, a.b+c@example.org",
    r"$\def\a{\a\a}\a$",
    "$$1+1$$",
    ":red[x] :material/lock: :material_lock: :streamlit: :smile: :+1: :red-background[x] :small[x]",
    "{{7*7}} ${7*7} #{7*7} {0.__class__} %(x)s %n",
    "'; DROP TABLE answer;--",
    '" OR 1=1 --',
    r"\' \\ \* C:\x ..\..\x ../../x",
    "=1+1",
    "+1",
    "-1",
    "- 1",
    "1. eins",
    "1) eins",
    "# Titel",
    "> Zitat",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "*a* _b_ **c** __d__ ~~e~~ `f` ``g`` ==h== ^i^",
    "| a | b |",
    "---",
    "~~~",
    "```python",
    "[^1] [x] [ ] [x][y] - [x] z",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
    "]]> <w:p/> &e; &amp; &#60; <!-- x --> <br>",
    "CON.pdf a.pdf:s.exe 10:30:45",
    "x" * 300,
]
"""Texts that Markdown, HTML or a template might take for something else; each in one line."""

_steps = count(1)


def show(page: Page) -> None:
    st.text_area("Bemerkung", key="remark")
    st.text(f"Gespeichert: {st.session_state.get('remark', '')}")
    st.text_input("Stichwort", key="keyword")
    st.selectbox("Wahl", ["eins", "zwei"], index=None, key="choice")
    st.button("Zählen", key="count", on_click=partial(page.tell, message("Gezählt.")))
    if st.button("Nur einmal", key="once") or st.session_state.get("gone"):
        st.session_state["gone"] = True
    st.text(f"Lauf {next(_steps)}")
    if not st.session_state.get("gone"):
        st.button("Verschwinden", key="vanish", on_click=_vanish)
    st.button("Scheitern", key="fail", on_click=partial(_fail, page))
    st.button("Abbrechen", key="break", on_click=_break)
    page.link("start", message("Zum Start"))


def _vanish() -> None:
    st.session_state["gone"] = True


def _fail(page: Page) -> None:
    with page.trying():
        raise Denied


def _break() -> None:
    raise RuntimeError("<b>secret</b>")


def show_hostile(_page: Page) -> None:
    for number, text in enumerate(HOSTILE):
        with st.container(key=f"paragraph-{number}"):
            st.markdown(plain(text))
    st.radio("Wahl", range(len(HOSTILE)), format_func=lambda number: plain(HOSTILE[number]))
    for number, text in enumerate(HOSTILE):
        st.checkbox(plain(text), key=f"label-{number}")


def show_refused(_page: Page) -> None:
    raise Denied


def show_slowly(_page: Page) -> None:
    for _ in range(100):
        time.sleep(0.1)
        st.text("Noch nicht fertig")


def show_sent(page: Page) -> None:
    about = st.query_params.get("zu", "")
    if upload := sent_file():
        with writing(page.house.engine) as connection:
            file = taken(_act(page.house, page.caller, connection), SAMPLE, upload, about)
        st.text(f"{file.name} zu {about}: {file.content.hex()[:20]} ({len(file.content)})")
    upload_form(page, SAMPLE, message("Beispiel"), accept=".csv", about="counter")


SAMPLE = Purpose("sample", most=2_000_000)


def receive(house: House, caller: Caller, about: str, file: File) -> str:
    if caller.person != PEOPLE[Role.PROJECT].id:
        raise Denied
    if file.content == b"break":
        raise RuntimeError("<b>secret</b>")
    with writing(house.engine) as connection:
        return keep_file(_act(house, caller, connection), SAMPLE, file, about)


def _act(house: House, caller: Caller, connection: Connection) -> Act:
    return Act(house, caller, connection, house.clock(), "workshop")


UPLOADS = (Upload(SAMPLE, receive, "sent", about=("zu",)),)


def keep(house: House, caller: Caller, draft: Mapping[str, str]) -> None:
    with (house.settings.data / "drafts.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"person": caller.person, **draft}) + "\n")


PROJECT = frozenset({Role.PROJECT})
EXTRA = (
    Screen("workshop", message("Werkstatt"), PROJECT, show),
    Screen("hostile", message("Fremde Texte"), PROJECT, show_hostile),
    Screen("refused", message("Verwehrt"), PROJECT, show_refused, wide=True),
    Screen("sent", message("Gesendet"), PROJECT, show_sent),
    Screen("slow", message("Langsam"), PROJECT, show_slowly, wide=True),
)
