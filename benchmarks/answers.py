"""Made-up answers, the same every time: as codes, as people read them, and as a file.

They are drawn in blocks that depend on nothing but their number, so the first thousand respondents
are the same among a thousand and among five million.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from audit.assessment.columns import Column
from audit.assessment.plan import Plan, plan_of
from audit.files.questionnaires import load_questionnaire
from scoring.states import DONT_KNOW, NOT_ANSWERED, NOT_APPLICABLE
from scoring.summaries import Key

QUESTIONNAIRE = Path(__file__).with_name("questionnaire.yaml")

UNITS, WAVES = 20, 3
GROUP_BY = ("unit", "wave")

BLOCK = 1 << 14
"""Respondents that are drawn at once."""

ROW_GROUP = 64
"""Blocks in one row group of a file: about a million rows, as pandas and Arrow write them."""

STATES = (
    (0.08, NOT_ANSWERED),
    (0.02, DONT_KNOW),
    (0.05, NOT_APPLICABLE),
)
"""How often there is no answer: 10 % are missing, 5 % do not apply."""

TILTS = np.linspace(-2, 2, 8)
"""Leanings of respondents, from answers at the lower end to answers at the upper end."""

DRAWS = 1 << 16

Written = dict[str, str | float]
"""What one respondent has written, by question; what is not answered is not there."""

Storage = Literal["text", "numbers"]
"""How a file stores answers: their codes as text, or numbers wherever the codes are numbers."""


@dataclass(frozen=True, eq=False)
class Respondents:
    """Some respondents and what they answered.

    given  questions x respondents: the place of the option, or the number itself; or a state
    """

    plan: Plan
    given: NDArray[np.int8]
    units: NDArray[np.int8]
    waves: NDArray[np.int8]

    @property
    def groups(self) -> NDArray[np.intp]:
        """Say for every respondent which of the `keys` it belongs to."""
        return self.units.astype(np.intp) * WAVES + self.waves

    def codes(self) -> NDArray[np.int8]:
        """Give what `scoring` reads: columns x respondents."""
        codes = self.given.copy()
        for row, column in zip(codes, self.plan.columns, strict=True):
            if column.edges:
                reached = np.searchsorted(column.edges, row, side="right")
                np.copyto(row, reached.astype(np.int8), where=row >= 0)
        return codes

    def written(self) -> list[Written]:
        """Give what people read: for every respondent the answers by question."""
        names = [column.cell.id for column in self.plan.columns]
        words = [_words(column) for column in self.plan.columns]
        return [
            {
                name: word[value]
                for name, word, value in zip(names, words, values, strict=True)
                if value != NOT_ANSWERED
            }
            for values in self.given.T.tolist()
        ]


def load_plan() -> Plan:
    """Read the questionnaire of the benchmark."""
    return plan_of(load_questionnaire(QUESTIONNAIRE))


def keys() -> tuple[Key, ...]:
    """List all combinations of unit and wave."""
    return tuple((unit, wave) for unit in _names_of_units() for wave in _names_of_waves())


def respondents(plan: Plan, count: int) -> Respondents:
    """Draw so many respondents."""
    parts = list(_blocks(plan, count))
    return Respondents(
        plan,
        np.concatenate([part.given for part in parts], axis=1),
        np.concatenate([part.units for part in parts]),
        np.concatenate([part.waves for part in parts]),
    )


def save_answers(path: Path, plan: Plan, count: int, storage: Storage) -> None:
    """Write so many respondents to a Parquet file, one row each, sorted by subject."""
    batches: list[pa.RecordBatch] = []
    writer: pq.ParquetWriter | None = None
    subject = 1
    for part in _blocks(plan, count):
        batches.append(_batch(part, subject, storage))
        subject += batches[-1].num_rows
        if len(batches) == ROW_GROUP or subject > count:
            writer = writer or pq.ParquetWriter(path, batches[0].schema, store_schema=False)
            writer.write_table(pa.Table.from_batches(batches))
            batches.clear()
    if writer is not None:
        writer.close()


def _blocks(plan: Plan, count: int) -> Iterator[Respondents]:
    """Draw block by block; the last one is cut."""
    for number, start in enumerate(range(0, count, BLOCK)):
        size = min(BLOCK, count - start)
        whole = _block(plan, number)
        yield Respondents(plan, whole.given[:, :size], whole.units[:size], whole.waves[:size])


def _block(plan: Plan, number: int) -> Respondents:
    chance = np.random.default_rng([2024, number])
    units = chance.integers(UNITS, size=BLOCK, dtype=np.int8)
    waves = chance.integers(WAVES, size=BLOCK, dtype=np.int8)
    leaning = units.astype(np.intp) % 4 + waves + chance.integers(3, size=BLOCK)
    given = np.empty((len(plan.columns), BLOCK), dtype=np.int8)
    for row, column in zip(given, plan.columns, strict=True):
        drawn = chance.integers(DRAWS, size=BLOCK, dtype=np.uint16)
        table = _table(len(column.options) or 101)
        np.take(table, leaning * DRAWS + drawn, out=row)
    return Respondents(plan, given, units, waves)


@lru_cache
def _table(values: int) -> NDArray[np.int8]:
    """Make a table from leaning and draw to one of so many values, or to a state."""
    shares = np.exp(np.outer(TILTS, np.linspace(0, 1, values)))
    shares *= (1 - sum(share for share, _ in STATES)) / shares.sum(axis=1, keepdims=True)
    states = np.tile([share for share, _ in STATES], (len(TILTS), 1))
    ends = np.cumsum(np.hstack([states, shares]), axis=1) * DRAWS
    outcomes = np.array([*(state for _, state in STATES), *range(values)], dtype=np.int8)
    draws = np.arange(DRAWS) + 0.5
    return np.concatenate([outcomes[np.searchsorted(end[:-1], draws)] for end in ends])


def _words(column: Column) -> dict[int, str | float]:
    """Say how each value of a column is written."""
    codes = [option.code for option in column.options]
    written: dict[int, str | float] = dict(enumerate(codes or map(float, range(101))))
    return written | {DONT_KNOW: "dont_know", NOT_APPLICABLE: "not_applicable"}


def _batch(part: Respondents, first: int, storage: Storage) -> pa.RecordBatch:
    """Lay out respondents as a table: subject, unit, wave, and a column per question."""
    subjects = [f"p{number:07}" for number in range(first, first + len(part.units))]
    answers = {
        column.cell.id: _stored(row, column, storage)
        for row, column in zip(part.given, part.plan.columns, strict=True)
    }
    return pa.record_batch(
        {
            "subject": pa.array(subjects),
            "unit": pa.DictionaryArray.from_arrays(part.units, _names_of_units()),
            "wave": pa.DictionaryArray.from_arrays(part.waves, _names_of_waves()),
            **answers,
        }
    )


def _stored(row: NDArray[np.int8], column: Column, storage: Storage) -> pa.Array:
    """Store one question. Among numbers there is no place for what is unknown or does not apply."""
    codes = [option.code for option in column.options] or [str(number) for number in range(101)]
    if storage == "numbers" and all(code.isdigit() for code in codes):
        numbers = np.array(codes, dtype=np.float64)
        return pa.array(numbers[np.maximum(row, 0)], mask=row < 0)
    unknown, foreign = len(codes), len(codes) + 1
    places = np.select([row >= 0, row == DONT_KNOW], [row, unknown], foreign).astype(np.int8)
    words = [*codes, "dont_know", "not_applicable"]
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=row == NOT_ANSWERED), words)


def _names_of_units() -> list[str]:
    return [f"unit-{number:02}" for number in range(1, UNITS + 1)]


def _names_of_waves() -> list[str]:
    return [str(2024 + number) for number in range(WAVES)]
