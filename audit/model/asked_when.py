"""Says skip logic in words, for paper and files, where no question can appear or vanish."""

from collections.abc import Callable, Sequence
from functools import reduce

from audit.model.conditions import AllTrue, Answered, AnyTrue, AtLeast, Condition, Is, Not
from audit.model.messages import Message, message
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording


def asked_when(condition: Condition, wording: Wording) -> Message:
    """Say under which condition a question or an area is to be answered."""
    return message("Nur ausfüllen, wenn {condition}.", condition=_said(condition, wording))


def _said(condition: Condition, wording: Wording) -> Message:
    match condition:
        case AllTrue(all=parts):
            return _joined([_said(part, wording) for part in parts], _and)
        case AnyTrue(any=parts):
            return _joined([_said(part, wording) for part in parts], _or)
        case Not(not_=part):
            return message("nicht gilt, dass {condition}", condition=_said(part, wording))
        case Answered(question=question, answered=True):
            return message("„{question}“ beantwortet ist", question=_asked(question, wording))
        case Answered(question=question):
            return message("„{question}“ nicht beantwortet ist", question=_asked(question, wording))
        case Is(question=question, is_=wanted):
            codes = [wanted] if isinstance(wanted, str) else wanted
            return message(
                "bei „{question}“ steht: {answer}",
                question=_asked(question, wording),
                answer=_joined([_option(question, code, wording) for code in codes], _or),
            )
        case AtLeast(question=question, at_least=least):
            step = _option(question, least, wording) if isinstance(least, str) else least
            return message(
                "bei „{question}“ mindestens steht: {answer}",
                question=_asked(question, wording),
                answer=step,
            )


def _and(one: Message, other: Message) -> Message:
    return message("{one} und {other}", one=one, other=other)


def _or(one: Message, other: Message) -> Message:
    return message("{one} oder {other}", one=one, other=other)


def _joined(parts: Sequence[Message], join: Callable[[Message, Message], Message]) -> Message:
    return reduce(join, parts)


def _question(ref: str, wording: Wording) -> QuestionBase:
    name = ref.partition(".")[0]
    return next(one for one in wording.questionnaire.questions() if one.id == name)


def _asked(ref: str, wording: Wording) -> str:
    """Say a question, or one row of a grid."""
    question = _question(ref, wording)
    text = wording.of(question, question.text)
    rows = [row for row in getattr(question, "rows", ()) if f"{question.id}.{row.id}" == ref]
    return f"{text} {wording.of(question, rows[0].label)}" if rows else text


def _option(ref: str, code: str, wording: Wording) -> Message:
    question = _question(ref, wording)
    return message("„{answer}“", answer=wording.value(question, code))
