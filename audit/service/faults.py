"""What to say to whoever runs the server when the database does not open, and what to do then."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused
from audit.store.engine import FAULTS, OWN_FAULTS, Engine, Unsafe
from audit.store.faults import Fault, fault_of
from audit.store.migrating import TooNew

FAULTS_SAID: Mapping[Fault, Message] = {
    Fault.LOCKED: message(
        "Die Datenbank ist gerade gesperrt. Läuft ein anderes Programm, das sie benutzt, z. B. "
        "eine Datensicherung? Bitte beenden Sie es und versuchen Sie es noch einmal."
    ),
    Fault.READ_ONLY: message(
        "Die Datenbank lässt sich nur lesen. Bitte geben Sie dem Benutzer, unter dem das Programm "
        "läuft, das Recht, sie und ihren Ordner zu beschreiben."
    ),
    Fault.FULL: message(
        "Der Datenträger ist voll. Bitte schaffen Sie Platz; was gespeichert war, ist noch da."
    ),
    Fault.DAMAGED: message(
        "Die Datenbank ist beschädigt. Bitte ändern Sie nichts, heben Sie sie auf, und stellen Sie "
        "die letzte Sicherung wieder her: python -m audit restore DATEI --replace"
    ),
    Fault.NO_DATABASE: message(
        "Das ist keine Datenbank: Die Datei wurde überschrieben. Bitte schieben Sie sie beiseite, "
        "und stellen Sie die letzte Sicherung wieder her: python -m audit restore DATEI"
    ),
    Fault.MISSING: message(
        "Die Datenbank lässt sich nicht finden oder nicht öffnen. Bitte prüfen Sie AUDIT_DATA und "
        "AUDIT_DATABASE, und ob es den Ordner gibt."
    ),
    Fault.UNREACHABLE: message(
        "Der Datenbankserver ist nicht erreichbar. Bitte prüfen Sie, ob er läuft, und die Adresse "
        "in AUDIT_DATABASE."
    ),
    Fault.NO_ENTRY: message(
        "Der Datenbankserver lässt dieses Programm nicht hinein. Bitte prüfen Sie Benutzer, "
        "Passwort und Rechte in AUDIT_DATABASE."
    ),
    Fault.UNSAFE: message(
        "Die Datenbank nimmt Einstellungen nicht an, ohne die Gespeichertes verloren gehen könnte. "
        "Liegt sie auf einem Netzlaufwerk? Dann legen Sie sie bitte auf einen Datenträger dieses "
        "Rechners."
    ),
    Fault.OTHER: message("Die Datenbank lässt sich gerade nicht benutzen."),
}

NEWER = message(
    "Die Datenbank stammt von einer neueren Fassung dieses Programms; es wurde nichts geändert. "
    "Bitte bringen Sie das Programm auf den neuen Stand."
)


def said(error: BaseException) -> Message:
    """Say in one sentence what is wrong, and what to do."""
    return NEWER if isinstance(error, TooNew) else FAULTS_SAID[fault_of(error)]


def place_of(engine: Engine) -> str:
    """Name a database for whoever runs the server; a password stays hidden."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def told_of(place: str) -> Iterator[None]:
    """Turn a fault of the database at some place into a problem that people can read."""
    try:
        yield
    except OWN_FAULTS:
        raise
    except (*FAULTS, Unsafe, TooNew) as error:
        raise Refused([Problem(place, None, said(error))]) from error
