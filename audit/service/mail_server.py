"""The mail server of an administration: where it is, and how the line to it is protected."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from audit.model.accounts import mail_address
from audit.model.messages import message
from audit.model.problems import Problem, Refused

HOST, PORT, SECURITY, SENDER, USER, PASSWORD, PASSWORD_FILE, CERTIFICATES = (
    "AUDIT_SMTP_HOST", "AUDIT_SMTP_PORT", "AUDIT_SMTP_SECURITY", "AUDIT_SMTP_SENDER",
    "AUDIT_SMTP_USER", "AUDIT_SMTP_PASSWORD", "AUDIT_SMTP_PASSWORD_FILE",
    "AUDIT_SMTP_CERTIFICATES",
)  # fmt: skip


class Security(StrEnum):
    """How the line to the mail server is protected; a certificate is always checked."""

    STARTTLS = "starttls"
    """It begins in the open, and nothing is said before it is encrypted."""
    TLS = "tls"
    """It is encrypted from the first sign on."""
    NONE = "none"
    """It is open: for a server on this machine, or in a net of its own."""


USUAL_PORTS: Mapping[Security, int] = {
    Security.STARTTLS: 587,
    Security.TLS: 465,
    Security.NONE: 25,
}


@dataclass(frozen=True)
class MailServer:
    """Who carries our letters."""

    host: str
    port: int
    security: Security
    sender: str
    """The address from which letters come, and to which answers go."""
    user: str = ""
    """Empty: the server asks nobody to sign in."""
    password: str = field(default="", repr=False)
    certificates: Path | None = None
    """Whose certificates are believed; None: those that this machine believes."""

    def context(self) -> ssl.SSLContext:
        """Say how a certificate is checked: it must be valid, and name the server."""
        return ssl.create_default_context(cafile=self.certificates)


def read_mail_server(names: Mapping[str, str]) -> MailServer | None:
    """Read the settings of the mail server; None: letters are not sent.

    Raises `Refused` with everything that is missing or unclear.
    """
    settings = (HOST, PORT, SECURITY, SENDER, USER, PASSWORD, PASSWORD_FILE, CERTIFICATES)
    given = {name: names.get(name, "").strip() for name in settings}
    if not any(given.values()):
        return None
    problems = [Problem(name, None, _MISSING) for name in (HOST, SENDER) if not given[name]]
    if not names.get("AUDIT_ADDRESS", "").strip():
        problems.append(Problem("AUDIT_ADDRESS", None, _NO_ADDRESS))
    if given[SENDER] and mail_address(given[SENDER]) is None:
        problems.append(Problem(SENDER, None, _NO_SENDER))
    security = given[SECURITY] or Security.STARTTLS.value
    if security not in set(Security):
        problems.append(Problem(SECURITY, None, _NO_SECURITY))
    elif security == Security.NONE and given[USER]:
        problems.append(Problem(SECURITY, None, _IN_THE_OPEN))
    if given[PORT] and not _is_port(given[PORT]):
        problems.append(Problem(PORT, None, _NO_PORT))
    password = _password(given, problems)
    if given[CERTIFICATES] and not _are_certificates(given[CERTIFICATES]):
        problems.append(Problem(CERTIFICATES, None, _NO_CERTIFICATES))
    if problems:
        raise Refused(problems)
    how = Security(security)
    return MailServer(
        given[HOST],
        int(given[PORT] or USUAL_PORTS[how]),
        how,
        given[SENDER],
        given[USER],
        password,
        Path(given[CERTIFICATES]) if given[CERTIFICATES] else None,
    )


def _password(given: Mapping[str, str], problems: list[Problem]) -> str:
    """Read the password from its variable or its file; either belongs to a user."""
    if given[PASSWORD] and given[PASSWORD_FILE]:
        problems.append(Problem(PASSWORD, None, _TWO_PASSWORDS))
    password = given[PASSWORD]
    if given[PASSWORD_FILE]:
        try:
            password = Path(given[PASSWORD_FILE]).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            problems.append(Problem(PASSWORD_FILE, None, _NO_PASSWORD_FILE))
            return ""
    if bool(password) != bool(given[USER]):
        problems.append(Problem(USER, None, _BOTH_OR_NONE))
    return password


def _is_port(written: str) -> bool:
    return written.isascii() and written.isdecimal() and 0 < int(written) < 2**16


def _are_certificates(file: str) -> bool:
    try:
        ssl.create_default_context(cafile=file)
    except OSError:
        return False
    return True


_MISSING = message("Diese Einstellung fehlt: Ohne sie lassen sich keine E-Mails verschicken.")
_NO_ADDRESS = message(
    "Diese Einstellung fehlt: In einer E-Mail muss stehen, unter welcher Adresse die "
    "Aufgabe wartet."
)
_NO_SENDER = message("Bitte geben Sie eine E-Mail-Adresse an, z. B. audit@musterstadt.de.")
_NO_SECURITY = message("Möglich sind: starttls, tls, none.")
_IN_THE_OPEN = message(
    "Mit „none“ ginge das Passwort unverschlüsselt über das Netz. Nehmen Sie „starttls“ oder "
    "„tls“, oder lassen Sie Benutzer und Passwort weg."
)
_NO_PORT = message("Bitte geben Sie einen Anschluss zwischen 1 und 65535 an.")
_TWO_PASSWORDS = message(
    "Das Passwort steht zweimal da: hier und in einer Datei. Bitte nehmen Sie eines heraus."
)
_NO_PASSWORD_FILE = message("Diese Datei lässt sich nicht lesen.")
_BOTH_OR_NONE = message("Benutzer und Passwort gehören zusammen: Bitte geben Sie beide an.")
_NO_CERTIFICATES = message("In dieser Datei stehen keine Zertifikate (PEM).")
