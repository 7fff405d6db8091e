"""Signing in with an account of this house: name and password, perhaps a code from an app.

Whoever may not come in is told one and the same, whatever the reason.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from audit.model.accounts import Account, sign_in_name, weakness
from audit.model.messages import message
from audit.model.written import cleaned
from audit.service import throttle
from audit.service.account_letters import Change, tell
from audit.service.actions import NotDone
from audit.service.house import House
from audit.service.passwords import (
    hashed_code,
    hashed_password,
    is_outdated,
    is_password,
    step_of,
)
from audit.service.sessions import begin_stay, hashed
from audit.store import accounts as store
from audit.store.engine import Connection, reading, writing
from audit.store.log import Deed, append
from audit.store.organisation import load_person
from audit.store.sessions import end_stays_of

CODE_DAYS = timedelta(days=7)
"""So long a one-time code holds."""

SECOND_STEP = timedelta(minutes=5)
"""So long one may look for the app."""


@dataclass(frozen=True)
class Inside:
    """Signed in; the token is for the browser."""

    token: str


@dataclass(frozen=True)
class SecondStep:
    """The password was right; a code from the app is missing. The ticket is for the browser."""

    ticket: str


class NotSignedIn(NotDone):
    """Wrong name, wrong password, no password yet, deactivated: nobody learns which."""

    def __init__(self) -> None:
        super().__init__(
            message("Name und Passwort passen nicht zusammen. Bitte versuchen Sie es noch einmal.")
        )


def sign_in(house: House, name: str, password: str, address: str) -> Inside | SecondStep:
    """Come in with name and password. Raises `NotSignedIn`, or `throttle.TooMany`."""
    name = sign_in_name(cleaned(name))
    account = _counted(house, name, address)
    kept = account.password if account is not None and account.active else None
    if not is_password(password, kept) or account is None:
        _log.warning("Somebody did not come in: name and password do not fit")
        raise NotSignedIn
    now = house.clock()
    with writing(house.engine) as connection:
        account = store.load_account(connection, account.person)
        if account is None or not account.active or account.password != kept:
            raise NotSignedIn
        if kept is not None and is_outdated(kept):
            password_now = hashed_password(password)
            store.change_account(connection, account.person, password=password_now)
        if account.asks_for_second_factor:
            return SecondStep(_begun(connection, account, now))
        throttle.succeeded(connection, name, address, now)
        return Inside(begin_stay(connection, account.person, now))


def enter_code_of_app(house: House, ticket: str, code: str, address: str) -> Inside:
    """Come in with the second step. Raises `NotDone`; a code counts only once."""
    now = house.clock()
    with writing(house.engine) as connection:
        begun = store.load_begun(connection, hashed(ticket), now)
        account = begun and store.load_account(connection, begun[0] or "")
        if not account or not account.active or account.second_factor is None:
            raise NotDone(_BEGIN_ANEW)
        throttle.count(connection, account.name or "", address, now)
    with writing(house.engine) as connection:
        step = step_of(account.second_factor, code, now.timestamp())
        if step is None or not store.use_code_of_app(connection, account.person, step):
            _log.warning("%s did not come in: the password fits, the code does not", account.person)
            raise NotDone(_WRONG_CODE)
        if not store.end_begun(connection, hashed(ticket)):
            raise NotDone(_BEGIN_ANEW)
        throttle.succeeded(connection, account.name or "", address, now)
        return Inside(begin_stay(connection, account.person, now))


def redeem_code(house: House, code: str, password: str) -> None:
    """Set the password with a one-time code, which is then used up; all stays end.

    Raises `NotDone` when there is no such code (any more), or the password is weak.
    """
    with reading(house.engine) as connection:
        account = _with_code(connection, code, house.clock())
        person = load_person(connection, account.person)
    refuse_weak(password, account, "" if person is None else person.name)
    kept = hashed_password(password)
    with writing(house.engine) as connection:
        store.hold_accounts(connection)
        account = _with_code(connection, code, house.clock())
        throttle.forget(connection, account.name or "")
        if not store.use_code(connection, account.person, account.code, kept):
            raise NotDone(_NO_SUCH_CODE)
        end_stays_of(connection, account.person)
        about = f"person {account.person}"
        deed = Deed(house.clock(), account.person, "signing_in.redeem_code", None, about)
        append(connection, deed)
        tell(house.settings, connection, account.person, Change.PASSWORD, house.clock())


def refuse_weak(password: str, account: Account, name: str) -> None:
    """Raise `NotDone` when a password will not do."""
    problem = weakness(password, (account.name or "", name))
    if problem is not None:
        raise NotDone(problem)


def _counted(house: House, name: str, address: str) -> Account | None:
    with writing(house.engine) as connection:
        account = store.account_named(connection, name)
        try:
            throttle.count(connection, name, address, house.clock())
        except throttle.TooMany:
            # What was typed stays out of the log: it may be a password in the wrong line.
            who = "nobody" if account is None else account.person
            _log.warning("Too many mistakes at signing in, by the name of %s", who)
            raise
        return account


def _begun(connection: Connection, account: Account, now: datetime) -> str:
    ticket = token_urlsafe(32)
    store.forget_begun(connection, now)
    store.keep_begun(connection, hashed(ticket), account.person, "", now + SECOND_STEP)
    return ticket


def _with_code(connection: Connection, code: str, now: datetime) -> Account:
    account = store.account_with_code(connection, hashed_code(code))
    if account is None or not account.active or account.code_ends is None:
        _log.warning("A one-time code was not accepted: there is none like it")
        raise NotDone(_NO_SUCH_CODE)
    if account.code_ends <= now:
        raise NotDone(_NO_SUCH_CODE)
    return account


_log = logging.getLogger(__name__)

_BEGIN_ANEW = message(
    "Das hat zu lange gedauert. Bitte melden Sie sich noch einmal mit Name und Passwort an."
)
_WRONG_CODE = message(
    "Dieser Code gilt nicht, oder er wurde schon benutzt. Bitte geben Sie den ein, den Ihre App "
    "jetzt zeigt."
)
_NO_SUCH_CODE = message(
    "Diesen Einmalcode gibt es nicht, oder er ist abgelaufen oder schon benutzt. Bitte lassen Sie "
    "sich von der Systemverwaltung einen neuen geben."
)
