"""Newer versions of questionnaires: which one a wave uses, and which drafts were moved to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from audit.model.waves import Edition
from audit.store.assessments import Turn
from audit.store.schema import assessments, new_versions, people, wave_questionnaires


@dataclass(frozen=True)
class Move:
    """A draft was moved to a newer version."""

    revision: int
    """Of the sheet, with this move."""
    left: int
    """The version that it had before."""
    person: str
    """By name; empty for somebody who has left."""
    at: datetime


def load_used(connection: Connection) -> dict[tuple[str, str], Edition]:
    """Say which version each wave uses, by wave and questionnaire."""
    rows = connection.execute(select(wave_questionnaires))
    return {(row.wave, row.questionnaire): Edition(row.questionnaire, row.version) for row in rows}


def use_version(connection: Connection, wave: str, edition: Edition) -> None:
    """Let a wave, which is held, use another version of one of its questionnaires."""
    connection.execute(
        update(wave_questionnaires)
        .where(
            wave_questionnaires.c.wave == wave,
            wave_questionnaires.c.questionnaire == edition.questionnaire,
        )
        .values(version=edition.version)
    )


def move_sheet(connection: Connection, turn: Turn, left: Edition, version: int) -> None:
    """Let a draft, which is held, have another version, and write that down."""
    connection.execute(
        update(assessments).where(assessments.c.id == turn.assessment).values(version=version)
    )
    connection.execute(insert(new_versions).values(version_left=left.version, **vars(turn)))


def load_moves(connection: Connection, assessment: int) -> list[Move]:
    """List how a draft came to its version, the first move first."""
    rows = connection.execute(_MOVES, {"id": assessment})
    return [Move(row.revision, row.version_left, row.name or "", row.at) for row in rows]


_MOVES = (
    select(new_versions, people.c.name)
    .join_from(new_versions, people, new_versions.c.person == people.c.id, isouter=True)
    .where(new_versions.c.assessment == bindparam("id"))
    .order_by(new_versions.c.revision)
)


def load_editions_begun(connection: Connection, wave: str, questionnaire: str) -> list[Edition]:
    """List the versions in which there are sheets of units in a wave, the earliest first."""
    rows = connection.execute(_BEGUN, {"wave": wave, "questionnaire": questionnaire})
    return [Edition(questionnaire, row.version) for row in rows]


_BEGUN = (
    select(assessments.c.version)
    .where(
        assessments.c.wave == bindparam("wave"),
        assessments.c.questionnaire == bindparam("questionnaire"),
        assessments.c.view == 0,
    )
    .distinct()
    .order_by(assessments.c.version)
)
