"""Who is due: whom to invite, and whom to remind."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.inviting import Due, OpenSheet, due
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.reminding import show_reminding


def show(page: Page) -> None:
    """List the people with open sheets, and how far each sheet is."""
    found = due(page.house, page.caller)
    if not found:
        page.write(message("Zurzeit wartet kein Bogen auf jemanden."))
        page.link("erhebungsrunden", message("Zu den Erhebungsrunden"))
        return
    page.write(
        message(
            "Diese Bögen sind noch offen. Genannt ist, wer der Dienststelle am nächsten ist; laden "
            "Sie diese Menschen ein, oder erinnern Sie sie."
        )
    )
    for place, one in enumerate(found):
        with st.container(border=True, key=f"due-{place}"):
            _show(page, one)
    show_reminding(page)


def _show(page: Page, one: Due) -> None:
    names = ", ".join(person.name for person in one.people)
    who = plain(names) if names else page.label(_NOBODY)
    st.markdown(f"**{who}**  \n{plain(one.wave.title)}")
    page.write(message("Offen bis {day}.", day=page.day(one.wave.closes)))
    st.markdown("\n".join(f"- {plain(_said(page, sheet))}" for sheet in one.sheets))


def _said(page: Page, sheet: OpenSheet) -> str:
    about = sheet.unit.name if sheet.access_point is None else sheet.access_point.name
    return page.say(
        message(
            "{title}, {about}: {done} von {asked} beantwortet",
            title=page.translator.text(sheet.questionnaire.id, sheet.questionnaire.title),
            about=about,
            done=sheet.progress.done,
            asked=sheet.progress.asked,
        )
    )


_NOBODY = message("Für diese Bögen ist niemand eingetragen.")

SCREEN = Screen(
    "faellig",
    message("Einladen und erinnern"),
    frozenset({Role.PROJECT}),
    show,
    says=message("Wer noch offene Bögen hat, und wie weit jeder ist."),
)
