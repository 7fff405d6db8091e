"""The links by which people take part without an account."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.waves import Link, WaveState
from audit.service.figures import begun_waves
from audit.service.project import Invitation, links
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain


def show(page: Page) -> None:
    """List the links of the running waves, to be copied."""
    running = [
        wave
        for wave in begun_waves(page.house, page.caller)
        if wave.state(page.house.today()) is WaveState.RUNNING
    ]
    if not running:
        page.write(message("Zurzeit läuft keine Erhebungsrunde; es gibt keine gültigen Links."))
    for wave in running:
        st.header(plain(wave.title), anchor=False)
        page.write(
            message("Wer einen Link hat, kann teilnehmen. Gezählt wird nur, was abgesendet ist.")
        )
        for invitation in links(page.house, page.caller, wave.id):
            _show(page, invitation)


def _show(page: Page, invitation: Invitation) -> None:
    title = page.translator.text(invitation.questionnaire.id, invitation.questionnaire.title)
    about = page.say(_WHOLE_CITY) if invitation.unit is None else invitation.unit.name
    st.markdown(f"**{plain(title)}** · {plain(about)}")
    st.code(_address(invitation.link), language=None)


def _address(link: Link) -> str:
    """Write the address as the browser of whoever looks at this page would reach it."""
    here = st.context.url or ""
    return f"{here.rsplit('/', 1)[0]}/t/{link.token}"


_WHOLE_CITY = message("ganze Verwaltung")

SCREEN = Screen(
    "links",
    message("Links zum Teilnehmen"),
    frozenset({Role.PROJECT}),
    show,
    says=message("Adressen für Beschäftigte und für Menschen von außen."),
)
