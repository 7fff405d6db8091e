"""Results and explanations, readable in a terminal."""

from collections.abc import Iterable

import pandas as pd
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from audit.assessment.explain import Step
from audit.assessment.plan import Plan
from audit.cli.terminal import output
from audit.model.messages import Translator, message
from audit.model.texts import Wording


def readable_table(results: pd.DataFrame, plan: Plan, language: Translator) -> Table:
    """Set a result table for the eye: titles for ids, one decimal, a dash for what is missing."""
    wording = Wording(plan.questionnaire, language)
    titles = {node.entry.id: wording.of(node.entry, node.entry.title) for node in plan.reported}
    titles[plan.questionnaire.id] = language.say(message("Gesamt"))
    labels = {
        (node.entry.id, level.code): wording.level(node.entry, level)
        for node in plan.reported
        for level in node.levels
    }
    table = Table()
    for heading in _HEADINGS:
        table.add_column(language.say(heading))
    before = ""
    for row in results.to_dict("records"):
        points, level, coverage = row["points"], row["level"], row["coverage"]
        is_new = row["subject"] != before
        before = row["subject"]
        if is_new:
            table.add_section()
        table.add_row(
            row["subject"] if is_new else "",
            titles[row["node"]],
            "–" if pd.isna(points) else language.number(points, 1),
            "–" if pd.isna(level) else labels[row["node"], level],
            "–" if pd.isna(coverage) else language.percent(coverage),
            str(row["n"]),
        )
    return table


def show_steps(steps: Iterable[Step], language: Translator) -> None:
    """Print explanations as trees, from the result down to the answers."""
    for step in steps:
        output.print(_tree(step, language))


def _tree(step: Step, language: Translator) -> Tree:
    tree = Tree(Text(_headline(step, language)))
    for line in (step.method, step.formula, *step.notes):
        if line:
            tree.add(Text(line))
    for below in step.steps:
        tree.children.append(_tree(below, language))
    return tree


def _headline(step: Step, language: Translator) -> str:
    """Say what it is, how many points it has, and how much was answered."""
    result = step.result
    points = "–" if result.points is None else language.number(result.points)
    level = f" · {step.level}" if step.level else ""
    if step.answer:
        return f"{step.title}: {points} · {step.answer}"
    counted = language.say(
        message(
            "{answered} von {applicable} beantwortet",
            answered=result.answered,
            applicable=result.applicable,
        )
    )
    return f"{step.title}: {points}{level} ({counted})"


_HEADINGS = (
    message("Wer"),
    message("Bereich"),
    message("Punkte"),
    message("Stufe"),
    message("Abdeckung"),
    message("Antworten"),
)
