"""Files come in by a plain form, and into the database: Streamlit would keep them in the memory of
one process, and the next click may reach another.

A kind of file is one line in `UPLOADS`:

    Upload(UNITS_FILE, receive, "dienststellen")

`receive` is an action: `receive(house, caller, about, file)` checks the right, keeps the file (see
`audit.service.uploads`) and returns its id. The browser is then led to the screen, which finds the
id by `sent_file()`; what the file is about stands under the name that `Upload.about` gives:
`/dienststellen?datei=...`, `/abgleichen?bogen=7&datei=...`. An action that has used the file at
once returns an empty text; when it raises `NotDone`, its sentence is shown.

A screen shows the form:

    upload_form(page, UNITS_FILE, message("Datei mit Dienststellen"), accept=".csv,.yaml")
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import cast
from urllib.parse import urlencode

import streamlit as st
from anyio import to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audit.model.messages import Message, message
from audit.service.actions import Caller, NotDone
from audit.service.evidence import EVIDENCE_FILE
from audit.service.handing_over import SHEET_FILE
from audit.service.house import House
from audit.service.people_lists import PEOPLE_FILE
from audit.service.people_lists import bring_in as bring_in_people
from audit.service.unit_lists import UNITS_FILE, bring_in
from audit.service.uploads import File, Purpose, too_large
from audit.ui.brought_back import receive
from audit.ui.documents import document, paragraph, translator_for
from audit.ui.evidence import receive_evidence
from audit.ui.forms import BACK, FORM_COOKIE, FORM_FIELD, SEND_AGAIN, hidden, is_genuine, link
from audit.ui.frame import Page
from audit.ui.gate import CALLER
from audit.ui.receiving import Counted, TooLarge

ADDRESS = "/hochladen"
IN_ADDRESS = "datei"
"""Under this name the id of a file stands in the address of the screen that shows it."""

AROUND_THE_FILE = 16 * 1024
"""Bytes of a form besides the file in it."""


@dataclass(frozen=True)
class Upload:
    """A kind of file that people send."""

    purpose: Purpose
    receive: Callable[[House, Caller, str, File], str]
    screen: str
    """The address of the screen that goes on with it."""
    about: tuple[str, ...] = ()
    """The names under which that screen's address says what the file is about; what stands behind
    them comes as one text, with dots between."""

    def address(self, about: str, upload: str = "") -> str:
        """Lead on to the screen."""
        parts = zip(self.about, about.split(".", len(self.about) - 1), strict=False)
        query = {**dict(parts), IN_ADDRESS: upload}
        said = urlencode({name: value for name, value in query.items() if name and value})
        return f"/{self.screen}{said and '?' + said}"


UPLOADS: Sequence[Upload] = (
    Upload(SHEET_FILE, receive, "ohne-zugang", about=("bogen",)),
    Upload(EVIDENCE_FILE, receive_evidence, "nachweise", about=("bogen", "frage")),
    Upload(UNITS_FILE, bring_in, "dienststellen-datei"),
    Upload(PEOPLE_FILE, bring_in_people, "personen-datei"),
)


def upload_form(
    page: Page, purpose: Purpose, label: Message, *, accept: str, about: str = ""
) -> None:
    """Show the form by which a file is sent; `accept` lists endings, as a hint to the browser."""
    said = page.translator.say
    most = said(message("Höchstens {most} Megabyte.", most=f"{purpose.most / 1_000_000:g}"))
    name = f"upload-{purpose.name}-{about}"
    st.html(
        f'<form class="upload" method="post" action="{ADDRESS}/{escape(purpose.name)}"'
        ' enctype="multipart/form-data">'
        f"{hidden(FORM_FIELD, st.context.cookies.get(FORM_COOKIE, ''))}{hidden('about', about)}"
        f'<label for="{escape(name)}">{escape(said(label))}</label>'
        f'<input type="file" id="{escape(name)}" name="file" accept="{escape(accept)}" required'
        f' aria-describedby="{escape(name)}-most">'
        f'<small id="{escape(name)}-most">{escape(most)}</small>'
        f"<button>{escape(said(message('Datei hochladen')))}</button></form>"
    )


def sent_file() -> str:
    """Read from the address which file was just sent; empty when none was."""
    return st.query_params.get(IN_ADDRESS, "")


def upload_route(house: House, uploads: Sequence[Upload]) -> Route:
    """Make the address to which the forms are sent; the gate stands before it."""
    by_purpose = {upload.purpose.name: upload for upload in uploads}

    async def received(request: Request) -> Response:
        upload = by_purpose.get(request.path_params["purpose"])
        if upload is None:
            return Response(status_code=404)
        return await _Reception(house, upload, request).answer()

    return Route(f"{ADDRESS}/{{purpose}}", received, methods=["POST"])


class _Reception:
    """One form with a file, being received."""

    def __init__(self, house: House, upload: Upload, request: Request) -> None:
        self.house = house
        self.upload = upload
        self.request = request

    async def answer(self) -> Response:
        """Take the file and lead on, or say why not."""
        counted = Counted(self.request.receive, self.upload.purpose.most + AROUND_THE_FILE)
        request = Request(self.request.scope, counted.receive)
        try:
            async with request.form(max_files=1, max_fields=2) as form:
                return await self._take(form)
        except TooLarge:
            await counted.rest()
            return self._refusal("", too_large(self.upload.purpose.most), 413)
        except HTTPException:
            return self._refusal("", _NOTHING_SENT, 400)
        except ClientDisconnect:
            return Response(status_code=400)

    async def _take(self, form: FormData) -> Response:
        token, about, sent = (form.get(name, "") for name in (FORM_FIELD, "about", "file"))
        if not is_genuine(self.request, token if isinstance(token, str) else ""):
            return self._refusal("", SEND_AGAIN, 403)
        if not isinstance(about, str) or not isinstance(sent, UploadFile) or not sent.filename:
            return self._refusal("", _NOTHING_SENT, 400)
        file = File(sent.filename, await sent.read())
        return await to_thread.run_sync(self._taken, about, file)

    def _taken(self, about: str, file: File) -> Response:
        caller = cast(Caller, self.request.scope[CALLER])
        try:
            upload = self.upload.receive(self.house, caller, about, file)
        except NotDone as refusal:
            return self._refusal(about, refusal.sentence, 422)
        except Exception:
            logging.getLogger(__name__).exception("A file could not be taken")
            return self._refusal(about, _FAILED, 500)
        return RedirectResponse(self.upload.address(about, upload), 303)

    def _refusal(self, about: str, sentence: Message, status: int) -> Response:
        translator = translator_for(self.request)
        back = link(translator, BACK, self.upload.address(about))
        body = paragraph(translator, sentence) + back
        demo = self.house.settings.demo
        return document(self.request, _NOT_TAKEN, body, demo=demo, status=status)


_NOT_TAKEN = message("Die Datei wurde nicht angenommen")
_NOTHING_SENT = message("Es ist keine Datei angekommen. Bitte wählen Sie eine aus.")
_FAILED = message("Die Datei ließ sich nicht verarbeiten. Es ist nichts geschehen.")
