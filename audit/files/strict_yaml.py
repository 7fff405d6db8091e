"""YAML that means what it says: read strictly, without the surprises of the format.

Ordinary YAML reads `no` as false and `12:30` as a number, drops the first of two equal entries
in silence, and lets a few lines of references fill the memory. Here each of these is a problem
with a line number. The parser's events are put together one by one: nothing is constructed,
nothing recurses.

Sources: https://yaml.org/type/ (what YAML 1.1 makes of plain words), Unicode Standard Annex 15.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple, NoReturn

import yaml  # type: ignore[import-untyped, unused-ignore]

from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused

MAX_MEGABYTES = 2
"""A questionnaire of 2,500 lines has 0.1; more than 2 is a wrong file or an attack."""

MAX_ELEMENTS = 60_000
"""Names, values, lists and groups; a questionnaire of 2,500 lines has 9,000."""

MAX_DEPTH = 20
"""Lists and groups inside each other; people lose track long before."""

MAX_PROBLEMS = 100
"""A file with a mistake in every line has one cause, and nobody reads its thousandth message."""

MAX_ACCENTS = 30
"""No script puts more on one letter (Annex 15), and the time to sort them grows with the square."""

Location = tuple[str | int, ...]
"""The way to a value: names of entries and positions in lists, from the outside in."""


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
    text = _decoded(data, file)
    problems = _Problems(file, last_line=1 + text.removesuffix("\n").count("\n"))
    tree = _Tree(problems)
    for event in _events(_cleared(text, problems), problems):
        tree.add(event)
    problems.refuse_if_any()
    if tree.root is None:
        raise Refused([Problem(file, None, _EMPTY_FILE, _FILL_IN)])
    return Document(file, tree.root, tree.lines, tree.key_lines)


class _Advice(NamedTuple):
    """What is wrong, and how to mend it."""

    sentence: Message
    hint: Message

    def about(self, **words: str | int) -> "_Advice":
        """Put in the author's words."""
        values = {name: _shown(word) for name, word in words.items()}
        return _Advice(Message(self.sentence.text, values), Message(self.hint.text, values))


def _shown(word: str | int) -> str | int:
    """Make an author's word fit into one line of a message."""
    if isinstance(word, int):
        return word
    line = _REFUSED_CHARACTER.sub(_STAND_IN, " ".join(word[:80].split()))
    return line if len(line) <= 40 else f"{line[:39]}…"


class _Problems:
    """What is wrong with one file, as far as it has been read."""

    def __init__(self, file: str, last_line: int) -> None:
        self._file = file
        self._last_line = last_line
        self._found: list[tuple[int, _Advice]] = []

    def note(self, line: int, advice: _Advice) -> None:
        """Remember a problem; the parser may place it behind the last line."""
        if len(self._found) == MAX_PROBLEMS:
            more = message(
                "Die Datei hat mehr als {limit} Fehler; hier steht ein Teil davon.",
                limit=MAX_PROBLEMS,
            )
            raise Refused([Problem(self._file, None, more), *self._by_line()])
        self._found.append((min(line, self._last_line), advice))

    def end(self, line: int, advice: _Advice) -> NoReturn:
        """Remember a last problem; nothing behind it will be read."""
        self.note(line, advice)
        raise Refused(self._by_line())

    def refuse_if_any(self) -> None:
        """End the reading if there is anything to mend."""
        if self._found:
            raise Refused(self._by_line())

    def _by_line(self) -> list[Problem]:
        in_order = sorted(self._found, key=lambda found: found[0])
        return [Problem(self._file, line, *advice) for line, advice in in_order]


