"""What the plain pages have in common: how they answer, and how a form comes in."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from secrets import token_urlsafe

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audit.model.messages import Message, message
from audit.service.house import House
from audit.service.sessions import sign_out
from audit.ui.cookies import set_cookie
from audit.ui.documents import document, paragraph, translator_for
from audit.ui.forms import BACK, FORM_COOKIE, FORM_FIELD, SEND_AGAIN, form_token, is_genuine, link
from audit.ui.gate import SESSION_COOKIE

Fields = Mapping[str, str]

MOST_FIELDS = 10


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

    def taking(self, address: str, answer: Callable[[Request, Fields], Response]) -> Route:
        """Make an address to which a form is sent; forms from elsewhere change nothing."""

        async def answered(request: Request) -> Response:
            async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
                fields = {name: str(value) for name, value in sent.items()}
            if not is_genuine(request, fields.get(FORM_FIELD, "")):
                return self._too_old(request, address)
            return await to_thread.run_sync(answer, request, fields)

        return Route(address, answered, methods=["POST"])

    def _too_old(self, request: Request, address: str) -> Response:
        translator = translator_for(request)
        body = paragraph(translator, SEND_AGAIN) + link(translator, BACK, address)
        return self.page(request, _NOT_ACCEPTED, body, status=403)


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
