"""Evidence for the answer to one question: links and files."""

import streamlit as st

from audit.model.evidence import MOST_SIGNS_OF_A_LINK, MOST_SIGNS_OF_A_TITLE
from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording
from audit.service.evidence import EVIDENCE_FILE, add_link
from audit.service.forms import Form
from audit.ui.assessments import form_in_address, query_of
from audit.ui.evidence import offer_to_remove, show_evidence
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.sections import QUESTION, SECTION
from audit.ui.uploads import upload_form


def show(page: Page) -> None:
    """Show what stands beside the question that the address names, and ways to add and remove."""
    form = form_in_address(page)
    if form is None:
        return
    wanted = st.query_params.get(QUESTION)
    question = next((one for one in form.questionnaire.questions() if one.id == wanted), None)
    if question is None:
        page.write(message("Bitte wählen Sie zuerst eine Frage aus."))
        page.link("ausfuellen", _BACK, **query_of(form))
        return
    _Beside(page, form, question).show()


class _Beside:
    """What stands beside one question."""

    def __init__(self, page: Page, form: Form, question: QuestionBase) -> None:
        self.page = page
        self.form = form
        self.question = question
        self.beside = form.evidence.get(question.id, ())
        self.scope = f"evidence--{form.assessment.id}--{question.id}"

    def show(self) -> None:
        """Show the question, its evidence, and the forms."""
        page, wording = self.page, Wording(self.form.questionnaire, self.page.translator)
        st.markdown(f"**{plain(wording.of(self.question, self.question.text))}**")
        if self.question.evidence:
            wanted = wording.of(self.question, self.question.evidence)
            page.write(message("Zum Beispiel: {evidence}", evidence=wanted))
        if not self.beside:
            page.write(message("Noch gibt es hier keine Links und keine Dateien."))
        show_evidence(page, self.beside)
        if self.form.writable:
            self._offer_link()
            self._offer_file()
            if self.beside:
                offer_to_remove(page, self.beside, self.scope)
        else:
            page.write(message("Dieser Bogen lässt sich nicht (mehr) ausfüllen."))
        page.link("ausfuellen", _BACK, **query_of(self.form), **self._place())

    def _offer_link(self) -> None:
        page = self.page
        st.header(page.label(message("Link hinzufügen")), anchor=False)
        with st.form(f"{self.scope}--link", clear_on_submit=False, border=True):
            st.text_input(
                page.label(message("Adresse der Seite")),
                max_chars=MOST_SIGNS_OF_A_LINK,
                key=f"{self.scope}--address",
            )
            st.text_input(
                page.label(message("Worum es geht (freiwillig)")),
                max_chars=MOST_SIGNS_OF_A_TITLE,
                key=f"{self.scope}--title",
            )
            st.form_submit_button(
                page.label(message("Link hinzufügen")),
                on_click=_add_link,
                args=(page, self.form.assessment.id, self.question.id, self.scope),
            )

    def _offer_file(self) -> None:
        page = self.page
        st.header(page.label(message("Datei hinzufügen")), anchor=False)
        page.write(_WHAT_HAPPENS)
        upload_form(
            page,
            EVIDENCE_FILE,
            message("PDF, Bild, Word, Excel oder LibreOffice"),
            accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt,.ods",
            about=f"{self.form.assessment.id}.{self.question.id}",
        )

    def _place(self) -> dict[str, str]:
        areas = self.form.sheet.sections
        area = next((one for one in areas if self.question in one.questions), None)
        return {} if area is None else {SECTION: area.id, QUESTION: self.question.id}


def _add_link(page: Page, assessment: int, question: str, scope: str) -> None:
    address, title = (st.session_state[f"{scope}--{part}"] for part in ("address", "title"))
    with page.trying():
        add_link(page.house, page.caller, assessment, question, address, title)
        st.session_state[f"{scope}--address"] = st.session_state[f"{scope}--title"] = ""
        page.tell(message("Der Link ist hinzugefügt."))


_BACK = message("Zurück zum Bogen")
_WHAT_HAPPENS = message(
    "Die Datei liegt dann in der Datenbank dieser Anwendung. Lesen können sie Ihre Dienststelle "
    "und, sobald der Bogen eingereicht ist, die Projektgruppe. Bilder werden neu gezeichnet: Ort, "
    "Zeit und Gerät der Aufnahme fallen weg. Laden Sie nichts hoch, was einzelne Menschen erkennen "
    "lässt."
)

SCREEN = Screen(
    "nachweise",
    message("Nachweise"),
    frozenset({Role.HEAD, Role.DELEGATE}),
    show,
    listed=False,
    for_given_areas=True,
)
