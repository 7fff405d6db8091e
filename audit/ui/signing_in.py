"""Coming in and going out: plain pages that need no JavaScript."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audit.model.messages import Message, Translator, message
from audit.service.actions import NotDone
from audit.service.house import House
from audit.service.sessions import GUEST_DAYS, STAY, caller_of, enter_by_link, sign_out
from audit.service.signing_in import (
    SECOND_STEP,
    SecondStep,
    enter_code_of_app,
    redeem_code,
    sign_in,
)
from audit.service.throttle import TooMany
from audit.ui import by_directory, demo_door
from audit.ui.cookies import set_cookie, take_cookie_back
from audit.ui.desk import Desk, Fields, address_of, inside
from audit.ui.documents import paragraph, translator_for
from audit.ui.forms import BACK, Field, button, form, form_token, hidden, line, link, problem
from audit.ui.gate import BY_LINK, SESSION_COOKIE, SIGN_IN, SIGN_OUT

SECOND = f"{SIGN_IN}/code"
NEW_PASSWORD = f"{SIGN_IN}/passwort"
BEGUN_COOKIE = "audit_begun"
"""Between the password and the code of the app."""


def routes(house: House) -> list[Route]:
    """List the addresses that are open to everybody."""
    door = _Door(house)
    return [
        door.showing(SIGN_IN, door.choice),
        door.taking(SIGN_IN, door.sign_in),
        *by_directory.routes(house, door.ask),
        door.showing(SECOND, door.second_step),
        door.taking(SECOND, door.take_second_step),
        door.showing(NEW_PASSWORD, door.new_password),
        door.taking(NEW_PASSWORD, door.take_new_password),
        door.showing(SIGN_OUT, door.leaving),
        door.taking(SIGN_OUT, door.sign_out),
        door.showing(f"{BY_LINK}/{{token}}", door.by_link),
        door.taking(f"{BY_LINK}/{{token}}", door.take_part),
    ]


class _Door(Desk):
    """Where people come in and go out."""

    def choice(self, request: Request) -> Response:
        """Ask who comes."""
        if self.house.settings.demo:
            return demo_door.choice(self, request)
        return self.ask(request, inside(request.query_params.get("weiter")))

    def sign_in(self, request: Request, fields: Fields) -> Response:
        """Begin a stay, or ask for the second step."""
        if self.house.settings.demo:
            return demo_door.chosen(self, request, fields)
        name, wanted = fields.get("name", ""), inside(fields.get("weiter"))
        try:
            begun = sign_in(self.house, name, fields.get("password", ""), address_of(request))
        except NotDone as refusal:
            return self.ask(request, wanted, name, refusal)
        if isinstance(begun, SecondStep):
            return self._to_second_step(begun, wanted)
        return self.come_in(request, begun.token, wanted, int(STAY.total_seconds()))

    def ask(
        self, request: Request, wanted: str, name: str = "", refusal: NotDone | None = None
    ) -> Response:
        """Show the page on which one signs in, and above it why that did not succeed."""
        translator = translator_for(request)
        body = by_directory.way_in(self.house, translator, wanted)
        lines = hidden("weiter", wanted)
        lines += line(translator, Field("name", _NAME, fill="username", value=name))
        lines += line(translator, Field("password", _PASSWORD, "password", "current-password"))
        lines += button(translator, _SIGN_IN, leading=not body)
        body += form(SIGN_IN, form_token(request), lines)
        body += link(translator, _HAVE_A_CODE, NEW_PASSWORD) + paragraph(translator, _BY_LINK)
        return self._refused_or_asked(request, _SIGN_IN, body, refusal)

    def _to_second_step(self, begun: SecondStep, wanted: str) -> Response:
        response = RedirectResponse(f"{SECOND}?weiter={quote(wanted, safe='')}", 303)
        seconds = int(SECOND_STEP.total_seconds())
        https = self.house.settings.https
        set_cookie(response, BEGUN_COOKIE, begun.ticket, https=https, max_age=seconds)
        return response

    def second_step(self, request: Request) -> Response:
        """Ask for the code of the app."""
        return self._ask_for_code(request, inside(request.query_params.get("weiter")))

    def take_second_step(self, request: Request, fields: Fields) -> Response:
        """Begin the stay."""
        wanted, ticket = inside(fields.get("weiter")), request.cookies.get(BEGUN_COOKIE, "")
        try:
            entered = enter_code_of_app(
                self.house, ticket, fields.get("code", ""), address_of(request)
            )
        except NotDone as refusal:
            return self._ask_for_code(request, wanted, refusal)
        response = self.come_in(request, entered.token, wanted, int(STAY.total_seconds()))
        take_cookie_back(response, BEGUN_COOKIE, https=self.house.settings.https)
        return response

    def _ask_for_code(
        self, request: Request, wanted: str, refusal: NotDone | None = None
    ) -> Response:
        translator = translator_for(request)
        field = Field("code", _CODE_OF_APP, fill="one-time-code", code=True)
        lines = hidden("weiter", wanted) + line(translator, field)
        body = paragraph(translator, _LOOK_INTO_THE_APP)
        body += form(SECOND, form_token(request), lines + button(translator, _GO_ON, leading=True))
        body += link(translator, _BEGIN_ANEW, SIGN_IN) + paragraph(translator, _PHONE_LOST)
        return self._refused_or_asked(request, _SECOND_STEP, body, refusal)

    def new_password(self, request: Request) -> Response:
        """Ask for the one-time code and a password."""
        return self._ask_for_password(request)

    def take_new_password(self, request: Request, fields: Fields) -> Response:
        """Set the password; then one signs in with it."""
        try:
            if fields.get("new") != fields.get("again"):
                raise NotDone(NOT_THE_SAME)
            redeem_code(self.house, fields.get("code", ""), fields.get("new", ""))
        except NotDone as refusal:
            return self._ask_for_password(request, fields.get("code", ""), refusal)
        translator = translator_for(request)
        body = paragraph(translator, _PASSWORD_HOLDS) + link(translator, TO_SIGN_IN, SIGN_IN)
        return self.page(request, _PASSWORD_SET, body)

    def _ask_for_password(
        self, request: Request, code: str = "", refusal: NotDone | None = None
    ) -> Response:
        translator = translator_for(request)
        lines = line(translator, Field("code", _ONE_TIME_CODE, value=code))
        lines += new_password_lines(translator)
        lines += button(translator, _SET_PASSWORD, leading=True)
        body = paragraph(translator, _WHAT_THE_CODE_IS)
        body += form(NEW_PASSWORD, form_token(request), lines)
        return self._refused_or_asked(request, _SET_PASSWORD, body, refusal)

    def _refused_or_asked(
        self, request: Request, title: Message, body: str, refusal: NotDone | None
    ) -> Response:
        """Answer with a form, and above it why it was not accepted."""
        if refusal is None:
            return self.page(request, title, body)
        body = problem(translator_for(request), refusal.sentence) + body
        response = self.page(request, title, body, 403)
        if isinstance(refusal, TooMany):
            response.status_code = 429
            response.headers["retry-after"] = str(int(refusal.wait.total_seconds()) + 1)
        return response

    def leaving(self, request: Request) -> Response:
        """Ask before signing out: a link alone changes nothing."""
        body = sign_out_form(translator_for(request), form_token(request))
        return self.page(request, SIGN_OUT_LABEL, body)

    def sign_out(self, request: Request, _fields: Fields) -> Response:
        """End the stay in all tabs."""
        token = request.cookies.get(SESSION_COOKIE)
        caller = caller_of(self.house, token)
        elsewhere = by_directory.way_out(self.house, translator_for(request), token)
        sign_out(self.house, token)
        translator = translator_for(request)
        if caller is not None and caller.link is not None:
            body = paragraph(translator, _CLOSE_THE_WINDOW) + TELL_OTHER_WINDOWS
            response = self.page(request, _THANK_YOU, body)
        else:
            body = paragraph(translator, _SIGNED_OUT_NOTE) + elsewhere
            body += link(translator, TO_SIGN_IN, SIGN_IN) + TELL_OTHER_WINDOWS
            response = self.page(request, _SIGNED_OUT, body)
        take_cookie_back(response, SESSION_COOKIE, https=self.house.settings.https)
        return response

    def by_link(self, request: Request) -> Response:
        """Let somebody with a link in; who comes back by the same link finds what they began."""
        wanted = str(request.path_params["token"])
        caller = caller_of(self.house, request.cookies.get(SESSION_COOKIE))
        if caller is not None and caller.link is not None and caller.link.token == wanted:
            return RedirectResponse("/", 303)
        if caller is not None and caller.person is not None:
            return self._ask_to_leave(request, caller.name, wanted)
        return self._enter(request, wanted)

    def _ask_to_leave(self, request: Request, name: str, wanted: str) -> Response:
        """Ask somebody who is signed in: a link of whoever it may be signs nobody out."""
        translator = translator_for(request)
        body = paragraph(translator, message("Sie sind als {name} angemeldet.", name=name))
        body += paragraph(translator, _WITHOUT_A_NAME)
        address = f"{BY_LINK}/{quote(wanted, safe='')}"
        body += form(address, form_token(request), button(translator, _LEAVE_AND_GO, leading=True))
        return self.page(request, _QUESTIONNAIRE, body + link(translator, BACK, "/"))

    def take_part(self, request: Request, _fields: Fields) -> Response:
        """Leave the own stay for the questionnaire of a link."""
        return self._enter(request, str(request.path_params["token"]))

    def _enter(self, request: Request, wanted: str) -> Response:
        token = enter_by_link(self.house, wanted)
        if token is None:
            translator = translator_for(request)
            return self.page(request, _NO_SUCH_LINK, paragraph(translator, _ASK_FOR_A_LINK), 404)
        return self.come_in(request, token, "/", int(GUEST_DAYS.total_seconds()))


def new_password_lines(translator: Translator) -> str:
    """Make the two lines in which a new password is typed."""
    first = Field("new", _NEW_PASSWORD, "password", "new-password", _HOW_LONG)
    again = Field("again", _AGAIN, "password", "new-password")
    return line(translator, first) + line(translator, again)


def sign_out_form(translator: Translator, token: str) -> str:
    """Make the button that ends the stay, as HTML."""
    return form(SIGN_OUT, token, button(translator, SIGN_OUT_LABEL))


SIGN_OUT_LABEL = message("Abmelden")
TELL_OTHER_WINDOWS = '<script type="module" src="/gestaltung/signed-out.js"></script>'
TO_SIGN_IN = message("Zur Anmeldung")
NOT_THE_SAME = message(
    "Die beiden Passwörter sind nicht gleich. Bitte geben Sie es zweimal gleich ein."
)
_SIGN_IN = message("Anmelden")
_NAME = message("Anmeldename oder E-Mail-Adresse")
_PASSWORD = message("Passwort")
_HAVE_A_CODE = message("Ich habe einen Einmalcode und möchte mein Passwort festlegen")
_BY_LINK = message(
    "Haben Sie einen Link zu einem Fragebogen bekommen? Dann öffnen Sie ihn bitte; eine Anmeldung "
    "brauchen Sie dafür nicht."
)
_SECOND_STEP = message("Zweiter Schritt der Anmeldung")
_LOOK_INTO_THE_APP = message(
    "Bitte öffnen Sie auf Ihrem Telefon die App, die Sie für die Anmeldung eingerichtet haben, und "
    "geben Sie den Code ein, den sie jetzt zeigt."
)
_CODE_OF_APP = message("Code aus der App")
_GO_ON = message("Weiter")
_BEGIN_ANEW = message("Von vorn beginnen")
_PHONE_LOST = message(
    "Ist das Telefon verloren? Die Systemverwaltung kann den zweiten Schritt für Sie aufheben. "
    "Gehören Sie selbst dazu, bitten Sie eine andere Person der Systemverwaltung."
)
_SET_PASSWORD = message("Passwort festlegen")
_ONE_TIME_CODE = message("Einmalcode")
_WHAT_THE_CODE_IS = message(
    "Den Einmalcode bekommen Sie von der Systemverwaltung. Er gilt sieben Tage und nur einmal."
)
_NEW_PASSWORD = message("Neues Passwort")
_HOW_LONG = message(
    "Mindestens 12 Zeichen, zum Beispiel vier Wörter, die nichts miteinander zu tun haben. "
    "Sonderzeichen sind nicht nötig."
)
_AGAIN = message("Neues Passwort noch einmal")
_PASSWORD_SET = message("Ihr Passwort ist festgelegt")
_PASSWORD_HOLDS = message("Bitte melden Sie sich jetzt mit dem neuen Passwort an.")
_SIGNED_OUT = message("Sie sind abgemeldet")
_SIGNED_OUT_NOTE = message("Das gilt auch für andere Fenster dieses Browsers.")
_THANK_YOU = message("Vielen Dank")
_CLOSE_THE_WINDOW = message(
    "Sie haben den Fragebogen verlassen. Sie können dieses Fenster schließen."
)
_QUESTIONNAIRE = message("Zum Fragebogen")
_WITHOUT_A_NAME = message(
    "Diesen Fragebogen füllt man ohne Namen aus. Deshalb melden wir Sie vorher ab."
)
_LEAVE_AND_GO = message("Abmelden und zum Fragebogen")
_NO_SUCH_LINK = message("Dieser Link führt zu keinem offenen Fragebogen")
_ASK_FOR_A_LINK = message(
    "Vielleicht ist die Befragung schon beendet, mit einem Zettel wurde schon geantwortet, oder "
    "beim Kopieren ging ein Stück des Links verloren. Bitte wenden Sie sich an die Stelle, von der "
    "Sie den Link haben."
)
