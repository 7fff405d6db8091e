"""Slows guessing down, and locks nobody out.

Who mistypes often waits, a little longer each time, for the one account that was tried. Behind one
address there may be a whole town hall: for an address there is only a very wide limit. It is kept
in the database, so that several processes count together; names and addresses are kept as hashes,
and for a day at most.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from audit.model.messages import Message, message
from audit.service.actions import NotDone
from audit.store import accounts as store
from audit.store.engine import Connection

FREE = 5
"""So often one may mistype in a row without waiting."""

LONGEST_WAIT = timedelta(minutes=5)
"""288 guesses a day, which is nothing; and whoever is locked out by a prankster gets in soon."""

MOST_PER_ADDRESS = 1_000
"""Failures in an hour. A town hall with a thousand people has some dozens on a Monday morning."""

FORGOTTEN_AFTER = timedelta(days=1)


class TooMany(NotDone):
    """Signing in has failed too often; it is said alike of names that do not exist."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(_sentence(wait))
        self.wait = wait


def count(connection: Connection, name: str, address: str, now: datetime) -> None:
    """Count an attempt as failed, before it is known what becomes of it: so that guesses made at
    the same time count as well. Raises `TooMany`, and then counts nothing.

    An empty address is one that is not known: then only the name counts.
    """
    store.hold_attempts(connection)
    store.forget_old_attempts(connection, now - FORGOTTEN_AFTER)
    failed, last = store.load_attempts(connection, _of_name(name)) or (0, now)
    wait = last + pause(failed) - now
    if wait > timedelta():
        raise TooMany(wait)
    here = _failed_from(connection, address, now)
    if here >= MOST_PER_ADDRESS:
        raise TooMany(_until_next_hour(now))
    store.count_attempt(connection, _of_name(name), failed + 1, now)
    if address:
        store.count_attempt(connection, _of_address(address, now), here + 1, now)


def succeeded(connection: Connection, name: str, address: str, now: datetime) -> None:
    """Take back what was counted: the attempt has succeeded."""
    forget(connection, name)
    if here := _failed_from(connection, address, now):
        store.count_attempt(connection, _of_address(address, now), here - 1, now)


def _failed_from(connection: Connection, address: str, now: datetime) -> int:
    """Count what has failed in this hour; 0 where the address is not known."""
    counted = store.load_attempts(connection, _of_address(address, now)) if address else None
    return 0 if counted is None else counted[0]


def forget(connection: Connection, name: str) -> None:
    """Forget what has failed for a name: its owner has proved who they are."""
    store.hold_attempts(connection)
    store.forget_attempts(connection, _of_name(name))


def pause(failed: int) -> timedelta:
    """Say how long to wait after so many failures in a row."""
    if failed < FREE:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failed - FREE + 1, 20)), LONGEST_WAIT)


def _of_name(name: str) -> str:
    return sha256(f"name {name}".encode()).hexdigest()


def _of_address(address: str, now: datetime) -> str:
    return sha256(f"address {address} {now:%Y-%m-%d %H}".encode()).hexdigest()


def _until_next_hour(now: datetime) -> timedelta:
    return timedelta(hours=1) - timedelta(minutes=now.minute, seconds=now.second)


def _sentence(wait: timedelta) -> Message:
    minutes = -(-wait // timedelta(minutes=1))
    if minutes <= 1:
        return message(
            "Das hat mehrmals nicht gestimmt. Bitte warten Sie eine Minute und versuchen Sie es "
            "dann noch einmal."
        )
    return message(
        "Das hat mehrmals nicht gestimmt. Bitte warten Sie {minutes} Minuten und versuchen Sie es "
        "dann noch einmal.",
        minutes=minutes,
    )
