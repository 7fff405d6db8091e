"""A backup holds everything, comes back whole or not at all, and takes nothing from strangers."""

import json
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text

from audit.files.backup_files import MANIFEST
from audit.model.problems import Refused
from audit.model.waves import Entry, Remark
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import open_form
from audit.service.keeping import back_up, contents, move, restore, try_out
from audit.store.append_only import unguarded
from audit.store.engine import Engine, open_engine, reading, rebuilding, writing
from audit.store.log import first_broken
from audit.store.migrating import bring_up_to_date, upgrade
from tests.databases import Cluster, Databases, Files
from tests.service.town import COUNTER, HEIDI, KARL, Town, open_town

OWN = {"sessions", "log"}
"""Everybody signs in anew after a restore, and that it was done is written down."""


@pytest.fixture
def elsewhere(databases: Databases) -> Iterator[Engine]:
    """An empty database of each make, to restore into."""
    yield from _empty(databases)


@pytest.fixture
def file_elsewhere(sqlite: Files) -> Iterator[Engine]:
    yield from _empty(sqlite)


def _empty(databases: Databases) -> Iterator[Engine]:
    with databases.copy_of("elsewhere", _touched) as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


def _touched(url: str) -> None:
    engine = open_engine(url)
    with engine.connect():
        pass
    engine.dispose()


def live_in(town: Town) -> None:
    """Leave something in many tables, also what is hard to carry."""
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes", "story": "„Ä\n\U0001f600“ \\ \" '"})
    town.say(HEIDI, town.assessment(COUNTER), {"ramp": "no"})
    save_remark(
        town.house,
        town.caller(KARL),
        town.assessment(COUNTER),
        "ramp",
        Remark("=1+1", "", need_for_action=True),
        after=0,
    )
    submit(town.house, town.caller(KARL), town.assessment(COUNTER))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    (problem,) = refused.value.problems
    return problem.show()


def without_own(held: dict[str, Any]) -> dict[str, Any]:
    return {name: content for name, content in held.items() if name not in OWN}


def test_everything_comes_back_in_either_make_of_database(
    town: Town, elsewhere: Engine, tmp_path: Path
) -> None:
    live_in(town)
    before = contents(town.house.engine)
    made = back_up(town.house.engine, tmp_path / "a.zip")
    assert {name: content for name, (_, content) in made.tables.items()} == before
    assert before["answers"].rows == 3
    restored = restore(elsewhere, tmp_path / "a.zip")
    assert restored == made
    assert without_own(contents(elsewhere)) == without_own(before)
    with reading(elsewhere) as connection:
        assert first_broken(connection) is None
        assert unguarded(connection) == []
        last = connection.execute(text("SELECT action, person FROM log ORDER BY number")).all()[-1]
    assert tuple(last) == ("keeping.restore", None)


def test_work_goes_on_after_a_restore(town: Town, elsewhere: Engine, tmp_path: Path) -> None:
    """Numbers go on after the highest, rules hold, and everybody signs in anew."""
    live_in(town)
    back_up(town.house.engine, tmp_path / "a.zip")
    restore(elsewhere, tmp_path / "a.zip")
    again = open_town(elsewhere.url.render_as_string(hide_password=False))
    assert again.rows("SELECT count(*) FROM sessions") == [(0,)]
    again.say(KARL, again.assessment(COUNTER, questionnaire="access-analogue"), {"open-door": "no"})
    submit(again.house, again.caller(HEIDI), again.assessment(COUNTER, "now", "access-analogue"))
    form = open_form(again.house, again.caller(KARL), again.assessment(COUNTER))
    assert form.sheet.entries["story"] == Entry("„Ä\n\U0001f600“ \\ \" '")
    for statement in (
        "INSERT INTO offices (person, role) VALUES ('karl', 'head')",
        "INSERT INTO access_points (unit, name, channel, note, closed)"
        " VALUES ('counter', 'Tor', 'analogue', '', FALSE)",
    ):
        again.change(statement)
    again.house.close()


def test_a_town_moves_from_sqlite_to_postgresql_and_back(
    town_in_a_file: Town, postgres: Cluster, file_elsewhere: Engine
) -> None:
    live_in(town_in_a_file)
    before = contents(town_in_a_file.house.engine)
    for there in _empty(postgres):
        move(town_in_a_file.house.engine, there)
        assert without_own(contents(there)) == without_own(before)
        move(there, file_elsewhere)
    assert without_own(contents(file_elsewhere)) == without_own(before)


