"""The whole administration: who has taken part, and what came out on average."""

from audit.charts.bars import overall_bars
from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.model.waves import WaveState
from audit.service.figures import Turnout, begun_waves, overall, turnout
from audit.tables.areas import overall_view
from audit.tables.turnout import turnout_view
from audit.ui.figures import QUESTIONNAIRE, WAVE, choose_questionnaire, choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.looking import show_view
from audit.ui.participation import is_of_units, participation_of


def show(page: Page) -> None:
    """Choose a wave; show how many took part and the means of the areas."""
    wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    turnouts = turnout(page.house, page.caller, wave)
    show_view(page, turnout_view(participation_of(page, turnouts)))
    if _has(page, "stand"):
        page.link("stand", message("Wer fehlt noch? Zum Stand der Runde"), **{WAVE: wave})
    _show_means(page, [one for one in turnouts if is_of_units(one)])


def _news(page: Page) -> Message | None:
    """Say which wave runs, until when, and how many have handed in."""
    today = page.house.today()
    for wave in begun_waves(page.house, page.caller):
        if wave.state(today) is WaveState.RUNNING:
            counts = participation_of(page, turnout(page.house, page.caller, wave.id))
            return message(
                "{wave}, offen bis {day}. {turnout}",
                wave=wave.title,
                day=page.day(wave.closes),
                turnout=turnout_view(counts).sentence,
            )
    return None


def _show_means(page: Page, turnouts: list[Turnout]) -> None:
    """Show the means of one questionnaire that is scored."""
    found = {
        one.questionnaire.id: overall(page.house, page.caller, one.wave.id, one.questionnaire.id)
        for one in turnouts
    }
    scored = [one.questionnaire for one in turnouts if found[one.questionnaire.id].plan.reported]
    chosen = choose_questionnaire(page, scored)
    if chosen is None:
        return
    wave = turnouts[0].wave
    view = overall_view(found[chosen], page.translator, wave.min_group)
    if found[chosen].subjects:
        show_view(page, view, overall_bars(view, page.translator))
    else:
        page.write(
            message(
                "Für diesen Fragebogen ist noch nichts eingereicht. Hier stehen dann Mittelwerte."
            )
        )
    if _has(page, "themenfelder"):
        page.link(
            "themenfelder",
            message("Weiter zu den einzelnen Dienststellen und Zugängen"),
            **{WAVE: wave.id, QUESTIONNAIRE: chosen},
        )


def _has(page: Page, address: str) -> bool:
    """Tell whether the caller's navigation leads to a screen."""
    return any(screen.address == address for screen in page.screens)


SCREEN = Screen(
    "ueberblick",
    message("Überblick"),
    frozenset({Role.STEERING, Role.PERSONNEL, Role.PROJECT, Role.COUNCIL}),
    show,
    wide=True,
    news=_news,
    says=message("Wie viele haben teilgenommen, und wo steht die ganze Verwaltung?"),
)
