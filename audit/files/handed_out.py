"""Writes an assessment as a workbook, to be filled in by somebody who has no access to the app.

A cover sheet, one sheet per area, and one that nobody sees: it says to which assessment the file
belongs, and which code stands behind each answer that can be chosen. Only cells to be filled in
are unlocked. Whatever a person wrote is a text to the spreadsheet, never a formula or a link.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from babel.dates import format_date

from audit.assessment.sheet import Sheet
from audit.files.handed_out_pages import CODES, AreaPage, Formats, answers_of
from audit.model.messages import Message, Translator, message
from audit.model.questionnaire import Area
from audit.model.texts import Wording
from audit.model.waves import Remark

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FORM = "interkulturelle-oeffnung-bogen-1"
"""Tells our files from others; the number rises when their structure changes."""


@dataclass(frozen=True)
class Label:
    """To which assessment a file belongs, and when it was handed out."""

    assessment: int
    questionnaire: str
    version: int
    revision: int
    """What had been saved when the file was written: later changes are seen by it."""


@dataclass(frozen=True, eq=False)
class Handout:
    """An assessment as it is handed out."""

    label: Label
    sheet: Sheet
    remarks: Mapping[str, Remark]
    about: str
    """The unit or the access point."""
    wave: str
    closes: date


def write_handout(handout: Handout, language: Translator) -> bytes:
    """Write the workbook; the same assessment gives the same bytes."""
    from xlsxwriter import Workbook  # large, and few processes ever write one

    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as book:
        # Otherwise the moment of writing: it is nobody's business when somebody did what.
        book.set_properties({"created": datetime(2000, 1, 1)})
        _write_sheets(book, handout, Wording(handout.sheet.plan.questionnaire, language))
    return file.getvalue()


def _write_sheets(book: "Workbook", handout: Handout, wording: Wording) -> None:
    """Write all sheets; the cover is what opens first."""
    formats = Formats(book)
    cover = book.add_worksheet(wording.language.say(_COVER))
    areas = [area for area in wording.questionnaire.all_areas() if area.questions]
    pages = [(area, book.add_worksheet(name)) for area, name in _named(areas, wording)]
    codes = book.add_worksheet(CODES)
    _write_cover(cover, formats, handout, wording)
    lists = _write_codes(codes, handout.label, wording)
    for area, page in pages:
        AreaPage(page, formats, wording, lists, handout.sheet.entries, handout.remarks).write(area)
    codes.very_hidden()
    for page in book.worksheets():
        page.protect("", {"format_columns": True, "format_rows": True})


def _named(areas: Sequence[Area], wording: Wording) -> Iterator[tuple[Area, str]]:
    """Name the sheets as spreadsheets allow: without some signs, and at most 31 of them."""
    for number, area in enumerate(areas, 1):
        title = re.sub(r"[\[\]:*?/\\']", " ", wording.of(area, area.title))
        yield area, " ".join(f"{number} {title}".split())[:31].strip()


def _write_codes(page: "Worksheet", label: Label, wording: Wording) -> dict[str, str]:
    """Write whose file it is, then the answers of each question with their codes.

    Returns where the answers of each question stand, as a spreadsheet says it.
    """
    for row, (name, value) in enumerate((("form", FORM), *vars(label).items())):
        page.write_string(row, 0, name)
        page.write_string(row, 1, str(value))
    row = 1 + len(vars(label))
    lists = {}
    for question in wording.questionnaire.questions():
        named = answers_of(question, wording)
        for offset, (code, said) in enumerate(named.items()):
            page.write_string(row + offset, 0, question.id)
            page.write_string(row + offset, 1, said)
            page.write_string(row + offset, 2, code)
        lists[question.id] = f"={CODES}!$B${row + 1}:$B${row + len(named)}"
        row += len(named)
    return lists


def _write_cover(page: "Worksheet", formats: Formats, handout: Handout, wording: Wording) -> None:
    """Say which assessment it is, until when, and how to fill it in."""
    questionnaire, say = wording.questionnaire, wording.language.say
    page.hide_gridlines(2)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 76)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, wording.of(questionnaire, questionnaire.title), formats.title)
    day = format_date(handout.closes, format="long", locale=wording.language.language)
    row = 2
    for name, text in ((_ABOUT, handout.about), (_WAVE, handout.wave), (_UNTIL, day)):
        page.write_string(row, 0, say(name), formats.bold)
        page.write_string(row, 1, text, formats.plain)
        row += 1
    for text in (questionnaire.about or "", questionnaire.notice or ""):
        for paragraph in filter(str.strip, wording.of(questionnaire, text).split("\n")):
            row += 1
            page.write_string(row, 1, paragraph.strip(), formats.plain)
    row += 2
    page.write_string(row, 0, say(_HOW), formats.bold)
    for number, step in enumerate(_STEPS, 1):
        page.write_string(row, 1, f"{number}. {say(step)}", formats.plain)
        row += 1


_A4 = 9

_COVER = message("Deckblatt")
_ABOUT = message("Bogen für")
_WAVE = message("Erhebungsrunde")
_UNTIL = message("Ausfüllen bis")
_HOW = message("So geht es")
_STEPS: Sequence[Message] = (
    message(
        "Jedes Themenfeld hat ein eigenes Blatt; Sie finden die Blätter unten. Füllen Sie nur die "
        "hell hinterlegten Felder aus. Alles andere ist gesperrt."
    ),
    message(
        "Klicken Sie in ein Antwortfeld: Wo es Antworten zur Auswahl gibt, öffnet sich eine Liste."
    ),
    message("Wo mehrere Antworten möglich sind, setzen Sie ein x neben jede, die zutrifft."),
    message(
        "Ein leeres Feld heißt: nicht beantwortet. Das zählt als fehlend, nicht als null Punkte."
    ),
    message("Wenn Sie „trifft nicht zu“ wählen, nennen Sie daneben kurz den Grund."),
    message("Bitte nennen Sie in Anmerkungen und Nachweisen keine Namen von Menschen."),
    message(
        "Speichern Sie die Datei als Excel-Arbeitsmappe (.xlsx) und geben Sie sie der Person "
        "zurück, von der Sie sie haben. Sie prüft alles, bevor es übernommen wird."
    ),
)
