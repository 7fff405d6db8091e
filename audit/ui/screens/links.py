"""The links by which people take part without an account: made, shown, printed, withdrawn."""

from html import escape

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Role, Unit
from audit.model.questionnaire import Questionnaire
from audit.service.actions import NotDone
from audit.service.links import (
    MOST_SLIPS,
    Batch,
    Invitation,
    Purpose,
    Ways,
    make_batch,
    make_link,
    ways,
    withdraw,
    withdraw_batch,
)
from audit.ui.frame import Page, Screen
from audit.ui.notices import NOTICE, SLIPS, address_of, qr_code
from audit.ui.plain import plain


def show(page: Page) -> None:
    """List the links of the waves that have not ended, and offer to make more."""
    found = ways(page.house, page.caller)
    if not found:
        page.write(
            message(
                "Zurzeit ist keine Erhebungsrunde eröffnet; darum gibt es keine gültigen Links."
            )
        )
        page.link("erhebungsrunden", message("Zu den Erhebungsrunden"))
    for one in found:
        _show_wave(page, one)


def _show_wave(page: Page, found: Ways) -> None:
    st.header(plain(found.wave.title), anchor=False)
    if not found.questionnaires:
        page.write(
            message("In dieser Runde gibt es keinen Fragebogen, den man über Links ausfüllt.")
        )
        return
    page.write(
        message("Wer einen Link hat, kann teilnehmen. Gezählt wird nur, was abgesendet ist.")
    )
    for invitation in found.shared:
        _show_link(page, invitation)
    for batch in found.batches:
        _show_batch(page, batch)
    if not found.shared and not found.batches:
        page.write(message("Noch gibt es hier keinen Link. Legen Sie unten den ersten an."))
    _offer_link(page, found)
    _offer_batch(page, found)


def _show_link(page: Page, found: Invitation) -> None:
    token = found.link.token
    with st.container(border=True, key=f"link-{token}"):
        st.markdown(f"**{plain(_title(page, found.questionnaire))}** · {_about(page, found.unit)}")
        address = address_of(page.house, _here(), token)
        st.code(address, language=None)
        _open_paper(page, message("Aushang zum Drucken"), f"{NOTICE}/{token}")
        with st.expander(page.label(message("QR-Code und Zurückziehen"))):
            name = page.say(message("QR-Code: {address}", address=address))
            st.html(f'<div class="qr">{qr_code(address, name)}</div>')
            page.write(
                message(
                    "Ein zurückgezogener Link lässt niemanden mehr herein. Was schon abgesendet "
                    "ist, bleibt."
                )
            )
            st.button(
                page.label(message("Diesen Link zurückziehen")),
                key=f"link-{token}--away",
                on_click=_withdraw,
                args=(page, token),
            )


def _show_batch(page: Page, found: Batch) -> None:
    with st.container(border=True, key=f"batch-{found.wave.id}-{found.number}"):
        st.markdown(f"**{plain(_title(page, found.questionnaire))}** · {_about(page, found.unit)}")
        page.write(
            message(
                "Satz {number}: {count} Zettel für je eine Antwort, {used} benutzt",
                number=found.number,
                count=len(found.tokens),
                used=found.used,
            )
        )
        address = f"{SLIPS}/{found.wave.id}/{found.number}"
        _open_paper(page, message("Zettel zum Drucken"), address)
        with st.expander(page.label(message("Satz {number} zurückziehen", number=found.number))):
            page.write(message("Die noch nicht benutzten Zettel gelten dann nicht mehr."))
            st.button(
                page.label(message("Satz {number} jetzt zurückziehen", number=found.number)),
                key=f"batch-{found.wave.id}-{found.number}--away",
                on_click=_withdraw_batch,
                args=(page, found),
            )


def _open_paper(page: Page, label: Message, address: str) -> None:
    """Lead to a page of its own, which Streamlit's links could not."""
    st.html(f'<p><a href="{escape(address)}" target="_self">{escape(page.say(label))}</a></p>')


