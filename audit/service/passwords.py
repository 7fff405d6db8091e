"""Passwords and one-time codes: made, kept as hashes, checked."""

from functools import cache
from hashlib import sha256
from hmac import compare_digest
from secrets import choice
from threading import BoundedSemaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from audit.model.accounts import LONGEST, written_password

HASHER = PasswordHasher()
"""Argon2id with 64 MiB and 3 passes: the second choice of RFC 9106, for machines with little
memory."""

_TURNS = BoundedSemaphore(2)
"""So many passwords at most are checked at once: whoever sends thousands cannot fill the memory."""

_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""For codes that are read out and typed: without I and 1, O and 0."""

_CODE_LENGTH = 16
"""80 bits: nobody guesses it within the days for which it holds."""

STEP = 30
"""Seconds for which a code of the app is shown (RFC 6238)."""


def hashed_password(password: str) -> str:
    """Compute what is kept of a password."""
    with _TURNS:
        return HASHER.hash(written_password(password))


def is_password(password: str, kept: str | None) -> bool:
    """Tell whether it is the password. Where there is none, the same work is done, so that nobody
    learns from the time whether an account exists."""
    fits = len(password) <= LONGEST
    with _TURNS:
        try:
            HASHER.verify(kept or _nobodys(), written_password(password) if fits else "")
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None and fits


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with weaker settings than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return HASHER.hash("".join(choice(_SIGNS) for _ in range(_CODE_LENGTH)))


def new_code() -> str:
    """Make a one-time code, in groups of four."""
    signs = "".join(choice(_SIGNS) for _ in range(_CODE_LENGTH))
    return "-".join(signs[at : at + 4] for at in range(0, _CODE_LENGTH, 4))


def hashed_code(typed: str) -> str:
    """Compute what is kept of a one-time code, however it was typed."""
    signs = "".join(sign for sign in typed.upper() if sign in _SIGNS)
    return sha256(signs.encode()).hexdigest()


def new_secret() -> str:
    """Make what an app for one-time passwords and we both know."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, seconds: float) -> int | None:
    """Find the time step whose code was typed: this one, or a neighbour, as clocks differ."""
    code, now = "".join(typed.split()), int(seconds) // STEP
    app = pyotp.TOTP(secret, interval=STEP)
    for step in (now, now - 1, now + 1):
        if compare_digest(app.generate_otp(step).encode(), code.encode()):
            return step
    return None
