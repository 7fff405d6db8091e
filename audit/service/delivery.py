"""Hands letters to the mail server, one by one, and says of each what became of it.

It takes its time: no transaction may be open meanwhile.
"""

import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
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


class Trouble(Enum):
    """Why a line to the mail server is of no use, for any letter."""

    NO_ANSWER = "no answer"
    """Nobody answers, or nobody who speaks like a mail server."""
    BROKEN = "broken"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    NOT_OFFERED = "not offered"
    """The server does not know encryption, or signing in, which the settings ask for."""


class _Useless(Exception):
    """The line is of no use."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


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
                        raise _Useless(Trouble.BROKEN)
        except _Useless as useless:
            why = _WHY[useless.trouble]
    for letter in waiting:
        yield Delivered(letter, Fate.NOT_ACCEPTED, why)


def knock(server: MailServer, patience: float = PATIENCE) -> Trouble | None:
    """Open a line as for a letter, and close it again without one; None: nothing is in the way."""
    try:
        with _line(server, patience) as line:
            line.ehlo_or_helo_if_needed()
    except _Useless as useless:
        return useless.trouble
    except (smtplib.SMTPException, OSError):
        return Trouble.BROKEN
    return None


@contextmanager
def _line(server: MailServer, patience: float) -> Iterator[smtplib.SMTP]:
    """Open a line, protected as the settings say and signed in. Raises `_Useless`."""
    line: smtplib.SMTP | None = None
    try:
        try:
            line = _opened(server, patience)
            if server.user:
                line.login(server.user, server.password)
        except ssl.SSLCertVerificationError:
            raise _Useless(Trouble.CERTIFICATE) from None
        except smtplib.SMTPAuthenticationError:
            raise _Useless(Trouble.LOGIN) from None
        except smtplib.SMTPNotSupportedError:
            raise _Useless(Trouble.NOT_OFFERED) from None
        except (smtplib.SMTPException, OSError):
            raise _Useless(Trouble.NO_ANSWER) from None
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
    """Say who writes, to whom, and what. Raises `_Useless` when the line breaks before the letter
    itself was said."""
    try:
        line.ehlo_or_helo_if_needed()
        for code, _ in (line.mail(server.sender), line.rcpt(letter.to)):
            if not _is_good(code):
                line.rset()
                return Delivered(letter, Fate.NOT_ACCEPTED, _sent_back(code))
    except (smtplib.SMTPException, OSError):
        raise _Useless(Trouble.BROKEN) from None
    try:
        code, _ = line.data(letter.content)
        if _is_good(code):
            return Delivered(letter, Fate.ACCEPTED)
    except smtplib.SMTPDataError as refusal:
        code = refusal.smtp_code
    except (smtplib.SMTPException, OSError):
        return Delivered(letter, Fate.UNCERTAIN, _WHY[Trouble.BROKEN])
    with suppress(smtplib.SMTPException, OSError):
        line.rset()
    return Delivered(letter, Fate.NOT_ACCEPTED, _sent_back(code))


def _is_good(code: int) -> bool:
    return 200 <= code < 300


def _sent_back(code: int) -> Message:
    return message("Der Mailserver hat die E-Mail abgelehnt (Antwort {code}).", code=code)


_WHY: Mapping[Trouble, Message] = {
    Trouble.NO_ANSWER: message("Der Mailserver antwortet nicht."),
    Trouble.BROKEN: message("Die Verbindung zum Mailserver ist abgerissen."),
    Trouble.CERTIFICATE: message(
        "Das Zertifikat des Mailservers gilt nicht; es wurde nichts an ihn übergeben."
    ),
    Trouble.LOGIN: message("Der Mailserver nimmt Benutzer und Passwort nicht an."),
    Trouble.NOT_OFFERED: message(
        "Der Mailserver bietet nicht an, was eingestellt ist; unverschlüsselt wird nichts "
        "übergeben."
    ),
}
_NO_TIME = message("Der Mailserver war zu langsam; diese E-Mail wurde nicht mehr versucht.")