def _offer_link(page: Page, found: Ways) -> None:
    key = f"new-link-{found.wave.id}"
    st.subheader(page.label(message("Einen Link für viele anlegen")), anchor=False)
    page.write(message("Für Aushänge, E-Mails und das Internet; jede Person kann ihn benutzen."))
    with st.form(key, border=False):
        _ask_purpose(page, found, key)
        st.form_submit_button(
            page.label(message("Link anlegen")), on_click=_make_link, args=(page, found, key)
        )


def _offer_batch(page: Page, found: Ways) -> None:
    key = f"new-batch-{found.wave.id}"
    st.subheader(page.label(message("Zettel für je eine Antwort anlegen")), anchor=False)
    page.write(
        message(
            "Jeder Zettel gilt einmal. So antwortet niemand mehrmals. Verteilen Sie die Zettel "
            "verdeckt: Niemand soll wissen, wer welchen hat."
        )
    )
    with st.form(key, border=False):
        _ask_purpose(page, found, key)
        st.number_input(
            page.label(message("Wie viele?")),
            min_value=found.wave.min_group,
            max_value=MOST_SLIPS,
            value=None,
            key=f"{key}-count",
        )
        st.form_submit_button(
            page.label(message("Zettel anlegen")), on_click=_make_batch, args=(page, found, key)
        )


def _ask_purpose(page: Page, found: Ways, key: str) -> None:
    titles = {one.id: _title(page, one) for one in found.questionnaires}
    units = {"": page.say(_WHOLE_CITY)} | {unit.id: unit.name for unit in found.units}
    st.selectbox(
        page.label(message("Fragebogen")),
        list(titles),
        index=None if len(titles) > 1 else 0,
        format_func=titles.__getitem__,
        key=f"{key}-questionnaire-{page.language}",
        placeholder=page.say(message("Bitte wählen")),
    )
    st.selectbox(
        page.label(message("Wen betreffen die Antworten?")),
        list(units),
        format_func=units.__getitem__,
        key=f"{key}-unit-{page.language}",
    )


def _purpose(page: Page, found: Ways, key: str) -> Purpose:
    questionnaire = st.session_state[f"{key}-questionnaire-{page.language}"]
    if questionnaire is None:
        raise NotDone(message("Bitte wählen Sie einen Fragebogen."))
    unit = st.session_state[f"{key}-unit-{page.language}"]
    return Purpose(found.wave.id, questionnaire, unit or None)


def _make_link(page: Page, found: Ways, key: str) -> None:
    with page.trying():
        make_link(page.house, page.caller, _purpose(page, found, key))
        page.tell(message("Der Link ist angelegt."))


def _make_batch(page: Page, found: Ways, key: str) -> None:
    with page.trying():
        count = st.session_state[f"{key}-count"]
        if count is None:
            raise NotDone(message("Bitte sagen Sie, wie viele Zettel Sie brauchen."))
        what = _purpose(page, found, key)
        make_batch(page.house, page.caller, what, count, number=found.next_batch)
        page.tell(message("Die Zettel sind angelegt."))


def _withdraw(page: Page, token: str) -> None:
    with page.trying():
        withdraw(page.house, page.caller, token)
        page.tell(message("Der Link ist zurückgezogen."))


def _withdraw_batch(page: Page, found: Batch) -> None:
    with page.trying():
        withdraw_batch(page.house, page.caller, found.wave.id, found.number)
        page.tell(message("Der Satz ist zurückgezogen."))


def _title(page: Page, questionnaire: Questionnaire) -> str:
    return page.translator.text(questionnaire.id, questionnaire.title)


def _about(page: Page, unit: Unit | None) -> str:
    return plain(page.say(_WHOLE_CITY) if unit is None else unit.name)


def _here() -> str:
    """Say where the browser of whoever looks at this page has reached the audit."""
    return (st.context.url or "").rpartition("/")[0]


_WHOLE_CITY = message("ganze Verwaltung")

SCREEN = Screen(
    "links",
    message("Links zum Teilnehmen"),
    frozenset({Role.PROJECT}),
    show,
    says=message("Adressen, Aushänge und Zettel für Beschäftigte und für Menschen von außen."),
)
