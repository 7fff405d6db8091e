"""A file that was sent is kept for whoever sent it, for a day at most."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from audit.model.organisation import Person
from audit.service.actions import Act, Caller, Denied, NotDone
from audit.service.sessions import sign_in_for_demo
from audit.service.uploads import File, Purpose, keep, kept, taken
from audit.store.engine import writing
from tests.service.town import ARNO, PAULA, Town

LISTS = Purpose("lists", most=100)
FILE = File("Liste.csv", "Bürgeramt;12\r\n\0".encode())


@contextmanager
def acting(town: Town, caller: Caller) -> Iterator[Act]:
    with writing(town.house.engine) as connection:
        yield Act(town.house, caller, connection, town.clock(), "trying")


def send(town: Town, file: File = FILE, about: str = "") -> str:
    with acting(town, town.caller(PAULA)) as act:
        return keep(act, LISTS, file, about)


def look(
    town: Town, upload: str, about: str = "", person: Person = PAULA, purpose: Purpose = LISTS
) -> File:
    with acting(town, town.caller(person)) as act:
        return kept(act, purpose, upload, about)


def take(town: Town, upload: str) -> File:
    with acting(town, town.caller(PAULA)) as act:
        return taken(act, LISTS, upload)


def take_and_fail(town: Town, upload: str) -> None:
    with acting(town, town.caller(PAULA)) as act:
        taken(act, LISTS, upload)
        raise ZeroDivisionError


def test_what_was_sent_can_be_looked_at_as_often_as_one_likes(town: Town) -> None:
    upload = send(town)
    assert look(town, upload) == look(town, upload) == FILE


def test_nobody_else_sees_it_and_it_serves_no_other_purpose(town: Town) -> None:
    upload = send(town, about="7")
    look(town, upload, "7")
    for person, about, purpose in (
        (ARNO, "7", LISTS),
        (PAULA, "8", LISTS),
        (PAULA, "7", Purpose("others", most=100)),
    ):
        with pytest.raises(NotDone, match="nicht mehr da"):
            look(town, upload, about, person, purpose)


@pytest.mark.parametrize("id_", ["", "gone", "\0", "ä", "x" * 5000, "' OR 1=1 --"])
def test_an_address_that_leads_nowhere_says_so(town: Town, id_: str) -> None:
    send(town)
    with pytest.raises(NotDone, match="nicht mehr da"):
        look(town, id_)


def test_it_is_gone_when_it_was_used_and_stays_when_that_failed(town: Town) -> None:
    upload = send(town)
    with pytest.raises(ZeroDivisionError):
        take_and_fail(town, upload)
    assert look(town, upload) == FILE
    assert take(town, upload) == FILE
    with pytest.raises(NotDone):
        look(town, upload)


def test_it_is_gone_after_a_day_at_the_next_sign_in(town: Town) -> None:
    upload = send(town)
    town.clock.go_on(hours=23, minutes=59)
    assert look(town, upload) == FILE
    town.clock.go_on(minutes=1)
    with pytest.raises(NotDone):
        look(town, upload)
    assert town.rows("SELECT count(*) FROM uploads") == [(1,)]
    sign_in_for_demo(town.house, ARNO.id)
    assert town.rows("SELECT count(*) FROM uploads") == [(0,)]


def test_a_second_file_for_the_same_takes_the_place_of_the_first(town: Town) -> None:
    first, other = send(town, about="7"), send(town, about="8")
    second = send(town, File("Neu.csv", b"1"), about="7")
    assert look(town, second, "7").name == "Neu.csv"
    assert look(town, other, "8") == FILE
    with pytest.raises(NotDone):
        look(town, first, "7")


def test_a_file_is_refused_when_it_is_empty_or_too_large(town: Town) -> None:
    send(town, File("voll", b"x" * LISTS.most))
    for content, sentence in ((b"", "leer"), (b"x" * (LISTS.most + 1), "zu groß")):
        with pytest.raises(NotDone, match=sentence):
            send(town, File("Liste.csv", content))


def test_guests_send_no_files(town: Town) -> None:
    with acting(town, town.guest()) as act, pytest.raises(Denied):
        keep(act, LISTS, FILE)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (r"C:\Users\Karl Kamm\Liste.csv", "Liste.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\u202ecsv.exe", "abcsv.exe"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
        ("/", "?"),
    ],
)
def test_of_the_name_remains_what_can_be_shown(town: Town, sent: str, shown: str) -> None:
    assert look(town, send(town, replace(FILE, name=sent))).name == shown
