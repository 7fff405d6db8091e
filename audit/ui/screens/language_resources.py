"""Which languages the staff speak, how well, and who would help with them."""

import streamlit as st

from audit.charts.stacked import willingness_bars
from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.actions import Denied
from audit.service.figures import begun_waves, language_replies
from audit.tables.languages import ALL, LEVELS, language_resources
from audit.ui.figures import WAVE, choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.looking import choose, show_view
from audit.ui.small_groups import say_what_is_withheld

LEVEL = "stufe"


def show(page: Page) -> None:
    """Show languages x willingness, for one level of speaking or all of them."""
    filters = st.columns(2)
    with filters[0]:
        wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    try:
        found = language_replies(page.house, page.caller, wave)
    except Denied:
        page.write(message("In dieser Erhebungsrunde wurde nicht nach Sprachen gefragt."))
        return
    replies = list(found.values.values())
    resources = language_resources(found.plan, replies, found.wave.min_group, page.translator)
    if not resources.spoken:
        page.write(
            message(
                "Es gibt noch keine Sprache, die genug Beschäftigte nennen. Die Befragung läuft "
                "über einen Link, den die Projektgruppe verteilt."
            )
        )
        return
    with filters[1]:
        levels = {code: page.say(said) for code, said in LEVELS.items()}
        options = {ALL: page.say(message("alle Stufen"))} | levels
        level = choose(page, LEVEL, message("So gut gesprochen"), options) or ALL
    view = resources.view(level)
    show_view(page, view, willingness_bars(view, page.translator), resources.matrix(level))
    if resources.withholds(level):
        say_what_is_withheld(page, resources.min_group)
    page.write(
        message(
            "Wer mehrere Sprachen spricht, zählt bei jeder. Eine Sprache, die weniger als {least} "
            "Beschäftigte nennen, wird nicht einzeln genannt.",
            least=resources.min_group,
        )
    )
    page.write(
        message(
            "Nächster Schritt: wer schon jetzt hilft, braucht klare Regeln und Zeit; wer sich "
            "vorbereiten will, eine Fortbildung."
        )
    )
    page.link("schulungsbedarf", message("Weiter zum Schulungsbedarf"), **{WAVE: wave})


SCREEN = Screen(
    "sprachressourcen",
    message("Sprachen der Beschäftigten"),
    frozenset({Role.PERSONNEL, Role.PROJECT}),
    show,
    wide=True,
    says=message("Welche Sprachen sind da, wie gut, und wer würde damit helfen?"),
)
