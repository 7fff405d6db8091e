"""Writes results as CSV or Parquet: whole, or not at all."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from audit.model.messages import message
from audit.model.problems import Problem, Refused

MOST_BYTES = 255
"""A longer name no file system takes."""

FORMULA_START = r"^[\s\p{Z}]*[=+\-@＝＋－＠\t\r]"
"""A spreadsheet would calculate text that begins like this; in CSV it gets an apostrophe in
front."""


def save_tables(path: Path, tables: Iterable[pd.DataFrame]) -> None:
    """Write tables with the same columns one after the other, by the ending as CSV or Parquet.

    The file appears under its name when everything is written. If something fails on the way,
    nothing is left, and an older file stays as it was. Raises `Refused` where no table can be
    written.
    """
    check_place(path)
    is_csv = path.suffix.lower() == ".csv"
    written = (_arrow(table, is_csv) for table in tables)
    try:
        with _appearing(path) as unfinished:
            first = next(written, pa.table({}))
            with _writer(unfinished, first.schema, is_csv) as writer:
                for table in chain([first], written):
                    writer.write_table(table.cast(first.schema))
    except OSError as error:
        sentence = message("Diese Datei lässt sich nicht schreiben: {cause}.", cause=error.strerror)
        raise Refused([Problem(str(path), None, sentence)]) from None


def _writer(path: Path, schema: pa.Schema, is_csv: bool) -> pa_csv.CSVWriter | pq.ParquetWriter:
    if not is_csv:
        return pq.ParquetWriter(path, schema)
    options = pa_csv.WriteOptions(quoting_style="needed")
    return pa_csv.CSVWriter(path, schema, write_options=options)


def check_place(path: Path) -> None:
    """Refuse a place where no table can be written, before anything is calculated."""
    if path.suffix.lower() not in (".csv", ".parquet"):
        sentence = message("Eine Tabelle muss auf .csv oder .parquet enden.")
    elif not path.parent.is_dir():
        sentence = message("Diesen Ordner gibt es nicht.")
    elif len(os.fsencode(path.name)) > MOST_BYTES:
        sentence = message("Dieser Dateiname ist zu lang.")
    elif path.is_dir():
        sentence = message("Das ist ein Ordner, keine Datei.")
    elif not os.access(path.parent, os.W_OK):
        sentence = message("In diesen Ordner darf nicht geschrieben werden.")
    else:
        return
    raise Refused([Problem(str(path), None, sentence)])


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """Give a name to write to; the file gets its own name when all went well."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _umask() -> int:
    """Read what the person's settings take away from everybody; it can only be read by setting."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _arrow(table: pd.DataFrame, is_csv: bool) -> pa.Table:
    """Turn a table into Arrow's; categories become text, and text cannot become a formula."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    for place, entry in enumerate(arrow.schema):
        if pa.types.is_dictionary(entry.type) or pa.types.is_large_string(entry.type):
            text = arrow.column(place).cast(pa.string())
            arrow = arrow.set_column(place, entry.name, _harmless(text) if is_csv else text)
    if not is_csv or not arrow.num_columns:
        return arrow
    return arrow.rename_columns(_harmless(pa.chunked_array([arrow.column_names])).to_pylist())


def _harmless(text: pa.ChunkedArray) -> pa.ChunkedArray:
    risky = pc.match_substring_regex(text, FORMULA_START)
    return pc.if_else(risky, pc.binary_join_element_wise("'", text, ""), text)
