"""Links to take part: for many, or for one reply each, which nobody can lead back to its link."""

from collections.abc import Callable

import pytest

from audit.model.messages import GERMAN
from audit.service.actions import Denied, NotDone
from audit.service.links import (
    LETTERS,
    Batch,
    Purpose,
    batch,
    invitation,
    make_batch,
    make_link,
    ways,
    withdraw,
    withdraw_batch,
)
from audit.service.sessions import enter_by_link
from audit.service.taking_part import keep, open_visit, send
from audit.store.engine import reading
from audit.store.log import lines
from tests.service.town import BUILDING, OUTSIDE_LINK, PAULA, STAFF_LINK, Town, in_threads

OUTSIDE, STAFF = Purpose("now", "outside-view"), Purpose("now", "languages")


def a_sheet(town: Town, count: int = 5, what: Purpose = OUTSIDE, number: int = 1) -> Batch:
    make_batch(town.house, town.caller(PAULA), what, count, number=number)
    return batch(town.house, town.caller(PAULA), "now", number)


def answer(town: Town, token: str, *, value: str = "yes") -> None:
    guest = town.guest(token)
    keep(town.house, guest, "was-here", value)
    send(town.house, guest)


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(NotDone) as refused:
        action()
    return GERMAN.say(refused.value.sentence)


def test_the_links_of_each_wave_that_has_not_ended_are_listed(town: Town) -> None:
    found = {one.wave.id: one for one in ways(town.house, town.caller(PAULA))}
    assert set(found) == {"now", "next"}
    assert {one.link.token for one in found["now"].shared} == {OUTSIDE_LINK, STAFF_LINK}
    assert {one.id for one in found["now"].questionnaires} == {"outside-view", "languages"}
    assert found["next"].shared == ()


def test_a_link_that_is_there_is_not_made_twice(town: Town) -> None:
    paula = town.caller(PAULA)
    assert make_link(town.house, paula, OUTSIDE) == OUTSIDE_LINK
    what = Purpose("now", "outside-view", BUILDING)
    first = make_link(town.house, paula, what)
    assert make_link(town.house, paula, what) == first
    found = invitation(town.house, paula, first)
    assert found.unit is not None
    assert (found.unit.id, found.questionnaire.id) == (BUILDING, "outside-view")
    assert len(first) == 19
    assert set(first) <= set(LETTERS) | {"-"}
    withdraw(town.house, paula, first)
    assert make_link(town.house, paula, what) != first


def test_a_link_that_is_taken_back_lets_nobody_in_and_nobody_send(town: Town) -> None:
    paula, guest = town.caller(PAULA), town.guest()
    keep(town.house, guest, "was-here", "yes")
    for _ in range(2):
        withdraw(town.house, paula, OUTSIDE_LINK)
    assert enter_by_link(town.house, OUTSIDE_LINK) is None
    for action in (
        lambda: send(town.house, guest),
        lambda: open_visit(town.house, guest),
        lambda: keep(town.house, guest, "was-here", "no"),
    ):
        assert refusal(action) == (
            "Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen geben."
        )
    assert town.rows("SELECT * FROM replies") == []
    with pytest.raises(Denied):
        invitation(town.house, paula, OUTSIDE_LINK)


def test_the_log_says_that_links_were_made_and_never_what_they_are(town: Town) -> None:
    paula = town.caller(PAULA)
    token = make_link(town.house, paula, Purpose("now", "outside-view", BUILDING))
    withdraw(town.house, paula, token)
    tokens = {token, *a_sheet(town).tokens}
    withdraw_batch(town.house, paula, "now", 1)
    with reading(town.house.engine) as connection:
        said = [line.deed for line in lines(connection)]
    assert [(deed.about, deed.old, deed.new) for deed in said] == [
        ("links of wave now", "", "outside-view"),
        ("links of wave now", "outside-view", ""),
        ("links of wave now", "", "outside-view, 5"),
        ("links of wave now", "outside-view, 5", ""),
    ]
    assert not any(one in str(deed) for deed in said for one in tokens)


def test_staff_are_not_asked_by_a_link_of_their_unit(town: Town) -> None:
    said = refusal(
        lambda: make_link(town.house, town.caller(PAULA), Purpose("now", "languages", BUILDING))
    )
    assert "ohne dass ihre Dienststelle festgehalten wird" in said


@pytest.mark.parametrize(
    "what", [Purpose("now", "opening"), Purpose("gone", "languages"), Purpose("now", "gone")]
)
def test_no_link_leads_to_what_units_answer_or_what_is_not_asked(
    town_in_a_file: Town, what: Purpose
) -> None:
    with pytest.raises(Denied):
        make_link(town_in_a_file.house, town_in_a_file.caller(PAULA), what)


def test_an_ended_wave_gets_no_links(town_in_a_file: Town) -> None:
    town = town_in_a_file
    said = refusal(lambda: make_link(town.house, town.caller(PAULA), Purpose("then", "languages")))
    assert "ist zu Ende" in said


