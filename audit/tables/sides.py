"""Several views of one unit beside each other: for the unit itself, and for nobody else."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.assessment.agreement import spread_at
from audit.assessment.plan import PlannedQuestion, PlannedScore
from audit.assessment.results import Results
from audit.model.messages import Message, Translator, message
from audit.model.texts import Wording
from audit.tables.areas import AREA, nodes_of
from audit.tables.questions import scored_questions
from audit.tables.views import View, as_shown


def areas_side_by_side(
    views: Results, own: Results, names: Mapping[str, str], language: Translator
) -> View:
    """Show the points of each view per area, and how far they lie apart: one row per area.

    area    its title
    v0, v1  the points of each view, in the order of `names`; empty when too little was answered
    range   highest minus lowest; empty below two views
    own     the points of the sheet of the unit, which alone counts
    """
    titles = [node.title for node in nodes_of(views.plan, language)]
    rows = list(zip(titles, views.plan.reported, strict=True))
    return _side_by_side(views, own, names, rows, AREA)


def questions_side_by_side(
    views: Results, own: Results, names: Mapping[str, str], language: Translator
) -> View:
    """The same per question that brings points."""
    wording = Wording(views.plan.questionnaire, language)
    rows = [(wording.of(one.entry, one.entry.text), one) for one in scored_questions(views.plan)]
    return _side_by_side(views, own, names, rows, message("Frage"))


def apart(values: Mapping[str, Mapping[str, str]], cells: Sequence[str]) -> bool:
    """Tell whether views answer a question differently; what nobody said is no answer."""
    said = {tuple(view.get(cell, "") for cell in cells) for view in values.values()}
    return len({one for one in said if any(one)}) > 1


def _side_by_side(
    views: Results,
    own: Results,
    names: Mapping[str, str],
    rows: Sequence[tuple[str, PlannedScore | PlannedQuestion]],
    head: Message,
) -> View:
    titles, planned = [title for title, _ in rows], [one for _, one in rows]
    spread = spread_at(views, planned)
    at = {subject: place for place, subject in enumerate(views.subjects)}
    table, columns = pd.DataFrame({"title": titles}), {"title": head}
    for number, (subject, name) in enumerate(names.items()):
        table[f"v{number}"] = _points(views, planned, at.get(subject))
        columns[f"v{number}"] = message("Sicht: {name}", name=name)
    table["range"] = spread.range
    table["own"] = _points(own, planned, 0 if own.subjects else None)
    columns |= {"range": message("Abstand"), "own": message("Gemeinsamer Bogen")}
    return View(_TITLE, _widest(titles, spread.range), table, columns)


def _points(
    results: Results, planned: Sequence[PlannedScore | PlannedQuestion], place: int | None
) -> list[float]:
    if place is None:
        return [np.nan] * len(planned)
    points = [results.of(one, place).points for one in planned]
    return [np.nan if one is None else one for one in points]


def _widest(titles: Sequence[str], ranges: NDArray[np.float64]) -> Message:
    """Name what is furthest apart."""
    if np.isnan(ranges).all():
        return message("Noch lassen sich keine zwei Sichten vergleichen.")
    place = int(np.nanargmax(ranges))
    if ranges[place] == 0:
        return message("Alle Sichten kommen überall auf dieselben Punkte.")
    return message(
        "Am weitesten liegen die Sichten bei „{title}“ auseinander: {points} Punkte.",
        title=titles[place],
        points=float(as_shown(ranges[place])),
    )


_TITLE = message("Sichtweisen im Vergleich")
