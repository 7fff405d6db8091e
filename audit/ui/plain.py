"""Text of people, shown as they wrote it.

Streamlit reads almost every text as Markdown: labels, options, table cells, alerts. A pair of
brackets becomes a link, an exclamation mark an image that is fetched from elsewhere. Only `st.text`
and `st.dataframe` show a text as it is.
"""

import re
from functools import lru_cache

JOINER = "\u2060"
"""Has no width and allows no break; a reader sees nothing of it."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Write a text so that Markdown shows it literally, line by line.

    What the browser would still read after Markdown (addresses, `:smile:`, `->`) is held apart by
    an invisible joiner; where people should be able to copy addresses, show the text by `st.text`.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").split("\n")
    return "  \n".join(_line(line.strip()) for line in lines)


def _line(line: str) -> str:
    for pattern in _READ_LATER:
        line = pattern.sub(lambda found: JOINER.join(found.groups()), line)
    return _AT_START.sub(r"\\\g<0>", _NUMBERED.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", line)))


_SIGNS = re.compile(r"[\\`*_\[\]<|~$^]|&(?=#?\w+;)")
"""No more than needed: Streamlit puts labels, backslashes and all, into what screen readers say."""

_AT_START = re.compile(r"^[-+=:#>]")
_NUMBERED = re.compile(r"^(\d+)([.)])")

_READ_LATER = [
    re.compile(r"(https?:)(//)", re.IGNORECASE),
    re.compile(r"(www)(\.)", re.IGNORECASE),
    re.compile(r"([-.\w+])(@)(?=[-\w])"),
    re.compile(r"(:)([-+\w/]+:)"),
    re.compile(r"(:)([a-z])", re.IGNORECASE),
    re.compile(r"(?<!\S)([<~>=-])([->=]+)(?!\S)"),
]
"""What becomes a link, an emoji, an icon or an arrow, or vanishes as a style (`:small`)."""
