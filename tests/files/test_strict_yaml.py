"""What authors may write in YAML, and what they are told about the rest."""

import json
import random
import time
import tracemalloc
import unicodedata
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.files import strict_yaml
from audit.files.strict_yaml import Document, read_yaml
from audit.model.problems import Location, Refused

QUESTIONNAIRE = """\
# Raise `version` when a wording changes.
id: opening
version: 1
title: "Selbsteinschätzung: „Öffnung“"
weight: 0.5
dimensions:
  - id: access
    method: weakest_item       # one closed door keeps people out
    questions:
      - id: plain-forms
        text: >-
          Gibt es Ihre wichtigsten Formulare
          in Leichter Sprache?
        show_if: {question: ramp, is: [1, 2]}
      - {id: ramp, steps: [gar nicht, 'teilweise', "voll"]}
"""


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with LibYAML, and as a machine without it would."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without LibYAML")
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, request.param))


def read(text: str) -> Any:
    return read_yaml(text.encode(), "f.yaml").root


def told(source: str | bytes) -> list[str]:
    """All sentences about a refused file, without the hints."""
    return [shown.splitlines()[0] for shown in told_with_hints(source)]


def told_with_hints(source: str | bytes) -> list[str]:
    data = source.encode() if isinstance(source, str) else source
    with pytest.raises(Refused) as refusal:
        read_yaml(data, "f.yaml")
    return [problem.show() for problem in refusal.value.problems]


def test_a_questionnaire_becomes_plain_data() -> None:
    assert read(QUESTIONNAIRE) == {
        "id": "opening",
        "version": 1,
        "title": "Selbsteinschätzung: „Öffnung“",
        "weight": 0.5,
        "dimensions": [
            {
                "id": "access",
                "method": "weakest_item",
                "questions": [
                    {
                        "id": "plain-forms",
                        "text": "Gibt es Ihre wichtigsten Formulare in Leichter Sprache?",
                        "show_if": {"question": "ramp", "is": [1, 2]},
                    },
                    {"id": "ramp", "steps": ["gar nicht", "teilweise", "voll"]},
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 2),
        (("title",), 4),
        (("dimensions",), 6),
        (("dimensions", 0), 7),
        (("dimensions", 0, "questions", 0, "text"), 11),
        (("dimensions", 0, "questions", 1, "steps", 2), 15),
        (("dimensions", 0, "questions", 0, "wight"), 10),
        (("dimensions", 7, "questions", 0, "text"), 6),
        (("nowhere",), 2),
    ],
)
def test_every_entry_has_a_line_and_a_missing_one_has_its_neighbours(
    location: Location, line: int
) -> None:
    assert read_yaml(QUESTIONNAIRE.encode(), "f.yaml").line_of(location) == line


def test_an_entry_is_found_at_its_name_not_at_its_value() -> None:
    document = read_yaml(b"title:\n  Zugang\n", "f.yaml")
    assert document.lines[("title",)] == 2
    assert document.key_lines[("title",)] == document.line_of(("title",)) == 1


def test_a_document_without_lines_still_has_a_first_one() -> None:
    assert Document("f.yaml", {}, {}, {}).line_of(("title",)) == 1


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(line_break: str) -> None:
    data = line_break.join(["id: a", "", "title: b"]).encode()
    assert read_yaml(data, "f.yaml").line_of(("title",)) == 3


def test_a_byte_order_mark_is_no_text() -> None:
    assert read("\ufeffid: a") == {"id": "a"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-7", -7),
        ("123456789012345", 123456789012345),
        ("0.5", 0.5),
        ("-33.3", -33.3),
        ("1,5", "1,5"),
        ("1.234,56", "1.234,56"),
        ("12:30 Uhr", "12:30 Uhr"),
        ("1.2.3", "1.2.3"),
        ("50%", "50%"),
        ("ja", "ja"),
        ("Norwegen", "Norwegen"),
        ('"no"', "no"),
        ("'08'", "08"),
        ('"2024-01-01"', "2024-01-01"),
        ('""', ""),
        ("[]", []),
        ("{}", {}),
        ("\u0661\u0662", "\u0661\u0662"),
    ],
)
def test_a_value_is_what_its_author_sees(written: str, value: object) -> None:
    found = read(f"a: {written}")["a"]
    assert (type(found), found) == (type(value), value)


