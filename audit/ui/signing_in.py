"""Coming in and going out: plain pages that need no JavaScript."""

from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest
from html import escape
from secrets import token_urlsafe

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audit.model.messages import Message, Translator, message
from audit.model.organisation import ROLES, Office, Person, Role, UnitId
from audit.service.actions import Denied
from audit.service.house import House
from audit.service.sessions import (
    GUEST_DAYS,
    STAY,
    caller_of,
    enter_by_link,
    people_of_the_demo,
    sign_in_for_demo,
    sign_out,
    units_of_the_demo,
)
from audit.ui.documents import (
    document,
    paragraph,
    translator_for,
)
from audit.ui.gate import (
    BY_LINK,
    SESSION_COOKIE,
    SIGN_IN,
    SIGN_OUT,
    comes_from_elsewhere,
    set_cookie,
)

FORM_COOKIE = "audit_form"
"""Proves that a form came from one of our pages: it stands in the form and in the cookie."""

FORM_FIELD = "form"


def routes(house: House) -> list[Route]:
    """List the addresses that are open to everybody."""
    desk = _Desk(house)
    return [
        Route(SIGN_IN, _in_a_thread(desk.choice), methods=["GET"]),
        Route(SIGN_IN, desk.sign_in, methods=["POST"]),
        Route(SIGN_OUT, _in_a_thread(desk.leaving), methods=["GET"]),
        Route(SIGN_OUT, desk.sign_out, methods=["POST"]),
        Route(f"{BY_LINK}/{{token}}", _in_a_thread(desk.by_link), methods=["GET"]),
    ]


class _Desk:
    """Where people come in and go out."""

    def __init__(self, house: House) -> None:
        self.house = house

    def choice(self, request: Request) -> Response:
        """Show who can be chosen in the demo; elsewhere say how people come in."""
        translator = translator_for(request)
        if not self.house.settings.demo:
            return self._page(request, _SIGN_IN, paragraph(translator, _NO_ACCOUNTS_YET))
        wanted = inside(request.query_params.get("weiter"))
        people = _people(translator, people_of_the_demo(self.house), units_of_the_demo(self.house))
        body = (
            paragraph(translator, _MADE_UP)
            + _form(SIGN_IN, form_token(request), _hidden("weiter", wanted) + people)
        )  # fmt: skip
        return self._page(request, _WHO_ARE_YOU, body)

    async def sign_in(self, request: Request) -> Response:
        """Begin the stay of a made-up person."""
        async with request.form(max_files=0, max_fields=10) as form:
            person, wanted = str(form.get("person", "")), inside(str(form.get("weiter", "")))
            genuine = is_genuine(request, str(form.get(FORM_FIELD, "")))
        if not genuine:
            return self._too_old(request, SIGN_IN)
        return await to_thread.run_sync(self._signed_in, request, person, wanted)

    def _signed_in(self, request: Request, person: str, wanted: str) -> Response:
        try:
            token = sign_in_for_demo(self.house, person)
        except Denied as refusal:
            translator = translator_for(request)
            body = paragraph(translator, refusal.sentence) + _link(translator, _TO_SIGN_IN, SIGN_IN)
            return self._page(request, _SIGN_IN, body, status=403)
        sign_out(self.house, request.cookies.get(SESSION_COOKIE))
        return self._inside(token, wanted, int(STAY.total_seconds()))

    def leaving(self, request: Request) -> Response:
        """Ask before signing out: a link alone changes nothing."""
        label = escape(translator_for(request).say(SIGN_OUT_LABEL))
        form = _form(SIGN_OUT, form_token(request), f"<button>{label}</button>")
        return self._page(request, SIGN_OUT_LABEL, form)

    async def sign_out(self, request: Request) -> Response:
        """End the stay in all tabs."""
        async with request.form(max_files=0, max_fields=10) as form:
            genuine = is_genuine(request, str(form.get(FORM_FIELD, "")))
        if not genuine:
            return self._too_old(request, SIGN_OUT)
        return await to_thread.run_sync(self._signed_out, request)

    def _signed_out(self, request: Request) -> Response:
        token = request.cookies.get(SESSION_COOKIE)
        caller = caller_of(self.house, token)
        sign_out(self.house, token)
        translator = translator_for(request)
        if caller is not None and caller.link is not None:
            response = self._page(request, _THANK_YOU, paragraph(translator, _CLOSE_THE_WINDOW))
        else:
            body = paragraph(translator, _SIGNED_OUT_NOTE)
            body += _link(translator, _TO_SIGN_IN, SIGN_IN)
            response = self._page(request, _SIGNED_OUT, body)
        response.delete_cookie(SESSION_COOKIE, path="/")
        return response

    def by_link(self, request: Request) -> Response:
        """Let somebody with a link in; who comes back by the same link finds what they began."""
        link = str(request.path_params["token"])
        before = request.cookies.get(SESSION_COOKIE)
        caller = caller_of(self.house, before)
        if caller is not None and caller.link is not None and caller.link.token == link:
            return RedirectResponse("/", 303)
        token = enter_by_link(self.house, link)
        if token is None:
            translator = translator_for(request)
            return self._page(request, _NO_SUCH_LINK, paragraph(translator, _ASK_FOR_A_LINK), 404)
        sign_out(self.house, before)
        return self._inside(token, "/", int(GUEST_DAYS.total_seconds()))

    def _inside(self, token: str, wanted: str, seconds: int) -> Response:
        response = RedirectResponse(wanted, 303)
        https = self.house.settings.https
        set_cookie(response, SESSION_COOKIE, token, https=https, max_age=seconds)
        set_cookie(response, FORM_COOKIE, token_urlsafe(24), https=https, max_age=seconds)
        return response

    def _too_old(self, request: Request, address: str) -> Response:
        translator = translator_for(request)
        body = paragraph(translator, _SEND_AGAIN) + _link(translator, _BACK, address)
        return self._page(request, _NOT_ACCEPTED, body, status=403)

    def _page(self, request: Request, title: Message, body: str, status: int = 200) -> Response:
        settings = self.house.settings
        response = document(request, title, body, demo=settings.demo, status=status)
        set_cookie(response, FORM_COOKIE, form_token(request), https=settings.https)
        return response


