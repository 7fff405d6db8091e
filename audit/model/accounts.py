"""What a password must be like, and what is known of an account besides it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from audit.model.common_passwords import COMMON_PASSWORDS
from audit.model.messages import Message, message

SHORTEST, LONGEST = 12, 128
"""Characters of a password. Length protects, rules about signs do not: NIST SP 800-63B, 5.1.1."""

MOST_SIGNS_OF_A_SIGN_IN_NAME = 120
MOST_SIGNS_OF_A_MAIL_ADDRESS = 254


@dataclass(frozen=True)
class Account:
    """How somebody proves who they are. Passwords and codes are known by their hashes only."""

    person: str
    name: str | None = None
    """What is typed at sign-in; None for those whom a directory sends."""
    password: str | None = None
    issuer: str | None = None
    subject: str | None = None
    active: bool = True
    code: str | None = None
    code_ends: datetime | None = None
    second_factor: str | None = None
    second_factor_used: int | None = None
    """The time step whose code was used last; None as long as none ever was."""
    mail: str | None = None
    """Where to remind somebody; voluntary."""
    mail_language: str | None = None
    """In which language, e.g. `de`."""

    @property
    def asks_for_second_factor(self) -> bool:
        """Tell whether a code from the app is needed to sign in."""
        return self.second_factor is not None and self.second_factor_used is not None

    @property
    def has_key(self) -> bool:
        """Tell whether its owner can come in, without anybody's help."""
        return self.active and (self.password is not None or self.issuer is not None)


@dataclass(frozen=True)
class Deputy:
    """Somebody who holds the offices of somebody else as well, from day to day."""

    id: int
    person: str
    deputy: str
    first: date
    last: date


def written_password(typed: str) -> str:
    """Bring a password into the one form in which every keyboard gives it."""
    return unicodedata.normalize("NFKC", typed).encode("utf-8", "replace").decode()


def sign_in_name(typed: str) -> str:
    """Bring a sign-in name into the form in which it is kept: people mind neither case nor
    blanks."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).casefold()


def mail_address(typed: str) -> str | None:
    """Clean a mail address; None when it is none to which a letter can be sent.

    Only plain signs (RFC 5321, 4.1.2, without quotation marks): nothing else comes in with it, and
    nothing that a program could take for something encoded (RFC 2047).
    """
    address = typed.strip()
    name, _, place = address.rpartition("@")
    if len(address) > MOST_SIGNS_OF_A_MAIL_ADDRESS or len(name) > _MOST_SIGNS_BEFORE_THE_AT:
        return None
    if "=?" in name:
        return None
    return address if _NAME.fullmatch(name) and _PLACE.fullmatch(place) else None


def weakness(password: str, names: Iterable[str]) -> Message | None:
    """Say why a password will not do; None when it will. `names` are those of the person."""
    if len(password) < SHORTEST:
        return message(
            "Das Passwort ist zu kurz. Bitte nehmen Sie mindestens {shortest} Zeichen, zum "
            "Beispiel vier Wörter, die nichts miteinander zu tun haben.",
            shortest=SHORTEST,
        )
    if len(password) > LONGEST:
        return message(
            "Das Passwort ist zu lang. Bitte nehmen Sie höchstens {longest} Zeichen.",
            longest=LONGEST,
        )
    folded = "".join(password.casefold().split())
    is_common = folded in COMMON_PASSWORDS or folded.translate(_WRITTEN_OUT) in COMMON_PASSWORDS
    if is_common or len(set(folded)) < _FEWEST_DIFFERENT:
        return message(
            "Dieses Passwort ist leicht zu erraten: Sehr viele Menschen benutzen es. Bitte nehmen "
            "Sie ein anderes."
        )
    if any(part in folded for part in _parts(names)):
        return message("Bitte nehmen Sie ein Passwort, in dem Ihr Name nicht vorkommt.")
    return None


def _parts(names: Iterable[str]) -> set[str]:
    """Take the names apart; short parts stand in many words by chance."""
    parts = {part for name in names for part in _words(name)}
    return {part for part in parts if len(part) >= _SHORTEST_NAME}


def _words(name: str) -> list[str]:
    apart = "".join(sign if sign.isalnum() else " " for sign in name.casefold())
    return apart.split()


_MOST_SIGNS_BEFORE_THE_AT = 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_PLACE = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SHORTEST_NAME = 4
_FEWEST_DIFFERENT = 5
"""Different signs in a password: fewer are repetition."""
