"""The question types: what each asks for, which answers it takes, and what an answer is worth.

No other module needs to name a type. Whoever needs a fact about a question asks it: `cells` (what
is stored), `value_problem` (is this an answer?), `options_in` (what can be chosen), `is_scored`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, ClassVar, Literal

from babel import Locale
from pydantic import Field

from audit.model.conditions import Condition
from audit.model.entries import Code, Decimals, Entry, Id, Many, Points, T, Text, Weight, Word
from audit.model.messages import Message, message
from audit.model.vocabulary import BarrierType, TrainingTopic, WorkingGroup
from scoring.states import MOST_OPTIONS

STATE_WORDS = ("dont_know", "not_applicable")
"""The two words that stand for a state and can therefore not be the code of an option."""


WayOut = Literal["dont_know", "not_applicable"]
"""What can be offered beside the answers."""

ByCode = Annotated[dict[Code, T], Field(max_length=MOST_OPTIONS)]
"""Something for some of the options."""


class Option(Entry):
    """One answer that can be chosen."""

    code: Code
    """The permanent name under which the answer is stored. Labels may be reworded, codes may
    not."""

    label: Text
    """What people read and choose."""

    points: Points | None = None
    """What the answer is worth, on any scale. Without points the question is not scored."""

    when: Text | None = None
    """What must be observable to choose this answer."""

    exclusive: bool = False
    """In a multiple choice: cannot be combined with other options, e.g. "none of these"."""


class Pointer(Entry):
    """What an answer points to."""

    barrier: Word[BarrierType] | None = None
    """The kind of barrier that becomes visible."""

    measure: Text | None = None
    """A measure that could help."""

    training: Word[TrainingTopic] | None = None
    """A training topic that could help."""


class Row(Entry):
    """One row of a grid."""

    id: Id
    """Permanent name of the row; elsewhere the row is called `grid.row`."""

    label: Text
    """What the row asks about."""

    weight: Weight = 1
    """How much the row counts among the rows."""


class Band(Entry):
    """Numbers from `from` up to the next band are worth these points."""

    from_: Annotated[float, Field(alias="from")]
    """The smallest number of this band; the band ends just below the next one."""

    points: Points
    """What a number in this band is worth."""

    label: Text | None = None
    """What the band means."""


class Amount(Entry):
    """A number that can be given as an answer."""

    min: float = 0
    """The smallest number that is accepted."""

    max: float
    """The largest number that is accepted."""

    unit: Text | None = None
    """What is counted or measured, e.g. "Personen", "Tage"."""

    whole: bool = True
    """Only whole numbers are accepted; `false` accepts decimals too."""


@dataclass(frozen=True)
class Cell:
    """One answer as it is stored and scored: a whole question, or one row of a grid."""

    id: str
    weight: float = 1


class Control(Enum):
    """The few ways in which a screen can ask for a cell; it never knows a question's type."""

    CHOICE = "choice"
    """One of the options."""
    CHOICES = "choices"
    """Any number of the options."""
    NUMBER = "number"
    LINE = "line"
    TEXT = "text"
    DAY = "day"
    LANGUAGES = "languages"


