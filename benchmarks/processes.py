"""Runs something in a process of its own and tells how long it took and how much memory it held."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[1]
"""The checkout."""

UNIT_OF_PEAK = 1 if sys.platform == "darwin" else 1024
"""Bytes in what the system reports as `ru_maxrss`."""


@dataclass(frozen=True)
class Run:
    """One process, from its start to its end, imports included."""

    seconds: float
    peak: int
    """The most memory it held at once, in bytes."""
    output: str

    def report(self) -> Any:
        """Read what a task reported: the last line."""
        return json.loads(self.output.splitlines()[-1])


def run_alone(arguments: Sequence[str]) -> Run:
    """Run Python with these arguments; raises ChildProcessError when it fails.

    Keep the process that calls this small: a new one starts from the peak of its parent.
    """
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    with subprocess.Popen(
        command, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        output = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise ChildProcessError(f"{' '.join(command)} failed.\n{output}")
    return Run(seconds, usage.ru_maxrss * UNIT_OF_PEAK, output)


def compile_modules(folder: Path) -> None:
    """Keep compiled modules in a folder, so that no run pays for what is done once per machine."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    run_alone(["-m", "audit", "--help"])


def run_task(name: str, *arguments: str | int | Path) -> Run:
    """Run a task of `benchmarks.tasks` alone."""
    return run_alone(["-m", "benchmarks.tasks", name, *map(str, arguments)])
