"""Hands letters to the mail server, one by one, and says of each what became of it.

It takes its time: no transaction may be open meanwhile.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from time import monotonic

from audit.model.messages import Message, message
from audit.service.mail_server import MailServer, Security

PATIENCE = 10.0
"""Seconds until a server that says nothing is given up."""

LONGEST = 60.0
"""Seconds after which no further letter is handed over: somebody waits before the page."""


@dataclass(frozen=True)
class Letter:
    """A letter that is ready to go."""

    person: str
    name: str
    to: str
    content: bytes
    """As it goes over the line (RFC 5322)."""


class Fate(Enum):
    """What became of a letter."""

    ACCEPTED = "accepted"
    """The server has taken it over."""
    NOT_ACCEPTED = "not accepted"
    """It never left, or the server has sent it back: it can be tried again."""
    UNCERTAIN = "uncertain"
    """The line broke after the letter was said, and before the answer came."""


@dataclass(frozen=True)
class Delivered:
    """What became of one letter, and why."""

    letter: Letter
    fate: Fate
    why: Message | None = None


class _Trouble(Exception):
    """The line is of no use, for this letter and for all others."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


def deliver(
    server: MailServer, letters: Sequence[Letter], patience: float = PATIENCE
) -> Iterator[Delivered]:
    """Hand letters over, all on one line. A line that breaks is made anew as long as the one before
    was good for a letter; what is left after that, or after a minute, is not tried."""
    waiting, until = list(letters), monotonic() + LONGEST
    why = _NO_TIME
    useful = True
    while waiting and useful and monotonic() < until:
        useful = False
        try:
            with _line(server, patience) as line:
                while waiting and monotonic() < until:
                    done = _handed_over(line, server, waiting[0])
                    waiting.pop(0)
                    useful = useful or done.fate is Fate.ACCEPTED
                    yield done
                    if done.fate is Fate.UNCERTAIN:
                        raise _Trouble(_BROKEN)
        except _Trouble as trouble:
            why = trouble.why
    for letter in waiting:
        yield Delivered(letter, Fate.NOT_ACCEPTED, why)


@contextmanager
def _line(server: MailServer, patience: float) -> Iterator[smtplib.SMTP]:
    """Open a line, protected as the settings say and signed in. Raises `_Trouble`."""
    line: smtplib.SMTP | None = None
    try:
        try:
            line = _opened(server, patience)
            if server.user:
                line.login(server.user, server.password)
        except ssl.SSLCertVerificationError:
            raise _Trouble(_CERTIFICATE) from None
        except smtplib.SMTPAuthenticationError:
            raise _Trouble(_LOGIN) from None
        except smtplib.SMTPNotSupportedError:
            raise _Trouble(_NOT_OFFERED) from None
        except (smtplib.SMTPException, OSError):
            raise _Trouble(_NO_ANSWER) from None
        yield line
    finally:
        if line is not None:
            with suppress(smtplib.SMTPException, OSError):
                line.quit()
            line.close()


def _opened(server: MailServer, patience: float) -> smtplib.SMTP:
    here = server.sender.partition("@")[2]  # asking the net for our own name could take long
    if server.security is Security.TLS:
        context = server.context()
        return smtplib.SMTP_SSL(server.host, server.port, here, timeout=patience, context=context)
    line = smtplib.SMTP(server.host, server.port, here, timeout=patience)
    if server.security is Security.STARTTLS:
        try:
            line.starttls(context=server.context())
        except BaseException:
            line.close()
            raise
    return line


def _handed_over(line: smtplib.SMTP, server: MailServer, letter: Letter) -> Delivered:
    """Say who writes, to whom, and what. Raises `_Trouble` when the line breaks before the letter
    itself was said."""
    try:
        line.ehlo_or_helo_if_needed()
        for code, _ in (line.mail(server.sender), line.rcpt(letter.to)):
            if not _is_good(code):
                line.rset()
                return Delivered(letter, Fate.NOT_ACCEPTED, _sent_back(code))
    except (smtplib.SMTPException, OSError):
        raise _Trouble(_BROKEN) from None
    try:
        code, _ = line.data(letter.content)
        if _is_good(code):
            return Delivered(letter, Fate.ACCEPTED)
    except smtplib.SMTPDataError as refusal:
        code = refusal.smtp_code
    except (smtplib.SMTPException, OSError):
        return Delivered(letter, Fate.UNCERTAIN, _BROKEN)
    with suppress(smtplib.SMTPException, OSError):
        line.rset()
    return Delivered(letter, Fate.NOT_ACCEPTED, _sent_back(code))


def _is_good(code: int) -> bool:
    return 200 <= code < 300


def _sent_back(code: int) -> Message:
    return message("Der Mailserver hat die E-Mail abgelehnt (Antwort {code}).", code=code)


_NO_ANSWER = message("Der Mailserver antwortet nicht.")
_BROKEN = message("Die Verbindung zum Mailserver ist abgerissen.")
_CERTIFICATE = message(
    "Das Zertifikat des Mailservers gilt nicht; es wurde nichts an ihn übergeben."
)
_LOGIN = message("Der Mailserver nimmt Benutzer und Passwort nicht an.")
_NOT_OFFERED = message(
    "Der Mailserver bietet nicht an, was eingestellt ist; unverschlüsselt wird nichts übergeben."
)
_NO_TIME = message("Der Mailserver war zu langsam; diese E-Mail wurde nicht mehr versucht.")
