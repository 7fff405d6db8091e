"""Plans of waves: what can still be changed, and thrown away."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, delete, insert, select, update

from audit.model.organisation import UnitId
from audit.model.waves import Edition, WavePlan
from audit.store.schema import plan_questionnaires, plan_units, plans


def save_plan(connection: Connection, plan: WavePlan) -> None:
    """Write a plan down, anew if it is there already."""
    told = {
        "title": plan.title,
        "opens": plan.opens,
        "closes": plan.closes,
        "min_group": plan.min_group,
        "promise": plan.promise,
    }
    if connection.execute(update(plans).where(plans.c.id == plan.id).values(told)).rowcount == 0:
        connection.execute(insert(plans).values(id=plan.id, **told))
    _empty(connection, plan.id)
    for edition in plan.editions:
        connection.execute(
            insert(plan_questionnaires).values(
                plan=plan.id, questionnaire=edition.questionnaire, version=edition.version
            )
        )
    for unit in plan.units:
        connection.execute(insert(plan_units).values(plan=plan.id, unit=unit))


def remove_plan(connection: Connection, plan: str) -> None:
    """Throw a plan away."""
    _empty(connection, plan)
    connection.execute(delete(plans).where(plans.c.id == plan))


def _empty(connection: Connection, plan: str) -> None:
    for table in (plan_questionnaires, plan_units):
        connection.execute(delete(table).where(table.c.plan == plan))


def load_plans(connection: Connection) -> list[WavePlan]:
    """List all plans, the earliest first."""
    rows = connection.execute(select(plans).order_by(plans.c.opens, plans.c.id))
    return [_plan(connection, row) for row in rows.all()]


def hold_plan(connection: Connection, plan: str) -> WavePlan | None:
    """Find a plan and let nobody else change or open it before this transaction ends."""
    query = select(plans).where(plans.c.id == plan).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else _plan(connection, row)


def _plan(connection: Connection, row: Row[tuple[object, ...]]) -> WavePlan:
    editions = connection.execute(
        select(plan_questionnaires)
        .where(plan_questionnaires.c.plan == row.id)
        .order_by(plan_questionnaires.c.questionnaire)
    )
    units: Iterable[str] = connection.execute(
        select(plan_units.c.unit).where(plan_units.c.plan == row.id).order_by(plan_units.c.unit)
    ).scalars()
    return WavePlan(
        row.id,
        row.title,
        row.opens,
        row.closes,
        row.min_group,
        row.promise,
        tuple(Edition(one.questionnaire, one.version) for one in editions),
        tuple(UnitId(unit) for unit in units),
    )
