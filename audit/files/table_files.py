"""Opens tables that people or programs wrote, as CSV (also from a German Excel) or as Parquet."""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

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
    problems: list[Problem] = field(default_factory=list)
    """Rows that could not be read; complete after the last batch."""

    def batches(self) -> Iterator[tuple[Rows, pa.RecordBatch]]:
        """Read the numbers and the contents of some rows at a time."""
        return self.read(self)

    def problem(self, row: int | None, sentence: Message, hint: Message | None = None) -> Problem:
        """Say what is wrong in a row of this file; row 0 is unknown."""
        return Problem(str(self.path), row or None, sentence, hint)


def open_table(path: Path) -> TableFile:
    """Open a table by its ending. Raises `Refused`."""
    opener = {".csv": _open_csv, ".parquet": _open_parquet}.get(path.suffix.lower())
    if opener is None:
        raise _refused(path, message("Eine Tabelle muss auf .csv oder .parquet enden."))
    if not path.is_file():
        raise _refused(path, message("Diese Datei gibt es nicht."))
    try:
        table = opener(path)
    except (OSError, pa.ArrowInvalid):
        raise _refused(path, message("Diese Tabelle lässt sich nicht lesen.")) from None
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    if twice:
        sentence = message("Die Spalte „{column}“ gibt es mehrmals.", column=twice[0][:60])
        raise Refused([table.problem(1, sentence)])
    return table


def _refused(path: Path, sentence: Message) -> Refused:
    return Refused([Problem(str(path), None, sentence)])


def _open_parquet(path: Path) -> TableFile:
    file = pq.ParquetFile(path)
    names = tuple(file.schema_arrow.names)
    return TableFile(path, names, file.metadata.num_rows, _parquet_batches)


def _parquet_batches(table: TableFile) -> Iterator[tuple[Rows, pa.RecordBatch]]:
    """Read text as dictionaries: each distinct value once, which is how Parquet stores it."""
    schema = pq.read_schema(table.path)
    texts = [entry.name for entry in schema if pa.types.is_string(entry.type)]
    file = pq.ParquetFile(table.path, read_dictionary=texts, pre_buffer=True)
    start = 1
    for batch in file.iter_batches(BATCH):
        yield np.arange(start, start + batch.num_rows), batch
        start += batch.num_rows


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
        names = next(csv.reader(file, delimiter=dialect.delimiter), [])
    if not any(names):
        raise _refused(path, message("In der ersten Zeile stehen keine Spaltennamen."))
    columns = tuple(name.strip() for name in names)
    return TableFile(path, columns, None, lambda table: _csv_batches(table, dialect))


def _csv_batches(table: TableFile, dialect: _Dialect) -> Iterator[tuple[Rows, pa.RecordBatch]]:
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
            skip_rows=dialect.skip + 1,
            column_names=list(table.columns),
        ),
        pa_csv.ParseOptions(
            delimiter=dialect.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(table.columns, text),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    numbers = (row for row in _count_from(2 + dialect.skip) if row not in bad)
    for batch in reader:
        rows = np.fromiter(numbers, np.int64, batch.num_rows)
        yield rows, batch


def _count_from(start: int) -> Iterator[int]:
    while True:
        yield start
        start += 1


def _dialect_of(path: Path) -> _Dialect:
    """Find out how a CSV file is written: encoding, separator, and Excel's `sep=` line."""
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        first, second = file.readline(), file.readline()
    named = first.strip().strip('"').lower()
    if named.startswith("sep=") and len(named) == len("sep=;"):
        return _Dialect(encoding, first.strip().strip('"')[-1], 1)
    names = first or second
    return _Dialect(encoding, max((",", ";", "\t"), key=names.count), 0)


def _encoding_of(path: Path) -> str:
    """Tell UTF-8 and UTF-16 by their marks or contents; what is neither comes from an older
    Excel."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CSV_BLOCK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
