"""An assessment goes out as a file and comes back; nothing changes before somebody has decided."""

import re
from collections.abc import Mapping

import pytest

from audit.files.handed_back import Returned, read_handout
from audit.files.handed_out import write_handout
from audit.model.comparison import Verdict
from audit.model.messages import GERMAN
from audit.model.waves import Entry, Remark
from audit.service.actions import Caller, Denied, NotDone
from audit.service.filling_in import save_remark, submit
from audit.service.forms import open_form
from audit.service.handing_over import (
    Comparison,
    Decided,
    Taken,
    bring_back,
    brought_back,
    compare,
    hand_out,
    take_over,
)
from audit.service.uploads import File
from tests.files.spreadsheets import Place, Typed, filled_in
from tests.service.town import BUILDING, COUNTER, HEIDI, KARL, Town, in_threads


def file_of(town: Town, assessment: int) -> bytes:
    return write_handout(hand_out(town.house, town.caller(HEIDI), assessment), GERMAN)


def returned(data: bytes, typed: Mapping[Place, Typed]) -> Returned:
    return read_handout(filled_in(data, typed))


def taking_over(
    town: Town, caller: Caller, assessment: int, back: Returned, decided: Decided
) -> Taken:
    """Take over what was read from a file that is there."""
    upload = bring_back(town.house, caller, str(assessment), File("bogen.xlsx", b"PK"))
    return take_over(town.house, caller, assessment, upload, back, decided)


def verdicts(comparison: Comparison) -> dict[str, Verdict]:
    return {one.key: one.verdict for one in comparison.all if one.verdict is not Verdict.SAME}


def stored(town: Town, assessment: int) -> dict[str, str]:
    form = open_form(town.house, town.caller(HEIDI), assessment)
    return {cell: entry.value for cell, entry in form.sheet.entries.items() if entry.value}


def seen(comparison: Comparison, **from_file: bool) -> Decided:
    """Decide some things, having seen the comparison."""
    keys = {key.replace("_", "-"): value for key, value in from_file.items()}
    return Decided(keys, comparison.form.assessment.revision)


