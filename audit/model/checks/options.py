"""Options: enough of them, each code once, points for all or for none, numbers in order."""

import math
from collections.abc import Iterator, Sequence

from audit.model.checks.places import placed_questions
from audit.model.messages import message
from audit.model.problems import Finding, Location, did_you_mean, one_line
from audit.model.question_types import (
    STATE_WORDS,
    Choosing,
    Option,
    QuestionBase,
    ScoredBase,
)
from audit.model.questionnaire import Questionnaire


def option_findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find what is wrong with scales, options, bands, anchors and pointers."""
    for name, scale in questionnaire.scales.items():
        yield from _scale(name, scale, questionnaire)
    for location, question in placed_questions(questionnaire):
        if isinstance(question, Choosing):
            yield from _choice(location, question, questionnaire)
        yield from _by_code(location, question, questionnaire)
        yield from _written_twice(location, question)
        yield from _numbers(location, question)
        yield from _without_effect(location, question, questionnaire)


def _scale(name: str, scale: Sequence[Option], questionnaire: Questionnaire) -> Iterator[Finding]:
    location: Location = ("scales", name)
    yield from _codes_and_labels(location, scale)
    yield from _missing_points(location, scale)
    scored = (
        question.is_scored(questionnaire.scales) and not question.several
        for question in questionnaire.questions()
        if getattr(question, "scale", None) == name
    )
    same = scale[0].points is not None and len({option.points for option in scale}) == 1
    if same and any(scored):
        sentence = message("Alle Antworten der Skala „{scale}“ sind gleich viel wert.", scale=name)
        yield Finding(location, sentence, _DIFFERENT_POINTS)


def _codes_and_labels(location: Location, options: Sequence[Option]) -> Iterator[Finding]:
    """Find codes and labels that come twice, and codes that are words for a state."""
    for index, option in enumerate(options):
        before = options[:index]
        if option.code in STATE_WORDS:
            yield Finding(
                (*location, index, "code"),
                message("„{code}“ ist keine Antwort, sondern ein Zustand.", code=option.code),
                message("Bieten Sie diesen Ausweg mit „offer“ an."),
            )
        elif option.code in [other.code for other in before]:
            yield Finding(
                (*location, index, "code"),
                message("Die Antwort „{code}“ gibt es hier schon.", code=option.code),
            )
        elif option.label in [other.label for other in before]:
            yield Finding(
                (*location, index, "label"),
                message("Eine Antwort „{label}“ gibt es hier schon.", label=one_line(option.label)),
            )


def _missing_points(location: Location, options: Sequence[Option]) -> Iterator[Finding]:
    """Find points that are given for some options only."""
    without = [index for index, option in enumerate(options) if option.points is None]
    if 0 < len(without) < len(options):
        yield Finding(
            (*location, without[0]),
            message(
                "Der Antwort „{code}“ fehlen die Punkte („points“).", code=options[without[0]].code
            ),
            message("Geben Sie entweder allen Antworten Punkte oder keiner."),
        )


def _choice(
    location: Location, question: Choosing, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find out whether the question says exactly once what can be chosen, and says it well."""
    written: Location = (*location, "options")
    yield from _codes_and_labels(written, question.options)
    yield from _missing_points(written, question.options)
    yield from _unknown_scale(location, question, questionnaire)
    yield from _ways_to_choose(location, question)
    if len(question.options) == 1:
        yield Finding(
            written, message("Zur Frage „{id}“ gehören mindestens zwei Antworten.", id=question.id)
        )
    for index, option in enumerate(question.options):
        if option.exclusive and not question.several:
            yield Finding(
                (*written, index, "exclusive"),
                message("„exclusive“ hat nur bei „multiple_choice“ einen Sinn."),
            )


def has_known_options(question: QuestionBase, questionnaire: Questionnaire) -> bool:
    """Tell whether a question says well enough what can be chosen to judge what refers to it."""
    if not isinstance(question, Choosing):
        return True
    return _says_once_what_to_choose(question) and question.scale in {None, *questionnaire.scales}


def _says_once_what_to_choose(question: Choosing) -> bool:
    ways = [bool(question.options), question.scale is not None, question.amount() is not None]
    return sum(ways) == 1


def _ways_to_choose(location: Location, question: Choosing) -> Iterator[Finding]:
    if _says_once_what_to_choose(question):
        return
    if hasattr(question, "number"):
        sentence = message(
            "Die Frage „{id}“ braucht „options“, „scale“ oder „number“, genau eines davon.",
            id=question.id,
        )
    else:
        sentence = message(
            "Die Frage „{id}“ braucht „options“ oder „scale“, genau eines davon.", id=question.id
        )
    yield Finding(location, sentence)


