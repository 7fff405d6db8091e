"""Self-view against outside view: what access points say of themselves, and what people find."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.assessment.plan import PlannedScore
from audit.assessment.results import Results
from audit.model.messages import Message, Translator, message
from audit.model.organisation import UnitId
from audit.model.texts import Wording
from audit.tables.small_groups import Counts, Shown, released, shown
from audit.tables.views import Released, View

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OwnView:
    """What access points say of themselves in one questionnaire."""

    results: Results
    units: Sequence[UnitId]
    """Whose access point it is, in the order of the results."""


@dataclass(frozen=True, eq=False)
class BothViews:
    """The areas that both sides were asked about, after the small-group rule.

    Made once for all units: a unit is shown when its own replies and those of the rest of the city
    are enough, so that nobody finds the rest by taking the unit away.
    """

    own: Sequence[OwnView]
    outside: Results
    """Of the single replies."""
    about: Sequence[UnitId | None]
    """Which unit a reply is about, in the order of the results; None: the whole city."""
    min_group: int
    language: Translator

    @cached_property
    def areas(self) -> tuple[PlannedScore, ...]:
        """The areas of the outside view that some questionnaire about access points has too."""
        known = {node.entry.id for one in self.own for node in one.results.plan.reported}
        return tuple(node for node in self.outside.plan.reported if node.entry.id in known)

    @cached_property
    def units(self) -> tuple[UnitId, ...]:
        """The units about which enough people have written, so that they may be shown."""
        seen = self._allowed.cells & (self._counts > 0)
        return tuple(
            unit
            for unit, areas in zip(self._named, seen, strict=True)
            if unit is not None and areas.any()
        )

    def view(self, unit: UnitId | None = None) -> Released:
        """Put both views side by side, for the whole city or for one unit.

        One row per area, in the order of the way through the administration:

        area, title  of the area
        own          mean of the access points' points; empty when none has points
        own_n        access points with points
        outside      mean of the replies' points; empty when withheld
        outside_n    replies with points; empty when withheld
        gap          own minus outside; empty when one of them is
        withheld     true when too few replies stand behind the figure, or would give others away
        """
        wording = Wording(self.outside.plan.questionnaire, self.language)
        own = [self._own(node.entry.id, unit) for node in self.areas]
        replies = [self._points(node, unit) for node in self.areas]
        table = pd.DataFrame(
            {
                "area": [node.entry.id for node in self.areas],
                "title": [wording.of(node.entry, node.entry.title) for node in self.areas],
                "own": [_mean(points) for points in own],
                "own_n": [len(points) for points in own],
                "outside": [_mean(points) for points in replies],
                "outside_n": [float(len(points)) for points in replies],
            }
        )
        table["gap"] = table["own"] - table["outside"]
        may = self._allowed.columns if unit is None else self._allowed.cells[self._row(unit)]
        bare = View(
            message("Beide Sichten, Themenfeld für Themenfeld"), Message(""), table, _COLUMNS
        )
        kept = released(bare, may & np.array([bool(len(p)) for p in replies]), _ABOUT_PEOPLE)
        return Released(kept.title, _sentence(kept.table), kept.table, kept.columns)

    @cached_property
    def _named(self) -> tuple[UnitId | None, ...]:
        return tuple(sorted(set(self.about), key=lambda unit: (unit is None, unit or "")))

    @cached_property
    def _allowed(self) -> Shown:
        """Decide for all units at once, each area with its total for the city."""
        return shown(self._counts, self.min_group, with_row_totals=False)

    @cached_property
    def _counts(self) -> Counts:
        """Count the replies with points: units x areas."""
        counts = [
            [len(self._points(node, unit, only=True)) for node in self.areas]
            for unit in self._named
        ]
        return np.array(counts, dtype=np.int64).reshape(len(self._named), len(self.areas))

    def _row(self, unit: UnitId) -> int:
        return self._named.index(unit)

    def _points(self, node: PlannedScore, unit: UnitId | None, *, only: bool = False) -> Floats:
        """Take the points of the replies about a unit.

        None takes all replies; with `only`, those about the city as a whole.
        """
        wanted = np.array([(unit is None and not only) or one == unit for one in self.about])
        scores = self.outside.scores
        has = scores.present[node.row] & wanted.astype(np.bool_)
        return np.asarray(scores.points[node.row][has], dtype=np.float64)

    def _own(self, area: str, unit: UnitId | None) -> Floats:
        """Take the points of the access points, from all questionnaires that have the area."""
        found = [np.empty(0)]
        for one in self.own:
            wanted = np.array([unit is None or unit == its for its in one.units], dtype=np.bool_)
            for node in one.results.plan.reported:
                if node.entry.id == area:
                    has = one.results.scores.present[node.row] & wanted
                    found.append(one.results.scores.points[node.row][has])
        return np.concatenate(found)


_ABOUT_PEOPLE = ("outside", "outside_n", "gap")

_COLUMNS = {
    "title": message("Themenfeld"),
    "own": message("Selbstsicht (Punkte)"),
    "own_n": message("Zugänge"),
    "outside": message("Außensicht (Punkte)"),
    "outside_n": message("Rückmeldungen"),
    "gap": message("Abstand"),
}


def _mean(points: Floats) -> float:
    return float(points.mean()) if len(points) else float("nan")


def _sentence(table: pd.DataFrame) -> Message:
    """Name the area where both views are farthest apart; only from figures that are shown."""
    both = table.dropna(subset=["gap"])
    if both.empty:
        return message("Es gibt noch nicht genug Rückmeldungen, um beide Sichten zu vergleichen.")
    widest = both.iloc[int(both["gap"].abs().argmax())]
    return message(
        "Am weitesten auseinander liegen beide Sichten bei „{title}“: "
        "Selbstsicht {own}, Außensicht {outside} von 100 Punkten.",
        title=widest["title"],
        own=_whole(widest["own"]),
        outside=_whole(widest["outside"]),
    )


def _whole(points: float) -> int:
    return int(np.floor(points + 0.5))
