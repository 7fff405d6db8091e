"""Two versions of a questionnaire beside each other, and what becomes of answers when a draft goes
from the earlier to the later one.

An answer is kept when the same people would give it to the same question: what it is worth may have
changed. This is wider than what two waves are compared by, see `audit.assessment.change`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from audit.assessment.coding import NotAnAnswer, codes_of
from audit.assessment.plan import Plan
from audit.model.question_types import Option, QuestionBase, Row
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Entry


class Kind(Enum):
    """How a question of one version is related to the other version."""

    SAME = "same"
    WORDED = "worded"
    """Takes the same answers, in other words."""
    CHANGED = "changed"
    """Takes other answers."""
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Pair:
    """An option or a row in two versions; None where there is none."""

    before: Option | Row | None
    after: Option | Row | None


@dataclass(frozen=True, eq=False)
class Difference:
    """A question in two versions."""

    kind: Kind
    before: QuestionBase | None
    """None: it is new."""
    after: QuestionBase | None
    """None: it is gone."""
    pairs: tuple[Pair, ...] = ()
    """The options and rows that read differently."""
    is_vouched: bool = False
    """Whether the author says that it asks the same in other words."""
    is_asked_otherwise: bool = False
    """Whether it is asked under other conditions."""

    @property
    def id(self) -> str:
        """The question."""
        found = self.after or self.before
        return "" if found is None else found.id

    @property
    def keeps_answers(self) -> bool:
        """Whether answers can be kept without asking."""
        return self.kind is Kind.SAME or self.is_vouched

    @property
    def is_worth_telling(self) -> bool:
        """Whether people read or do anything differently."""
        return self.kind is not Kind.SAME or self.is_asked_otherwise

    def cells(self) -> set[str]:
        """List the cells of both versions."""
        both = (self.before, self.after)
        return {cell.id for one in both if one is not None for cell in one.cells()}


class Fate(Enum):
    """What becomes of an answer."""

    NONE = "none"
    """There was none."""
    KEPT = "kept"
    TO_CONFIRM = "to confirm"
    """It is kept if somebody says that it holds for the other wording."""
    ANEW = "anew"
    """The question is to be answered anew."""
    GONE = "gone"
    """The question is no longer asked."""


@dataclass(frozen=True, eq=False)
class Part:
    """A question in two versions, and what becomes of the answer to it."""

    difference: Difference
    fate: Fate

    @property
    def is_worth_telling(self) -> bool:
        """Whether people read or do anything differently, or have to answer anew."""
        return self.difference.is_worth_telling or self.fate is Fate.ANEW


def differences(earlier: Questionnaire, later: Questionnaire) -> tuple[Difference, ...]:
    """Compare two versions question by question, in the order of the later one; what is gone stands
    at the end."""
    before = {question.id: question for question in earlier.questions()}
    after = {question.id: question for question in later.questions()}
    conditions = earlier.conditions(), later.conditions()
    found = [
        Difference(Kind.NEW, None, question)
        if name not in before
        else _difference(
            before[name], earlier, question, later, conditions[0][name] != conditions[1][name]
        )
        for name, question in after.items()
    ]
    gone = [Difference(Kind.GONE, one, None) for name, one in before.items() if name not in after]
    return (*found, *gone)


def _difference(
    before: QuestionBase,
    earlier: Questionnaire,
    after: QuestionBase,
    later: Questionnaire,
    is_asked_otherwise: bool,
) -> Difference:
    pairs = _pairs(before, earlier, after, later)
    if _answers(before, earlier) != _answers(after, later):
        return Difference(Kind.CHANGED, before, after, pairs, is_asked_otherwise=is_asked_otherwise)
    if _read(before, earlier) == _read(after, later):
        return Difference(Kind.SAME, before, after, is_asked_otherwise=is_asked_otherwise)
    is_vouched = after.same_since is not None and after.same_since <= earlier.version
    return Difference(Kind.WORDED, before, after, pairs, is_vouched, is_asked_otherwise)


def parts_of(earlier: Questionnaire, later: Plan, entries: Mapping[str, Entry]) -> tuple[Part, ...]:
    """Say of every question of both versions what becomes of the answer to it."""
    return tuple(
        Part(one, _fate(one, later, entries)) for one in differences(earlier, later.questionnaire)
    )


def _fate(difference: Difference, later: Plan, entries: Mapping[str, Entry]) -> Fate:
    given = {
        cell: entries[cell]
        for cell in difference.cells()
        if cell in entries and entries[cell].value
    }
    if not given:
        return Fate.NONE
    if difference.after is None:
        return Fate.GONE
    if difference.kind is Kind.CHANGED or not all(
        _fits(later, cell, entry) for cell, entry in given.items()
    ):
        return Fate.ANEW
    return Fate.KEPT if difference.keeps_answers else Fate.TO_CONFIRM


def written_anew(
    parts: Collection[Part], entries: Mapping[str, Entry], confirmed: Collection[str]
) -> dict[str, Entry]:
    """Say what is to be written so that nothing but kept answers holds; `confirmed` names questions
    of which the answer holds for the other wording.

    Also what was never answered is written where the question is another one now: whoever still has
    the earlier one on the screen is then told, and answers nothing that they did not read.
    """
    anew: dict[str, Entry] = {}
    for part in parts:
        difference = part.difference
        is_confirmed = part.fate is Fate.TO_CONFIRM and difference.id in confirmed
        if part.fate is Fate.KEPT or difference.kind is Kind.NEW:
            continue
        if part.fate is Fate.NONE and difference.keeps_answers:
            continue
        for cell in difference.cells():
            anew[cell] = entries.get(cell, Entry()) if is_confirmed else Entry()
    return anew


def _answers(question: QuestionBase, questionnaire: Questionnaire) -> tuple[object, ...]:
    """What can be answered, whatever it is worth."""
    amount = question.amount()
    return (
        type(question),
        {cell.id for cell in question.cells()},
        {(one.code, one.exclusive) for one in questionnaire.options_of(question)},
        None if amount is None else amount.unit,
    )


def _read(question: QuestionBase, questionnaire: Questionnaire) -> tuple[object, ...]:
    """What people read before they answer."""
    named = {**_options(question, questionnaire), **_rows(question)}
    return question.text, {name: _words(one) for name, one in named.items()}


def _pairs(
    before: QuestionBase, earlier: Questionnaire, after: QuestionBase, later: Questionnaire
) -> tuple[Pair, ...]:
    """List the options and rows that are new, gone, or read differently."""
    options = _options(before, earlier), _options(after, later)
    rows = _rows(before), _rows(after)
    return tuple(
        Pair(then.get(name), now.get(name))
        for then, now in (options, rows)
        for name in {**now, **then}
        if _words(then.get(name)) != _words(now.get(name))
    )


def _options(question: QuestionBase, questionnaire: Questionnaire) -> Mapping[str, Option | Row]:
    return {one.code: one for one in questionnaire.options_of(question)}


def _rows(question: QuestionBase) -> Mapping[str, Option | Row]:
    return {row.id: row for row in getattr(question, "rows", ())}


def _words(one: Option | Row | None) -> tuple[str | None, str | None]:
    """What people read of an option or a row."""
    return (None, None) if one is None else (one.label, getattr(one, "when", None))


def _fits(plan: Plan, cell: str, entry: Entry) -> bool:
    """Tell whether a value can be an answer in the later version."""
    columns = [plan.columns[place] for place in plan.cells[cell]]
    try:
        codes_of(entry.value, columns, plan.questionnaire)
    except NotAnAnswer:
        return False
    return True
