"""Everybody looks after their own data, in a real browser."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from tests.ui.conftest import Server, SignIn, axe, settle
from tests.ui.small_town import PEOPLE
from tests.ui.test_gate import PAGE, ask, signed_in


def own_data(page: Page, server: Server, language: str = "de") -> None:
    page.goto(f"{server.url}/meine-daten?lang={language}")
    settle(page)


def test_somebody_takes_their_data_along_and_corrects_their_name(
    server: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(server, Role.COUNCIL)
    own_data(page, server)
    with page.expect_download() as download:
        page.get_by_role("link", name="Alles als Datei herunterladen (JSON)").click()
    taken = json.loads(Path(download.value.path()).read_text())
    assert download.value.suggested_filename == "meine-daten.json"
    assert taken["people"][0]["id"] == PEOPLE[Role.COUNCIL].id
    page.get_by_role("textbox", name="Ihr Name").fill("Jana Farn")
    page.get_by_role("textbox", name="Ihr Name").press("Enter")
    page.get_by_role("button", name="Namen speichern").click()
    expect(page.get_by_text("Name: Jana Farn")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("Ihr Name ist gespeichert: Jana Farn.")
    axe(page)


def test_a_name_that_is_none_is_refused_with_a_sentence(
    server: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(server, Role.STEERING)
    own_data(page, server)
    page.get_by_role("textbox", name="Ihr Name").fill(" ")
    page.get_by_role("textbox", name="Ihr Name").press("Enter")
    page.get_by_role("button", name="Namen speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte geben Sie den Namen")
    expect(page.get_by_text(f"Name: {PEOPLE[Role.STEERING].name}")).to_be_visible()


@pytest.mark.parametrize("language", ["de", "en"])
def test_somebody_without_an_office_deletes_their_account_or_could(
    server: Server, signed_in_as: SignIn, language: str
) -> None:
    page = signed_in_as(server, None)
    own_data(page, server, language)
    names = {"de": "Mein Konto löschen", "en": "Delete my account"}
    expect(page.get_by_role("button", name=names[language])).to_be_disabled()
    page.get_by_role("checkbox").check(force=True)
    expect(page.get_by_role("button", name=names[language])).to_be_enabled()
    axe(page)


def test_an_account_is_deleted_and_its_owner_is_out(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, None)
    own_data(page, workshop)
    page.get_by_role("checkbox").check(force=True)
    page.get_by_role("button", name="Mein Konto löschen").click()
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()


def test_the_file_is_for_oneself_and_kept_nowhere(server: Server) -> None:
    answer = ask(server, "/meine-daten.json", cookies=signed_in(server, Role.PROJECT))
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="meine-daten.json";'
    )
    assert json.loads(answer.text)["people"][0]["id"] == PEOPLE[Role.PROJECT].id
    assert ask(server, "/meine-daten.json").status == 401
    assert ask(server, "/meine-daten.json", headers=PAGE).status == 303
