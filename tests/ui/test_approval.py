"""The project group reads what is handed in, gives it back with a reason, and approves it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from audit.service.filling_in import submit
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, serving, settle
from tests.ui.small_town import build
from tests.ui.test_processes import acting, sheet_of


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("approval")
    build(data, with_sheets=True)
    with serving(STREAMLIT_RUN, data, AUDIT_DEMO="1") as running:
        yield running


def hand_in(server: Server) -> None:
    with acting(server, Role.HEAD) as (house, caller):
        submit(house, caller, sheet_of(server))


def open_list(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/freigabe")
    settle(page)


SHEET = "Bürgerservice: Selbsteinschätzung zur interkulturellen Öffnung"


@pytest.mark.parametrize("width", [1280, 320])
def test_a_sheet_is_given_back_handed_in_anew_and_approved(
    town: Server, signed_in_as: SignIn, width: int
) -> None:
    if width == 1280:
        hand_in(town)
    page = signed_in_as(town, Role.PROJECT)
    page.set_viewport_size({"width": width, "height": 800})
    open_list(page, town)
    page.get_by_role("link", name=SHEET).click()
    settle(page)
    page.get_by_label("Was ist noch zu tun?").fill("Bitte die Ziele nennen.")
    page.get_by_role("button", name="Bogen zurückgeben").click()
    expect(page.get_by_role("heading", name="Zurückgegeben")).to_be_visible()
    expect(page.get_by_text(SHEET)).to_be_visible()
    expect(page.get_by_role("link", name=SHEET)).to_have_count(0)
    hand_in(town)
    open_list(page, town)
    page.get_by_role("link", name=SHEET).click()
    settle(page)
    page.get_by_role("button", name="Bogen freigeben").click()
    expect(page.get_by_text("Freigegeben von Eva Moos").first).to_be_visible()
    open_list(page, town)
    approved = page.get_by_role("list", name="Freigegeben").get_by_role("listitem")
    expect(approved).to_have_count(1)
    expect(approved).to_contain_text("Freigegeben von Eva Moos")
