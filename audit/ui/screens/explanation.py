"""How a number came about: the result of one unit or access point, down to its answers."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.figures import explained, standing
from audit.ui.figures import AREA, QUESTIONNAIRE, SUBJECT, WAVE
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.steps import place_of, show_steps


def show(page: Page) -> None:
    """Unfold what the address names; without an address, say where to choose."""
    wave, questionnaire, subject = (
        st.query_params.get(name, "") for name in (WAVE, QUESTIONNAIRE, SUBJECT)
    )
    if not (wave and questionnaire and subject):
        page.write(message("Bitte wählen Sie zuerst aus, wessen Zahlen Sie nachvollziehen wollen."))
        page.link("themenfelder", message("Zu den Ergebnissen nach Themenfeldern"))
        return
    steps = explained(page.house, page.caller, wave, questionnaire, subject, page.translator)
    found = standing(page.house, page.caller, wave, questionnaire)
    name = next(one.name for one in found.subjects if one.id == subject)
    entry = found.plan.questionnaire
    title = page.translator.text(entry.id, entry.title)
    st.markdown(f"**{plain(name)}**  \n{plain(title)} · {plain(found.wave.title)}")
    page.write(
        message(
            "100 Punkte heißen: alles ist umgesetzt. Öffnen Sie eine Zeile, um zu sehen, wie "
            "die Zahl entsteht."
        )
    )
    wanted = st.query_params.get(AREA, "")
    if wanted:
        page.aim(place_of(wanted))
    show_steps(page, steps, wanted)
    page.link(
        "themenfelder",
        message("Zurück zu den Themenfeldern"),
        **{WAVE: wave, QUESTIONNAIRE: questionnaire, SUBJECT: subject},
    )


SCREEN = Screen(
    "erklaerung",
    message("Wie eine Zahl entsteht"),
    frozenset({Role.STEERING, Role.PROJECT}),
    show,
    listed=False,
)
