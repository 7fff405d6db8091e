"""The door of the demo: one chooses a made-up person. It exists only where people are made up."""

from collections.abc import Iterable, Mapping
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from audit.model.messages import Translator, message
from audit.model.organisation import ROLES, Office, Person, Role, UnitId
from audit.service.actions import Denied
from audit.service.sessions import (
    STAY,
    people_of_the_demo,
    sign_in_for_demo,
    units_of_the_demo,
)
from audit.ui.desk import Desk, Fields, inside
from audit.ui.documents import paragraph, translator_for
from audit.ui.forms import form, form_token, hidden, link
from audit.ui.gate import SIGN_IN


def choice(desk: Desk, request: Request) -> Response:
    """Show who can be chosen."""
    translator = translator_for(request)
    wanted = inside(request.query_params.get("weiter"))
    people = _people(translator, people_of_the_demo(desk.house), units_of_the_demo(desk.house))
    body = paragraph(translator, _MADE_UP)
    body += form(SIGN_IN, form_token(request), hidden("weiter", wanted) + people)
    return desk.page(request, _WHO_ARE_YOU, body)


def chosen(desk: Desk, request: Request, fields: Fields) -> Response:
    """Begin the stay of a made-up person."""
    try:
        token = sign_in_for_demo(desk.house, fields.get("person", ""))
    except Denied as refusal:
        translator = translator_for(request)
        body = paragraph(translator, refusal.sentence)
        body += link(translator, message("Zur Anmeldung"), SIGN_IN)
        return desk.page(request, message("Anmelden"), body, status=403)
    wanted = inside(fields.get("weiter"))
    return desk.come_in(request, token, wanted, int(STAY.total_seconds()))


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


_WHO_ARE_YOU = message("Als wen möchten Sie sich umsehen?")
_MADE_UP = message(
    "Dies ist eine Vorführung: Musterstadt, seine Menschen und alle Antworten sind erfunden. "
    "Wählen Sie eine Person, um den Audit mit ihren Augen zu sehen. Ein Passwort ist nicht nötig."
)
_NOBODY = message("Hier ist noch niemand eingetragen.")
