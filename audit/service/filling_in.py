"""What a department does with a sheet: fill it in, answer by answer, and hand it in."""

from collections.abc import Mapping
from datetime import date

from audit.assessment.coding import NotAnAnswer, codes_of
from audit.assessment.plan import Plan
from audit.assessment.sheet import Lack
from audit.model.messages import message
from audit.model.waves import Assessment, AssessmentState, Entry, Remark, Saved, WaveState
from audit.model.written import cleaned, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.forms import found_of, part_of, sheet_of, unit_of
from audit.service.overtaken import AnswerOvertaken, RemarkOvertaken, is_old, seen_by
from audit.service.rights import Right
from audit.store import assessments as store
from audit.store import waves
from audit.store.course import add_passage
from audit.store.delegations import end_those_of_sheet


@action(Right.FILL_IN, of=part_of, writes=True)
def save_entry(act: Act, assessment: int, cell: str, entry: Entry, *, after: int | None) -> Saved:
    """Save what is said about one cell; `after` is the revision that the person has seen.

    None: nobody knows, because a browser was away and brings along what stands in its fields; see
    `seen_by`. Saying the same again changes nothing. Raises `AnswerOvertaken` when somebody else
    was faster, and `NotDone` when the value is no answer, or nothing can be filled in (any more).
    """
    plan = writable_plan(act, assessment)
    entry = Entry(cleaned(entry.value), cleaned(entry.reason))
    refuse_unfit(plan, cell, entry)
    theirs, revision = store.load_entry(act.connection, assessment, cell)
    if theirs == entry:
        return Saved(revision, act.now)
    if after is None:
        past = store.entry_history(act.connection, assessment, cell)
        if revision > seen_by(act, past):
            raise AnswerOvertaken(theirs, revision, is_old=is_old(entry, Entry(), past))
    elif revision > after:
        raise AnswerOvertaken(theirs, revision)
    turn = next_turn(act, assessment)
    store.add_entries(act.connection, turn, {cell: entry})
    return Saved(turn.revision, act.now)


@action(Right.FILL_IN, of=part_of, writes=True)
def save_remark(
    act: Act, assessment: int, question: str, remark: Remark, *, after: int | None
) -> Saved:
    """Save what is noted beside a question; `after` is what it is for `save_entry`.

    Noting the same again changes nothing. Raises `RemarkOvertaken` when somebody else was faster.
    """
    plan = writable_plan(act, assessment)
    if question not in plan.places:
        raise Denied
    remark = Remark(cleaned(remark.comment), cleaned(remark.evidence), remark.need_for_action)
    for text in (remark.comment, remark.evidence):
        _refuse_too_long(text)
    held = store.load_remarks(act.connection, [assessment])[assessment]
    theirs, revision = held.get(question, (Remark(), 0))
    if theirs == remark:
        return Saved(revision, act.now)
    if after is None:
        past = store.remark_history(act.connection, assessment, question)
        if revision > seen_by(act, past):
            raise RemarkOvertaken(theirs, revision, is_old=is_old(remark, Remark(), past))
    elif revision > after:
        raise RemarkOvertaken(theirs, revision)
    turn = next_turn(act, assessment)
    store.add_remarks(act.connection, turn, {question: remark})
    return Saved(turn.revision, act.now)


def writable_plan(act: Act, assessment: int) -> Plan:
    """Find the plan of what is open in a running wave; raises `NotDone` for anything else.

    The assessment is held: what is read from here on is still true when it is written over.
    """
    found = found_of(act, assessment, hold=True)
    if not found.state.is_open:
        raise NotDone(message("Dieser Bogen ist schon eingereicht und lässt sich nicht ändern."))
    wave = next(one for one in waves.load_waves(act.connection) if one.id == found.wave)
    if wave.state(act.today) is not WaveState.RUNNING:
        raise NotDone(message("Diese Erhebungsrunde läuft nicht. Es lässt sich nichts ändern."))
    return act.house.plan(act.connection, found.edition)


