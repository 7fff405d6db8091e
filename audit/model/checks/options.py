"""Options: enough of them, each code once, points for all or for none, numbers in order."""

from collections.abc import Iterator, Sequence

from audit.model.checks.places import placed_questions
from audit.model.messages import message
from audit.model.problems import Finding, Location, did_you_mean
from audit.model.question_types import (
    STATE_WORDS,
    Choosing,
    Number,
    Option,
    QuestionBase,
    ScoredBase,
)
from audit.model.questionnaire import Questionnaire


def option_findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find what is wrong with scales, options, bands and anchors."""
    for name, scale in questionnaire.scales.items():
        yield from _codes(("scales", name), scale)
    for location, question in placed_questions(questionnaire):
        if isinstance(question, Choosing):
            yield from _choice(location, question, questionnaire)
        yield from _keys_by_code(location, question, questionnaire)
        yield from _points(location, question, questionnaire)
        yield from _numbers(location, question)


def _codes(location: Location, options: Sequence[Option]) -> Iterator[Finding]:
    codes = [option.code for option in options]
    for index, code in enumerate(codes):
        if code in STATE_WORDS:
            yield Finding(
                (*location, index, "code"),
                message("„{code}“ ist keine Antwort, sondern ein Zustand.", code=code),
                message("Bieten Sie diesen Ausweg mit „offer“ an."),
            )
        elif code in codes[:index]:
            yield Finding(
                (*location, index, "code"),
                message("Die Antwort „{code}“ gibt es hier schon.", code=code),
            )


def _choice(
    location: Location, question: Choosing, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find out whether the question says exactly once what can be chosen."""
    yield from _codes((*location, "options"), question.options)
    yield from _unknown_scale(location, question, questionnaire)
    ways = [bool(question.options), question.scale is not None, question.amount() is not None]
    if sum(ways) != 1:
        yield Finding(
            location,
            message(
                "Die Frage „{id}“ braucht „options“ oder „scale“, genau eines davon.",
                id=question.id,
            ),
        )
    elif len(question.options) == 1:
        yield Finding(
            (*location, "options"),
            message("Zur Frage „{id}“ gehören mindestens zwei Antworten.", id=question.id),
        )
    options = question.options_in(questionnaire.scales)
    if any(option.exclusive for option in options) and not question.several:
        yield Finding(
            location,
            message("„exclusive“ hat nur bei „multiple_choice“ einen Sinn."),
        )


def _unknown_scale(
    location: Location, question: Choosing, questionnaire: Questionnaire
) -> Iterator[Finding]:
    if question.scale is not None and question.scale not in questionnaire.scales:
        yield Finding(
            (*location, "scale"),
            message("Es gibt keine Skala „{scale}“.", scale=question.scale),
            did_you_mean(question.scale, questionnaire.scales),
        )


def _keys_by_code(
    location: Location, question: QuestionBase, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find anchors and pointers for options that the question does not have."""
    codes = [option.code for option in question.options_in(questionnaire.scales)]
    if not codes:
        return
    for field in ("anchors", "points_to"):
        for code in getattr(question, field, {}):
            if code not in codes:
                yield Finding(
                    (*location, field, code),
                    message(
                        "Die Frage „{id}“ hat keine Antwort „{code}“.",
                        id=question.id,
                        code=code[:40],
                    ),
                    did_you_mean(code, codes),
                )


def _points(
    location: Location, question: QuestionBase, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find points that are given for some options only, or are the same for all."""
    options = question.options_in(questionnaire.scales)
    without = [option.code for option in options if option.points is None]
    if options and 0 < len(without) < len(options):
        yield Finding(
            location,
            message("Der Antwort „{code}“ fehlen die Punkte („points“).", code=without[0]),
            message("Geben Sie entweder allen Antworten Punkte oder keiner."),
        )
    elif (
        isinstance(question, ScoredBase)
        and question.is_scored(questionnaire.scales)
        and _all_worth_the_same(question, options)
    ):
        yield Finding(
            location,
            message("Alle Antworten auf „{id}“ sind gleich viel wert.", id=question.id),
            message("Geben Sie verschiedene Punkte, oder werten Sie die Frage nicht."),
        )


def _all_worth_the_same(question: QuestionBase, options: Sequence[Option]) -> bool:
    """Tell whether no answer can make a difference."""
    worth = [option.points for option in options] or [b.points for b in question.bands_in()]
    return bool(worth) and len({0.0, *worth} if question.several else set(worth)) < 2


def _numbers(location: Location, question: QuestionBase) -> Iterator[Finding]:
    amount = question.amount()
    if amount is not None and amount.min >= amount.max:
        yield Finding(location, message("„min“ muss kleiner sein als „max“."))
    starts = [band.from_ for band in question.bands_in()]
    for index in range(1, len(starts)):
        if starts[index] <= starts[index - 1]:
            yield Finding(
                (*location, "bands", index, "from"),
                message("Die Abschnitte („bands“) müssen von klein nach groß geordnet sein."),
            )
    if starts and isinstance(question, Number) and starts[0] > question.min:
        yield Finding(
            (*location, "bands", 0, "from"),
            message("Der erste Abschnitt („bands“) muss bei „min“ oder darunter beginnen."),
        )
