"""Coming in by the directory of the administration. It says who somebody is and in which groups;
the stay is kept here, as everybody's is.

Somebody is who they are by the directory and its name for them, never by an e-mail address: those
change hands.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from secrets import token_urlsafe
from typing import Any

from audit.model.accounts import Account
from audit.model.messages import message
from audit.model.organisation import Office, Person
from audit.model.written import cleaned_line
from audit.service.account_letters import Change, tell
from audit.service.actions import Denied, NotDone
from audit.service.directory import Directory
from audit.service.house import House, Settings
from audit.service.oidc import Asked, Declined, Doubt, Provider, Unreachable
from audit.service.people import MOST_SIGNS_OF_A_PERSON, new_short_name, said
from audit.service.sessions import begin_stay, hashed
from audit.store import accounts as store
from audit.store.engine import Connection, reading, writing
from audit.store.log import Deed, append
from audit.store.organisation import add_people, load_person, load_units
from audit.store.people import load_offices_given_by, rename_person, set_offices
from audit.store.sessions import end_stays_of, load_session

RETURN = "/anmelden/zurueck"
"""To this address of ours the directory sends people back; it must be told so."""

TIME_TO_ARRIVE = timedelta(minutes=10)
"""So long one may type one's password there."""

LONGEST_WISH = 1_000
"""Signs of the address that somebody wanted to see; a longer one is forgotten."""


@dataclass(frozen=True)
class SetOut:
    """On the way to the directory; the ticket is for the browser."""

    address: str
    ticket: str


@dataclass(frozen=True)
class Arrived:
    """Signed in; the token is for the browser, which goes on to the wanted page."""

    token: str
    wanted: str


@dataclass(frozen=True)
class Vouched:
    """What a directory says of somebody."""

    issuer: str
    subject: str
    """Its own name for them, which it gives to nobody else."""
    name: str
    offices: tuple[Office, ...]


def set_out(house: House, wanted: str) -> SetOut:
    """Begin to sign in. Raises `NotDone` when the directory does not answer, and `Denied` when
    there is none."""
    asked, ticket, now = Asked.anew(), token_urlsafe(32), house.clock()
    try:
        address = _provider(house).way_in(asked)
    except Doubt as doubt:
        raise _refusal(doubt) from doubt
    kept = {**asdict(asked), "wanted": wanted if len(wanted) <= LONGEST_WISH else "/"}
    with writing(house.engine) as connection:
        store.forget_begun(connection, now)
        ends = now + TIME_TO_ARRIVE
        store.keep_begun(connection, hashed(ticket), None, json.dumps(kept), ends)
    return SetOut(address, ticket)


def arrive(house: House, ticket: str, answer: Mapping[str, str]) -> Arrived:
    """Come in with what the directory answered. Raises `NotDone`; each beginning ends once."""
    provider, now = _provider(house), house.clock()
    with writing(house.engine) as connection:
        begun = store.load_begun(connection, hashed(ticket), now)
        if begun is None or begun[0] is not None or not store.end_begun(connection, hashed(ticket)):
            raise NotDone(_BEGIN_ANEW)
    kept = json.loads(begun[1])
    wanted = kept.pop("wanted")
    try:
        claims = provider.vouched(Asked(**kept), answer, now)
    except Doubt as doubt:
        raise _refusal(doubt) from doubt
    said_of = _vouched(provider.directory, claims)
    with writing(house.engine) as connection:
        person = _written_down(house.settings, connection, said_of, now)
        token = None if person is None else begin_stay(connection, person, now)
    if token is None:
        _log.warning("Nobody came in by the directory: no group that gives an office here")
        raise NotDone(_NO_OFFICE)
    return Arrived(token, wanted)


def way_out(house: House) -> str:
    """Say where one signs out of the directory itself. Raises `NotDone`."""
    address = house.settings.address or ""
    try:
        return _provider(house).way_out(f"{address}/anmelden")
    except Doubt as doubt:
        raise NotDone(_NO_WAY_OUT) from doubt


def came_by_directory(house: House, token: str | None) -> bool:
    """Tell whether the directory has vouched for whoever holds a token: they may still be signed
    in there."""
    if house.settings.directory is None or not token:
        return False
    with reading(house.engine) as connection:
        stay = load_session(connection, hashed(token))
        account = store.load_account(connection, (stay and stay.person) or "")
    return account is not None and account.issuer is not None


def _provider(house: House) -> Provider:
    directory, address = house.settings.directory, house.settings.address
    if directory is None or address is None or house.settings.demo:
        raise Denied
    return _provider_of(directory, f"{address}{RETURN}")


@lru_cache(maxsize=8)
def _provider_of(directory: Directory, back: str) -> Provider:
    """Keep what is known of a directory from one sign-in to the next."""
    return Provider(directory, back)


def _refusal(doubt: Doubt) -> NotDone:
    _log.warning("Nobody came in by the directory: %s", doubt.reason)
    match doubt:
        case Unreachable():
            return NotDone(_NO_ANSWER)
        case Declined():
            return NotDone(_DECLINED)
        case _ if doubt.reason == "state":
            return NotDone(_BEGIN_ANEW)
        case _ if doubt.reason == "acr":
            return NotDone(_TOO_WEAK)
        case _:
            return NotDone(_NOT_BELIEVED)


def _vouched(directory: Directory, claims: Mapping[str, Any]) -> Vouched:
    offices = directory.offices_of(_groups(claims, directory.claim))
    return Vouched(directory.issuer, claims["sub"], _name(claims), offices)


