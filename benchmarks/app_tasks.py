"""What measures the app, in processes of its own: `python -m benchmarks.app_tasks NAME ...`.

A task that finds something out prints it as one line of JSON.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import town
from benchmarks.serving import serving
from benchmarks.visitors import missing, sign_in, spend_a_day, window, PAGE


def build(folder: str, units: str, handed_in: str) -> None:
    """Build the town in an empty folder."""
    town.build(Path(folder), int(units), handed_in=handed_in == "True")


def visit(folder: str, people: str, seconds: str, think: str) -> dict[str, Any]:
    """Let people fill in the form; seconds of each answer and opening, bytes of memory."""
    data = Path(folder)
    visitors = sign_in(data, int(people))
    with serving(data) as server:
        asyncio.run(_come_first(server, visitors[0]))
        start = server.memory
        day = asyncio.run(spend_a_day(server, visitors, float(seconds), float(think)))
        end = server.memory
    return {
        "answered": day.answered,
        "opened": day.opened,
        "errors": day.errors,
        "acknowledged": day.acknowledged,
        "missing": missing(data, day),
        "start": start,
        "end": end,
    }


async def _come_first(server, person) -> None:
    async with window(server, person.token, PAGE, person.query) as opened:
        await opened.open()


TASKS: dict[str, Callable[..., object]] = {task.__name__: task for task in (build, visit)}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(TASKS[name](*arguments)))
