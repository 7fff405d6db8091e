"""Units and access points by areas, from the number in a cell down to the answers."""

from urllib.parse import urlencode

import streamlit as st

from audit.charts.heat_map import heat_map
from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.waves import WaveState
from audit.service.figures import Standing, begun_waves, scored_editions, standing
from audit.tables.areas import areas_view, linked, side_by_side
from audit.ui.figures import (
    choose_division,
    choose_questionnaire,
    choose_wave,
    explanation_of,
    lead_to_explanation,
    names_within,
)
from audit.ui.frame import Page, Screen
from audit.ui.looking import show_view


def show(page: Page) -> None:
    """Choose what to look at, and look at it."""
    filters = st.columns(3)
    with filters[0]:
        wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    with filters[1]:
        questionnaire = choose_questionnaire(page, scored_editions(page.house, page.caller, wave))
    if questionnaire is None:
        return
    found = standing(page.house, page.caller, wave, questionnaire)
    if not found.subjects:
        _say_what_is_missing(page, found)
        return
    with filters[2]:
        division = choose_division(page, found.subjects)
    _show(page, found, names_within(found.subjects, division))


def _show(page: Page, found: Standing, names: dict[str, str]) -> None:
    view = areas_view(found.results, names, page.translator)
    links = {
        subject: f"erklaerung?{urlencode(explanation_of(found, subject))}" for subject in names
    }
    show_view(
        page,
        view,
        heat_map(linked(view, links), page.translator),
        side_by_side(view, message("Wer")),
    )
    page.write(
        message(
            "Die Reihenfolge ist die der Verwaltung, keine Rangliste. Ein Klick auf ein Feld führt "
            "zur Erklärung."
        )
    )
    lead_to_explanation(page, found, names)


def _say_what_is_missing(page: Page, found: Standing) -> None:
    page.write(message("Für diesen Fragebogen ist noch nichts eingereicht."))
    if found.wave.state(page.house.today()) is WaveState.RUNNING:
        page.write(
            message(
                "Sobald die erste Dienststelle einreicht, stehen ihre Ergebnisse hier. Frühere "
                "Runden können Sie oben auswählen."
            )
        )
    page.link("ueberblick", message("Zum Stand der Beteiligung"))


SCREEN = Screen(
    "themenfelder",
    message("Ergebnisse nach Themenfeldern"),
    frozenset({Role.STEERING, Role.PROJECT}),
    show,
    wide=True,
    says=message("Wo stehen Dienststellen und Zugänge? Mit dem Weg von jeder Zahl zur Antwort."),
)
