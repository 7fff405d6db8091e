"""What is wrong with an installation, and what to do: for whoever runs the server."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audit.model.messages import Message, message
from audit.service.house import Settings, engine_of
from audit.service.neighbours import neighbours
from audit.service.verifying import Finding, Verdict, verify
from audit.store.copying import make_of
from audit.store.engine import FAULTS, Engine, Unsafe
from audit.store.settings import Found, weaknesses

ROOM = 2**30
"""Bytes. A backup and some months of answers fit into it."""


def examine(settings: Settings, address: str, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything on which safe running depends."""
    yield from _clock()
    yield from _stored(settings)
    yield from _settings(settings, address, environment)
    yield from neighbours(settings)


def _stored(settings: Settings) -> Iterator[Finding]:
    if settings.database is None:
        yield from _folder(settings.data)
        if not (settings.data / "audit.db").exists():
            yield Finding(Verdict.NOTE, _NO_DATABASE_YET)
            return
    engine = engine_of(settings)
    try:
        yield from _database(engine)
        yield from verify(engine)
    finally:
        engine.dispose()


def _clock() -> Iterator[Finding]:
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        yield Finding(Verdict.BAD, _NO_TIME_ZONES)
    else:
        yield Finding(Verdict.GOOD, message("Zeitzonen sind bekannt."))


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield Finding(
            Verdict.NOTE,
            message(
                "Den Ordner {folder} gibt es noch nicht; der erste Start legt ihn an.",
                folder=folder,
            ),
        )
        return
    if not os.access(folder, os.W_OK):
        yield Finding(
            Verdict.BAD,
            message(
                "In den Ordner {folder} darf nicht geschrieben werden. Bitte geben Sie dem "
                "Benutzer, unter dem das Programm läuft, das Recht dazu.",
                folder=folder,
            ),
        )
    else:
        yield Finding(
            Verdict.GOOD, message("Der Ordner {folder} lässt sich beschreiben.", folder=folder)
        )
    if os.name == "posix" and folder.stat().st_mode & 0o007:
        yield Finding(
            Verdict.NOTE,
            message(
                "Jeder Benutzer dieses Rechners kann in den Ordner {folder} sehen. Bitte "
                "schließen Sie ihn: chmod 750 {folder}",
                folder=folder,
            ),
        )
    yield from _room(folder)
    kind = filesystem_of(folder)
    if kind in OVER_THE_NETWORK:
        yield Finding(
            Verdict.BAD,
            message(
                "Der Ordner liegt auf einem Netzlaufwerk ({kind}): Dort ist SQLite nicht "
                "sicher. Bitte nehmen Sie einen Datenträger dieses Rechners oder PostgreSQL.",
                kind=kind,
            ),
        )


def _room(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    held = sum(file.stat().st_size for file in folder.glob("audit.db*"))
    verdict = Verdict.GOOD if free > max(ROOM, 3 * held) else Verdict.NOTE
    sentence = message(
        "Auf dem Datenträger sind {free} GB frei; die Daten belegen {held} MB.",
        free=round(free / 2**30, 1),
        held=round(held / 2**20, 1),
    )
    yield Finding(verdict if free > ROOM // 20 else Verdict.BAD, sentence)


OVER_THE_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"})


def filesystem_of(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Name the kind of file system in which a folder lies; empty where the system does not say."""
    if not mounts.exists():
        return ""
    parts = [line.split() for line in mounts.read_text().splitlines()]
    place = str(folder.resolve())
    above = [(part[1], part[2]) for part in parts if _lies_in(place, part[1])]
    return max(above, key=lambda one: len(one[0]), default=("", ""))[1]


def _lies_in(place: str, top: str) -> bool:
    return top in ("/", place) or place.startswith(f"{top}/")


def _database(engine: Engine) -> Iterator[Finding]:
    try:
        with engine.connect() as connection:
            yield Finding(
                Verdict.GOOD, message("Die Datenbank antwortet: {make}.", make=make_of(connection))
            )
            found = weaknesses(connection)
    except (*FAULTS, Unsafe):
        return  # said by `verify`
    for weakness in found:
        yield Finding(Verdict.BAD, WEAKNESSES[weakness])
    if not found:
        yield Finding(
            Verdict.GOOD,
            message(
                "Was gespeichert ist, übersteht Absturz und Stromausfall (Einstellungen der "
                "Datenbank geprüft)."
            ),
        )


WEAKNESSES: Mapping[Found, Message] = {
    Found.FSYNC: message(
        "PostgreSQL wartet nicht auf den Datenträger (fsync = off): Bei Stromausfall geht alles "
        "verloren. Bitte stellen Sie es ein."
    ),
    Found.SYNCHRONOUS_COMMIT: message(
        "PostgreSQL bestätigt, was noch nicht gespeichert ist (synchronous_commit = off). Bitte "
        "stellen Sie es auf on."
    ),
    Found.FULL_PAGE_WRITES: message(
        "PostgreSQL schützt sich nicht vor halb geschriebenen Seiten (full_page_writes = off). "
        "Bitte stellen Sie es ein."
    ),
    Found.CHECKSUMS: message(
        "PostgreSQL prüft seine Seiten nicht (data_checksums = off). Bitte schalten Sie die "
        "Prüfsummen ein, bei stehendem Server: pg_checksums --enable"
    ),
    Found.ENCODING: message(
        "Die Datenbank ist nicht in UTF-8 angelegt. Bitte legen Sie eine neue an und ziehen Sie um."
    ),
    Found.READ_ONLY: message("Der Datenbankserver lässt nur lesen."),
}


def _settings(
    settings: Settings, address: str, environment: Mapping[str, str]
) -> Iterator[Finding]:
    if settings.demo:
        yield Finding(
            Verdict.BAD,
            message(
                "AUDIT_DEMO ist gesetzt: Jeder kann sich als jeder anmelden. Für echte Daten "
                "nehmen Sie es bitte heraus."
            ),
        )
    if address not in ("127.0.0.1", "::1", "localhost") and not settings.https:
        yield Finding(
            Verdict.BAD,
            message(
                "Das Programm ist aus dem Netz erreichbar, aber AUDIT_HTTPS ist nicht gesetzt: "
                "Anmeldungen gingen unverschlüsselt. Bitte setzen Sie AUDIT_HTTPS=1."
            ),
        )
    elif not settings.https:
        yield Finding(
            Verdict.NOTE,
            message(
                "AUDIT_HTTPS ist nicht gesetzt. Das ist richtig, solange nur dieser Rechner "
                "das Programm benutzt."
            ),
        )
    unknown = sorted(
        name for name in environment if name.startswith("AUDIT_") and name not in KNOWN
    )
    for name in unknown:
        yield Finding(
            Verdict.NOTE, message("Die Einstellung {name} kennt dieses Programm nicht.", name=name)
        )


KNOWN = frozenset(re.findall(r"AUDIT_[A-Z_]+", Settings.__doc__ or ""))
"""What `Settings` reads."""

_NO_TIME_ZONES = message(
    "Auf diesem Rechner fehlen die Zeitzonen; Fristen lassen sich nicht berechnen. Bitte richten "
    "Sie sie ein, z. B.: apt-get install tzdata"
)
_NO_DATABASE_YET = message("Es gibt noch keine Datenbank; der erste Start legt sie an.")
