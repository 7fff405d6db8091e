"""The examples for nginx and Caddy do what they say, with the real programs in front of the audit.

Neither is needed to run the audit, so these tests run with `make soak`, where both are installed.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from audit.model.organisation import Role
from tests.ports import free_port
from tests.service.post_office import certificate
from tests.ui.conftest import (
    ONE_PROCESS,
    ROOT,
    SETTLED,
    STARTS_WITHIN,
    Server,
    SignIn,
    serving,
    settle,
    status_of,
)
from tests.ui.small_town import build
from tests.ui.test_evidence import sheet

pytestmark = pytest.mark.soak

BURST, RATE = 400, 20
"""So many requests for the sign-in at once, and a second, nginx takes from one address."""

Started = Callable[[Path, Server, int], list[str]]
"""Writes the settings of a proxy into a folder, in front of a server; returns the command."""


def adapted(example: str, changes: Mapping[str, str]) -> str:
    """Read an example, with what each town writes in its place."""
    text = (ROOT / "deploy" / example).read_text(encoding="utf-8")
    for written, here in changes.items():
        assert text.count(written) == 1, written
        text = text.replace(written, here)
    return text


def nginx(folder: Path, behind: Server, port: int) -> list[str]:
    shown = certificate(folder)
    site = adapted(
        "nginx.conf",
        {
            "server 127.0.0.1:8501;": f"server 127.0.0.1:{behind.port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "# ssl_certificate     ...;": f"ssl_certificate {shown};",
            "# ssl_certificate_key ...;": f"ssl_certificate_key {shown};",
        },
    )
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(
        f"{name}_temp_path {folder / name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/errors.log; events {{}}\n"
        f"http {{ access_log off; {paths}\n{site} }}\n",
        encoding="utf-8",
    )
    return ["nginx", "-p", str(folder), "-c", str(file), "-e", str(folder / "errors.log")]


def caddy(folder: Path, behind: Server, port: int) -> list[str]:
    site = adapted(
        "Caddyfile",
        {
            "{$AUDIT_HOST}": f"https://127.0.0.1:{port}",
            "{$KEYCLOAK_HOST}": f"http://127.0.0.1:{free_port()}",
            "dynamic a audit 8501": f"dynamic a localhost {behind.port}",
        },
    )
    file = folder / "Caddyfile"
    begins = (
        "admin off",
        "skip_install_trust",
        f"http_port {free_port()}",
        "auto_https disable_redirects",
    )
    file.write_text("{\n" + "\n".join(begins) + "\n}\n" + site, encoding="utf-8")
    return ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]


@contextmanager
def in_front(start: Started, behind: Server, folder: Path) -> Iterator[Server]:
    port = free_port()
    command = start(folder, behind, port)
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is missing; install it with: apt-get install {command[0]}")
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    log = folder / "proxy.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **home}, stdout=output, stderr=subprocess.STDOUT
        )
    proxied = replace(behind, url=f"https://127.0.0.1:{port}")
    try:
        until = time.monotonic() + STARTS_WITHIN
        while status_of(f"{proxied.url}/bereit") != 200:
            assert time.monotonic() < until, log.read_text()
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield proxied
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small town that is reached by https."""
    data = tmp_path_factory.mktemp("behind")
    build(data, with_sheets=True)
    with serving(ONE_PROCESS, data, AUDIT_DEMO="1", AUDIT_HTTPS="1") as running:
        yield running


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "ignore_https_errors": True}


@pytest.mark.parametrize("start", [nginx, caddy])
def test_people_come_in_and_what_they_answer_is_saved(
    town: Server, start: Started, signed_in_as: SignIn, tmp_path: Path
) -> None:
    with in_front(start, town, tmp_path) as proxied:
        page = signed_in_as(proxied, Role.HEAD)
        page.goto(f"{proxied.url}/ausfuellen?bogen={sheet(town)}&feld=leadership")
        settle(page)
        question = page.locator(".st-key-frage-goals")
        wanted = "teilweise umgesetzt" if start is nginx else "weitgehend umgesetzt"
        question.get_by_text(wanted, exact=True).click()
        expect(question.get_by_text("Gespeichert um")).to_be_visible(timeout=SETTLED)
        page.get_by_role("button", name="Abmelden").click()
        expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()


def test_nginx_lets_a_town_hall_in_and_stops_a_flood(town: Server, tmp_path: Path) -> None:
    with in_front(nginx, town, tmp_path) as proxied, ThreadPoolExecutor(16) as many:
        began = time.monotonic()
        told = list(many.map(status_of, [f"{proxied.url}/anmelden"] * (2 * BURST)))
        most = BURST + RATE * (time.monotonic() - began) + 1
    assert set(told) == {200, 429}
    assert BURST <= told.count(200) <= most