def test_minus_zero_is_zero() -> None:
    assert str(read("a: -0.0")["a"]) == "0.0"


json_text = st.text(st.characters(categories=["L", "Nd", "P", "Zs"]), max_size=20)
json_values = st.recursive(
    st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | json_text,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdefgh_", min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(json_values)
def test_json_is_read_as_it_is(data: Any) -> None:
    written = unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))
    assert read(written) == json.loads(written)


@pytest.mark.parametrize("word", ["no", "NO", "yes", "Yes", "on", "oFF", "y", "N", "True", "FALSE"])
def test_words_that_yaml_takes_for_yes_or_no_need_quotation_marks(word: str) -> None:
    assert told_with_hints(f"id: a\nanswer: {word}\n") == [
        f"f.yaml:2: YAML kann „{word}“ als Ja oder Nein lesen.\n"
        f'    Ist das Wort gemeint, setzen Sie es in Anführungszeichen: "{word}".'
        " Ist Ja oder Nein gemeint, schreiben Sie true oder false."
    ]


@pytest.mark.parametrize(
    "word",
    [
        *("08", "010", "-07", "00.5", "0o7", "0x1F", "0b1", "1_000", "1_000.5"),
        *("12:30", "08:30", "12:30:45", "1e309", "1.5E3", "-2e-7"),
    ],
)
def test_numbers_that_yaml_counts_differently_need_quotation_marks(word: str) -> None:
    assert told_with_hints(f"a: {word}") == [
        f"f.yaml:1: YAML kann „{word}“ in eine andere Zahl umrechnen.\n"
        f'    Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".'
        " Zahlen schreiben Sie so: 5, -5 oder 0.5."
    ]


@pytest.mark.parametrize("word", ["+5", ".5", "5.", ".inf", "-.INF", ".NaN"])
def test_numbers_are_written_in_one_way_only(word: str) -> None:
    assert told(f"a: {word}") == [f"f.yaml:1: Die Zahl „{word}“ ist ungewöhnlich geschrieben."]


@pytest.mark.parametrize("word", ["2024-01-01", "2024-02-30", "2024-01-01 12:30:00"])
def test_dates_need_quotation_marks(word: str) -> None:
    assert told(f"a: {word}") == [f"f.yaml:1: YAML kann „{word}“ als Datum lesen."]


@pytest.mark.parametrize("word", ["1234567890123456", "-0.1234567890123456"])
def test_a_number_of_more_digits_than_a_computer_keeps_is_refused(word: str) -> None:
    assert told(f"a: {word}") == [
        f"f.yaml:1: Die Zahl „{word}“ hat zu viele Ziffern, um genau zu bleiben."
    ]


def test_a_long_word_is_cut_in_messages() -> None:
    assert told("a: " + "1" * 5000) == [
        f"f.yaml:1: Die Zahl „{'1' * 39}…“ hat zu viele Ziffern, um genau zu bleiben."
    ]


def test_a_missing_value_is_named_by_its_entry() -> None:
    assert told_with_hints("id: a\ntitle:\ntext: b\n") == [
        "f.yaml:2: Hinter „title:“ steht nichts.\n"
        "    Ergänzen Sie, was hier stehen soll, oder löschen Sie den Eintrag."
    ]


@pytest.mark.parametrize("word", ["null", "Null", "NULL", "~"])
def test_null_is_a_missing_value(word: str) -> None:
    assert told_with_hints(f"title: {word}") == [
        "f.yaml:1: Hinter „title:“ steht nichts.\n"
        f"    YAML liest „{word}“ als „nichts“."
        f' Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".'
    ]


def test_a_list_has_no_empty_items() -> None:
    assert told("- a\n-\n- ~\n") == [
        "f.yaml:2: Ein Punkt der Liste ist leer.",
        "f.yaml:3: Ein Punkt der Liste ist leer.",
    ]


@pytest.mark.parametrize("text", ["", "\ufeff", " \n\n", "# only a remark\n"])
def test_an_empty_file_is_refused_as_a_whole(text: str) -> None:
    assert told(text) == ["f.yaml: In der Datei steht nichts."]


