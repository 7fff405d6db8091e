"""Which areas of a sheet were given to whom.

An area counts as given while its sheet can be filled in: it was not handed in (again), and its wave
runs. So a wave that is extended gives back what had only rested.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    insert,
    select,
    update,
)

from audit.model.delegations import Delegation, DelegationState
from audit.model.waves import AssessmentState
from audit.store.schema import assessments, delegations, people, waves


@dataclass(frozen=True)
class Given:
    """An area that is given to somebody."""

    assessment: int
    area: str
    person: str
    given_by: str | None
    given_on: date


def add_delegation(connection: Connection, given: Given) -> None:
    """Give somebody an area that nobody has."""
    state = DelegationState.HELD.value
    connection.execute(insert(delegations).values(state=state, **vars(given)))


def load_delegations(connection: Connection, assessment: int) -> list[Delegation]:
    """List all that was given of a sheet, the first one first."""
    rows = connection.execute(_ALL.where(delegations.c.assessment == assessment))
    return [_delegation(row) for row in rows]


def load_held(connection: Connection, person: str, today: date) -> list[Delegation]:
    """List what somebody has now, of all sheets."""
    rows = connection.execute(_ALL.where(_HELD), {"person": person, "today": today})
    return [_delegation(row) for row in rows]


def areas_held(connection: Connection, assessment: int, person: str, today: date) -> frozenset[str]:
    """List the areas of a sheet that somebody has now."""
    given = {"assessment": assessment, "person": person, "today": today}
    return frozenset(connection.execute(_AREAS, given).scalars())


def holds_something(connection: Connection, person: str, today: date) -> bool:
    """Tell whether somebody has an area of any sheet now."""
    given = {"person": person, "today": today}
    return connection.execute(_SOMETHING, given).first() is not None


def holders(today: date) -> Select[tuple[str]]:
    """Select everybody who has an area of some sheet on a day."""
    return select(delegations.c.person).where(_IS_HELD, _is_open(today))


def end_delegation(
    connection: Connection, id_: int, state: DelegationState, day: date, remark: str = ""
) -> None:
    """Let one end."""
    connection.execute(
        update(delegations)
        .where(delegations.c.id == id_)
        .values(state=state.value, ended_on=day, remark=remark)
    )


def end_those_of_sheet(
    connection: Connection, assessment: int, day: date, areas: Collection[str] | None = None
) -> None:
    """End what is still with others of a sheet, or of some of its areas."""
    of_sheet = delegations.c.assessment == assessment
    chosen = of_sheet if areas is None else and_(of_sheet, delegations.c.area.in_(areas))
    _end(connection, chosen, day)


def end_all_of_person(connection: Connection, person: str, day: date) -> None:
    """End what somebody has: they have no access any more."""
    _end(connection, delegations.c.person == person, day)


def _end(connection: Connection, where: ColumnElement[bool], day: date) -> None:
    connection.execute(
        update(delegations)
        .where(where, _IS_HELD)
        .values(state=DelegationState.ENDED.value, ended_on=day)
    )


_givers = people.alias()
_ALL = (
    select(delegations, people.c.name, _givers.c.name.label("giver"))
    .join_from(delegations, people, delegations.c.person == people.c.id)
    .join(_givers, delegations.c.given_by == _givers.c.id, isouter=True)
    .order_by(delegations.c.id)
)
_OPEN: Collection[str] = [state.value for state in AssessmentState if state.is_open]
_IS_HELD = delegations.c.state == DelegationState.HELD.value


def _is_open(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Tell whether the sheet can be filled in."""
    return delegations.c.assessment.in_(
        select(assessments.c.id)
        .join_from(assessments, waves)
        .where(
            assessments.c.state.in_(_OPEN),
            waves.c.opens <= today,
            waves.c.closes >= today,
            waves.c.closed_on.is_(None),
        )
    )


_HELD = and_(
    delegations.c.person == bindparam("person"), _IS_HELD, _is_open(bindparam("today", type_=Date))
)
_AREAS = select(delegations.c.area).where(
    _HELD, delegations.c.assessment == bindparam("assessment")
)
_SOMETHING = select(delegations.c.id).where(_HELD).limit(1)


def _delegation(row: Row[tuple[object, ...]]) -> Delegation:
    return Delegation(
        id=row.id,
        assessment=row.assessment,
        area=row.area,
        person=row.person,
        name=row.name,
        given_by=row.giver or "",
        given_on=row.given_on,
        state=DelegationState(row.state),
        remark=row.remark,
        ended_on=row.ended_on,
    )
