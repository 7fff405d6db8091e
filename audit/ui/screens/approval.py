"""Approval: read what is handed in, approve it, or give it back with a reason."""

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.model.waves import ASSESSMENT_STATES, AssessmentState
from audit.service.approving import HandedIn, approve, give_back, handed_in, read
from audit.service.figures import begun_waves
from audit.service.forms import Form
from audit.ui.assessments import ASSESSMENT, number_in_address, show_head
from audit.ui.course import approval_sentence, show_course
from audit.ui.figures import choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.lists import Line, show_list
from audit.ui.reading import show_answers
from audit.ui.threads import count_sentence, show_open_threads


def show(page: Page) -> None:
    """Show the sheet that the address names, or all that are handed in."""
    number = number_in_address()
    if number is None:
        _show_all(page)
    else:
        _show_one(page, number)


def _show_all(page: Page) -> None:
    wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    found = handed_in(page.house, page.caller, wave)
    if not found:
        page.write(message("In dieser Runde ist noch nichts eingereicht."))
    for state, title in _GROUPS.items():
        ones = [one for one in found if one.assessment.state is state]
        if ones:
            st.header(page.label(title), anchor=False)
            show_list(page, title, [_line(page, one) for one in ones])


def _line(page: Page, one: HandedIn) -> Line:
    """Name a sheet, and say how it stands; what was given back is not read here."""
    sheet = one.assessment
    about = one.unit.name if one.access_point is None else one.access_point.name
    title = page.translator.text(one.questionnaire.id, one.questionnaire.title)
    notes = []
    if one.approved is not None:
        notes.append(page.say(approval_sentence(page, one.approved)))
    elif sheet.submitted_on is not None:
        day = page.day(sheet.submitted_on)
        notes.append(page.say(message("eingereicht am {day}", day=day)))
    if one.open_threads:
        notes.append(page.say(count_sentence(one.open_threads)))
    address = SCREEN.address if sheet.state.counts else None
    return Line(f"{about}: {title}", address, {ASSESSMENT: str(sheet.id)}, notes)


def _show_one(page: Page, number: int) -> None:
    page.link("freigabe", message("Zu allen eingereichten Bögen"))
    form = read(page.house, page.caller, number)
    show_head(page, form)
    page.write(message("Stand: {state}.", state=page.say(ASSESSMENT_STATES[form.assessment.state])))
    show_course(page, form.course)
    show_open_threads(page, form)
    show_answers(page, form)
    approved = form.course.approved
    if approved is None or not approved.holds:
        _offer_to_approve(page, form)
    _offer_to_give_back(page, form)


def _offer_to_approve(page: Page, form: Form) -> None:
    st.header(page.label(message("Freigeben")), anchor=False)
    page.write(
        message(
            "Mit der Freigabe stehen Sie mit Ihrem Namen dafür, dass die Antworten geprüft sind. "
            "Sie werden versiegelt: Jede spätere Änderung ist zu erkennen."
        )
    )
    st.button(
        page.label(message("Bogen freigeben")),
        key=f"approve--{form.assessment.id}",
        type="primary",
        on_click=_approve,
        args=(page, form.assessment.id, form.assessment.revision),
    )


def _approve(page: Page, number: int, revision: int) -> None:
    with page.trying():
        approve(page.house, page.caller, number, after=revision)
        page.tell(message("Der Bogen ist freigegeben."))


def _offer_to_give_back(page: Page, form: Form) -> None:
    st.header(page.label(message("Zurückgeben")), anchor=False)
    page.write(_CONSEQUENCE[form.assessment.state])
    key = f"give-back--{form.assessment.id}"
    with st.form(key, border=False):
        st.text_area(page.label(message("Was ist noch zu tun?")), max_chars=2000, key=f"{key}--why")
        st.form_submit_button(
            page.label(message("Bogen zurückgeben")),
            on_click=_give_back,
            args=(page, form.assessment.id, form.assessment.revision),
        )


def _give_back(page: Page, number: int, revision: int) -> None:
    why = st.session_state[f"give-back--{number}--why"]
    with page.trying():
        give_back(page.house, page.caller, number, why, after=revision)
        page.tell(message("Der Bogen ist zurückgegeben."))
        st.query_params.pop(ASSESSMENT, None)


_GROUPS: dict[AssessmentState, Message] = {
    AssessmentState.SUBMITTED: message("Warten auf Freigabe"),
    AssessmentState.RETURNED: message("Zurückgegeben"),
    AssessmentState.APPROVED: message("Freigegeben"),
}
_CONSEQUENCE: dict[AssessmentState, Message] = {
    AssessmentState.SUBMITTED: message(
        "Die Dienststelle kann dann weiter ausfüllen und neu einreichen. Bis dahin zählt der Bogen "
        "in keiner Auswertung."
    ),
    AssessmentState.APPROVED: message(
        "Der Bogen wird wieder geöffnet, und die Freigabe erlischt. Bis er neu eingereicht ist, "
        "zählt er in keiner Auswertung."
    ),
}

SCREEN = Screen(
    "freigabe",
    message("Freigabe"),
    frozenset({Role.PROJECT}),
    show,
    says=message("Eingereichte Bögen lesen, freigeben oder zurückgeben."),
)
