"""The first administrator: named in the terminal, and asked for where nobody is there yet."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli.commands import app
from audit.service.actions import NotDone
from audit.service.first_admin import has_admin
from audit.service.house import Settings, open_house
from audit.service.signing_in import Inside, redeem_code, sign_in
from tests.ports import free_port

HOME = Path(__file__).parents[1]
HINT = "Noch kann sich niemand anmelden."
PASSWORD = "Vier Hasen im Regen"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An audit in which nobody is there yet."""
    monkeypatch.setenv("AUDIT_DATA", str(tmp_path))
    monkeypatch.delenv("AUDIT_DATABASE", raising=False)
    return tmp_path


def told(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["admin", *arguments, "--language", "de"])
    assert done.exit_code == 0, done.output
    return done.output


def code_in(output: str) -> str:
    found = re.search(r"Einmalcode: (\S+)", output)
    assert found, output
    return found[1]


def test_the_command_names_the_administrator_and_how_to_go_on(data: Path) -> None:
    output = told("Eva Moos", "--sign-in", "eva.moos@stadt.example")
    assert "Eva Moos gehört jetzt zur Systemverwaltung." in output
    assert "Anmeldename: eva.moos@stadt.example" in output
    assert "/anmelden/passwort" in output
    house = open_house(Settings(data))
    assert has_admin(house)
    redeem_code(house, code_in(output), PASSWORD)
    assert isinstance(sign_in(house, "eva.moos@stadt.example", PASSWORD, ""), Inside)
    house.close()


def test_a_second_call_makes_the_first_code_void_and_no_second_person(data: Path) -> None:
    first, second = code_in(told("Eva Moos")), code_in(told("Eva Moos"))
    house = open_house(Settings(data))
    with pytest.raises(NotDone, match="Diesen Einmalcode gibt es nicht"):
        redeem_code(house, first, PASSWORD)
    redeem_code(house, second, PASSWORD)
    house.close()


def test_a_name_of_nothing_is_refused_and_nobody_is_added(data: Path) -> None:
    done = CliRunner().invoke(app, ["admin", " \u200b ", "--language", "de"])
    assert done.exit_code == 1
    assert "Bitte geben Sie den Namen der Person an." in done.output
    house = open_house(Settings(data))
    assert not has_admin(house)
    house.close()


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Run `python -m audit serve`, and give what it says before it serves."""
    command = [sys.executable, "-m", "audit", "serve", "--port", str(free_port())]
    with subprocess.Popen(
        [*command, "--processes", "1", "--language", "de"],
        cwd=HOME,
        env={**os.environ, "AUDIT_DATA": str(data), "AUDIT_DATABASE": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "Strg+C" in line:
                break
        yield said
        process.terminate()
        process.wait(20)


def test_serve_says_how_to_begin_as_long_as_nobody_can_sign_in(data: Path) -> None:
    with serving(data) as said:
        assert HINT in said
        assert 'python -m audit admin "Vorname Name"' in said
    told("Eva Moos")
    with serving(data) as said:
        assert "Strg+C" in said
        assert HINT not in said