def next_turn(act: Act, assessment: int) -> store.Turn:
    """Count the change; whoever was faster in handing in wins."""
    revision = store.next_revision(act.connection, assessment)
    if revision is None:
        raise NotDone(message("Dieser Bogen ist schon eingereicht und lässt sich nicht ändern."))
    return store.Turn(assessment, revision, act.caller.person, act.now)


def keep_all(
    act: Act, assessment: int, entries: Mapping[str, Entry], remarks: Mapping[str, Remark]
) -> Saved:
    """Save several entries and remarks as one change, by the rules of `save_entry`; texts come
    cleaned.

    For another action, which has compared them with what is stored, and holds the assessment.
    """
    plan = writable_plan(act, assessment)
    for cell, entry in entries.items():
        refuse_unfit(plan, cell, entry)
    for question, remark in remarks.items():
        if question not in plan.places:
            raise Denied
        for text in (remark.comment, remark.evidence):
            _refuse_too_long(text)
    turn = next_turn(act, assessment)
    store.add_entries(act.connection, turn, entries)
    store.add_remarks(act.connection, turn, remarks)
    return Saved(turn.revision, act.now)


@action(Right.SUBMIT, of=unit_of, writes=True)
def submit(act: Act, assessment: int) -> date:
    """Hand an assessment in; its answers then count, and cannot be changed. Returns the day.

    Open questions are allowed: they are missing, not zero. Handing in twice is handing in once.
    Raises `NotDone` while a reason is missing.
    """
    return hand_in_sheet(act, assessment)


def hand_in_sheet(act: Act, assessment: int) -> date:
    """Hand in a sheet by the rules of `submit`; whoever calls has checked the right."""
    found = found_of(act, assessment, hold=True)
    if found.state.counts and found.submitted_on is not None:
        return found.submitted_on
    plan = writable_plan(act, assessment)
    _refuse_earlier_version(act, found)
    entries = store.load_entries(act.connection, [assessment])[assessment]
    lacking = [gap for gap in sheet_of(plan, entries).gaps() if gap.lack is Lack.REASON]
    if lacking:
        raise NotDone(
            message(
                "Bitte nennen Sie noch den Grund, warum diese Frage nicht zutrifft: {question}",
                question=lacking[0].question.text,
            )
        )
    store.submit(act.connection, assessment, act.caller.person, act.today)
    end_those_of_sheet(act.connection, assessment, act.today)
    state = AssessmentState.SUBMITTED
    turn = store.Turn(assessment, found.revision + 1, act.caller.person, act.now)
    add_passage(act.connection, turn, state)
    act.record(f"assessment {assessment}", unit=found.unit, old=found.state, new=state)
    return act.today


def _refuse_earlier_version(act: Act, found: Assessment) -> None:
    """Let only sheets of the version of the wave count: they are compared with each other. The view
    of a single person counts nowhere, and stays what it was."""
    waves.hold_wave(act.connection, found.wave)  # nobody offers a newer version meanwhile
    if not found.view and found.edition not in waves.load_editions(act.connection, found.wave):
        raise NotDone(
            message(
                "Für diesen Fragebogen gilt in dieser Runde eine neue Fassung. Bitte stellen Sie "
                "den Bogen zuerst um; Sie sehen vorher, was sich ändert."
            )
        )


def refuse_unfit(plan: Plan, cell: str, entry: Entry) -> None:
    """Accept only what is an answer to this very cell."""
    if cell not in plan.cells:
        raise Denied
    for text in (entry.value, entry.reason):
        _refuse_too_long(text)
    columns = [plan.columns[place] for place in plan.cells[cell]]
    try:
        codes_of(entry.value, columns, plan.questionnaire)
    except NotAnAnswer as problem:
        raise NotDone(problem.sentence) from None


def _refuse_too_long(text: str) -> None:
    problem = too_long(text)
    if problem is not None:
        raise NotDone(problem)
