"""The comments beside a question: a button says how many there are, and opens them."""

from dataclasses import dataclass

import streamlit as st

from audit.model.comments import Comment, Step, Thread
from audit.model.messages import Message, message
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording
from audit.model.waves import AssessmentState
from audit.service.commenting import say, settle, withdraw
from audit.service.forms import Form
from audit.ui.assessments import query_of
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.sections import QUESTION, SECTION

OPENED = "kommentare"
"""In the address: the comments of the question that it names stand open."""


@dataclass
class Threads:
    """The comments of a sheet on a page; those of one question at a time are open."""

    page: Page
    form: Form

    def __post_init__(self) -> None:
        self._opened = _opened_in(self._key)

    def offer(self, question: QuestionBase) -> None:
        """Show a button that says how much was said beside a question, and what was said when it
        was pressed; nothing where nothing was said and nothing can be."""
        thread = self._thread(question)
        if not (thread.comments or self._is_writable):
            return
        st.button(
            self.page.label(self.invitation(question)),
            key=f"thread-{self._number}-{question.id}--away",
            on_click=_toggle,
            args=(self._key, question.id, self._is_shown(question)),
            type="tertiary",
        )
        self.show(question)

    def invitation(self, question: QuestionBase) -> Message:
        """Say what pressing does: open the comments beside a question, or close them."""
        if self._is_shown(question):
            return _CLOSE
        return self.summary(question) or message("Kommentieren")

    def summary(self, question: QuestionBase) -> Message | None:
        """Say how much was said beside a question; None where nothing was."""
        thread = self._thread(question)
        if not thread.count:
            return None
        if thread.is_open:
            return message("Kommentare: {count}, offen", count=thread.count)
        return message("Kommentare: {count}, erledigt", count=thread.count)

    def toggle(self, question: QuestionBase) -> None:
        """Open the comments beside a question, and lead there; or close them."""
        if not self._is_shown(question):
            self.page.aim(f"comments-{question.id}")
        _toggle(self._key, question.id, self._is_shown(question))
        self._opened = _opened_in(self._key)

    def show(self, question: QuestionBase) -> None:
        """Show what was said beside a question, if it is open."""
        if not self._is_shown(question):
            return
        if OPENED in st.query_params:
            self.page.aim(f"comments-{question.id}")
        with st.container(border=True, key=f"comments-{question.id}"):
            self._show(question, self._thread(question))

    def _thread(self, question: QuestionBase) -> Thread:
        return self.form.threads.get(question.id, Thread())

    def _is_shown(self, question: QuestionBase) -> bool:
        return self._opened == question.id

    def _show(self, question: QuestionBase, thread: Thread) -> None:
        page = self.page
        page.write(_WHO_READS)
        show_comments(page, self._number, thread)
        if self._is_writable:
            self._ask(question, thread)

    def _ask(self, question: QuestionBase, thread: Thread) -> None:
        page, key = self.page, f"say-{self._number}-{question.id}"
        with st.form(key, border=False):
            st.text_area(page.label(message("Ihr Kommentar")), max_chars=2000, key=f"{key}-text")
            st.form_submit_button(
                page.label(message("Kommentar speichern")),
                on_click=_say,
                args=(page, self._number, question.id, key),
            )
        if thread.count:
            st.button(
                page.label(_SETTLE if thread.is_open else _REOPEN),
                key=f"settle-{self._number}-{question.id}",
                on_click=_settle,
                args=(page, self._number, question.id, thread.is_open),
            )

    @property
    def _number(self) -> int:
        return self.form.assessment.id

    @property
    def _is_writable(self) -> bool:
        return self.form.writable or self.form.assessment.state is AssessmentState.SUBMITTED

    @property
    def _key(self) -> str:
        return f"thread-{self._number}"


