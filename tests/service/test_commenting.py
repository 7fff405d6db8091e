"""Comments beside a question: who takes part, what is open, what is withdrawn, and what they never
touch."""

import pytest

from audit.model.comments import Comment, Step, Thread
from audit.model.messages import GERMAN
from audit.model.organisation import Person
from audit.service.actions import Denied, NotDone
from audit.service.approving import approve, give_back, handed_in, read
from audit.service.commenting import say, settle, withdraw
from audit.service.delegating import give, hand_back
from audit.service.filling_in import submit
from audit.service.forms import open_form, own_result
from audit.service.own_data import about_me, all_about_me, take_my_name_off
from tests.service.town import (
    BERND,
    COUNTER,
    DORA,
    KARL,
    MAY_15,
    NOBODY,
    PAULA,
    STELLA,
    Town,
)


def thread(town: Town, number: int, question: str = "ramp", reader: Person = KARL) -> Thread:
    form = open_form(town.house, town.caller(reader), number)
    return form.threads.get(question, Thread())


def texts(found: Thread) -> list[tuple[str, str]]:
    return [(one.name, one.text) for one in found.comments]


def test_a_comment_names_its_author_and_the_day(town: Town) -> None:
    number = town.assessment(COUNTER)
    say(town.house, town.caller(KARL), number, "ramp", "  Gilt das auch hinten?\u0000 ")
    say(town.house, town.caller(DORA), number, "ramp", "Ja, seit 2025.")
    found = thread(town, number)
    assert texts(found) == [("Karl Kamm", "Gilt das auch hinten?"), ("Dora Daum", "Ja, seit 2025.")]
    assert {one.day for one in found.comments} == {MAY_15.date()}
    assert found.is_open
    assert found.count == 2


def test_a_thread_is_open_until_it_is_done_and_again_when_more_is_said(town: Town) -> None:
    number = town.assessment(COUNTER)
    caller = town.caller(KARL)
    settle(town.house, caller, number, "ramp", done=True)
    assert thread(town, number) == Thread()
    say(town.house, caller, number, "ramp", "Frage")
    settle(town.house, caller, number, "ramp", done=True)
    settle(town.house, caller, number, "ramp", done=True)
    assert not thread(town, number).is_open
    settle(town.house, caller, number, "ramp", done=False)
    assert thread(town, number).is_open
    settle(town.house, caller, number, "ramp", done=True)
    say(town.house, caller, number, "ramp", "Noch eine Frage")
    assert thread(town, number).is_open
    steps = [one.step for one in thread(town, number).comments]
    assert steps == [Step.SAID, Step.DONE, Step.REOPENED, Step.DONE, Step.SAID]


def test_what_is_withdrawn_loses_its_text_and_keeps_its_place(town: Town) -> None:
    number = town.assessment(COUNTER)
    one = say(town.house, town.caller(KARL), number, "ramp", "Herr X war krank")
    withdraw(town.house, town.caller(KARL), number, one)
    withdraw(town.house, town.caller(KARL), number, one)
    (left,) = thread(town, number).comments
    assert (left.text, left.name, left.withdrawn_on) == ("", "Karl Kamm", MAY_15.date())
    assert not thread(town, number).is_open
    assert town.rows("SELECT text FROM comments") == [("",)]
    assert say(town.house, town.caller(KARL), number, "ramp", "Neu") == one + 1


def test_nobody_withdraws_what_somebody_else_has_said(town: Town) -> None:
    number = town.assessment(COUNTER)
    one = say(town.house, town.caller(KARL), number, "ramp", "Frage")
    with pytest.raises(NotDone, match="wer ihn geschrieben hat"):
        withdraw(town.house, town.caller(DORA), number, one)
    settle(town.house, town.caller(KARL), number, "ramp", done=True)
    for mark_or_nothing in (one + 1, one + 2, 0):
        with pytest.raises(Denied):
            withdraw(town.house, town.caller(KARL), number, mark_or_nothing)
    assert texts(thread(town, number))[0] == ("Karl Kamm", "Frage")


def test_whoever_checks_takes_part_once_the_sheet_is_handed_in(town: Town) -> None:
    number = town.assessment(COUNTER)
    say(town.house, town.caller(KARL), number, "ramp", "Intern geklärt")
    with pytest.raises(NotDone, match="nicht \\(mehr\\) eingereicht"):
        say(town.house, town.caller(PAULA), number, "ramp", "Wie weit sind Sie?")
    submit(town.house, town.caller(KARL), number)
    say(town.house, town.caller(PAULA), number, "ramp", "Worauf stützt sich das?")
    form = read(town.house, town.caller(PAULA), number)
    assert [name for name, _ in texts(form.threads["ramp"])] == ["Karl Kamm", "Paula Plan"]
    say(town.house, town.caller(KARL), number, "ramp", "Auf die Begehung.")
    (listed,) = handed_in(town.house, town.caller(PAULA), "now")
    assert listed.open_threads == 1
    settle(town.house, town.caller(PAULA), number, "ramp", done=True)
    (listed,) = handed_in(town.house, town.caller(PAULA), "now")
    assert listed.open_threads == 0


def test_a_sheet_that_comes_back_brings_its_questions(town: Town) -> None:
    number = town.assessment(COUNTER)
    submit(town.house, town.caller(KARL), number)
    say(town.house, town.caller(PAULA), number, "forms", "Bitte genauer.")
    revision = read(town.house, town.caller(PAULA), number).assessment.revision
    give_back(town.house, town.caller(PAULA), number, "Siehe Kommentar", after=revision)
    assert thread(town, number, "forms").is_open
    with pytest.raises(NotDone):
        say(town.house, town.caller(PAULA), number, "forms", "Und noch etwas")
    say(town.house, town.caller(KARL), number, "forms", "Ergänzt.")


