"""Questionnaires broken by chance, and on purpose.

`mutated` changes a text in a few steps, as people, editors and transfers do, and as attackers
would; then the text is encoded, sometimes wrongly, and now and then a byte falls over. The same
number always makes the same file. `ATTACKS` are made to keep the reader busy.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

Step = Callable[[Random, str], str]


def mutated(number: int, texts: Sequence[str]) -> bytes:
    """Break one of the texts. A short one is taken more often: it is read faster."""
    chance = Random(number)
    (text,) = chance.choices(texts, weights=[1 / len(text) for text in texts])
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        text = chance.choice(STEPS)(chance, text)
    data = _encoded(chance, text)
    return _with_other_bytes(chance, data) if chance.random() < 0.1 else data


def _encoded(chance: Random, text: str) -> bytes:
    encoding = chance.choice(["utf-8"] * 12 + ["utf-8-sig", "latin-1", "cp1252", "utf-16"])
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


def _with_other_bytes(chance: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for place in chance.sample(range(len(data)), min(3, len(data))):
        changed[place] = chance.randrange(256)
    return bytes(changed)


def _drop_line(chance: Random, text: str) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def _repeat_line(chance: Random, text: str) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "\n".join(lines)


def _swap_lines(chance: Random, text: str) -> str:
    lines = text.split("\n")
    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[here], lines[there] = lines[there], lines[here]
    return "\n".join(lines)


def _move_block(chance: Random, text: str) -> str:
    """Move some lines elsewhere, as when a question is dragged with the mouse."""
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    block = lines[start : start + chance.randrange(1, 20)]
    del lines[start : start + len(block)]
    there = chance.randrange(len(lines) + 1)
    return "\n".join([*lines[:there], *block, *lines[there:]])


def _repeat_block(chance: Random, text: str) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    end = start + chance.randrange(1, 20)
    return "\n".join([*lines[:end], *lines[start:end] * chance.choice([1, 30]), *lines[end:]])


def _join_lines(chance: Random, text: str) -> str:
    lines = text.split("\n")
    here = chance.randrange(len(lines))
    return "\n".join([*lines[:here], "".join(lines[here : here + 2]), *lines[here + 2 :]])


def _indent(chance: Random, text: str) -> str:
    return _in_one_line(chance, text, lambda line: " " * chance.randrange(1, 8) + line)


def _outdent(chance: Random, text: str) -> str:
    return _in_one_line(chance, text, lambda line: line[chance.randrange(1, 8) :])


def _lose_indentation(chance: Random, text: str) -> str:
    return _in_one_line(chance, text, str.lstrip)


def _other_name(chance: Random, text: str) -> str:
    name = chance.choice(NAMES)
    return _in_one_line(
        chance, text, lambda line: re.sub(r"([\w-]+)(?=:)", lambda _: name, line, count=1)
    )


def _other_value(chance: Random, text: str) -> str:
    value = chance.choice([*SIGNS, *VALUES, *re.findall(r"[\w-]+", text)[:200]])
    return _in_one_line(
        chance, text, lambda line: re.sub(r": .*", lambda _: f": {value}", line, count=1)
    )


def _in_one_line(chance: Random, text: str, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    here = chance.randrange(len(lines))
    return "\n".join([*lines[:here], change(lines[here]), *lines[here + 1 :]])


def _insert(chance: Random, text: str) -> str:
    here = chance.randrange(len(text) + 1)
    return text[:here] + chance.choice([*SIGNS, *VALUES]) + text[here:]


def _delete(chance: Random, text: str) -> str:
    here = chance.randrange(len(text) + 1)
    return text[:here] + text[here + chance.randrange(1, 8) :]


def _repeat(chance: Random, text: str) -> str:
    here = chance.randrange(len(text) + 1)
    piece = text[here : here + chance.randrange(1, 40)]
    return text[:here] + piece * chance.choice([1, 30, 300]) + text[here:]


def _other_character(chance: Random, text: str) -> str:
    here = chance.randrange(len(text) + 1)
    first, last = chance.choice(
        [
            *((0x00, 0x7F), (0x80, 0x2FF), (0x300, 0x36F), (0x2000, 0x206F)),
            *((0xD800, 0xDFFF), (0xFDD0, 0xFFFF), (0x10000, 0x10FFFF)),
        ]
    )
    return text[:here] + chr(chance.randint(first, last)) + text[here + 1 :]


def _cut_off(chance: Random, text: str) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _other_line_breaks(chance: Random, text: str) -> str:
    return text.replace("\n", chance.choice(["\r\n", "\r", "\n\n", "\u2028", "\x85"]))


def _tabs(chance: Random, text: str) -> str:
    return text.replace("  ", "\t", chance.choice([1, -1]))


def _curly_quotes(chance: Random, text: str) -> str:
    """Let a word processor replace the straight quotation marks."""
    return text.replace('"', chance.choice(["“", "„", "’", "'"]))


STEPS: Sequence[Step] = (
    _drop_line,
    _repeat_line,
    _swap_lines,
    _move_block,
    _repeat_block,
    _join_lines,
    _indent,
    _outdent,
    _lose_indentation,
    _other_name,
    _other_value,
    _insert,
    _delete,
    _repeat,
    _other_character,
    _cut_off,
    _other_line_breaks,
    _tabs,
    _curly_quotes,
)

NAMES = (
    *("id", "Id", "idd", "version", "title", "titel", "text", "type", "typ", "options", "scale"),
    *("score", "over", "method", "levels", "caps", "if", "is", "at_least", "answered", "question"),
    *("questions", "areas", "rows", "bands", "number", "from", "points", "weight", "show_if"),
    *("not", "any", "all", "anchors", "points_to", "", "12", "null", "no", "<<", "? a", '"a\\nb"'),
)
"""Entries that exist somewhere, entries that nearly exist, and names that YAML trips over."""

SIGNS = (
    *("&a", "*a", "<<: *a", "&a [*a]", "!", "!!str", "!a!b c", "!<x>", "!%ED%A0%80", "!!set"),
    *('!!python/object/apply:os.system ["x"]', "{", "}", "[", "]", "{{a}}", "[[[[[[[[[[[[", "- "),
    *("? ", ": ", "|", ">", "|9", ">-", "%", "%YAML 1.9", "---", "...", "#", " #", "\t", '"', "'"),
    *("\\", '"\\', '"\\ud800"', '"\\x00"', "@", "`", "=", "~", "\0", "\x1b[2J", "\x85", "\u2028"),
    *("\u202e", "\u200b", "\ufeff", "\ufffd", "\ud83d", "\u0301" * 40, "𝕏", "\r", "\r\n", "\n"),
)
"""What means something to YAML, to a terminal or to nobody."""

VALUES = (
    *("null", "true", "no", "on", "0", "-1", "0.5", "-0.0", "08", "1_000", "1,5", "0x7f", "12:30"),
    *("2024-02-30", ".nan", ".inf", "1e309", "1.0e+309", "9" * 400, "1" * 5000, "a" * 6000),
    *("none", "keine", "[]", "{}", "''", "  ", "yes_no", "grid", "number", "weighted_mean", "sum"),
    *("share", "areas", "questions", "level_values", "raw", "dont_know", "{question: ramp}"),
    *("{question: step-free, is: []}", "{not: {question: languages, is: [en, en]}}", "{a}", "{0}"),
    *("{0.__class__}", "%s", "={{7*7}}", "<script>alert(1)</script>", "../../etc/passwd"),
)
"""What stands behind a name: right, wrong, misleading or hostile."""

ATTACKS: Mapping[str, Callable[[], str]] = {
    "a million brackets": lambda: "[" * 1_000_000,
    "two million quotation marks": lambda: '"' * 1_900_000,
    "a million remarks": lambda: "#\n" * 990_000,
    "a million tabs": lambda: "\t\n" * 990_000,
    "invisible characters": lambda: "\u200b" * 600_000,
    "empty values": lambda: f"a: [{'~, ' * 59_000}]",
    "references that multiply": lambda: (
        "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(40))
    ),
    "entries that multiply": lambda: (
        "a0: &a0 {b: c}\n"
        + "".join(f"a{n + 1}: &a{n + 1} {{<<: [*a{n}, *a{n}]}}\n" for n in range(40))
    ),
    "a long text": lambda: _around(f"        help: {'x ' * 990_000}\n"),
    "a long number": lambda: _around(f"        weight: {'1' * 1_900_000}\n"),
    "a long name": lambda: _around(f"        ? {'x' * 1_900_000}\n        : z\n"),
    "a tower of accents": lambda: _around(f"        help: {'x' + ACCENT * 900_000}\n"),
    "many small towers": lambda: _around(f"        help: {('x' + ACCENT * 30) * 30_000}\n"),
    "equal entries": lambda: _around("        help: x\n" * 25_000),
    "equal ids": lambda: _around("      - {id: first, type: date, text: x}\n" * 190),
    "unknown ways out": lambda: _around(f"        offer: [{_words(50_000)}]\n"),
    "unknown entries": lambda: _around("".join(f"        x{n}: z\n" for n in range(25_000))),
    "unknown answers": lambda: _around(
        _questions(400, "type: date, show_if: {{question: first, is: [" + _words(100) + "]}}")
    ),
    "unknown questions": lambda: _around(
        _questions(490, "type: date, show_if: {{all: [" + _comparisons("x{n}-{m}", 20) + "]}}")
    ),
    "later questions": lambda: _around(
        _questions(490, "type: date, show_if: {{all: [" + _comparisons("q{next}", 20) + "]}}")
    ),
    "too many questions": lambda: _around(_questions(7_000, "type: yes_no")),
    "areas of nothing": lambda: (
        _START.format(options=_options(2))
        + "".join(
            f"  - id: a{n}\n    title: x\n    areas: [{_empty_areas(n)}]\n" for n in range(99)
        )
    ),
    "many questions with a long scale": lambda: _around(
        _questions(498, "type: degree, scale: steps")
    ).replace(_options(2), _options(100)),
    "many anchors": lambda: (
        _around(_questions(250, "type: degree, scale: steps, anchors: {{" + _anchors(100) + "}}"))
    ).replace(_options(2), _options(100)),
    "many rows": lambda: _around(
        _questions(180, "type: grid, scale: steps, rows: [" + _rows(50) + "]")
    ),
    "many comparisons": lambda: _around(
        _questions(498, "type: date, show_if: {{all: [" + _comparisons("second", 20) + "]}}")
    ),
}
"""Files within the limits that would cost a careless reader minutes, or all of the memory."""

ACCENT = "\N{COMBINING ACUTE ACCENT}"

_START = """\
id: large
version: 1
title: Großer Fragebogen
audience: unit
source: erfunden
score: none
scales:
  steps: [{options}]
