"""YAML that means what it says: read strictly, without the surprises of the format.

Ordinary YAML reads `no` as false and `12:30` as a number, drops the first of two equal entries
in silence, and lets a few lines of references fill the memory. Here each of these is a problem
with a line number. The parser's events are put together one by one: nothing is constructed,
nothing recurses.

Sources: https://yaml.org/type/ (what YAML 1.1 makes of plain words), Unicode Standard Annex 15.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol

import yaml

from audit.files import yaml_sentences as sentences
from audit.files.characters import REFUSED, STAND_IN
from audit.files.yaml_sentences import Advice
from audit.files.yaml_text import INDENTED_BY_TAB, Problems, about_character, cleared, decoded
from audit.model.problems import Location, Problem, Refused

MAX_ELEMENTS = 60_000
"""Names, values, lists and groups; a questionnaire of 2,500 lines has 9,000."""

MAX_DEPTH = 20
"""Lists and groups inside each other; people lose track long before."""

MAX_ACCENTS = 30
"""No script puts more on one letter (Annex 15), and the time to sort them grows with the square."""


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data, with the line of every entry."""

    file: str
    root: Any
    """Groups, lists, text, numbers, true and false; nothing is None. All text is in NFC."""
    lines: Mapping[Location, int]
    """Line on which each value begins, counted from 1."""
    key_lines: Mapping[Location, int]
    """Line of each entry's name; the location ends with the name."""

    def line_of(self, location: Location) -> int:
        """Find the line of an entry, or of the nearest entry around it."""
        for length in range(len(location), -1, -1):
            place = location[:length]
            if place in self.lines:
                return self.key_lines.get(place, self.lines[place])
        return 1


def read_yaml(data: bytes, file: str) -> Document:
    """Read one document, or raise `Refused` with every problem that could be found.

    A mistake in the syntax ends the reading; the problems found before it are kept.
    """
    text = decoded(data, file)
    problems = Problems(file, last_line=1 + text.removesuffix("\n").count("\n"))
    tree = _Tree(problems)
    for event in _events(cleared(text, problems), problems):
        tree.add(event)
    problems.refuse_if_any()
    if tree.root is None:
        raise Refused([Problem(file, None, sentences.EMPTY_FILE, sentences.FILL_IN)])
    return Document(file, tree.root, tree.lines, tree.key_lines)


class _Mark(Protocol):
    """A place in the text, by either of PyYAML's two parsers."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


def _events(text: str, problems: Problems) -> Iterator[yaml.Event]:
    """Let PyYAML take the text apart; it lets some faults of its own through as plain errors."""
    line = 1
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            line = _line_at(event.start_mark)
            yield event
    except yaml.MarkedYAMLError as error:
        _note_mistake(error, text, problems)
    except (yaml.YAMLError, ValueError, OverflowError):
        problems.note(line, sentences.NOT_YAML)


def _note_mistake(error: yaml.MarkedYAMLError, text: str, problems: Problems) -> None:
    """Say in plain words what the parser stumbled over."""
    lines = text.split("\n")
    before, rest = _split_at(error.problem_mark, lines)
    if INDENTED_BY_TAB.match(before + rest):
        return  # noted before
    where = "inside" if before.strip() else "first"
    symptom = f"{error.context}: {error.problem} | {where} {rest[:1]}"
    known = (advice for pattern, advice in sentences.MISTAKES if pattern.search(symptom))
    advice = next(known, sentences.NOT_YAML)
    mark = (sentences.BEGAN_EARLIER.search(symptom) and error.context_mark) or error.problem_mark
    _, rest = _split_at(mark, lines)
    problems.note(_line_at(mark), advice.about(sign=rest[:1], word=rest))


def _line_at(mark: _Mark | None) -> int:
    """Count lines from 1; what has no place stands at the beginning."""
    return 1 if mark is None else mark.line + 1


def _split_at(mark: _Mark | None, lines: list[str]) -> tuple[str, str]:
    """Cut the line of a mark in two; the end of the file may lie behind the last line."""
    if mark is None:
        return "", ""
    line = lines[mark.line] if mark.line < len(lines) else ""
    return line[: mark.column], line[mark.column :]


@dataclass
class _Open:
    """A list or a group of entries whose end has not come yet."""

    content: dict[str, Any] | list[Any]
    location: Location
    awaits_name: bool
    """Whether the name of an entry comes next, not a value."""
    name: str = ""
    """The entry whose value comes next."""
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The names so far with their lines, found by their spelling in small letters."""
    has_repeated: bool = False
    """Whether a name has come twice."""

    @property
    def is_point(self) -> bool:
        """Tell whether this is a point of a list."""
        return bool(self.location) and isinstance(self.location[-1], int)

    def put(self, value: Any) -> Location:
        """Take in the next value; return where it stands."""
        if isinstance(self.content, list):
            self.content.append(value)
            return (*self.location, len(self.content) - 1)
        self.content[self.name] = value
        self.awaits_name = True
        return (*self.location, self.name)


