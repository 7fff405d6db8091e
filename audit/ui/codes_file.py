"""One-time codes as a file, while they stand on the page. They are kept nowhere: the page sends
them along, and gets them back as a table to be saved."""

import json
from collections.abc import Iterable

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from audit.files.log_files import as_csv
from audit.model.messages import message
from audit.service.house import TOWN_CLOCK, House
from audit.service.people import Handed
from audit.ui.desk import Desk, Fields
from audit.ui.documents import translator_for
from audit.ui.downloads import attachment
from audit.ui.forms import FORM_COOKIE, button, form, hidden
from audit.ui.frame import Page

ADDRESS = "/einmalcodes.csv"
MOST_BYTES = 4 * 1024 * 1024
"""Of the codes of some ten thousand people, as a form writes them."""

_HEADS = (
    message("Name"),
    message("Anmeldename"),
    message("Einmalcode"),
    message("gilt bis"),
)


def routes(house: House) -> list[Route]:
    """List the address; the gate stands before it."""
    return [Desk(house).taking(ADDRESS, _as_file, MOST_BYTES)]


def save_button(page: Page, handed: Iterable[Handed]) -> None:
    """Show the button by which codes are saved."""
    rows = [
        [one.person, one.name, one.code, page.day(one.ends.astimezone(TOWN_CLOCK).date())]
        for one in handed
    ]
    label = button(page.translator, message("Einmalcodes als Datei speichern (CSV)"))
    proof = st.context.cookies.get(FORM_COOKIE, "")
    sent = form(ADDRESS, proof, hidden("codes", json.dumps(rows)) + label)
    st.html(f'<div class="codes">{sent}</div>')


def _as_file(request: Request, fields: Fields) -> Response:
    """Give back as a table what the page has sent."""
    try:
        rows = [[str(cell) for cell in row] for row in json.loads(fields.get("codes", ""))]
    except (ValueError, TypeError):
        return Response(status_code=400)
    heads = [translator_for(request).say(head) for head in _HEADS]
    return attachment("einmalcodes.csv", as_csv(heads, rows), "text/csv")
