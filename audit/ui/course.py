"""Shows the course of an assessment: who handed it in, gave it back, and approved it."""

import streamlit as st

from audit.model.messages import Message, message
from audit.model.waves import AssessmentState, Passage
from audit.service.course import Approved, Course
from audit.service.house import TOWN_CLOCK
from audit.ui.frame import Page


def show_given_back(page: Page, course: Course) -> None:
    """Say why a sheet came back, above everything else; nothing where it did not."""
    passage = course.given_back
    if passage is None:
        return
    with st.container(border=True, key="given-back"):
        st.markdown(f"**{page.label(_given_back(page, passage))}**")
        page.show_text(passage.why)
        if course.approved is not None:
            page.write(approval_sentence(page, course.approved))


def show_course(page: Page, course: Course) -> None:
    """List all that happened, the latest last, and say whether an approval holds."""
    if course.approved is not None:
        st.markdown(f"**{page.label(approval_sentence(page, course.approved))}**")
    if not course.passages:
        return
    with st.expander(page.label(message("Verlauf"))):
        for passage in course.passages:
            page.write(_sentence(page, passage))
            if passage.why:
                page.show_text(passage.why)


def approval_sentence(page: Page, approved: Approved) -> Message:
    """Say who approved a sheet and when, and whether that still holds."""
    if approved.holds:
        return message(
            "Freigegeben von {person} am {day}.",
            person=approved.person,
            day=page.day(approved.day),
        )
    return message(
        "Freigabe erloschen: Seit der Freigabe von {person} am {day} wurde der Bogen geändert oder "
        "wieder geöffnet.",
        person=approved.person,
        day=page.day(approved.day),
    )


def _sentence(page: Page, passage: Passage) -> Message:
    day, person = page.day(passage.at.astimezone(TOWN_CLOCK).date()), passage.person
    match passage.state:
        case AssessmentState.APPROVED:
            return message("{day}: freigegeben von {person}.", day=day, person=person)
        case AssessmentState.RETURNED:
            return _given_back(page, passage)
        case _:
            return message("{day}: eingereicht von {person}.", day=day, person=person)


def _given_back(page: Page, passage: Passage) -> Message:
    return message(
        "{day}: zurückgegeben von {person}.",
        day=page.day(passage.at.astimezone(TOWN_CLOCK).date()),
        person=passage.person,
    )
