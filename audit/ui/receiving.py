"""What a browser sends, counted while it comes in: nobody says beforehand how much it will be."""

from starlette.types import Message as Part
from starlette.types import Receive

READ_TO_THE_END = 200 * 1024 * 1024
"""Bytes. A browser shows our answer only when it could send all; what is too much is not kept."""


class TooLarge(Exception):
    """More came in than may be kept."""


class Counted:
    """A request being received, up to so many bytes."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._read = 0

    async def receive(self) -> Part:
        """Pass a part on; raises `TooLarge` when there is too much."""
        part = await self._next()
        if self._read > self._most:
            raise TooLarge
        return part

    async def rest(self) -> None:
        """Read to the end, and keep nothing."""
        more = True
        while more and self._read < READ_TO_THE_END:
            more = bool((await self._next()).get("more_body"))

    async def _next(self) -> Part:
        part = await self._receive()
        self._read += len(part.get("body", b""))
        return part