def test_a_sheet_is_made_once_however_often_one_clicks(town: Town) -> None:
    paula = town.caller(PAULA)
    in_threads(*[lambda: make_batch(town.house, paula, OUTSIDE, 5, number=1)] * 2)
    assert len(batch(town.house, paula, "now", 1).tokens) == 5
    assert len(a_sheet(town, 6, STAFF, 2).tokens) == 6
    with pytest.raises(Denied):
        make_batch(town.house, paula, OUTSIDE, 5, number=9)


@pytest.mark.parametrize("count", [0, 4, 501])
def test_a_sheet_is_never_so_small_that_a_reply_could_be_guessed(
    town_in_a_file: Town, count: int
) -> None:
    assert "Bitte wählen Sie 5 bis 500 Links" in refusal(lambda: a_sheet(town_in_a_file, count))


def test_a_link_for_one_reply_takes_one_reply(town: Town) -> None:
    [first, second, *_] = a_sheet(town).tokens
    answer(town, first)
    assert enter_by_link(town.house, first) is None
    answer(town, second)
    assert len(town.rows("SELECT id FROM replies")) == 2
    assert batch(town.house, town.caller(PAULA), "now", 1).used == 2


def test_two_who_share_a_link_for_one_reply_send_one(town: Town) -> None:
    token = a_sheet(town).tokens[0]
    guests = [town.guest(token) for _ in range(4)]
    for guest in guests:
        keep(town.house, guest, "was-here", "yes")

    def sent_by(place: int) -> str:
        try:
            send(town.house, guests[place])
        except NotDone as refused:
            return GERMAN.say(refused.sentence)
        return "sent"

    outcomes = in_threads(*[lambda place=place: sent_by(place) for place in range(4)])
    assert outcomes.count("sent") == 1
    assert all("wurde schon geantwortet" in said for said in outcomes if said != "sent")
    assert len(town.rows("SELECT id FROM replies")) == 1
    assert "wurde schon geantwortet" in refusal(lambda: open_visit(town.house, guests[0]))


def test_many_who_answer_at_once_by_links_of_one_sheet_all_get_through(town: Town) -> None:
    tokens = a_sheet(town, 8).tokens
    in_threads(*[lambda token=token: answer(town, token) for token in tokens])
    assert len(town.rows("SELECT id FROM replies")) == 8
    assert batch(town.house, town.caller(PAULA), "now", 1).used == 8


def test_an_empty_reply_does_not_use_a_link_up(town: Town) -> None:
    token = a_sheet(town).tokens[0]
    with pytest.raises(NotDone):
        send(town.house, town.guest(token))
    answer(town, token)


def test_a_sheet_that_is_taken_back_lets_nobody_in_and_keeps_what_was_sent(town: Town) -> None:
    [first, second, *_] = a_sheet(town).tokens
    answer(town, first)
    withdraw_batch(town.house, town.caller(PAULA), "now", 1)
    assert enter_by_link(town.house, second) is None
    assert len(town.rows("SELECT id FROM replies")) == 1
    [found] = [one for one in ways(town.house, town.caller(PAULA)) if one.wave.id == "now"]
    assert (found.batches, found.next_batch) == ((), 2)


def test_nothing_but_being_used_up_is_kept_about_the_use_of_a_link(town: Town) -> None:
    token = a_sheet(town).tokens[0]
    before = {row[0]: row for row in town.rows("SELECT * FROM links")}
    answer(town, token)
    after = {row[0]: row for row in town.rows("SELECT * FROM links")}
    assert {one for one in after if before[one] != after[one]} == {token}
    changed = [(a, b) for a, b in zip(before[token], after[token], strict=True) if a != b]
    assert changed == [(False, True)]
    assert not any(token in str(row) for row in town.rows("SELECT * FROM replies"))
    assert not any(token in str(row) for row in town.rows("SELECT * FROM reply_answers"))


def test_the_database_itself_does_not_know_which_link_a_reply_came_by(
    town_in_postgres: Town,
) -> None:
    """PostgreSQL notes with each row who wrote it: it is the same for all links of the sheet."""
    town = town_in_postgres
    query = "SELECT token, xmin::text FROM links WHERE batch = 1 ORDER BY ctid"
    tokens = a_sheet(town, 6).tokens
    before = [token for token, _ in town.rows(query)]
    answer(town, tokens[2])
    after = town.rows(query)
    assert [token for token, _ in after] == before
    assert len({writer for _, writer in after}) == 1
    answer(town, tokens[0])
    assert len({writer for _, writer in town.rows(query)}) == 1


def test_a_guest_sends_by_a_shared_link_as_often_as_they_like(town: Town) -> None:
    answer(town, OUTSIDE_LINK)
    answer(town, OUTSIDE_LINK)
    assert len(town.rows("SELECT id FROM replies")) == 2
