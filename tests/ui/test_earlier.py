"""The earlier answer is taken over at the question itself, in a real browser."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from audit.model.organisation import Role
from audit.service.forms import open_form
from audit.service.sessions import caller_of, sign_in_for_demo
from tests.ui.choosing import choose_from_menu
from tests.ui.conftest import Server, SignIn, axe, settle
from tests.ui.test_delegating import NARROW, look_at
from tests.ui.test_main_job import HEAD, head_of, house_of, open_task, question, stored

TAKE = "Frühere Antwort übernehmen"


@dataclass(frozen=True)
class Found:
    """A question with an earlier answer that is not the one of today."""

    section: str
    question: str
    value: str


def with_earlier_answers(server: Server, number: int) -> list[Found]:
    house = house_of(server)
    caller = caller_of(house, sign_in_for_demo(house, HEAD))
    assert caller is not None
    form = open_form(house, caller, number)
    house.close()
    return [
        Found(area.id, asked.id, form.earlier[asked.id].value)
        for area in form.sheet.sections
        for asked in form.sheet.asked(area)
        if asked.id in form.earlier
        and form.earlier[asked.id].value
        and form.earlier[asked.id] != form.sheet.entries.get(asked.id)
    ]


@pytest.mark.parametrize("width", [1280, NARROW])
def test_the_earlier_answer_is_taken_over_where_it_stands(
    musterstadt: Server, signed_in_as: SignIn, width: int
) -> None:
    server = head_of(musterstadt)
    number = open_task(server, "opening").assessment.id
    found = with_earlier_answers(server, number)[0]
    page = signed_in_as(server, Role.HEAD)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server.url}/ausfuellen?bogen={number}&feld={found.section}")
    settle(page)
    box = question(page, found.question)
    expect(box.get_by_text(re.compile(r"^Zuletzt \("))).to_be_visible()
    more = box.get_by_role("button", name="Mehr zu Frage")
    choose_from_menu(more, TAKE, by_keyboard=True)
    expect(box.get_by_text("Übernommen aus: ")).to_be_visible()
    expect(box.get_by_text("Gespeichert um")).to_be_visible()
    settle(page)
    assert stored(server, number, found.question) == found.value
    expect(box.get_by_role("radio", checked=True)).to_have_count(1)
    page.wait_for_timeout(600)  # the focus must stay
    expect(page.locator(f".st-key-frage-{found.question}:focus-within")).to_have_count(1)
    axe(page)
    if width == NARROW:
        look_at(page, "taken-over")

    page.reload()
    settle(page)
    expect(box.get_by_text("Übernommen aus: ")).to_be_visible()
    other = box.get_by_role("radio", checked=False).first
    other.evaluate("one => one.click()")
    expect(box.get_by_text("Übernommen aus: ")).to_have_count(0)
    choose_from_menu(more, TAKE)
    expect(box.get_by_text("Übernommen aus: ")).to_be_visible()
