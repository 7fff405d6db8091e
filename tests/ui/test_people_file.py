"""Many people from a file, in a real browser: looked at, mended, taken over, and their codes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, open_to_everybody, serving, settle
from tests.ui.small_town import build

HEAD = "Name;Anmeldename;Aufgabe;Bereich\n"


@pytest.fixture
def kleinstadt(tmp_path: Path) -> Iterator[Server]:
    build(tmp_path)
    with serving(STREAMLIT_RUN, tmp_path, AUDIT_DEMO="1") as running:
        yield running


def send(page: Page, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Datei hochladen").click()
    expect(page.get_by_text(f"Datei: {file.name}")).to_be_visible()
    settle(page)


def test_people_come_in_by_a_file_and_their_codes_are_shown_once(
    kleinstadt: Server, signed_in_as: SignIn, tmp_path: Path
) -> None:
    page = signed_in_as(kleinstadt, Role.ADMIN)
    page.goto(f"{kleinstadt.url}/personen")
    settle(page)
    page.get_by_role("link", name="Personen aus einer Datei aufnehmen").click()
    settle(page)
    send(page, tmp_path / "falsch.csv", HEAD + "Nina Neu;nina;Leitnug;Bürgerservice\n")
    expect(page.get_by_text("Zeile 2:")).to_be_visible()
    expect(page.get_by_text("Meinten Sie „Leitung“?")).to_be_visible()
    expect(page.get_by_role("button", name="Jetzt übernehmen")).to_have_count(0)
    open_to_everybody(page)

    rows = "Nina <b>Neu</b>;nina;Leitung;Bürgerservice\n=1+1;omar;Lenkungsgruppe;\n"
    send(page, tmp_path / "Liste.csv", HEAD + rows)
    expect(page.get_by_text("Nina <b>Neu</b> (nina): Leitung: Bürgerservice")).to_be_visible()
    open_to_everybody(page)
    page.get_by_role("button", name="Jetzt übernehmen").click()
    box = page.locator(".st-key-staff-handed")
    expect(box.get_by_role("row")).to_have_count(3)
    open_to_everybody(page)
    with page.expect_download() as saved:
        box.get_by_role("button", name="Einmalcodes als Datei speichern").click()
    written = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert saved.value.suggested_filename == "einmalcodes.csv"
    assert written[0] == "Name;Anmeldename;Einmalcode;gilt bis"
    assert written[2].startswith("'=1+1;omar;")
    code = written[1].split(";")[2]
    expect(box).to_contain_text(code)
    box.get_by_role("button", name="Weitergegeben").click()
    expect(box).to_have_count(0)
    expect(page.get_by_text("Die Datei ist übernommen.").first).to_be_visible()
    page.get_by_role("link", name="Zu den Personen").click()
    expect(page.get_by_role("link", name="Nina <b>Neu</b>")).to_be_visible()


@pytest.mark.parametrize("role", [Role.HEAD, Role.PROJECT])
def test_others_have_no_such_screen(server: Server, signed_in_as: SignIn, role: Role) -> None:
    page = signed_in_as(server, role)
    page.goto(f"{server.url}/personen-datei")
    settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("gehört nicht zu Ihrer Aufgabe")


def test_codes_are_given_back_only_to_a_page_of_ours(server: Server, page: Page) -> None:
    stranger = page.context.request.post(f"{server.url}/einmalcodes.csv", form={"codes": "[]"})
    assert stranger.status == 401


def test_a_form_from_elsewhere_gets_no_file(server: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(server, Role.ADMIN)
    sent: dict[str, str | float | bool] = {"codes": '[["a", "b", "c", "d"]]', "form": "guessed"}
    answer = page.context.request.post(f"{server.url}/einmalcodes.csv", form=sent)
    assert answer.status == 403
