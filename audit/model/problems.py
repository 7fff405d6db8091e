"""What is wrong with something that a person wrote, said so that they can mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from audit.model.messages import GERMAN, Message, Translator, message


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands, what it is, and how to mend it."""

    file: str
    line: int | None
    """Line of the file, counted from 1; None when the file as a whole is meant."""
    sentence: Message
    hint: Message | None = None

    def show(self, translator: Translator = GERMAN) -> str:
        """Write `file:line: sentence`, and the hint below it, indented."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        shown = f"{place}: {_on_one_line(translator.say(self.sentence))}"
        if self.hint is None:
            return shown
        return f"{shown}\n    {_on_one_line(translator.say(self.hint))}"


def _on_one_line(text: str) -> str:
    """Take from what someone wrote the power to steer a terminal or to fake another line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


MOST_PROBLEMS = 100
"""A file with a mistake in every line has one cause, and nobody reads its thousandth message."""


TOO_MANY = message(
    "Die Datei hat mehr als {limit} Fehler; hier steht ein Teil davon.", limit=MOST_PROBLEMS
)


def at_most(problems: Sequence[Problem]) -> list[Problem]:
    """Keep the first problems of a file, and say that there are more."""
    if len(problems) <= MOST_PROBLEMS:
        return list(problems)
    return [Problem(problems[0].file, None, TOO_MANY), *problems[:MOST_PROBLEMS]]


class Refused(Exception):
    """Something was not accepted; it carries every problem that was found, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"refused with {len(problems)} problems")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(problem.show() for problem in self.problems)


Location = tuple[str | int, ...]
"""The way to an entry of a file: keys and, in lists, positions from 0."""


@dataclass(frozen=True)
class Finding:
    """A problem of a questionnaire before it is known in which line of which file it stands."""

    location: Location
    sentence: Message
    hint: Message | None = None


def one_line(text: str) -> str:
    """Make an author's text fit into one line of a message."""
    line = " ".join(text[:120].split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that looks most like this one; None when none does."""
    return next(iter(get_close_matches(word[:64], list(known), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str]) -> Message | None:
    """Suggest the known word that looks most like this one; None when none does."""
    near = nearest(word, known)
    return None if near is None else message("Meinten Sie „{word}“?", word=near)
