"""What is kept in memory equals the database, and is read again only where it changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event

from audit.assessment.results import coded
from audit.assessment.sheet import Sheet
from audit.model.answers import Answer
from audit.service.coded_waves import CodedWave, CodedWaves
from audit.service.figures import standing
from audit.service.filling_in import submit
from audit.service.forms import open_form
from audit.store.assessments import load_entries
from audit.store.engine import reading
from tests.service.town import ANNA, COUNTER, KARL, OPENING_NOW, SOCIAL, STELLA, UNITS, Town

VALUES = {
    "ramp": ["yes", "no", "dont_know", ""],
    "stairs": ["0", "3", "50", ""],
    "forms": ["none", "full", "not_applicable", ""],
    "tongues": ["en", "en|tr", "none", ""],
    "signs.web": ["a", "c", ""],
    "signs.paper": ["b", ""],
    "story": ["Es geht.", ""],
}


def kept(town: Town, memory: CodedWaves) -> CodedWave:
    with reading(town.house.engine) as connection:
        plan = town.house.plan(connection, OPENING_NOW)
        return memory.of(connection, "now", OPENING_NOW, plan)


@contextmanager
def answers_read(town: Town) -> Iterator[list[set[int]]]:
    """Collect of which assessments the answers are read, statement by statement."""
    found: list[set[int]] = []

    def note(_c: object, _k: object, statement: str, values: Any, *_: object) -> None:
        if "FROM answers" in statement:
            found.append(set(values.values() if isinstance(values, dict) else values))

    event.listen(town.house.engine, "before_cursor_execute", note)
    yield found
    event.remove(town.house.engine, "before_cursor_execute", note)


def test_after_one_save_only_that_assessment_is_read_again(town: Town) -> None:
    memory = CodedWaves()
    kept(town, memory)
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes"})
    with answers_read(town) as read:
        kept(town, memory)
    assert read == [{town.assessment(COUNTER)}]


def test_where_nothing_was_saved_no_answer_is_read(town: Town) -> None:
    memory = CodedWaves()
    kept(town, memory)
    with answers_read(town) as read:
        kept(town, memory)
    assert set().union(*read) == set()


def test_a_saved_answer_is_on_the_next_dashboard(town: Town) -> None:
    stella, assessment = town.caller(STELLA), town.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "no"})
    assert standing(town.house, stella, "now", "opening").subjects == ()
    submit(town.house, town.caller(KARL), assessment)
    found = standing(town.house, stella, "now", "opening")
    assert [subject.id for subject in found.subjects] == [str(assessment)]
    place = found.plan.places["ramp"][0]
    assert found.answers.codes[place].tolist() == [0]


@pytest.mark.parametrize("seed", range(3))
def test_after_any_saves_memory_equals_a_computation_from_scratch(town: Town, seed: int) -> None:
    chance, memory = Random(seed), CodedWaves()
    assessments = [town.assessment(unit.id) for unit in UNITS]
    for _ in range(25):
        assessment = chance.choice(assessments)
        if open_form(town.house, town.caller(ANNA), assessment).writable:
            cell = chance.choice(list(VALUES))
            value = chance.choice(VALUES[cell])
            town.say(ANNA, assessment, {cell: value}, reason="darum")
            if chance.random() < 0.1:
                submit(town.house, town.caller(ANNA), assessment)
        if chance.random() < 0.4:
            assert_equals_the_database(town, kept(town, memory))
    assert_equals_the_database(town, kept(town, memory))


def assert_equals_the_database(town: Town, found: CodedWave) -> None:
    ids = [one.id for one in found.assessments]
    with reading(town.house.engine) as connection:
        entries = load_entries(connection, ids)
    nothing = dict.fromkeys(found.plan.cells, "")
    answers = [
        Answer(str(id_), cell, value)
        for id_ in ids
        for cell, value in {**nothing, **{c: e.value for c, (e, _) in entries[id_].items()}}.items()
    ]
    assert np.array_equal(found.codes, coded(found.plan, answers).codes)
    sheets = [Sheet(found.plan, {c: e for c, (e, _) in entries[id_].items()}) for id_ in ids]
    assert found.progress() == [sheet.progress() for sheet in sheets]
    submitted = [str(one.id) for one in found.assessments if one.submitted_on is not None]
    assert list(found.submitted().subjects) == submitted


def test_only_what_was_handed_in_counts(town: Town) -> None:
    for unit in (SOCIAL, COUNTER):
        town.say(ANNA, town.assessment(unit), {"ramp": "yes"})
    submit(town.house, town.caller(ANNA), town.assessment(SOCIAL))
    found = kept(town, CodedWaves())
    assert found.codes.shape[1] == len(UNITS)
    assert found.submitted().subjects == (str(town.assessment(SOCIAL)),)


def test_a_wave_without_assessments_has_no_columns(town: Town) -> None:
    with reading(town.house.engine) as connection:
        plan = town.house.plan(connection, OPENING_NOW)
        found = CodedWaves().of(connection, "gone", OPENING_NOW, plan)
    assert found.codes.shape == (len(plan.columns), 0)
    assert found.progress() == []
    assert found.submitted().subjects == ()


def test_a_reader_of_an_older_state_does_not_spoil_it_for_the_next_one(
    town_in_postgres: Town,
) -> None:
    """Two readers share the memory. In SQLite a save waits for whoever still reads."""
    town, memory = town_in_postgres, CodedWaves()
    with reading(town.house.engine) as connection:
        plan = town.house.plan(connection, OPENING_NOW)
        memory.of(connection, "now", OPENING_NOW, plan)
        town.say(KARL, town.assessment(COUNTER), {"ramp": "yes"})
        newer = kept(town, memory)
        older = memory.of(connection, "now", OPENING_NOW, plan)
    assert not np.array_equal(newer.codes, older.codes)
    assert_equals_the_database(town, kept(town, memory))
