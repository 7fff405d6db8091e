"""Bars of points, one per row, on the whole length from 0 to 100."""

from math import isnan

import altair as alt

from audit.charts.configured import (
    LABEL_FROM,
    MIDDLE,
    Chart,
    configured,
    points_scale,
    row_labels,
    rows_axis,
)
from audit.charts.palette import INK, RISEN, RULE
from audit.model.messages import Translator, message
from audit.tables.views import MISSING, View

THICK = 14
"""Pixels of a bar."""


def overall_bars(view: View, language: Translator) -> Chart:
    """Draw a view of `overall_view`: the mean of each area, written out at the right edge."""
    table = view.table.assign(
        row=range(len(view.table)),
        name=view.table["title"],
        said=[MISSING if isnan(p) else language.number(p, 0) for p in view.table["mean"]],
    )
    table["told"] = table["title"] + ": " + table["said"]
    base = alt.Chart(table[["row", "name", "mean", "said", "told", "n"]])
    y = rows_axis()
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
        alt.Chart(table[["row"]])
        .mark_bar(fill="#eef1f5", stroke=RULE, aria=False, yOffset=MIDDLE, height=THICK)
        .encode(y=y, x=alt.datum(0, scale=points_scale()), x2=alt.datum(100)),
        base.transform_filter("isValid(datum.mean)")
        .mark_bar(color=RISEN, yOffset=MIDDLE, height=THICK)
        .encode(
            x=x,
            y=y,
            description="told:N",
            tooltip=[
                alt.Tooltip("name:N", title=language.say(message("Themenfeld"))),
                alt.Tooltip("said:N", title=language.say(message("Mittelwert in Punkten"))),
                alt.Tooltip("n:Q", title=language.say(message("mit Ergebnis"))),
            ],
        ),
        base.mark_text(
            align="right",
            baseline="top",
            dy=LABEL_FROM,
            color=INK,
            limit=0,
            aria=False,
            fontWeight=600,
        ).encode(
            x=alt.value("width"),
            y=rows_axis(0),
            text="said:N",
        ),
        row_labels(base, beside=52),
    )
    return configured(chart, language, len(table))
