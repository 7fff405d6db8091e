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
import pyarrow.compute as pc
from numpy.typing import NDArray

from audit.assessment.coding import Codes, NotAnAnswer, codes_of
from audit.assessment.groups import Members
from audit.assessment.plan import Plan
from audit.files.distinct import Distinct, distinct, plain
from audit.files.subjects import SubjectsSeen, whole_subjects
from audit.files.table_files import Rows, TableFile
from audit.model.answers import TABLE_COLUMNS
from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused, at_most, did_you_mean
from scoring.states import NOT_ANSWERED
from scoring.summaries import Key


@dataclass(frozen=True, eq=False)
class Block(Members):
    """Answers of some subjects."""

    subjects: pa.Array
    rows: Rows
    """For each subject, the row in which it first stands."""
    rows_read: int
    """How many rows of the file this block comes from."""


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
        for read_rows, read in batches:
            rows, batch = self._with_subjects(read_rows, read)
            block = self._long(rows, batch) if self.is_long else self._wide(rows, batch)
            seen.add(block.subjects, block.rows)
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
                self._note(
                    self.file.names_row, message("Die Spalte „{column}“ fehlt.", column=name)
                )
        for name in sorted(self.file.boxed & {*needed, *TABLE_COLUMNS, *self.plan.cells}):
            sentence = message(
                "In der Spalte „{column}“ stehen keine einfachen Werte.", column=name
            )
            self._note(self.file.names_row, sentence)
        if self.is_long:
            return
        known = {*needed, *self.ignore, *self.plan.cells}
        for name in self.file.columns:
            if name not in known:
                self._note(
                    self.file.names_row,
                    message("Es gibt keine Frage „{question}“.", question=name[:60]),
                    did_you_mean(name, self.plan.cells)
                    or message("Nennen Sie weitere Spalten mit --group-by oder --ignore."),
                )

    def _with_subjects(self, rows: Rows, batch: pa.RecordBatch) -> tuple[Rows, pa.RecordBatch]:
        """Write subjects as text, and leave out rows without one; the first of them is told."""
        place = batch.schema.get_field_index("subject")
        batch = batch.set_column(place, "subject", _as_text(batch.column("subject")))
        subjects = batch.column("subject")
        nameless = np.asarray(subjects.is_null())
        if not nameless.any():
            return rows, batch
        self._note(int(rows[nameless][0]), message("In der Spalte „subject“ steht nichts."))
        return rows[~nameless], batch.filter(pa.array(~nameless))

    def _wide(self, rows: Rows, batch: pa.RecordBatch) -> Block:
        codes = self._empty(batch.num_rows)
        for name in batch.schema.names:
            if name in self.plan.cells and name not in self.ignore:
                found = distinct(batch.column(name))
                table = self._table(name, found, rows)
                for column, row in zip(self.plan.cells[name], table, strict=True):
                    np.take(row, found.places, out=codes[column], mode="wrap")
        groups, keys = self._groups(
            [distinct(batch.column(name)) for name in self.group_by], batch.num_rows
        )
        return Block(codes, groups, keys, batch.column("subject"), rows, len(rows))

    def _long(self, rows: Rows, batch: pa.RecordBatch) -> Block:
        """Put the answers of whole subjects, one row each, into a matrix."""
        subjects = batch.column("subject").dictionary_encode()
        places = np.asarray(subjects.indices)
        questions, values = distinct(batch.column("question")), distinct(batch.column("value"))
        self._check_questions(questions, values, rows)
        codes = self._empty(len(subjects.dictionary))
        for index, name in enumerate(questions.values):
            here = np.flatnonzero(questions.places == index)
            if len(here) and name not in self.ignore and self._is_known(name, rows[here]):
                self._answered_twice(name, places[here], rows[here])
                part = Distinct(values.values, values.places[here])
                table = self._table(name, part, rows[here])
                codes[np.ix_(np.array(self.plan.cells[name]), places[here])] = table[:, part.places]
        firsts = np.full(len(subjects.dictionary), np.iinfo(np.int64).max)
        np.minimum.at(firsts, places, rows)
        by_subject = [self._one_group(name, batch, places, rows) for name in self.group_by]
        groups, keys = self._groups(by_subject, len(firsts))
        return Block(codes, groups, keys, subjects.dictionary, firsts, len(rows))

    def _check_questions(self, questions: Distinct, values: Distinct, rows: Rows) -> None:
        """Find answers that do not say to which question they belong."""
        lost = (questions.places < 0) & (values.places >= 0)
        if lost.any():
            self._note(int(rows[lost].min()), message("In der Spalte „question“ steht nichts."))

    def _one_group(
        self, column: str, batch: pa.RecordBatch, subjects: NDArray[np.intp], rows: Rows
    ) -> Distinct:
        """Find the one value of a grouping column that the rows of a subject agree on."""
        found = distinct(batch.column(column))
        of_subject = np.full(int(subjects.max(initial=-1)) + 1, -1, dtype=np.intp)
        np.maximum.at(of_subject, subjects, found.places)
        differs = (found.places >= 0) & (found.places != of_subject[subjects])
        if differs.any():
            row = int(rows[np.isin(subjects, subjects[differs])].max())
            sentence = message(
                "Spalte „{cell}“: Dieselbe Person oder Einheit hat hier verschiedene Werte.",
                cell=column,
            )
            self._note(row, sentence)
        return Distinct(found.values, of_subject)

    def _empty(self, subjects: int) -> NDArray[np.int8]:
        return np.full((len(self.plan.columns), subjects), NOT_ANSWERED, dtype=np.int8)

    def _is_known(self, question: str, rows: Rows) -> bool:
        if question in self.plan.cells:
            return True
        sentence = message("Es gibt keine Frage „{question}“.", question=question[:60])
        self._note(int(rows.min()), sentence, did_you_mean(question, self.plan.cells))
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
        here = found.places == place
        if not here.any():
            return None
        columns = [self.plan.columns[column] for column in self.plan.cells[cell]]
        try:
            self.known[key] = codes_of(value, columns, self.plan.questionnaire)
        except NotAnAnswer as wrong:
            self.known[key] = None
            self._note(int(rows[here].min()), _in_column(cell, wrong.sentence), wrong.hint)
        return self.known[key]

    def _groups(
        self, columns: Sequence[Distinct], subjects: int = 0
    ) -> tuple[NDArray[np.intp], tuple[Key, ...]]:
        """Say for each subject which combination of the grouping columns it belongs to."""
        groups = np.zeros(len(columns[0].places) if columns else subjects, dtype=np.intp)
        keys: list[Key] = [()]
        for found in columns:
            width = len(found.values) + 1
            values: list[str | None] = [*found.values, None]
            combined = pa.array(groups * width + found.places % width).dictionary_encode()
            groups = combined.indices.to_numpy().astype(np.intp)
            present = combined.dictionary.to_pylist()
            keys = [(*keys[index // width], values[index % width]) for index in present]
        return groups, tuple(keys)

    def _note(self, row: int | None, sentence: Message, hint: Message | None = None) -> None:
        self.problems.append(self.file.problem(row, sentence, hint))


def _as_text(subjects: pa.Array) -> pa.Array:
    """Write subjects as text, or leave whole numbers; what consists of blanks is nothing."""
    subjects = plain(subjects)
    if pa.types.is_integer(subjects.type):
        return subjects
    if pa.types.is_string(subjects.type):
        if _is_without_blanks(subjects):
            return subjects
        trimmed = pc.utf8_trim_whitespace(subjects)
        return pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    found = distinct(subjects)
    names = pa.array([name.strip() or None for name in found.values], pa.string())
    return names.take(pa.array(found.places, mask=found.places < 0))


def _is_without_blanks(texts: pa.StringArray) -> bool:
    """Tell whether no text is empty, and all that is written is plain ASCII above the blank.

    Looking at the bytes takes a hundredth of the time of trimming millions of texts.
    """
    _, offsets, written = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    if written is None or not (np.diff(ends) > 0).all():
        return False
    letters = np.frombuffer(written, np.uint8)[ends[0] : ends[-1]]
    return bool(ord(" ") < letters.min(initial=0xFF) and letters.max(initial=0) < 0x7F)


def is_long(columns: Sequence[str]) -> bool:
    """Tell from the columns of a table whether there is one row per answer."""
    return set(TABLE_COLUMNS) <= set(columns)


def _in_column(cell: str, sentence: Message) -> Message:
    return message("Spalte „{cell}“: {sentence}", cell=cell, sentence=sentence)


ONE_ROW = message("Jede Person oder Einheit darf nur eine Zeile haben.")
_TOGETHER = message("Ordnen Sie die Tabelle nach der Spalte „subject“.")
