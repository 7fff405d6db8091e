"""Unfolds an explanation on a page: each number down to the answers."""

import streamlit as st

from audit.assessment.explain import Step
from audit.model.messages import message
from audit.ui.frame import Page
from audit.ui.plain import plain

TOO_LITTLE = message("kein Ergebnis: zu wenig beantwortet")


def show_steps(
    page: Page, steps: tuple[Step, ...], wanted: str = "", above: tuple[str, ...] = ()
) -> None:
    """Show each score, and inside it what it is made of; the wanted area stands open.

    `above` are the titles of the areas above, from the top down.
    """
    for step in steps:
        path = (*above[: step.depth], step.title)
        with st.container(key=place_of(step.id)):
            _show_score(page, step, " › ".join(path), is_open=step.id == wanted)
        show_steps(page, tuple(below for below in step.steps if below.steps), wanted, path)


def place_of(area: str) -> str:
    """Name the place of an area on the page, to put the focus there."""
    return f"schritt-{area}"


def _show_score(page: Page, step: Step, title: str, *, is_open: bool) -> None:
    with st.expander(f"{plain(title)}: {_result(page, step)}", expanded=is_open):
        for sentence in (step.method, step.formula, *step.notes):
            if sentence:
                st.markdown(plain(sentence))
        for below in step.steps:
            if not below.steps:
                st.markdown(_line(page, below))


def _line(page: Page, step: Step) -> str:
    """Say a question, its answer and its points."""
    said = plain(step.answer) if step.answer else ""
    notes = "".join(f"  \n{plain(note)}" for note in step.notes)
    return f"**{plain(step.title)}**  \n{said} · {_result(page, step)}{notes}"


def _result(page: Page, step: Step) -> str:
    points = step.result.points
    if points is None:
        return page.label(TOO_LITTLE) if step.steps else page.label(message("ohne Punkte"))
    said = page.label(message("{points} Punkte", points=page.translator.number(points, 1)))
    level = f" – {plain(step.level)}" if step.level else ""
    if not step.steps:
        return said + level
    counted = message(
        "{answered} von {applicable} beantwortet",
        answered=step.result.answered,
        applicable=step.result.applicable,
    )
    return f"{said}{level} ({page.label(counted)})"
