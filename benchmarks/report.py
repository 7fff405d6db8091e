"""What was measured, as Markdown: no figure in it is typed by hand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.machine import machine, versions
from benchmarks.measuring import Extent, Measured

BEGIN = "<!-- What follows is written by `python -m benchmarks`. -->"
END = "<!-- What follows is written by hand. -->"

MILLION = 1_000_000


@dataclass(frozen=True)
class Goal:
    """What was aimed at, and what was found."""

    words: str
    limit: float
    found: float
    unit: str
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the goal was reached."""
        return self.found >= self.limit if self.at_least else self.found < self.limit


def report(measured: Measured, command: str) -> str:
    """Write everything down."""
    parts = [
        circumstances(command),
        "### Against other ways of evaluating",
        _comparison(measured),
        "### From few respondents to many",
        _growth(measured),
        "### From file to file",
        _files(measured),
    ]
    if measured.extent == Extent():
        parts += ["### Goals", goals_table(goals(measured))]
    return "\n\n".join(parts) + "\n"


def between_marks(page: str, written: str, mark: str = BEGIN) -> str:
    """Put the report where the page has room for it; raises ValueError if the marks are missing."""
    before, begin, rest = page.partition(mark)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"The page needs the lines\n{mark}\n{END}")
    return f"{before}{mark}\n\n{written}\n{END}{after}"


def exponent(seconds: Mapping[int, float]) -> float:
    """Fit how time grows with the number of respondents: the slope in logarithms, least squares.

    >>> exponent({10: 1.0, 100: 10.0, 1000: 100.0})
    1.0
    """
    points = [(math.log(count), math.log(time)) for count, time in seconds.items()]
    middle_x = math.fsum(x for x, _ in points) / len(points)
    middle_y = math.fsum(y for _, y in points) / len(points)
    rise = math.fsum((x - middle_x) * (y - middle_y) for x, y in points)
    return rise / math.fsum((x - middle_x) ** 2 for x, _ in points)


def circumstances(command: str) -> str:
    """Say when, how, and on what was measured."""
    return f"{date.today()}, `{command}`  \n{machine()}  \n{versions()}"


def _comparison(measured: Measured) -> str:
    extent, most = measured.extent, max(measured.extent.sizes)
    ours = measured.ours[most]
    rows = [("this project", most, ours, megabytes(measured.peaks["ours"]))]
    for key, name in (("loop", "(a) plain loop"), ("expressions", "(b) expressions")):
        rows.append((name, extent.sample, measured.scaled(key), megabytes(measured.peaks[key])))
    rows.append(("(c) reading the codes once", most, measured.seconds["read"], ""))
    figures = table(
        ("way", "measured with", f"seconds for {count(most)}", "× this project", "peak MB"),
        [
            (name, count(size), _seconds(seconds), _ratio(seconds / ours), peak)
            for name, size, seconds, peak in rows
        ],
    )
    return (
        f"Before the clock ran, this project, (a) and (b) gave the same n, mean and spread for all "
        f"groups and nodes of {count(extent.sample)} respondents; the largest difference was "
        f"{measured.difference:.0e}. Medians of {extent.repetitions} turns, taken alternately in "
        f"one process; (a) and (b) are scaled linearly from {count(extent.sample)} respondents. "
        f"Memory bandwidth: {_speed(measured, 'read')} GB/s reading the codes, "
        f"{_speed(measured, 'triad')} GB/s in a triad.\n\n{figures}"
    )


def _growth(measured: Measured) -> str:
    rows = [
        (count(size), f"{1000 * seconds:.3g}", f"{MILLION * seconds / size:.2f}")
        for size, seconds in measured.ours.items()
    ]
    figures = table(("respondents", "milliseconds", "microseconds each"), rows)
    return (
        f"{figures}\n\nFrom 10 000 respondents on, time grows with their number "
        f"to the power of {_exponent(measured):.2f}."
    )


def _files(measured: Measured) -> str:
    return table(
        ("results", "respondents", "file of answers, MB", "seconds", "peak MB"),
        [
            (
                file.name,
                count(file.respondents),
                megabytes(file.size),
                _seconds(file.seconds),
                megabytes(file.peak),
            )
            for file in measured.files
        ],
    )


def goals_table(goals: Sequence[Goal]) -> str:
    """Say of each goal what was measured, and whether that is enough."""
    rows = [
        (goal.words, f"{goal.found:.3g}{goal.unit}", "reached" if goal.reached else "not reached")
        for goal in goals
    ]
    return table(("goal", "measured", ""), rows)


def goals(measured: Measured) -> tuple[Goal, ...]:
    """Hold what was measured against what was aimed at."""
    ours = measured.ours
    files = {file.name: file for file in measured.files}
    largest = files["groups, from text"]
    return (
        Goal(
            "a million respondents at least 100 times as fast as (a)",
            100,
            measured.scaled("loop") / ours[MILLION],
            " ×",
            at_least=True,
        ),
        Goal(
            "a million respondents at least 500 times as fast as (b)",
            500,
            measured.scaled("expressions") / ours[MILLION],
            " ×",
            at_least=True,
        ),
        Goal("a million respondents below 450 MB", 450, measured.peaks["ours"] / MILLION, " MB"),
        Goal("an exponent of at most 1.05", 1.05, _exponent(measured), ""),
        Goal("10 000 respondents below 15 ms", 15, 1000 * ours[10_000], " ms"),
        Goal("five million from a file below 5 s", 5, largest.seconds, " s"),
        Goal("five million from a file below 1000 MB", 1000, largest.peak / MILLION, " MB"),
    )


def _exponent(measured: Measured) -> float:
    return exponent({n: seconds for n, seconds in measured.ours.items() if n >= 10_000})


def _speed(measured: Measured, name: str) -> str:
    return f"{measured.moved[name] / measured.seconds[name] / 1e9:.0f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a Markdown table: names on the left, figures on the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def count(number: int) -> str:
    """Write a number in groups of three digits."""
    return f"{number:,}".replace(",", " ")


def _seconds(seconds: float) -> str:
    return f"{seconds:.3g}"


def _ratio(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"


def megabytes(size: int) -> str:
    """Write bytes as megabytes."""
    return f"{size / MILLION:.1f}" if size < 10 * MILLION else f"{size / MILLION:.0f}"
