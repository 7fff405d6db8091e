"""A second way from codes to points, to hold the kernel against: slow, exact and easy to check.

One subject at a time, in fractions. What is written here follows what the words mean, not how the
kernel does it. Below it stand the schemes and answers on which the two are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from random import Random

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.conditions import AllOf, AnyOf, Condition, NotOf, OneOf
from scoring.levels import Levels
from scoring.scheme import Cap, Node, Scheme, Visibility

MISSING = (-1, -2)
"""Not answered, not known: the question applies, but there is no answer."""

ALMOST = Fraction(1, 10**9)
"""What is this close below a limit has reached it."""


@dataclass(frozen=True)
class Outcome:
    """What one row of the scheme comes to for one subject."""

    points: Fraction | None
    """None where there is no value."""
    answered: int
    applicable: int
    can_be_missing: bool
    """Whether something that has a weight applies."""


def outcomes(scheme: Scheme, codes: Sequence[int]) -> list[Outcome]:
    """Evaluate every row of a scheme for one subject."""
    shown = without_hidden(scheme, codes)
    found = [
        _of_answer(shown[column], table)
        for column, table in zip(scheme.looked_up, scheme.tables.tolist(), strict=True)
    ]
    for node in scheme.nodes:
        found.append(_of_node(node, [found[child] for child in node.children], shown))
    return found


def without_hidden(scheme: Scheme, codes: Sequence[int]) -> list[int]:
    """Go through the rules one by one, and hide what they say is not asked."""
    shown = list(codes)
    for rule in scheme.visibility:
        if not is_true(rule.condition, shown):
            for column in rule.columns:
                shown[column] = -4
    return shown


def is_true(condition: Condition, codes: Sequence[int]) -> bool:
    """Tell whether a condition is true for one subject."""
    match condition:
        case OneOf(column, wanted):
            return codes[column] >= 0 and codes[column] in wanted
        case AllOf(parts):
            return all(is_true(part, codes) for part in parts)
        case AnyOf(parts):
            return any(is_true(part, codes) for part in parts)
        case NotOf(part):
            return not is_true(part, codes)


def _of_answer(code: int, table: Sequence[float]) -> Outcome:
    if code >= 0:
        return Outcome(Fraction(table[code]), answered=1, applicable=1, can_be_missing=True)
    applies = code in MISSING
    return Outcome(None, answered=0, applicable=1 if applies else 0, can_be_missing=applies)


def _of_node(node: Node, children: Sequence[Outcome], codes: Sequence[int]) -> Outcome:
    together = max if node.one_question else sum
    answered = together(child.answered for child in children)
    applicable = together(child.applicable for child in children)
    weighty = [child for child, weight in zip(children, node.weights, strict=True) if weight]
    can_be_missing = any(child.can_be_missing for child in weighty)
    enough = answered >= Fraction(node.min_coverage) * applicable - ALMOST
    parts = _parts(node, children)
    if not enough or all(weight == 0 for weight, _ in parts):
        return Outcome(None, answered, applicable, can_be_missing)
    points = _together(node, parts)
    if node.decimals is not None:
        points = rounded(points, node.decimals)
    for cap in node.caps:
        if is_true(cap.condition, codes):
            points = min(points, Fraction(cap.at_most))
    return Outcome(points, answered, applicable, can_be_missing)


def _parts(node: Node, children: Sequence[Outcome]) -> list[tuple[Fraction, Fraction]]:
    """List weight and points of the children that take part."""
    parts = []
    for index, child in enumerate(children):
        points = child.points
        if points is not None and node.child_levels is not None:
            points = level_value(node.child_levels[index], points)
        if points is None and node.missing_as_zero and child.can_be_missing:
            points = Fraction(0)
        if points is not None:
            parts.append((Fraction(node.weights[index]), points))
    return parts


def _together(node: Node, parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Make one value of the parts; there is at least one, and its weight is not 0."""
    all_points = [points for _, points in parts]
    weight_of_all = sum(weight for weight, _ in parts)
    weighted = sum((weight * points for weight, points in parts), Fraction(0))
    match node.method:
        case "mean":
            return sum(all_points, Fraction(0)) / len(parts)
        case "weighted_mean":
            return weighted / weight_of_all
        case "sum":
            return weighted
        case "minimum":
            return min(all_points)
        case "maximum":
            return max(all_points)
        case "share":
            needed = Fraction(node.met_from) - ALMOST
            met = sum((weight for weight, points in parts if points >= needed), Fraction(0))
            return 100 * met / weight_of_all
        case unknown:
            raise NotImplementedError(unknown)


