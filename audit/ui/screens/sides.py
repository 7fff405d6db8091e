"""Several views of one unit: ask for them, compare them, and note what was agreed."""

from collections.abc import Mapping

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.question_types import QuestionBase
from audit.model.sides import MOST_SIGNS_OF_A_VIEW, Agreement
from audit.model.texts import Wording
from audit.model.waves import ASSESSMENT_STATES, Entry
from audit.service.house import TOWN_CLOCK
from audit.service.sides import Asked, Sides, agree, ask_for, compare, withdraw
from audit.tables.sides import apart, areas_side_by_side, questions_side_by_side
from audit.ui.assessments import number_in_address, query_of, show_head
from audit.ui.frame import Page, Screen
from audit.ui.looking import show_table
from audit.ui.plain import plain
from audit.ui.reading import said_in
from audit.ui.sections import QUESTION, SECTION


def show(page: Page) -> None:
    """Show all views of the sheet that the address names, or those of one question."""
    number = number_in_address()
    if number is None:
        page.write(message("Bitte wählen Sie zuerst einen Bogen aus."))
        page.link("aufgaben", message("Zu meinen Aufgaben"))
        return
    found = compare(page.house, page.caller, number)
    show_head(page, found.form)
    wanted = st.query_params.get(QUESTION)
    questions = found.form.questionnaire.questions()
    question = next((one for one in questions if one.id == wanted), None)
    if question is None:
        _Together(page, found).show()
    else:
        _OneQuestion(page, found, question).show()


class _Together:
    """All views of one unit."""

    def __init__(self, page: Page, found: Sides) -> None:
        self.page = page
        self.found = found
        self.number = found.form.assessment.id

    def show(self) -> None:
        """Say what it is about, who was asked, and how far apart the views are."""
        page = self.page
        page.write(_WHAT_FOR)
        if self.found.asked:
            st.header(page.label(message("Gefragt sind")), anchor=False)
            for asked in self.found.asked:
                self._show_asked(asked)
        if self.found.candidates:
            self._offer_to_ask()
        if self.found.values:
            self._compare()
        page.link("ausfuellen", message("Zum gemeinsamen Bogen"), **query_of(self.found.form))

    def _show_asked(self, asked: Asked) -> None:
        page, side = self.page, asked.side
        with st.container(border=True, key=f"view-{side.assessment}"):
            st.markdown(f"**{plain(side.name)}**  \n{plain(asked.person)}")
            state = ASSESSMENT_STATES[asked.sheet.state]
            page.write(message("Stand: {state}.", state=page.say(state)))
            if not asked.sheet.revision and self.found.form.writable:
                st.button(
                    page.label(message("Bitte zurücknehmen: {name}", name=side.name)),
                    key=f"withdraw-{side.assessment}",
                    on_click=_withdraw,
                    args=(page, self.number, side.assessment),
                    type="tertiary",
                )

    def _offer_to_ask(self) -> None:
        page, scope = self.page, f"sides--{self.number}"
        st.header(page.label(message("Um eine Sicht bitten")), anchor=False)
        names = {one.id: plain(one.name) for one in self.found.candidates}
        with st.form(scope, border=True):
            st.text_input(
                page.label(message("Aus welcher Sicht, zum Beispiel „Schalter“?")),
                max_chars=MOST_SIGNS_OF_A_VIEW,
                key=f"{scope}--name",
            )
            st.selectbox(
                page.label(message("Wer antwortet?")),
                list(names),
                index=None,
                format_func=lambda id_: names[id_],
                placeholder=page.say(message("Bitte wählen")),
                key=f"{scope}--person",
            )
            st.form_submit_button(
                page.label(message("Um diese Sicht bitten")),
                on_click=_ask,
                args=(page, self.number, scope),
            )

    def _compare(self) -> None:
        page, found = self.page, self.found
        plan, names = found.form.sheet.plan, found.names
        st.header(page.label(message("Sichtweisen im Vergleich")), anchor=False)
        if plan.reported:
            view = areas_side_by_side(found.results, found.own, names, page.translator)
            page.write(view.sentence)
            show_table(page, view)
            questions = questions_side_by_side(found.results, found.own, names, page.translator)
            with st.expander(page.label(message("Punkte je Frage"))):
                show_table(page, questions)
        st.header(page.label(message("Hier gehen die Antworten auseinander")), anchor=False)
        said = {
            subject: {cell: entry.value for cell, entry in values.items()}
            for subject, values in found.values.items()
        }
        wording = Wording(found.form.questionnaire, page.translator)
        differing = [
            one
            for one in found.form.questionnaire.questions()
            if apart(said, [cell.id for cell in one.cells()])
        ]
        if not differing:
            page.write(message("Nirgends: Wo mehrere geantwortet haben, sind sie sich einig."))
        for question in differing:
            mark = "✓" if question.id in found.agreements else "○"
            text = wording.of(question, question.text)
            page.link(
                page.screen.address,
                message("{mark} {question}", mark=mark, question=text),
                **query_of(found.form),
                **{QUESTION: question.id},
            )
        if differing:
            page.write(message("✓ heißt: Eine Einigung ist festgehalten."))


