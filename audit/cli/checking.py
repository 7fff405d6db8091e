"""`check`: are these questionnaires right?"""

from collections.abc import Sequence
from pathlib import Path

from audit.cli.terminal import say
from audit.files.questionnaires import load_questionnaires
from audit.model.messages import Message, Translator, message
from audit.model.questionnaire import Questionnaire


def check(paths: Sequence[Path], language: Translator) -> None:
    """Say what each questionnaire holds; raises `Refused` with all problems of all files."""
    for questionnaire in load_questionnaires(paths):
        say(language, _summary(questionnaire, language))
    say(language, message("Keine Probleme gefunden."))


def _summary(questionnaire: Questionnaire, language: Translator) -> Message:
    questions = list(questionnaire.questions())
    return message(
        "{id}, Fassung {version}: {title} – Bereiche: {areas}, Fragen: {questions}, "
        "davon gewertet: {scored}.",
        id=questionnaire.id,
        version=questionnaire.version,
        title=language.text(questionnaire.id, questionnaire.title),
        areas=len(list(questionnaire.all_areas())),
        questions=len(questions),
        scored=sum(question.is_scored(questionnaire.scales) for question in questions),
    )
