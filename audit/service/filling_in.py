"""What a department does: see what is open, fill in, check, submit, read its own result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from audit.assessment.coding import NotAnAnswer, codes_of
from audit.assessment.explain import Step, explain
from audit.assessment.plan import Plan
from audit.assessment.results import assess, coded
from audit.assessment.sheet import Gap, Lack, Progress, Sheet
from audit.model.answers import Answer
from audit.model.messages import Translator, message
from audit.model.organisation import AccessPoint, Unit, UnitId
from audit.model.questionnaire import Questionnaire
from audit.model.waves import (
    Assessment,
    AssessmentState,
    Entry,
    Remark,
    Saved,
    Wave,
    WaveState,
)
from audit.model.written import cleaned, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.course import Course, course_of
from audit.service.rights import Right
from audit.store import assessments as store
from audit.store import waves
from audit.store.course import add_passage
from audit.store.organisation import load_access_point, load_access_points, load_unit

Said = TypeVar("Said", Entry, Remark)


class AnswerOvertaken(NotDone):
    """Somebody else has answered the same question meanwhile; nothing was overwritten."""

    def __init__(self, theirs: Entry, revision: int, *, is_old: bool = False) -> None:
        super().__init__(
            message(
                "Diese Frage hat gerade jemand anderes beantwortet. Ihre Antwort ist noch nicht "
                "gespeichert: Bitte entscheiden Sie, welche gelten soll."
            )
        )
        self.theirs = theirs
        self.revision = revision
        self.is_old = is_old
        """What was to be saved had been said before: there is nothing to decide."""


class RemarkOvertaken(NotDone):
    """Somebody else has noted something beside the same question meanwhile; nothing was
    overwritten."""

    def __init__(self, theirs: Remark, revision: int, *, is_old: bool = False) -> None:
        super().__init__(
            message(
                "Hier hat gerade jemand anderes etwas notiert. Ihre Anmerkung ist noch nicht "
                "gespeichert: Bitte entscheiden Sie, welche gelten soll."
            )
        )
        self.theirs = theirs
        self.revision = revision
        self.is_old = is_old
        """What was to be saved had been noted before: there is nothing to decide."""


@dataclass(frozen=True)
class Task:
    """An assessment that waits for somebody."""

    assessment: Assessment
    wave: Wave
    questionnaire: Questionnaire
    unit: Unit
    access_point: AccessPoint | None
    progress: Progress
    running: bool
    is_scored: bool
    """Whether there is a result to be seen."""


@dataclass(frozen=True, eq=False)
class Form:
    """An assessment opened to be read or filled in."""

    assessment: Assessment
    wave: Wave
    unit: Unit
    access_point: AccessPoint | None
    sheet: Sheet
    remarks: Mapping[str, Remark]
    revisions: Mapping[str, int]
    """With which revision each cell was last answered."""
    remark_revisions: Mapping[str, int]
    """With which revision each remark was last written, by question."""
    earlier: Mapping[str, Entry]
    """What the wave before holds, for cells that were measured alike; empty without one."""
    earlier_wave: Wave | None
    writable: bool
    may_submit: bool
    course: Course

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire that is filled in."""
        return self.sheet.plan.questionnaire


def unit_of(act: Act, assessment: int, *_args: object, **_named: object) -> UnitId:
    """Find the unit whose assessment it is."""
    found = store.load_assessment(act.connection, assessment)
    if found is None:
        raise Denied
    return found.unit


@action(Right.SEE_ASSESSMENTS, of=None)
def tasks(act: Act) -> list[Task]:
    """List the assessments of the own units: those of the running waves, then the earlier ones."""
    reach = act.reach(Right.SEE_ASSESSMENTS)
    units = {unit.id: unit for unit in act.units}
    doors = {door.id: door for door in load_access_points(act.connection)}
    found = []
    for wave in reversed(waves.load_waves(act.connection)):
        if wave.state(act.today) is WaveState.PLANNED:
            continue
        own = store.load_assessments(act.connection, wave.id, units=reach)
        entries = store.load_entries(act.connection, [one.id for one in own])
        for one in own:
            plan = act.house.plan(act.connection, one.edition)
            found.append(
                Task(
                    one,
                    wave,
                    plan.questionnaire,
                    units[one.unit],
                    None if one.access_point is None else doors[one.access_point],
                    _sheet(plan, entries[one.id]).progress(),
                    wave.state(act.today) is WaveState.RUNNING,
                    bool(plan.reported),
                )
            )
    return found


