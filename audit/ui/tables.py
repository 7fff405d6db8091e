"""Tables that can be read everywhere: each row has a head, and on a phone becomes a card.

Streamlit's own table has no row heads, sets figures to the left, and on a phone scrolls sideways.
"""

import re
from collections.abc import Iterator
from html import escape

import pandas as pd

from audit.tables.views import MISSING, WITHHELD

FIGURE = re.compile(rf"[-−+]?\d[\d.,]*( %)?|{MISSING}|{WITHHELD}|x|")
"""What stands to the right in a column that holds nothing else."""


def table_html(table: pd.DataFrame, caption: str) -> str:
    """Write a table of texts; whatever they hold is shown as it is.

    The first column names the rows. The roles say again what the elements are, because a browser
    forgets it once they are laid out as cards.
    """
    return (
        f'<div class="table"><table role="table" aria-label="{escape(caption)}">'
        f'<thead role="rowgroup"><tr role="row">{"".join(_heads(table))}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(_rows(table))}</tbody></table></div>'
    )


def _heads(table: pd.DataFrame) -> Iterator[str]:
    for name in table.columns:
        yield (f'<th role="columnheader" scope="col"{_class(table[name])}>{escape(str(name))}</th>')


def _rows(table: pd.DataFrame) -> Iterator[str]:
    classes = [_class(table[name]) for name in table.columns]
    labels = [f' data-label="{escape(str(name))}"' for name in table.columns]
    for first, *others in table.itertuples(index=False, name=None):
        cells = [f'<th role="rowheader" scope="row">{escape(first)}</th>']
        for text, label, kind in zip(others, labels[1:], classes[1:], strict=True):
            cells.append(f'<td role="cell"{label}{kind}><span>{escape(text)}</span></td>')
        yield f'<tr role="row">{"".join(cells)}</tr>'


def _class(column: "pd.Series[str]") -> str:
    is_figures = all(FIGURE.fullmatch(text) for text in column)
    return ' class="figure"' if is_figures else ""
