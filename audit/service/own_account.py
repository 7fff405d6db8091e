"""What everybody can do with the key to their own door: change the password, set up a second
factor, end their stays elsewhere. Whoever has the token of a stay does it for themselves."""

from dataclasses import dataclass

import pyotp

from audit.model.accounts import Account
from audit.model.messages import message
from audit.model.organisation import Person
from audit.service import throttle
from audit.service.account_letters import Change, tell
from audit.service.actions import Denied, NotDone, SignedOut
from audit.service.addresses import keep_address
from audit.service.house import House
from audit.service.passwords import hashed_password, is_password, new_secret, step_of
from audit.service.sessions import begin_stay, caller_of, hashed
from audit.service.signing_in import refuse_weak
from audit.store import accounts as store
from audit.store.engine import Connection, reading, writing
from audit.store.log import Deed, append
from audit.store.people import load_acting
from audit.store.sessions import end_stays_of

APPLICATION = message("Interkulturelle Öffnung").text
"""Under this name the app on the telephone lists its codes."""


@dataclass(frozen=True)
class OwnAccount:
    """What somebody is shown of their own account."""

    person: Person
    account: Account

    @property
    def has_password(self) -> bool:
        """Whether the password is kept here; a directory keeps its own."""
        return self.account.password is not None


def own_account(house: House, token: str | None) -> OwnAccount:
    """Look at the own account. Raises `SignedOut`, and `Denied` for whoever has none."""
    caller = caller_of(house, token)
    if caller is None:
        raise SignedOut
    with reading(house.engine) as connection:
        person = load_acting(connection, caller.person or "", house.today())
        account = store.load_account(connection, caller.person or "")
    if person is None or account is None:
        raise Denied
    return OwnAccount(person, account)


def change_password(house: House, token: str | None, old: str, new: str, address: str) -> str:
    """Change the own password. All stays end, with whoever may have found a token, and one begins;
    its token is for the browser. Raises `NotDone`."""
    own = _proved(house, token, old, address)
    refuse_weak(new, own.account, own.person.name)
    kept = hashed_password(new)
    with writing(house.engine) as connection:
        store.change_account(connection, own.person.id, password=kept, code=None, code_ends=None)
        _record(house, connection, own, "change_password")
        tell(house.settings, connection, own.person.id, Change.PASSWORD, house.clock())
        return _begun_anew(house, connection, own)


def begin_second_factor(house: House, token: str | None, password: str, address: str) -> None:
    """Make a secret for the app; it counts as soon as a code from the app has confirmed it."""
    own = _proved(house, token, password, address)
    if not own.has_password or own.account.asks_for_second_factor:
        raise Denied
    with writing(house.engine) as connection:
        store.change_account(
            connection, own.person.id, second_factor=new_secret(), second_factor_used=None
        )


def address_for_app(own: OwnAccount) -> str:
    """Write down for the app what it needs: the content of the QR code."""
    app = pyotp.TOTP(own.account.second_factor or "")
    return app.provisioning_uri(name=own.account.name, issuer_name=APPLICATION)


def confirm_second_factor(house: House, token: str | None, code: str, address: str) -> str:
    """Show that the app works; from now on it is asked for. All stays end and one begins, as in
    `change_password`."""
    own = own_account(house, token)
    if own.account.second_factor is None or own.account.asks_for_second_factor:
        raise Denied
    now = house.clock()
    with writing(house.engine) as connection:
        throttle.count(connection, own.account.name or "", address, now)
    with writing(house.engine) as connection:
        step = step_of(own.account.second_factor, code, now.timestamp())
        if step is None or not store.use_code_of_app(connection, own.person.id, step):
            raise NotDone(_WRONG_CODE)
        throttle.succeeded(connection, own.account.name or "", address, now)
        _record(house, connection, own, "confirm_second_factor")
        tell(house.settings, connection, own.person.id, Change.FACTOR_ON, house.clock())
        return _begun_anew(house, connection, own)


def give_up_second_factor(house: House, token: str | None, password: str, address: str) -> str:
    """Sign in by password alone again. All stays end and one begins, as in `change_password`."""
    own = _proved(house, token, password, address)
    with writing(house.engine) as connection:
        store.change_account(connection, own.person.id, second_factor=None, second_factor_used=None)
        if own.account.asks_for_second_factor:
            _record(house, connection, own, "give_up_second_factor")
            tell(house.settings, connection, own.person.id, Change.FACTOR_OFF, house.clock())
        return _begun_anew(house, connection, own)


def change_mail(house: House, token: str | None, typed: str, language: str) -> None:
    """Say where to be reminded, or, by nothing, nowhere. Raises `NotDone`."""
    own = own_account(house, token)
    with writing(house.engine) as connection:

        def leave() -> None:
            tell(house.settings, connection, own.person.id, Change.ADDRESS, house.clock())

        if keep_address(connection, own.account, typed, language, leave):
            _record(house, connection, own, "change_mail")


def end_other_stays(house: House, token: str | None) -> None:
    """Sign out on all other devices."""
    own = own_account(house, token)
    with writing(house.engine) as connection:
        end_stays_of(connection, own.person.id, but=hashed(token or ""))


def _proved(house: House, token: str | None, password: str, address: str) -> OwnAccount:
    """Ask for the password again before something important; the own stay proves only that nobody
    has signed out."""
    own, now = own_account(house, token), house.clock()
    name = own.account.name or ""
    with writing(house.engine) as connection:
        throttle.count(connection, name, address, now)
    if not is_password(password, own.account.password):
        raise NotDone(_WRONG_PASSWORD)
    with writing(house.engine) as connection:
        throttle.succeeded(connection, name, address, now)
    return own


def _begun_anew(house: House, connection: Connection, own: OwnAccount) -> str:
    """End all stays, this one too, and begin another: a token that somebody copied is void."""
    end_stays_of(connection, own.person.id)
    return begin_stay(connection, own.person.id, house.clock())


def _record(house: House, connection: Connection, own: OwnAccount, deed: str) -> None:
    about, by = f"person {own.person.id}", own.person.id
    append(connection, Deed(house.clock(), by, f"own_account.{deed}", None, about))


_WRONG_PASSWORD = message("Das bisherige Passwort stimmt nicht. Es wurde nichts geändert.")
_WRONG_CODE = message(
    "Dieser Code gilt nicht, oder er wurde schon benutzt. Bitte geben Sie den ein, den Ihre App "
    "jetzt zeigt."
)