def _unknown_scale(
    location: Location, question: Choosing, questionnaire: Questionnaire
) -> Iterator[Finding]:
    if question.scale is not None and question.scale not in questionnaire.scales:
        yield Finding(
            (*location, "scale"),
            message("Es gibt keine Skala „{scale}“.", scale=question.scale),
            did_you_mean(question.scale, questionnaire.scales),
        )


def _by_code(
    location: Location, question: QuestionBase, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find anchors and pointers for options that the question does not have, and empty pointers."""
    if not has_known_options(question, questionnaire):
        return
    codes = [option.code for option in question.options_in(questionnaire.scales)]
    for field in ("anchors", "points_to"):
        for code in getattr(question, field, {}):
            if code not in codes:
                yield Finding(
                    (*location, field, code),
                    message(
                        "Die Frage „{id}“ hat keine Antwort „{code}“.", id=question.id, code=code
                    ),
                    did_you_mean(code, codes),
                )
    for code, pointer in getattr(question, "points_to", {}).items():
        if not pointer.model_fields_set:
            yield Finding(
                (*location, "points_to", code),
                message("„{code}“ braucht „barrier“, „measure“ oder „training“.", code=code),
            )
    for option in getattr(question, "options", ()):
        if option.when is not None and option.code in getattr(question, "anchors", {}):
            yield Finding(
                (*location, "anchors", option.code),
                message("Zur Antwort „{code}“ steht schon „when“.", code=option.code),
                message("Behalten Sie eines von beiden."),
            )


def _written_twice(location: Location, question: QuestionBase) -> Iterator[Finding]:
    for field in ("offer", "skills"):
        words = getattr(question, field, None) or ()
        for index, word in enumerate(words):
            if word in words[:index]:
                yield Finding(
                    (*location, field, index), message("„{word}“ steht hier zweimal.", word=word)
                )


def _numbers(location: Location, question: QuestionBase) -> Iterator[Finding]:
    """Find numbers without a range, and bands that are out of order or out of range."""
    amount = question.amount()
    if amount is None:
        return
    place = (*location, "number") if hasattr(question, "number") else location
    least_is_written = (
        "min" in (amount if hasattr(question, "number") else question).model_fields_set
    )
    if amount.min >= amount.max:
        yield Finding(
            (*place, "min" if least_is_written else "max"),
            message("„min“ muss kleiner sein als „max“."),
            None if least_is_written else message("Ohne „min“ gilt 0."),
        )
    elif amount.whole and math.floor(amount.max) < math.ceil(amount.min):
        yield Finding(
            (*place, "min" if least_is_written else "max"),
            message("Zwischen „min“ und „max“ liegt keine ganze Zahl."),
            message("Schreiben Sie „whole: false“, oder ändern Sie „min“ oder „max“."),
        )
    else:
        starts = [band.from_ for band in question.bands_in()]
        yield from _bands((*location, "bands"), starts, amount.min, amount.max)
    if question.bands_in() and len({band.points for band in question.bands_in()}) == 1:
        yield _all_the_same(location, question)


def _bands(
    location: Location, starts: Sequence[float], least: float, most: float
) -> Iterator[Finding]:
    for index in range(1, len(starts)):
        if starts[index] <= starts[index - 1]:
            yield Finding(
                (*location, index, "from"),
                message("Die Abschnitte („bands“) müssen von klein nach groß geordnet sein."),
            )
            return
    if starts and starts[0] > least:
        yield Finding(
            (*location, 0, "from"),
            message("Der erste Abschnitt („bands“) muss bei „min“ oder darunter beginnen."),
        )
    for index, start in enumerate(starts):
        if start > most:
            yield Finding(
                (*location, index, "from"),
                message("Dieser Abschnitt („bands“) beginnt über „max“."),
            )
            return


def _without_effect(
    location: Location, question: QuestionBase, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find options that are all worth the same, and settings of a question that gives no points."""
    if not isinstance(question, ScoredBase):
        return
    if question.is_scored(questionnaire.scales):
        own = getattr(question, "options", ())
        worth = {option.points for option in own} | ({0.0} if question.several else set())
        if own and None not in worth and len(worth) == 1:
            yield _all_the_same(location, question)
        return
    if not has_known_options(question, questionnaire):
        return
    for field in ("weight", "deduct", "reverse", "round"):
        if field in question.model_fields_set:
            yield Finding(
                (*location, field),
                message(
                    "„{field}“ hat keine Wirkung, denn die Frage „{id}“ gibt keine Punkte.",
                    field=field,
                    id=question.id,
                ),
            )


def _all_the_same(location: Location, question: QuestionBase) -> Finding:
    sentence = message("Alle Antworten auf „{id}“ sind gleich viel wert.", id=question.id)
    return Finding(location, sentence, _DIFFERENT_POINTS)


_DIFFERENT_POINTS = message("Geben Sie verschiedene Punkte, oder werten Sie die Frage nicht.")
