"""What the system administration does with people: add them, give them offices, let them in, and
let them in no more."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audit.model.accounts import MOST_SIGNS_OF_A_SIGN_IN_NAME, Account, sign_in_name
from audit.model.messages import message
from audit.model.organisation import Office, Person, Role
from audit.model.staff import Member, Staff
from audit.model.written import cleaned, cleaned_line, short_name, too_long
from audit.service.account_letters import Change, tell
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.passwords import hashed_code, new_code
from audit.service.rights import NEEDS_A_UNIT, Right
from audit.service.signing_in import CODE_DAYS
from audit.store import accounts as store
from audit.store import people as who
from audit.store.delegations import end_all_of_person
from audit.store.engine import Connection
from audit.store.log import named
from audit.store.organisation import FORMER, add_people, load_people
from audit.store.sessions import end_stays_of

MOST_SIGNS_OF_A_PERSON = 120


@dataclass(frozen=True)
class Handed:
    """A one-time code for somebody; it is shown once and kept nowhere."""

    person: str
    name: str
    code: str
    ends: datetime


@action(Right.KEEP_PEOPLE, reads_people=True)
def everybody(act: Act) -> Staff:
    """List the people, by name, with those who have left."""
    accounts = store.load_accounts(act.connection)
    here = who.load_offices_given_here(act.connection)
    members = [
        Member(person, accounts.get(person.id), here.get(person.id, ()))
        for person in load_people(act.connection)
    ]
    deputies = tuple(who.load_deputies(act.connection))
    return Staff(tuple(members), deputies, act.units)


@action(Right.KEEP_PEOPLE, writes=True)
def add_person(act: Act, name: str, account_name: str, offices: Sequence[Office]) -> Handed:
    """Add somebody with an account; the code lets them choose a password."""
    return enter(act, checked_name(name), checked_sign_in_name(act, account_name), offices)


@action(Right.KEEP_PEOPLE, writes=True)
def change_person(act: Act, person: str, name: str, account_name: str) -> None:
    """Rename somebody, or their sign-in name; a directory keeps its own names."""
    member, name = _member(act, person), checked_name(name)
    if member.account is None or member.account.issuer is not None:
        account_name = ""
    else:
        account_name = checked_sign_in_name(act, account_name, itself=person)
        store.change_account(act.connection, person, name=account_name)
    who.rename_person(act.connection, person, name)
    if (member.person.name, (member.account and member.account.name) or "") != (name, account_name):
        # Without the names: in the log they would outlast the correction.
        act.record(f"person {person}", new="name")


@action(Right.KEEP_PEOPLE, writes=True)
def change_offices(act: Act, person: str, offices: Sequence[Office]) -> None:
    """Say anew which offices somebody holds here. Raises `NotDone` for the last administrator."""
    member, held = _member(act, person), _fit(act, offices)
    if member.given_here == held:
        return
    who.set_offices(act.connection, person, held)
    _refuse_without_admin(act)
    act.record(f"person {person}", old=said(member.given_here), new=said(held))
    tell(act.house.settings, act.connection, person, Change.OFFICES, act.now)


@action(Right.KEEP_PEOPLE, writes=True)
def deactivate(act: Act, person: str) -> None:
    """Let somebody in no more; they are out at their next click, and have no areas of sheets any
    more. Raises `NotDone` for the last administrator."""
    member = _member(act, person)
    if not member.is_active:
        return
    if member.account is None:
        store.add_account(act.connection, Account(person, active=False))
    store.change_account(act.connection, person, active=False, code=None, code_ends=None)
    _refuse_without_admin(act)
    end_stays_of(act.connection, person)
    end_all_of_person(act.connection, person, act.today)
    act.record(f"person {person}", old="active", new="inactive")
    tell(act.house.settings, act.connection, person, Change.LOCKED, act.now)


@action(Right.KEEP_PEOPLE, writes=True)
def reactivate(act: Act, person: str) -> None:
    """Let somebody in again, with the password they had."""
    if not _member(act, person).is_active:
        store.change_account(act.connection, person, active=True)
        act.record(f"person {person}", old="inactive", new="active")
        tell(act.house.settings, act.connection, person, Change.LET_IN, act.now)


@action(Right.KEEP_PEOPLE, writes=True)
def hand_out_code(act: Act, person: str) -> Handed:
    """Give somebody a new one-time code; an earlier one is void. The password holds until then."""
    member = _member(act, person)
    if member.account is None or member.account.name is None or not member.is_active:
        raise NotDone(_NO_LOCAL_ACCOUNT)
    act.record(f"person {person}", new="code")
    return handed_out(act, member.person, member.account.name)


@action(Right.KEEP_PEOPLE, writes=True)
def remove_second_factor(act: Act, person: str) -> None:
    """Let somebody in by password alone, whose telephone is lost; all their stays end."""
    account = _member(act, person).account
    if account is not None and account.second_factor is not None:
        store.change_account(act.connection, person, second_factor=None, second_factor_used=None)
        end_stays_of(act.connection, person)
        act.record(f"person {person}", old="second factor")
        if account.asks_for_second_factor:
            tell(act.house.settings, act.connection, person, Change.FACTOR_OFF, act.now)


@action(Right.KEEP_PEOPLE, writes=True)
def end_stays(act: Act, person: str) -> None:
    """Sign somebody out everywhere."""
    end_stays_of(act.connection, _member(act, person).person.id)
    act.record(f"person {person}")


@action(Right.KEEP_PEOPLE, writes=True)
def add_deputy(act: Act, person: str, deputy: str, first: date, last: date) -> None:
    """Let somebody act for somebody else from the first to the last day, both included.

    What they do is written down under their own name. Raises `NotDone` for days that are over.
    """
    _member(act, person), _member(act, deputy)
    if person == deputy:
        raise NotDone(message("Niemand kann sich selbst vertreten."))
    if not act.today <= last or first > last:
        raise NotDone(
            message(
                "Bitte prüfen Sie die Tage: Der letzte darf nicht vor dem ersten und nicht in der "
                "Vergangenheit liegen."
            )
        )
    who.add_deputy(act.connection, person, deputy, first, last)
    act.record(f"person {person}", new=f"deputy {deputy} {first} {last}")
    tell(act.house.settings, act.connection, deputy, Change.OFFICES, act.now)


@action(Right.KEEP_PEOPLE, writes=True)
def end_deputy(act: Act, deputy: int) -> None:
    """End it: yesterday was the last day, or, before the first one, it never was."""
    found = next((one for one in who.load_deputies(act.connection) if one.id == deputy), None)
    if found is None:
        raise Denied
    if found.first < act.today:
        last = min(found.last, act.today - timedelta(days=1))
        who.end_deputy(act.connection, deputy, last)
    else:
        who.remove_deputy(act.connection, deputy)
    act.record(f"person {found.person}", old=f"deputy {found.deputy} {found.first} {found.last}")
    tell(act.house.settings, act.connection, found.deputy, Change.OFFICES, act.now)


def enter(act: Act, name: str, account_name: str, offices: Sequence[Office]) -> Handed:
    """Write a new person down, whose names were checked."""
    held = _fit(act, offices)
    person = Person(new_short_name(act.connection, name), name, held)
    add_people(act.connection, [person])
    store.add_account(act.connection, Account(person.id, account_name))
    act.record(f"person {person.id}", new=said(held))
    return handed_out(act, person, account_name)


def handed_out(act: Act, person: Person, account_name: str) -> Handed:
    """Make a one-time code and keep its hash."""
    code, ends = new_code(), act.now + CODE_DAYS
    store.change_account(act.connection, person.id, code=hashed_code(code), code_ends=ends)
    return Handed(person.name, account_name, code, ends)


def checked_name(name: str) -> str:
    """Clean somebody's name. Raises `NotDone` when there is none, or it is very long."""
    name = cleaned_line(name)
    if not name:
        raise NotDone(message("Bitte geben Sie den Namen der Person an."))
    if problem := too_long(name, MOST_SIGNS_OF_A_PERSON):
        raise NotDone(problem)
    return name


