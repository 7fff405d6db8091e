"""Groups of subjects, summed up block by block on all processors."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from audit.assessment.plan import Plan
from scoring.kernel import blocks, score
from scoring.summaries import Key, Summary, merge, summarise


def nothing(plan: Plan) -> Summary:
    """Start a sum to which groups will be added."""
    return Summary.nothing(len(plan.reported))


def summed_up(
    plan: Plan, codes: NDArray[np.int8], groups: NDArray[np.intp], keys: Sequence[Key]
) -> Summary:
    """Score any number of subjects and sum up their groups; the nodes follow `plan.reported`.

    NumPy lets go of Python's lock while it works, so threads are enough. Sums are exact: it does
    not matter which thread is first.
    """
    rows = [node.row for node in plan.reported]

    def one(block: slice) -> Summary:
        return summarise(score(plan.scheme, codes[:, block]), rows, groups[block], keys)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return merge([nothing(plan), *threads.map(one, blocks(codes.shape[1]))])