@pytest.mark.parametrize("text", ["---\n", "null\n", "--- ~"])
def test_a_file_that_says_nothing_is_empty(text: str) -> None:
    assert told(text) == ["f.yaml:1: In der Datei steht nichts."]


def test_an_entry_that_stands_there_twice_is_refused_with_the_line_of_the_first() -> None:
    assert told_with_hints("id: a\ntitle: b\nid: c\nid: d\n") == [
        "f.yaml:3: Der Eintrag „id“ steht schon in Zeile 1.\n"
        "    Löschen Sie einen der beiden, oder benennen Sie ihn um.",
        "f.yaml:4: Der Eintrag „id“ steht schon in Zeile 1.\n"
        "    Löschen Sie einen der beiden, oder benennen Sie ihn um.",
    ]


def test_an_entry_may_repeat_in_another_group() -> None:
    assert read("- id: a\n- id: b\n") == [{"id": "a"}, {"id": "b"}]


def test_two_codings_of_one_letter_are_one_name() -> None:
    assert told("gr\u00f6\u00dfe: 1\ngro\u0308\u00dfe: 2\n") == [
        "f.yaml:2: Der Eintrag „größe“ steht schon in Zeile 1."
    ]


def test_names_that_differ_only_in_capitals_are_refused() -> None:
    assert told("title: a\nTitle: b\n") == [
        "f.yaml:2: „Title“ gleicht „title“ in Zeile 1 bis auf Groß- und Kleinschreibung."
    ]


@pytest.mark.parametrize("name", ["no", "on", "1", "0.5", "true", "null", "~", "08", "12:30"])
def test_a_name_that_yaml_does_not_take_for_text_needs_quotation_marks(name: str) -> None:
    assert told_with_hints(f"{name}: a") == [
        f"f.yaml:1: YAML liest den Namen „{name}“ womöglich nicht als Text.\n"
        f'    Setzen Sie ihn in Anführungszeichen: "{name}".'
    ]
    assert read(f'"{name}": a') == {name: "a"}


@pytest.mark.parametrize("text", [": a", '"": a', "' ': a", "? \n: a"])
def test_a_value_without_a_name_is_refused(text: str) -> None:
    assert told(text) == ["f.yaml:1: Vor dem Doppelpunkt steht kein Name."]


@pytest.mark.parametrize("text", ["[a, b]: c", "{a: b}: c", "? - a\n: c"])
def test_a_name_is_no_list_and_no_group(text: str) -> None:
    assert told(text) == ["f.yaml:1: Der Name eines Eintrags muss ein einfacher Text sein."]


def test_references_are_refused_wherever_they_stand_once_a_line() -> None:
    assert told("a: &x 1\nb: *x\nc: &y [*y]\n*x : d\n") == [
        "f.yaml:1: Verweise mit „&“ und „*“ gibt es hier nicht.",
        "f.yaml:2: Verweise mit „&“ und „*“ gibt es hier nicht.",
        "f.yaml:3: Verweise mit „&“ und „*“ gibt es hier nicht.",
        "f.yaml:4: Verweise mit „&“ und „*“ gibt es hier nicht.",
    ]


def test_entries_cannot_be_merged() -> None:
    assert told("<<: {a: b}") == ["f.yaml:1: Mit „<<“ lassen sich hier keine Einträge übernehmen."]


@pytest.mark.parametrize(
    "value",
    [
        '!!python/object/apply:os.system ["id"]',
        "!!binary aGFsbG8=",
        "!!set {a: b}",
        "!!timestamp 2024",
        "!foo bar",
        "!!str a",
        "! a",
        "!Achtung Text",
    ],
)
def test_a_value_has_no_type_written_before_it(value: str) -> None:
    assert told(f"a: {value}")[0] == "f.yaml:1: Angaben mit „!“ vor einem Wert gibt es hier nicht."


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("line", ["%YAML 1.1", "%YAML 9.9", "%TAG ! tag:x,2000:", "%YAML x"])
def test_there_are_no_directives(line: str) -> None:
    assert told(f"{line}\n---\na: b\n") == [
        "f.yaml:1: Anweisungen an YAML, die mit „%“ beginnen, gibt es hier nicht."
    ]


