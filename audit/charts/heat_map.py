"""Subjects by areas as a map: one cell per pair, with its number in it.

The number stands in the cell, so nobody must read a colour; no value is a dash in a dashed cell.
"""

from math import isnan
from textwrap import wrap

import altair as alt
import pandas as pd

from audit.charts.configured import (
    HIGHEST,
    LABEL,
    LOWEST,
    MIDDLE,
    ROW,
    Chart,
    chosen,
    configured,
    is_narrow,
    row_labels,
    rows_axis,
)
from audit.charts.palette import BLACK, INK, MISSING_FILL, MISSING_LINE, RANGE, WHITE, WHITE_FROM
from audit.model.messages import Translator, message
from audit.tables.areas import DOES_NOT_APPLY
from audit.tables.views import MISSING, View

WIDE_LINE, NARROW_LINE = 15, 40
"""Letters in one line of a column's head: level on a wide screen, upright on a phone."""


LINE = 16
"""Pixels from line to line in a column's head."""

CELL = alt.RelativeBandSize(band=(ROW - LABEL) / ROW)
"""A cell fills what the label leaves of a row."""


def heat_map(view: View, language: Translator) -> Chart:
    """Draw a view of `areas_view`. A column `link`, if there is one, leads on from each cell."""
    table = view.table.assign(
        said=[
            _said(points, of, language)
            for points, of in zip(view.table["points"], view.table["of"], strict=True)
        ],
        counted=[
            language.say(message("{n} von {of} Fragen", n=n, of=of))
            for n, of in zip(view.table["n"], view.table["of"], strict=True)
        ],
        level=view.table["level"].fillna(MISSING),
    )
    table["told"] = table["name"] + ", " + table["title"] + ": " + table["said"]
    table["row"] = pd.factorize(table["subject"])[0]
    titles = dict(zip(table["area"], table["title"], strict=True))
    columns = [
        "row",
        "subject",
        "name",
        "area",
        "title",
        "points",
        "said",
        "level",
        "counted",
        "told",
    ]
    links = ["link"] if "link" in table else []
    base = alt.Chart(table[columns + links])
    cells = base.encode(
        x=_columns(titles),
        y=rows_axis(),
        description="told:N",
        tooltip=[
            alt.Tooltip("name:N", title=language.say(message("Wer"))),
            alt.Tooltip("title:N", title=language.say(message("Themenfeld"))),
            alt.Tooltip("said:N", title=language.say(message("Punkte"))),
            alt.Tooltip("level:N", title=language.say(message("Stufe"))),
            alt.Tooltip("counted:N", title=language.say(message("beantwortet"))),
        ],
        href=alt.Href("link:N") if links else alt.Undefined,
    )
    names = alt.Chart(table[["row", "name"]].drop_duplicates("row"))
    chart = alt.layer(
        cells.transform_filter("isValid(datum.points)")
        .mark_rect(stroke="white", strokeWidth=2, yOffset=MIDDLE, height=CELL)
        .encode(color=_colour(language)),
        cells.transform_filter("!isValid(datum.points)").mark_rect(
            fill=MISSING_FILL,
            stroke=MISSING_LINE,
            strokeDash=[3, 3],
            strokeWidth=1,
            yOffset=MIDDLE,
            height=CELL,
        ),
        cells.mark_text(dy=MIDDLE, aria=False).encode(
            text="said:N",
            color=alt.condition(
                f"isValid(datum.points) && datum.points >= {WHITE_FROM}",
                alt.value(WHITE),
                alt.value(BLACK),
            ),
        ),
        row_labels(names),
    )
    return configured(chart, language, table["row"].nunique())


def _said(points: float, of: int, language: Translator) -> str:
    if isnan(points):
        return MISSING if of else DOES_NOT_APPLY
    return language.number(points, 0)


def _columns(titles: dict[str, str]) -> alt.X:
    """One column per area; its head lies level where there is room, else it stands upright."""
    narrow = is_narrow(len(titles))
    wide = {area: wrap(title, WIDE_LINE, break_long_words=False) for area, title in titles.items()}
    lines = max((len(parts) for parts in wide.values()), default=1)
    upright = {area: wrap(title, NARROW_LINE)[:2] for area, title in titles.items()}
    return alt.X(
        "area:N",
        sort=list(titles),
        scale=alt.Scale(domain=list(titles), padding=0),
        axis=alt.Axis(
            orient="top",
            title=None,
            labelExpr=f"{narrow} ? {chosen(upright)} : {chosen(wide)}",
            labelAngle=alt.ExprRef(f"{narrow} ? -90 : 0"),
            labelAlign=alt.ExprRef(f"{narrow} ? 'left' : 'center'"),
            labelBaseline=alt.ExprRef(f"{narrow} ? 'middle' : 'bottom'"),
            labelLimit=230,
            labelOverlap=False,
            labelPadding=alt.ExprRef(f"{narrow} ? 6 : {6 + (lines - 1) * LINE}"),
            labelLineHeight=LINE,
            labelColor=INK,
        ),
    )


def _colour(language: Translator) -> alt.Color:
    return alt.Color(
        "points:Q",
        scale=alt.Scale(domain=[LOWEST, HIGHEST], range=list(RANGE), interpolate="rgb"),
        legend=alt.Legend(
            title=language.say(message("Punkte: 0 ist geschlossen, 100 ist offen")),
            orient="top",
            direction="horizontal",
            gradientLength=200,
            tickCount=4,
            format=".0f",
            titleLimit=280,
        ),
    )
