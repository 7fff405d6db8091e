"""The plan of a wave on the screen: asked in one form, checked on one page, then opened."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Unit
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import MIN_GROUP, Edition, WavePlan
from audit.service.wave_course import open_wave
from audit.service.wave_plans import (
    LARGEST_GROUP,
    MOST_OF_A_PROMISE,
    MOST_OF_A_TITLE,
    Rounds,
    save_plan,
    throw_away,
)
from audit.ui.figures import WAVE
from audit.ui.frame import Page
from audit.ui.plain import plain

PLAN, NEW, COPY, CHECK = "plan", "neu", "kopie", "pruefen"
"""Names in the address, and the plan that is not saved yet."""

AUDIENCES: dict[Audience, Message] = {
    Audience.UNIT: message("ein Bogen je Dienststelle"),
    Audience.ACCESS_POINT: message("ein Bogen je Zugang"),
    Audience.PERSON: message("Beschäftigte, über Links"),
    Audience.OUTSIDE: message("Menschen von außen, über Links"),
}


def ask_plan(page: Page, held: Rounds, plan: WavePlan) -> None:
    """Ask everything about a plan in one form; it is saved as a whole, and then to be checked."""
    page.write(
        message(
            "Solange die Runde nicht eröffnet ist, lässt sich alles ändern, und niemand wird "
            "gefragt."
        )
    )
    if not held.on_file:
        page.write(message("Im Ordner ist kein Fragebogen, der ohne Fehler ist."))
        page.link("vorschau", message("Fragebögen ausprobieren"))
        return
    _say_what_was_closed(page, held, plan)
    with st.form(f"plan-{plan.id}", border=False):
        _ask_days(page, plan)
        _ask_questionnaires(page, held, plan)
        _ask_units(page, held.units, plan)
        _ask_protection(page, plan)
        st.form_submit_button(
            page.label(message("Speichern und prüfen")),
            type="primary",
            on_click=_save,
            args=(page, held, plan),
        )
    if plan in held.plans:
        st.button(
            page.label(message("Diesen Plan verwerfen")),
            key=f"plan-{plan.id}--away",
            type="tertiary",
            on_click=_throw_away,
            args=(page, plan),
        )
    page.link(page.screen.address, message("Zurück zu den Erhebungsrunden"))


def _say_what_was_closed(page: Page, held: Rounds, plan: WavePlan) -> None:
    """Name the units of the plan that there are no longer."""
    if closed := held.dropped.get(plan.id):
        page.write(
            message(
                "Inzwischen geschlossen, deshalb nicht mehr im Plan: {names}. Bitte prüfen Sie, ob "
                "andere Dienststellen an ihrer Stelle gefragt werden sollen.",
                names=", ".join(unit.name for unit in closed),
            )
        )


def _ask_days(page: Page, plan: WavePlan) -> None:
    st.text_input(
        page.label(message("Name der Runde, z. B. „Erhebung 2027“")),
        value=plan.title,
        max_chars=MOST_OF_A_TITLE,
        key=_key(plan, "title"),
    )
    first, last = st.columns(2)
    first.date_input(
        page.label(message("Erster Tag")),
        value=plan.opens,
        format="DD.MM.YYYY",
        key=_key(plan, "opens"),
    )
    last.date_input(
        page.label(message("Letzter Tag")),
        value=plan.closes,
        format="DD.MM.YYYY",
        key=_key(plan, "closes"),
    )


def _ask_questionnaires(page: Page, held: Rounds, plan: WavePlan) -> None:
    st.header(page.label(message("Was gefragt wird")), anchor=False)
    planned = {edition.questionnaire for edition in plan.editions}
    for edition, questionnaire in held.on_file.items():
        st.checkbox(
            plain(_named(page, questionnaire)),
            value=edition.questionnaire in planned,
            key=_key(plan, f"asks-{edition.questionnaire}-{edition.version}"),
        )


def _ask_units(page: Page, units: Sequence[Unit], plan: WavePlan) -> None:
    st.header(page.label(message("Wer gefragt wird")), anchor=False)
    page.write(
        message(
            "Die gewählten Dienststellen bekommen ihre Bögen, wenn Sie die Runde eröffnen. "
            "Beschäftigte und Menschen von außen nehmen über Links teil."
        )
    )
    chosen = set(plan.units)
    label = message(
        "Dienststellen: {count} von {all} gewählt", count=len(chosen), all=len(units)
    )  # fmt: skip
    with st.expander(page.label(label)):
        for unit in units:
            st.checkbox(plain(unit.name), value=unit.id in chosen, key=_key(plan, f"u-{unit.id}"))


def _ask_protection(page: Page, plan: WavePlan) -> None:
    st.header(page.label(message("Was Sie zusagen")), anchor=False)
    st.number_input(
        page.label(message("Kleinste Gruppe, deren Zahlen gezeigt werden")),
        min_value=MIN_GROUP,
        max_value=LARGEST_GROUP,
        value=plan.min_group,
        key=_key(plan, "group"),
    )
    page.write(
        message("Weniger als {least} sind es nie; mehr schützt besser.", least=MIN_GROUP)
    )  # fmt: skip
    st.text_area(
        page.label(message("Zusage an die Teilnehmenden; sie steht vor der ersten Frage")),
        value=plan.promise,
        max_chars=MOST_OF_A_PROMISE,
        height=220,
        key=_key(plan, "promise"),
    )


def _save(page: Page, held: Rounds, plan: WavePlan) -> None:
    state = st.session_state
    with page.trying():
        changed = replace(
            plan,
            title=state[_key(plan, "title")],
            opens=state[_key(plan, "opens")] or plan.opens,
            closes=state[_key(plan, "closes")] or plan.closes,
            min_group=state[_key(plan, "group")],
            promise=state[_key(plan, "promise")],
            editions=tuple(
                edition
                for edition in held.on_file
                if state[_key(plan, f"asks-{edition.questionnaire}-{edition.version}")]
            ),
            units=tuple(unit.id for unit in held.units if state[_key(plan, f"u-{unit.id}")]),
        )
        save_plan(page.house, page.caller, changed)
        for proposed in [name for name in state if str(name).startswith("plan-proposed--")]:
            del state[proposed]
        st.query_params.from_dict({PLAN: plan.id, CHECK: "ja"})
        page.tell(message("Der Plan ist gespeichert."))


def _throw_away(page: Page, plan: WavePlan) -> None:
    with page.trying():
        throw_away(page.house, page.caller, plan.id)
        st.query_params.clear()
        page.tell(message("Der Plan ist verworfen."))


def show_check(page: Page, held: Rounds, plan: WavePlan) -> None:
    """Show the whole plan once more, and what opening does."""
    st.header(plain(plan.title), anchor=False)
    _say_what_was_closed(page, held, plan)
    asked = [_on_file(page, held, edition) for edition in plan.editions]
    for term, said in (
        (message("Dauer"), [f"{page.day(plan.opens)} – {page.day(plan.closes)}"]),
        (message("Fragebögen"), asked),
        (message("Dienststellen"), [_units(page, held, plan)]),
        (
            message("Kleinste Gruppe, deren Zahlen gezeigt werden"),
            [page.translator.number(plan.min_group)],
        ),
    ):
        listed = "\n".join(f"- {plain(one)}" for one in said)
        st.markdown(f"**{page.label(term)}**\n\n{listed}")
    st.markdown(f"**{page.label(message('Zusage an die Teilnehmenden'))}**")
    with st.container(border=True):
        page.show_text(page.translator.text("", plan.promise))
    st.header(page.label(message("Eröffnen")), anchor=False)
    page.write(
        message(
            "Mit dem Eröffnen werden alle Bögen angelegt. Danach steht alles hier fest: Sie können "
            "die Runde nur noch verlängern oder vorzeitig schließen und weitere Links anlegen. "
            "Antworten werden vom ersten Tag an angenommen."
        )
    )
    with st.form(f"open-{plan.id}", border=False):
        st.checkbox(
            page.label(
                message("Ich habe den Plan geprüft; Personalrat und Datenschutz wissen davon.")
            ),
            key=f"open-{plan.id}-checked",
        )
        st.form_submit_button(
            page.label(message("Runde eröffnen")),
            type="primary",
            on_click=_open,
            args=(page, plan),
        )
    page.link(page.screen.address, message("Plan ändern"), **{PLAN: plan.id})
    page.link(page.screen.address, message("Zurück zu den Erhebungsrunden"))


def _open(page: Page, plan: WavePlan) -> None:
    if not st.session_state[f"open-{plan.id}-checked"]:
        page.fail(message("Bitte bestätigen Sie, dass der Plan geprüft ist."))
        return
    with page.trying():
        wave = open_wave(page.house, page.caller, plan.id)
        st.query_params.from_dict({WAVE: wave.id})
        page.tell(message("Die Runde ist eröffnet."))


def _on_file(page: Page, held: Rounds, edition: Edition) -> str:
    found = held.on_file.get(edition)
    if found is None:
        return page.say(
            message(
                "{id}, Fassung {version}: gibt es so nicht mehr. Bitte ändern Sie den Plan.",
                id=edition.questionnaire,
                version=edition.version,
            )
        )
    return _named(page, found)


def _named(page: Page, questionnaire: Questionnaire) -> str:
    """Name a questionnaire with its version and who answers it."""
    return page.say(
        message(
            "{title} (Fassung {version}) – {audience}",
            title=page.translator.text(questionnaire.id, questionnaire.title),
            version=questionnaire.version,
            audience=AUDIENCES[questionnaire.audience],
        )
    )


def _units(page: Page, held: Rounds, plan: WavePlan) -> str:
    return page.say(
        message("{count} von {all}", count=len(plan.units), all=len(held.units))
    )  # fmt: skip


def _key(plan: WavePlan, name: str) -> str:
    return f"plan-{plan.id}-{name}"
