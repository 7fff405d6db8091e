"""The colours of the charts, and why these.

Points (0 to 100) have one hue, and lightness carries the order: light is little, dark is much. So
the order survives every kind of colour blindness and a print in grey. Blue, not red to green: red
against green is lost on about 8 % of men, and says "bad" before anybody has read the question.

The five stops lie 13 to 18 apart in CIE76 for normal, protan, deutan and tritan vision (Machado
2009). Between them the colour is interpolated in RGB, as the charts are told to do, so that what is
computed here is what is seen. Text on a cell is black or white, whichever stands out more: at least
4.58 : 1 for every value, above the 4.5 : 1 of WCAG 1.4.3.

Change has a pair, blue for risen and brown for fallen: at least 76 apart for every kind of colour
blindness, and at least 4.5 : 1 on white. A sign (▲ ▼ =) always says the same, and a chart can be
read without colours.
"""

from bisect import bisect_right

RANGE = ("#d0e1f2", "#94c4df", "#4a98c9", "#1764ab", "#08306b")
"""From 0 to 100 points."""

LEAST, MOST = 0, 100
"""Where the colours begin and end: fixed, so that a small difference looks small."""

BLACK, WHITE = "#000000", "#ffffff"

WHITE_FROM = 64.5
"""Points from which white text stands out more than black."""

MISSING_FILL, MISSING_LINE = "#f1f2f4", "#595f69"
"""No value is no blue at all: grey, with a dashed outline."""

RISEN, FALLEN, SAME = "#0b5394", "#9a4a06", "#4b5563"
"""Change; always together with its sign."""

INK = "#0f1115"
"""Text beside the marks, as on the page."""

RULE, GRID = "#c9ced6", "#e8ebef"
"""Lines that only guide the eye; those behind text are hardly there."""


def fill(points: float) -> str:
    """Give the colour of a cell, as the charts draw it.

    >>> fill(0), fill(100)
    ('#d0e1f2', '#08306b')
    """
    at = (points - LEAST) / (MOST - LEAST) * (len(RANGE) - 1)
    below = min(bisect_right(range(len(RANGE)), at) - 1, len(RANGE) - 2)
    part = at - below
    mixed = (
        round(a + (b - a) * part)
        for a, b in zip(channels(RANGE[below]), channels(RANGE[below + 1]), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def ink(points: float) -> str:
    """Give the colour of the text on a cell."""
    return WHITE if points >= WHITE_FROM else BLACK


def contrast(one: str, other: str) -> float:
    """Compare two colours as WCAG 2 does: 1 (the same) to 21 (black on white).

    Source: WCAG 2.2, definitions of relative luminance and contrast ratio.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def channels(colour: str) -> tuple[int, int, int]:
    """Read red, green and blue, each 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
