"""A wave that has ended is opened again for a reason; what was handed in does not change by it."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from audit.model.waves import AssessmentState, WaveState
from audit.service.actions import NotDone
from audit.service.approving import approve, read
from audit.service.figures import standing
from audit.service.filling_in import submit
from audit.service.forms import open_form
from audit.service.taking_part import open_visit
from audit.service.wave_course import close_early, reopen
from tests.service.town import BERND, BUILDING, COUNTER, HEIDI, KARL, PAULA, SOCIAL, STELLA, Town

JULY_31 = date(2026, 7, 31)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(NotDone) as denied:
        act()
    return str(denied.value)


def after_the_end(town: Town) -> None:
    town.clock.go_on(days=31)
    town.sign_in_anew()


def test_drafts_go_on_and_what_was_handed_in_or_approved_stays(town: Town) -> None:
    draft, handed_in, approved = map(town.assessment, (COUNTER, SOCIAL, BUILDING))
    town.say(KARL, draft, {"ramp": "yes"})
    for person, number in ((HEIDI, handed_in), (BERND, approved)):
        town.say(person, number, {"ramp": "no"})
        submit(town.house, town.caller(person), number)
    paula = town.caller(PAULA)
    revision = read(town.house, paula, approved).assessment.revision
    approve(town.house, paula, approved, after=revision)
    before = standing(town.house, town.caller(STELLA), "now", "opening").answers
    after_the_end(town)
    assert "läuft nicht" in refusal(lambda: town.say(KARL, draft, {"way": "post"}))
    held = reopen(town.house, town.caller(PAULA), "now", JULY_31, "Viele waren krank")
    assert held.state(town.house.today()) is WaveState.RUNNING
    town.say(KARL, draft, {"way": "post"})
    for person, number, state in (
        (HEIDI, handed_in, AssessmentState.SUBMITTED),
        (BERND, approved, AssessmentState.APPROVED),
    ):
        form = open_form(town.house, town.caller(person), number)
        assert form.assessment.state is state
        assert not form.writable
    after = standing(town.house, town.caller(STELLA), "now", "opening").answers
    assert (after.subjects, after.codes.tolist()) == (before.subjects, before.codes.tolist())
    assert open_visit(town.house, town.guest()).wave.closes == JULY_31


def test_the_log_keeps_the_reason(town: Town) -> None:
    after_the_end(town)
    reopen(town.house, town.caller(PAULA), "now", JULY_31, " Viele waren\u202e krank ")
    (line,) = town.rows("SELECT person, about, old, new FROM log WHERE action LIKE '%.reopen'")
    assert line[:3] == ("paula", "wave now", "2026-05-31")
    assert json.loads(line[3]) == {"until": "2026-07-31", "why": "Viele waren krank"}


def test_a_wave_that_was_closed_early_is_open_again(town: Town) -> None:
    paula = town.caller(PAULA)
    close_early(town.house, paula, "now")
    held = reopen(town.house, paula, "now", date(2026, 5, 20), "Irrtum")
    assert (held.closed_on, held.closes) == (None, date(2026, 5, 20))
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes"})
    assert town.rows("SELECT old FROM log WHERE action LIKE '%.reopen'") == [("2026-05-15",)]


def test_it_is_refused_with_the_reason_why(town: Town) -> None:
    def tried(wave: str, closes: date, why: str = "Krankheit") -> str:
        return refusal(lambda: reopen(town.house, town.caller(PAULA), wave, closes, why))

    assert "nicht zu Ende" in tried("now", JULY_31)
    assert "nicht zu Ende" in tried("next", date(2027, 6, 30))
    assert "länger als ein Jahr" in tried("then", JULY_31)
    after_the_end(town)
    assert "Grund" in tried("now", JULY_31, " \u200b ")
    assert "kürzen" in tried("now", JULY_31, "x" * 501)
    assert "Vergangenheit" in tried("now", date(2026, 6, 14))
    assert "länger als ein Jahr" in tried("now", date(2027, 6, 30))
    town.change("UPDATE waves SET opens = '2026-07-01', closes = '2026-08-01' WHERE id = 'next'")
    assert "läuft schon" in tried("now", JULY_31)
    assert town.rows("SELECT COUNT(*) FROM log") == [(0,)]


def test_a_wave_with_which_a_later_one_compares_itself_stays_closed(town: Town) -> None:
    town.change("UPDATE waves SET opens = '2026-01-01', closes = '2026-02-01' WHERE id = 'then'")
    why = refusal(lambda: reopen(town.house, town.caller(PAULA), "then", date(2026, 6, 1), "Spät"))
    assert "„Erhebung 2026“ hat schon begonnen" in why
