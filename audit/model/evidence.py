"""Evidence for an answer: an address where something stands, or a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

MOST_PER_QUESTION = 20
"""Links and files together: more than anybody reads."""

MOST_PER_SHEET = 30_000_000
"""Bytes of all files of a sheet: they lie in the database and in each of its backups."""

MOST_SIGNS_OF_A_LINK = 500
MOST_SIGNS_OF_A_TITLE = 200


class Kind(StrEnum):
    """What a piece of evidence is; a file is what its content says, whatever its name is."""

    LINK = "link"
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"


_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}
"""How a file is called in the head of an answer; its kind is the ending of its name as well."""


@dataclass(frozen=True)
class SoundFile:
    """A file whose content was looked at: see `audit.files.evidence_files`."""

    name: str
    """With the ending that belongs to the content."""
    kind: Kind
    content: bytes


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence beside a question."""

    id: str
    """Random: whoever guesses it is not let in by it anyway."""
    assessment: int
    question: str
    revision: int
    """Of the assessment, when it was added."""
    kind: Kind
    name: str
    """Of the file, or the title of the link; may be empty for a link."""
    address: str
    """Where the link leads; empty for a file."""
    size: int
    """Bytes; 0 for a link."""
    digest: str
    """SHA-256 of the file; empty for a link."""
    person: str
    at: datetime
    forgotten: bool = False
    """The time of the file was over: that it was there is all that is left."""


def checked_link(written: str) -> str | None:
    """Write the address of a page with its host as it is resolved; None when a browser does not
    reach it safely. Nothing is fetched."""
    try:
        parts = urlsplit(written)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return None
    if (
        parts.scheme != "https"
        or not host.strip(".")
        or "@" in parts.netloc
        or any(sign in _UNSAFE or sign.isspace() or not sign.isprintable() for sign in written)
    ):
        return None
    host = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=host if port is None else f"{host}:{port}").geturl()


def host_of(address: str) -> str:
    """Say on whose computer a link ends."""
    return urlsplit(address).netloc


_UNSAFE = '"<>\\^`{|}'
