"""Files that people send as evidence: told by their content, never by their name, and taken only
when they are one of a few kinds that do nothing by themselves.

This finds what acts, hides, or is not what it says. It is no virus scanner.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore

from audit.files.workbooks import NotOpened
from audit.model.evidence import Kind, SoundFile
from audit.model.messages import Message, message

MOST_BYTES = 10_000_000
"""The largest file that is taken: a scan of some twenty pages."""

MOST_SECONDS = 20
"""So long may looking take, on a machine that has much else to do."""


def sound_file(name: str, content: bytes) -> SoundFile:
    """Look into a file, and give it the ending that its content has. Raises `NotOpened`.

    A picture comes back drawn anew; anything else byte by byte.
    """
    try:
        with _AT_ONCE:
            done = subprocess.run(
                [sys.executable, "-I", str(_READER)],
                input=content,
                capture_output=True,
                timeout=MOST_SECONDS,
                check=True,
            )
    except subprocess.TimeoutExpired:
        raise NotOpened(_WHY["too large"]) from None
    except (subprocess.SubprocessError, OSError):
        raise NotOpened(_WHY["damaged"]) from None
    verdict, _, redrawn = done.stdout.partition(b"\n")
    answer = json.loads(verdict)
    if "refused" in answer:
        raise NotOpened(_WHY[answer["refused"]])
    if len(redrawn) > MOST_BYTES:
        raise NotOpened(_WHY["too large"])
    kind = Kind(answer["kind"])
    return SoundFile(_named(name, kind), kind, redrawn or content)


def _named(name: str, kind: Kind) -> str:
    """Put the right ending in the place of a wrong one."""
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in {*Kind, "jpeg"}:
        name = stem
    return f"{name or '?'}.{kind}"


_AT_ONCE = BoundedSemaphore(2)
"""Each may take much memory: whoever comes third waits."""

_READER = Path(__file__).with_name("evidence_reader.py")

_WHY: Mapping[str, Message] = {
    "unknown": message(
        "Diese Art von Datei wird nicht angenommen. Möglich sind PDF, Bilder (PNG, JPEG), Word "
        "(.docx), Excel (.xlsx) und LibreOffice (.odt, .ods). Es zählt der Inhalt, nicht der Name."
    ),
    "old office": message(
        "Das ist eine Datei eines älteren Büroprogramms oder eine mit Kennwort. Bitte speichern "
        "Sie sie ohne Kennwort als PDF."
    ),
    "damaged": message(
        "Diese Datei ist beschädigt oder nicht das, was sie zu sein scheint. Bitte speichern Sie "
        "sie neu, am besten als PDF."
    ),
    "too large": message(
        "Diese Datei ist zu groß oder zu tief gepackt. Bitte speichern Sie sie kleiner, zum "
        "Beispiel als PDF mit Bildern für den Bildschirm."
    ),
    "two in one": message(
        "In dieser Datei steckt noch etwas anderes. Bitte speichern Sie sie neu, am besten als PDF."
    ),
    "locked": message("Diese Datei ist mit einem Kennwort gesperrt. Bitte speichern Sie sie ohne."),
    "active": message(
        "Diese Datei enthält Makros, Skripte, andere Dateien oder etwas, das von anderswo geladen "
        "wird. Bitte speichern Sie sie als einfaches PDF."
    ),
}
