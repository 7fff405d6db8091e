"""Units and access points by areas, from the number in a cell down to the answers."""

from urllib.parse import urlencode

import streamlit as st

from audit.charts.heat_map import heat_map
from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.waves import WaveState
from audit.service.figures import Standing, begun_waves, scored_editions, standing
from audit.tables.areas import areas_view, linked, nodes_of, side_by_side
from audit.tables.questions import areas_with_questions, questions_view
from audit.tables.views import View
from audit.ui.figures import (
    AREA,
    choose_division,
    choose_questionnaire,
    choose_wave,
    explanation_of,
    lead_to_explanation,
    names_within,
)
from audit.ui.frame import Page, Screen
from audit.ui.looking import choose, show_view
from audit.ui.plain import plain


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
    _show_map(page, found, areas_view(found.results, names, page.translator))
    page.write(
        message(
            "Die Reihenfolge ist die der Verwaltung, keine Rangliste. Ein Klick auf ein Feld führt "
            "zur Erklärung."
        )
    )
    titles = {node.id: node.title for node in nodes_of(found.plan, page.translator)}
    areas = {area: titles[area] for area in areas_with_questions(found.plan)}
    area = choose(page, AREA, message("Die Fragen welches Themenfelds?"), areas)
    if area is not None:
        view = questions_view(found.results, names, page.translator, area)
        _show_map(page, found, view, area)
        _list_questions(view)
    lead_to_explanation(page, found, names)


def _show_map(page: Page, found: Standing, view: View, area: str | None = None) -> None:
    """Draw a map; each cell leads to its explanation, opened at the area."""

    def address(subject: str, cell: str) -> str:
        return f"erklaerung?{urlencode(explanation_of(found, subject) | {AREA: area or cell})}"

    show_view(
        page,
        view,
        heat_map(linked(view, address), page.translator),
        side_by_side(view, message("Wer")),
    )


def _list_questions(view: View) -> None:
    """Say which question each number stands for."""
    heads = dict(zip(view.table["head"], view.table["title"], strict=True))
    st.markdown("\n".join(f"{head}. {plain(title)}" for head, title in heads.items()))


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
