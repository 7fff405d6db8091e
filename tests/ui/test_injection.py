"""Whatever people have written: who looks at it sees the text, and nothing else happens.

The fixture `page` fails when a dialog opens, something is asked of another computer, or the content
security policy had to step in.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.model.organisation import Channel, Role, UnitKind
from audit.model.waves import Entry, Remark
from audit.model.written import cleaned_line
from audit.service.access_points import register
from audit.service.actions import Caller, NotDone
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.house import House, Settings, open_house
from audit.service.people import add_person
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.sides import agree, ask_for, hand_in
from audit.service.tasks import tasks
from audit.service.units import add_unit
from audit.ui.plain import JOINER
from tests.hostile import TEXTS
from tests.ui.conftest import STREAMLIT_RUN, Server, SignIn, serving, settle
from tests.ui.small_town import COUNTER, PEOPLE, build
from tests.ui.test_main_job import house_of

ALL = "\n".join(TEXTS)
AGREED = "goals"
VIEWS = {
    Role.HEAD: '"><img src=x onerror=alert(1)>',
    Role.DELEGATE: "[x](javascript:alert(1)) $$1+1$$ :red[x]",
}


def caller(house: House, role: Role) -> Caller:
    found = caller_of(house, sign_in_for_demo(house, PEOPLE[role].id))
    assert found is not None
    return found


def write_everywhere(house: House) -> None:
    """Let the head, and the administration, write every text into what they may name."""
    head, admin = caller(house, Role.HEAD), caller(house, Role.ADMIN)
    for number, text in enumerate(TEXTS):
        try:
            register(house, head, COUNTER, text, Channel.DIGITAL, text)
        except NotDone:  # the same text as another one, once it was cleaned
            continue
        add_person(house, admin, text, f"person-{number}", [])
        add_unit(house, admin, text, UnitKind.DEPARTMENT, COUNTER, None)
    for task in tasks(house, head):
        if task.questionnaire.id == "opening":
            for question in task.questionnaire.questions():
                save_remark(house, head, task.assessment.id, question.id, Remark(ALL, ALL), after=0)
            compare_views(house, task.assessment.id)
            submit(house, head, task.assessment.id)


def compare_views(house: House, sheet: int) -> None:
    """Let two people give their views, which are called as no view should be, and agree."""
    for role, name in VIEWS.items():
        view = ask_for(house, caller(house, Role.HEAD), sheet, name, PEOPLE[role].id)
        save_entry(house, caller(house, role), view, AGREED, Entry("fully"), after=0)
        hand_in(house, caller(house, role), sheet)
    head = caller(house, Role.HEAD)
    answered = save_entry(house, head, sheet, AGREED, Entry("fully"), after=0)
    agree(house, head, sheet, AGREED, ALL, after=answered.revision)


@pytest.fixture(scope="module")
def written_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small town whose people write what they like."""
    data: Path = tmp_path_factory.mktemp("hostile")
    build(data, with_sheets=True)
    house = open_house(Settings(data=data, demo=True))
    write_everywhere(house)
    house.close()
    with serving(STREAMLIT_RUN, data, AUDIT_DEMO="1") as running:
        yield running


def shown(page: Page) -> str:
    """Read what a page shows, without what only keeps programs from reading it otherwise."""
    parts = page.locator(
        '[data-testid="stMain"], [data-testid="stMain"] input, [data-testid="stMain"] textarea'
    )
    texts = parts.evaluate_all("all => all.map(one => one.value ?? one.textContent)")
    return " ".join(re.sub(r"\s+", " ", one.replace(JOINER, "")) for one in texts)


def missing(there: str) -> list[str]:
    return [text for text in TEXTS if re.sub(r"\s+", " ", text).strip() not in there]


def does_nothing(page: Page) -> None:
    main = page.get_by_test_id("stMain")
    assert main.locator("script, iframe, img[src^='http'], img[src='x'], .katex").count() == 0
    assert main.locator("a[href^='javascript:'], a[href*='127.0.0.1:9']").count() == 0


SCREENS = [
    (Role.HEAD, "zugaenge"),
    (Role.ADMIN, "dienststellen"),
    (Role.ADMIN, "personen"),
    (Role.ADMIN, "protokoll"),
    (Role.PROJECT, "freigabe"),
    (Role.PROJECT, "stand"),
    (Role.PROJECT, "faellig"),
    (Role.PROJECT, "links"),
    (Role.PROJECT, "protokoll"),
]
SHOWS_ALL = {(Role.HEAD, "zugaenge"), (Role.ADMIN, "dienststellen")}


