"""What is no longer needed is deleted, counted, and gone from the files as well."""

from pathlib import Path

import pytest

from audit.model.retention import PERIODS, periods_of
from audit.model.waves import Entry, Remark
from audit.service.actions import Caller
from audit.service.commenting import say
from audit.service.delegating import give
from audit.service.filling_in import save_entry, save_remark
from audit.service.own_data import correct_my_name, delete_my_account
from audit.service.retention import CLASSES, forget
from audit.service.taking_part import keep, send
from audit.store import engine
from audit.store.engine import reading, writing
from audit.store.log import first_broken
from audit.store.schema import metadata
from audit.store.uploads import Upload, add_upload
from tests.service.town import COUNTER, KARL, NOBODY, STAFF_LINK, Town

ALL = periods_of("")


def counts(town: Town, *, dry_run: bool = False, settled: str = "") -> dict[str, int]:
    done = forget(town.house, periods_of(settled), dry_run=dry_run)
    return {one.period.name: one.count for one in done}


def reply(town: Town, caller: Caller, **values: str) -> None:
    for cell, value in values.items():
        keep(town.house, caller, cell.replace("_", "-"), value)
    send(town.house, caller)


def test_every_class_has_a_period_and_every_period_a_class() -> None:
    assert set(CLASSES) == {period.name for period in PERIODS}
    assert all(str(period.reason) for period in PERIODS)


def test_free_texts_go_and_the_other_answers_stay(town: Town) -> None:
    reply(town, town.guest(), was_here="yes", wish="Bitte mehr Zeit")
    reply(town, town.guest(STAFF_LINK), was_here="no", wish="Bitte mehr Geld")
    town.clock.go_on(days=16 + 180)  # the wave ends on the 31st of May
    assert counts(town)["free-texts"] == 0
    town.clock.go_on(days=1)
    assert counts(town)["free-texts"] == 2
    assert town.rows("SELECT DISTINCT cell FROM reply_answers") == [("was-here",)]
    assert town.rows("SELECT COUNT(*) FROM replies") == [(2,)]


def test_stays_and_drafts_go_when_they_have_ended(town: Town) -> None:
    guest = town.guest()
    keep(town.house, guest, "was-here", "yes")
    town.caller(KARL)
    assert (counts(town)["stays"], counts(town)["drafts"]) == (0, 0)
    town.clock.go_on(hours=13)
    assert counts(town) == {**dict.fromkeys(ALL, 0), "stays": 1}
    town.clock.go_on(days=2)
    assert counts(town) == {**dict.fromkeys(ALL, 0), "stays": 1, "drafts": 1}


def test_a_file_that_nobody_used_goes_after_a_day(town: Town) -> None:
    with writing(town.house.engine) as connection:
        sent = Upload("x", "karl", "sheet", "1", "bogen.xlsx", b"PK", town.clock.now)
        add_upload(connection, sent)
    town.clock.go_on(hours=23)
    assert counts(town)["uploads"] == 0
    town.clock.go_on(hours=1)
    assert counts(town)["uploads"] == 1
    assert town.rows("SELECT COUNT(*) FROM uploads") == [(0,)]


def test_the_log_is_cut_off_after_its_time_and_stays_a_chain(town: Town) -> None:
    correct_my_name(town.house, town.caller(KARL), "Karla")
    town.clock.go_on(days=200)
    town.sign_in_anew()
    correct_my_name(town.house, town.caller(KARL), "Karl")
    assert counts(town)["log"] == 0
    town.clock.go_on(days=200)
    assert counts(town)["log"] == 1
    assert town.rows("SELECT action, about, new FROM log ORDER BY number") == [
        ("own_data.correct_my_name", "person karl", "name"),
        ("retention.forget", "stays", "1"),
        ("retention.forget", "log", "1"),
        ("retention.forget", "accounts", "1"),
    ]
    with reading(town.house.engine) as connection:
        assert first_broken(connection) is None


def test_an_account_without_office_goes_after_some_time_and_not_at_once(town: Town) -> None:
    assert counts(town)["accounts"] == 0
    town.clock.go_on(days=89)
    assert counts(town)["accounts"] == 0
    town.clock.go_on(days=1)
    assert counts(town)["accounts"] == 1
    assert town.rows("SELECT COUNT(*) FROM people WHERE id = 'nora'") == [(0,)]
    assert town.rows("SELECT COUNT(*) FROM people WHERE id = 'karl'") == [(1,)]


