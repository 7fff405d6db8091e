"""From written values to codes: the same reading for a table, a form and a stored answer."""

import math
import re
from bisect import bisect_right
from collections.abc import Sequence

from audit.assessment.columns import Column
from audit.model.messages import Message, message
from audit.model.problems import did_you_mean
from audit.model.question_types import Amount, Option
from audit.model.questionnaire import Questionnaire
from scoring.states import DONT_KNOW, NOT_ANSWERED, NOT_APPLICABLE

Codes = tuple[int, ...]
"""One code for each column of a cell."""

STATE_CODES = {"dont_know": DONT_KNOW, "not_applicable": NOT_APPLICABLE}


class NotAnAnswer(Exception):
    """A written value that cannot be an answer to the question."""

    def __init__(self, sentence: Message, hint: Message | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.hint = hint


def codes_of(value: str, columns: Sequence[Column], questionnaire: Questionnaire) -> Codes:
    """Turn one written value into the codes of its cell's columns.

    `columns` are the columns of one cell. Raises `NotAnAnswer` with a sentence for the author.
    """
    written = value.strip()
    if not written:
        return (NOT_ANSWERED,) * len(columns)
    if written in STATE_CODES:
        _refuse_unoffered(written, columns[0], questionnaire)
        return (STATE_CODES[written],) * len(columns)
    question, options = columns[0].question, columns[0].options
    if question.several:
        return _several(written, options)
    if options:
        return (_option(written, options),)
    amount = question.amount()
    if amount is not None:
        return (bisect_right(columns[0].edges, _number(written, amount)),)
    problem = question.value_problem(written)
    if problem is not None:
        raise NotAnAnswer(problem)
    return (0,)


def _refuse_unoffered(word: str, column: Column, questionnaire: Questionnaire) -> None:
    if word not in questionnaire.offered(column.question):
        raise NotAnAnswer(
            message("Die Frage bietet „{word}“ nicht an.", word=word),
            message("Der Fragebogen legt das mit „offer“ fest."),
        )


def _option(written: str, options: Sequence[Option]) -> int:
    codes = [option.code for option in options]
    if written not in codes:
        raise NotAnAnswer(
            message("Die Frage hat keine Antwort „{code}“.", code=written[:40]),
            did_you_mean(written, codes)
            or message("Möglich sind: {codes}.", codes=", ".join(codes[:12])),
        )
    return codes.index(written)


def _several(written: str, options: Sequence[Option]) -> Codes:
    chosen = {_option(part.strip(), options) for part in written.split("|")}
    alone = [options[index].code for index in sorted(chosen) if options[index].exclusive]
    if alone and len(chosen) > 1:
        raise NotAnAnswer(
            message("„{code}“ schließt andere Antworten aus.", code=alone[0]),
        )
    return tuple(int(index in chosen) for index in range(len(options)))


def _number(written: str, amount: Amount) -> float:
    """Read a number with a decimal point or a decimal comma, without separators for thousands."""
    if amount.whole and _IN_THOUSANDS.fullmatch(written):
        raise NotAnAnswer(
            message("„{value}“ lässt sich auf zwei Arten lesen.", value=written[:40]),
            message("Schreiben Sie Tausender ohne Trennzeichen."),
        )
    try:
        number = float(written.replace(",", ".", 1))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in written:
        raise NotAnAnswer(message("„{value}“ ist keine Zahl.", value=written[:40]))
    if amount.whole and number != math.floor(number):
        raise NotAnAnswer(message("„{value}“ ist keine ganze Zahl.", value=written[:40]))
    if not amount.min <= number <= amount.max:
        raise NotAnAnswer(
            message(
                "{value} liegt nicht zwischen {min} und {max}.",
                value=written[:40],
                min=amount.min,
                max=amount.max,
            )
        )
    return number


_IN_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
"""1.000 is a thousand to some and one to others."""
