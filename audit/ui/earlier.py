"""Shows beside a question what was answered in the wave before, and offers to take that over."""

from dataclasses import dataclass

import streamlit as st

from audit.model.messages import message
from audit.model.question_types import QuestionBase
from audit.model.waves import Saved
from audit.service.actions import NotDone
from audit.service.earlier import take_earlier
from audit.service.forms import Form
from audit.ui.asking import Asking
from audit.ui.frame import Page
from audit.ui.reading import said_in


@dataclass
class Earlier:
    """The earlier answers of a sheet that is being filled in on a page."""

    page: Page
    form: Form
    asking: Asking

    def notes(self, question: QuestionBase) -> list[str]:
        """Say what was answered in the wave before; nothing where there is nothing to say."""
        wave, earlier = self.form.earlier_wave, self.form.earlier
        if wave is None or not any(cell.id in earlier for cell in question.cells()):
            return []
        said = said_in(self.asking.wording, question, earlier, {})
        if not said:
            return []
        sentence = message("Zuletzt ({wave}): {answer}", wave=wave.title, answer="; ".join(said))
        return [f"*{self.page.label(sentence)}*"]

    def offer(self, question: QuestionBase) -> None:
        """Offer to take the earlier answer over, where it is another one than that of today."""
        cells, earlier = [cell.id for cell in question.cells()], self.form.earlier
        if not all(cell in earlier and earlier[cell].value for cell in cells):
            return
        if any(self.asking.entries.get(cell) != earlier[cell] for cell in cells):
            st.button(
                self.page.label(message("Frühere Antwort übernehmen")),
                key=f"{self.asking.scope}--{question.id}--earlier--away",
                on_click=_wish,
                args=(self._key, question.id),
                type="tertiary",
            )

    def taken(self, question: QuestionBase) -> Saved | None:
        """Take over what was wished for in the click before; None when it was not this question,
        or could not be done."""
        if st.session_state.get(self._key) != question.id:
            return None
        del st.session_state[self._key]
        try:
            return take_earlier(
                self.page.house,
                self.page.caller,
                self.form.assessment.id,
                question.id,
                after=self.form.revisions,
            )
        except NotDone as refusal:
            self.page.fail(refusal.sentence)
            return None

    def origin(self, question: QuestionBase) -> str | None:
        """Say that the answer was taken over, as long as nobody has changed it since."""
        cells, taken = [cell.id for cell in question.cells()], self.form.taken_from
        revisions = self.form.revisions
        if any(c not in taken or self.asking.seen(c).revision != revisions[c] for c in cells):
            return None
        return self.page.label(message("Übernommen aus: {wave}", wave=taken[cells[0]]))

    @property
    def _key(self) -> str:
        return f"take--{self.asking.scope}"


def _wish(key: str, question: str) -> None:
    """Note what is to be done in the run that follows; see `fill_in`."""
    st.session_state[key] = question
