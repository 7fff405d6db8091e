"""Comments on a question, from the head to the project group and back; in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from tests.ui.choosing import choose_from_menu
from tests.ui.conftest import Server, SignIn, axe, settle
from tests.ui.test_delegating import NARROW, go, look_at, resize, sheet_of

HOSTILE = "Stimmt das? ![x](http://127.0.0.1:9/x.png) <script>alert(1)</script> **ganz** sicher"


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Ihr Kommentar").fill(text)
    page.get_by_role("button", name="Kommentar speichern").click()
    comments = page.locator('[class*="st-key-comments-"]')
    expect(comments).to_contain_text(text.rpartition(">")[2].strip())
    expect(page.get_by_role("textbox", name="Ihr Kommentar")).to_have_value("")


@pytest.mark.parametrize("width", [1280, NARROW])
def test_a_thread_opens_at_its_question_and_keeps_the_focus(
    counter: Server, signed_in_as: SignIn, width: int
) -> None:
    page = signed_in_as(counter, Role.HEAD)
    page.set_viewport_size({"width": width, "height": 900})
    sheet = sheet_of(page, counter)
    go(page, counter, f"ausfuellen?{sheet}&feld=access")
    box = page.locator('[class*="st-key-frage-"]').nth(int(width == NARROW))
    more = box.get_by_role("button", name="Mehr zu Frage")
    expect(more).to_be_visible()
    settle(page)
    choose_from_menu(more, "Kommentieren", by_keyboard=True)
    expect(box.get_by_role("textbox", name="Ihr Kommentar")).to_be_visible()
    settle(page)
    page.wait_for_timeout(600)  # the focus must stay
    expect(page.locator('[class*="st-key-comments-"]').first).to_be_focused()
    write(page, HOSTILE)
    expect(page.locator("img[src*='127.0.0.1:9']")).to_have_count(0)
    look_at(page, "thread")

    resize(page, width)
    page.get_by_role("button", name="Als erledigt markieren").click()
    expect(page.get_by_role("button", name="Wieder öffnen")).to_be_visible()
    page.get_by_role("button", name="Eigenen Kommentar zurückziehen").click()
    expect(page.get_by_text("zurückgezogen am")).to_be_visible()
    expect(page.get_by_text("alert(1)")).to_have_count(0)
    write(page, f"Woher wissen wir das? ({width})")
    choose_from_menu(more, "Kommentare schließen")
    expect(page.locator('[class*="st-key-comments-"]')).to_have_count(0)
    expect(box.get_by_text("Kommentare: 1, offen")).to_be_visible()

    go(page, counter, f"pruefen?{sheet}")
    expect(page.get_by_role("heading", name="Offene Kommentare")).to_be_visible()
    axe(page)
    page.get_by_role("heading", name="Offene Kommentare").scroll_into_view_if_needed()
    page.locator('a[href*="kommentare=1"]').nth(int(width == NARROW)).click()
    expect(page.get_by_text(f"Woher wissen wir das? ({width})")).to_be_visible()


def test_whoever_checks_asks_at_the_question_and_a_returned_sheet_leads_there(
    counter: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(counter, Role.HEAD)
    sheet = sheet_of(page, counter)
    go(page, counter, f"pruefen?{sheet}")
    page.get_by_text("Ich habe die Antworten geprüft.").click()
    page.get_by_role("button", name="Jetzt einreichen").click()
    expect(page.get_by_text("ist eingereicht").first).to_be_visible()

    signed_in_as(counter, Role.PROJECT)
    go(page, counter, f"freigabe?{sheet}")
    page.get_by_role("button", name="Kommentieren").last.click()
    write(page, "Worauf stützt sich das?")
    expect(page.get_by_role("heading", name="Offene Kommentare")).to_be_visible()
    settle(page)
    asked = page.locator('[class*="st-key-turn--tertiary"] button').last.inner_text()
    look_at(page, "approval")
    go(page, counter, "freigabe?runde=now")
    expect(page.get_by_text(re.compile("sind Kommentare offen"))).to_be_visible()
    go(page, counter, f"freigabe?{sheet}")
    page.get_by_role("textbox", name="Was ist noch zu tun?").fill("Siehe Kommentar")
    page.get_by_role("button", name="Bogen zurückgeben").click()
    expect(page.get_by_text("Der Bogen ist zurückgegeben.").first).to_be_attached()

    signed_in_as(counter, Role.HEAD)
    go(page, counter, f"ausfuellen?{sheet}")
    expect(page.get_by_text("Siehe Kommentar")).to_be_visible()
    expect(page.get_by_role("heading", name="Offene Kommentare")).to_be_visible()
    look_at(page, "returned")
    page.get_by_role("button", name=asked, exact=True).click()
    expect(page.get_by_text("Worauf stützt sich das?")).to_be_visible()
    write(page, "Auf die Begehung im Mai.")
