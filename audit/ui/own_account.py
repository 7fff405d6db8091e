"""The page of one's own account: password, second step, other devices. It needs no JavaScript."""

from collections.abc import Callable
from html import escape

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audit.model.messages import Message, Translator, message
from audit.service.actions import NotDone, SignedOut
from audit.service.house import House
from audit.service.own_account import (
    OwnAccount,
    address_for_app,
    begin_second_factor,
    change_mail,
    change_password,
    confirm_second_factor,
    end_other_stays,
    give_up_second_factor,
    own_account,
)
from audit.service.sessions import STAY
from audit.ui.cookies import set_cookie
from audit.ui.desk import Desk, Fields, address_of
from audit.ui.documents import paragraph, translator_for
from audit.ui.forms import Field, button, form, form_token, heading, line, link, problem
from audit.ui.gate import OWN_ACCOUNT, SESSION_COOKIE, SIGN_IN
from audit.ui.signing_in import NOT_THE_SAME, new_password_lines

PASSWORD = f"{OWN_ACCOUNT}/passwort"
APP, CONFIRM, NO_APP = (f"{OWN_ACCOUNT}/{name}" for name in ("app", "app-pruefen", "ohne-app"))
MAIL = f"{OWN_ACCOUNT}/e-mail"
ELSEWHERE = f"{OWN_ACCOUNT}/andere-geraete"


def routes(house: House) -> list[Route]:
    """List the addresses; the gate stands before them."""
    desk = _Key(house)
    places = (OWN_ACCOUNT, PASSWORD, MAIL, APP, CONFIRM, NO_APP, ELSEWHERE)
    return [
        *(desk.showing(place, desk.show) for place in places),
        desk.taking(PASSWORD, desk.take_password),
        desk.taking(MAIL, desk.take_mail),
        desk.taking(APP, desk.take_app),
        desk.taking(CONFIRM, desk.take_confirmation),
        desk.taking(NO_APP, desk.take_no_app),
        desk.taking(ELSEWHERE, desk.take_elsewhere),
    ]


class _Key(Desk):
    """Where people look after their key."""

    def show(self, request: Request) -> Response:
        """Show the own account."""
        return self._show(request, request.cookies.get(SESSION_COOKIE))

    def take_password(self, request: Request, fields: Fields) -> Response:
        """Change the password."""

        def change(token: str | None) -> str:
            if fields.get("new") != fields.get("again"):
                raise NotDone(NOT_THE_SAME)
            old, new = fields.get("password", ""), fields.get("new", "")
            return change_password(self.house, token, old, new, address_of(request))

        return self._done(request, change, _PASSWORD_CHANGED)

    def take_mail(self, request: Request, fields: Fields) -> Response:
        """Take the address for reminders; they come in the language of this page."""
        mail, language = fields.get("mail", ""), translator_for(request).language
        return self._done(
            request, lambda token: change_mail(self.house, token, mail, language), _MAIL_KEPT
        )

    def take_app(self, request: Request, fields: Fields) -> Response:
        """Begin to set up an app."""
        password, address = fields.get("app-password", ""), address_of(request)
        return self._done(
            request,
            lambda token: begin_second_factor(self.house, token, password, address),
            _APP_BEGUN,
        )

    def take_confirmation(self, request: Request, fields: Fields) -> Response:
        """Take the first code of the app."""
        code, address = fields.get("code", ""), address_of(request)
        return self._done(
            request,
            lambda token: confirm_second_factor(self.house, token, code, address),
            _APP_CONFIRMED,
        )

    def take_no_app(self, request: Request, fields: Fields) -> Response:
        """Sign in without an app again."""
        password, address = fields.get("app-password", ""), address_of(request)
        return self._done(
            request,
            lambda token: give_up_second_factor(self.house, token, password, address),
            _APP_GIVEN_UP,
        )

    def take_elsewhere(self, request: Request, _fields: Fields) -> Response:
        """Sign out on all other devices."""
        return self._done(request, lambda token: end_other_stays(self.house, token), _ALONE)

    def _done(
        self, request: Request, act: Callable[[str | None], str | None], said: Message
    ) -> Response:
        """Do it, and say so; where it began a new stay, the browser gets its token."""
        before = request.cookies.get(SESSION_COOKIE)
        try:
            begun = act(before)
        except NotDone as refusal:
            return self._show(request, before, refused=refusal.sentence)
        response = self._show(request, begun or before, said=said)
        if begun is not None:
            seconds, https = int(STAY.total_seconds()), self.house.settings.https
            set_cookie(response, SESSION_COOKIE, begun, https=https, max_age=seconds)
        return response

    def _show(
        self,
        request: Request,
        stay: str | None,
        said: Message | None = None,
        refused: Message | None = None,
    ) -> Response:
        translator, token = translator_for(request), form_token(request)
        try:
            own = own_account(self.house, stay)
        except SignedOut:
            return RedirectResponse(SIGN_IN, 303)
        except NotDone:
            body = paragraph(translator, _NO_ACCOUNT) + link(translator, _BACK, "/")
            return self.page(request, _TITLE, body, 404)
        body = problem(translator, refused)
        if said is not None:
            body += f'<p class="done" role="status">{escape(translator.say(said))}</p>'
        body += paragraph(translator, message("Angemeldet als {name}.", name=own.person.name))
        body += _password(translator, token) if own.has_password else _elsewhere_kept(translator)
        if self.house.settings.mail is not None or own.account.mail is not None:
            body += _mail(translator, token, own)
        if own.has_password or own.account.asks_for_second_factor:
            body += _second_factor(translator, token, own)
        body += heading(translator, _OTHER_DEVICES) + paragraph(translator, _WHAT_IT_DOES)
        body += form(ELSEWHERE, token, button(translator, _END_OTHERS))
        body += link(translator, _BACK, "/")
        return self.page(request, _TITLE, body, 200 if refused is None else 403)