def test_whoever_gets_an_office_again_in_time_keeps_the_account(town: Town) -> None:
    counts(town)
    town.clock.go_on(days=80)
    town.change("INSERT INTO offices (person, role) VALUES ('nora', 'council')")
    counts(town)
    town.change("DELETE FROM offices WHERE person = 'nora'")
    town.clock.go_on(days=20)
    assert counts(town)["accounts"] == 0
    town.clock.go_on(days=90)
    assert counts(town)["accounts"] == 1


def test_trying_it_out_counts_and_deletes_nothing(town: Town) -> None:
    reply(town, town.guest(), wish="Bitte mehr Zeit")
    town.clock.go_on(days=300)
    before = town.rows("SELECT COUNT(*) FROM reply_answers")
    tried = counts(town, dry_run=True)
    assert tried["free-texts"] == 1
    assert town.rows("SELECT COUNT(*) FROM reply_answers") == before
    assert town.rows("SELECT COUNT(*) FROM log") == [(0,)]
    assert counts(town) == tried


def test_each_class_that_lost_something_stands_in_the_log_with_its_count(town: Town) -> None:
    reply(town, town.guest(), was_here="yes", wish="Bitte mehr Zeit")
    town.clock.go_on(days=300)
    counts(town)
    assert town.rows("SELECT person, action, about, new FROM log ORDER BY number") == [
        (None, "retention.forget", "stays", "1"),
        (None, "retention.forget", "free-texts", "1"),
    ]
    counts(town)
    assert town.rows("SELECT COUNT(*) FROM log") == [(2,)]


def test_a_town_may_settle_shorter_periods(town: Town) -> None:
    reply(town, town.guest(), wish="Bitte mehr Zeit")
    town.clock.go_on(days=20)
    assert counts(town, settled="free-texts=3")["free-texts"] == 1


MARK = "Zyxwvut-Merkmal"


def files_with_the_mark(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if MARK.encode() in one.read_bytes()]


@pytest.mark.parametrize("journal", ["as it is", "write-ahead"])
def test_what_was_deleted_is_gone_from_the_files(
    town_in_a_file: Town, monkeypatch: pytest.MonkeyPatch, journal: str
) -> None:
    """A mark in the name of somebody who leaves, and in the free text of a reply."""
    town = town_in_a_file
    if journal == "write-ahead":
        monkeypatch.setattr(engine, "SAFE_WAL", (3, 0, 0))
        town.house.engine.dispose()
        assert town.rows("PRAGMA journal_mode") == [("wal",)]
    file = Path(str(town.house.engine.url.database))
    correct_my_name(town.house, town.caller(NOBODY), f"Nora {MARK}")
    reply(town, town.guest(), wish=f"Bitte {MARK} {'lang ' * 1500}")
    assert files_with_the_mark(file.parent)
    delete_my_account(town.house, town.caller(NOBODY))
    town.clock.go_on(days=300)
    counts(town)
    assert files_with_the_mark(file.parent) == []


def test_what_the_administration_keeps_is_no_longer_anybodys(town: Town) -> None:
    """After somebody has left and the log is over, only their answers are there, without a name."""
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    save_entry(town.house, karl, number, "motto", Entry("Alle kommen"), after=0)
    save_remark(town.house, karl, number, "motto", Remark("So ist es"), after=0)
    town.change("UPDATE people SET name = 'Zyxwvut-Merkmal' WHERE id = 'karl'")
    town.change("DELETE FROM offices WHERE person = 'karl'")
    delete_my_account(town.house, karl)
    town.clock.go_on(days=366)
    counts(town)
    said = [row for name in tables() for row in town.rows(f"SELECT * FROM {name}")]
    assert not [row for row in said if "karl" in map(str, row) or MARK in str(row)]
    assert any("Alle kommen" in map(str, row) for row in said)


def tables() -> list[str]:
    return [f'"{table.name}"' for table in metadata.sorted_tables]


def test_comments_and_who_had_which_area_go_when_the_wave_is_long_over(town: Town) -> None:
    say(town.house, town.caller(KARL), town.assessment(COUNTER), "ramp", "Stimmt das?")
    give(town.house, town.caller(KARL), town.assessment(COUNTER), ["team", "access"], NOBODY.id)
    town.clock.go_on(days=16 + 180)  # the wave ends on the 31st of May
    assert counts(town)["working-notes"] == 0
    town.clock.go_on(days=1)
    assert counts(town)["working-notes"] == 3
    assert town.rows("SELECT COUNT(*) FROM delegations") == [(0,)]
    assert town.rows("SELECT COUNT(*) FROM comments") == [(0,)]
