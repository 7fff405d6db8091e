"""What the model knows about the questionnaire format, for editors and for authors.

Both are made from the field descriptions of the model, so they cannot say anything else than it.
"""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from audit.model.conditions import AllTrue, Answered, AnyTrue, AtLeast, Cap, Is, Not
from audit.model.question_types import (
    QUESTION_TYPES,
    Amount,
    Band,
    Option,
    Pointer,
    QuestionBase,
    Row,
    ScoredBase,
)
from audit.model.questionnaire import Area, Defaults, Level, Questionnaire, Score
from audit.model.vocabulary import Audience, BarrierType, TrainingTopic, WorkingGroup

Schema = dict[str, Any]

ENTRIES = (Questionnaire, Defaults, Area, Score, Level, Cap)
PARTS = (Option, Row, Band, Amount, Pointer)
CONDITIONS = (Is, AtLeast, Answered, AllTrue, AnyTrue, Not)
WORDS = (Audience, BarrierType, TrainingTopic, WorkingGroup)


def questionnaire_schema() -> Schema:
    """Make the JSON schema that gives editors completion and help while typing."""
    schema: Schema = _tidy(Questionnaire.model_json_schema())
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _tidy(part: Any) -> Any:
    """Leave out what a file cannot say (no value) and what helps nobody (Python's names)."""
    match part:
        case {"anyOf": [choice, {"type": "null"}], **rest}:
            return _tidy({**rest, **choice})
        case dict():
            return {
                key: _line(value)
                if key == "description" and isinstance(value, str)
                else _tidy(value)
                for key, value in part.items()
                if not (key == "title" and isinstance(value, str))
                and not (key == "default" and value is None)
            }
        case list():
            return [_tidy(value) for value in part]
        case _:
            return part


def format_reference() -> str:
    """Write the reference of the format for authors, in Markdown."""
    lines = [
        "# The questionnaire format",
        "",
        "Made from the model by `make schema`; do not edit. How to write a questionnaire, step by",
        "step and in German, stands in `writing-questionnaires.md`.",
        "",
        "An entry without a default must be given.",
    ]
    for heading, models in (
        ("Structure", ENTRIES),
        ("All questions", (QuestionBase, ScoredBase)),
        ("Question types", QUESTION_TYPES),
        ("Parts of questions", PARTS),
        ("Conditions", CONDITIONS),
    ):
        lines += ["", f"## {heading}"]
        for model in models:
            lines += _described(model)
    lines += ["", "## Words", ""]
    lines += [
        f"- **{words.__name__}**: {', '.join(f'`{word}`' for word in words)}" for words in WORDS
    ]
    return "\n".join(lines) + "\n"


def _described(model: type[BaseModel]) -> Iterator[str]:
    """Describe an entry and its keys in a table; what all questions have is not repeated."""
    schema = _tidy(model.model_json_schema())
    own = schema if "properties" in schema else schema["$defs"][model.__name__]
    yield from ("", f"### {_heading(model)}", "", _line(model.__doc__ or ""), "")
    yield from ("| key | value | default | meaning |", "|---|---|---|---|")
    for name, field in own["properties"].items():
        if name not in _described_before(model):
            default = "**needed**" if name in own.get("required", ()) else _default(field)
            yield f"| `{name}` | {_value(field)} | {default} | {_line(field['description'])} |"


def _described_before(model: type[BaseModel]) -> set[str]:
    """Name the keys that stand in the tables of all questions."""
    bases = [base for base in (QuestionBase, ScoredBase) if issubclass(model, base)]
    return {name for base in bases if base is not model for name in base.model_fields}


def _heading(model: type[BaseModel]) -> str:
    """Call question types by their word in the file, everything else by its name."""
    kind = model.model_fields.get("type")
    return _NAMES.get(model.__name__, model.__name__) if kind is None else f"`{_word(kind)}`"


def _word(field: FieldInfo) -> str:
    return str(get_args(field.annotation)[0])


def _default(field: Schema) -> str:
    default = field.get("default")
    return "–" if default in (None, []) or isinstance(default, dict) else f"`{_yaml(default)}`"


def _value(field: Schema) -> str:
    """Say in a few words what may stand there."""
    match field:
        case {"const": word}:
            return f"`{_yaml(word)}`"
        case {"enum": words}:
            return ", ".join(f"`{word}`" for word in words)
        case {"$ref": place}:
            return _reference(str(place).rpartition("/")[2])
        case {"anyOf": choices} | {"oneOf": choices}:
            return " or ".join(dict.fromkeys(_value(choice) for choice in choices))
        case {"type": "array", "items": items}:
            return f"list of {_value(items)}"
        case {"type": "object"}:
            return "by name or code: " + _value(_values_of(field))
        case {"type": "string", "pattern": pattern}:
            return "id" if pattern.startswith("^[a-z][") else "code"
        case _:
            return _PLAIN.get(field.get("type", ""), "text") + _limits(field)


def _reference(name: str) -> str:
    """Link to the table of an entry; questions and conditions have one for each kind."""
    if name in {model.__name__ for model in QUESTION_TYPES}:
        return "[question](#question-types)"
    if name in {model.__name__ for model in CONDITIONS}:
        return "[condition](#conditions)"
    if name in {words.__name__ for words in WORDS}:
        return f"[{name}](#words)"
    return f"[{name}](#{name.lower()})"


def _values_of(field: Schema) -> Schema:
    """Find what stands behind the names of a mapping."""
    named = field.get("patternProperties", {})
    return next(iter(named.values()), field.get("additionalProperties", {}))


def _limits(field: Schema) -> str:
    least, most = field.get("minimum"), field.get("maximum")
    if least is None and most is None:
        return ""
    if most is None:
        return f" from {least:g}"
    return f" {least:g} to {most:g}"


def _yaml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(text: str) -> str:
    return " ".join(text.split())


_PLAIN = {"boolean": "`true` or `false`", "integer": "whole number", "number": "number"}

_NAMES = {
    "QuestionBase": "Every question",
    "ScoredBase": "Every question that can be scored",
    "AllTrue": "all",
    "AnyTrue": "any",
    "Not": "not",
    "Is": "is",
    "AtLeast": "at_least",
    "Answered": "answered",
}
