"""Clocks are put back, jump, and show the same hour twice; what counts is what was said last."""

from datetime import UTC, datetime

import pytest

from audit.service.approving import approve
from audit.service.filling_in import submit
from audit.service.forms import open_form
from audit.service.logbook import Search, export_log
from audit.service.verifying import Verdict, verify
from audit.store.assessments import entry_history
from audit.store.engine import reading
from tests.service.town import ARNO, COUNTER, KARL, PAULA, Town

MOMENTS = (
    "2026-03-29 00:59:59",  # a second before the hour that Berlin leaves out
    "2026-03-29 01:00:00",
    "2026-10-25 00:30:00",  # half past two in Berlin
    "2026-10-25 01:30:00",  # half past two again
    "2038-01-19 03:14:08",  # the first second that does not fit into 32 bits
    "9999-12-31 09:00:00",
)


def run_for_ever(town: Town) -> None:
    town.change("UPDATE waves SET opens = '2026-01-01', closes = '9999-12-31' WHERE id = 'now'")


def set_clock(town: Town, moment: str) -> None:
    town.clock.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    town.sign_in_anew()


def said(town: Town, assessment: int, cell: str) -> list[tuple[int, str, datetime]]:
    """List what was ever said: revision, value, moment."""
    with reading(town.house.engine) as connection:
        history = entry_history(connection, assessment, cell)
    return [(turn.revision, entry.value, turn.at) for entry, turn in history]


def held(town: Town, assessment: int, cell: str) -> str:
    return open_form(town.house, town.caller(KARL), assessment).sheet.entries[cell].value


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_answer_keeps_its_moment_whatever_the_day(town: Town, moment: str) -> None:
    run_for_ever(town)
    set_clock(town, moment)
    assessment = town.assessment(COUNTER)
    [saved] = town.say(KARL, assessment, {"ramp": "yes"})
    assert saved.at == town.clock.now
    assert said(town, assessment, "ramp") == [(1, "yes", town.clock.now)]


def test_the_hour_that_comes_twice_keeps_the_order_of_what_was_said(town: Town) -> None:
    run_for_ever(town)
    assessment = town.assessment(COUNTER)
    first, second = MOMENTS[2:4]
    for moment, value in ((first, "yes"), (second, "no")):
        set_clock(town, moment)
        town.say(KARL, assessment, {"ramp": value})
    assert [value for _, value, _ in said(town, assessment, "ramp")] == ["yes", "no"]
    assert held(town, assessment, "ramp") == "no"


def test_a_clock_that_was_put_back_takes_no_word_back(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "yes"})
    town.clock.go_on(hours=-1)
    town.say(KARL, assessment, {"ramp": "no"})
    earlier, later = said(town, assessment, "ramp")
    assert (earlier[:2], later[:2]) == ((1, "yes"), (2, "no"))
    assert later[2] < earlier[2]
    assert held(town, assessment, "ramp") == "no"


def test_log_and_approval_stay_sound_when_the_clock_jumps(town: Town) -> None:
    run_for_ever(town)
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "yes"})
    revision = open_form(town.house, town.caller(KARL), assessment).assessment.revision
    submit(town.house, town.caller(KARL), assessment)
    set_clock(town, MOMENTS[0])
    approve(town.house, town.caller(PAULA), assessment, after=revision + 1)
    set_clock(town, MOMENTS[5])
    found = list(verify(town.house.engine))
    assert [one for one in found if one.verdict is not Verdict.GOOD] == []
    numbers = [entry.number for entry in export_log(town.house, town.caller(ARNO), Search())]
    assert sorted(numbers, reverse=True) == numbers
