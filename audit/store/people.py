"""Who acts: people with the offices they hold today, their own and those they look after."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from audit.model.accounts import Deputy
from audit.model.organisation import Office, Person, Role, UnitId
from audit.store.schema import accounts, deputies, offices, people, units


def load_acting(connection: Connection, person: str, today: date) -> Person | None:
    """Find somebody who may act, with all offices of today; None: unknown, or deactivated."""
    rows = connection.execute(_ACTING, {"id": person, "today": today}).all()
    if not rows:
        return None
    held = dict.fromkeys(_office(row.role, row.unit) for row in rows if row.role is not None)
    return Person(rows[0].id, rows[0].name, tuple(held))


def _is_in(person: ColumnElement[str]) -> ColumnElement[bool]:
    """Say that somebody was not deactivated; who has no account never is."""
    return ~exists().where(accounts.c.person == person, ~accounts.c.active)


_LOOKED_AFTER = select(deputies.c.person).where(
    deputies.c.deputy == bindparam("id"),
    deputies.c.first <= bindparam("today"),
    deputies.c.last >= bindparam("today"),
    _is_in(deputies.c.person),
)
_ACTING = (
    select(people.c.id, people.c.name, offices.c.role, offices.c.unit)
    .join_from(
        people,
        offices,
        and_(
            or_(offices.c.person == people.c.id, offices.c.person.in_(_LOOKED_AFTER)),
            ~exists().where(units.c.id == offices.c.unit, units.c.closed_on.is_not(None)),
        ),
        isouter=True,
    )
    .where(people.c.id == bindparam("id"), _is_in(people.c.id))
    .order_by(offices.c.person != bindparam("id"), offices.c.id)
)
"""One question to the database, for it is asked at each click."""


def _office(role: str, unit: str | None) -> Office:
    return Office(Role(role), None if unit is None else UnitId(unit))


def rename_person(connection: Connection, person: str, name: str) -> None:
    """Write a name anew."""
    connection.execute(update(people).where(people.c.id == person).values(name=name))


def set_offices(
    connection: Connection, person: str, held: Iterable[Office], issuer: str | None = None
) -> None:
    """Write anew which offices somebody holds: those given here, or those given by a directory."""
    connection.execute(
        delete(offices).where(
            offices.c.person == person, offices.c.issuer.is_not_distinct_from(issuer)
        )
    )
    for office in held:
        connection.execute(
            insert(offices).values(
                person=person, role=office.role.value, unit=office.unit, issuer=issuer
            )
        )


def load_offices_given_by(connection: Connection, issuer: str, person: str) -> tuple[Office, ...]:
    """List the offices that a directory has given to somebody."""
    query = select(offices).where(offices.c.person == person, offices.c.issuer == issuer)
    rows = connection.execute(query.order_by(offices.c.id))
    return tuple(_office(row.role, row.unit) for row in rows)


def load_offices_given_here(connection: Connection) -> dict[str, tuple[Office, ...]]:
    """List the offices that were not given by a directory, by person."""
    held: dict[str, tuple[Office, ...]] = {}
    query = select(offices).where(offices.c.issuer.is_(None)).order_by(offices.c.id)
    for row in connection.execute(query):
        held[row.person] = (*held.get(row.person, ()), _office(row.role, row.unit))
    return held


def add_deputy(connection: Connection, person: str, deputy: str, first: date, last: date) -> None:
    """Let somebody hold the offices of somebody else as well."""
    connection.execute(
        insert(deputies).values(person=person, deputy=deputy, first=first, last=last)
    )


def load_deputies(connection: Connection) -> list[Deputy]:
    """List who looks after whose offices, past and future too."""
    query = select(deputies).order_by(deputies.c.first, deputies.c.id)
    return [Deputy(**row._mapping) for row in connection.execute(query)]


def end_deputy(connection: Connection, id_: int, last: date) -> None:
    """Let it end on an earlier day."""
    connection.execute(update(deputies).where(deputies.c.id == id_).values(last=last))


def remove_deputy(connection: Connection, id_: int) -> None:
    """Take back what has not begun."""
    connection.execute(delete(deputies).where(deputies.c.id == id_))
