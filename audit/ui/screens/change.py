"""What changed from one wave to another."""

import streamlit as st

from audit.charts.change import change_chart
from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.waves import Wave
from audit.service.figures import (
    Standing,
    begun_waves,
    change_between,
    scored_editions,
    standing,
)
from audit.tables.areas import nodes_of
from audit.tables.change import change_view, mean_change_view
from audit.ui.figures import (
    AREA,
    EARLIER,
    choose_division,
    choose_questionnaire,
    choose_wave,
    lead_to_explanation,
    names_within,
)
from audit.ui.frame import Page, Screen
from audit.ui.looking import choose, show_view


def show(page: Page) -> None:
    """Choose two waves and a questionnaire, and compare."""
    waves = begun_waves(page.house, page.caller)
    if len(waves) < 2:
        page.write(
            message(
                "Eine Veränderung ist erst nach der zweiten Erhebungsrunde zu sehen. Bis dahin "
                "zeigen die Themenfelder, wo die Verwaltung steht."
            )
        )
        page.link("themenfelder", message("Zu den Ergebnissen nach Themenfeldern"))
        return
    filters = st.columns(3)
    with filters[0]:
        later = choose_wave(page, waves[:-1])
    with filters[1]:
        earlier = _choose_earlier(page, waves, later)
    if later is None or earlier is None:
        return
    known = {one.id for one in scored_editions(page.house, page.caller, earlier)}
    both = [one for one in scored_editions(page.house, page.caller, later) if one.id in known]
    with filters[2]:
        questionnaire = choose_questionnaire(page, both)
    if questionnaire is not None:
        _compare(page, earlier, standing(page.house, page.caller, later, questionnaire))


def _choose_earlier(page: Page, waves: list[Wave], later: str | None) -> str | None:
    """Let choose one of the waves before the later one."""
    numbers = [wave.id for wave in waves]
    before = waves[numbers.index(later) + 1 :] if later in numbers else []
    titles = {wave.id: wave.title for wave in before}
    return choose(page, EARLIER, message("verglichen mit"), titles)


def _compare(page: Page, earlier: str, found: Standing) -> None:
    questionnaire = found.edition.questionnaire
    change = change_between(page.house, page.caller, earlier, found.wave.id, questionnaire)
    if not change.after.subjects:
        page.write(
            message(
                "Niemand hat diesen Fragebogen in beiden Runden eingereicht. Bitte wählen Sie oben "
                "eine andere Runde."
            )
        )
        page.link("ueberblick", message("Zum Stand der Beteiligung"))
        return
    means = mean_change_view(change, page.translator)
    show_view(page, means, change_chart(means, page.translator))
    in_both = [one for one in found.subjects if one.id in set(change.after.subjects)]
    filters = st.columns(2)
    with filters[0]:
        nodes = {node.id: node.title for node in nodes_of(found.plan, page.translator)}
        area = choose(page, AREA, message("Themenfeld"), nodes)
    with filters[1]:
        names = names_within(in_both, choose_division(page, in_both))
    if area is not None:
        view = change_view(change, names, page.translator, area)
        show_view(page, view, change_chart(view, page.translator))
    page.write(
        message(
            "Verglichen wird nur, was in beiden Runden gleich gefragt und beantwortet wurde. "
            "Darum weichen die Punkte von denen der Themenfelder ab."
        )
    )
    lead_to_explanation(page, found, names)


SCREEN = Screen(
    "veraenderung",
    message("Veränderung seit der früheren Runde"),
    frozenset({Role.STEERING, Role.PROJECT}),
    show,
    wide=True,
    says=message("Was ist seit der früheren Erhebungsrunde gestiegen, was gefallen?"),
)
