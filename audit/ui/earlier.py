"""Shows beside a question what was answered in the wave before, and offers to take that over."""

from dataclasses import dataclass

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

    def is_other(self, question: QuestionBase) -> bool:
        """Tell whether there is an earlier answer to take over, and it is not that of today."""
        cells, earlier = [cell.id for cell in question.cells()], self.form.earlier
        if not all(cell in earlier and earlier[cell].value for cell in cells):
            return False
        return any(self.asking.entries.get(cell) != earlier[cell] for cell in cells)

    def take(self, question: QuestionBase) -> Saved | None:
        """Take the earlier answer over; None when that could not be done, which is then said."""
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
