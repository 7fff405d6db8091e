"""How long the pages with figures take: when they are made for the first time, and after an answer.

Each page is opened in a window of its own, so its time holds everything on the server: who is
there, reading and scoring the answers, tables, charts, and handing them over.
"""

import asyncio
from pathlib import Path

from audit.model.organisation import Role
from audit.model.waves import Assessment, AssessmentState, Entry, WaveState
from audit.service.filling_in import save_entry
from audit.service.forms import open_form
from audit.service.house import House, open_house
from audit.service.moving_in import move_in
from audit.service.sessions import caller_of, people_of_the_demo, sign_in_for_demo
from audit.store.assessments import load_assessments
from audit.store.engine import reading
from audit.store.waves import load_waves
from audit.ui.screens import (
    areas,
    barriers,
    change,
    channels,
    language_resources,
    outside,
    overview,
    start,
    training_needs,
)
from benchmarks.serving import serving
from benchmarks.town import settings_of
from benchmarks.visitors import look

ABOUT_UNITS = (overview.SCREEN, areas.SCREEN, change.SCREEN, barriers.SCREEN)
ALL = (
    *ABOUT_UNITS,
    channels.SCREEN,
    outside.SCREEN,
    language_resources.SCREEN,
    training_needs.SCREEN,
)

Seconds = dict[str, list[float]]
"""By the title of the page: made for the first time, and after an answer."""


def move_into(data: Path) -> None:
    """Build the demo city in an empty folder."""
    house = open_house(settings_of(data))
    move_in(house)
    house.close()


def open_all(data: Path, *, only_units: bool) -> Seconds:
    """Open the pages with figures, save one answer, and open them again.

    Before the clock runs somebody opens the start page: the server has then loaded its modules.
    """
    screens = ABOUT_UNITS if only_units else ALL
    house = open_house(settings_of(data))
    token = sign_in_for_demo(house, _who_sees_all(house))
    found: Seconds = {str(screen.title): [] for screen in screens}
    with serving(settings_of(data)) as server:
        asyncio.run(look(server, token, start.SCREEN.address))
        for turn in range(2):
            if turn:
                _answer(house)
            for screen in screens:
                seconds = asyncio.run(look(server, token, screen.address))
                found[str(screen.title)].append(seconds)
    house.close()
    return found


def _who_sees_all(house: House) -> str:
    return next(
        person.id
        for person in people_of_the_demo(house)
        if {office.role for office in person.offices} == {Role.PROJECT}
    )


def _answer(house: House) -> None:
    """Save one answer to a draft of the running wave, as its head does."""
    draft, head = _draft(house)
    caller = caller_of(house, sign_in_for_demo(house, head))
    if caller is None:
        raise LookupError(head)
    sheet = open_form(house, caller, draft.id).sheet
    codes = {
        question.id: [
            option.code for option in question.options_in(sheet.plan.questionnaire.scales)
        ]
        for area in sheet.sections
        for question in sheet.asked(area)
        if question.id in sheet.plan.cells and question.id not in sheet.entries
    }
    cell, options = next((cell, options) for cell, options in codes.items() if options)
    save_entry(house, caller, draft.id, cell, Entry(options[0]), after=0)


def _draft(house: House) -> tuple[Assessment, str]:
    """Find a draft about a unit that has a head of its own, and the head."""
    heads = {
        office.unit: person.id
        for person in people_of_the_demo(house)
        for office in person.offices
        if office.role is Role.HEAD
    }
    with reading(house.engine) as connection:
        return next(
            (one, heads[one.unit])
            for wave in load_waves(connection)
            if wave.state(house.today()) is WaveState.RUNNING
            for one in load_assessments(connection, wave.id, questionnaire="opening")
            if one.state is AssessmentState.DRAFT and one.unit in heads
        )
