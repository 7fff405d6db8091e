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
from audit.ui.version_changes import show_way_to_versions


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
        self.wish = f"wish--{self.scope}"
        self.taken = f"taken--{self.scope}"
        """Names the question that was answered by taking something over, until the page is there:
        the focus goes to it."""

    def show_overview(self) -> None:
        """Say what it is for, and where to go on."""
        page, wording = self.page, self.asking.wording
        show_given_back(page, self.form.course)
        show_way_to_versions(page, self.form)
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
        show_way_to_versions(page, self.form)
        if self.form.may_compare:
            page.link("sichtweisen", message("Mehrere Sichtweisen vergleichen"), **self.query)
        page.link("ergebnis", message("Mein Ergebnis"), **self.query)
        show_open_threads(page, self.form)
        show_answers(page, self.form)

    def _ask(self, number: int, question: QuestionBase) -> None:
        self._fulfil(question)
        self.asking.show_text(question, number, self.earlier.notes(question))
        self.asking.ask(question)
        self._show_state(question)
        self.remarking.ask(question)
        self._offer_more(number, question)
        self.threads.show(question)

    def _offer_more(self, number: int, question: QuestionBase) -> None:
        """Offer in one menu what is done beside a question now and then."""
        offered: dict[str, str] = {}
        if not self.remarking.is_open(question):
            offered[_NOTE] = self.page.label(message("Anmerkung oder Nachweis notieren"))
        offered[_DISCUSS] = self.page.label(self.threads.invitation(question))
        if self.earlier.is_other(question):
            offered[_EARLIER] = self.page.label(message("Frühere Antwort übernehmen"))
        if any(self.asking.entries.get(cell.id, Entry()).value for cell in question.cells()):
            offered[_CLEAR] = self.page.label(message("Antwort löschen"))
        key = f"{self.scope}--{question.id}--more"
        st.menu_button(
            self.page.label(message("Mehr zu Frage {number}", number=number)),
            list(offered),
            key=key,
            on_click=_wish,
            args=(self.wish, question.id, key),
            type="tertiary",
            format_func=offered.__getitem__,
        )

    def _fulfil(self, question: QuestionBase) -> None:
        """Do what was chosen from the menu of a question in the click before."""
        wanted, wish = st.session_state.get(self.wish, ("", ""))
        if wanted != question.id:
            return
        del st.session_state[self.wish]
        if wish == _NOTE:
            self.remarking.open(question)
        elif wish == _DISCUSS:
            self.threads.toggle(question)
        elif wish == _CLEAR:
            self.asking.take_back(question)
        elif wish == _EARLIER and (saved := self.earlier.take(question)) is not None:
            self._tell_saved(question.id, saved)
            st.session_state[self.taken] = question.id
            st.rerun()

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

    def _show_state(self, question: QuestionBase) -> None:
        """Say at the question itself that it was saved, from where it was taken over, and how many
        comments there are."""
        last, sentence = st.session_state.get(f"saved--{self.scope}", ("", None))
        said = [] if last != question.id or sentence is None else [f"✓ {self.page.label(sentence)}"]
        if (origin := self.earlier.origin(question)) is not None:
            said.append(origin)
        if (comments := self.threads.summary(question)) is not None:
            said.append(self.page.label(comments))
        if said:
            st.markdown("  \n".join(said))


_NOTE, _DISCUSS, _EARLIER, _CLEAR = "note", "discuss", "earlier", "clear"
"""What the menu of a question offers."""


def _wish(key: str, question: str, menu: str) -> None:
    """Note what is to be done in the run that follows.

    Streamlit keeps a callback as long as the visit lasts: one that holds a page would keep in
    memory every page that was ever shown.
    """
    st.session_state[key] = (question, st.session_state[menu])


SCREEN = Screen(
    "ausfuellen",
    message("Fragebogen"),
    frozenset({Role.HEAD, Role.DELEGATE}),
    show,
    listed=False,
    for_given_areas=True,
)
