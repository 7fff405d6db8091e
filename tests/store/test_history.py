"""What was said stays: each change is a row of its own, and the last one holds."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from audit.model.organisation import Channel, Unit, UnitId, UnitKind
from audit.model.waves import AssessmentState, Edition, Entry, Remark, Wave
from audit.store.assessments import (
    Turn,
    add_assessment,
    add_entries,
    add_remarks,
    load_assessment,
    load_assessments,
    load_entries,
    load_remarks,
    next_revision,
    same_in,
    submit,
)
from audit.store.engine import Connection, Engine, reading, writing
from audit.store.organisation import add_access_point, add_units, load_units
from audit.store.waves import (
    Written,
    add_wave,
    keep_questionnaire,
    load_editions,
    load_questionnaire,
    load_waves,
)

OFFICE = UnitId("office")
OPENING = Edition("opening", 1)
EARLIER = Wave("earlier", "2024", date(2024, 1, 1), date(2024, 2, 1))
LATER = Wave("later", "2026", date(2026, 1, 1), date(2026, 2, 1), min_group=7)
NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)


def begun(connection: Connection) -> int:
    """Write down one unit with one assessment in the later of two waves."""
    add_units(connection, [Unit(OFFICE, "Amt", UnitKind.DEPARTMENT, None, 5)])
    keep_questionnaire(connection, Written(OPENING, "id: opening – ä".encode(), "abc"))
    for wave in (LATER, EARLIER):
        add_wave(connection, wave, [OPENING])
    return add_assessment(connection, "later", OPENING, OFFICE, None)


def said(connection: Connection, assessment: int, cell: str, value: str) -> int:
    revision = next_revision(connection, assessment)
    assert revision is not None
    turn = Turn(assessment, revision, None, NOON)
    add_entries(connection, turn, {cell: Entry(value)})
    return revision


def test_saving_thrice_leaves_three_rows_and_the_last_holds(engine: Engine) -> None:
    with writing(engine) as connection:
        assessment = begun(connection)
    for value in ("no", "yes", "dont_know"):
        with writing(engine) as connection:
            said(connection, assessment, "ramp", value)
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT revision, value FROM answers ORDER BY revision"))
        assert [tuple(row) for row in rows] == [(1, "no"), (2, "yes"), (3, "dont_know")]
        assert load_entries(connection, [assessment]) == {
            assessment: {"ramp": (Entry("dont_know"), 3)}
        }


def test_what_holds_is_found_cell_by_cell_and_assessment_by_assessment(engine: Engine) -> None:
    with writing(engine) as connection:
        one = begun(connection)
        other = add_assessment(connection, "earlier", OPENING, OFFICE, None)
        said(connection, one, "a", "old")
        said(connection, one, "b", "stays")
        said(connection, one, "a", "new")
        said(connection, other, "a", "elsewhere")
        assert load_entries(connection, [one, other, 99]) == {
            one: {"a": (Entry("new"), 3), "b": (Entry("stays"), 2)},
            other: {"a": (Entry("elsewhere"), 1)},
            99: {},
        }
        assert load_entries(connection, []) == {}


def test_a_revision_is_written_once(engine: Engine) -> None:
    with writing(engine) as connection:
        assessment = begun(connection)
        said(connection, assessment, "ramp", "yes")
    with pytest.raises(IntegrityError), writing(engine) as connection:
        add_entries(connection, Turn(assessment, 1, None, NOON), {"ramp": Entry("no")})
    with reading(engine) as connection:
        assert load_entries(connection, [assessment])[assessment]["ramp"] == (Entry("yes"), 1)


FREE_TEXTS_ARE_FORGOTTEN = ("forgetting.py", "delete", "reply_answers")


def test_no_function_of_the_store_changes_or_deletes_what_was_said() -> None:
    """Append-only: answers, remarks and replies are only ever inserted. Only what the retention of
    free texts deletes is gone, and that has a module of its own."""
    from pathlib import Path

    import audit.store

    for file in Path(audit.store.__path__[0]).glob("*.py"):
        for table in ("answers", "remarks", "replies", "reply_answers"):
            for verb in ("update", "delete"):
                is_retention = (file.name, verb, table) == FREE_TEXTS_ARE_FORGOTTEN
                assert is_retention == (f"{verb}({table})" in file.read_text()), file.name


def test_the_moment_of_a_change_comes_back_in_utc(engine: Engine) -> None:
    from audit.store.schema import answers

    summer = datetime(2026, 7, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    with writing(engine) as connection:
        assessment = begun(connection)
        next_revision(connection, assessment)
        add_entries(connection, Turn(assessment, 1, None, summer), {"a": Entry("x")})
        [at] = connection.execute(answers.select().with_only_columns(answers.c.at)).scalars()
    assert at == summer
    assert at.utcoffset() == timedelta(0)


def test_remarks_keep_their_history_too(engine: Engine) -> None:
    with writing(engine) as connection:
        assessment = begun(connection)
        for comment in ("erst", "dann"):
            revision = next_revision(connection, assessment)
            assert revision is not None
            turn = Turn(assessment, revision, None, NOON)
            add_remarks(connection, turn, {"ramp": Remark(comment, need_for_action=True)})
        assert load_remarks(connection, [assessment]) == {
            assessment: {"ramp": (Remark("dann", need_for_action=True), 2)}
        }
        assert connection.execute(text("SELECT count(*) FROM remarks")).scalar() == 2


def test_after_handing_in_there_is_no_next_revision(engine: Engine) -> None:
    with writing(engine) as connection:
        assessment = begun(connection)
        assert next_revision(connection, assessment) == 1
        assert submit(connection, assessment, None, date(2026, 1, 11))
        assert next_revision(connection, assessment) is None
        assert not submit(connection, assessment, None, date(2026, 1, 12))
        found = load_assessment(connection, assessment)
    assert found is not None
    assert (found.state, found.revision) == (AssessmentState.SUBMITTED, 2)
    assert found.submitted_on == date(2026, 1, 11)


def test_nobody_counts_the_changes_of_an_assessment_that_does_not_exist(engine: Engine) -> None:
    with writing(engine) as connection:
        assert next_revision(connection, 4711) is None
        assert load_assessment(connection, 4711) is None


@pytest.mark.parametrize("with_door", [False, True])
def test_a_unit_or_door_is_assessed_once_per_wave(engine: Engine, with_door: bool) -> None:
    with writing(engine) as connection:
        begun(connection)
        door = add_access_point(connection, OFFICE, "Tür", Channel.ANALOGUE, "")
        add_assessment(connection, "later", OPENING, OFFICE, door)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        add_assessment(connection, "later", OPENING, OFFICE, door if with_door else None)


def test_the_same_in_another_wave_is_about_the_same_door(engine: Engine) -> None:
    with writing(engine) as connection:
        now = begun(connection)
        doors = [add_access_point(connection, OFFICE, n, Channel.ANALOGUE, "") for n in "ab"]
        of_unit, *of_doors = [
            add_assessment(connection, "earlier", OPENING, OFFICE, door) for door in (None, *doors)
        ]
        later = add_assessment(connection, "later", OPENING, OFFICE, doors[1])
        found = {
            one.id: same_in(connection, "earlier", one)
            for one in load_assessments(connection, "later")
        }
    assert {id_: None if same is None else same.id for id_, same in found.items()} == {
        now: of_unit,
        later: of_doors[1],
    }


def test_a_questionnaire_comes_back_byte_by_byte_and_is_kept_once(engine: Engine) -> None:
    with writing(engine) as connection:
        begun(connection)
        written = load_questionnaire(connection, OPENING)
        assert load_questionnaire(connection, Edition("opening", 2)) is None
    assert written == Written(OPENING, "id: opening – ä".encode(), "abc")
    with pytest.raises(IntegrityError), writing(engine) as connection:
        keep_questionnaire(connection, Written(OPENING, b"other", "def"))


def test_waves_are_listed_the_earliest_first(engine: Engine) -> None:
    with writing(engine) as connection:
        begun(connection)
        assert load_waves(connection) == [EARLIER, LATER]
        assert load_editions(connection, "later") == [OPENING]


def test_units_come_back_in_the_order_of_the_administration(engine: Engine) -> None:
    units = [Unit(UnitId(n), n, UnitKind.TEAM, None, None) for n in ("z", "a")]
    more = [Unit(UnitId("m"), "m", UnitKind.TEAM, UnitId("z"), 0)]
    with writing(engine) as connection:
        add_units(connection, units)
        add_units(connection, more)
        assert load_units(connection) == [*units, *more]