def _password(translator: Translator, token: str) -> str:
    lines = line(translator, _old_password("password", _OLD_PASSWORD))
    lines += new_password_lines(translator) + button(translator, _CHANGE)
    return heading(translator, _CHANGE) + form(PASSWORD, token, lines)


def _elsewhere_kept(translator: Translator) -> str:
    return paragraph(translator, _KEPT_ELSEWHERE)


def _mail(translator: Translator, token: str, own: OwnAccount) -> str:
    html = heading(translator, _REMINDERS) + paragraph(translator, _WHAT_FOR)
    ask = Field("mail", _ADDRESS, "email", "email", value=own.account.mail or "", voluntary=True)
    return html + form(MAIL, token, line(translator, ask) + button(translator, _KEEP_ADDRESS))


def _second_factor(translator: Translator, token: str, own: OwnAccount) -> str:
    html = heading(translator, _SECOND_STEP)
    if own.account.asks_for_second_factor:
        html += paragraph(translator, _APP_IS_ASKED)
        ask = line(translator, _old_password("app-password", _YOUR_PASSWORD))
        return html + form(NO_APP, token, ask + button(translator, _GIVE_UP))
    if own.account.second_factor is None:
        html += paragraph(translator, _WHY_AN_APP)
        ask = line(translator, _old_password("app-password", _YOUR_PASSWORD))
        return html + form(APP, token, ask + button(translator, _SET_UP))
    html += paragraph(translator, _SCAN) + _qr(translator, address_for_app(own))
    html += paragraph(translator, _OR_TYPE)
    html += f'<p class="secret">{escape(_in_groups(own.account.second_factor))}</p>'
    ask = line(translator, Field("code", _CODE, fill="one-time-code", code=True))
    return html + form(CONFIRM, token, ask + button(translator, _CONFIRM, leading=True))


def _old_password(id_: str, label: Message) -> Field:
    return Field(id_, label, "password", "current-password")


def _qr(translator: Translator, content: str) -> str:
    drawing = segno.make(content, error="m").svg_inline(scale=5, border=2, omitsize=True)
    label = escape(translator.say(_QR))
    return f'<div class="qr" role="img" aria-label="{label}">{drawing}</div>'


def _in_groups(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


_TITLE = message("Mein Konto")
_NO_ACCOUNT = message("Für Sie gibt es hier kein Konto mit Passwort.")
_KEPT_ELSEWHERE = message(
    "Ihr Passwort gehört zum Anmeldedienst Ihrer Verwaltung und wird dort geändert."
)
_BACK = message("Zurück zur Anwendung")
_OLD_PASSWORD = message("Bisheriges Passwort")
_YOUR_PASSWORD = message("Ihr Passwort")
_CHANGE = message("Passwort ändern")
_PASSWORD_CHANGED = message("Das Passwort ist geändert. Auf anderen Geräten sind Sie abgemeldet.")
_REMINDERS = message("Erinnerungen per E-Mail")
_WHAT_FOR = message(
    "Freiwillig: An diese Adresse erinnert Sie die Projektgruppe an offene Bögen, und Sie erfahren "
    "dort, wenn sich an Ihrem Konto etwas ändert, in der Sprache dieser Seite. Die Adresse sehen "
    "nur Sie und die Systemverwaltung. Löschen Sie sie einfach aus dem Feld, wenn Sie keine "
    "E-Mails möchten."
)
_ADDRESS = message("E-Mail-Adresse")
_KEEP_ADDRESS = message("Adresse speichern")
_MAIL_KEPT = message("Gespeichert.")
_SECOND_STEP = message("Zweiter Schritt bei der Anmeldung")
_WHY_AN_APP = message(
    "Freiwillig, und empfohlen für alle, die Personen und Konten verwalten: Mit einer App auf dem "
    "Telefon, die alle dreißig Sekunden einen neuen Code zeigt, genügt ein gestohlenes Passwort "
    "nicht mehr. Jede App für Einmalpasswörter (TOTP) ist geeignet."
)
_SET_UP = message("App einrichten")
_APP_BEGUN = message("Bitte richten Sie jetzt die App ein und geben Sie ihren ersten Code ein.")
_SCAN = message("Öffnen Sie die App und scannen Sie dieses Bild.")
_QR = message("QR-Code für die App; darunter steht derselbe Schlüssel als Text")
_OR_TYPE = message("Oder geben Sie in der App diesen Schlüssel ein:")
_CODE = message("Code, den die App jetzt zeigt")
_CONFIRM = message("App prüfen und einschalten")
_APP_CONFIRMED = message("Ab jetzt wird bei der Anmeldung nach dem Code der App gefragt.")
_APP_IS_ASKED = message("Bei der Anmeldung wird nach dem Code Ihrer App gefragt.")
_GIVE_UP = message("Zweiten Schritt aufheben")
_APP_GIVEN_UP = message("Ab jetzt genügt das Passwort.")
_OTHER_DEVICES = message("Andere Geräte")
_WHAT_IT_DOES = message(
    "Haben Sie vergessen, sich an einem anderen Gerät abzumelden? Hier melden Sie sich überall ab, "
    "nur nicht hier."
)
_END_OTHERS = message("Überall sonst abmelden")
_ALONE = message("Auf allen anderen Geräten sind Sie abgemeldet.")
