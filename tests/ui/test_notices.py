"""Notices and slips: whatever somebody is called, paper shows it and is built like any other."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from html.parser import HTMLParser
from typing import Any

import anyio
import httpx
import pytest
import segno
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from audit.model.organisation import UnitKind
from audit.model.waves import Edition, Wave
from audit.model.written import cleaned_line
from audit.service.links import Purpose, batch, make_batch, make_link
from audit.service.units import change_unit
from audit.store.engine import writing
from audit.store.waves import Written, add_wave, keep_questionnaire
from audit.ui.gate import CALLER
from audit.ui.notices import routes
from tests.databases import Files
from tests.hostile import TEXTS
from tests.service.town import ARNO, BUILDING, PAULA, Town, build, open_town

HARMLESS, HERE = "Befragung", "https://audit.musterstadt.example"
BREAKS_OUT = '"></h2><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.fixture
def town(sqlite: Files) -> Iterator[Town]:
    with sqlite.copy_of("town", build) as url:
        town = open_town(url)
        yield town
        town.house.close()


class Paper(HTMLParser):
    """A page taken apart: its elements with the names of their attributes, and what one reads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: set[str] = set()
        self.read = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses |= {str(value) for name, value in attrs if name in {"href", "src", "action"}}

    def handle_data(self, data: str) -> None:
        self.read += data


@dataclass
class Printer:
    """The addresses of what is printed, behind a gate that has let the project group in."""

    town: Town

    def get(self, address: str, **more: Any) -> httpx.Response:
        """Ask in a thread of its own: where a browser was open, this one has a loop already."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(anyio.run, partial(self._answer, address, **more)).result()

    async def _answer(self, address: str, **more: Any) -> httpx.Response:
        paper = Starlette(routes=routes(self.town.house))

        async def inside(scope: Scope, receive: Receive, send: Send) -> None:
            scope[CALLER] = self.town.caller(PAULA)
            await paper(scope, receive, send)

        transport = httpx.ASGITransport(app=inside)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as browser:
            return await browser.get(address, **more)


def ask(town: Town, wave: str, title: str, about: str) -> Purpose:
    """Open a wave with a questionnaire of outsiders, both called `title`."""
    asked = Edition(f"survey-{wave}", 1)
    questions = [{"id": "wish", "type": "long_text", "text": "Was fehlt?", "max_length": 100}]
    content = {
        "id": asked.questionnaire,
        "version": 1,
        "title": title,
        "about": about,
        "audience": "outside",
        "source": "erfunden",
        "score": "none",
        "areas": [{"id": "one", "title": title, "questions": questions}],
    }
    text = json.dumps(content, ensure_ascii=False).encode()  # JSON is YAML
    opened = Wave(wave, title, date(2026, 5, 1), date(2026, 5, 31), 5, about)
    with writing(town.house.engine) as connection:
        keep_questionnaire(connection, Written(asked, text, "of no interest"))
        add_wave(connection, opened, [asked])
    return Purpose(wave, asked.questionnaire, BUILDING)


def notice(town: Town, wanted: Purpose) -> str:
    token = make_link(town.house, town.caller(PAULA), wanted)
    page = Printer(town).get(f"/aushang/{token}?sprache=de")
    assert page.status_code == 200
    return page.text.replace(token, "TOKEN")


def without_codes(page: str) -> str:
    """Leave the drawings out: they differ with the address, and are looked at below."""
    return re.sub(r"<svg .*?</svg>", "", page, flags=re.DOTALL)


def test_a_notice_names_the_unit_and_is_built_like_any_other(town: Town) -> None:
    wanted = ask(town, "harmless", HARMLESS, HARMLESS)
    harmless = Paper(without_codes(notice(town, wanted)))
    for number, text in enumerate(TEXTS):
        # Each wave keeps what its units were called when it was opened.
        change_unit(town.house, town.caller(ARNO), BUILDING, text, UnitKind.DIVISION, None)
        wanted = ask(town, f"wave-{number}", HARMLESS, HARMLESS)
        found = Paper(without_codes(notice(town, wanted)))
        assert found.elements == harmless.elements
        assert found.addresses == harmless.addresses
        assert cleaned_line(text) in found.read


def test_title_purpose_and_promise_are_read_and_nothing_else(town: Town) -> None:
    texts = [text for text in TEXTS if text.isascii()]  # the reader refuses heaps of accents
    several, lines = "\n".join(texts), "\n".join([HARMLESS] * len(texts))
    found = Paper(without_codes(notice(town, ask(town, "now2", BREAKS_OUT, several))))
    harmless = Paper(without_codes(notice(town, ask(town, "now3", HARMLESS, lines))))
    assert found.elements == harmless.elements
    assert found.addresses == harmless.addresses
    assert BREAKS_OUT in found.read
    assert [text for text in texts if found.read.count(text) < 2] == []


def test_slips_are_built_like_any_others(town: Town) -> None:
    papers = []
    for wave, title in (("now2", HARMLESS), ("now3", BREAKS_OUT)):
        wanted = ask(town, wave, title, title)
        make_batch(town.house, town.caller(PAULA), wanted, 5, number=1)
        page = Printer(town).get(f"/zettel/{wave}/1").text
        papers.append(Paper(without_codes(page)))
    assert papers[0].elements == papers[1].elements
    assert papers[1].read.count(BREAKS_OUT) > 5


def test_the_code_on_a_slip_is_that_of_its_address(town: Town) -> None:
    wanted = ask(town, "now2", BREAKS_OUT, BREAKS_OUT)
    make_batch(town.house, town.caller(PAULA), wanted, 5, number=1)
    tokens = batch(town.house, town.caller(PAULA), "now2", 1).tokens
    page = Printer(town).get("/zettel/now2/1").text
    drawn = re.findall(r'<path [^>]*d="([^"]+)"', page)
    addresses = [f"{HERE}/t/{token}" for token in tokens]
    for address, path in zip(addresses, drawn, strict=True):
        assert path in segno.make(address, error="m", micro=False).svg_inline(border=4)
        assert address in page


@pytest.mark.parametrize(
    "address",
    [
        f"/aushang/{BREAKS_OUT}",
        "/aushang/%00",
        "/aushang/a%0d%0aSet-Cookie:%20x=y",
        f"/zettel/{BREAKS_OUT}/1",
        "/zettel/now%00/1",
        "/zettel/now/99999999999999999999",
    ],
)
def test_an_address_of_nothing_prints_nothing(town: Town, address: str) -> None:
    answer = Printer(town).get(address)
    assert answer.status_code in {403, 404}
    assert "alert(1)" not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_chosen_language_that_is_none_is_left_out(town: Town) -> None:
    token = make_link(town.house, town.caller(PAULA), Purpose("now", "outside-view", BUILDING))
    strange = Printer(town).get(f"/aushang/{token}", params={"sprache": ["de", BREAKS_OUT]}).text
    assert strange == Printer(town).get(f"/aushang/{token}", params={"sprache": "de"}).text


def test_the_name_by_which_a_browser_came_is_only_text(town: Town) -> None:
    """Where the settings name no address, paper shows the one by which somebody came."""
    token = make_link(town.house, town.caller(PAULA), Purpose("now", "outside-view", BUILDING))
    harmless = Paper(without_codes(Printer(town).get(f"/aushang/{token}").text))
    head = {"host": 'x"onload="alert(1)<script>.example'}
    answer = Printer(town).get(f"/aushang/{token}", headers=head)
    if answer.status_code == 200:
        assert Paper(without_codes(answer.text)).elements == harmless.elements
    assert "<script>" not in answer.text
