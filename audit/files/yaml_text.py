"""From bytes to text that YAML reads the same way as every editor shows it."""

import codecs
import re
from collections.abc import Iterator
from typing import NoReturn

from audit.files import yaml_sentences as sentences
from audit.files.characters import LINE_BREAKS, REFUSED, STAND_IN, code_of
from audit.files.yaml_sentences import Advice
from audit.model.problems import MOST_PROBLEMS, Problem, Refused, at_most

MAX_MEGABYTES = 2
"""A questionnaire of 2,500 lines has 0.1; more than 2 is a wrong file or an attack."""


class Problems:
    """What is wrong with one file, as far as it has been read."""

    def __init__(self, file: str, last_line: int) -> None:
        self._file = file
        self._last_line = last_line
        self._found: list[tuple[int, Advice]] = []

    def note(self, line: int, advice: Advice) -> None:
        """Remember a problem; the parser may place it behind the last line."""
        found = (min(line, self._last_line), advice)
        if found in self._found:
            return
        self._found.append(found)
        if len(self._found) > MOST_PROBLEMS:
            raise Refused(self._by_line())

    def end(self, line: int, advice: Advice) -> NoReturn:
        """Remember a last problem; nothing behind it will be read."""
        self.note(line, advice)
        raise Refused(self._by_line())

    def refuse_if_any(self) -> None:
        """End the reading if there is anything to mend."""
        if self._found:
            raise Refused(self._by_line())

    def _by_line(self) -> list[Problem]:
        in_order = sorted(self._found, key=lambda found: found[0])
        return at_most([Problem(self._file, line, *advice) for line, advice in in_order])


def decoded(data: bytes, file: str) -> str:
    """Turn bytes into text whose lines end with a line feed."""
    if len(data) > MAX_MEGABYTES * 1_000_000:
        raise Refused([Problem(file, None, *sentences.LARGE_FILE.about(limit=MAX_MEGABYTES))])
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data[:2]:  # UTF-16 without a mark, as some editors write it
        raise Refused([Problem(file, 1, *sentences.NOT_UTF8)])
    try:
        return _with_line_feeds(data.decode())
    except UnicodeDecodeError as error:
        before = _with_line_feeds(data[: error.start].decode())
        raise Refused([Problem(file, 1 + before.count("\n"), *sentences.NOT_UTF8)]) from None


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def cleared(text: str, problems: Problems) -> str:
    """Note what must not stand in the text, and put something harmless in its place.

    So the parser can go on and find more, and counts the same lines as every editor.
    """
    for line, found in _first_of_each_line(REFUSED, text):
        problems.note(line, about_character(found[0]))
    text = REFUSED.sub(STAND_IN, text)
    for line, found in _first_of_each_line(_INDENTED_BY_SPECIAL_SPACE, text):
        problems.note(line, sentences.SPECIAL_SPACE.about(code=code_of(found[1])))
    for line, _ in _first_of_each_line(INDENTED_BY_TAB, text):
        problems.note(line, sentences.TAB)
    return _INDENTED_BY_SPECIAL_SPACE.sub(lambda found: re.sub(r"[^\S\t]", " ", found[0]), text)


def _first_of_each_line(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    line, start = 1, 0
    while start >= 0 and (found := pattern.search(text, start)):
        line += text.count("\n", start, found.start())
        yield line, found
        start = text.find("\n", found.end())


def about_character(character: str) -> Advice:
    """Say which refused character it is, and how to get rid of it."""
    if character == "\N{REPLACEMENT CHARACTER}":
        return sentences.LOST_LETTER
    advice = (
        sentences.UNUSUAL_LINE_BREAK if character in LINE_BREAKS else sentences.INVISIBLE_CHARACTER
    )
    return advice.about(code=code_of(character))


_INDENTED_BY_SPECIAL_SPACE = re.compile(r"^[ \t-]*([^\S \t\n])[^\S\n]*", re.MULTILINE)

INDENTED_BY_TAB = re.compile(r"^[ -]*\t", re.MULTILINE)
