"""Assessments and their answers, append-only."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, select, update

from audit.model.organisation import UnitId
from audit.model.waves import Assessment, AssessmentState, Edition, Entry, Remark
from audit.store.schema import MOST, answers, assessments, remarks


def add_assessment(
    connection: Connection, wave: str, edition: Edition, unit: UnitId, access_point: int | None
) -> int:
    """Begin an assessment and return its number."""
    added = connection.execute(
        insert(assessments)
        .values(
            wave=wave,
            questionnaire=edition.questionnaire,
            version=edition.version,
            unit=unit,
            access_point=access_point,
            state=AssessmentState.DRAFT.value,
            revision=0,
        )
        .returning(assessments.c.id)
    )
    return int(added.scalar_one())


def load_assessment(connection: Connection, id_: int, *, hold: bool = False) -> Assessment | None:
    """Find one assessment; `hold` it to let nobody else change it before this transaction ends."""
    if not 0 < id_ <= MOST:
        return None
    row = connection.execute(_HELD if hold else _ONE, {"id": id_}).one_or_none()
    return None if row is None else _assessment(row)


_ONE = select(assessments).where(assessments.c.id == bindparam("id"))
_HELD = _ONE.with_for_update()


def load_assessments(
    connection: Connection,
    wave: str,
    *,
    questionnaire: str | None = None,
    units: Collection[UnitId] | None = None,
) -> list[Assessment]:
    """List the assessments of a wave, but for the views of single people; of one questionnaire, or
    of some units, if wanted."""
    query = (
        select(assessments)
        .where(assessments.c.wave == wave, assessments.c.view == 0)
        .order_by(assessments.c.id)
    )
    if questionnaire is not None:
        query = query.where(assessments.c.questionnaire == questionnaire)
    if units is not None:
        query = query.where(assessments.c.unit.in_(units))
    return [_assessment(row) for row in connection.execute(query)]


def load_assessments_in(connection: Connection, state: AssessmentState) -> list[Assessment]:
    """List all assessments in a state."""
    query = select(assessments).where(assessments.c.state == state.value).order_by(assessments.c.id)
    return [_assessment(row) for row in connection.execute(query)]


def same_in(connection: Connection, wave: str, assessment: Assessment) -> Assessment | None:
    """Find the sheet that another wave holds about the same unit or access point."""
    query = _SAME_UNIT if assessment.access_point is None else _SAME_ACCESS_POINT
    about = {
        "wave": wave,
        "questionnaire": assessment.edition.questionnaire,
        "about": assessment.access_point or assessment.unit,
    }
    row = connection.execute(query, about).one_or_none()
    return None if row is None else _assessment(row)


_SAME = select(assessments).where(
    assessments.c.wave == bindparam("wave"),
    assessments.c.questionnaire == bindparam("questionnaire"),
    assessments.c.view == 0,
)
_SAME_UNIT = _SAME.where(
    assessments.c.unit == bindparam("about"), assessments.c.access_point.is_(None)
)
_SAME_ACCESS_POINT = _SAME.where(assessments.c.access_point == bindparam("about"))
"""An access point may have belonged to another unit then."""


def _assessment(row: Row[tuple[object, ...]]) -> Assessment:
    return Assessment(
        id=row.id,
        wave=row.wave,
        edition=Edition(row.questionnaire, row.version),
        unit=UnitId(row.unit),
        access_point=row.access_point,
        view=row.view,
        state=AssessmentState(row.state),
        revision=row.revision,
        submitted_on=row.submitted_on,
        submitted_by=row.submitted_by,
    )


def next_revision(connection: Connection, assessment: int) -> int | None:
    """Count a change of what can be filled in; None when it cannot (any more)."""
    changed = connection.execute(
        update(assessments)
        .where(assessments.c.id == assessment, assessments.c.state.in_(_OPEN))
        .values(revision=assessments.c.revision + 1)
        .returning(assessments.c.revision)
    )
    revision = changed.scalar_one_or_none()
    return None if revision is None else int(revision)


_OPEN = [state.value for state in AssessmentState if state.is_open]


def submit(connection: Connection, assessment: int, person: str | None, day: date) -> bool:
    """Hand in what can be filled in; False when it cannot (any more)."""
    revision = next_revision(connection, assessment)
    if revision is not None:
        connection.execute(
            update(assessments)
            .where(assessments.c.id == assessment)
            .values(state=AssessmentState.SUBMITTED.value, submitted_on=day, submitted_by=person)
        )
    return revision is not None


@dataclass(frozen=True)
class Turn:
    """One change of an assessment: its revision, by whom (None: nobody in particular), and when."""

    assessment: int
    revision: int
    person: str | None
    at: datetime


def add_entries(
    connection: Connection,
    turn: Turn,
    entries: Mapping[str, Entry],
    taken_from: str | None = None,
) -> None:
    """Write what is said about some cells, or taken from an earlier wave; what was said before
    stays in the history."""
    if entries:
        connection.execute(
            insert(answers),
            [
                {
                    "cell": cell,
                    "value": entry.value,
                    "reason": entry.reason,
                    "taken_from": taken_from,
                    **vars(turn),
                }
                for cell, entry in entries.items()
            ],
        )


def add_remarks(connection: Connection, turn: Turn, noted: Mapping[str, Remark]) -> None:
    """Write what is noted beside some questions; what was noted before stays in the history."""
    if noted:
        connection.execute(
            insert(remarks),
            [
                {"question": question, **vars(remark), **vars(turn)}
                for question, remark in noted.items()
            ],
        )


def load_entries(
    connection: Connection, assessment_ids: Iterable[int]
) -> dict[int, dict[str, tuple[Entry, int]]]:
    """Collect what holds now: per assessment and cell the entry, and the revision it came with."""
    found: dict[int, dict[str, tuple[Entry, int]]] = {id_: {} for id_ in assessment_ids}
    for row in connection.execute(_ENTRIES, {"ids": list(found)}):
        found[row.assessment][row.cell] = (Entry(row.value, row.reason), row.revision)
    return found


def load_entry(connection: Connection, assessment: int, cell: str) -> tuple[Entry, int]:
    """Find what holds now for one cell; an empty entry and revision 0 when nothing was said."""
    row = connection.execute(_ENTRY, {"id": assessment, "cell": cell}).one_or_none()
    return (Entry(), 0) if row is None else (Entry(row.value, row.reason), row.revision)


def load_taken(connection: Connection, assessment: int) -> dict[str, str]:
    """Find the cells of which holds what was taken from an earlier wave, and from which."""
    return {row.cell: row.taken_from for row in connection.execute(_TAKEN, {"id": assessment})}


def entry_history(connection: Connection, assessment: int, cell: str) -> list[tuple[Entry, Turn]]:
    """List all that was ever said about a cell, and by whom; what holds now is the last."""
    query = (
        select(answers)
        .where(answers.c.assessment == assessment, answers.c.cell == cell)
        .order_by(answers.c.revision)
    )
    return [
        (Entry(row.value, row.reason), Turn(assessment, row.revision, row.person, row.at))
        for row in connection.execute(query)
    ]


def remark_history(
    connection: Connection, assessment: int, question: str
) -> list[tuple[Remark, Turn]]:
    """List all that was ever noted beside a question, and by whom; what holds now is the last."""
    query = (
        select(remarks)
        .where(remarks.c.assessment == assessment, remarks.c.question == question)
        .order_by(remarks.c.revision)
    )
    return [
        (_remark(row), Turn(assessment, row.revision, row.person, row.at))
        for row in connection.execute(query)
    ]


def load_remarks(
    connection: Connection, assessment_ids: Iterable[int]
) -> dict[int, dict[str, tuple[Remark, int]]]:
    """Collect the remarks that hold now, per assessment and question, each with the revision it
    came with."""
    found: dict[int, dict[str, tuple[Remark, int]]] = {id_: {} for id_ in assessment_ids}
    for row in connection.execute(_REMARKS, {"ids": list(found)}):
        found[row.assessment][row.question] = _remark(row), row.revision
    return found


def load_entries_at(connection: Connection, assessment: int, revision: int) -> dict[str, Entry]:
    """Collect what held when an assessment had a revision, by cell."""
    rows = connection.execute(
        select(answers)
        .where(answers.c.assessment == assessment, answers.c.revision <= revision)
        .order_by(answers.c.revision)
    )
    return {row.cell: Entry(row.value, row.reason) for row in rows}


def load_remarks_at(connection: Connection, assessment: int, revision: int) -> dict[str, Remark]:
    """Collect the remarks that held when an assessment had a revision, by question."""
    rows = connection.execute(
        select(remarks)
        .where(remarks.c.assessment == assessment, remarks.c.revision <= revision)
        .order_by(remarks.c.revision)
    )
    return {row.question: _remark(row) for row in rows}


def _remark(row: Row[tuple[object, ...]]) -> Remark:
    return Remark(row.comment, row.evidence, row.need_for_action)


def _latest_answers() -> Select[tuple[object, ...]]:
    later = answers.alias()
    newest = (
        select(func.max(later.c.revision))
        .where(and_(later.c.assessment == answers.c.assessment, later.c.cell == answers.c.cell))
        .scalar_subquery()
    )
    # Without the moment: nobody here asks for it, and it takes longest to read.
    wanted = (
        answers.c.assessment,
        answers.c.cell,
        answers.c.value,
        answers.c.reason,
        answers.c.revision,
    )
    return select(*wanted).where(answers.c.revision == newest)


def _latest_remarks() -> Select[tuple[object, ...]]:
    later = remarks.alias()
    newest = (
        select(func.max(later.c.revision))
        .where(
            and_(
                later.c.assessment == remarks.c.assessment,
                later.c.question == remarks.c.question,
            )
        )
        .scalar_subquery()
    )
    return select(remarks).where(remarks.c.revision == newest)


_ENTRIES = _latest_answers().where(answers.c.assessment.in_(bindparam("ids", expanding=True)))
_ENTRY = (
    select(answers.c.value, answers.c.reason, answers.c.revision)
    .where(answers.c.assessment == bindparam("id"), answers.c.cell == bindparam("cell"))
    .order_by(answers.c.revision.desc())
    .limit(1)
)
"""Asked at each save: it reads one row, however often the cell was changed."""
_TAKEN = (
    _latest_answers()
    .with_only_columns(answers.c.cell, answers.c.taken_from)
    .where(answers.c.assessment == bindparam("id"), answers.c.taken_from.is_not(None))
)
_REMARKS = _latest_remarks().where(remarks.c.assessment.in_(bindparam("ids", expanding=True)))
