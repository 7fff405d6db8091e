"""Starts the app: for a real administration, or for the made-up city."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from audit.cli.terminal import HOME, say
from audit.model.messages import Translator, message
from audit.model.problems import Problem, Refused
from audit.service.first_admin import has_admin
from audit.service.house import Settings, open_house
from audit.service.moving_in import has_running_wave, is_empty, move_in

PORT = 8501
MOST_PROCESSES = 4
"""Each takes about 100 MB, and more than four town halls have no use for."""

DEMO_DATA = HOME / "data" / "answers-demo"
"""Where the made-up answers are stored, apart from all real ones."""


@dataclass(frozen=True)
class Place:
    """Where the app answers."""

    port: int = PORT
    address: str = "127.0.0.1"
    """Only this machine, unless somebody says otherwise."""
    processes: int | None = None
    """How many make pages at the same time; None: one for each core, up to `MOST_PROCESSES`."""

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        return f"http://localhost:{self.port}"


def own_settings() -> Settings:
    """Settle where a real administration keeps its answers."""
    return Settings.from_environment()


def demo_settings() -> Settings:
    """Settle where the demo city lives: in AUDIT_DATA, or in a folder of its own."""
    chosen = Settings.from_environment({**os.environ, "AUDIT_DEMO": "1"})
    data = chosen.data if os.environ.get("AUDIT_DATA") else DEMO_DATA
    return replace(chosen, data=data, database=None, demo=True)


def make_demo(settings: Settings, language: Translator) -> None:
    """Make the demo city, or keep the one that is there; one whose waves are all over is remade."""
    house = open_house(settings)
    stale = not is_empty(house) and not has_running_wave(house)
    if stale:
        house.close()
        (settings.data / "audit.db").unlink()
        house = open_house(settings)
    if is_empty(house):
        say(language, message("Musterstadt wird gebaut ..."))
        made = move_in(house)
        say(
            language,
            message(
                "{units} Bereiche, {access_points} Zugänge, {assessments} Bögen, {replies} "
                "Rückmeldungen: alles erfunden.",
                units=made.units,
                access_points=made.access_points,
                assessments=made.assessments,
                replies=made.replies,
            ),
        )
    house.close()


def serve(settings: Settings, place: Place, language: Translator) -> None:
    """Serve until somebody stops it. Raises `Refused` when the port is taken, or the database does
    not open."""
    _refuse_taken(place)
    house = open_house(settings)
    if not settings.demo and not has_admin(house):
        say(language, _NOBODY_YET)
    house.close()
    say(language, message("Die Anwendung läuft unter {url}", url=place.url))
    say(language, message("Die Antworten liegen in {place}", place=_kept_in(settings)))
    say(language, message("Zum Beenden drücken Sie Strg+C."))
    sys.stdout.flush()
    command = [sys.executable, str(HOME / "audit_app.py")]
    options = ["--port", str(place.port), "--address", place.address]
    options += ["--processes", str(place.processes or min(_cores(), MOST_PROCESSES))]
    environment = {**os.environ, **_as_environment(settings)}
    if os.name == "posix":
        os.execve(sys.executable, [*command, *options], environment)
    sys.exit(subprocess.call([*command, *options], env=environment))


def _refuse_taken(place: Place) -> None:
    """Look whether the port is free, before anything is loaded."""
    try:
        with socket.create_server((place.address, place.port)):
            return
    except OSError as error:
        where = f"{place.address}:{place.port}"
        raise Refused([Problem(where, None, _TAKEN, _ANOTHER_PORT)]) from error


_TAKEN = message(
    "Hier antwortet schon ein Programm, oder die Adresse gehört nicht zu diesem Rechner."
)
_ANOTHER_PORT = message("Wählen Sie einen anderen Anschluss, z. B. mit „--port 8502“.")


def _cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _kept_in(settings: Settings) -> str:
    return str(settings.data) if settings.database is None else "PostgreSQL"


def _as_environment(settings: Settings) -> dict[str, str]:
    """Hand the settings over to the process that serves."""
    return {
        "AUDIT_DATA": str(Path(settings.data).absolute()),
        "AUDIT_DATABASE": settings.database or "",
        "AUDIT_DEMO": "1" if settings.demo else "",
        # Each click has a thread of its own, and glibc would give each thread a heap of its own.
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
    }


_NOBODY_YET = message(
    "Noch kann sich niemand anmelden. Legen Sie in einem zweiten Fenster die erste Person der "
    'Systemverwaltung an: python -m audit admin "Vorname Name"'
)
