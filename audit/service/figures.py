"""What the steering group, personnel development, the project group and the council see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from audit.assessment.change import Change, change
from audit.assessment.explain import Step, explain
from audit.assessment.groups import Overall, together
from audit.assessment.plan import Plan
from audit.assessment.results import CodedAnswers, Results, assess, coded
from audit.assessment.sheet import Progress
from audit.model.answers import Answer
from audit.model.messages import Translator
from audit.model.organisation import AccessPoint, Unit, UnitId, UnitKind, with_all_below
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import Assessment, Edition, Wave, WaveState
from audit.service.actions import Act, Denied, action
from audit.service.rights import Right
from audit.store import assessments as store
from audit.store import replies, waves
from audit.store.new_versions import load_editions_begun
from audit.store.organisation import load_access_points
from audit.store.units import load_wave_units

LANGUAGES = "languages"
TRAINING_NEEDS = "training-needs"
OUTSIDE_VIEW = "outside-view"


@dataclass(frozen=True)
class Subject:
    """Whom or what an assessment is about."""

    assessment: Assessment
    unit: Unit
    access_point: AccessPoint | None
    division: Unit | None = None
    """The Fachbereich of the unit; None for what stands directly below the administration."""

    @property
    def id(self) -> str:
        """The subject in tables and results: the number of the assessment."""
        return str(self.assessment.id)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.unit.name if self.access_point is None else self.access_point.name


@dataclass(frozen=True, eq=False)
class Standing:
    """What was handed in for one questionnaire in one wave."""

    wave: Wave
    edition: Edition
    subjects: tuple[Subject, ...]
    """In the order of the administration."""
    answers: CodedAnswers
    results: Results
    """Of the same subjects in the same order."""

    @property
    def plan(self) -> Plan:
        """The questionnaire made ready for calculation."""
        return self.answers.plan


@dataclass(frozen=True)
class Participation:
    """How far one assessment has come."""

    subject: Subject
    progress: Progress


@dataclass(frozen=True, eq=False)
class Turnout:
    """How far one questionnaire of a wave has come."""

    wave: Wave
    questionnaire: Questionnaire
    participation: tuple[Participation, ...]
    """Of units and access points, for those who may see them one by one."""
    expected: int | None
    """How many units or access points are to hand in; None where people answer by link."""
    handed_in: int | None
    replies: int | None
    """How many were sent by link; None for questionnaires that units answer."""


@dataclass(frozen=True, eq=False)
class Views:
    """What people have sent by link; to be shown only through the small-group rule."""

    wave: Wave
    plan: Plan
    values: Mapping[str, Mapping[str, str]]
    """Per reply the values by cell."""
    units: Mapping[str, UnitId | None] = field(default_factory=dict)
    """Which unit a reply is about; None: the whole administration."""

    @property
    def results(self) -> Results:
        """The scores of the single replies."""
        answers = [
            Answer(reply, cell, value)
            for reply, values in self.values.items()
            for cell, value in values.items()
        ]
        return assess(coded(self.plan, answers))


@action(Right.SEE_OVERVIEW)
def begun_waves(act: Act) -> list[Wave]:
    """List the waves that run or have run, the latest first."""
    return _begun(act)


@action(Right.SEE_DASHBOARDS)
def scored_editions(act: Act, wave: str) -> list[Questionnaire]:
    """List the questionnaires of a wave that units or access points answer and that are scored."""
    plans = [
        act.house.plan(act.connection, one) for one in waves.load_editions(act.connection, wave)
    ]
    return [
        plan.questionnaire
        for plan in plans
        if plan.reported and plan.questionnaire.audience in {Audience.UNIT, Audience.ACCESS_POINT}
    ]


@action(Right.SEE_DASHBOARDS)
def standing(act: Act, wave: str, questionnaire: str) -> Standing:
    """Score what was handed in. Raises `Denied` when the wave does not use the questionnaire."""
    return _standing(act, wave, questionnaire)


@action(Right.SEE_DASHBOARDS)
def explained(
    act: Act, wave: str, questionnaire: str, subject: str, language: Translator
) -> tuple[Step, ...]:
    """Unfold the result of one subject down to its answers."""
    found = _standing(act, wave, questionnaire)
    if subject not in found.results.subjects:
        raise Denied
    return explain(found.results, subject, language, _values(act, found.plan, [subject])[subject])


@action(Right.SEE_DASHBOARDS)
def needs_for_action(act: Act, wave: str, questionnaire: str) -> dict[str, frozenset[str]]:
    """Collect the ticks "Handlungsbedarf" of what was handed in: per subject the questions."""
    found = _standing(act, wave, questionnaire)
    numbers = [subject.assessment.id for subject in found.subjects]
    return {
        str(id_): frozenset(question for question, (one, _) in noted.items() if one.need_for_action)
        for id_, noted in store.load_remarks(act.connection, numbers).items()
    }


@action(Right.SEE_DASHBOARDS)
def change_between(act: Act, earlier: str, later: str, questionnaire: str) -> Change:
    """Compare two waves on what was measured alike; the subjects are those of the later wave."""
    before, after = (_standing(act, wave, questionnaire) for wave in (earlier, later))
    same = {_about(subject): subject.id for subject in after.subjects}
    renamed = tuple(same.get(_about(subject), f"gone-{subject.id}") for subject in before.subjects)
    return change(
        CodedAnswers(before.plan, renamed, before.answers.codes),
        after.answers,
    )


@action(Right.SEE_OUTSIDE_VIEW)
def outside_view(act: Act, wave: str) -> Views:
    """Collect what residents and actors have sent."""
    return _views(act, wave, OUTSIDE_VIEW)


@action(Right.SEE_LANGUAGES)
def language_replies(act: Act, wave: str) -> Views:
    """Collect what staff have sent about their languages."""
    return _views(act, wave, LANGUAGES)


@action(Right.SEE_TRAINING_NEEDS)
def training_needs(act: Act, wave: str) -> Standing:
    """Collect what units have handed in about training."""
    return _standing(act, wave, TRAINING_NEEDS)


@action(Right.SEE_TRAINING_NEEDS)
def training_values(act: Act, wave: str) -> dict[str, dict[str, str]]:
    """Collect the values by cell of what was handed in about training: codes hold no numbers.

    The keys are the subjects of `training_needs`.
    """
    found = _standing(act, wave, TRAINING_NEEDS)
    return _values(act, found.plan, found.results.subjects)


@action(Right.SEE_OVERVIEW)
def turnout(act: Act, wave: str) -> list[Turnout]:
    """Say how many have handed in; single units only to those who may see them."""
    found = _wave(act, wave)
    names = act.may(Right.SEE_DASHBOARDS) or act.may(Right.SEE_WAVE)
    return [
        _turnout(act, found, edition, with_names=names)
        for edition in waves.load_editions(act.connection, wave)
    ]


@action(Right.SEE_OVERVIEW)
def overall(act: Act, wave: str, questionnaire: str) -> Overall:
    """Score what was handed in, all taken together: nobody can be told from another."""
    return together(_standing(act, wave, questionnaire).results)


def _turnout(act: Act, wave: Wave, edition: Edition, *, with_names: bool) -> Turnout:
    plan = act.house.plan(act.connection, edition)
    if plan.questionnaire.audience in {Audience.PERSON, Audience.OUTSIDE}:
        sent = replies.replies_per_unit(act.connection, wave.id, edition.questionnaire)
        return Turnout(wave, plan.questionnaire, (), None, None, sum(sent.values()))
    begun = [
        act.house.coded.of(act.connection, wave.id, one, act.house.plan(act.connection, one))
        for one in load_editions_begun(act.connection, wave.id, edition.questionnaire)
    ]  # a draft may not have been moved to the version of the wave yet
    subjects = _subjects(act, wave.id, [one for held in begun for one in held.assessments])
    progress = {
        one.id: done
        for held in begun
        for one, done in zip(held.assessments, held.progress(), strict=True)
    }
    return Turnout(
        wave,
        plan.questionnaire,
        tuple(Participation(s, progress[s.assessment.id]) for s in subjects) if with_names else (),
        len(subjects),
        sum(s.assessment.state.counts for s in subjects),
        None,
    )


def _standing(act: Act, wave: str, questionnaire: str) -> Standing:
    edition = _edition(act, wave, questionnaire)
    plan = act.house.plan(act.connection, edition)
    coded_wave = act.house.coded.of(act.connection, wave, edition, plan)
    answers = coded_wave.submitted()
    place = {subject: at for at, subject in enumerate(answers.subjects)}
    subjects = tuple(one for one in _subjects(act, wave, coded_wave.assessments) if one.id in place)
    ordered = [place[subject.id] for subject in subjects]
    answers = CodedAnswers(
        answers.plan, tuple(one.id for one in subjects), answers.codes[:, ordered]
    )
    return Standing(_wave(act, wave), edition, subjects, answers, assess(answers))


def _subjects(act: Act, wave: str, assessments: Sequence[Assessment]) -> list[Subject]:
    """Name the subjects as they were called in the wave, in the order of the administration."""
    units = load_wave_units(act.connection, wave)
    place = {unit.id: at for at, unit in enumerate(units)}
    doors = {door.id: door for door in load_access_points(act.connection)}
    divisions = {
        unit: division
        for division in units
        if division.kind is UnitKind.DIVISION
        for unit in with_all_below(units, division.id)
    }
    subjects = [
        Subject(
            one,
            units[place[one.unit]],
            # Meanwhile it may have moved to another unit, or have been closed.
            None
            if one.access_point is None
            else replace(doors[one.access_point], unit=one.unit, closed=False),
            divisions.get(one.unit),
        )
        for one in assessments
    ]
    return sorted(subjects, key=lambda s: (place[s.unit.id], s.assessment.access_point or 0))


def _values(act: Act, plan: Plan, subjects: Sequence[str]) -> dict[str, dict[str, str]]:
    """Collect what was written, by subject and cell."""
    entries = store.load_entries(act.connection, map(int, subjects))
    return {
        str(id_): {cell: entry.value for cell, (entry, _) in plan.known(held).items()}
        for id_, held in entries.items()
    }


def _views(act: Act, wave: str, questionnaire: str) -> Views:
    edition = _edition(act, wave, questionnaire)
    found = replies.load_replies(act.connection, wave, questionnaire)
    plan = act.house.plan(act.connection, edition)
    about = replies.units_of_replies(act.connection, wave, questionnaire)
    return Views(_wave(act, wave), plan, found.get(edition, {}), about)


def _about(subject: Subject) -> UnitId | int:
    """Tell what is the same in two waves; an access point may belong to another unit meanwhile."""
    door = subject.assessment.access_point
    return subject.unit.id if door is None else door


def _edition(act: Act, wave: str, questionnaire: str) -> Edition:
    for edition in waves.load_editions(act.connection, wave):
        if edition.questionnaire == questionnaire:
            return edition
    raise Denied


def _wave(act: Act, wave: str) -> Wave:
    for one in _begun(act):
        if one.id == wave:
            return one
    raise Denied


def _begun(act: Act) -> list[Wave]:
    return [
        wave
        for wave in reversed(waves.load_waves(act.connection))
        if wave.state(act.today) is not WaveState.PLANNED
    ]
