"""Adds the first administrator, from the machine on which the audit runs."""

import typer
from babel.dates import format_date

from audit.cli.terminal import fail, say
from audit.model.messages import Translator, message
from audit.service import first_admin
from audit.service.actions import NotDone
from audit.service.house import TOWN_CLOCK, Settings, open_house


def make_admin(name: str, sign_in_name: str | None, language: Translator) -> None:
    """Add an administrator and print the code with which they choose their password."""
    house = open_house(Settings.from_environment())
    try:
        handed = first_admin.make_admin(house, name, sign_in_name)
    except NotDone as refusal:
        fail(language, refusal.sentence)
        raise typer.Exit(1) from None
    finally:
        house.close()
    last = format_date(handed.ends.astimezone(TOWN_CLOCK).date(), "long", language.language)
    say(language, message("{name} gehört jetzt zur Systemverwaltung.", name=handed.person))
    say(language, message("Anmeldename: {name}", name=handed.name))
    say(language, message("Einmalcode: {code} (gilt bis {day})", code=handed.code, day=last))
    say(language, _HOW_TO_GO_ON)


_HOW_TO_GO_ON = message(
    "Damit legt die Person auf der Seite /anmelden/passwort der Anwendung ihr Passwort fest. Der "
    "Code wird nicht noch einmal gezeigt; ein neuer Aufruf macht ihn ungültig."
)
