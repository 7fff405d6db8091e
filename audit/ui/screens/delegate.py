"""Give areas of a sheet to colleagues, see where each is, and take it back."""

import streamlit as st

from audit.model.delegations import Delegation, DelegationState
from audit.model.messages import message
from audit.model.organisation import Person, Role
from audit.model.questionnaire import Area
from audit.model.texts import Wording
from audit.service.delegating import colleagues, give, given_out, take_back
from audit.service.forms import Form
from audit.ui.assessments import form_in_address, query_of
from audit.ui.delegations import standing_of
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.sections import how_far


def show(page: Page) -> None:
    """Offer to give areas, then show each area with whoever has it."""
    form = form_in_address(page)
    if form is None:
        return
    if not form.may_submit:
        page.write(
            message("Themenfelder übertragen kann die Leitung, solange der Bogen offen ist.")
        )
        page.link("ausfuellen", message("Zur Übersicht des Bogens"), **query_of(form))
        return
    given = given_out(page.house, page.caller, form.assessment.id)
    wording = Wording(form.questionnaire, page.translator)
    titles = {area.id: wording.of(area, area.title) for area in form.sheet.sections}
    page.write(
        message(
            "Wem Sie ein Themenfeld übertragen, der sieht und bearbeitet nur dieses. Sie selbst "
            "können weiter alles ausfüllen und reichen den Bogen allein ein."
        )
    )
    _say_what_it_tells(page, form, wording)
    with_others = {a for a, one in given.items() if one.state is DelegationState.HELD}
    _offer_to_give(page, form, {a: title for a, title in titles.items() if a not in with_others})
    st.header(page.label(message("Alle Themenfelder")), anchor=False)
    for area in form.sheet.sections:
        _show_area(page, form, area, titles[area.id], given.get(area.id))
    page.link("ausfuellen", message("Zur Übersicht des Bogens"), **query_of(form))


def _say_what_it_tells(page: Page, form: Form, wording: Wording) -> None:
    """Say which answers can be told from what is asked elsewhere, before anything is given."""
    telling = form.questionnaire.telling()
    if not telling:
        return
    page.write(
        message(
            "Von diesen Antworten hängt ab, was in anderen Themenfeldern gefragt wird. Wer dort "
            "etwas ausfüllt, kann sie daran erkennen:"
        )
    )
    st.markdown("\n".join(f"- {plain(wording.of(one, one.text))}" for one in telling))


def _offer_to_give(page: Page, form: Form, titles: dict[str, str]) -> None:
    people = {one.id: one for one in colleagues(page.house, page.caller, form.assessment.id)}
    names = [one.name for one in people.values()]
    number = form.assessment.id
    key = f"give-{number}"
    with st.form(key):
        st.multiselect(
            page.label(message("Themenfelder")),
            list(titles),
            format_func=lambda area: plain(titles[area]),
            key=f"{key}-areas-{page.language}",
            placeholder=page.say(message("Bitte wählen")),
        )
        st.selectbox(
            page.label(message("Kollegin oder Kollege")),
            list(people),
            index=None,
            format_func=lambda person: plain(_name(people[person], names)),
            key=f"{key}-person-{page.language}",
            placeholder=page.say(message("Bitte wählen")),
        )
        st.form_submit_button(
            page.label(message("Übertragen")), type="primary", on_click=_give, args=(page, number)
        )


def _name(person: Person, names: list[str]) -> str:
    """Name somebody; two of the same name are told apart."""
    return person.name if names.count(person.name) == 1 else f"{person.name} ({person.id})"


def _give(page: Page, number: int) -> None:
    state, key = st.session_state, f"give-{number}"
    areas, person = (state[f"{key}-{part}-{page.language}"] for part in ("areas", "person"))
    with page.trying():
        give(page.house, page.caller, number, areas, person or "")
        page.tell(message("Die Themenfelder sind übertragen."))
        state[f"{key}-areas-{page.language}"] = []
        state[f"{key}-person-{page.language}"] = None


def _show_area(
    page: Page, form: Form, area: Area, title: str, delegation: Delegation | None
) -> None:
    lines = [f"**{plain(title)}**", how_far(page, form.sheet.progress(area))]
    standing = None if delegation is None else standing_of(page, delegation)
    if delegation is None or standing is None:
        st.markdown("  \n".join(lines))
        return
    lines.append(page.label(standing))
    with st.container(border=True, key=f"area-{area.id}"):
        st.markdown("  \n".join(lines))
        if delegation.remark:
            page.show_text(delegation.remark)
        if delegation.state is DelegationState.HELD:
            st.button(
                page.label(message("Zurücknehmen: {title}", title=title)),
                key=f"take-back-{delegation.id}",
                on_click=_take_back,
                args=(page, form.assessment.id, area.id),
            )


def _take_back(page: Page, number: int, area: str) -> None:
    with page.trying():
        take_back(page.house, page.caller, number, area)
        page.tell(message("Das Themenfeld ist wieder bei Ihnen."))


SCREEN = Screen(
    "uebertragen",
    message("Themenfelder übertragen"),
    frozenset({Role.HEAD}),
    show,
    listed=False,
)