class QuestionBase(Entry):
    """What every question has."""

    id: Id
    """Permanent name; answers are stored by it. Never give an old id to a new question."""

    text: Text
    """The question, in plain words."""

    help: Text | None = None
    """A sentence that helps to answer."""

    evidence: Text | None = None
    """What could show that the answer is right, e.g. "Link zur Seite"."""

    critical: bool = False
    """A closed door: shown apart in every picture, and usually tied to a cap of its area."""

    offer: Annotated[Many[WayOut], Field(max_length=2)] | None = None
    """Which ways out are offered beside the answers; without this entry, what `defaults` says."""

    show_if: Condition | None = None
    """Ask only under this condition on earlier questions."""

    working_group: Word[WorkingGroup] | None = None
    """The working group that takes care of this."""

    same_since: Annotated[int, Field(ge=1)] | None = None
    """The oldest version that measures the same although its wording differs, so that waves stay
    comparable."""

    several: ClassVar[bool] = False
    """Several options can be chosen at once."""

    ordered: ClassVar[bool] = False
    """The options go from least to most."""

    control: ClassVar[Control] = Control.CHOICE
    """How a screen asks for a cell, unless it asks for a number; see `asked_by`."""

    def is_scored(self, scales: "Scales") -> bool:
        """Tell whether an answer is worth points."""
        return False

    def options_in(self, scales: "Scales") -> tuple[Option, ...]:
        """List what can be chosen; empty where something else is asked for."""
        return ()

    def cells(self) -> tuple[Cell, ...]:
        """List what is stored: one cell, or one for each row of a grid."""
        return (Cell(self.id),)

    def amount(self) -> Amount | None:
        """Say which numbers are accepted; None where no number is asked for."""
        return None

    def bands_in(self) -> tuple[Band, ...]:
        """List the bands by which a number is scored; empty where it is not."""
        return ()

    def asked_by(self) -> Control:
        """Say how a screen asks for each of the cells."""
        return self.control if self.amount() is None else Control.NUMBER

    def most_characters(self) -> int | None:
        """Say how long a text may be; None where no text is asked for."""
        return None

    def skills_in(self) -> tuple[str, ...]:
        """List the language skills for which a level is asked; empty where none are."""
        return ()

    def value_problem(self, value: str) -> Message | None:
        """Say what is wrong with a written answer that is not an option; None when it is fine."""
        return None


Scales = Mapping[str, Sequence[Option]]
"""The scales of a questionnaire by name."""


class ScoredBase(QuestionBase):
    """What the types that can be scored have in common."""

    weight: Weight = 1
    """How much the question counts in a weighted mean, a share or a sum; 0 shows it without
    counting it."""

    deduct: bool = False
    """In a sum: the points are taken away instead of added."""

    reverse: bool = False
    """The answer with the most points is the worst one; the points are turned round."""

    round: Decimals | None = None
    """Round the question's points to so many decimals; without it they are not rounded."""


class Choosing(ScoredBase):
    """What the types with options have in common."""

    options: Annotated[Many[Option], Field(max_length=MOST_OPTIONS)] = ()
    """The answers, each with code and label; or name a `scale` instead."""

    scale: Id | None = None
    """The name of a scale of this questionnaire, instead of `options`."""

    anchors: ByCode[Text] = Field(default_factory=dict)
    """For each code of the scale, what must be observable in this question to choose it."""

    points_to: ByCode[Pointer] = Field(default_factory=dict)
    """For codes that show a weakness: the barrier, measure or training topic they point to."""

    def is_scored(self, scales: Scales) -> bool:
        return any(option.points is not None for option in self.options_in(scales))

    def options_in(self, scales: Scales) -> tuple[Option, ...]:
        written = self.options or scales.get(self.scale or "", ())
        return tuple(_anchored(option, self.anchors) for option in written)


def _anchored(option: Option, anchors: Mapping[str, str]) -> Option:
    anchor = anchors.get(option.code)
    return option if anchor is None else option.model_copy(update={"when": anchor})


class Degree(Choosing):
    """How far something is in place: one step of an anchored scale, from least to most."""

    type: Literal["degree"]
    """A step of a scale. Steps without points have equal distances from 0 to 100."""

    scored: bool = True
    """`false`: the answers are kept and shown, but give no points."""

    ordered: ClassVar[bool] = True

    def is_scored(self, scales: Scales) -> bool:
        return self.scored

    def options_in(self, scales: Scales) -> tuple[Option, ...]:
        return equal_steps(super().options_in(scales))


def equal_steps(steps: Sequence[Option]) -> tuple[Option, ...]:
    """Put equal distances between steps without points: percent of maximum possible.

    Source: Cohen, Cohen, Aiken & West (1999), Multivariate Behavioral Research 34(3), 315-346.
    """
    if any(step.points is not None for step in steps):
        return tuple(steps)
    last = max(len(steps) - 1, 1)
    return tuple(
        step.model_copy(update={"points": 100 * index / last}) for index, step in enumerate(steps)
    )


