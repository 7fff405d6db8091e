"""Waves, the questionnaires they use, and the links to take part."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select

from audit.model.organisation import UnitId
from audit.model.waves import Edition, Link, Wave
from audit.store.schema import links, questionnaires, wave_questionnaires, waves


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
    """Plan a wave with the questionnaires that it uses."""
    connection.execute(
        insert(waves).values(
            id=wave.id,
            title=wave.title,
            opens=wave.opens,
            closes=wave.closes,
            min_group=wave.min_group,
        )
    )
    for edition in editions:
        connection.execute(
            insert(wave_questionnaires).values(
                wave=wave.id, questionnaire=edition.questionnaire, version=edition.version
            )
        )


def load_waves(connection: Connection) -> list[Wave]:
    """List all waves, the earliest first."""
    rows = connection.execute(_WAVES)
    return [Wave(row.id, row.title, row.opens, row.closes, row.min_group) for row in rows]


_WAVES = select(waves).order_by(waves.c.opens, waves.c.id)


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
        )
    )


def load_links(connection: Connection, wave: str) -> list[Link]:
    """List the links of a wave."""
    return [_link(row) for row in connection.execute(_LINKS.where(links.c.wave == wave))]


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
    return Link(row.token, row.wave, Edition(row.questionnaire, row.version), unit)
