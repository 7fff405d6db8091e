"""The log in a real browser: found, read, saved, and shown to nobody else."""

import csv
import io
import json

from playwright.sync_api import expect

from audit.model.organisation import Role
from audit.service.house import Settings, open_house
from audit.store.engine import writing
from audit.store.log import Deed, append
from tests.ui.conftest import Server, SignIn, axe, settle
from tests.ui.small_town import PEOPLE

HOSTILE = '=HYPERLINK("http://127.0.0.1/","x")<img src=x onerror=alert(1)>'


def leave_lines(server: Server) -> None:
    house = open_house(Settings(data=server.data, demo=True))
    head = PEOPLE[Role.HEAD].id
    with writing(house.engine) as connection:
        append(connection, Deed(house.clock(), head, "filling_in.submit", None, "assessment 1"))
        append(
            connection,
            Deed(
                house.clock(), head, "access_points.register", None, "access point 1", "", HOSTILE
            ),
        )
    house.close()


def test_the_log_is_found_read_and_saved(server: Server, signed_in_as: SignIn) -> None:
    leave_lines(server)
    page = signed_in_as(server, Role.ADMIN)
    page.goto(f"{server.url}/protokoll")
    settle(page)
    name = PEOPLE[Role.HEAD].name
    table = page.get_by_role("table", name="Protokoll")
    expect(table).to_contain_text(f"{name} hat einen Bogen eingereicht.")
    expect(table).to_contain_text(HOSTILE)
    axe(page)

    page.goto(f"{server.url}/protokoll?handlung=filling_in.submit")
    settle(page)
    expect(table).to_contain_text("eingereicht")
    expect(table).not_to_contain_text("Zugang eingetragen")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Tabelle (CSV)").click()
    text = saved.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["Was geschah"] for row in rows} == {f"{name} hat einen Bogen eingereicht."}


def test_saved_texts_are_no_formulas_and_no_times(server: Server, signed_in_as: SignIn) -> None:
    leave_lines(server)
    page = signed_in_as(server, Role.PROJECT)
    answer = page.context.request.get(f"{server.url}/protokoll.csv")
    saved_as = answer.headers["content-disposition"]
    assert saved_as.startswith('attachment; filename="protokoll.csv";')
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig")), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert f"'{HOSTILE}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert not [cell for cell in cells if cell.count(":") >= 2]

    lines = page.context.request.get(f"{server.url}/protokoll.jsonl").text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert HOSTILE in {entry["new"] for entry in entries}
    assert all(len(entry["day"]) == 10 and len(entry["hash"]) == 64 for entry in entries)


def test_the_file_is_given_to_nobody_else(server: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(server, Role.STEERING)
    for file in ("protokoll.csv", "protokoll.jsonl"):
        assert page.context.request.get(f"{server.url}/{file}").status == 403
        stranger = page.context.browser
        assert stranger is not None
        outside = stranger.new_context()
        assert outside.request.get(f"{server.url}/{file}", max_redirects=0).status == 401
        outside.close()
