"""Two people at one question: whoever saves second is told what was saved first, and decides."""

from collections.abc import Sequence
from typing import TypeVar

from audit.model.messages import message
from audit.model.waves import Entry, Remark
from audit.service.actions import Act, NotDone
from audit.store.assessments import Turn

Said = TypeVar("Said", Entry, Remark)


class AnswerOvertaken(NotDone):
    """Somebody else has answered the same question meanwhile; nothing was overwritten."""

    def __init__(self, theirs: Entry, revision: int, *, is_old: bool = False) -> None:
        super().__init__(
            message(
                "Diese Frage hat gerade jemand anderes beantwortet. Ihre Antwort ist noch nicht "
                "gespeichert: Bitte entscheiden Sie, welche gelten soll."
            )
        )
        self.theirs = theirs
        self.revision = revision
        self.is_old = is_old
        """What was to be saved had been said before: there is nothing to decide."""


class RemarkOvertaken(NotDone):
    """Somebody else has noted something beside the same question meanwhile; nothing was
    overwritten."""

    def __init__(self, theirs: Remark, revision: int, *, is_old: bool = False) -> None:
        super().__init__(
            message(
                "Hier hat gerade jemand anderes etwas notiert. Ihre Anmerkung ist noch nicht "
                "gespeichert: Bitte entscheiden Sie, welche gelten soll."
            )
        )
        self.theirs = theirs
        self.revision = revision
        self.is_old = is_old
        """What was to be saved had been noted before: there is nothing to decide."""


def seen_by(act: Act, past: Sequence[tuple[Said, Turn]]) -> int:
    """Suppose that people have seen what they said last themselves, and nothing after it."""
    own = (turn.revision for _, turn in past if turn.person == act.caller.person)
    return max(own, default=0)


def is_old(said: Said, nothing: Said, past: Sequence[tuple[Said, Turn]]) -> bool:
    """Tell whether a browser only repeats what was there once: nobody has given it anew."""
    return said in [nothing, *(one for one, _ in past)]