def test_a_file_is_one_document() -> None:
    assert read("---\na: b\n...\n") == {"a": "b"}
    assert told("a: b\n---\nc: d\n") == [
        "f.yaml:2: Hier beginnt ein zweites YAML-Dokument; eine Datei enthält nur eines."
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("id: a\ntitle: Öffnung\n".encode("latin-1"), 2),
        ("id: a\r\ntitle: Öffnung\r\n".encode("latin-1"), 2),
        ("id: a".encode("utf-16"), 1),
        ("id: a".encode("utf-16-le"), 1),
        ("id: a".encode("utf-16-be"), 1),
        (b"id: a\rb: \xed\xa0\x80", 2),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00b\xee\x9dh^", 1),
    ],
)
def test_a_file_in_another_encoding_is_refused_at_its_first_foreign_byte(
    data: bytes, line: int
) -> None:
    assert told(data) == [
        f"f.yaml:{line}: Ab hier ist die Datei nicht als Text in UTF-8 gespeichert."
    ]


INVISIBLE = [
    *(0x0000, 0x0007, 0x001B, 0x007F, 0x009F, 0x200B, 0x200E, 0x200F, 0x202A, 0x202E),
    *(0x2060, 0x2066, 0x2069, 0xFEFF, 0xFFF9, 0xFFFC, 0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF),
]


@pytest.mark.parametrize("code", INVISIBLE)
def test_invisible_characters_are_refused_even_in_remarks(code: int) -> None:
    assert told(f"id: a\ntitle: Zu{chr(code)}gang\n# {chr(code)}\n") == [
        f"f.yaml:2: Hier steht ein unsichtbares Zeichen (U+{code:04X}).",
        f"f.yaml:3: Hier steht ein unsichtbares Zeichen (U+{code:04X}).",
    ]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("code", INVISIBLE)
def test_an_escape_does_not_hide_an_invisible_character(code: int) -> None:
    assert told(f'title: "Zu\\U{code:08x}gang"') == [
        f"f.yaml:1: Hier steht ein unsichtbares Zeichen (U+{code:04X})."
    ]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("escape", ["\\ud800", "\\ud83d\\ude00", "\\U00110000", "\\UFFFFFFFF"])
def test_an_escape_without_a_character_is_refused(escape: str) -> None:
    assert len(told(f'title: "{escape}"')) == 1


@pytest.mark.parametrize("code", [0x0B, 0x0C, 0x85, 0x2028, 0x2029])
def test_line_breaks_that_only_some_programs_see_are_refused_and_not_counted(code: int) -> None:
    assert told(f"id: a{chr(code)}b\ntitle: no\n") == [
        f"f.yaml:1: Hier steht ein Zeilenumbruch, den nicht jedes Programm erkennt (U+{code:04X}).",
        "f.yaml:2: YAML kann „no“ als Ja oder Nein lesen.",
    ]


def test_a_letter_that_was_lost_on_an_earlier_save_is_pointed_out() -> None:
    assert told_with_hints("title: B\ufffdrger\n") == [
        "f.yaml:1: Hier ging bei einem früheren Speichern ein Buchstabe verloren (U+FFFD).\n"
        "    Schreiben Sie das Wort neu, und speichern Sie die Datei mit der Kodierung UTF-8."
    ]


@pytest.mark.parametrize(
    "text",
    ["می\u200cخواهم", "\U0001f469\u200d\U0001f467", "10\u00a0%", "“„‚‘»«…–", "soft\u00adhyphen"],
)
def test_characters_that_writing_needs_are_kept(text: str) -> None:
    assert read(f"a: {text}") == {"a": text}


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000"])
def test_a_special_space_is_no_indentation(space: str) -> None:
    assert told_with_hints(f"a:\n{space} b: no\n") == [
        f"f.yaml:2: Am Anfang dieser Zeile steht ein besonderes Leerzeichen (U+{ord(space):04X}).\n"
        "    Ersetzen Sie es durch gewöhnliche Leerzeichen.",
        *told_with_hints("a:\n  b: no\n"),
    ]


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize(
    "text",
    [
        "a:\n\tb: c\n",
        "a:\n  \tb: c\n",
        "a:\n-\tb: c\n",
        "a: |\n\tb\n",
        "a: b\n\t# c\n",
        "a: b\n\t\nc: d\n",
    ],
)
def test_tabs_are_no_indentation(text: str) -> None:
    assert told_with_hints(text) == [
        "f.yaml:2: Hier steht ein Tabulator, wo YAML Leerzeichen braucht.\n"
        "    Rücken Sie mit Leerzeichen ein."
    ]


