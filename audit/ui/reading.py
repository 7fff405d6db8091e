"""Shows what was answered and noted in a sheet, to be read."""

from collections.abc import Mapping

import streamlit as st

from audit.model.messages import message
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording
from audit.model.waves import Entry, Remark
from audit.service.forms import Form
from audit.ui.evidence import show_evidence
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.remarking import lines_of
from audit.ui.threads import Threads


def show_answers(page: Page, form: Form) -> None:
    """Show area by area each question that is asked, its answer, and what is noted beside it."""
    wording, threads = Wording(form.questionnaire, page.translator), Threads(page, form)
    for area in form.sheet.sections:
        st.header(plain(wording.of(area, area.title)), anchor=False)
        for question in form.sheet.asked(area):
            remark = form.remarks.get(question.id, Remark())
            noted = [plain(line) for line in lines_of(page, remark)]
            said = "  \n".join([*_said(page, wording, form, question), *noted])
            st.markdown(f"**{plain(wording.of(question, question.text))}**  \n{said}")
            show_evidence(page, form.evidence.get(question.id, ()))
            threads.offer(question)


def _said(page: Page, wording: Wording, form: Form, question: QuestionBase) -> list[str]:
    """Say all that was answered to a question, row by row, and from where it was taken over."""
    entries = form.sheet.entries
    open_ = {cell.id: page.say(_OPEN) for cell in question.cells() if not _value(entries, cell.id)}
    lines = [plain(line) for line in said_in(wording, question, entries, open_)]
    waves = {form.taken_from[c.id]: None for c in question.cells() if c.id in form.taken_from}
    return lines + [page.label(message("Übernommen aus: {wave}", wave=wave)) for wave in waves]


def said_in(
    wording: Wording,
    question: QuestionBase,
    entries: Mapping[str, Entry],
    otherwise: Mapping[str, str],
) -> list[str]:
    """Say what was answered to a question, row by row; of a cell without an answer, something else
    or nothing."""
    rows = getattr(question, "rows", None)
    labels = [""] if rows is None else [f"{wording.of(question, r.label)}: " for r in rows]
    lines = []
    for label, cell in zip(labels, question.cells(), strict=True):
        entry = entries.get(cell.id, Entry())
        said = wording.value(question, entry.value) or otherwise.get(cell.id)
        if said:
            lines.append(f"{label}{said} ({entry.reason})" if entry.reason else f"{label}{said}")
    return lines


def _value(entries: Mapping[str, Entry], cell: str) -> str:
    return entries.get(cell, Entry()).value


_OPEN = message("nicht beantwortet")
