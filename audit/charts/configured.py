"""What all charts share: numbers as the language writes them, and calm lines."""

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
from babel import Locale

from audit.charts.palette import GRID, INK
from audit.model.messages import Translator

Chart = Any
"""An Altair chart; its classes have no common name that type checkers could use."""

FONT = "Source Sans, Source Sans Pro, sans-serif"
"""The one of the pages."""

SIZE = 13
"""Pixels of letters."""

_LETTERS: dict[str, Any] = {
    "labelColor": INK,
    "titleColor": INK,
    "labelFontSize": SIZE,
    "titleFontSize": SIZE,
    "titleFontWeight": "normal",
}

LOWEST, HIGHEST = 0, 100

LEVEL_HEAD = 95
"""Pixels that a column needs for a head that lies level."""


def is_narrow(columns: int) -> str:
    """Write an expression that tells whether heads of so many columns must stand upright."""
    return f"containerSize()[0] < {columns * LEVEL_HEAD}"


def points_scale() -> alt.Scale:
    """Every axis and every colour goes from 0 to 100: a small difference looks small."""
    return alt.Scale(domain=[LOWEST, HIGHEST], clamp=False, nice=False)


def configured(chart: Chart, language: Translator, height: int) -> Chart:
    """Give a chart its locale, fonts and height in pixels; it takes the width of the page."""
    return chart.properties(
        width="container",
        height=height,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"left": 2, "right": 12, "top": 4, "bottom": 4},
        config=alt.Config(
            font=FONT,
            background="white",
            locale=locale_of(language),
            view=alt.ViewConfig(stroke=None),
            axis=alt.AxisConfig(**_LETTERS, gridColor=GRID, domain=False, ticks=False),
            legend=alt.LegendConfig(**_LETTERS),
            text=alt.MarkConfig(font=FONT, fontSize=SIZE, color=INK),
        ),
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


def chosen(texts: Mapping[str, object]) -> str:
    """Write an expression that replaces the code of a label by its text (or lines of text)."""
    return f"{json.dumps(dict(texts))}[datum.value]"
