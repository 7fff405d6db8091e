"""Reminding by mail in a real browser, with a real mail server: from the address to the letter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.accounts import Account
from audit.model.organisation import Role
from audit.service.house import Settings, open_house
from audit.service.passwords import hashed_password
from audit.store.accounts import add_account
from audit.store.engine import writing
from tests.service.calendars import event_in
from tests.service.post_office import HERE, SENDER, Office, post_office
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, axe, serving, settle
from tests.ui.small_town import PEOPLE, build
from tests.ui.test_accounts import PASSWORD, sign_in

MAIL = "ina.beet@musterstadt.de"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """A mail server."""
    with post_office() as running:
        yield running


@pytest.fixture(scope="module")
def town_hall(tmp_path_factory: pytest.TempPathFactory, office: Office) -> Iterator[Server]:
    """The small town with real accounts and the mail server."""
    data = tmp_path_factory.mktemp("with-mail")
    build(data, with_sheets=True)
    kept, house = hashed_password(PASSWORD), open_house(Settings(data=data))
    with writing(house.engine) as connection:
        for person in PEOPLE.values():
            add_account(connection, Account(person.id, person.id, kept))
    house.close()
    settings = {
        "AUDIT_ADDRESS": "https://audit.kleinstadt.de",
        "AUDIT_SMTP_HOST": HERE,
        "AUDIT_SMTP_PORT": str(office.port),
        "AUDIT_SMTP_SECURITY": "none",
        "AUDIT_SMTP_SENDER": SENDER,
    }
    with serving(STREAMLIT_RUN, data, **settings) as running:
        yield running


def fits(page: Page) -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        axe(page)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_from_ones_own_address_to_the_letter(page: Page, town_hall: Server, office: Office) -> None:
    sign_in(page, town_hall, PEOPLE[Role.HEAD].id)
    page.goto(f"{town_hall.url}/konto")
    page.get_by_label("E-Mail-Adresse").fill(MAIL)
    page.get_by_role("button", name="Adresse speichern").click()
    expect(page.get_by_role("status")).to_have_text("Gespeichert.")
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value(MAIL)
    axe(page)
    page.goto(f"{town_hall.url}/meine-daten")
    settle(page)
    expect(page.get_by_text("E-Mail-Adresse für Erinnerungen: ina.beet")).to_be_visible()
    page.goto(f"{town_hall.url}/aufgaben")
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Letzten Tag in den Kalender übernehmen: Erhebung").click()
    event = event_in(Path(download.value.path()).read_bytes())
    assert event["URL"] == "https://audit.kleinstadt.de/aufgaben"

    page.context.clear_cookies()
    sign_in(page, town_hall, PEOPLE[Role.PROJECT].id)
    page.goto(f"{town_hall.url}/faellig")
    settle(page)
    expect(page.get_by_text("Tom Halm (keine E-Mail-Adresse)")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    page.get_by_text("Vorschau: was in der E-Mail steht").click()
    expect(page.get_by_text("Guten Tag Ina Beet")).to_be_visible()
    assert "ina.beet" not in page.content(), "the project group need not know the address"
    fits(page)
    page.get_by_text("Ina Beet", exact=True).first.click()
    page.get_by_role("button", name="E-Mails an die Gewählten senden").click()
    expect(page.get_by_text("Ina Beet: Der Mailserver hat die E-Mail angenommen.")).to_be_visible()
    assert [to for to, _ in office.taken] == [MAIL]
    expect(page.get_by_text("Ina Beet (zuletzt erinnert am")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    fits(page)


def test_the_system_administration_enters_an_address(page: Page, town_hall: Server) -> None:
    sign_in(page, town_hall, PEOPLE[Role.ADMIN].id)
    page.goto(f"{town_hall.url}/person?person=delegate")
    settle(page)
    page.get_by_label("E-Mail-Adresse", exact=True).fill("tom halm")
    page.get_by_role("button", name="Adresse speichern").click()
    expect(page.get_by_text("An diese Adresse lässt sich nichts schicken").first).to_be_visible()
    page.get_by_label("E-Mail-Adresse", exact=True).fill("tom.halm@musterstadt.de")
    page.get_by_role("button", name="Adresse speichern").click()
    expect(page.get_by_text("Gespeichert.").first).to_be_visible()
    fits(page)


def test_the_demo_shows_what_would_be_sent_and_sends_nothing(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.PROJECT)
    page.goto(f"{musterstadt.url}/faellig")
    settle(page)
    expect(page.get_by_text("In der erfundenen Stadt wird nichts verschickt")).to_be_visible()
    expect(page.get_by_role("button", name="E-Mails an die Gewählten senden")).to_have_count(0)
    fits(page)
