"""Units hang below units, to any depth."""

from collections.abc import Mapping
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model.messages import Message
from audit.model.organisation import (
    CHANNELS,
    ROLES,
    UNIT_KINDS,
    Channel,
    Role,
    Unit,
    UnitId,
    UnitKind,
    with_all_below,
)
from audit.model.waves import ASSESSMENT_STATES, WAVE_STATES, AssessmentState, WaveState


def units(**parents: str | None) -> list[Unit]:
    """Write units down as child=parent."""
    return [
        Unit(UnitId(name), name, UnitKind.TEAM, None if parent is None else UnitId(parent), None)
        for name, parent in parents.items()
    ]


def below(found: list[Unit], top: str) -> set[str]:
    return {str(unit) for unit in with_all_below(found, UnitId(top))}


def test_a_unit_reaches_all_units_below_it_to_any_depth() -> None:
    town = units(city=None, social="city", counter="social", desk="counter", building="city")
    assert below(town, "social") == {"social", "counter", "desk"}
    assert below(town, "city") == {"city", "social", "counter", "desk", "building"}


def test_a_unit_without_units_below_reaches_itself() -> None:
    assert below(units(city=None, social="city"), "social") == {"social"}


def test_the_order_in_which_units_are_listed_does_not_matter() -> None:
    assert below(units(desk="counter", counter="social", social=None), "social") == {
        "social",
        "counter",
        "desk",
    }


def test_units_in_a_circle_do_not_hang_the_program() -> None:
    assert below(units(a="b", b="a", c="b"), "a") == {"a", "b", "c"}
    assert below(units(a="a"), "a") == {"a"}


def test_a_thousand_levels_are_no_problem() -> None:
    chain = units(u0=None, **{f"u{n}": f"u{n - 1}" for n in range(1, 1_000)})
    assert len(with_all_below(chain, UnitId("u0"))) == 1_000


@given(st.lists(st.integers(0, 9), min_size=10, max_size=10), st.integers(0, 9))
def test_what_is_reached_is_what_leads_back_up(parents: list[int], top: int) -> None:
    """The same by climbing from each unit, as a second way to find it."""
    town = units(**{f"u{n}": f"u{parent}" for n, parent in enumerate(parents)})

    def leads_to_the_top(unit: int) -> bool:
        seen: set[int] = set()
        while unit not in seen and unit != top:
            seen.add(unit)
            unit = parents[unit]
        return unit == top

    assert below(town, f"u{top}") == {f"u{n}" for n in range(10) if leads_to_the_top(n)}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (UnitKind, UNIT_KINDS),
        (Role, ROLES),
        (Channel, CHANNELS),
        (WaveState, WAVE_STATES),
        (AssessmentState, ASSESSMENT_STATES),
    ],
)
def test_each_word_has_a_german_name_of_its_own(
    words: type[StrEnum], names: Mapping[StrEnum, Message]
) -> None:
    assert list(names) == list(words)
    assert len({name.text for name in names.values()}) == len(names)
