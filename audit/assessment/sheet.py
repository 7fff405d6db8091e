"""A questionnaire being filled in: what is asked now, what is done, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audit.assessment.coding import codes_of
from audit.assessment.plan import Plan
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Area
from audit.model.waves import Entry
from scoring.kernel import hide
from scoring.states import HIDDEN, NOT_ANSWERED


@dataclass(frozen=True)
class Progress:
    """How many of the questions that are asked now have an answer."""

    done: int
    asked: int


class Lack(Enum):
    """What a question lacks."""

    ANSWER = "answer"
    REASON = "reason"
    """It was said not to apply, without saying why."""


@dataclass(frozen=True)
class Gap:
    """A question that lacks something, and the area in which it stands."""

    area: Area
    question: QuestionBase
    lack: Lack


@dataclass(frozen=True, eq=False)
class Sheet:
    """What one subject has said so far; `entries` by cell."""

    plan: Plan
    entries: Mapping[str, Entry]
    areas: frozenset[str] | None = None
    """The areas that are filled in here; None: all. See `within`."""
    elsewhere: Mapping[str, Entry] = field(default_factory=dict)
    """What was said in other areas and decides what is asked here: calculated with, never shown."""

    @cached_property
    def codes(self) -> NDArray[np.int8]:
        """One column of codes, with what is not asked marked."""
        codes = [NOT_ANSWERED] * len(self.plan.columns)
        for cell, entry in {**self.elsewhere, **self.entries}.items():
            places = self.plan.cells[cell]
            columns = [self.plan.columns[place] for place in places]
            read = codes_of(entry.value, columns, self.plan.questionnaire)
            for place, code in zip(places, read, strict=True):
                codes[place] = code
        return hide(self.plan.scheme, np.array(codes, dtype=np.int8)[:, np.newaxis])

    def is_asked(self, question: QuestionBase) -> bool:
        """Tell whether the answers so far call for this question."""
        return self._shown[self.plan.places[question.id][0]]

    def asked(self, area: Area) -> list[QuestionBase]:
        """List the questions of an area that are asked now, without those of areas below."""
        return [question for question in area.questions if self.is_asked(question)]

    @cached_property
    def sections(self) -> tuple[Area, ...]:
        """The areas that have a question to ask now: what is filled in one after another."""
        return tuple(area for area in self._areas() if self.asked(area))

    def progress(self, area: Area | None = None) -> Progress:
        """Count what is done in an area, or everywhere."""
        areas = self._areas() if area is None else [area]
        asked = [question for one in areas for question in self.asked(one)]
        return Progress(sum(self.lack_of(question) is None for question in asked), len(asked))

    def lack_of(self, question: QuestionBase) -> Lack | None:
        """Say what a question lacks; None when it is done."""
        entries = [self.entries.get(cell.id, _NOTHING) for cell in question.cells()]
        if not all(entry.value for entry in entries):
            return Lack.ANSWER
        unexplained = any(e.value == "not_applicable" and not e.reason for e in entries)
        return Lack.REASON if unexplained else None

    def gaps(self) -> Iterator[Gap]:
        """List what is missing, in the order of the questionnaire."""
        for area in self.sections:
            for question in self.asked(area):
                lack = self.lack_of(question)
                if lack is not None:
                    yield Gap(area, question, lack)

    def within(self, areas: frozenset[str]) -> "Sheet":
        """Keep some areas, and of the others no more than what decides what is asked in these."""
        own = {cell for cell, area in self.plan.areas.items() if area in areas}
        decides = self.plan.questionnaire.deciding(areas)
        return Sheet(
            self.plan,
            {cell: entry for cell, entry in self.entries.items() if cell in own},
            areas,
            {
                cell: entry
                for cell, entry in self.entries.items()
                if cell not in own and cell.partition(".")[0] in decides
            },
        )

    def _areas(self) -> Iterator[Area]:
        for area in self.plan.questionnaire.all_areas():
            if self.areas is None or area.id in self.areas:
                yield area

    @cached_property
    def _shown(self) -> list[bool]:
        """For each column, whether it is asked."""
        shown: list[bool] = (self.codes[:, 0] != HIDDEN).tolist()
        return shown


_NOTHING = Entry()
