"""What was measured of the app, as Markdown: no figure in it is typed by hand."""

from collections.abc import Iterator

from benchmarks.app import AppMeasured, Crowd, Figures, quantile
from benchmarks.report import MILLION, Goal, circumstances, count, goals_table, megabytes, table

APP_BEGIN = "<!-- What follows is written by `python -m benchmarks --only app`. -->"

MOST_PEOPLE, LONGEST_ANSWER, MOST_MEMORY = 200, 100, 400
"""At once; milliseconds; megabytes. See the goals."""


def app_report(measured: AppMeasured, command: str) -> str:
    """Write everything down."""
    parts = [
        circumstances(command),
        "### Filling in at the same time",
        _crowds(measured),
        "### Pages with figures",
        *(_figures(figures) for figures in measured.figures),
        "### Goals of the app",
        goals_table(list(app_goals(measured))),
    ]
    return "\n\n".join(parts) + "\n"


def app_goals(measured: AppMeasured) -> Iterator[Goal]:
    """Hold what was measured against what was aimed at; what is not valid reaches no goal."""
    for crowd in measured.crowds:
        if crowd.people != MOST_PEOPLE:
            continue
        who = f"{crowd.people} people at once for {crowd.seconds:g} s"
        slow = 1000 * quantile(crowd.answered, 0.95) if crowd.is_valid else float("inf")
        held = crowd.end / MILLION if crowd.is_valid else float("inf")
        yield Goal(f"{who}: p95 below {LONGEST_ANSWER} ms", LONGEST_ANSWER, slow, " ms")
        yield Goal(f"{who}: memory below {MOST_MEMORY} MB", MOST_MEMORY, held, " MB")
    for figures in measured.figures:
        slowest = max(seconds for turns in figures.pages.values() for seconds in turns)
        words = f"each page with figures of {figures.name} below {figures.limit:g} s"
        yield Goal(words, figures.limit, slowest, " s")


def _crowds(measured: AppMeasured) -> str:
    head = (
        "people at once",
        "answers",
        "p50, ms",
        "p95, ms",
        "opening p50, ms",
        "opening p95, ms",
        "memory at the start, MB",
        "at the end, MB",
    )
    rows = table(head, [_row(crowd) for crowd in measured.crowds])
    asked = f"Everybody answers every {measured.extent.think:g} s on average."
    wrong = "\n\n".join(_wrong(crowd) for crowd in measured.crowds if not crowd.is_valid)
    saved = sum(crowd.acknowledged for crowd in measured.crowds)
    right = f"All {count(saved)} answers that the app called saved are in the database."
    return f"{asked}\n\n{rows}\n\n{wrong or right}"


def _row(crowd: Crowd) -> tuple[str, ...]:
    memory = megabytes(crowd.start), megabytes(crowd.end)
    if not crowd.is_valid:
        return (str(crowd.people), "not valid", "", "", "", "", *memory)
    times = [
        f"{1000 * quantile(seconds, share):.0f}"
        for seconds in (crowd.answered, crowd.opened)
        for share in (0.5, 0.95)
    ]
    return (str(crowd.people), count(len(crowd.answered)), *times, *memory)


def _wrong(crowd: Crowd) -> str:
    """Say what went wrong, and how often."""
    kinds = "; ".join(sorted(set(crowd.errors))[:3])
    return (
        f"**Not valid**: with {crowd.people} people at once, {len(crowd.errors)} visits ended with "
        f"an error, {crowd.missing} of {crowd.acknowledged} acknowledged answers are missing, and "
        f"{len(crowd.answered)} answers were timed. {kinds}"
    )


def _figures(figures: Figures) -> str:
    head = (f"page ({figures.name})", "at first, ms", "after one saved answer, ms")
    return table(
        head,
        [
            (title, *(f"{1000 * seconds:.0f}" for seconds in turns))
            for title, turns in figures.pages.items()
        ],
    )
