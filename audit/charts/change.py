"""Before and after as two marks on one line, with the change written out."""

from math import isnan

import altair as alt
import pandas as pd

from audit.charts.configured import Chart, points_scale
from audit.charts.palette import FALLEN, INK, RISEN, RULE, SAME
from audit.charts.rows import Rows
from audit.model.messages import Translator, message
from audit.tables import change as signs
from audit.tables.views import MISSING, View

COLOURS = {signs.RISEN: RISEN, signs.FALLEN: FALLEN, signs.SAME: SAME}
SHAPES = {signs.RISEN: "triangle-up", signs.FALLEN: "triangle-down", signs.SAME: "square"}


def change_chart(view: View, language: Translator) -> Chart:
    """Draw a view of `change_view` or `mean_change_view`."""
    rows = Rows(list(view.table["name"]), beside=len("▲ +100"))
    table = view.table.assign(
        y=[rows.middle(row) for row in range(len(view.table))],
        written=[
            _written(sign, change, language)
            for sign, change in zip(view.table["sign"], view.table["change"], strict=True)
        ],
        colour=view.table["sign"].map(COLOURS).fillna(SAME),
    )
    table["told"] = [_told(row, language) for _, row in table.iterrows()]
    columns = ["y", "name", "before", "after", "sign", "written", "colour", "told"]
    base = alt.Chart(table[columns]).encode(y=rows.y)
    both = base.transform_filter("isValid(datum.before) && isValid(datum.after)")
    axis = alt.Axis(
        orient="top",
        title=language.say(message("Punkte: ○ vorher, ▲ ▼ = nachher")),
        values=[0, 25, 50, 75, 100],
        format=".0f",
        grid=True,
    )
    tooltip = [
        alt.Tooltip("name:N", title=language.say(message("Wer"))),
        alt.Tooltip("before:Q", title=language.say(message("vorher")), format=".0f"),
        alt.Tooltip("after:Q", title=language.say(message("nachher")), format=".0f"),
        alt.Tooltip("written:N", title=language.say(message("Veränderung"))),
    ]
    before = alt.X("before:Q", scale=points_scale(), axis=axis)
    after = alt.X("after:Q", scale=points_scale(), axis=axis)
    paint = alt.Color("colour:N", scale=None)
    chart = alt.layer(
        base.mark_rule(color=RULE, aria=False).encode(
            x=alt.datum(0, scale=points_scale()), x2=alt.datum(100)
        ),
        both.mark_rule(strokeWidth=4, aria=False).encode(x=before, x2="after:Q", color=paint),
        base.transform_filter("isValid(datum.before)")
        .mark_point(
            filled=True,
            fill="white",
            stroke=INK,
            strokeWidth=1.5,
            size=90,
            opacity=1,
            aria=False,
        )
        .encode(x=before, tooltip=tooltip),
        both.mark_point(filled=True, size=130, opacity=1).encode(
            x=after,
            color=paint,
            shape=alt.Shape(
                "sign:N",
                scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
                legend=None,
            ),
            tooltip=tooltip,
            description="told:N",
        ),
        base.mark_text(align="right", dy=rows.to_name, limit=0, aria=False, fontWeight=600).encode(
            x=alt.value("width"), text="written:N", color=paint
        ),
        rows.labels(),
    )
    return rows.finished(chart, language)


def _written(sign: str, change: float, language: Translator) -> str:
    return MISSING if isnan(change) else f"{sign} {signed(change, language)}"


def signed(change: float, language: Translator) -> str:
    """Write a change with its sign, in whole points."""
    said = language.number(abs(change), 0)
    if said == "0":
        return "0"
    return f"+{said}" if change > 0 else f"−{said}"


def _told(row: "pd.Series[str]", language: Translator) -> str:
    before, after = (
        MISSING if pd.isna(row[wave]) else language.number(float(row[wave]), 0)
        for wave in ("before", "after")
    )
    said = message(
        "{name}: vorher {before}, nachher {after}", name=row["name"], before=before, after=after
    )
    return language.say(said)
