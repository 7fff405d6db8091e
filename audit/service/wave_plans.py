"""Planning a wave: nobody is asked anything yet, and all of it can still be changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex

from audit.model.messages import Message, message
from audit.model.organisation import Unit
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import MIN_GROUP, PROMISE, Edition, Wave, WavePlan
from audit.model.written import cleaned, cleaned_line, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.house import QUESTIONNAIRES
from audit.service.on_file import on_file
from audit.service.rights import Right
from audit.store import wave_plans as store
from audit.store.assessments import load_assessments
from audit.store.waves import load_editions, load_waves

LONGEST = timedelta(days=366)
"""A wave that takes longer than a year is a slip of the pen."""

LARGEST_GROUP = 50
"""A smallest group above this would hide almost everything; nobody means it."""

AHEAD, WEEKS = timedelta(weeks=2), timedelta(weeks=4)
"""When a proposed wave begins, and how long it takes."""

MOST_OF_A_TITLE = 120
MOST_OF_A_PROMISE = 4_000


@dataclass(frozen=True, eq=False)
class Rounds:
    """All there is: waves, plans, and what a plan is made of."""

    waves: tuple[Wave, ...]
    """The latest first."""
    plans: tuple[WavePlan, ...]
    """With units of today only."""
    dropped: Mapping[str, Sequence[Unit]]
    """By plan: what was planned to be asked and was closed since."""
    units: tuple[Unit, ...]
    """Those of today."""
    on_file: Mapping[Edition, Questionnaire]
    """The questionnaires of the folder that are without mistakes."""


@action(Right.PLAN_WAVES)
def rounds(act: Act, folder: Path = QUESTIONNAIRES) -> Rounds:
    """List waves and plans, and what can be chosen for a plan."""
    saved = store.load_plans(act.connection)
    return Rounds(
        tuple(reversed(load_waves(act.connection))),
        tuple(without_closed(act, plan) for plan in saved),
        {plan.id: _closed_in(act, plan) for plan in saved},
        act.open_units,
        on_file(folder),
    )


@action(Right.PLAN_WAVES)
def new_plan(act: Act, folder: Path = QUESTIONNAIRES) -> WavePlan:
    """Propose a plan with everything and everybody. Nothing is saved."""
    opens = _first_free_day(act)
    return WavePlan(
        id=token_hex(4),
        title="",
        opens=opens,
        closes=opens + WEEKS,
        min_group=MIN_GROUP,
        promise=PROMISE.text,
        editions=tuple(on_file(folder)),
        units=tuple(unit.id for unit in act.open_units),
    )


@action(Right.PLAN_WAVES)
def copy_of(act: Act, wave: str, folder: Path = QUESTIONNAIRES) -> WavePlan:
    """Propose the same once more, with the questionnaires as they are today. Nothing is saved."""
    held = next((one for one in load_waves(act.connection) if one.id == wave), None)
    if held is None:
        raise Denied
    asked = {one.unit for one in load_assessments(act.connection, wave)}
    names = {edition.questionnaire for edition in load_editions(act.connection, wave)}
    opens = _first_free_day(act)
    return WavePlan(
        id=token_hex(4),
        title="",
        opens=opens,
        closes=opens + (held.closes - held.opens),
        min_group=held.min_group,
        promise=held.promise or PROMISE.text,
        editions=tuple(edition for edition in on_file(folder) if edition.questionnaire in names),
        units=tuple(unit.id for unit in act.open_units if unit.id in asked),
    )


def _first_free_day(act: Act) -> date:
    """Say from when on another wave fits: there is time to prepare, and none is open any more."""
    ends = [wave.closes for wave in load_waves(act.connection) if wave.closed_on is None]
    return max([act.today + AHEAD, *(end + timedelta(days=1) for end in ends)])


@action(Right.PLAN_WAVES, writes=True)
def save_plan(act: Act, plan: WavePlan, folder: Path = QUESTIONNAIRES) -> None:
    """Write a plan down, new or changed. Raises `NotDone` for what could not become a wave."""
    plan = _cleaned(act, plan)
    before = store.hold_plan(act.connection, plan.id)
    if before is None and any(one.id == plan.id for one in load_waves(act.connection)):
        raise NotDone(OPENED_ALREADY)
    if plan.opens < act.today:
        raise NotDone(message("Der erste Tag liegt schon zurück. Bitte wählen Sie einen späteren."))
    refuse_nonsense(act, plan, on_file(folder))
    if before != plan:
        store.save_plan(act.connection, plan)
        act.record(f"plan {plan.id}", old="" if before is None else _said(before), new=_said(plan))


@action(Right.PLAN_WAVES, writes=True)
def throw_away(act: Act, plan: str) -> None:
    """Throw a plan away; a wave that was opened stays. Throwing it away twice is doing it once."""
    before = store.hold_plan(act.connection, plan)
    if before is not None:
        store.remove_plan(act.connection, plan)
        act.record(f"plan {plan}", old=_said(before))
    elif any(one.id == plan for one in load_waves(act.connection)):
        raise NotDone(OPENED_ALREADY)


def without_closed(act: Act, plan: WavePlan) -> WavePlan:
    """Leave out of a plan the units that were closed since: nobody could answer for them."""
    closed = {unit.id for unit in _closed_in(act, plan)}
    return replace(plan, units=tuple(unit for unit in plan.units if unit not in closed))


def _closed_in(act: Act, plan: WavePlan) -> tuple[Unit, ...]:
    planned = set(plan.units)
    return tuple(unit for unit in act.units if unit.id in planned and not unit.is_open)


def refuse_nonsense(act: Act, plan: WavePlan, filed: Mapping[Edition, Questionnaire]) -> None:
    """Raise `NotDone` with the first thing because of which a plan could not become a wave."""
    for problem in (
        _problem_of_words(act, plan),
        _problem_of_days(act, plan),
        _problem_of_numbers(plan),
        _problem_of_participants(plan, filed),
    ):
        if problem is not None:
            raise NotDone(problem)


def _problem_of_words(act: Act, plan: WavePlan) -> Message | None:
    if not plan.title:
        return message("Bitte geben Sie der Erhebungsrunde einen Namen.")
    rivals = {one.title: one.id for one in load_waves(act.connection)}
    rivals |= {one.title: one.id for one in store.load_plans(act.connection)}
    if rivals.get(plan.title, plan.id) != plan.id:
        return message(
            "Eine Erhebungsrunde „{title}“ gibt es schon. Bitte unterscheiden Sie die Namen.",
            title=plan.title,
        )
    if not plan.promise:
        return message("Bitte schreiben Sie auf, was Sie den Teilnehmenden zusagen.")
    return too_long(plan.title, MOST_OF_A_TITLE) or too_long(plan.promise, MOST_OF_A_PROMISE)


def _problem_of_days(act: Act, plan: WavePlan) -> Message | None:
    if plan.closes < plan.opens:
        return message("Der letzte Tag liegt vor dem ersten. Bitte tauschen Sie die Tage.")
    if plan.closes < act.today:
        return message("Der letzte Tag liegt schon zurück. Bitte wählen Sie einen späteren.")
    if plan.closes - plan.opens > LONGEST:
        return message("Die Runde dauert länger als ein Jahr. Bitte prüfen Sie die Tage.")
    return overlap(act, plan.id, plan.opens, plan.closes)


def overlap(act: Act, itself: str, opens: date, closes: date) -> Message | None:
    """Say that another wave takes answers in these days; None when none does."""
    for one in load_waves(act.connection):
        if one.id != itself and one.overlaps(opens, closes):
            return message(
                "In diesen Tagen läuft schon „{title}“. Zwei Runden zur gleichen Zeit verwirren: "
                "Bitte wählen Sie andere Tage.",
                title=one.title,
            )
    return None


def _problem_of_numbers(plan: WavePlan) -> Message | None:
    if plan.min_group < MIN_GROUP:
        return message(
            "Die kleinste Gruppe darf nicht unter {least} liegen: Sonst ließe sich erraten, wer "
            "was geantwortet hat.",
            least=MIN_GROUP,
        )
    if plan.min_group > LARGEST_GROUP:
        return message("Die kleinste Gruppe darf nicht über {most} liegen.", most=LARGEST_GROUP)
    return None


def _problem_of_participants(
    plan: WavePlan, filed: Mapping[Edition, Questionnaire]
) -> Message | None:
    if not plan.editions:
        return message("Bitte wählen Sie mindestens einen Fragebogen.")
    for edition in plan.editions:
        if edition not in filed:
            return message(
                "Den Fragebogen „{id}“ gibt es nicht mehr in Fassung {version}. Bitte sehen Sie "
                "den Plan noch einmal durch, und speichern Sie ihn.",
                id=edition.questionnaire,
                version=edition.version,
            )
    audiences = {filed[edition].audience for edition in plan.editions}
    if not plan.units and audiences & {Audience.UNIT, Audience.ACCESS_POINT}:
        return message("Bitte wählen Sie mindestens eine Dienststelle.")
    return None


def _cleaned(act: Act, plan: WavePlan) -> WavePlan:
    """Bring what was typed into one form; what is chosen stands in one order, and once."""
    known = {unit.id for unit in act.units}
    if not (plan.id.isascii() and plan.id.isalnum() and len(plan.id) <= 16):
        raise Denied
    if not set(plan.units) <= known:
        raise Denied
    plan = without_closed(act, plan)
    return replace(
        plan,
        title=cleaned_line(plan.title),
        promise=cleaned(plan.promise),
        editions=tuple(sorted(set(plan.editions), key=lambda one: one.questionnaire)),
        units=tuple(sorted(set(plan.units))),
    )


def _said(plan: WavePlan) -> str:
    """Write down what can change about a plan."""
    told = asdict(plan) | {"opens": plan.opens.isoformat(), "closes": plan.closes.isoformat()}
    return json.dumps(told, ensure_ascii=False)


OPENED_ALREADY = message(
    "Diese Erhebungsrunde ist schon eröffnet. Fest steht damit alles bis auf das Ende."
)
