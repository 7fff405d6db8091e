"""Links and files beside a question, in a real browser; what the address of a file gives whom."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from audit.service.filling_in import submit
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.tasks import tasks
from tests.files.test_evidence_files import SVG, pdf, photo
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, axe, serving, settle
from tests.ui.small_town import LINK, PEOPLE, build
from tests.ui.test_gate import PAGE, ask, signed_in
from tests.ui.test_main_job import house_of, note_at

QUESTION = "goals"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("evidence")
    build(data, with_sheets=True)
    with serving(STREAMLIT_RUN, data, AUDIT_DEMO="1") as running:
        yield running


def sheet(server: Server) -> int:
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, PEOPLE[Role.HEAD].id))
    assert caller is not None
    mine = {task.assessment.edition: task.assessment.id for task in tasks(house, caller)}
    house.close()
    return next(id_ for edition, id_ in mine.items() if edition.questionnaire == "opening")


def hand_in(server: Server, number: int) -> None:
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, PEOPLE[Role.HEAD].id))
    assert caller is not None
    submit(house, caller, number)
    house.close()


def upload(page: Page, name: str, content: bytes) -> None:
    settle(page)
    page.get_by_label("PDF, Bild, Word, Excel oder LibreOffice").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Datei hochladen").click()


def files(page: Page) -> list[str]:
    links = page.locator("ul.evidence a[download]")
    return [str(links.nth(at).get_attribute("href")) for at in range(links.count())]


def test_links_and_files_are_added_read_and_removed(town: Server, signed_in_as: SignIn) -> None:
    number = sheet(town)
    page = signed_in_as(town, Role.HEAD)
    page.goto(f"{town.url}/ausfuellen?bogen={number}&feld=leadership&frage={QUESTION}")
    settle(page)
    box = page.locator(f".st-key-frage-{QUESTION}")
    note_at(page, QUESTION)
    box.get_by_role("link", name="Links und Dateien als Nachweis (0)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Nachweise"])
    settle(page)
    axe(page)

    page.get_by_label("Adresse der Seite").fill("http://example.org/")
    page.get_by_role("button", name="Link hinzufügen").click()
    expect(page.get_by_text("Das ist keine Adresse")).to_be_visible()
    settle(page)
    page.get_by_label("Adresse der Seite").fill("https://example.org/a?b=1")
    page.get_by_label("Worum es geht").fill("<b>Konzept</b>")
    page.get_by_role("button", name="Link hinzufügen").click()
    link = page.get_by_role("link", name="<b>Konzept</b> (example.org)")
    expect(link).to_have_attribute("href", "https://example.org/a?b=1")
    expect(link).to_have_attribute("rel", re.compile("noreferrer"))

    upload(page, "Konzept.exe", pdf())
    expect(page.get_by_role("link", name="Konzept.exe.pdf")).to_be_visible()
    upload(page, "Aushang.pdf", photo())
    expect(page.get_by_role("link", name="Aushang.jpg")).to_be_visible()
    settle(page)
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Konzept.exe.pdf").click()
    assert download.value.suggested_filename == "Konzept.exe.pdf"
    assert Path(download.value.path()).read_bytes() == pdf()

    upload(page, "Bild.png", SVG)
    expect(page.get_by_text("Diese Art von Datei wird nicht angenommen.")).to_be_visible()
    page.get_by_role("link", name="Zurück").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Nachweise"])
    settle(page)

    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_text(re.compile(r"^Aushang\.jpg \(\d+ KB\)$")).click()
    page.get_by_role("button", name="Endgültig entfernen").click()
    expect(page.get_by_role("link", name="Aushang.jpg")).to_have_count(0)
    settle(page)
    page.get_by_role("link", name="Zurück zum Bogen").click()
    settle(page)
    expect(box.get_by_role("link", name="Links und Dateien als Nachweis (2)")).to_be_visible()


def test_whoever_checks_reads_files_once_the_sheet_is_handed_in(
    town: Server, signed_in_as: SignIn
) -> None:
    number = sheet(town)
    page = signed_in_as(town, Role.HEAD)
    page.goto(f"{town.url}/nachweise?bogen={number}&frage={QUESTION}")
    settle(page)
    upload(page, "Für alle.pdf", pdf())
    expect(page.get_by_role("link", name="Für alle.pdf")).to_be_visible()
    settle(page)
    address = files(page)[-1]

    own = ask(town, address, cookies=signed_in(town, Role.HEAD))
    assert own.status == 200
    assert own.headers["content-type"] == "application/pdf"
    assert own.headers["cache-control"] == "no-store"
    assert own.headers["x-content-type-options"] == "nosniff"
    assert own.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert own.headers["content-disposition"] == (
        "attachment; filename=\"F_r alle.pdf\"; filename*=UTF-8''F%C3%BCr%20alle.pdf"
    )
    assert ask(town, address, cookies=signed_in(town, Role.DELEGATE)).status == 200
    assert ask(town, address, headers=PAGE).status == 303
    assert ask(town, address).status == 401
    guest = ask(town, f"/t/{LINK}").cookies
    others = (Role.PROJECT, Role.STEERING, Role.COUNCIL, Role.ADMIN)
    for cookies in (guest, *(signed_in(town, role) for role in others)):
        refusal = ask(town, address, cookies=cookies)
        assert refusal.status == 403
        assert "Das ist Ihnen hier nicht möglich." in refusal.text

    hand_in(town, number)
    assert ask(town, address, cookies=signed_in(town, Role.PROJECT)).status == 200
    assert ask(town, address, cookies=signed_in(town, Role.STEERING)).status == 403
    page = signed_in_as(town, Role.PROJECT)
    page.goto(f"{town.url}/freigabe?bogen={number}")
    settle(page)
    expect(page.get_by_role("link", name="Für alle.pdf")).to_be_visible()
    axe(page)


def test_an_address_of_nothing_says_no_more_than_one_of_somebody_else(town: Server) -> None:
    cookies = signed_in(town, Role.HEAD)
    for address in ("/datei/gone", "/datei/..%2f..%2fetc%2fpasswd", "/datei/%00", "/datei/%C3%A4"):
        answer = ask(town, address, cookies=cookies)
        assert answer.status in {400, 403, 404}
