"""What people do while the machine fails, and what must be true of it afterwards.

Each kind of work is done in the town of `tests.service.town`. It says what it has been told is
saved; `check` then compares that with what is found. Nothing may be half there.
"""

from collections.abc import Callable, Iterator
from itertools import count
from time import sleep

from audit.model.organisation import Channel
from audit.model.waves import Entry, Remark, Saved
from audit.service.access_points import register
from audit.service.actions import NotDone
from audit.service.filling_in import AnswerOvertaken, save_entry, save_remark, submit
from audit.service.taking_part import keep, send
from audit.store.append_only import unguarded
from audit.store.engine import reading
from audit.store.log import first_broken
from tests.service.town import ANNA, BUILDING, CITY, COUNTER, KARL, SOCIAL, Town
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


def insisting(town: Town) -> Iterator[str]:
    """Save, and when it is not known whether it was saved, save the same again: it is no conflict
    with oneself."""
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    revision, refused = 0, False
    for turn in count(1):
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
    "register": registering,
    "send": sending,
}


def mixed(town: Town) -> Iterator[str]:
    """Do all of it in turns."""
    waiting = [work(town) for work in WORK.values()]
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
    _check_doors(town, told, tally)
    _check_replies(town, told, tally)


def check_coherence(town: Town, tally: Tally) -> None:
    """Look only whether all fits together, whatever was told."""
    _is_whole(town, tally)
    _check_revision(town, tally)
    for look in (_check_submissions, _check_doors, _check_replies):
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
    rows = town.rows("SELECT id FROM assessments WHERE state = 'submitted'")
    found = {int(id_) for (id_,) in rows}
    tally.expect(_told(told, "submitted") <= found, "submission lost")
    logged = {int(about.split()[1]) for about in _logged(town, "assessment %")}
    tally.expect(logged == found, "half a submission")


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
