"""A real server and a real browser.

Whatever a test does, it fails when a page asks another computer for something, opens a dialog or
breaks in the browser: see `page`.
"""

import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copytree
from threading import Event, Thread
from typing import Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect

from audit.model.organisation import Role
from audit.model.waves import WaveState
from audit.service.house import Settings, open_house
from audit.service.sessions import people_of_the_demo
from audit.store.engine import reading
from audit.store.waves import load_links, load_waves
from tests.ports import free_port
from tests.ui.small_town import LINK, NEWCOMER, PEOPLE, build

ROOT = Path(__file__).parents[2]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
STARTS_WITHIN = 30.0
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

SETTLED = 15_000
"""Milliseconds within which a page is complete, on a machine that has much else to do."""


expect.set_options(timeout=SETTLED)

SMALL_TOWN = {role: person.id for role, person in PEOPLE.items()}


@dataclass(frozen=True)
class Server:
    """A running audit."""

    url: str
    data: Path
    log: Path
    process: int = 0
    """The number by which the system knows it."""
    people: Mapping[Role, str] = field(default_factory=lambda: SMALL_TOWN)
    """One person for each role."""
    links: Sequence[str] = (LINK,)
    """The ways in without a name."""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


@contextmanager
def serving(command: list[str], data: Path, **settings: str) -> Iterator[Server]:
    """Run the audit on a free port until the block ends; PORT in command and settings is replaced.

    It starts in its data folder: nothing may depend on the folder in which it is started.
    """
    port = free_port()
    log = data / "server.log"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("AUDIT_")
    }
    environment |= {"AUDIT_DATA": str(data), "PYTHONPATH": str(ROOT)}
    environment |= {name: value.replace("PORT", str(port)) for name, value in settings.items()}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *(str(port) if part == "PORT" else part for part in command)],
            cwd=data,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield Server(f"http://127.0.0.1:{port}", data, log, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=1) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"The audit did not start:\n{log.read_text()}")


def status_of(url: str) -> int:
    """Ask for an address, whatever certificate it shows; 0 when nobody answers."""
    trusting = ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(url, timeout=20, context=trusting) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


def streamlit_run(app: Path) -> list[str]:
    return ["-m", "streamlit", "run", str(app), "--server.port", "PORT"]


STREAMLIT_RUN = streamlit_run(ROOT / "audit_app.py")
ONE_PROCESS = [str(ROOT / "audit_app.py"), "--port", "PORT"]
TWO_PROCESSES = [*ONE_PROCESS, "--processes", "2"]
"""As `python -m audit serve` does it on two cores."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The audit of the small town, by `streamlit run`."""
    data = tmp_path_factory.mktemp("town")
    build(data)
    with serving(STREAMLIT_RUN, data, AUDIT_DEMO="1") as running:
        yield running


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small town whose counter has sheets to fill in."""
    data = tmp_path_factory.mktemp("counter")
    build(data, with_sheets=True)
    with serving(STREAMLIT_RUN, data, AUDIT_DEMO="1") as running:
        yield running


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo city, as it is made; copy it, and serve the copy."""
    data = tmp_path_factory.mktemp("demo-city")
    make = [sys.executable, "-m", "audit", "demo", "--no-serve"]
    environment = {**os.environ, "AUDIT_DATA": str(data)}
    subprocess.run(make, cwd=ROOT, env=environment, check=True, capture_output=True)
    return data


@pytest.fixture(scope="session")
def musterstadt(demo_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The audit of the demo city, as `make run` shows it on two cores."""
    data = copytree(demo_city, tmp_path_factory.mktemp("city") / "musterstadt")
    people, links = _who_lives_in(data)
    with serving(TWO_PROCESSES, data, AUDIT_DEMO="1") as running:
        yield replace(running, people=people, links=links)


def _who_lives_in(data: Path) -> tuple[dict[Role, str], list[str]]:
    """Find somebody for each role, and one link to each questionnaire that has links."""
    house = open_house(Settings(data=data, demo=True))
    people = sorted(people_of_the_demo(house), key=lambda person: -len(person.offices))
    held = [(office.role, person.id) for person in people for office in person.offices]
    with reading(house.engine) as connection:
        waves = [wave for wave in load_waves(connection)
                 if wave.state(house.today()) is WaveState.RUNNING]  # fmt: skip
        links = [link for wave in waves for link in load_links(connection, wave.id)]
    house.close()
    return dict(held), list({link.edition: link.token for link in links}.values())


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same with the screens of `tests/ui/workshop.py`."""
    data = tmp_path_factory.mktemp("workshop")
    build(data)
    with serving(
        streamlit_run(ROOT / "tests" / "ui" / "workshop_app.py"), data, AUDIT_DEMO="1"
    ) as running:
        yield running


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The audit as a town installs it: no people, no demo, reached by https."""
    data = tmp_path_factory.mktemp("empty")
    with serving(STREAMLIT_RUN, data, AUDIT_HTTPS="1") as running:
        yield running


@pytest.fixture(scope="session")
def base_url() -> None:
    """Take the place of a fixture of pytest-base-url, which pytest 9 warns about."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing; install it with: apt-get install chromium")
    # Chromium refuses its sandbox to root, which is who works in a container.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": sandbox}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    window = {"width": 1280, "height": 900}
    return {
        **browser_context_args,
        "locale": "de-DE",
        "timezone_id": "Europe/Berlin",
        "viewport": window,
    }