def test_what_is_there_is_given_up_only_when_that_is_said(
    town: Town, elsewhere: Engine, tmp_path: Path
) -> None:
    back_up(town.house.engine, tmp_path / "a.zip")
    restore(elsewhere, tmp_path / "a.zip")
    with writing(elsewhere) as connection:
        connection.execute(text("INSERT INTO people (id, name) VALUES ('new', 'Neu')"))
    before = contents(elsewhere)
    assert "--replace" in refusal(lambda: restore(elsewhere, tmp_path / "a.zip"))
    assert contents(elsewhere) == before
    restore(elsewhere, tmp_path / "a.zip", replace=True)
    with reading(elsewhere) as connection:
        found = connection.execute(text("SELECT count(*) FROM people WHERE id = 'new'"))
        assert found.scalar() == 0


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    elsewhere: Engine, file_elsewhere: Engine, tmp_path: Path
) -> None:
    with rebuilding(file_elsewhere) as connection:
        upgrade(connection, "0001")
        connection.execute(text("INSERT INTO people (id, name) VALUES ('old', 'Alt')"))
    made = back_up(file_elsewhere, tmp_path / "old.zip")
    assert made.about.revision == "0001"
    assert "log" not in made.tables
    if elsewhere.url == file_elsewhere.url:
        return
    restore(elsewhere, tmp_path / "old.zip")
    bring_up_to_date(elsewhere)
    with reading(elsewhere) as connection:
        assert connection.execute(text("SELECT name FROM people")).scalars().all() == ["Alt"]
        assert connection.execute(text("SELECT count(*) FROM log")).scalar() == 1


def test_a_trial_changes_nothing_anywhere(town_in_a_file: Town, tmp_path: Path) -> None:
    back_up(town_in_a_file.house.engine, tmp_path / "a.zip")
    before = contents(town_in_a_file.house.engine)
    assert try_out(tmp_path / "a.zip").rows > 50
    assert contents(town_in_a_file.house.engine) == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


