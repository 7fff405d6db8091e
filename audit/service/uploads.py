"""Files that people send: kept for a day at most, shown to nobody else, and gone when used.

A kind of file has a purpose and an action of its own, whose right is checked as that of any other:

    UNITS_FILE = Purpose("einheiten", most=1_000_000)

    @action(Right.KEEP_UNITS, writes=True)
    def receive(act: Act, file: File) -> str:
        return keep(act, UNITS_FILE, file)

    @action(Right.KEEP_UNITS)
    def preview(act: Act, upload: str) -> Preview:
        file = kept(act, UNITS_FILE, upload)

    @action(Right.KEEP_UNITS, writes=True)
    def take_over(act: Act, upload: str) -> None:
        file = taken(act, UNITS_FILE, upload)

How the file comes in from a page stands in `audit.ui.uploads`.
"""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from audit.model.messages import Message, message
from audit.model.written import cleaned
from audit.service.actions import Act, Denied, NotDone
from audit.store import uploads as store

KEPT = timedelta(days=1)
"""So long somebody may look at a preview before they decide."""

MOST_SIGNS_OF_A_FILE_NAME = 200


@dataclass(frozen=True)
class Purpose:
    """What a kind of file is for."""

    name: str
    """Stands in addresses and in the table; permanent."""
    most: int
    """Bytes."""


@dataclass(frozen=True)
class File:
    """A file as it came from somebody's computer. Neither its name nor its content is to be
    believed."""

    name: str
    content: bytes


def keep(act: Act, purpose: Purpose, file: File, about: str = "") -> str:
    """Keep a file until it is used, and return its id; a second one for the same replaces it.

    Raises `NotDone` when it is empty or too large, and `Denied` for guests.
    """
    if act.caller.person is None:
        raise Denied
    file = taken_in(purpose, file)
    store.forget_uploads_until(act.connection, act.now - KEPT)
    upload = store.Upload(
        id=token_urlsafe(24),
        person=act.caller.person,
        purpose=purpose.name,
        about=about,
        name=file.name,
        content=file.content,
        at=act.now,
    )
    store.add_upload(act.connection, upload)
    return upload.id


def kept(act: Act, purpose: Purpose, upload: str, about: str = "") -> File:
    """Find a file that whoever acts has sent; raises `NotDone` when it is gone, or not theirs."""
    found = store.load_upload(act.connection, upload)
    if (
        found is None
        or (found.person, found.purpose, found.about) != (act.caller.person, purpose.name, about)
        or found.at + KEPT <= act.now
    ):
        raise NotDone(_GONE)
    return File(found.name, found.content)


def taken(act: Act, purpose: Purpose, upload: str, about: str = "") -> File:
    """Find a file and let go of it: it is gone if all else that the action does is done."""
    file = kept(act, purpose, upload, about)
    store.forget_upload(act.connection, upload)
    return file


def taken_in(purpose: Purpose, file: File) -> File:
    """Clean the name of a file; raises `NotDone` when it is empty or too large."""
    if not file.content:
        raise NotDone(message("Diese Datei ist leer. Bitte wählen Sie eine andere."))
    if len(file.content) > purpose.most:
        raise NotDone(too_large(purpose.most))
    return File(_name(file.name), file.content)


def too_large(most: int) -> Message:
    """Say that a file is too large."""
    return message(
        "Diese Datei ist zu groß: Höchstens {most} Megabyte sind möglich.",
        most=f"{most / 1_000_000:g}",
    )


def _name(name: str) -> str:
    """Keep the name itself, without the folders that some browsers send along."""
    name = cleaned(name.replace("\\", "/").rpartition("/")[2]).replace("\n", " ")
    return name[-MOST_SIGNS_OF_A_FILE_NAME:] or "?"


_GONE = message(
    "Diese Datei ist nicht mehr da: Sie wurde schon verwendet, durch eine neuere ersetzt oder nach "
    "einem Tag gelöscht. Bitte laden Sie sie noch einmal hoch."
)
