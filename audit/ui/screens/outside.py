"""What access points say of themselves, beside what people from outside say."""

import streamlit as st

from audit.charts.pairs import pair_chart
from audit.model.messages import message
from audit.model.organisation import Role, UnitId
from audit.service.actions import Denied
from audit.service.figures import (
    Standing,
    begun_waves,
    outside_view,
    scored_editions,
    standing,
)
from audit.tables.outside import BothViews, OwnView
from audit.ui.figures import ALL, WAVE, choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.looking import choose, show_view
from audit.ui.small_groups import say_what_is_withheld

UNIT = "stelle"
QUESTIONNAIRES = ("access-analogue", "access-digital")


def show(page: Page) -> None:
    """Put self-view and outside view side by side."""
    filters = st.columns(2)
    with filters[0]:
        wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    try:
        people = outside_view(page.house, page.caller, wave)
    except Denied:
        page.write(message("In dieser Erhebungsrunde gab es keine Außensicht."))
        return
    known = {one.id for one in scored_editions(page.house, page.caller, wave)}
    found = [standing(page.house, page.caller, wave, one) for one in QUESTIONNAIRES if one in known]
    results = people.results
    if not results.subjects:
        page.write(
            message(
                "Noch hat niemand von außen geantwortet. Verteilen Sie den Link zur Außensicht, "
                "zum Beispiel über Migrantenorganisationen und Beratungsstellen."
            )
        )
        return
    both = BothViews(
        own=[OwnView(one.results, [subject.unit.id for subject in one.subjects]) for one in found],
        outside=results,
        about=[people.units.get(reply) for reply in results.subjects],
        min_group=people.wave.min_group,
        language=page.translator,
    )
    with filters[1]:
        unit = _choose_unit(page, both, found)
    _show(page, both, unit, wave)


def _show(page: Page, both: BothViews, unit: UnitId | None, wave: str) -> None:
    view = both.view(unit)
    show_view(page, view, pair_chart(view, page.translator))
    if view.table["withheld"].any():
        say_what_is_withheld(page, both.min_group)
    page.write(
        message(
            "Beide Seiten werden nach demselben Weg gefragt, aber nicht mit denselben Fragen: Ein "
            "Abstand ist ein Anlass zum Nachfragen, kein Fehler. Nächster Schritt: mit Stellen und "
            "Organisationen über den größten Abstand sprechen."
        )
    )
    page.link("barrieren", message("Weiter zu Barrieren und Handlungsbedarf"), **{WAVE: wave})


def _choose_unit(page: Page, both: BothViews, found: list[Standing]) -> UnitId | None:
    """Let choose the whole city, or a unit about which enough people have written."""
    names = {subject.unit.id: subject.unit.name for one in found for subject in one.subjects}
    units = {unit: names[unit] for unit in both.units if unit in names}
    options = {ALL: page.say(message("ganze Verwaltung"))} | units
    chosen = choose(page, UNIT, message("Dienststelle"), options)
    return next((unit for unit in units if unit == chosen), None)


SCREEN = Screen(
    "aussensicht",
    message("Selbstsicht und Außensicht"),
    frozenset({Role.STEERING, Role.PROJECT}),
    show,
    wide=True,
    says=message("Sehen Menschen von außen die Zugänge so, wie die Dienststellen sie sehen?"),
)
