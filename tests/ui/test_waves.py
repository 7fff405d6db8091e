"""The course of a wave, as the project group and a guest walk it, in a real browser."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from audit.model.waves import Wave
from audit.service.house import House, Settings, open_house
from audit.store.engine import reading, writing
from audit.store.waves import add_wave, load_links
from tests.ui.choosing import choose
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, axe, serving, settle
from tests.ui.small_town import CLOSED_LINK, LINK, move_in
from tests.ui.test_main_job import head_of, open_task


@pytest.fixture
def new_town(tmp_path: Path) -> Iterator[Server]:
    """The audit of a town that has never asked anybody."""
    move_in(tmp_path)
    with serving(STREAMLIT_RUN, tmp_path, AUDIT_DEMO="1") as running:
        yield running


def house_of(server: Server) -> House:
    return open_house(Settings(data=server.data, demo=True))


def tokens_in(server: Server, wave: str) -> list[str]:
    """Read the links where they are kept."""
    house = house_of(server)
    with reading(house.engine) as connection:
        found = [link.token for link in load_links(connection, wave)]
    house.close()
    return found


def look(page: Page) -> None:
    """Look at a page wide and narrow: axe finds nothing, nothing is scrolled sideways."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def go(page: Page, server: Server, address: str) -> None:
    page.goto(f"{server.url}/{address}")
    settle(page)


