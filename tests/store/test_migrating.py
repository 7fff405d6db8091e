"""The migrated tables are those that the program expects, on both kinds of database."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

import audit
from audit.store.engine import Engine, open_engine, reading, writing
from audit.store.migrating import TooNew, bring_up_to_date
from audit.store.schema import Moment, metadata
from tests.databases import Databases


def test_migrated_tables_equal_those_of_the_program(engine: Engine) -> None:
    with reading(engine) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_migrated_tables_have_the_same_rules(engine: Engine) -> None:
    """What the comparison above does not look at: keys, checks, and what deletes what."""
    found = inspect(engine)
    for table in metadata.sorted_tables:
        assert set(found.get_pk_constraint(table.name)["constrained_columns"]) == set(
            table.primary_key.columns.keys()
        )
        checks = {check["name"] for check in found.get_check_constraints(table.name)}
        assert checks == ({"ck_sessions_one_of_both"} if table.name == "sessions" else set())
        unique = {i["name"] for i in found.get_indexes(table.name) if i["unique"]}
        assert unique == {index.name for index in table.indexes if index.unique}


def test_a_second_start_changes_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO people (id, name) VALUES ('a', 'A')"))
    bring_up_to_date(engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 1


def test_tables_of_a_newer_version_are_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(TooNew, match="9999"):
        bring_up_to_date(engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == (
            "9999"
        )


def test_a_migration_that_fails_half_way_leaves_nothing_behind(databases: Databases) -> None:
    """Somebody else's table stands in the way of one of the last."""
    with databases.copy_of("in-the-way", _with_a_table_in_the_way) as url:
        engine = open_engine(url)
        with pytest.raises(DBAPIError):
            bring_up_to_date(engine)
        assert inspect(engine).get_table_names() == ["sessions"]
        engine.dispose()


def _with_a_table_in_the_way(url: str) -> None:
    engine = open_engine(url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE sessions (id INTEGER)"))
    engine.dispose()


START = """
import sys
from audit.store.engine import open_engine
from audit.store.migrating import bring_up_to_date
engine = open_engine(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
bring_up_to_date(engine)
"""


def test_two_programs_that_start_together_make_the_tables_once(databases: Databases) -> None:
    with databases.copy_of("nothing", _touched) as url:
        starting = [
            subprocess.Popen(
                [sys.executable, "-c", START, url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=Path(audit.__file__).parents[1],
            )
            for _ in range(2)
        ]
        for one in starting:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in starting:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        ends = [(one.communicate()[1], one.returncode) for one in starting]
        assert ends == [("", 0)] * 2


def _touched(url: str) -> None:
    engine = open_engine(url)
    with engine.connect():
        pass
    engine.dispose()


def test_a_moment_needs_its_time_zone(engine: Engine) -> None:
    kind = Moment()
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(datetime(2026, 5, 15), engine.dialect)
    assert kind.process_bind_param(None, engine.dialect) is None
    assert kind.process_result_value(None, engine.dialect) is None
    assert kind.process_result_value(datetime(2026, 5, 15), engine.dialect) == datetime(
        2026, 5, 15, tzinfo=UTC
    )
