"""The main job, walked as people do it, in a real browser with a real server."""

import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from audit.model.organisation import Role
from audit.model.waves import AssessmentState
from audit.service.forms import open_form
from audit.service.house import House, Settings, open_house
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.tasks import Task, tasks
from audit.ui.environment import SAVE_AFTER
from tests.ui.choosing import choose, choose_from_menu, pick
from tests.ui.conftest import SETTLED, Proxy, Server, SignIn, axe, settle

PHONE = {"width": 390, "height": 844}
HEAD = "schneeweiss"
"""Leads the Bürgerservice of Musterstadt, with open tasks."""


def head_of(server: Server) -> Server:
    return replace(server, people={**server.people, Role.HEAD: HEAD})


def house_of(server: Server) -> House:
    return open_house(Settings(data=server.data, demo=True))


def open_task(server: Server, questionnaire: str) -> Task:
    """Find what the head has to do, behind the browser's back."""
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, HEAD))
    assert caller is not None
    found = [
        task
        for task in tasks(house, caller)
        if task.running
        and task.questionnaire.id == questionnaire
        and task.assessment.state is AssessmentState.DRAFT
    ]
    house.close()
    return found[0]


def stored(server: Server, assessment: int, cell: str) -> str:
    """Read an answer where it is kept."""
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, HEAD))
    assert caller is not None
    entry = open_form(house, caller, assessment).sheet.entries.get(cell)
    house.close()
    return "" if entry is None else entry.value


def noted(server: Server, assessment: int, name: str) -> str:
    """Read a comment where it is kept."""
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, HEAD))
    assert caller is not None
    remark = open_form(house, caller, assessment).remarks.get(name)
    house.close()
    return "" if remark is None else remark.comment


def wait_for(kept: Callable[[], str], expected: str) -> None:
    """Wait until something is kept."""
    until = time.monotonic() + 30
    while time.monotonic() < until and kept() != expected:
        time.sleep(0.2)
    assert kept() == expected


def question(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-frage-{name}")


def note_at(page: Page, name: str) -> None:
    """Ask for the fields of a remark at a question."""
    more = question(page, name).get_by_role("button", name="Mehr zu Frage")
    choose_from_menu(more, "Anmerkung oder Nachweis notieren")


def saved(page: Page, name: str) -> None:
    expect(question(page, name).get_by_text("Gespeichert um")).to_be_visible(timeout=SETTLED)


def test_a_head_fills_in_an_access_point_on_a_phone_loses_the_connection_and_submits(
    musterstadt: Server, signed_in_as: SignIn, proxy_to: Callable[[Server], Proxy]
) -> None:
    server = head_of(musterstadt)
    task = open_task(server, "access-analogue")
    number = task.assessment.id
    proxy = proxy_to(server)
    page = signed_in_as(server, Role.HEAD)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})

    page.goto(f"{proxy.url}/aufgaben")
    settle(page)
    card = page.locator(f".st-key-task-{number}")
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Fragebogen"])
    expect(page.get_by_text("Jede Antwort wird sofort gespeichert.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Finden und hinkommen")).click()
    expect(page.get_by_role("heading", name="Finden und hinkommen")).to_be_visible()

    question(page, "partner-organisations").get_by_text("teilweise umgesetzt").click()
    saved(page, "partner-organisations")
    assert stored(server, number, "partner-organisations") == "partly"

    note_at(page, "partner-organisations")
    note = question(page, "partner-organisations").get_by_role("textbox", name="Anmerkung")
    note.press_sequentially("Vor dem Tunnel")
    proxy.cut()
    note.press_sequentially(", und im Tunnel")
    time.sleep(2)
    proxy.mend()
    expect(page.get_by_text("Connection error")).to_have_count(0, timeout=40_000)
    expect(note).to_be_enabled(timeout=40_000)
    before = note.input_value()
    assert before.startswith("Vor dem Tunnel")
    wait_for(lambda: noted(server, number, "partner-organisations"), before.strip())

    page.reload()
    settle(page)
    chosen = question(page, "partner-organisations").get_by_role(
        "radio", name="teilweise umgesetzt"
    )
    expect(chosen).to_be_checked()
    expect(
        question(page, "partner-organisations").get_by_role("textbox", name="Anmerkung")
    ).to_have_value(re.compile("Vor dem Tunnel"))

    page.get_by_role("link", name="Prüfen und einreichen").click()
    expect(page.get_by_text("noch offen")).to_be_visible()
    axe(page)
    page.get_by_text("Ich habe die Antworten geprüft.").click()
    page.get_by_role("button", name="Jetzt einreichen").click()
    expect(page.get_by_text("ist eingereicht").first).to_be_visible()
    page.goto(f"{proxy.url}/aufgaben")
    settle(page)
    expect(page.locator(f".st-key-task-{number}")).to_contain_text("eingereicht")