def test_what_was_filled_in_outside_is_taken_over_as_one_change(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(
        file_of(town, number),
        {
            ("ramp", "value"): "Nein",
            ("stairs", "value"): 3.0,
            ("forms", "value"): "trifft nicht zu",
            ("forms", "reason"): "Es gibt keine.",
            ("tongues=tr", "value"): "x",
            ("ramp", "comment"): "Zwei Stufen",
            ("ramp", "need"): "x",
        },
    )
    found = compare(town.house, heidi, number, back)
    assert set(verdicts(found).values()) == {Verdict.NEW}
    assert stored(town, number) == {}
    taken = taking_over(town, heidi, number, back, seen(found))
    assert (taken.count, taken.not_asked) == (5, ())
    form = open_form(town.house, heidi, number)
    assert form.sheet.entries == {
        "ramp": Entry("no"),
        "stairs": Entry("3"),
        "forms": Entry("not_applicable", "Es gibt keine."),
        "tongues": Entry("tr"),
    }
    assert form.remarks == {"ramp": Remark("Zwei Stufen", "", need_for_action=True)}
    assert form.assessment.revision == taken.saved.revision == 1


def test_the_file_is_kept_until_it_is_taken_over_and_belongs_to_who_brought_it(
    town: Town,
) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    data = filled_in(file_of(town, number), {("ramp", "value"): "Ja"})
    upload = bring_back(town.house, heidi, str(number), File("bogen.xlsx", data))
    back = read_handout(brought_back(town.house, heidi, number, upload))
    with pytest.raises(NotDone, match="nicht mehr da"):
        brought_back(town.house, town.caller(KARL), number, upload)
    with pytest.raises(NotDone, match="gerade etwas geändert"):
        take_over(town.house, heidi, number, upload, back, Decided({}, after=5))
    assert brought_back(town.house, heidi, number, upload) == data
    take_over(town.house, heidi, number, upload, back, Decided({}, after=0))
    with pytest.raises(NotDone, match="nicht mehr da"):
        brought_back(town.house, heidi, number, upload)
    assert stored(town, number) == {"ramp": "yes"}


@pytest.mark.parametrize("about", ["", "x", "-1", "٣", "9" * 30])
def test_a_file_about_nothing_is_not_taken(town_in_a_file: Town, about: str) -> None:
    town = town_in_a_file
    with pytest.raises(Denied):
        bring_back(town.house, town.caller(HEIDI), about, File("bogen.xlsx", b"PK"))


def test_taking_over_twice_changes_nothing_the_second_time(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(file_of(town, number), {("ramp", "value"): "Nein", ("hours", "value"): 2.5})
    taking_over(town, heidi, number, back, seen(compare(town.house, heidi, number, back)))
    again = compare(town.house, heidi, number, back)
    assert verdicts(again) == {}
    assert taking_over(town, heidi, number, back, seen(again)).count == 0
    assert town.rows(f"SELECT revision FROM assessments WHERE id = {number}") == [(1,)]


def test_what_a_file_says_differently_somebody_decides(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    town.say(HEIDI, number, {"ramp": "yes", "forms": "some", "hours": "3"})
    back = returned(
        file_of(town, number),
        {("ramp", "value"): "Nein", ("forms", "value"): "ganz", ("hours", "value"): ""},
    )
    found = compare(town.house, heidi, number, back)
    assert verdicts(found) == dict.fromkeys(
        ("entry-ramp", "entry-forms", "entry-hours"), Verdict.CHANGED
    )
    with pytest.raises(NotDone, match="entscheiden Sie noch, was gilt: 3-mal"):
        taking_over(town, heidi, number, back, seen(found))
    decided = seen(found, entry_ramp=True, entry_forms=False, entry_hours=True)
    assert taking_over(town, heidi, number, back, decided).count == 2
    assert stored(town, number) == {"ramp": "no", "forms": "some"}


def test_what_was_changed_meanwhile_is_a_conflict_and_the_rest_is_not(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    town.say(HEIDI, number, {"ramp": "yes", "forms": "some"})
    data = file_of(town, number)
    town.say(KARL, number, {"ramp": "no", "way": "post", "hours": "8", "forms": "full"})
    back = returned(
        data,
        {
            ("way", "value"): "per E-Mail",
            ("forms", "value"): "gar nicht",
            ("motto", "value"): "Ja!",
        },
    )
    found = compare(town.house, heidi, number, back)
    assert verdicts(found) == {
        "entry-way": Verdict.OVERTAKEN,
        "entry-forms": Verdict.OVERTAKEN,
        "entry-motto": Verdict.NEW,
    }
    (way,) = [one for one in found.entries if one.place == "way"]
    assert (way.stored, way.given) == (Entry("post"), Entry("mail"))
    taking_over(town, heidi, number, back, seen(found, entry_way=True, entry_forms=False))
    assert stored(town, number) == {
        "ramp": "no", "way": "mail", "hours": "8", "forms": "full", "motto": "Ja!",
    }  # fmt: skip


def test_a_remark_that_was_changed_meanwhile_is_a_conflict_too(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    data = file_of(town, number)
    save_remark(town.house, heidi, number, "ramp", Remark("Hier"), after=0)
    back = returned(data, {("ramp", "comment"): "Dort", ("ramp", "value"): "Ja"})
    found = compare(town.house, heidi, number, back)
    assert verdicts(found) == {"remark-ramp": Verdict.OVERTAKEN, "entry-ramp": Verdict.NEW}
    taking_over(town, heidi, number, back, seen(found, remark_ramp=False))
    assert open_form(town.house, heidi, number).remarks == {"ramp": Remark("Hier")}


def test_a_change_after_the_preview_stops_all_of_it(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(file_of(town, number), {("ramp", "value"): "Ja", ("way", "value"): "per Brief"})
    found = compare(town.house, heidi, number, back)
    town.say(KARL, number, {"hours": "1"})
    with pytest.raises(NotDone, match="gerade etwas geändert"):
        taking_over(town, heidi, number, back, seen(found))
    assert stored(town, number) == {"hours": "1"}


def test_of_two_who_confirm_at_once_one_succeeds(town: Town) -> None:
    heidi, karl, number = town.caller(HEIDI), town.caller(KARL), town.assessment(COUNTER)
    data = file_of(town, number)
    files = [returned(data, {("ramp", "value"): word}) for word in ("Ja", "Nein")]
    found = compare(town.house, heidi, number, files[0])

    def confirm(who: int) -> bool:
        caller = (heidi, karl)[who]
        try:
            return taking_over(town, caller, number, files[who], seen(found)).count == 1
        except NotDone:
            return False

    assert sorted(in_threads(lambda: confirm(0), lambda: confirm(1))) == [False, True]
    assert town.rows(f"SELECT COUNT(*) FROM answers WHERE assessment = {number}") == [(1,)]


def test_an_answer_to_a_question_that_is_not_asked_is_left_out(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(file_of(town, number), {("ramp", "value"): "Ja", ("stairs", "value"): 3.0})
    found = compare(town.house, heidi, number, back)
    assert verdicts(found) == {"entry-ramp": Verdict.NEW, "entry-stairs": Verdict.NOT_ASKED}
    taking_over(town, heidi, number, back, seen(found))
    assert stored(town, number) == {"ramp": "yes"}


def test_what_a_decision_makes_unasked_is_left_out_and_named(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    town.say(HEIDI, number, {"ramp": "yes"})
    back = returned(file_of(town, number), {("ramp", "value"): "Nein", ("stairs", "value"): 3.0})
    found = compare(town.house, heidi, number, back)
    assert verdicts(found) == {"entry-ramp": Verdict.CHANGED, "entry-stairs": Verdict.NEW}
    taken = taking_over(town, heidi, number, back, seen(found, entry_ramp=False))
    assert (taken.count, taken.not_asked) == (0, ("stairs",))
    assert stored(town, number) == {"ramp": "yes"}


def test_what_was_not_understood_is_left_out_knowingly_or_nothing_is_taken(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(
        file_of(town, number), {("ramp", "value"): "Jein", ("way", "value"): "per Brief"}
    )
    found = compare(town.house, heidi, number, back)
    assert len(found.misread) == 1
    with pytest.raises(NotDone, match="nicht zu verstehen"):
        taking_over(town, heidi, number, back, seen(found))
    assert stored(town, number) == {}
    decided = Decided({}, found.form.assessment.revision, without_misread=True)
    assert taking_over(town, heidi, number, back, decided).count == 1
    assert stored(town, number) == {"way": "post"}


def test_a_missing_reason_is_taken_and_asked_for_before_handing_in(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(file_of(town, number), {("forms", "value"): "trifft nicht zu"})
    taking_over(town, heidi, number, back, seen(compare(town.house, heidi, number, back)))
    with pytest.raises(NotDone, match="Bitte nennen Sie noch den Grund"):
        submit(town.house, heidi, number)


def test_the_file_of_another_assessment_is_refused(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(file_of(town, number), {("ramp", "value"): "Ja"})
    with pytest.raises(NotDone, match="gehört zu einem anderen Bogen"):
        compare(town.house, heidi, town.assessment(COUNTER, questionnaire="access-analogue"), back)
    with pytest.raises(Denied):
        compare(town.house, heidi, town.assessment(BUILDING), back)


def test_a_file_from_the_future_is_refused(town: Town) -> None:
    """It went out of another installation, or the database is an older backup."""
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    town.say(HEIDI, number, {"ramp": "yes"})
    back = returned(file_of(town, number), {})
    town.change(f"UPDATE assessments SET revision = 0 WHERE id = {number}")
    with pytest.raises(NotDone, match="gehört zu einem anderen Bogen"):
        compare(town.house, heidi, number, back)


def test_what_is_handed_in_goes_neither_out_nor_in(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(file_of(town, number), {("ramp", "value"): "Ja"})
    found = compare(town.house, heidi, number, back)
    submit(town.house, heidi, number)
    with pytest.raises(NotDone, match=re.escape("nicht (mehr) ausfüllen")):
        hand_out(town.house, heidi, number)
    with pytest.raises(NotDone, match=re.escape("nicht (mehr) ausfüllen")):
        taking_over(town, heidi, number, back, seen(found))
    assert stored(town, number) == {}


def test_the_log_says_that_a_file_went_out_and_what_came_back(town: Town) -> None:
    heidi, number = town.caller(HEIDI), town.assessment(COUNTER)
    back = returned(file_of(town, number), {("ramp", "value"): "Ja", ("ramp", "comment"): "Breit"})
    taking_over(town, heidi, number, back, seen(compare(town.house, heidi, number, back)))
    assert town.rows("SELECT person, action, unit, about, new FROM log ORDER BY number") == [
        ("heidi", "handing_over.hand_out", COUNTER, f"assessment {number}", "file"),
        ("heidi", "handing_over.take_over", COUNTER, f"assessment {number}",
         "from file: 1 answers, 1 remarks"),
    ]  # fmt: skip
