"""Two waves are compared on what was measured alike in both, and on nothing else."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.assessment.change import Comparability, change, comparability
from audit.assessment.plan import plan_of
from audit.assessment.results import CodedAnswers, coded
from audit.files.questionnaires import read_questionnaire
from audit.model.answers import Answer
from audit.model.questionnaire import Questionnaire
from audit.tables.results import change_table

RAMP = "- {id: ramp, type: yes_no, text: Rampe}"
LIFT = "- {id: lift, type: yes_no, text: Aufzug}"
FORMS = """- id: forms
  type: degree
  text: Formulare
  options:
    - {code: none, label: gar nicht}
    - {code: some, label: teils}
    - {code: full, label: ganz}"""
TONGUES = """- id: tongues
  type: multiple_choice
  text: Sprachen
  options:
    - {code: en, label: Englisch, points: 1}
    - {code: tr, label: Türkisch, points: 3}
    - {code: none, label: nur Deutsch, points: 0, exclusive: true}"""
DAYS = """- id: days
  type: number
  text: Wartezeit
  max: 100
  unit: Tage
  bands: [{from: 0, points: 0}, {from: 10, points: 100}]"""
GRID = """- id: grid
  type: grid
  text: Verständlich
  options: [{code: a, label: kaum}, {code: b, label: etwas}, {code: c, label: sehr}]
  rows: [{id: web, label: Netz}, {id: paper, label: Papier}]"""


def version(
    number: int, *questions: str, score: str = "{method: weighted_mean}", more: str = ""
) -> Questionnaire:
    """A version of a questionnaire with one area that holds these questions."""
    head = f"""
id: open
version: {number}
title: Offen
audience: unit
source: erfunden
defaults: {{offer: [dont_know, not_applicable]}}
score: none
{more}
areas:
  - id: access
    title: Zugang
    score: {score}
    questions:
