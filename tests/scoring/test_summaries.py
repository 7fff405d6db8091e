"""Summaries: the right numbers, and the same digits however the members are cut and ordered."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.kernel import BLOCK, Scores, blocks, score
from scoring.scheme import Node, Scheme
from scoring.summaries import Key, Summary, add_members, exact_parts, merge, summarise

NAN = float("nan")
Points = float | None
"""None stands for no value."""

Member = tuple[Key, Points]
KEYS: list[Key] = [("a",), ("b",), ("c",)]

some_points = st.floats(-100, 100) | st.integers(0, 300).map(lambda thirds: thirds / 3)
some_keys = st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["1", None]))
some_members = st.lists(st.tuples(some_keys, st.none() | some_points), min_size=1, max_size=30)


def scored(
    *nodes: Sequence[Points], answered: Sequence[int] = (), applicable: Sequence[int] = ()
) -> Scores:
    """Scores of some nodes; each node lists its points subject by subject."""
    present = np.array([[points is not None for points in node] for node in nodes])
    counts = np.array([answered or [1] * len(nodes[0])] * len(nodes), dtype=np.uint16)
    whole = np.array([applicable or [1] * len(nodes[0])] * len(nodes), dtype=np.uint16)
    return Scores(
        codes=np.zeros((1, len(nodes[0])), dtype=np.int8),
        points=np.array([[0 if p is None else p for p in node] for node in nodes], dtype=float),
        present=present.astype(np.bool_),
        answered=counts,
        applicable=whole,
    )


def groups(*places: int) -> NDArray[np.intp]:
    return np.array(places, dtype=np.intp)


def summary_of(members: Sequence[Member]) -> Summary:
    """Sum up members of one node; only their own groups are named, in the order of appearance."""
    keys = list(dict.fromkeys(key for key, _ in members))
    places = groups(*[keys.index(key) for key, _ in members])
    return summarise(scored([points for _, points in members]), [0], places, keys)


def cut(members: Sequence[Member], random: Random) -> list[list[Member]]:
    """Cut members into parts of any size, none empty and not more than forty."""
    cuts = random.randrange(min(len(members), 40))
    inner = random.sample(range(1, len(members)), cuts)
    return [list(members[start:end]) for start, end in pairwise([0, *sorted(inner), len(members)])]


def assert_same_digits(one: Summary, other: Summary) -> None:
    assert one.keys == other.keys
    assert one.numbers.shape == other.numbers.shape
    assert one.numbers.tobytes() == other.numbers.tobytes()


def test_two_groups_by_hand() -> None:
    """The spread of 20, 60 and 70 is the root of (900 + 100 + 400) / 2."""
    scores = scored([20, 10, 60, 70, 30])
    summary = summarise(scores, [0], groups(0, 1, 0, 0, 1), [("a",), ("b",)])
    assert summary.keys == (("a",), ("b",))
    assert summary.part().n.tolist() == [[3], [2]]
    assert summary.means().tolist() == [[50], [20]]
    assert summary.spreads().tolist() == [[pytest.approx(700**0.5)], [pytest.approx(200**0.5)]]


def test_only_the_rows_that_are_asked_for_are_summed_up_in_their_order() -> None:
    scores = scored([1, 3], [10, 30], [100, 300])
    assert summarise(scores, [2, 0], groups(0, 0), [("a",)]).means().tolist() == [[200, 2]]
    assert summarise(scores, range(1, 3), groups(0, 0), [("a",)]).means().tolist() == [[20, 200]]


def test_rows_may_come_as_a_tuple() -> None:
    scores = scored([1, 3], [10, 30], [100, 300])
    assert summarise(scores, (0, 1), groups(0, 0), [("a",)]).means().tolist() == [[2, 20]]


def test_a_member_without_a_value_is_left_out_and_is_not_0() -> None:
    summary = summarise(scored([40, None, 60]), [0], groups(0, 0, 0), [("a",)])
    assert summary.part().n.tolist() == [[2]]
    assert summary.means().tolist() == [[50]]
    assert summary.spreads().tolist() == [[pytest.approx(200**0.5)]]


def test_every_node_counts_its_own_members() -> None:
    summary = summarise(scored([40, None], [10, 30]), [0, 1], groups(0, 0), [("a",)])
    assert summary.part().n.tolist() == [[1, 2]]
    assert summary.means().tolist() == [[40, 20]]


def test_every_group_has_a_line_and_every_node_a_column() -> None:
    summary = summarise(scored([10, 20, 60], [1, 2, 6]), [0, 1], groups(0, 1, 2), KEYS)
    assert summary.means().tolist() == [[10, 1], [20, 2], [60, 6]]
    assert summary.part().n.shape == summary.spreads().shape == summary.coverage().shape == (3, 2)


def test_without_a_value_there_is_no_mean_and_below_two_no_spread() -> None:
    scores = scored([None, 40, 40, 60])
    summary = summarise(scores, [0], groups(0, 1, 2, 2), [("none",), ("one",), ("two",), ("no",)])
    assert summary.part().n[:, 0].tolist() == [0, 1, 2, 0]
    assert np.array_equal(summary.means()[:, 0], [NAN, 40, 50, NAN], equal_nan=True)
    assert np.isnan(summary.spreads()[:, 0]).tolist() == [True, True, False, True]


def test_the_coverage_adds_up_answers_also_of_members_without_a_value() -> None:
    scores = scored([40, None, 60, 10], answered=[3, 1, 2, 0], applicable=[4, 4, 2, 0])
    summary = summarise(scores, [0], groups(0, 0, 0, 1), [("a",), ("b",)])
    assert summary.part().answered.tolist() == [[6], [0]]
    assert summary.part().applicable.tolist() == [[10], [0]]
    assert np.array_equal(summary.coverage(), [[0.6], [NAN]], equal_nan=True)


def test_where_nothing_was_answered_the_coverage_is_0_and_not_missing() -> None:
    scores = scored([None], answered=[0], applicable=[3])
    assert summarise(scores, [0], groups(0), [("a",)]).coverage().tolist() == [[0]]


def test_coverages_of_many_members_add_up_beyond_what_one_subject_can_have() -> None:
    scores = scored([1, 1], answered=[60_000] * 2, applicable=[65_000] * 2)
    summary = summarise(scores, [0], groups(0, 0), [("a",)])
    assert summary.part().applicable.tolist() == [[130_000]]


def test_a_block_of_nobody_sums_up_to_nothing() -> None:
    summary = summarise(scored([], []), [0, 1], groups(), [("a",)])
    assert summary.numbers.shape == (7, 1, 2)
    assert not summary.numbers.any()


@given(some_points, st.integers(2, 20))
def test_members_that_agree_have_no_spread(points: float, members: int) -> None:
    summary = summarise(scored([points] * members), [0], groups(*[0] * members), [("a",)])
    assert summary.spreads().item() == 0


def test_members_that_agree_on_very_many_points_have_no_spread() -> None:
    summary = summarise(scored([35513.757681261835] * 3), [0], groups(0, 0, 0), [("a",)])
    assert summary.spreads().item() == 0


def test_members_that_nearly_agree_have_a_spread() -> None:
    summary = summarise(scored([66.6, 66.601]), [0], groups(0, 0), [("a",)])
    assert summary.spreads().item() == pytest.approx(0.001 / 2**0.5, abs=1e-6)


@given(some_members)
def test_means_and_spreads_are_those_of_the_standard_library(members: list[Member]) -> None:
    summary = summary_of(members)
    for place, key in enumerate(summary.keys):
        known = [p for k, p in members if k == key and p is not None]
        spread = stdev(known) if len(known) > 1 else NAN
        assert summary.part().n[place] == len(known)
        assert same(summary.means()[place], fmean(known) if known else NAN, 1e-9)
        assert same(summary.spreads()[place], spread, 4e-5 if spread < 0.001 else 1e-6)


@given(st.lists(st.integers(-400, 400), min_size=2, max_size=30))
def test_spreads_of_quarters_of_a_point_are_those_of_the_standard_library(
    quarters: list[int],
) -> None:
    members = [quarter / 4 for quarter in quarters]
    summary = summarise(scored(members), [0], groups(*[0] * len(members)), [("a",)])
    assert same(summary.spreads(), stdev(members), 1e-6)


def same(found: NDArray[np.float64], expected: float, within: float) -> bool:
    return np.allclose(found, expected, rtol=0, atol=within, equal_nan=True)


def test_the_same_groups_become_one_and_others_stay_apart() -> None:
    north = summarise(scored([10, 20]), [0], groups(0, 1), [("a", "1"), ("b", "1")])
    south = summarise(scored([50, 70]), [0], groups(1, 0), [("c", "1"), ("a", "1")])
    whole = merge([north, south])
    assert whole.keys == (("a", "1"), ("b", "1"), ("c", "1"))
    assert whole.part().n.tolist() == [[2], [1], [1]]
    assert whole.means().tolist() == [[30], [20], [70]]


def test_nobodys_unit_is_a_group_of_its_own() -> None:
    keys: list[Key] = [("", "1"), (None, "1"), ("None", "1"), ("", None), (None, None)]
    one_each = summarise(scored([1, 2, 3, 4, 5]), [0], groups(*range(5)), keys)
    whole = merge([one_each, one_each])
    assert set(whole.keys) == set(keys)
    means = dict(zip(whole.keys, whole.means()[:, 0].tolist(), strict=True))
    assert means == dict(zip(keys, [1, 2, 3, 4, 5], strict=True))


def test_groups_that_are_known_by_a_name_come_first_in_alphabetical_order() -> None:
    keys: list[Key] = [(None,), ("b",), ("a",), ("",)]
    summary = summarise(scored([1, 2, 3, 4]), [0], groups(*range(4)), keys)
    assert merge([summary]).keys == (("",), ("a",), ("b",), (None,))


def test_a_group_without_members_stays_a_group() -> None:
    empty = summarise(scored([]), [0], groups(), [("a",)])
    full = summarise(scored([10]), [0], groups(0), [("b",)])
    assert merge([empty, full]).part().n.tolist() == [[0], [1]]


def test_a_group_that_is_listed_twice_becomes_one() -> None:
    twice = summarise(scored([10, 30]), [0], groups(0, 1), [("a",), ("a",)])
    assert merge([twice]).part().n.tolist() == [[2]]


def test_summaries_are_left_as_they_were_by_merging() -> None:
    summary = summarise(scored([10, 30]), [0], groups(1, 0), [("b",), ("a",)])
    summary.numbers.flags.writeable = False
    before = summary.numbers.tobytes()
    merge([summary, summary])
    assert summary.numbers.tobytes() == before


def test_parts_may_come_one_by_one() -> None:
    parts = (summarise(scored([points]), [0], groups(0), [("a",)]) for points in (10, 20, 60))
    assert merge(parts).means().tolist() == [[30]]


@given(some_members, st.randoms(use_true_random=False))
def test_no_digit_depends_on_how_members_are_cut_and_ordered(
    members: list[Member], random: Random
) -> None:
    shuffled = random.sample(members, len(members))
    parts = [summary_of(part) for part in cut(shuffled, random)]
    assert_same_digits(merge(parts), merge([summary_of(members)]))


@given(some_members, some_members, some_members)
def test_no_digit_depends_on_the_order_of_merging(
    one: list[Member], two: list[Member], three: list[Member]
) -> None:
    a, b, c = summary_of(one), summary_of(two), summary_of(three)
    whole = merge([a, b, c])
    assert_same_digits(merge([c, a, b]), whole)
    assert_same_digits(merge([merge([a, b]), c]), whole)
    assert_same_digits(merge([a, merge([c, b])]), whole)


def many(seed: int, highest: float) -> list[Member]:
    """Five thousand members of three groups, with points of many digits."""
    chance = Random(seed)
    return [((chance.choice("abc"), None), chance.uniform(-1, 1) * highest) for _ in range(5000)]


@pytest.mark.parametrize(
    "highest",
    [
        1,
        100,
        10_000,
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_no_digit_of_many_members_depends_on_their_order(seed: int, highest: float) -> None:
    members, chance = many(seed, highest), Random(seed)
    shuffled = chance.sample(members, len(members))
    parts = [summary_of(part) for part in cut(shuffled, chance)]
    assert_same_digits(merge(parts), merge([summary_of(members)]))


@pytest.mark.parametrize("highest", [1, 100])
def test_sums_of_many_members_are_exact_to_less_than_a_billionth(highest: float) -> None:
    members = many(0, highest)
    means = merge([summary_of(members)]).means()[:, 0]
    for mean, name in zip(means, "abc", strict=True):
        known = [Fraction(p) for (unit, _), p in members if unit == name and p is not None]
        assert abs(Fraction(float(mean)) - sum(known, Fraction(0)) / len(known)) < Fraction(
            1, 10**10
        )


def twenty_questions() -> Scheme:
    """One area of twenty questions, with weights and points of many digits."""
    chance = np.random.default_rng(3)
    tables = np.zeros((20, 256))
    tables[:, :4] = chance.uniform(0, 100, (20, 4))
    area = Node(tuple(range(20)), tuple(chance.uniform(0.1, 3, 20).tolist()), "weighted_mean")
    return Scheme(tuple(range(20)), tables, (), (area,))


def people(subjects: int) -> tuple[NDArray[np.int8], NDArray[np.intp]]:
    """Answers of so many people, and in which of three groups each of them is."""
    chance = np.random.default_rng(4)
    return chance.integers(-4, 4, (20, subjects), dtype=np.int8), chance.integers(0, 3, subjects)


@pytest.mark.parametrize("size", [2, 7, 64, 299])
def test_no_digit_depends_on_the_blocks_in_which_subjects_are_scored(size: int) -> None:
    scheme, (codes, places) = twenty_questions(), people(300)
    parts = [
        summarise(score(scheme, codes[:, at : at + size]), [0, 20], places[at : at + size], KEYS)
        for at in range(0, 300, size)
    ]
    assert_same_digits(merge(parts), summarise(score(scheme, codes), [0, 20], places, KEYS))


def test_no_digit_depends_on_the_blocks_that_the_kernel_proposes() -> None:
    scheme, (codes, places) = twenty_questions(), people(2 * BLOCK + 3)
    parts = [
        summarise(score(scheme, codes[:, block]), [20, 0], places[block], KEYS)
        for block in blocks(2 * BLOCK + 3)
    ]
    assert len(parts) == 3
    assert_same_digits(merge(parts), summarise(score(scheme, codes), [20, 0], places, KEYS))


def test_blocks_may_be_added_to_one_summary() -> None:
    scheme, (codes, places) = twenty_questions(), people(300)
    summary = Summary.of_nobody(KEYS, 2)
    for block in (slice(0, 7), slice(7, 299), slice(299, 300), slice(300, 300)):
        add_members(summary, score(scheme, codes[:, block]), [0, 20], places[block])
    assert_same_digits(summary, summarise(score(scheme, codes), [0, 20], places, KEYS))


@pytest.mark.parametrize("count", [255, 256, 257, 65_536, 65_537])
def test_there_may_be_many_groups(count: int) -> None:
    keys: list[Key] = [(str(number),) for number in range(count)]
    summary = summarise(scored([10, 20, 40]), [0], groups(count - 1, 0, count - 1), keys)
    assert summary.part().total[[0, -1], 0].tolist() == [20, 50]
    assert summary.part().n.sum() == 3


@pytest.mark.parametrize("place", [-1, 2, 255, 256])
def test_a_member_of_no_group_is_refused(place: int) -> None:
    with pytest.raises(IndexError):
        summarise(scored([10, 20]), [0], groups(0, place), KEYS[:2])


def test_adding_to_nothing_changes_nothing() -> None:
    summary = summarise(scored([10, 30], [1, 2]), [0, 1], groups(0, 1), [("a",), ("b",)])
    assert_same_digits(merge([Summary.nothing(2), summary]), summary)
    assert Summary.nothing(2).keys == ()
    assert (
        Summary.nothing(2).numbers.shape == merge([Summary.nothing(2)]).numbers.shape == (7, 0, 2)
    )


@given(st.floats(-(2.0**40), 2.0**40) | st.floats(-1000, 1000))
def test_both_parts_lie_on_their_grids_and_lose_less_than_they_promise(value: float) -> None:
    coarse, fine = (float(part[0]) for part in exact_parts(np.array([value])))
    assert (coarse * 2**10).is_integer()
    assert (fine * 2**38).is_integer()
    assert abs(fine) <= 2**-11
    assert abs(Fraction(value) - Fraction(coarse) - Fraction(fine)) <= Fraction(1, 2**39)


def test_what_lies_on_the_grid_is_kept_whole() -> None:
    values = np.array([0, 66.25, -0.5, 2**-38, 1 + 2**-20])
    coarse, fine = exact_parts(values)
    assert (coarse + fine).tolist() == values.tolist()
    assert coarse.tolist() == [0, 66.25, -0.5, 0, 1]
