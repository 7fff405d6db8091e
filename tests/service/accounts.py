"""People with accounts, for tests: in a house that is no demo."""

from dataclasses import replace

from audit.model.accounts import Account
from audit.model.organisation import Person
from audit.service.actions import Caller
from audit.service.house import House
from audit.service.passwords import hashed_password
from audit.service.sessions import caller_of
from audit.service.signing_in import Inside, sign_in
from audit.store.accounts import add_account
from audit.store.engine import writing
from tests.service.town import Town

PASSWORD = "Vier Hasen im Regen"
_KEPT = hashed_password(PASSWORD)
HERE = "10.0.0.7"


def real(town: Town) -> House:
    """Take the town for a real one: nobody can just be chosen."""
    return replace(town.house, settings=replace(town.house.settings, demo=False))


def give_account(town: Town, person: Person, **more: object) -> None:
    """Give somebody an account whose sign-in name is their short name."""
    account = replace(Account(person.id, person.id, _KEPT), **more)  # type: ignore[arg-type]
    with writing(town.house.engine) as connection:
        add_account(connection, account)


def inside(town: Town, person: Person, password: str = PASSWORD) -> str:
    """Sign somebody in and return the token."""
    entered = sign_in(real(town), person.id, password, HERE)
    assert isinstance(entered, Inside)
    return entered.token


def caller(town: Town, token: str) -> Caller:
    """Say who holds a token."""
    found = caller_of(real(town), token)
    assert found is not None
    return found
