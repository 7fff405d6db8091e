"""Looks for data that were changed or lost: in storage, in references, in the log, in approved
assessments, in files that are evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from audit.model.messages import Message, message
from audit.service.faults import said
from audit.store.append_only import unguarded
from audit.store.approvals import broken_approvals
from audit.store.engine import FAULTS, Connection, Engine, Unsafe, reading
from audit.store.evidence import damaged_files
from audit.store.log import end, first_broken
from audit.store.migrating import TooNew, is_up_to_date
from audit.store.soundness import broken_references, damage


class Verdict(Enum):
    """How bad it is."""

    GOOD = auto()
    NOTE = auto()
    """Should be changed; nothing is lost so far."""
    BAD = auto()


VERDICTS: Mapping[Verdict, Message] = {
    Verdict.GOOD: message("gut"),
    Verdict.NOTE: message("Hinweis"),
    Verdict.BAD: message("FEHLER"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    sentence: Message


def verify(engine: Engine) -> Iterator[Finding]:
    """Look for changed or lost data: storage, references, guards, log, approvals, evidence."""
    try:
        with reading(engine) as connection:
            if not is_up_to_date(connection):
                yield _NOT_UP_TO_DATE
                return
            yield from _storage(connection)
            yield from _log(connection)
            yield from _approvals(connection)
            yield from _evidence(connection)
    except (*FAULTS, Unsafe, TooNew) as error:
        yield Finding(Verdict.BAD, said(error))


def _storage(connection: Connection) -> Iterator[Finding]:
    told = damage(connection)
    if told:
        yield Finding(
            Verdict.BAD,
            message(
                "Die Datenbank ist beschädigt ({told}). Bitte heben Sie sie auf und stellen "
                "Sie die letzte Sicherung wieder her: python -m audit restore DATEI --replace",
                told=told[0],
            ),
        )
    else:
        yield Finding(Verdict.GOOD, message("Die Datenbank ist unbeschädigt."))
    if lost := broken_references(connection):
        yield Finding(
            Verdict.BAD,
            message(
                "In diesen Tabellen fehlt etwas, worauf sie verweisen: {tables}. Bitte stellen "
                "Sie die letzte Sicherung wieder her.",
                tables=", ".join(lost),
            ),
        )
    if left_open := unguarded(connection):
        yield Finding(
            Verdict.BAD,
            message(
                "Der Schutz dieser Tabellen vor Änderungen fehlt: {tables}. Jemand hat an der "
                "Datenbank selbst gearbeitet.",
                tables=", ".join(left_open),
            ),
        )


def _log(connection: Connection) -> Iterator[Finding]:
    broken = first_broken(connection)
    if broken is not None:
        yield Finding(
            Verdict.BAD,
            message(
                "Das Protokoll ist ab Zeile {number} verändert oder beschädigt.", number=broken
            ),
        )
        return
    number, hash_ = end(connection)
    yield Finding(
        Verdict.GOOD,
        message(
            "Das Protokoll ist unverändert bis Zeile {number}, Prüfsumme {hash}.",
            number=number,
            hash=hash_[:16],
        ),
    )


def _approvals(connection: Connection) -> Iterator[Finding]:
    broken = broken_approvals(connection)
    for one in broken:
        yield Finding(
            Verdict.BAD,
            message(
                "Bogen {assessment}: Was gespeichert ist, passt nicht zur {number}. Freigabe. "
                "Jemand hat an der Datenbank selbst gearbeitet, oder sie ist beschädigt.",
                assessment=one.assessment,
                number=one.number,
            ),
        )
    if not broken:
        yield Finding(Verdict.GOOD, message("Alle freigegebenen Bögen sind unverändert."))


def _evidence(connection: Connection) -> Iterator[Finding]:
    damaged = damaged_files(connection)
    for assessment in damaged:
        yield Finding(
            Verdict.BAD,
            message(
                "Bogen {assessment}: Eine Datei, die als Nachweis dazu gehört, ist beschädigt oder "
                "wurde verändert. Bitte stellen Sie die letzte Sicherung wieder her.",
                assessment=assessment,
            ),
        )
    if not damaged:
        yield Finding(Verdict.GOOD, message("Alle Nachweise sind unverändert."))


_NOT_UP_TO_DATE = Finding(
    Verdict.NOTE,
    message(
        "Die Tabellen sind die einer älteren Fassung; der nächste Start bringt sie auf den neuen "
        "Stand. Bitte machen Sie vorher eine Sicherung: python -m audit backup DATEI"
    ),
)
