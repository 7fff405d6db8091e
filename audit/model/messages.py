"""Sentences that a person may read, translated only when they are shown.

The German wording is the key of its translation, as in every catalogue of this project.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal, format_percent


@dataclass(frozen=True)
class Message:
    """A German sentence and the values that stand in it, e.g. `{question}`.

    A value may be a message itself; it is translated together with the sentence. Decimal numbers
    are written as the language does.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return GERMAN.say(self)


def message(text: str, /, **values: object) -> Message:
    """Write a sentence down where it is meant; `make translations` collects it from here."""
    return Message(text, values)


@dataclass(frozen=True)
class Translator:
    """Says messages and questionnaire texts in one language.

    `catalogue` maps (context, German wording) to the translation; what it lacks stays German.
    Messages have the context "", a questionnaire's text has the id of its place (see `texts_of`).
    """

    language: str
    catalogue: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def say(self, message: Message) -> str:
        """Translate the sentence and put its values in."""
        values = {name: self._value(value) for name, value in message.values.items()}
        return self.text("", message.text).format(**values)

    def _value(self, value: object) -> object:
        match value:
            case Message():
                return self.say(value)
            case float():
                return format_decimal(value, format="0.######", locale=self.language)
            case _:
                return value

    def number(self, value: float, decimals: int = 2) -> str:
        """Write a number as the language does, with at most so many decimals; halves go up."""
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
        places = "." + "#" * decimals if decimals else ""
        return format_decimal(rounded, format=f"#,##0{places}", locale=self.language)

    def percent(self, share: float) -> str:
        """Write a share (0 to 1) in whole percent as the language does; halves go up."""
        rounded = Decimal(str(share)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return format_percent(rounded, locale=self.language)

    def text(self, context: str, german: str) -> str:
        """Translate a questionnaire's text; without a translation the German wording is
        returned."""
        return self.catalogue.get((context, german)) or german


GERMAN = Translator("de")
"""Says everything as it was written."""