areas:
  - id: access
    title: Zugang
    questions:
      - {{id: first, type: degree, text: x, scale: steps}}
      - id: second
        type: yes_no
        text: x
"""

_CHOICE = """\
      - id: third
        type: single_choice
        text: x
"""


def _around(lines: str) -> str:
    """Write a questionnaire that ends with these lines."""
    return _START.format(options=_options(2)) + lines


def _questions(count: int, entries: str) -> str:
    """Write many questions, 100 in an area; in their entries stand their numbers, `{n}`."""
    lines = []
    for n in range(count):
        if n % 100 == 0:
            lines.append(f"  - id: area{n}\n    title: x\n    questions:\n")
        lines.append(f"      - {{id: q{n}, text: x, {entries.format(n=n, next=n + 1)}}}\n")
    return "".join(lines)


def _comparisons(question: str, count: int) -> str:
    each = (question.replace("{m}", str(m)) for m in range(count))
    return ", ".join(f"{{{{question: {name}, answered: true}}}}" for name in each)


def _rows(count: int) -> str:
    return ", ".join(f"{{{{id: r{n}, label: x{n}}}}}" for n in range(count))


def _empty_areas(number: int) -> str:
    return ", ".join(f"{{id: a{number}-{n}, title: x}}" for n in range(90))


def _anchors(count: int) -> str:
    return ", ".join(f"c{n}: x" for n in range(count))


def _options(count: int) -> str:
    return ", ".join(f"{{code: c{n}, label: x{n}}}" for n in range(count))


def _words(count: int) -> str:
    return ", ".join(f"x{n}" for n in range(count))
