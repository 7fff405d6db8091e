"""How far several views agree, and how well the questions of an area hang together."""

from collections.abc import Sequence

import numpy as np

from audit.assessment.plan import PlannedQuestion, PlannedScore
from audit.assessment.results import Results
from scoring.reliability import InternalConsistency, cronbach_alpha
from scoring.spread import Spread, spread_of


def spread_of_views(views: Results) -> Spread:
    """Compare several views of one subject; the arrays follow `plan.reported`.

    The "subjects" of the results are the views, e.g. the head and the counter staff.
    """
    return spread_at(views, views.plan.reported)


def spread_at(views: Results, planned: Sequence[PlannedScore | PlannedQuestion]) -> Spread:
    """Compare several views of one subject at some nodes or questions; the arrays follow them."""
    rows = [one.row for one in planned]
    points = np.where(views.scores.present[rows], views.scores.points[rows], np.nan)
    return spread_of(points.T)


def reliability_of(results: Results, node: PlannedScore) -> InternalConsistency:
    """Say how well the children of a node measure the same thing: Cronbach's alpha.

    Only subjects that have a value for every child are used.
    """
    rows = [child.row for child in node.children]
    points = np.where(results.scores.present[rows], results.scores.points[rows], np.nan)
    return cronbach_alpha(points.T)