@pytest.mark.parametrize(("role", "screen"), SCREENS)
def test_every_text_is_shown_as_it_was_written_and_does_nothing(
    written_on: Server, signed_in_as: SignIn, role: Role, screen: str
) -> None:
    page = signed_in_as(written_on, role)
    page.goto(f"{written_on.url}/{screen}")
    settle(page)
    does_nothing(page)
    if (role, screen) in SHOWS_ALL:
        assert missing(shown(page)) == []


def test_every_name_of_a_person_is_shown_as_it_was_written(
    written_on: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(written_on, Role.ADMIN)
    page.goto(f"{written_on.url}/personen")
    there = ""
    for digit in range(10):  # a page lists 50 people at most
        look_for(page, "nobody at all", "0 von ")
        look_for(page, f"-{digit}", "[1-9][0-9]* von ")
        does_nothing(page)
        there += shown(page)
    assert missing(there) == []


def look_for(page: Page, name: str, told: str) -> None:
    settle(page)
    page.get_by_label("Name suchen").fill(name)
    page.get_by_label("Name suchen").press("Enter")
    expect(page.get_by_text(re.compile(f"^{told}"))).to_be_visible()
    settle(page)


def test_every_remark_is_read_as_it_was_written(written_on: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(written_on, Role.PROJECT)
    page.goto(f"{written_on.url}/freigabe")
    settle(page)
    page.get_by_role("link", name=re.compile("Selbsteinschätzung")).click()
    expect(page.get_by_text("Zu allen eingereichten Bögen")).to_be_visible()
    settle(page)
    does_nothing(page)
    assert missing(shown(page)) == []


def sheet_of_the_unit(server: Server) -> int:
    house = house_of(server)
    mine = tasks(house, caller(house, Role.HEAD))
    house.close()
    return next(
        task.assessment.id
        for task in mine
        if task.side is None and task.questionnaire.id == "opening"
    )


def test_names_of_views_and_what_was_agreed_are_read_as_they_were_written(
    written_on: Server, signed_in_as: SignIn
) -> None:
    page, number = signed_in_as(written_on, Role.HEAD), sheet_of_the_unit(written_on)
    page.goto(f"{written_on.url}/sichtweisen?bogen={number}")
    settle(page)
    does_nothing(page)
    assert [name for name in VIEWS.values() if name not in shown(page)] == []
    page.goto(f"{written_on.url}/sichtweisen?bogen={number}&frage={AGREED}")
    settle(page)
    does_nothing(page)
    assert missing(shown(page)) == []


def look_at_file(page: Page, file: Path, heads: str, rows: list[list[str]]) -> None:
    """Send a table as any program would write it, and look at what it would change."""
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table, delimiter=";").writerows([heads.split(";"), *rows])
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Datei hochladen").click()
    expect(page.get_by_text(f"Datei: {file.name}")).to_be_visible()
    settle(page)
    does_nothing(page)


def test_lists_from_files_show_every_name_and_every_mistake_as_they_were_written(
    written_on: Server, signed_in_as: SignIn, tmp_path: Path
) -> None:
    page = signed_in_as(written_on, Role.ADMIN)
    page.goto(f"{written_on.url}/personen-datei")
    settle(page)
    heads, offices = "Name;Anmeldename;Aufgabe;Bereich", [""] * 2
    rows = [[text, f"new-{number}", *offices] for number, text in enumerate(TEXTS)]
    look_at_file(page, tmp_path / "personen.csv", heads, rows)
    assert missing(shown(page)) == []
    rows = [["Nina", f"n-{number}", text, ""] for number, text in enumerate(TEXTS[:10])]
    look_at_file(page, tmp_path / "falsch.csv", heads, rows)
    assert not set(missing(shown(page))) & set(TEXTS[:10])

    page.goto(f"{written_on.url}/dienststellen-datei")
    settle(page)
    heads = "Kurzname;Name;Art;gehört zu"
    names = dict.fromkeys(cleaned_line(f"{text} neu") for text in TEXTS)  # no two are alike
    rows = [[f"new-{number}", name, "Fachdienst", "city"] for number, name in enumerate(names)]
    rows = [["city", "Kleinstadt", "Stadt", ""], *rows]
    look_at_file(page, tmp_path / "dienststellen.csv", heads, rows)
    assert missing(shown(page)) == []


def test_nothing_is_kept_in_the_browser(written_on: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(written_on, Role.HEAD)
    page.goto(f"{written_on.url}/zugaenge")
    settle(page)
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "alert(1)" not in kept
    assert PEOPLE[Role.HEAD].name not in kept
    assert {one["name"] for one in page.context.cookies()} <= {
        "audit_session",
        "audit_form",
        "audit_language",
    }
