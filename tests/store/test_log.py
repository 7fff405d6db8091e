"""The log can be added to and read; whoever changes it is found out."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from audit.store.append_only import letting_go
from audit.store.engine import Engine, reading, writing
from audit.store.log import (
    BEGINNING,
    Deed,
    append,
    end,
    first_broken,
    forget_until,
    has_line,
    last_before,
    lines,
)
from audit.store.schema import log

AT = datetime(2026, 5, 15, 10, 30, 0, 123456, tzinfo=UTC)


def deed(about: str, **more: str) -> Deed:
    return Deed(AT, "paula", "filling_in.submit", "counter", about, **more)


def write(engine: Engine, *deeds: Deed) -> None:
    for one in deeds:
        with writing(engine) as connection:
            append(connection, one)


def test_what_was_written_down_is_read_in_the_same_order(engine: Engine) -> None:
    first = deed("Bogen 1", old="„alt“", new="neu\n\U0001f600")
    second = Deed(AT, None, "x", None, "")
    write(engine, first, second)
    with reading(engine) as connection:
        found = list(lines(connection))
        assert first_broken(connection) is None
    assert [(line.number, line.deed) for line in found] == [(1, first), (2, second)]


def test_an_empty_log_is_sound(engine: Engine) -> None:
    with reading(engine) as connection:
        assert first_broken(connection) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE log SET new = 'x' WHERE number = 2", 2),
        ("UPDATE log SET person = NULL WHERE number = 1", 1),
        ("UPDATE log SET hash = 'x' WHERE number = 3", 3),
        ("DELETE FROM log WHERE number = 1", 1),
        ("DELETE FROM log WHERE number = 2", 2),
        ("UPDATE log SET number = 7 WHERE number = 3", 3),
    ],
)
def test_a_changed_line_breaks_the_chain(engine: Engine, change: str, broken: int) -> None:
    write(engine, *(deed(f"Bogen {number}", new="a") for number in range(3)))
    with writing(engine) as connection, letting_go(connection, log):
        connection.execute(text(change))
    with reading(engine) as connection:
        assert first_broken(connection) == broken


def test_what_is_undone_leaves_no_line(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no"):
        _fail_after_writing(engine)
    with reading(engine) as connection:
        assert not list(lines(connection))


def _fail_after_writing(engine: Engine) -> None:
    with writing(engine) as connection:
        append(connection, deed("Bogen 1"))
        raise ValueError("no")


def test_many_at_once_make_one_chain_without_a_gap(engine: Engine) -> None:
    start = Barrier(4)

    def work(name: int) -> None:
        start.wait()
        write(engine, *(deed(f"Bogen {name}-{number}") for number in range(5)))

    threads = [Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert first_broken(connection) is None
        assert len(list(lines(connection))) == 20


def test_lines_whose_time_is_over_go_and_the_rest_stays_a_sound_chain(engine: Engine) -> None:
    write(engine, *(deed(f"Bogen {number}") for number in range(5)))
    with writing(engine) as connection:
        last = end(connection)
        assert forget_until(connection, 3) == 3
        assert forget_until(connection, 3) == 0
        assert end(connection) == last
    write(engine, deed("Bogen 5"))
    with reading(engine) as connection:
        assert [line.number for line in lines(connection)] == [4, 5, 6]
        assert first_broken(connection) is None
    with writing(engine) as connection:
        assert forget_until(connection, 6) == 3
        append(connection, deed("Bogen 6"))
    with reading(engine) as connection:
        assert [line.number for line in lines(connection)] == [7]
        assert first_broken(connection) is None


def test_what_was_deleted_by_hand_from_the_beginning_is_found_out(engine: Engine) -> None:
    write(engine, *(deed(f"Bogen {number}") for number in range(5)))
    with writing(engine) as connection:
        forget_until(connection, 2)
        with letting_go(connection, log):
            connection.execute(text("DELETE FROM log WHERE number = 3"))
    with reading(engine) as connection:
        assert first_broken(connection) == 3


def test_the_end_of_an_empty_log_is_its_beginning(engine: Engine) -> None:
    with reading(engine) as connection:
        assert end(connection) == (0, BEGINNING)


@pytest.mark.parametrize(("keep_from_day", "last"), [(1, None), (2, 1), (4, 3), (9, 5)])
def test_what_is_older_than_a_day_ends_before_the_first_line_that_is_not(
    engine: Engine, keep_from_day: int, last: int | None
) -> None:
    days = [AT.replace(day=day) for day in (1, 2, 3, 4, 5)]
    write(engine, *(Deed(day, None, "x", None, "") for day in days))
    with reading(engine) as connection:
        moment = AT.replace(day=keep_from_day)
        assert last_before(connection, moment) == last


def test_a_line_of_today_is_known(engine: Engine) -> None:
    write(engine, deed("Bogen 1"))
    with reading(engine) as connection:
        same = ("paula", "filling_in.submit", "Bogen 1")
        assert has_line(connection, *same, AT)
        assert not has_line(connection, *same, AT.replace(year=2027))
        assert not has_line(connection, "karl", *same[1:], AT)
