"""Tables are read row by row, and what stands in them is text."""

import pandas as pd
import pytest

from audit.ui.tables import FIGURE, table_html


def html(**columns: list[str]) -> str:
    return table_html(pd.DataFrame(columns), "Stand")


def test_the_first_column_names_the_rows() -> None:
    written = html(Wer=["Bücherei"], Punkte=["50"])
    assert '<th role="rowheader" scope="row">Bücherei</th>' in written
    assert '<th role="columnheader" scope="col">Wer</th>' in written
    assert 'aria-label="Stand"' in written


def test_each_cell_knows_the_name_of_its_column_for_a_narrow_screen() -> None:
    assert '<td role="cell" data-label="Punkte" class="figure"><span>50</span></td>' in html(
        Wer=["Bücherei"], Punkte=["50"]
    )


@pytest.mark.parametrize("text", ["50", "1.234", "−3", "+5", "12,5", "60 %", "–", "·", "x", ""])
def test_figures_stand_to_the_right(text: str) -> None:
    assert FIGURE.fullmatch(text)
    assert 'class="figure"' in html(Wer=["a"], Wert=[text])


@pytest.mark.parametrize("text", ["16 von 29", "seit 2024", "Haus 3"])
def test_words_with_numbers_are_no_figures(text: str) -> None:
    assert 'class="figure"' not in html(Wer=["a"], Wert=[text])


def test_one_word_makes_a_column_of_words() -> None:
    assert 'class="figure"' not in html(Wer=["a", "b"], Wert=["3", "drei"])


@pytest.mark.parametrize("place", ["head", "row", "cell", "caption"])
def test_what_people_wrote_is_never_markup(place: str) -> None:
    hostile = '"><script>alert(1)</script>'
    texts = dict.fromkeys(("head", "row", "cell", "caption"), "x") | {place: hostile}
    written = table_html(
        pd.DataFrame({"Wer": [texts["row"]], texts["head"]: [texts["cell"]]}), texts["caption"]
    )
    assert "<script" not in written
    assert "&lt;script&gt;" in written