@action(Right.SEE_ASSESSMENTS, of=unit_of)
def open_form(act: Act, assessment: int) -> Form:
    """Open an assessment with all that was said so far, and what the wave before holds."""
    return form_of(act, assessment)


@action(Right.FILL_IN, of=unit_of, writes=True)
def save_entry(act: Act, assessment: int, cell: str, entry: Entry, *, after: int | None) -> Saved:
    """Save what is said about one cell; `after` is the revision that the person has seen.

    None: nobody knows, because a browser was away and brings along what stands in its fields; see
    `_seen_by`. Saying the same again changes nothing. Raises `AnswerOvertaken` when somebody else
    was faster, and `NotDone` when the value is no answer, or nothing can be filled in (any more).
    """
    plan = _writable(act, assessment)
    entry = Entry(cleaned(entry.value), cleaned(entry.reason))
    _refuse_unfit(plan, cell, entry)
    theirs, revision = store.load_entry(act.connection, assessment, cell)
    if theirs == entry:
        return Saved(revision, act.now)
    if after is None:
        past = store.entry_history(act.connection, assessment, cell)
        if revision > _seen_by(act, past):
            raise AnswerOvertaken(theirs, revision, is_old=_is_old(entry, Entry(), past))
    elif revision > after:
        raise AnswerOvertaken(theirs, revision)
    turn = _turn(act, assessment)
    store.add_entries(act.connection, turn, {cell: entry})
    return Saved(turn.revision, act.now)


@action(Right.FILL_IN, of=unit_of, writes=True)
def save_remark(
    act: Act, assessment: int, question: str, remark: Remark, *, after: int | None
) -> Saved:
    """Save what is noted beside a question; `after` is what it is for `save_entry`.

    Noting the same again changes nothing. Raises `RemarkOvertaken` when somebody else was faster.
    """
    plan = _writable(act, assessment)
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
        if revision > _seen_by(act, past):
            raise RemarkOvertaken(theirs, revision, is_old=_is_old(remark, Remark(), past))
    elif revision > after:
        raise RemarkOvertaken(theirs, revision)
    turn = _turn(act, assessment)
    store.add_remarks(act.connection, turn, {question: remark})
    return Saved(turn.revision, act.now)


def keep_all(
    act: Act, assessment: int, entries: Mapping[str, Entry], remarks: Mapping[str, Remark]
) -> Saved:
    """Save several entries and remarks as one change, by the rules of `save_entry`; texts come
    cleaned.

    For another action, which has compared them with what is stored, and holds the assessment.
    """
    plan = _writable(act, assessment)
    for cell, entry in entries.items():
        _refuse_unfit(plan, cell, entry)
    for question, remark in remarks.items():
        if question not in plan.places:
            raise Denied
        for text in (remark.comment, remark.evidence):
            _refuse_too_long(text)
    turn = _turn(act, assessment)
    store.add_entries(act.connection, turn, entries)
    store.add_remarks(act.connection, turn, remarks)
    return Saved(turn.revision, act.now)


def _seen_by(act: Act, past: Sequence[tuple[Said, store.Turn]]) -> int:
    """Suppose that people have seen what they said last themselves, and nothing after it."""
    own = (turn.revision for _, turn in past if turn.person == act.caller.person)
    return max(own, default=0)


def _is_old(said: Said, nothing: Said, past: Sequence[tuple[Said, store.Turn]]) -> bool:
    """Tell whether a browser only repeats what was there once: nobody has given it anew."""
    return said in [nothing, *(one for one, _ in past)]


@action(Right.SUBMIT, of=unit_of, writes=True)
def submit(act: Act, assessment: int) -> date:
    """Hand an assessment in; its answers then count, and cannot be changed. Returns the day.

    Open questions are allowed: they are missing, not zero. Handing in twice is handing in once.
    Raises `NotDone` while a reason is missing.
    """
    found = _found(act, assessment, hold=True)
    if found.state.counts and found.submitted_on is not None:
        return found.submitted_on
    plan = _writable(act, assessment)
    entries = store.load_entries(act.connection, [assessment])[assessment]
    lacking = [gap for gap in _sheet(plan, entries).gaps() if gap.lack is Lack.REASON]
    if lacking:
        raise NotDone(
            message(
                "Bitte nennen Sie noch den Grund, warum diese Frage nicht zutrifft: {question}",
                question=lacking[0].question.text,
            )
        )
    store.submit(act.connection, assessment, act.caller.person, act.today)
    state = AssessmentState.SUBMITTED
    turn = store.Turn(assessment, found.revision + 1, act.caller.person, act.now)
    add_passage(act.connection, turn, state)
    act.record(f"assessment {assessment}", unit=found.unit, old=found.state, new=state)
    return act.today


