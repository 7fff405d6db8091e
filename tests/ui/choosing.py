"""Choosing from Streamlit's lists, as a person does."""

from playwright.sync_api import Page, expect


def choose(page: Page, label: str, option: str, *, several: bool = False) -> None:
    """Choose from a list; one that must first be scrolled to closes at once when it is opened.

    A list from which several can be chosen stays open, and is closed here.
    """
    box = page.get_by_role("combobox", name=label)
    box.evaluate("box => box.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.wait_for_timeout(300)
    box.click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).click()
    if several:
        page.keyboard.press("Escape")
    else:
        expect(box).to_have_value(option)
