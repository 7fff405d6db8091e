"""Sentences are written down in German where they are meant, and said in any language."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from audit.model.messages import GERMAN, Message, Translator, message

HOME = Path(__file__).parents[2]
MODULES = sorted((HOME / "audit").rglob("*.py"))

ENGLISH = Translator(
    "en",
    {
        ("", "Stufe"): "Level",
        ("", "Spalte „{cell}“: {sentence}"): "Column ‘{cell}’: {sentence}",
        ("", "„{value}“ ist keine Zahl."): "‘{value}’ is not a number.",
        ("open.ramp", "Stufe"): "Step",
        ("open.ramp", "leer"): "",
    },
)


def test_a_sentence_is_said_as_it_was_written_with_its_values() -> None:
    sentence = message("{answered} von {all} beantwortet", answered=3, all=4)
    assert str(sentence) == GERMAN.say(sentence) == "3 von 4 beantwortet"


def test_a_sentence_inside_a_sentence_is_translated_too() -> None:
    inner = message("„{value}“ ist keine Zahl.", value="x")
    sentence = message("Spalte „{cell}“: {sentence}", cell="days", sentence=inner)
    assert str(sentence) == "Spalte „days“: „x“ ist keine Zahl."
    assert ENGLISH.say(sentence) == "Column ‘days’: ‘x’ is not a number."


def test_what_is_not_translated_or_translated_by_nothing_stays_german() -> None:
    assert ENGLISH.say(message("Nicht übersetzt: {value}", value=1)) == "Nicht übersetzt: 1"
    assert ENGLISH.text("open.ramp", "Gibt es eine Rampe?") == "Gibt es eine Rampe?"
    assert ENGLISH.text("open.ramp", "leer") == "leer"


def test_the_same_word_may_be_said_differently_in_another_place() -> None:
    assert ENGLISH.say(message("Stufe")) == "Level"
    assert ENGLISH.text("open.ramp", "Stufe") == "Step"
    assert ENGLISH.text("open.lift", "Stufe") == "Stufe"


@pytest.mark.parametrize("value", ["{x}", "{0}", "{", "}", "{{", "%s", "{value.__class__}"])
def test_braces_that_someone_wrote_are_shown_and_not_filled_in(value: str) -> None:
    assert str(message("„{value}“ ist keine Zahl.", value=value)) == f"„{value}“ ist keine Zahl."
    assert ENGLISH.text("open.ramp", value) == value


def test_sentences_are_compared_by_text_and_values() -> None:
    assert message("Zeile {row}", row=1) == message("Zeile {row}", row=1)
    assert message("Zeile {row}", row=1) != message("Zeile {row}", row=2)


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        (1234.5, 2, "1.234,5", "1,234.5"),
        (66.666, 2, "66,67", "66.67"),
        (66.666, 0, "67", "67"),
        (50.0, 1, "50", "50"),
        (81.25, 1, "81,3", "81.3"),
        (0.05, 1, "0,1", "0.1"),
        (-0.25, 1, "-0,3", "-0.3"),
        (0.04, 1, "0", "0"),
        (-0.0, 1, "0", "0"),
        (-0.04, 1, "0", "0"),
        (0, 2, "0", "0"),
        (-12.5, 2, "-12,5", "-12.5"),
        (100, 2, "100", "100"),
        (1_000_000, 0, "1.000.000", "1,000,000"),
    ],
)
def test_numbers_are_written_as_in_the_language(
    value: float, decimals: int, german: str, english: str
) -> None:
    assert GERMAN.number(value, decimals) == german
    assert Translator("en").number(value, decimals) == english


def sentences(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every sentence that is written down in a module: the call, and the German text.

    `message(german.text, ...)` gives values to a sentence that is written down elsewhere.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "message":
            (text,) = node.args
            if not ast.unparse(text).endswith(".text"):
                assert isinstance(text, ast.Constant), f"line {node.lineno}: not collected"
                yield node, str(text.value)


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every text in a module but the docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return (node for node in constants if id(node) not in docstrings)


each_module = pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOME)))


@each_module
def test_every_sentence_can_be_collected_and_has_all_of_its_values(module: Path) -> None:
    for call, text in sentences(ast.parse(module.read_text("utf-8"))):
        wanted = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        assert all(name.isidentifier() for name in wanted), text
        if call.keywords:
            assert {keyword.arg for keyword in call.keywords} == wanted, text


@each_module
def test_no_german_is_said_past_the_translation(module: Path) -> None:
    """What people read stands in `message(...)`; docstrings and comments are for developers."""
    tree = ast.parse(module.read_text("utf-8"))
    collected = {id(part) for call, _ in sentences(tree) for part in ast.walk(call)}
    past = [text.value for text in strings(tree) if id(text) not in collected]
    if module.name in NO_SENTENCES:
        return
    said = [str(text) for text in past if len(str(text)) > 1]
    assert [text for text in said if set(text) & set("äöüÄÖÜß")] == []


NO_SENTENCES = {"builtin_words.py", "common_passwords.py"}
"""What Streamlit says in English, in other languages; and what people choose as passwords."""


def test_there_are_sentences_to_collect() -> None:
    trees = [ast.parse(module.read_text("utf-8")) for module in MODULES]
    assert len([text for tree in trees for _, text in sentences(tree)]) > 100


def test_a_message_without_all_of_its_values_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        str(Message("Zeile {row}"))
