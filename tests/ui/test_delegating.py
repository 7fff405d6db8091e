"""A head gives areas of a sheet to a colleague without an office, who hands them back; in a real
browser, wide and narrow."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from tests.ui.choosing import choose
from tests.ui.conftest import Server, SignIn, axe, settle
from tests.ui.small_town import NEWCOMER, PEOPLE

NARROW = 320
PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of each step, to be looked at."""


def go(page: Page, server: Server, address: str) -> None:
    page.goto(f"{server.url}/{address}")
    settle(page)


def look_at(page: Page, name: str) -> None:
    """Let axe look at the page, wide and narrow; nothing has to be scrolled sideways."""
    for width in (1280, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if PICTURES:
            page.wait_for_timeout(400)
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def resize(page: Page, width: int) -> None:
    """Give the window a width, and wait until the menu has folded away or come back."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(600)
    settle(page)


def sheet_of(page: Page, server: Server) -> str:
    """Open the first sheet of the head's tasks, and return the query that names it."""
    go(page, server, "aufgaben")
    page.get_by_role("link", name="ausfüllen").or_(
        page.get_by_role("link", name="Ausfüllen")
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Fragebogen"])
    settle(page)
    expect(page).to_have_url(re.compile(r"bogen=\d+"))
    found = re.search(r"bogen=\d+", page.url)
    assert found
    return found[0]


@pytest.mark.parametrize("width", [1280, NARROW])
def test_an_area_goes_to_a_colleague_and_comes_back(
    counter: Server, signed_in_as: SignIn, width: int
) -> None:
    head, colleague = PEOPLE[Role.HEAD].name, NEWCOMER.name
    page = signed_in_as(counter, Role.HEAD)
    page.set_viewport_size({"width": width, "height": 900})
    sheet = sheet_of(page, counter)
    page.get_by_role("link", name="Themenfelder übertragen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Themenfelder übertragen"])
    settle(page)
    title = page.get_by_test_id("stMarkdown").locator("strong").nth(1).inner_text()
    choose(page, "Themenfelder", title, several=True)
    choose(page, "Kollegin oder Kollege", colleague)
    page.get_by_role("button", name="Übertragen", exact=True).click()
    expect(page.get_by_text(f"bei {colleague} seit")).to_be_visible()
    look_at(page, "given")

    resize(page, width)
    signed_in_as(counter, None)
    go(page, counter, "")
    expect(page.get_by_text("Ein Themenfeld wartet auf Sie, bis")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Mir übertragen").click()
    expect(page.get_by_text(f"Übertragen von {head} am")).to_be_visible()
    look_at(page, "mine")
    resize(page, width)
    page.get_by_role("link", name=f"Ausfüllen: {title}").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(title)
    settle(page)
    expect(page.get_by_role("link", name="Prüfen und einreichen")).to_have_count(0)
    page.get_by_test_id("stRadio").first.locator("label").nth(1 + int(width == NARROW)).click()
    expect(page.get_by_text("Gespeichert um").first).to_be_visible()
    settle(page)

    page.get_by_role("button", name="Zur Übersicht des Bogens").click()
    expect(page.get_by_text("Diese Themenfelder dieses Bogens sind Ihnen")).to_be_visible()
    expect(page.locator('[class*="st-key-turn--"]')).to_have_count(1)
    look_at(page, "part")

    resize(page, width)
    page.get_by_role("link", name="Zurück zu allem, was mir übertragen ist").click()
    expect(page.get_by_text(f"Übertragen von {head} am")).to_be_visible()
    settle(page)
    page.get_by_text(f"Zurückgeben: {title}").click()
    page.get_by_role("button", name="Unfertig zurückgeben").click()
    expect(page.get_by_text("Bitte schreiben Sie dazu, was noch offen ist.")).to_be_visible()
    page.get_by_role("textbox").fill("Die Zahlen *prüfen*, bitte.")
    page.get_by_role("button", name="Ich bin fertig").click()
    expect(page.get_by_text("Zurzeit ist Ihnen kein Themenfeld übertragen.")).to_be_visible()
    go(page, counter, f"ausfuellen?{sheet}")
    expect(page.get_by_text("Das ist Ihnen hier nicht möglich.")).to_be_visible()

    signed_in_as(counter, Role.HEAD)
    go(page, counter, f"ausfuellen?{sheet}")
    expect(page.get_by_role("button", name=f"{colleague} ist seit")).to_be_visible()
    go(page, counter, f"uebertragen?{sheet}")
    expect(page.get_by_text("Die Zahlen *prüfen*, bitte.")).to_be_visible()
    look_at(page, "back")


def test_the_head_takes_an_area_back_and_is_told_before_handing_in(
    counter: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(counter, Role.HEAD)
    sheet = sheet_of(page, counter)
    go(page, counter, f"uebertragen?{sheet}")
    title = page.get_by_test_id("stMarkdown").locator("strong").last.inner_text()
    choose(page, "Themenfelder", title, several=True)
    choose(page, "Kollegin oder Kollege", PEOPLE[Role.STEERING].name)
    page.get_by_role("button", name="Übertragen", exact=True).click()
    back = page.get_by_role("button", name=re.compile("^Zurücknehmen: "))
    expect(back).to_be_visible()

    go(page, counter, f"pruefen?{sheet}")
    expect(page.get_by_role("heading", name="Noch bei Kolleginnen und Kollegen")).to_be_visible()
    expect(page.get_by_text("enden diese Übertragungen")).to_be_visible()
    look_at(page, "before-handing-in")

    go(page, counter, f"uebertragen?{sheet}")
    back.click()
    expect(back).to_have_count(0)
    go(page, counter, f"pruefen?{sheet}")
    expect(page.get_by_text("Noch bei Kolleginnen und Kollegen")).to_have_count(0)
