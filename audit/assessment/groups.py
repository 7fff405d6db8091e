"""Groups of subjects, summed up block by block on all processors."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.assessment.plan import Plan
from audit.assessment.results import Results
from scoring.kernel import blocks, score
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


def nothing(plan: Plan) -> Summary:
    """Start a sum to which groups will be added."""
    return Summary.nothing(len(plan.reported))


def summed_up(
    plan: Plan, codes: NDArray[np.int8], groups: NDArray[np.intp], keys: Sequence[Key]
) -> Summary:
    """Score any number of subjects and sum up their groups; the nodes follow `plan.reported`.

    NumPy lets go of Python's lock while it works, so threads are enough. Sums are exact: it does
    not matter which thread takes which block.
    """
    rows = [node.row for node in plan.reported]
    workers = os.cpu_count() or 1
    to_do = iter(list(blocks(codes.shape[1], workers)))  # threads can share an iterator of a list

    def work() -> Summary:
        summary = Summary.of_nobody(keys, len(rows))
        scores = None
        for block in to_do:
            scores = score(plan.scheme, codes[:, block], scores)
            add_members(summary, scores, rows, groups[block])
        return summary

    with ThreadPoolExecutor(workers) as threads:
        parts = [threads.submit(work) for _ in range(workers)]
        return merge([nothing(plan), *(part.result() for part in parts)])
