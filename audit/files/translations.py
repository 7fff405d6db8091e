"""Reads and updates the translations in `languages/`: gettext .po, one file per language.

The German wording is the msgid. Sentences of the interface have no context; a text of a
questionnaire has its place (`opening.job-ads`). When the German wording changes, its translation no
longer matches: the German is shown, and the text is listed as missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_file
from babel.messages.pofile import PoFileError, read_po, write_po

from audit.model.messages import Translator, message
from audit.model.problems import Problem, Refused

KEYWORDS = {"message": None}
"""The function that marks a sentence of the interface in the code."""


@dataclass(frozen=True)
class Coverage:
    """How much of what can be said is translated into a language."""

    language: str
    texts: int
    missing: tuple[tuple[str, str], ...]
    """Context and German wording of what is not translated, or no longer."""


def load_translator(language: str, folder: Path) -> Translator:
    """Read one language; German needs no file. Raises `Refused` with all that is wrong in the
    file."""
    if language == "de":
        return Translator("de")
    path = folder / f"{language}.po"
    if path not in folder.glob("*.po"):
        raise Refused([Problem(str(path), None, message("Diese Sprache gibt es nicht."))])
    catalog = _read(path)
    problems = [
        Problem(
            str(path),
            entry.lineno,
            message("Die Übersetzung hat andere Platzhalter als der deutsche Text."),
        )
        for entry in _entries(catalog)
        if _is_translated(entry) and not entry.context and not _same_placeholders(entry)
    ]
    if problems:
        raise Refused(problems)
    return Translator(
        language,
        {_key(entry): str(entry.string) for entry in _entries(catalog) if _is_translated(entry)},
    )


def update_translations(
    folder: Path, code: Iterable[Path], texts: Mapping[str, Iterable[tuple[str, str]]]
) -> list[Coverage]:
    """Bring every language up to date with the code and the questionnaires.

    `texts` holds, for each questionnaire file, contexts and German wordings. New texts come without
    translation, texts that are gone are kept as obsolete. A file that says the same is not touched.
    """
    template = _template(code, texts)
    return [_update(path, template) for path in sorted(folder.glob("*.po"))]


def _template(code: Iterable[Path], texts: Mapping[str, Iterable[tuple[str, str]]]) -> Catalog:
    catalog = Catalog(fuzzy=False)
    for path in sorted(code):
        for _, german, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            catalog.add(german, locations=[(path.as_posix(), 0)])
    for file, placed in texts.items():
        for context, german in placed:
            catalog.add(german, context=context, locations=[(file, 0)])
    return catalog


def _update(path: Path, template: Catalog) -> Coverage:
    catalog = _read(path)
    before = _written(catalog)
    catalog.update(template, no_fuzzy_matching=False, update_header_comment=False)
    if _written(catalog) != before:
        path.write_bytes(_written(catalog))
    entries = list(_entries(catalog))
    missing = tuple(_key(entry) for entry in entries if not _is_translated(entry))
    return Coverage(path.stem, len(entries), missing)


def _read(path: Path) -> Catalog:
    for number, text in enumerate(path.read_bytes().splitlines(), start=1):
        if text.startswith((b"msgid ", b"msgstr ", b'"')) and not text.endswith(b'"'):
            sentence = message("In dieser Zeile wird ein Anführungszeichen nicht geschlossen.")
            raise Refused([Problem(str(path), number, sentence)])
    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.stem, abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        line = error.lineno + 1 if isinstance(error, PoFileError) else None
        sentence = message("Das ist keine gültige .po-Datei.")
        raise Refused([Problem(str(path), line, sentence)]) from None


def _written(catalog: Catalog) -> bytes:
    """Write the file without line numbers and dates, so that a change shows what changed."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=100, include_lineno=False, sort_output=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    dates = (b'"POT-Creation-Date', b'"PO-Revision-Date')
    return b"".join(line for line in lines if not line.startswith(dates))


def _entries(catalog: Catalog) -> Iterator[Entry]:
    """List everything but the header."""
    return (entry for entry in catalog if entry.id)


def _is_translated(entry: Entry) -> bool:
    return bool(entry.string) and not entry.fuzzy


def _key(entry: Entry) -> tuple[str, str]:
    return entry.context or "", str(entry.id)


def _same_placeholders(entry: Entry) -> bool:
    return _placeholders(str(entry.id)) == _placeholders(str(entry.string))


def _placeholders(text: str) -> set[tuple[str | None, ...]]:
    try:
        return {part[1:] for part in Formatter().parse(text) if part[1] is not None}
    except ValueError:
        return {(text,)}
