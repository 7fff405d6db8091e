"""Comments beside the questions of a sheet, append-only: what is withdrawn leaves its place, and
loses its text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from audit.model.comments import Comment, Step
from audit.store.append_only import letting_go
from audit.store.schema import assessments, comments, people


@dataclass(frozen=True)
class Contribution:
    """What somebody adds."""

    assessment: int
    question: str
    step: Step
    text: str
    person: str
    day: date


def add_comment(connection: Connection, added: Contribution) -> int:
    """Write it down behind all others of the sheet, which is held; returns its number."""
    last = connection.execute(_LAST, {"id": added.assessment}).scalar() or 0
    values = {**vars(added), "step": added.step.value, "number": last + 1}
    connection.execute(insert(comments).values(values))
    return int(last) + 1


def load_comments(
    connection: Connection, assessment_ids: Collection[int]
) -> dict[int, list[Comment]]:
    """List what was said in some sheets, the first thing first."""
    found: dict[int, list[Comment]] = {id_: [] for id_ in assessment_ids}
    for row in connection.execute(_OF_SHEETS, {"ids": list(found)}):
        found[row.assessment].append(_comment(row))
    return found


def withdraw_comment(connection: Connection, assessment: int, number: int, day: date) -> None:
    """Take the text away for good; that something stood there remains."""
    with letting_go(connection, comments):
        connection.execute(
            update(comments)
            .where(comments.c.assessment == assessment, comments.c.number == number)
            .values(text="", withdrawn_on=day)
        )


def forget_comments(connection: Connection, ended: Collection[str]) -> int:
    """Delete what was said in the sheets of some waves."""
    sheets = select(assessments.c.id).where(assessments.c.wave.in_(ended))
    with letting_go(connection, comments):
        return connection.execute(
            delete(comments).where(comments.c.assessment.in_(sheets))
        ).rowcount


_LAST = select(func.max(comments.c.number)).where(comments.c.assessment == bindparam("id"))
_OF_SHEETS = (
    select(comments, people.c.name)
    .join_from(comments, people)
    .where(comments.c.assessment.in_(bindparam("ids", expanding=True)))
    .order_by(comments.c.assessment, comments.c.number)
)


def _comment(row: Row[tuple[object, ...]]) -> Comment:
    return Comment(
        number=row.number,
        question=row.question,
        step=Step(row.step),
        text=row.text,
        person=row.person,
        name=row.name,
        day=row.day,
        withdrawn_on=row.withdrawn_on,
    )
