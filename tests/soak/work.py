"""What people do while the machine fails, and what must be true of it afterwards.

Each kind of work is done in the town of `tests.service.town`. It says what it has been told is
saved; `check` then compares that with what is found. Nothing may be half there.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from time import sleep

from audit.files.handed_back import Returned, read_handout
from audit.files.handed_out import write_handout
from audit.model.messages import GERMAN
from audit.model.organisation import Channel
from audit.model.waves import Entry, Remark, Saved
from audit.service.access_points import register
from audit.service.actions import NotDone
from audit.service.approving import approve
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import open_form
from audit.service.handing_over import Decided, bring_back, compare, hand_out, take_over
from audit.service.overtaken import AnswerOvertaken
from audit.service.taking_part import keep, send
from audit.service.uploads import File
from audit.store.append_only import unguarded
from audit.store.approvals import broken_approvals
from audit.store.engine import reading
from audit.store.log import first_broken
from tests.files.spreadsheets import Place, Typed, filled_in
from tests.service.town import ANNA, BUILDING, CITY, COUNTER, KARL, PAULA, SOCIAL, Town
from tests.soak.counting import Tally

Work = Callable[[Town], Iterator[str]]
"""Yields what was acknowledged, right after it was."""


def saving(town: Town) -> Iterator[str]:
    """Answer one question again and again, and note something beside it."""
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    revision = noted = 0
    for turn in count(1):
        text = f"Antwort {turn} " * 20
        saved = save_entry(town.house, karl, assessment, "story", Entry(text), after=revision)
        revision = saved.revision
        yield f"answer {turn}"
        noted = save_remark(
            town.house, karl, assessment, "story", Remark(f"Notiz {turn} " * 20), after=noted
        ).revision
        yield f"remark {turn}"


def submitting(town: Town) -> Iterator[str]:
    """Hand in what there is, one after the other."""
    anna = town.caller(ANNA)
    for unit in (CITY, SOCIAL, COUNTER, BUILDING):
        assessment = town.assessment(unit)
        submit(town.house, anna, assessment)
        yield f"submitted {assessment}"


def approving(town: Town) -> Iterator[str]:
    """Hand in and approve what there is, one after the other."""
    anna, paula = town.caller(ANNA), town.caller(PAULA)
    for unit in (CITY, SOCIAL, COUNTER, BUILDING):
        assessment = town.assessment(unit)
        submit(town.house, anna, assessment)
        yield f"submitted {assessment}"
        revision = open_form(town.house, anna, assessment).assessment.revision
        approve(town.house, paula, assessment, after=revision)
        yield f"approved {assessment}"


def importing(town: Town) -> Iterator[str]:
    """Take over what came back in files, one after the other."""
    anna = town.caller(ANNA)
    for assessment, (file, returned) in _files(town).items():
        upload = bring_back(town.house, anna, str(assessment), file)
        found = compare(town.house, anna, assessment, returned)
        decided = Decided({}, found.form.assessment.revision)
        take_over(town.house, anna, assessment, upload, returned, decided)
        yield f"imported {assessment}"


TYPED: Mapping[Place, Typed] = {
    ("ramp", "value"): "Nein",
    ("stairs", "value"): 3.0,
    ("hours", "value"): 2.5,
}


def _files(town: Town) -> Mapping[int, tuple[File, Returned]]:
    """Fill in a file for each unit, once: the towns of all rounds are alike."""
    if not _FILES:
        anna = town.caller(ANNA)
        for unit in (CITY, SOCIAL, COUNTER, BUILDING):
            number = town.assessment(unit)
            handed_out = write_handout(hand_out(town.house, anna, number), GERMAN)
            content = filled_in(handed_out, TYPED)
            _FILES[number] = File("bogen.xlsx", content), read_handout(content)
    return _FILES


_FILES: dict[int, tuple[File, Returned]] = {}


def registering(town: Town) -> Iterator[str]:
    """Open one door after the other, each with its questionnaire."""
    karl = town.caller(KARL)
    for turn in count(1):
        register(town.house, karl, COUNTER, f"Tür {turn}", Channel.ANALOGUE)
        yield f"door {turn}"


def sending(town: Town) -> Iterator[str]:
    """Take part as one guest after the other."""
    for turn in count(1):
        guest = town.guest()
        keep(town.house, guest, "was-here", "yes")
        keep(town.house, guest, "found-it", "no")
        keep(town.house, guest, "wish", f"Wunsch {turn} " * 20)
        send(town.house, guest)
        yield f"sent {turn}"


LONGER_THAN_ANY_KILL_WAITS = 1_000
"""So many saves take longer; and what is told of them fits into a pipe that nobody reads yet."""


def insisting(town: Town) -> Iterator[str]:
    """Save, and when it is not known whether it was saved, save the same again: it is no conflict
    with oneself."""
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    revision, refused = 0, False
    for turn in range(1, LONGER_THAN_ANY_KILL_WAITS):
        entry = Entry(f"Antwort {turn} " * 20)
        saved: Saved | None = None
        while saved is None:
            try:
                saved = save_entry(town.house, karl, assessment, "story", entry, after=revision)
            except AnswerOvertaken:
                yield "conflict with oneself"
                return
            except NotDone:
                refused = True
                sleep(0.05)
        revision = saved.revision
        yield f"answer {turn}"
        if refused:
            return


WORK: dict[str, Work] = {
    "save": saving,
    "submit": submitting,
    "approve": approving,
    "import": importing,
    "register": registering,
    "send": sending,
}


def mixed(town: Town) -> Iterator[str]:
    """Do most of it in turns."""
    waiting = [work(town) for work in (saving, registering, sending, approving)]
    while waiting:
        for one in list(waiting):
            told = next(one, None)
            if told is None:
                waiting.remove(one)
            else:
                yield told


def check(town: Town, told: list[str], tally: Tally) -> None:
    """Compare what was acknowledged with what is there; nothing may be missing or half done, and at
    most one thing more than was told."""
    tally.acknowledged += len(told)
    tally.expect("conflict with oneself" not in told, "conflict with oneself")
    check_coherence(town, tally)
    _check_answers(town, told, tally)
    _check_submissions(town, told, tally)
    _check_imports(town, told, tally)
    _check_doors(town, told, tally)
    _check_replies(town, told, tally)


def check_coherence(town: Town, tally: Tally) -> None:
    """Look only whether all fits together, whatever was told."""
    _is_whole(town, tally)
    _check_revision(town, tally)
    for look in (_check_submissions, _check_imports, _check_doors, _check_replies):
        look(town, [], tally)


def _is_whole(town: Town, tally: Tally) -> None:
    with reading(town.house.engine) as connection:
        if connection.dialect.name == "sqlite":
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            tally.expect(found == ["ok"], "damaged")
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            tally.expect(not lost, "references lead nowhere")
        tally.expect(first_broken(connection) is None, "log broken")
        tally.expect(not unguarded(connection), "guards missing")


def _check_answers(town: Town, told: list[str], tally: Tally) -> None:
    answers = _turns(town, "SELECT value FROM answers WHERE cell = 'story'")
    remarks = _turns(town, "SELECT comment FROM remarks")
    for kind, found in (("answer", answers), ("remark", remarks)):
        expected = _told(told, kind)
        tally.expect(expected <= found, f"{kind} lost")
        tally.expect(len(found - expected) <= 1, f"{kind} from nowhere")
    _check_revision(town, tally)


def _check_revision(town: Town, tally: Tally) -> None:
    """Each change has its number, and there is nothing that was saved twice."""
    assessment = town.assessment(COUNTER)
    answers = town.rows("SELECT value FROM answers WHERE cell = 'story'")
    remarks = town.rows("SELECT comment FROM remarks")
    changes = len(answers) + len(remarks) + len(_logged(town, f"assessment {assessment}"))
    revisions = town.rows(f"SELECT revision FROM assessments WHERE id = {assessment}")
    tally.expect(revisions == [(changes,)], "half a save")
    tally.expect(len(set(answers)) == len(answers), "saved twice")


def _check_submissions(town: Town, told: list[str], tally: Tally) -> None:
    rows = town.rows("SELECT id, state FROM assessments WHERE state IN ('submitted', 'approved')")
    found = {int(id_) for id_, _ in rows}
    tally.expect(_told(told, "submitted") <= found, "submission lost")
    tally.expect(_moved(town, "submitted") == found, "half a submission")
    approved = {int(id_) for id_, state in rows if state == "approved"}
    tally.expect(_told(told, "approved") <= approved, "approval lost")
    sealed = {int(id_) for (id_,) in town.rows("SELECT assessment FROM approvals")}
    tally.expect(_moved(town, "approved") == approved == sealed, "half an approval")
    with reading(town.house.engine) as connection:
        tally.expect(not broken_approvals(connection), "seal broken")


def _moved(town: Town, state: str) -> set[int]:
    rows = town.rows(f"SELECT about FROM log WHERE new = '{state}'")
    return {int(about.split()[1]) for (about,) in rows}


def _check_imports(town: Town, told: list[str], tally: Tally) -> None:
    rows = town.rows(
        "SELECT assessment, count(*) FROM answers WHERE cell IN ('ramp', 'stairs', 'hours')"
        " GROUP BY assessment"
    )
    found = {int(id_) for id_, _ in rows}
    logged = town.rows("SELECT about FROM log WHERE action = 'handing_over.take_over'")
    tally.expect(_told(told, "imported") <= found, "import lost")
    tally.expect(all(count == len(TYPED) for _, count in rows), "half an import")
    tally.expect({int(about.split()[1]) for (about,) in logged} == found, "half an import")


def _check_doors(town: Town, told: list[str], tally: Tally) -> None:
    rows = town.rows("SELECT id, name FROM access_points WHERE name <> 'Schalter'")
    tally.expect(_told(told, "door") <= {int(name.split()[1]) for _, name in rows}, "door lost")
    with_sheet = town.rows(
        "SELECT access_point FROM assessments WHERE wave = 'now' AND access_point IN"
        " (SELECT id FROM access_points WHERE name <> 'Schalter')"
    )
    logged = {int(about.split()[2]) for about in _logged(town, "access point %")}
    doors = {int(id_) for id_, _ in rows}
    tally.expect(doors == {int(id_) for (id_,) in with_sheet} == logged, "half a door")


def _check_replies(town: Town, told: list[str], tally: Tally) -> None:
    found = _turns(town, "SELECT value FROM reply_answers WHERE cell = 'wish'")
    tally.expect(_told(told, "sent") <= found, "reply lost")
    parts = town.rows("SELECT count(*) FROM reply_answers GROUP BY reply")
    replies = town.rows("SELECT count(*) FROM replies")
    tally.expect(parts == [(3,)] * replies[0][0], "half a reply")


def _logged(town: Town, about: str) -> list[str]:
    return [row[0] for row in town.rows(f"SELECT about FROM log WHERE about LIKE '{about}'")]


def _turns(town: Town, query: str) -> set[int]:
    return {int(text.split()[1]) for (text,) in town.rows(query)}


def _told(told: list[str], kind: str) -> set[int]:
    return {int(one.split()[1]) for one in told if one.startswith(f"{kind} ")}
