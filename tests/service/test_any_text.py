"""Any text at all, cleaned where it comes in, can be kept by both kinds of database and is read as
it was kept; and what no database can look for is not found."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit.model.organisation import MOST_SIGNS_OF_A_NAME, UnitKind
from audit.model.texts import WAYS_OUT
from audit.model.waves import Entry, Remark
from audit.model.written import MOST_CHARACTERS, cleaned, cleaned_line, is_storable
from audit.service.actions import ACTIONS, NotDone
from audit.service.commenting import say
from audit.service.filling_in import save_entry, save_remark
from audit.service.forms import open_form
from audit.service.taking_part import keep, send
from audit.service.units import change_unit
from audit.store.engine import reading
from audit.store.log import first_broken
from tests.service.test_rights import (
    NAMED,
    OF_A_UNIT,
    OF_ALL,
    ROLES,
    function_of,
    modules,
    roles_of,
)
from tests.service.town import ARNO, BUILDING, COUNTER, KARL, Town

ANY = st.text(st.characters())
"""With NUL, with halves of characters, and with code points that are none."""

WORST = "\0a\ud800\udc00\ufffe\U0010ffff\u202e\r\n\x0b\x1b[2J\x85e\u0301 '\"\\%_{}\U0001f600"


@pytest.mark.parametrize("text", [WORST, "\0", "\ud800", "\U0001f600" * MOST_CHARACTERS])
def test_what_is_cleaned_holds_nothing_that_a_database_refuses(text: str) -> None:
    kept = cleaned(text)
    assert is_storable(kept)
    kept.encode()


def test_whatever_is_answered_and_noted_is_read_again(town: Town) -> None:
    karl, number, house = town.caller(KARL), town.assessment(COUNTER), town.house
    seen = {"story": 0, "ramp": 0, "noted": 0}

    @given(said=ANY, why=ANY, noted=ANY, shown=ANY)
    @example(WORST, WORST, WORST, WORST)
    @example("\0", "\ud800", "\ufffe", "\u200b")
    @example("\U0001f600" * MOST_CHARACTERS, "ẞ" * MOST_CHARACTERS, "", "\0" * MOST_CHARACTERS)
    def kept(said: str, why: str, noted: str, shown: str) -> None:
        entries = {"story": Entry(said), "ramp": Entry("not_applicable", why)}
        for cell, entry in entries.items():
            seen[cell] = save_entry(house, karl, number, cell, entry, after=seen[cell]).revision
        remark = Remark(noted, shown, need_for_action=True)
        seen["noted"] = save_remark(
            house, karl, number, "ramp", remark, after=seen["noted"]
        ).revision
        form = open_form(house, karl, number)
        found = form.sheet.entries.get("story", Entry()).value, form.sheet.entries["ramp"].reason
        assert found == (cleaned(said), cleaned(why))
        assert form.remarks["ramp"] == Remark(cleaned(noted), cleaned(shown), need_for_action=True)

    kept()


def test_whatever_something_is_called_or_somebody_says_is_read_again(town: Town) -> None:
    arno, karl, number = town.caller(ARNO), town.caller(KARL), town.assessment(COUNTER)

    @given(name=ANY, said=ANY)
    @example(WORST, WORST)
    @example("\U0001f600" * MOST_SIGNS_OF_A_NAME, "\0")
    @example("e\u0301" * MOST_SIGNS_OF_A_NAME, "\ud800x")
    def kept(name: str, said: str) -> None:
        try:
            change_unit(town.house, arno, BUILDING, name, UnitKind.DIVISION, None)
        except NotDone:
            assert not 0 < len(cleaned_line(name)) <= MOST_SIGNS_OF_A_NAME
        else:
            assert town.rows("SELECT name FROM units WHERE id = 'building'") == [
                (cleaned_line(name),)
            ]
        try:
            say(town.house, karl, number, "ramp", said)
        except NotDone:
            assert not cleaned(said)
        else:
            last = town.rows("SELECT text FROM comments ORDER BY number DESC LIMIT 1")
            assert last == [(cleaned(said),)]

    kept()
    with reading(town.house.engine) as connection:
        assert first_broken(connection) is None, "the log holds the names, and its chain"


def test_whatever_a_guest_writes_is_sent_as_it_was_kept(town: Town) -> None:
    @given(wish=ANY)
    @example(WORST)
    def sent(wish: str) -> None:
        town.change("DELETE FROM reply_answers")
        guest = town.guest()
        keep(town.house, guest, "was-here", "no")
        if cleaned(wish) in WAYS_OUT:
            return  # words by which people say that they do not answer
        keep(town.house, guest, "wish", wish)
        send(town.house, guest)
        found = town.rows("SELECT value FROM reply_answers WHERE cell = 'wish'")
        assert found == ([(cleaned(wish),)] if cleaned(wish) else [])

    sent()


def with_one_replaced(arguments: tuple[Any, ...], text: str) -> Iterator[tuple[Any, ...]]:
    """Put a text into the place of each argument that is one."""
    for place, argument in enumerate(arguments):
        if isinstance(argument, str) and not isinstance(argument, Enum):
            yield (*arguments[:place], text, *arguments[place + 1 :])


def called_with(town: Town) -> dict[str, tuple[Any, ...]]:
    """Say what each action is called with. Evidence is added before anything is handed in."""
    assert list(modules())  # by which each action is known
    names = [full.removeprefix("audit.service.") for full in ACTIONS]
    return {
        name: OF_ALL[name](town) if name in OF_ALL else OF_A_UNIT[name](town, COUNTER)
        for name in sorted(names, key=lambda name: (not name.startswith("evidence."), name))
    }


def test_what_no_database_can_look_for_is_not_found_and_breaks_nothing(town: Town) -> None:
    broken = []
    for name, arguments in called_with(town).items():
        person = ROLES[next(role for role in ROLES if role in roles_of(name))]
        for text in ("a\0b", "\ud800", "x" * 5000):
            for replaced in with_one_replaced(arguments, text):
                town.sign_in_anew()
                caller = town.guest() if person is None else town.caller(person)
                try:
                    function_of(name)(town.house, caller, *replaced, **NAMED.get(name, {}))
                except NotDone:
                    continue
                except Exception as error:
                    broken.append(f"{name}{replaced!r:.60}: {type(error).__name__}")
    assert not broken, "\n".join(broken)
