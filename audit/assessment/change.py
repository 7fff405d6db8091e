"""Change between two waves, on the questions that were measured alike in both.

The toolkit's own rule. Both waves are scored anew by the later version: with its weights, methods
and caps. A question counts only if it measures the same in both versions and the subject answered
it in both waves; so a result can rise only because answers did.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.assessment.columns import Column
from audit.assessment.plan import Plan
from audit.assessment.results import CodedAnswers, Results
from audit.model.question_types import Option, QuestionBase
from audit.model.questionnaire import Questionnaire
from scoring.kernel import hide, score
from scoring.states import NOT_ANSWERED, NOT_APPLICABLE

Codes = NDArray[np.int8]


@dataclass(frozen=True)
class Comparability:
    """What two versions of a questionnaire have in common; ids of questions.

    comparable  measured alike
    changed     the same id, but measured or worded differently
    added       only in the later version
    removed     only in the earlier version
    """

    comparable: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Change:
    """Results of the same subjects in two waves, on the comparable questions.

    of  rows of the scheme x subjects: how many questions apply in the later wave altogether
    """

    comparability: Comparability
    before: Results
    after: Results
    of: NDArray[np.uint16]


def comparability(earlier: Questionnaire, later: Questionnaire) -> Comparability:
    """Compare two versions question by question, in the order of the later one."""
    before = {question.id: question for question in earlier.questions()}
    after = {question.id: question for question in later.questions()}
    alike = [
        name
        for name, question in after.items()
        if name in before and _is_comparable(before[name], earlier, question, later)
    ]
    return Comparability(
        comparable=tuple(alike),
        changed=tuple(name for name in after if name in before and name not in alike),
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
    )


def cells_alike(earlier: Questionnaire, later: Questionnaire) -> frozenset[str]:
    """List the cells of the later version that are measured alike in both."""
    alike = set(comparability(earlier, later).comparable)
    return frozenset(
        cell.id
        for question in later.questions()
        if question.id in alike
        for cell in question.cells()
    )


def change(earlier: CodedAnswers, later: CodedAnswers) -> Change:
    """Score what the subjects of both waves answered alike in both, by the later version."""
    known = set(earlier.subjects)
    subjects = [subject for subject in later.subjects if subject in known]
    shared = comparability(earlier.plan.questionnaire, later.plan.questionnaire)
    plan, own = later.plan, _only(later, subjects)
    before = common_codes(_only(earlier, subjects), earlier.plan, plan, shared)
    after = common_codes(own, earlier.plan, plan, shared)
    neutral = (before <= NOT_APPLICABLE) | (after <= NOT_APPLICABLE)
    missing = ~neutral & ((before < 0) | (after < 0))
    for codes in (before, after):
        codes[neutral] = NOT_APPLICABLE
        codes[missing] = NOT_ANSWERED
    scheme = replace(plan.scheme, visibility=())
    return Change(
        shared,
        Results(plan, subjects, score(scheme, before)),
        Results(plan, subjects, score(scheme, after)),
        score(plan.scheme, own.codes).applicable,
    )


def common_codes(answers: CodedAnswers, earlier: Plan, later: Plan, shared: Comparability) -> Codes:
    """Write answers of either wave as codes of the later version, as far as both can say it.

    What is not comparable does not apply. What was hidden stays hidden by the rules of the version
    that was answered. A limit with which only one version compares a number is not seen.
    """
    given = hide(answers.plan.scheme, answers.codes)
    codes = np.full((len(later.columns), given.shape[1]), NOT_APPLICABLE, dtype=np.int8)
    for cell, places in later.cells.items():
        if later.columns[places[0]].question.id in shared.comparable:
            for place in places:
                target = later.columns[place]
                source = _same(target, answers.plan, cell)
                other = earlier.columns[_same(target, earlier, cell)]
                limits = sorted(set(target.edges) & set(other.edges))
                table = _recoded(answers.plan.columns[source], target, limits)
                codes[place] = table[given[source].view(np.uint8)]
    return codes


def _is_comparable(
    before: QuestionBase, earlier: Questionnaire, after: QuestionBase, later: Questionnaire
) -> bool:
    """A question measures the same when nothing but its help, weight or place has changed.

    Where only the wording changed, the author may vouch for it with `same_since`.
    """
    if _measure(before, earlier) != _measure(after, later):
        return False
    vouched = after.same_since is not None and after.same_since <= earlier.version
    return vouched or _wording(before, earlier) == _wording(after, later)


def _measure(question: QuestionBase, questionnaire: Questionnaire) -> Mapping[str, object]:
    """What turns an answer into points."""
    options = questionnaire.options_of(question)
    return {
        "type": type(question),
        "cells": {cell.id for cell in question.cells()},
        "options": {(option.code, option.points, option.exclusive) for option in options},
        "bands": [(band.from_, band.points) for band in question.bands_in()],
        "reverse": getattr(question, "reverse", False),
    }


def _wording(question: QuestionBase, questionnaire: Questionnaire) -> Sequence[object]:
    """What people read before they answer."""
    options = questionnaire.options_of(question)
    rows = {row.id: row.label for row in getattr(question, "rows", ())}
    amount = question.amount()
    unit = None if amount is None else amount.unit
    return [question.text, {o.code: (o.label, o.when) for o in options}, rows, unit]


def _only(answers: CodedAnswers, subjects: Sequence[str]) -> CodedAnswers:
    """Pick these subjects, in this order."""
    place = {subject: index for index, subject in enumerate(answers.subjects)}
    columns = [place[subject] for subject in subjects]
    return CodedAnswers(answers.plan, subjects, answers.codes[:, columns])


def _same(column: Column, plan: Plan, cell: str) -> int:
    """Find the column of another version that holds the same: of a multiple choice, its option."""
    codes = {_code(plan.columns[place].option): place for place in plan.cells[cell]}
    return codes[_code(column.option)]


def _code(option: Option | None) -> str | None:
    return None if option is None else option.code


def _recoded(source: Column, target: Column, limits: Sequence[float]) -> Codes:
    """Make the table from codes of one version to codes of another; states stay what they are."""
    table = np.arange(256).astype(np.uint8).view(np.int8)
    if target.options and target.option is None:
        codes = [option.code for option in target.options]
        for index, option in enumerate(source.options):
            table[index] = codes.index(option.code)
    for reached, least in enumerate(source.edges, start=1):
        common = bisect_right(limits, least)
        table[reached] = bisect_right(target.edges, limits[common - 1]) if common else 0
    return table
