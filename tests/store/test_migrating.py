"""The migrated tables are those that the program expects, on both kinds of database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from audit.store.engine import Engine, open_engine, reading, sqlite_url, writing
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


def test_starting_twice_on_an_empty_file_makes_the_tables_once(tmp_path: Path) -> None:
    first, second = (open_engine(sqlite_url(tmp_path / "audit.db")) for _ in range(2))
    bring_up_to_date(first)
    bring_up_to_date(second)
    assert "people" in inspect(second).get_table_names()
    first.dispose()
    second.dispose()


def test_a_moment_needs_its_time_zone(engine: Engine) -> None:
    kind = Moment()
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(datetime(2026, 5, 15), engine.dialect)  # noqa: DTZ001
    assert kind.process_bind_param(None, engine.dialect) is None
    assert kind.process_result_value(None, engine.dialect) is None
    assert kind.process_result_value(datetime(2026, 5, 15), engine.dialect) == datetime(
        2026, 5, 15, tzinfo=UTC
    )