def test_tabs_elsewhere_do_no_harm() -> None:
    assert read("a: b\tc\t# remark\nd:\te\n") == {"a": "b\tc", "d": "e"}


def test_text_is_normalised_however_it_was_written() -> None:
    assert read('a: o\u0308\nb: "o\\u0308"\no\u0308: c\n') == {"a": "ö", "b": "ö", "ö": "c"}


def test_a_letter_carries_a_few_accents_but_not_a_tower() -> None:
    assert read("a: x" + "\u0323\u0301" * 15) == {"a": "x" + "\u0323" * 15 + "\u0301" * 15}
    assert told("a: x" + "\u0323\u0301" * 16) == [
        "f.yaml:1: Hier stehen mehr als 30 Akzente auf einem Buchstaben."
    ]


MISTAKES = {
    "title:Zugang\ntext: b\n": "2: Dieser Doppelpunkt passt hier nicht.",
    "text: Frage: warum?\n": "1: Dieser Doppelpunkt passt hier nicht.",
    "title: a\n  text: b\n": "2: Dieser Doppelpunkt passt hier nicht.",
    "text: a\ntitle:Zugang\n": (
        "2: In dieser Zeile fehlt ein Doppelpunkt mit einem Leerzeichen dahinter."
    ),
    "a: b\nnoch ein Satz\nc: d\n": (
        "2: In dieser Zeile fehlt ein Doppelpunkt mit einem Leerzeichen dahinter."
    ),
    "a:\n    b: c\n  d: e\n": "3: Diese Zeile passt nicht zu den Zeilen darüber.",
    "a:\n  - b\n - c\n": "3: Diese Zeile passt nicht zu den Zeilen darüber.",
    "- a\nb: c\n": "2: Diese Zeile passt nicht zu den Zeilen darüber.",
    "[a]\nb: c\n": "2: Diese Zeile passt nicht zu den Zeilen darüber.",
    'a: "Amt" und mehr\n': "1: Vor „und mehr“ ist der Wert schon zu Ende.",
    'a: "Das "Amt" hier"\n': '1: Vor „Amt" hier"“ ist der Wert schon zu Ende.',
    'a: 1\nb: "Amt\nc: d\n': '2: Hier beginnt ein Text mit ", aber sein Ende fehlt.',
    "a: 'Amt\nb: c\n": "1: Hier beginnt ein Text mit ', aber sein Ende fehlt.",
    'a: "b\n--- c"\n': '1: Hier beginnt ein Text mit ", aber sein Ende fehlt.',
    "a: - b\n": "1: Dieser Strich „-“ passt hier nicht.",
    "a: @amt\n": "1: Ein Text ohne Anführungszeichen kann nicht mit „@“ beginnen.",
    "a: `amt`\n": "1: Ein Text ohne Anführungszeichen kann nicht mit „`“ beginnen.",
    "a: %\n": "1: Ein Text ohne Anführungszeichen kann nicht mit „%“ beginnen.",
    "a: ? b\n": "1: Ein Text ohne Anführungszeichen kann nicht mit „?“ beginnen.",
    'a: "C:\\Daten"\n': '1: Zwischen "…" leitet „\\“ ein Sonderzeichen ein; dieses gibt es nicht.',
    'a: "\\xZZ"\n': '1: Zwischen "…" leitet „\\“ ein Sonderzeichen ein; dieses gibt es nicht.',
    "a: > Zugang\n": "1: Nach „>“ beginnt der Text erst in der nächsten Zeile.",
    "a: | Zugang\n": "1: Nach „|“ beginnt der Text erst in der nächsten Zeile.",
    "a: *wichtig*\n": "1: Verweise mit „&“ und „*“ gibt es hier nicht.",
    "a: & b\n": "1: Verweise mit „&“ und „*“ gibt es hier nicht.",
    "a: !e!x b\n": "1: Angaben mit „!“ vor einem Wert gibt es hier nicht.",
    "a: !<x b\n": "1: Angaben mit „!“ vor einem Wert gibt es hier nicht.",
    "a: [b, c\nd: e\n": "1: Hinter „[“ fehlt die schließende Klammer oder ein Komma.",
    "a: {b: c\nd: e\n": "1: Hinter „{“ fehlt die schließende Klammer oder ein Komma.",
    "a: [b,\n": "1: Hier endet die Datei, aber eine Klammer ist noch offen.",
    "a: [b, , c]\n": "1: Vor „,“ fehlt ein Wert.",
    "a: ] b\n": "1: Vor „]“ fehlt ein Wert.",
    ": a\n": "1: Vor dem Doppelpunkt steht kein Name.",
}


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_the_syntax_is_told_in_plain_words_at_its_line(text: str) -> None:
    assert told(text) == [f"f.yaml:{MISTAKES[text]}"]