def inside(address: str | None) -> str:
    """Take an address only if it leads to one of our own pages; the start page otherwise."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return "/"
    return address if address.isprintable() and "\\" not in address else "/"


def form_token(request: Request) -> str:
    """Find the proof that this browser's forms carry, or make it."""
    if FORM_COOKIE in request.cookies:
        return request.cookies[FORM_COOKIE]
    if not hasattr(request.state, FORM_COOKIE):
        setattr(request.state, FORM_COOKIE, token_urlsafe(24))
    return str(getattr(request.state, FORM_COOKIE))


def sign_out_form(translator: Translator, token: str) -> str:
    """Make the button that ends the stay, as HTML."""
    return _form(SIGN_OUT, token, f"<button>{escape(translator.say(SIGN_OUT_LABEL))}</button>")


def is_genuine(request: Request, token: str) -> bool:
    """Tell whether a form came from one of our own pages in this browser."""
    kept = request.cookies.get(FORM_COOKIE, "")
    same = bool(kept) and compare_digest(kept.encode(), token.encode())
    return same and not comes_from_elsewhere(request)


def _in_a_thread(answer: Callable[[Request], Response]) -> "Callable[[Request], object]":
    async def answered(request: Request) -> Response:
        return await to_thread.run_sync(answer, request)

    return answered


def _people(translator: Translator, people: Iterable[Person], units: Mapping[UnitId, str]) -> str:
    """Offer one button for each person, under the first of their roles."""
    people = list(people)
    if not people:
        return paragraph(translator, _NOBODY)
    groups = {role: [person for person in people if _part(person) is role] for role in _PARTS}
    return "".join(
        f"<h2>{escape(translator.say(ROLES[role]))}</h2>"
        f'<ul class="people">{"".join(_choice(translator, one, units) for one in group)}</ul>'
        for role, group in groups.items()
        if group
    )


_PARTS = (
    Role.STEERING,
    Role.PERSONNEL,
    Role.PROJECT,
    Role.COUNCIL,
    Role.ADMIN,
    Role.HEAD,
    Role.DELEGATE,
)


def _part(person: Person) -> Role | None:
    """Name the rarest role of a person: many are heads as well."""
    held = {office.role for office in person.offices}
    return next((role for role in _PARTS if role in held), None)


def _choice(translator: Translator, person: Person, units: Mapping[UnitId, str]) -> str:
    held = dict.fromkeys(_office(translator, office, units) for office in person.offices)
    roles = ", ".join(held)
    return (
        f'<li><button name="person" value="{escape(person.id)}">{escape(person.name)}'
        f"<small>{escape(roles)}</small></button></li>"
    )


def _office(translator: Translator, office: Office, units: Mapping[UnitId, str]) -> str:
    role = translator.say(ROLES[office.role])
    return role if office.unit is None else f"{role} {units[office.unit]}"


def _form(address: str, token: str, content: str) -> str:
    proof = _hidden(FORM_FIELD, token)
    return f'<form method="post" action="{address}">{proof}{content}</form>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _link(translator: Translator, label: Message, address: str) -> str:
    return f'<p><a href="{address}">{escape(translator.say(label))}</a></p>'


SIGN_OUT_LABEL = message("Abmelden")
_SIGN_IN = message("Anmelden")
_WHO_ARE_YOU = message("Als wen möchten Sie sich umsehen?")
_MADE_UP = message(
    "Dies ist eine Vorführung: Musterstadt, seine Menschen und alle Antworten sind erfunden. "
    "Wählen Sie eine Person, um den Audit mit ihren Augen zu sehen. Ein Passwort ist nicht nötig."
)
_NOBODY = message("Hier ist noch niemand eingetragen.")
_NO_ACCOUNTS_YET = message(
    "Eine Anmeldung mit eigenem Konto kommt mit der nächsten Fassung dieses Programms. Haben Sie "
    "einen Link zu einem Fragebogen bekommen? Dann öffnen Sie ihn bitte; eine Anmeldung brauchen "
    "Sie dafür nicht."
)
_TO_SIGN_IN = message("Zur Anmeldung")
_SIGNED_OUT = message("Sie sind abgemeldet")
_SIGNED_OUT_NOTE = message("Das gilt auch für andere Fenster dieses Browsers.")
_THANK_YOU = message("Vielen Dank")
_CLOSE_THE_WINDOW = message(
    "Sie haben den Fragebogen verlassen. Sie können dieses Fenster schließen."
)
_NO_SUCH_LINK = message("Dieser Link führt zu keinem offenen Fragebogen")
_ASK_FOR_A_LINK = message(
    "Vielleicht ist die Befragung schon beendet, mit einem Zettel wurde schon geantwortet, oder "
    "beim Kopieren ging ein Stück des Links verloren. Bitte wenden Sie sich an die Stelle, von der "
    "Sie den Link haben."
)
_NOT_ACCEPTED = message("Bitte noch einmal")
_SEND_AGAIN = message(
    "Das Formular war zu alt oder kam nicht von dieser Seite. Es ist nichts geschehen."
)
_BACK = message("Zurück")
