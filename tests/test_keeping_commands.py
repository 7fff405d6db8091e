"""The commands for whoever runs the server: what they say, and how they end."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.service.house import Settings, open_house
from audit.service.moving_in import move_in

HOME = Path(__file__).parents[1]


@dataclass(frozen=True)
class Place:
    """A folder with a database."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "audit.db"

    def audit(self, *words: object, **settings: str) -> tuple[int, str]:
        """Call a command: exit code, and all that it said."""
        others = {
            name: value for name, value in os.environ.items() if not name.startswith("AUDIT_")
        }
        told = subprocess.run(
            [sys.executable, "-m", "audit", *map(str, words), "--language", "de"],
            cwd=HOME,
            env={**others, "AUDIT_DATA": str(self.folder), "COLUMNS": "300", **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in told.stderr
        return told.returncode, told.stdout + told.stderr


@pytest.fixture
def nothing(tmp_path: Path) -> Place:
    (tmp_path / "data").mkdir(mode=0o750)
    return Place(tmp_path / "data")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city, made once."""
    folder = tmp_path_factory.mktemp("built")
    house = open_house(Settings(data=folder))
    move_in(house)
    house.close()
    return folder / "audit.db"


@pytest.fixture
def city(nothing: Place, built: Path) -> Place:
    shutil.copy(built, nothing.file)
    return nothing


def test_before_the_first_start_doctor_says_what_that_will_do(nothing: Place) -> None:
    code, told = nothing.audit("doctor")
    assert code == 0
    assert "Es gibt noch keine Datenbank; der erste Start legt sie an." in told
    assert not nothing.file.exists()


def test_doctor_and_verify_find_nothing_wrong_with_a_sound_city(city: Place) -> None:
    for command in ("verify", "doctor"):
        code, told = city.audit(command)
        assert code == 0, told
        assert "Die Datenbank ist unbeschädigt." in told
        assert "Das Protokoll ist unverändert bis Zeile" in told


@pytest.mark.parametrize(
    ("settings", "words", "sentence"),
    [
        ({"AUDIT_DEMO": "1"}, (), "AUDIT_DEMO ist gesetzt"),
        ({}, ("--address", "0.0.0.0"), "aus dem Netz erreichbar"),
    ],
)
def test_doctor_ends_with_1_where_settings_are_not_safe(
    city: Place, settings: dict[str, str], words: tuple[str, ...], sentence: str
) -> None:
    code, told = city.audit("doctor", *words, **settings)
    assert code == 1
    assert sentence in told


def test_a_setting_that_nobody_knows_is_named(city: Place) -> None:
    code, told = city.audit("doctor", AUDIT_DATABSE="x")
    assert code == 0
    assert "Die Einstellung AUDIT_DATABSE kennt dieses Programm nicht." in told


def test_a_changed_line_of_the_log_is_found(city: Place) -> None:
    with sqlite3.connect(city.file) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        [line] = database.execute("SELECT min(number) FROM log").fetchone()
        database.execute("UPDATE log SET about = 'something else' WHERE number = ?", (line,))
    database.close()
    code, told = city.audit("verify")
    assert code == 1
    assert f"Das Protokoll ist ab Zeile {line} verändert oder beschädigt." in told
    assert "Der Schutz dieser Tabellen vor Änderungen fehlt: log." in told


@pytest.mark.parametrize("command", ["verify", "doctor"])
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda held: held[: len(held) // 2], "beschädigt"),
        (lambda held: b"\x89PNG\r\n\x1a\n" + held[8:], "Das ist keine Datenbank"),
        (lambda held: held[:-9000] + bytes(9000), "beschädigt"),
    ],
    ids=["cut off", "overwritten", "zeros"],
)
def test_a_broken_file_is_told_in_a_sentence(
    city: Place, command: str, damage: Callable[[bytes], bytes], sentence: str
) -> None:
    city.file.write_bytes(damage(city.file.read_bytes()))
    code, told = city.audit(command)
    assert code == 1
    assert sentence in told


def test_what_was_backed_up_comes_back_and_is_sound(city: Place, tmp_path: Path) -> None:
    backup = tmp_path / "backup.zip"
    assert city.audit("backup", backup)[0] == 0
    there = Place(tmp_path / "there")
    assert there.audit("restore", backup, "--dry-run")[0] == 0
    assert not there.file.exists()
    assert there.audit("restore", backup)[0] == 0
    assert there.audit("verify")[0] == 0
    code, told = there.audit("restore", backup)
    assert code == 1
    assert "--replace" in told


@pytest.mark.parametrize("command", ["serve", "backup x.zip", "verify", "doctor", "retention"])
def test_an_address_that_is_none_is_told_by_each_command(nothing: Place, command: str) -> None:
    code, told = nothing.audit(*command.split(), AUDIT_DATABASE="mysql://somewhere")
    assert code == 1
    assert "AUDIT_DATABASE: Das ist keine Adresse einer PostgreSQL-Datenbank." in told
