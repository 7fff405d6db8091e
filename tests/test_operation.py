"""What `docs/operation.md` says of settings and commands is what there is."""

import re
from pathlib import Path

import typer

from audit.cli.commands import app

HOME = Path(__file__).parents[1]
WRITTEN = (HOME / "docs" / "operation.md").read_text(encoding="utf-8")


def test_every_setting_is_described_and_no_other() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (HOME / "audit").rglob("*.py"))
    pattern = r"\bAUDIT_[A-Z_]+\b"
    assert set(re.findall(pattern, WRITTEN)) == set(re.findall(pattern, code))


def test_every_command_that_is_named_exists() -> None:
    commands = typer.main.get_command(app)
    named = set(re.findall(r"python -m audit (\w+)", WRITTEN))
    assert named
    assert named <= set(commands.commands)  # type: ignore[attr-defined]
