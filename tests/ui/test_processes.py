"""Several processes serve one audit: whichever ends is replaced, and nobody notices but by a moment
of waiting."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from audit.model.organisation import Role
from audit.model.waves import Entry
from audit.service.actions import Caller
from audit.service.filling_in import save_entry
from audit.service.forms import open_form
from audit.service.house import House, Settings, open_house
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.tasks import tasks
from tests.ports import free_port
from tests.ui.conftest import (
    ROOT,
    SETTLED,
    TWO_PROCESSES,
    Server,
    SignIn,
    serving,
    settle,
)
from tests.ui.small_town import PEOPLE, build

BACK_WITHIN = 40_000
"""Milliseconds until a browser is connected again, at the latest."""

LONG_ENOUGH = 6
"""Seconds after which a process that ends is replaced."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small town, with a sheet for its counter to fill in."""
    data = tmp_path_factory.mktemp("processes")
    build(data, with_sheets=True)
    with serving(TWO_PROCESSES, data, AUDIT_DEMO="1") as running:
        yield running


def workers(server: Server) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.process)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(number) for number in found.stdout.split()]


def kill_all(server: Server) -> None:
    """Kill all that serve at once, and wait until others do."""
    time.sleep(LONG_ENOUGH)
    before = workers(server)
    for process in before:
        os.kill(process, signal.SIGKILL)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        now = workers(server)
        with suppress(OSError):
            if len(now) == len(before) and not set(now) & set(before):
                urllib.request.urlopen(f"{server.url}/gesundheit", timeout=5)
                return
        time.sleep(0.05)
    raise AssertionError(f"They were not replaced: {before} -> {workers(server)}")


@contextmanager
def acting(server: Server, role: Role) -> Iterator[tuple[House, Caller]]:
    """Act behind the browser's back."""
    house = open_house(Settings(data=server.data, demo=True))
    caller = caller_of(house, sign_in_for_demo(house, PEOPLE[role].id))
    assert caller is not None
    yield house, caller
    house.close()


def answer_as(server: Server, role: Role, cell: str, value: str) -> None:
    """Answer after having seen what is stored."""
    number = sheet_of(server)
    with acting(server, role) as (house, caller):
        after = open_form(house, caller, number).revisions.get(cell, 0)
        save_entry(house, caller, number, cell, Entry(value), after=after)


def stored(server: Server, cell: str) -> str:
    number = sheet_of(server)
    with acting(server, Role.HEAD) as (house, caller):
        return open_form(house, caller, number).sheet.entries.get(cell, Entry()).value


def sheet_of(server: Server) -> int:
    with acting(server, Role.HEAD) as (house, caller):
        own = tasks(house, caller)
    return next(task.assessment.id for task in own if task.questionnaire.id == "opening")


def question(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-frage-{name}")


def open_section(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/ausfuellen?bogen={sheet_of(server)}&feld=leadership")
    settle(page)


def test_two_processes_answer_on_one_port(town: Server) -> None:
    assert len(workers(town)) == 2


def test_what_was_given_while_no_process_ran_is_saved(town: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(town, Role.HEAD)
    open_section(page, town)
    question(page, "goals").get_by_text("teilweise umgesetzt", exact=True).click()
    expect(question(page, "goals").get_by_text("Gespeichert um")).to_be_visible(timeout=SETTLED)
    kill_all(town)
    question(page, "goals").get_by_text("weitgehend umgesetzt", exact=True).click()
    expect(question(page, "goals").get_by_text("Gespeichert um")).to_be_visible(timeout=BACK_WITHIN)
    until = time.monotonic() + BACK_WITHIN / 1000
    while stored(town, "goals") != "mostly" and time.monotonic() < until:
        time.sleep(0.2)
    assert stored(town, "goals") == "mostly"


def test_a_page_that_comes_back_overwrites_nothing_that_others_have_saved_meanwhile(
    town: Server, signed_in_as: SignIn
) -> None:
    answer_as(town, Role.HEAD, "goals", "none")
    page = signed_in_as(town, Role.HEAD)
    open_section(page, town)
    chosen = question(page, "goals").get_by_role("radio", name="nicht vorhanden")
    expect(chosen).to_be_checked()
    answer_as(town, Role.DELEGATE, "goals", "mostly")
    kill_all(town)
    question(page, "mission-in-practice").get_by_test_id("stRadio").locator("label").last.click()
    expect(question(page, "goals").get_by_role("radio", name="weitgehend umgesetzt")).to_be_checked(
        timeout=BACK_WITHIN
    )
    assert stored(town, "goals") == "mostly"
    expect(page.get_by_text("jemand anderes")).to_have_count(0)


def test_who_stops_the_first_process_stops_all(tmp_path: Path) -> None:
    build(tmp_path)
    with serving(TWO_PROCESSES, tmp_path, AUDIT_DEMO="1") as running:
        ends = workers(running)
        assert len(ends) == 2
    for process in ends:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_processes_that_do_not_live_long_are_given_up(tmp_path: Path) -> None:
    build(tmp_path)
    with serving(TWO_PROCESSES, tmp_path, AUDIT_DEMO="1") as running:
        os.kill(workers(running)[0], signal.SIGKILL)
        until = time.monotonic() + 20
        while workers(running) and time.monotonic() < until:
            time.sleep(0.05)
        assert not workers(running)


def test_a_port_that_is_taken_is_told(town: Server, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "audit", "serve", "--port", str(town.port), "--language", "de"],
        cwd=ROOT,
        env={**os.environ, "AUDIT_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 1
    assert told.stderr.startswith(f"127.0.0.1:{town.port}: Hier antwortet schon ein Programm")
    assert not list(tmp_path.iterdir())
    assert free_port() != town.port