@pytest.mark.parametrize(
    "error",
    [
        yaml.MarkedYAMLError(None, None, "a new kind of mistake", yaml.Mark("", 0, 1, 0, None, 0)),
        ValueError("a fault of the parser"),
    ],
)
def test_a_mistake_that_nobody_foresaw_is_told_in_general(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = yaml.parse

    def parse_and_stumble(text: str, Loader: type) -> Any:  # noqa: N803
        yield from islice(parse(text, Loader=Loader), 6)
        raise error

    monkeypatch.setattr(yaml, "parse", parse_and_stumble)
    assert told_with_hints("a: b\nc: d\n") == [
        "f.yaml:2: Hier ist die Datei kein gültiges YAML.\n"
        "    Prüfen Sie in dieser Zeile und der darüber"
        " die Einrückung, die Anführungszeichen und die Doppelpunkte."
    ]


def test_all_problems_are_told_at_once_in_the_order_of_the_lines() -> None:
    assert told("id: no\nid: a\nwhen: 12:30\ntext: x\u200by\nend: [\n") == [
        "f.yaml:1: YAML kann „no“ als Ja oder Nein lesen.",
        "f.yaml:2: Der Eintrag „id“ steht schon in Zeile 1.",
        "f.yaml:3: YAML kann „12:30“ in eine andere Zahl umrechnen.",
        "f.yaml:4: Hier steht ein unsichtbares Zeichen (U+200B).",
        "f.yaml:5: Hier endet die Datei, aber eine Klammer ist noch offen.",
    ]


def test_after_a_hundred_problems_there_is_an_end() -> None:
    first, *others = told("- no\n" * 101)
    assert first == "f.yaml: Die Datei hat mehr als 100 Fehler; hier steht ein Teil davon."
    assert others == told("- no\n" * 100)


def test_a_message_never_shows_the_character_it_warns_of() -> None:
    text = "\n".join(told('"a\\u202eb": 1\n"a\\u202eb": 2\n'))
    assert "\u202e" not in text
    assert "Der Eintrag „a□b“ steht schon in Zeile 1." in text


def test_a_file_of_more_than_two_megabytes_is_refused() -> None:
    assert read("a: " + "b" * 1_999_997)
    assert told("a: " + "b" * 1_999_998) == ["f.yaml: Die Datei ist größer als 2 MB."]


def test_a_file_of_more_than_60000_elements_is_refused() -> None:
    assert read("- a\n" * 59_999)
    assert told("- a\n" * 60_000) == [
        "f.yaml:60000: Die Datei hat mehr als 60000 Namen und Werte; weiter wurde nicht gelesen."
    ]


def test_a_file_of_more_than_20_levels_is_refused() -> None:
    assert read("[" * 20 + "]" * 20)
    assert told("[" * 21 + "]" * 21) == [
        "f.yaml:1: Hier sind mehr als 20 Ebenen verschachtelt; weiter wurde nicht gelesen."
    ]


ATTACKS: dict[str, Callable[[], str]] = {
    "brackets": lambda: "[" * 2_000_000,
    "blanks before a tab": lambda: (" " * 1998 + "\t\n") * 1000,
    "special spaces": lambda: "\u00a0" * 1_000_000,
    "invisible characters": lambda: "\u200b\n" * 500_000,
    "a tower of accents": lambda: "a: x" + "\u0323\u0301" * 499_000,
    "many small towers": lambda: "a: " + ("x" + "\u0323\u0301" * 15) * 32_000,
    "digits": lambda: "a: " + "1" * 1_999_000,
    "hours": lambda: "a: 1" + ":1" * 999_000,
    "deep entries": lambda: (
        "".join(" " * level + "a:\n" for level in range(19))
        + "".join(" " * 19 + f"k{number}: v\n" for number in range(29_900))
    ),
    "groups": lambda: "[" + "{a: b}," * 285_000,
    "a mistake at the end": lambda: "a: b\n" + "  ab\n" * 399_000 + "}: ",
    "references": lambda: "a: &a [*a]\n" + "b: *a\n" * 300_000,
}


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="only LibYAML is that fast")
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_file_of_two_megabytes_takes_two_seconds(attack: str) -> None:
    data = ATTACKS[attack]().encode()
    before = time.process_time()
    accept_or_refuse(data)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("attack", ["a tower of accents", "hours"])
