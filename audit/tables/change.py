"""What changed between two waves, on the questions that were measured alike in both."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from audit.assessment.change import Change
from audit.model.messages import Message, Translator, message
from audit.tables.areas import AREA, nodes_of
from audit.tables.results import change_table
from audit.tables.views import View, as_shown

RISEN, FALLEN, SAME = "▲", "▼", "="
"""Signs that tell the direction without a colour."""


def changes_table(change: Change, names: Mapping[str, str], language: Translator) -> pd.DataFrame:
    """One row per subject and node, subjects in the order of `names`.

    subject   id, as in the later wave
    name      what people call it
    area      id of the questionnaire (total) or of the area
    title     of the area
    before    points of the earlier wave, on the comparable questions; empty when too few
    after     points of the later wave, on the same questions; empty when too few
    change    after minus before, both as they are shown: in whole points; empty when one of them is
    sign      ▲ risen, ▼ fallen, = stayed the same; empty without a change
    compared  number of questions that were answered in both waves
    of        number of questions that apply in the later wave
    """
    table = change_table(change).rename(columns={"node": "area"})
    table["area"] = table["area"].astype(str)
    titles = {node.id: node.title for node in nodes_of(change.after.plan, language)}
    table["title"] = table["area"].map(titles).astype(str)
    place = {subject: at for at, subject in enumerate(names)}
    table = table[table["subject"].isin(place)].copy()
    table["name"] = table["subject"].map(names)
    table["change"] = _change(table)
    table["sign"] = _signs(table["change"].to_numpy())
    table = table.iloc[np.argsort(table["subject"].map(place).to_numpy(), kind="stable")]
    columns = ["subject", "name", "area", "title", "before", "after", "change", "sign"]
    return table[[*columns, "compared", "of"]].reset_index(drop=True)


def change_view(change: Change, names: Mapping[str, str], language: Translator, area: str) -> View:
    """Show one area (or the total) before and after, subject by subject."""
    table = changes_table(change, names, language)
    table = table[table["area"] == area].reset_index(drop=True)
    titles = {node.id: node.title for node in nodes_of(change.after.plan, language)}
    return View(
        message("Veränderung: {area}", area=titles.get(area, area)),
        _sentence(change, table),
        table,
        {
            "name": message("Wer"),
            "before": message("vorher"),
            "after": message("nachher"),
            "sign": message("Richtung"),
            "change": message("Veränderung in Punkten"),
            "compared": message("verglichene Fragen"),
            "of": message("von"),
        },
    )


def mean_change_view(change: Change, language: Translator) -> View:
    """Show the mean of all subjects that have a result in both waves, area by area.

    subject, name  of the area: what is drawn as one row
    before, after  means over the subjects with both results; empty without any
    n              number of these subjects
    """
    names = dict.fromkeys(change.after.subjects, "")
    table = changes_table(change, names, language)
    both = table.dropna(subset=["change"])
    means = both.groupby("area", sort=False)[["before", "after"]].mean()
    counts = both.groupby("area", sort=False).size()
    nodes = nodes_of(change.after.plan, language)
    areas = [node.id for node in nodes]
    shown = means.reindex(areas).reset_index()
    shown["subject"], shown["name"] = areas, [node.title for node in nodes]
    shown["change"] = _change(shown)
    shown["sign"] = _signs(shown["change"].to_numpy())
    shown["n"] = counts.reindex(areas, fill_value=0).to_numpy()
    return View(
        message("Veränderung der ganzen Verwaltung"),
        _mean_sentence(shown),
        shown,
        {
            "name": AREA,
            "before": message("vorher"),
            "after": message("nachher"),
            "sign": message("Richtung"),
            "change": message("Veränderung in Punkten"),
            "n": message("mit Ergebnis in beiden Runden"),
        },
    )


def _change(table: pd.DataFrame) -> np.ndarray:
    """Take the difference of what people see: 41 to 42 is 1, whatever the decimals were."""
    return as_shown(table["after"].to_numpy()) - as_shown(table["before"].to_numpy())


def _signs(change: np.ndarray) -> np.ndarray:
    signs = np.select([change > 0, change < 0], [RISEN, FALLEN], SAME)
    return np.where(np.isnan(change), "", signs).astype(object)


def _sentence(change: Change, table: pd.DataFrame) -> Message:
    """Say how much can be compared, and how many rose, fell or stayed."""
    alike = change.comparability
    asked = len(alike.comparable) + len(alike.changed) + len(alike.added)
    if table["change"].notna().sum() == 0:
        return message(
            "{alike} von {asked} Fragen sind vergleichbar. Niemand hat in beiden Runden genug "
            "davon beantwortet.",
            alike=len(alike.comparable),
            asked=asked,
        )
    return message(
        "{alike} von {asked} Fragen sind vergleichbar; {moved}.",
        alike=len(alike.comparable),
        asked=asked,
        moved=_moved(table),
    )


def _mean_sentence(table: pd.DataFrame) -> Message:
    if table["change"].notna().sum() == 0:
        return message("Es gibt noch keine Ergebnisse aus beiden Runden.")
    return message("Bei den Mittelwerten gilt: {moved}.", moved=_moved(table))


def _moved(table: pd.DataFrame) -> Message:
    risen, fallen, same = (int((table["sign"] == sign).sum()) for sign in (RISEN, FALLEN, SAME))
    return message(
        "{risen}, {fallen}, {same}",
        risen=_one_or_more(
            risen,
            message("kein Ergebnis ist gestiegen"),
            message("1 Ergebnis ist gestiegen"),
            message("{n} Ergebnisse sind gestiegen", n=risen),
        ),
        fallen=_one_or_more(
            fallen,
            message("keines ist gefallen"),
            message("1 ist gefallen"),
            message("{n} sind gefallen", n=fallen),
        ),
        same=_one_or_more(
            same,
            message("keines ist gleich geblieben"),
            message("1 ist gleich geblieben"),
            message("{n} sind gleich geblieben", n=same),
        ),
    )


def _one_or_more(number: int, none: Message, one: Message, more: Message) -> Message:
    return (none, one, more)[min(number, 2)]
