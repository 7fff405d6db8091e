"""Asks the questions of a sheet, and saves each answer as soon as it is given.

Three facts about Streamlit shape this module:

- A widget that is not drawn forgets its value. So it begins with what is stored, and the browser
  lets nobody leave a page before it has been read what was just given (`environment.js`).
- When the connection was lost for long, the browser sends its values to a new session without
  calling any callback. So each value is compared with what was saved, at each run.
- A widget with options in another language loses its value. So the language is part of its key.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from audit.assessment.plan import Plan
from audit.assessment.sheet import Sheet
from audit.model.messages import message
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording
from audit.model.waves import Entry
from audit.service.overtaken import AnswerOvertaken
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.seen import Memory, Seen, let_decide
from audit.ui.widgets import Asked, draw

Keep = Callable[[str, Entry, int | None], int]
"""Saves what is said about a cell, after the revision that was seen (None: nobody knows which), and
returns the new revision. Raises `NotDone`."""


@dataclass
class Asking:
    """A sheet that is being filled in on a page.

    It is always up to date: what was saved a moment ago decides whether the next question is asked.
    """

    page: Page
    sheet: Sheet
    scope: str
    """Tells the widgets of one sheet from those of another."""
    keep: Keep
    revisions: Mapping[str, int] = field(default_factory=dict)
    wants_reasons: bool = False
    """Whoever says that a question does not apply is asked why."""

    def __post_init__(self) -> None:
        self._memory = Memory[Entry](self.scope)

    @property
    def plan(self) -> Plan:
        """The questionnaire, made ready."""
        return self.sheet.plan

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What is said about each cell."""
        return self.sheet.entries

    @property
    def wording(self) -> Wording:
        """Says the questionnaire in the language of the page."""
        return Wording(self.plan.questionnaire, self.page.translator)

    def show_text(
        self, question: QuestionBase, number: int | None = None, notes: Sequence[str] = ()
    ) -> None:
        """Show the question, what helps to answer it, and notes that are fit for Markdown."""
        counted = "" if number is None else f"{number}. "
        lines = [f"**{counted}{plain(self.wording.of(question, question.text))}**"]
        if question.help:
            lines.append(plain(self.wording.of(question, question.help)))
        st.markdown("\n\n".join([*lines, *notes]))

    def ask(self, question: QuestionBase) -> None:
        """Ask for all cells of a question, and save what has changed."""
        for cell, label in self._labels(question).items():
            known = self.seen(cell)
            asked = Asked(
                self.page,
                self.wording,
                question,
                plain(label),
                known.held.value,
                self.key(cell),
                in_grid=cell != question.id,
            )
            entry = Entry(draw(asked))
            if self.wants_reasons and entry.value == "not_applicable":
                entry = replace(entry, reason=self._reason(cell))
            self.save(cell, entry)
            known.is_new = False
            known.catch_up(*self._stored(cell))
            if known.mine is not None:
                self._let_decide(question, cell, known.held, known.mine)

    def save(self, cell: str, entry: Entry) -> None:
        """Save what is said about a cell, if it is new; what fails is said above the page."""
        known = self.seen(cell)
        if entry == known.held:
            return
        with self.page.trying():
            try:
                known.revision = self.keep(cell, entry, known.after)
            except AnswerOvertaken as faster:
                mine = None if faster.is_old else entry
                known.was_overtaken(faster.theirs, faster.revision, mine)
                st.rerun()
            known.held, known.mine = entry, None
            self.sheet = replace(self.sheet, entries={**self.entries, cell: entry})

    def take_back(self, question: QuestionBase) -> None:
        """Empty all cells of a question."""
        for cell in question.cells():
            self.save(cell.id, Entry())
            self.seen(cell.id).begin_anew()

    def key(self, cell: str, part: str = "value") -> str:
        """Name the widget that asks for a part of what is said about a cell."""
        generation = str(self.seen(cell).generation)
        return "--".join((self.scope, cell, part, generation, self.page.language))

    def seen(self, cell: str) -> Seen[Entry]:
        """Recall what this visit knows of a cell."""
        return self._memory.recall(cell, *self._stored(cell))

    def _stored(self, cell: str) -> tuple[Entry, int]:
        return self.entries.get(cell, Entry()), self.revisions.get(cell, 0)

    def _labels(self, question: QuestionBase) -> dict[str, str]:
        """Name each cell: the question itself, or the rows of a grid."""
        rows = getattr(question, "rows", None)
        labels = [question.text] if rows is None else [row.label for row in rows]
        names = (self.wording.of(question, label) for label in labels)
        return dict(zip((cell.id for cell in question.cells()), names, strict=True))

    def _reason(self, cell: str) -> str:
        return st.text_input(
            self.page.label(message("Warum trifft das nicht zu?")),
            value=self.seen(cell).held.reason,
            max_chars=500,
            key=self.key(cell, "reason"),
        ).strip()

    def _let_decide(self, question: QuestionBase, cell: str, theirs: Entry, mine: Entry) -> None:
        let_decide(
            self.page,
            self.key(cell, "decide"),
            self._said(question, theirs),
            self._said(question, mine),
            lambda own: self._decide(cell, mine if own else theirs),
        )

    def _said(self, question: QuestionBase, entry: Entry) -> str:
        return self.wording.value(question, entry.value) or self.page.say(_NOTHING)

    def _decide(self, cell: str, entry: Entry) -> None:
        self.save(cell, entry)
        known = self.seen(cell)
        known.mine = None
        known.begin_anew()


_NOTHING = message("keine Antwort")
