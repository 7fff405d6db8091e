"""Whatever somebody writes into whichever field: it is kept as it is, and leaves as it came."""

import inspect
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from csv import reader
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.files.handed_out import write_handout
from audit.files.log_files import as_csv, as_json_lines
from audit.files.workbooks import open_workbook
from audit.model.messages import GERMAN
from audit.model.organisation import Channel, UnitKind
from audit.model.waves import Entry, Remark
from audit.model.written import cleaned
from audit.service.access_points import change, register
from audit.service.actions import ACTIONS, NotDone
from audit.service.approving import give_back
from audit.service.commenting import say
from audit.service.delegating import give, given_out, hand_back
from audit.service.evidence import add_link
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import open_form
from audit.service.handing_over import hand_out
from audit.service.house import QUESTIONNAIRES
from audit.service.logbook import Search, export_log
from audit.service.own_data import all_about_me, correct_my_name
from audit.service.people import add_person, change_person
from audit.service.sides import agree, ask_for, compare, withdraw
from audit.service.taking_part import keep
from audit.service.units import add_unit, change_unit
from audit.service.wave_course import close_early, reopen
from audit.service.wave_plans import new_plan, save_plan
from audit.ui.log_file import log_as_csv, log_as_json_lines
from tests.hostile import LINES, TEXTS
from tests.service.test_rights import function_of, modules
from tests.service.town import ARNO, BUILDING, COUNTER, KARL, NOBODY, PAULA, Town

Write = Callable[[Town, str, int], object]
"""Writes a text, for the so-manieth time, and returns what is kept of it."""


@dataclass(frozen=True)
class Field:
    """A place where people write."""

    write: Write
    parameters: tuple[str, ...]
    """Of the action, through which the text comes."""
    one_line: bool = True
    small_letters: bool = False


def last(town: Town, query: str) -> object:
    return town.rows(query)[-1][0]


def door(town: Town, text: str, number: int) -> object:
    karl = town.caller(KARL)
    made = register(town.house, karl, COUNTER, f"{text} {number}", Channel.DIGITAL, text)
    row = town.rows(f"SELECT name, note FROM access_points WHERE id = {made}")[0]
    assert row[0] == cleaned(f"{text} {number}")
    return row[1]


def door_changed(town: Town, text: str, number: int) -> object:
    place = town.door(COUNTER)
    change(town.house, town.caller(KARL), place, f"{text} {number}", text, closed=False)
    return last(town, f"SELECT note FROM access_points WHERE id = {place}")


def why(town: Town, text: str, _number: int) -> object:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    submit(town.house, karl, assessment)
    after = open_form(town.house, karl, assessment).assessment.revision
    give_back(town.house, town.caller(PAULA), assessment, text, after=after)
    given_back = open_form(town.house, karl, assessment).course.given_back
    return given_back and given_back.why


def answer(town: Town, text: str, _number: int) -> object:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    after = open_form(town.house, karl, assessment).revisions
    save_entry(town.house, karl, assessment, "story", Entry(text), after=after.get("story", 0))
    reason = Entry("not_applicable", text)
    save_entry(town.house, karl, assessment, "ramp", reason, after=after.get("ramp", 0))
    entries = open_form(town.house, karl, assessment).sheet.entries
    assert entries["ramp"].reason == cleaned(text)
    return entries["story"].value


def remark(town: Town, text: str, _number: int) -> object:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    after = open_form(town.house, karl, assessment).remark_revisions.get("ramp", 0)
    save_remark(town.house, karl, assessment, "ramp", Remark(text), after=after)
    return open_form(town.house, karl, assessment).remarks["ramp"].comment


def link(town: Town, text: str, number: int) -> object:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    question = ("ramp", "forms", "way", "tongues", "signs", "hours")[number % 6]
    add_link(town.house, karl, assessment, question, "https://stadt.example/", text)
    return last(town, "SELECT name FROM evidence ORDER BY revision")


def comment(town: Town, text: str, _number: int) -> object:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    say(town.house, karl, assessment, "ramp", text)
    return open_form(town.house, karl, assessment).threads["ramp"].comments[-1].text


