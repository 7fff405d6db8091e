"""Many people on the screen: found by name and by role, page by page; in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from audit.model.organisation import Office, Role
from audit.service.people import add_person
from audit.service.sessions import caller_of, sign_in_for_demo
from tests.ui.choosing import choose
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, open_to_everybody, serving, settle
from tests.ui.small_town import PEOPLE, build
from tests.ui.test_main_job import house_of

MANY = 120


@pytest.fixture
def large_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("large-town")
    build(data)
    with serving(STREAMLIT_RUN, data, AUDIT_DEMO="1") as running:
        house = house_of(running)
        admin = caller_of(house, sign_in_for_demo(house, PEOPLE[Role.ADMIN].id))
        assert admin is not None
        for number in range(MANY):
            offices = [Office(Role.COUNCIL)] if number % 10 == 0 else []
            add_person(house, admin, f"Zoe Zweig {number:03}", f"zoe-{number:03}", offices)
        house.close()
        yield running


def lines(page: Page) -> Locator:
    return page.get_by_role("list", name="Personen").get_by_role("link")


def test_people_are_found_page_by_page_by_name_and_by_role(
    large_town: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(large_town, Role.ADMIN)
    page.goto(f"{large_town.url}/personen")
    settle(page)
    expect(lines(page)).to_have_count(50)
    expect(page.get_by_text("Seite 1 von 3")).to_be_visible()
    expect(page.get_by_role("button", name="Vorige Seite")).to_have_count(0)
    open_to_everybody(page)
    page.get_by_role("button", name="Nächste Seite").click()
    expect(page.get_by_text("Seite 2 von 3")).to_be_visible()
    expect(page).to_have_url(re.compile("seite=2"))
    settle(page)
    expect(lines(page)).to_have_count(50)
    second = lines(page).all_inner_texts()
    page.reload()
    settle(page)
    expect(lines(page)).to_have_text(second)

    page.get_by_label("Name suchen").fill("zweig zoe-11")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"^10 von \d+ Personen$"))).to_be_visible()
    settle(page)
    expect(lines(page)).to_have_text([f"Zoe Zweig {number}" for number in range(110, 120)])
    expect(page).not_to_have_url(re.compile("seite="))
    expect(page.get_by_label("Name suchen")).to_be_focused()

    choose(page, "Mit der Aufgabe", "Ratsmitglied")
    expect(page.get_by_text(re.compile(r"^1 von \d+ Personen$"))).to_be_visible()
    page.reload()
    settle(page)
    expect(lines(page)).to_have_text(["Zoe Zweig 110"])
    expect(page.get_by_label("Name suchen")).to_have_value("zweig zoe-11")
    page.get_by_role("link", name="Zoe Zweig 110").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Zoe Zweig 110")
    page.go_back()
    expect(lines(page)).to_have_text(["Zoe Zweig 110"])


@pytest.mark.parametrize("wanted", ["0", "-1", "99", "1e3", "9" * 5000, "%C2%B2"])
def test_a_page_that_there_is_not_shows_one_that_there_is(
    server: Server, signed_in_as: SignIn, wanted: str
) -> None:
    page = signed_in_as(server, Role.ADMIN)
    page.goto(f"{server.url}/personen?seite={wanted}")
    settle(page)
    expect(lines(page).filter(has_text=PEOPLE[Role.ADMIN].name)).to_have_count(1)
