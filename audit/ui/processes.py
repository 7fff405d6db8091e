"""Serves by several processes that share one port: Python makes one page at a time, each of them
on a core of its own.

All that lasts is in the database, so it makes no difference which process answers. A browser that
comes back after its connection was lost may meet another one: what it then has in its fields is
compared with what is stored, see `audit.ui.asking`.
"""

import gc
import logging
import os
import signal
import socket
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import uvicorn
from streamlit import config
from streamlit.runtime.runtime_util import get_max_message_size_bytes

Application = Callable[..., Any]
"""Of ASGI, e.g. `st.App`."""

WAITING = 2048
"""So many connections may wait to be taken."""

FAREWELL = 5
"""Seconds that pages in the making have to become complete when the server stops."""

SHORT_LIFE = 5.0
"""Seconds; a process that ends sooner than that will not live longer the next time."""


@dataclass(frozen=True)
class Place:
    """Where and by how many processes the app is served."""

    address: str
    port: int
    processes: int

    @classmethod
    def named_by(cls, arguments: Sequence[str]) -> "Place":
        """Read `--address`, `--port` and `--processes`."""
        parser = ArgumentParser(allow_abbrev=False)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8501)
        parser.add_argument("--processes", type=int, default=1)
        found = parser.parse_args(arguments)
        return cls(found.address, found.port, found.processes)


def serve(app: Application, place: Place) -> None:
    """Serve until somebody stops it. Raises `OSError` when the port is taken."""
    config.set_option("server.address", place.address)
    config.set_option("server.port", place.port)
    family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
    with socket.create_server((place.address, place.port), family=family, backlog=WAITING) as port:
        if place.processes < 2 or not hasattr(os, "fork"):
            _work(app, port)
            return
        gc.collect()
        gc.freeze()  # what is loaded is shared by all processes as long as nobody touches it
        _Workforce(lambda: _work(app, port), place.processes).watch()


def _work(app: Application, port: socket.socket) -> None:
    """Serve in this process, as `streamlit run` does."""
    seconds = config.get_option("server.websocketPingInterval") or 20
    settings = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=get_max_message_size_bytes(),
        ws_per_message_deflate=False,
        ws_ping_interval=seconds,
        ws_ping_timeout=seconds,
        access_log=False,
        log_level="warning",
        use_colors=False,
        timeout_graceful_shutdown=FAREWELL,
    )
    uvicorn.Server(settings).run(sockets=[port])


class _Workforce:
    """Processes that all do the same; whichever ends by itself is replaced."""

    def __init__(self, work: Callable[[], None], size: int) -> None:
        self._work = work
        self._size = size
        self._began: dict[int, float] = {}
        self._stopping = False

    def watch(self) -> None:
        """Keep them going until somebody stops this process.

        Raises `SystemExit` when one of them did not live long: neither would the next.
        """
        for name in _STOPS:
            signal.signal(name, self._stop)
        while len(self._began) < self._size:
            self._begin()
        in_vain = False
        while self._began:
            ended, _ = os.wait()
            began = self._began.pop(ended)
            if self._stopping:
                continue
            logging.getLogger(__name__).error("Process %d ended by itself", ended)
            if time.monotonic() - began < SHORT_LIFE:
                in_vain = True
                self._stop()
            else:
                self._begin()
        if in_vain:
            raise SystemExit(1)

    def _begin(self) -> None:
        process = os.fork()
        if process:
            self._began[process] = time.monotonic()
            return
        for name in _STOPS:
            signal.signal(name, signal.SIG_DFL)
        try:
            self._work()
        finally:
            os._exit(0)

    def _stop(self, _name: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True
        for process in self._began:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)


_STOPS = signal.SIGTERM, signal.SIGINT
