"""Subjects by areas: what each unit or access point reached where, in the order that is given.

Nothing here sorts by points: the audit has no ranking.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from audit.assessment.groups import Overall
from audit.assessment.plan import Plan, PlannedScore
from audit.assessment.results import Results
from audit.model.messages import Message, Translator, message
from audit.model.questionnaire import Level
from audit.model.texts import Wording
from audit.tables.results import result_table
from audit.tables.views import MISSING, View, as_shown

DOES_NOT_APPLY = "x"
"""Nothing in this area applies; the sign of official statistics for "makes no sense here"."""

AREA = message("Themenfeld")
POINTS = message("Punkte")


@dataclass(frozen=True)
class Node:
    """The total or an area, as people read it."""

    id: str
    title: str


BELOW = "› "
"""Stands before the title of an area that is part of another one, once for every area above."""


def nodes_of(plan: Plan, language: Translator) -> list[Node]:
    """List the total, if there is one, and the scored areas, in the order of the questionnaire."""
    return [Node(node.entry.id, _title(plan, node, language)) for node in plan.reported]


def areas_table(results: Results, names: Mapping[str, str], language: Translator) -> pd.DataFrame:
    """One row per subject and node, subjects in the order of `names`, the total first.

    subject   id, as in the results
    name      what people call it
    area      id of the questionnaire (total) or of the area
    title     of the area
    points    empty when too little was answered
    level     its label; empty where there is none
    coverage  share (0 to 1) of the applicable questions that were answered; empty when none applies
    n         number of questions that were answered
    of        number of questions that apply
    """
    plan = results.plan
    table = result_table(results).rename(columns={"node": "area"})
    rows = [node.row for node in plan.reported]
    table["of"] = results.scores.applicable[rows].T.ravel().astype(np.int64)
    table["title"] = table["area"].map({node.id: node.title for node in nodes_of(plan, language)})
    table["name"] = table["subject"].map(names)
    table["level"] = _labels(results, language)
    place = {subject: at for at, subject in enumerate(names)}
    table = table[table["subject"].isin(place)]
    table = table.iloc[np.argsort(table["subject"].map(place).to_numpy(), kind="stable")]
    columns = ["subject", "name", "area", "title", "points", "level", "coverage", "n", "of"]
    return table[columns].reset_index(drop=True).astype({"area": str, "title": str})


def areas_view(results: Results, names: Mapping[str, str], language: Translator) -> View:
    """Show what each subject reached in each area: one row per subject and area."""
    plan = results.plan
    table = areas_table(results, names, language)
    title = language.text(plan.questionnaire.id, plan.questionnaire.title)
    return View(
        message("{questionnaire}: Ergebnisse je Themenfeld", questionnaire=title),
        _sentence(table, {node.entry.id for node in _top(plan)}),
        table,
        {
            "name": message("Wer"),
            "title": AREA,
            "points": POINTS,
            "level": message("Stufe"),
            "n": message("beantwortete Fragen"),
            "of": message("von"),
        },
    )


def side_by_side(view: View, first: Message) -> View:
    """The same figures for reading: one row per subject, one column per area."""
    table = view.table
    titles = dict(zip(table["area"], table.get("head", table["title"]), strict=True))
    wide = pd.DataFrame({"name": table.groupby("subject", sort=False)["name"].first()})
    for area in titles:
        here = table.loc[table["area"] == area].set_index("subject").reindex(wide.index)
        points = here["points"].astype(object)
        wide[area] = points.where(here["of"] > 0, DOES_NOT_APPLY)
    columns = {"name": first} | {
        area: Message("{title}", {"title": title}) for area, title in titles.items()
    }
    return View(view.title, view.sentence, wide.reset_index(), columns)


def linked(view: View, address: Callable[[str, str], str]) -> View:
    """Add the address to which a click on the figure of a subject in an area leads, as the column
    `link`."""
    pairs = zip(view.table["subject"], view.table["area"], strict=True)
    return replace(view, table=view.table.assign(link=[address(*pair) for pair in pairs]))


def overall_view(overall: Overall, language: Translator, least: int) -> View:
    """Show the mean of all who handed in, area by area; nobody is named.

    area   id of the questionnaire (total) or of the area
    title  of the area
    mean   mean of the points; empty when fewer than `least` have points
    n      how many have points
    of     how many handed in
    """
    plan = overall.plan
    n = overall.summary.part().n[0]
    nodes = nodes_of(plan, language)
    table = pd.DataFrame(
        {
            "area": [node.id for node in nodes],
            "title": [node.title for node in nodes],
            "mean": np.where(n >= least, overall.summary.means()[0], np.nan),
            "n": n.astype(np.int64),
            "of": overall.subjects,
        }
    )
    tops = {node.entry.id for node in _top(plan)}
    return View(
        Message(
            "{title}", {"title": language.text(plan.questionnaire.id, plan.questionnaire.title)}
        ),
        _overall_sentence(table, tops, least),
        table,
        {
            "title": AREA,
            "mean": message("Mittelwert in Punkten"),
            "n": message("mit Ergebnis"),
            "of": message("eingereicht"),
        },
    )


def _top(plan: Plan) -> list[PlannedScore]:
    """The areas that are not part of another area, and not the total."""
    whole = plan.questionnaire.id
    top = {area.id for area in plan.questionnaire.areas}
    found = [node for node in plan.reported if node.entry.id in top]
    return found or [node for node in plan.reported if node.entry.id != whole]


def _title(plan: Plan, node: PlannedScore, language: Translator) -> str:
    if node.entry.id == plan.questionnaire.id:
        return language.say(TOTAL)
    title = Wording(plan.questionnaire, language).of(node.entry, node.entry.title)
    return BELOW * plan.questionnaire.depth_of(node.entry.id) + title


def _labels(results: Results, language: Translator) -> np.ndarray:
    """Name the level of every subject at every node, subject by subject; None without one."""
    wording = Wording(results.plan.questionnaire, language)
    found = []
    for node in results.plan.reported:

        def said(level: Level, node: PlannedScore = node) -> str:
            return wording.level(node.entry, level)

        labels = np.array([*map(said, node.levels), None], dtype=object)
        found.append(labels[results.levels(node)])
    if not found:
        return np.array([], dtype=object)
    return np.stack(found, axis=1).ravel()


def _sentence(table: pd.DataFrame, areas: set[str]) -> Message:
    """Name the area with the lowest mean, and say how much is missing."""
    if table.empty:
        return NOTHING
    means = table[table["area"].isin(areas)].groupby("title", sort=False)["points"].mean().dropna()
    if means.empty:
        return message("Es gibt noch kein Ergebnis: Überall ist zu wenig beantwortet.")
    return message(
        "Im Mittel am niedrigsten ist „{area}“ mit {mean} von 100 Punkten. {few} {foreign}",
        area=str(means.idxmin()),
        mean=float(as_shown(means.min())),
        few=_too_few(int((table["points"].isna() & (table["of"] > 0)).sum())),
        foreign=_foreign(int((table["of"] == 0).sum())),
    )


def _too_few(cells: int) -> Message:
    match cells:
        case 0:
            return message("Kein Feld hat zu wenige Antworten.")
        case 1:
            return message("Ein Feld hat zu wenige Antworten ({sign}).", sign=MISSING)
        case _:
            return message("{n} Felder haben zu wenige Antworten ({sign}).", n=cells, sign=MISSING)


def _foreign(cells: int) -> Message | str:
    match cells:
        case 0:
            return ""
        case 1:
            return message("Ein Feld trifft nicht zu ({sign}).", sign=DOES_NOT_APPLY)
        case _:
            return message("{n} Felder treffen nicht zu ({sign}).", n=cells, sign=DOES_NOT_APPLY)


def _overall_sentence(table: pd.DataFrame, areas: set[str], least: int) -> Message:
    handed_in = 0 if table.empty else int(table["of"].iloc[0])
    means = table[table["area"].isin(areas)].set_index("title")["mean"].dropna()
    if not handed_in:
        return NOTHING
    if means.empty:
        return message(
            "Eingereicht: {handed_in}. Ein Mittelwert wird erst ab {least} Ergebnissen gezeigt.",
            handed_in=handed_in,
            least=least,
        )
    return message(
        "Eingereicht: {handed_in}. Im Mittel am niedrigsten ist „{low}“ mit {lowest} von 100 "
        "Punkten, am höchsten „{high}“ mit {highest}.",
        handed_in=handed_in,
        low=str(means.idxmin()),
        lowest=float(as_shown(means.min())),
        high=str(means.idxmax()),
        highest=float(as_shown(means.max())),
    )


TOTAL = message("Insgesamt")
NOTHING = message("Es ist noch nichts eingereicht.")
