"""Approvals: append-only, each sealed over the answers that it stands for.

The seal is a hash over everything that was approved and over the seal of the approval before, of
the same assessment. Answers are never deleted, so each approval can be proven as long as it lasts:
also one that has lapsed since.

The person is not part of it: in the place of somebody who has left there may stand a pseudonym.
Who has approved stands in the log as well, together with the seal.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from audit.model.waves import Approval, Assessment, AssessmentState, Edition
from audit.store.assessments import load_assessments_in, load_entries_at, load_remarks_at
from audit.store.evidence import digests_at
from audit.store.schema import MOST, approvals
from audit.store.sides import agreements_at
from audit.store.waves import load_questionnaire

BEGINNING = "0" * 64
"""What stands before the first approval."""


@dataclass(frozen=True)
class Broken:
    """An approval that does not fit what is stored, or is missing."""

    assessment: int
    number: int


def add_approval(
    connection: Connection, assessment: Assessment, person: str, at: datetime, scoring: int
) -> Approval:
    """Approve an assessment as it is stored, with the revision that it has now."""
    before = load_approvals(connection, [assessment.id]).get(assessment.id)
    approval = Approval(
        assessment=assessment.id,
        number=1 if before is None else before.number + 1,
        person=person,
        at=at,
        edition=assessment.edition,
        fingerprint=_fingerprint(connection, assessment.edition),
        scoring=scoring,
        revision=assessment.revision,
        hash="",
    )
    seal = _seal(connection, approval, BEGINNING if before is None else before.hash)
    approval = replace(approval, hash=seal)
    connection.execute(insert(approvals).values(_row(approval)))
    return approval


def load_approvals(connection: Connection, ids: Collection[int]) -> dict[int, Approval]:
    """Find the last approval of each of some assessments that were ever approved."""
    return {row.assessment: _approval(row) for row in connection.execute(_LAST, {"ids": list(ids)})}


_NEWEST = (
    select(approvals.c.assessment, func.max(approvals.c.number).label("number"))
    .group_by(approvals.c.assessment)
    .subquery()
)
_LAST = (
    select(approvals)
    .join(
        _NEWEST,
        (_NEWEST.c.assessment == approvals.c.assessment) & (_NEWEST.c.number == approvals.c.number),
    )
    .where(approvals.c.assessment.in_(bindparam("ids", expanding=True)))
)


def holds(connection: Connection, approval: Approval, assessment: Assessment) -> bool:
    """Tell whether an approval still stands for what is stored; else it has lapsed."""
    return (
        assessment.state is AssessmentState.APPROVED
        and approval.revision == assessment.revision
        and approval.edition == assessment.edition
        and approval.hash == _seal(connection, approval, _before(connection, approval), MOST)
    )


def broken_approvals(connection: Connection) -> list[Broken]:
    """Find the approvals that do not fit the answers, the questionnaire or each other."""
    rows = connection.execute(
        select(approvals).order_by(approvals.c.assessment, approvals.c.number)
    )
    chains = {id_: list(chain) for id_, chain in groupby(map(_approval, rows), _assessment_of)}
    approved = load_assessments_in(connection, AssessmentState.APPROVED)
    found = [broken for chain in chains.values() for broken in _broken_in(connection, chain)]
    for one in approved:
        last = chains.get(one.id, [None])[-1]
        if last is None or not holds(connection, last, one):
            found.append(Broken(one.id, 1 if last is None else last.number))
    return sorted(set(found), key=lambda one: (one.assessment, one.number))


def _broken_in(connection: Connection, chain: list[Approval]) -> Iterator[Broken]:
    before = BEGINNING
    for number, approval in enumerate(chain, 1):
        is_sound = approval.number == number and approval.hash == _seal(
            connection, approval, before
        )
        if not is_sound or approval.fingerprint != _fingerprint(connection, approval.edition):
            yield Broken(approval.assessment, approval.number)
        before = approval.hash


def _assessment_of(approval: Approval) -> int:
    return approval.assessment


def _before(connection: Connection, approval: Approval) -> str:
    found = connection.execute(
        select(approvals.c.hash).where(
            approvals.c.assessment == approval.assessment,
            approvals.c.number == approval.number - 1,
        )
    ).scalar()
    return found or BEGINNING


def _seal(connection: Connection, approval: Approval, before: str, until: int | None = None) -> str:
    """Compute the hash over an approval and what it stands for: what held at its revision, or
    what held until another one."""
    revision = approval.revision if until is None else until
    entries = load_entries_at(connection, approval.assessment, revision)
    remarks = load_remarks_at(connection, approval.assessment, revision)
    own = {name: value for name, value in _row(approval).items() if name != "person"}
    sealed = own | {
        "hash": before,
        "at": approval.at.astimezone(UTC).isoformat(),
        "answers": {cell: vars(entry) for cell, entry in entries.items()},
        "remarks": {question: vars(remark) for question, remark in remarks.items()},
    }
    if beside := digests_at(connection, approval.assessment, revision):
        sealed["evidence"] = beside  # seals from before there was evidence hold as they are
    if agreed := agreements_at(connection, approval.assessment, revision):
        sealed["agreements"] = agreed
    return sha256(json.dumps(sealed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _fingerprint(connection: Connection, edition: Edition) -> str:
    """Compute the fingerprint of a questionnaire's text; empty when it is gone."""
    written = load_questionnaire(connection, edition)
    return "" if written is None else sha256(written.text).hexdigest()


def _row(approval: Approval) -> dict[str, object]:
    edition = approval.edition
    own = {name: value for name, value in vars(approval).items() if name != "edition"}
    return own | {"questionnaire": edition.questionnaire, "version": edition.version}


def _approval(row: Row[tuple[object, ...]]) -> Approval:
    return Approval(
        row.assessment,
        row.number,
        row.person,
        row.at,
        Edition(row.questionnaire, row.version),
        row.fingerprint,
        row.scoring,
        row.revision,
        row.hash,
    )
