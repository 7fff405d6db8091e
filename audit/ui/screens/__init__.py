"""The screens, one file each, in the order of the navigation."""

from audit.ui.frame import Screen
from audit.ui.screens import (
    doors,
    fill_in,
    hand_in,
    links,
    own_result,
    preview,
    start,
    take_part,
    tasks,
)

SCREENS: tuple[Screen, ...] = (
    start.SCREEN,
    tasks.SCREEN,
    fill_in.SCREEN,
    hand_in.SCREEN,
    own_result.SCREEN,
    doors.SCREEN,
    links.SCREEN,
    preview.SCREEN,
    take_part.SCREEN,
)
