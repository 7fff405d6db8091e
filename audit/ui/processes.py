"""Serves by several processes that share one port: Python makes one page at a time, each of them
on a core of its own.

All that lasts is in the database, so it makes no difference which process answers. A browser that
comes back after its connection was lost may meet another one: what it then has in its fields is
compared with what is stored, see `audit.ui.asking`.
"""

import gc
import os
import signal
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import uvicorn
from streamlit import config
from streamlit.runtime.runtime_util import get_max_message_size_bytes

from audit.ui import watching
from audit.ui.watching import STOPS

Application = Callable[..., Any]
"""Of ASGI, e.g. `st.App`."""

WAITING = 2048
"""So many connections may wait to be taken."""

FAREWELL = 5
"""Seconds that pages in the making have to become complete when the server stops."""


@dataclass(frozen=True)
class Place:
    """Where and by how many processes the app is served."""

    address: str
    port: int
    processes: int
    inherited: int | None = None
    """The number of a socket that serves there already."""

    @classmethod
    def named_by(cls, arguments: Sequence[str]) -> "Place":
        """Read `--address`, `--port` and `--processes`, or `--socket`."""
        parser = ArgumentParser(allow_abbrev=False)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8501)
        parser.add_argument("--processes", type=int, default=1)
        parser.add_argument("--socket", type=int)
        found = parser.parse_args(arguments)
        return cls(found.address, found.port, found.processes, found.socket)

    def open(self) -> socket.socket:
        """Open the port. Raises `OSError` when it is taken."""
        if self.inherited is not None:
            return socket.socket(fileno=self.inherited)
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        return socket.create_server((self.address, self.port), family=family, backlog=WAITING)


def serve(app: Application, place: Place) -> None:
    """Serve until somebody stops it. Raises `OSError` when the port is taken."""
    config.set_option("server.address", place.address)
    config.set_option("server.port", place.port)
    with place.open() as port:
        if place.processes < 2 or not hasattr(os, "fork"):
            _work(app, port)
            return
        gc.collect()
        gc.freeze()  # what is loaded is shared by all processes as long as nobody touches it
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # until they can be passed on
        _watch([_begun(lambda: _work(app, port)) for _ in range(place.processes)], port)


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
        server_header=False,
        log_level="warning",
        use_colors=False,
        timeout_graceful_shutdown=FAREWELL,
    )
    uvicorn.Server(settings).run(sockets=[port])


def _begun(work: Callable[[], None]) -> int:
    """Do the work in a process that is forked from this one, and return its number."""
    process = os.fork()
    if process:
        return process
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    try:
        work()
    finally:
        os._exit(0)


def _watch(processes: Sequence[int], port: socket.socket) -> NoReturn:
    """Become the program that watches over the others: it needs nothing of what is loaded here."""
    os.set_inheritable(port.fileno(), True)
    successor = [sys.executable, sys.argv[0], "--socket", str(port.fileno())]
    program = [sys.executable, "-I", "-S", watching.__file__]
    os.execv(sys.executable, [*program, *map(str, processes), "--", *successor])