class _Tree:
    """Plain data, growing event by event."""

    def __init__(self, problems: Problems) -> None:
        self.root: Any = None
        self.lines: dict[Location, int] = {}
        self.key_lines: dict[Location, int] = {}
        self._problems = problems
        self._open: list[_Open] = []
        self._elements = 0

    def add(self, event: yaml.Event) -> None:
        """Take in the parser's next event."""
        line = _line_at(event.start_mark)
        if isinstance(event, yaml.NodeEvent):
            self._count(line)
            self._refuse_properties(event, line)
            self._take(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._begin(event, line)

    def _begin(self, event: yaml.DocumentStartEvent, line: int) -> None:
        if self.root is not None:
            self._problems.end(line, sentences.SECOND_DOCUMENT)
        if event.version or event.tags:
            self._problems.note(line, sentences.DIRECTIVE)

    def _count(self, line: int) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            self._problems.end(line, sentences.MANY_ELEMENTS.about(limit=MAX_ELEMENTS))

    def _refuse_properties(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor:
            self._problems.note(line, sentences.REFERENCE)
        if getattr(event, "tag", None):
            self._problems.note(line, sentences.TAG)

    def _take(self, event: yaml.NodeEvent, line: int) -> None:
        awaits_name = bool(self._open) and self._open[-1].awaits_name
        match event:
            case yaml.CollectionStartEvent():
                content: dict[str, Any] | list[Any]
                content = {} if isinstance(event, yaml.MappingStartEvent) else []
                self._enter(content, line, awaits_name)
            case yaml.ScalarEvent() if awaits_name:
                self._take_name(event, line)
            case yaml.ScalarEvent():
                self._take_value(event, line)
            case _ if awaits_name:
                self._skip_name()
            case _:
                self._put("", line)

    def _enter(self, content: dict[str, Any] | list[Any], line: int, as_name: bool) -> None:
        """Begin a list or group; where a name should stand, nothing behind it makes sense."""
        if len(self._open) == MAX_DEPTH:
            self._problems.end(line, sentences.DEEP.about(limit=MAX_DEPTH))
        if as_name:
            self._problems.end(line, sentences.NAME_OF_PARTS)
        location = self._put(content, line)
        self._open.append(_Open(content, location, awaits_name=isinstance(content, dict)))

    def _skip_name(self) -> None:
        self._open[-1].name = ""
        self._open[-1].awaits_name = False

    def _take_name(self, event: yaml.ScalarEvent, line: int) -> None:
        owner = self._open[-1]
        owner.name = self._text(event.value, line)
        owner.awaits_name = False
        self.key_lines[(*owner.location, owner.name)] = line
        advice = _wrong_name(owner.name, plain=not event.style) or _repeated(owner, line)
        if advice:
            self._problems.note(line, advice)

    def _take_value(self, event: yaml.ScalarEvent, line: int) -> None:
        text = self._text(event.value, line)
        if event.style:  # quoted, or a block of text
            self._put(text, line)
            return
        advice = self._nothing(text) or _trap(text)
        if advice:
            self._problems.note(line, advice)
        self._put(_read_plain(text), line)

    def _put(self, value: Any, line: int) -> Location:
        if self._open:
            location = self._open[-1].put(value)
        else:
            self.root, location = value, ()
        self.lines[location] = line
        return location

    def _nothing(self, word: str) -> Advice | None:
        """Object to an empty value, saying where it is missing."""
        if not _NOTHING.fullmatch(word):
            return None
        hint = sentences.READ_AS_NOTHING if word else sentences.FILL_IN
        if not self._open:
            return Advice(sentences.EMPTY_FILE, hint).about(word=word)
        owner = self._open[-1]
        sentence = (
            sentences.EMPTY_ITEM if isinstance(owner.content, list) else sentences.EMPTY_ENTRY
        )
        return Advice(sentence, hint).about(word=word, name=owner.name)

    def _text(self, value: str, line: int) -> str:
        """Normalise text; what is refused can still have come in as an escape like "\\u202e"."""
        if found := REFUSED.search(value):
            self._problems.note(line, about_character(found[0]))
        if _piled_up(value):
            self._problems.note(line, sentences.MANY_ACCENTS.about(limit=MAX_ACCENTS))
            return STAND_IN
        return unicodedata.normalize("NFC", value)


def _piled_up(text: str) -> bool:
    return any(
        accents and len(list(run)) > MAX_ACCENTS
        for part in _FAR_FROM_LATIN.findall(text)
        for accents, run in groupby(part, key=lambda letter: unicodedata.combining(letter) > 0)
    )


def _wrong_name(name: str, plain: bool) -> Advice | None:
    if not name.strip():
        return sentences.NO_NAME
    if not plain:
        return None
    if name == "<<":
        return sentences.MERGE
    is_text = isinstance(_read_plain(name), str) and not _NOTHING.fullmatch(name)
    return None if is_text and not _trap(name) else sentences.NAME_NOT_TEXT.about(word=name)


def _repeated(owner: _Open, line: int) -> Advice | None:
    """Object to a name that stood there before, or one that looks like it.

    In a list of entries only once: where a dash is missing, all names of the next point come again.
    """
    spelling = unicodedata.normalize("NFC", owner.name.casefold())
    if spelling not in owner.names:
        owner.names[spelling] = (owner.name, line)
        return None
    if owner.is_point and owner.has_repeated:
        return None
    owner.has_repeated = True
    first, first_line = owner.names[spelling]
    same = sentences.SAME_NAME_IN_A_POINT if owner.is_point else sentences.SAME_NAME
    advice = same if first == owner.name else sentences.SIMILAR_NAME
    return advice.about(word=owner.name, first=first, line=first_line)


def _trap(word: str) -> Advice | None:
    """Object to an unquoted word that YAML, or some version of it, takes for something else."""
    if not isinstance(_read_plain(word), str):
        return None
    found = (advice for pattern, advice in sentences.TRAPS if pattern.fullmatch(word))
    advice = next(found, None)
    return advice and advice.about(word=word)


def _read_plain(word: str) -> str | int | float | bool:
    if word in ("true", "false"):
        return word == "true"
    if not _NUMBER.fullmatch(word):
        return word
    return float(word) + 0.0 if "." in word else int(word)  # -0.0 + 0.0 is 0.0


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML where PyYAML was built with it; otherwise nearly the same events, more slowly."""

_FAR_FROM_LATIN = re.compile(f"[\u0300-\U0010ffff]{{{MAX_ACCENTS + 1},}}")
"""Stretches long enough to hold too many accents; a quick look that spares the slow one."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")

_NOTHING = re.compile(r"(?i:null)|~|")
