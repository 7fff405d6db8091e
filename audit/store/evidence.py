"""Evidence beside the answers of assessments, append-only but for the files themselves.

What was taken away leaves its row, so that an approval of then can still be proven; its file is
deleted at once.
"""

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select

from audit.model.evidence import Evidence, Kind
from audit.store.append_only import letting_go
from audit.store.assessments import Turn
from audit.store.schema import assessments, evidence, evidence_contents, evidence_ends, waves


def add_evidence(connection: Connection, one: Evidence, content: bytes | None = None) -> None:
    """Write down a link, or a file with its content."""
    row = {name: value for name, value in vars(one).items() if name != "forgotten"}
    connection.execute(insert(evidence).values(**row))
    if content is not None:
        connection.execute(insert(evidence_contents).values(evidence=one.id, content=content))


def load_evidence(connection: Connection, assessment: int) -> dict[str, tuple[Evidence, ...]]:
    """Collect what stands beside the questions of an assessment, by question, the first first."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for row in connection.execute(_OF_ONE, {"id": assessment}):
        found[row.question] = (*found.get(row.question, ()), _evidence(row))
    return found


def find_evidence(connection: Connection, id_: str) -> Evidence | None:
    """Find one piece of evidence; None when it was taken away, or never was."""
    if not (id_.isascii() and id_.isprintable()):
        return None  # no id of ours, and no text that every database takes
    row = connection.execute(_THERE.where(evidence.c.id == id_)).one_or_none()
    return None if row is None else _evidence(row)


def load_content(connection: Connection, id_: str) -> bytes | None:
    """Read a file; None when it is no longer there."""
    query = select(evidence_contents.c.content).where(evidence_contents.c.evidence == id_)
    return connection.execute(query).scalar_one_or_none()


def end_evidence(connection: Connection, id_: str, turn: Turn) -> None:
    """Take a piece of evidence away, and delete its file."""
    connection.execute(
        insert(evidence_ends).values(
            evidence=id_, revision=turn.revision, person=turn.person, at=turn.at
        )
    )
    _delete_contents(connection, [id_])


def digests_at(connection: Connection, assessment: int, revision: int) -> list[dict[str, Any]]:
    """List what stood beside the questions when an assessment had a revision, for its seal."""
    sealed = ("id", "question", "revision", "kind", "name", "address", "size", "digest")
    query = (
        select(*(evidence.c[name] for name in sealed))
        .join(evidence_ends, evidence_ends.c.evidence == evidence.c.id, isouter=True)
        .where(
            evidence.c.assessment == assessment,
            evidence.c.revision <= revision,
            or_(evidence_ends.c.revision.is_(None), evidence_ends.c.revision > revision),
        )
    )
    rows = [dict(row._mapping) for row in connection.execute(query)]
    return sorted(rows, key=lambda row: str(row["id"]))


def damaged_files(connection: Connection) -> list[int]:
    """Find the assessments with a file that is not, byte by byte, what was added."""
    query = (
        select(evidence.c.assessment, evidence.c.digest, evidence_contents.c.content)
        .join(evidence_contents, evidence_contents.c.evidence == evidence.c.id, isouter=True)
        .join(evidence_ends, evidence_ends.c.evidence == evidence.c.id, isouter=True)
        .where(evidence_ends.c.evidence.is_(None), evidence.c.kind != Kind.LINK.value)
        .execution_options(yield_per=1)  # never two files in memory
    )
    return sorted(
        {
            row.assessment
            for row in connection.execute(query)
            if row.content is None or sha256(row.content).hexdigest() != row.digest
        }
    )


def forget_files(connection: Connection, day: date, now: datetime) -> int:
    """Delete the files of waves that ended before a day; that they were there stays."""
    over = (
        select(evidence.c.id)
        .join(assessments, assessments.c.id == evidence.c.assessment)
        .join(waves, waves.c.id == assessments.c.wave)
        .join(evidence_contents, evidence_contents.c.evidence == evidence.c.id)
        .where(waves.c.closes < day)
    )
    gone = connection.execute(over).scalars().all()
    for id_ in gone:
        connection.execute(insert(evidence_ends).values(evidence=id_, at=now))
    _delete_contents(connection, gone)
    return len(gone)


_THERE = (
    select(evidence, evidence_ends.c.evidence.label("ended"))
    .join(evidence_ends, evidence_ends.c.evidence == evidence.c.id, isouter=True)
    .where(or_(evidence_ends.c.evidence.is_(None), evidence_ends.c.revision.is_(None)))
)
"""What nobody has taken away."""

_OF_ONE = _THERE.where(evidence.c.assessment == bindparam("id")).order_by(
    evidence.c.revision, evidence.c.id
)


def _delete_contents(connection: Connection, ids: Collection[str]) -> None:
    with letting_go(connection, evidence_contents):
        connection.execute(
            delete(evidence_contents).where(evidence_contents.c.evidence.in_(list(ids)))
        )


def _evidence(row: Row[tuple[object, ...]]) -> Evidence:
    own = dict(row._mapping)
    forgotten = own.pop("ended") is not None
    return Evidence(**{**own, "kind": Kind(row.kind), "forgotten": forgotten})
