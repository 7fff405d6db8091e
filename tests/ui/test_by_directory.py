"""Signing in by a directory, at a real server: by httpx step by step, and in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from audit.model.organisation import Role
from audit.ui.by_directory import AWAY_COOKIE
from audit.ui.gate import SESSION_COOKIE
from tests.service.directories import CLIENT, SECRET, provider
from tests.ui.conftest import STREAMLIT_RUN, Server, Witness, axe, serving, settle
from tests.ui.small_town import PEOPLE, build

GROUPS = "steering=Lenkungsgruppe Öffnung; admin=IT"
LOOKS_OF_THE_PROVIDER = "https://cdn.jsdelivr.net/npm/@picocss/"
BY_DIRECTORY = "Mit dem Konto Ihrer Verwaltung anmelden"


@dataclass(frozen=True)
class Connected:
    """A town hall, and the directory by which it lets people in."""

    url: str
    data: Path
    directory: str

    def person(self, sub: str, **claims: object) -> None:
        httpx.put(f"{self.directory}/users/{sub}", json=claims).raise_for_status()


@pytest.fixture(scope="module")
def town_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    data = tmp_path_factory.mktemp("by-directory")
    build(data)
    with (
        provider() as directory,
        serving(
            STREAMLIT_RUN,
            data,
            AUDIT_ADDRESS="http://127.0.0.1:PORT",
            AUDIT_OIDC_ISSUER=directory,
            AUDIT_OIDC_CLIENT=CLIENT,
            AUDIT_OIDC_SECRET=SECRET,
            AUDIT_OIDC_GROUPS=GROUPS,
        ) as running,
    ):
        connected = Connected(running.url, data, directory)
        connected.person("s-1", name="Ute Zweig", groups=["Lenkungsgruppe Öffnung"])
        connected.person("s-2", name="Kai Knopf", groups=["Kantine"])
        yield connected


@pytest.fixture
def browser_by_hand() -> Iterator[httpx.Client]:
    """Keeps cookies as a browser does, and follows nothing by itself."""
    with httpx.Client(headers={"accept": "text/html"}) as client:
        yield client


def back_from_directory(client: httpx.Client, town_hall: Connected, sub: str) -> str:
    """Go to the directory, sign in there, and give the address to which it sends back."""
    there = client.get(f"{town_hall.url}/anmelden/dienst?weiter=%2Fkonto")
    assert there.status_code == 303
    assert there.headers["location"].startswith(f"{town_hall.directory}/oauth2/authorize?")
    answered = httpx.post(there.headers["location"], data={"sub": sub})
    back: str = answered.headers["location"]
    assert back.startswith(f"{town_hall.url}/anmelden/zurueck?")
    return back


def without_strangers(page: Page) -> None:
    """Keep the provider's own pages from fetching their looks from elsewhere."""
    page.route(f"{LOOKS_OF_THE_PROVIDER}*", lambda route: route.abort())


def sign_in_there(page: Page, sub: str) -> None:
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def forget_what_the_directory_did(witness: Witness) -> None:
    """Let the witness speak only of what our pages did."""
    witness.foreign[:] = [
        one for one in witness.foreign if not one.startswith(LOOKS_OF_THE_PROVIDER)
    ]


def test_the_whole_way_ends_in_a_stay_behind_the_gate(
    town_hall: Connected, browser_by_hand: httpx.Client
) -> None:
    client = browser_by_hand
    page = client.get(f"{town_hall.url}/anmelden?weiter=%2Fkonto")
    assert 'href="/anmelden/dienst?weiter=%2Fkonto"' in page.text
    back = back_from_directory(client, town_hall, "s-1")
    away = [value for name, value in client.cookies.items() if name == AWAY_COOKIE]
    inside = client.get(back)
    assert (inside.status_code, inside.headers["location"]) == (303, "/konto")
    cookies = inside.headers.get_list("set-cookie")
    [stay] = [one for one in cookies if one.startswith(f"{SESSION_COOKIE}=")]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in stay.split(";")}
    assert AWAY_COOKIE not in client.cookies
    assert away[0] not in stay
    assert "Angemeldet als Ute Zweig." in client.get(f"{town_hall.url}/konto").text
    assert client.get(back).status_code == 403  # a code is good once


def test_the_address_at_the_end_opens_nothing_in_another_browser(
    town_hall: Connected, browser_by_hand: httpx.Client
) -> None:
    back = back_from_directory(browser_by_hand, town_hall, "s-1")
    with httpx.Client(headers={"accept": "text/html"}) as other:
        for prepared in (False, True):
            if prepared:
                back_from_directory(other, town_hall, "s-2")
            answer = other.get(back)
            assert answer.status_code == 403
            assert "in einem anderen Fenster begonnen" in answer.text
            assert SESSION_COOKIE not in other.cookies
            refused = other.get(f"{town_hall.url}/konto")
            assert refused.headers["location"].startswith("/anmelden")


