"""What somebody filled in is read as they meant it, or it is said where and how to mend it."""

import re
from datetime import date

import pytest

from audit.files.handed_back import read_handout
from audit.files.handed_out_pages import CODES
from audit.files.sheet_rows import KEYS
from audit.files.workbooks import NotOpened
from audit.model.messages import GERMAN
from audit.model.waves import Entry, Remark
from tests.files.handouts import ANSWERS, REMARKS, handed_out, read_back
from tests.files.spreadsheets import (
    Place,
    Typed,
    changed,
    filled_in,
    found,
    saved_by_another_program,
    sheet_part,
    shown_as_days,
)

EMPTY = handed_out({}, {})


@pytest.mark.parametrize(
    ("cell", "typed", "value"),
    [
        ("ramp", "Ja", "yes"),
        ("ramp", "  ja ", "yes"),
        ("forms", "weiß nicht", "dont_know"),
        ("way", "per  E-Mail", "mail"),
        ("signs.web", "sehr", "c"),
        ("stairs", 3.0, "3"),
        ("stairs", "3", "3"),
        ("stairs", "3 ", "3"),
        ("stairs", "weiß nicht", "dont_know"),
        ("hours", 2.5, "2.5"),
        ("hours", "2,5", "2,5"),
        ("hours", 0.1 + 0.2, "0.3"),
        ("since", date(2026, 12, 31), "2026-12-31"),
        ("since", "31.12.2026", "2026-12-31"),
        ("since", "1.2.2026", "2026-02-01"),
        ("since", "2026-12-31", "2026-12-31"),
        ("motto", 2026.0, "2026"),
        ("motto", "Zwei\nZeilen", "Zwei Zeilen"),
        ("story", " Viel \r\n geschafft\u202e\x0b ", "Viel \n geschafft"),
        ("story", "=1+1", "=1+1"),
        ("spoken", "Türkisch: C1/B2; arabisch:A2/a1", "tr:C1/B2|ar:A2/A1"),
        ("spoken", "de: Erst- oder Familiensprache / C2", "de:native/C2"),
    ],
)
def test_it_is_read_as_it_was_meant(cell: str, typed: Typed, value: str) -> None:
    if isinstance(typed, str) and "\x0b" in typed:
        typed = typed.replace("\x0b", "_x000B_")
    back = read_back(filled_in(EMPTY, {(cell, "value"): typed}))
    assert back.entries[cell] == Entry(value)
    assert back.misread == []


@pytest.mark.parametrize("mark", ["x", "X", " x", "✓", 1.0, True])
def test_a_mark_is_a_mark(mark: Typed) -> None:
    typed: dict[Place, Typed] = {
        ("tongues=tr", "value"): mark,
        ("tongues=en", "value"): "x",
        ("ramp", "need"): mark,
    }
    back = read_back(filled_in(EMPTY, typed))
    assert back.entries["tongues"] == Entry("en|tr")
    assert back.remarks["ramp"] == Remark(need_for_action=True)


def test_why_a_question_does_not_apply_is_read_with_it() -> None:
    typed: dict[Place, Typed] = {
        ("forms", "value"): "trifft nicht zu",
        ("forms", "reason"): "Wir haben keine.",
        ("tongues=not_applicable", "value"): "x",
        ("tongues=not_applicable", "reason"): "Wir sprechen nicht.",
    }
    back = read_back(filled_in(EMPTY, typed))
    assert back.entries["forms"] == Entry("not_applicable", "Wir haben keine.")
    assert back.entries["tongues"] == Entry("not_applicable", "Wir sprechen nicht.")


def test_an_answer_can_be_taken_away() -> None:
    back = read_back(filled_in(handed_out(), {("ramp", "value"): "", ("ramp", "need"): ""}))
    assert back.entries["ramp"] == Entry()
    assert back.remarks["ramp"] == Remark("Zwei Stufen", "Foto")


