"""An assessment opened: all that was said so far, what is missing, and the own result."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from audit.assessment.explain import Step, explain
from audit.assessment.plan import Plan
from audit.assessment.results import assess, coded
from audit.assessment.sheet import Gap, Sheet
from audit.model.answers import Answer
from audit.model.comments import Thread, threads_of
from audit.model.evidence import Evidence
from audit.model.messages import Translator
from audit.model.organisation import AccessPoint, Unit, UnitId
from audit.model.questionnaire import Questionnaire
from audit.model.sides import Side
from audit.model.waves import Assessment, Entry, Remark, Wave, WaveState
from audit.service.actions import Act, Denied, Part, action
from audit.service.course import Course, course_of
from audit.service.rights import Right
from audit.store import assessments as store
from audit.store import waves
from audit.store.comments import load_comments
from audit.store.evidence import load_evidence
from audit.store.organisation import load_access_point
from audit.store.sides import load_side
from audit.store.units import load_wave_unit

T = TypeVar("T")


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
    evidence: Mapping[str, tuple[Evidence, ...]]
    """Links and files beside the questions, by question."""
    earlier: Mapping[str, Entry]
    """What the wave before holds, for cells that were measured alike; empty without one."""
    earlier_wave: Wave | None
    taken_from: Mapping[str, str]
    """From which wave, by its title, an answer was taken over; by cell."""
    threads: Mapping[str, Thread]
    """What was said beside the questions, by question."""
    writable: bool
    may_submit: bool
    may_compare: bool
    """Whether whoever opened it may lay several views beside it."""
    course: Course
    given: frozenset[str] | None = None
    """The areas that whoever opened it was given, and sees nothing but; None: all of it."""
    side: Side | None = None
    """Whose view it is; None: it is the sheet of the unit."""

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire that is filled in."""
        return self.sheet.plan.questionnaire


def unit_of(act: Act, assessment: int, *_args: object, **_named: object) -> UnitId:
    """Find the unit whose assessment it is."""
    return found_of(act, assessment).unit


def any_part_of(act: Act, assessment: int) -> Part:
    """Find whose assessment it is, for an action that keeps to the areas that were given."""
    return Part(unit_of(act, assessment), assessment)


def part_of(act: Act, assessment: int, name: str, *_args: object, **_named: object) -> Part:
    """Find the area of a question or a cell; of what there is not, nobody was given any."""
    found = found_of(act, assessment)
    plan = act.house.plan(act.connection, found.edition)
    return Part(found.unit, assessment, plan.areas.get(name, ""))


@action(Right.SEE_ASSESSMENTS, of=any_part_of)
def open_form(act: Act, assessment: int) -> Form:
    """Open an assessment with all that was said so far, and what the wave before holds; for whoever
    was given areas of it, these and nothing else."""
    form = form_of(act, assessment)
    if act.may(Right.SEE_ASSESSMENTS, form.unit.id):
        return form
    return _within(form, act.given_areas(assessment))


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
    found = found_of(act, assessment)
    plan = act.house.plan(act.connection, found.edition)
    held = plan.known(store.load_entries(act.connection, [assessment])[assessment])
    noted = plan.known(store.load_remarks(act.connection, [assessment])[assessment])
    rounds = {wave.id: wave for wave in waves.load_waves(act.connection)}
    wave = rounds[found.wave]
    before, earlier = earlier_of(act, found, rounds.values())
    taken = plan.known(store.load_taken(act.connection, assessment))
    is_open = found.state.is_open and wave.state(act.today) is WaveState.RUNNING
    door = found.access_point
    return Form(
        assessment=found,
        wave=wave,
        unit=load_wave_unit(act.connection, wave.id, found.unit),
        access_point=None if door is None else load_access_point(act.connection, door),
        sheet=sheet_of(plan, held),
        remarks={question: remark for question, (remark, _) in noted.items()},
        revisions={cell: revision for cell, (_, revision) in held.items()},
        remark_revisions={question: revision for question, (_, revision) in noted.items()},
        evidence=plan.known(load_evidence(act.connection, assessment)),
        earlier=earlier,
        earlier_wave=before,
        taken_from={cell: rounds[one].title for cell, one in taken.items() if one in rounds},
        threads=plan.known(threads_of(load_comments(act.connection, [assessment])[assessment])),
        writable=is_open and act.may_in(Right.FILL_IN, Part(found.unit, assessment)),
        may_submit=is_open and (found.view > 0 or act.may(Right.SUBMIT, found.unit)),
        may_compare=not found.view and act.may(Right.COMPARE_VIEWS, found.unit),
        course=course_of(act, found),
        side=side_of(act, found) if found.view else None,
    )


def _within(form: Form, areas: frozenset[str]) -> Form:
    """Keep of an assessment what stands in some areas."""
    place = form.sheet.plan.areas

    def own(held: Mapping[str, T]) -> Mapping[str, T]:
        return {name: one for name, one in held.items() if place[name] in areas}

    return replace(
        form,
        sheet=form.sheet.within(areas),
        remarks=own(form.remarks),
        revisions=own(form.revisions),
        remark_revisions=own(form.remark_revisions),
        evidence=own(form.evidence),
        earlier=own(form.earlier),
        taken_from=own(form.taken_from),
        threads=own(form.threads),
        may_submit=False,
        course=Course(),
        given=areas,
    )


def earlier_of(
    act: Act, assessment: Assessment, rounds: Collection[Wave]
) -> tuple[Wave | None, Mapping[str, Entry]]:
    """Find what was handed in last about the same, as far as it was asked alike."""
    wave = next(one for one in rounds if one.id == assessment.wave)
    for before in reversed([one for one in rounds if one.opens < wave.opens]):
        found = store.same_in(act.connection, before.id, assessment)
        if found is not None and found.state.counts:
            entries = act.house.handed_in(act.connection, found)
            alike = act.house.cells_alike(act.connection, found.edition, assessment.edition)
            return before, {cell: entry for cell, entry in entries.items() if cell in alike}
    return None, {}


def found_of(act: Act, assessment: int, *, hold: bool = False) -> Assessment:
    """Find an assessment, and `hold` it if it is to be written over. Raises `Denied`: the view of
    somebody is nobody else's to open."""
    found = store.load_assessment(act.connection, assessment, hold=hold)
    if found is None or (found.view and side_of(act, found).person != act.caller.person):
        raise Denied
    return found


def side_of(act: Act, found: Assessment) -> Side:
    """Say whose view a sheet is that is not the sheet of a unit."""
    side = load_side(act.connection, found.id)
    if side is None:
        raise Denied
    return side


def sheet_of(plan: Plan, held: Mapping[str, tuple[Entry, int]]) -> Sheet:
    """Lay out what holds now."""
    return Sheet(plan, {cell: entry for cell, (entry, _) in plan.known(held).items()})