def _decoded(data: bytes, file: str) -> str:
    """Turn bytes into text whose lines end with a line feed."""
    if len(data) > MAX_MEGABYTES * 1_000_000:
        raise Refused([Problem(file, None, *_LARGE_FILE.about(limit=MAX_MEGABYTES))])
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data[:2]:  # UTF-16 without a mark, as some editors write it
        raise Refused([Problem(file, 1, *_NOT_UTF8)])
    try:
        return _with_line_feeds(data.decode())
    except UnicodeDecodeError as error:
        before = _with_line_feeds(data[: error.start].decode())
        raise Refused([Problem(file, 1 + before.count("\n"), *_NOT_UTF8)]) from None


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cleared(text: str, problems: _Problems) -> str:
    """Note what must not stand in the text, and put something harmless in its place.

    So the parser can go on and find more, and counts the same lines as every editor.
    """
    for line, found in _first_of_each_line(_REFUSED_CHARACTER, text):
        problems.note(line, _about_character(found[0]))
    text = _REFUSED_CHARACTER.sub(_STAND_IN, text)
    for line, found in _first_of_each_line(_INDENTED_BY_SPECIAL_SPACE, text):
        problems.note(line, _SPECIAL_SPACE.about(code=_code(found[1])))
    for line, _ in _first_of_each_line(_INDENTED_BY_TAB, text):
        problems.note(line, _TAB)
    return _INDENTED_BY_SPECIAL_SPACE.sub(lambda found: re.sub(r"[^\S\t]", " ", found[0]), text)


