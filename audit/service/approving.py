"""What is handed in is read by the project group, which approves it or gives it back.

An approval stands for the answers as they are. It lapses as soon as they can be changed, because
the assessment was given back, and when they were changed in any other way.
"""

from dataclasses import dataclass

import scoring
from audit.model.comments import threads_of
from audit.model.messages import message
from audit.model.organisation import AccessPoint, Unit
from audit.model.questionnaire import Questionnaire
from audit.model.waves import (
    Approval,
    Assessment,
    AssessmentState,
    Wave,
    WaveState,
)
from audit.model.written import cleaned, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.course import Approved, approved_of
from audit.service.forms import Form, form_of, unit_of
from audit.service.rights import Right
from audit.store import approvals
from audit.store import assessments as store
from audit.store.comments import load_comments
from audit.store.course import add_passage, move
from audit.store.log import who_did_last
from audit.store.organisation import FORMER, load_access_points
from audit.store.units import load_wave_units
from audit.store.waves import load_waves


@dataclass(frozen=True, eq=False)
class HandedIn:
    """An assessment that was handed in at least once."""

    assessment: Assessment
    questionnaire: Questionnaire
    unit: Unit
    access_point: AccessPoint | None
    approved: Approved | None
    """None: it was never approved."""
    open_threads: int
    """How many questions have comments that are not done."""


@action(Right.APPROVE)
def handed_in(act: Act, wave: str) -> list[HandedIn]:
    """List what was handed in in a wave, in the order of the administration; what was given back
    as well, without its answers."""
    own = [
        one
        for one in store.load_assessments(act.connection, wave)
        if one.state is not AssessmentState.DRAFT
    ]
    approved, said = approved_of(act, own), load_comments(act.connection, [one.id for one in own])
    units = load_wave_units(act.connection, wave)
    place = {unit.id: at for at, unit in enumerate(units)}
    plans = {one.id: act.house.plan(act.connection, one.edition) for one in own}
    doors = {door.id: door for door in load_access_points(act.connection)}
    own.sort(key=lambda one: (place[one.unit], one.edition.questionnaire, one.access_point or 0))
    return [
        HandedIn(
            one,
            plans[one.id].questionnaire,
            units[place[one.unit]],
            None if one.access_point is None else doors[one.access_point],
            approved.get(one.id),
            sum(t.is_open for t in plans[one.id].known(threads_of(said[one.id])).values()),
        )
        for one in own
    ]


@action(Right.APPROVE, of=unit_of)
def read(act: Act, assessment: int) -> Form:
    """Open what is handed in, with all that was noted. Raises `NotDone` for anything else."""
    form = form_of(act, assessment)
    if not form.assessment.state.counts:
        raise NotDone(_NOT_HANDED_IN)
    return form


@action(Right.APPROVE, of=unit_of, writes=True)
def approve(act: Act, assessment: int, *, after: int) -> Approval:
    """Approve what is handed in; `after` is the revision that was read. Twice is once.

    Raises `NotDone` when it was given back or handed in anew since, and for whoever has handed it
    in: two people look at it, also when one of them has taken their name off.
    """
    found = _held(act, assessment)
    if found.state is AssessmentState.APPROVED:
        last = approvals.load_approvals(act.connection, [assessment]).get(assessment)
        if last is not None and approvals.holds(act.connection, last, found):
            return last
    if found.revision != after:
        raise NotDone(_CHANGED_MEANWHILE)
    person = act.caller.person
    if person is None or person == _who_handed_in(act, found):
        raise NotDone(_BY_SOMEBODY_ELSE)
    _move(act, found, AssessmentState.APPROVED)
    now_approved = _held(act, assessment)
    given = approvals.add_approval(act.connection, now_approved, person, act.now, scoring.VERSION)
    act.record(f"seal of assessment {assessment}", unit=found.unit, new=given.hash)
    return given


@action(Right.APPROVE, of=unit_of, writes=True)
def give_back(act: Act, assessment: int, why: str, *, after: int) -> None:
    """Give back what is handed in, to be filled in further; an approval lapses with that.

    Raises `NotDone` without a reason, when it was given back or approved since it was read, and
    after the end of the wave, when nobody could hand it in again.
    """
    found = _held(act, assessment)
    why = cleaned(why)
    if not why:
        raise NotDone(message("Bitte schreiben Sie, was noch zu tun ist."))
    if problem := too_long(why):
        raise NotDone(problem)
    if found.revision != after:
        raise NotDone(_CHANGED_MEANWHILE)
    wave = _wave(act, found)
    if wave.state(act.today) is not WaveState.RUNNING:
        raise NotDone(_WAVE_IS_OVER)
    _move(act, found, AssessmentState.RETURNED, why)


def _who_handed_in(act: Act, found: Assessment) -> str:
    """Name who handed in; where a pseudonym stands, the log still says whose.

    Raises `NotDone` when nobody can tell any more: it might be whoever wants to approve.
    """
    if found.submitted_by is not None and not found.submitted_by.startswith(FORMER):
        return found.submitted_by
    person = who_did_last(act.connection, _HANDING_IN, f"assessment {found.id}")
    if person is None:
        raise NotDone(_NOBODY_KNOWS_BY_WHOM)
    return person


def _held(act: Act, assessment: int) -> Assessment:
    """Take what is handed in, and let nobody else change it meanwhile."""
    found = store.load_assessment(act.connection, assessment, hold=True)
    if found is None:
        raise Denied
    if not found.state.counts:
        raise NotDone(_NOT_HANDED_IN)
    return found


def _move(act: Act, found: Assessment, becomes: AssessmentState, why: str = "") -> None:
    """Let what is held become something else, and write that down."""
    revision = move(act.connection, found.id, becomes)
    turn = store.Turn(found.id, revision, act.caller.person, act.now)
    add_passage(act.connection, turn, becomes, why)
    act.record(f"assessment {found.id}", unit=found.unit, old=found.state, new=becomes)


def _wave(act: Act, found: Assessment) -> Wave:
    return next(wave for wave in load_waves(act.connection) if wave.id == found.wave)


_HANDING_IN = "filling_in.submit"
"""What the log calls it."""

_NOT_HANDED_IN = message("Dieser Bogen ist nicht (mehr) eingereicht.")
_CHANGED_MEANWHILE = message(
    "Dieser Bogen wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an; es ist noch "
    "nichts geschehen."
)
_BY_SOMEBODY_ELSE = message(
    "Sie haben diesen Bogen selbst eingereicht. Freigeben muss ihn jemand anderes."
)
_NOBODY_KNOWS_BY_WHOM = message(
    "Es lässt sich nicht mehr feststellen, wer diesen Bogen eingereicht hat. Bitte geben Sie ihn "
    "zurück, damit er neu eingereicht wird."
)
_WAVE_IS_OVER = message(
    "Diese Erhebungsrunde läuft nicht mehr. Wer den Bogen zurückgibt, muss sie zuerst verlängern, "
    "damit er wieder eingereicht werden kann."
)