def _groups(claims: Mapping[str, Any], claim: str) -> list[str]:
    """Read in which groups somebody is. Raises `NotDone` when there are too many to be sent."""
    found = claims.get(claim)
    if found is None and claim in _elsewhere(claims):
        _log.warning("Nobody came in by the directory: too many groups to be sent")
        raise NotDone(_TOO_MANY_GROUPS)
    named = found if isinstance(found, list) else [found]
    return [group for group in named if isinstance(group, str)]


def _elsewhere(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """List the claims that are to be fetched elsewhere, as Entra ID does with over 200 groups."""
    names = claims.get("_claim_names")
    return names if isinstance(names, Mapping) else {}


def _written_down(
    settings: Settings, connection: Connection, said_of: Vouched, now: datetime
) -> str | None:
    """Write down what the directory says of somebody, and return who it is; None: they hold no
    office by it, and what it once gave is taken back. Raises `NotDone` for the deactivated."""
    store.hold_newcomers(connection)
    units = {unit.id for unit in load_units(connection) if unit.is_open}
    held = tuple(one for one in said_of.offices if one.unit is None or one.unit in units)
    if held != said_of.offices:
        _log.warning("A group gives an office for a unit that there is not, or no more")
    account = store.account_of_subject(connection, said_of.issuer, said_of.subject)
    if account is None:
        return _add(connection, replace(said_of, offices=held), now) if held else None
    if not account.active:
        _log.warning("Nobody came in by the directory: deactivated")
        raise NotDone(_DEACTIVATED)
    _renew(settings, connection, account.person, replace(said_of, offices=held), now)
    return account.person if held else None


def _add(connection: Connection, said_of: Vouched, now: datetime) -> str:
    person = new_short_name(connection, said_of.name)
    add_people(connection, [Person(person, said_of.name, ())])
    account = Account(person, issuer=said_of.issuer, subject=said_of.subject)
    store.add_account(connection, account)
    set_offices(connection, person, said_of.offices, said_of.issuer)
    _record(connection, now, person, new=said(said_of.offices))
    return person


def _renew(
    settings: Settings, connection: Connection, person: str, said_of: Vouched, now: datetime
) -> None:
    before = load_offices_given_by(connection, said_of.issuer, person)
    if set(before) != set(said_of.offices):
        set_offices(connection, person, said_of.offices, said_of.issuer)
        _record(connection, now, person, old=said(before), new=said(said_of.offices))
        tell(settings, connection, person, Change.OFFICES, now)
    if not said_of.offices:
        end_stays_of(connection, person)
    known = load_person(connection, person)
    if known is not None and known.name != said_of.name:
        rename_person(connection, person, said_of.name)
        # Without the names: in the log they would outlast the correction.
        _record(connection, now, person, new="name")


def _record(connection: Connection, now: datetime, person: str, *, new: str, old: str = "") -> None:
    append(connection, Deed(now, None, "arriving.arrive", None, f"person {person}", old, new))


def _name(claims: Mapping[str, Any]) -> str:
    """Read somebody's name, as the directory writes it."""
    for given in (claims.get("name"), claims.get("preferred_username")):
        name = cleaned_line(given) if isinstance(given, str) else ""
        if name:
            return name[:MOST_SIGNS_OF_A_PERSON].strip()
    return _NAMELESS.text


_log = logging.getLogger(__name__)

_NAMELESS = message("Ohne Namen")
_BEGIN_ANEW = message(
    "Diese Anmeldung ist abgelaufen, oder sie wurde in einem anderen Fenster begonnen. Bitte "
    "beginnen Sie noch einmal."
)
_NO_ANSWER = message(
    "Der Anmeldedienst Ihrer Verwaltung antwortet gerade nicht richtig. Bitte versuchen Sie es in "
    "einigen Minuten noch einmal."
)
_DECLINED = message(
    "Die Anmeldung wurde beim Anmeldedienst abgebrochen. Sie sind nicht angemeldet."
)
_TOO_WEAK = message(
    "Ihre Anmeldung beim Anmeldedienst war nicht stark genug: Diese Anwendung verlangt dort einen "
    "zweiten Nachweis. Bitte richten Sie ihn dort ein, und beginnen Sie noch einmal."
)
_NOT_BELIEVED = message(
    "Was der Anmeldedienst geschickt hat, ließ sich nicht bestätigen. Bitte beginnen Sie noch "
    "einmal; bleibt es dabei, wenden Sie sich an die Systemverwaltung."
)
_NO_OFFICE = message(
    "Sie gehören zu keiner Gruppe, die hier eine Aufgabe hat. Bitte wenden Sie sich an die "
    "Projektgruppe, wenn Sie am Audit mitwirken sollen."
)
_TOO_MANY_GROUPS = message(
    "Sie gehören so vielen Gruppen an, dass der Anmeldedienst sie nicht mitschickt. Bitte wenden "
    "Sie sich an die Systemverwaltung."
)
_DEACTIVATED = message(
    "Ihr Zugang zu dieser Anwendung ist gesperrt. Bitte wenden Sie sich an die Systemverwaltung."
)
_NO_WAY_OUT = message(
    "Beim Anmeldedienst ließ sich die Abmeldung nicht öffnen. In dieser Anwendung sind Sie "
    "abgemeldet; schließen Sie zur Sicherheit den Browser."
)
