"""From conditions as authors write them to conditions on columns of codes."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from audit.assessment.columns import Column
from audit.model import conditions as written
from scoring.conditions import AllOf, AnyOf, Condition, NotOf, OneOf
from scoring.states import MOST_CODES

ColumnsOf = Mapping[str, Sequence[int]]
"""The columns of a question or of one row of a grid."""


def compiled(
    condition: written.Condition, columns: Sequence[Column], columns_of: ColumnsOf
) -> Condition:
    """Translate a checked condition."""
    match condition:
        case written.AllTrue(all=parts):
            return AllOf(tuple(compiled(part, columns, columns_of) for part in parts))
        case written.AnyTrue(any=parts):
            return AnyOf(tuple(compiled(part, columns, columns_of) for part in parts))
        case written.Not(not_=part):
            return NotOf(compiled(part, columns, columns_of))
        case written.Answered(question=question, answered=answered):
            given = _answered(columns, columns_of[question])
            return given if answered else NotOf(given)
        case written.Is(question=question, is_=wanted):
            codes = {wanted} if isinstance(wanted, str) else set(wanted)
            return _is(codes, columns, columns_of[question])
        case written.AtLeast(question=question, at_least=least):
            return _at_least(least, columns, columns_of[question][0])


def _answered(columns: Sequence[Column], places: Sequence[int]) -> Condition:
    """Ask for any answer; of a grid, for an answer in every row."""
    firsts = [place for place in places if columns[place].is_first]
    any_code = frozenset(range(MOST_CODES))
    return AllOf(tuple(OneOf(place, any_code) for place in firsts))


def _is(codes: set[str], columns: Sequence[Column], places: Sequence[int]) -> Condition:
    """Ask for one of these options; of a multiple choice, that one of them is chosen."""
    first = columns[places[0]]
    if first.option is None:
        wanted = [index for index, option in enumerate(first.options) if option.code in codes]
        return OneOf(places[0], frozenset(wanted))
    chosen = [
        place for place, option in zip(places, first.options, strict=True) if option.code in codes
    ]
    return AnyOf(tuple(OneOf(place, frozenset({1})) for place in chosen))


def _at_least(least: str | float, columns: Sequence[Column], place: int) -> Condition:
    """Ask for this step or a later one, or for a number that reaches this one."""
    column = columns[place]
    if isinstance(least, str):
        start = [option.code for option in column.options].index(least)
        return OneOf(place, frozenset(range(start, len(column.options))))
    start = bisect_left(column.edges, float(least)) + 1
    return OneOf(place, frozenset(range(start, len(column.edges) + 1)))
