"""Charts about people: honest axes, numbers beside marks, and nothing withheld in their data."""

import json

import pandas as pd
import pytest

from audit.charts.counts import count_bars
from audit.charts.pairs import pair_chart
from audit.charts.rows import NARROW, Rows
from audit.charts.stacked import willingness_bars
from audit.model.messages import GERMAN
from audit.tables.languages import ALL
from audit.tables.training import topic_bars, unit_bars
from tests.tables.test_languages import person, resources
from tests.tables.test_outside import both
from tests.tables.test_training import TOPIC, needs, unit


def test_both_views_are_drawn_from_0_to_100() -> None:
    spec = pair_chart(both([None] * 6).view(), GERMAN).to_dict()
    domains = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer.get("encoding", {}).get("x", {})
    ]
    assert domains
    assert all(domain == [0, 100] for domain in domains)


def test_both_views_are_told_apart_without_colours() -> None:
    spec = pair_chart(both([None] * 6).view(), GERMAN).to_dict()
    assert {"circle", "diamond"} <= {layer.get("mark", {}).get("shape") for layer in spec["layer"]}


def test_bars_begin_at_0() -> None:
    table = pd.DataFrame({"name": ["a"], "count": [61], "said": ["61"]})
    text = json.dumps(count_bars(table, GERMAN).to_dict())
    assert '"zero": true' in text
    assert '"domain": [0, ' in text


def test_every_bar_has_its_number_in_words() -> None:
    table = pd.DataFrame({"name": ["Tür"], "count": [3], "of": [11], "said": ["3 von 11"]})
    assert "3 von 11" in json.dumps(count_bars(table, GERMAN).to_dict())


@pytest.mark.parametrize("name", ["Wie kommen Personen mit Rollstuhl oder Kinderwagen hinein?" * 2])
def test_a_long_name_has_as_many_lines_as_a_phone_needs(name: str) -> None:
    assert Rows([name]).middle(0) > 2 * Rows([name[:NARROW]]).middle(0) - 40


def test_withheld_replies_are_not_in_the_data_of_a_chart() -> None:
    spec = json.dumps(pair_chart(both([None] * 4, ease="hard").view(), GERMAN).to_dict())
    assert '"outside": null' in spec
    assert '"outside": 25' not in spec


def test_withheld_staff_are_not_in_the_data_of_a_chart() -> None:
    now = [person("tr:C1/B2", talk="willing")] * 20
    few = [*[person("tr:C1/B2", talk="with-preparation")] * 2, *[person("tr:C1/B2")] * 4]
    view = resources(*now, *few).view(ALL)
    drawn = _data(willingness_bars(view, GERMAN).to_dict())
    assert [row["to"] - row["from"] for row in drawn if "from" in row] == [20, 6]


def test_withheld_heads_are_not_in_the_data_of_a_chart() -> None:
    found = needs(a=unit("advanced", "none", "4"), b=unit("advanced", "none", "77"))
    for bars in (unit_bars(found.units(TOPIC), GERMAN), topic_bars(found.by_topic(), GERMAN)):
        text = json.dumps(_data(count_bars(bars, GERMAN).to_dict()))
        assert "77" not in text
        assert "4 Personen" not in text


def _data(spec: dict[str, dict[str, list[dict[str, float]]]]) -> list[dict[str, float]]:
    return [row for rows in spec["datasets"].values() for row in rows]
