"""Who is due: the people nearest to the sheets that are still open."""

from audit.service.inviting import due
from tests.service.town import BERND, BUILDING, COUNTER, KARL, PAULA, SOCIAL, Town


def waiting(town: Town) -> dict[tuple[str, ...], set[tuple[str, str, bool, int]]]:
    return {
        tuple(person.id for person in one.people): {
            (s.questionnaire.id, s.unit.id, s.access_point is not None, s.progress.done)
            for s in one.sheets
        }
        for one in due(town.house, town.caller(PAULA))
    }


def test_those_who_are_nearest_are_due_and_nobody_above_them(town: Town) -> None:
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes", "way": "post"})
    assert waiting(town) == {
        ("anna",): {("opening", "city", False, 0)},
        ("dora", "heidi"): {("opening", SOCIAL, False, 0)},
        ("karl",): {("opening", COUNTER, False, 2), ("access-analogue", COUNTER, True, 0)},
        ("bernd",): {("opening", BUILDING, False, 0), ("access-analogue", BUILDING, True, 0)},
    }


def test_where_nobody_is_near_those_above_are_due(town: Town) -> None:
    town.change("DELETE FROM offices WHERE person = 'karl'")
    assert {unit for _, unit, _, _ in waiting(town)["dora", "heidi"]} == {SOCIAL, COUNTER}


def test_sheets_that_nobody_looks_after_are_named_all_the_same(town: Town) -> None:
    town.change("DELETE FROM offices WHERE person IN ('bernd', 'anna')")
    assert {unit for _, unit, _, _ in waiting(town)[()]} == {"city", BUILDING}


def test_what_is_handed_in_is_no_longer_due(town: Town) -> None:
    town.change("UPDATE assessments SET state = 'submitted' WHERE unit = 'building'")
    assert (BERND.id,) not in waiting(town)


def test_nothing_is_due_when_no_wave_runs(town: Town) -> None:
    town.clock.go_on(days=60)
    town.sign_in_anew()
    assert waiting(town) == {}
