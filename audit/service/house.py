"""Where the audit lives: its settings, its database, its clock, and its questionnaires."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from audit.assessment.change import cells_alike
from audit.assessment.plan import Plan, plan_of
from audit.files.questionnaires import read_questionnaire
from audit.files.translations import load_translator
from audit.model.messages import GERMAN, Translator, message
from audit.model.problems import Problem, Refused
from audit.model.waves import Assessment, Edition, Entry
from audit.service.coded_waves import CodedWaves
from audit.service.directory import Directory, read_directory
from audit.service.faults import place_of, told_of
from audit.service.mail_server import MailServer, read_mail_server
from audit.store import waves
from audit.store.assessments import load_entries
from audit.store.engine import Connection, Engine, NoAddress, open_engine, sqlite_url
from audit.store.migrating import bring_up_to_date

CHECKOUT = Path(__file__).parents[2]
QUESTIONNAIRES = CHECKOUT / "questionnaires"
LANGUAGES = CHECKOUT / "languages"
TOWN_CLOCK = ZoneInfo("Europe/Berlin")
"""A deadline ends at midnight of the town hall, wherever the computer stands."""


@dataclass(frozen=True)
class Settings:
    """What the people who run the audit decide, as environment variables.

    AUDIT_DATA      the folder in which the answers are stored
    AUDIT_DATABASE  the address of a PostgreSQL database; without it, SQLite in the folder
    AUDIT_HTTPS     1 when the audit is reached by https: cookies then travel only so
    AUDIT_ADDRESS   how people reach the audit, e.g. https://audit.musterstadt.de; it stands on
                    notices and slips
    AUDIT_DEMO      1 for the made-up city; set by the demo command alone
    AUDIT_OIDC_ISSUER, AUDIT_OIDC_CLIENT, AUDIT_OIDC_SECRET, AUDIT_OIDC_GROUPS, AUDIT_OIDC_CLAIM,
    AUDIT_OIDC_ACR  the directory by which people sign in; see `audit.service.directory`
    AUDIT_SMTP_HOST, AUDIT_SMTP_PORT, AUDIT_SMTP_SECURITY, AUDIT_SMTP_SENDER, AUDIT_SMTP_USER,
    AUDIT_SMTP_PASSWORD, AUDIT_SMTP_PASSWORD_FILE, AUDIT_SMTP_CERTIFICATES
                    the mail server that carries reminders; see `audit.service.mail_server`
    AUDIT_RETENTION how long what is kept, in days, e.g. "log=180"; see `audit.model.retention`
    """

    data: Path = CHECKOUT / "data" / "answers"
    database: str | None = None
    https: bool = False
    address: str | None = None
    demo: bool = False
    retention: str = ""
    directory: Directory | None = None
    mail: MailServer | None = None
    """None: no letter is ever sent, as in the made-up city."""

    @classmethod
    def from_environment(cls, names: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; raises `Refused` when what they say is unclear."""
        demo = names.get("AUDIT_DEMO") == "1"
        return cls(
            data=Path(names["AUDIT_DATA"]) if names.get("AUDIT_DATA") else cls.data,
            database=names.get("AUDIT_DATABASE") or None,
            https=names.get("AUDIT_HTTPS") == "1",
            address=names.get("AUDIT_ADDRESS", "").rstrip("/") or None,
            demo=demo,
            retention=names.get("AUDIT_RETENTION", ""),
            directory=None if demo else read_directory(names),
            mail=None if demo else read_mail_server(names),
        )

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.database or sqlite_url(self.data / "audit.db")


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


@dataclass(eq=False)
class House:
    """One audit of one administration, open for business."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime] = utc_now
    coded: CodedWaves = field(default_factory=CodedWaves)
    _plans: dict[Edition, Plan] = field(default_factory=dict)
    _handed_in: dict[int, tuple[int, Mapping[str, Entry]]] = field(default_factory=dict)
    _alike: dict[tuple[Edition, Edition], frozenset[str]] = field(default_factory=dict)

    def today(self) -> date:
        """Say which day it is at the town hall."""
        return self.day_of(self.clock())

    @staticmethod
    def day_of(moment: datetime) -> date:
        """Say on which day of the town hall a moment lies."""
        return moment.astimezone(TOWN_CLOCK).date()

    def plan(self, connection: Connection, edition: Edition) -> Plan:
        """Find the questionnaire of an edition as it was kept; it never changes.

        Raises KeyError when there is no such edition.
        """
        if edition not in self._plans:
            written = waves.load_questionnaire(connection, edition)
            if written is None:
                raise KeyError(edition)
            name = f"{edition.questionnaire} {edition.version}"
            self._plans[edition] = plan_of(read_questionnaire(written.text, name))
        return self._plans[edition]

    def handed_in(self, connection: Connection, assessment: Assessment) -> Mapping[str, Entry]:
        """Read what was handed in; it is read again only when its revision has risen."""
        revision, entries = self._handed_in.get(assessment.id, (-1, {}))
        if revision != assessment.revision:
            held = load_entries(connection, [assessment.id])[assessment.id]
            entries = {cell: entry for cell, (entry, _) in held.items()}
            self._handed_in[assessment.id] = assessment.revision, entries
        return entries

    def cells_alike(
        self, connection: Connection, earlier: Edition, later: Edition
    ) -> frozenset[str]:
        """List the cells that two editions measure alike: like these, it never changes."""
        if (earlier, later) not in self._alike:
            then, now = (self.plan(connection, one) for one in (earlier, later))
            self._alike[earlier, later] = cells_alike(then.questionnaire, now.questionnaire)
        return self._alike[earlier, later]

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def open_house(settings: Settings, clock: Callable[[], datetime] = utc_now) -> House:
    """Open the database, create or update its tables, and start.

    Raises `Refused` with one sentence for a database that does not open; it is left as it is.
    """
    if settings.database is None:
        _make_folder(settings.data)
    engine = engine_of(settings)
    try:
        with told_of(place_of(engine)):
            bring_up_to_date(engine)
    finally:
        engine.dispose()  # processes that are forked from here must not share a connection
    return House(settings, engine, clock)


def engine_of(settings: Settings) -> Engine:
    """Open the database of an installation, without changing its tables. Raises `Refused` when
    AUDIT_DATABASE is no address."""
    try:
        return open_engine(settings.url)
    except NoAddress:
        raise Refused([Problem("AUDIT_DATABASE", None, _NO_ADDRESS, _FORM)]) from None


_NO_ADDRESS = message("Das ist keine Adresse einer PostgreSQL-Datenbank.")
_FORM = message("Sie hat die Form postgresql://NAME:PASSWORT@RECHNER/DATENBANK.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = message(
            "Dieser Ordner lässt sich nicht anlegen: {cause}. Bitte prüfen Sie AUDIT_DATA.",
            cause=error.strerror,
        )
        raise Refused([Problem(str(folder), None, sentence)]) from None


def languages() -> list[str]:
    """List the languages in which the audit can speak, German first."""
    return ["de", *sorted(path.stem for path in LANGUAGES.glob("*.po"))]


@lru_cache
def speak(language: str) -> Translator:
    """Read the translator of a language once; an unknown language is German."""
    return load_translator(language, LANGUAGES) if language in languages() else GERMAN