def remark_for_the_head(town: Town, text: str, _number: int) -> object:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    give(town.house, karl, assessment, ["team"], NOBODY.id)
    hand_back(town.house, town.caller(NOBODY), assessment, "team", text, done=True)
    return given_out(town.house, karl, assessment)["team"].remark


def reason(town: Town, text: str, number: int) -> object:
    paula = town.caller(PAULA)
    close_early(town.house, paula, "now")
    reopen(town.house, paula, "now", date(2026, 6, 30) + timedelta(number), text)
    new = last(town, "SELECT new FROM log ORDER BY number")
    return json.loads(str(new))["why"]


def view(town: Town, text: str, _number: int) -> object:
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    made = ask_for(town.house, karl, assessment, text, KARL.id)
    (one,) = compare(town.house, karl, assessment).asked
    withdraw(town.house, karl, assessment, made)
    return one.side.name


def agreement(town: Town, text: str, _number: int) -> object:
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    after = open_form(town.house, karl, assessment).revisions.get("ramp", 0)
    if not after:
        answered = save_entry(town.house, karl, assessment, "ramp", Entry("yes"), after=0)
        after = answered.revision
    agree(town.house, karl, assessment, "ramp", text, after=after)
    return compare(town.house, karl, assessment).agreements["ramp"].remark


def guest_text(town: Town, text: str, _number: int) -> object:
    keep(town.house, town.guest(), "wish", text)
    return last(town, "SELECT value FROM guest_answers")


def person(town: Town, text: str, number: int) -> object:
    add_person(town.house, town.caller(ARNO), text, f"{number}-{text}", [])
    row = town.rows(f"SELECT person FROM accounts WHERE name LIKE '{number}-%'")[0]
    return town.rows(f"SELECT name FROM people WHERE id = '{row[0]}'")[0][0]


def person_changed(town: Town, text: str, _number: int) -> object:
    change_person(town.house, town.caller(ARNO), "karl", text, "karl")
    return last(town, "SELECT name FROM people WHERE id = 'karl'")


def own_name(town: Town, text: str, _number: int) -> object:
    correct_my_name(town.house, town.caller(KARL), text)
    return last(town, "SELECT name FROM people WHERE id = 'karl'")


def unit(town: Town, text: str, number: int) -> object:
    made = add_unit(
        town.house, town.caller(ARNO), f"{text} {number}", UnitKind.DEPARTMENT, COUNTER, None
    )
    return last(town, f"SELECT name FROM units WHERE id = '{made}'").removesuffix(f" {number}")  # type: ignore[attr-defined]


def unit_changed(town: Town, text: str, _number: int) -> object:
    change_unit(town.house, town.caller(ARNO), BUILDING, text, UnitKind.DIVISION, None)
    return last(town, "SELECT name FROM units WHERE id = 'building'")


def plan(town: Town, text: str, number: int) -> object:
    paula = town.caller(PAULA)
    first, day = new_plan(town.house, paula, QUESTIONNAIRES), date(2028, 1, 1)
    day += timedelta(number)
    proposed = replace(first, title=f"{text} {number}", promise=text, opens=day, closes=day)
    save_plan(town.house, paula, proposed, QUESTIONNAIRES)
    row = town.rows(f"SELECT title, promise FROM plans WHERE id = '{proposed.id}'")[0]
    assert row[0] == cleaned(f"{text} {number}")
    return row[1]


FIELDS: dict[str, Field] = {
    "access_points.register": Field(door, ("name", "note")),
    "access_points.change": Field(door_changed, ("name", "note")),
    "commenting.say": Field(comment, ("text",), one_line=False),
    "delegating.hand_back": Field(remark_for_the_head, ("remark",), one_line=False),
    "approving.give_back": Field(why, ("why",), one_line=False),
    "filling_in.save_entry": Field(answer, ("entry",), one_line=False),
    "filling_in.save_remark": Field(remark, ("remark",), one_line=False),
    "evidence.add_link": Field(link, ("title",)),
    "sides.ask_for": Field(view, ("name",)),
    "sides.agree": Field(agreement, ("remark",), one_line=False),
    "taking_part.keep": Field(guest_text, ("value",), one_line=False),
    "people.add_person": Field(person, ("name", "account_name")),
    "people.change_person": Field(person_changed, ("name", "account_name")),
    "own_data.correct_my_name": Field(own_name, ("name",)),
    "units.add_unit": Field(unit, ("name",)),
    "units.change_unit": Field(unit_changed, ("name",)),
    "wave_course.reopen": Field(reason, ("why",), one_line=False),
    "wave_plans.save_plan": Field(plan, ("plan",)),
}

