"""The course of an assessment: when it was handed in, given back, approved, by whom and why."""

from sqlalchemy import Connection, bindparam, insert, select, update

from audit.model.waves import AssessmentState, Passage
from audit.store.assessments import Turn
from audit.store.schema import assessments, course, people


def move(connection: Connection, assessment: int, becomes: AssessmentState) -> int:
    """Let an assessment, which is held, become something else; returns its new revision."""
    moved = connection.execute(
        update(assessments)
        .where(assessments.c.id == assessment)
        .values(state=becomes.value, revision=assessments.c.revision + 1)
        .returning(assessments.c.revision)
    )
    return int(moved.scalar_one())


def add_passage(connection: Connection, turn: Turn, state: AssessmentState, why: str = "") -> None:
    """Write down what an assessment has become with a change."""
    connection.execute(insert(course).values(state=state.value, why=why, **vars(turn)))


def load_course(connection: Connection, assessment: int) -> list[Passage]:
    """List the steps of an assessment, the first one first; none for a draft."""
    rows = connection.execute(_COURSE, {"id": assessment})
    return [
        Passage(AssessmentState(row.state), row.name or row.person or "", row.at, row.why)
        for row in rows
    ]


_COURSE = (
    select(course.c.state, course.c.person, course.c.at, course.c.why, people.c.name)
    .join_from(course, people, course.c.person == people.c.id, isouter=True)
    .where(course.c.assessment == bindparam("id"))
    .order_by(course.c.revision)
)
