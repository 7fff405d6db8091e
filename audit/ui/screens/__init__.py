"""The screens, one file each, in the order of the navigation."""

from audit.ui.frame import Screen
from audit.ui.screens import doors, fill_in, hand_in, own_result, start, take_part, tasks

SCREENS: tuple[Screen, ...] = (
    start.SCREEN,
    tasks.SCREEN,
    fill_in.SCREEN,
    hand_in.SCREEN,
    own_result.SCREEN,
    doors.SCREEN,
    take_part.SCREEN,
)
