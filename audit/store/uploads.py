"""Files that somebody has sent and not yet used."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from audit.store.schema import uploads


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    id: str
    """Random: whoever guesses it is not let in by it anyway."""
    person: str
    purpose: str
    about: str
    """Which thing the file is about, e.g. the number of an assessment; may be empty."""
    name: str
    content: bytes
    at: datetime


def add_upload(connection: Connection, upload: Upload) -> None:
    """Keep a file, in place of what the same person sent before for the same."""
    connection.execute(
        delete(uploads).where(
            uploads.c.person == upload.person,
            uploads.c.purpose == upload.purpose,
            uploads.c.about == upload.about,
        )
    )
    connection.execute(insert(uploads).values(**vars(upload)))


def load_upload(connection: Connection, id_: str) -> Upload | None:
    """Find a file."""
    if not (id_.isascii() and id_.isprintable()):
        return None  # no id of ours, and no text that every database takes
    row = connection.execute(select(uploads).where(uploads.c.id == id_)).one_or_none()
    return None if row is None else Upload(**row._mapping)


def forget_upload(connection: Connection, id_: str) -> None:
    """Delete a file."""
    connection.execute(delete(uploads).where(uploads.c.id == id_))


def forget_uploads_until(connection: Connection, moment: datetime) -> None:
    """Delete what came in until then and was never used."""
    connection.execute(delete(uploads).where(uploads.c.at <= moment))