def test_whoever_was_given_an_area_sees_and_writes_its_threads_alone(town: Town) -> None:
    number, nora = town.assessment(COUNTER), town.caller(NOBODY)
    say(town.house, town.caller(KARL), number, "ramp", "Geht Nora nichts an")
    say(town.house, town.caller(KARL), number, "motto", "Haben wir eins?")
    give(town.house, town.caller(KARL), number, ["team"], NOBODY.id)
    assert set(open_form(town.house, nora, number).threads) == {"motto"}
    own = say(town.house, nora, number, "motto", "Noch nicht.")
    with pytest.raises(Denied):
        say(town.house, nora, number, "ramp", "Doch")
    with pytest.raises(Denied):
        settle(town.house, nora, number, "ramp", done=True)
    with pytest.raises(Denied):
        withdraw(town.house, nora, number, 1)
    hand_back(town.house, nora, number, "team", "", done=True)
    with pytest.raises(Denied):
        withdraw(town.house, nora, number, own)


@pytest.mark.parametrize("person", [BERND, STELLA, NOBODY], ids=lambda person: person.id)
def test_nobody_else_takes_part(town: Town, person: Person) -> None:
    number = town.assessment(COUNTER)
    one = say(town.house, town.caller(KARL), number, "ramp", "Frage")
    for act in (
        lambda: say(town.house, town.caller(person), number, "ramp", "Hallo"),
        lambda: settle(town.house, town.caller(person), number, "ramp", done=True),
        lambda: withdraw(town.house, town.caller(person), number, one),
    ):
        with pytest.raises(Denied):
            act()


def test_comments_touch_neither_answers_nor_score_nor_approval(town: Town) -> None:
    number = town.assessment(COUNTER)
    town.say(KARL, number, {"ramp": "yes"})
    before = own_result(town.house, town.caller(KARL), number, GERMAN)
    say(town.house, town.caller(KARL), number, "ramp", "Frage")
    assert own_result(town.house, town.caller(KARL), number, GERMAN) == before
    submit(town.house, town.caller(KARL), number)
    form = read(town.house, town.caller(PAULA), number)
    one = say(town.house, town.caller(PAULA), number, "ramp", "Gut")
    approve(town.house, town.caller(PAULA), number, after=form.assessment.revision)
    withdraw(town.house, town.caller(PAULA), number, one)
    approved = read(town.house, town.caller(PAULA), number).course.approved
    assert approved is not None
    assert approved.holds
    for person in (KARL, PAULA):
        with pytest.raises(NotDone, match="freigegeben"):
            say(town.house, town.caller(person), number, "ramp", "Zu spät")


def test_a_draft_of_a_wave_that_is_over_is_only_read(town: Town) -> None:
    number = town.assessment(COUNTER)
    say(town.house, town.caller(KARL), number, "ramp", "Frage")
    town.clock.go_on(days=20)
    town.sign_in_anew()
    with pytest.raises(NotDone, match="läuft nicht"):
        say(town.house, town.caller(KARL), number, "ramp", "Noch eine")
    assert thread(town, number).count == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 100_000])
def test_a_comment_has_a_length(town: Town, text: str) -> None:
    with pytest.raises(NotDone):
        say(town.house, town.caller(KARL), town.assessment(COUNTER), "ramp", text)
    assert town.rows("SELECT COUNT(*) FROM comments") == [(0,)]


@pytest.mark.parametrize("question", ["gone", "signs.web", "access", ""])
def test_only_questions_are_commented_on(town: Town, question: str) -> None:
    with pytest.raises(Denied):
        say(town.house, town.caller(KARL), town.assessment(COUNTER), question, "Hallo")


def test_comments_are_among_the_own_data_and_take_a_pseudonym(town: Town) -> None:
    number = town.assessment(COUNTER)
    say(town.house, town.caller(KARL), number, "ramp", "Von mir")
    assert about_me(town.house, town.caller(KARL)).counts["comments"] == 1
    assert all_about_me(town.house, town.caller(KARL))["comments"][0]["text"] == "Von mir"
    take_my_name_off(town.house, town.caller(KARL))
    assert texts(thread(town, number)) == [("", "Von mir")]


def test_the_log_tells_that_somebody_commented_and_never_what(town: Town) -> None:
    number = town.assessment(COUNTER)
    one = say(town.house, town.caller(KARL), number, "ramp", "Geheim")
    settle(town.house, town.caller(KARL), number, "ramp", done=True)
    withdraw(town.house, town.caller(KARL), number, one)
    about = f"assessment {number}"
    assert town.rows("SELECT person, action, about, old, new FROM log ORDER BY number") == [
        ("karl", "commenting.say", about, "", "ramp 1"),
        ("karl", "commenting.settle", about, "", "done"),
        ("karl", "commenting.withdraw", about, "ramp 1", "withdrawn"),
    ]


def test_a_thread_of_nothing_but_withdrawn_comments_is_not_open() -> None:
    said = Comment(1, "q", Step.SAID, "", "p", "P", MAY_15.date(), MAY_15.date())
    opened = Comment(2, "q", Step.REOPENED, "", "p", "P", MAY_15.date())
    assert not Thread((said,)).is_open
    assert not Thread((said, opened)).is_open
