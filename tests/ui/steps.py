"""What somebody does on a page before a picture of it is taken."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.ui.conftest import settle

Step = Callable[[Page], None]


def click(what: str) -> Step:
    return lambda page: page.locator(what).first.click()


def follow(cell: str) -> Step:
    """Click on a cell of the heat map."""

    def followed(page: Page) -> None:
        found = page.locator(f'svg.marks [aria-label^="{cell}"]').first
        found.click(force=True)  # the number stands before the cell
        expect(page).to_have_url(re.compile("/erklaerung"))
        expect(page.locator("h1")).to_have_text(["Wie eine Zahl entsteht"])

    return followed


def answer(question: str, *answers: str) -> Step:
    """Give one answer after the other, so that the last one is new and is saved."""

    def given(page: Page) -> None:
        asked = page.locator(f".st-key-frage-{question}")
        for text in answers:
            asked.get_by_text(text, exact=True).click()
            expect(asked.get_by_role("radio", name=text)).to_be_checked()
            settle(page)
        expect(asked.get_by_text("Gespeichert um")).to_be_visible()

    return given


def upload(name: str, *lines: str) -> Step:
    """Send a file with these lines."""

    def sent(page: Page) -> None:
        content = "\n".join(lines).encode()
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )
        page.get_by_role("button", name="Datei hochladen").click()
        expect(page.get_by_text(f"Datei: {name}")).to_be_visible()

    return sent


def send_units(page: Page) -> None:
    """Send the file with the units of today, changed as a reform would."""
    held = page.context.request.get(f"{origin(page)}/dienststellen.csv").text().strip("\ufeff")
    renamed = held.replace("Fachdienst Standesamt", "Fachdienst Standesamt und Einbürgerung")
    moved = re.sub("(?m)^(stadtbibliothek;.*);kultur;", r"\1;schulen-sport;", renamed)
    kept = [line for line in moved.splitlines() if not line.startswith("kita-waldwichtel;")]
    upload("Dienststellen.csv", *kept, "stab-klima;Stabsstelle Klima;Stabsstelle;musterstadt;4")(
        page
    )


def origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def open_the_thread(page: Page) -> None:
    page.get_by_role("button", name="Kommentare: 2, offen").click()


def close_the_wave(page: Page) -> None:
    page.get_by_text("Ja, diese Runde soll jetzt enden.").click()
    page.get_by_role("button", name="Runde jetzt schließen").click()
    expect(page.get_by_role("heading", name="Wieder öffnen")).to_be_visible()
