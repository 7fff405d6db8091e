"""Choosing from Streamlit's lists and menus, as a person does.

A list closes when the page is drawn anew or scrolled just after it was opened; a person then opens
it again.
"""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.ui.conftest import SETTLED

A_LOOK = 2_000
"""Milliseconds after which a person sees that a list is not open, or has closed again."""


def choose(where: Page | Locator, label: str, option: str, *, several: bool = False) -> None:
    """Choose from a list; one from which several can be chosen stays open, and is closed here."""
    box = where.get_by_role("combobox", name=label)
    pick(box, option)
    if several:
        box.press("Escape")
        expect(box.page.locator("[data-tag]", has_text=option)).to_be_visible()
    else:
        expect(box).to_have_value(option)


def pick(box: Locator, option: str) -> None:
    """Click on what a list offers, whatever the list shows then."""
    offered = box.page.get_by_role("option", name=option, exact=True)

    def attempt() -> None:
        box.click(timeout=A_LOOK)
        box.press("ControlOrMeta+a", timeout=A_LOOK)
        box.page.keyboard.type(option)
        offered.click(timeout=A_LOOK)

    _until_done(attempt)


def choose_from_menu(more: Locator, option: str, *, by_keyboard: bool = False) -> None:
    """Choose what the menu behind a button offers.

    A button whose menu is open is out of reach, and another click would close the menu.
    """
    menu = more.page.get_by_role("menu")
    offered = more.page.get_by_role("menuitem", name=option)

    def attempt() -> None:
        if not menu.is_visible():
            _click(more, by_keyboard=by_keyboard)
        _click(offered, by_keyboard=by_keyboard)

    _until_done(attempt)


def _until_done(attempt: Callable[[], None]) -> None:
    """Open it again as long as a page may take to be complete."""
    until = time.monotonic() + SETTLED / 1000
    while True:
        try:
            return attempt()
        except TimeoutError:
            if time.monotonic() > until:
                raise


def _click(what: Locator, *, by_keyboard: bool) -> None:
    if by_keyboard:
        what.press("Enter", timeout=A_LOOK)
    else:
        what.click(timeout=A_LOOK)
