"""What measures the app, in processes of its own: `python -m benchmarks.app_tasks NAME ...`.

A task that finds something out prints it as one line of JSON.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import dashboards, town
from benchmarks.serving import serving
from benchmarks.visitors import PAGE, look, missing, sign_in, spend_a_day


def build_empty(folder: str, units: str) -> None:
    """Build the town; in the running wave nobody has answered anything."""
    town.build(Path(folder), int(units), handed_in=False)


def build_full(folder: str, units: str) -> None:
    """Build the town; in the running wave all but one have handed in."""
    town.build(Path(folder), int(units), handed_in=True)


def build_demo(folder: str) -> None:
    """Build the demo city."""
    dashboards.move_into(Path(folder))


def visit(
    folder: str, people: str, seconds: str, think: str, database: str | None = None
) -> dict[str, Any]:
    """Let people fill in the form: the seconds of each answer and opening, memory in bytes.

    Before the clock runs, one of them opens the form: the server has then loaded its modules.
    """
    of = town.settings_of(Path(folder), database)
    visitors = sign_in(of, int(people))
    with serving(of) as server:
        asyncio.run(look(server, visitors[0].token, PAGE, visitors[0].query))
        start = server.memory
        day = asyncio.run(spend_a_day(server, visitors, float(seconds), float(think)))
        end = server.memory
    return {
        "answered": day.answered,
        "opened": day.opened,
        "errors": day.errors,
        "acknowledged": day.acknowledged,
        "missing": missing(of, day),
        "start": start,
        "end": end,
    }


def open_town(folder: str) -> dashboards.Seconds:
    """Open the figures of the town."""
    return dashboards.open_all(Path(folder), only_units=True)


def open_demo(folder: str) -> dashboards.Seconds:
    """Open the figures of the demo city."""
    return dashboards.open_all(Path(folder), only_units=False)


TASKS: dict[str, Callable[..., object]] = {
    task.__name__: task
    for task in (build_empty, build_full, build_demo, visit, open_town, open_demo)
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(TASKS[name](*arguments)))
