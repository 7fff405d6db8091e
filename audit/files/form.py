"""What pydantic found wrong with the form of a file, said in plain words.

pydantic names places with the tags of unions in between, and reports in the words of Python. Here
its places become places in the file, and its reports become sentences that an author understands.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from audit.files.characters import in_one_line
from audit.model.entries import CODE_PATTERN, ID_PATTERN
from audit.model.messages import Message, message
from audit.model.problems import MOST_PROBLEMS, Finding, Location, did_you_mean, nearest

Said = tuple[Message, Message | None]
"""A sentence and a hint."""


def form_findings(error: ValidationError, model: type[BaseModel]) -> Iterator[Finding]:
    """Say every problem of a validation once."""
    errors = error.errors(include_url=False)[: 10 * MOST_PROBLEMS]
    reports = [_report(details, model) for details in errors]
    for report in _told_apart(reports):
        sentence, hint = _said(report, reports)
        yield Finding(report.place, sentence, hint)


@dataclass(frozen=True)
class _Report:
    """One report of pydantic, with its place in the file."""

    kind: str
    place: Location
    """The way to the entry that is meant; it need not be there."""
    written: Any
    context: Mapping[str, Any]
    known: tuple[str, ...]
    """The keys that the entry around it may have."""

    @property
    def key(self) -> str:
        """Name the entry that is meant."""
        names = [step for step in self.place if isinstance(step, str)]
        return in_one_line(names[-1]) if names else ""

    @property
    def value(self) -> str:
        """Show what was written."""
        return in_one_line(str(self.written))


def _report(details: ErrorDetails, model: type[BaseModel]) -> _Report:
    """Follow pydantic's way through the model; the tags of unions do not stand in the file."""
    kind: Any = model
    place: list[str | int] = []
    known: tuple[str, ...] = ()
    for step in details["loc"]:
        alternatives = _alternatives_by_tag(kind)
        if step in alternatives:
            kind = alternatives[step]
        elif step != "[key]":
            known = tuple(map(str, _fields(kind)))
            kind = _below(kind, step)
            place.append(step)
    if details["type"] == "union_tag_invalid":
        place.append("type")
    if details["type"] == "union_tag_not_found" and (near := _nearly_type(details["input"])):
        place.append(near)
    return _Report(details["type"], tuple(place), details["input"], details.get("ctx", {}), known)


def _told_apart(reports: list[_Report]) -> list[_Report]:
    """Leave out what only follows from another mistake.

    A misspelt key is unknown, and what was meant is missing. A list is "too short" when its entries
    are wrong.
    """
    meant = [(*report.place[:-1], _meant(report, reports)) for report in reports]
    return [
        report
        for report in reports
        if not (report.kind == "missing" and report.place in meant)
        and not (report.kind == "too_short" and len(report.written) >= _least(report))
    ]


def _meant(report: _Report, reports: list[_Report]) -> str | None:
    """Say which key an unknown one stands for: one that looks like it, or the only missing one."""
    if report.kind != "extra_forbidden":
        return None
    around = [other for other in reports if other.place[:-1] == report.place[:-1]]
    missing = [other.key for other in around if other.kind == "missing"]
    unknown = [other for other in around if other.kind == "extra_forbidden"]
    near = nearest(report.key, missing) or nearest(report.key, report.known)
    return near or (missing[0] if len(missing) == len(unknown) == 1 else None)


def _least(report: _Report) -> int:
    return int(report.context["min_length"])


def _said(report: _Report, reports: list[_Report]) -> Said:
    if report.kind == "extra_forbidden":
        return _unknown_key(report, _meant(report, reports))
    if not report.place:
        return message("Ein Fragebogen besteht aus Einträgen der Form „name: Wert“."), None
    return _SENTENCES.get(report.kind, _something_else)(report)


