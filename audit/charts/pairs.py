"""Two views of the same thing as two marks on one line from 0 to 100: ● one, ◇ the other."""

from math import isnan

import altair as alt

from audit.charts.configured import Chart
from audit.charts.palette import FALLEN, INK, RISEN, RULE
from audit.charts.rows import Rows
from audit.model.messages import Translator, message
from audit.tables.views import MISSING, WITHHELD, View

LOOKS = {
    "own": {"shape": "circle", "fill": RISEN, "stroke": RISEN},
    "outside": {"shape": "diamond", "fill": "#ffffff", "stroke": FALLEN},
}
"""Apart by shape and by filling, not only by colour."""

TICKS = [0, 25, 50, 75, 100]


def pair_chart(view: View, language: Translator) -> Chart:
    """Draw a view of `BothViews`: self-view and outside view, area by area."""
    table = view.table.assign(name=view.table["title"])
    rows = Rows(list(table["name"]), beside=len("● 100  ◇ 100"))
    table["y"] = [rows.middle(row) for row in range(len(table))]
    table["said"] = [
        f"● {_said(own, False, language)}  ◇ {_said(outside, hidden, language)}"
        for own, outside, hidden in zip(
            table["own"], table["outside"], table["withheld"], strict=True
        )
    ]
    table["told"] = table["name"] + ": " + table["said"]
    columns = ["name", "own", "outside", "said", "told", "y"]
    base = alt.Chart(table[columns]).encode(y=rows.y)
    chart = alt.layer(
        base.mark_rule(color=RULE, aria=False).encode(
            x=alt.datum(0, scale=_scale()), x2=alt.datum(100)
        ),
        base.transform_filter("isValid(datum.own) && isValid(datum.outside)")
        .mark_rule(strokeWidth=3, color=INK, opacity=0.45, aria=False)
        .encode(x=_points("own", language), x2="outside:Q"),
        _marks(base, "own", language),
        _marks(base, "outside", language),
        base.mark_text(align="right", dy=rows.to_name, color=INK, aria=False, limit=0).encode(
            x=alt.value("width"), text="said:N"
        ),
        rows.labels(),
    )
    return rows.finished(chart, language)


def _marks(base: Chart, field: str, language: Translator) -> Chart:
    return (
        base.transform_filter(f"isValid(datum.{field})")
        .mark_point(size=130, filled=True, strokeWidth=2.5, opacity=1, **LOOKS[field])
        .encode(
            x=_points(field, language),
            description="told:N",
            tooltip=[alt.Tooltip("told:N", title=" ")],
        )
    )


def _points(field: str, language: Translator) -> alt.X:
    title = language.say(message("Punkte: ● Selbstsicht, ◇ Außensicht"))
    axis = alt.Axis(orient="top", title=title, values=TICKS, format=".0f", grid=True)
    return alt.X(f"{field}:Q", scale=_scale(), axis=axis)


def _scale() -> alt.Scale:
    """From 0 to 100, so that a small difference looks small."""
    return alt.Scale(domain=[0, 100], nice=False)


def _said(points: float, withheld: bool, language: Translator) -> str:
    if withheld:
        return WITHHELD
    return MISSING if isnan(points) else language.number(points, 0)
