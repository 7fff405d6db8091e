"""What only grows is guarded by the database itself, and deleted on purpose alone."""

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DBAPIError

from audit.store.append_only import GUARDED, guard, letting_go, unguarded
from audit.store.engine import Engine, reading, writing
from audit.store.schema import answers, log

FILLED = (
    "INSERT INTO units (id, name, kind, place) VALUES ('u', 'U', 'city', 0)",
    "INSERT INTO questionnaires VALUES ('q', 1, '', '')",
    "INSERT INTO waves (id, title, opens, closes, min_group)"
    " VALUES ('w', 'W', '2026-01-01', '2026-02-01', 5)",
    "INSERT INTO assessments (id, wave, questionnaire, version, unit, state, revision)"
    " VALUES (1, 'w', 'q', 1, 'u', 'draft', 1)",
    "INSERT INTO answers VALUES (1, 'c', 1, 'yes', '', NULL, '2026-01-02 00:00:00', NULL)",
    "INSERT INTO remarks VALUES (1, 'c', 1, '', '', FALSE, NULL, '2026-01-02 00:00:00')",
    "INSERT INTO people (id, name) VALUES ('p', 'P')",
    "INSERT INTO course VALUES (1, 1, 'submitted', NULL, '2026-01-02 00:00:00', '')",
    "INSERT INTO comments VALUES (1, 1, 'q', 'said', 'Ja', 'p', '2026-01-02', NULL)",
    "INSERT INTO approvals VALUES (1, 1, 'p', '2026-01-02 00:00:00', 'q', 1, '', 1, 1, '')",
    "INSERT INTO unit_history VALUES ('u', 1, '2026-01-02', 'V', 'city', NULL, NULL)",
    "INSERT INTO wave_units VALUES ('w', 'u', 'U', 'city', NULL, NULL, 0)",
    "INSERT INTO new_versions VALUES (1, 1, 1, NULL, '2026-01-02 00:00:00')",
    "INSERT INTO agreements VALUES (1, 'q', 1, '', NULL, '2026-01-02 00:00:00')",
    "INSERT INTO evidence VALUES ('e', 1, 'q', 1, 'pdf', 'a.pdf', '', 1, '', 'p',"
    " '2026-01-02 00:00:00')",
    "INSERT INTO evidence_contents VALUES ('e', '')",
    "INSERT INTO evidence_ends VALUES ('e', 2, 'p', '2026-01-02 00:00:00')",
    "INSERT INTO log VALUES (1, '2026-01-02 00:00:00', NULL, 'x', NULL, '', '', '', '')",
)
TABLES = [table.name for table in GUARDED]


def do(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def count(engine: Engine, table: str) -> int:
    with reading(engine) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {table}",
        "UPDATE {table} SET {first} = 7",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "TRUNCATE {table}",
    ],
)
def test_the_database_refuses_to_change_what_only_grows(
    engine: Engine, table: str, statement: str
) -> None:
    do(engine, *FILLED)
    firsts = {
        "log": "number",
        "comments": "number",
        "wave_units": "place",
        "evidence_contents": "content",
    }
    first = firsts.get(table, "revision")
    with pytest.raises(DBAPIError):
        do(engine, statement.format(table=table, first=first))
    assert count(engine, table) == 1


@pytest.mark.parametrize("name", TABLES)
def test_the_refusal_says_why(engine: Engine, name: str) -> None:
    do(engine, *FILLED)
    with pytest.raises(DBAPIError, match=f"{name} is append-only"):
        do(engine, f"DELETE FROM {name}")


def test_who_lets_go_may_delete_this_once_and_only_there(engine: Engine) -> None:
    do(engine, *FILLED)
    with writing(engine) as connection, letting_go(connection, answers):
        connection.execute(delete(answers))
    assert count(engine, "answers") == 0
    with pytest.raises(DBAPIError), writing(engine) as connection, letting_go(connection, answers):
        connection.execute(delete(log))
    assert count(engine, "log") == 1
    with pytest.raises(DBAPIError):
        do(engine, "DELETE FROM log")


def test_a_missing_or_open_guard_is_found_and_put_up_again(engine: Engine) -> None:
    with reading(engine) as connection:
        assert unguarded(connection) == []
    of_table = " ON answers" if engine.dialect.name == "postgresql" else ""
    do(
        engine,
        f"DROP TRIGGER keep_answers_delete{of_table}",
        "INSERT INTO letting_go_of VALUES ('log')",
    )
    with reading(engine) as connection:
        assert unguarded(connection) == ["answers", "log"]
    do(engine, "DELETE FROM letting_go_of")
    with writing(engine) as connection:
        guard(connection)
    with reading(engine) as connection:
        assert unguarded(connection) == []
