"""`backup`, `restore`, `move`, `verify`, `doctor`: nothing is lost, and it can be proved."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer

from audit.cli.terminal import say
from audit.files.backup_files import Manifest, sha256_of
from audit.model.messages import Translator, message
from audit.service import keeping
from audit.service.checkup import examine
from audit.service.house import Settings, engine_of
from audit.service.verifying import VERDICTS, Finding, Verdict, verify
from audit.store.engine import Engine


def back_up(file: Path, language: Translator) -> None:
    """Write a backup, and say how it can be recognised."""
    with _database(Settings.from_environment()) as engine:
        manifest = keeping.back_up(engine, file)
    _say_what(manifest, language)
    say(language, message("SHA-256 der Datei: {hash}", hash=sha256_of(file)))
    say(
        language,
        message(
            "Die Sicherung enthält personenbezogene Daten. Bitte verwahren Sie sie verschlossen."
        ),
    )


def restore(file: Path, language: Translator, *, dry_run: bool, replace: bool) -> None:
    """Put a backup into the database of the settings, or try it out elsewhere."""
    settings = Settings.from_environment()
    if dry_run:
        manifest = keeping.try_out(file)
        if not replace and _exists(settings):
            with _database(settings) as engine:
                keeping.refuse_full(engine)
        _say_what(manifest, language)
        say(language, message("Die Sicherung lässt sich wiederherstellen. Geändert wurde nichts."))
        return
    if settings.database is None:
        settings.data.mkdir(parents=True, exist_ok=True)
    with _database(settings) as engine:
        manifest = keeping.restore(engine, file, replace=replace)
    _say_what(manifest, language)
    say(language, message("Wiederhergestellt und verglichen. Alle melden sich bitte neu an."))


def move(to: str, language: Translator, *, replace_all: bool) -> None:
    """Copy the database of the settings to another address."""
    settings = Settings.from_environment()
    there = replace(settings, database=to)
    with _database(settings) as source, _database(there) as target:
        manifest = keeping.move(source, target, replace=replace_all)
    _say_what(manifest, language)
    say(
        language,
        message(
            "Umgezogen und verglichen. Tragen Sie die neue Adresse als AUDIT_DATABASE ein und "
            "starten Sie neu; die alte Datenbank bleibt, wie sie ist, bis Sie sie löschen."
        ),
    )


def verify_database(language: Translator) -> None:
    """Look for changed or lost data; exit code 1 when there are any."""
    with _database(Settings.from_environment()) as engine:
        _report(verify(engine), language)


def doctor(address: str, language: Translator) -> None:
    """Look at the whole installation; exit code 1 when something is wrong."""
    _report(examine(Settings.from_environment(), address, os.environ), language)


def _report(findings: Iterable[Finding], language: Translator) -> None:
    bad = False
    for finding in findings:
        bad = bad or finding.verdict is Verdict.BAD
        sentence = message(
            "{verdict}: {sentence}",
            verdict=VERDICTS[finding.verdict],
            sentence=finding.sentence,
        )
        say(language, sentence)
    if bad:
        raise typer.Exit(1)


def _say_what(manifest: Manifest, language: Translator) -> None:
    say(
        language,
        message(
            "{rows} Zeilen in {tables} Tabellen, gesichert am {made} aus {database}.",
            rows=manifest.rows,
            tables=len(manifest.tables),
            made=manifest.about.made.strftime("%Y-%m-%d %H:%M UTC"),
            database=manifest.about.database,
        ),
    )


def _exists(settings: Settings) -> bool:
    return settings.database is not None or (settings.data / "audit.db").exists()


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    engine = engine_of(settings)
    try:
        yield engine
    finally:
        engine.dispose()
