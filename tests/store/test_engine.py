"""What was committed survives, and the settings for that are verified at each connection."""

import sqlite3
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from audit.store import engine as store
from audit.store.engine import FAULTS, Engine, Unsafe, open_engine, reading, sqlite_url, writing
from audit.store.migrating import bring_up_to_date


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 40, 1), ("delete", "EXTRA")),
        ((3, 51, 2), ("delete", "EXTRA")),  # the last one with the fault of the write-ahead log
        ((3, 51, 3), ("wal", "FULL")),
        ((3, 52, 0), ("wal", "FULL")),
        ((4, 0, 0), ("wal", "FULL")),
    ],
)
def test_a_version_that_could_lose_data_gets_no_write_ahead_log(
    version: tuple[int, ...], expected: tuple[str, str]
) -> None:
    assert store.journal_of(version) == expected


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 3)])
def test_each_connection_has_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    engine = open_engine(sqlite_url(tmp_path / "audit.db"))
    journal, synchronous = ("delete", 3) if version < (3, 51, 3) else ("wal", 2)
    expected = {
        "journal_mode": journal,
        "synchronous": synchronous,
        "foreign_keys": 1,
        "mmap_size": 0,
        "secure_delete": 1,
        "trusted_schema": 0,
        "recursive_triggers": 1,
        "busy_timeout": 10_000,
    }
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected
            }
            assert found == expected
    engine.dispose()


@pytest.mark.parametrize("name", ["journal_mode", "synchronous", "foreign_keys", "secure_delete"])
def test_a_database_that_does_not_take_a_setting_is_not_used(tmp_path: Path, name: str) -> None:
    """SQLite ignores what it does not take; here a stubborn one is played."""

    class Stubborn(sqlite3.Cursor):
        def execute(self, statement: str, values: object = ()) -> sqlite3.Cursor:  # type: ignore[override]
            if statement.startswith(f"PRAGMA {name} ="):
                return self
            return super().execute(statement)

    class Deaf(sqlite3.Connection):
        def cursor(self, *_: object) -> sqlite3.Cursor:  # type: ignore[override]
            return Stubborn(self)

    connection = sqlite3.connect(tmp_path / "audit.db", factory=Deaf)
    connection.executescript(
        "PRAGMA journal_mode = truncate; PRAGMA synchronous = OFF;"
        "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = OFF;"
    )
    with pytest.raises(Unsafe, match=name):
        store._make_safe(connection, None)  # type: ignore[arg-type]
    connection.close()


def test_a_database_in_memory_is_not_safe() -> None:
    engine = open_engine("sqlite://")
    with pytest.raises(Unsafe, match="journal_mode is memory"):
        engine.connect()
    engine.dispose()


@pytest.mark.parametrize(
    "folder", ["Daten der Stadt", "Öffnung", "100%", "50%20", "what?", "a#b", "it's", "x&mode=ro"]
)
def test_the_data_may_lie_in_a_folder_of_any_name(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    engine = open_engine(sqlite_url(place / "audit.db"))
    bring_up_to_date(engine)
    engine.dispose()
    assert [file.name for file in place.iterdir()] == ["audit.db"]


def test_what_raises_inside_is_not_written(engine: Engine) -> None:
    def write_and_break() -> None:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO people (id, name) VALUES ('a', 'A')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_break()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 0


def test_what_was_written_is_there_for_the_next_reader(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO people (id, name) VALUES ('a', 'A')"))
    with reading(engine) as connection:
        assert connection.execute(text("SELECT name FROM people")).scalar() == "A"


def test_references_to_what_does_not_exist_are_refused(engine: Engine) -> None:
    with pytest.raises(DBAPIError), writing(engine) as connection:
        connection.execute(
            text("INSERT INTO offices (id, person, role) VALUES (1, 'ghost', 'head')")
        )


def test_whoever_writes_in_sqlite_takes_the_lock_at_once_and_whoever_reads_does_not(
    tmp_path: Path,
) -> None:
    engine = open_engine(sqlite_url(tmp_path / "audit.db"))
    begun: list[str] = []
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_: begun.append(statement),
    )
    with reading(engine):
        pass
    with writing(engine):
        pass
    with reading(engine):
        pass
    assert [one for one in begun if one.startswith("BEGIN")] == [
        "BEGIN",
        "BEGIN IMMEDIATE",
        "BEGIN",
    ]
    engine.dispose()


def test_a_reader_sees_one_state_whatever_others_write_meanwhile(
    postgres_engine: Engine,
) -> None:
    """In SQLite a save waits for whoever still reads."""
    engine = postgres_engine
    count = partial(text, "SELECT count(*) FROM people")
    with reading(engine) as reader:
        assert reader.execute(count()).scalar() == 0
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO people (id, name) VALUES ('a', 'A')"))
        assert reader.execute(count()).scalar() == 0
    with reading(engine) as reader:
        assert reader.execute(count()).scalar() == 1


def test_each_fault_of_a_database_is_known_as_one(tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_bytes(b"no database at all" * 100)
    for file in (tmp_path / "audit.db", tmp_path / "gone" / "audit.db"):
        engine = open_engine(sqlite_url(file))
        with pytest.raises(FAULTS):
            engine.connect()
        engine.dispose()


def test_a_mistake_of_the_database_tells_nobody_what_was_to_be_written(engine: Engine) -> None:
    """It ends in the log of the server, where no answer belongs."""
    with pytest.raises(DBAPIError) as mistake, writing(engine) as connection:
        connection.execute(text("INSERT INTO units (gone) VALUES (:said)"), {"said": "vertraulich"})
    assert "INSERT INTO units" in str(mistake.value)
    assert "vertraulich" not in str(mistake.value)
