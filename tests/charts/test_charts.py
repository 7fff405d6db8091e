"""A picture says what its table says: honest scales, the given order, nothing by colour alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from audit.assessment.change import change
from audit.assessment.groups import together
from audit.charts.bars import overall_bars
from audit.charts.change import change_chart, signed
from audit.charts.configured import locale_of
from audit.charts.heat_map import heat_map
from audit.model.messages import GERMAN, Translator
from audit.tables.areas import areas_view, linked, overall_view
from audit.tables.change import change_view
from tests.tables.houses import FOREIGN, NO, SILENT, YES, answers, results

NAMES = {"library": "Bücherei", "bath": "Freibad"}
TOWN = results(bath=(YES, YES, NO), library=(NO, SILENT, FOREIGN))
VIEW = areas_view(TOWN, NAMES, GERMAN)
CHANGED = change_view(
    change(answers(bath=(NO, NO, YES)), answers(bath=(YES, NO, YES))),
    {"bath": "Freibad"},
    GERMAN,
    "access",
)
CHARTS = {
    "heat map": heat_map(VIEW, GERMAN),
    "change": change_chart(CHANGED, GERMAN),
    "bars": overall_bars(overall_view(together(TOWN), GERMAN, 1), GERMAN),
}


def parts(spec: Any) -> Iterator[dict[str, Any]]:
    """All objects of a chart."""
    if isinstance(spec, dict):
        yield spec
        spec = list(spec.values())
    if isinstance(spec, list):
        for part in spec:
            yield from parts(part)


def encodings(chart: Any, channel: str) -> list[dict[str, Any]]:
    return [
        part["encoding"][channel]
        for part in parts(chart.to_dict())
        if "encoding" in part and channel in part["encoding"]
    ]


def rows(chart: Any) -> list[dict[str, Any]]:
    return [row for data in chart.to_dict()["datasets"].values() for row in data]


@pytest.mark.parametrize(
    ("name", "channel"), [("heat map", "color"), ("change", "x"), ("bars", "x")]
)
def test_a_small_difference_looks_small(name: str, channel: str) -> None:
    scales = [
        one["scale"]["domain"]
        for one in encodings(CHARTS[name], channel)
        if one.get("type") == "quantitative" and "scale" in one
    ]
    assert scales
    assert all(domain == [0, 100] for domain in scales)


def test_the_rows_keep_the_order_of_the_administration() -> None:
    tops = {row["name"]: row["top"] for row in rows(CHARTS["heat map"]) if "top" in row}
    assert tops["Bücherei"] < tops["Freibad"]
    lines = {row["line"]: row["y"] for row in rows(CHARTS["heat map"]) if "line" in row}
    assert lines["Bücherei"] < tops["Bücherei"] < lines["Freibad"] < tops["Freibad"]


def test_each_cell_says_its_number_and_an_empty_one_is_not_zero() -> None:
    said = {
        (row["subject"], row["area"]): row["said"]
        for row in rows(CHARTS["heat map"])
        if "area" in row
    }
    assert said["bath", "access"] == "100"
    assert said["bath", "team"] == "0"
    assert said["library", "access"] == "0"
    assert said["library", "team"] == "x"


def test_a_unit_without_enough_answers_gets_a_dash() -> None:
    quiet = results(bath=(SILENT, SILENT, NO))
    chart = heat_map(areas_view(quiet, {"bath": "Freibad"}, GERMAN), GERMAN)
    cell = next(row for row in rows(chart) if row.get("area") == "access")
    assert (cell["said"], cell["points"]) == ("–", None)


def test_a_cell_can_be_heard() -> None:
    told = [row["told"] for row in rows(CHARTS["heat map"]) if "told" in row]
    assert "Freibad, Personal: 0" in told


def test_a_cell_leads_on_where_there_is_a_way() -> None:
    chart = heat_map(linked(VIEW, "erklaerung?wer={}&feld={}".format), GERMAN)
    assert encodings(chart, "href")
    assert not encodings(CHARTS["heat map"], "href")


def test_the_direction_of_a_change_is_a_shape_and_a_sign_not_only_a_colour() -> None:
    shape = encodings(CHARTS["change"], "shape")[0]
    assert shape["scale"]["domain"] == ["▲", "▼", "="]
    assert len(set(shape["scale"]["range"])) == 3
    assert [row["written"] for row in rows(CHARTS["change"]) if "written" in row] == ["▲ +50"]


@pytest.mark.parametrize(
    ("change", "written"), [(4.6, "+5"), (-4.6, "−5"), (0.2, "0"), (-0.2, "0"), (0.0, "0")]
)
def test_a_change_is_written_with_its_sign(change: float, written: str) -> None:
    assert signed(change, GERMAN) == written


@pytest.mark.parametrize(("language", "decimal"), [("de", ","), ("en", ".")])
def test_numbers_are_written_as_the_language_does(language: str, decimal: str) -> None:
    assert locale_of(Translator(language)).to_dict()["number"]["decimal"] == decimal


@pytest.mark.parametrize("chart", CHARTS.values(), ids=list(CHARTS))
def test_a_chart_takes_the_width_of_the_page(chart: Any) -> None:
    spec = chart.to_dict()
    assert spec["width"] == "container"
    assert spec["autosize"]["type"] == "fit-x"


def test_a_name_cannot_become_a_formula() -> None:
    hostile = '"]+alert(1)+["'
    view = areas_view(TOWN, {"bath": hostile}, GERMAN)
    chart = heat_map(view, GERMAN)
    assert not any(hostile in str(part.get("labelExpr", "")) for part in parts(chart.to_dict()))
