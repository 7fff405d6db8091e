"""Two people give their views of one unit, the head compares them and notes what was agreed; in a
real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from audit.model.waves import Entry
from audit.service.filling_in import save_entry
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.sides import ask_for, hand_in
from tests.ui.choosing import choose
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, axe, serving, settle
from tests.ui.small_town import PEOPLE, build
from tests.ui.test_evidence import sheet
from tests.ui.test_main_job import house_of

AREA, QUESTION = "leadership", "goals"


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("sides")
    build(data, with_sheets=True)
    with serving(STREAMLIT_RUN, data, AUDIT_DEMO="1") as running:
        yield running


def view_of_the_head(server: Server, number: int, values: dict[str, str]) -> None:
    """Let the head give a view of her own, behind the browser's back."""
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, PEOPLE[Role.HEAD].id))
    assert caller is not None
    view = ask_for(house, caller, number, "Leitung", PEOPLE[Role.HEAD].id)
    for cell, value in values.items():
        save_entry(house, caller, view, cell, Entry(value), after=0)
    hand_in(house, caller, number)
    house.close()


def ask_tom(page: Page) -> None:
    page.get_by_label("Aus welcher Sicht").fill("Schalter")
    choose(page, "Wer antwortet?", "Tom Halm")
    page.get_by_role("button", name="Um diese Sicht bitten").click()
    expect(page.get_by_text("Stand: in Bearbeitung.")).to_be_visible()


def answer_as_tom(page: Page, town: Server) -> None:
    page.goto(f"{town.url}/aufgaben")
    settle(page)
    mine = page.locator("[class*='st-key-task-']").filter(has_text="Ihre Sicht: Schalter")
    mine.get_by_role("link", name="Ausfüllen").click()
    expect(page).to_have_url(re.compile(r"/ausfuellen\?bogen=\d+"))
    expect(page.get_by_text("Ihre Sicht: Schalter")).to_be_visible()
    settle(page)
    view = page.url.rpartition("bogen=")[2]
    page.goto(f"{town.url}/ausfuellen?bogen={view}&feld={AREA}")
    answer(page, 0)
    page.goto(f"{town.url}/pruefen?bogen={view}")
    settle(page)
    axe(page)
    page.get_by_text("Ich habe die Antworten geprüft.").click()
    page.get_by_role("button", name="Jetzt einreichen").click()
    expect(page.get_by_text("Dieser Bogen ist eingereicht")).to_be_visible()


def answer(page: Page, number: int) -> None:
    box = page.locator(f".st-key-frage-{QUESTION}")
    expect(box).to_be_visible()
    settle(page)
    box.get_by_role("radio").nth(number).check(force=True)
    expect(box.get_by_text("Gespeichert um")).to_be_visible()


def agree(page: Page) -> None:
    page.get_by_label("Wie kam es zu der Einigung?").fill("Der Aushang zählt.")
    page.get_by_role("button", name="Einigung festhalten").click()


def test_views_are_asked_for_given_compared_and_agreed_on(
    town: Server, signed_in_as: SignIn
) -> None:
    number = sheet(town)
    page = signed_in_as(town, Role.HEAD)
    page.goto(f"{town.url}/ausfuellen?bogen={number}")
    settle(page)
    page.get_by_role("link", name="Mehrere Sichtweisen vergleichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Mehrere Sichtweisen"])
    settle(page)
    ask_tom(page)
    settle(page)
    axe(page)
    answer_as_tom(signed_in_as(town, Role.DELEGATE), town)
    view_of_the_head(town, number, {QUESTION: "fully"})

    page = signed_in_as(town, Role.HEAD)
    page.goto(f"{town.url}/sichtweisen?bogen={number}")
    settle(page)
    axe(page)
    expect(page.get_by_role("columnheader", name="Sicht: Schalter").first).to_be_visible()
    # One answer is too little for the points of an area.
    expect(page.get_by_text("Noch lassen sich keine zwei Sichten vergleichen.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^○ Hat Ihr Fachdienst eigene Ziele")).click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("eigene Ziele")
    settle(page)
    axe(page)
    agree(page)
    expect(page.get_by_text("Bitte beantworten Sie zuerst die Frage")).to_be_visible()
    page.get_by_role("link", name="Antwort im gemeinsamen Bogen ändern").click()
    answer(page, 1)
    page.goto(f"{town.url}/sichtweisen?bogen={number}&frage={QUESTION}")
    settle(page)
    agree(page)
    expect(page.get_by_text("Einigung, festgehalten von Ina Beet am")).to_be_visible()
    settle(page)
    axe(page)
    page.get_by_role("button", name="Zu allen Sichtweisen").click()
    expect(page.get_by_role("button", name=re.compile("^✓ Hat Ihr Fachdienst"))).to_be_visible()
    page.goto(f"{town.url}/ergebnis?bogen={number}")
    settle(page)
    expect(page.get_by_text("Gerechnet wird allein mit dem gemeinsamen Bogen.")).to_be_visible()