class YesNo(ScoredBase):
    """Yes or no; yes is worth 100 points, no 0."""

    type: Literal["yes_no"]
    """Yes or no."""

    anchors: ByCode[Text] = Field(default_factory=dict)
    """For `"yes"` and `"no"` (in quotes), what must be observable to choose it."""

    points_to: ByCode[Pointer] = Field(default_factory=dict)
    """For `"yes"` or `"no"` (in quotes): the barrier, measure or training topic it points to."""

    scored: bool = True
    """`false`: the answers are kept and shown, but give no points."""

    ordered: ClassVar[bool] = True

    def is_scored(self, scales: Scales) -> bool:
        return self.scored

    def options_in(self, scales: Scales) -> tuple[Option, ...]:
        return (_anchored(_NO, self.anchors), _anchored(_YES, self.anchors))


_NO = Option(code="no", label=message("Nein").text, points=0)
_YES = Option(code="yes", label=message("Ja").text, points=100)


class SingleChoice(Choosing):
    """One of several options; scored when every option has points."""

    type: Literal["single_choice"]
    """One option is chosen."""


class MultipleChoice(Choosing):
    """Any number of options; the points of the chosen ones are added."""

    type: Literal["multiple_choice"]
    """Several options can be chosen."""

    several: ClassVar[bool] = True

    control: ClassVar[Control] = Control.CHOICES


class Number(ScoredBase):
    """A number with range and unit; scored by bands, or not at all."""

    type: Literal["number"]
    """A number."""

    min: float = 0
    """The smallest number that is accepted."""

    max: float
    """The largest number that is accepted."""

    unit: Text | None = None
    """What is counted or measured, e.g. "Personen", "Tage"."""

    whole: bool = True
    """Only whole numbers are accepted; `false` accepts decimals too."""

    bands: Annotated[Many[Band], Field(max_length=MOST_OPTIONS)] = ()
    """Which numbers are worth how many points; without bands the number is not scored."""

    def is_scored(self, scales: Scales) -> bool:
        return bool(self.bands)

    def amount(self) -> Amount:
        return Amount(min=self.min, max=self.max, unit=self.unit, whole=self.whole)

    def bands_in(self) -> tuple[Band, ...]:
        return self.bands


class Grid(Choosing):
    """Several rows that are answered one by one: with the same options, or each with a number."""

    type: Literal["grid"]
    """A table that is answered row by row."""

    rows: Annotated[Many[Row], Field(min_length=1, max_length=50)]
    """The rows."""

    number: Amount | None = None
    """Each row is answered with a number, instead of an option; such a grid is not scored."""

    scored: bool = True
    """`false`: the answers are kept and shown, but give no points."""

    ordered: ClassVar[bool] = True

    def is_scored(self, scales: Scales) -> bool:
        return self.scored and self.number is None

    def options_in(self, scales: Scales) -> tuple[Option, ...]:
        return equal_steps(super().options_in(scales))

    def cells(self) -> tuple[Cell, ...]:
        return tuple(Cell(f"{self.id}.{row.id}", row.weight) for row in self.rows)

    def amount(self) -> Amount | None:
        return self.number


class ShortText(QuestionBase):
    """A line of text; never scored."""

    type: Literal["short_text"]
    """One line of text."""

    max_length: Annotated[int, Field(ge=1, le=500)] = 200
    """The largest number of characters."""

    control: ClassVar[Control] = Control.LINE

    def most_characters(self) -> int:
        return self.max_length

    def value_problem(self, value: str) -> Message | None:
        return _too_long(value, self.max_length)


class LongText(QuestionBase):
    """Text of several lines; never scored."""

    type: Literal["long_text"]
    """Text of several lines."""

    max_length: Annotated[int, Field(ge=1, le=10_000)] = 2000
    """The largest number of characters."""

    control: ClassVar[Control] = Control.TEXT

    def most_characters(self) -> int:
        return self.max_length

    def value_problem(self, value: str) -> Message | None:
        return _too_long(value, self.max_length)


def _too_long(value: str, max_length: int) -> Message | None:
    if len(value) <= max_length:
        return None
    return message("Der Text ist länger als {max} Zeichen.", max=max_length)


