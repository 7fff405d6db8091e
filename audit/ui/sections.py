"""One section of a sheet at a time, with the way on and the way back."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from audit.assessment.sheet import Progress, Sheet
from audit.model.messages import Message, message
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Area
from audit.model.waves import Wave
from audit.ui.asking import Asking
from audit.ui.frame import Page

_NO_NOTES: Mapping[str, str] = {}
SECTION, QUESTION = "feld", "frage"
"""The names of the section, and of a question in it, in the address."""


def section_in_address(sheet: Sheet) -> Area | None:
    """Find the section that the address names; None without one, or when it is not asked."""
    wanted = st.query_params.get(SECTION)
    return next((area for area in sheet.sections if area.id == wanted), None)


def show_purpose(page: Page, asking: Asking) -> None:
    """Say what a questionnaire is for, what to know before the first question, and how long it
    takes."""
    questionnaire, wording = asking.plan.questionnaire, asking.wording
    if questionnaire.about:
        page.show_text(wording.of(questionnaire, questionnaire.about))
    if questionnaire.notice:
        with st.container(border=True):
            page.show_text(wording.of(questionnaire, questionnaire.notice))
    if questionnaire.minutes:
        page.write(message("Das dauert etwa {minutes} Minuten.", minutes=questionnaire.minutes))


def show_promise(page: Page, wave: Wave) -> None:
    """Say before the first question what is promised about the answers."""
    if wave.promise:
        with st.container(border=True, key="zusage"):
            page.show_text(page.translator.text("", wave.promise))
            page.write(
                message("Zahlen werden erst ab {count} Antworten gezeigt.", count=wave.min_group)
            )


def ask_section(page: Page, asking: Asking, area: Area) -> None:
    """Ask the questions of one section, below its title, without anything beside them."""
    if area.about:
        page.show_text(asking.wording.of(area, area.about))
    progress = st.container()
    for question in area.questions:
        if asking.sheet.is_asked(question):
            with question_box(question):
                asking.show_text(question)
                asking.ask(question)
    show_progress(progress, page, asking.sheet.progress())


def question_box(question: QuestionBase) -> DeltaGenerator:
    """Make the box in which a question stands."""
    return st.container(key=f"frage-{question.id}", border=True)


def show_progress(place: DeltaGenerator, page: Page, progress: Progress) -> None:
    """Say how much is done, in a place above the questions."""
    place.progress(progress.done / max(progress.asked, 1), text=how_far(page, progress))


def how_far(page: Page, progress: Progress) -> str:
    """Say how much is done."""
    return page.label(
        message("{done} von {asked} beantwortet", done=progress.done, asked=progress.asked)
    )


def show_sections(
    page: Page, asking: Asking, query: Mapping[str, str], notes: Mapping[str, str] = _NO_NOTES
) -> None:
    """List all sections with what is done in each, and what is noted about it; each leads there."""
    for area in asking.sheet.sections:
        progress = asking.sheet.progress(area)
        mark = "✓" if progress.done == progress.asked else "○"
        title = asking.wording.of(area, area.title)
        note = notes.get(area.id)
        sentence = message(
            "{mark} {title} – {done} von {asked} beantwortet",
            mark=mark,
            title=title,
            done=progress.done,
            asked=progress.asked,
        )
        page.link(
            page.screen.address,
            sentence
            if note is None
            else message("{sentence}, {note}", sentence=sentence, note=note),
            **query,
            **{SECTION: area.id},
        )


def show_way(
    page: Page, asking: Asking, area: Area, query: Mapping[str, str], end: Message
) -> None:
    """Lead to the section before, to the one after, or to the end."""
    sections = asking.sheet.sections
    place = [section.id for section in sections].index(area.id)
    if place + 1 < len(sections):
        after = sections[place + 1]
        title = asking.wording.of(after, after.title)
        page.lead(
            page.screen.address,
            message("Weiter: {title}", title=title),
            **query,
            **{SECTION: after.id},
        )
    else:
        page.lead(page.screen.address, end, **query)
    if place:
        before = sections[place - 1]
        title = asking.wording.of(before, before.title)
        page.link(
            page.screen.address,
            message("Zurück: {title}", title=title),
            **query,
            **{SECTION: before.id},
        )


def next_section(sheet: Sheet) -> Area | None:
    """Find the first section in which something is open; None when all is done."""
    return next((gap.area for gap in sheet.gaps()), None)
