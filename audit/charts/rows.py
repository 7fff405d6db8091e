"""Rows with a long name each: the name stands above its marks, in as many lines as it needs.

All places are pixels from the top, so that rows may differ in height. Names are broken twice, for a
phone and for a wide screen, and the chart shows the one that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from textwrap import wrap

import altair as alt
import pandas as pd

from audit.charts.configured import Chart, configured
from audit.model.messages import Translator

IS_NARROW = "containerSize()[0] < 640"
NARROW, WIDE = 44, 105
"""Letters in a line of a name."""

LINE, BAR, GAP, APART = 18, 18, 4, 14
"""Pixels: a line of text, a bar, what lies between two bars, what lies between two rows."""

ROOM = 0.7
"""The share of the width that the longest bar takes; its number stands to the right of it."""


@dataclass(frozen=True)
class Rows:
    """The names of the rows, from top to bottom, and what stands below each."""

    names: Sequence[str]
    bars: int = 1
    """How many bars each row has."""
    bar: int = BAR
    """Pixels of a bar."""
    apart: int = APART
    """Pixels between two rows."""
    beside: int = 0
    """Letters that stand to the right of a name, at the edge."""

    @property
    def height(self) -> int:
        """Pixels of all rows together."""
        return self._ends[-1] if self._ends else 0

    def middle(self, row: int, bar: int = 0) -> int:
        """Say where the middle of a bar lies."""
        below = (self.bars - bar) * (self.bar + GAP) + self.apart
        return self._ends[row] - below + self.bar // 2

    @property
    def y(self) -> alt.Y:
        """Places in pixels, in the column `y`."""
        return self.at("y")

    def at(self, column: str) -> alt.Y:
        """Places in pixels, in a column of another name."""
        scale = alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False, zero=False)
        return alt.Y(f"{column}:Q", scale=scale, axis=None)

    @property
    def to_name(self) -> float:
        """From the middle of the first bar up to the middle of the last line of its name."""
        return -(self.bar / 2 + GAP + LINE / 2)

    def labels(self) -> Chart:
        """Write the names above the bars."""
        layers = []
        for letters, shown in ((NARROW, IS_NARROW), (WIDE, f"!({IS_NARROW})")):
            written = [
                (line, self.middle(row) - self.bar // 2 - GAP - LINE * (len(lines) - at))
                for row, name in enumerate(self.names)
                for lines in [self._lines(name, letters)]
                for at, line in enumerate(lines)
            ]
            text = alt.Chart(pd.DataFrame(written, columns=["line", "y"])).mark_text(
                align="left",
                baseline="top",
                fontWeight=600,
                limit=0,
                aria=False,
                text=alt.ExprRef(f"{shown} ? datum.line : ''"),
            )
            layers.append(text.encode(x=alt.value(0), y=self.y))
        return alt.layer(*layers)

    def finished(self, chart: Chart, language: Translator) -> Chart:
        """Give a chart its locale, fonts and height."""
        return configured(chart, language, self.height)

    @cached_property
    def _ends(self) -> Sequence[int]:
        """Where each row ends: it has room for as many lines as its name needs on a phone."""
        below = GAP + self.bars * (self.bar + GAP) + self.apart
        lines = [len(self._lines(name, NARROW)) for name in self.names]
        return list(accumulate(LINE * count + below for count in lines))

    def _lines(self, name: str, letters: int) -> list[str]:
        return wrap(name, letters - self.beside) or [""]


def bars_axis(field: str, most: float) -> alt.X:
    """Let bars begin at 0; no axis, for every bar has its number beside it."""
    scale = alt.Scale(domain=[0, max(most, 1) / ROOM], nice=False, zero=True)
    return alt.X(f"{field}:Q", scale=scale, axis=None)
