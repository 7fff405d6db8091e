"""The long runs of `make soak`, a few times each: what breaks at once is noticed at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import Cluster
from tests.soak.power import CONTROLS, Mode, cut_often, power_losses

CHECKOUT = Path(__file__).parents[2]


def broken_on_purpose(*words: str) -> list[str]:
    """Run it in a program of its own: who forks must have no threads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", *words],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_nothing_that_was_acknowledged_is_lost_when_the_program_is_killed() -> None:
    lines = broken_on_purpose("--only", "kills", "--kills", "40")
    assert len(lines) == 9
    assert all("wrong: nothing" in line for line in lines)


def test_nothing_that_was_acknowledged_is_lost_when_the_power_is() -> None:
    tallies = list(power_losses(30))
    assert not [str(tally) for tally in tallies if tally.wrong]
    assert all(tally.acknowledged for tally in tallies)


@pytest.mark.parametrize("mode", CONTROLS, ids=lambda mode: mode.name)
def test_settings_that_are_less_careful_are_found_to_lose(mode: Mode) -> None:
    """So it is known that the test above could fail."""
    assert cut_often(mode, 20).wrong


@pytest.mark.usefixtures("postgres")
def test_whoever_overwrites_has_seen_what_they_overwrite() -> None:
    lines = broken_on_purpose("--only", "editors", "--editors", "6", "--saves", "10")
    assert len(lines) == 4
    assert all("60 acknowledged, wrong: nothing" in line for line in lines)


@pytest.mark.usefixtures("postgres")
def test_a_backup_under_load_comes_back_as_one_state() -> None:
    lines = broken_on_purpose("--only", "cycles", "--cycles", "2")
    assert len(lines) == 2


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(
    postgres: Cluster,
) -> None:
    assert postgres.main_process
    (line,) = broken_on_purpose("--only", "servers", "--server-kills", "2")
    assert "2 faults" in line
