"""Kills a PostgreSQL, all its processes at once, while the service saves."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

from audit.service.actions import NotDone
from audit.store.engine import FAULTS
from tests.databases import Cluster, running_postgres
from tests.service.town import Town, build, open_town
from tests.soak.counting import Tally, moments, time_is_up
from tests.soak.killing import kill
from tests.soak.work import Work, check, insisting, mixed

SAFE = {"fsync": "on", "full_page_writes": "on", "max_connections": 120}
"""As a town runs it."""

LONGEST = 0.5
"""Seconds until the server is killed."""


def server_kills(rounds: int, seed: int = 1) -> Tally:
    """Kill the server so often; each time start it again and look what is there."""
    tally = Tally("kill -9 of PostgreSQL, all processes")
    with running_postgres(SAFE) as cluster:
        for turn, after in enumerate(islice(moments(seed, LONGEST), rounds)):
            if time_is_up():
                break
            with cluster.copy_of("town", build) as url:
                town = open_town(url)
                town.house.engine.dispose()
                # Every second time the program waits for the server and saves the same again.
                work = partial(_until_refused, insisting if turn % 2 else mixed, town)
                killed = kill(work, after, partial(_kill_server, cluster, again=bool(turn % 2)))
                if not turn % 2:
                    cluster.start()
                tally.faults += 1
                check(town, killed.told, tally)
                town.house.close()
    return tally


def _until_refused(work: Work, town: Town) -> Iterator[str]:
    with suppress(NotDone, *FAULTS):
        yield from work(town)


def _kill_server(cluster: Cluster, _child: int, *, again: bool) -> None:
    """Kill all processes of the server, the main one first, so that it can tell the others nothing;
    and start it `again` at once."""
    main = cluster.main_process
    others = _children_of(main)
    for process in (main, *others):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    _wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in (main, *others)))
    if again:
        cluster.start()


def _children_of(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in told.split()]


def _wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
