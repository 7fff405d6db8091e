"""A wave that is open, or was: what is fixed about it, and what can still be done."""

from datetime import date

import streamlit as st

from audit.model.messages import Message, message
from audit.model.waves import WAVE_STATES, Wave, WaveState
from audit.service.wave_course import (
    MOST_SIGNS_OF_A_REASON,
    Facts,
    close_early,
    extend,
    facts,
    reopen,
)
from audit.ui.figures import WAVE
from audit.ui.frame import Page
from audit.ui.offer_version import offer_versions
from audit.ui.plain import plain
from audit.ui.plan_form import COPY, NEW, PLAN


def show_wave(page: Page, wave: Wave) -> None:
    """Show what is fixed, lead to what comes next, and offer to extend, close, reopen, or copy."""
    found = facts(page.house, page.caller, wave.id)
    state = wave.state(page.house.today())
    st.header(plain(wave.title), anchor=False)
    page.write(_where_it_stands(page, wave, state))
    if state is not WaveState.CLOSED:
        page.lead("faellig", message("Einladen und erinnern"))
        page.link("links", message("Links und Aushänge"))
    page.link("stand", message("Stand der Runde"), **{WAVE: wave.id})
    _show_facts(page, found)
    if state is not WaveState.CLOSED:
        offer_versions(page, wave)
        _offer_more_time(page, wave)
        _offer_to_close(page, wave)
    else:
        _offer_to_reopen(page, wave)
    page.link(
        page.screen.address,
        message("Als neuen Plan kopieren"),
        **{PLAN: NEW, COPY: wave.id},
    )
    page.link(page.screen.address, message("Zurück zu den Erhebungsrunden"))


def _where_it_stands(page: Page, wave: Wave, state: WaveState) -> Message:
    match state:
        case WaveState.PLANNED:
            return message(
                "Die Runde ist eröffnet und beginnt von selbst am {day}.", day=page.day(wave.opens)
            )
        case WaveState.RUNNING:
            return message(
                "Die Runde läuft; Antworten werden bis {day} angenommen.", day=page.day(wave.closes)
            )
        case WaveState.CLOSED:
            return message(
                "Die Runde ist {state}; Antworten werden nicht mehr angenommen.",
                state=WAVE_STATES[state],
            )


def _show_facts(page: Page, found: Facts) -> None:
    st.header(page.label(message("Was feststeht")), anchor=False)
    wave = found.wave
    asked = [
        page.say(
            message(
                "{title}, Fassung {version}",
                title=page.translator.text(one.id, one.title),
                version=one.version,
            )
        )
        for one in found.questionnaires
    ]
    sentences = [
        message(
            "Vom {opens} bis {closes}", opens=page.day(wave.opens), closes=page.day(wave.closes)
        ),
        message("{count} Dienststellen", count=found.units),
        message("{done} von {count} Bögen eingereicht", done=found.handed_in, count=found.sheets),
        message("Zahlen werden ab {count} Antworten gezeigt", count=wave.min_group),
    ]
    lines = [*(page.say(sentence) for sentence in sentences), *asked]
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    if wave.promise:
        with st.expander(page.label(message("Zusage an die Teilnehmenden"))):
            page.show_text(page.translator.text("", wave.promise))


def _offer_more_time(page: Page, wave: Wave) -> None:
    st.header(page.label(message("Verlängern")), anchor=False)
    with st.form(f"extend-{wave.id}", border=False):
        st.date_input(
            page.label(message("Neuer letzter Tag")),
            value=wave.closes,
            format="DD.MM.YYYY",
            key=f"extend-{wave.id}-{wave.closes}",
        )
        st.form_submit_button(
            page.label(message("Runde verlängern")), on_click=_extend, args=(page, wave)
        )


def _extend(page: Page, wave: Wave) -> None:
    chosen = st.session_state[f"extend-{wave.id}-{wave.closes}"]
    with page.trying():
        held = extend(page.house, page.caller, wave.id, chosen or wave.closes)
        page.tell(message("Die Runde läuft bis {day}.", day=page.day(held.closes)))


def _offer_to_close(page: Page, wave: Wave) -> None:
    st.header(page.label(message("Vorzeitig schließen")), anchor=False)
    page.write(
        message(
            "Danach nimmt die Runde keine Antworten mehr an, auch keine angefangenen. Wieder "
            "öffnen lässt sie sich nur mit einem Grund."
        )
    )
    with st.form(f"close-{wave.id}", border=False):
        st.checkbox(
            page.label(message("Ja, diese Runde soll jetzt enden.")), key=f"close-{wave.id}-sure"
        )
        st.form_submit_button(
            page.label(message("Runde jetzt schließen")), on_click=_close, args=(page, wave)
        )


def _close(page: Page, wave: Wave) -> None:
    if not st.session_state[f"close-{wave.id}-sure"]:
        page.fail(message("Bitte bestätigen Sie zuerst, dass die Runde enden soll."))
        return
    with page.trying():
        close_early(page.house, page.caller, wave.id)
        page.tell(message("Die Runde ist geschlossen."))


def _offer_to_reopen(page: Page, wave: Wave) -> None:
    st.header(page.label(message("Wieder öffnen")), anchor=False)
    page.write(
        message(
            "Nur solange keine spätere Runde begonnen hat. Eingereichte und freigegebene Bögen "
            "bleiben, wie sie sind, und zählen weiter; zum Ändern geben Sie sie einzeln zurück. "
            "Angefangene Bögen lassen sich weiter ausfüllen, und Links gelten wieder."
        )
    )
    key = f"reopen-{wave.id}"
    with st.form(key, border=False):
        st.date_input(
            page.label(message("Neuer letzter Tag")),
            value=None,
            min_value=page.house.today(),
            format="DD.MM.YYYY",
            key=f"{key}-day",
        )
        st.text_input(
            page.label(message("Grund; er steht im Protokoll")),
            max_chars=MOST_SIGNS_OF_A_REASON,
            key=f"{key}-why",
        )
        st.form_submit_button(
            page.label(message("Runde wieder öffnen")), on_click=_reopen, args=(page, wave)
        )


def _reopen(page: Page, wave: Wave) -> None:
    key = f"reopen-{wave.id}"
    day: date | None = st.session_state[f"{key}-day"]
    if day is None:
        page.fail(message("Bitte wählen Sie den neuen letzten Tag."))
        return
    with page.trying():
        held = reopen(page.house, page.caller, wave.id, day, st.session_state[f"{key}-why"])
        page.tell(message("Die Runde läuft bis {day}.", day=page.day(held.closes)))
