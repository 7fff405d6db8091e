"""Closed doors: critical questions that are not fulfilled, and marks "Handlungsbedarf"."""

from audit.charts.counts import count_bars
from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.figures import begun_waves, needs_for_action, scored_editions, standing
from audit.tables.barriers import (
    Assessed,
    area_bars,
    closed_view,
    critical_bars,
    critical_view,
    needs_view,
)
from audit.ui.figures import WAVE, choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.looking import choose, show_table, show_view

QUESTION = "frage"


def show(page: Page) -> None:
    """Show closed doors first, then what people marked themselves."""
    wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    asked = [one.id for one in scored_editions(page.house, page.caller, wave)]
    found = [standing(page.house, page.caller, wave, one) for one in asked]
    assessed = [
        Assessed(one.results, {subject.id: subject.name for subject in one.subjects})
        for one in found
    ]
    if not any(one.names for one in assessed):
        page.write(
            message(
                "In dieser Erhebungsrunde ist noch nichts eingereicht. Sobald Dienststellen "
                "einreichen, steht hier, was zuerst zu tun ist."
            )
        )
        page.link("ueberblick", message("Zum Stand der Beteiligung"), **{WAVE: wave})
        return
    _show_critical(page, assessed)
    needs = [needs_for_action(page.house, page.caller, wave, one) for one in asked]
    view = needs_view(assessed, needs, page.translator)
    show_view(page, view, count_bars(area_bars(view, page.translator), page.translator))
    page.write(
        message(
            "Nächster Schritt: mit den genannten Stellen klären, was sie selbst ändern können und "
            "wo sie Unterstützung brauchen."
        )
    )
    page.link("themenfelder", message("Zu den Ergebnissen nach Themenfeldern"), **{WAVE: wave})


def _show_critical(page: Page, assessed: list[Assessed]) -> None:
    view = critical_view(assessed, page.translator)
    show_view(page, view, count_bars(critical_bars(view, page.translator), page.translator))
    closed = view.table[view.table["closed"] > 0]
    questions = dict(zip(closed["key"], closed["question"], strict=True))
    chosen = choose(page, QUESTION, message("Wo ist diese Frage nicht erfüllt?"), questions)
    if chosen is not None:
        show_table(page, closed_view(assessed, page.translator, chosen))


SCREEN = Screen(
    "barrieren",
    message("Barrieren und Handlungsbedarf"),
    frozenset({Role.STEERING, Role.PROJECT}),
    show,
    wide=True,
    says=message("Welche Türen sind zu, und wo wird Handlungsbedarf gemeldet?"),
)
