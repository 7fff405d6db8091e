"""How far the questionnaires of a wave have come, for the screens that show it."""

from audit.model.vocabulary import Audience
from audit.service.figures import Turnout
from audit.tables.turnout import Participation, SheetState
from audit.ui.frame import Page


def participation_of(page: Page, turnouts: list[Turnout]) -> list[Participation]:
    """Put the names of people's language on what the service counted."""
    return [_participation(page, one) for one in turnouts]


def is_of_units(one: Turnout) -> bool:
    """Tell whether units or access points answer a questionnaire."""
    return one.questionnaire.audience in {Audience.UNIT, Audience.ACCESS_POINT}


def _participation(page: Page, one: Turnout) -> Participation:
    title = page.translator.text(one.questionnaire.id, one.questionnaire.title)
    sheets = [
        SheetState(of.subject.name, of.subject.unit.name, of.subject.assessment, of.progress)
        for of in one.participation
    ]
    return Participation(title, sheets, one.replies, one.handed_in, one.expected)
