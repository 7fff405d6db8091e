"""The same evaluation as survey tools do it: expressions on named values, respondent by respondent.

A question has an expression for its points and, if it is not always asked, one for its relevance.
Every area and the total have expressions that count and one for their points. As in XLSForm or
LimeSurvey, an expression is text; it is parsed once and evaluated for each respondent. Here it
becomes nested Python functions, which is faster than walking through its tree.

A missing value makes a comparison untrue; `or_zero` puts 0 in its place.
"""

import ast
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audit.model.conditions import AllTrue, Answered, AnyTrue, AtLeast, Condition, Is, Not
from audit.model.question_types import ScoredBase
from audit.model.questionnaire import Area, Questionnaire
from benchmarks.answers import Written
from benchmarks.figures import Figures, Place, figures_of

Values = dict[str, Any]
Expression = Callable[[Values], Any]

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.In: lambda value, values: value in values,
}

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "number": float,
    "answered": lambda value: value is not None,
    "or_zero": lambda value: 0 if value is None else value,
}


@dataclass(frozen=True)
class Question:
    """The expressions of one question, and the names under which its values are kept."""

    name: str
    relevance: Expression
    points: Expression
    points_name: str
    applicable_name: str


@dataclass(frozen=True)
class Node:
    """The expressions of an area or the total."""

    id: str
    name: str
    questions: tuple[Question, ...]
    applicable: Expression
    answered: Expression
    enough: Expression
    points: Expression


def evaluate(nodes: Sequence[Node], answers: Iterable[Written], groups: Iterable[int]) -> Figures:
    """Evaluate the expressions for one respondent after the other and describe the groups."""
    points: defaultdict[Place, list[float]] = defaultdict(list)
    for group, written in zip(groups, answers, strict=True):
        for node, value in scores(nodes, written):
            points[group, node].append(value)
    return figures_of(points)


def scores(nodes: Sequence[Node], written: Written) -> Iterator[tuple[str, float]]:
    """Evaluate the expressions for one respondent, in the order of the questionnaire."""
    values: Values = dict(written)
    for node in nodes:
        for question in node.questions:
            _ask(question, values)
        values[f"{node.name}_applicable"] = node.applicable(values)
        values[f"{node.name}_answered"] = node.answered(values)
        if node.enough(values):
            values[f"{node.name}_points"] = points = node.points(values)
            yield node.id, points


def _ask(question: Question, values: Values) -> None:
    """Evaluate one question; what is not relevant or no answer has no value from here on."""
    answer = values.get(question.name)
    if answer == "not_applicable" or not question.relevance(values):
        values[question.name] = None
        return
    values[question.applicable_name] = 1
    if answer is None or answer == "dont_know":
        values[question.name] = None
        return
    values[question.points_name] = question.points(values)


def prepared(questionnaire: Questionnaire) -> list[Node]:
    """Write the expressions of a questionnaire and parse them: the areas, then the total."""
    areas = list(questionnaire.areas)
    of_areas = [
        _node(area, [q for q in area.questions if isinstance(q, ScoredBase)], questionnaire)
        for area in areas
    ]
    return [*of_areas, _node(questionnaire, areas, questionnaire)]


def _node(
    entry: Area | Questionnaire,
    parts: Sequence[Area] | Sequence[ScoredBase],
    questionnaire: Questionnaire,
) -> Node:
    """Write what an area or the total is made of."""
    name = _name(entry.id)
    names = [_name(part.id) for part in parts]
    weights = [part.weight for part in parts]
    answered = [
        f"or_zero({_name(part.id)}_answered)" if isinstance(part, Area) else f"answered({part.id})"
        for part in parts
    ]
    weighted = " + ".join(f"{w} * or_zero({n}_points)" for w, n in zip(weights, names, strict=True))
    taking_part = " + ".join(
        f"{w} * answered({n}_points)" for w, n in zip(weights, names, strict=True)
    )
    least = questionnaire.defaults.min_coverage
    return Node(
        id=entry.id,
        name=name,
        questions=tuple(
            _question(part, questionnaire) for part in parts if isinstance(part, ScoredBase)
        ),
        applicable=parsed(" + ".join(f"or_zero({n}_applicable)" for n in names)),
        answered=parsed(" + ".join(answered)),
        enough=parsed(f"{name}_answered > 0 and {name}_answered >= {least} * {name}_applicable"),
        points=parsed(f"({weighted}) / ({taking_part})"),
    )


