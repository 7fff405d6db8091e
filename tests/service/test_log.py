"""What people do is written down with it, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from audit.model.organisation import Channel
from audit.service import actions
from audit.service.access_points import change, register
from audit.service.actions import ACTIONS, Act, Denied, NotDone, action
from audit.service.filling_in import submit
from audit.service.forms import open_form
from audit.service.rights import Right
from tests.service.town import BUILDING, COUNTER, HEIDI, KARL, PAULA, Town


def logged(town: Town) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in town.rows("SELECT person, action, unit, old, new FROM log ORDER BY number")
    ]


def test_a_submission_names_the_person(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    submit(town.house, town.caller(KARL), assessment)
    submit(town.house, town.caller(HEIDI), assessment)
    assert logged(town) == [("karl", "filling_in.submit", "counter", "draft", "submitted")]


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


def test_reading_about_people_is_written_down_once_a_day(town: Town) -> None:
    paula = town.caller(PAULA)
    for _ in range(3):
        assert look_up(town.house, paula, "karl") == "karl"
    look_up(town.house, paula, "heidi")
    town.clock.go_on(days=1)
    town.sign_in_anew()
    look_up(town.house, town.caller(PAULA), "karl")
    assert town.rows("SELECT person, action, about FROM log ORDER BY number") == [
        ("paula", "test.look_up", "person karl"),
        ("paula", "test.look_up", "person heidi"),
        ("paula", "test.look_up", "person karl"),
    ]


def test_who_may_not_read_about_people_leaves_no_line(town: Town) -> None:
    with pytest.raises(Denied):
        look_up(town.house, town.caller(KARL), "heidi")
    assert logged(town) == []


def test_what_cannot_be_written_down_is_not_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "append", breaks)
    with pytest.raises(NotDone, match="nicht lesen"):
        look_up(town.house, town.caller(PAULA), "karl")


def breaks(*_: object) -> None:
    raise OperationalError("", None, Exception("disk full"))


def _whom(_act: Act, person: str) -> str:
    return f"person {person}"


def _made() -> Callable[..., str]:
    """Make an action as the service has them, without adding to its registry."""
    before = dict(ACTIONS)

    def look_up(_act: Act, person: str) -> str:
        return person

    look_up.__module__ = "audit.service.test"
    made = action(Right.SEE_WAVE, reads_people=_whom)(look_up)
    assert ACTIONS.pop("audit.service.test.look_up") == (Right.SEE_WAVE, True)
    assert before == ACTIONS
    return made


look_up = _made()


def test_a_denial_stands_in_the_log_of_the_server(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Denied):
        open_form(town.house, town.caller(KARL), town.assessment(BUILDING))
    assert caplog.messages == ["karl was denied forms.open_form"]
