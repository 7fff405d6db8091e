"""Whatever is written on a colour can be read, for every value."""

import pytest

from audit.charts.palette import (
    BLACK,
    FALLEN,
    INK,
    MISSING_FILL,
    RANGE,
    RISEN,
    SAME,
    WHITE,
    contrast,
    fill,
    ink,
)

READABLE = 4.5
"""WCAG 2.2, 1.4.3."""


def test_black_on_white_has_the_greatest_contrast_there_is() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)


@pytest.mark.parametrize("points", [tenth / 10 for tenth in range(1001)])
def test_the_number_in_a_cell_can_be_read(points: float) -> None:
    assert contrast(fill(points), ink(points)) >= READABLE


def test_more_points_are_darker() -> None:
    lightness = [contrast(fill(points), BLACK) for points in range(101)]
    assert lightness == sorted(lightness, reverse=True)


def test_the_stops_are_met_exactly() -> None:
    assert tuple(fill(points) for points in (0, 25, 50, 75, 100)) == RANGE


@pytest.mark.parametrize("colour", [RISEN, FALLEN, SAME, INK])
def test_what_is_written_in_a_colour_can_be_read_on_white(colour: str) -> None:
    assert contrast(colour, WHITE) >= READABLE


def test_the_dash_in_an_empty_cell_can_be_read() -> None:
    assert contrast(MISSING_FILL, BLACK) >= READABLE
