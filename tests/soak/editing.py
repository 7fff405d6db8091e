"""Many people at one question at the same time: whoever overwrites has seen what they overwrite."""

import json
import os
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import NoReturn

from audit.model.organisation import UnitId
from audit.model.waves import Entry, Saved
from audit.service.actions import NotDone
from audit.service.filling_in import save_entry
from audit.service.overtaken import AnswerOvertaken
from tests.databases import Databases
from tests.service.town import ANNA, BUILDING, CITY, COUNTER, SOCIAL, Town, build, open_town
from tests.soak.counting import Tally

Told = dict[str, int]
"""What an editor was told about one save."""

ONE_SHEET = (COUNTER,)
SEVERAL_SHEETS = (COUNTER, BUILDING, CITY, SOCIAL)

LONGEST_LOOK = 0.02
"""Seconds, for each of the editors, for which somebody who was overtaken looks at most at what the
other one wrote. If all of them saved again at once, they would stand in a line for the sheet, and
whoever comes to its head would have seen what stood there before the whole line: of 50 saves 49
would be conflicts."""


def edits(databases: Databases, editors: int, saves: int, sheets: Sequence[UnitId]) -> Tally:
    """Let so many programs save so often each, all into the same cell of a sheet; they share the
    sheets."""
    about = f"{editors} editors x {saves} saves, sheets: {len(sheets)}"
    tally = Tally(f"{about}, {type(databases).__name__}")
    with databases.copy_of("town", build) as url:
        town = open_town(url)
        town.caller(ANNA)
        numbers = [town.assessment(unit) for unit in sheets]
        town.house.engine.dispose()
        told = list(_all_at_once(town, editors, saves, numbers))
        for number in numbers:
            _look(town, number, [line for line in told if line["sheet"] == number], tally)
        tally.expect(len(told) == editors * saves, "saves missing")
        town.house.close()
    return tally


def _all_at_once(town: Town, editors: int, saves: int, sheets: Sequence[int]) -> Iterator[Told]:
    pipes = []
    for editor in range(editors):
        reading_end, writing_end = os.pipe()
        if os.fork() == 0:
            sheet = sheets[editor % len(sheets)]
            _edit_and_tell(town, _Editor(editor, sheet, LONGEST_LOOK * editors), saves, writing_end)
        os.close(writing_end)
        pipes.append(reading_end)
    for reading_end in pipes:
        with os.fdopen(reading_end) as pipe:
            for line in pipe:
                yield json.loads(line)
    for _ in range(editors):
        os.wait()


@dataclass(frozen=True)
class _Editor:
    """Who saves, and where."""

    number: int
    sheet: int
    longest_look: float

    def saves(self, town: Town, times: int) -> Iterator[Told]:
        """Save one text after the other; who was overtaken looks at the other text and saves
        again."""
        anna, chance = town.caller(ANNA), Random(self.number)
        overtaken = refused = seen = 0
        for turn in range(times):
            entry = Entry(f"{self.number} {turn}")
            saved: Saved | None = None
            while saved is None:
                try:
                    saved = save_entry(town.house, anna, self.sheet, "story", entry, after=seen)
                except AnswerOvertaken as conflict:
                    overtaken, seen = overtaken + 1, conflict.revision
                    time.sleep(chance.uniform(0, self.longest_look))
                except NotDone:
                    refused += 1
                    time.sleep(0.1)
            yield {
                "sheet": self.sheet,
                "editor": self.number,
                "turn": turn,
                "after": seen,
                "revision": saved.revision,
                "overtaken": overtaken,
                "refused": refused,
            }
            overtaken, refused, seen = 0, 0, saved.revision


def _edit_and_tell(town: Town, editor: _Editor, times: int, pipe: int) -> NoReturn:
    """Write into the pipe what was told, when all is done: nobody reads it before."""
    try:
        told = list(editor.saves(town, times))
        with os.fdopen(pipe, "w") as out:
            out.writelines(f"{json.dumps(line)}\n" for line in told)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)  # whatever happens, this is not the program that looks at the outcome


def _look(town: Town, sheet: int, told: Sequence[Told], tally: Tally) -> None:
    rows = town.rows(
        f"SELECT revision, value FROM answers WHERE assessment = {sheet} AND cell = 'story'"
        " ORDER BY revision"
    )
    before = {later[0]: earlier[0] for earlier, later in pairwise([(0, ""), *rows])}
    held = dict(rows)
    for line in told:
        tally.acknowledged += 1
        expected = f"{line['editor']} {line['turn']}"
        tally.expect(held.get(line["revision"]) == expected, "save lost")
        tally.expect(before.get(line["revision"]) == line["after"], "overwritten unseen")
    tally.expect(len(rows) == len(told), "saved twice")
    overtaken = sum(line["overtaken"] for line in told)
    tally.faults += overtaken
    tally.notes["conflicts shown"] += overtaken
    tally.notes["refused and tried again"] += sum(line["refused"] for line in told)
