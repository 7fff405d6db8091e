"""Every text of a questionnaire that people read, and how it is said in another language.

The place is the context of a translation: the id of the question, of the area, or of the
questionnaire; scales are called `scale:name`. In front stands the questionnaire: `opening.job-ads`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from babel import Locale
from babel.dates import format_date
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from audit.model.answers import STATE_NAMES, State
from audit.model.conditions import Cap
from audit.model.entries import ForPeople
from audit.model.messages import Message, Translator, message
from audit.model.question_types import CEFR, Control, Option, QuestionBase, languages_in
from audit.model.questionnaire import Area, Level, Questionnaire, Score

Placed = tuple[str, str]
"""Context and German wording."""


def texts_of(questionnaire: Questionnaire) -> Iterator[Placed]:
    """List all texts in the order of the file; the same text may come more than once."""
    yield from _texts(questionnaire, questionnaire.id, ("scales", "areas"))
    for name, scale in questionnaire.scales.items():
        for option in scale:
            yield from _texts(option, f"{questionnaire.id}.scale:{name}")
    for area in questionnaire.all_areas():
        yield from _texts(area, context(questionnaire, area.id), ("areas", "questions"))
        for question in area.questions:
            yield from _texts(question, context(questionnaire, question.id))


def context(questionnaire: Questionnaire, entry: str) -> str:
    """Name the place of the texts of an area or a question."""
    return f"{questionnaire.id}.{entry}"


def _texts(entry: BaseModel, place: str, apart: tuple[str, ...] = ()) -> Iterator[Placed]:
    """Collect the texts of an entry and of what is written inside it, except the parts named."""
    for name, field in type(entry).model_fields.items():
        if name not in apart:
            yield from _below(getattr(entry, name), field, place)


def _below(value: Any, field: FieldInfo, place: str) -> Iterator[Placed]:
    match value:
        case str() if _is_text(field):
            yield place, value
        case BaseModel():
            yield from _texts(value, place)
        case tuple():
            for part in value:
                yield from _below(part, field, place)
        case dict():
            for part in value.values():
                yield from _below(part, field, place)
        case _:
            return


def _is_text(field: FieldInfo) -> bool:
    """Tell texts for people from codes and ids: only they carry the mark."""
    return any(_is_marked(part) for part in (field.annotation, *field.metadata))


def _is_marked(part: Any) -> bool:
    return isinstance(part, ForPeople) or any(_is_marked(below) for below in get_args(part))


@dataclass(frozen=True)
class Wording:
    """Says the texts of a questionnaire in one language; what is not translated stays German."""

    questionnaire: Questionnaire
    language: Translator

    def of(self, entry: Questionnaire | Area | QuestionBase, german: str) -> str:
        """Say a text that is written at the questionnaire, an area or a question."""
        if isinstance(entry, Questionnaire):
            return self.language.text(entry.id, german)
        return self.language.text(context(self.questionnaire, entry.id), german)

    def level(self, entry: Questionnaire | Area, level: Level) -> str:
        """Say the name of a level, written at the entry or in `defaults`."""
        own = isinstance(entry.score, Score) and entry.score.levels is not None
        return self.of(entry if own else self.questionnaire, level.label)

    def reason(self, entry: Questionnaire | Area, cap: Cap) -> str:
        """Say why a score is capped, written at the entry or in `defaults`."""
        own = isinstance(entry.score, Score)
        return self.of(entry if own else self.questionnaire, cap.because)

    def option(self, question: QuestionBase, option: Option) -> str:
        """Say what can be chosen, written at the question or in a scale; yes and no are our own."""
        scale = getattr(question, "scale", None)
        if scale is not None:
            return self.language.text(f"{self.questionnaire.id}.scale:{scale}", option.label)
        translated = self.of(question, option.label)
        return self.language.text("", option.label) if translated == option.label else translated

    def when(self, question: QuestionBase, option: Option) -> str:
        """Say what must be observable to choose an option; empty when that is not written."""
        if option.when is None:
            return ""
        translated = self.of(question, option.when)
        scale = getattr(question, "scale", None)
        if translated != option.when or scale is None:
            return translated
        return self.language.text(f"{self.questionnaire.id}.scale:{scale}", option.when)

    def value(self, question: QuestionBase, value: str) -> str:
        """Say a stored value in words: labels of options, numbers, dates, languages."""
        if value in WAYS_OUT:
            return self.language.say(WAYS_OUT[value])
        options = {option.code: option for option in self.questionnaire.options_of(question)}
        if options:
            chosen = [options[code] for code in value.split("|") if code in options]
            return ", ".join(self.option(question, option) for option in chosen)
        return self._written(question, value)

    def _written(self, question: QuestionBase, value: str) -> str:
        amount = question.amount()
        if amount is not None and value:
            number = self.language.number(float(value.replace(",", ".")))
            return f"{number} {self.of(question, amount.unit)}" if amount.unit else number
        match question.asked_by():
            case Control.DAY if value:
                return format_date(date.fromisoformat(value), locale=self.language.language)
            case Control.LANGUAGES:
                return ", ".join(
                    f"{language_name(code, self.language)} ({self._levels(levels)})"
                    for code, levels in languages_in(value).items()
                )
            case _:
                return value

    def _levels(self, levels: tuple[str, ...]) -> str:
        return "/".join(level_name(level, self.language) for level in levels)


WAYS_OUT: Mapping[str, Message] = {
    "dont_know": STATE_NAMES[State.DONT_KNOW],
    "not_applicable": STATE_NAMES[State.NOT_APPLICABLE],
}
"""What people read for the two words that are no answers."""

NATIVE = message("Erst- oder Familiensprache")


def level_name(level: str, language: Translator) -> str:
    """Name a language level."""
    return language.say(NATIVE) if level == CEFR[-1] else level


def language_name(code: str, language: Translator) -> str:
    """Name a language in another language; a code without a name stays a code."""
    return str(Locale.parse(language.language).languages.get(code, code))
