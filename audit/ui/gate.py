"""The gate: nobody passes, by page, file or websocket, without a stay that the house knows.

Who somebody is comes from the cookie alone. What a browser says about itself in headers is dropped.
Of Streamlit's own addresses only those are reached that the audit needs.
"""

import logging
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audit.model.messages import message
from audit.service.actions import Caller
from audit.service.house import House
from audit.service.sessions import caller_of
from audit.ui.cookies import OURS_AS_SENT, cookies_received, set_cookie
from audit.ui.documents import document, paragraph, translator_for
from audit.ui.health import ALIVE, READY
from audit.ui.shell import CONTENT_SECURITY_POLICY, in_language
from audit.ui.tongues import IN_ADDRESS, LANGUAGE_COOKIE, offered

SESSION_COOKIE = "audit_session"
SIGN_IN, SIGN_OUT, BY_LINK = "/anmelden", "/abmelden", "/t"
OWN_ACCOUNT = "/konto"

OPEN = frozenset({SIGN_IN, SIGN_OUT, ALIVE, READY, "/_stcore/health", "/favicon.png"})
OPEN_BELOW = (f"{SIGN_IN}/", f"{BY_LINK}/", "/static/", "/gestaltung/")
"""Steps of signing in, and parts of the pages that are the same for everybody."""

WEBSOCKET = "/_stcore/stream"
NEEDED = frozenset({WEBSOCKET, "/_stcore/health", "/_stcore/host-config"})
NEEDED_BELOW = ("/_stcore/bidi-components/", "/static/")
"""What the audit needs of Streamlit's own addresses; all but `OPEN` and `OPEN_BELOW` for those who
are inside."""

CLOSED_BELOW = ("/_stcore/", "/media/", "/component/", "/app/static/", "/auth/", "/oauth2callback")
"""The rest is closed to everybody: files that whoever has their address gets, uploads into memory,
figures about the server, other ways in. `tests/ui/test_addresses.py` fails when there are new ones.
"""

CALLER = "audit.caller"
"""Under this name of the ASGI scope the gate says who passed."""

CLAIMS = (b"x-forwarded-user", b"x-forwarded-email", b"x-forwarded-groups", b"x-auth-request-",
          b"x-remote-user", b"remote-user", b"x-authenticated-", b"x-webauth-", b"x-audit-",
          b"x-streamlit-user")  # fmt: skip
"""Headers by which others say who somebody is; nobody may speak for the gate."""

STAY = "x-audit-stay"
"""In this header of a websocket the gate tells Streamlit whose stay it is: it gives a page whose
connection was lost back to the same stay alone, whoever may know the page's number."""

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
SHUT_IN = {
    "content-security-policy": "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
}
"""For files to be saved: a browser that opens one all the same lets it do nothing."""

ONLY_HTTPS = {"strict-transport-security": "max-age=31536000; includeSubDomains"}

LANGUAGE_KEPT = 365 * 24 * 3600
"""Seconds."""


class Gate:
    """ASGI middleware; it stands before everything else, Streamlit's websocket included."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self.house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let pass, or send to the sign-in page, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        https = self.house.settings.https
        scope = {**scope, "headers": _believed(scope["headers"], https=https)}
        answer = _refusal_of(scope) or await self._way_in(scope)
        if scope["type"] == "websocket":
            await answer(scope, receive, send)
            return
        dressed = _Dressed(scope, send, https=https)
        try:
            await answer(scope, receive, dressed.send)
        except Exception:
            if dressed.has_begun:
                raise
            logging.getLogger(__name__).exception("An address failed")
            await _failed(scope, receive, dressed.send)

    async def _way_in(self, scope: Scope) -> ASGIApp:
        """Find out who asks; whoever is known passes."""
        if _is_open(scope["path"]):
            return self.app
        try:
            caller = await to_thread.run_sync(self._caller, HTTPConnection(scope))
        except Exception:
            logging.getLogger(__name__).exception("Nobody can be let in")
            return _out_of_order
        scope[CALLER] = caller
        if caller is None:
            return _refused
        if scope["type"] == "websocket":
            scope["headers"].append((STAY.encode(), caller.session.encode()))
        return self.app

    def _caller(self, connection: HTTPConnection) -> Caller | None:
        return caller_of(self.house, connection.cookies.get(SESSION_COOKIE))


def comes_from_elsewhere(request: HTTPConnection) -> bool:
    """Tell whether something was sent by the page of somebody else."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
    return origin.partition("://")[2] != request.headers.get("host")


def is_sent_by_another_page(request: HTTPConnection) -> bool:
    """Tell whether the page of somebody else has led a browser here; not known is taken for no."""
    return request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


def _refusal_of(scope: Scope) -> ASGIApp | None:
    """Refuse what nobody may have, whoever asks; None: it depends on who asks."""
    path, is_websocket = scope["path"], scope["type"] == "websocket"
    if is_websocket and path != WEBSOCKET:
        return _refused
    if not (path in NEEDED or path.startswith(NEEDED_BELOW)):
        return _closed if path.startswith(CLOSED_BELOW) else None
    # Streamlit would ask a computer in the internet for our own address, to compare the two.
    request = HTTPConnection(scope)
    is_foreign = "origin" in request.headers and comes_from_elsewhere(request)
    return _not_for_others if is_foreign else None


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


