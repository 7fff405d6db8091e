"""Asks what is noted beside a question: the mark "Handlungsbedarf", a comment, and evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from audit.model.evidence import Evidence
from audit.model.messages import message
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording
from audit.model.waves import Remark
from audit.service.overtaken import RemarkOvertaken
from audit.ui.frame import Page
from audit.ui.sections import QUESTION
from audit.ui.seen import Memory, Seen, let_decide

KeepRemark = Callable[[str, Remark, int | None], int]
"""Saves what is noted beside a question, after the revision that was seen (None: nobody knows
which), and returns the new revision. Raises `NotDone`."""

NEED = message("Hier besteht Handlungsbedarf")
NOTED = "notiz"
"""In the address: the questions beside which somebody began to write; there it outlasts a lost
connection."""

COMMENT, EVIDENCE = message("Anmerkung"), message("Nachweis")


@dataclass
class Remarking:
    """The remarks of a sheet that is being filled in on a page."""

    page: Page
    wording: Wording
    remarks: Mapping[str, Remark]
    revisions: Mapping[str, int]
    scope: str
    keep: KeepRemark
    beside: Mapping[str, Sequence[Evidence]]
    """Links and files, by question."""
    query: Mapping[str, str]
    """Names the sheet in addresses."""

    def __post_init__(self) -> None:
        self._memory = Memory[Remark](f"remark--{self.scope}")
        self._opened = st.query_params.get_all(NOTED)

    def ask(self, question: QuestionBase) -> None:
        """Offer mark, comment and evidence, and save what has changed."""
        known = self._seen(question)
        remark = self._drawn(question, known)
        if remark != known.held:
            self._save(question, known, remark)
        else:
            known.catch_up(*self._stored(question))
        known.is_new = False
        if known.mine is not None:
            let_decide(
                self.page,
                self._key(question, known, "decide"),
                self._said(known.held),
                self._said(known.mine),
                lambda own: self._decide(question, own),
            )

    def is_open(self, question: QuestionBase) -> bool:
        """Tell whether comment and evidence are shown: something is written, or is about to be."""
        written = self._seen(question).held
        return bool(
            written.comment
            or written.evidence
            or self.beside.get(question.id)
            or question.id in self._opened
        )

    def open(self, question: QuestionBase) -> None:
        """Show the fields for comment and evidence, and lead there."""
        self._opened.append(question.id)
        st.query_params[NOTED] = self._opened
        self.page.aim(self._place(question))

    def _place(self, question: QuestionBase) -> str:
        return f"notes-{question.id}"

    def _drawn(self, question: QuestionBase, known: Seen[Remark]) -> Remark:
        page, begun = self.page, known.held
        need = st.checkbox(
            page.label(NEED),
            value=begun.need_for_action,
            key=self._key(question, known, "need"),
        )
        if not self.is_open(question):
            return Remark(begun.comment, begun.evidence, need)
        with st.container(key=self._place(question)):
            return replace(self._written(question, known), need_for_action=need)

    def _written(self, question: QuestionBase, known: Seen[Remark]) -> Remark:
        page, begun = self.page, known.held
        comment = st.text_area(
            page.label(COMMENT),
            value=begun.comment,
            max_chars=2000,
            key=self._key(question, known, "comment"),
        )
        evidence = st.text_input(
            page.label(EVIDENCE),
            value=begun.evidence,
            max_chars=500,
            placeholder=question.evidence and self.wording.of(question, question.evidence),
            key=self._key(question, known, "evidence"),
        )
        self._lead_to_evidence(question)
        return Remark(comment.strip(), evidence.strip())

    def _lead_to_evidence(self, question: QuestionBase) -> None:
        count = len(self.beside.get(question.id, ()))
        label = message("Links und Dateien als Nachweis ({count})", count=count)
        self.page.link("nachweise", label, **self.query, **{QUESTION: question.id})

    def _save(self, question: QuestionBase, known: Seen[Remark], remark: Remark) -> None:
        with self.page.trying():
            try:
                known.revision = self.keep(question.id, remark, known.after)
            except RemarkOvertaken as faster:
                mine = None if faster.is_old else remark
                known.was_overtaken(faster.theirs, faster.revision, mine)
                st.rerun()
            known.held, known.mine = remark, None

    def _decide(self, question: QuestionBase, own: bool) -> None:
        known = self._seen(question)
        if own and known.mine is not None:
            self._save(question, known, known.mine)
        known.mine = None
        known.begin_anew()

    def _seen(self, question: QuestionBase) -> Seen[Remark]:
        return self._memory.recall(question.id, *self._stored(question))

    def _stored(self, question: QuestionBase) -> tuple[Remark, int]:
        return self.remarks.get(question.id, Remark()), self.revisions.get(question.id, 0)

    def _key(self, question: QuestionBase, known: Seen[Remark], part: str) -> str:
        """Name a widget as `last_words` finds it again."""
        return "--".join((self.scope, question.id, part, str(known.generation), self.page.language))

    def _said(self, remark: Remark) -> str:
        return "; ".join(lines_of(self.page, remark)) or self.page.say(_NOTHING)


def lines_of(page: Page, remark: Remark) -> list[str]:
    """Say what is noted beside a question, line by line."""
    lines = [page.say(NEED)] if remark.need_for_action else []
    for name, text in ((COMMENT, remark.comment), (EVIDENCE, remark.evidence)):
        if text:
            lines.append(f"{page.say(name)}: {text}")
    return lines


_NOTHING = message("nichts")
