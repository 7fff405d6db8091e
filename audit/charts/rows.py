"""Rows with a long name each: the name stands above its marks, in as many lines as it needs.

All places are pixels from the top, so that rows may differ in height. Names are broken twice, for a
phone and for a wide screen, and the chart shows the one that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
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
    """The names of the rows, from top to bottom, and the number of bars in each."""

    names: Sequence[str]
    bars: int = 1

    @cached_property
    def height(self) -> int:
        """Pixels of all rows together."""
        return sum(self._high(name) for name in self.names)

    def middle(self, row: int, bar: int = 0) -> int:
        """Say where the middle of a bar lies."""
        above = sum(self._high(name) for name in self.names[:row])
        label = LINE * self._lines(self.names[row])
        return above + label + GAP + bar * (BAR + GAP) + BAR // 2

    @property
    def y(self) -> alt.Y:
        """Places in pixels, in the column `y`."""
        scale = alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False, zero=False)
        return alt.Y("y:Q", scale=scale, axis=None)

    def labels(self) -> Chart:
        """Write the names above the bars."""
        layers = []
        for letters, shown in ((NARROW, IS_NARROW), (WIDE, f"!({IS_NARROW})")):
            written = [
                (line, self.middle(row) - BAR // 2 - GAP - LINE * (len(lines) - at))
                for row, name in enumerate(self.names)
                for lines in [wrap(name, letters) or [""]]
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
        return configured(chart, language, len(self.names)).properties(height=self.height)

    def _lines(self, name: str) -> int:
        return max(len(wrap(name, NARROW)), 1)

    def _high(self, name: str) -> int:
        return LINE * self._lines(name) + GAP + self.bars * (BAR + GAP) + APART


def bars_axis(field: str, most: float) -> alt.X:
    """Let bars begin at 0; no axis, for every bar has its number beside it."""
    scale = alt.Scale(domain=[0, max(most, 1) / ROOM], nice=False, zero=True)
    return alt.X(f"{field}:Q", scale=scale, axis=None)