def _believed(headers: list[tuple[bytes, bytes]], *, https: bool) -> list[tuple[bytes, bytes]]:
    """Leave out what others say about who somebody is, and cookies that are not from us."""
    return [
        (name, cookies_received(value, https=https) if name.lower() == b"cookie" else value)
        for name, value in headers
        if not name.lower().startswith(CLAIMS)
    ]


async def _refused(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await _close(receive, send)
        return
    await _no_entry(Request(scope))(scope, receive, send)


async def _not_for_others(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await _close(receive, send)
        return
    await PlainTextResponse("403", 403)(scope, receive, send)


async def _closed(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("404", 404)(scope, receive, send)


def _no_entry(request: Request) -> Response:
    if _wants_a_page(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        on = f"?weiter={quote(wanted, safe='')}" if request.method == "GET" else ""
        return RedirectResponse(f"{SIGN_IN}{on}", 303)
    return PlainTextResponse("401", 401)


async def _failed(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    body = paragraph(translator_for(request), FAILED)
    answer = document(request, _OUT_OF_ORDER, body, demo=False, status=500)
    await answer(scope, receive, send)


async def _out_of_order(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await _close(receive, send)
        return
    request = Request(scope)
    body = paragraph(translator_for(request), _TRY_LATER)
    answer = document(request, _OUT_OF_ORDER, body, demo=False, status=503)
    await answer(scope, receive, send)


async def _close(receive: Receive, send: Send) -> None:
    """Refuse a websocket before it is accepted: the browser is told 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def _wants_a_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


class _Dressed:
    """An answer on its way out: protective headers on all, the language on Streamlit's page."""

    def __init__(self, scope: Scope, send: Send, *, https: bool) -> None:
        self._send = send
        self._https = https
        self._request = Request(scope)
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""
        self.has_begun = False
        if self._request.method == "GET" and _wants_a_page(self._request):
            # The page is changed on its way: it must come whole and readable.
            kept_out = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in kept_out]

    async def send(self, part: Message) -> None:
        """Pass a part on; a page is held back until it is complete."""
        self.has_begun = True
        if part["type"] == "http.response.start":
            headers = self._headers(part["headers"])
            part = {**part, "headers": headers}
            if dict(headers).get(b"content-type", b"").startswith(b"text/html"):
                self._start = part
                return
        if self._start is None or part["type"] != "http.response.body":
            await self._send(part)
            return
        self._body += part.get("body", b"")
        if not part.get("more_body"):
            await self._send_page(self._start)

    def _headers(self, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        is_saved = b"content-disposition" in {name.lower() for name, _ in given}
        ours = HEADERS | (ONLY_HTTPS if self._https else {}) | (SHUT_IN if is_saved else {})
        ours_raw = {name.encode(): value.encode() for name, value in ours.items()}
        headers = [
            (name.lower(), self._from_the_root(name.lower(), value))
            for name, value in given
            if name.lower() not in ours_raw and not _is_unwanted(name.lower(), value)
        ]
        if b"cache-control" not in dict(headers):
            headers.append((b"cache-control", b"no-cache"))
        return [*headers, *ours_raw.items()]

    def _from_the_root(self, name: bytes, value: bytes) -> bytes:
        """Lead on by path alone: the name under which we are asked is only said by who asks."""
        here = self._request.headers.get("host", "").encode()
        for scheme in (b"http://", b"https://"):
            if name == b"location" and value.startswith(scheme + here + b"/"):
                return value.removeprefix(scheme + here)
        return value

    async def _send_page(self, start: MutableMapping[str, Any]) -> None:
        body = in_language(self._body, translator_for(self._request))
        replaced = {b"content-length", b"etag", b"last-modified", b"cache-control"}
        headers = [pair for pair in start["headers"] if pair[0] not in replaced]
        headers += [
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"vary", b"Cookie"),
            *self._language_cookie(),
        ]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def _language_cookie(self) -> list[tuple[bytes, bytes]]:
        """Remember the language that the address asks for."""
        language = self._request.query_params.get(IN_ADDRESS)
        if language not in offered():
            return []
        carrier = Response()
        set_cookie(carrier, LANGUAGE_COOKIE, language, https=self._https, max_age=LANGUAGE_KEPT)
        return [pair for pair in carrier.raw_headers if pair[0] == b"set-cookie"]


def _is_unwanted(name: bytes, value: bytes) -> bool:
    """Keep back Streamlit's own cookies, and its leave for the pages of others to read ours."""
    if name == b"set-cookie":
        return not value.startswith(OURS_AS_SENT)
    return name.startswith(b"access-control-")


FAILED = message(
    "Auf dieser Seite ist ein Fehler aufgetreten. Was gespeichert war, ist weiterhin gespeichert. "
    "Bitte laden Sie die Seite neu; bleibt es dabei, sagen Sie der Projektgruppe Bescheid."
)
_OUT_OF_ORDER = message("Gerade nicht erreichbar")
_TRY_LATER = message(
    "Die gespeicherten Daten lassen sich gerade nicht lesen. Bitte versuchen Sie es in einigen "
    "Minuten noch einmal."
)
