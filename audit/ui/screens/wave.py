"""The state of a wave, unit by unit: whom to remind."""

from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.figures import begun_waves, turnout
from audit.tables.turnout import sheets_view, turnout_view
from audit.ui.figures import QUESTIONNAIRE, choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.looking import choose, show_view
from audit.ui.participation import participation_of


def show(page: Page) -> None:
    """Count first, then list the units or access points of one questionnaire."""
    wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    turnouts = turnout(page.house, page.caller, wave)
    parts = participation_of(page, turnouts)
    show_view(page, turnout_view(parts))
    single = {
        one.questionnaire.id: part for one, part in zip(turnouts, parts, strict=True) if part.sheets
    }
    titles = {id_: part.title for id_, part in single.items()}
    chosen = choose(page, QUESTIONNAIRE, message("Fragebogen"), titles)
    if chosen is None:
        page.write(message("Noch ist kein Bogen für Dienststellen oder Zugänge angelegt."))
    else:
        show_view(page, sheets_view(single[chosen]))
        page.write(
            message(
                "Wer noch nicht begonnen hat, braucht vielleicht eine Erinnerung. Beschäftigte und "
                "Menschen von außen erreichen Sie mit einem Link."
            )
        )
    page.link("freigabe", message("Eingereichte Bögen lesen und freigeben"))
    page.link("links", message("Zu den Links zum Teilnehmen"))


SCREEN = Screen(
    "stand",
    message("Stand der Runde"),
    frozenset({Role.PROJECT}),
    show,
    wide=True,
    says=message("Welche Dienststelle hat begonnen, welche schon eingereicht?"),
)