def _question(question: ScoredBase, questionnaire: Questionnaire) -> Question:
    condition = question.show_if
    return Question(
        name=question.id,
        relevance=parsed("True" if condition is None else _relevance(condition, questionnaire)),
        points=parsed(_points(question, questionnaire)),
        points_name=f"{question.id}_points",
        applicable_name=f"{question.id}_applicable",
    )


def _points(question: ScoredBase, questionnaire: Questionnaire) -> str:
    """Write how an answer becomes points, e.g. `100 * (number(q01) - 1) / 4`."""
    name, bands = question.id, question.bands_in()
    options = question.options_in(questionnaire.scales)
    if bands:
        tests = [(f"{name} >= {band.from_}", band.points) for band in reversed(bands)]
        points = _first_that_holds(tests)
    elif all(option.code.isdigit() for option in options):
        first, last = options[0].code, options[-1].code
        points = f"100 * (number({name}) - {first}) / {int(last) - int(first)}"
    else:
        points = _first_that_holds(
            [(f"{name} == {option.code!r}", option.points or 0.0) for option in options]
        )
    return f"100 - ({points})" if question.reverse else points


def _first_that_holds(tests: Sequence[tuple[str, float]]) -> str:
    """Write `70 if q20 == "most" else ...`; the last one needs no test."""
    *others, (_, last) = tests
    return "".join(f"{points} if {test} else " for test, points in others) + str(last)


def _relevance(condition: Condition, questionnaire: Questionnaire) -> str:
    """Write a condition as an expression, e.g. `q11 in ("3", "4", "5")`."""
    match condition:
        case AllTrue(all=parts):
            return "(" + " and ".join(_relevance(part, questionnaire) for part in parts) + ")"
        case AnyTrue(any=parts):
            return "(" + " or ".join(_relevance(part, questionnaire) for part in parts) + ")"
        case Not(not_=part):
            return f"(not {_relevance(part, questionnaire)})"
        case Answered(question=name, answered=wanted):
            return f"answered({name})" if wanted else f"(not answered({name}))"
        case Is(question=name, is_=str() as code):
            return f"{name} == {code!r}"
        case Is(question=name, is_=wanted):
            return f"{name} in {tuple(wanted)!r}"
        case AtLeast(question=name, at_least=str() as step):
            question = next(q for q in questionnaire.questions() if q.id == name)
            codes = [option.code for option in question.options_in(questionnaire.scales)]
            return f"{name} in {tuple(codes[codes.index(step) :])!r}"
        case AtLeast(question=name, at_least=least):
            return f"{name} >= {least}"


def _name(entry: str) -> str:
    return entry.replace("-", "_")


def parsed(text: str) -> Expression:
    """Parse an expression; raises ValueError for what is not part of the language."""
    return _function(ast.parse(text, mode="eval").body)


def _function(tree: ast.expr) -> Expression:
    match tree:
        case ast.Constant(value=value):
            return lambda _: value
        case ast.Name(id=name):
            return lambda values: values.get(name)
        case ast.Tuple():
            constants = frozenset(ast.literal_eval(tree))
            return lambda _: constants
        case ast.BinOp(left=left, op=sign, right=right):
            return _calculation(ARITHMETIC[type(sign)], _function(left), _function(right))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _comparison(COMPARISONS[type(sign)], _function(left), _function(right))
        case ast.BoolOp(op=sign, values=parts):
            return _junction(all if isinstance(sign, ast.And) else any, [*map(_function, parts)])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            negated = _function(operand)
            return lambda values: not negated(values)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _choice(_function(test), _function(body), _function(orelse))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _call(FUNCTIONS[name], _function(argument))
        case _:
            raise ValueError(f"This is not part of the language: {ast.unparse(tree)}")


def _calculation(
    sign: Callable[[Any, Any], Any], left: Expression, right: Expression
) -> Expression:
    return lambda values: sign(left(values), right(values))


def _comparison(
    sign: Callable[[Any, Any], bool], left: Expression, right: Expression
) -> Expression:
    return lambda values: (value := left(values)) is not None and sign(value, right(values))


def _junction(all_or_any: Callable[[Iterable[Any]], bool], parts: list[Expression]) -> Expression:
    return lambda values: all_or_any(part(values) for part in parts)


def _choice(test: Expression, body: Expression, orelse: Expression) -> Expression:
    return lambda values: body(values) if test(values) else orelse(values)


def _call(function: Callable[[Any], Any], argument: Expression) -> Expression:
    return lambda values: function(argument(values))
