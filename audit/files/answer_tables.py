"""Reads tables of answers, block by block: one row per subject, or one row per answer.

wide   a column `subject`, and one column per question (rows of grids: `grid.row`)
long   the columns `subject`, `question`, `value`

A block holds whole subjects, so a file may be larger than memory. What is wrong is collected
over the whole file and refused at its end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from audit.assessment.coding import Codes, NotAnAnswer, codes_of
from audit.assessment.plan import Plan
from audit.files.distinct import Distinct, distinct
from audit.files.subjects import SubjectsSeen, whole_subjects
from audit.files.table_files import Rows, TableFile
from audit.model.answers import TABLE_COLUMNS
from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused, at_most, did_you_mean
from scoring.states import NOT_ANSWERED
from scoring.summaries import Key


@dataclass(frozen=True, eq=False)
class Block:
    """Answers of some subjects; `groups` says for each of them which of the `keys` it belongs
    to."""

    subjects: pa.Array
    codes: NDArray[np.int8]
    groups: NDArray[np.intp]
    keys: tuple[Key, ...]
    rows: int
    """How many rows of the file they stand in."""


@dataclass
class AnswerTable:
    """A table of answers to one questionnaire."""

    file: TableFile
    plan: Plan
    group_by: Sequence[str] = ()
    ignore: Sequence[str] = ()
    problems: list[Problem] = field(default_factory=list)
    known: dict[tuple[str, str], Codes | None] = field(default_factory=dict)
    """The codes of every value that was met; None where it is no answer."""

    @property
    def is_long(self) -> bool:
        """Tell whether there is one row per answer."""
        return is_long(self.file.columns)

    def blocks(self) -> Iterator[Block]:
        """Read block by block; raises `Refused`, at the end, with everything that was found."""
        self._check_columns()
        self._refuse()
        seen = SubjectsSeen()
        batches = whole_subjects(self.file) if self.is_long else self.file.batches()
        for rows, batch in batches:
            self._check_subjects(rows, batch)
            block = self._long(rows, batch) if self.is_long else self._wide(rows, batch)
            seen.add(block.subjects, rows)
            yield block
        self.problems.extend(self.file.problems)
        self.problems.extend(seen.problems(self.file, _TOGETHER if self.is_long else ONE_ROW))
        self._refuse()

    def _refuse(self) -> None:
        if self.problems:
            in_order = sorted(self.problems, key=lambda problem: problem.line or 0)
            raise Refused(at_most(in_order))

    def _check_columns(self) -> None:
        """Find columns that are missing, and in a wide table columns that nobody knows."""
        needed = ["subject", *self.group_by]
        for name in needed:
            if name not in self.file.columns:
                self._note(1, message("Die Spalte „{column}“ fehlt.", column=name))
        if self.is_long:
            return
        known = {*needed, *self.ignore, *self.plan.cells}
        for name in self.file.columns:
            if name not in known:
                self._note(
                    1,
                    message("Es gibt keine Frage „{question}“.", question=name[:60]),
                    did_you_mean(name, self.plan.cells)
                    or message("Nennen Sie weitere Spalten mit --group-by oder --ignore."),
                )

    def _check_subjects(self, rows: Rows, batch: pa.RecordBatch) -> None:
        nameless = np.flatnonzero(np.asarray(batch.column("subject").is_null()))
        if len(nameless):
            self._note(int(rows[nameless[0]]), message("In der Spalte „subject“ steht nichts."))

    def _wide(self, rows: Rows, batch: pa.RecordBatch) -> Block:
        codes = self._empty(batch.num_rows)
        for name in batch.schema.names:
            if name in self.plan.cells:
                found = distinct(batch.column(name))
                table = self._table(name, found, rows)
                codes[list(self.plan.cells[name])] = table[:, found.places]
        return Block(batch.column("subject"), codes, *self._groups(batch), batch.num_rows)

    def _long(self, rows: Rows, batch: pa.RecordBatch) -> Block:
        """Put the answers of whole subjects, one row each, into a matrix."""
        subjects = batch.column("subject").dictionary_encode()
        places = np.asarray(subjects.indices)
        questions, values = distinct(batch.column("question")), distinct(batch.column("value"))
        codes = self._empty(len(subjects.dictionary))
        for index, name in enumerate(questions.values):
            here = np.flatnonzero(questions.places == index)
            if len(here) and self._is_known(name, int(rows[here[0]])):
                self._answered_twice(name, places[here], rows[here])
                part = Distinct(values.values, values.places[here])
                table = self._table(name, part, rows[here])
                codes[np.ix_(np.array(self.plan.cells[name]), places[here])] = table[:, part.places]
        _, first = np.unique(places, return_index=True)
        groups, keys = self._groups(batch.take(pa.array(first)))
        return Block(subjects.dictionary, codes, groups, keys, batch.num_rows)

    def _empty(self, subjects: int) -> NDArray[np.int8]:
        return np.full((len(self.plan.columns), subjects), NOT_ANSWERED, dtype=np.int8)

    def _is_known(self, question: str, row: int) -> bool:
        if question in self.plan.cells:
            return True
        sentence = message("Es gibt keine Frage „{question}“.", question=question[:60])
        self._note(row, sentence, did_you_mean(question, self.plan.cells))
        return False

    def _answered_twice(self, question: str, subjects: NDArray[np.intp], rows: Rows) -> None:
        order = np.argsort(subjects, kind="stable")
        again = order[1:][np.diff(subjects[order]) == 0]
        if len(again):
            sentence = message(
                "Zur Frage „{question}“ gibt es schon eine Antwort derselben Person oder Einheit.",
                question=question,
            )
            self._note(int(rows[again].min()), sentence)

    def _table(self, cell: str, found: Distinct, rows: Rows) -> NDArray[np.int8]:
        """Make the table from a value's place to its codes; the last place is for no value."""
        columns = self.plan.cells[cell]
        table = np.full((len(columns), len(found.values) + 1), NOT_ANSWERED, dtype=np.int8)
        for place, value in enumerate(found.values):
            codes = self._codes(cell, value, place, found, rows)
            if codes is not None:
                table[:, place] = codes
        return table

    def _codes(
        self, cell: str, value: str, place: int, found: Distinct, rows: Rows
    ) -> Codes | None:
        """Read a value once; what is no answer is noted where it first stands."""
        key = (cell, value)
        if key in self.known:
            return self.known[key]
        columns = [self.plan.columns[column] for column in self.plan.cells[cell]]
        try:
            self.known[key] = codes_of(value, columns, self.plan.questionnaire)
        except NotAnAnswer as wrong:
            row = found.first_row_of(place)
            if row is None:
                return None
            self.known[key] = None
            self._note(int(rows[row]), _in_column(cell, wrong.sentence), wrong.hint)
        return self.known[key]

    def _groups(self, batch: pa.RecordBatch) -> tuple[NDArray[np.intp], tuple[Key, ...]]:
        """Say for each subject which combination of the grouping columns it belongs to."""
        groups = np.zeros(batch.num_rows, dtype=np.intp)
        keys: list[Key] = [()]
        for name in self.group_by:
            found = distinct(batch.column(name))
            width = len(found.values) + 1
            values: list[str | None] = [*found.values, None]
            combined = groups * width + found.places % width
            present, groups = np.unique(combined, return_inverse=True)
            keys = [(*keys[index // width], values[index % width]) for index in present]
        return groups, tuple(keys)

    def _note(self, row: int | None, sentence: Message, hint: Message | None = None) -> None:
        self.problems.append(self.file.problem(row, sentence, hint))


def is_long(columns: Sequence[str]) -> bool:
    """Tell from the columns of a table whether there is one row per answer."""
    return set(TABLE_COLUMNS) <= set(columns)


def _in_column(cell: str, sentence: Message) -> Message:
    return message("Spalte „{cell}“: {sentence}", cell=cell, sentence=sentence)


ONE_ROW = message("Jede Person oder Einheit darf nur eine Zeile haben.")
_TOGETHER = message("Ordnen Sie die Tabelle nach der Spalte „subject“.")
