"""Coming in by the directory of the administration, and going out of it: links, as our pages send
forms only to ourselves."""

from collections.abc import Callable
from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audit.model.messages import Translator, message
from audit.service import arriving
from audit.service.actions import NotDone
from audit.service.arriving import RETURN, TIME_TO_ARRIVE, arrive, came_by_directory, set_out
from audit.service.house import House
from audit.service.sessions import STAY
from audit.ui.cookies import set_cookie, take_cookie_back
from audit.ui.desk import Desk, inside
from audit.ui.documents import paragraph
from audit.ui.forms import heading, link
from audit.ui.gate import SIGN_IN, is_sent_by_another_page

TO_DIRECTORY, OUT_OF_DIRECTORY = f"{SIGN_IN}/dienst", f"{SIGN_IN}/dienst-abmelden"

AWAY_COOKIE = "audit_away"
"""While somebody signs in there: what was begun belongs to this browser alone."""

Ask = Callable[[Request, str, str, NotDone], Response]
"""Shows the page on which one signs in: for the wanted page, a name, and what went wrong."""


def routes(house: House, ask: Ask) -> list[Route]:
    """List the addresses; they are open to everybody."""
    way = _Way(house, ask)
    return [
        way.showing(TO_DIRECTORY, way.there),
        way.showing(RETURN, way.back),
        way.showing(OUT_OF_DIRECTORY, way.out),
    ]


def way_in(house: House, translator: Translator, wanted: str) -> str:
    """Offer the directory on the page on which one signs in, as HTML; nothing where there is
    none."""
    if house.settings.directory is None:
        return ""
    address = escape(f"{TO_DIRECTORY}?weiter={quote(wanted, safe='')}")
    label = escape(translator.say(_BY_DIRECTORY))
    way = f'<p><a class="leading" href="{address}">{label}</a></p>'
    return way + heading(translator, _BY_PASSWORD)


def way_out(house: House, translator: Translator, token: str | None) -> str:
    """Offer to whoever came by the directory to go out of it as well, as HTML."""
    if not came_by_directory(house, token):
        return ""
    return paragraph(translator, _STILL_THERE) + link(translator, _OUT, OUT_OF_DIRECTORY)


class _Way(Desk):
    """The way to the directory and back."""

    def __init__(self, house: House, ask: Ask) -> None:
        super().__init__(house)
        self.ask = ask

    def there(self, request: Request) -> Response:
        """Send somebody to the directory."""
        wanted = inside(request.query_params.get("weiter"))
        if is_sent_by_another_page(request):
            # Whoever is signed in at the directory would be in here without having wanted it.
            return RedirectResponse(f"{SIGN_IN}?weiter={quote(wanted, safe='')}", 303)
        try:
            begun = set_out(self.house, wanted)
        except NotDone as refusal:
            return self.ask(request, wanted, "", refusal)
        response = RedirectResponse(begun.address, 303)
        seconds, https = int(TIME_TO_ARRIVE.total_seconds()), self.house.settings.https
        set_cookie(response, AWAY_COOKIE, begun.ticket, https=https, max_age=seconds)
        return response

    def back(self, request: Request) -> Response:
        """Begin the stay of somebody for whom the directory vouches."""
        ticket = request.cookies.get(AWAY_COOKIE, "")
        try:
            arrived = arrive(self.house, ticket, request.query_params)
        except NotDone as refusal:
            response = self.ask(request, "/", "", refusal)
        else:
            seconds = int(STAY.total_seconds())
            response = self.come_in(request, arrived.token, arrived.wanted, seconds)
        take_cookie_back(response, AWAY_COOKIE, https=self.house.settings.https)
        return response

    def out(self, request: Request) -> Response:
        """Send somebody who has signed out here to where they sign out of the directory."""
        try:
            return RedirectResponse(arriving.way_out(self.house), 303)
        except NotDone as refusal:
            return self.ask(request, "/", "", refusal)


_BY_DIRECTORY = message("Mit dem Konto Ihrer Verwaltung anmelden")
_BY_PASSWORD = message("Mit einem Passwort dieser Anwendung")
_STILL_THERE = message(
    "Beim Anmeldedienst Ihrer Verwaltung sind Sie vielleicht noch angemeldet. An einem Rechner, "
    "den auch andere benutzen, melden Sie sich bitte auch dort ab."
)
_OUT = message("Auch beim Anmeldedienst abmelden")
