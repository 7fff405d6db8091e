"""Fill in: area by area, every answer saved as it is given."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Area
from audit.model.waves import Entry, Remark, Saved
from audit.service.delegating import given_out
from audit.service.filling_in import save_entry, save_remark
from audit.service.forms import Form
from audit.service.house import TOWN_CLOCK
from audit.ui.asking import Asking
from audit.ui.assessments import form_in_address, query_of
from audit.ui.course import show_course, show_given_back
from audit.ui.delegations import notes_of
from audit.ui.earlier import Earlier
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.reading import show_answers
from audit.ui.remarking import Remarking
from audit.ui.sections import (
    QUESTION,
    SECTION,
    next_section,
    question_box,
    section_in_address,
    show_progress,
    show_promise,
    show_purpose,
    show_sections,
    show_way,
)
from audit.ui.threads import Threads, show_open_threads


def show(page: Page) -> None:
    """Show the section that the address names, or all sections to choose from."""
    form = form_in_address(page)
    if form is None:
        return
    filling = _Filling(page, form)
    area = section_in_address(filling.asking.sheet)
    if not form.writable:
        filling.show_answers()
    elif area is not None:
        filling.show_section(area)
    elif form.given is not None:
        filling.show_given()
    else:
        filling.show_overview()


class _Filling:
    """One assessment on the page."""

    def __init__(self, page: Page, form: Form) -> None:
        self.page = page
        self.form = form
        self.query = query_of(form)
        self.scope = f"bogen-{form.assessment.id}"
        self.asking = Asking(
            page,
            form.sheet,
            self.scope,
            self._keep,
            form.revisions,
            wants_reasons=True,
        )
        self.remarking = Remarking(
            page,
            self.asking.wording,
            form.remarks,
            form.remark_revisions,
            self.scope,
            self._keep_remark,
            form.evidence,
            self.query,
        )
        self.threads = Threads(page, form)
        self.earlier = Earlier(page, form, self.asking)
        self.taken = f"taken--{self.scope}"
        """Names the question that was answered by taking something over, until the page is there:
        its button is gone, so the focus goes to the question."""

    def show_overview(self) -> None:
        """Say what it is for, and where to go on."""
        page, wording = self.page, self.asking.wording
        show_given_back(page, self.form.course)
        show_open_threads(page, self.form)
        show_purpose(page, self.asking)
        show_promise(page, self.form.wave)
        page.write(message("Jede Antwort wird sofort gespeichert. Sie können jederzeit aufhören."))
        show_progress(st.container(), page, self.asking.sheet.progress())
        following = next_section(self.asking.sheet)
        if following is not None:
            title = wording.of(following, following.title)
            label = message("Weiter mit: {title}", title=title)
            page.lead(page.screen.address, label, **self.query, **{SECTION: following.id})
        page.link("pruefen", message("Prüfen und einreichen"), **self.query)
        page.link("ergebnis", message("Mein Ergebnis"), **self.query)
        if self.form.may_compare:
            page.link("sichtweisen", message("Mehrere Sichtweisen vergleichen"), **self.query)
        page.link("ohne-zugang", message("Ohne Zugang ausfüllen lassen"), **self.query)
        if self.form.may_submit:
            page.link("uebertragen", message("Themenfelder übertragen"), **self.query)
        st.header(page.label(message("Alle Themenfelder")), anchor=False)
        given = given_out(page.house, page.caller, self.form.assessment.id)
        show_sections(page, self.asking, self.query, notes_of(page, given))

    def show_given(self) -> None:
        """List the areas that were given to whoever is here."""
        self.page.write(message("Diese Themenfelder dieses Bogens sind Ihnen übertragen."))
        show_sections(self.page, self.asking, self.query)
        self.page.link("mir-uebertragen", message("Zurück zu allem, was mir übertragen ist"))

    def show_section(self, area: Area) -> None:
        """Ask the questions of one area, and lead on."""
        page, wording = self.page, self.asking.wording
        st.header(plain(wording.of(area, area.title)), anchor=False)
        if area.about:
            page.show_text(wording.of(area, area.about))
        if wanted := st.query_params.get(QUESTION):
            page.aim(f"frage-{wanted}")
        if taken := st.session_state.get(self.taken):
            page.aim(f"frage-{taken}")
        progress = st.container()
        for number, question in enumerate(area.questions, 1):
            if self.asking.sheet.is_asked(question):
                with question_box(question):
                    self._ask(number, question)
        st.session_state.pop(self.taken, None)
        show_progress(progress, page, self.asking.sheet.progress(area))
        show_way(page, self.asking, area, self.query, message("Zur Übersicht des Bogens"))
        if self.form.given is None:
            page.link("pruefen", message("Prüfen und einreichen"), **self.query)
        else:
            page.link("mir-uebertragen", message("Ich bin fertig: zurückgeben"))

    def show_answers(self) -> None:
        """Show what was answered; nothing can be changed (any more)."""
        page = self.page
        if self.form.assessment.state.counts:
            page.write(message("Dieser Bogen ist eingereicht. Vielen Dank!"))
        else:
            page.write(message("Dieser Bogen lässt sich nicht (mehr) ausfüllen."))
        show_course(page, self.form.course)
        if self.form.may_compare:
            page.link("sichtweisen", message("Mehrere Sichtweisen vergleichen"), **self.query)
        page.link("ergebnis", message("Mein Ergebnis"), **self.query)
        show_open_threads(page, self.form)
        show_answers(page, self.form)

    def _ask(self, number: int, question: QuestionBase) -> None:
        page, wish = self.page, f"clear--{self.scope}"
        if st.session_state.get(wish) == question.id:
            del st.session_state[wish]
            self.asking.take_back(question)
        if (saved := self.earlier.taken(question)) is not None:
            self._tell_saved(question.id, saved)
            st.session_state[self.taken] = question.id
            st.rerun()
        self.asking.show_text(question, number, self.earlier.notes(question))
        self.asking.ask(question)
        self._show_saved(question)
        self.earlier.offer(question)
        if any(self.asking.entries.get(cell.id, Entry()).value for cell in question.cells()):
            st.button(
                page.label(message("Antwort löschen")),
                key=f"{self.scope}--{question.id}--clear",
                on_click=_wish,
                args=(wish, question.id),
                type="tertiary",
            )
        self.remarking.ask(question)
        self.threads.offer(question)

    def _keep(self, cell: str, entry: Entry, after: int | None) -> int:
        page = self.page
        saved = save_entry(
            page.house, page.caller, self.form.assessment.id, cell, entry, after=after
        )
        self._tell_saved(cell.partition(".")[0], saved)
        return saved.revision

    def _keep_remark(self, question: str, remark: Remark, after: int | None) -> int:
        page = self.page
        saved = save_remark(
            page.house, page.caller, self.form.assessment.id, question, remark, after=after
        )
        self._tell_saved(question, saved)
        return saved.revision

    def _tell_saved(self, question: str, saved: Saved) -> None:
        time = saved.at.astimezone(TOWN_CLOCK).strftime("%H:%M")
        sentence = message("Gespeichert um {time} Uhr.", time=time)
        st.session_state[f"saved--{self.scope}"] = (question, sentence)
        self.page.tell(sentence)

    def _show_saved(self, question: QuestionBase) -> None:
        """Say at the question itself that it was saved, and from where it was taken over."""
        last, sentence = st.session_state.get(f"saved--{self.scope}", ("", None))
        said = [] if last != question.id or sentence is None else [f"✓ {self.page.label(sentence)}"]
        if (origin := self.earlier.origin(question)) is not None:
            said.append(origin)
        if said:
            st.markdown("  \n".join(said))


def _wish(key: str, question: str) -> None:
    """Note what is to be done in the run that follows.

    Streamlit keeps a callback as long as the visit lasts: one that holds a page would keep in
    memory every page that was ever shown.
    """
    st.session_state[key] = question


SCREEN = Screen(
    "ausfuellen",
    message("Fragebogen"),
    frozenset({Role.HEAD, Role.DELEGATE}),
    show,
    listed=False,
    for_given_areas=True,
)
