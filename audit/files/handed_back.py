"""Reads what somebody filled in in a workbook that was handed out, cell by cell.

Spreadsheets change what they are given: numbers come back as 3.0, days as days, texts with blanks
behind them. Whatever cannot be understood is said with its sheet, its cell and how to mend it;
the rest is read all the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from babel import Locale

from audit.assessment.coding import NotAnAnswer, codes_of
from audit.assessment.plan import Plan
from audit.files.handed_out import FORM, Label
from audit.files.handed_out_pages import CODES
from audit.files.sheet_rows import KEYS, MARK
from audit.files.workbooks import NotOpened, Rows, Value, Workbook, as_text, open_workbook, place_of
from audit.model.messages import Message, Translator, message
from audit.model.problems import nearest, one_line
from audit.model.question_types import CEFR, LANGUAGES, Control, QuestionBase, language_list
from audit.model.texts import WAYS_OUT, level_name
from audit.model.waves import Entry, Remark
from audit.model.written import cleaned, too_long


@dataclass(frozen=True)
class Misread:
    """A cell that could not be understood: where it stands, what is wrong, how to mend it."""

    sheet: str
    place: str
    """As people see it, e.g. `G12`."""
    sentence: Message
    hint: Message


@dataclass(frozen=True)
class Returned:
    """A workbook that came back: whose it is, and its rows, not yet understood."""

    label: Label
    names: Mapping[str, Mapping[str, str]]
    """For each question, from the name of each answer to its code, as they were handed out."""
    rows: tuple["Row", ...]


@dataclass(frozen=True)
class Row:
    """A row about a question."""

    sheet: str
    number: int
    """From 0."""
    columns: Mapping[str, int]
    values: Mapping[str, Value]
    """By the names of the columns."""

    def text(self, key: str) -> str:
        """Take a cell as text, without what nobody can see."""
        return cleaned(as_text(self.values.get(key, "")))

    def misread(self, key: str, sentence: Message, hint: Message) -> Misread:
        """Say what is wrong with a cell of this row."""
        return Misread(self.sheet, place_of(self.number, self.columns[key]), sentence, hint)


@dataclass
class Understood:
    """What a workbook says."""

    entries: dict[str, Entry] = field(default_factory=dict)
    """By cell, also empty ones; a cell that is missing in the file is missing here."""
    remarks: dict[str, Remark] = field(default_factory=dict)
    """By question, likewise."""
    misread: list[Misread] = field(default_factory=list)


def read_handout(data: bytes) -> Returned:
    """Open a workbook and find its rows. Raises `NotOpened`, also for files that are not ours."""
    book = open_workbook(data)
    label, names = _label_of(book)
    rows = [row for name, rows in book.sheets.items() if name != CODES for row in _rows(name, rows)]
    return Returned(label, names, tuple(rows))


def _label_of(book: Workbook) -> tuple[Label, dict[str, dict[str, str]]]:
    lines = [[cleaned(as_text(value)) for value in row] for row in book.sheets.get(CODES, ())]
    said = {line[0]: line[1] for line in lines if len(line) > 1}
    fields = [said.get(name, "") for name in ("assessment", "version", "revision")]
    if said.get("form") != FORM or not all(re.fullmatch("[0-9]{1,9}", text) for text in fields):
        raise NotOpened(_NOT_OURS)
    assessment, version, revision = map(int, fields)
    names: dict[str, dict[str, str]] = {}
    for question, name, code in (line[:3] for line in lines if len(line) > 2 and line[2]):
        names.setdefault(question, {})[_alike(name)] = code
    return Label(assessment, said.get("questionnaire", ""), version, revision), names


def _rows(sheet: str, rows: Rows) -> Iterator[Row]:
    """List the rows below the names of the columns; a sheet without these says nothing."""
    columns: dict[str, int] = {}
    for number, cells in enumerate(rows):
        if not columns:
            found = {cell: place for place, cell in enumerate(cells) if cell in KEYS}
            columns = {str(key): place for key, place in found.items()}
            if not {"question", "value"} <= columns.keys():
                columns = {}
            continue
        values = {key: cells[place] for key, place in columns.items()}
        if as_text(values["question"]).strip():
            yield Row(sheet, number, columns, values)


def understand(returned: Returned, plan: Plan, languages: Sequence[Translator]) -> Understood:
    """Read each row as an answer to its question; `languages` may name levels and languages."""
    return _Reader(returned, plan, languages).read()


class _Reader:
    """One workbook being read."""

    def __init__(self, returned: Returned, plan: Plan, languages: Sequence[Translator]) -> None:
        self.returned = returned
        self.plan = plan
        self.languages = languages
        self.questions = {one.id: one for one in plan.questionnaire.questions()}
        self.found = Understood()

    def read(self) -> Understood:
        marked: dict[str, list[Row]] = {}
        for row in self.returned.rows:
            question = self.questions.get(row.text("question"))
            cell, option = row.text("cell"), row.text("option")
            if question is None or (cell and cell not in self.plan.cells):
                self._misread(row, "question", _NO_SUCH_QUESTION, _DO_NOT_CHANGE)
                continue
            if not option and (cell in {"", question.id}) and question.id not in self.found.remarks:
                self._read_remark(row, question)
            if option:
                marked.setdefault(cell, []).append(row)
            elif cell and cell in self.found.entries:
                self._misread(row, "value", _TWICE, _DO_NOT_CHANGE)
            elif cell:
                self._take(row, cell, self._value(row, question), row.text("reason"))
        for cell, rows in marked.items():
            self._read_marks(cell, rows)
        return self.found

    def _misread(self, row: Row, key: str, sentence: Message, hint: Message) -> None:
        self.found.misread.append(row.misread(key, sentence, hint))

    def _take(self, row: Row, cell: str, value: str | None, reason: str) -> None:
        """Keep what is said about a cell, if it is an answer to it."""
        if value is None:
            return
        columns = [self.plan.columns[place] for place in self.plan.cells[cell]]
        try:
            codes_of(value, columns, self.plan.questionnaire)
        except NotAnAnswer as problem:
            self._misread(row, "value", problem.sentence, problem.hint or _MEND)
            return
        for key, text in (("value", value), ("reason", reason)):
            if long := too_long(text):
                self._misread(row, key, long, _MEND)
                return
        if reason and value != "not_applicable":
            self._misread(row, "reason", _REASON_FOR_NOTHING, _WHEN_A_REASON)
            reason = ""
        self.found.entries[cell] = Entry(value, reason)

    def _read_marks(self, cell: str, rows: list[Row]) -> None:
        """Put the marked answers together, in the order of the questionnaire."""
        marks = {row.text("option"): self._is_marked(row, "value") for row in rows}
        if None in marks.values():
            return
        chosen = [code for code, is_marked in marks.items() if is_marked]
        reason = next((row.text("reason") for row in rows if row.text("reason")), "")
        if len(chosen) > 1 and (ways_out := [code for code in chosen if code in WAYS_OUT]):
            row = next(row for row in rows if row.text("option") == ways_out[0])
            self._misread(row, "value", _MARKED_BESIDE_OTHERS, _ONE_OR_OTHERS)
            return
        self._take(rows[0], cell, "|".join(chosen), reason)

    def _read_remark(self, row: Row, question: QuestionBase) -> None:
        needs = self._is_marked(row, "need")
        remark = Remark(row.text("comment"), row.text("evidence"), bool(needs))
        for key in ("comment", "evidence"):
            if long := too_long(row.text(key)):
                self._misread(row, key, long, _MEND)
                return
        if needs is not None:
            self.found.remarks[question.id] = remark

    def _is_marked(self, row: Row, key: str) -> bool | None:
        """Tell whether there is a mark; None when it is something else."""
        text = row.text(key).casefold()
        if text in {"", *_MARKS}:
            return bool(text)
        self._misread(row, key, message("„{text}“ ist kein x.", text=one_line(text)), _MARK_OR_NOT)
        return None

    def _value(self, row: Row, question: QuestionBase) -> str | None:
        """Read a value as it is stored; None when it is not understood."""
        text = row.text("value")
        names = self.returned.names.get(question.id, {})
        code = names.get(_alike(text))
        if not text or code is not None:
            return code or ""
        match question.asked_by():
            case Control.CHOICE:
                self._say_what_to_choose(row, text, names)
                return None
            case Control.DAY:
                return self._day(row, text)
            case Control.NUMBER if isinstance(row.values["value"], date):
                self._misread(row, "value", _A_DAY_NOW, _WRITE_A_NUMBER)
                return None
            case Control.LANGUAGES:
                return self._spoken(row, text)
            case Control.LINE:
                return re.sub(r"\s*\n\s*", " ", text)
            case _:
                return text

    def _say_what_to_choose(self, row: Row, text: str, names: Mapping[str, str]) -> None:
        if isinstance(row.values["value"], date):
            self._misread(row, "value", _A_DAY_NOW, _CHOOSE_FROM_THE_LIST)
            return
        near = nearest(_alike(text), names)
        sentence = message("„{text}“ steht nicht zur Auswahl.", text=one_line(text))
        if near is None:
            self._misread(row, "value", sentence, _CHOOSE_FROM_THE_LIST)
        else:
            self._misread(row, "value", sentence, message("Meinten Sie „{word}“?", word=near))

    def _day(self, row: Row, text: str) -> str | None:
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, form).date().isoformat()
            except ValueError:
                continue
        sentence = message("„{text}“ ist kein Tag.", text=one_line(text))
        self._misread(row, "value", sentence, _WRITE_A_DAY)
        return None

    def _spoken(self, row: Row, text: str) -> str | None:
        """Read languages with their levels, in the words of any language of the app."""
        found: dict[str, list[str]] = {}
        for part in re.split(r"[;|\n]", text):
            name, _, levels = part.partition(":")
            code = _language(name, self.languages)
            if code is None:
                sentence = message("„{text}“ ist keine Sprache.", text=one_line(name.strip()))
                self._misread(row, "value", sentence, _WRITE_LANGUAGES)
                return None
            found[code] = [_level(level, self.languages) for level in levels.split("/")]
        return language_list(found)


def _language(name: str, languages: Sequence[Translator]) -> str | None:
    wanted = _alike(name)
    if wanted in LANGUAGES:
        return wanted
    for language in languages:
        for code, said in Locale.parse(language.language).languages.items():
            if code in LANGUAGES and _alike(str(said)) == wanted:
                return str(code)
    return None


def _level(name: str, languages: Sequence[Translator]) -> str:
    """Read the name of a level; what is none stays as it is, and is no answer."""
    named = {_alike(level_name(level, one)): level for one in languages for level in CEFR}
    return named.get(_alike(name), name.strip())


def _alike(text: str) -> str:
    """Make texts the same that people take for the same: blanks and capitals do not count."""
    return " ".join(text.split()).casefold()


_MARKS = (MARK, "✓", "1")

_NOT_OURS = message(
    "Diese Arbeitsmappe ist kein Bogen, der hier heruntergeladen wurde, oder es fehlt darin ein "
    "Blatt. Bitte füllen Sie den Bogen in der heruntergeladenen Datei selbst aus."
)
_NO_SUCH_QUESTION = message("Diese Zeile gehört zu keiner Frage dieses Bogens.")
_TWICE = message("Zu dieser Frage gibt es in der Datei zwei Zeilen.")
_DO_NOT_CHANGE = message("Bitte fügen Sie in der Datei keine Zeilen ein, und kopieren Sie keine.")
_MEND = message("Bitte berichtigen Sie die Angabe in der Datei.")
_REASON_FOR_NOTHING = message("Hier steht ein Grund, aber die Antwort ist nicht „trifft nicht zu“.")
_WHEN_A_REASON = message("Löschen Sie den Grund, oder wählen Sie als Antwort „trifft nicht zu“.")
_MARKED_BESIDE_OTHERS = message("Das ist neben anderen Antworten angekreuzt.")
_ONE_OR_OTHERS = message("Löschen Sie dieses x, oder alle anderen zu dieser Frage.")
_MARK_OR_NOT = message("Setzen Sie ein x, oder lassen Sie das Feld leer.")
_A_DAY_NOW = message("Das Tabellenprogramm hat aus dieser Antwort ein Datum gemacht.")
_CHOOSE_FROM_THE_LIST = message(
    "Klicken Sie in das Feld und wählen Sie eine Antwort aus der Liste."
)
_WRITE_A_NUMBER = message("Stellen Sie das Feld auf „Zahl“ um, und schreiben Sie sie noch einmal.")
_WRITE_A_DAY = message("Schreiben Sie den Tag wie 31.12.2026.")
_WRITE_LANGUAGES = message("Schreiben Sie Sprachen wie in der Hilfe daneben.")
