"""What the plain pages have in common: how they answer, and how a form comes in."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from secrets import token_urlsafe

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audit.model.messages import Message, message
from audit.service.house import House
from audit.service.sessions import sign_out
from audit.ui.cookies import set_cookie
from audit.ui.documents import document, paragraph, translator_for
from audit.ui.forms import BACK, FORM_COOKIE, FORM_FIELD, SEND_AGAIN, form_token, is_genuine, link
from audit.ui.gate import SESSION_COOKIE
from audit.ui.receiving import Counted, TooLarge

Fields = Mapping[str, str]

MOST_FIELDS = 10
MOST_BYTES = 64 * 1024
"""Of a form in which only names, passwords and codes are typed."""


class Desk:
    """Where people come in, go out, and look after their key."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, request: Request, title: Message, body: str, status: int = 200) -> Response:
        """Answer with a page; `body` is HTML and comes escaped."""
        settings = self.house.settings
        response = document(request, title, body, demo=settings.demo, status=status)
        set_cookie(response, FORM_COOKIE, form_token(request), https=settings.https)
        return response

    def come_in(self, request: Request, token: str, wanted: str, seconds: int) -> Response:
        """Give the browser the token of a new stay, and end the one it had."""
        sign_out(self.house, request.cookies.get(SESSION_COOKIE))
        response = RedirectResponse(wanted, 303)
        https = self.house.settings.https
        set_cookie(response, SESSION_COOKIE, token, https=https, max_age=seconds)
        set_cookie(response, FORM_COOKIE, token_urlsafe(24), https=https, max_age=seconds)
        return response

    def showing(self, address: str, answer: Callable[[Request], Response]) -> Route:
        """Make an address that is looked at."""

        async def answered(request: Request) -> Response:
            return await to_thread.run_sync(answer, request)

        return Route(address, answered, methods=["GET"])

    def taking(
        self, address: str, answer: Callable[[Request, Fields], Response], most: int = MOST_BYTES
    ) -> Route:
        """Make an address to which a form of at most so many bytes is sent; forms from elsewhere
        change nothing."""

        async def answered(request: Request) -> Response:
            counted = Request(request.scope, Counted(request.receive, most).receive)
            limits = {"max_files": 0, "max_fields": MOST_FIELDS, "max_part_size": most}
            try:
                async with counted.form(**limits) as sent:
                    fields = {name: str(value) for name, value in sent.items()}
            except TooLarge:
                return self._not_accepted(request, _TOO_MUCH, 413)
            except (HTTPException, ClientDisconnect):
                return self._not_accepted(request, SEND_AGAIN, 400)
            if not is_genuine(request, fields.get(FORM_FIELD, "")):
                return self._not_accepted(request, SEND_AGAIN, 403)
            return await to_thread.run_sync(answer, request, fields)

        return Route(address, answered, methods=["POST"])

    def _not_accepted(self, request: Request, why: Message, status: int) -> Response:
        translator = translator_for(request)
        body = paragraph(translator, why) + link(translator, BACK, request.url.path)
        return self.page(request, _NOT_ACCEPTED, body, status)


def inside(address: str | None) -> str:
    """Take an address only if it leads to one of our own pages; the start page otherwise."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return "/"
    return address if address.isprintable() and "\\" not in address else "/"


def address_of(request: Request) -> str:
    """Say from which address a request came; empty when it is not known.

    A proxy on the same machine that does not say for whom it asks makes everybody seem to come from
    here: they must not be taken for one.
    """
    host = "" if request.client is None else request.client.host
    try:
        return "" if ip_address(host).is_loopback else host
    except ValueError:
        return ""


_NOT_ACCEPTED = message("Bitte noch einmal")
_TOO_MUCH = message("Das war mehr, als in dieses Formular gehört. Es ist nichts geschehen.")
