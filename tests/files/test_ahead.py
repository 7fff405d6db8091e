"""Parts that are prepared while the one before is used."""

from collections.abc import Iterator

import pytest

from audit.files.ahead import ahead


def test_parts_come_in_their_order_and_none_is_lost() -> None:
    for count in (0, 1, 2, 50):
        assert list(ahead(iter(range(count)))) == list(range(count))


def test_only_one_part_waits_however_slow_the_caller_is() -> None:
    prepared: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(10):
            prepared.append(number)
            yield number

    for number in ahead(parts()):
        assert len(prepared) <= number + 2


def test_what_goes_wrong_is_raised_after_the_parts_before_it() -> None:
    def parts() -> Iterator[str]:
        yield "fine"
        raise ValueError("here")

    found = ahead(parts())
    assert next(found) == "fine"
    with pytest.raises(ValueError, match="here"):
        next(found)


def test_who_stops_early_leaves_nothing_running() -> None:
    closed: list[bool] = []

    def parts() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.append(True)

    found = ahead(parts())
    next(found)
    del found
    assert closed == [True]
