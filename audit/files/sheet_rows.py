"""How a sheet of a handed-out workbook is laid out: the same for writing and for reading."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model.question_types import Control, QuestionBase
from audit.model.questionnaire import Area, Questionnaire

KEYS = (
    "question", "cell", "option", "number", "text", "help",
    "value", "reason", "comment", "evidence", "need",
)  # fmt: skip
"""The names of the columns; they stand in a row that nobody sees, so that columns may move."""

MARK = "x"


@dataclass(frozen=True)
class Line:
    """One row of a sheet."""

    question: QuestionBase
    begins: bool = False
    """The first row of a question: its text, its help, and what is noted beside it."""
    cell: str = ""
    """What is answered in this row; empty when nothing is."""
    option: str = ""
    """The answer that is marked in this row, where several can be chosen."""
    label: str = ""
    """What the row of a grid asks about, in German."""


def lines_of(questionnaire: Questionnaire, area: Area) -> Iterator[Line]:
    """Lay out the questions of an area: a row for each; where there is more than one thing to say,
    a row for each of them below the question."""
    for question in area.questions:
        rows = getattr(question, "rows", None)
        if rows is not None:
            yield Line(question, begins=True)
            for row, cell in zip(rows, question.cells(), strict=True):
                yield Line(question, cell=cell.id, label=row.label)
        elif question.asked_by() is Control.CHOICES:
            yield Line(question, begins=True)
            codes = [option.code for option in questionnaire.options_of(question)]
            for code in (*codes, *questionnaire.offered(question)):
                yield Line(question, cell=question.id, option=code)
        else:
            yield Line(question, begins=True, cell=question.id)
