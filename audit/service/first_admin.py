"""What whoever runs the server does before anybody can sign in: name the first administrator."""

from audit.model.accounts import Account, sign_in_name
from audit.model.organisation import Office, Person, Role
from audit.model.written import cleaned, short_name
from audit.service.actions import Act, Caller
from audit.service.house import House
from audit.service.people import (
    Handed,
    checked_name,
    checked_sign_in_name,
    enter,
    handed_out,
    said,
)
from audit.store import accounts as store
from audit.store.engine import reading, writing
from audit.store.organisation import load_people
from audit.store.people import load_offices_given_here, set_offices
from audit.store.sessions import end_stays_of

NOBODY = Caller("", None, (), None, "")
"""In the log: whoever runs the server."""


def has_admin(house: House) -> bool:
    """Tell whether somebody keeps the people of this house, or has a code with which to begin."""
    with reading(house.engine) as connection:
        accounts = store.load_accounts(connection)
        admins = [
            person.id
            for person in load_people(connection)
            if any(office.role is Role.ADMIN for office in person.offices)
        ]
    kept = [accounts[one] for one in admins if one in accounts]
    return any(one.has_key or (one.active and one.code is not None) for one in kept)


def make_admin(house: House, name: str, account_name: str | None = None) -> Handed:
    """Add an administrator, or let one in again who has lost password or telephone.

    The sign-in name says who it is; without one it is made from the name. Raises `NotDone`.
    """
    name = checked_name(name)
    account_name = account_name or short_name(name, (), "person")
    with writing(house.engine) as connection:
        act = Act(house, NOBODY, connection, house.clock(), "first_admin.make_admin")
        found = store.account_named(connection, sign_in_name(cleaned(account_name)))
        if found is None:
            wanted = checked_sign_in_name(act, account_name)
            return enter(act, name, wanted, [Office(Role.ADMIN)])
        return _let_in_again(act, found)


def _let_in_again(act: Act, account: Account) -> Handed:
    connection = act.connection
    [person] = [one for one in load_people(connection) if one.id == account.person]
    held = load_offices_given_here(connection).get(person.id, ())
    offices = tuple(dict.fromkeys([*held, Office(Role.ADMIN)]))
    set_offices(connection, person.id, offices)
    store.change_account(
        connection, person.id, active=True, second_factor=None, second_factor_used=None
    )
    end_stays_of(connection, person.id)
    act.record(f"person {person.id}", old=said(held), new=said(offices))
    return handed_out(act, Person(person.id, person.name, offices), account.name or "")
