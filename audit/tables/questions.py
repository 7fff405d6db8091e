"""Subjects by the questions of one area: which criterion is met where, in the order of the
questionnaire."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from audit.assessment.plan import Plan, PlannedQuestion, PlannedScore
from audit.assessment.results import Results
from audit.model.messages import Message, Translator, message
from audit.model.texts import Wording
from audit.tables.areas import DOES_NOT_APPLY, NOTHING, POINTS
from audit.tables.views import MISSING, View, as_shown


def questions_view(
    results: Results, names: Mapping[str, str], language: Translator, area: str
) -> View:
    """Show how many points each question of an area brought: one row per subject and question.

    subject  id, as in the results; in the order of `names`
    name     what people call it
    area     id of the question
    title    its text
    head     its number within the area
    points   empty without an answer
    level    always empty: single questions have none
    n, of    how many cells were answered, and how many apply
    """
    plan, scores = results.plan, results.scores
    wording = Wording(plan.questionnaire, language)
    places = [place for place, subject in enumerate(results.subjects) if subject in names]
    order = {subject: at for at, subject in enumerate(names)}
    places.sort(key=lambda place: order[results.subjects[place]])
    subjects = [results.subjects[place] for place in places]
    parts = [
        pd.DataFrame(
            {
                "subject": subjects,
                "name": [names[subject] for subject in subjects],
                "area": planned.entry.id,
                "title": wording.of(planned.entry, planned.entry.text),
                "head": str(number),
                "points": np.where(
                    scores.present[planned.row, places], scores.points[planned.row, places], np.nan
                ),
                "level": None,
                "n": scores.answered[planned.row, places].astype(np.int64),
                "of": scores.applicable[planned.row, places].astype(np.int64),
            }
        )
        for number, planned in enumerate(_questions(_planned(plan, area)), 1)
    ]
    table = pd.concat(parts, ignore_index=True)
    columns = {
        "name": message("Wer"),
        "title": message("Frage"),
        "points": POINTS,
        "n": message("beantwortet"),
        "of": message("von"),
    }
    node = _planned(plan, area)
    title = message("{area}: Ergebnisse je Frage", area=wording.of(node.entry, node.entry.title))
    return View(title, _sentence(table), table, columns)


def scored_questions(plan: Plan) -> list[PlannedQuestion]:
    """List the questions that bring points, each once, in the order of the questionnaire."""
    found = {one.entry.id: one for node in plan.reported for one in _questions(node)}
    return [found[one.id] for one in plan.questionnaire.questions() if one.id in found]


def areas_with_questions(plan: Plan) -> list[str]:
    """List the areas whose questions can be looked at, in the order of the questionnaire."""
    whole = plan.questionnaire.id
    return [node.entry.id for node in plan.reported if node.entry.id != whole]


def _planned(plan: Plan, area: str) -> PlannedScore:
    return next(node for node in plan.reported if node.entry.id == area)


def _questions(planned: PlannedScore) -> Iterator[PlannedQuestion]:
    """List the questions at and below an area."""
    for child in planned.children:
        if isinstance(child, PlannedQuestion):
            yield child
        else:
            yield from _questions(child)


def _sentence(table: pd.DataFrame) -> Message:
    """Name the question with the lowest mean, and say how much is missing."""
    if table.empty:
        return NOTHING
    means = table.groupby("title", sort=False)["points"].mean().dropna()
    if means.empty:
        return message("Hier hat noch niemand etwas geantwortet.")
    return message(
        "Im Mittel am niedrigsten ist „{question}“ mit {mean} von 100 Punkten. Felder ohne "
        "Antwort ({none}): {open}; nicht gefragt oder nicht zutreffend ({foreign}): {away}.",
        question=str(means.idxmin()),
        mean=float(as_shown(means.min())),
        none=MISSING,
        open=int((table["points"].isna() & (table["of"] > 0)).sum()),
        foreign=DOES_NOT_APPLY,
        away=int((table["of"] == 0).sum()),
    )
