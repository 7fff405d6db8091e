"""Starts the app as people start it, in a process of its own, and watches its memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from audit.service.house import Settings
from benchmarks.processes import HOME

STARTS_WITHIN = 60.0
STOPS_WITHIN = 20.0
"""Seconds."""


@dataclass(frozen=True)
class Server:
    """A running app."""

    port: int
    process: int
    """The number by which the system knows it."""

    @property
    def memory(self) -> int:
        """How much memory all its processes hold now, in bytes; what they share counts once.

        Where the system does not tell what is shared (all but Linux), it counts as often as it is
        shared.
        """
        return sum(_memory_of(process) for process in [self.process, *_children(self.process)])


@contextmanager
def serving(town: Settings) -> Iterator[Server]:
    """Serve a town until the block ends: `python -m audit serve`.

    Raises ChildProcessError when it does not start, or does not last.
    """
    port = _free_port()
    log = town.data / "server.log"
    command = [sys.executable, "-m", "audit", "serve"]
    settings = {
        "AUDIT_DATA": str(town.data),
        "AUDIT_DATABASE": town.database or "",
        "AUDIT_DEMO": "1",
        "PYTHONPATH": str(HOME),
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("AUDIT_")}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=town.data,
            env=others | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            _wait_for(port, process)
            yield Server(port, process.pid)
            if process.poll() is not None:
                raise ChildProcessError("The app stopped by itself.\n" + _read(log))
        except TimeoutError:
            raise ChildProcessError("The app did not start.\n" + _read(log)) from None
        finally:
            process.terminate()
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()


def _children(process: int) -> list[int]:
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        command = ["pgrep", "-P", str(process)]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [int(child) for child in found.split()]


def _memory_of(process: int) -> int:
    try:
        shares = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        command = ["ps", "-o", "rss=", "-p", str(process)]
        return 1024 * int(subprocess.check_output(command))
    return 1024 * int(
        next(line for line in shares.splitlines() if line.startswith("Pss:")).split()[1]
    )


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/gesundheit", timeout=1) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
