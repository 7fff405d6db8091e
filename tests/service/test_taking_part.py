"""Whoever takes part by a link is heard once, and nobody can tell who it was."""

from collections.abc import Mapping
from functools import partial

import pytest

from audit.model.messages import GERMAN
from audit.service.actions import ACTIONS, Caller, Denied, NotDone
from audit.service.figures import language_replies, outside_view
from audit.service.rights import Right
from audit.service.taking_part import keep, open_visit, send
from tests.service.town import CARLA, COUNTER, PAULA, STAFF_LINK, Town, in_threads


def filled_in(town: Town, guest: Caller, values: Mapping[str, str]) -> None:
    for cell, value in values.items():
        keep(town.house, guest, cell, value)


def sent(town: Town) -> list[dict[str, str]]:
    """Read what arrived, as the project group does."""
    views = outside_view(town.house, town.caller(PAULA), "now")
    return [dict(values) for values in views.values.values()]


def test_what_was_filled_in_is_there_after_reloading(town: Town) -> None:
    guest = town.guest()
    filled_in(town, guest, {"was-here": "yes", "wish": " Licht "})
    entries = open_visit(town.house, guest).sheet.entries
    assert {cell: entry.value for cell, entry in entries.items()} == {
        "was-here": "yes",
        "wish": "Licht",
    }


def test_an_answer_can_be_changed_and_taken_back_before_it_is_sent(town: Town) -> None:
    guest = town.guest()
    filled_in(town, guest, {"was-here": "no", "wish": "Licht"})
    filled_in(town, guest, {"was-here": "yes", "wish": ""})
    send(town.house, guest)
    assert sent(town) == [{"was-here": "yes"}]


def test_two_guests_do_not_see_each_other(town: Town) -> None:
    one, other = town.guest(), town.guest()
    filled_in(town, one, {"wish": "Licht"})
    assert open_visit(town.house, other).sheet.entries == {}
    with pytest.raises(NotDone, match="noch keine Frage"):
        send(town.house, other)


def test_what_is_not_asked_any_more_is_not_sent(town: Town) -> None:
    guest = town.guest()
    filled_in(town, guest, {"was-here": "yes", "found-it": "no", "wish": "Licht"})
    filled_in(town, guest, {"was-here": "no"})
    send(town.house, guest)
    assert sent(town) == [{"was-here": "no", "wish": "Licht"}]


def test_an_answer_to_a_question_that_is_not_asked_is_no_answer(town: Town) -> None:
    guest = town.guest()
    filled_in(town, guest, {"found-it": "yes"})
    with pytest.raises(NotDone, match="noch keine Frage"):
        send(town.house, guest)
    assert sent(town) == []


def test_sending_twice_is_sending_once(town: Town) -> None:
    guest = town.guest()
    filled_in(town, guest, {"was-here": "yes"})
    send(town.house, guest)
    with pytest.raises(NotDone, match="noch keine Frage"):
        send(town.house, guest)
    assert sent(town) == [{"was-here": "yes"}]


def test_sending_in_four_windows_at_once_is_sending_once(town: Town) -> None:
    guest = town.guest()
    filled_in(town, guest, {"was-here": "yes"})

    def try_to_send() -> bool:
        try:
            send(town.house, guest)
        except NotDone:
            return False
        return True

    assert sorted(in_threads(*[try_to_send] * 4)) == [False, False, False, True]
    assert sent(town) == [{"was-here": "yes"}]


def test_a_double_click_on_an_answer_is_kept_once_and_without_complaint(town: Town) -> None:
    guest = town.guest()
    click = partial(keep, town.house, guest, "was-here", "yes")
    in_threads(*[click] * 6)
    assert town.rows("SELECT value FROM guest_answers") == [("yes",)]


def test_drafts_are_gone_after_sending(town: Town) -> None:
    guest = town.guest()
    filled_in(town, guest, {"was-here": "yes", "found-it": "no"})
    send(town.house, guest)
    assert town.rows("SELECT count(*) FROM guest_answers") == [(0,)]
    assert open_visit(town.house, guest).sheet.entries == {}


