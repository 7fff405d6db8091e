"""What pydantic found wrong with the form of a file, said in plain words.

pydantic names places with the tags of unions in between, and reports in the words of Python. Here
its places become places in the file, and its reports become sentences that an author understands.
"""

from collections.abc import Callable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from audit.model.messages import Message, message
from audit.model.problems import Finding, Location, did_you_mean, nearest


def form_findings(error: ValidationError, model: type[BaseModel], root: Any) -> Iterator[Finding]:
    """Say every problem of a validation once; `root` is what was validated."""
    for details in _told_apart(error.errors(include_url=False), model):
        location = _place_in_file(details["loc"], root)
        sentence, hint = _said(details, model)
        yield Finding(location, sentence, hint)


def _told_apart(errors: list[ErrorDetails], model: type[BaseModel]) -> list[ErrorDetails]:
    """Leave out what only follows from another mistake.

    A misspelt key is unknown, and missing too. A list is "too short" when its entries are wrong.
    """
    meant = {
        (*details["loc"][:-1], near)
        for details in errors
        if details["type"] == "extra_forbidden"
        and (near := nearest(_key(details), _keys_at(model, details["loc"][:-1])))
    }
    return [
        details
        for details in errors
        if not (details["type"] == "missing" and details["loc"] in meant)
        and not (details["type"] == "too_short" and _is_long_enough(details))
    ]


def _is_long_enough(details: ErrorDetails) -> bool:
    return bool(len(details["input"]) >= details["ctx"]["min_length"])


def _place_in_file(loc: Location, root: Any) -> Location:
    """Leave out what pydantic added: only keys and positions that the file has, and a missing
    key."""
    place: list[str | int] = []
    here = root
    for step in loc:
        match here, step:
            case dict(), str() if step in here:
                place.append(step)
                here = here[step]
            case list(), int() if step < len(here):
                place.append(step)
                here = here[step]
    return tuple(place)


def _said(details: ErrorDetails, model: type[BaseModel]) -> tuple[Message, Message | None]:
    known = _SENTENCES.get(details["type"])
    if known is not None:
        return known(details)
    if details["type"] == "extra_forbidden":
        return _unknown_key(details, model)
    return message("Mit dem Eintrag „{key}“ stimmt etwas nicht.", key=_key(details)), None


def _unknown_key(details: ErrorDetails, model: type[BaseModel]) -> tuple[Message, Message | None]:
    key = _key(details)
    known = _keys_at(model, details["loc"][:-1])
    hint = did_you_mean(key, known) or message(
        "Möglich sind: {keys}.", keys=", ".join(sorted(known))
    )
    return message("„{key}“ ist hier kein bekannter Eintrag.", key=key), hint


def _key(details: ErrorDetails) -> str:
    """Name the entry that is meant: the last key on the way to it."""
    names = [step for step in details["loc"] if isinstance(step, str) and step != "[key]"]
    return names[-1][:40] if names else ""


def _value(details: ErrorDetails) -> str:
    value = details["input"]
    return value[:40] if isinstance(value, str) else str(value)[:40]


def _missing(details: ErrorDetails) -> tuple[Message, Message | None]:
    return message("Hier fehlt der Eintrag „{key}“.", key=_key(details)), None


def _one_of(details: ErrorDetails) -> tuple[Message, Message | None]:
    """Name the words that are possible; pydantic gives them as `'a', 'b' or 'c'`."""
    expected = str(details["ctx"]["expected"]).replace(" or ", ", ")
    words = [word.strip().strip("'") for word in expected.split(",")]
    return (
        message(
            "„{value}“ ist bei „{key}“ nicht vorgesehen.", value=_value(details), key=_key(details)
        ),
        did_you_mean(_value(details), words)
        or message("Möglich sind: {words}.", words=", ".join(words)),
    )


def _unknown_type(details: ErrorDetails) -> tuple[Message, Message | None]:
    words = [w.strip().strip("'") for w in str(details["ctx"]["expected_tags"]).split(",")]
    return (
        message("Es gibt keinen Fragetyp „{type}“.", type=str(details["ctx"]["tag"])[:40]),
        did_you_mean(str(details["ctx"]["tag"]), words)
        or message("Möglich sind: {words}.", words=", ".join(words)),
    )


def _no_tag(details: ErrorDetails) -> tuple[Message, Message | None]:
    if "type" in str(details.get("ctx", {}).get("discriminator", "")):
        return message("Der Frage fehlt der Eintrag „type“."), None
    return (
        message("Das ist keine Bedingung."),
        message(
            "Eine Bedingung hat „question“ und „is“, „at_least“ oder „answered“; "
            "oder „all“, „any“, „not“."
        ),
    )


