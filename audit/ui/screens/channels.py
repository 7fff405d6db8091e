"""Which languages are offered at how many access points, analogue and digital."""

from audit.charts.counts import count_bars
from audit.model.messages import message
from audit.model.organisation import CHANNELS, Channel, Role
from audit.service.figures import Standing, begun_waves, scored_editions, standing
from audit.tables.languages import offered_bars, offered_matrix, offered_view
from audit.ui.figures import WAVE, choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.looking import show_view

QUESTIONNAIRES = {Channel.ANALOGUE: "access-analogue", Channel.DIGITAL: "access-digital"}


def show(page: Page) -> None:
    """Show languages x channels."""
    wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    known = {one.id for one in scored_editions(page.house, page.caller, wave)}
    found: dict[Channel, Standing] = {
        channel: standing(page.house, page.caller, wave, questionnaire)
        for channel, questionnaire in QUESTIONNAIRES.items()
        if questionnaire in known
    }
    if not any(one.subjects for one in found.values()):
        page.write(
            message(
                "In dieser Erhebungsrunde ist noch kein Zugang eingereicht. Sobald es so weit ist, "
                "stehen hier die Sprachen. Frühere Runden können Sie oben auswählen."
            )
        )
        page.link("ueberblick", message("Zum Stand der Beteiligung"), **{WAVE: wave})
        return
    view = offered_view({channel: one.answers for channel, one in found.items()}, page.translator)
    kinds = [page.say(CHANNELS[channel]) for channel in found]
    chart = count_bars(offered_bars(view, page.translator), page.translator, kinds=kinds)
    show_view(page, view, chart, offered_matrix(view))
    page.write(
        message(
            "Gezählt sind Zugänge, nicht Personen. Nächster Schritt: die Sprachen der Menschen vor "
            "Ort danebenlegen und die größte Lücke zuerst schließen."
        )
    )
    page.link("barrieren", message("Weiter zu Barrieren und Handlungsbedarf"), **{WAVE: wave})


SCREEN = Screen(
    "sprachen-zugaenge",
    message("Sprachen an den Zugängen"),
    frozenset({Role.STEERING, Role.PROJECT}),
    show,
    wide=True,
    says=message("In welchen Sprachen werden Menschen vor Ort und digital bedient?"),
)
