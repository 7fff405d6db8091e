"""What the screens about one assessment share: which it is, and what stands above it."""

import streamlit as st

from audit.model.messages import message
from audit.service.forms import Form, open_form
from audit.ui.frame import Page
from audit.ui.plain import plain

ASSESSMENT = "bogen"
"""The name of the assessment in the address."""


def form_in_address(page: Page) -> Form | None:
    """Open the assessment that the address names; without one, say where to choose one.

    Raises `Denied` for one that the caller may not see.
    """
    number = number_in_address()
    if number is None:
        page.write(message("Bitte wählen Sie zuerst einen Bogen aus."))
        page.link("aufgaben", message("Zu meinen Aufgaben"))
        return None
    form = open_form(page.house, page.caller, number)
    show_head(page, form)
    return form


def number_in_address() -> int | None:
    """Read which assessment the address names; None when it names none."""
    wanted = st.query_params.get(ASSESSMENT, "")
    return int(wanted[:12]) if wanted.isascii() and wanted.isdecimal() else None


def show_head(page: Page, form: Form) -> None:
    """Say which questionnaire it is, about whom, and of which wave."""
    title = page.translator.text(form.questionnaire.id, form.questionnaire.title)
    about = form.unit.name if form.access_point is None else form.access_point.name
    st.markdown(f"**{plain(title)}**  \n{plain(about)} · {plain(form.wave.title)}")
    if form.side is not None:
        page.write(message("Ihre Sicht: {name}", name=form.side.name))


def query_of(form: Form) -> dict[str, str]:
    """Name the assessment for links to other screens."""
    return {ASSESSMENT: str(form.assessment.id)}