@pytest.mark.parametrize(
    ("place", "typed", "sentence", "hint"),
    [
        (("forms", "value"), "gantz", "„gantz“ steht nicht zur Auswahl.", "Meinten Sie „ganz“?"),
        (("forms", "value"), "7", "„7“ steht nicht zur Auswahl.", "Klicken Sie in das Feld"),
        (("stairs", "value"), 51.0, "51 liegt nicht zwischen 0 und 50.", "berichtigen"),
        (("stairs", "value"), 2.5, "„2.5“ ist keine ganze Zahl.", "berichtigen"),
        (("stairs", "value"), "viele", "„viele“ ist keine Zahl.", "berichtigen"),
        (("since", "value"), "neulich", "„neulich“ ist kein Tag.", "31.12.2026"),
        (("since", "value"), "31.02.2026", "„31.02.2026“ ist kein Tag.", "31.12.2026"),
        (("since", "value"), "46000", "„46000“ ist kein Tag.", "31.12.2026"),
        (("motto", "value"), "a" * 21, "länger als 20 Zeichen", "berichtigen"),
        (("ramp", "comment"), "a" * 10_001, "10001 Zeichen", "berichtigen"),
        (("ramp", "need"), "vielleicht", "„vielleicht“ ist kein x.", "leer"),
        (("tongues=en", "value"), "nein", "„nein“ ist kein x.", "leer"),
        (("ramp", "reason"), "Darum", "Grund, aber die Antwort", "Löschen Sie den Grund"),
        (("spoken", "value"), "Elbisch: A1/A1", "„Elbisch“ ist keine Sprache", "Hilfe"),
        (("spoken", "value"), "Türkisch: gut", "gehören 2 Stufen", "berichtigen"),
    ],
)
def test_what_is_not_understood_is_said_with_its_place_and_how_to_mend_it(
    place: Place, typed: Typed, sentence: str, hint: str
) -> None:
    data = filled_in(EMPTY, {place: typed, ("hours", "value"): 4.0})
    back = read_back(data)
    (misread,) = back.misread
    assert (misread.sheet, misread.place) == found(data, place)
    assert sentence in GERMAN.say(misread.sentence)
    assert hint in GERMAN.say(misread.hint)
    assert back.entries["hours"] == Entry("4")


def test_what_is_not_understood_is_no_answer() -> None:
    back = read_back(filled_in(handed_out(), {("forms", "value"): "gantz"}))
    assert "forms" not in back.entries


def test_a_way_out_beside_other_marks_is_not_understood() -> None:
    typed: dict[Place, Typed] = {
        ("tongues=en", "value"): "x",
        ("tongues=dont_know", "value"): "x",
    }
    data = filled_in(EMPTY, typed)
    (misread,) = read_back(data).misread
    assert misread.place == found(data, ("tongues=dont_know", "value"))[1]


def test_an_answer_that_a_spreadsheet_made_a_day_is_not_taken_for_something_else() -> None:
    data = filled_in(EMPTY, {("way", "value"): date(2026, 2, 1), ("stairs", "value"): 40_000.0})
    for cell in ("way", "stairs"):
        data = shown_as_days(data, (cell, "value"), like=("since", "value"))
    back = read_back(data)
    assert ["Datum gemacht" in GERMAN.say(one.sentence) for one in back.misread] == [True, True]
    assert not {"way", "stairs"} & back.entries.keys()


@pytest.mark.parametrize("order", [KEYS, KEYS[::-1]], ids=["as it was", "columns moved"])
def test_another_program_may_have_saved_it(order: tuple[str, ...]) -> None:
    back = read_back(saved_by_another_program(handed_out(), order))
    assert {cell: entry for cell, entry in back.entries.items() if entry != Entry()} == ANSWERS
    assert {one: remark for one, remark in back.remarks.items() if remark != Remark()} == REMARKS
    assert back.misread == []


def test_a_row_that_was_copied_is_not_read_twice() -> None:
    data = handed_out()
    part = sheet_part(data, "1 Zugang")
    back = read_back(changed(data, part, _first_question_copied))
    assert back.entries["ramp"] == Entry("no")
    assert [GERMAN.say(one.sentence) for one in back.misread] == [
        "Zu dieser Frage gibt es in der Datei zwei Zeilen."
    ]


def _first_question_copied(sheet: str) -> str:
    row = re.search(r'<row r="5".*?</row>', sheet, re.DOTALL)
    assert row
    again = re.sub(r'r="([A-Z]*)5"', r'r="\g<1>900"', row[0])
    return sheet.replace("</sheetData>", f"{again}</sheetData>")


def test_a_row_of_another_questionnaire_is_said_to_be_none() -> None:
    data = handed_out()
    part = "xl/sharedStrings.xml"
    back = read_back(changed(data, part, lambda text: text.replace(">forms<", ">gone<")))
    assert {GERMAN.say(one.sentence) for one in back.misread} == {
        "Diese Zeile gehört zu keiner Frage dieses Bogens."
    }
    assert "forms" not in back.entries


def test_a_file_that_is_not_ours_is_not_read() -> None:
    other = changed(
        EMPTY, "xl/workbook.xml", lambda text: text.replace(f'name="{CODES}"', 'name="Tabelle1"')
    )
    with pytest.raises(NotOpened, match="kein Bogen, der hier heruntergeladen wurde"):
        read_handout(other)
