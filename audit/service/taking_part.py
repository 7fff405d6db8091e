"""Taking part by a link: without an account, without a name."""

from dataclasses import dataclass

from audit.assessment.coding import NotAnAnswer, codes_of
from audit.assessment.sheet import Sheet
from audit.model.messages import message
from audit.model.waves import Entry, Link, Wave, WaveState
from audit.model.written import cleaned, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.rights import Right
from audit.store import links, replies, sessions, waves


@dataclass(frozen=True, eq=False)
class Visit:
    """What a guest has filled in and not yet sent."""

    wave: Wave
    sheet: Sheet


@action(Right.TAKE_PART)
def open_visit(act: Act) -> Visit:
    """Open the questionnaire of the link, with what this guest has filled in so far.

    Raises `NotDone` when the wave no longer runs.
    """
    link, wave = _running(act)
    plan = act.house.plan(act.connection, link.edition)
    values = replies.load_guest_answers(act.connection, act.caller.session)
    return Visit(wave, Sheet(plan, {cell: Entry(value) for cell, value in values.items()}))


@action(Right.TAKE_PART, writes=True)
def keep(act: Act, cell: str, value: str) -> None:
    """Keep one value until the guest sends it. Raises `NotDone` when it is no answer."""
    link, _ = _running(act, hold=True)
    plan = act.house.plan(act.connection, link.edition)
    if cell not in plan.cells:
        raise Denied
    value = cleaned(value)
    problem = too_long(value)
    if problem is not None:
        raise NotDone(problem)
    columns = [plan.columns[place] for place in plan.cells[cell]]
    try:
        codes_of(value, columns, plan.questionnaire)
    except NotAnAnswer as refusal:
        raise NotDone(refusal.sentence) from None
    replies.save_guest_answer(act.connection, act.caller.session, cell, value)


@action(Right.TAKE_PART, writes=True)
def send(act: Act) -> None:
    """Send what was filled in: from now on nobody can tell whose it is.

    What is not asked (any more) is not sent. Raises `NotDone` when nothing was answered: so sending
    twice is sending once.
    """
    link, _ = _running(act, hold=True)
    plan = act.house.plan(act.connection, link.edition)
    values = replies.load_guest_answers(act.connection, act.caller.session)
    sheet = Sheet(plan, {cell: Entry(value) for cell, value in values.items()})
    asked = {
        cell.id
        for question in plan.questionnaire.questions()
        if sheet.is_asked(question)
        for cell in question.cells()
    }
    sent = {cell: value for cell, value in values.items() if cell in asked}
    if not sent:
        raise NotDone(
            message("Es ist noch keine Frage beantwortet. Bitte beantworten Sie mindestens eine.")
        )
    if link.batch is not None and not links.use_up(act.connection, link):
        raise NotDone(_USED)
    replies.add_reply(
        act.connection, replies.Sent(link.wave, link.edition, link.unit, act.today, sent)
    )
    replies.forget_guest_answers(act.connection, act.caller.session)


def _running(act: Act, *, hold: bool = False) -> tuple[Link, Wave]:
    """Find link and wave; `hold` the stay, so that two windows of a guest take turns."""
    if hold and not sessions.hold_session(act.connection, act.caller.session):
        raise Denied
    link = None if act.caller.link is None else _link(act, act.caller.link.token)
    wave = next(
        (w for w in waves.load_waves(act.connection) if link is not None and w.id == link.wave),
        None,
    )
    if link is None or wave is None:
        raise Denied
    if wave.state(act.today) is not WaveState.RUNNING:
        raise NotDone(message("Diese Befragung ist beendet. Vielen Dank für Ihr Interesse."))
    return link, wave


def _link(act: Act, token: str) -> Link | None:
    """Look anew whether a link still holds: it may have been used, or taken back, meanwhile."""
    link = waves.load_link(act.connection, token)
    if link is not None and link.withdrawn:
        raise NotDone(
            message("Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen geben.")
        )
    if link is not None and link.used:
        raise NotDone(_USED)
    return link


_USED = message(
    "Mit diesem Link wurde schon geantwortet; er gilt für eine Antwort. Vielen Dank für Ihr "
    "Interesse."
)
