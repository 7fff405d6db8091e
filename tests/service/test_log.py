"""What people do is written down with it, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.model.organisation import Channel
from audit.service.access_points import change, register
from audit.service.actions import NotDone
from audit.service.filling_in import submit
from tests.service.town import BUILDING, COUNTER, HEIDI, KARL, Town


def logged(town: Town) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in town.rows("SELECT person, action, unit, old, new FROM log ORDER BY number")
    ]


def test_a_submission_names_the_person(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    submit(town.house, town.caller(KARL), assessment)
    submit(town.house, town.caller(HEIDI), assessment)
    assert logged(town) == [("karl", "filling_in.submit", "counter", "", "submitted")]


def test_a_changed_door_is_written_down_before_and_after(town: Town) -> None:
    caller = town.caller(KARL)
    door = register(town.house, caller, COUNTER, "Tor", Channel.DIGITAL)
    change(town.house, caller, door, "Pforte", "", closed=False)
    change(town.house, caller, door, "Pforte", "", closed=False)
    assert logged(town) == [
        ("karl", "access_points.register", "counter", "", "Tor"),
        (
            "karl",
            "access_points.change",
            "counter",
            '{"name": "Tor", "note": "", "closed": false}',
            '{"name": "Pforte", "note": "", "closed": false}',
        ),
    ]


@pytest.mark.parametrize(
    "act",
    [
        lambda town: submit(town.house, town.caller(KARL), town.assessment(BUILDING)),
        lambda town: register(town.house, town.caller(KARL), COUNTER, "", Channel.DIGITAL),
    ],
    ids=["denied", "no-name"],
)
def test_what_is_not_done_is_not_written_down(town: Town, act: Callable[[Town], object]) -> None:
    with pytest.raises(NotDone):
        act(town)
    assert logged(town) == []
