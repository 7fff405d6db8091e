"""How long what is kept is settled in one place, and by whoever runs the audit."""

import pytest

from audit.model.retention import MOST_DAYS, PERIODS, NotAPeriod, periods_of


def test_what_nobody_settles_keeps_its_proposal() -> None:
    assert list(periods_of("").values()) == list(PERIODS)


def test_each_town_settles_its_own_periods() -> None:
    periods = periods_of("log=180  free-texts=0")
    assert (periods["log"].days, periods["free-texts"].days, periods["stays"].days) == (180, 0, 0)


@pytest.mark.parametrize("word", ["logs=3", "log", "log=", "log=-1", "log=1.5", "log=٣", "log==1"])
def test_a_period_that_is_none_is_named(word: str) -> None:
    with pytest.raises(NotAPeriod, match=r"„log.* ist keine Frist") as refusal:
        periods_of(f"free-texts=90 {word}")
    assert f"„{word}“" in str(refusal.value)


def test_nothing_is_kept_for_ever() -> None:
    with pytest.raises(NotAPeriod, match="zu lang"):
        periods_of(f"log={MOST_DAYS + 1}")
