"""Keeps the rows of one subject together, and finds subjects that come twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.files.table_files import Rows, TableFile
from audit.model.messages import Message, message
from audit.model.problems import Problem

SORTED_IN_MEMORY = 20_000_000
"""A long table with at most so many rows may stand in any order; a longer one is read as it
stands."""

MOST_NAMED = 20
"""So many subjects that come twice are named."""

Batch = tuple[Rows, pa.RecordBatch]


def whole_subjects(file: TableFile) -> Iterator[Batch]:
    """Read a long table in batches that hold whole subjects."""
    is_small = file.size is None or file.size <= SORTED_IN_MEMORY
    if is_small and not file.stands_together:
        yield from _sorted(file)
    else:
        yield from _as_it_stands(file)


def _sorted(file: TableFile) -> Iterator[Batch]:
    """Read everything and bring the rows of each subject together."""
    parts = list(file.batches())
    if not parts:
        return
    rows = np.concatenate([rows for rows, _ in parts])
    batches = [_plain_subjects(batch) for _, batch in parts]
    table = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    order = pc.sort_indices(table.column("subject").combine_chunks())
    for batch in table.take(order).combine_chunks().to_batches():
        yield rows[np.asarray(order)], batch


def _plain_subjects(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Write subjects as text: dictionaries cannot be sorted."""
    place = batch.schema.get_field_index("subject")
    plain = batch.column("subject").cast(pa.string())
    return batch.set_column(place, "subject", plain)


def _as_it_stands(file: TableFile) -> Iterator[Batch]:
    """Hold the last subject of each batch back until its rows are complete."""
    held: Batch | None = None
    for read_rows, read in file.batches():
        rows, batch = _joined(held, (read_rows, _plain_subjects(read)))
        subjects = batch.column("subject")
        same = np.flatnonzero(np.asarray(pc.not_equal(subjects, subjects[-1]).fill_null(True)))
        cut = int(same[-1]) + 1 if len(same) else 0
        if cut:
            yield rows[:cut], batch.slice(0, cut)
        held = rows[cut:], batch.slice(cut)
    if held is not None:
        yield held


def _joined(held: Batch | None, read: Batch) -> Batch:
    if held is None:
        return read
    both = pa.Table.from_batches([held[1], read[1]]).unify_dictionaries().combine_chunks()
    return np.concatenate([held[0], read[0]]), both.to_batches()[0]


@dataclass
class SubjectsSeen:
    """The subjects of all blocks, to find those that come twice."""

    blocks: list[tuple[pa.Array, Rows]] = field(default_factory=list)
    rising: bool = True
    """Whether every subject so far was larger than the one before: then none comes twice."""

    def add(self, subjects: pa.Array, rows: Rows) -> None:
        """Remember the subjects of a block and the rows in which they stand."""
        if not len(subjects):
            return
        if self.rising:
            before = [self.blocks[-1][0][-1:]] if self.blocks else []
            self.rising = _is_rising(pa.concat_arrays([*before, subjects]))
        self.blocks.append((subjects, rows))

    def problems(self, file: TableFile, hint: Message) -> Iterator[Problem]:
        """Find subjects that stand in two places."""
        if self.rising:
            return
        for subject in self._twice()[:MOST_NAMED]:
            yield file.problem(self._second_row(subject), comes_twice(str(subject)), hint)

    def _twice(self) -> pa.ChunkedArray:
        """Count the subjects by grouping, which takes half the memory of `value_counts`; those that
        come twice are named from the top down."""
        subjects = pa.chunked_array([subjects for subjects, _ in self.blocks])
        everyone = pa.table({"subject": subjects, "place": np.arange(len(subjects))})
        by_subject = everyone.group_by("subject", use_threads=False)
        counts = by_subject.aggregate([("place", "count"), ("place", "min")])
        twice = counts.filter(pc.greater(counts.column("place_count"), 1)).sort_by("place_min")
        return twice.column("subject").drop_null()

    def _second_row(self, subject: pa.Scalar) -> int:
        found = [
            int(rows[place])
            for subjects, rows in self.blocks
            for place in np.flatnonzero(np.asarray(pc.equal(subjects, subject).fill_null(False)))
        ]
        return found[1]


def comes_twice(subject: str) -> Message:
    """Say that a subject stands in two places."""
    return message("„{subject}“ kommt mehrmals vor.", subject=subject[:60])


def _is_rising(subjects: pa.Array) -> bool:
    less = pc.less(subjects[:-1], subjects[1:])
    return bool(pc.all(less, skip_nulls=False).as_py() is not False and less.null_count == 0)
