"""Fill in: area by area, every answer saved as it is given."""

from functools import partial

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Area
from audit.model.waves import AssessmentState, Entry, Remark
from audit.service.filling_in import Form, save_entry, save_remark
from audit.service.house import TOWN_CLOCK
from audit.ui.asking import Asking
from audit.ui.assessments import form_in_address, query_of
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.sections import (
    QUESTION,
    SECTION,
    how_far,
    next_section,
    section_in_address,
    show_sections,
    show_way,
)


def show(page: Page) -> None:
    """Show the section that the address names, or all sections to choose from."""
    form = form_in_address(page)
    if form is None:
        return
    filling = _Filling(page, form)
    area = section_in_address(filling.asking.sheet)
    if not form.writable:
        filling.show_answers()
    elif area is None:
        filling.show_overview()
    else:
        filling.show_section(area)


class _Filling:
    """One assessment on the page."""

    def __init__(self, page: Page, form: Form) -> None:
        self.page = page
        self.form = form
        self.query = query_of(form)
        self.scope = f"bogen-{form.assessment.id}"
        self.asking = Asking(
            page,
            form.sheet.plan,
            dict(form.sheet.entries),
            self.scope,
            self._keep,
            form.revisions,
            wants_reasons=True,
        )

    def show_overview(self) -> None:
        """Say what it is for, and where to go on."""
        page, questionnaire, wording = self.page, self.form.questionnaire, self.asking.wording
        if questionnaire.about:
            st.markdown(plain(wording.of(questionnaire, questionnaire.about)))
        if questionnaire.notice:
            with st.container(border=True):
                st.markdown(plain(wording.of(questionnaire, questionnaire.notice)))
        if questionnaire.minutes:
            page.write(message("Das dauert etwa {minutes} Minuten.", minutes=questionnaire.minutes))
        page.write(message("Jede Antwort wird sofort gespeichert. Sie können jederzeit aufhören."))
        progress = self.asking.sheet.progress()
        st.progress(progress.done / max(progress.asked, 1), text=how_far(page, progress))
        following = next_section(self.asking.sheet)
        if following is not None:
            title = wording.of(following, following.title)
            label = message("Weiter mit: {title}", title=title)
            page.lead(page.screen.address, label, **self.query, **{SECTION: following.id})
        page.link("pruefen", message("Prüfen und einreichen"), **self.query)
        page.link("ergebnis", message("Mein Ergebnis"), **self.query)
        st.header(page.label(message("Alle Themenfelder")), anchor=False)
        show_sections(page, self.asking, self.query)

    def show_section(self, area: Area) -> None:
        """Ask the questions of one area, and lead on."""
        page, wording = self.page, self.asking.wording
        st.header(plain(wording.of(area, area.title)), anchor=False)
        if area.about:
            st.markdown(plain(wording.of(area, area.about)))
        if wanted := st.query_params.get(QUESTION):
            page.aim(f"frage-{wanted}")
        progress = st.container()
        for number, question in enumerate(area.questions, 1):
            if self.asking.sheet.is_asked(question):
                with st.container(key=f"frage-{question.id}", border=True):
                    self._ask(number, question)
        done = self.asking.sheet.progress(area)
        progress.progress(done.done / max(done.asked, 1), text=how_far(page, done))
        show_way(page, self.asking, area, self.query, message("Zur Übersicht des Bogens"))
        page.link("pruefen", message("Prüfen und einreichen"), **self.query)

    def show_answers(self) -> None:
        """Show what was answered; nothing can be changed (any more)."""
        page, wording = self.page, self.asking.wording
        if self.form.assessment.state is AssessmentState.SUBMITTED:
            page.write(message("Dieser Bogen ist eingereicht. Vielen Dank!"))
        else:
            page.write(message("Dieser Bogen lässt sich nicht (mehr) ausfüllen."))
        page.link("ergebnis", message("Mein Ergebnis"), **self.query)
        for area in self.asking.sheet.sections:
            st.header(plain(wording.of(area, area.title)), anchor=False)
            for question in self.asking.sheet.asked(area):
                said = "  \n".join([*self._said(question), *self._noted(question)])
                st.markdown(f"**{plain(wording.of(question, question.text))}**  \n{said}")

    def _ask(self, number: int, question: QuestionBase) -> None:
        page = self.page
        self.asking.show_text(question, number, self._earlier(question))
        self.asking.ask(question)
        self._show_saved(question)
        if any(self.asking.entries.get(cell.id, Entry()).value for cell in question.cells()):
            st.button(
                page.label(message("Antwort löschen")),
                key=f"{self.scope}--{question.id}--clear",
                on_click=partial(self.asking.take_back, question),
                type="tertiary",
            )
        self._ask_remark(question)

    def _ask_remark(self, question: QuestionBase) -> None:
        """Offer the mark "Handlungsbedarf", a comment, and a note on evidence."""
        page, seen = self.page, self._seen_remark(question)
        begun, last = seen
        need = st.checkbox(
            page.label(_NEED),
            value=begun.need_for_action,
            key=self._key(question, "need"),
            persist_state="session",
        )
        remark = Remark(last.comment, last.evidence, need)
        if st.checkbox(
            page.label(message("Anmerkung oder Nachweis notieren")),
            value=bool(begun.comment or begun.evidence),
            key=self._key(question, "notes"),
            persist_state="session",
        ):
            comment = st.text_area(
                page.label(_COMMENT),
                value=begun.comment,
                max_chars=2000,
                key=self._key(question, "comment"),
                persist_state="session",
            )
            evidence = st.text_input(
                page.label(_EVIDENCE),
                value=begun.evidence,
                max_chars=500,
                placeholder=question.evidence
                and self.asking.wording.of(question, question.evidence),
                key=self._key(question, "evidence"),
                persist_state="session",
            )
            remark = Remark(comment.strip(), evidence.strip(), need)
        if remark != last:
            with page.trying():
                saved = save_remark(
                    page.house, page.caller, self.form.assessment.id, question.id, remark
                )
                self._remember_remark(question, remark)
                self._tell_saved(question.id, saved.at.astimezone(TOWN_CLOCK).strftime("%H:%M"))

    def _seen_remark(self, question: QuestionBase) -> tuple[Remark, Remark]:
        """Recall with which remark the widgets began, and which was saved last."""
        known = st.session_state.setdefault(f"remarks--{self.scope}", {})
        stored = self.form.remarks.get(question.id, Remark())
        pair: tuple[Remark, Remark] = known.setdefault(question.id, (stored, stored))
        return pair

    def _remember_remark(self, question: QuestionBase, remark: Remark) -> None:
        known = st.session_state[f"remarks--{self.scope}"]
        known[question.id] = (known[question.id][0], remark)

    def _key(self, question: QuestionBase, part: str) -> str:
        return f"{self.scope}--{question.id}--{part}"

    def _keep(self, cell: str, entry: Entry, after: int) -> int:
        page = self.page
        saved = save_entry(
            page.house, page.caller, self.form.assessment.id, cell, entry, after=after
        )
        question = cell.partition(".")[0]
        self._tell_saved(question, saved.at.astimezone(TOWN_CLOCK).strftime("%H:%M"))
        return saved.revision

    def _tell_saved(self, question: str, time: str) -> None:
        sentence = message("Gespeichert um {time} Uhr.", time=time)
        st.session_state[f"saved--{self.scope}"] = (question, sentence)
        self.page.tell(sentence)

    def _show_saved(self, question: QuestionBase) -> None:
        """Say at the question itself that it was saved."""
        last, sentence = st.session_state.get(f"saved--{self.scope}", ("", None))
        if last == question.id and sentence is not None:
            st.markdown(f"✓ {self.page.label(sentence)}")

    def _earlier(self, question: QuestionBase) -> list[str]:
        """Say what was answered in the wave before."""
        wave = self.form.earlier_wave
        entries = [self.form.earlier.get(cell.id) for cell in question.cells()]
        if wave is None or len(entries) != 1 or entries[0] is None or not entries[0].value:
            return []
        said = self.asking.wording.value(question, entries[0].value)
        sentence = message("Zuletzt ({wave}): {answer}", wave=wave.title, answer=said)
        return [f"*{self.page.label(sentence)}*"]

    def _noted(self, question: QuestionBase) -> list[str]:
        """Say what was noted beside a question."""
        page, remark = self.page, self.form.remarks.get(question.id, Remark())
        lines = [page.label(_NEED)] if remark.need_for_action else []
        for name, text in ((_COMMENT, remark.comment), (_EVIDENCE, remark.evidence)):
            if text:
                lines.append(f"{page.label(name)}: {plain(text)}")
        return lines

    def _said(self, question: QuestionBase) -> list[str]:
        """Say all that was answered to a question, row by row."""
        wording, rows = self.asking.wording, getattr(question, "rows", None)
        labels = [""] if rows is None else [f"{wording.of(question, r.label)}: " for r in rows]
        lines = []
        for label, cell in zip(labels, question.cells(), strict=True):
            entry = self.asking.entries.get(cell.id, Entry())
            said = wording.value(question, entry.value) or self.page.say(_OPEN)
            reason = f" ({entry.reason})" if entry.reason else ""
            lines.append(plain(f"{label}{said}{reason}"))
        return lines


_OPEN = message("nicht beantwortet")
_NEED = message("Hier besteht Handlungsbedarf")
_COMMENT, _EVIDENCE = message("Anmerkung"), message("Nachweis")

SCREEN = Screen(
    "ausfuellen", message("Fragebogen"), frozenset({Role.HEAD, Role.DELEGATE}), show, listed=False
)
