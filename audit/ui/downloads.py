"""Files that leave the house: each has an address of its own behind the gate, and asks for a right.

Streamlit's own downloads do neither: whoever has their address gets the file.
"""

import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import streamlit as st
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from audit.files.deadlines import write_deadline
from audit.files.handed_out import write_handout
from audit.files.unit_files import write_units
from audit.model.evidence import MEDIA_TYPES
from audit.model.messages import Message, message
from audit.service.actions import Caller, Denied, NotDone
from audit.service.evidence import file_to_check, own_file
from audit.service.handing_over import hand_out
from audit.service.house import House
from audit.service.letters import calendar_name
from audit.service.logbook import export_log
from audit.service.own_data import all_about_me
from audit.service.reminding import own_deadline
from audit.service.units import organisation
from audit.ui.documents import document, paragraph, translator_for
from audit.ui.frame import Page
from audit.ui.gate import CALLER
from audit.ui.log_file import CSV, JSON_LINES, log_as_csv, log_as_json_lines, search_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OWN_DATA = "/meine-daten.json"
UNITS = "/dienststellen.csv"

Make = Callable[[House, Caller, Request], Response]
"""Makes a file for whoever asks; raises `NotDone` when they may not have it."""


def routes(house: House) -> list[Route]:
    """List the addresses of files."""
    return [
        _route(house, sheet_address("{assessment:int}"), _sheet),
        _route(house, evidence_address("{evidence}"), _evidence),
        _route(house, deadline_address("{wave}"), _deadline),
        _route(house, OWN_DATA, _own_data),
        _route(house, UNITS, _units),
        _route(house, CSV, _log),
        _route(house, JSON_LINES, _log),
    ]


def sheet_address(assessment: int | str) -> str:
    """Name the address of an assessment as a file."""
    return f"/bogen/{assessment}.xlsx"


def evidence_address(id_: str) -> str:
    """Name the address of a file that is evidence."""
    return f"/datei/{id_}"


def deadline_address(wave: str) -> str:
    """Name the address of the last day of a wave, for one's own calendar."""
    return f"/termin/{wave}.ics"


def offer(page: Page, address: str, label: Message) -> None:
    """Show a link by which the browser saves a file."""
    said = escape(page.say(label))
    st.html(f'<p class="download"><a href="{escape(address)}" download>{said}</a></p>')


def attachment(name: str, data: bytes, kind: str) -> Response:
    """Send a file to be saved and not shown; no copy stays on the way or in the browser's cache."""
    plain = name.encode("ascii", "replace").decode().translate(str.maketrans('"\\%?', "____"))
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "cache-control": "no-store",
    }
    return Response(data, media_type=kind, headers=headers)


def _route(house: House, address: str, make: Make) -> Route:
    def made(request: Request) -> Response:
        try:
            return make(house, request.scope[CALLER], request)
        except NotDone as refusal:
            body = paragraph(translator_for(request), refusal.sentence)
            demo = house.settings.demo
            return document(request, _NO_FILE, body, demo=demo, status=403)

    async def answered(request: Request) -> Response:
        return await to_thread.run_sync(made, request)

    return Route(address, answered, methods=["GET"])


def _sheet(house: House, caller: Caller, request: Request) -> Response:
    """An assessment to be filled in without access."""
    number = int(request.path_params["assessment"])
    data = write_handout(hand_out(house, caller, number), translator_for(request))
    return attachment(f"bogen-{number}.xlsx", data, XLSX)


def _evidence(house: House, caller: Caller, request: Request) -> Response:
    """A file beside a question, for its own unit, or for whoever checks what is handed in."""
    id_ = request.path_params["evidence"]
    try:
        file = own_file(house, caller, id_)
    except Denied:
        file = file_to_check(house, caller, id_)
    return attachment(file.name, file.content, MEDIA_TYPES[file.kind])


def _deadline(house: House, caller: Caller, request: Request) -> Response:
    """The last day of a wave, for whoever has something to do in it."""
    deadline = own_deadline(house, caller, request.path_params["wave"])
    data = write_deadline(deadline, translator_for(request))
    return attachment(calendar_name(deadline.wave), data, "text/calendar")


def _own_data(house: House, caller: Caller, _request: Request) -> Response:
    """All that is stored about whoever asks."""
    written = json.dumps(all_about_me(house, caller), ensure_ascii=False, indent=2)
    return attachment("meine-daten.json", written.encode(), "application/json")


def _units(house: House, caller: Caller, _request: Request) -> Response:
    """The units of today, in the form in which they are read again."""
    units = organisation(house, caller).open_units
    return attachment("dienststellen.csv", write_units(units), "text/csv")


def _log(house: House, caller: Caller, request: Request) -> Response:
    """Everything in the log that is looked for."""
    found = export_log(house, caller, search_of(request.query_params))
    translator = translator_for(request)
    if request.url.path == CSV:
        return attachment("protokoll.csv", log_as_csv(found, translator), "text/csv")
    return attachment("protokoll.jsonl", log_as_json_lines(found, translator), "application/jsonl")


_NO_FILE = message("Diese Datei gibt es nicht")
