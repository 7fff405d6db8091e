"""What the project group does with questionnaires: look at them, and try them out."""

from dataclasses import dataclass
from pathlib import Path

from audit.assessment.coding import NotAnAnswer
from audit.assessment.plan import plan_of
from audit.assessment.sheet import Sheet
from audit.files.questionnaires import load_questionnaire, load_questionnaires
from audit.model.messages import message
from audit.model.problems import Problem, Refused
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Entry
from audit.service.actions import Act, NotDone, action
from audit.service.house import QUESTIONNAIRES
from audit.service.rights import Right


@dataclass(frozen=True, eq=False)
class Files:
    """The questionnaires in the folder: those that can be used, and what is wrong with others."""

    folder: Path
    questionnaires: tuple[Questionnaire, ...]
    problems: tuple[Problem, ...]


@action(Right.PREVIEW)
def questionnaire_files(_act: Act, folder: Path = QUESTIONNAIRES) -> Files:
    """Read all questionnaires of the folder anew, and say what is wrong with them."""
    usable = []
    for file in sorted(folder.glob("*.y*ml")):
        try:
            usable.append(load_questionnaire(file))
        except Refused:
            continue  # said once for all files below
    problems: tuple[Problem, ...] = ()
    try:
        load_questionnaires([folder])
    except Refused as refused:
        problems = refused.problems
    return Files(folder, tuple(usable), problems)


@action(Right.PREVIEW)
def preview(_act: Act, questionnaire: Questionnaire, entries: dict[str, Entry]) -> Sheet:
    """Try a questionnaire out; nothing is written, for there is nowhere to write it.

    Raises `NotDone` when one of the entries is no answer.
    """
    plan = plan_of(questionnaire)
    if not entries.keys() <= plan.cells.keys():
        raise NotDone(message("Diese Antwort gehört zu einer anderen Fassung des Fragebogens."))
    sheet = Sheet(plan, entries)
    try:
        sheet.progress()  # reads every entry
    except NotAnAnswer as refusal:
        raise NotDone(refusal.sentence) from None
    return sheet
