"""When the database fails, people read a sentence, and nothing is half done."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from audit.model.messages import GERMAN
from audit.model.organisation import Channel
from audit.model.problems import Refused
from audit.model.waves import Entry
from audit.service.access_points import own_doors, register
from audit.service.actions import Caller, NotDone
from audit.service.filling_in import save_entry, submit
from audit.service.forms import open_form
from audit.service.house import House, Settings, open_house
from audit.service.taking_part import keep, open_visit, send
from audit.service.tasks import tasks
from audit.store import assessments, engine, replies
from tests.service.town import COUNTER, KARL, Town, open_town

NOT_SAVED = (
    "Das ließ sich gerade nicht speichern. Ihre Eingabe steht noch auf der Seite. Bitte versuchen "
    "Sie es gleich noch einmal; bleibt es dabei, wenden Sie sich an die Projektgruppe."
)
NOT_READ = "Die Daten lassen sich gerade nicht lesen. Bitte versuchen Sie es gleich noch einmal."


class Broken(Exception):
    """A fault of the program, in the middle of an action."""


def breaks(*_: object, **__: object) -> None:
    raise Broken


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotDone) as refusal:
        act()
    return GERMAN.say(refusal.value.sentence)


def impatient(town: Town, monkeypatch: pytest.MonkeyPatch, address: str = "") -> Town:
    """Open the same town once more; whoever meets a lock waits for a moment only."""
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    again = open_town(address or str(town.house.engine.url))
    again.clock = town.clock
    return again


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """Let another process hold the file, as a copy program would."""
    holding = (
        "import sqlite3, sys\n"
        "held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    file = str(town.house.engine.url.database)
    with subprocess.Popen(
        [sys.executable, "-c", holding, file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate()


def save(house: House, caller: Caller, assessment: int) -> object:
    return save_entry(house, caller, assessment, "ramp", Entry("yes"), after=0)


def test_what_breaks_after_the_door_was_written_leaves_no_door_behind(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessments, "add_assessment", breaks)
    with pytest.raises(Broken):
        register(town.house, town.caller(KARL), COUNTER, "Neu", Channel.ANALOGUE)
    assert len(own_doors(town.house, town.caller(KARL)).access_points) == 1


def test_what_breaks_while_saving_leaves_neither_answer_nor_revision_behind(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = town.assessment(COUNTER)
    monkeypatch.setattr(assessments, "add_entries", breaks)
    with pytest.raises(Broken):
        save(town.house, town.caller(KARL), assessment)
    monkeypatch.undo()
    assert town.rows("SELECT count(*) FROM answers") == [(0,)]
    assert open_form(town.house, town.caller(KARL), assessment).assessment.revision == 0


def test_what_breaks_while_sending_leaves_the_draft_and_no_reply(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = town.guest()
    keep(town.house, guest, "was-here", "yes")
    monkeypatch.setattr(replies, "forget_guest_answers", breaks)
    with pytest.raises(Broken):
        send(town.house, guest)
    monkeypatch.undo()
    assert town.rows("SELECT count(*) FROM replies") == [(0,)]
    assert open_visit(town.house, guest).sheet.entries.keys() == {"was-here"}


def test_a_locked_file_is_told_in_a_sentence_and_saving_works_again_afterwards(
    town_in_a_file: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    karl, assessment = town_in_a_file.caller(KARL), town_in_a_file.assessment(COUNTER)
    town = impatient(town_in_a_file, monkeypatch)
    with locked(town):
        assert refused(lambda: save(town.house, karl, assessment)) == NOT_SAVED
        assert refused(lambda: submit(town.house, karl, assessment)) == NOT_SAVED
        assert refused(lambda: tasks(town.house, karl)) == NOT_READ
    save(town.house, karl, assessment)
    assert town.rows("SELECT value FROM answers") == [("yes",)]
    town.house.close()


def test_a_file_that_can_only_be_read_is_told_when_saving(
    town_in_a_file: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    karl, assessment = town_in_a_file.caller(KARL), town_in_a_file.assessment(COUNTER)
    file = town_in_a_file.house.engine.url.database
    town = impatient(town_in_a_file, monkeypatch, f"sqlite:///file:{file}?mode=ro&uri=true")
    assert tasks(town.house, karl)
    assert refused(lambda: save(town.house, karl, assessment)) == NOT_SAVED
    town.house.close()
    assert town_in_a_file.rows("SELECT count(*) FROM answers") == [(0,)]


def test_a_full_disk_is_told_and_what_was_saved_before_is_still_there(
    town_in_a_file: Town,
) -> None:
    town, assessment = town_in_a_file, town_in_a_file.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "yes"})
    karl = town.caller(KARL)
    town.house.engine.dispose()
    event.listen(
        town.house.engine,
        "connect",
        lambda connection, _: connection.execute("PRAGMA max_page_count = 1"),  # as many as it has
    )

    def fill() -> None:
        for revision in range(1, 500):
            entry = Entry("Wort " * 1_000 + str(revision))
            save_entry(town.house, karl, assessment, "story", entry, after=revision)

    assert refused(fill) == NOT_SAVED
    found = open_form(town.house, karl, assessment)
    assert found.sheet.entries["ramp"] == Entry("yes")
    assert found.assessment.revision == len(town.rows("SELECT 1 FROM answers"))
    assert town.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_damaged_file_is_told_in_a_sentence(town_in_a_file: Town) -> None:
    town = town_in_a_file
    karl = town.caller(KARL)
    town.house.engine.dispose()
    with open(str(town.house.engine.url.database), "r+b") as file:
        file.write(b"\x89PNG\r\n" * 20)
    assert refused(lambda: tasks(town.house, karl)) == NOT_READ


def test_a_server_that_was_restarted_is_not_noticed(town_in_postgres: Town) -> None:
    town = town_in_postgres
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "yes"})
    with town.house.engine.connect() as others, town.house.engine.connect() as one:
        others.close()  # is kept in the pool
        ended = one.exec_driver_sql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).scalar_one()
    assert ended
    town.say(KARL, assessment, {"ramp": "no"})
    town.say(KARL, assessment, {"forms": "full"})


def test_a_server_that_only_lets_read_is_told_when_saving(town_in_postgres: Town) -> None:
    town = town_in_postgres
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    town.change(
        "ALTER DATABASE CURRENT SET default_transaction_read_only = on".replace(
            "CURRENT", str(town.house.engine.url.database)
        )
    )
    town.house.engine.dispose()
    assert tasks(town.house, karl)
    assert refused(lambda: save(town.house, karl, assessment)) == NOT_SAVED


def test_a_server_that_is_gone_is_told_in_a_sentence(
    town_in_postgres: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = town_in_postgres
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    nowhere = str(town.house.engine.url).replace("audit-postgres-", "gone-")
    monkeypatch.setattr(town.house, "engine", engine.open_engine(nowhere))
    assert refused(lambda: save(town.house, karl, assessment)) == NOT_SAVED
    assert refused(lambda: tasks(town.house, karl)) == NOT_READ


def test_a_house_whose_database_is_a_picture_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000))
    before = (tmp_path / "audit.db").read_bytes()
    assert not_opened(Settings(tmp_path)).startswith(f"{tmp_path / 'audit.db'}: ")
    assert (tmp_path / "audit.db").read_bytes() == before


def test_a_house_of_a_newer_version_does_not_open(town: Town) -> None:
    town.change("UPDATE alembic_version SET version_num = '9999'")
    url = town.house.engine.url.render_as_string(hide_password=False)
    told = not_opened(Settings(Path("/nowhere"), url))
    assert "neuer" in told
    assert town.rows("SELECT version_num FROM alembic_version") == [("9999",)]


def test_a_house_without_a_folder_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "answers"
    assert not_opened(Settings(folder)) == (
        f"{folder}: Dieser Ordner lässt sich nicht anlegen: Not a directory. "
        "Bitte prüfen Sie AUDIT_DATA."
    )


def not_opened(settings: Settings) -> str:
    """Try to open it, and return the one sentence that is said."""
    with pytest.raises(Refused) as refused:
        open_house(settings)
    return str(refused.value)
