"""A newer version of a questionnaire is offered to a wave that is open."""

import streamlit as st

from audit.model.messages import message
from audit.model.waves import Wave
from audit.service.new_versions import InWave, in_wave, offer
from audit.ui.figures import WAVE
from audit.ui.frame import Page
from audit.ui.version_changes import Beside


def offer_versions(page: Page, wave: Wave) -> None:
    """Say which questionnaires have a newer version in the folder, and what it changes; and how
    many drafts were not moved yet."""
    st.header(page.label(message("Neue Fassung eines Fragebogens")), anchor=False)
    found = in_wave(page.house, page.caller, wave.id)
    for one in found:
        if one.behind:
            page.write(
                message(
                    "„{title}“: Noch nicht auf Fassung {version} umgestellt sind {behind} von "
                    "{count} Bögen. Einreichen lassen sie sich erst danach.",
                    title=page.translator.text(one.used.id, one.used.title),
                    version=one.used.version,
                    behind=one.behind,
                    count=one.sheets,
                )
            )
    if all(one.newer is None for one in found):
        page.write(
            message(
                "Im Ordner der Fragebögen liegt keine neuere Fassung. Steht in einem Fragebogen "
                "dieser Runde ein Fehler, erhöhen Sie in der berichtigten Datei die Fassung; hier "
                "lässt sie sich dann anbieten."
            )
        )
    for one in found:
        _offer(page, wave, one)


def _offer(page: Page, wave: Wave, one: InWave) -> None:
    if one.newer is None:
        return
    title = page.translator.text(one.newer.id, one.newer.title)
    heading = message(
        "{title}: Fassung {later} statt {earlier}",
        title=title,
        later=one.newer.version,
        earlier=one.used.version,
    )
    st.subheader(page.label(heading), anchor=False)
    told = [difference for difference in one.differences if difference.is_worth_telling]
    if not told:
        page.write(message("Keine Frage liest sich anders; anders wird nur gerechnet."))
    else:
        with st.expander(page.label(message("Was sich ändert"))):
            Beside(page, one.used, one.newer).show(told)
    if one.handed_in:
        page.write(
            message(
                "Schon eingereicht: {count}. In einer Runde zählt nur eine Fassung, und was "
                "eingereicht ist, ändert sich nicht. Geben Sie diese Bögen zuerst zurück.",
                count=one.handed_in,
            )
        )
        page.link("freigabe", message("Zur Freigabe"), **{WAVE: wave.id})
        return
    page.write(
        message(
            "Angefangene Bögen bleiben, wie sie sind, bis jede Leitung ihren umstellt. Einreichen "
            "lässt sich dann nur noch die neue Fassung. Zurück geht es nur mit einer noch höheren."
        )
    )
    key = f"offer-{wave.id}-{one.newer.id}-{one.newer.version}"
    with st.form(key, border=False):
        label = message("Ja, in dieser Runde soll ab jetzt Fassung {version} gelten.",
                        version=one.newer.version)  # fmt: skip
        st.checkbox(page.label(label), key=f"{key}-sure")
        st.form_submit_button(
            page.label(message("Neue Fassung anbieten: {title}", title=title)),
            on_click=_act,
            args=(page, wave.id, one.newer.id, one.newer.version, key),
        )


def _act(page: Page, wave: str, questionnaire: str, version: int, key: str) -> None:
    if not st.session_state[f"{key}-sure"]:
        page.fail(message("Bitte bestätigen Sie zuerst, dass die neue Fassung gelten soll."))
        return
    with page.trying():
        offer(page.house, page.caller, wave, questionnaire, version)
        page.tell(message("Die neue Fassung ist angeboten."))