@action(Right.SEE_ASSESSMENTS, of=unit_of)
def gaps(act: Act, assessment: int) -> list[Gap]:
    """List what is missing before an assessment is handed in."""
    return list(form_of(act, assessment).sheet.gaps())


@action(Right.SEE_ASSESSMENTS, of=unit_of)
def own_result(act: Act, assessment: int, language: Translator) -> tuple[Step, ...]:
    """Explain the own result step by step, also of a draft; empty when nothing is scored."""
    form = form_of(act, assessment)
    answers = [
        Answer(str(assessment), cell, entry.value) for cell, entry in form.sheet.entries.items()
    ]
    if not answers or not form.sheet.plan.reported:
        return ()
    results = assess(coded(form.sheet.plan, answers))
    values = {cell: entry.value for cell, entry in form.sheet.entries.items()}
    return explain(results, str(assessment), language, values)


def form_of(act: Act, assessment: int) -> Form:
    """Open an assessment for another action, whose right was checked."""
    found = _found(act, assessment)
    plan = act.house.plan(act.connection, found.edition)
    held = store.load_entries(act.connection, [assessment])[assessment]
    noted = store.load_remarks(act.connection, [assessment])[assessment]
    rounds = {wave.id: wave for wave in waves.load_waves(act.connection)}
    wave = rounds[found.wave]
    before, earlier = _earlier(act, found, wave, list(rounds.values()))
    is_open = found.state.is_open and wave.state(act.today) is WaveState.RUNNING
    door = found.access_point
    return Form(
        assessment=found,
        wave=wave,
        unit=load_unit(act.connection, found.unit),
        access_point=None if door is None else load_access_point(act.connection, door),
        sheet=_sheet(plan, held),
        remarks={question: remark for question, (remark, _) in noted.items()},
        revisions={cell: revision for cell, (_, revision) in held.items()},
        remark_revisions={question: revision for question, (_, revision) in noted.items()},
        earlier=earlier,
        earlier_wave=before,
        writable=is_open and act.may(Right.FILL_IN, found.unit),
        may_submit=is_open and act.may(Right.SUBMIT, found.unit),
        course=course_of(act, found),
    )


def _earlier(
    act: Act, assessment: Assessment, wave: Wave, rounds: list[Wave]
) -> tuple[Wave | None, Mapping[str, Entry]]:
    """Find what was handed in last about the same, as far as it was asked alike."""
    for before in reversed([one for one in rounds if one.opens < wave.opens]):
        found = store.same_in(act.connection, before.id, assessment)
        if found is not None and found.state.counts:
            entries = act.house.handed_in(act.connection, found)
            alike = act.house.cells_alike(act.connection, found.edition, assessment.edition)
            return before, {cell: entry for cell, entry in entries.items() if cell in alike}
    return None, {}


def _found(act: Act, assessment: int, *, hold: bool = False) -> Assessment:
    found = store.load_assessment(act.connection, assessment, hold=hold)
    if found is None:
        raise Denied
    return found


def _writable(act: Act, assessment: int) -> Plan:
    """Find the plan of what is open in a running wave; raises `NotDone` for anything else.

    The assessment is held: what is read from here on is still true when it is written over.
    """
    found = _found(act, assessment, hold=True)
    if not found.state.is_open:
        raise NotDone(message("Dieser Bogen ist schon eingereicht und lässt sich nicht ändern."))
    wave = next(one for one in waves.load_waves(act.connection) if one.id == found.wave)
    if wave.state(act.today) is not WaveState.RUNNING:
        raise NotDone(message("Diese Erhebungsrunde läuft nicht. Es lässt sich nichts ändern."))
    return act.house.plan(act.connection, found.edition)


def _refuse_unfit(plan: Plan, cell: str, entry: Entry) -> None:
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


def _turn(act: Act, assessment: int) -> store.Turn:
    """Count the change; whoever was faster in handing in wins."""
    revision = store.next_revision(act.connection, assessment)
    if revision is None:
        raise NotDone(message("Dieser Bogen ist schon eingereicht und lässt sich nicht ändern."))
    return store.Turn(assessment, revision, act.caller.person, act.now)


def _sheet(plan: Plan, held: Mapping[str, tuple[Entry, int]]) -> Sheet:
    return Sheet(plan, {cell: entry for cell, (entry, _) in held.items()})