@dataclass
class Witness:
    """What a page did that it must never do."""

    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", self._on_request)
        page.on("websocket", lambda websocket: self._on_address(websocket.url))
        page.on("dialog", self._on_dialog)
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.on("console", lambda line: self._on_console(line.type, line.text))

    def _on_request(self, request: Request) -> None:
        self._on_address(request.url)

    def _on_address(self, url: str) -> None:
        if not re.match(r"(http|ws)s?://127\.0\.0\.1:\d{4,}/|blob:|data:", url):
            self.foreign.append(url)

    def _on_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _on_console(self, kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            self.failures.append(text)


@pytest.fixture
def witness(page: Page) -> Witness:
    """Who watches the page of this test."""
    seen: Witness = page.witness  # type: ignore[attr-defined]
    return seen


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A window that is watched."""
    page = context.new_page()
    page.set_default_timeout(SETTLED)
    seen = Witness()
    seen.watch(page)
    page.witness = seen  # type: ignore[attr-defined]
    yield page
    assert seen == Witness(), f"The page did what it must never do: {seen}"


class SignIn(Protocol):
    """Signs in as somebody with a role, or with none; as a guest by the first link, or by the one
    named."""

    def __call__(self, server: Server, role: Role | None, link: str = "") -> Page: ...


@pytest.fixture
def signed_in_as(page: Page) -> SignIn:
    """Give a function that signs in as somebody with a role, or comes by link as a guest."""

    def sign_in(server: Server, role: Role | None, link: str = "") -> Page:
        requests = page.context.request
        if role is Role.GUEST:
            requests.get(f"{server.url}/t/{link or server.links[0]}", max_redirects=0)
            return page
        form = requests.get(f"{server.url}/anmelden").text()
        token = re.search(r'name="form" value="([^"]+)"', form)
        assert token, form
        answer = requests.post(
            f"{server.url}/anmelden",
            form={
                "form": token[1],
                "person": server.people[role] if role else NEWCOMER.id,
                "weiter": "/",
            },
            max_redirects=0,
        )
        assert answer.status == 303, answer.text()
        return page

    return sign_in


def settle(page: Page) -> None:
    """Wait until the page is complete: the script has run, the accessibility part is there, and
    nothing is still being fetched."""
    # For a moment the heading of the page before may stand below the new one.
    expect(page.locator("h1:visible")).to_have_count(1, timeout=SETTLED)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SETTLED)
    expect(page.get_by_role("status").first).to_be_attached(timeout=SETTLED)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=SETTLED)


def axe(page: Page) -> None:
    """Assert that axe finds nothing against WCAG 2.1 A and AA.

    What it finds in the moment in which a table has been drawn and not yet been mended by the
    accessibility part is looked at again.
    """
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    if found.response["violations"]:
        page.wait_for_timeout(1000)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    violations = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(node["html"][:300] for node in violation["nodes"])
        for violation in found.response["violations"]
    ]
    assert not violations, f"{page.url}\n" + "\n".join(violations)


def open_to_everybody(page: Page) -> None:
    """Assert that a page, wide and on a phone, passes axe and needs no scrolling sideways."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


class Proxy:
    """Stands between browser and server; `cut` and `mend` are pulling the plug and plugging in."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self._open = Event()
        self._open.set()
        self._sockets: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", self.port))
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self._open.clear()
        for end in self._sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._sockets.clear()

    def mend(self) -> None:
        self._open.set()

    def close(self) -> None:
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._open.is_set():
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            self._sockets += [near, far]
            Thread(target=_pass_on, args=(near, far), daemon=True).start()
            Thread(target=_pass_on, args=(far, near), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy_to() -> Iterator[Callable[[Server], Proxy]]:
    """Give a function that puts a switchable connection before a server."""
    opened: list[Proxy] = []

    def put_before(server: Server) -> Proxy:
        opened.append(Proxy(server.port))
        return opened[-1]

    yield put_before
    for proxy in opened:
        proxy.close()
