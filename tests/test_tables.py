"""Tables of results say what was calculated, and nothing about few people."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audit.assessment.groups import nothing, summed_up
from audit.assessment.plan import Plan, plan_of
from audit.assessment.results import CodedAnswers, assess, coded
from audit.files.questionnaires import read_questionnaire
from audit.files.result_files import save_tables
from audit.model.answers import Answer
from audit.tables.results import group_table, result_table
from scoring.states import NOT_APPLICABLE
from scoring.summaries import Key

PLAN = plan_of(
    read_questionnaire(
        b"""
id: open
version: 1
title: Wie offen sind wir?
audience: person
source: erfunden
defaults:
  offer: [not_applicable]
  levels:
    - {code: closed, label: zu, from: 0}
    - {code: open, label: offen, from: 60}
score: {method: mean, over: areas}
areas:
  - id: access
    title: Zugang
    score: {method: mean}
    questions:
      - {id: ramp, type: yes_no, text: Rampe}
      - {id: lift, type: yes_no, text: Aufzug}
      - {id: door, type: yes_no, text: "T\xc3\xbcr?"}
  - id: team
    title: Personal
    score: {method: mean, levels: []}
    questions:
      - {id: course, type: yes_no, text: Kurs}
""",
        "open.yaml",
    )
)
YES, NO, NOTHING, FOREIGN = "yes", "no", "", "not_applicable"


def answers(**subjects: Sequence[str]) -> CodedAnswers:
    """What subjects answered to ramp, lift, door and course."""
    return coded(
        PLAN,
        [
            Answer(subject, cell, value)
            for subject, values in subjects.items()
            for cell, value in zip(PLAN.cells, values, strict=True)
        ],
    )


EXAMPLE = answers(
    Archiv=(YES, YES, NO, YES),
    Bauamt=(NO, NO, NO, NOTHING),
    Chor=(NOTHING, NOTHING, YES, FOREIGN),
)


def rows(table: pd.DataFrame) -> list[list[object]]:
    """A table's rows, with None for whatever is missing."""
    return [
        [None if pd.isna(cell) else cell for cell in row]
        for row in table.itertuples(index=False, name=None)
    ]


def test_every_subject_has_a_row_for_each_result_from_the_total_down() -> None:
    table = result_table(assess(EXAMPLE))
    assert list(table.columns) == ["subject", "node", "points", "level", "coverage", "n"]
    assert rows(table) == [
        ["Archiv", "open", 83.333333, "open", 1, 4],
        ["Archiv", "access", 66.666667, "open", 1, 3],
        ["Archiv", "team", 100, None, 1, 1],
        ["Bauamt", "open", 0, "closed", 0.75, 3],
        ["Bauamt", "access", 0, "closed", 1, 3],
        ["Bauamt", "team", None, None, 0, 0],
        ["Chor", "open", None, None, 0.333333, 1],
        ["Chor", "access", None, None, 0.333333, 1],
        ["Chor", "team", None, None, None, 0],
    ]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_reopened_with_pandas_results_are_what_was_calculated(tmp_path: Path, ending: str) -> None:
    results = assess(EXAMPLE)
    path = tmp_path / f"results.{ending}"
    save_tables(path, [result_table(results)])
    table = pd.read_csv(path) if ending == "csv" else pd.read_parquet(path)
    places = {subject: place for place, subject in enumerate(results.subjects)}
    nodes = {node.entry.id: node for node in PLAN.reported}
    assert len(table) == len(places) * len(nodes)
    for subject, name, points, level, coverage, n in rows(table):
        result = results.of(nodes[str(name)], places[str(subject)])
        assert points == (None if result.points is None else round(result.points, 6))
        assert level == (None if result.level is None else result.level.code)
        assert coverage == (None if result.coverage is None else round(result.coverage, 6))
        assert n == result.answered


def test_a_table_without_subjects_has_its_columns_all_the_same() -> None:
    nobody = CodedAnswers(PLAN, [], np.zeros((len(PLAN.columns), 0), np.int8))
    table = result_table(assess(nobody))
    assert list(table.columns) == ["subject", "node", "points", "level", "coverage", "n"]
    assert len(table) == 0


NOTHING_SCORED = plan_of(
    read_questionnaire(
        b"""
id: languages
version: 1
title: Welche Sprachen sprechen Sie?
audience: person
source: erfunden
score: none
areas:
  - id: all
    title: Alles
    questions:
      - {id: note, type: long_text, text: Was noch}
""",
        "languages.yaml",
    )
)


def test_a_questionnaire_that_scores_nothing_has_empty_tables() -> None:
    someone = coded(NOTHING_SCORED, [Answer("A", "note", "x")])
    assert len(result_table(assess(someone))) == 0
    summary = summed_up(NOTHING_SCORED, someone.codes, np.zeros(1, np.intp), [("Bau",)])
    assert len(group_table(summary, NOTHING_SCORED, ["unit"], 1)) == 0


def grouped(
    given: CodedAnswers, units: Sequence[str | None], *, min_group: int = 5
) -> dict[tuple[object, object], list[object]]:
    """The figures of each group (None where there is none) and node: mean, spread, coverage, n,
    withheld."""
    keys: list[Key] = [(unit,) for unit in dict.fromkeys(units)]
    places = np.array([keys.index((unit,)) for unit in units])
    table = group_table(summed_up(PLAN, given.codes, places, keys), PLAN, ["unit"], min_group)
    assert list(table.columns) == ["unit", "node", "mean", "spread", "coverage", "n", "withheld"]
    return {(row[0], row[1]): row[2:] for row in rows(table)}


