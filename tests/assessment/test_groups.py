"""Groups: whoever sums them up, and in how many parts, every digit is the same."""

import os
from pathlib import Path

import numpy as np
import pytest

from audit.assessment.groups import summed_up
from audit.assessment.plan import plan_of
from audit.files.questionnaires import load_questionnaire
from scoring.kernel import SMALL, score
from scoring.summaries import Key, merge, summarise

HOME = Path(__file__).parents[2]
PLAN = plan_of(load_questionnaire(HOME / "data" / "example" / "questionnaire.yaml"))
KEYS: list[Key] = [("a",), ("b",), ("c",)]


@pytest.mark.parametrize("workers", [1, 2, 5, None])
@pytest.mark.parametrize("people", [0, 1, 3 * SMALL + 5])
def test_no_digit_depends_on_the_number_of_processors(
    monkeypatch: pytest.MonkeyPatch, workers: int | None, people: int
) -> None:
    chance = np.random.default_rng(6)
    codes = chance.integers(-3, 2, (len(PLAN.columns), people), dtype=np.int8)
    places = chance.integers(0, len(KEYS), people)
    rows = [node.row for node in PLAN.reported]
    whole = merge([summarise(score(PLAN.scheme, codes), rows, places, KEYS)])
    monkeypatch.setattr(os, "cpu_count", lambda: workers)
    parts = summed_up(PLAN, codes, places, KEYS)
    assert parts.keys == whole.keys
    assert parts.numbers.tobytes() == whole.numbers.tobytes()
