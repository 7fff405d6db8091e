"""What all charts share: numbers as the language writes them, calm lines, and rows with labels above.

The label of a row stands above its marks, not beside them: so names are read in full, at 1280 and
at 320 pixels alike.
"""

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
from babel import Locale

from audit.charts.palette import INK, RULE
from audit.model.messages import Translator

Chart = Any
"""An Altair chart; its classes have no common name that type checkers could use."""

FONT = "Source Sans, Source Sans Pro, sans-serif"
"""The one of the pages."""

ROW = 44
"""Pixels per row: 18 for the label, the rest for the marks."""

LABEL = 18
"""Pixels for the label of a row."""

NARROW = "containerSize()[0] < 640"
"""Tells inside a chart whether it is drawn on a phone."""

LOWEST, HIGHEST = 0, 100


def points_scale() -> alt.Scale:
    """Every axis and every colour goes from 0 to 100: a small difference looks small."""
    return alt.Scale(domain=[LOWEST, HIGHEST], clamp=False, nice=False)


def configured(chart: Chart, language: Translator, rows: int, head: int) -> Chart:
    """Give a chart its locale, fonts and height; it takes the width of the page.

    `head` is the height of what stands above and below the rows.
    """
    return (
        chart.properties(
            width="container",
            height=rows * ROW,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            padding={"left": 2, "right": 12, "top": 4, "bottom": 4},
        )
        .configure(font=FONT, background="white", locale=locale_of(language))
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=INK,
            gridColor=RULE,
            domain=False,
            ticks=False,
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
        )
        .configure_legend(
            labelColor=INK, titleColor=INK, labelFontSize=13, titleFontSize=13, titleFontWeight="normal"
        )
        .configure_text(font=FONT, fontSize=13, color=INK)
    )


def locale_of(language: Translator) -> alt.Locale:
    """Write numbers in a chart as the language does."""
    symbols = Locale.parse(language.language).number_symbols["latn"]
    return alt.Locale(
        number=alt.NumberLocale(
            decimal=symbols["decimal"],
            thousands=symbols["group"],
            grouping=[3],
            currency=["", " €"],
        )
    )


def rows_axis(subjects: list[str]) -> alt.Y:
    """One row per subject, in the given order and without labels at the side."""
    return alt.Y("subject:N", sort=subjects, axis=None, scale=alt.Scale(domain=subjects, padding=0))


def row_labels(base: Chart, subjects: list[str]) -> Chart:
    """Write each name above its row, from the left edge."""
    return base.mark_text(
        align="left", baseline="top", fontWeight=600, dy=2, aria=False, limit=0
    ).encode(x=alt.value(0), y=_top(subjects), text="name:N")


def _top(subjects: list[str]) -> alt.Y:
    return alt.Y(
        "subject:N",
        sort=subjects,
        axis=None,
        bandPosition=0,
        scale=alt.Scale(domain=subjects, padding=0),
    )


def chosen(texts: Mapping[str, object]) -> str:
    """Write an expression that replaces the code of a label by its text (or lines of text)."""
    return f"{json.dumps(dict(texts))}[datum.value]"
