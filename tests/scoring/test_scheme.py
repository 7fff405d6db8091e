"""The scheme is plain numbers: it says little by itself, cannot change, and can travel."""

import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from scoring.conditions import AllOf, AnyOf, NotOf, OneOf
from scoring.levels import Levels
from scoring.scheme import Cap, Node, Scheme, Visibility

PLAIN = Node(children=(0, 1), weights=(1, 1), method="mean")
CLOSED = OneOf(column=0, codes=frozenset({0}))


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
        (Scheme((), np.empty((0, 256)), (), ()), "nodes"),
        (Visibility((0,), CLOSED), "columns"),
        (PLAIN, "method"),
        (Cap(CLOSED, 40), "at_most"),
        (Levels((0, 50)), "starts"),
        (CLOSED, "codes"),
        (AllOf((CLOSED,)), "parts"),
        (AnyOf((CLOSED,)), "parts"),
        (NotOf(CLOSED), "part"),
    ],
)
def test_no_part_of_a_scheme_can_be_changed_by_mistake(part: object, entry: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(part, entry, None)


def test_a_scheme_that_was_sent_to_another_machine_is_the_same() -> None:
    capped = replace(PLAIN, caps=(Cap(AllOf((CLOSED, NotOf(CLOSED))), 40),))
    levelled = replace(PLAIN, child_levels=(Levels((0, 50), (1, 2)), Levels((0,), (3,))))
    scheme = Scheme((1, 1), np.eye(2, 256), (Visibility((1,), CLOSED),), (capped, levelled))
    sent = pickle.loads(pickle.dumps(scheme))
    assert (sent.looked_up, sent.visibility, sent.nodes) == (
        scheme.looked_up,
        scheme.visibility,
        scheme.nodes,
    )
    assert np.array_equal(sent.tables, scheme.tables)
