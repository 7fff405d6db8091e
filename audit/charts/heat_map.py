"""Subjects by areas as a map: one cell per pair, with its number in it.

The number stands in the cell, so nobody must read a colour; no value is a dash in a dashed cell.
"""

from math import isnan
from textwrap import wrap

import altair as alt

from audit.charts.configured import HIGHEST, LOWEST, Chart, chosen, is_narrow
from audit.charts.palette import BLACK, INK, MISSING_FILL, MISSING_LINE, RANGE, WHITE, WHITE_FROM
from audit.charts.rows import Rows
from audit.model.messages import Translator, message
from audit.tables.areas import DOES_NOT_APPLY
from audit.tables.views import MISSING, View

WIDE_LINE, NARROW_LINE = 15, 40
"""Letters in one line of a column's head: level on a wide screen, upright on a phone."""


LINE = 16
"""Pixels from line to line in a column's head."""

CELL = 26
"""Pixels of a cell, from top to bottom."""

APART = 4
"""Pixels between two rows: a map is read as a whole."""

HEAD_GAP = 10
"""Pixels between the heads and the first row."""


def heat_map(view: View, language: Translator) -> Chart:
    """Draw a view of `areas_view` or `questions_view`.

    A column `link`, if there is one, leads on from each cell; a column `head` stands above the
    columns of the picture instead of the titles.
    """
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
    names = dict(zip(table["subject"], table["name"], strict=True))
    rows = Rows(list(names.values()), bar=CELL, apart=APART)
    places = {subject: rows.middle(row) for row, subject in enumerate(names)}
    table["y"] = table["subject"].map(places)
    table["top"], table["bottom"] = table["y"] - CELL / 2, table["y"] + CELL / 2
    heads = dict(zip(table["area"], table.get("head", table["title"]), strict=True))
    columns = [
        "y",
        "top",
        "bottom",
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
        x=_columns(heads),
        description="told:N",
        tooltip=[
            alt.Tooltip("name:N", title=language.say(message("Wer"))),
            alt.Tooltip("title:N", title=language.say(view.columns["title"])),
            alt.Tooltip("said:N", title=language.say(message("Punkte"))),
            alt.Tooltip("level:N", title=language.say(message("Stufe"))),
            alt.Tooltip("counted:N", title=language.say(message("beantwortet"))),
        ],
        href=alt.Href("link:N") if links else alt.Undefined,
    )
    boxes = cells.encode(y=rows.at("top"), y2="bottom:Q")
    chart = alt.layer(
        boxes.transform_filter("isValid(datum.points)")
        .mark_rect(stroke="white", strokeWidth=2)
        .encode(color=_colour(language)),
        boxes.transform_filter("!isValid(datum.points)").mark_rect(
            fill=MISSING_FILL, stroke=MISSING_LINE, strokeDash=[3, 3], strokeWidth=1
        ),
        cells.mark_text(aria=False).encode(
            y=rows.y,
            text="said:N",
            color=alt.condition(
                f"isValid(datum.points) && datum.points >= {WHITE_FROM}",
                alt.value(WHITE),
                alt.value(BLACK),
            ),
        ),
        rows.labels(),
    )
    return rows.finished(chart, language)


def _said(points: float, of: int, language: Translator) -> str:
    if isnan(points):
        return MISSING if of else DOES_NOT_APPLY
    return language.number(points, 0)


def _columns(heads: dict[str, str]) -> alt.X:
    """One column per area; its head lies level where there is room, else it stands upright."""
    narrow = is_narrow(len(heads)) if any(map(_is_long, heads.values())) else "false"
    wide = {area: wrap(head, WIDE_LINE, break_long_words=False) for area, head in heads.items()}
    lines = max((len(parts) for parts in wide.values()), default=1)
    upright = {area: wrap(head, NARROW_LINE)[:2] for area, head in heads.items()}
    return alt.X(
        "area:N",
        sort=list(heads),
        scale=alt.Scale(domain=list(heads), padding=0),
        axis=alt.Axis(
            orient="top",
            title=None,
            labelExpr=f"{narrow} ? {chosen(upright)} : {chosen(wide)}",
            labelAngle=alt.ExprRef(f"{narrow} ? -90 : 0"),
            labelAlign=alt.ExprRef(f"{narrow} ? 'left' : 'center'"),
            labelBaseline=alt.ExprRef(f"{narrow} ? 'middle' : 'bottom'"),
            labelLimit=230,
            labelOverlap=False,
            labelPadding=alt.ExprRef(f"{narrow} ? {HEAD_GAP} : {HEAD_GAP + (lines - 1) * LINE}"),
            labelLineHeight=LINE,
            labelColor=INK,
        ),
    )


def _is_long(head: str) -> bool:
    """Tell words from numbers, which lie level on every screen."""
    return len(head) > len("99")


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
