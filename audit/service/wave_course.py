"""The course of a wave: it is opened, which fixes all of it but its end; it is extended, closed
before its time, or reopened for a reason."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from audit.model.messages import Message, message
from audit.model.organisation import UnitId
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import AssessmentState, Edition, Wave, WavePlan, WaveState
from audit.model.written import cleaned, too_long
from audit.service.access_points import describes
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.house import QUESTIONNAIRES
from audit.service.on_file import keep, on_file
from audit.service.rights import Right
from audit.service.wave_plans import LONGEST, overlap, refuse_nonsense, without_closed
from audit.store import assessments, waves
from audit.store.organisation import load_access_points
from audit.store.units import hold_units
from audit.store.wave_plans import hold_plan, remove_plan

MOST_SIGNS_OF_A_REASON = 500


@dataclass(frozen=True, eq=False)
class Facts:
    """What was fixed when a wave was opened, and how many sheets there are."""

    wave: Wave
    questionnaires: tuple[Questionnaire, ...]
    units: int
    sheets: int
    handed_in: int


@action(Right.PLAN_WAVES)
def facts(act: Act, wave: str) -> Facts:
    """Say what is fixed about a wave."""
    held = next((one for one in waves.load_waves(act.connection) if one.id == wave), None)
    if held is None:
        raise Denied
    made = assessments.load_assessments(act.connection, wave)
    return Facts(
        held,
        tuple(
            act.house.plan(act.connection, edition).questionnaire
            for edition in waves.load_editions(act.connection, wave)
        ),
        len({one.unit for one in made}),
        len(made),
        sum(one.state is not AssessmentState.DRAFT for one in made),
    )


@action(Right.PLAN_WAVES, writes=True)
def open_wave(act: Act, plan: str, folder: Path = QUESTIONNAIRES) -> Wave:
    """Make a wave of a plan, with a sheet for everybody who is asked; from now on it is fixed.

    Answers are taken from its first day on, or from today if that has passed. Opening twice is
    opening once. Units that were closed since are not asked. Raises `NotDone` when the plan no
    longer fits: nothing is then opened.
    """
    waves.hold_waves(act.connection)
    held = hold_plan(act.connection, plan)
    if held is None:
        return _found(act, plan)
    hold_units(act.connection)  # none is closed between being asked and being kept with the wave
    held = replace(without_closed(act, held), opens=max(held.opens, act.today))
    filed = on_file(folder)
    refuse_nonsense(act, held, filed)
    wave = Wave(held.id, held.title, held.opens, held.closes, held.min_group, held.promise)
    for edition in held.editions:
        keep(act, edition, folder)
    waves.add_wave(act.connection, wave, held.editions)
    count = 0
    for edition, unit, door in _asked(act, held, filed):
        assessments.add_assessment(act.connection, wave.id, edition, unit, door)
        count += 1
    remove_plan(act.connection, held.id)
    act.record(f"wave {wave.id}", new=f"{wave.title}, {wave.opens} – {wave.closes}, {count}")
    return wave


@action(Right.PLAN_WAVES, writes=True)
def extend(act: Act, wave: str, closes: date) -> Wave:
    """Let a wave take answers longer. Raises `NotDone` when it has ended, or would be shorter."""
    waves.hold_waves(act.connection)
    held = _not_ended(act, wave)
    if closes == held.closes:
        return held
    if closes < held.closes:
        raise NotDone(
            message(
                "Eine eröffnete Runde wird nur länger, nicht kürzer. Sie können sie aber vorzeitig "
                "schließen."
            )
        )
    if closes - held.opens > LONGEST:
        raise NotDone(message("Die Runde dauert länger als ein Jahr. Bitte prüfen Sie die Tage."))
    problem = overlap(act, wave, held.opens, closes)
    if problem is not None:
        raise NotDone(problem)
    waves.move_end(act.connection, wave, closes)
    act.record(f"wave {wave}", old=held.closes.isoformat(), new=closes.isoformat())
    return replace(held, closes=closes)


@action(Right.PLAN_WAVES, writes=True)
def close_early(act: Act, wave: str) -> Wave:
    """Take no more answers from now on; closing twice is closing once."""
    held = waves.hold_wave(act.connection, wave)
    if held is not None and held.closed_on is not None:
        return held
    held = _not_ended(act, wave)
    waves.close_early(act.connection, wave, act.today)
    act.record(f"wave {wave}", old=held.closes.isoformat(), new=act.today.isoformat())
    return replace(held, closed_on=act.today)


@action(Right.PLAN_WAVES, writes=True)
def reopen(act: Act, wave: str, closes: date, why: str) -> Wave:
    """Let a wave that has ended take answers again, until a day from today on.

    What was handed in or approved stays as it is, and counts on: only the project group gives a
    sheet back. Drafts can be filled in again, and links lead in again. The reason goes into the
    log. Raises `NotDone` when the wave runs, or when a later one has begun: it compares itself with
    what this one had found.
    """
    waves.hold_waves(act.connection)
    held = _found(act, wave)
    if held.state(act.today) is not WaveState.CLOSED:
        raise NotDone(message("Diese Erhebungsrunde ist nicht zu Ende. Sie lässt sich verlängern."))
    why = cleaned(why)
    if not why:
        raise NotDone(message("Bitte nennen Sie den Grund; er steht im Protokoll."))
    for problem in (
        too_long(why, MOST_SIGNS_OF_A_REASON),
        _problem_of_reopening(act, held, closes),
        overlap(act, wave, act.today, closes),
    ):
        if problem is not None:
            raise NotDone(problem)
    ended = held.closed_on or held.closes
    waves.reopen(act.connection, wave, closes)
    said = {"until": closes.isoformat(), "why": why}
    act.record(f"wave {wave}", old=ended.isoformat(), new=json.dumps(said, ensure_ascii=False))
    return replace(held, closes=closes, closed_on=None)


def _problem_of_reopening(act: Act, held: Wave, closes: date) -> Message | None:
    if closes < act.today:
        return message("Der neue letzte Tag liegt in der Vergangenheit. Bitte prüfen Sie ihn.")
    if closes - held.opens > LONGEST:
        return message("Die Runde dauert länger als ein Jahr. Bitte prüfen Sie die Tage.")
    for one in waves.load_waves(act.connection):
        if held.opens < one.opens <= act.today:
            return message(
                "„{title}“ hat schon begonnen und vergleicht sich mit dieser Runde. Deshalb bleibt "
                "diese geschlossen.",
                title=one.title,
            )
    return None


def _asked(
    act: Act, plan: WavePlan, filed: Mapping[Edition, Questionnaire]
) -> Iterator[tuple[Edition, UnitId, int | None]]:
    """List who gets which questionnaire: units, and the doors of these units that are open."""
    asked = set(plan.units)
    units = [unit.id for unit in act.open_units if unit.id in asked]
    doors = [
        door
        for door in load_access_points(act.connection)
        if door.unit in asked and not door.closed
    ]
    for edition in plan.editions:
        match filed[edition].audience:
            case Audience.UNIT:
                yield from ((edition, unit, None) for unit in units)
            case Audience.ACCESS_POINT:
                yield from (
                    (edition, door.unit, door.id)
                    for door in doors
                    if describes(filed[edition], door.channel)
                )
            case Audience.PERSON | Audience.OUTSIDE:
                pass  # people come by link


def _found(act: Act, wave: str) -> Wave:
    held = waves.hold_wave(act.connection, wave)
    if held is None:
        raise Denied
    return held


def _not_ended(act: Act, wave: str) -> Wave:
    held = _found(act, wave)
    if held.state(act.today) is WaveState.CLOSED:
        raise NotDone(
            message(
                "Diese Erhebungsrunde ist zu Ende. Öffnen Sie sie mit einem Grund wieder, oder "
                "legen Sie für weitere Antworten eine neue an."
            )
        )
    return held