def level_value(levels: Levels, points: Fraction) -> Fraction | None:
    """Take the value of the highest level that is reached; None below the first."""
    reached = [
        Fraction(value)
        for start, value in zip(levels.starts, levels.values, strict=True)
        if points >= Fraction(start) - ALMOST
    ]
    return reached[-1] if reached else None


def rounded(points: Fraction, decimals: int) -> Fraction:
    """Round half away from zero."""
    steps = floor(abs(points) * 10**decimals + Fraction(1, 2) + ALMOST)
    size = Fraction(steps, 10**decimals)
    return size if points >= 0 else -size


POINTS = (0.0, 1.0, 2.5, 10 / 3, 20 / 3, 7.5, 10.0, -1.0, 0.125)
"""What an answer can be worth: small, so that sums of sums leave the tolerance some room."""

LIMITS = (-5.0, 0.0, 2.5, 20 / 3, 7.5, 50.0)
"""Where levels start, children are met and caps hold: often exactly where points lie."""

STATES = (0, 0, 0, 0, 0, -1, -2, -3, -4)
"""0 stands for an answer, which is what most questions have."""

COVERAGES = (0.0, 0.0, 1 / 3, 0.5, 0.6, 0.7, 1.0)
PLAIN = ("mean", "minimum", "maximum")
WEIGHED = ("weighted_mean", "share", "sum")
OPTIONS = 4

Codes = NDArray[np.int8]
Case = tuple[Scheme, Codes]
Question = tuple[int, ...]
"""The columns of a question; several belong to a multiple choice."""


def cases(min_subjects: int = 0) -> st.SearchStrategy[Case]:
    """Make schemes of three floors with everything in them, and subjects in all states."""
    chances = st.randoms(use_true_random=False)
    return chances.map(lambda chance: _case(chance, chance.randint(min_subjects, 4)))


def fair_cases(methods: Sequence[str]) -> st.SearchStrategy[Case]:
    """Make schemes in which more is never worse, from 0 to 100, and one subject that answers."""
    chances = st.randoms(use_true_random=False)
    return chances.map(lambda chance: _fair_case(chance, methods))


def _case(chance: Random, subjects: int) -> Case:
    asked = _questions(chance)
    columns = asked[-1][-1] + 1
    read = [chance.choice(asked) for _ in range(chance.randint(1, 5))]
    looked_up = tuple(column for question in read for column in question)
    nodes = _one_question_nodes(read)
    for _ in range(chance.randint(2, 5)):
        nodes.append(_node(chance, len(looked_up) + len(nodes), columns))
    rules = [
        Visibility(chance.choice(asked), _condition(chance, columns))
        for _ in range(chance.randint(0, 3))
    ]
    scheme = Scheme(looked_up, _tables(chance, len(looked_up)), tuple(rules), tuple(nodes))
    answers = [_answers(chance, asked) for _ in range(subjects)]
    return scheme, np.array(answers, dtype=np.int8).reshape(-1, columns).T.copy()


def _questions(chance: Random) -> list[Question]:
    asked: list[Question] = []
    for _ in range(chance.randint(1, 5)):
        start = asked[-1][-1] + 1 if asked else 0
        asked.append(tuple(range(start, start + chance.choice((1, 1, 1, 3)))))
    return asked


def _one_question_nodes(read: Sequence[Question]) -> list[Node]:
    """Put a node above the columns of each multiple choice that is read."""
    nodes = []
    row = 0
    for question in read:
        if len(question) > 1:
            rows = tuple(range(row, row + len(question)))
            nodes.append(Node(rows, (1.0,) * len(rows), "sum", one_question=True))
        row += len(question)
    return nodes


