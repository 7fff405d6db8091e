"""The course of an assessment from draft to approval, for those who may see the assessment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from audit.model.waves import Assessment, AssessmentState, Passage
from audit.service.actions import Act
from audit.service.house import TOWN_CLOCK
from audit.store import approvals
from audit.store.course import load_course
from audit.store.organisation import load_person


@dataclass(frozen=True)
class Approved:
    """What became of the last approval of an assessment."""

    person: str
    """By name."""
    day: date
    holds: bool
    """False: it has lapsed, because answers were changed, or can be changed, since."""


@dataclass(frozen=True)
class Course:
    """What an assessment became so far, and whether it is approved."""

    passages: tuple[Passage, ...] = ()
    """The first one first; none for a draft."""
    approved: Approved | None = None
    """None: it was never approved."""

    @property
    def given_back(self) -> Passage | None:
        """The step by which it was given back, when that was the last one."""
        last = self.passages[-1] if self.passages else None
        return last if last is not None and last.state is AssessmentState.RETURNED else None


def course_of(act: Act, assessment: Assessment) -> Course:
    """Read the course of an assessment; whoever calls has checked the right to see it."""
    if assessment.state is AssessmentState.DRAFT:
        return Course()
    passages = load_course(act.connection, assessment.id)
    return Course(tuple(passages), approved_of(act, [assessment]).get(assessment.id))


def approved_of(act: Act, assessments: Collection[Assessment]) -> dict[int, Approved]:
    """Say of each assessment that was ever approved by whom it was last, and whether that holds."""
    last = approvals.load_approvals(act.connection, [one.id for one in assessments])
    found = {}
    for one in assessments:
        if (given := last.get(one.id)) is not None:
            person = load_person(act.connection, given.person)
            found[one.id] = Approved(
                given.person if person is None else person.name,
                given.at.astimezone(TOWN_CLOCK).date(),
                approvals.holds(act.connection, given, one),
            )
    return found
