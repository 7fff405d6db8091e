"""The administration in a real browser: shown as a tree, changed by hand and from a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from audit.model.organisation import Role
from tests.ui.choosing import choose
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, axe, open_to_everybody, serving, settle
from tests.ui.small_town import build


@pytest.fixture
def kleinstadt(tmp_path: Path) -> Iterator[Server]:
    """A small town of its own for each test."""
    build(tmp_path, with_sheets=True)
    with serving(STREAMLIT_RUN, tmp_path, AUDIT_DEMO="1") as running:
        yield running


def open_(page: Page, server: Server, address: str) -> Page:
    page.goto(f"{server.url}/{address}")
    settle(page)
    return page


def tree(page: Page) -> Locator:
    return page.get_by_role("list", name="Dienststellen")


def told(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(sentence)
    settle(page)


def test_a_unit_is_added_renamed_moved_merged_and_opened_again(
    kleinstadt: Server, signed_in_as: SignIn
) -> None:
    page = open_(signed_in_as(kleinstadt, Role.ADMIN), kleinstadt, "dienststellen")
    page.get_by_label("Name der Dienststelle").fill("Fachbereich [Soziales](x)")
    choose(page, "Art", "Fachbereich")
    choose(page, "Gehört zu", "Kleinstadt")
    page.get_by_role("button", name="Dienststelle hinzufügen").click()
    told(page, "Die Dienststelle ist hinzugefügt.")
    expect(tree(page).get_by_role("link")).to_have_text(
        ["Kleinstadt", "Bürgerservice", "Fachbereich [Soziales](x)"]
    )
    expect(tree(page).get_by_role("listitem").first.get_by_role("list")).to_have_count(1)

    tree(page).get_by_role("link", name="Bürgerservice").click()
    expect(page.get_by_role("heading", name="Bürgerservice")).to_be_visible()
    settle(page)
    open_to_everybody(page)
    page.get_by_label("Name der Dienststelle").first.fill("Bürgerbüro")
    page.get_by_role("button", name="Angaben speichern").click()
    told(page, "Die Angaben sind gespeichert.")
    expect(page.get_by_role("heading", name="Bürgerbüro")).to_be_visible()
    expect(page.get_by_text("Bürgerservice, Fachdienst, gehörte zu: Kleinstadt")).to_be_visible()

    choose(page, "Gehört künftig zu", "Fachbereich [Soziales](x)")
    expect(page.get_by_text("liest danach alle Bögen von „Bürgerbüro“")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Jetzt verschieben").click()
    told(page, "Die Dienststelle ist verschoben.")
    expect(page.get_by_text("Gehört zu: Fachbereich [Soziales](x)")).to_be_visible()

    choose(page, "„Bürgerbüro“ geht auf in", "Kleinstadt")
    expect(page.get_by_text("„Bürgerbüro“ schließt; ihre Antworten bleiben")).to_be_visible()
    for sentence in ("Ämter, die sofort enden: 2", "Offene Bögen: 2."):
        expect(page.get_by_text(sentence)).to_have_count(2)  # for merging, and for closing
    page.get_by_role("button", name="Jetzt zusammenlegen").click()
    told(page, "Die Dienststellen sind zusammengelegt.")
    expect(page.get_by_text("Ihre Aufgaben hat: Kleinstadt")).to_be_visible()
    open_to_everybody(page)
    page.get_by_role("button", name="Wieder öffnen").click()
    told(page, "Die Dienststelle ist wieder geöffnet.")


def test_a_unit_is_closed_only_when_that_is_confirmed(
    kleinstadt: Server, signed_in_as: SignIn
) -> None:
    page = open_(signed_in_as(kleinstadt, Role.ADMIN), kleinstadt, "dienststelle?einheit=counter")
    page.get_by_role("button", name="Jetzt schließen").click()
    expect(page.get_by_text("Bitte bestätigen Sie zuerst")).to_be_visible()
    page.get_by_text("Ja, diese Dienststelle gibt es nicht mehr.").click()
    page.get_by_role("button", name="Jetzt schließen").click()
    told(page, "Die Dienststelle ist geschlossen.")
    page.get_by_role("link", name="Zu den Dienststellen").click()
    expect(tree(page).get_by_role("link")).to_have_text(["Kleinstadt"])
    expect(page.get_by_role("link", name="Bürgerservice, geschlossen am")).to_be_visible()


NEW_LIST = """Kurzname;Name;Art;gehört zu;Beschäftigte
city;Stadt Kleinstadt;Stadt;;20
wald;Forstamt <b>;Fachdienst;city;
"""


def test_a_file_is_looked_at_and_then_taken_over(
    kleinstadt: Server, signed_in_as: SignIn, tmp_path: Path
) -> None:
    page = open_(signed_in_as(kleinstadt, Role.ADMIN), kleinstadt, "dienststellen")
    send(page, tmp_path / "falsch.csv", NEW_LIST.replace(";Fachdienst;", ";Fachdinst;"))
    expect(page.get_by_text("Zeile 3:")).to_be_visible()
    expect(page.get_by_text("Meinten Sie „Fachdienst“?")).to_be_visible()
    open_to_everybody(page)

    send(page, tmp_path / "Liste.csv", NEW_LIST)
    expect(
        page.get_by_text("Forstamt <b> (Fachdienst), gehört zu: Stadt Kleinstadt")
    ).to_be_visible()
    expect(page.get_by_text("Kleinstadt heißt künftig Stadt Kleinstadt")).to_be_visible()
    expect(page.get_by_role("button", name="Jetzt übernehmen")).to_be_disabled()
    page.get_by_text("Sie werden geschlossen.").click()
    expect(page.get_by_text("Ämter, die sofort enden: 2")).to_be_visible()
    open_to_everybody(page)
    page.get_by_role("button", name="Jetzt übernehmen").click()
    told(page, "Die Datei ist übernommen.")
    page.get_by_role("link", name="Zu den Dienststellen").click()
    expect(tree(page).get_by_role("link")).to_have_text(["Stadt Kleinstadt", "Forstamt <b>"])
    open_to_everybody(page)


def test_the_list_of_today_is_saved_and_changes_nothing_when_it_comes_back(
    kleinstadt: Server, signed_in_as: SignIn, tmp_path: Path
) -> None:
    page = open_(signed_in_as(kleinstadt, Role.ADMIN), kleinstadt, "dienststellen")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Dienststellen von heute herunterladen (CSV)").click()
    assert saved.value.suggested_filename == "dienststellen.csv"
    written = saved.value.path().read_text(encoding="utf-8-sig")
    assert "counter;Bürgerservice;Fachdienst;city;12" in written
    send(page, tmp_path / "dienststellen.csv", written)
    expect(page.get_by_text("Unverändert: 2")).to_be_visible()
    expect(page.get_by_text("Es gibt nichts zu übernehmen.")).to_be_visible()


@pytest.mark.parametrize("role", [Role.HEAD, Role.PROJECT, Role.COUNCIL])
def test_others_get_neither_the_screen_nor_the_list(
    server: Server, signed_in_as: SignIn, role: Role
) -> None:
    page = open_(signed_in_as(server, role), server, "dienststellen")
    expect(page.get_by_test_id("stMain")).to_contain_text("gehört nicht zu Ihrer Aufgabe")
    assert page.context.request.get(f"{server.url}/dienststellen.csv").status == 403


def send(page: Page, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Datei hochladen").click()
    expect(page.get_by_text(f"Datei: {file.name}")).to_be_visible()
    settle(page)
