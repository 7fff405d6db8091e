"""Groups of subjects, summed up block by block on all processors."""

import os
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audit.assessment.plan import Plan
from audit.assessment.results import Results
from scoring.kernel import Scores, blocks, score
from scoring.summaries import Key, Summary, add_members, merge, summarise


@dataclass(frozen=True, eq=False)
class Overall:
    """All subjects taken together: none can be told from another."""

    plan: Plan
    subjects: int
    summary: Summary
    """One group; the nodes follow `plan.reported`."""


def together(results: Results) -> Overall:
    """Take all subjects together."""
    rows = [node.row for node in results.plan.reported]
    everybody = np.zeros(len(results.subjects), dtype=np.intp)
    summary = summarise(results.scores, rows, everybody, [()])
    return Overall(results.plan, len(results.subjects), summary)


@dataclass(frozen=True, eq=False)
class Members:
    """Some subjects, and the groups that they belong to."""

    codes: NDArray[np.int8]
    """Columns of the plan x subjects."""
    groups: NDArray[np.intp]
    """For each subject the place of its key."""
    keys: Sequence[Key]


def nothing(plan: Plan) -> Summary:
    """Start a sum to which groups will be added."""
    return Summary.nothing(len(plan.reported))


def summed_up(
    plan: Plan, codes: NDArray[np.int8], groups: NDArray[np.intp], keys: Sequence[Key]
) -> Summary:
    """Score any number of subjects and sum up their groups; the nodes follow `plan.reported`."""
    cuts = blocks(codes.shape[1], _workers())
    parts = (Members(codes[:, cut], groups[cut], keys) for cut in cuts)
    return merge([Summary.of_nobody(keys, len(plan.reported)), sum_of(plan, parts)])


def sum_of(plan: Plan, parts: Iterable[Members]) -> Summary:
    """Sum up part after part, as many at once as there are processors.

    NumPy lets go of Python's lock while it works, so threads are enough. Sums are exact: it does
    not matter which thread takes which part. Only as many parts are asked for as can be worked on,
    so that they need not fit into memory together.
    """
    summary, waiting = nothing(plan), deque[Future[Summary]]()
    with ThreadPoolExecutor(_workers()) as threads:
        scorer = _Scorer(plan)
        for part in parts:
            waiting.append(threads.submit(scorer.summary, part))
            if len(waiting) > _workers():
                summary = merge([summary, waiting.popleft().result()])
        return merge([summary, *(part.result() for part in waiting)])


def _workers() -> int:
    return os.cpu_count() or 1


@dataclass(frozen=True)
class _Scorer:
    """Scores parts; scores that were summed up make room for the next ones."""

    plan: Plan
    used: list[Scores] = field(default_factory=list)

    def summary(self, part: Members) -> Summary:
        rows = [node.row for node in self.plan.reported]
        summary = Summary.of_nobody(part.keys, len(rows))
        scores = self.used.pop() if self.used else None
        for cut in blocks(part.codes.shape[1]):
            scores = score(self.plan.scheme, part.codes[:, cut], scores)
            add_members(summary, scores, rows, part.groups[cut])
        if scores is not None:
            self.used.append(scores)
        return summary
