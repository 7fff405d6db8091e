"""My tasks: what is open for me, and until when."""

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Role
from audit.model.waves import ASSESSMENT_STATES, AssessmentState
from audit.service.tasks import Task, tasks
from audit.ui.downloads import deadline_address, offer
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.version_changes import ADDRESS, SEE, THERE_IS


def show(page: Page) -> None:
    """List what waits, what is handed in, and what was handed in earlier."""
    mine = tasks(page.house, page.caller)
    open_now, done = _running(mine)
    _show_open(page, open_now, done)
    if done:
        st.header(page.label(message("Eingereicht")), anchor=False)
        for task in done:
            _show(page, task)
    earlier = [task for task in mine if not task.running]
    if earlier:
        st.header(page.label(message("Frühere Erhebungsrunden")), anchor=False)
        for wave in dict.fromkeys(task.wave for task in earlier):
            with st.expander(plain(wave.title)):
                for task in earlier:
                    if task.wave == wave:
                        _show(page, task)


def _running(mine: list[Task]) -> tuple[list[Task], list[Task]]:
    """Tell what is open now from what is handed in already."""
    running = [task for task in mine if task.running]
    open_now = [t for t in running if t.assessment.state.is_open]
    return open_now, [t for t in running if t.assessment.state.counts]


def _news(page: Page) -> Message | None:
    """Say how much waits, and until when at the latest."""
    open_now, done = _running(tasks(page.house, page.caller))
    if open_now:
        return message(
            "{count} Offen bis {day}.",
            count=_count(len(open_now)),
            day=page.day(min(task.wave.closes for task in open_now)),
        )
    return _ALL_DONE if done else None


def _show_open(page: Page, open_now: list[Task], done: list[Task]) -> None:
    if open_now:
        page.write(_count(len(open_now)))
        for task in open_now:
            _show(page, task)
        for wave in dict.fromkeys(task.wave for task in open_now):
            label = message("Letzten Tag in den Kalender übernehmen: {title}", title=wave.title)
            offer(page, deadline_address(wave.id), label)
    elif done:
        page.write(_ALL_DONE)
    else:
        page.write(
            message(
                "Zurzeit läuft keine Erhebungsrunde für Sie. Die Projektgruppe sagt Ihnen, "
                "wenn die nächste beginnt."
            )
        )


def _count(number: int) -> Message:
    if number == 1:
        return message("Ein Bogen wartet auf Sie.")
    return message("{number} Bögen warten auf Sie.", number=number)


def _show(page: Page, task: Task) -> None:
    """Say what it is about, how far it is, and until when; lead there."""
    about = task.unit.name if task.access_point is None else task.access_point.name
    title = page.translator.text(task.questionnaire.id, task.questionnaire.title)
    with st.container(border=True, key=f"task-{task.assessment.id}"):
        st.markdown(f"**{plain(title)}**  \n{plain(about)}")
        if task.side is not None:
            page.write(message("Ihre Sicht: {name}", name=task.side.name))
        day = page.day(task.wave.closes)
        done, asked = task.progress.done, task.progress.asked
        state = task.assessment.state
        if state.counts:
            page.write(ASSESSMENT_STATES[state])
        elif task.running and state is AssessmentState.RETURNED:
            page.write(message("zur Überarbeitung zurückgegeben, offen bis {day}", day=day))
        elif task.running:
            page.write(
                message(
                    "{done} von {asked} beantwortet, offen bis {day}",
                    done=done,
                    asked=asked,
                    day=day,
                )
            )
        else:
            page.write(
                message("nicht eingereicht; {done} von {asked} beantwortet", done=done, asked=asked)
            )
        is_open = task.running and state.is_open
        bogen = str(task.assessment.id)
        (page.lead if is_open else page.link)("ausfuellen", _verb(task), bogen=bogen)
        if task.newer is not None:
            page.write(THERE_IS)
            page.link(ADDRESS, SEE, bogen=bogen)
        if state.counts and task.is_scored:
            page.link("ergebnis", message("Mein Ergebnis"), bogen=bogen)


def _verb(task: Task) -> Message:
    if not task.running or task.assessment.state.counts:
        return message("Ansehen")
    return message("Weiter ausfüllen") if task.progress.done else message("Ausfüllen")


_ALL_DONE = message("Alles ist eingereicht. Vielen Dank!")

SCREEN = Screen(
    "aufgaben",
    message("Meine Aufgaben"),
    frozenset({Role.HEAD, Role.DELEGATE}),
    show,
    says=message("Was offen ist und bis wann."),
    news=_news,
)
