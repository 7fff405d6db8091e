"""The frame around all screens, in a real browser."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from audit.model.organisation import ROLES, Office, Role
from audit.service.actions import Caller
from audit.service.house import speak
from audit.ui.frame import Screen
from audit.ui.plain import JOINER, plain
from audit.ui.screens import SCREENS
from tests.ui.conftest import Proxy, Server, SignIn, Witness, axe, settle
from tests.ui.small_town import LINK, PEOPLE
from tests.ui.workshop import HOSTILE

WIDTHS = (1280, 320)
LANGUAGES = ("de", "en")


def screens_of(role: Role) -> list[Screen]:
    person = None if role is Role.GUEST else role.value
    caller = Caller("", person, (Office(role),), None, "")
    return [screen for screen in SCREENS if screen.is_for(caller)]


def open_screen(page: Page, server: Server, address: str) -> None:
    page.goto(f"{server.url}/{address}")
    settle(page)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", list(Role))
def test_every_screen_is_open_to_everybody(
    musterstadt: Server, signed_in_as: SignIn, role: Role, language: str
) -> None:
    """Walk the screens of a role, wide and narrow: no axe finding, one heading, its own title, and
    nothing that must be scrolled sideways."""
    for link in musterstadt.links if role is Role.GUEST else ("",):
        page = signed_in_as(musterstadt, role, link)
        walk(page, musterstadt, screens_of(role), language)


def walk(page: Page, server: Server, screens: list[Screen], language: str) -> None:
    translator = speak(language)
    for screen in screens:
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        open_screen(page, server, f"{screen.address}?lang={language}")
        title = translator.say(screen.title)
        expect(heading(page)).to_have_count(1)
        expect(heading(page)).to_have_text([title])
        expect(page).to_have_title(re.compile(f"^{re.escape(title)} – "))
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_text("Musterstadt –")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        axe(page)
        page.set_viewport_size({"width": WIDTHS[1], "height": 640})
        settle(page)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[1], screen.address


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["anmelden", "abmelden", "t/unknown"])
def test_the_plain_pages_are_open_to_everybody(
    server: Server, page: Page, address: str, width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{server.url}/{address}?lang={language}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_signing_in_and_out_with_the_mouse(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_role("button", name=PEOPLE[Role.COUNCIL].name).click()
    settle(page)
    expect(page).to_have_url(f"{server.url}/start")
    expect(page.get_by_test_id("stMain")).to_contain_text("Guten Tag, Jan Farn.")
    page.get_by_role("button", name="Abmelden").click()
    expect(heading(page)).to_have_text(["Sie sind abgemeldet"])
    page.go_back()
    expect(page.get_by_role("button", name=PEOPLE[Role.COUNCIL].name)).to_be_visible()


def test_signing_in_works_without_javascript(server: Server, browser: Browser) -> None:
    plainly = browser.new_context(java_script_enabled=False)
    window = plainly.new_page()
    window.goto(server.url)
    window.get_by_role("button", name=PEOPLE[Role.HEAD].name).click()
    window.wait_for_load_state()
    assert "brauchen JavaScript" in window.content()
    plainly.close()


def test_signing_out_in_one_window_ends_the_others(server: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(server, Role.PROJECT)
    open_screen(page, server, "start")
    other = page.context.new_page()
    open_screen(other, server, "start")
    other.get_by_role("button", name="Abmelden").click()
    expect(heading(other)).to_have_text("Sie sind abgemeldet")

    # Nobody has touched this window since. For a moment the old heading stands below the new one.
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    expect(heading(page)).to_have_count(1)
    expect(page.get_by_test_id("stMain")).not_to_contain_text("Eva Moos")
    expect(page.get_by_role("link", name="Zur Anmeldung")).to_be_visible()
    axe(page)


def test_somebody_by_link_gets_in_without_a_name(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/t/{LINK}")
    settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("Teilnahme ohne Anmeldung")
    axe(page)


def test_a_screen_of_another_role_is_not_shown(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.COUNCIL)
    open_screen(page, workshop, "workshop")
    expect(page.get_by_test_id("stMain")).to_contain_text("gehört nicht zu Ihrer Aufgabe")
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("link", name="Werkstatt")).to_have_count(0)
    axe(page)


def test_who_has_no_role_yet_is_told_so(server: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(server, None)
    open_screen(page, server, "")
    expect(page.get_by_test_id("stMain")).to_contain_text("noch nichts eingerichtet")
    expect(page.get_by_text("Musterstadt –")).to_be_visible()
    axe(page)


def test_what_the_service_refuses_is_said_in_a_sentence(
    workshop: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "refused")
    expect(page.get_by_role("alert")).to_contain_text("Das ist Ihnen hier nicht möglich.")
    axe(page)


def test_the_language_stays_from_screen_to_screen(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop?unit=counter")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"workshop\?lang=en&unit=counter$"))
    settle(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("navigation").get_by_role("link", name="Start").click()
    expect(page).to_have_url(f"{workshop.url}/start")
    settle(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    settle(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_streamlits_own_words_are_german(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    expect(page.get_by_role("link", name="Zum Hauptinhalt springen")).to_be_attached()
    expect(page.get_by_role("navigation", name="Seiten")).to_be_visible()
    page.get_by_role("textbox", name="Bemerkung").fill("Open")
    expect(page.get_by_text("Wird von selbst gespeichert")).to_be_visible()
    expect(page.get_by_text("Gespeichert: Open")).to_be_visible()
    page.get_by_role("button", name="Öffnen").click()
    english = re.compile(r"\b(Open|Choose|Press|Sidebar|Collapse|Skip|Clear|Running)\b")
    names = page.locator("[aria-label]").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert not [name for name in names if english.search(name)]


def test_the_status_is_told_politely_each_time(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    status = page.get_by_role("status").first
    expect(status).to_have_text("")
    page.evaluate(
        """() => {
            const status = document.querySelector('.st-key-environment [role=status]');
            window.told = [];
            const listen = () => status.textContent && window.told.push(status.textContent);
            new MutationObserver(listen).observe(status, {childList: true});
        }"""
    )
    for times in (1, 2):
        page.get_by_role("button", name="Zählen").click()
        expect(page.get_by_text(f"Lauf {times}")).to_have_count(0)
        settle(page)
        expect(status).to_have_text("Gezählt.")
        page.wait_for_function("times => window.told.length >= times", arg=times)
        page.wait_for_timeout(300)
        assert page.evaluate("window.told") == ["Gezählt."] * times


def test_a_slow_screen_can_be_left_at_once(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    page.get_by_role("link", name="Langsam").click()
    expect(page.get_by_text("Noch nicht fertig").first).to_be_visible()
    page.get_by_role("link", name="Fremde Texte").click()
    expect(heading(page)).to_have_text(["Fremde Texte"], timeout=3000)


def test_the_focus_goes_to_the_heading_of_a_new_screen(
    workshop: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    expect(heading(page)).not_to_be_focused()
    page.get_by_role("link", name="Zum Start").press("Enter")
    expect(heading(page)).to_have_text(["Start"])
    expect(heading(page)).to_be_focused()


def test_the_focus_stays_where_it_is_when_the_page_runs_again(
    workshop: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    count = page.get_by_role("button", name="Zählen")
    count.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Gezählt.")
    expect(count).to_be_focused()


def test_the_focus_is_not_lost_with_the_button_that_had_it(
    workshop: Server, signed_in_as: SignIn
) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    vanish = page.get_by_role("button", name="Verschwinden")
    vanish.focus()
    page.keyboard.press("Enter")
    expect(vanish).to_have_count(0)
    expect(heading(page)).to_be_focused()


def test_the_focus_is_seen(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    for _ in range(40):
        page.keyboard.press("Tab")
        outlined = page.evaluate(
            """() => { for (let e = document.activeElement; e; e = e.parentElement) {
                if (parseFloat(getComputedStyle(e).outlineWidth) >= 2
                    && getComputedStyle(e).outlineStyle !== 'none') return true;
            } return document.activeElement === document.body; }"""
        )
        assert outlined, page.evaluate("document.activeElement.outerHTML")


def test_a_text_saves_itself_and_the_caret_stays(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    field = page.get_by_role("textbox", name="Bemerkung")
    field.press_sequentially("ein Wort")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Gespeichert: ein Wort")).to_be_visible()
    expect(field).to_be_focused()
    assert field.evaluate("field => field.selectionStart") == 7


@pytest.mark.parametrize("label", ["Bemerkung", "Stichwort"])
@pytest.mark.parametrize("leave", ["close", "reload"])
def test_last_words_arrive_when_the_page_is_left(
    workshop: Server, signed_in_as: SignIn, label: str, leave: str
) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    words = f"letzte Worte in {label} vor {leave}"
    page.get_by_role("textbox", name=label).fill(words)
    if leave == "close":
        page.close(run_before_unload=True)
    else:
        page.reload()
    _eventually(lambda: words in (workshop.data / "drafts.jsonl").read_text(encoding="utf-8"))


def test_what_fails_is_said_and_the_page_stays(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    page.get_by_role("textbox", name="Stichwort").fill("bleibt")
    page.get_by_role("button", name="Scheitern").click()
    expect(page.get_by_role("alert")).to_contain_text("Das ist Ihnen hier nicht möglich.")
    page.set_viewport_size({"width": 320, "height": 500})
    page.get_by_role("link", name="Zum Start").scroll_into_view_if_needed()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_role("textbox", name="Stichwort")).to_have_value("bleibt")
    axe(page)


def test_a_mistake_of_ours_shows_no_traceback(workshop: Server, signed_in_as: SignIn) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "workshop")
    page.get_by_role("button", name="Abbrechen").click()
    expect(page.get_by_role("alert")).to_contain_text("ist ein Fehler aufgetreten")
    expect(page.locator("body")).not_to_contain_text("secret")
    expect(page.locator("body")).not_to_contain_text("Traceback")
    assert "secret" in workshop.log.read_text()


def test_a_lost_connection_loses_nothing(
    workshop: Server, signed_in_as: SignIn, proxy_to: Callable[[Server], Proxy]
) -> None:
    proxy = proxy_to(workshop)
    page = signed_in_as(Server(proxy.url, workshop.data, workshop.log), Role.PROJECT)
    page.goto(f"{proxy.url}/workshop")
    settle(page)
    field = page.get_by_role("textbox", name="Bemerkung")
    field.press_sequentially("vor dem ")
    proxy.cut()
    expect(page.get_by_text("Verbindung unterbrochen")).to_be_visible(timeout=30_000)
    axe(page)
    proxy.mend()
    expect(page.get_by_text("Verbindung unterbrochen")).to_have_count(0, timeout=30_000)
    expect(field).to_have_value("vor dem ")
    expect(field).to_be_focused()
    page.keyboard.type("Abbruch")
    expect(page.get_by_text("Gespeichert: vor dem Abbruch")).to_be_visible(timeout=30_000)


def test_texts_of_people_are_shown_as_they_were_written(
    workshop: Server, signed_in_as: SignIn, witness: Witness
) -> None:
    page = signed_in_as(workshop, Role.PROJECT)
    open_screen(page, workshop, "hostile")
    main = page.get_by_test_id("stMain")
    expect(page.locator(f".st-key-label-{len(HOSTILE) - 1}")).to_contain_text(HOSTILE[-1])
    for number, text in enumerate(HOSTILE):
        shown = page.locator(f".st-key-paragraph-{number}").text_content() or ""
        labelled = page.locator(f".st-key-label-{number}").text_content() or ""
        chosen = page.get_by_role("radiogroup").locator("label").nth(number).text_content() or ""
        assert [part.replace(JOINER, "") for part in (shown, labelled, chosen)] == [text] * 3
    made = "a:not(.top-line a), img, h2, h3, h4, blockquote, table, code, strong, em, del, .katex"
    expect(main.locator(made)).to_have_count(0)
    expect(main.get_by_test_id("stIconMaterial")).to_have_count(0)
    assert witness == Witness()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", "a  \nb"),
        ("a\r\n\r\nb", "a  \n  \nb"),
        ("    a", "a"),
        ("1. a", r"1\. a"),
        ("", ""),
    ],
)
def test_lines_stay_lines(text: str, written: str) -> None:
    assert plain(text) == written


def test_every_role_has_a_name_and_a_start() -> None:
    assert set(ROLES) == set(Role)
    addresses = [screen.address for screen in SCREENS]
    assert len(set(addresses)) == len(addresses)
    assert all(screens_of(role) for role in Role if role is not Role.GUEST)


def _eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not _is_so(holds):
        assert time.monotonic() < until, "It did not happen"
        time.sleep(0.05)


def _is_so(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except FileNotFoundError:
        return False