def _name_pattern(details: ErrorDetails) -> tuple[Message, Message | None]:
    return (
        message("„{value}“ ist als Kennung nicht brauchbar.", value=_value(details)),
        message(
            "Erlaubt sind kleine Buchstaben a bis z, Ziffern, „-“ und „_“, höchstens 64 Zeichen."
        ),
    )


def _needs(
    german: Message, hint: Message | None = None
) -> Callable[[ErrorDetails], tuple[Message, Message | None]]:
    """Make the sentence about a value of the wrong kind."""

    def said(details: ErrorDetails) -> tuple[Message, Message | None]:
        sentence = message("„{key}“ braucht {kind}.", key=_key(details), kind=german)
        quote = hint if not isinstance(details["input"], dict | list) else None
        return sentence, quote

    return said


def _limit(german: Message, name: str) -> Callable[[ErrorDetails], tuple[Message, Message | None]]:
    """Make the sentence about a value beyond a limit."""

    def said(details: ErrorDetails) -> tuple[Message, Message | None]:
        return message(german.text, key=_key(details), limit=details["ctx"][name]), None

    return said


_QUOTES = message("Setzen Sie den Text in Anführungszeichen.")

_SENTENCES: Mapping[str, Callable[[ErrorDetails], tuple[Message, Message | None]]] = {
    "missing": _missing,
    "literal_error": _one_of,
    "enum": _one_of,
    "union_tag_invalid": _unknown_type,
    "union_tag_not_found": _no_tag,
    "string_pattern_mismatch": _name_pattern,
    "string_type": _needs(message("einen Text"), _QUOTES),
    "int_type": _needs(message("eine ganze Zahl")),
    "float_type": _needs(message("eine Zahl")),
    "bool_type": _needs(message("true oder false")),
    "tuple_type": _needs(message("eine Liste")),
    "dict_type": _needs(message("Einträge der Form „name: Wert“")),
    "model_type": _needs(message("Einträge der Form „name: Wert“")),
    "model_attributes_type": _needs(message("Einträge der Form „name: Wert“")),
    "greater_than_equal": _limit(message("„{key}“ darf nicht kleiner sein als {limit:g}."), "ge"),
    "less_than_equal": _limit(message("„{key}“ darf nicht größer sein als {limit:g}."), "le"),
    "string_too_short": _limit(message("„{key}“ darf nicht leer sein."), "min_length"),
    "string_too_long": _limit(message("„{key}“ hat mehr als {limit} Zeichen."), "max_length"),
    "too_short": _limit(message("„{key}“ braucht mindestens {limit} Einträge."), "min_length"),
    "too_long": _limit(message("„{key}“ hat mehr als {limit} Einträge."), "max_length"),
}


def _keys_at(model: type[BaseModel], loc: Location) -> set[str]:
    """List the keys that an entry may have, following pydantic's way to it."""
    kinds: list[Any] = [model]
    for step in loc:
        kinds = [below for kind in kinds for below in _below(kind, step)] or kinds
    return {key for kind in kinds for option in _alternatives(kind) for key in _fields(option)}


def _below(kind: Any, step: str | int) -> list[Any]:
    """Go one step down: into a field, a list, a mapping, or the alternative with this tag."""
    found: list[Any] = []
    for option in _alternatives(kind):
        if step in _fields(option):
            found.append(_fields(option)[str(step)])
        elif isinstance(step, int) and get_origin(option) is tuple:
            found.append(get_args(option)[0])
        elif get_origin(option) is dict:
            found.append(get_args(option)[1])
    tagged = [option for option in _alternatives(kind) if step in _tags(kind, option)]
    return tagged or found


def _alternatives(kind: Any) -> list[Any]:
    """Unwrap annotations and unions down to classes and containers."""
    if get_origin(kind) is Annotated:
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [option for part in get_args(kind) for option in _alternatives(part)]
    return [kind]


def _tags(kind: Any, option: Any) -> set[str]:
    """Say under which tags pydantic speaks of one alternative of a union."""
    words = {str(word) for word in get_args(_fields(option).get("type"))}
    for part in get_args(kind):
        if get_origin(part) is Annotated and option in _alternatives(part):
            words |= {mark.tag for mark in get_args(part)[1:] if isinstance(mark, Tag)}
        elif get_origin(part) in (Union, UnionType, Annotated):
            words |= _tags(part, option)
    return words


def _fields(kind: Any) -> dict[str, Any]:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
