"""An assessment goes out as a workbook that says the same, and nothing else."""

import re
from datetime import date

import pytest

from audit.files.handed_out_pages import CODES
from audit.files.workbooks import open_workbook
from audit.model.waves import Entry, Remark
from audit.service.house import speak
from tests.files.handouts import ANSWERS, REMARKS, handed_out, read_back
from tests.files.spreadsheets import found, parts_of, sheet_part

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
    "\t=1+1",
    " =1+1",
    "＝1+1",
    "http://127.0.0.1/x",
    "mailto:a@b.de",
    "internal:codes!A1",
    "_x0041_",
    "</t></is><f>1+1</f>",
    "&e; ]]>",
    "{=1+1}",
    "Ü" * 10_000,
    "👩‍👩‍👧 🇩🇪",
]


def test_what_goes_out_comes_back_the_same() -> None:
    back = read_back(handed_out())
    assert {cell: entry for cell, entry in back.entries.items() if entry != Entry()} == ANSWERS
    assert {one: remark for one, remark in back.remarks.items() if remark != Remark()} == REMARKS
    assert back.misread == []


def test_every_question_comes_back_also_without_an_answer() -> None:
    back = read_back(handed_out({}, {}))
    assert back.entries == dict.fromkeys(ANSWERS, Entry())
    assert set(back.remarks.values()) == {Remark()}


def test_it_comes_back_from_any_language() -> None:
    back = read_back(handed_out(language=speak("en")))
    assert back.entries["ramp"] == Entry("no")
    assert back.entries["signs.paper"] == Entry("dont_know")


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_somebody_wrote_stays_a_text(text: str) -> None:
    data = handed_out({"story": Entry(text)}, {"ramp": Remark(text, text)})
    parts = parts_of(data)
    sheets = {name: part for name, part in parts.items() if "worksheets/sheet" in name}
    assert len(sheets) == 4
    for part in sheets.values():
        assert not re.search(r"<f[ >/]|<hyperlink", part)
    assert not any("hyperlink" in part for name, part in parts.items() if name.endswith(".rels"))
    sheet, cell = found(data, ("story", "value"))
    assert re.search(rf'<c r="{cell}" s="\d+" t="s">', parts[sheet_part(data, sheet)])
    back = read_back(data)
    assert back.entries["story"].value == text.strip()
    assert back.remarks["ramp"].evidence == text.strip()


def test_it_tells_nothing_about_who_made_it_where_and_when() -> None:
    parts = parts_of(handed_out())
    core = parts["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2000-01-01T"}
    assert handed_out() == handed_out()


def test_only_what_is_to_be_filled_in_is_unlocked() -> None:
    data = handed_out({}, {})
    parts = parts_of(data)
    cell_styles = re.findall(r"<xf ([^>]*?)(?:/>|>(.*?)</xf>)", _cell_styles(parts), re.DOTALL)
    open_styles = {
        str(place) for place, (_, inner) in enumerate(cell_styles) if 'locked="0"' in inner
    }
    sheet = parts[sheet_part(data, "1 Zugang")]
    unlocked = {
        cell for cell, style in re.findall(r'<c r="(\w+)" s="(\d+)"', sheet) if style in open_styles
    }
    wanted = {
        found(data, (place, key))[1]
        for place in ("ramp", "stairs", "forms", "way")
        for key in ("value", "reason", "comment", "evidence", "need")
        if (place, key) != ("stairs", "reason")
    }
    assert wanted < unlocked
    assert {cell.rstrip("0123456789") for cell in unlocked} == set("GHIJK")
    for name, part in parts.items():
        if "worksheets/sheet" in name:
            assert 'sheetProtection sheet="1"' in part, name


def _cell_styles(parts: dict[str, str]) -> str:
    return parts["xl/styles.xml"].partition("<cellXfs")[2].partition("</cellXfs>")[0]


def test_the_codes_are_there_and_nobody_sees_them() -> None:
    data = handed_out()
    assert re.search(f'name="{CODES}"[^>]*state="veryHidden"', parts_of(data)["xl/workbook.xml"])
    lines = open_workbook(data).sheets[CODES]
    assert ("forms", "teils", "some") in [line[:3] for line in lines]


def test_a_choice_offers_its_answers_and_its_ways_out() -> None:
    data = handed_out()
    sheet, cell = found(data, ("forms", "value"))
    part = parts_of(data)[sheet_part(data, sheet)]
    rule = re.search(
        rf'<dataValidation type="list"[^>]*sqref="{cell}"><formula1>codes!\$B\$(\d+):\$B\$(\d+)<',
        part,
    )
    assert rule
    first, last = int(rule[1]), int(rule[2])
    offered = [line[1] for line in open_workbook(data).sheets[CODES][first - 1 : last]]
    assert offered == ["gar nicht", "teils", "ganz", "weiß nicht", "trifft nicht zu"]


def test_the_cover_says_whose_it_is_until_when_and_how() -> None:
    cover = open_workbook(handed_out()).sheets["Deckblatt"]
    text = "\n".join(str(cell) for row in cover for cell in row)
    for wanted in (
        "Offenheit",
        "Bürgerservice",
        "Erhebung 2026",
        "31. Mai 2026",
        "trifft nicht zu",
    ):
        assert wanted in text


def test_a_question_that_depends_on_another_says_so() -> None:
    rows = open_workbook(handed_out()).sheets["1 Zugang"]
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert "Nur ausfüllen, wenn bei „Kommt man ohne Stufen hinein?“ steht: „Nein“." in text


def test_a_day_goes_out_as_a_day() -> None:
    data = handed_out()
    sheet, _ = found(data, ("since", "value"))
    assert date(2024, 2, 29) in [cell for row in open_workbook(data).sheets[sheet] for cell in row]
