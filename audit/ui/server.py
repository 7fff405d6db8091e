"""One process that serves the audit: Streamlit, our own routes, and the gate in front of both."""

import asyncio
import gc
import logging
import sys
import tomllib
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypedDict

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from streamlit import config

from audit.service.house import Settings, open_house
from audit.ui import codes_file, downloads, health, notices, own_account, signing_in, visit
from audit.ui.drafts import KeepDraft, draft_route, forget
from audit.ui.gate import STAY, Gate
from audit.ui.uploads import UPLOADS, Upload, upload_route

SETTINGS_FILE = Path(__file__).parents[2] / ".streamlit" / "config.toml"
SCRIPT = Path(__file__).with_name("script.py")
ASSETS = Path(__file__).with_name("assets")

CHOSEN_AT_START = frozenset({"server.address", "server.port", "server.cookieSecret"})
"""The last one signs cookies of Streamlit's, which never pass the gate."""

COLLECT_EVERY = 60.0
"""Seconds. Streamlit would collect after each click, which takes longer than all else together."""


YOUNG_GARBAGE = 10_000, 20
"""New objects until the youngest are looked through, and how often until those a little older."""

NEVER_ALL = 1_000_000
"""So seldom Python by itself looks through all objects while everybody waits: 0.1 to 0.4 s."""

TURN = 0.0005
"""Seconds until the page being made lets others go on: what is ready goes out sooner than with
Python's 0.005."""


class Parts(TypedDict):
    """What Streamlit's application is made of, besides its script."""

    routes: list[BaseRoute]
    middleware: list[Middleware]
    lifespan: Callable[[st.App], AbstractAsyncContextManager[None]]
    on_script_error: Callable[[Exception], bool]


def parts(
    settings: Settings, keep_draft: KeepDraft = forget, uploads: Sequence[Upload] = UPLOADS
) -> Parts:
    """Open the house and put together what stands around Streamlit's script."""
    pin_settings()
    house = open_house(settings)
    visit.welcome_to(house)
    return Parts(
        routes=[
            *signing_in.routes(house),
            *notices.routes(house),
            *own_account.routes(house),
            draft_route(house, keep_draft),
            upload_route(house, uploads),
            *downloads.routes(house),
            *codes_file.routes(house),
            *health.routes(house),
            Mount("/gestaltung", StaticFiles(directory=ASSETS)),
        ],
        middleware=[Middleware(Gate, house=house)],
        lifespan=_collecting,
        on_script_error=visit.apologise,
    )


def pin_settings() -> None:
    """Make Streamlit behave as written in `.streamlit/config.toml`.

    Streamlit itself also reads the file of the folder in which it was started, of the home
    directory, and environment variables; nothing of that counts here. What is not written in our
    file is as Streamlit's makers have set it.
    """
    with SETTINGS_FILE.open("rb") as file:
        ours = dict(_options(tomllib.load(file)))
    for name, option in config.get_config_options().items():
        if name not in CHOSEN_AT_START and (name in ours or config.is_manually_set(name)):
            config.set_option(name, ours.get(name, option.default_val))
    config.set_option("server.trustedUserHeaders", {STAY: "stay"})
    logging.getLogger("streamlit").setLevel(config.get_option("logger.level").upper())


def _options(table: Mapping[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _options(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


@asynccontextmanager
async def _collecting(_app: st.App) -> AsyncGenerator[None]:
    """Look for garbage now and then, and never in what the program itself has loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*YOUNG_GARBAGE, NEVER_ALL)
    sys.setswitchinterval(TURN)
    task = asyncio.create_task(_collect_now_and_then())
    try:
        yield
    finally:
        task.cancel()


async def _collect_now_and_then() -> None:
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        gc.collect()
