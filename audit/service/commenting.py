"""Comments beside a question: those who fill in talk about it, and, once the sheet is handed in,
those who check it as well.

Comments are no part of the answers: they change no score, no revision and no approval. Everybody
signs with their name; a day is all that is kept of when.
"""

from audit.model.comments import Comment, Step, Thread, threads_of
from audit.model.messages import Message, message
from audit.model.waves import Assessment, AssessmentState, WaveState
from audit.model.written import cleaned, too_long
from audit.service.actions import Act, Denied, NotDone, Part, action
from audit.service.forms import found_of, part_of
from audit.service.rights import Right
from audit.store import comments as store
from audit.store.comments import Contribution
from audit.store.waves import load_waves


@action(Right.DISCUSS, of=part_of, writes=True)
def say(act: Act, assessment: int, question: str, text: str) -> int:
    """Say something beside a question, and return its number; a thread that was done is open again.

    Raises `NotDone` for nothing, and when nobody can comment (yet, or any more).
    """
    text = cleaned(text)
    if not text:
        raise NotDone(message("Bitte schreiben Sie erst etwas."))
    if problem := too_long(text):
        raise NotDone(problem)
    return _added(act, assessment, question, Step.SAID, text)


@action(Right.DISCUSS, of=part_of, writes=True)
def settle(act: Act, assessment: int, question: str, *, done: bool) -> None:
    """Mark what was said beside a question as done, or open it again; twice is once."""
    found_of(act, assessment, hold=True)
    thread = _threads(act, assessment).get(question, Thread())
    if thread.count and thread.is_open is done:
        _added(act, assessment, question, Step.DONE if done else Step.REOPENED)


def _part_with(act: Act, assessment: int, number: int) -> Part:
    found = _comment(act, assessment, number)
    return part_of(act, assessment, "" if found is None else found.question)


@action(Right.DISCUSS, of=_part_with, writes=True)
def withdraw(act: Act, assessment: int, number: int) -> None:
    """Take back what one has said oneself: the text is deleted, that it was there remains."""
    found_of(act, assessment, hold=True)
    found = _comment(act, assessment, number)
    if found is None or found.step is not Step.SAID:
        raise Denied
    if found.person != act.caller.person:
        raise NotDone(message("Zurückziehen kann einen Kommentar nur, wer ihn geschrieben hat."))
    if found.withdrawn_on is None:
        store.withdraw_comment(act.connection, assessment, number, act.today)
        _record(act, assessment, old=f"{found.question} {number}", new="withdrawn")


def _added(act: Act, assessment: int, question: str, step: Step, text: str = "") -> int:
    found = found_of(act, assessment, hold=True)
    plan = act.house.plan(act.connection, found.edition)
    if act.caller.person is None or question not in {q.id for q in plan.questionnaire.questions()}:
        raise Denied
    if (refusal := _why_not(act, found, question)) is not None:
        raise NotDone(refusal)
    added = Contribution(assessment, question, step, text, act.caller.person, act.today)
    number = store.add_comment(act.connection, added)
    _record(act, assessment, new=f"{question} {number}" if step is Step.SAID else f"{step}")
    return number


def _why_not(act: Act, found: Assessment, question: str) -> Message | None:
    """Say why nobody, or not this person, can comment now."""
    if found.state is AssessmentState.APPROVED:
        return message("Der Bogen ist freigegeben. Kommentieren lässt er sich nicht mehr.")
    if not found.state.is_open:
        return None
    if not act.may_in(Right.FILL_IN, part_of(act, found.id, question)):
        return message("Dieser Bogen ist nicht (mehr) eingereicht.")
    wave = next(one for one in load_waves(act.connection) if one.id == found.wave)
    if wave.state(act.today) is not WaveState.RUNNING:
        return message("Diese Erhebungsrunde läuft nicht. Es lässt sich nichts ändern.")
    return None


def _threads(act: Act, assessment: int) -> dict[str, Thread]:
    return threads_of(store.load_comments(act.connection, [assessment])[assessment])


def _comment(act: Act, assessment: int, number: int) -> Comment | None:
    said = store.load_comments(act.connection, [assessment])[assessment]
    return next((one for one in said if one.number == number), None)


def _record(act: Act, assessment: int, *, old: str = "", new: str = "") -> None:
    """Write down that somebody commented, never what."""
    unit = found_of(act, assessment).unit
    act.record(f"assessment {assessment}", unit=unit, old=old, new=new)
