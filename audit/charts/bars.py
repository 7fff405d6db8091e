"""Bars of points, one per row, on the whole length from 0 to 100."""

from math import isnan

import altair as alt

from audit.charts.configured import Chart, points_scale
from audit.charts.counts import PALE
from audit.charts.palette import INK, RISEN, RULE
from audit.charts.rows import Rows
from audit.model.messages import Translator, message
from audit.tables.views import MISSING, View

THICK = 14
"""Pixels of a bar."""


def overall_bars(view: View, language: Translator) -> Chart:
    """Draw a view of `overall_view`: the mean of each area, written out at the right edge."""
    rows = Rows(list(view.table["title"]), bar=THICK, beside=len("100"))
    table = view.table.assign(
        y=[rows.middle(row) for row in range(len(view.table))],
        name=view.table["title"],
        said=[MISSING if isnan(p) else language.number(p, 0) for p in view.table["mean"]],
    )
    table["told"] = table["title"] + ": " + table["said"]
    base = alt.Chart(table[["y", "name", "mean", "said", "told", "n"]]).encode(y=rows.y)
    x = alt.X(
        "mean:Q",
        scale=points_scale(),
        axis=alt.Axis(
            orient="top",
            title=language.say(message("Mittelwert in Punkten")),
            values=[0, 25, 50, 75, 100],
            format=".0f",
        ),
    )
    chart = alt.layer(
        base.mark_bar(fill=PALE, stroke=RULE, aria=False, height=THICK).encode(
            x=alt.datum(0, scale=points_scale()), x2=alt.datum(100)
        ),
        base.transform_filter("isValid(datum.mean)")
        .mark_bar(color=RISEN, height=THICK)
        .encode(
            x=x,
            x2=alt.datum(0),
            description="told:N",
            tooltip=[
                alt.Tooltip("name:N", title=language.say(message("Themenfeld"))),
                alt.Tooltip("said:N", title=language.say(message("Mittelwert in Punkten"))),
                alt.Tooltip("n:Q", title=language.say(message("mit Ergebnis"))),
            ],
        ),
        base.mark_text(
            align="right",
            dy=rows.to_name,
            color=INK,
            limit=0,
            aria=False,
            fontWeight=600,
        ).encode(x=alt.value("width"), text="said:N"),
        rows.labels(),
    )
    return rows.finished(chart, language)
