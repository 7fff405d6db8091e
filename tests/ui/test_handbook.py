"""The manual shows what the app shows: each picture is a scene that is walked here.

`make pictures` takes them anew. What is compared is the text of a picture, as it stands beside it
in a file; days, times and the running year are replaced, so that tomorrow's text is today's.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import unified_diff
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, expect

from audit.model.organisation import Role
from audit.service.house import Settings, open_house
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.tasks import tasks
from tests.ui.conftest import ROOT, SETTLED, Server, SignIn, settle

MANUAL = ROOT / "docs" / "handbuch"
PICTURES = MANUAL / "bilder"
PAGES = sorted(MANUAL.glob("*.md"))
TAKEN_ANEW = os.environ.get("PICTURES") == "1"

TEXT_WIDTH, CHART_WIDTH, PHONE_WIDTH = 700, 1280, 390
"""Pixels of the window: below 768 the navigation is folded away."""

TALL = 3600
"""Pixels: so tall that nothing has to be scrolled."""

MARGIN = 12
"""Pixels around what is shown."""

LARGEST = 150_000
"""Bytes of a picture."""

STADT = "demo-aussensicht-stadt"
"""The link by which anybody may take part."""

Step = Callable[[Page], None]


def click(what: str) -> Step:
    return lambda page: page.locator(what).first.click()


def as_if_at(address: str) -> Step:
    """Show links as a town has them, not with the port of this test."""

    def shown(page: Page) -> None:
        links = page.get_by_test_id("stCode").locator("code span")
        expect(links.last).to_be_visible()
        for link in links.all():
            link.evaluate(
                "(e, to) => e.textContent = to + new URL(e.textContent).pathname", address
            )

    return shown


def follow(cell: str) -> Step:
    """Click on a cell of the heat map."""

    def followed(page: Page) -> None:
        found = page.locator(f'svg.marks [aria-label^="{cell}"]').first
        found.click(force=True)  # the number stands before the cell
        expect(page).to_have_url(re.compile("/erklaerung"))
        expect(page.locator("h1")).to_have_text("Wie eine Zahl entsteht")

    return followed


def answer(question: str, *answers: str) -> Step:
    """Give one answer after the other, so that the last one is new and is saved."""

    def given(page: Page) -> None:
        asked = page.locator(f".st-key-frage-{question}")
        for text in answers:
            asked.get_by_text(text, exact=True).click()
            expect(asked.get_by_role("radio", name=text)).to_be_checked()
            settle(page)
        expect(asked.get_by_text("Gespeichert um")).to_be_visible()

    return given


@dataclass(frozen=True)
class Scene:
    """One picture: who looks at what."""

    name: str
    who: str
    """A person of the demo city, a link (`demo-...`), or nobody."""
    address: str
    first: str = "h1"
    """Where the picture begins: the first element that is found."""
    last: str = "[data-testid=stMainBlockContainer] [data-testid=stElementContainer] >> nth=-1"
    """Where it ends."""
    width: int = TEXT_WIDTH
    sheet: str = ""
    """The access point or the questionnaire whose sheet is opened; the latest one."""
    steps: tuple[Step, ...] = ()


SCENES = (
    Scene("anmeldung", "", "anmelden", last=".people >> nth=1"),
    # Heads
    Scene("start", "hagel", "start"),
    Scene("aufgaben", "hagel", "aufgaben", last="[class*=st-key-task-] >> nth=2"),
    Scene("zugaenge", "hagel", "zugaenge"),
    Scene("bogen", "hagel", "ausfuellen", sheet="Ordnungsamt, Schalter"),
    Scene(
        "frage",
        "hagel",
        "ausfuellen?feld=reach",
        first=".st-key-frage-late-hours",
        last=".st-key-frage-late-hours",
        sheet="Ordnungsamt, Schalter",
    ),
    Scene(
        "frage-am-telefon",
        "frost",
        "ausfuellen?feld=understand",
        first=".st-key-frage-complaints",
        last=".st-key-frage-complaints",
        width=PHONE_WIDTH,
        sheet="Servicenummer Steuern und Gebühren",
        steps=(answer("complaints", "teilweise umgesetzt", "weitgehend umgesetzt"),),
    ),
    Scene("pruefen", "hagel", "pruefen", sheet="Ordnungsamt, Schalter"),
    Scene(
        "ergebnis",
        "hagel",
        "ergebnis",
        last="details >> nth=2",
        sheet="Mängelmelder (App)",
        steps=(click("summary >> nth=0"), click("summary >> nth=1")),
    ),
    # Delegates
    Scene(
        "pruefen-beauftragte", "kwiatek", "pruefen", sheet="Online-Terminbuchung des Bürgerbüros"
    ),
    # By link
    Scene("teilnehmen", "demo-sprachen", "teilnehmen", width=PHONE_WIDTH),
    Scene("teilnehmen-fragen", STADT, "teilnehmen?feld=your-contact", width=PHONE_WIDTH),
    # Steering group
    Scene(
        "ueberblick",
        "sommerfeld",
        "ueberblick?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "themenfelder",
        "sommerfeld",
        "themenfelder?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "erklaerung",
        "sommerfeld",
        "themenfelder?runde=2024&fragebogen=access-analogue",
        last="details >> nth=3",
        steps=(
            follow("Standesamt im Alten Rathaus, Erreichen und ankommen"),
            click("summary >> nth=2"),
        ),
    ),
    Scene(
        "veraenderung",
        "sommerfeld",
        "veraenderung?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "barrieren",
        "sommerfeld",
        "barrieren?runde=2024",
        last=".table table >> visible=true >> nth=0",
        width=CHART_WIDTH,
    ),
    Scene(
        "sprachen-zugaenge",
        "sommerfeld",
        "sprachen-zugaenge?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "aussensicht",
        "sommerfeld",
        "aussensicht?runde=2024&stelle=soziales",
        width=CHART_WIDTH,
    ),
    # Personnel development
    Scene("sprachressourcen", "primavera", "sprachressourcen?runde=2024", width=CHART_WIDTH),
    Scene(
        "schulungsbedarf",
        "primavera",
        "schulungsbedarf?runde=2024&thema=interpreters",
        last="[data-testid=stVegaLiteChart] >> nth=0",
        width=CHART_WIDTH,
    ),
    # Project group
    Scene("stand", "morgenstern", "stand?runde=2023&fragebogen=opening", width=CHART_WIDTH),
    Scene(
        "links",
        "morgenstern",
        "links",
        last="[data-testid=stCode] >> nth=3",
        steps=(as_if_at("https://oeffnung.musterstadt.example"),),
    ),
    Scene("vorschau", "morgenstern", "vorschau"),
    # Council
    Scene(
        "ueberblick-rat",
        "herbst",
        "ueberblick?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
)


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


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_picture_shows_what_the_app_shows(
    scene: Scene, musterstadt: Server, page: Page, signed_in_as: SignIn
) -> None:
    _walk(scene, musterstadt, page, signed_in_as)
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


def _pictures(text: str) -> list[tuple[str, str]]:
    """List the pictures of a page: what is to be seen, and the file."""
    return re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)


def _anchors(page: Path) -> set[str]:
    """Name the headings of a page as GitHub does."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _walk(scene: Scene, server: Server, tab: Page, signed_in_as: SignIn) -> None:
    address = scene.address
    if scene.sheet:
        number = f"bogen={_sheet(server, scene.who, scene.sheet)}"
        address += f"&{number}" if "?" in address else f"?{number}"
    if scene.who.startswith("demo-"):
        signed_in_as(server, Role.GUEST, scene.who)
    elif scene.who:
        signed_in_as(replace(server, people={Role.HEAD: scene.who}), Role.HEAD)
    tab.set_viewport_size({"width": scene.width, "height": TALL})
    tab.goto(f"{server.url}/{address}")
    if scene.who:
        settle(tab)
    for step in scene.steps:
        step(tab)
        settle(tab)
    for chart in tab.get_by_test_id("stVegaLiteChart").all():
        expect(chart.locator("svg.marks")).to_be_visible()


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
    sides = _place(page.locator(content if scene.who else "main").first)
    first, last = _place(page.locator(scene.first).first), _place(page.locator(scene.last).first)
    return {
        "x": max(sides["x"] - MARGIN, 0),
        "y": max(first["y"] - MARGIN, 0),
        "width": sides["width"] + 2 * MARGIN,
        "height": last["y"] + last["height"] - first["y"] + 2 * MARGIN,
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
