"""The log is read in sentences; who reads it stands in it; and it rates nobody."""

import re
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import audit.service
from audit.model.messages import GERMAN
from audit.model.organisation import Channel
from audit.service.access_points import change, register
from audit.service.actions import ACTIONS, Denied
from audit.service.deeds import DEEDS, KEPT_ELSEWHERE
from audit.service.filling_in import submit
from audit.service.logbook import ON_A_PAGE, Entry, Search, export_log, read_log
from audit.store.engine import writing
from audit.store.log import Deed, append
from tests.service.town import ARNO, COUNTER, HEIDI, KARL, PAULA, SOCIAL, Town

SERVICE = Path(audit.service.__path__[0])


def test_each_action_that_leaves_a_line_has_its_sentence() -> None:
    for found in walk_packages(audit.service.__path__, "audit.service."):
        import_module(found.name)
    names = {name.removeprefix("audit.service.") for name, (_, writes) in ACTIONS.items() if writes}
    assert names - KEPT_ELSEWHERE - DEEDS.keys() == set()


def test_each_sentence_and_each_exception_belongs_to_something_that_is_still_done() -> None:
    written = "\n".join(file.read_text() for file in SERVICE.rglob("*.py"))
    for name in {*DEEDS, *KEPT_ELSEWHERE}:
        module, _, function = name.rpartition(".")
        assert (SERVICE / f"{module}.py").exists(), name
        assert re.search(rf"def {function}\b|\"{function}\"|\"{name}\"", written), name


def act_a_little(town: Town) -> None:
    door = register(town.house, town.caller(KARL), COUNTER, "Tor", Channel.DIGITAL)
    change(town.house, town.caller(KARL), door, "Pforte", "", closed=True)
    town.clock.go_on(days=1)
    town.sign_in_anew()
    submit(town.house, town.caller(HEIDI), town.assessment(SOCIAL))


def told(entries: tuple[Entry, ...]) -> list[str]:
    return [GERMAN.say(entry.what) for entry in entries]


def test_the_log_is_told_in_sentences_the_newest_first(town: Town) -> None:
    act_a_little(town)
    paula = town.caller(PAULA)
    book = read_log(town.house, paula, Search())
    assert told(book.entries) == [
        "Paula Plan hat das Protokoll gelesen.",
        "Heidi Heim hat einen Bogen eingereicht.",
        "Karl Kamm hat einen Zugang geändert.",
        "Karl Kamm hat einen Zugang eingetragen.",
    ]
    changed = book.entries[2]
    assert GERMAN.say(changed.old) == "Name: Tor; Hinweis: –; geschlossen: nein"
    assert GERMAN.say(changed.new) == "Name: Pforte; Hinweis: –; geschlossen: ja"
    assert GERMAN.say(changed.about).startswith("Zugang ")
    assert changed.unit == "Bürgerservice"
    assert GERMAN.say(book.entries[1].new) == "eingereicht"
    assert book.people == {"heidi": "Heidi Heim", "karl": "Karl Kamm", "paula": "Paula Plan"}


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        (Search(person="karl"), [2, 1]),
        (Search(unit=SOCIAL), [3]),
        (Search(action="access_points.change"), [2]),
        (Search(day=date(2026, 5, 15)), [2, 1]),
        (Search(person="karl", day=date(2026, 5, 16)), []),
        (Search(person="' OR 1=1 --"), []),
    ],
    ids=["person", "unit", "action", "day", "both", "hostile"],
)
def test_entries_are_found_by_person_unit_action_and_day(
    town: Town, search: Search, numbers: list[int]
) -> None:
    act_a_little(town)
    found = export_log(town.house, town.caller(ARNO), search)
    assert [entry.number for entry in found if entry.who != "Arno Amt"] == numbers


def test_a_day_is_a_day_of_the_town_hall(town: Town) -> None:
    """Shortly before midnight in UTC it is tomorrow in Germany."""
    town.clock.go_on(hours=13)
    town.sign_in_anew()
    submit(town.house, town.caller(HEIDI), town.assessment(SOCIAL))
    (entry,) = export_log(town.house, town.caller(ARNO), Search(person="heidi"))
    assert entry.day == date(2026, 5, 16)
    assert export_log(town.house, town.caller(ARNO), Search("heidi", day=date(2026, 5, 16)))


def test_whom_somebody_looked_for_is_written_down(town: Town) -> None:
    read_log(town.house, town.caller(PAULA), Search(person="karl"))
    export_log(town.house, town.caller(ARNO), Search(person="karl"))
    assert town.rows("SELECT person, action, about FROM log ORDER BY number") == [
        ("paula", "logbook.read_log", "person karl"),
        ("arno", "logbook.export_log", "person karl"),
    ]


def test_long_logs_are_read_page_by_page(town_in_a_file: Town) -> None:
    town = town_in_a_file
    with writing(town.house.engine) as connection:
        for number in range(ON_A_PAGE * 2):
            append(connection, Deed(town.clock(), "karl", "x", None, f"assessment {number}"))
    paula, numbers, before = town.caller(PAULA), [], None
    while True:
        book = read_log(town.house, paula, Search(), before=before)
        numbers += [entry.number for entry in book.entries]
        if book.older is None:
            break
        before = book.older
    assert numbers == list(range(ON_A_PAGE * 2 + 1, 0, -1))


def test_whoever_has_left_and_whatever_is_gone_is_still_named(town: Town) -> None:
    with writing(town.house.engine) as connection:
        append(connection, Deed(town.clock(), "ghost", "no.more", "gone", "thing {x}", "{", "}"))
        append(connection, Deed(town.clock(), None, "keeping.restore", None, "backup 2026-05-01"))
    restored, entry = export_log(town.house, town.caller(ARNO), Search())[1:]
    assert GERMAN.say(entry.what) == "ghost: no.more"
    assert [GERMAN.say(part) for part in (entry.about, entry.old, entry.new)] == [
        "thing {x}",
        "{",
        "}",
    ]
    assert "Sicherung wiederhergestellt" in GERMAN.say(restored.what)


def test_coming_and_going_and_answering_leave_no_line(town: Town) -> None:
    """So that nobody can tell from the log when somebody works, or how fast."""
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes", "forms": "full"})
    assert town.rows("SELECT * FROM log") == []


def test_nobody_else_reads_the_log(town: Town) -> None:
    with pytest.raises(Denied):
        read_log(town.house, town.caller(KARL), Search(person="karl"))
