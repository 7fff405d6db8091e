"""Two servers with one PostgreSQL, as behind a proxy: whatever happens at one is known at the other
at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from audit.model.organisation import Role
from audit.service.house import Settings, open_house
from audit.store.assessments import load_assessments
from audit.store.engine import reading
from tests.databases import Cluster, running_postgres, what_postgres_lacks
from tests.ui.conftest import ONE_PROCESS, SETTLED, Server, SignIn, serving, settle, status_of
from tests.ui.small_town import build
from tests.ui.test_gate import PAGE, ask, post, signed_in


@dataclass(frozen=True)
class Pair:
    """Two servers, and their database."""

    one: Server
    other: Server
    cluster: Cluster
    settings: Settings


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    if reason := what_postgres_lacks():
        pytest.skip(reason)
    with running_postgres() as cluster:
        address = cluster.empty("audit")
        one, other = (tmp_path_factory.mktemp(name) for name in ("one", "other"))
        settings = Settings(data=one, database=address, demo=True)
        build(settings, with_sheets=True)
        shared = {"AUDIT_DATABASE": address, "AUDIT_DEMO": "1"}
        with (
            serving(ONE_PROCESS, one, **shared) as first,
            serving(ONE_PROCESS, other, **shared) as second,
        ):
            yield Pair(first, second, cluster, settings)


def test_who_signs_in_at_one_is_in_at_the_other_and_out_at_both(pair: Pair) -> None:
    cookies = signed_in(pair.one)
    assert ask(pair.other, "/start", cookies=cookies, headers=PAGE).status == 200
    assert post(pair.other, "/abmelden", cookies, form=cookies["audit_form"]).status == 200
    for server in (pair.one, pair.other):
        assert ask(server, "/start", cookies=cookies, headers=PAGE).status == 303


def test_what_is_saved_at_one_is_seen_at_the_other(pair: Pair, signed_in_as: SignIn) -> None:
    at_one, at_other = signed_in_as(pair.one, Role.HEAD), signed_in_as(pair.other, Role.HEAD)
    [number] = _sheets(pair)
    address = f"/ausfuellen?bogen={number}&feld=leadership"
    for page, server in ((at_one, pair.one), (at_other, pair.other)):
        page.goto(f"{server.url}{address}")
        settle(page)
    question = ".st-key-frage-goals"
    at_one.locator(question).get_by_text("teilweise umgesetzt", exact=True).click()
    expect(at_one.locator(question).get_by_text("Gespeichert um")).to_be_visible(timeout=SETTLED)
    at_other.reload()
    settle(at_other)
    radio = at_other.locator(question).get_by_role("radio", name="teilweise umgesetzt")
    expect(radio).to_be_checked()


def test_ready_is_who_has_a_database(pair: Pair) -> None:
    assert status_of(f"{pair.one.url}/bereit") == 200
    pair.cluster.stop()
    try:
        assert status_of(f"{pair.one.url}/bereit") == 503
        assert status_of(f"{pair.one.url}/gesundheit") == 200
    finally:
        pair.cluster.start()
    assert status_of(f"{pair.one.url}/bereit") == 200


def _sheets(pair: Pair) -> list[int]:
    """List the sheets of the questionnaire `opening`."""
    house = open_house(pair.settings)
    with reading(house.engine) as connection:
        found = load_assessments(connection, "now")
    house.close()
    return [one.id for one in found if one.edition.questionnaire == "opening"]
