"""From a questionnaire to the scheme that `scoring` calculates, and back from its rows to words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from audit.assessment.columns import Column, columns_of, places_of
from audit.assessment.conditions import compiled
from audit.assessment.points import QuestionPoints, Table, points_tables
from audit.model.question_types import ScoredBase
from audit.model.questionnaire import Area, Level, Questionnaire, Score, areas_of
from scoring.levels import Levels
from scoring.scheme import Cap, Node, Scheme, Visibility

T = TypeVar("T")


@dataclass(frozen=True)
class PlannedQuestion:
    """A row that holds the points of a question."""

    entry: ScoredBase
    row: int


@dataclass(frozen=True)
class PlannedScore:
    """A row that holds the points of the total or of an area, and how they are made."""

    entry: Questionnaire | Area
    row: int
    score: Score
    node: Node
    children: tuple["PlannedScore | PlannedQuestion", ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Plan:
    """A questionnaire made ready for calculation."""

    questionnaire: Questionnaire
    columns: tuple[Column, ...]
    scheme: Scheme
    reported: tuple[PlannedScore, ...]
    """The total, if there is one, and the scored areas, in the order of the questionnaire."""

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """Where each question and each row of a grid stands among the columns."""
        return places_of(self.columns)

    @cached_property
    def cells(self) -> dict[str, tuple[int, ...]]:
        """The columns of everything that can be answered: questions, and rows of grids."""
        names = {column.cell.id for column in self.columns}
        return {name: places for name, places in self.places.items() if name in names}

    @cached_property
    def areas(self) -> dict[str, str]:
        """In which area each question and each cell stands."""
        return {
            name: area.id
            for area in self.questionnaire.all_areas()
            for question in area.questions
            for name in (question.id, *(cell.id for cell in question.cells()))
        }

    def known(self, held: Mapping[str, T]) -> dict[str, T]:
        """Keep what is said about cells and questions of this version; a draft that was moved here
        holds in its history what only an earlier one asked."""
        return {name: one for name, one in held.items() if name in self.places}


def plan_of(questionnaire: Questionnaire) -> Plan:
    """Make a checked questionnaire ready for calculation."""
    columns = columns_of(questionnaire)
    planner = _Planner(questionnaire, columns, places_of(columns))
    planner.look_up()
    areas = [row for area in questionnaire.areas for row in planner.areas(area)]
    reported = [*planner.total(), *areas]
    order = [questionnaire.id, *(area.id for area in questionnaire.all_areas())]
    scheme = Scheme(
        looked_up=tuple(lookup.column for lookup in planner.lookups),
        tables=np.array([lookup.table for lookup in planner.lookups]).reshape(-1, 256),
        visibility=tuple(planner.visibility()),
        nodes=tuple(planner.nodes),
    )
    return Plan(
        questionnaire,
        columns,
        scheme,
        tuple(sorted(reported, key=lambda r: order.index(r.entry.id))),
    )


@dataclass(frozen=True)
class _Lookup:
    question: str
    unit: QuestionPoints
    column: int
    table: Table


@dataclass
class _Planner:
    """Numbers the rows: all look-ups first, then every node after its children."""

    questionnaire: Questionnaire
    columns: Sequence[Column]
    places: dict[str, tuple[int, ...]]
    lookups: list[_Lookup] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    planned: dict[tuple[str, QuestionPoints], PlannedQuestion] = field(default_factory=dict)
    areas_by_id: dict[str, PlannedScore] = field(default_factory=dict)

    def look_up(self) -> None:
        """Give every scored question its look-ups, in each unit that some node needs."""
        for unit in ("percent", "raw"):
            for question in self._asked_in(unit):
                self.lookups.extend(self._lookups_of(question, unit))

    def areas(self, area: Area) -> Iterator[PlannedScore]:
        """Plan an area and all areas below it, those below first."""
        for below in area.areas:
            yield from self.areas(below)
        score = self.questionnaire.score_of(area)
        if score is not None:
            row = self._row_of(area, score)
            self.areas_by_id[area.id] = row
            yield row

    def total(self) -> Iterator[PlannedScore]:
        """Plan the total, if the questionnaire has one; the areas are planned."""
        whole = self.questionnaire
        if whole.score != "none":
            yield self._row_of(whole, whole.score)

    def visibility(self) -> Iterator[Visibility]:
        """List what is asked only under a condition; an area's condition holds for all below it."""
        for area in self.questionnaire.areas:
            yield from self._visibility_of(area)

    def _visibility_of(self, area: Area) -> Iterator[Visibility]:
        if area.show_if is not None:
            below = [question for part in areas_of(area) for question in part.questions]
            places = tuple(place for question in below for place in self.places[question.id])
            yield Visibility(places, compiled(area.show_if, self.columns, self.places))
        for question in area.questions:
            if question.show_if is not None:
                condition = compiled(question.show_if, self.columns, self.places)
                yield Visibility(self.places[question.id], condition)
        for part in area.areas:
            yield from self._visibility_of(part)

    def _asked_in(self, unit: QuestionPoints) -> list[ScoredBase]:
        """List the scored questions whose points some node wants in this unit."""
        whole = self.questionnaire
        wanted = {
            child.id
            for entry, score in whole.scores()
            if score.question_points == unit
            for child in whole.children_of(entry, score)
        }
        return [
            question
            for question in whole.questions()
            if isinstance(question, ScoredBase) and question.id in wanted
        ]

    def _lookups_of(self, question: ScoredBase, unit: QuestionPoints) -> Iterator[_Lookup]:
        """Look up every column of a question; the rows of a grid all have the same table."""
        places = self.places[question.id]
        first = self.columns[places[0]]
        tables = points_tables(question, first.options, first.edges, unit)
        for index, place in enumerate(places):
            yield _Lookup(question.id, unit, place, tables[index % len(tables)])

    def _row_of(self, entry: Questionnaire | Area, score: Score) -> PlannedScore:
        """Plan the total or one area from its children."""
        children = tuple(
            self.areas_by_id[child.id]
            if isinstance(child, Area)
            else self._question(child, score.question_points)
            for child in self.questionnaire.children_of(entry, score)
        )
        node = self._node(score, children)
        levels = self.questionnaire.levels_of(score)
        return PlannedScore(entry, self._add(node), score, node, children, levels)

    def _node(self, score: Score, children: Sequence[PlannedScore | PlannedQuestion]) -> Node:
        defaults = self.questionnaire.defaults
        missing = score.missing or defaults.missing
        least = defaults.min_coverage if score.min_coverage is None else score.min_coverage
        by_levels = score.use == "level_values"
        return Node(
            children=tuple(child.row for child in children),
            weights=tuple(_weight(child.entry) for child in children),
            method=score.method,
            met_from=100.0 if score.met_from is None else score.met_from,
            missing_as_zero=missing == "count_as_zero",
            min_coverage=least,
            decimals=score.round,
            child_levels=_levels_of_all(children) if by_levels else None,
            caps=tuple(
                Cap(compiled(cap.if_, self.columns, self.places), cap.at_most) for cap in score.caps
            ),
        )

    def _question(self, question: ScoredBase, unit: QuestionPoints) -> PlannedQuestion:
        """Plan a question: its look-up, or a node over the look-ups of its columns."""
        key = (question.id, unit)
        if key not in self.planned:
            rows = [i for i, one in enumerate(self.lookups) if (one.question, one.unit) == key]
            row = self._question_row(question, rows, unit)
            self.planned[key] = PlannedQuestion(question, row)
        return self.planned[key]

    def _question_row(self, question: ScoredBase, rows: Sequence[int], unit: QuestionPoints) -> int:
        """Find the row of a question; options of a multiple choice and rows of a grid need a
        node."""
        cells = [self.columns[self.lookups[row].column].cell for row in rows]
        if not question.several and cells[0].id == question.id:
            return rows[0]
        adds_up = question.several or unit == "raw"
        return self._add(
            Node(
                children=tuple(rows),
                weights=tuple(cell.weight for cell in cells),
                method="sum" if adds_up else "weighted_mean",
                decimals=question.round,
                one_question=question.several,
            )
        )

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.lookups) + len(self.nodes) - 1


def _weight(entry: Questionnaire | Area | ScoredBase) -> float:
    if isinstance(entry, Questionnaire):
        return 1
    return -entry.weight if entry.deduct else entry.weight


def _levels_of_all(children: Sequence[PlannedScore | PlannedQuestion]) -> tuple[Levels, ...]:
    """Take the levels of children; checked questionnaires have them wherever they are needed."""
    return tuple(levels_of(child.levels) for child in children if isinstance(child, PlannedScore))


def levels_of(levels: Sequence[Level]) -> Levels:
    """Take the numbers of written levels."""
    return Levels(
        starts=tuple(level.from_ for level in levels),
        values=tuple(0.0 if level.value is None else level.value for level in levels),
    )
