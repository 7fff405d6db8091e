"""What the screens about results share: which wave, which questionnaire, whose figures."""

from collections.abc import Mapping, Sequence

import streamlit as st

from audit.model.messages import message
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import Wave
from audit.service.figures import Standing, Subject
from audit.ui.frame import Page
from audit.ui.looking import choose

WAVE, EARLIER, QUESTIONNAIRE, DIVISION, SUBJECT, AREA = (
    "runde",
    "vergleich",
    "fragebogen",
    "bereich",
    "wer",
    "feld",
)
"""Names in the address."""

ALL = "alle"


def choose_wave(page: Page, waves: Sequence[Wave]) -> str | None:
    """Let choose a wave, the latest first; None, with a sentence, when none has begun."""
    if not waves:
        page.write(message("Es hat noch keine Erhebungsrunde begonnen."))
        page.link("start", message("Zurück zum Start"))
    return choose(page, WAVE, message("Erhebungsrunde"), {wave.id: wave.title for wave in waves})


def choose_questionnaire(page: Page, questionnaires: Sequence[Questionnaire]) -> str | None:
    """Let choose a questionnaire, those of units first; None, with a sentence, without one."""
    if not questionnaires:
        page.write(message("In dieser Erhebungsrunde gibt es keinen Fragebogen mit Punkten."))
    units_first = sorted(questionnaires, key=lambda one: one.audience is not Audience.UNIT)
    titles = {one.id: page.translator.text(one.id, one.title) for one in units_first}
    return choose(page, QUESTIONNAIRE, message("Fragebogen"), titles)


def choose_division(page: Page, subjects: Sequence[Subject]) -> str:
    """Let choose a division, or all."""
    divisions: dict[str, str] = {
        one.division.id: one.division.name for one in subjects if one.division
    }
    options = {ALL: page.say(message("ganze Verwaltung"))} | divisions
    return choose(page, DIVISION, message("Fachbereich"), options) or ALL


def names_within(subjects: Sequence[Subject], division: str) -> dict[str, str]:
    """Name the subjects of a division in the order of the administration; `ALL` means everybody."""
    return {
        one.id: one.name
        for one in subjects
        if division == ALL or (one.division is not None and one.division.id == division)
    }


def lead_to_explanation(page: Page, standing: Standing, names: Mapping[str, str]) -> None:
    """Let choose whose figures are to be followed down to the answers."""
    st.header(page.label(message("Eine Zahl nachvollziehen")), anchor=False)
    subject = choose(page, SUBJECT, message("Wessen Zahlen?"), names)
    if subject is not None:
        page.link(
            "erklaerung",
            message("Zur Erklärung dieser Zahlen"),
            **explanation_of(standing, subject),
        )


def explanation_of(standing: Standing, subject: str) -> dict[str, str]:
    """Name an explanation in the address."""
    return {
        WAVE: standing.wave.id,
        QUESTIONNAIRE: standing.edition.questionnaire,
        SUBJECT: subject,
    }
