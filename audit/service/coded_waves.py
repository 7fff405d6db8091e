"""The answers of a wave as codes, kept in memory and brought up to date, never made anew.

Every assessment has a revision that rises with each save. Only the columns of assessments whose
revision has changed are read and coded again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from audit.assessment.plan import Plan
from audit.assessment.results import CodedAnswers, coded
from audit.assessment.sheet import Progress
from audit.model.answers import Answer
from audit.model.waves import Assessment, Edition
from audit.store import assessments as store
from audit.store.engine import Connection
from scoring.kernel import hide
from scoring.states import HIDDEN, NOT_ANSWERED

Codes = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class CodedWave:
    """All assessments of a wave with one edition of a questionnaire, drafts too."""

    plan: Plan
    assessments: tuple[Assessment, ...]
    codes: Codes
    """Columns of the plan x assessments."""

    def submitted(self) -> CodedAnswers:
        """Take what counts: what was handed in. The subjects are numbers of assessments."""
        places = [place for place, one in enumerate(self.assessments) if one.state.counts]
        subjects = tuple(str(self.assessments[place].id) for place in places)
        return CodedAnswers(self.plan, subjects, self.codes[:, places])

    def progress(self) -> list[Progress]:
        """Count, for every assessment, the questions that are asked and those that are done."""
        shown = hide(self.plan.scheme, self.codes)
        asked = np.zeros(shown.shape[1], dtype=np.int64)
        done = np.zeros(shown.shape[1], dtype=np.int64)
        for question in self.plan.questionnaire.questions():
            cells = shown[list(self.plan.places[question.id])]
            is_asked = cells[0] != HIDDEN
            asked += is_asked
            done += is_asked & (cells != NOT_ANSWERED).all(axis=0)
        return [Progress(int(d), int(a)) for d, a in zip(done, asked, strict=True)]


@dataclass(eq=False)
class CodedWaves:
    """What is kept in memory of all waves."""

    _kept: dict[tuple[str, Edition], dict[int, tuple[int, Codes]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, connection: Connection, wave: str, edition: Edition, plan: Plan) -> CodedWave:
        """Take a wave's answers to one edition, as they are in this transaction."""
        found = [
            one
            for one in store.load_assessments(connection, wave, questionnaire=edition.questionnaire)
            if one.edition == edition
        ]
        with self._lock:
            kept = dict(self._kept.get((wave, edition), {}))
        stale = [one for one in found if kept.get(one.id, (-1, None))[0] != one.revision]
        kept.update(_columns(connection, plan, stale))
        with self._lock:
            self._kept[wave, edition] = kept
        columns = [kept[one.id][1] for one in found]
        empty = np.empty((len(plan.columns), 0), dtype=np.int8)
        return CodedWave(plan, tuple(found), np.stack(columns, axis=1) if columns else empty)


def _columns(
    connection: Connection, plan: Plan, stale: list[Assessment]
) -> Mapping[int, tuple[int, Codes]]:
    """Read and code the answers of some assessments."""
    entries = store.load_entries(connection, [one.id for one in stale])
    untouched = np.full(len(plan.columns), NOT_ANSWERED, dtype=np.int8)
    answers = [
        Answer(str(id_), cell, entry.value)
        for id_, held in entries.items()
        for cell, (entry, _) in plan.known(held).items()
        if entry.value != "not_applicable" or entry.reason  # unexplained, it is not an answer yet
    ]
    read = coded(plan, answers)
    columns = {int(subject): read.codes[:, at] for at, subject in enumerate(read.subjects)}
    return {one.id: (one.revision, columns.get(one.id, untouched)) for one in stale}
