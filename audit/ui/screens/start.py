"""Start: who you are here, and what there is to do."""

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import ROLES, Role
from audit.ui.frame import Page, Screen

TO_DO: dict[Role, Message] = {
    Role.HEAD: message("Sie schätzen ein, wie offen Ihre Dienststelle und ihre Zugänge sind."),
    Role.DELEGATE: message("Sie füllen im Auftrag Ihrer Leitung Fragebögen aus."),
    Role.STEERING: message("Sie sehen die Ergebnisse und entscheiden, was daraus folgt."),
    Role.PERSONNEL: message("Sie sehen, welche Sprachen und welche Schulungen gebraucht werden."),
    Role.PROJECT: message("Sie begleiten die Erhebungsrunde und halten die Fragebögen in Ordnung."),
    Role.COUNCIL: message("Sie sehen die Ergebnisse der ganzen Verwaltung."),
    Role.ADMIN: message("Sie verwalten Konten und Dienststellen; Antworten sehen Sie nicht."),
}


def show(page: Page) -> None:
    """Greet, name the roles, say what there is now, and lead on."""
    page.write(message("Guten Tag, {name}.", name=page.caller.name))
    for role in dict.fromkeys(office.role for office in page.caller.offices):
        st.markdown(f"**{page.label(ROLES[role])}** – {page.label(TO_DO[role])}")
    ahead = [screen for screen in page.screens if screen is not SCREEN and screen.listed]
    if ahead:
        st.header(page.label(message("Hier geht es weiter")), anchor=False)
    for place, screen in enumerate(ahead):
        with st.container(border=True, key=f"start-{screen.address}"):
            (page.link if place else page.lead)(screen.address, screen.title)
            news = None if screen.news is None else screen.news(page)
            for sentence in (news, screen.says):
                if sentence is not None:
                    page.write(sentence)


SCREEN = Screen("start", message("Start"), frozenset(TO_DO), show, for_given_areas=True)
