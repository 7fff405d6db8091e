"""The last words: what was typed and not yet sent when a page is closed.

The browser throws them after us with `navigator.sendBeacon`, when its websocket is already gone.
"""

import json
import logging
from collections.abc import Callable, Mapping

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from audit.service.actions import Caller, NotDone
from audit.service.house import House
from audit.ui.gate import CALLER, comes_from_elsewhere

ADDRESS = "/entwurf"
LARGEST = 64 * 1024
"""Bytes. Browsers do not send more this way."""

KeepDraft = Callable[[House, Caller, Mapping[str, str]], None]
"""Keeps last words: `key` is the key of the field, `value` what stands in it, `page` the address
of the page, `language` its language. Raises `NotDone` when the caller may not."""


def forget(_house: House, _caller: Caller, _draft: Mapping[str, str]) -> None:
    """Keep nothing."""


def draft_route(house: House, keep: KeepDraft) -> Route:
    """Make the address to which the browser sends last words; the gate stands before it."""

    async def received(request: Request) -> Response:
        if comes_from_elsewhere(request):
            return Response(status_code=403)
        draft = _read(await _body(request))
        if draft is None:
            return Response(status_code=422)
        try:
            await to_thread.run_sync(keep, house, request.scope[CALLER], draft)
        except NotDone as refusal:
            logging.getLogger(__name__).info("A draft was not kept: %s", refusal)
            return Response(status_code=403)
        return Response(status_code=204)

    return Route(ADDRESS, received, methods=["POST"])


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return b""
    return body


def _read(body: bytes) -> dict[str, str] | None:
    """Take texts under names, and nothing else."""
    try:
        draft = json.loads(body)
    except (ValueError, RecursionError):
        return None
    names = ("key", "value", "page", "language")
    if not isinstance(draft, dict) or not all(isinstance(draft.get(name), str) for name in names):
        return None
    return {name: draft[name] for name in names}