def _first_of_each_line(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    line, start = 1, 0
    while start >= 0 and (found := pattern.search(text, start)):
        line += text.count("\n", start, found.start())
        yield line, found
        start = text.find("\n", found.end())


def _about_character(character: str) -> _Advice:
    if character == "\N{REPLACEMENT CHARACTER}":
        return _LOST_LETTER
    advice = _UNUSUAL_LINE_BREAK if character in _LINE_BREAKS else _INVISIBLE_CHARACTER
    return advice.about(code=_code(character))


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _events(text: str, problems: _Problems) -> Iterator[yaml.Event]:
    """Let PyYAML take the text apart; it lets some faults of its own through as plain errors."""
    line = 1
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1
            yield event
    except yaml.MarkedYAMLError as error:
        _note_mistake(error, text, problems)
    except (yaml.YAMLError, ValueError, OverflowError):
        problems.note(line, _NOT_YAML)


def _note_mistake(error: yaml.MarkedYAMLError, text: str, problems: _Problems) -> None:
    """Say in plain words what the parser stumbled over."""
    lines = text.split("\n")
    before, rest = _split_at(error.problem_mark, lines)
    if _INDENTED_BY_TAB.match(before + rest):
        return  # noted before
    where = "inside" if before.strip() else "first"
    symptom = f"{error.context}: {error.problem} | {where} {rest[:1]}"
    advice = next((advice for pattern, advice in _MISTAKES if pattern.search(symptom)), _NOT_YAML)
    mark = (_BEGAN_EARLIER.search(symptom) and error.context_mark) or error.problem_mark
    _, rest = _split_at(mark, lines)
    problems.note(mark.line + 1, advice.about(sign=rest[:1], word=rest))


def _split_at(mark: yaml.Mark, lines: list[str]) -> tuple[str, str]:
    """Cut the line of a mark in two; the end of the file may lie behind the last line."""
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

    def __init__(self, problems: _Problems) -> None:
        self.root: Any = None
        self.lines: dict[Location, int] = {}
        self.key_lines: dict[Location, int] = {}
        self._problems = problems
        self._open: list[_Open] = []
        self._elements = 0

    def add(self, event: yaml.Event) -> None:
        """Take in the parser's next event."""
        line = event.start_mark.line + 1
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
            self._problems.end(line, _SECOND_DOCUMENT)
        if event.version or event.tags:
            self._problems.note(line, _DIRECTIVE)

    def _count(self, line: int) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            self._problems.end(line, _MANY_ELEMENTS.about(limit=MAX_ELEMENTS))

    def _refuse_properties(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor:
            self._problems.note(line, _REFERENCE)
        if getattr(event, "tag", None):
            self._problems.note(line, _TAG)

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
        """Begin a list or group; where a name should stand, it is read and thrown away."""
        if len(self._open) == MAX_DEPTH:
            self._problems.end(line, _DEEP.about(limit=MAX_DEPTH))
        if as_name:
            self._problems.note(line, _NAME_OF_PARTS)
            self._skip_name()
        location = self._open[-1].location if as_name else self._put(content, line)
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

    def _nothing(self, word: str) -> _Advice | None:
        """Object to an empty value, saying where it is missing."""
        if not _NOTHING.fullmatch(word):
            return None
        hint = _READ_AS_NOTHING if word else _FILL_IN
        if not self._open:
            return _Advice(_EMPTY_FILE, hint).about(word=word)
        owner = self._open[-1]
        sentence = _EMPTY_ITEM if isinstance(owner.content, list) else _EMPTY_ENTRY
        return _Advice(sentence, hint).about(word=word, name=owner.name)

    def _text(self, value: str, line: int) -> str:
        """Normalise text; what is refused can still have come in as an escape like "\\u202e"."""
        if found := _REFUSED_CHARACTER.search(value):
            self._problems.note(line, _about_character(found[0]))
        if _piled_up(value):
            self._problems.note(line, _MANY_ACCENTS.about(limit=MAX_ACCENTS))
            return _STAND_IN
        return unicodedata.normalize("NFC", value)


def _piled_up(text: str) -> bool:
    return any(
        accents and len(list(run)) > MAX_ACCENTS
        for part in _FAR_FROM_LATIN.findall(text)
        for accents, run in groupby(part, key=lambda letter: unicodedata.combining(letter) > 0)
    )


def _wrong_name(name: str, plain: bool) -> _Advice | None:
    if not name.strip():
        return _NO_NAME
    if not plain:
        return None
    if name == "<<":
        return _MERGE
    is_text = isinstance(_read_plain(name), str) and not _NOTHING.fullmatch(name)
    return None if is_text and not _trap(name) else _NAME_NOT_TEXT.about(word=name)


def _repeated(owner: _Open, line: int) -> _Advice | None:
    """Object to a name that stood there before, or one that looks like it."""
    spelling = unicodedata.normalize("NFC", owner.name.casefold())
    if spelling not in owner.names:
        owner.names[spelling] = (owner.name, line)
        return None
    first, first_line = owner.names[spelling]
    advice = _SAME_NAME if first == owner.name else _SIMILAR_NAME
    return advice.about(word=owner.name, first=first, line=first_line)


def _trap(word: str) -> _Advice | None:
    """Object to an unquoted word that YAML, or some version of it, takes for something else."""
    if not isinstance(_read_plain(word), str):
        return None
    found = (advice for pattern, advice in _TRAPS if pattern.fullmatch(word))
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

_STAND_IN = "□"

_LINE_BREAKS = "\x0b\x0c\x85\u2028\u2029"

_NONCHARACTERS = "".join(f"{chr(end - 1)}{chr(end)}" for end in range(0x1FFFF, 0x110000, 0x10000))

_REFUSED_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line breaks
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # no width, other direction
    f"\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff{_NONCHARACTERS}]"
)
"""The joiners U+200C and U+200D are missing on purpose: Persian and emoji need them."""

_INDENTED_BY_SPECIAL_SPACE = re.compile(r"^[ \t-]*([^\S \t\n])[^\S\n]*", re.MULTILINE)

_INDENTED_BY_TAB = re.compile(r"^[ -]*\t", re.MULTILINE)

_FAR_FROM_LATIN = re.compile(f"[\u0300-\U0010ffff]{{{MAX_ACCENTS + 1},}}")
"""Stretches long enough to hold too many accents; a quick look that spares the slow one."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")

_NOTHING = re.compile(r"(?i:null)|~|")

_LARGE_FILE = _Advice(
    message("Die Datei ist größer als {limit} MB."),
    message("Teilen Sie sie auf mehrere Dateien auf."),
)
_NOT_UTF8 = _Advice(
    message("Ab hier ist die Datei nicht als Text in UTF-8 gespeichert."),
    message(
        "Öffnen Sie sie in einem Texteditor und speichern Sie sie mit der Kodierung UTF-8."
        " Eine Word- oder Excel-Datei lässt sich hier nicht lesen."
    ),
)
_EMPTY_FILE = message("In der Datei steht nichts.")
_EMPTY_ENTRY = message("Hinter „{name}:“ steht nichts.")
_EMPTY_ITEM = message("Ein Punkt der Liste ist leer.")
_FILL_IN = message("Ergänzen Sie, was hier stehen soll, oder löschen Sie den Eintrag.")
_MANY_ELEMENTS = _Advice(
    message("Die Datei hat mehr als {limit} Namen und Werte; weiter wurde nicht gelesen."),
    message("Teilen Sie sie auf mehrere Dateien auf."),
)
_DEEP = _Advice(
    message("Hier sind mehr als {limit} Ebenen verschachtelt; weiter wurde nicht gelesen."),
    message("Prüfen Sie die Einrückung, oder vereinfachen Sie den Aufbau."),
)
_SECOND_DOCUMENT = _Advice(
    message("Hier beginnt ein zweites YAML-Dokument; eine Datei enthält nur eines."),
    message("Löschen Sie die Zeile „---“, oder teilen Sie die Datei."),
)
_DIRECTIVE = _Advice(
    message("Anweisungen an YAML, die mit „%“ beginnen, gibt es hier nicht."),
    message("Löschen Sie die Zeile."),
)
_REFERENCE = _Advice(
    message("Verweise mit „&“ und „*“ gibt es hier nicht."),
    message(
        "Gehört das Zeichen zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst schreiben Sie den Wert an jeder Stelle aus."
    ),
)
_TAG = _Advice(
    message("Angaben mit „!“ vor einem Wert gibt es hier nicht."),
    message(
        "Gehört das Zeichen zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst löschen Sie die Angabe."
    ),
)
_MERGE = _Advice(
    message("Mit „<<“ lassen sich hier keine Einträge übernehmen."),
    message("Schreiben Sie die Einträge an jeder Stelle aus."),
)
_NO_NAME = _Advice(
    message("Vor dem Doppelpunkt steht kein Name."),
    message("Schreiben Sie „Name: Wert“."),
)
_NAME_OF_PARTS = _Advice(
    message("Der Name eines Eintrags muss ein einfacher Text sein."),
    message("Gehören die Klammern zum Namen, setzen Sie ihn in Anführungszeichen."),
)
_NAME_NOT_TEXT = _Advice(
    message("YAML liest den Namen „{word}“ womöglich nicht als Text."),
    message('Setzen Sie ihn in Anführungszeichen: "{word}".'),
)
_SAME_NAME = _Advice(
    message("Der Eintrag „{word}“ steht schon in Zeile {line}."),
    message("Löschen Sie einen der beiden, oder benennen Sie ihn um."),
)
_SIMILAR_NAME = _Advice(
    message("„{word}“ gleicht „{first}“ in Zeile {line} bis auf Groß- und Kleinschreibung."),
    message("Löschen Sie einen der beiden Einträge, oder benennen Sie ihn um."),
)
_INVISIBLE_CHARACTER = _Advice(
    message("Hier steht ein unsichtbares Zeichen ({code})."),
    message("Löschen Sie das Wort und schreiben Sie es neu, statt es hineinzukopieren."),
)
_LOST_LETTER = _Advice(
    message("Hier ging bei einem früheren Speichern ein Buchstabe verloren (U+FFFD)."),
    message("Schreiben Sie das Wort neu, und speichern Sie die Datei mit der Kodierung UTF-8."),
)
_UNUSUAL_LINE_BREAK = _Advice(
    message("Hier steht ein Zeilenumbruch, den nicht jedes Programm erkennt ({code})."),
    message("Löschen Sie ihn, und drücken Sie stattdessen die Eingabetaste."),
)
_SPECIAL_SPACE = _Advice(
    message("Am Anfang dieser Zeile steht ein besonderes Leerzeichen ({code})."),
    message("Ersetzen Sie es durch gewöhnliche Leerzeichen."),
)
_TAB = _Advice(
    message("Hier steht ein Tabulator, wo YAML Leerzeichen braucht."),
    message("Rücken Sie mit Leerzeichen ein."),
)
_MANY_ACCENTS = _Advice(
    message("Hier stehen mehr als {limit} Akzente auf einem Buchstaben."),
    message("Löschen Sie das Wort und schreiben Sie es neu."),
)
_NOT_YAML = _Advice(
    message("Hier ist die Datei kein gültiges YAML."),
    message(
        "Prüfen Sie in dieser Zeile und der darüber"
        " die Einrückung, die Anführungszeichen und die Doppelpunkte."
    ),
)

_READ_AS_NOTHING = message(
    "YAML liest „{word}“ als „nichts“."
    ' Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".'
)

_QUOTE = message('Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".')

_QUOTE_OR_COUNT = message(
    'Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".'
    " Zahlen schreiben Sie so: 5, -5 oder 0.5."
)

_YES_OR_NO = _Advice(
    message("YAML kann „{word}“ als Ja oder Nein lesen."),
    message(
        'Ist das Wort gemeint, setzen Sie es in Anführungszeichen: "{word}".'
        " Ist Ja oder Nein gemeint, schreiben Sie true oder false."
    ),
)
_DATE = _Advice(message("YAML kann „{word}“ als Datum lesen."), _QUOTE)
_OTHER_NUMBER = _Advice(
    message("YAML kann „{word}“ in eine andere Zahl umrechnen."), _QUOTE_OR_COUNT
)
_MANY_DIGITS = _Advice(
    message("Die Zahl „{word}“ hat zu viele Ziffern, um genau zu bleiben."),
    message(
        "Erlaubt sind 15 Ziffern vor und 15 nach dem Punkt."
        " Ist es eine Nummer, mit der niemand rechnet, setzen Sie sie in Anführungszeichen."
    ),
)
_ODD_NUMBER = _Advice(message("Die Zahl „{word}“ ist ungewöhnlich geschrieben."), _QUOTE_OR_COUNT)

_TRAPS = [
    (re.compile(r"(?ai)" + pattern), advice)
    for pattern, advice in (
        (r"y|n|yes|no|on|off|true|false", _YES_OR_NO),
        (r"\d{4}-\d\d?-\d\d?((t|[ \t]+)\d\d?:[\d:.+z \t-]*)?", _DATE),
        (r"[-+]?\d[\d_]*(:\d\d?)++(\.[\d_]*)?", _OTHER_NUMBER),  # 12:30
        (r"[-+]?0([xob][\da-f_]+|[\d_]+(\.[\d_]*)?)", _OTHER_NUMBER),  # 0x1F and 010
        (r"[-+]?\.?\d[\d.]*_[\d_.]*", _OTHER_NUMBER),  # 1_000
        (r"[-+]?(\d+(\.\d*)?|\.\d+)e[-+]?\d+", _OTHER_NUMBER),  # 1e309
        (r"[-+]?(\d{16,}(\.\d*)?|\d*\.\d{16,})", _MANY_DIGITS),
        (r"[-+]?(\d+(\.\d*)?|\.\d+|\.inf|\.nan)", _ODD_NUMBER),
    )
]
"""What must not stand without quotation marks; the first that fits is said."""

_WHOLE_TEXT = message(
    "Gehört das Zeichen zum Text, setzen Sie den ganzen Text in Anführungszeichen."
)
_NO_COLON = _Advice(
    message("In dieser Zeile fehlt ein Doppelpunkt mit einem Leerzeichen dahinter."),
    message(
        "Schreiben Sie „Name: Wert“."
        " Geht der Text der vorigen Zeile weiter, rücken Sie diese Zeile weiter ein."
    ),
)
_STRAY_COLON = _Advice(
    message("Dieser Doppelpunkt passt hier nicht."),
    message(
        "Gehört er zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst prüfen Sie die Einrückung, und ob in der Zeile darüber"
        " der Doppelpunkt oder das Leerzeichen dahinter fehlt."
    ),
)
_STRAY_DASH = _Advice(
    message("Dieser Strich „-“ passt hier nicht."),
    message(
        "Gehört er zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst beginnen Sie den Punkt der Liste in einer eigenen Zeile."
    ),
)
_RESERVED_SIGN = _Advice(
    message("Ein Text ohne Anführungszeichen kann nicht mit „{sign}“ beginnen."), _WHOLE_TEXT
)
_OPEN_QUOTE = _Advice(
    message("Hier beginnt ein Text mit {sign}, aber sein Ende fehlt."),
    message("Setzen Sie hinter den Text dasselbe Anführungszeichen."),
)
_UNKNOWN_ESCAPE = _Advice(
    message('Zwischen "…" leitet „\\“ ein Sonderzeichen ein; dieses gibt es nicht.'),
    message(
        "Ist der Schrägstrich gemeint, schreiben Sie „\\\\“,"
        " oder setzen Sie den Text in einfache Anführungszeichen: '…'."
    ),
)
_TEXT_BESIDE_SIGN = _Advice(
    message("Nach „{sign}“ beginnt der Text erst in der nächsten Zeile."), _WHOLE_TEXT
)
_OPEN_BRACKET = _Advice(
    message("Hinter „{sign}“ fehlt die schließende Klammer oder ein Komma."), _WHOLE_TEXT
)
_NO_VALUE = _Advice(message("Vor „{sign}“ fehlt ein Wert."), _WHOLE_TEXT)
_ENDS_TOO_EARLY = _Advice(
    message("Hier endet die Datei, aber eine Klammer ist noch offen."),
    message("Ergänzen Sie die schließende Klammer."),
)
_AFTER_THE_END = _Advice(
    message("Vor „{word}“ ist der Wert schon zu Ende."),
    message(
        "Setzen Sie den ganzen Text in Anführungszeichen;"
        " stehen darin schon welche, schreiben Sie diese als „…“."
        " Prüfen Sie auch, ob weiter oben ein Anführungszeichen fehlt."
    ),
)
_WRONG_COLUMN = _Advice(
    message("Diese Zeile passt nicht zu den Zeilen darüber."),
    message(
        "Was zusammengehört, beginnt in derselben Spalte;"
        " was zu einem Eintrag gehört, ist weiter eingerückt als sein Name."
    ),
)

_UNEXPECTED = r"(expected key|block end|'-' indicator|document start).*"

_MISTAKES = [
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"tab character|any token .*\t$", _TAB),
        (r"simple key", _NO_COLON),
        (r"mapping values are not allowed|unexpected ':'", _STRAY_COLON),
        (r"sequence entries are not allowed", _STRAY_DASH),
        (r"cannot start any token|mapping keys are not allowed", _RESERVED_SIGN),
        (r"quoted scalar: found unexpected", _OPEN_QUOTE),
        (r"quoted scalar", _UNKNOWN_ESCAPE),
        (r"block scalar", _TEXT_BESIDE_SIGN),
        (r"an (anchor|alias)", _REFERENCE),
        (r"directive|incompatible YAML|duplicate tag", _DIRECTIVE),
        (r"\ba tag|undefined tag", _TAG),
        (r"flow (sequence|mapping)", _OPEN_BRACKET),
        (r"node content.* .$", _NO_VALUE),
        (r"flow node", _ENDS_TOO_EARLY),
        (_UNEXPECTED + r" :$", _NO_NAME),
        (_UNEXPECTED + r"inside .$", _AFTER_THE_END),
        (_UNEXPECTED + r"first", _WRONG_COLUMN),
    )
]
"""What LibYAML and PyYAML say, with the place and the character where they stopped."""

_BEGAN_EARLIER = re.compile(
    r"simple key|quoted scalar: found unexpected|block scalar: (?!.*tab)|flow (sequence|mapping)"
)
"""Mistakes that are mended where the broken part begins, not where the parser stopped."""
