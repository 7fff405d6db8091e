"""Coming in and going out: a stay ends for everybody at once, and guests leave no trace of time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from audit.service.actions import Denied, SignedOut
from audit.service.house import House
from audit.service.sessions import (
    GUEST_DAYS,
    IDLE,
    STAY,
    STILL_THERE,
    caller_of,
    enter_by_link,
    people_of_the_demo,
    sign_in_for_demo,
    sign_out,
    units_of_the_demo,
)
from audit.service.taking_part import keep
from audit.service.tasks import tasks
from tests.service.town import KARL, OLD_LINK, OUTSIDE_LINK, PEOPLE, STAFF_LINK, Town

A_SECOND = timedelta(seconds=1)


def entered(town: Town, link: str = OUTSIDE_LINK) -> str:
    token = enter_by_link(town.house, link)
    assert token is not None
    return token


def test_a_token_leads_to_the_person_who_signed_in(town: Town) -> None:
    caller = caller_of(town.house, sign_in_for_demo(town.house, "karl"))
    assert caller is not None
    assert (caller.person, caller.name, caller.link) == ("karl", "Karl Kamm", None)


def test_a_link_leads_in_without_a_name(town: Town) -> None:
    caller = caller_of(town.house, entered(town))
    assert caller is not None
    assert caller.person is None
    assert caller.link is not None
    assert (caller.link.token, caller.link.wave) == (OUTSIDE_LINK, "now")


@pytest.mark.parametrize("token", [None, "", "made-up", "x" * 10_000, "\x00", "ä' OR 1=1 --"])
def test_who_has_no_token_is_nobody(town: Town, token: str | None) -> None:
    sign_in_for_demo(town.house, "karl")
    assert caller_of(town.house, token) is None


@pytest.mark.parametrize(
    "link", ["", "made-up", OLD_LINK, "x" * 10_000, "' OR 1=1 --", "\x00", "ä\ud800"]
)
def test_a_link_that_is_unknown_or_over_lets_nobody_in(town: Town, link: str) -> None:
    assert enter_by_link(town.house, link) is None
    assert town.rows("SELECT count(*) FROM sessions") == [(0,)]


def test_only_the_hash_of_a_token_is_kept(town: Town) -> None:
    tokens = [sign_in_for_demo(town.house, "karl"), entered(town)]
    [kept] = [str(town.rows("SELECT * FROM sessions"))]
    assert not any(token in kept for token in tokens)
    for (stolen,) in town.rows("SELECT id FROM sessions"):
        assert caller_of(town.house, stolen) is None


def test_each_sign_in_has_a_token_of_its_own(town: Town) -> None:
    assert len({sign_in_for_demo(town.house, "karl") for _ in range(20)}) == 20


def test_signing_out_ends_the_stay_in_all_windows_and_no_other(town: Town) -> None:
    at_work, at_home = (sign_in_for_demo(town.house, "karl") for _ in range(2))
    sign_out(town.house, at_work)
    assert caller_of(town.house, at_work) is None
    assert caller_of(town.house, at_home) is not None
    sign_out(town.house, at_work)
    sign_out(town.house, None)


def test_a_stay_ends_when_nobody_was_there_for_two_hours(town: Town) -> None:
    token = sign_in_for_demo(town.house, "karl")
    town.clock.now += IDLE
    assert caller_of(town.house, token) is not None
    town.clock.now += IDLE + A_SECOND
    assert caller_of(town.house, token) is None


def test_whoever_is_there_now_and_then_stays(town: Town) -> None:
    token = sign_in_for_demo(town.house, "karl")
    for _ in range(6):
        town.clock.go_on(hours=1.9)
        assert caller_of(town.house, token) is not None


def test_a_working_day_is_the_longest_stay(town: Town) -> None:
    token, began = sign_in_for_demo(town.house, "karl"), town.clock.now
    while town.clock.now < began + STAY - timedelta(hours=1):
        town.clock.go_on(hours=1)
        assert caller_of(town.house, token) is not None
    town.clock.now = began + STAY - A_SECOND
    assert caller_of(town.house, token) is not None
    town.clock.now = began + STAY
    assert caller_of(town.house, token) is None


def test_a_clock_that_was_put_back_ends_the_stay_and_not_its_limit(town: Town) -> None:
    """Otherwise a stay could be made to last for ever."""
    token = sign_in_for_demo(town.house, "karl")
    town.clock.now -= STILL_THERE
    assert caller_of(town.house, token) is not None
    town.clock.now -= A_SECOND
    assert caller_of(town.house, token) is None


def test_being_there_is_noted_once_a_minute_at_most(town: Town) -> None:
    token, began = sign_in_for_demo(town.house, "karl"), town.clock.now

    def seen() -> datetime:
        [(moment,)] = town.rows("SELECT seen FROM sessions")
        text = str(moment)[:19]
        return datetime.fromisoformat(text).replace(tzinfo=began.tzinfo)

    town.clock.now = began + STILL_THERE
    caller_of(town.house, token)
    assert seen() == began
    town.clock.now = began + STILL_THERE + A_SECOND
    caller_of(town.house, token)
    assert seen() == town.clock.now


def test_of_a_guest_nothing_finer_than_a_day_is_kept(town: Town) -> None:
    for hours in (0, 3, 7):
        town.clock.go_on(hours=hours)
        caller_of(town.house, entered(town, STAFF_LINK))
    days = {
        (str(seen)[:19], str(ends)[:19])
        for seen, ends in town.rows("SELECT seen, ends FROM sessions")
    }
    assert days == {("2026-05-15 00:00:00", "2026-05-17 00:00:00")}


def test_being_there_is_not_noted_of_a_guest(town: Town) -> None:
    token = entered(town)
    before = town.rows("SELECT * FROM sessions")
    town.clock.go_on(hours=11)
    assert caller_of(town.house, token) is not None
    assert town.rows("SELECT * FROM sessions") == before


def test_what_a_guest_has_not_sent_is_forgotten_after_two_days(town: Town) -> None:
    token = entered(town)
    caller = caller_of(town.house, token)
    assert caller is not None
    keep(town.house, caller, "wish", "Mehr Licht")
    town.clock.now = town.clock.now.replace(hour=0) + GUEST_DAYS
    assert caller_of(town.house, token) is None
    sign_in_for_demo(town.house, "karl")  # whoever comes next
    assert town.rows("SELECT count(*) FROM guest_answers") == [(0,)]
    assert town.rows("SELECT person FROM sessions") == [("karl",)]


def test_what_a_guest_has_not_sent_goes_with_signing_out(town: Town) -> None:
    token = entered(town)
    caller = caller_of(town.house, token)
    assert caller is not None
    keep(town.house, caller, "wish", "Mehr Licht")
    sign_out(town.house, token)
    assert town.rows("SELECT count(*) FROM guest_answers") == [(0,)]
    with pytest.raises(SignedOut):
        keep(town.house, caller, "wish", "Noch mehr Licht")


def real(town: Town) -> House:
    return replace(town.house, settings=replace(town.house.settings, demo=False))


def test_in_a_demo_the_made_up_people_can_be_chosen(town: Town) -> None:
    assert {person.id for person in people_of_the_demo(town.house)} == {p.id for p in PEOPLE}
    for person in ("gone", "", "KARL", "' OR 1=1 --"):
        with pytest.raises(Denied):
            sign_in_for_demo(town.house, person)


def test_where_people_are_real_nobody_can_be_chosen(town: Town) -> None:
    with pytest.raises(Denied):
        people_of_the_demo(real(town))
    with pytest.raises(Denied):
        units_of_the_demo(real(town))
    with pytest.raises(Denied):
        sign_in_for_demo(real(town), "karl")
    assert town.rows("SELECT count(*) FROM sessions") == [(0,)]


def test_a_demo_is_switched_on_by_name_only() -> None:
    from audit.service.house import Settings

    switched_on = {
        value: Settings.from_environment({"AUDIT_DEMO": value}).demo
        for value in ("1", "", "0", "true", "ja")
    }
    assert switched_on == {"1": True, "": False, "0": False, "true": False, "ja": False}
    assert not Settings.from_environment({}).demo


def test_who_signs_out_in_one_window_can_do_nothing_more_in_another(town: Town) -> None:
    token = sign_in_for_demo(town.house, "karl")
    karl = caller_of(town.house, token)
    assert karl is not None
    sign_out(town.house, token)
    with pytest.raises(SignedOut):
        tasks(town.house, karl)


def test_after_a_working_day_no_window_can_act_any_more(town: Town) -> None:
    karl = town.caller(KARL)
    town.clock.now += STAY - A_SECOND
    tasks(town.house, karl)
    town.clock.now += A_SECOND
    with pytest.raises(SignedOut):
        tasks(town.house, karl)
