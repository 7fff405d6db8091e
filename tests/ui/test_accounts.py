"""Real accounts, in a real browser: signing in with and without JavaScript, and ending it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from audit.model.accounts import Account
from audit.model.organisation import Role
from audit.service.first_admin import make_admin
from audit.service.house import House, Settings, open_house
from audit.service.passwords import hashed_password
from audit.service.signing_in import redeem_code
from audit.service.throttle import FREE
from audit.store.accounts import add_account, change_account
from audit.store.engine import writing
from audit.store.people import set_offices
from tests.ui.choosing import choose
from tests.ui.conftest import STREAMLIT_RUN, Server, axe, open_to_everybody, serving, settle
from tests.ui.small_town import LINK, PEOPLE, build

PASSWORD = "Vier Hasen im Regen"
WIDTHS = (1280, 320)


@pytest.fixture(scope="module")
def town_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small town with real accounts: its people sign in with their short names."""
    data = tmp_path_factory.mktemp("town-hall")
    build(data)
    kept = hashed_password(PASSWORD)
    house = house_in(data)
    with writing(house.engine) as connection:
        for person in PEOPLE.values():
            add_account(connection, Account(person.id, person.id, kept))
    house.close()
    with serving(STREAMLIT_RUN, data) as running:
        yield running


def house_in(data: Path) -> House:
    return open_house(Settings(data=data))


def behind(server: Server, change: Callable[[House], None]) -> None:
    """Change something while people have their pages open."""
    house = house_in(server.data)
    change(house)
    house.close()


def sign_in(page: Page, server: Server, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{server.url}/anmelden")
    page.get_by_label("Anmeldename").fill(name)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()


def heading(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text([title])


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A window of a browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    yield context.new_page()
    context.close()


def test_from_the_one_time_code_to_the_own_account_without_javascript(
    town_hall: Server, plain_page: Page
) -> None:
    house = house_in(town_hall.data)
    code = make_admin(house, "Eva Stein", "eva@stadt.example").code
    house.close()
    page = plain_page
    page.goto(town_hall.url)
    page.get_by_role("link", name="Einmalcode").click()
    page.get_by_label("Einmalcode").fill(code)
    page.get_by_label("Neues Passwort", exact=True).fill("Vier Hasen im Schnee")
    page.get_by_label("Neues Passwort noch einmal").fill("Vier Hasen im Regen")
    page.get_by_role("button", name="Passwort festlegen").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht gleich")
    page.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Neues Passwort noch einmal").fill(PASSWORD)
    page.get_by_role("button", name="Passwort festlegen").click()
    heading(page, "Ihr Passwort ist festgelegt")

    page.goto(f"{town_hall.url}/konto")
    page.get_by_label("Anmeldename").fill("EVA@stadt.example")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    heading(page, "Mein Konto")
    expect(page.get_by_text("Angemeldet als Eva Stein.")).to_be_visible()

    page.get_by_label("Ihr Passwort").fill(PASSWORD)
    page.get_by_role("button", name="App einrichten").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    expect(page.get_by_role("img", name="QR-Code")).to_be_visible()
    page.get_by_label("Code, den die App jetzt zeigt").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="App prüfen").click()
    expect(page.get_by_role("status")).to_contain_text("nach dem Code der App gefragt")

    page.goto(f"{town_hall.url}/abmelden")
    page.get_by_role("button", name="Abmelden").click()
    sign_in(page, town_hall, "eva@stadt.example")
    heading(page, "Zweiter Schritt der Anmeldung")
    page.goto(f"{town_hall.url}/konto")
    heading(page, "Anmelden")  # the password alone opens nothing
    page.goto(f"{town_hall.url}/anmelden/code?weiter=%2Fkonto")
    later = pyotp.TOTP(secret).generate_otp(int(time.time()) // 30 + 1)
    page.get_by_label("Code aus der App").fill(later)
    page.get_by_role("button", name="Weiter").click()
    heading(page, "Mein Konto")


def test_a_wrong_password_is_told_in_general_words_and_the_name_stays(
    town_hall: Server, page: Page
) -> None:
    for name in ("delegate", "nobody-knows-me"):
        sign_in(page, town_hall, name, "falsch geraten!")
        expect(page.get_by_role("alert")).to_have_text(
            "Name und Passwort passen nicht zusammen. Bitte versuchen Sie es noch einmal."
        )
        expect(page.get_by_label("Anmeldename")).to_have_value(name)
        expect(page.get_by_label("Passwort", exact=True)).to_have_value("")
    axe(page)


def test_password_managers_know_what_to_fill_in(town_hall: Server, page: Page) -> None:
    """And nothing keeps anybody from pasting."""
    page.goto(f"{town_hall.url}/anmelden")
    ask = page.get_by_label("Passwort", exact=True)
    expect(ask).to_have_attribute("type", "password")
    expect(ask).to_have_attribute("autocomplete", "current-password")
    expect(page.get_by_label("Anmeldename")).to_have_attribute("autocomplete", "username")
    page.goto(f"{town_hall.url}/anmelden/passwort")
    ask = page.get_by_label("Neues Passwort", exact=True)
    expect(ask).to_have_attribute("autocomplete", "new-password")
    page.get_by_label("Einmalcode").fill(PASSWORD)
    page.get_by_label("Einmalcode").select_text()
    page.keyboard.press("Control+C")
    ask.focus()
    page.keyboard.press("Control+V")
    expect(ask).to_have_value(PASSWORD)


def test_who_guesses_is_told_to_wait(town_hall: Server, page: Page) -> None:
    for _ in range(FREE):
        sign_in(page, town_hall, "guessed-often", "falsch geraten!")
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status))
    sign_in(page, town_hall, "guessed-often", "falsch geraten!")
    expect(page.get_by_role("alert")).to_contain_text("warten Sie eine Minute")
    assert 429 in answers


