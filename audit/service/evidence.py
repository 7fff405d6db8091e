"""Evidence beside a question: links and files, which the unit adds and takes away while the sheet
can be filled in, and which whoever checks it may read."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe

from audit.files.evidence_files import MOST_BYTES
from audit.model.evidence import (
    MOST_PER_QUESTION,
    MOST_PER_SHEET,
    MOST_SIGNS_OF_A_LINK,
    MOST_SIGNS_OF_A_TITLE,
    Evidence,
    Kind,
    SoundFile,
    checked_link,
)
from audit.model.messages import message
from audit.model.questionnaire import Questionnaire
from audit.model.written import cleaned, too_long
from audit.service.actions import Act, Denied, NotDone, Part, action
from audit.service.filling_in import next_turn, writable_plan
from audit.service.forms import form_of, found_of, part_of
from audit.service.rights import Right
from audit.service.uploads import File, Purpose, taken_in
from audit.store import evidence as store

EVIDENCE_FILE = Purpose("nachweise", most=MOST_BYTES)


@dataclass(frozen=True)
class StoredFile:
    """A file that was added, as it was found sound then."""

    name: str
    kind: Kind
    content: bytes


@action(Right.FILL_IN, of=part_of, writes=True)
def add_link(act: Act, assessment: int, question: str, address: str, title: str) -> Evidence:
    """Note where something stands; the address is checked, and never fetched.

    Raises `NotDone` for what is no https address, and when nothing can be filled in (any more).
    """
    _refuse_without_room(act, assessment, question)
    address, title = cleaned(address), cleaned(title)
    for text, most in ((address, MOST_SIGNS_OF_A_LINK), (title, MOST_SIGNS_OF_A_TITLE)):
        if problem := too_long(text, most):
            raise NotDone(problem)
    checked = checked_link(address)
    if checked is None or len(checked) > MOST_SIGNS_OF_A_LINK:
        raise NotDone(_NO_LINK)
    return _added(act, assessment, question, _Told(Kind.LINK, title, address=checked))


@action(Right.FILL_IN, of=part_of)
def accept(act: Act, assessment: int, question: str, file: File) -> File:
    """Accept a file to be looked into, which takes long; nothing is kept yet.

    Raises `NotDone` when it is empty or too large, and when nothing can be filled in (any more).
    """
    form = form_of(act, assessment)
    _refuse_unknown(form.questionnaire, question)
    if not form.writable:
        raise NotDone(message("Dieser Bogen lässt sich nicht (mehr) ausfüllen."))
    return taken_in(EVIDENCE_FILE, file)


@action(Right.FILL_IN, of=part_of, writes=True)
def add_file(act: Act, assessment: int, question: str, file: SoundFile) -> Evidence:
    """Keep a file that was looked into.

    Raises `NotDone` when the files of the sheet are too large together, and when nothing can be
    filled in (any more).
    """
    _refuse_without_room(act, assessment, question)
    used = sum(one.size for one in _all_of(act, assessment))
    if used + len(file.content) > MOST_PER_SHEET:
        raise NotDone(
            message(
                "Die Dateien dieses Bogens sind zusammen zu groß: Höchstens {most} Megabyte sind "
                "möglich. Entfernen Sie andere, oder nennen Sie statt der Datei einen Link.",
                most=f"{MOST_PER_SHEET / 1_000_000:g}",
            )
        )
    return _added(act, assessment, question, _Told(file.kind, file.name, content=file.content))


def _part_with(act: Act, id_: str) -> Part:
    found = _found(act, id_)
    return part_of(act, found.assessment, found.question)


@action(Right.FILL_IN, of=_part_with, writes=True)
def remove(act: Act, id_: str) -> None:
    """Take a link or a file away; the file is deleted. Raises `NotDone` when nothing can be
    changed (any more)."""
    one = _found(act, id_)
    writable_plan(act, one.assessment)
    _found(act, id_)  # nobody else was faster, now that the sheet is held
    store.end_evidence(act.connection, id_, next_turn(act, one.assessment))
    _record(act, one, old=one.kind)


@action(Right.SEE_ASSESSMENTS, of=_part_with)
def own_file(act: Act, id_: str) -> StoredFile:
    """Read a file of one's own unit. Raises `NotDone` when it is not there any more."""
    return _read(act, id_)


@action(Right.APPROVE, of=_part_with)
def file_to_check(act: Act, id_: str) -> StoredFile:
    """Read a file of a sheet that is handed in. Raises `Denied` while it can be filled in."""
    if not found_of(act, _found(act, id_).assessment).state.counts:
        raise Denied
    return _read(act, id_)


def _read(act: Act, id_: str) -> StoredFile:
    one, content = _found(act, id_), store.load_content(act.connection, id_)
    if content is None:
        raise NotDone(message("Diese Datei gibt es nicht mehr."))
    if sha256(content).hexdigest() != one.digest:
        raise NotDone(
            message(
                "Diese Datei ist in der Datenbank beschädigt. Bitte wenden Sie sich an die "
                "Systemverwaltung."
            )
        )
    return StoredFile(one.name, one.kind, content)


def _found(act: Act, id_: str) -> Evidence:
    found = store.find_evidence(act.connection, id_)
    if found is None:
        raise Denied
    return found


def _all_of(act: Act, assessment: int) -> Collection[Evidence]:
    held = store.load_evidence(act.connection, assessment).values()
    return [one for beside in held for one in beside]


def _refuse_without_room(act: Act, assessment: int, question: str) -> None:
    """Accept one more only beside a question of a sheet that is open."""
    _refuse_unknown(writable_plan(act, assessment).questionnaire, question)
    beside = store.load_evidence(act.connection, assessment).get(question, ())
    if len(beside) >= MOST_PER_QUESTION:
        raise NotDone(
            message(
                "Mehr als {most} Nachweise bei einer Frage liest niemand. Bitte entfernen Sie "
                "zuerst einen.",
                most=MOST_PER_QUESTION,
            )
        )


def _refuse_unknown(questionnaire: Questionnaire, question: str) -> None:
    if question not in {one.id for one in questionnaire.questions()}:
        raise Denied


@dataclass(frozen=True)
class _Told:
    """What somebody adds."""

    kind: Kind
    name: str
    address: str = ""
    content: bytes | None = None


def _added(act: Act, assessment: int, question: str, told: _Told) -> Evidence:
    """Count the change, write it down, and fill in what is known by itself."""
    turn, content = next_turn(act, assessment), told.content
    if turn.person is None:
        raise Denied
    one = Evidence(
        id=token_urlsafe(24),
        assessment=assessment,
        question=question,
        revision=turn.revision,
        kind=told.kind,
        name=told.name,
        address=told.address,
        size=0 if content is None else len(content),
        digest="" if content is None else sha256(content).hexdigest(),
        person=turn.person,
        at=turn.at,
    )
    store.add_evidence(act.connection, one, content)
    _record(act, one, new=one.kind)
    return one


def _record(act: Act, one: Evidence, *, old: str = "", new: str = "") -> None:
    unit = found_of(act, one.assessment).unit
    act.record(f"evidence of assessment {one.assessment}", unit=unit, old=old, new=new)


_NO_LINK = message(
    "Das ist keine Adresse, die sich hier festhalten lässt. Bitte nehmen Sie die vollständige "
    "Adresse aus Ihrem Browser; sie beginnt mit https:// und enthält keinen Anmeldenamen."
)
