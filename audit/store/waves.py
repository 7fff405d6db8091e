"""Waves, the questionnaires they use, and the links to take part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, insert, select, update

from audit.model.organisation import UnitId
from audit.model.waves import Edition, Link, Wave
from audit.store.queues import Queue, wait_in
from audit.store.schema import links, questionnaires, wave_questionnaires, waves
from audit.store.units import freeze_units


@dataclass(frozen=True)
class Written:
    """A questionnaire as it was written, kept for as long as there are answers to it."""

    edition: Edition
    text: bytes
    fingerprint: str


def keep_questionnaire(connection: Connection, written: Written) -> None:
    """Keep the text of a questionnaire; each edition is kept once and never changed."""
    connection.execute(
        insert(questionnaires).values(
            id=written.edition.questionnaire,
            version=written.edition.version,
            written=written.text,
            fingerprint=written.fingerprint,
        )
    )


def load_questionnaire(connection: Connection, edition: Edition) -> Written | None:
    """Find the text of one edition."""
    row = connection.execute(
        select(questionnaires).where(
            questionnaires.c.id == edition.questionnaire,
            questionnaires.c.version == edition.version,
        )
    ).one_or_none()
    return None if row is None else Written(edition, row.written, row.fingerprint)


def add_wave(connection: Connection, wave: Wave, editions: Iterable[Edition]) -> None:
    """Write down a wave that is open, with the questionnaires that it uses."""
    connection.execute(
        insert(waves).values(
            id=wave.id,
            title=wave.title,
            opens=wave.opens,
            closes=wave.closes,
            min_group=wave.min_group,
            promise=wave.promise,
        )
    )
    for edition in editions:
        connection.execute(
            insert(wave_questionnaires).values(
                wave=wave.id, questionnaire=edition.questionnaire, version=edition.version
            )
        )
    freeze_units(connection, wave.id)


def load_waves(connection: Connection) -> list[Wave]:
    """List all waves, the earliest first."""
    return [_wave(row) for row in connection.execute(_WAVES)]


_WAVES = select(waves).order_by(waves.c.opens, waves.c.id)


def hold_waves(connection: Connection) -> None:
    """Let nobody else lay waves beside each other before this transaction ends."""
    wait_in(connection, Queue.WAVES)


def hold_wave(connection: Connection, wave: str) -> Wave | None:
    """Find a wave and let nobody else change it before this transaction ends."""
    query = select(waves).where(waves.c.id == wave).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else _wave(row)


def _wave(row: Row[tuple[object, ...]]) -> Wave:
    return Wave(row.id, row.title, row.opens, row.closes, row.min_group, row.promise, row.closed_on)


def move_end(connection: Connection, wave: str, closes: date) -> None:
    """Let a wave take answers until another day."""
    connection.execute(update(waves).where(waves.c.id == wave).values(closes=closes))


def close_early(connection: Connection, wave: str, day: date) -> None:
    """Let a wave take no more answers from this moment on."""
    connection.execute(update(waves).where(waves.c.id == wave).values(closed_on=day))


def reopen(connection: Connection, wave: str, closes: date) -> None:
    """Let a wave that has ended take answers again until a day."""
    reopened = update(waves).where(waves.c.id == wave).values(closes=closes, closed_on=None)
    connection.execute(reopened)


def load_editions(connection: Connection, wave: str) -> list[Edition]:
    """List the questionnaires of a wave."""
    rows = connection.execute(
        select(wave_questionnaires)
        .where(wave_questionnaires.c.wave == wave)
        .order_by(wave_questionnaires.c.questionnaire)
    )
    return [Edition(row.questionnaire, row.version) for row in rows]


def add_link(connection: Connection, link: Link) -> None:
    """Open a way to take part without an account."""
    connection.execute(
        insert(links).values(
            token=link.token,
            wave=link.wave,
            questionnaire=link.edition.questionnaire,
            unit=link.unit,
            batch=link.batch,
        )
    )


def load_links(connection: Connection, wave: str) -> list[Link]:
    """List the links of a wave, in the order of their tokens, which is none."""
    query = _LINKS.where(links.c.wave == wave).order_by(links.c.token)
    return [_link(row) for row in connection.execute(query)]


def load_link(connection: Connection, token: str) -> Link | None:
    """Find a link by its token."""
    if not (token.isascii() and token.isprintable()):
        return None  # no token of ours, and no text that every database takes
    row = connection.execute(_LINKS.where(links.c.token == token)).one_or_none()
    return None if row is None else _link(row)


_LINKS = select(links, wave_questionnaires.c.version).join(
    wave_questionnaires,
    (wave_questionnaires.c.wave == links.c.wave)
    & (wave_questionnaires.c.questionnaire == links.c.questionnaire),
)


def _link(row: Row[tuple[object, ...]]) -> Link:
    unit = None if row.unit is None else UnitId(row.unit)
    edition = Edition(row.questionnaire, row.version)
    return Link(row.token, row.wave, edition, unit, row.batch, row.used, row.withdrawn)
