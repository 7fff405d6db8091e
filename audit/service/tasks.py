"""What waits for a department: its assessments in the running waves, and the earlier ones."""

from dataclasses import dataclass

from audit.assessment.sheet import Progress
from audit.model.organisation import AccessPoint, Unit
from audit.model.questionnaire import Questionnaire
from audit.model.sides import Side
from audit.model.waves import Assessment, Wave, WaveState
from audit.service.actions import Act, action
from audit.service.forms import sheet_of
from audit.service.new_versions import is_behind
from audit.service.rights import Right
from audit.store import assessments as store
from audit.store import waves
from audit.store.new_versions import load_used
from audit.store.organisation import load_access_points
from audit.store.sides import load_sides_of
from audit.store.units import load_wave_units


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
    side: Side | None = None
    """Whose view it is; None: it is the sheet of the unit."""
    newer: int | None = None
    """The version to which this draft can be moved; None: there is none."""


@action(Right.SEE_ASSESSMENTS, of=None)
def tasks(act: Act) -> list[Task]:
    """List the assessments of the own units: those of the running waves, then the earlier ones."""
    reach = act.reach(Right.SEE_ASSESSMENTS)
    views = _own_views(act)
    doors = {door.id: door for door in load_access_points(act.connection)}
    used = load_used(act.connection)
    found = []
    for wave in reversed(waves.load_waves(act.connection)):
        if wave.state(act.today) is WaveState.PLANNED:
            continue
        own = store.load_assessments(act.connection, wave.id, units=reach)
        own += [one for one, _ in views.values() if one.wave == wave.id and one.unit in reach]
        units = {unit.id: unit for unit in load_wave_units(act.connection, wave.id)}
        entries = store.load_entries(act.connection, [one.id for one in own])
        running = wave.state(act.today) is WaveState.RUNNING
        for one in own:
            newest = used.get((wave.id, one.edition.questionnaire))
            plan = act.house.plan(act.connection, one.edition)
            found.append(
                Task(
                    one,
                    wave,
                    plan.questionnaire,
                    units[one.unit],
                    None if one.access_point is None else doors[one.access_point],
                    sheet_of(plan, entries[one.id]).progress(),
                    running,
                    bool(plan.reported),
                    views[one.id][1] if one.view else None,
                    newest.version if newest and running and is_behind(one, newest) else None,
                )
            )
    return found


def _own_views(act: Act) -> dict[int, tuple[Assessment, Side]]:
    """Find the views that whoever acts was asked for."""
    asked = load_sides_of(act.connection, act.caller.person or "")
    found = ((store.load_assessment(act.connection, side.assessment), side) for side in asked)
    return {sheet.id: (sheet, side) for sheet, side in found if sheet is not None}