def test_a_backup_overwrites_nothing_and_is_nobody_elses_to_read(
    town_in_a_file: Town, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    back_up(town_in_a_file.house.engine, file)
    assert file.stat().st_mode & 0o077 == 0
    held = file.read_bytes()
    assert "gibt es schon" in refusal(lambda: back_up(town_in_a_file.house.engine, file))
    assert file.read_bytes() == held
    nowhere = tmp_path / "gone" / "a.zip"
    assert "Ordner gibt es nicht" in refusal(lambda: back_up(town_in_a_file.house.engine, nowhere))


def test_of_a_damaged_database_no_backup_is_made(town_in_a_file: Town, tmp_path: Path) -> None:
    engine = town_in_a_file.house.engine
    live_in(town_in_a_file)
    engine.dispose()
    with open(str(engine.url.database), "r+b") as file:
        file.seek(0, 2)
        file.truncate(file.tell() // 2)
    assert "beschädigt" in refusal(lambda: back_up(engine, tmp_path / "a.zip"))
    assert list(tmp_path.iterdir()) == []


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a backup that somebody has worked on; its CRCs are right again."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def _in_manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def done(members: dict[str, bytes]) -> None:
        manifest = json.loads(members[MANIFEST])
        change(manifest)
        members[MANIFEST] = json.dumps(manifest).encode()

    return done


def _answer_changed(members: dict[str, bytes]) -> None:
    members["tables/answers.jsonl"] = members["tables/answers.jsonl"].replace(b"yes", b"no!")


def _row_lost(members: dict[str, bytes]) -> None:
    members["tables/people.jsonl"] = members["tables/people.jsonl"].split(b"\n", 1)[1]


DAMAGE: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "an answer changed": (_answer_changed, "beschädigt"),
    "a row lost": (_row_lost, "beschädigt"),
    "a table lost": (lambda members: members.pop("tables/people.jsonl"), "beschädigt"),
    "no manifest": (lambda members: members.pop(MANIFEST), "keine Sicherung"),
    "manifest is no JSON": (lambda members: members.update({MANIFEST: b"{"}), "beschädigt"),
    "manifest is a list": (lambda members: members.update({MANIFEST: b"[]"}), "beschädigt"),
    "manifest is huge": (
        lambda members: members.update({MANIFEST: b" " * 2_000_000}),
        "keine Sicherung",
    ),
    "a newer format": (_in_manifest(lambda one: one.update(format=2)), "neueren Fassung"),
    "a newer schema": (
        _in_manifest(lambda one: one["about"].update(revision="9999")),
        "neueren Fassung",
    ),
    "an unknown kind": (
        _in_manifest(lambda one: one["tables"]["people"]["columns"].update(name="pickle")),
        "beschädigt",
    ),
    "another column": (
        _in_manifest(lambda one: one["tables"]["people"]["columns"].update(extra="text")),
        "passt nicht zusammen",
    ),
    "a table of the database itself": (
        _in_manifest(lambda one: one["tables"].update({"sqlite_master": one["tables"]["people"]})),
        "beschädigt",
    ),
    "a table with a strange name": (
        _in_manifest(
            lambda one: one["tables"].update({'people"; DROP TABLE x; --': one["tables"]["people"]})
        ),
        "beschädigt",
    ),
    "a path upwards": (lambda members: members.update({"../../x": b"x"}), "etwas Fremdes"),
    "an absolute path": (lambda members: members.update({"/etc/passwd": b"x"}), "etwas Fremdes"),
}


@pytest.mark.parametrize("name", list(DAMAGE))
def test_of_a_changed_backup_nothing_is_taken(
    town_in_a_file: Town, file_elsewhere: Engine, tmp_path: Path, name: str
) -> None:
    change, expected = DAMAGE[name]
    live_in(town_in_a_file)
    back_up(town_in_a_file.house.engine, tmp_path / "a.zip")
    bad = rewritten(tmp_path / "a.zip", tmp_path / "bad.zip", change)
    assert expected in refusal(lambda: restore(file_elsewhere, bad))
    assert contents(file_elsewhere) == {}
    before = contents(town_in_a_file.house.engine)
    assert expected in refusal(lambda: restore(town_in_a_file.house.engine, bad, replace=True))
    assert contents(town_in_a_file.house.engine) == before


def test_a_reference_that_leads_nowhere_is_not_restored(
    town: Town, elsewhere: Engine, tmp_path: Path
) -> None:
    """The hashes may be right, and the backup wrong all the same."""
    back_up(town.house.engine, tmp_path / "a.zip")

    def orphaned(members: dict[str, bytes]) -> None:
        rows = members["tables/units.jsonl"].splitlines(keepends=True)
        members["tables/units.jsonl"] = kept = b"".join(r for r in rows if b'"building"' not in r)
        manifest = json.loads(members[MANIFEST])
        manifest["tables"]["units"] |= {
            "rows": len(kept.splitlines()),
            "sha256": sha256(kept).hexdigest(),
        }
        members[MANIFEST] = json.dumps(manifest).encode()

    bad = rewritten(tmp_path / "a.zip", tmp_path / "bad.zip", orphaned)
    assert "passt nicht zusammen" in refusal(lambda: restore(elsewhere, bad))
    assert contents(elsewhere) == {}


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" * 50, b"PK\x03\x04" + b"x" * 100, b"SQLite format 3\0"]
)
def test_what_is_no_backup_is_told(file_elsewhere: Engine, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(content)
    assert "keine Sicherung" in refusal(lambda: restore(file_elsewhere, file))
    assert "gibt es nicht" in refusal(lambda: restore(file_elsewhere, tmp_path / "gone.zip"))


def test_a_flipped_bit_anywhere_in_a_backup_is_found(
    town_in_a_file: Town, file_elsewhere: Engine, tmp_path: Path
) -> None:
    """Nothing is taken from the backup, or the bit says nothing and all is right."""
    live_in(town_in_a_file)
    made = back_up(town_in_a_file.house.engine, tmp_path / "a.zip")
    held = (tmp_path / "a.zip").read_bytes()
    taken = 0
    for place in range(0, len(held), max(len(held) // 60, 1)):
        changed = bytearray(held)
        changed[place] ^= 1 << place % 8
        (tmp_path / "b.zip").write_bytes(changed)
        try:
            restored = restore(file_elsewhere, tmp_path / "b.zip", replace=True)
        except Refused:
            continue
        assert restored.tables == made.tables
        taken += 1
    assert taken < 30


def test_a_backup_is_taken_while_others_write(town: Town, tmp_path: Path) -> None:
    """What comes out is one state: as many answers as the revision says."""
    karl, number, done = town.caller(KARL), town.assessment(COUNTER), Event()

    def write() -> None:
        revision = 0
        while not done.is_set():
            saved = save_entry(
                town.house, karl, number, "story", Entry(str(revision)), after=revision
            )
            revision = saved.revision

    writer = Thread(target=write)
    writer.start()
    for turn in range(5):
        back_up(town.house.engine, tmp_path / f"{turn}.zip")
    done.set()
    writer.join()
    for turn in range(5):
        with zipfile.ZipFile(tmp_path / f"{turn}.zip") as archive:
            rows = [json.loads(row) for row in archive.read("tables/assessments.jsonl").split(b"\n")
                    if row]  # fmt: skip
            manifest = json.loads(archive.read(MANIFEST))
        columns = list(manifest["tables"]["assessments"]["columns"])
        (revision,) = [row[columns.index("revision")] for row in rows if row[0] == number]
        assert manifest["tables"]["answers"]["rows"] == revision
