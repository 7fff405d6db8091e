"""What `deploy/` says is what the program needs and understands. No container is built here."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from audit.cli.commands import app
from audit.ui.health import ALIVE, READY
from tests.ui.conftest import serving

HOME = Path(__file__).parents[1]
DEPLOY = HOME / "deploy"
WRITTEN = {
    path.name: path.read_text(encoding="utf-8") for path in DEPLOY.iterdir() if path.is_file()
}
SERVE = ["-m", "audit", "serve", "--port", "PORT"]


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(WRITTEN["compose.yaml"])
    return read


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_only_settings_and_commands_that_there_are_are_named(name: str) -> None:
    described = (HOME / "docs" / "operation.md").read_text(encoding="utf-8")
    settings = set(re.findall(r"\bAUDIT_[A-Z_]+\b", WRITTEN[name])) - {"AUDIT_HOST"}
    assert settings <= set(re.findall(r"\bAUDIT_[A-Z_]+\b", described))
    commands = typer.main.get_command(app)
    named = set(re.findall(r"-m audit (\w+)", WRITTEN[name]))
    assert named <= set(commands.commands)  # type: ignore[attr-defined]


def test_no_secret_stands_in_a_file() -> None:
    for service in compose()["services"].values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name:
                assert str(value).startswith("${")
    for line in WRITTEN["example.env"].splitlines():
        assert line.startswith("#") or line.endswith("=")


def test_nobody_reaches_the_database_or_the_audit_but_by_the_proxy() -> None:
    services = compose()["services"]
    assert {name for name, of in services.items() if of.get("ports")} == {"proxy"}
    assert services["database"]["networks"] == ["inside"]
    assert services["keycloak"]["profiles"] == ["oidc"]
    assert compose()["networks"]["inside"]["internal"] is True
    [inside] = compose()["networks"]["inside"]["ipam"]["config"]
    assert services["audit"]["environment"]["FORWARDED_ALLOW_IPS"] == inside["subnet"]


def test_what_is_asked_whether_people_can_work_is_what_answers_it() -> None:
    assert f":8501{READY}'" in WRITTEN["Containerfile"]
    assert f"health_uri {READY}\n" in WRITTEN["Caddyfile"]
    assert ALIVE != READY


def test_what_goes_into_the_container_is_all_that_it_needs(tmp_path: Path) -> None:
    kept = re.findall(r"^!(\S+)$", WRITTEN["Containerfile.dockerignore"], re.MULTILINE)
    image, data = tmp_path / "image", tmp_path / "data"
    image.mkdir()
    data.mkdir()
    for name in kept:
        if (HOME / name).is_dir():
            left = shutil.ignore_patterns("__pycache__", "answers", "answers-demo")
            shutil.copytree(HOME / name, image / name, ignore=left)
        else:
            shutil.copy(HOME / name, image / name)
    told = subprocess.run(
        [sys.executable, "-m", "audit", "example"],
        cwd=image,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    with serving(SERVE, data, PYTHONPATH=str(image)) as server:
        assert server.log.read_text(encoding="utf-8").count("Traceback") == 0