def _node(chance: Random, rows: int, columns: int) -> Node:
    children = _children(chance, rows)
    method = chance.choice(PLAIN + WEIGHED)
    levels = tuple(_levels(chance) for _ in children)
    caps = [
        Cap(_condition(chance, columns), chance.choice(LIMITS))
        for _ in range(chance.choice((0, 0, 1, 2)))
    ]
    return Node(
        children=children,
        weights=_weights(chance, method, len(children)),
        method=method,
        met_from=chance.choice(LIMITS),
        missing_as_zero=chance.choice((True, False)),
        min_coverage=chance.choice(COVERAGES),
        decimals=chance.choice((None, None, 0, 1, 2)),
        child_levels=levels if chance.choice((True, False, False)) else None,
        caps=tuple(caps),
    )


def _children(chance: Random, rows: int) -> tuple[int, ...]:
    """Choose up to four rows; in half of the nodes they are neighbours."""
    count = chance.randint(1, min(4, rows))
    if chance.choice((True, False)):
        first = chance.randint(0, rows - count)
        return tuple(range(first, first + count))
    return tuple(chance.sample(range(rows), count))


def _weights(chance: Random, method: str, children: int) -> tuple[float, ...]:
    """Weigh where weights have a meaning; only a sum knows deductions."""
    if method in PLAIN or chance.choice((True, False, False)):
        return (1.0,) * children
    weights = (0.0, 0.5, 1.0, 2.0, -1.0, -0.5) if method == "sum" else (0.0, 0.5, 1.0, 2.0)
    return tuple(chance.choice(weights) for _ in range(children))


def _levels(chance: Random) -> Levels:
    starts = sorted(chance.sample(LIMITS, chance.randint(1, 3)))
    return Levels(tuple(starts), tuple(chance.choice(POINTS) for _ in starts))


def _condition(chance: Random, columns: int, depth: int = 2) -> Condition:
    kind = chance.choice(("one", "one", "all", "any", "not")) if depth else "one"
    if kind == "one":
        codes = chance.sample(range(OPTIONS + 1), chance.randint(0, 3))
        return OneOf(chance.randrange(columns), frozenset(codes))
    if kind == "not":
        return NotOf(_condition(chance, columns, depth - 1))
    parts = tuple(_condition(chance, columns, depth - 1) for _ in range(chance.randint(1, 3)))
    return AllOf(parts) if kind == "all" else AnyOf(parts)


def _tables(chance: Random, count: int) -> NDArray[np.float64]:
    tables = np.zeros((count, 256))
    tables[:, :OPTIONS] = [[chance.choice(POINTS) for _ in range(OPTIONS)] for _ in range(count)]
    return tables


def _answers(chance: Random, asked: Sequence[Question]) -> list[int]:
    """Answer every question; the columns of a multiple choice share their state."""
    codes: list[int] = []
    for question in asked:
        state = chance.choice(STATES)
        codes += [state or chance.randrange(OPTIONS) for _ in question]
    return codes


def _fair_case(chance: Random, methods: Sequence[str]) -> Case:
    columns = chance.randint(1, 6)
    tables = np.zeros((columns, 256))
    for row in tables:
        row[1:4] = *sorted((chance.uniform(0, 100), chance.uniform(0, 100))), 100
    nodes: list[Node] = []
    for _ in range(chance.randint(1, 5)):
        nodes.append(_fair_node(chance, columns + len(nodes), methods))
    answers = [[chance.randrange(OPTIONS)] for _ in range(columns)]
    scheme = Scheme(tuple(range(columns)), tables, (), tuple(nodes))
    return scheme, np.array(answers, dtype=np.int8)


def _fair_node(chance: Random, rows: int, methods: Sequence[str]) -> Node:
    children = _children(chance, rows)
    return Node(
        children=children,
        weights=tuple(chance.choice((1, 1, chance.uniform(0.01, 100))) for _ in children),
        method=chance.choice(methods),
        met_from=chance.choice((1, 50, 100)),
        missing_as_zero=chance.choice((True, False)),
        min_coverage=chance.choice(COVERAGES),
        decimals=chance.choice((None, 0, 1)),
    )