def checked_sign_in_name(act: Act, typed: str, itself: str | None = None) -> str:
    """Clean a sign-in name. Raises `NotDone` when there is none, or it belongs to somebody."""
    name = sign_in_name(cleaned(typed))
    if not name:
        raise NotDone(message("Bitte geben Sie an, womit sich die Person anmeldet."))
    if problem := too_long(name, MOST_SIGNS_OF_A_SIGN_IN_NAME):
        raise NotDone(problem)
    found = store.account_named(act.connection, name)
    if found is not None and found.person != itself:
        raise NotDone(
            message(
                "Mit „{name}“ meldet sich schon jemand an. Bitte nehmen Sie einen anderen "
                "Anmeldenamen.",
                name=name,
            )
        )
    return name


def new_short_name(connection: Connection, name: str) -> str:
    """Make the permanent short name of a person, e.g. `karl-kamm`.

    Those that the log knows are taken: what somebody did, or what was done to them, is not a
    newcomer's. None looks like a pseudonym.
    """
    about = (one.removeprefix("person ") for one in named(connection, "about"))
    here = (one.id for one in load_people(connection))
    taken = {*here, *named(connection, "person"), *about}
    short = short_name(name, taken, "person")
    return short_name(f"person {name}", taken, "person") if short.startswith(FORMER) else short


def said(offices: Sequence[Office]) -> str:
    """Write offices down for the log."""
    return json.dumps([[one.role, one.unit] for one in offices])


def _member(act: Act, person: str) -> Member:
    """Find somebody, and hold all accounts until this is done."""
    store.hold_accounts(act.connection)
    found = next((one for one in load_people(act.connection) if one.id == person), None)
    if found is None:
        raise Denied
    here = who.load_offices_given_here(act.connection)
    account = store.load_account(act.connection, person)
    return Member(found, account, here.get(person, ()))


def _fit(act: Act, offices: Sequence[Office]) -> tuple[Office, ...]:
    """Accept only offices that mean something."""
    units = {unit.id for unit in act.open_units}
    for office in offices:
        if office.role is Role.GUEST:
            raise Denied
        if office.role in NEEDS_A_UNIT and office.unit is None:
            raise NotDone(
                message("Bitte wählen Sie den Bereich, für den die Person zuständig ist.")
            )
        if office.unit is not None and office.unit not in units:
            raise Denied
    return tuple(
        dict.fromkeys(
            Office(one.role, one.unit if one.role in NEEDS_A_UNIT else None) for one in offices
        )
    )


def _refuse_without_admin(act: Act) -> None:
    """Look after a change whether somebody is left who can undo it."""
    accounts = store.load_accounts(act.connection)
    for person in load_people(act.connection):
        account = accounts.get(person.id)
        has_key = act.house.settings.demo if account is None else account.has_key
        if has_key and any(office.role is Role.ADMIN for office in person.offices):
            return
    raise NotDone(
        message(
            "Das geht nicht: Sonst könnte niemand mehr Personen und Konten verwalten. Geben Sie "
            "zuerst jemand anderem die Systemverwaltung; das Konto muss schon benutzt sein."
        )
    )


_NO_LOCAL_ACCOUNT = message(
    "Diese Person meldet sich nicht mit einem Passwort dieser Anwendung an, oder sie ist "
    "deaktiviert."
)
