"""How far questions that should measure the same thing hang together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDING = 1e-12
"""Totals that differ by less than this share of their size differ by rounding only."""


@dataclass(frozen=True)
class InternalConsistency:
    """Cronbach's alpha and what it rests on."""

    alpha: float | None
    """At most 1, below 0 when items work against each other; None is undefined, which is not 0."""
    respondents: int
    """How many answered every item; only they are counted."""
    items: int


def cronbach_alpha(scores: NDArray[np.float64]) -> InternalConsistency:
    """How far the items of a scale vary together.

    `scores` is respondents by items, NaN is missing. A respondent with a missing item is left
    out altogether (listwise deletion), so look at `respondents` before you trust `alpha`.
    Turn reverse-keyed items round first: a negative alpha usually means that one was forgotten.
    Alpha grows with the number of items and does not show that they measure one thing only.
    It is undefined with fewer than 2 items or respondents, or when all have the same total.
    Source: Cronbach (1951), Psychometrika 16(3), 297-334.

    By hand: the items vary by 1 each, the totals 2, 5, 5 by 3; 2 * (1 - 2 / 3) = 2/3.

    >>> a_pair = np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]])
    >>> round(cronbach_alpha(a_pair).alpha, 6)
    0.666667
    """
    complete = scores[~np.isnan(scores).any(axis=1)]
    respondents, items = complete.shape
    if respondents < 2 or items < 2 or not _totals_vary(complete):
        return InternalConsistency(None, respondents, items)
    within = float(complete.var(axis=0, ddof=1).sum())
    total = float(complete.sum(axis=1).var(ddof=1))
    return InternalConsistency(items / (items - 1) * (1 - within / total), respondents, items)


def _totals_vary(scores: NDArray[np.float64]) -> bool:
    """Tell a difference between people from the rounding of, say, 66.7 + 33.3."""
    spread = float(np.ptp(scores.sum(axis=1)))
    return spread > ROUNDING * float(np.abs(scores).sum(axis=1).max())