class _OneQuestion:
    """What each view says about one question, and what was agreed."""

    def __init__(self, page: Page, found: Sides, question: QuestionBase) -> None:
        self.page = page
        self.found = found
        self.question = question
        self.wording = Wording(found.form.questionnaire, page.translator)

    def show(self) -> None:
        """Show the answers side by side, and let note what was agreed."""
        page, form = self.page, self.found.form
        st.header(plain(self.wording.of(self.question, self.question.text)), anchor=False)
        names = self.found.names
        for subject, values in self.found.values.items():
            self._show_answer(page.say(message("Sicht: {name}", name=names[subject])), values)
        self._show_answer(page.say(message("Gemeinsamer Bogen")), form.sheet.entries)
        given = self.found.agreements.get(self.question.id)
        if given is not None:
            self._show_agreement(given)
        if form.writable:
            self._offer_to_agree()
        page.link(page.screen.address, message("Zu allen Sichtweisen"), **query_of(form))

    def _show_answer(self, name: str, entries: Mapping[str, Entry]) -> None:
        nothing = self.page.say(message("nicht beantwortet"))
        otherwise = {cell.id: nothing for cell in self.question.cells()}
        lines = said_in(self.wording, self.question, entries, otherwise)
        st.markdown("  \n".join([f"**{plain(name)}**", *map(plain, lines)]))

    def _show_agreement(self, given: Agreement) -> None:
        page, day = self.page, self.page.day(given.at.astimezone(TOWN_CLOCK).date())
        page.write(
            message("Einigung, festgehalten von {person} am {day}:", person=given.person, day=day)
        )
        page.show_text(given.remark)

    def _offer_to_agree(self) -> None:
        page, form = self.page, self.found.form
        area = next((one for one in form.sheet.sections if self.question in one.questions), None)
        st.subheader(page.label(message("Einigung festhalten")), anchor=False)
        page.write(_HOW_TO_AGREE)
        if area is not None:
            page.link(
                "ausfuellen",
                message("Antwort im gemeinsamen Bogen ändern"),
                **query_of(form),
                **{SECTION: area.id, QUESTION: self.question.id},
            )
        key = f"agree--{form.assessment.id}--{self.question.id}"
        with st.form(key, border=True):
            st.text_area(
                page.label(message("Wie kam es zu der Einigung?")),
                max_chars=2000,
                key=f"{key}--remark",
            )
            st.form_submit_button(
                page.label(message("Einigung festhalten")),
                on_click=_agree,
                args=(page, form.assessment.id, self.question.id, self._answered_at()),
            )

    def _answered_at(self) -> int:
        revisions = self.found.form.revisions
        return max(revisions.get(cell.id, 0) for cell in self.question.cells())


def _ask(page: Page, number: int, scope: str) -> None:
    name, person = (st.session_state[f"{scope}--{part}"] for part in ("name", "person"))
    if person is None:
        page.tell(message("Bitte wählen Sie aus, wer antwortet."))
        return
    with page.trying():
        ask_for(page.house, page.caller, number, name, person)
        st.session_state[f"{scope}--name"] = ""
        page.tell(message("Die Sicht steht jetzt bei den Aufgaben dieser Person."))


def _withdraw(page: Page, number: int, view: int) -> None:
    with page.trying():
        withdraw(page.house, page.caller, number, view)
        page.tell(message("Die Bitte ist zurückgenommen."))


def _agree(page: Page, number: int, question: str, after: int) -> None:
    key = f"agree--{number}--{question}--remark"
    with page.trying():
        agree(page.house, page.caller, number, question, st.session_state[key], after=after)
        st.session_state[key] = ""
        page.tell(message("Die Einigung ist festgehalten."))


_WHAT_FOR = message(
    "Bitten Sie mehrere Menschen, denselben Fragebogen jeweils aus ihrer Sicht auszufüllen, zum "
    "Beispiel vom Schalter aus. Was jemand antwortet, sehen Sie und die Leitungen über Ihnen erst, "
    "wenn die Person es einreicht, und sonst niemand. In allen Auswertungen zählt allein der "
    "gemeinsame Bogen: Sprechen Sie über die Unterschiede, und tragen Sie dort ein, worauf Sie "
    "sich einigen."
)
_HOW_TO_AGREE = message(
    "Es gilt die Antwort, die im gemeinsamen Bogen steht. Haben Sie sich auf etwas anderes "
    "geeinigt, ändern Sie sie zuerst dort. Wird sie später geändert, gilt die Einigung nicht mehr."
)

SCREEN = Screen(
    "sichtweisen", message("Mehrere Sichtweisen"), frozenset({Role.HEAD}), show, listed=False
)
