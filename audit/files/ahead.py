"""Reads the next part of a file while the one before is still being evaluated."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """Prepare one part in a thread of its own while the caller works on the part before.

    Never more than one part waits, so memory stays bounded. What is raised while a part is
    prepared is raised where the part would have come.
    """
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = thread.submit(next, parts, None)
            yield part
