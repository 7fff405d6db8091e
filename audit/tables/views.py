"""A table made to be looked at: with a title, one sentence, and names for its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from audit.model.messages import Message, Translator, message
from scoring.rounding import round_half_up

MISSING = "–"
"""Too little was answered, or nothing was asked: there is no figure."""

WITHHELD = "·"
"""There is a figure, and it is not shown: too few people stand behind it."""


def as_shown(points: np.ndarray) -> np.ndarray:
    """Round as the figures are shown: to whole points, halves up."""
    return round_half_up(np.asarray(points, dtype=np.float64), 0)


@dataclass(frozen=True, eq=False)
class View:
    """What a picture shows.

    table    one row per mark of the picture; the columns are documented where the view is made
    columns  what people read above the columns that are shown, in their order
    """

    title: Message
    sentence: Message
    """What is to be seen, in one sentence: for those who cannot see the picture, and all others."""
    table: pd.DataFrame
    columns: Mapping[str, Message]
    decimals: Mapping[str, int] = field(default_factory=dict)
    """To how many decimals the figures of a column are shown; 0 where nothing is said."""


@dataclass(frozen=True, eq=False)
class Released(View):
    """A view that went through the small-group rule: only such views may leave the house.

    Made in `audit.tables.small_groups` and nowhere else.
    """


def readable(view: View, language: Translator) -> pd.DataFrame:
    """Write the table for people: named columns, numbers as the language writes them.

    Cells may hold a text, a number, a `Message`, or `WITHHELD`; what is missing becomes a dash.
    """
    return pd.DataFrame(
        {
            language.say(name): [
                _written(cell, language, view.decimals.get(column, 0))
                for cell in view.table[column]
            ]
            for column, name in view.columns.items()
        },
        dtype="str",
    )


def _written(cell: object, language: Translator, decimals: int) -> str:
    match cell:
        case Message():
            return language.say(cell)
        case str():
            return cell
        case bool():
            return language.say(_YES if cell else _NO)
        case int() | float() | np.number() if not np.isnan(cell):
            return language.number(float(cell), decimals)
        case _:
            return MISSING


_YES, _NO = message("ja"), message("nein")
