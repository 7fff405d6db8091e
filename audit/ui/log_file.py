"""The log in words, on the page and in a file, and the address that says what is looked for."""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_date

from audit.files.log_files import as_csv, as_json_lines
from audit.model.messages import Message, Translator, message
from audit.model.organisation import UnitId
from audit.service.logbook import Entry, Search

PERSON, UNIT, ACTION, DAY = "person", "bereich", "handlung", "tag"
"""Names of the filters in an address."""

CSV, JSON_LINES = "/protokoll.csv", "/protokoll.jsonl"


def search_of(query: Mapping[str, str]) -> Search:
    """Read what is looked for from an address; what is no day is no filter."""
    unit = query.get(UNIT) or None
    return Search(
        query.get(PERSON) or None,
        None if unit is None else UnitId(unit),
        query.get(ACTION) or None,
        day_of(query.get(DAY, "")),
    )


def day_of(written: str) -> date | None:
    """Read a day; None when it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def address_of(file: str, search: Search) -> str:
    """Write the address of a file with what is looked for."""
    wanted = {PERSON: search.person, UNIT: search.unit, ACTION: search.action, DAY: search.day}
    query = urlencode({name: value for name, value in wanted.items() if value is not None})
    return f"{file}?{query}" if query else file


HEADS: Mapping[str, Message] = {
    "number": message("Nr."),
    "day": message("Tag"),
    "what": message("Was geschah"),
    "unit": message("Bereich"),
    "about": message("Worum es ging"),
    "old": message("Vorher"),
    "new": message("Nachher"),
}


MOST_SIGNS_OF_A_WORD = 40
"""A longer word, which cannot be broken, would leave the other columns no room."""


def cells_of(entry: Entry, translator: Translator) -> dict[str, str]:
    """Write an entry in words."""
    return {
        "number": str(entry.number),
        "day": format_date(entry.day, format="medium", locale=translator.language),
        "what": translator.say(entry.what),
        "unit": entry.unit,
        "about": translator.say(entry.about),
        "old": translator.say(entry.old),
        "new": translator.say(entry.new),
    }


def read_on_screen(cell: str) -> str:
    """Shorten what is longer than a line of a table, e.g. a seal; files hold all of it."""
    return cell if len(cell) <= MOST_SIGNS_OF_A_WORD or " " in cell else f"{cell[:12]}…"


def log_as_csv(entries: Iterable[Entry], translator: Translator) -> bytes:
    """Write entries as a table."""
    heads = [translator.say(head) for head in (*HEADS.values(), _CHECKSUM)]
    rows = ([*cells_of(entry, translator).values(), entry.line.hash] for entry in entries)
    return as_csv(heads, rows)


def log_as_json_lines(entries: Iterable[Entry], translator: Translator) -> bytes:
    """Write entries for programs."""
    return as_json_lines(
        {
            **cells_of(entry, translator),
            "number": entry.number,
            "day": entry.day.isoformat(),
            "person": entry.line.deed.person,
            "action": entry.line.deed.action,
            "hash": entry.line.hash,
        }
        for entry in entries
    )


_CHECKSUM = message("Prüfsumme")