"""
    below = "\n".join(" " * 6 + line for one in questions for line in one.splitlines())
    return read_questionnaire((head + below).encode(), "open.yaml")


def wave(questionnaire: Questionnaire, **subjects: Mapping[str, str]) -> CodedAnswers:
    plan = plan_of(questionnaire)
    return coded(
        plan,
        [
            Answer(subject, cell, given.get(cell, ""))
            for subject, given in subjects.items()
            for cell in plan.cells
        ],
    )


def compared(earlier: CodedAnswers, later: CodedAnswers) -> dict[str, list[float | None]]:
    """For each subject and node: before, after, change, compared, of."""
    table = change_table(change(earlier, later))
    names = table["subject"] + " " + table["node"].astype(str)
    figures = table[["before", "after", "change", "compared", "of"]]
    rows = figures.itertuples(index=False, name=None)
    return {
        name: [None if pd.isna(figure) else float(figure) for figure in row]
        for name, row in zip(names, rows, strict=True)
    }


def test_questions_are_comparable_changed_added_or_removed() -> None:
    earlier = version(1, RAMP, FORMS, DAYS)
    later = version(2, LIFT, FORMS.replace("teils", "zum Teil"), TONGUES, RAMP)
    assert comparability(earlier, later) == Comparability(
        comparable=("ramp",), changed=("forms",), added=("lift", "tongues"), removed=("days",)
    )


def status(before: str, after: str, *, same_since: int | None = None, first: str = RAMP) -> str:
    """Whether a question is comparable or changed from version 3 to version 5."""
    if same_since is not None:
        after += f"\n  same_since: {same_since}"
    found = comparability(version(3, first, before), version(5, first, after))
    assert found.comparable[:1] == ("ramp",)
    return "comparable" if len(found.comparable) == 2 else "changed"


@pytest.mark.parametrize(
    "more",
    [
        "help: Fragen Sie nach.",
        "evidence: Link",
        "weight: 3",
        "critical: true",
        "round: 1",
        "working_group: access",
        'show_if: {question: ramp, is: "yes"}',
        "points_to: {none: {barrier: language}}",
        "offer: []",
    ],
)
def test_help_weight_and_place_do_not_change_what_a_question_measures(more: str) -> None:
    assert status(FORMS, f"{FORMS}\n  {more}") == "comparable"


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        (FORMS, "text: Formulare", "text: Merkblätter"),
        (FORMS, "label: teils", "label: zum Teil"),
        (FORMS, "label: ganz", "label: ganz, when: Alle sind geprüft."),
        (TONGUES, "label: nur Deutsch", "label: keine"),
        (GRID, "label: Netz", "label: Webseite"),
        (GRID, "label: sehr", "label: sehr gut"),
        (DAYS, "unit: Tage", "unit: Wochen"),
    ],
)
def test_another_wording_is_another_question_unless_the_author_vouches_for_it(
    question: str, old: str, new: str
) -> None:
    assert old in question
    reworded = question.replace(old, new)
    assert status(question, reworded) == "changed"
    assert status(question, reworded, same_since=3) == "comparable"
    assert status(question, reworded, same_since=1) == "comparable"
    assert status(question, reworded, same_since=4) == "changed"


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        (FORMS, "    - {code: some, label: teils}\n", ""),
        (FORMS, "code: some", "code: partly"),
        (FORMS, "type: degree", "type: degree\n  reverse: true"),
        (TONGUES, "points: 3", "points: 2"),
        (TONGUES, "points: 0, exclusive: true", "points: 0"),
        (TONGUES.replace(", exclusive: true", ""), "multiple_choice", "single_choice"),
        (DAYS, "from: 10", "from: 11"),
        (DAYS, "points: 100", "points: 50"),
        (GRID, ", {id: paper, label: Papier}", ""),
        (GRID, "id: paper", "id: letter"),
    ],
)
def test_what_is_measured_differently_cannot_be_vouched_for(
    question: str, old: str, new: str
) -> None:
    assert old in question
    other = question.replace(old, new)
    assert status(question, other) == "changed"
    assert status(question, other, same_since=1) == "changed"


def test_options_in_another_order_are_the_same_options() -> None:
    turned = TONGUES.splitlines()
    turned[4:] = turned[:3:-1]
    assert status(TONGUES, "\n".join(turned)) == "comparable"


def test_options_may_move_into_a_scale() -> None:
    own = version(1, RAMP, FORMS)
    scale = "scales: {steps: [{code: none, label: gar nicht}, {code: some, label: teils}, "
    scale += "{code: full, label: ganz}]}"
    question = "- {id: forms, type: degree, text: Formulare, scale: steps}"
    shared = version(2, RAMP, question, more=scale)
    assert comparability(own, shared).comparable == ("ramp", "forms")
    assert compared(wave(own, A={"forms": "some"}), wave(shared, A={"forms": "full"})) == {
        "A access": [50, 100, 50, 1, 2]
    }


def test_change_is_after_minus_before() -> None:
    both = version(1, RAMP, FORMS)
    before = wave(both, A={"ramp": "no", "forms": "some"}, B={"ramp": "yes", "forms": "full"})
    after = wave(both, A={"ramp": "yes", "forms": "none"}, B={"ramp": "yes", "forms": "some"})
    assert compared(before, after) == {
        "A access": [25, 50, 25, 2, 2],
        "B access": [100, 75, -25, 2, 2],
    }


def test_change_is_told_as_finely_as_results() -> None:
    three = version(1, RAMP, LIFT, FORMS)
    before = wave(three, A={"ramp": "no", "lift": "no", "forms": "none"})
    after = wave(three, A={"ramp": "yes", "lift": "no", "forms": "none"})
    assert compared(before, after) == {"A access": [0, 33.333333, 33.333333, 3, 3]}


def test_only_who_took_part_in_both_waves_is_compared_in_the_order_of_the_later() -> None:
    both = version(1, RAMP)
    before = wave(both, A={"ramp": "no"}, B={"ramp": "yes"}, C={"ramp": "no"})
    after = wave(both, D={"ramp": "no"}, C={"ramp": "yes"}, A={"ramp": "no"})
    assert compared(before, after) == {
        "C access": [0, 100, 100, 1, 1],
        "A access": [0, 0, 0, 1, 1],
    }


def test_nobody_in_both_waves_makes_an_empty_table() -> None:
    both = version(1, RAMP)
    assert compared(wave(both, A={"ramp": "no"}), wave(both, B={"ramp": "no"})) == {}
    table = change_table(change(wave(both, A={}), wave(both, B={})))
    assert list(table.columns) == ["subject", "node", "before", "after", "change", "compared", "of"]


def test_questions_that_were_added_removed_or_changed_do_not_count() -> None:
    earlier = version(1, RAMP, FORMS, DAYS)
    later = version(2, LIFT, RAMP, FORMS.replace("ganz", "überall"))
    before = wave(earlier, A={"ramp": "no", "forms": "full", "days": "20"})
    after = wave(later, A={"ramp": "no", "forms": "none", "lift": "yes"})
    assert compared(before, after) == {"A access": [0, 0, 0, 1, 3]}


def test_without_anything_comparable_there_is_no_result() -> None:
    before = wave(version(1, RAMP), A={"ramp": "yes"})
    after = wave(version(2, LIFT), A={"lift": "yes"})
    assert compared(before, after) == {"A access": [None, None, None, 0, 1]}


@pytest.mark.parametrize("missing", ["", "dont_know"])
def test_a_question_without_an_answer_in_one_wave_counts_in_neither(missing: str) -> None:
    both = version(1, RAMP, LIFT, FORMS)
    full = wave(both, A={"ramp": "yes", "lift": "yes", "forms": "none"})
    less = wave(both, A={"ramp": "yes", "lift": missing, "forms": "none"})
    assert compared(full, less) == {"A access": [50, 50, 0, 2, 3]}
    assert compared(less, full) == {"A access": [50, 50, 0, 2, 3]}


def test_too_few_answers_in_both_waves_are_no_result() -> None:
    both = version(1, RAMP, LIFT, FORMS)
    before = wave(both, A={"ramp": "yes", "lift": "yes", "forms": "none"})
    after = wave(both, A={"ramp": "yes"})
    assert compared(before, after) == {"A access": [None, None, None, 1, 3]}


def test_what_does_not_apply_in_one_wave_is_left_out_of_both_and_lowers_no_coverage() -> None:
    both = version(1, RAMP, LIFT, score="{method: mean, min_coverage: 1}")
    full = wave(both, A={"ramp": "yes", "lift": "no"})
    less = wave(both, A={"ramp": "yes", "lift": "not_applicable"})
    assert compared(full, less) == {"A access": [100, 100, 0, 1, 1]}
    assert compared(less, full) == {"A access": [100, 100, 0, 1, 2]}


def test_both_waves_have_the_weights_method_and_threshold_of_the_later_version() -> None:
    earlier = version(1, RAMP, FORMS, score="{method: minimum, min_coverage: 1}")
    later = version(2, RAMP.replace("}", ", weight: 3}"), FORMS)
    before = wave(earlier, A={"ramp": "yes", "forms": "none"})
    after = wave(later, A={"ramp": "yes", "forms": "full"})
    assert compared(before, after) == {"A access": [75, 100, 25, 2, 2]}


def test_what_the_rules_of_its_version_hid_stays_hidden() -> None:
    """In wave 1 the forms were only asked where there is a ramp; A was not asked."""
    asked_if = FORMS + '\n  show_if: {question: ramp, is: "yes"}'
    before = wave(
        version(1, RAMP, asked_if),
        A={"ramp": "no", "forms": "full"},
        B={"ramp": "yes", "forms": "full"},
    )
    after = wave(
        version(2, RAMP, FORMS),
        A={"ramp": "no", "forms": "none"},
        B={"ramp": "no", "forms": "none"},
    )
    assert compared(before, after) == {
        "A access": [0, 0, 0, 1, 2],
        "B access": [100, 0, -100, 2, 2],
    }


def test_what_the_later_rules_hide_does_not_count_before_either() -> None:
    asked_if = FORMS + '\n  show_if: {question: ramp, is: "yes"}'
    before = wave(version(1, RAMP, FORMS), A={"ramp": "yes", "forms": "full"})
    after = wave(version(2, RAMP, asked_if), A={"ramp": "no", "forms": "full"})
    assert compared(before, after) == {"A access": [100, 0, -100, 1, 1]}


def test_hidden_by_a_question_that_is_not_comparable_is_hidden_all_the_same() -> None:
    asked_if = FORMS + '\n  show_if: {question: ramp, is: "yes"}'
    reworded = RAMP.replace("Rampe", "Rampe ohne Stufe")
    before = wave(version(1, RAMP, asked_if), A={"ramp": "yes", "forms": "some"})
    after = wave(version(2, reworded, asked_if), A={"ramp": "yes", "forms": "full"})
    assert compared(before, after) == {"A access": [50, 100, 50, 1, 2]}


def test_chosen_options_are_found_again_wherever_they_stand() -> None:
    turned = TONGUES.splitlines()
    turned[4:] = turned[:3:-1]
    earlier, later = version(1, TONGUES), version(2, "\n".join(turned))
    assert compared(wave(earlier, A={"tongues": "tr"}), wave(later, A={"tongues": "en|tr"})) == {
        "A access": [75, 100, 25, 1, 1]
    }


def test_one_choice_is_found_again_wherever_it_stands() -> None:
    question = "- {id: q, type: single_choice, text: Wo, options: [%s]}"
    a, b, c = (
        f"{{code: {code}, label: {code}, points: {points}}}"
        for code, points in (("aa", 0), ("bb", 1), ("cc", 4))
    )
    earlier = version(1, question % ", ".join([a, b, c]))
    later = version(2, question % ", ".join([c, a, b]))
    assert compared(wave(earlier, A={"q": "bb"}), wave(later, A={"q": "cc"})) == {
        "A access": [25, 100, 75, 1, 1]
    }


def test_the_rows_of_a_grid_are_compared_one_by_one() -> None:
    turned = GRID.replace(
        "{id: web, label: Netz}, {id: paper, label: Papier}",
        "{id: paper, label: Papier}, {id: web, label: Netz}",
    )
    before = wave(version(1, GRID), A={"grid.web": "a", "grid.paper": "c"}, B={"grid.web": "b"})
    after = wave(
        version(2, turned),
        A={"grid.web": "c", "grid.paper": "c"},
        B={"grid.web": "c", "grid.paper": "a"},
    )
    assert compared(before, after) == {
        "A access": [50, 100, 50, 2, 2],
        "B access": [50, 100, 50, 1, 2],
    }


def test_numbers_are_compared_by_their_bands() -> None:
    both = version(1, DAYS)
    before = wave(both, A={"days": "9"}, B={"days": "10"})
    after = wave(both, A={"days": "10"}, B={"days": "99"})
    assert compared(before, after) == {
        "A access": [0, 100, 100, 1, 1],
        "B access": [100, 100, 0, 1, 1],
    }


CAP = "{method: mean, caps: [{if: {question: days, at_least: 5}, at_most: 30, because: zu lang}]}"


@pytest.mark.parametrize("days", ["0", "4", "5", "7", "10", "50"])
@pytest.mark.parametrize(
    ("earlier_score", "later_score"), [("{method: mean}", CAP), (CAP, "{method: mean}"), (CAP, CAP)]
)
def test_a_threshold_that_only_one_version_knows_makes_no_change_of_its_own(
    days: str, earlier_score: str, later_score: str
) -> None:
    """The same number of days in both waves: whatever comes out, nothing has changed."""
    earlier = version(1, RAMP, DAYS, score=earlier_score)
    later = version(2, RAMP, DAYS, score=later_score)
    given = {"ramp": "yes", "days": days}
    ((before, after, difference, *_),) = compared(
        wave(earlier, A=given), wave(later, A=given)
    ).values()
    assert before == after
    assert difference == 0


EARLIER = version(1, RAMP, FORMS, TONGUES, GRID, DAYS)
LATER = version(
    2,
    GRID + "\n  weight: 2",
    TONGUES,
    DAYS,
    LIFT,
    RAMP.replace("}", ", critical: true}"),
    FORMS + '\n  show_if: {question: ramp, is: "yes"}',
    score="{method: weighted_mean, round: 1, missing: count_as_zero, caps: "
    '[{if: {question: ramp, is: "no"}, at_most: 40, because: zu}]}',
)
VALUES = {
    "ramp": ["", "yes", "no", "dont_know", "not_applicable"],
    "forms": ["", "none", "some", "full", "not_applicable"],
    "tongues": ["", "en", "tr", "en|tr", "none"],
    "grid.web": ["", "a", "b", "c"],
    "grid.paper": ["", "a", "c", "not_applicable"],
    "days": ["", "0", "9", "10", "100"],
}
some_answers = st.fixed_dictionaries(
    {cell: st.sampled_from(words) for cell, words in VALUES.items()}
)


@settings(max_examples=60)
@given(st.lists(some_answers, min_size=1, max_size=4))
def test_who_answers_the_same_twice_has_not_changed(answers: list[Mapping[str, str]]) -> None:
    subjects = {f"S{place}": given for place, given in enumerate(answers)}
    found = compared(wave(EARLIER, **subjects), wave(LATER, **subjects))
    for before, after, difference, *_ in found.values():
        assert before == after
        assert difference in (None, 0)


@settings(max_examples=60)
@given(some_answers, some_answers)
def test_turned_round_in_time_the_change_is_turned_round(
    one: Mapping[str, str], other: Mapping[str, str]
) -> None:
    forth = compared(wave(EARLIER, A=one), wave(EARLIER, A=other))["A access"]
    back = compared(wave(EARLIER, A=other), wave(EARLIER, A=one))["A access"]
    assert (forth[0], forth[1], forth[3]) == (back[1], back[0], back[3])
    assert forth[2] is None or forth[2] == -(back[2] or 0)


def test_the_answers_themselves_are_left_as_they_were() -> None:
    before, after = wave(EARLIER, A={"ramp": "yes"}), wave(LATER, A={"ramp": "no", "forms": "full"})
    kept = before.codes.copy(), after.codes.copy()
    before.codes.flags.writeable = after.codes.flags.writeable = False
    change(before, after)
    assert np.array_equal(before.codes, kept[0])
    assert np.array_equal(after.codes, kept[1])


def test_the_table_has_a_row_for_every_result_and_empty_cells_for_what_is_missing() -> None:
    more = "- {id: lift, type: yes_no, text: Aufzug}"
    both = read_questionnaire(
        f"""
id: open
version: 1
title: Offen
audience: unit
source: erfunden
score: {{method: mean, over: areas}}
areas:
  - id: access
    title: Zugang
    score: {{method: mean}}
    questions:
      {RAMP}
  - id: house
    title: Haus
    score: {{method: mean}}
    questions:
      {more}
""".encode(),
        "open.yaml",
    )
    table = change_table(
        change(
            wave(both, A={"ramp": "no", "lift": "yes"}), wave(both, A={"ramp": "yes", "lift": ""})
        )
    )
    assert table["node"].tolist() == ["open", "access", "house"]
    assert table["change"].isna().tolist() == [False, False, True]
    assert table["compared"].tolist() == [1, 1, 0]
    assert table["of"].tolist() == [2, 1, 1]
