"""The log can be added to and read; whoever changes it is found out."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from audit.store.engine import Engine, reading, writing
from audit.store.log import Deed, append, first_broken, lines

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
    with writing(engine) as connection:
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
