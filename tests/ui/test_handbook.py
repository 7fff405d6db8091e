"""The manual shows what the app shows: each picture is a scene that is walked here.

`make pictures` takes them anew. What is compared is the text of a picture, as it stands beside it
in a file; days, times and the running year are replaced, so that tomorrow's text is today's.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, expect

from audit.model.organisation import Role
from audit.service.house import Settings, open_house
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.tasks import tasks
from audit.ui.frame import Screen
from audit.ui.gate import SESSION_COOKIE
from audit.ui.screens import SCREENS
from tests.ui.busy_city import SETTINGS, make_busy
from tests.ui.conftest import ROOT, SETTLED, STREAMLIT_RUN, Server, serving, settle
from tests.ui.scenes import MARGIN, SCENES, Scene

MANUAL = ROOT / "docs" / "handbuch"
PICTURES = MANUAL / "bilder"
PAGES = sorted(MANUAL.glob("*.md"))
TAKEN_ANEW = os.environ.get("PICTURES") == "1"

TALL = 6000
"""Pixels: so tall that nothing has to be scrolled."""

PAGE_OF = {
    Role.HEAD: "leitung",
    Role.DELEGATE: "beauftragte",
    Role.STEERING: "lenkungsgruppe",
    Role.PERSONNEL: "personalentwicklung",
    Role.PROJECT: "projektgruppe",
    Role.COUNCIL: "rat",
    Role.ADMIN: "systemverwaltung",
    Role.GUEST: "beschaeftigte-und-aussenstehende",
}
"""Which page of the manual is whose."""

LARGEST = 150_000
"""Bytes of a picture."""


@pytest.fixture(scope="module")
def window(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[BrowserContext]:
    """One window for all scenes: it loads the app's files once."""
    opened = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
    yield opened
    opened.close()


@pytest.fixture
def context(window: BrowserContext) -> Iterator[BrowserContext]:
    """The same window for each scene, without the tabs of the scene before."""
    window.clear_cookies()
    yield window
    for page in window.pages:
        page.close()


@dataclass(frozen=True)
class Place:
    """Where pictures are taken."""

    server: Server
    words: Mapping[str, str]
    """What stands for what in addresses."""


