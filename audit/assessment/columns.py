"""The columns of the code matrix: which answer, or which part of an answer, each of them holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.model import conditions as written
from audit.model.question_types import Cell, Option, QuestionBase
from audit.model.questionnaire import Questionnaire


@dataclass(frozen=True)
class Column:
    """One column of codes: a cell, or one option of a multiple choice."""

    cell: Cell
    question: QuestionBase
    options: tuple[Option, ...]
    """What can be chosen in the cell."""
    option: Option | None = None
    """In a multiple choice, the option whose choice (1) or not (0) this column holds."""
    edges: tuple[float, ...] = ()
    """For numbers: a number's code is how many of these it reaches."""

    @property
    def is_first(self) -> bool:
        """Tell whether this is the first (or only) column of its cell."""
        return self.option is None or self.option is self.options[0]


def columns_of(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """List the columns in the order in which the questions are asked."""
    thresholds = _thresholds(questionnaire)
    return tuple(
        column
        for question in questionnaire.questions()
        for column in _columns_of(question, questionnaire, thresholds)
    )


def places_of(columns: Sequence[Column]) -> dict[str, tuple[int, ...]]:
    """Say where each question and each row of a grid stands among the columns."""
    places: dict[str, tuple[int, ...]] = {}
    for place, column in enumerate(columns):
        for name in {column.cell.id, column.question.id}:
            places[name] = (*places.get(name, ()), place)
    return places


def _columns_of(
    question: QuestionBase, questionnaire: Questionnaire, thresholds: Mapping[str, set[float]]
) -> Iterator[Column]:
    options = questionnaire.options_of(question)
    for cell in question.cells():
        starts = {band.from_ for band in question.bands_in()}
        edges = tuple(sorted(starts | thresholds.get(cell.id, set())))
        for option in options if question.several else (None,):
            yield Column(cell, question, options, option, edges)


def _thresholds(questionnaire: Questionnaire) -> dict[str, set[float]]:
    """Collect the numbers with which conditions compare."""
    found: dict[str, set[float]] = {}
    for condition in questionnaire.all_conditions():
        for _, comparison in written.comparisons(condition):
            if isinstance(comparison, written.AtLeast) and not isinstance(comparison.at_least, str):
                found.setdefault(comparison.question, set()).add(float(comparison.at_least))
    return found
