"""Characters that must not stand in a text: unseen, misleading, or fatal for a later export."""

import re

STAND_IN = "□"
"""Stands where a refused character stood."""

LINE_BREAKS = "\x0b\x0c\x85\u2028\u2029"

_NONCHARACTERS = "".join(f"{chr(end - 1)}{chr(end)}" for end in range(0x1FFFF, 0x110000, 0x10000))

REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line breaks
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # no width, other direction
    f"\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff{_NONCHARACTERS}]"
)
"""The joiners U+200C and U+200D are missing on purpose: Persian and emoji need them."""


def code_of(character: str) -> str:
    """Name a character that nobody sees."""
    return f"U+{ord(character):04X}"


def in_one_line(text: str) -> str:
    """Make an author's words fit into one line of a message; what is cut off becomes `…`."""
    line = REFUSED.sub(STAND_IN, " ".join(text[:80].split()))
    return line if len(line) <= 40 else f"{line[:39]}…"