@pytest.fixture(scope="module")
def busy_city(demo_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = copytree(demo_city, tmp_path_factory.mktemp("busy") / "musterstadt")
    words = make_busy(data)
    with serving(STREAMLIT_RUN, data, **SETTINGS) as running:
        yield Place(running, words)


@pytest.fixture
def place(scene: Scene, request: pytest.FixtureRequest) -> Place:
    """Where this scene is: only what is needed is served."""
    if scene.busy:
        found: Place = request.getfixturevalue("busy_city")
        return found
    return Place(request.getfixturevalue("musterstadt"), {})


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_picture_shows_what_the_app_shows(scene: Scene, place: Place, page: Page) -> None:
    _walk(scene, place, page)
    kept = PICTURES / f"{scene.name}.txt"
    if TAKEN_ANEW:
        text = _text_at_rest(page, scene)
        kept.write_text(text, encoding="utf-8")
        _save(page, scene)
        return
    expected = kept.read_text(encoding="utf-8") if kept.exists() else ""
    shown = _text_at_rest(page, scene, expected)
    if shown != expected:
        lines = unified_diff(expected.splitlines(), shown.splitlines(), "manual", "app", n=1)
        pytest.fail(
            f"{scene.name} has changed; take the pictures anew: make pictures\n" + "\n".join(lines)
        )


def test_every_picture_stands_in_the_manual_and_every_picture_of_the_manual_is_a_scene() -> None:
    shown = {
        picture for page in PAGES for _, picture in _pictures(page.read_text(encoding="utf-8"))
    }
    assert shown == {f"bilder/{scene.name}.png" for scene in SCENES}
    kept = {file.name for file in PICTURES.iterdir()}
    assert kept == {f"{scene.name}.{kind}" for scene in SCENES for kind in ("png", "txt")}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_picture_is_small(scene: Scene) -> None:
    file = PICTURES / f"{scene.name}.png"
    assert file.stat().st_size < LARGEST
    with Image.open(file) as image:
        assert image.width <= 1200


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_links_of_the_manual_lead_somewhere_and_its_pictures_are_described(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if re.match(r"https?:", target):
            continue
        file, _, anchor = target.partition("#")
        led_to = (page.parent / file).resolve() if file else page
        assert led_to.exists(), f"{page.name}: {target} leads nowhere"
        if anchor:
            assert anchor in _anchors(led_to), f"{page.name}: {target} has no such heading"
    for described, picture in _pictures(text):
        assert len(described) > 30, f"{page.name}: say what is to be seen in {picture}"


@pytest.mark.parametrize("role", list(Role))
def test_the_manual_of_a_role_names_every_screen_that_the_role_sees(role: Role) -> None:
    """As a heading, in bold or in quotes; what is for everybody stands on the first page."""
    pages = [MANUAL / f"{name}.md" for name in ("README", PAGE_OF[role])]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    headings = "\n".join(re.findall(r"^#+ (.+)$", text, re.MULTILINE))
    titles = [screen.title.text for screen in SCREENS if _is_for(role, screen)]
    assert titles
    unnamed = [
        title
        for title in titles
        if title not in headings and f"„{title}“" not in text and f"**{title}**" not in text
    ]
    assert not unnamed


def _is_for(role: Role, screen: Screen) -> bool:
    """What is for whoever was given areas is told to those who fill in for a head."""
    return (
        role in screen.for_roles
        or (screen.for_everybody and role is not Role.GUEST)
        or (screen.for_given_areas and role is Role.DELEGATE)
    )


def _pictures(text: str) -> list[tuple[str, str]]:
    """List the pictures of a page: what is to be seen, and the file."""
    return re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)


def _anchors(page: Path) -> set[str]:
    """Name the headings of a page as GitHub does."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _walk(scene: Scene, place: Place, tab: Page) -> None:
    server, address = place.server, scene.address.format(**place.words)
    if scene.sheet:
        number = f"bogen={_sheet(server, scene.who, scene.sheet)}"
        address += f"&{number}" if "?" in address else f"?{number}"
    if scene.who.startswith("demo-"):
        tab.context.request.get(f"{server.url}/t/{scene.who}", max_redirects=0)
    elif scene.who:
        tab.context.request.get(f"{server.url}/anmelden")  # forms are sent with its cookie
        stay = {"name": SESSION_COOKIE, "value": _stay(server, scene.who), "url": server.url}
        tab.context.add_cookies([stay])  # type: ignore[list-item]
    tab.set_viewport_size({"width": scene.width, "height": TALL})
    tab.goto(f"{server.url}/{address}")
    if scene.is_document:
        return
    settle(tab)
    for step in scene.steps:
        step(tab)
        settle(tab)
    for chart in tab.get_by_test_id("stVegaLiteChart").all():
        expect(chart.locator("svg.marks")).to_be_visible()


def _stay(server: Server, who: str) -> str:
    """Sign somebody in behind the browser's back, which only a demo allows."""
    house = open_house(Settings(data=server.data, demo=True))
    token = sign_in_for_demo(house, who)
    house.close()
    return token


def _sheet(server: Server, who: str, about: str) -> int:
    """Find the number of a sheet behind the browser's back."""
    house = open_house(Settings(data=server.data, demo=True))
    caller = caller_of(house, sign_in_for_demo(house, who))
    assert caller is not None
    found = [
        task.assessment.id
        for task in tasks(house, caller)
        if about == (task.access_point.name if task.access_point else task.questionnaire.title)
    ]
    house.close()
    return found[0]


def _text_at_rest(page: Page, scene: Scene, expected: str | None = None) -> str:
    """Read the text until it is what is expected, or stays the same."""
    read, same = _text(page, scene), 0
    page.evaluate("document.fonts.ready.then(() => null)")
    while read != expected and same < STEADY:
        page.wait_for_timeout(300)
        before, read = read, _text(page, scene)
        same = same + 1 if read == before else 0
    return read


STEADY = 10
"""So often a page must read the same before it counts as complete: charts come late."""


def _text(page: Page, scene: Scene) -> str:
    """Read what is written between the first and the last element of a scene, line by line."""
    area = _area(page, scene)
    lines = page.evaluate(_READ, [area["y"], area["y"] + area["height"]])
    return "".join(f"{_timeless(line)}\n" for line in lines)


_READ = """([top, bottom]) => {
  const main = document.querySelector('[data-testid=stMainBlockContainer]') || document.body;
  const seen = (part) => [...part.getClientRects()].some(
    (place) => place.width > 1 && place.top >= top && place.bottom <= bottom);
  const silent = '[data-testid=stIconMaterial], .st-key-environment, [inert], style, script';
  const block = 'p, li, td, th, h1, h2, h3, summary, button, pre, text, div';
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const lines = [];
  let last = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const around = node.parentElement.closest(block);
    if (node.parentElement.closest(silent)) continue;
    if (node.nodeName === 'BR') last = null;
    if (node.nodeType === Node.TEXT_NODE) {
      const range = document.createRange();
      range.selectNodeContents(node);
      if (!seen(range)) continue;
      if (around === last) lines[lines.length - 1] += node.data;
      else lines.push(node.data);
      last = around;
    } else if (node.matches('input[type=radio], input[type=checkbox]')) {
      if (node.checked && seen(node.closest('label'))) lines.push('(x)');
    } else if (node.matches('input, textarea') && seen(node)) {
      lines.push(node.value || node.placeholder);
    }
  }
  return lines.map((line) => line.trim().replace(/\\s+/g, ' ')).filter((line) => line);
}"""


def _timeless(line: str) -> str:
    """Replace what is different tomorrow."""
    for pattern, word in (
        (r"\d{1,2}\. [A-ZÄÖÜ][a-zä]+ 20\d\d", "TAG"),
        (r"\d\d\.\d\d\.20\d\d", "TAG"),
        (r"\d\d:\d\d(?= Uhr)", "UHRZEIT"),
        (r"\b20(2[5-9]|[3-9]\d)\b", "JAHR"),
    ):
        line = re.sub(pattern, word, line)
    return line


def _area(page: Page, scene: Scene) -> FloatRect:
    """Span from the first to the last element of a scene, as wide as the page's content."""
    content = "[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock]"
    sides = _place(page.locator("main" if scene.is_document else content).first)
    first, last = _place(page.locator(scene.first).first), _place(page.locator(scene.last).first)
    return {
        "x": max(sides["x"] - MARGIN, 0),
        "y": max(first["y"] - MARGIN, 0),
        "width": sides["width"] + 2 * MARGIN,
        "height": last["y"] + last["height"] - first["y"] + MARGIN + scene.below,
    }


def _place(element: Locator) -> FloatRect:
    found = element.bounding_box(timeout=SETTLED)
    assert found is not None, f"{element} is not to be seen"
    return found


def _save(page: Page, scene: Scene) -> None:
    """Take the picture, with few colours."""
    page.mouse.move(0, 0)
    taken = Image.open(BytesIO(page.screenshot(clip=_area(page, scene), animations="disabled")))
    few = taken.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{scene.name}.png", optimize=True)