def _unknown_key(report: _Report, meant: str | None) -> Said:
    sentence = message("„{key}“ ist hier kein bekannter Eintrag.", key=report.key)
    if meant is not None:
        return sentence, message("Meinten Sie „{word}“?", word=meant)
    return sentence, message("Möglich sind: {keys}.", keys=", ".join(sorted(report.known)))


def _something_else(report: _Report) -> Said:
    return message("Mit dem Eintrag „{key}“ stimmt etwas nicht.", key=report.key), None


def _missing(report: _Report) -> Said:
    return message("Hier fehlt der Eintrag „{key}“.", key=report.key), None


def _one_of(report: _Report) -> Said:
    """Name the words that are possible; pydantic gives them as `'a', 'b' or 'c'`."""
    expected = str(report.context["expected"]).replace(" or ", ", ")
    words = [word.strip().strip("'") for word in expected.split(",")]
    if not isinstance(report.written, str):
        return _text_needed(report.key), _possible(words)
    sentence = message(
        "„{value}“ ist bei „{key}“ nicht vorgesehen.", value=report.value, key=report.key
    )
    return sentence, did_you_mean(report.written, words) or _possible(words)


def _unknown_type(report: _Report) -> Said:
    words = [word.strip().strip("'") for word in report.context["expected_tags"].split(",")]
    written = report.written["type"]
    if not isinstance(written, str):
        return _text_needed("type"), _possible(words)
    sentence = message("Es gibt keinen Fragetyp „{type}“.", type=in_one_line(written))
    return sentence, did_you_mean(written, words) or _possible(words)


def _no_tag(report: _Report) -> Said:
    """Say that nothing tells which question or which condition is meant."""
    if "type" not in str(report.context.get("discriminator", "")):
        return (
            message("Das ist keine Bedingung."),
            message(
                "Eine Bedingung hat „question“ und „is“, „at_least“ oder „answered“; "
                "oder „all“, „any“, „not“."
            ),
        )
    if _nearly_type(report.written) is None:
        return message("Der Frage fehlt der Eintrag „type“."), None
    return (
        message("„{key}“ ist hier kein bekannter Eintrag.", key=report.key),
        message("Meinten Sie „{word}“?", word="type"),
    )


def _nearly_type(written: Any) -> str | None:
    """Find the misspelt `type` of a question."""
    return nearest("type", written) if isinstance(written, dict) else None


def _pattern(report: _Report) -> Said:
    hints = {
        ID_PATTERN: message(
            "Erlaubt sind kleine Buchstaben a bis z, Ziffern, „-“ und „_“, höchstens 64 Zeichen; "
            "am Anfang steht ein Buchstabe."
        ),
        CODE_PATTERN: message(
            "Erlaubt sind kleine Buchstaben a bis z, Ziffern, „-“, „_“ und „.“, höchstens "
            "64 Zeichen; am Anfang steht ein Buchstabe oder eine Ziffer."
        ),
    }
    hint = hints.get(report.context["pattern"])
    if hint is None:
        return _empty(report), None
    return message("„{value}“ ist als Kennung nicht brauchbar.", value=report.value), hint


def _text_type(report: _Report) -> Said:
    hint = None
    if isinstance(report.written, list):
        hint = message("Gehören die Klammern zum Text, setzen Sie ihn in Anführungszeichen.")
    elif not isinstance(report.written, dict):
        hint = message("Setzen Sie den Text in Anführungszeichen.")
    return _text_needed(report.key), hint


def _number_type(report: _Report) -> Said:
    hint = message("Schreiben Sie sie mit Punkt und ohne Anführungszeichen, z. B. 0.5.")
    return (
        message("„{key}“ braucht eine Zahl.", key=report.key),
        hint if isinstance(report.written, str) else None,
    )


def _whole_number_type(report: _Report) -> Said:
    hint = message("Schreiben Sie sie nur mit Ziffern, z. B. 3.")
    return (
        message("„{key}“ braucht eine ganze Zahl.", key=report.key),
        hint if isinstance(report.written, str) else None,
    )


