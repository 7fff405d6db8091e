"""Watches over the processes that serve: a program of its own, with nothing but Python loaded.

    watching.py NUMBER... -- COMMAND...

The numbers are those of processes that serve already; the command serves as one more. Whichever
ends by itself is replaced by a new one, which takes over the socket that all of them share.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from types import FrameType

STOPS = signal.SIGTERM, signal.SIGINT
"""With these people stop a server."""

SHORT_LIFE = 5.0
"""Seconds; a process that ends sooner than that will not live longer the next time."""


class Watch:
    """Processes that all do the same, until somebody stops this one."""

    def __init__(self, processes: Iterable[int], command: list[str]) -> None:
        self._began = dict.fromkeys(processes, time.monotonic())
        self._command = command
        self._stopping = False

    def keep(self) -> int:
        """Keep them going; returns 1 when one of them did not live long: neither would the next."""
        for name in STOPS:
            signal.signal(name, self._stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        in_vain = 0
        while self._began:
            ended, _ = os.wait()
            began = self._began.pop(ended)
            if self._stopping:
                continue
            print(f"Process {ended} ended by itself", file=sys.stderr, flush=True)
            if time.monotonic() - began < SHORT_LIFE:
                in_vain = 1
                self._stop()
            else:
                self._begin()
        return in_vain

    def _begin(self) -> None:
        process = os.posix_spawn(self._command[0], self._command, os.environ, setsigdef=STOPS)
        self._began[process] = time.monotonic()
        if self._stopping:
            self._stop()

    def _stop(self, _name: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True
        for process in self._began:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)


if __name__ == "__main__":
    end = sys.argv.index("--")
    sys.exit(Watch(map(int, sys.argv[1:end]), sys.argv[end + 1 :]).keep())
