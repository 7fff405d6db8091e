"""The scheme is plain numbers: it says little by itself, cannot change, and can travel."""

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given

from scoring.conditions import OneOf
from scoring.kernel import score
from scoring.scheme import Cap, Node, Scheme, Visibility
from tests.scoring.oracle import Case, cases

PLAIN = Node(children=(0, 1), weights=(1, 1), method="mean")


def test_a_node_without_further_wishes_has_none() -> None:
    assert PLAIN.decimals is None
    assert PLAIN.child_levels is None
    assert PLAIN.caps == ()
    assert PLAIN.min_coverage == 0
    assert PLAIN.met_from == 100
    assert not PLAIN.missing_as_zero
    assert not PLAIN.one_question


@pytest.mark.parametrize(
    ("part", "entry"),
    [
        (PLAIN, "method"),
        (Cap(OneOf(0, frozenset({1})), 40), "at_most"),
        (Visibility((0,), OneOf(0, frozenset({1}))), "columns"),
        (Scheme((), np.empty((0, 256)), (), ()), "nodes"),
    ],
)
def test_no_part_of_a_scheme_can_be_changed_by_mistake(part: object, entry: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(part, entry, None)


@given(cases(min_subjects=1))
def test_a_scheme_that_was_sent_to_another_machine_gives_the_same_scores(case: Case) -> None:
    scheme, codes = case
    sent = pickle.loads(pickle.dumps(scheme))
    assert sent.nodes == scheme.nodes
    assert sent.visibility == scheme.visibility
    assert np.array_equal(score(sent, codes).points, score(scheme, codes).points)
