"""What the server writes for whoever runs it tells nothing about people."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.model.organisation import Role
from tests.ui.conftest import STREAMLIT_RUN, TWO_PROCESSES, Server, SignIn, serving, settle
from tests.ui.small_town import LINK, PEOPLE, build
from tests.ui.test_gate import PAGE, ask, post, signed_in

KINDS = {"serve": TWO_PROCESSES, "streamlit run": STREAMLIT_RUN}


@pytest.fixture(params=sorted(KINDS))
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    build(tmp_path, with_sheets=True)
    with serving(KINDS[request.param], tmp_path, AUDIT_DEMO="1") as server:
        yield server


def test_the_log_of_the_server_names_nobody(running: Server, signed_in_as: SignIn) -> None:
    cookies = signed_in(running)
    guest = ask(running, f"/t/{LINK}", headers=PAGE)
    post(running, "/anmelden", {"audit_form": "x"}, form="x", person=PEOPLE[Role.HEAD].id)
    ask(running, "/start?weiter=geheim", cookies={"audit_session": "geheim"}, headers=PAGE)
    page = signed_in_as(running, Role.HEAD)
    page.goto(f"{running.url}/aufgaben")
    settle(page)
    page.goto(f"{running.url}/ausfuellen?bogen=999999")
    settle(page)
    written = running.log.read_text(encoding="utf-8")
    secrets = [*cookies.values(), *guest.cookies.values(), LINK, "geheim"]
    people = [word for person in PEOPLE.values() for word in (person.name, f"'{person.id}'")]
    for told in [*secrets, *people]:
        assert told not in written
    addresses = re.findall(r"127\.0\.0\.1:(\d+)", written)
    assert set(addresses) <= {str(running.port)}
