"""Many people at one question at the same time: whoever overwrites has seen what they overwrite."""

import json
import os
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import NoReturn

from audit.model.waves import Entry, Saved
from audit.service.actions import NotDone
from audit.service.filling_in import save_entry
from audit.service.overtaken import AnswerOvertaken
from tests.databases import Databases
from tests.service.town import COUNTER, KARL, Town, build, open_town
from tests.soak.counting import Tally


def edits(databases: Databases, editors: int, saves: int) -> Tally:
    """Let so many programs save so often each, all into the same cell."""
    tally = Tally(f"{editors} editors x {saves} saves, {type(databases).__name__}")
    with databases.copy_of("town", build) as url:
        town = open_town(url)
        town.caller(KARL)
        town.house.engine.dispose()
        told = list(_all_at_once(town, editors, saves))
        _look(town, told, tally)
        tally.expect(len(told) == editors * saves, "saves missing")
        town.house.close()
    return tally


def _all_at_once(town: Town, editors: int, saves: int) -> Iterator[dict[str, int]]:
    pipes = []
    for editor in range(editors):
        reading_end, writing_end = os.pipe()
        if os.fork() == 0:
            _edit(town, editor, saves, writing_end)
        os.close(writing_end)
        pipes.append(reading_end)
    for reading_end in pipes:
        with os.fdopen(reading_end) as pipe:
            for line in pipe:
                yield json.loads(line)
    for _ in range(editors):
        os.wait()


def _edit(town: Town, editor: int, saves: int, pipe: int) -> NoReturn:
    """Save one text after the other; who was overtaken looks at the other text and saves again."""
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    told, overtaken, refused, seen = [], 0, 0, 0
    for turn in range(saves):
        entry = Entry(f"{editor} {turn}")
        saved: Saved | None = None
        while saved is None:
            try:
                saved = save_entry(town.house, karl, assessment, "story", entry, after=seen)
            except AnswerOvertaken as conflict:
                overtaken, seen = overtaken + 1, conflict.revision
            except NotDone:
                refused += 1
                time.sleep(0.1)
        told.append({"editor": editor, "turn": turn, "after": seen, "revision": saved.revision})
        seen = saved.revision
    told[-1] |= {"overtaken": overtaken, "refused": refused}
    with os.fdopen(pipe, "w") as out:
        out.writelines(f"{json.dumps(line)}\n" for line in told)
    os._exit(0)


def _look(town: Town, told: list[dict[str, int]], tally: Tally) -> None:
    rows = town.rows("SELECT revision, value FROM answers WHERE cell = 'story' ORDER BY revision")
    before = {later[0]: earlier[0] for earlier, later in pairwise([(0, ""), *rows])}
    held = dict(rows)
    for line in told:
        tally.acknowledged += 1
        expected = f"{line['editor']} {line['turn']}"
        tally.expect(held.get(line["revision"]) == expected, "save lost")
        tally.expect(before.get(line["revision"]) == line["after"], "overwritten unseen")
    tally.expect(len(rows) == len(told), "saved twice")
    tally.faults = sum(line.get("overtaken", 0) for line in told)
    tally.notes["conflicts shown"] = tally.faults
    tally.notes["refused and tried again"] = sum(line.get("refused", 0) for line in told)