def _text_needed(key: str) -> Message:
    return message("„{key}“ braucht einen Text.", key=key)


def _possible(words: list[str]) -> Message:
    return message("Möglich sind: {words}.", words=", ".join(words))


def _empty(report: _Report) -> Message:
    return message("„{key}“ darf nicht leer sein.", key=report.key)


def _needs(german: Message) -> Callable[[_Report], Said]:
    """Make the sentence about a value of the wrong kind."""
    return lambda report: (message(german.text, key=report.key), None)


def _limit(german: Message, name: str) -> Callable[[_Report], Said]:
    """Make the sentence about a value beyond a limit."""

    def said(report: _Report) -> Said:
        if name == "min_length" and not len(report.written):
            return _empty(report), None
        limit = f"{report.context[name]:.15g}"
        return message(german.text, key=report.key, limit=limit), None

    return said


_SENTENCES: Mapping[str, Callable[[_Report], Said]] = {
    "missing": _missing,
    "literal_error": _one_of,
    "enum": _one_of,
    "union_tag_invalid": _unknown_type,
    "union_tag_not_found": _no_tag,
    "string_pattern_mismatch": _pattern,
    "string_type": _text_type,
    "int_type": _whole_number_type,
    "float_type": _number_type,
    "bool_type": _needs(message("„{key}“ braucht true oder false.")),
    "tuple_type": _needs(message("„{key}“ braucht eine Liste.")),
    "dict_type": _needs(message("„{key}“ braucht Einträge der Form „name: Wert“.")),
    "model_type": _needs(message("„{key}“ braucht Einträge der Form „name: Wert“.")),
    "model_attributes_type": _needs(message("„{key}“ braucht Einträge der Form „name: Wert“.")),
    "greater_than_equal": _limit(message("„{key}“ darf nicht kleiner sein als {limit}."), "ge"),
    "less_than_equal": _limit(message("„{key}“ darf nicht größer sein als {limit}."), "le"),
    "string_too_short": _limit(message("„{key}“ darf nicht leer sein."), "min_length"),
    "string_too_long": _limit(message("„{key}“ hat mehr als {limit} Zeichen."), "max_length"),
    "too_short": _limit(message("„{key}“ braucht mindestens {limit} Einträge."), "min_length"),
    "too_long": _limit(message("„{key}“ hat mehr als {limit} Einträge."), "max_length"),
}


def _alternatives_by_tag(kind: Any) -> dict[str | int, Any]:
    """List the alternatives of a union under the tags by which pydantic speaks of them."""
    if get_origin(kind) is Annotated:
        return _alternatives_by_tag(get_args(kind)[0])
    if get_origin(kind) not in (Union, UnionType):
        return {}
    found: dict[str | int, Any] = {}
    for part in get_args(kind):
        found |= _alternatives_by_tag(part) or dict.fromkeys(_tags(part), part)
    return found


def _tags(alternative: Any) -> list[str]:
    """Say by which tag one alternative goes: a mark, or the word of its `type`."""
    marks = get_args(alternative)[1:] if get_origin(alternative) is Annotated else ()
    words = get_args(_fields(alternative).get("type"))
    return [*(mark.tag for mark in marks if isinstance(mark, Tag)), *map(str, words)]


def _below(kind: Any, step: str | int) -> Any:
    """Go one step down: into a field, a list, a mapping; None where the model has nothing."""
    if get_origin(kind) is Annotated:
        return _below(get_args(kind)[0], step)
    if get_origin(kind) in (Union, UnionType):
        found = (_below(part, step) for part in get_args(kind))
        return next((below for below in found if below is not None), None)
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    return _fields(kind).get(step)


def _fields(kind: Any) -> dict[str | int, Any]:
    """List the keys of an entry and what stands behind each of them."""
    if get_origin(kind) is Annotated:
        return _fields(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return {key: below for part in get_args(kind) for key, below in _fields(part).items()}
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