def test_nothing_that_was_sent_leads_back_to_the_stay(town: Town) -> None:
    guest = town.guest(STAFF_LINK)
    filled_in(town, guest, {"was-here": "yes"})
    send(town.house, guest)
    assert guest.link is not None
    kept = str(town.rows("SELECT * FROM replies") + town.rows("SELECT * FROM reply_answers"))
    assert guest.session not in kept
    assert guest.link.token not in kept


def test_of_a_reply_the_day_and_the_unit_are_kept_and_nothing_else(town: Town) -> None:
    guest = town.guest(STAFF_LINK)
    filled_in(town, guest, {"was-here": "yes"})
    send(town.house, guest)
    columns = "wave, questionnaire, version, unit, day"
    [(wave, questionnaire, version, unit, day)] = town.rows(f"SELECT {columns} FROM replies")
    assert (wave, questionnaire, version, unit) == ("now", "languages", 1, COUNTER)
    assert str(day) == "2026-05-15"
    everything = town.house.engine.connect()
    with everything:
        kept = everything.exec_driver_sql("SELECT * FROM replies").keys()
    assert set(kept) == {"id", *columns.split(", ")}


def test_replies_to_one_link_are_not_those_to_another(town: Town) -> None:
    guest = town.guest(STAFF_LINK)
    filled_in(town, guest, {"wish": "Kurse"})
    send(town.house, guest)
    assert sent(town) == []
    found = language_replies(town.house, town.caller(PAULA), "now")
    assert list(found.values.values()) == [{"wish": "Kurse"}]


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("was-here", "maybe", "Die Frage hat keine Antwort „maybe“."),
        ("was-here", "dont_know", "Die Frage bietet „dont_know“ nicht an."),
        (
            "wish",
            "a" * 10_001,
            "Der Text hat 10001 Zeichen. Bitte kürzen Sie ihn auf höchstens 10000.",
        ),
        ("was-here", "yes|" * 9_999, "Der Text hat 39996 Zeichen. Bitte kürzen Sie ihn auf"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_sentence(
    town_in_a_file: Town, cell: str, value: str, sentence: str
) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone) as refusal:
        keep(town.house, town.guest(), cell, value)
    assert GERMAN.say(refusal.value.sentence).startswith(sentence)
    assert town.rows("SELECT count(*) FROM guest_answers") == [(0,)]


@pytest.mark.parametrize("cell", ["", "gone", "visit", "was-here\x00"])
def test_a_question_that_is_not_asked_here_is_denied(town: Town, cell: str) -> None:
    with pytest.raises(Denied):
        keep(town.house, town.guest(), cell, "yes")


def test_after_the_last_day_nothing_is_taken_any_more(town: Town) -> None:
    town.clock.go_on(days=16)  # to the last day
    guest = town.guest()
    filled_in(town, guest, {"was-here": "yes"})
    town.clock.go_on(days=1)
    for attempt in (
        partial(open_visit, town.house, guest),
        partial(keep, town.house, guest, "wish", "Licht"),
        partial(send, town.house, guest),
    ):
        with pytest.raises(NotDone) as refusal:
            attempt()
        assert GERMAN.say(refusal.value.sentence) == (
            "Diese Befragung ist beendet. Vielen Dank für Ihr Interesse."
        )
    assert town.rows("SELECT count(*) FROM replies") == [(0,)]


def test_a_guest_has_no_other_right_than_to_take_part() -> None:
    from audit.model.organisation import Role
    from audit.service.rights import RIGHTS

    assert set(RIGHTS[Role.GUEST]) == {Right.TAKE_PART}
    assert [role for role, rights in RIGHTS.items() if Right.TAKE_PART in rights] == [Role.GUEST]
    by_link = {name for name, (right, _) in ACTIONS.items() if right is Right.TAKE_PART}
    assert by_link == {
        f"audit.service.taking_part.{name}" for name in ("open_visit", "keep", "send")
    }


def test_the_council_does_not_read_what_was_sent(town: Town) -> None:
    with pytest.raises(Denied):
        outside_view(town.house, town.caller(CARLA), "now")