def show_comments(page: Page, assessment: int, thread: Thread) -> None:
    """List what was said beside a question; what one has said oneself can be withdrawn."""
    for comment in thread.comments:
        st.markdown(_in_words(page, comment))
        is_own = comment.person == page.caller.person and comment.step is Step.SAID
        if is_own and comment.withdrawn_on is None:
            st.button(
                page.label(message("Eigenen Kommentar zurückziehen")),
                key=f"withdraw-{assessment}-{comment.number}--away",
                on_click=_withdraw,
                args=(page, assessment, comment.number),
                type="tertiary",
            )


def show_open_threads(page: Page, form: Form) -> None:
    """List the questions with open comments, each with the way there; nothing without any."""
    found = [
        (area, question)
        for area in form.sheet.sections
        for question in form.sheet.asked(area)
        if form.threads.get(question.id, Thread()).is_open
    ]
    if not found:
        return
    st.subheader(page.label(message("Offene Kommentare")), anchor=False)
    page.write(count_sentence(len(found)))
    wording, screen = Wording(form.questionnaire, page.translator), page.screen.address
    for area, question in found:
        section = {SECTION: area.id} if form.writable else {}
        page.link(
            screen if screen == "freigabe" else "ausfuellen",
            message("{question}", question=wording.of(question, question.text)),
            **query_of(form),
            **section,
            **{QUESTION: question.id, OPENED: "1"},
        )


def count_sentence(count: int) -> Message:
    """Say how many questions have open comments."""
    if count == 1:
        return message("Zu einer Frage sind Kommentare offen.")
    return message("Zu {count} Fragen sind Kommentare offen.", count=count)


def _in_words(page: Page, comment: Comment) -> str:
    """Write a contribution as Markdown: who, when, what."""
    name, day = comment.name or page.say(_SOMEBODY), page.day(comment.day)
    if comment.withdrawn_on is not None:
        withdrawn = page.day(comment.withdrawn_on)
        sentence = message("{name}: zurückgezogen am {day}", name=name, day=withdrawn)
    elif comment.step is Step.SAID:
        return f"**{plain(name)}**, {plain(day)}  \n{plain(comment.text)}"
    elif comment.step is Step.DONE:
        sentence = message("{name}, {day}: erledigt", name=name, day=day)
    else:
        sentence = message("{name}, {day}: wieder offen", name=name, day=day)
    return f"*{page.label(sentence)}*"


def _opened_in(key: str) -> str:
    """Name the question whose comments are open: by a click, or by the address."""
    if OPENED in st.query_params:
        return st.query_params.get(QUESTION, "")
    return str(st.session_state.get(key, ""))


def _toggle(key: str, question: str, is_shown: bool) -> None:
    st.query_params.pop(OPENED, None)
    st.session_state[key] = "" if is_shown else question


def _say(page: Page, number: int, question: str, key: str) -> None:
    with page.trying():
        say(page.house, page.caller, number, question, st.session_state[f"{key}-text"])
        st.session_state[f"{key}-text"] = ""
        page.tell(message("Der Kommentar ist gespeichert."))


def _settle(page: Page, number: int, question: str, done: bool) -> None:
    with page.trying():
        settle(page.house, page.caller, number, question, done=done)
        page.tell(message("Als erledigt markiert.") if done else message("Wieder geöffnet."))


def _withdraw(page: Page, number: int, comment: int) -> None:
    with page.trying():
        withdraw(page.house, page.caller, number, comment)
        page.tell(message("Der Kommentar ist zurückgezogen."))


_CLOSE = message("Kommentare schließen")
_SETTLE, _REOPEN = message("Als erledigt markieren"), message("Wieder öffnen")
_SOMEBODY = message("jemand")
_WHO_READS = message(
    "Hier lesen und schreiben alle, die diese Frage bearbeiten, und nach dem Einreichen auch die "
    "Projektgruppe. Kommentare ändern keine Punkte. Bitte nennen Sie keine Namen von Ratsuchenden."
)