def test_a_project_group_plans_and_opens_a_wave_and_a_guest_answers_once(
    new_town: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(new_town, Role.PROJECT)
    go(page, new_town, "erhebungsrunden")
    expect(page.get_by_text("Noch gibt es keine Erhebungsrunde.")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Erste Runde planen").click()
    _plan(page, new_town)
    _check_and_open(page)
    wave = page.url.rpartition("=")[2]
    slips = _make_slips(page, new_town, wave)
    _print(page, new_town, wave, slips)
    _answer_once(page, new_town, slips[0])


def _plan(page: Page, server: Server) -> None:
    expect(page.get_by_role("textbox", name="Name der Runde")).to_be_visible()
    settle(page)
    look(page)
    page.get_by_role("button", name="Speichern und prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("geben Sie der Erhebungsrunde einen Namen")
    page.get_by_role("textbox", name="Name der Runde").fill("Erste Erhebung")
    house = house_of(server)
    opens = house.today()
    house.close()
    for name, day in (("Erster Tag", opens), ("Letzter Tag", opens + timedelta(20))):
        _choose_day(page, name, day.strftime("%d%m%Y"))
    page.get_by_role("spinbutton", name="Kleinste Gruppe").fill("6")
    page.get_by_role("button", name="Speichern und prüfen").click()


def _choose_day(page: Page, name: str, digits: str) -> None:
    """Type a day as people do: digit by digit."""
    field = page.get_by_role("group", name=name).get_by_role("spinbutton").first
    field.click()
    page.keyboard.type(digits)


def _check_and_open(page: Page) -> None:
    expect(page.get_by_role("heading", name="Erste Erhebung")).to_be_visible()
    settle(page)
    look(page)
    page.get_by_role("button", name="Runde eröffnen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte bestätigen Sie")
    page.get_by_text("Ich habe den Plan geprüft").click()
    page.get_by_role("button", name="Runde eröffnen").click()
    expect(page.get_by_text("Die Runde läuft; Antworten werden bis")).to_be_visible()
    expect(page).to_have_url(re.compile(r"runde=[0-9a-f]{8}$"))
    settle(page)
    look(page)


def _make_slips(page: Page, server: Server, wave: str) -> list[str]:
    go(page, server, "links")
    expect(page.get_by_text("Noch gibt es hier keinen Link.")).to_be_visible()
    form = page.get_by_test_id("stForm").last
    choose(form, "Fragebogen", "Außensicht: Ihre Erfahrungen mit der Stadtverwaltung")
    form.get_by_role("spinbutton", name="Wie viele?").fill("6")
    form.get_by_role("button", name="Zettel anlegen").click()
    expect(page.get_by_text("6 Zettel für je eine Antwort, 0 benutzt")).to_be_visible()
    settle(page)
    look(page)
    return tokens_in(server, wave)


def _print(page: Page, server: Server, wave: str, slips: list[str]) -> None:
    page.get_by_role("link", name="Zettel zum Drucken").click()
    expect(page).to_have_url(f"{server.url}/zettel/{wave}/1")
    expect(page.locator(".slips > li")).to_have_count(6)
    for token in slips:
        expect(page.get_by_text(f"{server.url}/t/{token}")).to_be_visible()
    look(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("In diesen Sprachen zeigen")).to_be_hidden()
    page.emulate_media(media="screen")


def _answer_once(page: Page, server: Server, token: str) -> None:
    page.context.clear_cookies()
    go(page, server, f"t/{token}")
    expect(page.get_by_text("um einzelne Menschen zu beurteilen")).to_be_visible()
    expect(page.get_by_text("Zahlen werden erst ab 6 Antworten gezeigt.")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Anfangen").click()
    first = page.locator("[class*=st-key-frage-]").first
    first.get_by_role("radio").first.locator("xpath=ancestor-or-self::label").click()
    expect(first.get_by_role("radio").first).to_be_checked()
    settle(page)
    page.go_back()
    settle(page)
    page.get_by_role("button", name="Antworten absenden").click()
    expect(page.get_by_text("Ihre Antworten sind abgesendet").first).to_be_visible()
    expect(page.get_by_role("button", name="Eine weitere Person möchte antworten")).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.get_by_text("Mit diesem Link wurde schon geantwortet")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{server.url}/t/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        ["Dieser Link führt zu keinem offenen Fragebogen"]
    )


def test_a_notice_is_one_page_of_paper_for_each_language(
    server: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(server, Role.PROJECT)
    page.goto(f"{server.url}/aushang/{LINK}")
    expect(page.locator(".notice")).to_have_count(2)
    expect(page.get_by_role("img", name=f"{server.url}/t/{LINK}")).to_have_count(2)
    look(page)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
    page.get_by_role("checkbox", name="English").uncheck()
    page.get_by_role("button", name="In diesen Sprachen zeigen").click()
    expect(page.locator(".notice")).to_have_count(1)
    expect(page.locator(".notice")).to_have_attribute("lang", "de")
    expect(page.locator(".notice")).to_contain_text("Die Teilnahme ist freiwillig")


@pytest.mark.parametrize("address", [f"aushang/{LINK}", "zettel/now/1"])
def test_what_is_printed_is_for_the_project_group_alone(
    server: Server, signed_in_as: SignIn, address: str
) -> None:
    requests = signed_in_as(server, Role.STEERING).context.request
    answer = requests.get(f"{server.url}/{address}")
    assert answer.status == 403
    assert "Das ist Ihnen hier nicht möglich." in answer.text()
    signed_in_as(server, Role.GUEST)
    assert requests.get(f"{server.url}/{address}").status == 403


def test_a_notice_of_an_ended_wave_is_refused_in_a_sentence(
    server: Server, signed_in_as: SignIn
) -> None:
    requests = signed_in_as(server, Role.PROJECT).context.request
    answer = requests.get(f"{server.url}/aushang/{CLOSED_LINK}")
    assert answer.status == 409
    assert "Diese Erhebungsrunde ist zu Ende" in answer.text()


def test_the_project_group_sees_who_is_due(musterstadt: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(musterstadt, Role.PROJECT)
    go(page, musterstadt, "faellig")
    expect(page.locator("[class*=st-key-due-]").first).to_contain_text("beantwortet")
    look(page)


def test_a_wave_that_has_ended_is_opened_again(new_town: Server, signed_in_as: SignIn) -> None:
    house = house_of(new_town)
    today = house.today()
    ended = Wave("ended", "Gerade vorbei", today - timedelta(20), today - timedelta(1))
    with writing(house.engine) as connection:
        add_wave(connection, ended, [])
    house.close()
    page = signed_in_as(new_town, Role.PROJECT)
    go(page, new_town, "erhebungsrunden?runde=ended")
    look(page)
    page.get_by_role("textbox", name="Grund").fill("Viele waren krank")
    page.get_by_role("button", name="Runde wieder öffnen").click()
    expect(page.get_by_role("alert")).to_contain_text("wählen Sie den neuen letzten Tag")
    _choose_day(page, "Neuer letzter Tag", f"{today + timedelta(7):%d%m%Y}")
    page.get_by_role("button", name="Runde wieder öffnen").click()
    expect(page.get_by_text("Die Runde läuft; Antworten werden bis")).to_be_visible()


def test_a_department_reads_what_is_promised_before_it_answers(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    page = signed_in_as(server, Role.HEAD)
    go(page, server, f"ausfuellen?bogen={number}")
    expect(page.get_by_text("Zahlen werden erst ab 5 Antworten gezeigt.")).to_be_visible()
    settle(page)
    look(page)
