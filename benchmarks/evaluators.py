"""The ways of evaluating side by side, and how far apart they end."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.assessment.groups import summed_up
from audit.assessment.plan import Plan
from audit.tables.results import group_table
from benchmarks import expressions, plain_loop
from benchmarks.answers import GROUP_BY, Respondents, keys
from benchmarks.figures import figures_in, largest_difference

TOLERANCE = 1e-9
"""So far may figures lie apart: every way adds up in an order of its own."""

MIN_GROUP = 5


def grouped(plan: Plan, codes: NDArray[np.int8], groups: NDArray[np.intp]) -> pd.DataFrame:
    """Evaluate as this project does: from codes in memory to the table of groups."""
    return group_table(summed_up(plan, codes, groups, keys()), plan, GROUP_BY, MIN_GROUP)


def disagreement(drawn: Respondents) -> float:
    """Let all ways evaluate the same answers; give the largest difference of any two figures.

    Raises ValueError where it is larger than `TOLERANCE`: then there is nothing to measure.
    """
    plan, groups = drawn.plan, drawn.groups
    ours = figures_in(summed_up(plan, drawn.codes(), groups, keys()), plan)
    answers, members = drawn.written(), groups.tolist()
    largest = max(
        largest_difference(ours, theirs)
        for theirs in (
            plain_loop.evaluate(plain_loop.prepared(plan.questionnaire), answers, members),
            expressions.evaluate(expressions.prepared(plan.questionnaire), answers, members),
        )
    )
    if largest > TOLERANCE:
        raise ValueError(f"The evaluators differ by {largest}.")
    return largest
