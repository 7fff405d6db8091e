"""An assessment is filled in by somebody without access: out as a file, back, looked at, taken
over; in a real browser."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from audit.model.waves import Entry
from audit.service.filling_in import save_entry
from audit.service.forms import open_form
from audit.service.sessions import caller_of, sign_in_for_demo
from tests.files.spreadsheets import Place, Typed, filled_in
from tests.ui.conftest import Server, SignIn, axe, settle
from tests.ui.test_gate import PAGE, ask
from tests.ui.test_main_job import HEAD, head_of, house_of, open_task, stored, wait_for

ADDRESS = "ohne-zugang"


def say(server: Server, assessment: int, values: Mapping[str, str], *, head: str = HEAD) -> None:
    """Answer behind the browser's back."""
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, head))
    assert caller is not None
    seen = open_form(house, caller, assessment).revisions
    for cell, value in values.items():
        save_entry(house, caller, assessment, cell, Entry(value), after=seen.get(cell, 0))
    house.close()


def downloaded(page: Page) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name="Bogen als Datei herunterladen").click()
    assert re.fullmatch(r"bogen-\d+\.xlsx", download.value.suggested_filename)
    return Path(download.value.path()).read_bytes()


def upload(page: Page, data: bytes, name: str = "bogen.xlsx") -> None:
    page.get_by_label("Ausgefüllter Bogen").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Datei hochladen").click()


def test_a_sheet_goes_out_comes_back_and_is_taken_over(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    say(server, number, {"goals": "none", "steps-explained": "", "letters": "partly"})
    page = signed_in_as(server, Role.HEAD)
    page.goto(f"{server.url}/ausfuellen?bogen={number}")
    settle(page)
    page.get_by_role("link", name="Ohne Zugang ausfüllen lassen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Ohne Zugang ausfüllen lassen"])
    settle(page)
    axe(page)
    typed: dict[Place, Typed] = {
        ("goals", "value"): "teilweise umgesetzt",
        ("steps-explained", "value"): "weitgehend umgesetzt",
        ("steps-explained", "comment"): '=HYPERLINK("http://127.0.0.1:9/","x")',
        ("letters", "value"): "so halb",
    }
    upload(page, filled_in(downloaded(page), typed))
    expect(page.get_by_text("Noch ist nichts übernommen.")).to_be_visible()
    settle(page)
    axe(page)
    expect(page.get_by_text(re.compile("„so halb“ steht nicht zur Auswahl"))).to_be_visible()
    expect(page.get_by_text("=HYPERLINK")).to_be_visible()
    assert stored(server, number, "goals") == "none"
    take_over = page.get_by_role("button", name="Jetzt übernehmen")
    expect(take_over).to_be_disabled()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_text("Aus der Datei: teilweise umgesetzt").click()
    settle(page)
    expect(take_over).to_be_disabled()
    page.get_by_text("Alles andere ohne die nicht verstandenen Angaben übernehmen.").click()
    expect(take_over).to_be_enabled()
    take_over.click()
    expect(page.get_by_text("Übernommen: 3 Angaben.").first).to_be_visible()
    settle(page)
    axe(page)
    assert stored(server, number, "goals") == "partly"
    assert stored(server, number, "steps-explained") == "mostly"
    assert stored(server, number, "letters") == "partly"


def test_what_was_changed_meanwhile_is_shown_side_by_side(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    say(server, number, {"goals": "none"})
    page = signed_in_as(server, Role.HEAD)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{server.url}/{ADDRESS}?bogen={number}&lang=de")
    settle(page)
    axe(page)
    data = downloaded(page)
    say(server, number, {"goals": "mostly"})
    upload(page, filled_in(data, {("goals", "value"): "teilweise umgesetzt"}))
    expect(page.get_by_text("inzwischen auch hier in der Anwendung geändert")).to_be_visible()
    settle(page)
    expect(page.get_by_text("Gespeichert: weitgehend umgesetzt")).to_be_visible()
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide
    page.get_by_text("Gespeichert: weitgehend umgesetzt").click()
    page.get_by_role("button", name="Jetzt übernehmen").click()
    expect(page.get_by_text("Übernommen: 0 Angaben.").first).to_be_visible()
    wait_for(lambda: stored(server, number, "goals"), "mostly")


@pytest.mark.parametrize(
    "data", [b"MZ\x90", b"PK\x03\x04 not quite", b"Frage;Antwort\n"], ids=["EXE", "ZIP", "CSV"]
)
def test_a_file_that_is_none_of_ours_is_refused_at_once(
    musterstadt: Server, signed_in_as: SignIn, data: bytes
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    page = signed_in_as(server, Role.HEAD)
    page.goto(f"{server.url}/{ADDRESS}?bogen={number}")
    settle(page)
    upload(page, data)
    expect(page.get_by_text("keine Arbeitsmappe, die sich öffnen lässt")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Zurück").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Ohne Zugang ausfüllen lassen"])


def test_a_sheet_leaves_the_house_only_for_those_who_fill_it_in(musterstadt: Server) -> None:
    number = open_task(head_of(musterstadt), "opening").assessment.id
    address = f"/bogen/{number}.xlsx"
    assert ask(musterstadt, address).status == 401
    assert ask(musterstadt, address, headers=PAGE).status == 303
    assert ask(musterstadt, "/bogen/999999999999999999999.xlsx").status == 401


def test_a_sheet_of_others_is_no_file_for_anybody_else(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    number = open_task(head_of(musterstadt), "opening").assessment.id
    for role in (Role.STEERING, Role.PROJECT, Role.COUNCIL):
        page = signed_in_as(musterstadt, role)
        for wanted in (number, 999_999_999_999_999_999_999):
            answer = page.context.request.get(f"{musterstadt.url}/bogen/{wanted}.xlsx")
            assert answer.status == 403
            assert "Das ist Ihnen hier nicht möglich." in answer.text()


def test_the_file_is_sent_to_be_saved_and_kept_nowhere(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "training-needs").assessment.id
    page = signed_in_as(server, Role.HEAD)
    answer = page.context.request.get(f"{server.url}/bogen/{number}.xlsx")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    saved_as = answer.headers["content-disposition"]
    assert saved_as.startswith(f'attachment; filename="bogen-{number}.xlsx";')
    assert answer.body().startswith(b"PK")
