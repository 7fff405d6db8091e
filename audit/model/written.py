"""Text that people type, cleaned once where it comes in, so that no page and no file stumbles over
it later."""

import re
import unicodedata
from collections.abc import Collection

from audit.model.messages import Message, message

MOST_CHARACTERS = 10_000
"""The longest text that is kept: three pages."""


def cleaned(text: str) -> str:
    """Bring text into one form (NFC) without signs that nobody can see.

    Line breaks stay, all of one kind. Control characters, broken halves of characters, signs that
    turn the writing direction round and code points that are no characters go.
    """
    text = _LINE_END.sub("\n", text)
    kept = "".join(sign for sign in text if sign in "\n\t" or _is_writing(sign))
    return unicodedata.normalize("NFC", kept).strip()


def cleaned_line(text: str) -> str:
    """Clean a text that stands in one line, e.g. a name: whatever was between words is a blank."""
    return " ".join(cleaned(text).split())


def is_storable(text: str) -> bool:
    """Tell whether every database takes a text; whatever was cleaned is taken."""
    return "\0" not in text and not any(unicodedata.category(sign) == "Cs" for sign in text)


def too_long(text: str, most: int = MOST_CHARACTERS) -> Message | None:
    """Say that a text is too long; None when it is not."""
    if len(text) <= most:
        return None
    return message(
        "Der Text hat {count} Zeichen. Bitte kürzen Sie ihn auf höchstens {most}.",
        count=len(text),
        most=most,
    )


def short_name(name: str, taken: Collection[str], nameless: str) -> str:
    """Make a permanent short name that is still free, e.g. `karl-kamm`; `nameless` where nothing of
    the name can be written in plain letters."""
    letters = unicodedata.normalize("NFKD", name.casefold()).replace("\u0308", "e")
    simple = letters.encode("ascii", "ignore").decode()
    start = re.sub(r"[^a-z0-9]+", "-", simple).strip("-")[:50] or nameless
    names = (start, *(f"{start}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def _is_writing(sign: str) -> bool:
    is_none = ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF
    return not is_none and sign not in _UNSEEN and unicodedata.category(sign) not in {"Cc", "Cs"}


_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_UNSEEN = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"  # direction
    "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"  # no width
)