WITHHELD = [None, None, None, None, True]


def test_four_are_withheld_and_five_are_shown() -> None:
    four = answers(**{f"P{n}": (YES, NO, NO, YES) for n in range(4)})
    five = answers(**{f"P{n}": (YES, NO, NO, YES) for n in range(5)})
    assert grouped(four, ["Bau"] * 4)["Bau", "access"] == WITHHELD
    assert grouped(five, ["Bau"] * 5)["Bau", "access"] == [33.333333, 0, 1, 5, False]


def test_who_has_no_points_does_not_make_a_group_larger() -> None:
    given = answers(**{f"P{n}": (YES, YES, YES, YES if n < 4 else NOTHING) for n in range(6)})
    shown = grouped(given, ["Bau"] * 6)
    assert shown["Bau", "access"] == [100, 0, 1, 6, False]
    assert shown["Bau", "team"] == WITHHELD


def test_groups_go_by_name_and_small_ones_and_those_without_a_name_are_withheld_alike() -> None:
    given = answers(**{f"P{n}": (YES, YES, NO, YES) for n in range(9)})
    shown = grouped(given, ["Bau"] * 5 + ["Amt"] * 2 + [None] * 2)
    assert [key for key in shown if key[1] == "open"] == [
        ("Amt", "open"),
        ("Bau", "open"),
        (None, "open"),
    ]
    assert shown["Bau", "open"][4] is False
    assert shown["Amt", "open"] == shown[None, "open"] == WITHHELD


def test_the_threshold_can_be_raised_and_lowered() -> None:
    given = answers(A=(YES, YES, YES, YES), B=(NO, NO, NO, NO))
    assert grouped(given, ["Bau", "Bau"], min_group=2)["Bau", "team"] == [
        50,
        70.710678,
        1,
        2,
        False,
    ]
    assert grouped(given, ["Bau", "Bau"], min_group=3)["Bau", "team"] == WITHHELD


def test_one_alone_has_a_mean_but_no_spread() -> None:
    given = answers(A=(YES, YES, YES, YES))
    assert grouped(given, ["Bau"], min_group=1)["Bau", "team"] == [100, None, 1, 1, False]


def test_a_group_in_which_nobody_has_points_is_withheld_at_any_threshold() -> None:
    given = answers(A=(YES, YES, YES, FOREIGN))
    assert grouped(given, ["Bau"], min_group=1)["Bau", "team"] == WITHHELD


def test_groups_may_have_several_columns() -> None:
    given = answers(A=(YES, YES, YES, YES), B=(NO, NO, NO, NO))
    summary = summed_up(PLAN, given.codes, np.array([1, 0]), [("Bau", "2"), ("Bau", None)])
    table = group_table(summary, PLAN, ["unit", "wave"], 1)
    assert rows(table[["unit", "wave", "node", "mean"]]) == [
        ["Bau", "2", "open", 0],
        ["Bau", "2", "access", 0],
        ["Bau", "2", "team", 0],
        ["Bau", None, "open", 100],
        ["Bau", None, "access", 100],
        ["Bau", None, "team", 100],
    ]


def test_no_groups_make_an_empty_table() -> None:
    table = group_table(nothing(PLAN), PLAN, ["unit"], 5)
    assert list(table.columns) == ["unit", "node", "mean", "spread", "coverage", "n", "withheld"]
    assert len(table) == 0


def made_up(plan: Plan, count: int) -> CodedAnswers:
    """Answers that differ: yes, no, none, and does not apply, by turns of different lengths."""
    turns = [(0, 1, 1, -1), (1, 0, 1), (1, 0, -1, 0, 1), (0, 1, NOT_APPLICABLE)]
    codes = [np.resize(np.array(turn, np.int8), count) for turn in turns]
    return CodedAnswers(plan, [f"P{n}" for n in range(count)], np.array(codes))


def test_mean_and_spread_of_groups_are_those_of_the_single_results() -> None:
    given = made_up(PLAN, 200)
    units = np.arange(200) % 7
    keys: list[Key] = [(str(unit),) for unit in range(7)]
    of_groups = group_table(summed_up(PLAN, given.codes, units, keys), PLAN, ["unit"], 1)
    single = result_table(assess(given)).assign(unit=np.repeat(units.astype(str), 3))
    by_hand = single.groupby(["unit", "node"], observed=True)["points"]
    again = of_groups.set_index(["unit", "node"]).loc[by_hand.mean().index]
    assert again["mean"].tolist() == pytest.approx(by_hand.mean().tolist(), abs=1e-6)
    assert again["spread"].tolist() == pytest.approx(by_hand.std().tolist(), abs=1e-6)
    assert again["n"].tolist() == by_hand.count().tolist()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_is_withheld_is_empty_in_the_file(tmp_path: Path, ending: str) -> None:
    given = answers(A=(YES, YES, YES, YES))
    summary = summed_up(PLAN, given.codes, np.zeros(1, np.intp), [(None,)])
    path = tmp_path / f"groups.{ending}"
    save_tables(path, [group_table(summary, PLAN, ["unit"], 5)])
    table = pd.read_csv(path) if ending == "csv" else pd.read_parquet(path)
    assert rows(table)[0] == [None, "open", None, None, None, None, True]
