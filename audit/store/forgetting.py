"""Deletes what is no longer needed, class by class; each function returns how much that was."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from audit.model.waves import Edition
from audit.store import log
from audit.store.delegations import holders
from audit.store.organisation import FORMER
from audit.store.schema import (
    assessments,
    delegations,
    deputies,
    guest_answers,
    offices,
    people,
    replies,
    reply_answers,
    sessions,
    uploads,
    without_office,
)


def forget_drafts(connection: Connection, ended: datetime) -> int:
    """Delete what guests have filled in and not sent, when their stay ended before a moment."""
    over = select(sessions.c.id).where(sessions.c.ends <= ended)
    return connection.execute(
        delete(guest_answers).where(guest_answers.c.session.in_(over))
    ).rowcount


def forget_stays(connection: Connection, ended: datetime) -> int:
    """Delete the stays that ended before a moment, with what their guests have not sent."""
    forget_drafts(connection, ended)
    return connection.execute(delete(sessions).where(sessions.c.ends <= ended)).rowcount


def forget_uploads(connection: Connection, sent: datetime) -> int:
    """Delete the files that were sent before a moment and never used."""
    return connection.execute(delete(uploads).where(uploads.c.at <= sent)).rowcount


def editions_answered(connection: Connection, wave: str) -> list[Edition]:
    """List the questionnaires to which somebody has sent a reply in a wave."""
    rows = connection.execute(
        select(replies.c.questionnaire, replies.c.version)
        .where(replies.c.wave == wave)
        .distinct()
        .order_by(replies.c.questionnaire, replies.c.version)
    )
    return [Edition(row.questionnaire, row.version) for row in rows]


def forget_cells(
    connection: Connection, wave: str, edition: Edition, cells: Collection[str]
) -> int:
    """Delete what was sent about some cells."""
    sent = select(replies.c.id).where(
        replies.c.wave == wave,
        replies.c.questionnaire == edition.questionnaire,
        replies.c.version == edition.version,
    )
    return connection.execute(
        delete(reply_answers).where(
            reply_answers.c.reply.in_(sent), reply_answers.c.cell.in_(cells)
        )
    ).rowcount


def forget_delegations(connection: Connection, ended: Collection[str]) -> int:
    """Delete who had which area of a sheet in some waves."""
    sheets = select(assessments.c.id).where(assessments.c.wave.in_(ended))
    return connection.execute(
        delete(delegations).where(delegations.c.assessment.in_(sheets))
    ).rowcount


def forget_log(connection: Connection, written: datetime) -> int:
    """Delete the lines that are older than a moment; what remains is still a chain."""
    last = log.last_before(connection, written)
    return 0 if last is None else log.forget_until(connection, last)


def note_people_without_office(connection: Connection, today: date) -> None:
    """Write down who holds no office from today on, and forget it about those who have one; who
    looks after the offices of somebody else, or will, has one, and so has who was given an area of
    a sheet."""
    looks_after = select(deputies.c.deputy).where(deputies.c.last >= today)
    held = select(offices.c.person).union_all(looks_after, holders(today))
    connection.execute(delete(without_office).where(without_office.c.person.in_(held)))
    new = select(people.c.id).where(
        people.c.id.not_in(held),
        people.c.id.not_in(select(without_office.c.person)),
        ~people.c.id.startswith(FORMER),
    )
    for person in connection.execute(new).scalars().all():
        connection.execute(insert(without_office).values(person=person, since=today))


def people_without_office(connection: Connection, since: date) -> list[str]:
    """List those who hold no office since a day, or for longer."""
    query = select(without_office.c.person).where(without_office.c.since <= since)
    return list(connection.execute(query.order_by(without_office.c.person)).scalars())


def wipe(engine: Engine) -> None:
    """Take what was deleted out of the files as well.

    SQLite overwrites what it deletes (`secure_delete`); its write-ahead log is emptied here.
    PostgreSQL makes the space of deleted rows free to be written over.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
        else:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