def test_a_stay_survives_a_reload_and_signing_out_ends_it_in_all_windows(
    town_hall: Server, page: Page, context: BrowserContext
) -> None:
    sign_in(page, town_hall, "project")
    settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("Guten Tag, Eva Moos.")
    page.reload()
    settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("Guten Tag, Eva Moos.")
    before = {one["value"] for one in context.cookies() if one["name"] == "audit_session"}

    other = context.new_page()
    other.goto(f"{town_hall.url}/start")
    settle(other)
    other.get_by_role("button", name="Abmelden").click()
    heading(other, "Sie sind abgemeldet")
    page.keyboard.press("r")
    heading(page, "Sie sind abgemeldet")

    sign_in(page, town_hall, "project")
    settle(page)
    after = {one["value"] for one in context.cookies() if one["name"] == "audit_session"}
    assert before
    assert not before & after


def test_a_role_that_is_taken_away_ends_at_the_next_click(town_hall: Server, page: Page) -> None:
    sign_in(page, town_hall, "council")
    settle(page)
    page.get_by_role("link", name="Überblick").first.click()
    heading(page, "Überblick")
    settle(page)
    behind(town_hall, lambda house: _take_offices(house, "council"))
    page.keyboard.press("r")
    expect(page.get_by_test_id("stMain")).to_contain_text("gehört nicht zu Ihrer Aufgabe")


def _take_offices(house: House, person: str) -> None:
    with writing(house.engine) as connection:
        set_offices(connection, person, [])


def test_who_is_deactivated_is_out_at_the_next_click(town_hall: Server, page: Page) -> None:
    sign_in(page, town_hall, "personnel")
    settle(page)
    behind(town_hall, lambda house: _deactivate(house, "personnel"))
    page.keyboard.press("r")
    heading(page, "Sie sind abgemeldet")
    sign_in(page, town_hall, "personnel")
    expect(page.get_by_role("alert")).to_contain_text("passen nicht zusammen")


def _deactivate(house: House, person: str) -> None:
    with writing(house.engine) as connection:
        change_account(connection, person, active=False)


def test_the_name_above_each_page_leads_to_the_own_account(town_hall: Server, page: Page) -> None:
    sign_in(page, town_hall, "steering")
    settle(page)
    page.get_by_role("link", name="Ute Ast").click()
    heading(page, "Mein Konto")
    expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
    page.get_by_label("Bisheriges Passwort").fill(PASSWORD)
    page.get_by_label("Neues Passwort", exact=True).fill("Passwort 1234")
    page.get_by_label("Neues Passwort noch einmal").fill("Passwort 1234")
    page.get_by_role("button", name="Passwort ändern").click()
    expect(page.get_by_role("alert")).to_contain_text("leicht zu erraten")
    page.get_by_role("link", name="English").click()
    heading(page, "My account")