ELSEWHERE = {
    "addresses.change_address": {
        "typed": "test_reminding.py",
        "language": "test_reminding.py",
    },
    "delegating.give": {"areas": "test_delegating.py"},
    "earlier.take_earlier": {"after": "test_earlier.py"},
    "evidence.add_link": {"address": "test_evidence.py"},
    "evidence.accept": {"file": "test_evidence.py"},
    "evidence.add_file": {"file": "test_evidence.py"},
    "handing_over.bring_back": {"file": "test_handing_over.py"},
    "handing_over.compare": {"returned": "test_handing_over.py"},
    "handing_over.take_over": {
        "returned": "test_handing_over.py",
        "decided": "test_handing_over.py",
    },
    "project.preview": {"entries": "test_project.py", "questionnaire": "test_project.py"},
    "logbook.read_log": {"search": "test_logbook.py"},
    "logbook.export_log": {"search": "test_logbook.py"},
    "people_lists.bring_in": {"file": "test_people_lists.py"},
    "people_lists.take_over": {"seen": "test_people_lists.py"},
    "unit_lists.bring_in": {"file": "test_unit_lists.py"},
    "unit_lists.take_over": {"seen": "test_unit_lists.py", "close_missing": "test_unit_lists.py"},
    "reminding.claim": {"people": "test_reminding.py"},
    "reminding.settle": {"claimed": "test_reminding.py", "delivered": "test_reminding.py"},
    "links.make_link": {"what": "test_links.py"},
    "links.make_batch": {"what": "test_links.py"},
}
"""What is no text, or checked by more than that, and where."""

IDS = {
    "about", "area", "assessment", "cell", "deputy", "earlier", "id_", "into", "later", "parent",
    "person", "question", "questionnaire", "subject", "token", "unit", "upload", "wave",
}  # fmt: skip
"""Parameters by which something is found that exists; what does not exist is denied."""

PLAIN = {"int", "bool", "date", "datetime.date", "int | None", "NoneType"}


def parameters() -> Iterator[tuple[str, str]]:
    """List the parameters of all actions through which a text could come."""
    assert list(modules())  # by which each action is known
    for full in ACTIONS:
        name = full.removeprefix("audit.service.")
        signature = inspect.signature(inspect.unwrap(function_of(name)))
        for parameter in list(signature.parameters.values())[1:]:
            kind = inspect.formatannotation(parameter.annotation)
            is_choice = "Kind" in kind or "Channel" in kind or "Office" in kind
            if (
                kind not in PLAIN
                and not is_choice
                and kind.rpartition(".")[2] not in {"Translator", "Path"}
            ):
                yield name, parameter.name


def test_each_text_that_an_action_takes_is_tried_here_or_named() -> None:
    for name, parameter in parameters():
        tried = name in FIELDS and parameter in FIELDS[name].parameters
        named = parameter in ELSEWHERE.get(name, {})
        is_id = parameter in IDS or (name, parameter) in {
            ("wave_plans.throw_away", "plan"), ("wave_course.open_wave", "plan"),
            ("new_versions.move", "confirmed"),
        }  # fmt: skip
        assert tried or named or is_id, f"{name} takes {parameter}: try it in FIELDS"
    for name, named_here in ELSEWHERE.items():
        assert f"audit.service.{name}" in ACTIONS
        for file in named_here.values():
            assert (Path(__file__).parent / file).exists()


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_each_text_field_takes_every_text_and_keeps_it_as_it_is(
    town_in_a_file: Town, name: str
) -> None:
    town, field = town_in_a_file, FIELDS[name]
    for number, text in enumerate([*TEXTS, *([] if field.one_line else LINES)]):
        if number % 40 == 39:
            town.sign_in_anew()
        kept = field.write(town, text, number)
        assert kept == cleaned(text), text
    assert town.rows("SELECT COUNT(*) FROM units")[0][0] >= 4  # nothing was dropped


