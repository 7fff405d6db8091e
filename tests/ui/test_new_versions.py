"""A newer version is offered, looked at, and moved to; in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Role
from audit.service.commenting import say as comment
from audit.service.evidence import add_link
from audit.service.house import QUESTIONNAIRES
from audit.service.new_versions import offer
from audit.service.sessions import caller_of, sign_in_for_demo
from tests.ui.conftest import ROOT, Server, SignIn, axe, serving, settle, streamlit_run
from tests.ui.small_town import PEOPLE, build
from tests.ui.test_evidence import sheet
from tests.ui.test_handing_over import say
from tests.ui.test_main_job import house_of

OPENING = (QUESTIONNAIRES / "opening.yaml").read_text(encoding="utf-8")


GONE = OPENING[
    OPENING.index("      - id: mission-in-practice") : OPENING.index("      - id: goals")
]
GOALS = "Hat Ihr Fachdienst eigene Ziele zur interkulturellen Öffnung?"
WORDED = "Hat Ihr Fachdienst eigene Ziele zur Öffnung aufgeschrieben?"
ADDED = "Gehören Sprachen zu Ihren Zielen?"
NEWER = (
    OPENING.replace("version: 1", "version: 2", 1)
    .replace(GONE, f"      - {{id: language-goals, type: yes_no, text: '{ADDED}'}}\n\n")
    .replace(GOALS, WORDED)
)
"""Asks for goals in other words and for languages, and no longer for a text."""


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("versions")
    build(data, with_sheets=True)
    (data / "questionnaires").mkdir()
    (data / "questionnaires" / "opening.yaml").write_text(NEWER, encoding="utf-8")
    app = ROOT / "tests" / "ui" / "newer_app.py"
    with serving(streamlit_run(app), data, AUDIT_DEMO="1") as running:
        yield running


def offer_as_the_project_group(page: Page, town: Server) -> None:
    page.goto(f"{town.url}/erhebungsrunden?runde=now")
    settle(page)
    page.get_by_text("Was sich ändert").click()
    expect(page.get_by_text(f"Bisher hieß die Frage: {GOALS}")).to_be_visible()
    settle(page)
    axe(page)
    button = page.get_by_role("button", name="Neue Fassung anbieten")
    button.click()
    expect(page.get_by_text("Bitte bestätigen Sie zuerst")).to_be_visible()
    page.get_by_text("Ja, in dieser Runde soll ab jetzt Fassung 2 gelten.").click()
    button.click()
    expect(page.get_by_text("Noch nicht auf Fassung 2 umgestellt sind 1 von 1")).to_be_visible()
    settle(page)
    axe(page)


def look_at_what_changes(page: Page, town: Server, number: int) -> None:
    page.goto(f"{town.url}/aufgaben")
    card = page.locator(f".st-key-task-{number}")
    expect(card.get_by_text("Für diesen Fragebogen gibt es eine neue Fassung.")).to_be_visible()
    way = card.get_by_role("link", name="Ansehen, was sich ändert")
    expect(way).to_have_attribute("href", re.compile(rf"neue-fassung\?bogen={number}$"))
    settle(page)
    axe(page)
    page.goto(f"{town.url}/ausfuellen?bogen={number}")
    settle(page)
    axe(page)
    page.get_by_role("link", name="Ansehen, was sich ändert").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Neue Fassung"])
    expect(page.get_by_text("Neu: 1", exact=True)).to_be_visible()
    expect(page.get_by_text("Geändert: 1", exact=True)).to_be_visible()
    expect(page.get_by_text("Entfällt: 1", exact=True)).to_be_visible()
    expect(page.get_by_text(ADDED).first).to_be_visible()
    expect(page.get_by_text(f"Bisher hieß die Frage: {GOALS}")).to_be_visible()
    expect(page.get_by_text("bleibt aber hier nachzulesen")).to_be_visible()
    settle(page)
    axe(page)


def test_a_newer_version_is_offered_looked_at_and_moved_to(
    town: Server, signed_in_as: SignIn
) -> None:
    number = sheet(town)
    answers = {"public-contact": "sometimes", "mission-in-practice": "partly", "goals": "mostly"}
    say(town, number, answers, head=PEOPLE[Role.HEAD].id)
    lay_beside(town, number, "mission-in-practice")
    offer_as_the_project_group(signed_in_as(town, Role.PROJECT), town)

    page = signed_in_as(town, Role.HEAD)
    page.goto(f"{town.url}/pruefen?bogen={number}")
    settle(page)
    page.get_by_text("Ich habe die Antworten geprüft.").click()
    page.get_by_role("button", name="Jetzt einreichen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte stellen Sie den Bogen zuerst um")
    look_at_what_changes(page, town, number)
    page.get_by_text("Diese Antwort gilt auch für die neue Formulierung.").click()
    page.get_by_role("button", name="Auf die neue Fassung umstellen").click()
    expect(page.get_by_text("Fassung 2 statt 1, umgestellt am")).to_be_visible()
    expect(page.get_by_text("Umgestellt hat: Ina Beet")).to_be_visible()
    settle(page)
    axe(page)
    expect(page.get_by_text("Liegt das noch im Intranet?")).to_be_visible()
    link = page.get_by_role("link", name="Auszug (stadt.example)")
    expect(link).to_be_visible()
    page.get_by_role("radiogroup").get_by_text(re.compile("^Auszug")).click()
    page.get_by_role("button", name="Endgültig entfernen").click()
    expect(link).to_have_count(0)

    page.goto(f"{town.url}/ausfuellen?bogen={number}&feld=leadership")
    settle(page)
    expect(page.get_by_text(WORDED).first).to_be_visible()
    expect(page.locator(".st-key-frage-goals").get_by_role("radio", checked=True)).to_have_count(1)
    expect(page.get_by_text(ADDED).first).to_be_visible()
    expect(page.locator(".st-key-frage-mission-in-practice")).to_have_count(0)
    page.goto(f"{town.url}/ausfuellen?bogen={number}")
    settle(page)
    page.get_by_role("link", name="Was die neue Fassung geändert hat").click()
    expect(page.get_by_text("bleibt aber hier nachzulesen")).to_be_visible()


def test_a_move_is_refused_when_somebody_answered_meanwhile(
    town: Server, signed_in_as: SignIn
) -> None:
    number, head = sheet(town), PEOPLE[Role.HEAD].id
    offer_behind_the_back(town)
    page = signed_in_as(town, Role.HEAD)
    page.goto(f"{town.url}/neue-fassung?bogen={number}")
    settle(page)
    say(town, number, {"goals": "none"}, head=head)
    page.get_by_role("button", name="Auf die neue Fassung umstellen").click()
    expect(page.get_by_role("alert")).to_contain_text("Umgestellt ist noch nichts")
    expect(page.get_by_text("Diese Antwort gilt auch für die neue Formulierung.")).to_be_visible()
    settle(page)
    axe(page)


def lay_beside(town: Server, number: int, question: str) -> None:
    """Let the head have added a link beside a question, and a comment."""
    house = house_of(town)
    head = caller_of(house, sign_in_for_demo(house, PEOPLE[Role.HEAD].id))
    assert head is not None
    add_link(house, head, number, question, "https://stadt.example/auszug", "Auszug")
    comment(house, head, number, question, "Liegt das noch im Intranet?")
    house.close()


def offer_behind_the_back(town: Server) -> None:
    house = house_of(town)
    paula = caller_of(house, sign_in_for_demo(house, PEOPLE[Role.PROJECT].id))
    assert paula is not None
    offer(house, paula, "now", "opening", 2, town.data / "questionnaires")
    house.close()
