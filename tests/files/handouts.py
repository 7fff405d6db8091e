"""A questionnaire with every type of question, handed out."""

from collections.abc import Mapping
from datetime import date

from audit.assessment.plan import plan_of
from audit.assessment.sheet import Sheet
from audit.files.handed_back import Understood, read_handout, understand
from audit.files.handed_out import Handout, Label, write_handout
from audit.files.questionnaires import read_questionnaire
from audit.model.messages import GERMAN, Translator
from audit.model.waves import Entry, Remark
from tests.service.town import OPENING_NOW, QUESTIONNAIRES

PLAN = plan_of(read_questionnaire(QUESTIONNAIRES[OPENING_NOW].encode(), "opening"))

ANSWERS = {
    "ramp": Entry("no"),
    "stairs": Entry("3"),
    "forms": Entry("some"),
    "way": Entry("not_applicable", "Wir antworten nie."),
    "tongues": Entry("en|tr"),
    "signs.web": Entry("a"),
    "signs.paper": Entry("dont_know"),
    "hours": Entry("2.5"),
    "motto": Entry("Alle kommen rein"),
    "story": Entry("Viel.\nUnd noch mehr."),
    "since": Entry("2024-02-29"),
    "spoken": Entry("tr:C1/B2|ar:native/A2"),
}
REMARKS = {"ramp": Remark("Zwei Stufen", "Foto", need_for_action=True)}


def handed_out(
    entries: Mapping[str, Entry] = ANSWERS,
    remarks: Mapping[str, Remark] = REMARKS,
    *,
    language: Translator = GERMAN,
) -> bytes:
    """Write the questionnaire with these answers."""
    handout = Handout(
        Label(7, "opening", 2, 12),
        Sheet(PLAN, entries),
        remarks,
        about="Bürgerservice",
        wave="Erhebung 2026",
        closes=date(2026, 5, 31),
    )
    return write_handout(handout, language)


def read_back(data: bytes) -> Understood:
    """Read a workbook as an answer to the questionnaire."""
    return understand(read_handout(data), PLAN, [GERMAN])