def test_each_text_leaves_in_each_file_as_it_came(town_in_a_file: Town) -> None:
    town = town_in_a_file
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    for number, text in enumerate(TEXTS):
        register(town.house, karl, COUNTER, f"{text} {number}", Channel.DIGITAL, "")
    for text in (*TEXTS, *LINES):
        answer(town, text, 0)
        remark(town, text, 0)
        data = write_handout(hand_out(town.house, karl, assessment), GERMAN)
        cells = {
            str(cell)
            for rows in open_workbook(data).sheets.values()
            for row in rows
            for cell in row
        }
        assert cleaned(text) in {cell.strip() for cell in cells}
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheets = [package.read(one) for one in package.namelist() if "/sheet" in one]
        assert sheets
        assert not any(b"<f" in re.sub(rb"<formula\d>.*?</formula\d>", b"", one) for one in sheets)
    about = json.loads(json.dumps(all_about_me(town.house, karl), ensure_ascii=False))
    said = {row["value"] for row in about["answers"]}
    assert {cleaned(text) for text in (*TEXTS, *LINES)} <= said

    entries = list(export_log(town.house, town.caller(PAULA), Search()))
    table = list(
        reader(io.StringIO(log_as_csv(entries, GERMAN).decode("utf-8-sig")), delimiter=";")
    )
    assert len({len(row) for row in table}) == 1
    assert not [cell for row in table for cell in row if starts_a_formula(cell)]
    written = {one for row in table for cell in row for one in (cell, cell.removeprefix("'"))}
    lines = log_as_json_lines(entries, GERMAN).decode().splitlines()
    spoken = {value for line in lines for value in json.loads(line).values()}
    for text in TEXTS:
        assert any(cleaned(text) in str(cell) for cell in written), text
        assert any(cleaned(text) in str(value) for value in spoken), text


def starts_a_formula(cell: str) -> bool:
    """Tell whether a spreadsheet would calculate a cell, wherever its author put blanks."""
    return bool(re.match(r"[\s\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell))


def test_no_line_can_be_slipped_into_the_log(town_in_a_file: Town) -> None:
    town = town_in_a_file
    for number, text in enumerate(LINES):
        with_lines = f"{number} {text}"
        try:
            register(town.house, town.caller(KARL), COUNTER, with_lines, Channel.DIGITAL, text)
        except NotDone:
            continue
    entries = list(export_log(town.house, town.caller(PAULA), Search()))
    written = log_as_json_lines(entries, GERMAN).decode()
    assert len(written.splitlines()) == len(entries) > 0
    for line in written.splitlines():
        json.loads(line)


@given(st.lists(st.text(st.characters()), min_size=1, max_size=4))
def test_whatever_comes_in_can_go_out(texts: list[str]) -> None:
    kept = [cleaned(text) for text in texts]
    table = list(reader(io.StringIO(as_csv(kept, [kept]).decode("utf-8-sig")), delimiter=";"))
    for row in table if kept != [""] else []:
        assert [cell.removeprefix("'") for cell in row] == [one.removeprefix("'") for one in kept]
        assert not any(starts_a_formula(cell) for cell in row)
    [line] = as_json_lines([dict(enumerate(map(str, kept)))]).decode().splitlines()  # type: ignore[arg-type]
    assert list(json.loads(line).values()) == kept


@given(text=st.text(st.characters()))
def test_any_text_survives_a_workbook(text: str) -> None:
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        assert book.add_worksheet("x").write_string(0, 0, kept := cleaned(text)) == 0
    assert [str(cell) for row in open_workbook(written.getvalue()).sheets["x"] for cell in row] in (
        [kept],
        [] if not kept else [kept],
    )
