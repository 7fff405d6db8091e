"""The waves of the survey: plan one, check it, open it, extend it, close it, plan the next."""

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.model.waves import WAVE_STATES, Wave, WavePlan, WaveState
from audit.service.wave_plans import Rounds, copy_of, new_plan, rounds
from audit.ui.figures import WAVE
from audit.ui.frame import Page, Screen
from audit.ui.open_wave import show_wave
from audit.ui.plain import plain
from audit.ui.plan_form import CHECK, COPY, NEW, PLAN, ask_plan, show_check


def show(page: Page) -> None:
    """Show what the address names: a plan, a plan to be checked, a wave; without any, the list."""
    held = rounds(page.house, page.caller)
    wanted = st.query_params.get(PLAN)
    plan = _proposed(page) if wanted == NEW else _saved(held, wanted)
    if plan is not None and CHECK in st.query_params:
        show_check(page, held, plan)
    elif plan is not None:
        ask_plan(page, held, plan)
    elif wave := next((w for w in held.waves if w.id == st.query_params.get(WAVE)), None):
        show_wave(page, wave)
    else:
        _list(page, held)


def _saved(held: Rounds, wanted: str | None) -> WavePlan | None:
    return next((one for one in held.plans if one.id == wanted), None)


def _proposed(page: Page) -> WavePlan:
    """Propose a plan, and the same one until it is saved."""
    copied = st.query_params.get(COPY)
    key = f"plan-proposed--{copied or NEW}"
    if key not in st.session_state:
        st.session_state[key] = (
            copy_of(page.house, page.caller, copied)
            if copied
            else new_plan(page.house, page.caller)
        )
    proposed: WavePlan = st.session_state[key]
    return proposed


def _list(page: Page, held: Rounds) -> None:
    if not held.waves and not held.plans:
        _begin(page)
        return
    page.write(_next_step(page, held))
    for plan in held.plans:
        with st.container(border=True, key=f"plan-{plan.id}"):
            st.markdown(f"**{plain(plan.title)}**")
            page.write(
                message("Plan: {opens} bis {closes}", opens=page.day(plan.opens),
                        closes=page.day(plan.closes))
            )  # fmt: skip
            page.lead(
                page.screen.address, message("Prüfen und eröffnen"), **{PLAN: plan.id, CHECK: "ja"}
            )
            page.link(page.screen.address, message("Plan ändern"), **{PLAN: plan.id})
    for wave in held.waves:
        _show(page, wave)
    st.header(page.label(message("Die nächste Runde")), anchor=False)
    if held.waves:
        latest = held.waves[0]
        label = message("„{title}“ als neuen Plan kopieren", title=latest.title)
        page.link(page.screen.address, label, **{PLAN: NEW, COPY: latest.id})
    page.link(page.screen.address, message("Neue Runde planen"), **{PLAN: NEW})


def _begin(page: Page) -> None:
    """Say to a town that has just started what comes first."""
    page.write(
        message(
            "Noch gibt es keine Erhebungsrunde. In einer Runde beantworten Dienststellen, "
            "Beschäftigte und Menschen von außen die Fragebögen, die Sie auswählen, von einem "
            "ersten bis zu einem letzten Tag."
        )
    )
    page.write(
        message(
            "Probieren Sie zuerst die Fragebögen aus. Planen Sie dann die erste Runde: Solange sie "
            "nicht eröffnet ist, lässt sich alles ändern, und niemand wird gefragt."
        )
    )
    page.lead(page.screen.address, message("Erste Runde planen"), **{PLAN: NEW})
    page.link("vorschau", message("Fragebögen ausprobieren"))


def _next_step(page: Page, held: Rounds) -> Message:
    """Say what is to be done now."""
    today = page.house.today()
    states = {wave.state(today): wave for wave in held.waves}
    if running := states.get(WaveState.RUNNING):
        return message(
            "„{title}“ läuft bis {day}. Laden Sie ein, erinnern Sie, und sehen Sie nach dem Stand.",
            title=running.title,
            day=page.day(running.closes),
        )
    if opened := states.get(WaveState.PLANNED):
        return message(
            "„{title}“ ist eröffnet und beginnt von selbst am {day}. Links und Aushänge können Sie "
            "schon vorbereiten.",
            title=opened.title,
            day=page.day(opened.opens),
        )
    if held.plans:
        return message(
            "Eine Runde ist geplant. Solange sie nicht eröffnet ist, fragt sie niemanden."
        )
    return message(
        "Zurzeit läuft keine Erhebungsrunde. Planen Sie die nächste, wenn es so weit ist."
    )


def _show(page: Page, wave: Wave) -> None:
    """Say where a wave stands, and lead to it."""
    state = wave.state(page.house.today())
    with st.container(border=True, key=f"wave-{wave.id}"):
        st.markdown(f"**{plain(wave.title)}** – {page.label(WAVE_STATES[state])}")
        page.write(days_of(page, wave))
        lead = page.link if state is WaveState.CLOSED else page.lead
        lead(page.screen.address, message("Ansehen"), **{WAVE: wave.id})


def days_of(page: Page, wave: Wave) -> Message:
    """Say from when until when a wave takes answers."""
    opens, closes = page.day(wave.opens), page.day(wave.closes)
    if wave.closed_on is None:
        return message("{opens} bis {closes}", opens=opens, closes=closes)
    return message(
        "{opens} bis {closes}, vorzeitig geschlossen am {day}",
        opens=opens,
        closes=closes,
        day=page.day(wave.closed_on),
    )


def _news(page: Page) -> Message | None:
    return _next_step(page, rounds(page.house, page.caller))


SCREEN = Screen(
    "erhebungsrunden",
    message("Erhebungsrunden"),
    frozenset({Role.PROJECT}),
    show,
    says=message("Runden planen, eröffnen, verlängern und schließen."),
    news=_news,
)
