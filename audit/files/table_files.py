"""Opens tables that people or programs wrote, as CSV (also from a German Excel) or as Parquet."""

import codecs
import csv
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from audit.files.ahead import ahead
from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused

BATCH = 1 << 16
"""Rows that are read at once from Parquet."""

CSV_BLOCK = 1 << 23
"""Bytes that are read at once from CSV; no row may be longer."""

Rows = NDArray[np.int64]
"""Numbers of rows as people count them: in CSV the names stand in row 1, in Parquet the first
answers."""


@dataclass
class TableFile:
    """A table on disk: its columns at once, its rows batch by batch."""

    path: Path
    columns: tuple[str, ...]
    size: int | None
    """Number of rows, where the file says so."""
    read: Callable[["TableFile"], Iterator[tuple[Rows, pa.RecordBatch]]]
    stands_together: bool = False
    """Whether it is known that all rows of a subject stand together."""
    names_row: int = 1
    """The row in which the names of the columns stand."""
    boxed: frozenset[str] = frozenset()
    """Columns whose cells hold lists or groups of values."""
    problems: list[Problem] = field(default_factory=list)
    """Rows that could not be read; complete after the last batch."""

    def batches(self) -> Iterator[tuple[Rows, pa.RecordBatch]]:
        """Read the numbers and the contents of some rows at a time; raises `Refused`."""
        try:
            yield from self.read(self)
        except _UNREADABLE:
            raise _refused(self.path, _NOT_READABLE) from None

    def problem(self, row: int | None, sentence: Message, hint: Message | None = None) -> Problem:
        """Say what is wrong in a row of this file; row 0 is unknown."""
        return Problem(str(self.path), row or None, sentence, hint)


def open_table(path: Path) -> TableFile:
    """Open a table by its ending. Raises `Refused`."""
    opener = {".csv": _open_csv, ".parquet": _open_parquet}.get(path.suffix.lower())
    if opener is None:
        raise _refused(path, message("Eine Tabelle muss auf .csv oder .parquet enden."))
    if not os.path.isfile(path):
        raise _refused(path, message("Diese Datei gibt es nicht."))
    try:
        table = opener(path)
    except _UNREADABLE:
        raise _refused(path, _NOT_READABLE) from None
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    if twice:
        sentence = message("Die Spalte „{column}“ gibt es mehrmals.", column=twice[0][:60])
        raise Refused([table.problem(table.names_row, sentence)])
    return table


_UNREADABLE = (OSError, pa.ArrowException, UnicodeError, csv.Error)

_NOT_READABLE = message("Diese Tabelle lässt sich nicht lesen.")


def _refused(path: Path, sentence: Message) -> Refused:
    return Refused([Problem(str(path), None, sentence)])


def _open_parquet(path: Path) -> TableFile:
    file = pq.ParquetFile(path)
    schema = file.schema_arrow
    boxed = frozenset(entry.name for entry in schema if pa.types.is_nested(entry.type))
    names = tuple(schema.names)
    return TableFile(path, names, file.metadata.num_rows, _parquet_batches, boxed=boxed)


def _parquet_batches(table: TableFile) -> Iterator[tuple[Rows, pa.RecordBatch]]:
    """Read text as dictionaries: each distinct value once, which is how Parquet stores it.

    Not so the subjects, each of which has a name of its own. And without `pre_buffer`, which would
    keep all that was read until the file is closed.
    """
    schema = pq.read_schema(table.path)
    texts = [
        entry.name for entry in schema if pa.types.is_string(entry.type) and entry.name != "subject"
    ]
    file = pq.ParquetFile(table.path, read_dictionary=texts, pre_buffer=False)
    start = 1
    for batch in ahead(file.iter_batches(BATCH)):
        yield np.arange(start, start + batch.num_rows), _with_plain_text(batch)
        start += batch.num_rows


def _with_plain_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Turn Arrow's other kinds of text into the usual one."""
    for place, entry in enumerate(batch.schema):
        if pa.types.is_string_view(entry.type) or pa.types.is_large_string(entry.type):
            batch = batch.set_column(place, entry.name, batch.column(place).cast(pa.string()))
    return batch


@dataclass(frozen=True)
class _Dialect:
    """How a CSV file is written."""

    encoding: str
    delimiter: str
    skip: int
    """Lines before the names: Excel's `sep=;`."""


def _open_csv(path: Path) -> TableFile:
    dialect = _dialect_of(path)
    with path.open(encoding=dialect.encoding, newline="") as file:
        for _ in range(dialect.skip):
            file.readline()
        reader = csv.reader(file, delimiter=dialect.delimiter)
        names = [name.strip() for name in next(reader, [])]
        lines = dialect.skip + reader.line_num
        has_rows = next(reader, None) is not None
    if not any(names):
        raise _refused(path, message("In der ersten Zeile stehen keine Spaltennamen."))

    def read(table: TableFile) -> Iterator[tuple[Rows, pa.RecordBatch]]:
        return _csv_batches(table, dialect, lines) if has_rows else iter(())

    return TableFile(path, tuple(names), None, read, names_row=1 + dialect.skip)


def _csv_batches(
    table: TableFile, dialect: _Dialect, lines: int
) -> Iterator[tuple[Rows, pa.RecordBatch]]:
    """Read what stands below the names, which fill so many lines."""
    bad: set[int] = set()

    def note(row: pa_csv.InvalidRow) -> str:
        bad.add(row.number)
        sentence = message(
            "Die Zeile hat {found} Spalten statt {expected}.",
            found=row.actual_columns,
            expected=row.expected_columns,
        )
        table.problems.append(table.problem(row.number, sentence))
        return "skip"

    text = pa.dictionary(pa.int32(), pa.string())
    reader = pa_csv.open_csv(
        table.path,
        pa_csv.ReadOptions(
            use_threads=False,
            block_size=CSV_BLOCK,
            encoding=dialect.encoding.removesuffix("-sig"),
            skip_rows=lines,
            column_names=list(table.columns),
        ),
        pa_csv.ParseOptions(
            delimiter=dialect.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(table.columns, text) | {"subject": pa.string()},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    start = 2 + dialect.skip
    for batch in ahead(iter(reader)):
        numbers = np.arange(start, start + batch.num_rows + len(bad))
        rows = np.setdiff1d(numbers, list(bad), assume_unique=True)[: batch.num_rows]
        yield rows, batch
        start = int(rows.max(initial=start - 1)) + 1


def _dialect_of(path: Path) -> _Dialect:
    """Find out how a CSV file is written: encoding, separator, and Excel's `sep=` line."""
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline().rstrip("\r\n").strip('"')
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return _Dialect(encoding, first[-1], 1)
    names = re.sub('"[^"]*"?', "", first)
    return _Dialect(encoding, max((",", ";", "\t"), key=names.count), 0)


def _encoding_of(path: Path) -> str:
    """Tell UTF-8 and UTF-16 by their marks or contents; what is neither comes from an older Excel.

    Raises `Refused` when a quotation mark is left open: it would swallow all rows below it.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, quotes = "utf-8-sig", 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            quotes += chunk.count(b'"')
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = "cp1252"
    if quotes % 2:
        raise _refused(path, message("Ein Anführungszeichen wird nicht geschlossen."))
    return encoding if encoding == "cp1252" or not decoder.getstate()[0] else "cp1252"
