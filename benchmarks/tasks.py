"""What runs in processes of its own: `python -m benchmarks.tasks NAME ARGUMENT ...`.

A task that finds something out prints it as one line of JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import bandwidth, expressions, plain_loop
from benchmarks.answers import Respondents, Storage, load_plan, respondents, save_answers
from benchmarks.evaluators import disagreement, grouped

CODES, GROUPS = "codes.npy", "groups.npy"


def draw(folder: str, count: str) -> None:
    """Draw answers and keep their codes in a folder."""
    drawn = respondents(load_plan(), int(count))
    np.save(Path(folder, CODES), drawn.codes())
    np.save(Path(folder, GROUPS), drawn.groups)


def write(path: str, count: str, storage: Storage) -> None:
    """Write answers to a Parquet file."""
    save_answers(Path(path), load_plan(), int(count), storage)


def kernel(folder: str) -> None:
    """Evaluate all codes that were drawn, as this project does."""
    grouped(load_plan(), np.load(Path(folder, CODES)), np.load(Path(folder, GROUPS)))


def loop(count: str) -> None:
    """Evaluate so many respondents by the plain loop."""
    drawn = respondents(load_plan(), int(count))
    whole = plain_loop.prepared(drawn.plan.questionnaire)
    plain_loop.evaluate(whole, drawn.written(), drawn.groups.tolist())


def expression(count: str) -> None:
    """Evaluate so many respondents by expressions."""
    drawn = respondents(load_plan(), int(count))
    nodes = expressions.prepared(drawn.plan.questionnaire)
    expressions.evaluate(nodes, drawn.written(), drawn.groups.tolist())


def compare(folder: str, sizes: str, sample: str, repetitions: str) -> dict[str, Any]:
    """Let all evaluators take turns, and give the seconds of every turn.

    Raises ValueError, before anything is timed, if they do not agree.
    """
    drawn = respondents(load_plan(), int(sample))
    difference = disagreement(drawn)
    turns = _turns(folder, sizes, drawn)
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(int(repetitions)):
        for name, turn in turns.items():
            start = time.perf_counter()
            turn()
            seconds[name].append(time.perf_counter() - start)
    moved = {"read": Path(folder, CODES).stat().st_size, "triad": bandwidth.TRIAD_BYTES}
    return {"difference": difference, "seconds": seconds, "moved": moved}


def _turns(folder: str, sizes: str, drawn: Respondents) -> dict[str, Callable[[], object]]:
    """Say what is timed: our own evaluation by its number of respondents, all else by its name."""
    plan = drawn.plan
    whole = plain_loop.prepared(plan.questionnaire)
    nodes = expressions.prepared(plan.questionnaire)
    codes, groups = np.load(Path(folder, CODES)), np.load(Path(folder, GROUPS))
    answers, members = drawn.written(), drawn.groups.tolist()
    arrays = bandwidth.triad_arrays()

    def ours(size: int) -> Callable[[], object]:
        return lambda: grouped(plan, codes[:, :size], groups[:size])

    return {
        **{size: ours(int(size)) for size in sizes.split(",")},
        "loop": lambda: plain_loop.evaluate(whole, answers, members),
        "expressions": lambda: expressions.evaluate(nodes, answers, members),
        "read": lambda: bandwidth.read(codes),
        "triad": lambda: bandwidth.triad(*arrays),
    }


TASKS: dict[str, Callable[..., object]] = {
    task.__name__: task for task in (draw, write, kernel, loop, expression, compare)
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(TASKS[name](*arguments)))
