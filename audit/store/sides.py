"""Several views of one unit: sheets of single people, and what was agreed."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from audit.model.sides import Agreement, Side
from audit.model.waves import Assessment, AssessmentState
from audit.store.assessments import Turn, load_assessment
from audit.store.schema import agreements, assessments, people, views


def add_side(connection: Connection, of: Assessment, name: str, person: str) -> int:
    """Begin a sheet of somebody's own about the same as another sheet, which is held; returns its
    number."""
    last = select(func.max(assessments.c.view)).where(
        assessments.c.id.in_(select(views.c.assessment).where(views.c.of == of.id))
    )
    added = connection.execute(
        insert(assessments)
        .values(
            wave=of.wave,
            questionnaire=of.edition.questionnaire,
            version=of.edition.version,
            unit=of.unit,
            access_point=of.access_point,
            view=(connection.execute(last).scalar() or 0) + 1,
            state=AssessmentState.DRAFT.value,
            revision=0,
        )
        .returning(assessments.c.id)
    )
    number = int(added.scalar_one())
    connection.execute(insert(views).values(assessment=number, of=of.id, name=name, person=person))
    return number


def load_sides(connection: Connection, of: int) -> list[tuple[Side, Assessment]]:
    """List the views of the same as a sheet, in the order in which they were begun."""
    query = select(views).where(views.c.of == of).order_by(views.c.assessment)
    found = [Side(**row._mapping) for row in connection.execute(query)]
    sheets = [load_assessment(connection, side.assessment) for side in found]
    return [(side, sheet) for side, sheet in zip(found, sheets, strict=True) if sheet is not None]


def load_side(connection: Connection, assessment: int) -> Side | None:
    """Say whose view a sheet is; None when it is the sheet of a unit."""
    row = connection.execute(_ONE, {"id": assessment}).one_or_none()
    return None if row is None else Side(**row._mapping)


def load_sides_of(connection: Connection, person: str) -> list[Side]:
    """List the views that somebody was asked for."""
    query = select(views).where(views.c.person == person).order_by(views.c.assessment)
    return [Side(**row._mapping) for row in connection.execute(query)]


def forget_side(connection: Connection, side: Side) -> None:
    """Delete a view in which nothing was written yet."""
    connection.execute(delete(views).where(views.c.assessment == side.assessment))
    connection.execute(delete(assessments).where(assessments.c.id == side.assessment))


def add_agreement(connection: Connection, turn: Turn, question: str, remark: str) -> None:
    """Write down that what holds now is what was agreed."""
    connection.execute(insert(agreements).values(question=question, remark=remark, **vars(turn)))


def load_agreements(connection: Connection, assessment: int) -> dict[str, Agreement]:
    """Find the last agreement on each question."""
    found = {}
    for row in connection.execute(_AGREED, {"id": assessment}):
        agreement = Agreement(row.question, row.revision, row.remark, row.person or "", row.at)
        found[row.question] = replace(agreement, person=row.name or agreement.person)
    return found


def agreements_at(connection: Connection, assessment: int, revision: int) -> list[dict[str, Any]]:
    """List what had been agreed when an assessment had a revision, for its seal."""
    query = (
        select(agreements.c.question, agreements.c.revision, agreements.c.remark)
        .where(agreements.c.assessment == assessment, agreements.c.revision <= revision)
        .order_by(agreements.c.revision)
    )
    return [dict(row._mapping) for row in connection.execute(query)]


_ONE = select(views).where(views.c.assessment == bindparam("id"))
_AGREED = (
    select(agreements, people.c.name)
    .join_from(agreements, people, agreements.c.person == people.c.id, isouter=True)
    .where(agreements.c.assessment == bindparam("id"))
    .order_by(agreements.c.revision)
)
