"""Writes the sheet of one area: a row for each thing that can be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from audit.files.sheet_rows import KEYS, MARK, Line, lines_of
from audit.model.asked_when import asked_when
from audit.model.messages import Message, message
from audit.model.question_types import Control, QuestionBase, languages_in
from audit.model.questionnaire import Area
from audit.model.texts import WAYS_OUT, Wording, language_name, level_name
from audit.model.waves import Entry, Remark

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

CODES = "codes"
"""The sheet that nobody sees."""


class Formats:
    """How cells look."""

    def __init__(self, book: "Workbook") -> None:
        base = {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top"}
        # The text format keeps a spreadsheet from reading days and numbers into what is typed.
        box = {**base, "border": 1, "border_color": "#767676", "bg_color": "#FFF9E5"}
        box |= {"locked": False, "num_format": "@"}
        self.plain = book.add_format(base)
        self.bold = book.add_format({**base, "bold": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
        self.head = book.add_format({**base, "bold": True, "bottom": 2})
        self.box = book.add_format(box)
        self.number_box = book.add_format({**box, "num_format": "General"})
        self.day_box = book.add_format({**box, "num_format": "dd.mm.yyyy"})


def answers_of(question: QuestionBase, wording: Wording) -> dict[str, str]:
    """Name by code what can be chosen, ways out last; two answers never have the same name."""
    questionnaire = wording.questionnaire
    options = questionnaire.options_of(question)
    named = {option.code: wording.option(question, option) for option in options}
    for code in questionnaire.offered(question):
        named[code] = wording.language.say(WAYS_OUT[code])
    said = list(named.values())
    return {
        code: name if said.count(name) == 1 else f"{name} ({code})" for code, name in named.items()
    }


@dataclass(frozen=True)
class AreaPage:
    """The sheet of one area."""

    page: "Worksheet"
    formats: Formats
    wording: Wording
    lists: Mapping[str, str]
    """Where the answers of each question stand."""
    entries: Mapping[str, Entry]
    remarks: Mapping[str, Remark]

    def write(self, area: Area) -> None:
        """Write the title, the names of the columns, and the questions."""
        page = self.page
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&P / &N")
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width, None, {"hidden": not width})
        for column, key in enumerate(KEYS):
            page.write_string(0, column, key)
        page.set_row(0, None, None, {"hidden": True})
        page.write_string(1, _SHOWN, self.wording.of(area, area.title), self.formats.title)
        head = self._write_notes(2, area)
        for column, name in enumerate(_HEADS, _SHOWN):
            page.write_string(head, column, self._say(name), self.formats.head)
        page.freeze_panes(head + 1, _SHOWN + 2)
        page.repeat_rows(head)
        number = 0
        for row, line in enumerate(lines_of(self.wording.questionnaire, area), head + 1):
            number += line.begins
            self._write_line(row, line, number)

    def _say(self, sentence: Message) -> str:
        return self.wording.language.say(sentence)

    def _write_notes(self, row: int, area: Area) -> int:
        """Say what the area is about and when to fill it in; returns the next free row."""
        notes = [self.wording.of(area, area.about)] if area.about else []
        if area.show_if is not None:
            notes.append(self._say(asked_when(area.show_if, self.wording)))
        for place, note in enumerate(notes, row):
            last = _SHOWN + 3
            self.page.merge_range(place, _SHOWN + 1, place, last, "", self.formats.plain)
            self.page.write_string(place, _SHOWN + 1, note, self.formats.plain)
            # Spreadsheets find the height of a row by themselves, but not of joined cells.
            self.page.set_row(place, _LINE_HEIGHT * (1 + len(note) // _SIGNS_PER_LINE))
        return row + len(notes)

    def _write_line(self, row: int, line: Line, number: int) -> None:
        page, question = self.page, line.question
        for column, key in enumerate((question.id, line.cell, line.option)):
            page.write_string(row, column, key)
        if line.begins:
            text = self.wording.of(question, question.text)
            page.write_number(row, _SHOWN, number, self.formats.plain)
            page.write_string(row, _SHOWN + 1, text, self.formats.bold)
            page.write_string(row, _SHOWN + 2, self._help(question), self.formats.plain)
            self._write_remark(row, question)
        else:
            page.write_string(row, _SHOWN + 1, self._label(line), self.formats.plain)
        if line.cell:
            self._write_answer(row, line, self.entries.get(line.cell, Entry()))

    def _write_answer(self, row: int, line: Line, entry: Entry) -> None:
        if line.option:
            self._write_mark(row, "value", line.option in entry.value.split("|"))
        else:
            column = KEYS.index("value")
            self._write_value(row, column, line.question, entry.value)
            self.page.data_validation(row, column, row, column, self._rule(line.question))
        offered = self.wording.questionnaire.offered(line.question)
        if "not_applicable" in offered and line.option in {"", "not_applicable"}:
            self._write_text(row, "reason", entry.reason)

    def _label(self, line: Line) -> str:
        """Name a row of a grid, or an answer that can be marked."""
        if line.label:
            return self.wording.of(line.question, line.label)
        return f"– {answers_of(line.question, self.wording)[line.option]}"

    def _help(self, question: QuestionBase) -> str:
        """Say when to answer at all, what helps, and what each answer asks for."""
        said = []
        if question.show_if is not None:
            said.append(self._say(asked_when(question.show_if, self.wording)))
        if question.help:
            said.append(self.wording.of(question, question.help))
        for option in self.wording.questionnaire.options_of(question):
            if when := self.wording.when(question, option):
                said.append(f"{self.wording.option(question, option)}: {when}")
        if question.asked_by() is Control.LANGUAGES:
            said.append(self._say(_HOW_LANGUAGES))
        return "\n".join(said)

    def _write_remark(self, row: int, question: QuestionBase) -> None:
        remark = self.remarks.get(question.id, Remark())
        self._write_text(row, "comment", remark.comment)
        self._write_text(row, "evidence", remark.evidence)
        self._write_mark(row, "need", remark.need_for_action)

    def _write_mark(self, row: int, key: str, is_marked: bool) -> None:
        column = KEYS.index(key)
        self._write_text(row, key, MARK if is_marked else "")
        rule = {"validate": "list", "source": [MARK]}
        self.page.data_validation(row, column, row, column, rule)

    def _write_text(self, row: int, key: str, text: str) -> None:
        if text:
            self.page.write_string(row, KEYS.index(key), text, self.formats.box)
        else:
            self.page.write_blank(row, KEYS.index(key), None, self.formats.box)

    def _write_value(self, row: int, column: int, question: QuestionBase, value: str) -> None:
        """Write what was answered, as a number or a day where it is one."""
        control, formats = question.asked_by(), self.formats
        boxes = {Control.NUMBER: formats.number_box, Control.DAY: formats.day_box}
        box = boxes.get(control, formats.box)
        if not value:
            self.page.write_blank(row, column, None, box)
        elif value in WAYS_OUT:
            self.page.write_string(row, column, answers_of(question, self.wording)[value], box)
        elif control is Control.NUMBER:
            self.page.write_number(row, column, float(value.replace(",", ".")), box)
        elif control is Control.DAY:
            self.page.write_datetime(row, column, datetime.fromisoformat(value), box)
        else:
            self.page.write_string(row, column, self._written(question, value), box)

    def _written(self, question: QuestionBase, value: str) -> str:
        """Write a chosen answer by its name, languages by theirs, and a text as it is."""
        match question.asked_by():
            case Control.CHOICE:
                return answers_of(question, self.wording)[value]
            case Control.LANGUAGES:
                language = self.wording.language
                return "; ".join(
                    f"{language_name(code, language)}: "
                    f"{'/'.join(level_name(level, language) for level in levels)}"
                    for code, levels in languages_in(value).items()
                )
            case _:
                return value

    def _rule(self, question: QuestionBase) -> dict[str, Any]:
        """Offer what can be chosen; beside a free answer a list only offers, and forbids
        nothing."""
        rule: dict[str, Any] = {"validate": "any"}
        if answers_of(question, self.wording):
            is_choice = question.asked_by() is Control.CHOICE
            rule = {"validate": "list", "source": self.lists[question.id], "show_error": is_choice}
            rule["error_message"] = self._say(_FROM_THE_LIST)[:_LONGEST_HINT]
        hint = self._hint(question)
        if hint is not None:
            rule["input_message"] = self._say(hint)[:_LONGEST_HINT]
        return rule

    def _hint(self, question: QuestionBase) -> Message | None:
        """Say how to write a number or a day."""
        amount = question.amount()
        if amount is None:
            return _DAY if question.asked_by() is Control.DAY else None
        if amount.whole:
            return message("Eine ganze Zahl von {min} bis {max}.", min=amount.min, max=amount.max)
        return message("Eine Zahl von {min} bis {max}.", min=amount.min, max=amount.max)


_SHOWN = 3
"""The columns before are hidden: they name the question, the cell and the option of each row."""
_WIDTHS = (0, 0, 0, 5, 42, 48, 26, 24, 30, 30, 12)
_LINE_HEIGHT, _SIGNS_PER_LINE = 13, 110
_LONGEST_HINT = 255
"""Spreadsheets show no more."""

_HEADS = (
    message("Nr."),
    message("Frage"),
    message("Hilfe"),
    message("Antwort"),
    message("Warum trifft das nicht zu?"),
    message("Anmerkung"),
    message("Nachweis"),
    message("Handlungsbedarf"),
)
_DAY = message("Ein Tag, zum Beispiel 31.12.2026.")
_FROM_THE_LIST = message("Bitte wählen Sie eine Antwort aus der Liste.")
_HOW_LANGUAGES = message(
    "Schreiben Sie jede Sprache mit ihren Stufen, zum Beispiel: Türkisch: C1/B2; Arabisch: A2/A1"
)
