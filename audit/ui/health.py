"""Two questions that machines ask, and that need no sign-in: they learn nothing about the audit."""

from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from audit.service.house import House
from audit.service.readiness import is_ready

ALIVE, READY = "/gesundheit", "/bereit"


def routes(house: House) -> list[Route]:
    """Answer whether this process lives, and whether people can work with it now."""
    return [Route(ALIVE, _alive), Route(READY, partial(_ready, house))]


async def _alive(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _ready(house: House, _request: Request) -> Response:
    if await to_thread.run_sync(is_ready, house):
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "not ready"}, 503)