def test_the_system_administration_adds_somebody_who_then_signs_in(
    town_hall: Server, page: Page, browser: Browser
) -> None:
    sign_in(page, town_hall, "admin")
    settle(page)
    page.get_by_role("link", name="Personen").first.click()
    heading(page, "Personen")
    settle(page)
    page.get_by_label("Vor- und Nachname").fill("Nina Neu")
    page.get_by_label("Anmeldename, am besten").fill("nina@stadt.example")
    choose(page, "Aufgabe im Audit", "Leitung")
    choose(page, "Bereich (nur für Leitung und beauftragte Personen)", "Bürgerservice")
    page.get_by_role("button", name="Person hinzufügen").click()
    box = page.locator(".st-key-staff-handed")
    expect(box).to_contain_text("Einmalcode für Nina Neu")
    code = box.get_by_test_id("stCode").inner_text().strip()
    axe(page)
    box.get_by_role("button", name="Weitergegeben").click()
    expect(box).to_have_count(0)

    house = house_in(town_hall.data)
    redeem_code(house, code, PASSWORD)
    house.close()
    hers = browser.new_context(locale="de-DE")
    window = hers.new_page()
    sign_in(window, town_hall, "nina@stadt.example")
    settle(window)
    window.goto(f"{town_hall.url}/aufgaben")
    settle(window)
    heading(window, "Meine Aufgaben")
    expect(window.get_by_test_id("stMain")).to_contain_text("läuft keine Erhebungsrunde für Sie")

    page.get_by_role("link", name="Nina Neu").click()
    heading(page, "Person")
    settle(page)
    open_to_everybody(page)
    page.get_by_role("button", name="Leitung: Bürgerservice entziehen").click()
    expect(page.get_by_text("Wer keine Aufgabe hat")).to_be_visible()
    window.keyboard.press("r")
    expect(window.get_by_test_id("stMain")).to_contain_text("gehört nicht zu Ihrer Aufgabe")

    page.get_by_role("button", name="Konto deaktivieren").click()
    expect(page.get_by_text("deaktiviert", exact=True)).to_be_visible()
    window.keyboard.press("r")
    heading(window, "Sie sind abgemeldet")
    hers.close()


def test_the_last_administrator_is_told_why_they_cannot_leave(
    town_hall: Server, page: Page
) -> None:
    behind(town_hall, _take_offices_of_other_admins)
    sign_in(page, town_hall, "admin")
    settle(page)
    page.goto(f"{town_hall.url}/person?person={PEOPLE[Role.ADMIN].id}")
    settle(page)
    page.get_by_role("button", name="Konto deaktivieren").click()
    expect(page.get_by_text("könnte niemand mehr Personen")).to_be_visible()
    axe(page)


def _take_offices_of_other_admins(house: House) -> None:
    with writing(house.engine) as connection:
        set_offices(connection, "eva-stein", [])


def test_a_deputy_is_entered_with_the_days(town_hall: Server, page: Page) -> None:
    sign_in(page, town_hall, "admin")
    settle(page)
    page.goto(f"{town_hall.url}/person?person={PEOPLE[Role.HEAD].id}")
    settle(page)
    choose(page, "Vertreten durch", "Tom Halm")
    page.get_by_role("button", name="Vertretung eintragen").click()
    expect(page.get_by_text("den ersten und letzten Tag")).to_be_visible()
    house = house_in(town_hall.data)
    today = house.today()
    house.close()
    for label in ("Erster Tag", "Letzter Tag"):
        field = page.get_by_test_id("stDateInput").filter(has_text=label)
        for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
            field.locator(f"[data-type={part}]").first.click()
            page.keyboard.type(str(value))
    page.get_by_role("button", name="Vertretung eintragen").click()
    expect(page.get_by_role("button", name="Vertretung durch Tom Halm beenden")).to_be_visible()
    page.get_by_role("button", name="Vertretung durch Tom Halm beenden").click()
    expect(page.get_by_role("button", name="Vertretung durch Tom Halm beenden")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", ["anmelden", "anmelden/code", "anmelden/passwort", "konto"])
def test_the_pages_of_accounts_are_open_to_everybody(
    town_hall: Server, page: Page, address: str, width: int, language: str
) -> None:
    if address == "konto":
        sign_in(page, town_hall, "admin")
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{town_hall.url}/{address}?lang={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_strangers_and_guests_have_no_account_page(town_hall: Server, page: Page) -> None:
    page.goto(f"{town_hall.url}/konto")
    heading(page, "Anmelden")
    page.goto(f"{town_hall.url}/t/{LINK}")
    page.goto(f"{town_hall.url}/konto")
    heading(page, "Mein Konto")
    expect(page.get_by_text("gibt es hier kein Konto")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_in_the_demo_nobody_is_asked_for_a_password(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/anmelden")
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.locator("input[type=password]")).to_have_count(0)
    expect(page.get_by_text("Musterstadt –")).to_be_visible()
