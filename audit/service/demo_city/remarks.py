"""What heads note beside their answers: comments, evidence, and ticks "Handlungsbedarf"."""

from collections.abc import Mapping

from audit.model.waves import Entry, Remark
from audit.service.demo_city.drawing import Form, Moment, Profile, chance
from audit.service.demo_city.written import WrittenRemarks

LOW, HIGH = 35.0, 70.0
"""Below and above these goals a comment on weakness or on strength fits."""

COMMENTED = 0.35
PROVEN = 0.5
TICKED = {"low": 0.45, "middle": 0.08, "high": 0.02}
TICKED_CRITICAL = 0.9
"""How often a weak answer to a critical question is marked."""


def remarks_on(
    entries: Mapping[str, Entry],
    form: Form,
    profile: Profile,
    moment: Moment,
    known: Mapping[str, WrittenRemarks],
) -> dict[str, Remark]:
    """Note something beside some of the answered questions."""
    remarks = {}
    for path, question in form.questions:
        given = entries.get(question.id)
        scored = question.is_scored(form.questionnaire.scales)
        if given is None or not scored or given.value in ("dont_know", "not_applicable"):
            continue
        worth = _worth(form, question.id, given.value, profile.goal(path, question, moment))
        sentences = known.get(question.id, WrittenRemarks())
        seed = f"{profile.name}/{moment.key}/{question.id}"
        remark = _remark(worth, question.critical, sentences, seed)
        if remark != Remark():
            remarks[question.id] = remark
    return remarks


def _worth(form: Form, question: str, value: str, goal: float) -> float:
    """Say how open an answer is; a fixed answer may lie far from its goal."""
    place = form.plan.places[question][0]
    column = form.plan.columns[place]
    points = [option.points for option in column.options]
    if column.question.several or not points or None in points:
        return goal
    known = {o.code: o.points for o in column.options if o.points is not None}
    low, high = min(known.values()), max(known.values())
    worth = 100 * (known[value] - low) / (high - low)
    return 100 - worth if getattr(column.question, "reverse", False) else worth


def _remark(worth: float, critical: bool, known: WrittenRemarks, seed: str) -> Remark:
    kind = "low" if worth < LOW else "high" if worth > HIGH else "middle"
    comments = {"low": known.low, "high": known.high, "middle": ()}[kind]
    ticked = TICKED_CRITICAL if critical and kind == "low" else TICKED[kind]
    dice = chance(seed, "remark")
    lot = [dice.random() for _ in range(3)]
    return Remark(
        comment=dice.choice(comments) if comments and lot[0] < COMMENTED else "",
        evidence=dice.choice(known.evidence)
        if known.evidence and kind != "low" and lot[1] < PROVEN
        else "",
        need_for_action=lot[2] < ticked,
    )
