"""Who has taken part so far. Totals of the whole city are counts of sheets, not of people."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from audit.assessment.sheet import Progress
from audit.model.messages import Message, message
from audit.model.waves import ASSESSMENT_STATES, Assessment, AssessmentState
from audit.tables.views import View


@dataclass(frozen=True)
class SheetState:
    """How far one unit or access point has come with one questionnaire."""

    name: str
    """Of the unit or the access point."""
    unit: str
    """Of the unit: whom to ask."""
    assessment: Assessment
    progress: Progress


@dataclass(frozen=True)
class Participation:
    """How far one questionnaire has come.

    sheets   of units and access points; empty where single ones are not shown
    replies  sent by link; None for questionnaires that units answer
    handed_in, expected  how many sheets were submitted, and of how many, where single ones are not
                         shown
    """

    title: str
    sheets: Sequence[SheetState] = ()
    replies: int | None = None
    handed_in: int | None = None
    expected: int | None = None


def state_of(sheet: SheetState) -> Message:
    """Say where one assessment stands."""
    state = sheet.assessment.state
    if state.counts:
        return ASSESSMENT_STATES[state]
    if state is AssessmentState.RETURNED:
        return message(
            "zurückgegeben: {done} von {asked} Fragen",
            done=sheet.progress.done,
            asked=sheet.progress.asked,
        )
    if not sheet.progress.done:
        return NOT_BEGUN
    return message(
        "in Bearbeitung: {done} von {asked} Fragen",
        done=sheet.progress.done,
        asked=sheet.progress.asked,
    )


def turnout_view(participation: Sequence[Participation]) -> View:
    """Count per questionnaire.

    title      of the questionnaire
    submitted  assessments that are handed in; empty for questionnaires answered by link
    approved   those of them that are approved; empty where single ones are not shown
    begun      assessments with an answer that are not handed in, or were given back
    not_begun  assessments without any answer
    of         all of them
    replies    sent by link; empty for questionnaires that units answer
    """
    table = pd.DataFrame(
        [_counts(one) for one in participation],
        columns=["title", "submitted", "approved", "begun", "not_begun", "of", "replies"],
    )
    everything = {
        "title": message("Fragebogen"),
        "submitted": message("eingereicht"),
        "approved": message("davon freigegeben"),
        "begun": message("in Bearbeitung"),
        "not_begun": message("nicht begonnen"),
        "of": message("Bögen"),
        "replies": message("Antworten über Links"),
    }
    shown = {
        name: label
        for name, label in everything.items()
        if name == "title" or table[name].notna().any()
    }
    return View(message("Beteiligung"), _sentence(table), table, shown)


def sheets_view(one: Participation) -> View:
    """List the units or access points of one questionnaire and where they stand.

    name   of the unit or access point
    unit   the unit that is responsible
    state  not begun, in progress or given back with how much is done, handed in, or approved
    day    of submission; empty before
    """
    table = pd.DataFrame(
        [(s.name, s.unit, state_of(s), s.assessment.submitted_on) for s in one.sheets],
        columns=["name", "unit", "state", "day"],
    )
    counts = _counts(one)
    columns = {"name": message("Wer"), "unit": message("Dienststelle"), "state": message("Stand")}
    if (table["name"] == table["unit"]).all():
        del columns["unit"]
    return View(
        Message("{title}", {"title": one.title}),
        message(
            "{submitted} von {of} eingereicht, davon {approved} freigegeben; {begun} in "
            "Bearbeitung, {not_begun} nicht begonnen.",
            submitted=counts["submitted"],
            approved=counts["approved"],
            of=counts["of"],
            begun=counts["begun"],
            not_begun=counts["not_begun"],
        ),
        table,
        columns,
    )


def _counts(one: Participation) -> dict[str, object]:
    if one.replies is not None:
        return {"title": one.title, "replies": one.replies}
    if not one.sheets:
        return {"title": one.title, "submitted": one.handed_in, "of": one.expected}
    states = [sheet.assessment.state for sheet in one.sheets]
    submitted = sum(state.counts for state in states)
    not_begun = sum(state_of(sheet) == NOT_BEGUN for sheet in one.sheets)
    return {
        "title": one.title,
        "submitted": submitted,
        "approved": states.count(AssessmentState.APPROVED),
        "begun": len(states) - submitted - not_begun,
        "not_begun": not_begun,
        "of": len(states),
    }


def _sentence(table: pd.DataFrame) -> Message:
    submitted, of = int(table["submitted"].sum()), int(table["of"].sum())
    handed_in = message("Eingereicht: {submitted} von {of} Bögen.", of=of, submitted=submitted)
    if table["replies"].isna().all():
        return handed_in
    replies = int(table["replies"].sum())
    by_link = (
        message("Eine Antwort kam über einen Link.")
        if replies == 1
        else message("{n} Antworten kamen über Links.", n=replies)
    )
    return message("{handed_in} {by_link}", handed_in=handed_in, by_link=by_link)


NOT_BEGUN = message("nicht begonnen")
