"""Results as tables with documented columns.

Missing stays missing: a result that does not exist is an empty cell, never 0.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from audit.assessment.change import Change
from audit.assessment.plan import Plan
from audit.assessment.results import Results
from scoring.summaries import Summary

DECIMALS = 6
"""So many decimals are written: far below what an answer can change, above the noise of the
machine."""


def result_table(results: Results) -> pd.DataFrame:
    """One row per subject and node, from the total down.

    subject   as in the answers
    node      id of the questionnaire (total) or of the area
    points    empty when too little was answered
    level     code of the level; empty without points, or where the node has no levels
    coverage  share (0 to 1) of the applicable questions that were answered; empty when none applies
    n         number of questions that were answered
    """
    scores, nodes = results.scores, results.plan.reported
    rows = [node.row for node in nodes]
    points = np.where(scores.present[rows], scores.points[rows], np.nan)
    coverage = _share(scores.answered[rows], scores.applicable[rows])
    subjects = pd.Series(results.subjects, dtype="str")
    return pd.DataFrame(
        {
            "subject": subjects.repeat(len(nodes)).array,
            "node": _nodes(results.plan, len(subjects)),
            "points": _by_subject(points).round(DECIMALS),
            "level": _levels(results),
            "coverage": _by_subject(coverage).round(DECIMALS),
            "n": _by_subject(scores.answered[rows]).astype(np.int64),
        }
    )


def change_table(change: Change) -> pd.DataFrame:
    """One row per subject and node, on the questions that were measured alike in both waves.

    before, after  points of the two waves; empty when too little was answered in both
    change         after minus before
    compared       number of questions that were answered in both waves
    of             number of questions that apply in the later wave
    """
    before, after = result_table(change.before), result_table(change.after)
    rows = [node.row for node in change.after.plan.reported]
    return pd.DataFrame(
        {
            "subject": after["subject"],
            "node": after["node"],
            "before": before["points"],
            "after": after["points"],
            "change": (after["points"] - before["points"]).round(DECIMALS),
            "compared": after["n"],
            "of": _by_subject(change.of[rows]).astype(np.int64),
        }
    )


def group_table(
    summary: Summary, plan: Plan, group_by: Sequence[str], min_group: int
) -> pd.DataFrame:
    """One row per group and node; groups below `min_group` are withheld.

    The columns named in `group_by`, then
    node      id of the questionnaire (total) or of the area
    mean      mean of the members' points
    spread    standard deviation of the members' points (n - 1); empty below two members
    coverage  share (0 to 1) of the applicable questions that were answered
    n         number of members with points; empty when withheld
    withheld  true when fewer than `min_group` members have points; all figures are then empty
    """
    nodes, groups = len(plan.reported), len(summary.keys)
    numbers = summary.part()
    withheld = (numbers.n < min_group).ravel()
    figures = {
        "mean": summary.means(),
        "spread": summary.spreads(),
        "coverage": summary.coverage(),
        "n": numbers.n,
    }
    columns = {
        name: np.repeat(np.array([key[place] for key in summary.keys], dtype=object), nodes)
        for place, name in enumerate(group_by)
    }
    table = pd.DataFrame(
        {
            **columns,
            "node": _nodes(plan, groups),
            **{
                name: np.where(withheld, np.nan, figure.ravel()).round(DECIMALS)
                for name, figure in figures.items()
            },
            "withheld": withheld,
        }
    )
    return table.astype({"n": "Int64"})


def _nodes(plan: Plan, times: int) -> "pd.Categorical[str]":
    """Repeat the names of the nodes."""
    names = [node.entry.id for node in plan.reported]
    return pd.Categorical.from_codes(
        np.tile(np.arange(len(names)), times), categories=pd.Index(names)
    )


def _levels(results: Results) -> "pd.Categorical[str]":
    """The code of every subject's level at every node; missing where there is none."""
    nodes = results.plan.reported
    codes = sorted({level.code for node in nodes for level in node.levels})
    found = []
    for node in nodes:
        places = [codes.index(level.code) for level in node.levels]
        found.append(np.array([*places, -1])[results.levels(node)])
    return pd.Categorical.from_codes(_by_subject(np.array(found)), categories=pd.Index(codes))


def _by_subject(figures: np.ndarray) -> np.ndarray:
    """From nodes x subjects to one figure after the other, subject by subject."""
    return figures.T.ravel()


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
