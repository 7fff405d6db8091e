"""Waves, assessments and what is written in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from audit.model.messages import Message, message
from audit.model.organisation import UnitId


class WaveState(StrEnum):
    """Where a wave stands."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"


WAVE_STATES: Mapping[WaveState, Message] = {
    WaveState.PLANNED: message("geplant"),
    WaveState.RUNNING: message("läuft"),
    WaveState.CLOSED: message("abgeschlossen"),
}

MIN_GROUP = 5
"""Fewer answers are never shown. The least that German practice knows; fixed before a survey."""


PROMISE = message(
    "Ihre Angaben dienen allein der interkulturellen Öffnung dieser Verwaltung. Niemand nutzt sie, "
    "um einzelne Menschen zu beurteilen.\n\n"
    "Wer über einen Link teilnimmt, tut das freiwillig und ohne Namen. Zahlen werden erst gezeigt, "
    "wenn genügend Menschen geantwortet haben."
)
"""What participants are promised unless the project group writes something else."""


@dataclass(frozen=True)
class Wave:
    """A round of the survey (Erhebungsrunde) that has been opened: from then on all of it is fixed,
    but for the end, and for newer versions of questionnaires of which nothing is handed in."""

    id: str
    title: str
    opens: date
    closes: date
    """The last day on which answers are taken."""
    min_group: int = MIN_GROUP
    promise: str = ""
    """What participants read before the first question."""
    closed_on: date | None = None
    """The day on which it was closed early; no answer was taken after that moment."""

    def state(self, today: date) -> WaveState:
        """Tell where the wave stands on a day; one that was opened ahead is still planned."""
        if self.closed_on is not None or today > self.closes:
            return WaveState.CLOSED
        return WaveState.PLANNED if today < self.opens else WaveState.RUNNING

    def overlaps(self, opens: date, closes: date) -> bool:
        """Tell whether the wave takes answers on one of these days; one that was closed early has
        left the rest of its days, and the day of its closing, free."""
        ends = self.closes if self.closed_on is None else self.closed_on - timedelta(1)
        return opens <= ends and self.opens <= closes


@dataclass(frozen=True)
class Edition:
    """A questionnaire in one version."""

    questionnaire: str
    version: int


@dataclass(frozen=True)
class WavePlan:
    """A wave to come: all of it can still be changed, or thrown away."""

    id: str
    """The id that the wave will have."""
    title: str
    opens: date
    closes: date
    min_group: int
    promise: str
    editions: tuple[Edition, ...]
    units: tuple[UnitId, ...]
    """Who is asked; a questionnaire of access points goes to the doors of these."""


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    """Handed in once, and given back: it is filled in like a draft."""
    APPROVED = "approved"

    @property
    def is_open(self) -> bool:
        """Whether it can be filled in."""
        return self in {AssessmentState.DRAFT, AssessmentState.RETURNED}

    @property
    def counts(self) -> bool:
        """Whether its answers count in figures: what is handed in, approved or not."""
        return not self.is_open


ASSESSMENT_STATES: Mapping[AssessmentState, Message] = {
    AssessmentState.DRAFT: message("in Bearbeitung"),
    AssessmentState.SUBMITTED: message("eingereicht"),
    AssessmentState.RETURNED: message("zurückgegeben"),
    AssessmentState.APPROVED: message("freigegeben"),
}


@dataclass(frozen=True)
class Assessment:
    """One questionnaire x one unit or access point x one wave."""

    id: int
    wave: str
    edition: Edition
    unit: UnitId
    access_point: int | None
    """None: the unit itself is assessed."""
    state: AssessmentState
    revision: int
    """Rises with everything that is saved; 0 when nothing was."""
    submitted_on: date | None = None
    submitted_by: str | None = None
    """The person who handed it in last."""
    view: int = 0
    """0: the sheet of the unit, which counts. Otherwise the view of a single person, which is
    compared with it and counts nowhere."""


@dataclass(frozen=True)
class Passage:
    """A step in the course of an assessment: what it became, by whom, when, and why."""

    state: AssessmentState
    person: str
    """By name; empty for nobody in particular."""
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Approval:
    """Somebody stands for the answers as they were at a revision, and so for what follows from
    them with this questionnaire and this scoring."""

    assessment: int
    number: int
    """1 for the first of an assessment; a later one follows when answers were changed."""
    person: str
    at: datetime
    edition: Edition
    fingerprint: str
    """Of the questionnaire's text."""
    scoring: int
    revision: int
    hash: str
    """Over all of this, the answers and remarks, and the hash of the approval before."""


@dataclass(frozen=True)
class Entry:
    """What is said about one cell. An empty value: not answered."""

    value: str = ""
    reason: str = ""
    """Why the question does not apply."""


@dataclass(frozen=True)
class Remark:
    """What is noted beside a question."""

    comment: str = ""
    evidence: str = ""
    need_for_action: bool = False
    """Handlungsbedarf: a mark of its own, whatever the answer is."""


@dataclass(frozen=True)
class Saved:
    """The proof that something was written for good: it exists only after the commit."""

    revision: int
    at: datetime
    """In UTC."""


@dataclass(frozen=True)
class Link:
    """An address by which people take part without an account."""

    token: str
    wave: str
    edition: Edition
    unit: UnitId | None = None
    """Whom the answers are about; None: the whole administration."""
    batch: int | None = None
    """The sheet of links for one reply each that it was printed on; None: for as many as like."""
    used: bool = False
    """Whether the one reply was sent."""
    withdrawn: bool = False