def test_another_state_opens_nothing(town_hall: Connected, browser_by_hand: httpx.Client) -> None:
    back = urlsplit(back_from_directory(browser_by_hand, town_hall, "s-1"))
    query = dict(parse_qsl(back.query)) | {"state": "guessed"}
    answer = browser_by_hand.get(f"{town_hall.url}{back.path}?{urlencode(query)}")
    assert answer.status_code == 403
    assert SESSION_COOKIE not in browser_by_hand.cookies


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_page_of_somebody_else_signs_nobody_in(
    town_hall: Connected, browser_by_hand: httpx.Client, site: str
) -> None:
    """Who is signed in at the directory would be in here without having done anything."""
    way = f"{town_hall.url}/anmelden/dienst?weiter=%2Fkonto"
    led = browser_by_hand.get(way, headers={"sec-fetch-site": site})
    assert (led.status_code, led.headers["location"]) == (303, "/anmelden?weiter=%2Fkonto")
    assert AWAY_COOKIE not in browser_by_hand.cookies
    for own in ("same-origin", "none"):
        gone = browser_by_hand.get(way, headers={"sec-fetch-site": own})
        assert gone.headers["location"].startswith(town_hall.directory)


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_never_leads_to_another_site(
    town_hall: Connected, browser_by_hand: httpx.Client, wanted: str
) -> None:
    there = browser_by_hand.get(f"{town_hall.url}/anmelden/dienst", params={"weiter": wanted})
    back = httpx.post(there.headers["location"], data={"sub": "s-1"}).headers["location"]
    assert browser_by_hand.get(back).headers["location"] == "/"


def test_who_may_not_come_in_is_told_why_on_the_page_for_signing_in(
    town_hall: Connected, page: Page, witness: Witness
) -> None:
    without_strangers(page)
    page.goto(f"{town_hall.url}/anmelden")
    page.get_by_role("link", name=BY_DIRECTORY).click()
    sign_in_there(page, "s-2")
    forget_what_the_directory_did(witness)
    expect(page.get_by_role("alert")).to_contain_text("Sie gehören zu keiner Gruppe")
    expect(page.get_by_role("link", name=BY_DIRECTORY)).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_in_and_out_in_a_real_browser_and_out_of_the_directory_too(
    town_hall: Connected, page: Page, witness: Witness
) -> None:
    without_strangers(page)
    page.goto(f"{town_hall.url}/ueberblick")
    expect(page.get_by_role("heading", level=1)).to_have_text(["Anmelden"])
    axe(page)
    page.get_by_role("link", name=BY_DIRECTORY).click()
    sign_in_there(page, "s-1")
    settle(page)
    expect(page).to_have_url(re.compile(rf"^{re.escape(town_hall.url)}/ueberblick($|\?)"))
    expect(page.get_by_role("link", name="Ute Zweig")).to_be_visible()
    page.reload()
    settle(page)
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Sie sind abgemeldet"])
    axe(page)
    page.get_by_role("link", name="Auch beim Anmeldedienst abmelden").click()
    leaving = re.escape(f"{town_hall.directory}/oauth2/end_session?")
    expect(page).to_have_url(re.compile(f"^{leaving}"))
    page.get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Anmelden"])
    expect(page).to_have_url(f"{town_hall.url}/anmelden")
    forget_what_the_directory_did(witness)


def test_without_javascript_as_well(town_hall: Connected, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    without_strangers(page)
    page.goto(f"{town_hall.url}/konto")
    page.get_by_role("link", name=BY_DIRECTORY).click()
    sign_in_there(page, "s-1")
    expect(page.get_by_text("Angemeldet als Ute Zweig.")).to_be_visible()
    expect(page.get_by_text("gehört zum Anmeldedienst Ihrer Verwaltung")).to_be_visible()
    context.close()


def test_the_log_of_the_server_says_why_somebody_was_refused_and_not_who(
    town_hall: Connected, browser_by_hand: httpx.Client
) -> None:
    browser_by_hand.get(back_from_directory(browser_by_hand, town_hall, "s-2"))
    log = (town_hall.data / "server.log").read_text()
    assert "Nobody came in by the directory: no group that gives an office here" in log
    for secret in ("s-2", "Kai Knopf", SECRET, "code="):
        assert secret not in log


def test_a_directory_that_is_gone_is_told_and_passwords_go_on(tmp_path: Path) -> None:
    build(tmp_path)
    with serving(
        STREAMLIT_RUN,
        tmp_path,
        AUDIT_ADDRESS="http://127.0.0.1:PORT",
        AUDIT_OIDC_ISSUER="http://127.0.0.1:9",
        AUDIT_OIDC_CLIENT=CLIENT,
        AUDIT_OIDC_SECRET=SECRET,
        AUDIT_OIDC_GROUPS=GROUPS,
    ) as running:
        answer = httpx.get(f"{running.url}/anmelden/dienst")
        assert answer.status_code == 403
        assert "antwortet gerade nicht richtig" in answer.text
        assert 'name="password"' in answer.text
        assert httpx.get(f"{running.url}/anmelden/dienst-abmelden").status_code == 403


def test_where_there_is_no_directory_none_is_offered(server: Server) -> None:
    assert "anmelden/dienst" not in httpx.get(f"{server.url}/anmelden").text
    assert PEOPLE[Role.STEERING].name in httpx.get(f"{server.url}/anmelden").text
    assert httpx.get(f"{server.url}/anmelden/dienst").status_code == 403
