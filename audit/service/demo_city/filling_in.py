"""The assessments of heads and their delegates: how far they are, who fills in, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from audit.model.organisation import UnitId
from audit.model.waves import AssessmentState, Edition, Entry, Remark, Wave
from audit.service.demo_city.drawing import Form, Moment, Profile, chance
from audit.service.demo_city.written import Fate, WaveKey

DRAFTED = (0.25, 0.7)
"""Least and most share of a draft that is filled in."""

USUAL_FATES: tuple[Fate, ...] = ("submitted", "submitted", "draft", "untouched")
"""In the running wave: half is in, a quarter is begun, a quarter is untouched."""


@dataclass(frozen=True)
class DemoAssessment:
    """One questionnaire x one unit or access point x one wave, as far as it is filled in."""

    wave: str
    edition: Edition
    unit: UnitId
    access_point: int | None
    state: AssessmentState
    person: str | None
    """Who filled it in; None when nobody has begun."""
    begun_on: date | None = None
    submitted_on: date | None = None
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """By cell; only what was asked, and nothing empty."""
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    """By question."""

    @property
    def is_untouched(self) -> bool:
        """Tell whether nobody has begun; such an assessment need not be stored."""
        return self.begun_on is None


@dataclass(frozen=True)
class Subject:
    """What is assessed: a unit or a door."""

    profile: Profile
    unit: UnitId
    access_point: int | None
    person: str


@dataclass(frozen=True)
class Occasion:
    """One questionnaire in one wave."""

    wave: Wave
    form: Form
    moment: Moment
    today: date

    @property
    def last_day(self) -> date:
        """The last day on which something can have happened."""
        return min(self.wave.closes, self.today)


def filled_in(
    subject: Subject,
    occasion: Occasion,
    fates: Mapping[WaveKey, Fate],
    entries: Mapping[str, Entry],
    remarks: Mapping[str, Remark],
) -> DemoAssessment:
    """Make an assessment from everything that would be answered, cut off where a draft ends."""
    seed = (subject.profile.name, occasion.form.questionnaire.id, occasion.moment.key)
    fate = fates.get(occasion.moment.key) or _usual_fate(seed, occasion)
    edition = Edition(occasion.form.questionnaire.id, occasion.form.questionnaire.version)
    if fate == "untouched":
        state = AssessmentState.DRAFT
        place = (occasion.wave.id, edition, subject.unit, subject.access_point)
        return DemoAssessment(*place, state=state, person=None)
    kept = dict(entries) if fate == "submitted" else _cut_off(entries, seed)
    asked = {cell.partition(".")[0] for cell in kept}
    begun, submitted = _days(seed, occasion)
    return DemoAssessment(
        wave=occasion.wave.id,
        edition=edition,
        unit=subject.unit,
        access_point=subject.access_point,
        state=AssessmentState.SUBMITTED if fate == "submitted" else AssessmentState.DRAFT,
        person=subject.person,
        begun_on=begun,
        submitted_on=submitted if fate == "submitted" else None,
        entries=kept,
        remarks={name: remark for name, remark in remarks.items() if name in asked},
    )


def _usual_fate(seed: tuple[str, ...], occasion: Occasion) -> Fate:
    if occasion.moment.key != "running":
        return "submitted"
    return chance(*seed, "fate").choice(USUAL_FATES)


def _cut_off(entries: Mapping[str, Entry], seed: tuple[str, ...]) -> dict[str, Entry]:
    """Keep the beginning: conditions look back, so what is kept was asked."""
    share = chance(*seed, "draft").uniform(*DRAFTED)
    return dict(list(entries.items())[: max(1, round(share * len(entries)))])


def _days(seed: tuple[str, ...], occasion: Occasion) -> tuple[date, date]:
    """Draw the days of the first answer and of the submission."""
    dice = chance(*seed, "days")
    span = (occasion.last_day - occasion.wave.opens).days
    first, last = sorted(dice.randint(0, span) for _ in range(2))
    return occasion.wave.opens + timedelta(first), occasion.wave.opens + timedelta(last)
