"""Check what is missing, then hand in."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from audit.assessment.sheet import Gap, Lack
from audit.model.delegations import DelegationState
from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.model.texts import Wording
from audit.service.actions import Caller
from audit.service.delegating import given_out
from audit.service.filling_in import submit
from audit.service.forms import Form
from audit.service.house import House
from audit.service.sides import hand_in
from audit.ui.assessments import form_in_address, query_of
from audit.ui.delegations import notes_of
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.sections import QUESTION, SECTION, how_far
from audit.ui.threads import show_open_threads
from audit.ui.version_changes import show_way_to_versions


def show(page: Page) -> None:
    """List the gaps, each with a way there, and hand in."""
    form = form_in_address(page)
    if form is None:
        return
    if not form.writable:
        page.write(message("Dieser Bogen ist eingereicht oder lässt sich nicht mehr ändern."))
        page.link("ausfuellen", message("Antworten ansehen"), **query_of(form))
        return
    progress = form.sheet.progress()
    st.progress(progress.done / max(progress.asked, 1), text=how_far(page, progress))
    show_way_to_versions(page, form)
    gaps = list(form.sheet.gaps())
    if gaps:
        page.write(_summary(len(gaps)))
        _list(page, form, gaps)
    else:
        page.write(message("Alle Fragen sind beantwortet."))
    _say_who_has_areas(page, form)
    show_open_threads(page, form)
    if form.may_submit:
        _offer_to_hand_in(page, form, gaps)
    else:
        page.write(message("Einreichen kann Ihre Leitung. Sagen Sie ihr Bescheid."))


def _summary(count: int) -> Message:
    if count == 1:
        return message("Eine Frage ist noch offen. Sie zählt als fehlend, nicht als null Punkte.")
    return message(
        "{count} Fragen sind noch offen. Sie zählen als fehlend, nicht als null Punkte.",
        count=count,
    )


def _list(page: Page, form: Form, gaps: list[Gap]) -> None:
    wording = Wording(form.questionnaire, page.translator)
    area = None
    for gap in gaps:
        if gap.area != area:
            area = gap.area
            st.subheader(plain(wording.of(area, area.title)), anchor=False)
        text = wording.of(gap.question, gap.question.text)
        label = (
            message("{question} (der Grund fehlt)", question=text)
            if gap.lack is Lack.REASON
            else message("{question}", question=text)
        )
        place = {SECTION: gap.area.id, QUESTION: gap.question.id}
        page.link("ausfuellen", label, **query_of(form), **place)


def _say_who_has_areas(page: Page, form: Form) -> None:
    """List the areas that are still with colleagues; handing in ends that."""
    given = given_out(page.house, page.caller, form.assessment.id)
    held = {area: one for area, one in given.items() if one.state is DelegationState.HELD}
    if not held:
        return
    st.subheader(page.label(message("Noch bei Kolleginnen und Kollegen")), anchor=False)
    wording, notes = Wording(form.questionnaire, page.translator), notes_of(page, held)
    titles = {area.id: wording.of(area, area.title) for area in form.questionnaire.all_areas()}
    st.markdown("\n".join(f"- {plain(titles[area])}: {plain(notes[area])}" for area in held))
    page.write(message("Wird der Bogen eingereicht, enden diese Übertragungen."))


def _offer_to_hand_in(page: Page, form: Form, gaps: list[Gap]) -> None:
    """Ask once more, and name the consequence, before the answers are fixed."""
    st.header(page.label(message("Einreichen")), anchor=False)
    if any(gap.lack is Lack.REASON for gap in gaps):
        page.write(
            message("Bitte nennen Sie zuerst die Gründe, die oben fehlen. Dann geht es weiter.")
        )
        return
    if form.side is not None:
        page.write(
            message(
                "Nach dem Einreichen sieht die Leitung Ihre Sicht neben den anderen, und ändern "
                "lässt sie sich nicht mehr. In den Auswertungen zählt allein der gemeinsame Bogen."
            )
        )
    else:
        page.write(
            message(
                "Nach dem Einreichen zählen die Antworten für die Auswertung. Ändern lassen sie "
                "sich dann nur noch, wenn die Projektgruppe den Bogen zurückgibt."
            )
        )
    sure = st.checkbox(
        page.label(message("Ich habe die Antworten geprüft.")),
        key=f"sure--{form.assessment.id}",
    )
    st.button(
        page.label(message("Jetzt einreichen")),
        key=f"submit--{form.assessment.id}",
        type="primary",
        disabled=not sure,
        on_click=_hand_in,
        args=(page, form.assessment.id, submit)
        if form.side is None
        else (page, form.side.of, hand_in),
    )


def _hand_in(page: Page, assessment: int, act: Callable[[House, Caller, int], date]) -> None:
    with page.trying():
        act(page.house, page.caller, assessment)
        page.tell(message("Der Bogen ist eingereicht."))


SCREEN = Screen(
    "pruefen",
    message("Prüfen und einreichen"),
    frozenset({Role.HEAD, Role.DELEGATE}),
    show,
    listed=False,
)
