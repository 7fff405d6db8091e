"""The log as a file: a table for people (CSV), or a line of JSON for each entry (JSONL)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from audit.files.result_files import FORMULA_START

_FORMULA = re.compile(FORMULA_START.replace(r"\p{Z}", r"\s"))


def harmless(text: str) -> str:
    """Keep a spreadsheet from calculating a text: such a text gets an apostrophe in front."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_typed(cell: str) -> str:
    """Take the apostrophe off again that `harmless` has put in front."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table that German spreadsheets open at once: semicolons, and a mark for UTF-8."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow([harmless(head) for head in heads])
    for row in rows:
        table.writerow([harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def as_json_lines(rows: Iterable[dict[str, object]]) -> bytes:
    """Write one JSON object in each line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