def test_no_file_of_two_megabytes_takes_200_megabytes(attack: str) -> None:
    data = ATTACKS[attack]().encode()
    tracemalloc.start()
    accept_or_refuse(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200_000_000


SCRAPS = [
    *("a", "id", "no", "08", "1e5", "12:30", "~", "A", "e\u0301", "ö", "\U0001f600", "\U0001fffe"),
    *(" ", "  ", "\n", "\n  ", "\r", "\r\n", "\t", "\u00a0", "\u2028", "\x85", "\ufeff", "\0"),
    *(": ", ":", "- ", "-", "? ", "[", "]", "{", "}", ",", "#", " # ", "|", ">-\n", "|1\n", "'"),
    *('"', "\\", '"\\u', '"\\ud800"', '"\\U00110000"', "&a ", "*a", "!x ", "!!str ", "!<", "<<: "),
    *("%YAML 1.1\n", "%TAG ! x\n", "---\n", "...\n", "@", "`", "!%ED%A0%80 ", "\u0323\u0301" * 20),
]

quickly = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.usefixtures("each_parser")
@quickly
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    accept_or_refuse(data)


@pytest.mark.usefixtures("each_parser")
@quickly
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    accept_or_refuse(text.encode())


@pytest.mark.usefixtures("each_parser")
@quickly
@given(st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join))
def test_any_scraps_of_yaml_are_read_or_refused(text: str) -> None:
    accept_or_refuse(text.encode())


@pytest.mark.usefixtures("each_parser")
def test_a_questionnaire_with_random_mistakes_is_read_or_refused() -> None:
    dice = random.Random(1)
    for _ in range(800):
        text = QUESTIONNAIRE
        for _ in range(dice.choice([1, 1, 2, 5])):
            start = dice.randrange(len(text))
            end = start + dice.choice([0, 0, 1, 3, 30])
            text = text[:start] + dice.choice(SCRAPS) + text[end:]
        accept_or_refuse(text.encode())


def accept_or_refuse(data: bytes) -> None:
    """Read; whatever comes back must be sound, and every line must be inside the file."""
    last_line = 1 + data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").count(
        b"\n"
    )
    try:
        document = read_yaml(data, "f.yaml")
    except Refused as refusal:
        lines = [problem.line for problem in refusal.problems if problem.line is not None]
    else:
        lines = [*document.lines.values(), *document.key_lines.values()]
        assert_sound(document.root)
    assert all(1 <= line <= last_line for line in lines)


def assert_sound(value: Any) -> None:
    match value:
        case dict():
            assert_sound([*value.keys(), *value.values()])
        case list():
            for item in value:
                assert_sound(item)
        case str():
            assert unicodedata.is_normalized("NFC", value)
            value.encode()
        case _:
            assert isinstance(value, int | float)
            assert abs(value) < 10**15
