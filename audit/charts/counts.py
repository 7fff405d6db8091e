"""Counts as bars from 0, one or more in a row, each with its number beside it.

The first kind of bar is filled, the second one is hollow: nobody must tell colours apart.
"""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from audit.charts.configured import Chart
from audit.charts.palette import INK, RISEN
from audit.charts.rows import BAR, Rows, bars_axis
from audit.model.messages import Translator

FILLS, PALE = (RISEN, "#ffffff"), "#eef1f5"


def count_bars(
    table: pd.DataFrame,
    language: Translator,
    *,
    most: float | None = None,
    kinds: Sequence[str] = ("",),
) -> Chart:
    """Draw one bar per row of the table.

    name   what the bar is about
    kind   one of `kinds`, which is also the order and the legend; not needed for one kind. The
           bars of all kinds that follow each other make one row of the picture
    count  the length; an empty one is no bar, but its words are there
    of     the most that was possible, drawn pale behind the bar; may be left out
    said   the words beside the bar
    """
    drawn = table if "kind" in table else table.assign(kind=kinds[0])
    drawn = drawn.astype({"name": str, "kind": str, "said": str})  # also where there is no row
    rows = Rows(list(drawn["name"])[:: len(kinds)], len(kinds))
    drawn = drawn.assign(
        y=[rows.middle(*divmod(place, len(kinds))) for place in range(len(drawn))],
        behind=drawn.get("of", 0),
    )
    drawn["told"] = drawn["name"] + " " + drawn["kind"] + ": " + drawn["said"]
    drawn["ends"] = drawn[["count", "behind"]].max(axis=1).fillna(0)
    longest = most or float(drawn["ends"].max()) if len(drawn) else 1.0
    columns = ["name", "kind", "count", "behind", "ends", "said", "told", "y"]
    base = alt.Chart(drawn[columns]).encode(y=rows.y)
    zero = alt.datum(0)
    chart = alt.layer(
        base.mark_bar(color=PALE, height=BAR, aria=False).encode(
            x=bars_axis("behind", longest), x2=zero
        ),
        base.transform_filter("isValid(datum.count)")
        .mark_bar(height=BAR - 2, stroke=RISEN, strokeWidth=1.5)
        .encode(
            x=bars_axis("count", longest),
            x2=zero,
            color=_fills(kinds),
            description="told:N",
            tooltip=[alt.Tooltip("told:N", title=" ")],
        ),
        base.mark_text(align="left", dx=6, color=INK, limit=0, aria=False).encode(
            x=bars_axis("ends", longest), text="said:N"
        ),
        rows.labels(),
    )
    return rows.finished(chart, language)


def _fills(kinds: Sequence[str]) -> alt.Color:
    return alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(kinds), range=list(FILLS[: len(kinds)])),
        legend=None
        if len(kinds) == 1
        else alt.Legend(
            orient="top",
            title=None,
            symbolType="square",
            symbolStrokeColor=RISEN,
            symbolStrokeWidth=1.5,
            symbolSize=160,
            labelLimit=280,
            columns=1,
        ),
    )
