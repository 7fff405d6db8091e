"""Conditions on earlier answers, as data: for skip logic and for caps by critical questions.

A comparison with a question that was not answered, does not apply or is hidden is not true.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from audit.model.entries import Code, Entry, Many, Points, Text
from scoring.states import MOST_OPTIONS

QuestionRef = Annotated[str, Field(max_length=130)]
"""The id of an earlier question; one row of a grid is written `grid.row`."""


class Is(Entry):
    """The answer is this option, or one of these; of a multiple choice, at least one is chosen."""

    question: QuestionRef
    """Id of an earlier question."""

    is_: Annotated[
        Annotated[Code, Tag("one")]
        | Annotated[Many[Code], Field(min_length=1, max_length=MOST_OPTIONS), Tag("several")],
        Discriminator(lambda value: "several" if isinstance(value, list | tuple) else "one"),
        Field(alias="is"),
    ]
    """Code of an option, or a list of codes."""


class AtLeast(Entry):
    """The answer has reached this step of the scale, or this number."""

    question: QuestionRef
    """Id of an earlier question."""

    at_least: Annotated[
        Annotated[Code, Tag("step")] | Annotated[Points, Tag("number")],
        Discriminator(lambda value: "step" if isinstance(value, str) else "number"),
    ]
    """Code of an option of an ordered question, or a number for a number question."""


class Answered(Entry):
    """The question has (or has not) been answered."""

    question: QuestionRef
    """Id of an earlier question."""

    answered: bool
    """`true`: there is an answer. `false`: there is none, for whatever reason."""


class AllTrue(Entry):
    """All of these conditions are true."""

    all: Annotated[Many["Condition"], Field(min_length=1, max_length=50)]
    """The conditions."""


class AnyTrue(Entry):
    """At least one of these conditions is true."""

    any: Annotated[Many["Condition"], Field(min_length=1, max_length=50)]
    """The conditions."""


class Not(Entry):
    """The condition is not true."""

    not_: Annotated["Condition", Field(alias="not")]
    """The condition that must not hold."""


Comparison = Is | AtLeast | Answered

_TAGS = ("all", "any", "not", "is", "at_least", "answered")


def _kind(value: Any) -> str | None:
    """Tell by its key which condition an author wrote; None when no key says it."""
    if isinstance(value, dict):
        return next((tag for tag in _TAGS if tag in value), None)
    return next((tag for tag in _TAGS if hasattr(value, tag) or hasattr(value, f"{tag}_")), None)


Condition = Annotated[
    Annotated[AllTrue, Tag("all")]
    | Annotated[AnyTrue, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Is, Tag("is")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Answered, Tag("answered")],
    Discriminator(_kind),
]

for _model in (AllTrue, AnyTrue, Not):
    _model.model_rebuild()


def comparisons(
    condition: Condition, location: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Comparison]]:
    """List the comparisons in a condition, each with its place below `location`."""
    match condition:
        case AllTrue():
            for index, part in enumerate(condition.all):
                yield from comparisons(part, (*location, "all", index))
        case AnyTrue():
            for index, part in enumerate(condition.any):
                yield from comparisons(part, (*location, "any", index))
        case Not():
            yield from comparisons(condition.not_, (*location, "not"))
        case _:
            yield location, condition


class Cap(Entry):
    """A limit that a critical answer puts on a score, so that a mean never hides a closed door."""

    if_: Annotated[Condition, Field(alias="if")]
    """When the cap holds, e.g. `{question: step-free, is: none}`."""

    at_most: Points
    """The score is not above these points while the condition is true."""

    because: Text
    """The reason in one sentence; it is shown wherever the cap takes effect."""
