"""Shows what was answered and noted in a sheet, to be read."""

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


def show_answers(page: Page, form: Form) -> None:
    """Show area by area each question that is asked, its answer, and what is noted beside it."""
    wording = Wording(form.questionnaire, page.translator)
    for area in form.sheet.sections:
        st.header(plain(wording.of(area, area.title)), anchor=False)
        for question in form.sheet.asked(area):
            remark = form.remarks.get(question.id, Remark())
            noted = [plain(line) for line in lines_of(page, remark)]
            said = "  \n".join([*_said(page, wording, form, question), *noted])
            st.markdown(f"**{plain(wording.of(question, question.text))}**  \n{said}")
            show_evidence(page, form.evidence.get(question.id, ()))


def _said(page: Page, wording: Wording, form: Form, question: QuestionBase) -> list[str]:
    """Say all that was answered to a question, row by row."""
    rows = getattr(question, "rows", None)
    labels = [""] if rows is None else [f"{wording.of(question, r.label)}: " for r in rows]
    lines = []
    for label, cell in zip(labels, question.cells(), strict=True):
        entry = form.sheet.entries.get(cell.id, Entry())
        said = wording.value(question, entry.value) or page.say(_OPEN)
        reason = f" ({entry.reason})" if entry.reason else ""
        lines.append(plain(f"{label}{said}{reason}"))
    return lines


_OPEN = message("nicht beantwortet")
