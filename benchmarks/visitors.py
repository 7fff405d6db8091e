"""Many people at once, each filling in an assessment of their own.

Each signs in before the clock runs, opens the first section of the form, thinks, answers the next
question, and so on from section to section. Thinking times are exponential.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from audit.service.house import Settings, open_house
from audit.service.sessions import sign_in_for_demo
from audit.store.assessments import load_assessments, load_entries
from audit.store.engine import reading
from audit.ui.gate import SESSION_COOKIE
from benchmarks.serving import Server
from benchmarks.town import WAVES, form, head_of
from benchmarks.window import Broken, Field, Window

PAGE = "ausfuellen"
SAVED = "Gespeichert"
"""How the app says that something is stored for good."""

APART, ALL_WITHIN = 0.1, 10.0
"""Seconds between two arrivals, and from the first to the last at most."""

SETTLING = 2.0
"""Seconds after the last arrival; then the clock runs."""


@dataclass(frozen=True)
class Person:
    """A head of department with an assessment to fill in."""

    token: str
    assessment: int

    @property
    def query(self) -> str:
        """The address of the first section."""
        return f"bogen={self.assessment}&feld={form().areas[0].id}"


@dataclass
class Day:
    """What happened to everybody. Times in seconds."""

    begins: float
    ends: float
    opened: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    """Of answers while the clock ran."""
    errors: list[str] = field(default_factory=list)
    acknowledged: int = 0
    """Answers that the app said were saved."""
    last: dict[tuple[int, str], str] = field(default_factory=dict)
    """The last acknowledged answer to each question of each assessment."""


def sign_in(town: Settings, people: int) -> list[Person]:
    """Sign in the heads of the first departments, behind the back of their browsers."""
    house = open_house(town)
    with reading(house.engine) as connection:
        numbers = [one.id for one in load_assessments(connection, WAVES[-1])][:people]
    signed_in = [
        Person(sign_in_for_demo(house, head_of(place)), number)
        for place, number in enumerate(numbers)
    ]
    house.close()
    return signed_in


async def spend_a_day(
    server: Server, people: Sequence[Person], seconds: float, think: float
) -> Day:
    """Let people work for so many seconds, counted from when all have arrived."""
    arriving = min(APART * len(people), ALL_WITHIN)
    begins = time.monotonic() + arriving + SETTLING
    day = Day(begins, begins + seconds)
    async with asyncio.TaskGroup() as visits:
        for place, person in enumerate(people):
            late = arriving * place / len(people)
            visits.create_task(_work(server, person, day, late, think))
    return day


async def look(server: Server, token: str, page: str, query: str = "") -> float:
    """Open a page and leave; returns the seconds until it was complete."""
    async with window(server, token, page, query) as opened:
        return await opened.open()


def missing(town: Settings, day: Day) -> int:
    """Count the acknowledged answers that are not in the database."""
    house = open_house(town)
    with reading(house.engine) as connection:
        found = load_assessments(connection, WAVES[-1])
        entries = load_entries(connection, [one.id for one in found])
    house.close()
    stored = {
        (number, cell): entry.value
        for number, held in entries.items()
        for cell, (entry, _) in held.items()
    }
    lost = sum(stored.get(place) != value for place, value in day.last.items())
    return max(lost, day.acknowledged - sum(one.revision for one in found))


@asynccontextmanager
async def window(server: Server, token: str, page: str, query: str = "") -> AsyncGenerator[Window]:
    """Open a window with the cookie of somebody who has signed in."""
    async with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": f"{SESSION_COOKIE}={token}"},
        compression=None,
        max_size=None,
        ping_interval=None,
    ) as socket:
        yield Window(socket, page, query)


async def _work(server: Server, person: Person, day: Day, late: float, think: float) -> None:
    """Come late, fill in until the day ends; what goes wrong is noted and ends the visit."""
    chance = random.Random(person.assessment)
    await asyncio.sleep(late)
    try:
        async with window(server, person.token, PAGE, person.query) as opened:
            visitor = _Visitor(person, day, opened, chance)
            day.opened.append(await opened.open())
            while time.monotonic() < day.ends:
                pause = chance.expovariate(1 / think)
                await asyncio.sleep(min(pause, max(day.ends - time.monotonic(), 0)))
                if time.monotonic() < day.ends:
                    await visitor.go_on()
    except (Broken, OSError, WebSocketException) as error:
        day.errors.append(f"{type(error).__name__}: {error}")


@dataclass
class _Visitor:
    """One person before the form."""

    person: Person
    day: Day
    window: Window
    chance: random.Random
    done: set[str] = field(default_factory=set)
    """Questions of this round."""

    async def go_on(self) -> None:
        """Answer the next question of the section, or turn to the next one."""
        for of in self.window.fields.values():
            cell = _cell_of(of)
            if cell is not None and cell not in self.done:
                self.done.add(cell)
                await self._answer(cell, of)
                return
        await self._turn()

    async def _answer(self, cell: str, of: Field) -> None:
        place = self.person.assessment, cell
        if of.kind == "text_area":
            value = f"Antwort {self.day.acknowledged}"
            seconds = await self.window.write(of, value)
        else:
            codes = _codes()[cell]
            value = self.chance.choice([code for code in codes if code != self.day.last.get(place)])
            seconds = await self.window.choose(of, of.options[codes.index(value)])
        if not self.window.told.startswith(SAVED):
            raise Broken(f"An answer to {cell} was not acknowledged")
        self.day.acknowledged += 1
        self.day.last[place] = value
        if time.monotonic() - seconds > self.day.begins:
            self.day.answered.append(seconds)

    async def _turn(self) -> None:
        """Turn to the next section, and after the last one begin anew with the first."""
        onward = f"turn--primary--{self.person.assessment}--"
        button = next(
            (of for key, of in self.window.fields.items() if key.startswith(onward)), None
        )
        if button is not None:
            self.day.opened.append(await self.window.press(button))
        else:
            self.window.query = self.person.query
            self.done.clear()
            self.day.opened.append(await self.window.open())


def _cell_of(of: Field) -> str | None:
    """Name the question that a field asks for, if any: `bogen-7--indicators--value--...`."""
    parts = of.key.split("--")
    return parts[1] if parts[2:3] == ["value"] and parts[-1] != "way-out" else None


@cache
def _codes() -> dict[str, list[str]]:
    """List what can be chosen without giving a reason, in the order of the page."""
    return {
        question.id: [option.code for option in form().options_of(question)]
        for question in form().questions()
    }
