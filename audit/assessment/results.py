"""Answers of many subjects as one matrix of codes, and what comes out of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.assessment.coding import codes_of
from audit.assessment.plan import Plan, PlannedQuestion, PlannedScore, levels_of
from audit.model.answers import Answer
from audit.model.questionnaire import Level
from scoring.kernel import Scores, score
from scoring.levels import NO_LEVEL
from scoring.states import NOT_ANSWERED


@dataclass(frozen=True, eq=False)
class CodedAnswers:
    """The answers of some subjects to one questionnaire: codes are columns of the plan x
    subjects."""

    plan: Plan
    subjects: Sequence[str]
    codes: NDArray[np.int8]


@dataclass(frozen=True)
class Result:
    """What came out for one subject at one node. Points and level are None when too little was
    answered."""

    points: float | None
    level: Level | None
    answered: int
    applicable: int

    @property
    def coverage(self) -> float | None:
        """Share of the applicable questions that were answered; None when none applies."""
        return self.answered / self.applicable if self.applicable else None


@dataclass(frozen=True, eq=False)
class Results:
    """The scores of some subjects, in the words of the questionnaire."""

    plan: Plan
    subjects: Sequence[str]
    scores: Scores

    def of(self, planned: PlannedScore | PlannedQuestion, place: int) -> Result:
        """Read one result; `place` is the subject's place among the subjects."""
        present = bool(self.scores.present[planned.row, place])
        level = None
        if isinstance(planned, PlannedScore) and present:
            found = int(self.levels(planned)[place])
            level = None if found == NO_LEVEL else planned.levels[found]
        return Result(
            points=float(self.scores.points[planned.row, place]) if present else None,
            level=level,
            answered=int(self.scores.answered[planned.row, place]),
            applicable=int(self.scores.applicable[planned.row, place]),
        )

    def levels(self, planned: PlannedScore) -> NDArray[np.intp]:
        """Find every subject's level at a node, counted from 0; `NO_LEVEL` where there is none."""
        points, present = self.scores.points[planned.row], self.scores.present[planned.row]
        return levels_of(planned.levels).of(points, present)


def coded(plan: Plan, answers: Iterable[Answer]) -> CodedAnswers:
    """Collect answers in a matrix; what nobody answered stays not answered.

    Raises `NotAnAnswer` for a value that does not fit, KeyError for a cell that does not exist.
    """
    by_subject: dict[str, list[Answer]] = {}
    for answer in answers:
        by_subject.setdefault(answer.subject, []).append(answer)
    codes = np.full((len(plan.columns), len(by_subject)), NOT_ANSWERED, dtype=np.int8)
    for place, given in enumerate(by_subject.values()):
        for answer in given:
            columns = list(plan.cells[answer.cell])
            cell = [plan.columns[column] for column in columns]
            codes[columns, place] = codes_of(answer.value, cell, plan.questionnaire)
    return CodedAnswers(plan, tuple(by_subject), codes)


def assess(answers: CodedAnswers) -> Results:
    """Score all subjects at once."""
    return Results(answers.plan, answers.subjects, score(answers.plan.scheme, answers.codes))