class Date(QuestionBase):
    """A day; never scored."""

    type: Literal["date"]
    """A day, stored as `2024-12-31`."""

    control: ClassVar[Control] = Control.DAY

    def value_problem(self, value: str) -> Message | None:
        if _DAY.fullmatch(value):
            try:
                date.fromisoformat(value)
            except ValueError:
                pass
            else:
                return None
        return message("„{value}“ ist kein Datum wie 2024-12-31.", value=value[:40])


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


CEFR = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""Levels of the Common European Framework of Reference, and first or family language."""


class LanguageList(QuestionBase):
    """Languages, each with a level for every skill; never scored.

    Written as `tr:C1/B2|ar:native/A2`: ISO 639 code, then one level per skill, in the order of
    `skills`.
    """

    type: Literal["language_list"]
    """Languages (ISO 639) with a CEFR level for every skill."""

    skills: Annotated[
        Many[Literal["speaking", "writing", "listening", "reading"]],
        Field(min_length=1, max_length=4),
    ] = ("speaking", "writing")
    """The skills for which a level is asked, in this order."""

    control: ClassVar[Control] = Control.LANGUAGES

    def skills_in(self) -> tuple[str, ...]:
        return self.skills

    def value_problem(self, value: str) -> Message | None:
        entries = [entry.strip() for entry in value.split("|")]
        languages = [entry.partition(":")[0] for entry in entries]
        twice = [language for language in languages if languages.count(language) > 1]
        if twice:
            return message("„{language}“ steht hier zweimal.", language=twice[0][:40])
        problems = (self._entry_problem(entry) for entry in entries)
        return next((problem for problem in problems if problem), None)

    def _entry_problem(self, entry: str) -> Message | None:
        language, _, levels = entry.partition(":")
        if language not in LANGUAGES:
            return message("„{language}“ ist keine Sprache nach ISO 639.", language=language[:40])
        if [level for level in levels.split("/") if level in CEFR] != levels.split("/") or len(
            levels.split("/")
        ) != len(self.skills):
            return message(
                "Zu „{language}“ gehören {count} Stufen (A1 bis C2, native), getrennt durch „/“.",
                language=language,
                count=len(self.skills),
            )
        return None


def languages_in(value: str) -> dict[str, tuple[str, ...]]:
    """Take a list of languages apart: per language its levels, in the order of the skills."""
    entries = [entry.strip().partition(":") for entry in value.split("|") if entry.strip()]
    return {language: tuple(levels.split("/")) for language, _, levels in entries}


def language_list(levels: Mapping[str, Sequence[str]]) -> str:
    """Write a list of languages, as `languages_in` reads it."""
    return "|".join(f"{language}:{'/'.join(of)}" for language, of in levels.items())


NO_LANGUAGE = {"mis", "mul", "und", "zxx"}
"""ISO 639 codes for uncoded, several, unknown and no languages."""

LANGUAGES = (
    frozenset(code for code in map(str, Locale("de").languages) if re.fullmatch("[a-z]{2,3}", code))
    - NO_LANGUAGE
)
"""Codes of ISO 639-1 and 639-3 that the Unicode locale data name."""


def choice_after(chosen: Sequence[str], before: Sequence[str], options: Sequence[Option]) -> str:
    """Write what is chosen now, as a stored value: an option that excludes others drops them.

    Whatever was chosen last wins: "none of these" over the rest, or the rest over "none of these".
    """
    alone = {option.code for option in options if option.exclusive}
    new = [code for code in chosen if code not in before]
    kept = [code for code in chosen if code not in alone]
    if any(code in alone for code in new) or not kept:
        kept = [code for code in chosen if code in alone and (code in new or not new)][:1]
    return "|".join(kept)


Question = Annotated[
    Degree
    | YesNo
    | SingleChoice
    | MultipleChoice
    | Number
    | Grid
    | ShortText
    | LongText
    | Date
    | LanguageList,
    Field(discriminator="type"),
]
"""One question of any type; `type` says which."""

QUESTION_TYPES: tuple[type[QuestionBase], ...] = (
    Degree,
    YesNo,
    SingleChoice,
    MultipleChoice,
    Number,
    Grid,
    ShortText,
    LongText,
    Date,
    LanguageList,
)
"""All types, in the order of the manual."""
