"""Given to me: areas of sheets that a head has given to whoever is here, and the way back."""

import streamlit as st

from audit.model.messages import Message, message
from audit.model.texts import Wording
from audit.service.delegating import GivenArea, hand_back, my_areas
from audit.ui.assessments import ASSESSMENT
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.sections import SECTION, how_far


def show(page: Page) -> None:
    """List the areas, each with the way there and the way back."""
    mine = my_areas(page.house, page.caller)
    if not mine:
        page.write(message("Zurzeit ist Ihnen kein Themenfeld übertragen."))
        return
    page.write(
        message(
            "Sie füllen nur diese Themenfelder aus; alles andere in den Bögen sehen Sie nicht. "
            "Einreichen kann allein die Leitung."
        )
    )
    for given in mine:
        _show(page, given)


def _show(page: Page, given: GivenArea) -> None:
    wording = Wording(given.questionnaire, page.translator)
    title = wording.of(given.area, given.area.title)
    sheet = wording.of(given.questionnaire, given.questionnaire.title)
    about = given.unit.name if given.access_point is None else given.access_point.name
    with st.container(border=True, key=f"given-{given.delegation.id}"):
        st.header(plain(title), anchor=False)
        st.markdown(f"{plain(sheet)}  \n{plain(about)} · {plain(given.wave.title)}")
        page.write(
            message(
                "Übertragen von {name} am {day}, offen bis {end}. {progress}.",
                name=given.delegation.given_by or "–",
                day=page.day(given.delegation.given_on),
                end=page.day(given.wave.closes),
                progress=how_far(page, given.progress),
            )
        )
        place = {ASSESSMENT: str(given.assessment.id), SECTION: given.area.id}
        page.lead("ausfuellen", message("Ausfüllen: {title}", title=title), **place)
        _offer_to_hand_back(page, given, title)


def _offer_to_hand_back(page: Page, given: GivenArea, title: str) -> None:
    key = f"hand-back-{given.delegation.id}"
    label = message("Zurückgeben: {title}", title=title)
    with st.expander(page.label(label)), st.form(key, border=False):
        st.text_area(
            page.label(message("Was soll die Leitung dazu wissen?")),
            max_chars=2000,
            key=f"{key}-remark",
        )
        for done, label in (
            (True, message("Ich bin fertig")),
            (False, message("Unfertig zurückgeben")),
        ):
            st.form_submit_button(
                page.label(label),
                key=f"{key}-{done}",
                type="primary" if done else "secondary",
                on_click=_hand_back,
                args=(page, given.assessment.id, given.area.id, key, done),
            )


def _hand_back(page: Page, assessment: int, area: str, key: str, done: bool) -> None:
    remark = st.session_state[f"{key}-remark"]
    with page.trying():
        hand_back(page.house, page.caller, assessment, area, remark, done=done)
        page.tell(message("Das Themenfeld ist zurückgegeben. Vielen Dank!"))


def _news(page: Page) -> Message | None:
    mine = my_areas(page.house, page.caller)
    if not mine:
        return None
    day = page.day(min(given.wave.closes for given in mine))
    if len(mine) == 1:
        return message("Ein Themenfeld wartet auf Sie, bis {day}.", day=day)
    return message("{count} Themenfelder warten auf Sie, bis {day}.", count=len(mine), day=day)


SCREEN = Screen(
    "mir-uebertragen",
    message("Mir übertragen"),
    frozenset(),
    show,
    says=message("Themenfelder, die Sie für eine Leitung ausfüllen."),
    news=_news,
    for_given_areas=True,
)