def test_what_is_typed_when_a_page_is_closed_is_saved(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    page = signed_in_as(server, Role.HEAD)
    page.goto(f"{server.url}/ausfuellen?bogen={number}&feld=quality")
    settle(page)
    text = question(page, "good-practice").get_by_role("textbox").first
    text.press_sequentially("Sprechstunde im Stadtteil")
    page.goto("about:blank")
    wait_for(lambda: stored(server, number, "good-practice"), "Sprechstunde im Stadtteil")


@pytest.mark.parametrize("way", ["button", "menu", "back"])
@pytest.mark.parametrize("kind", ["text", "choice"])
def test_what_was_just_given_is_saved_whatever_comes_next(
    musterstadt: Server, signed_in_as: SignIn, kind: str, way: str
) -> None:
    """A page that is left is read no more; so nobody can leave it too early."""
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    page = signed_in_as(server, Role.HEAD)
    page.goto(f"{server.url}/aufgaben")
    settle(page)
    page.locator(f".st-key-task-{number} a").first.click()
    settle(page)
    page.get_by_role("button", name=re.compile("Qualität, Lernen und Rückblick")).last.click()
    expect(question(page, "support-needed")).to_be_visible()
    settle(page)
    if kind == "text":
        cell, value = "support-needed", f"Kurz vor „{way}“"
        question(page, cell).get_by_role("textbox").first.fill(value)
    else:
        cell = "case-learning"
        codes = {"none": "nicht vorhanden", "planned": "geplant oder vereinzelt"}
        value = next(code for code in codes if code != stored(server, number, cell))
        question(page, cell).get_by_text(codes[value], exact=True).click()
    match way:
        case "button":
            page.get_by_role("button", name=re.compile("^Zurück: ")).click()
        case "menu":
            page.get_by_role("link", name="Meine Zugänge").click()
        case _:
            page.wait_for_timeout(100)  # faster than any hand
            page.go_back()
    wait_for(lambda: stored(server, number, cell), value)


def test_an_answer_calls_up_the_questions_that_depend_on_it_at_once(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.GUEST, "demo-sprachen")
    page.goto(f"{musterstadt.url}/teilnehmen?feld=starting-point")
    settle(page)
    expect(page.get_by_role("button", name="Weiter: Ihre Sprachen")).to_have_count(0)
    page.get_by_text("Ja", exact=True).click()
    expect(page.get_by_role("button", name="Weiter: Ihre Sprachen")).to_be_visible()


def test_who_goes_on_at_once_comes_to_what_the_answer_called_up(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.GUEST, "demo-sprachen")
    page.goto(f"{musterstadt.url}/teilnehmen?feld=starting-point")
    settle(page)
    page.get_by_text("Ja", exact=True).click()
    page.locator('[class*="st-key-turn--primary"] button').first.click()
    expect(page.get_by_role("heading", name="Ihre Sprachen")).to_be_visible()


def test_who_writes_on_while_the_text_is_saved_loses_no_letter(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    page = signed_in_as(server, Role.HEAD)
    page.goto(f"{server.url}/ausfuellen?bogen={number}&feld=quality")
    settle(page)
    field = question(page, "support-needed").get_by_role("textbox").first
    field.fill("")
    settle(page)
    sentence = "Wir brauchen Zeit, Geld und jemanden, der uns zuhört."
    for number_of_word, word in enumerate(sentence.split(" ")):
        field.press_sequentially(f"{word} ", delay=30)
        # So the next word comes before, while and after the text is saved.
        page.wait_for_timeout(SAVE_AFTER + 40 * number_of_word)
    expect(field).to_have_value(f"{sentence} ")
    wait_for(lambda: stored(server, number, "support-needed"), sentence)


def test_a_member_of_staff_answers_by_link_in_another_language(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.GUEST, "demo-sprachen")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto(f"{musterstadt.url}/teilnehmen?lang=en")
    settle(page)
    expect(page.get_by_text("voluntary").first).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_text("Yes", exact=True).click()
    page.get_by_role("button", name=re.compile("^Next: ")).click()
    pick(page.get_by_role("combobox", name="Add a language"), "Turkish")
    for skill in ("Turkish: speaking", "Turkish: writing"):
        choose(page, skill, "B2")
    settle(page)
    axe(page)
    page.reload()
    settle(page)
    expect(page.get_by_role("combobox", name="Turkish: speaking")).to_be_visible()
    page.goto(f"{musterstadt.url}/teilnehmen?lang=en")
    settle(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Your answers have been sent. Thank you!").first).to_be_visible()
    page.get_by_role("button", name=re.compile("nother person")).click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("questionnaire", ["opening", "training-needs"])
def test_every_part_of_a_sheet_is_open_to_everybody(
    musterstadt: Server, signed_in_as: SignIn, questionnaire: str, language: str, width: int
) -> None:
    server = head_of(musterstadt)
    task = open_task(server, questionnaire)
    page = signed_in_as(server, Role.HEAD)
    page.set_viewport_size({"width": width, "height": 900})
    sheet = f"bogen={task.assessment.id}&lang={language}"
    areas = [area.id for area in task.questionnaire.all_areas() if area.questions]
    for address in (
        f"ausfuellen?{sheet}",
        *(f"ausfuellen?{sheet}&feld={area}" for area in areas[:4]),
        f"pruefen?{sheet}",
        f"ergebnis?{sheet}",
    ):
        page.goto(f"{server.url}/{address}")
        settle(page)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{address} must be scrolled sideways"


def tab_to(page: Page, words: str, tags: str = "a, button, summary, input") -> None:
    """Press the tab key until something with these words has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(
            """([tags, words]) => { const here = document.activeElement;
            return here.matches(tags) && (here.innerText || here.closest("label")?.innerText || "")
              .includes(words); }""",
            [tags, words],
        ):
            return
    raise AssertionError(f"„{words}“ cannot be reached by keyboard")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_the_main_job_can_be_done_by_keyboard_alone(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    """From the start page to handing in, without a mouse; the focus never gets lost."""
    server = head_of(musterstadt)
    number = open_task(server, "access-digital").assessment.id
    page = signed_in_as(server, Role.HEAD)
    page.goto(f"{server.url}/start")
    settle(page)
    tab_to(page, "Meine Aufgaben")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(["Meine Aufgaben"])
    settle(page)
    card = page.locator(f".st-key-task-{number} a")
    for _ in range(60):
        page.keyboard.press("Tab")
        if card.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(["Fragebogen"])
    settle(page)
    tab_to(page, "Weiter mit:")
    page.keyboard.press("Enter")
    first = page.get_by_role("radiogroup").first
    expect(first).to_be_visible()
    settle(page)
    tab_to(page, "", "input[type=radio]")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Gespeichert um").first).to_be_visible(timeout=SETTLED)
    settle(page)
    expect(page.locator("input[type=radio]:focus"), "the focus was lost").to_have_count(1)
    tab_to(page, "Prüfen und einreichen")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(["Prüfen und einreichen"])
    settle(page)
    tab_to(page, "Ich habe die Antworten geprüft.")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Jetzt einreichen")).to_be_enabled()
    tab_to(page, "Jetzt einreichen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("ist eingereicht").first).to_be_visible()


def test_two_people_who_answer_at_once_decide_which_answer_holds(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    one = signed_in_as(server, Role.HEAD)
    other = one.context.new_page()
    for page in (one, other):
        page.goto(f"{server.url}/ausfuellen?bogen={number}&feld=leadership")
        settle(page)
    here, there = (question(page, "goals") for page in (one, other))
    before = stored(server, number, "goals")
    theirs, mine = [code for code in ("partly", "mostly", "none") if code != before][:2]
    words = {"none": "nicht vorhanden", "partly": "teilweise umgesetzt"}
    words["mostly"] = "weitgehend umgesetzt"
    here.get_by_text(words[theirs], exact=True).click()
    saved(one, "goals")
    there.get_by_text(words[mine], exact=True).click()
    expect(there.get_by_text("Hier hat gerade auch jemand anderes")).to_be_visible()
    expect(there.get_by_text(f"Sie wollten: {words[mine]}")).to_be_visible()
    assert stored(server, number, "goals") == theirs
    axe(other)
    there.get_by_role("button", name="Gespeicherte Angabe behalten").click()
    expect(there.get_by_text("jemand anderes")).to_have_count(0)
    expect(there.get_by_role("radio", name=words[theirs])).to_be_checked()
    assert stored(server, number, "goals") == theirs


def test_two_people_who_note_something_at_once_decide_which_note_holds(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    one = signed_in_as(server, Role.HEAD)
    other = one.context.new_page()
    for page in (one, other):
        page.goto(f"{server.url}/ausfuellen?bogen={number}&feld=communication")
        settle(page)
        if not question(page, "letters").get_by_role("textbox").count():
            note_at(page, "letters")
        expect(question(page, "letters").get_by_role("textbox", name="Anmerkung")).to_be_visible()
    for page, words in ((one, "Zuerst hier"), (other, "Zugleich dort")):
        letters = question(page, "letters")
        letters.get_by_role("textbox", name="Anmerkung").fill(words)
        letters.get_by_role("textbox", name="Nachweis").focus()
        wait_for(lambda: noted(server, number, "letters"), "Zuerst hier")
    letters = question(other, "letters")
    expect(letters.get_by_text("Hier hat gerade auch jemand anderes")).to_be_visible()
    expect(letters.get_by_text("Anmerkung: Zuerst hier")).to_be_visible()
    expect(letters.get_by_text("Anmerkung: Zugleich dort")).to_be_visible()
    assert noted(server, number, "letters") == "Zuerst hier"
    axe(other)
    letters.get_by_role("button", name="Meine Angabe speichern").click()
    wait_for(lambda: noted(server, number, "letters"), "Zugleich dort")
    expect(letters.get_by_text("jemand anderes")).to_have_count(0)
    expect(letters.get_by_role("textbox", name="Anmerkung")).to_have_value("Zugleich dort")


def test_the_start_page_says_what_waits_and_until_when(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(head_of(musterstadt), Role.HEAD)
    page.goto(f"{musterstadt.url}/start")
    settle(page)
    expect(page.get_by_text(re.compile(r"Bogen wartet|Bögen warten")).first).to_contain_text(
        re.compile(r"Offen bis \d+\. \w+ \d{4}")
    )


def test_a_cell_of_the_map_leads_to_its_explanation_and_opens_it(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.STEERING)
    page.goto(f"{musterstadt.url}/themenfelder?runde=2024&fragebogen=access-analogue")
    settle(page)
    cell = page.get_by_label(re.compile("^Standesamt im Alten Rathaus, Erreichen und ankommen: "))
    cell.first.click(position={"x": 8, "y": 8})
    expect(heading(page)).to_have_text(["Wie eine Zahl entsteht"])
    settle(page)
    here = page.locator("details[open]")
    expect(here).to_have_count(1)
    expect(here).to_contain_text("Erreichen und ankommen: 39 Punkte")
    expect(here).to_contain_text("Begrenzt auf 39 Punkte")


def test_the_steering_group_finds_the_weakest_area_and_shares_where_its_number_comes_from(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.STEERING)
    page.goto(f"{musterstadt.url}/themenfelder?runde=2024&bogen=opening")
    settle(page)
    sentence = page.get_by_text(re.compile("Im Mittel am niedrigsten ist „(.+)“ mit")).first
    found = re.search("„(.+?)“ mit (\\d+) von", sentence.inner_text())
    assert found
    page.get_by_text("Als Tabelle: ").first.click()
    points = page.get_by_role("table").first
    expect(points).to_contain_text(found[1])
    expect(points.get_by_role("columnheader").first).to_be_visible()

    page.get_by_role("link", name="Zur Erklärung dieser Zahlen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Wie eine Zahl entsteht"])
    settle(page)
    weakest = page.locator("summary", has_text=found[1]).first
    weakest.click()
    expect(weakest.locator("xpath=..").get_by_text("÷").first).to_be_visible()

    expect(page).to_have_url(re.compile("/erklaerung"))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    settle(page)
    expect(page.locator("summary", has_text=found[1]).first).to_be_visible()


def test_a_shared_address_shows_nothing_to_whom_it_does_not_concern(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.COUNCIL)
    page.goto(f"{musterstadt.url}/themenfelder?runde=2024&bogen=opening")
    settle(page)
    expect(page.get_by_text("Diese Seite gehört nicht zu Ihrer Aufgabe")).to_be_visible()
    assert "Fachdienst" not in page.get_by_role("main").inner_text()


def test_personnel_development_reads_the_needs_and_no_single_person(
    musterstadt: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(musterstadt, Role.PERSONNEL)
    page.goto(f"{musterstadt.url}/schulungsbedarf?runde=2024")
    settle(page)
    expect(
        page.get_by_text(re.compile("Die meisten Plätze werden für „.+“ gebraucht"))
    ).to_be_visible()
    page.get_by_text("Als Tabelle: Bedarf nach Themen").click()
    expect(page.get_by_role("table").first.get_by_role("row")).to_have_count(12)

    page.goto(f"{musterstadt.url}/sprachressourcen?runde=2024")
    settle(page)
    expect(page.get_by_text(re.compile("Beschäftigte haben teilgenommen"))).to_be_visible()
    shown = page.get_by_role("main").inner_text()
    for rare in ("Vietnamesisch", "Bulgarisch", "Albanisch"):
        assert rare not in shown, f"{rare} has fewer than five speakers"
