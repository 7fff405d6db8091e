"""Coming in and going out. A stay is kept here, so that it can be ended here at once."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from audit.model.messages import message
from audit.model.organisation import Office, Person, Role, UnitId
from audit.model.waves import WaveState
from audit.service.actions import Caller, Denied
from audit.service.house import House
from audit.service.uploads import KEPT
from audit.store import sessions, waves
from audit.store.accounts import load_accounts
from audit.store.delegations import holds_something
from audit.store.engine import Connection, reading, writing
from audit.store.organisation import load_people, load_units
from audit.store.people import load_acting
from audit.store.uploads import forget_uploads_until

STAY = timedelta(hours=12)
"""The longest stay: a working day."""

IDLE = timedelta(hours=2)
"""A stay ends when nobody was there for so long."""

GUEST_DAYS = timedelta(days=2)
"""What a guest has filled in and not sent is forgotten after so many days."""

STILL_THERE = timedelta(minutes=1)
"""So often at most it is noted that somebody is still there."""


def caller_of(house: House, token: str | None) -> Caller | None:
    """Find out who holds a token; None when the stay has ended, or never was."""
    if not token:
        return None
    now = house.clock()
    with reading(house.engine) as connection:
        session = sessions.load_session(connection, hashed(token))
        if session is None or not session.seen - STILL_THERE <= now < session.ends:
            return None
        if session.person is None:
            link = waves.load_link(connection, session.link or "")
            if link is None:
                return None
            return Caller(_GUEST, None, (Office(Role.GUEST),), link, session.id)
        person = load_acting(connection, session.person, house.today())
        has_areas = holds_something(connection, session.person, house.today())
    if person is None or now - session.seen > IDLE:
        return None
    if now - session.seen > STILL_THERE:
        with writing(house.engine) as connection:
            sessions.touch_session(connection, session.id, now)
    return Caller(person.name, person.id, person.offices, None, session.id, has_areas)


def people_of_the_demo(house: House) -> list[Person]:
    """List the made-up people, to choose one. Raises `Denied` where people are real."""
    if not house.settings.demo:
        raise Denied
    with reading(house.engine) as connection:
        everybody = load_people(connection)
        left = {one.person for one in load_accounts(connection).values() if not one.active}
    return [person for person in everybody if person.id not in left]


def units_of_the_demo(house: House) -> dict[UnitId, str]:
    """Name the units, to tell made-up people apart. Raises `Denied` where people are real."""
    if not house.settings.demo:
        raise Denied
    with reading(house.engine) as connection:
        return {unit.id: unit.name for unit in load_units(connection)}


def sign_in_for_demo(house: House, person_id: str) -> str:
    """Be a made-up person and get the token for the browser. Raises `Denied` where people are
    real."""
    if person_id not in {person.id for person in people_of_the_demo(house)}:
        raise Denied
    with writing(house.engine) as connection:
        return begin_stay(connection, person_id, house.clock())


def enter_by_link(house: House, link_token: str) -> str | None:
    """Begin to take part and get the token for the browser; None: no such link, it is used up or
    taken back, or its wave does not run."""
    with reading(house.engine) as connection:
        link = waves.load_link(connection, link_token)
        running = (
            link is not None
            and not (link.used or link.withdrawn)
            and any(
                wave.id == link.wave and wave.state(house.today()) is WaveState.RUNNING
                for wave in waves.load_waves(connection)
            )
        )
    if not running:
        return None
    # Nothing finer than a day is kept about a guest.
    day = house.clock().replace(hour=0, minute=0, second=0, microsecond=0)
    token = token_urlsafe(32)
    stay = sessions.Session(hashed(token), None, link_token, day, day + GUEST_DAYS)
    with writing(house.engine) as connection:
        _keep(connection, stay, house.clock())
    return token


def sign_out(house: House, token: str | None) -> None:
    """End the stay in all tabs."""
    if token:
        with writing(house.engine) as connection:
            sessions.end_session(connection, hashed(token))


def begin_stay(connection: Connection, person: str, now: datetime) -> str:
    """Let a person in who has proved who they are, and return the token for the browser."""
    token = token_urlsafe(32)
    _keep(connection, sessions.Session(hashed(token), person, None, now, now + STAY), now)
    return token


def _keep(connection: Connection, stay: sessions.Session, now: datetime) -> None:
    sessions.forget_ended_sessions(connection, now)
    forget_uploads_until(connection, now - KEPT)
    sessions.add_session(connection, stay)


def hashed(token: str) -> str:
    """Compute what is kept of a token: with it nobody gets in."""
    return sha256(token.encode()).hexdigest()


_GUEST = message("Gast").text
