"""The commands for whoever runs the server: what they say, and how they end."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from audit.model.evidence import Kind, SoundFile
from audit.service.evidence import add_file, own_file
from audit.service.forms import open_form
from audit.service.house import Settings, open_house
from audit.service.keeping import move
from audit.service.moving_in import move_in
from audit.service.verifying import Verdict, verify
from audit.store.append_only import letting_go
from audit.store.engine import open_engine, sqlite_url, writing
from audit.store.schema import evidence_contents
from tests.databases import Cluster
from tests.ports import free_port
from tests.service.post_office import post_office
from tests.service.town import COUNTER, KARL, build, open_town

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


def test_doctor_asks_the_directory_and_the_mail_server(nothing: Place) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with post_office() as office:
        code, told = nothing.audit(
            "doctor",
            AUDIT_ADDRESS="https://audit.musterstadt.de",
            AUDIT_OIDC_ISSUER=nobody,
            AUDIT_OIDC_CLIENT="audit",
            AUDIT_OIDC_SECRET="to be kept",
            AUDIT_OIDC_GROUPS="steering=A",
            AUDIT_SMTP_HOST="127.0.0.1",
            AUDIT_SMTP_PORT=str(office.port),
            AUDIT_SMTP_SECURITY="none",
            AUDIT_SMTP_SENDER="audit@musterstadt.de",
        )
    assert code == 1
    assert f"FEHLER: Der Anmeldedienst {nobody} antwortet nicht: Bitte prüfen Sie" in told
    assert "gut: Der Mailserver 127.0.0.1 antwortet; verschickt wurde nichts." in told
    assert "to be kept" not in told
    assert office.taken == []


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


CONTENT = Random(1).randbytes(1_500_000)
"""What stands in a file that is evidence."""


@pytest.fixture
def with_evidence(nothing: Place) -> Place:
    """A town in which a department has added a file."""
    build(sqlite_url(nothing.file))
    town = open_town(sqlite_url(nothing.file))
    concept = SoundFile("Konzept.pdf", Kind.PDF, CONTENT)
    add_file(town.house, town.caller(KARL), town.assessment(COUNTER), "ramp", concept)
    town.house.close()
    return nothing


def held_files(url: str) -> list[tuple[str, str]]:
    """Read the files back, by name and hash, as whoever may read them gets them."""
    town = open_town(url)
    beside = open_form(town.house, town.caller(KARL), town.assessment(COUNTER)).evidence["ramp"]
    files = [own_file(town.house, town.caller(KARL), one.id) for one in beside]
    town.house.close()
    return [(file.name, sha256(file.content).hexdigest()) for file in files]


def wrong_in(url: str) -> list[str]:
    """Look for changed or lost data, as `verify` does."""
    engine = open_engine(url)
    found = [str(one.sentence) for one in verify(engine) if one.verdict is Verdict.BAD]
    engine.dispose()
    return found


def test_evidence_goes_through_backup_restore_and_both_ways_between_the_databases(
    with_evidence: Place, postgres: Cluster, tmp_path: Path
) -> None:
    expected = [("Konzept.pdf", sha256(CONTENT).hexdigest())]
    there = postgres.empty("moved")
    restored, back = Place(tmp_path / "restored"), Place(tmp_path / "back")
    back.folder.mkdir()
    for place, *words in (
        (with_evidence, "backup", tmp_path / "backup.zip"),
        (restored, "restore", tmp_path / "backup.zip"),
        (restored, "move", "--to", there),
    ):
        code, told = place.audit(*words)
        assert code == 0, told
    code, told = restored.audit("move", "--to", sqlite_url(back.file), AUDIT_DATABASE=there)
    assert code == 0, told
    for url in (sqlite_url(restored.file), there, sqlite_url(back.file)):
        assert held_files(url) == expected
        assert wrong_in(url) == []
    postgres.drop("moved")


def test_a_byte_that_the_disk_has_flipped_in_evidence_is_found(with_evidence: Place) -> None:
    """SQLite itself does not notice: the byte lies in the middle of a file, not of a table."""
    held = bytearray(with_evidence.file.read_bytes())
    assert held.count(CONTENT[:64]) == 1
    held[held.index(CONTENT[:64]) + 32] ^= 1
    with_evidence.file.write_bytes(held)
    code, told = with_evidence.audit("verify")
    assert code == 1
    assert "gut: Die Datenbank ist unbeschädigt." in told
    assert "Eine Datei, die als Nachweis dazu gehört, ist beschädigt" in told


def test_a_byte_that_was_flipped_in_postgresql_is_found(
    with_evidence: Place, postgres: Cluster
) -> None:
    there = postgres.empty("flipped")
    source, engine = open_engine(sqlite_url(with_evidence.file)), open_engine(there)
    move(source, engine)
    source.dispose()
    flip = "set_byte(content, 750000, get_byte(content, 750000) # 1)"
    with writing(engine) as connection, letting_go(connection, evidence_contents):
        connection.exec_driver_sql(f"UPDATE evidence_contents SET content = {flip}")
    engine.dispose()
    (told,) = wrong_in(there)
    assert "Eine Datei, die als Nachweis dazu gehört, ist beschädigt" in told
    postgres.drop("flipped")
