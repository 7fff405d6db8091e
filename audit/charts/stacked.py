"""Parts of a whole side by side, each with its number in it, always in the same order."""

from collections.abc import Mapping
from math import isnan

import altair as alt
import pandas as pd

from audit.charts.configured import Chart, chosen
from audit.charts.palette import BLACK, INK, MISSING_FILL, MISSING_LINE, RANGE, WHITE
from audit.charts.rows import BAR, Rows, bars_axis
from audit.model.messages import Translator, message
from audit.tables.languages import REST, WILLING, WITHHELD
from audit.tables.small_groups import NOT_SHOWN
from audit.tables.views import WITHHELD as SIGN
from audit.tables.views import View

FILLS: Mapping[str, str] = {
    "now": RANGE[4],
    "prepared": RANGE[2],
    "no": RANGE[0],
    WITHHELD: MISSING_FILL,
}
"""Dark helps now, light does not; grey with a dashed line is not shown one by one."""


def willingness_bars(view: View, language: Translator) -> Chart:
    """Draw a view of language resources: one row per language, the parts from dark to light."""
    table = view.table.copy()
    names = list(dict.fromkeys(table["name"]))
    rows = Rows(names)
    table["y"] = [rows.middle(names.index(name)) for name in table["name"]]
    table["to"] = table.fillna({"people": 0}).groupby("code", sort=False)["people"].cumsum()
    table["from"] = table["to"] - table["people"].fillna(0)
    table["said"] = [_number(people, language) for people in table["people"]]
    table["told"] = table["name"] + ", " + table["willing_name"] + ": " + table["said"]
    longest = float(table["to"].max()) if len(table) else 1.0
    parts = table[table["people"] > 0]
    columns = ["name", "willing", "from", "to", "said", "told", "y"]
    base = alt.Chart(parts[columns]).encode(y=rows.y)
    chart = alt.layer(
        base.mark_bar(height=BAR, stroke=MISSING_LINE, strokeWidth=0.75).encode(
            x=bars_axis("from", longest),
            x2="to:Q",
            color=_colours(language),
            strokeDash=alt.condition(
                f"datum.willing === '{WITHHELD}'", alt.value([3, 3]), alt.value([1, 0])
            ),
            description="told:N",
            tooltip=[alt.Tooltip("told:N", title=" ")],
        ),
        base.transform_calculate(mid="(datum.from + datum.to) / 2")
        .mark_text(aria=False, fontSize=12)
        .encode(
            x=bars_axis("mid", longest),
            text="said:N",
            color=alt.condition("datum.willing === 'now'", alt.value(WHITE), alt.value(BLACK)),
        ),
        alt.Chart(_wholes(table, language))
        .mark_text(align="left", dx=6, color=INK, aria=False, limit=0)
        .encode(x=bars_axis("to", longest), y=rows.y, text="said:N"),
        rows.labels(),
    )
    return rows.finished(chart, language)


def _wholes(table: pd.DataFrame, language: Translator) -> pd.DataFrame:
    """Say at the end of each row how many people there are in all."""
    last = table.groupby("code", sort=False).last().reset_index()
    said = []
    for of in last["of"]:
        if pd.isna(of):
            said.append(language.say(NOT_SHOWN))
        elif of == 1:
            said.append(language.say(message("1 Person")))
        else:
            said.append(language.say(message("{count} Personen", count=int(of))))
    return last[["y", "to"]].assign(said=said)


def _number(people: float, language: Translator) -> str:
    return SIGN if isnan(people) else language.number(people, 0)


def _colours(language: Translator) -> alt.Color:
    names = {**WILLING, WITHHELD: REST}
    labels = {code: language.say(said) for code, said in names.items()}
    return alt.Color(
        "willing:N",
        scale=alt.Scale(domain=list(FILLS), range=list(FILLS.values())),
        legend=alt.Legend(
            orient="top",
            title=None,
            columns=1,
            symbolType="square",
            symbolStrokeColor=MISSING_LINE,
            symbolStrokeWidth=1,
            symbolSize=160,
            labelLimit=280,
            labelExpr=chosen(labels),
        ),
    )
