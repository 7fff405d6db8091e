"""Several views of one unit: who sees which, and that none of them counts anywhere."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.model.messages import GERMAN
from audit.model.organisation import Person
from audit.model.waves import AssessmentState, Entry, Remark
from audit.service.actions import Denied, NotDone
from audit.service.approving import approve, handed_in, read
from audit.service.evidence import add_link
from audit.service.figures import needs_for_action, overall, standing, turnout
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import gaps, open_form, own_result
from audit.service.handing_over import hand_out
from audit.service.inviting import due
from audit.service.own_data import all_about_me, take_my_name_off
from audit.service.sides import Sides, agree, ask_for, compare, count_views, hand_in, withdraw
from audit.service.tasks import tasks
from tests.service.test_approving import approval, broken, tamper
from tests.service.town import (
    ANNA,
    BERND,
    BUILDING,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    PAULA,
    STELLA,
    Town,
    in_threads,
)


def asked(town: Town, person: Person = DORA, name: str = "Schalter") -> int:
    return ask_for(town.house, town.caller(KARL), town.assessment(COUNTER), name, person.id)


def said(town: Town, person: Person, name: str, values: dict[str, str]) -> int:
    """Let somebody give and hand in their view of the counter."""
    view = asked(town, person, name)
    town.say(person, view, values)
    hand_in(town.house, town.caller(person), town.assessment(COUNTER))
    return view


def compared(town: Town, person: Person = KARL) -> Sides:
    return compare(town.house, town.caller(person), town.assessment(COUNTER))


def test_a_view_is_a_sheet_of_its_own_that_waits_for_its_person(town: Town) -> None:
    view = asked(town)
    mine = {task.assessment.id: task for task in tasks(town.house, town.caller(DORA))}
    side = mine[view].side
    assert side is not None
    assert side.name == "Schalter"
    town.say(DORA, view, {"ramp": "no"})
    assert open_form(town.house, town.caller(DORA), view).sheet.entries["ramp"] == Entry("no")
    assert (
        "ramp"
        not in open_form(town.house, town.caller(DORA), town.assessment(COUNTER)).sheet.entries
    )


@pytest.mark.parametrize("person", [ANNA, HEIDI, KARL, BERND, PAULA], ids=lambda one: one.id)
def test_nobody_opens_the_view_of_somebody_else_not_even_above(town: Town, person: Person) -> None:
    view = said(town, DORA, "Schalter", {"ramp": "no"})
    house, caller = town.house, town.caller(person)
    doings: list[Callable[[], Any]] = [
        lambda: open_form(house, caller, view),
        lambda: gaps(house, caller, view),
        lambda: own_result(house, caller, view, GERMAN),
        lambda: save_entry(house, caller, view, "ramp", Entry("yes"), after=99),
        lambda: save_remark(house, caller, view, "ramp", Remark("x"), after=99),
        lambda: submit(house, caller, view),
        lambda: hand_out(house, caller, view),
        lambda: add_link(house, caller, view, "ramp", "https://example.org/", ""),
        lambda: read(house, caller, view),
        lambda: approve(house, caller, view, after=2),
        lambda: compare(house, caller, view),
    ]
    for do in doings:
        with pytest.raises(Denied):
            do()
    assert view not in {task.assessment.id for task in tasks(house, town.caller(KARL))}


def test_the_head_sees_a_view_only_when_it_is_handed_in(town: Town) -> None:
    view = asked(town)
    town.say(DORA, view, {"ramp": "no"})
    found = compared(town)
    assert [(one.side.name, one.person, one.sheet.state) for one in found.asked] == [
        ("Schalter", "Dora Daum", AssessmentState.DRAFT)
    ]
    assert found.values == {}
    assert found.results.subjects == ()
    hand_in(town.house, town.caller(DORA), town.assessment(COUNTER))
    assert compared(town).values == {str(view): {"ramp": Entry("no")}}
    assert compared(town, HEIDI).names == {str(view): "Schalter"}


def test_what_is_handed_in_stays_as_it_is(town: Town) -> None:
    view = said(town, DORA, "Schalter", {"ramp": "no"})
    with pytest.raises(NotDone, match="schon eingereicht"):
        town.say(DORA, view, {"ramp": "yes"})
    assert hand_in(town.house, town.caller(DORA), town.assessment(COUNTER)) == town.house.today()


def test_a_view_counts_nowhere(town: Town) -> None:
    """Everything that the steering group and the project group see is the same as without views."""
    number = town.assessment(COUNTER)
    town.say(KARL, number, {"ramp": "yes", "forms": "some"})
    submit(town.house, town.caller(KARL), number)

    def seen() -> list[object]:
        stella, paula = town.caller(STELLA), town.caller(PAULA)
        found = standing(town.house, stella, "now", "opening")
        whole = overall(town.house, stella, "now", "opening")
        turned = turnout(town.house, paula, "now")
        return [
            found.subjects,
            found.results.scores.points.tolist(),
            found.results.scores.present.tolist(),
            repr(whole),
            [(one.expected, one.handed_in, one.participation) for one in turned],
            needs_for_action(town.house, stella, "now", "opening"),
            [one.assessment for one in handed_in(town.house, paula, "now")],
            [(one.unit.id, one.progress) for wave in due(town.house, paula) for one in wave.sheets],
        ]

    before = seen()
    reopened = f"UPDATE assessments SET state = 'draft' WHERE id = {number}"
    town.change(reopened)
    for person, name, ramp in ((DORA, "Schalter", "no"), (HEIDI, "Leitung", "yes")):
        view = asked(town, person, name)
        town.say(person, view, {"ramp": ramp, "forms": "none"})
        save_remark(
            town.house,
            town.caller(person),
            view,
            "ramp",
            Remark("x", need_for_action=True),
            after=0,
        )
        hand_in(town.house, town.caller(person), town.assessment(COUNTER))
    town.change(reopened.replace("draft", "submitted"))
    assert seen() == before
    later = open_form(town.house, town.caller(KARL), town.assessment(COUNTER, "now"))
    assert later.sheet.entries["ramp"] == Entry("yes")


def test_views_and_the_sheet_of_the_unit_have_results_of_their_own(town: Town) -> None:
    first = said(town, DORA, "Schalter", {"ramp": "no", "forms": "none"})
    second = said(town, HEIDI, "Leitung", {"ramp": "yes", "forms": "full"})
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes", "forms": "some"})
    found = compared(town)
    assert found.results.subjects == (str(first), str(second))
    total = found.results.plan.reported[0]
    points = [found.results.of(total, place).points for place in (0, 1)]
    assert points == [0, 100]
    assert found.own.of(total, 0).points == 75


def test_whoever_can_be_asked_can_fill_in_here(town: Town) -> None:
    assert {one.id for one in compared(town).candidates} == {"anna", "heidi", "dora", "karl"}
    asked(town)
    assert "dora" not in {one.id for one in compared(town).candidates}
    for person in ("bernd", "paula", "nora", "gone", ""):
        with pytest.raises(Denied):
            ask_for(town.house, town.caller(KARL), town.assessment(COUNTER), "Bau", person)


def test_who_was_deactivated_is_not_asked(town: Town) -> None:
    town.change("INSERT INTO accounts (person, name, active) VALUES ('dora', 'dora', FALSE)")
    assert "dora" not in {one.id for one in compared(town).candidates}


@pytest.mark.parametrize(
    ("name", "person", "sentence"),
    [
        ("", HEIDI, "aus welcher Sicht"),
        ("x" * 61, HEIDI, "höchstens 60"),
        ("Schalter", HEIDI, "gibt es hier schon"),
        ("Anders", DORA, "schon um ihre Sicht"),
    ],
)
def test_a_view_has_a_name_and_a_person_of_its_own(
    town: Town, name: str, person: Person, sentence: str
) -> None:
    asked(town)
    with pytest.raises(NotDone, match=sentence):
        asked(town, person, name)
    assert len(compared(town).asked) == 1


def test_two_heads_who_ask_at_once_get_two_views_or_one_of_the_same(town: Town) -> None:
    for person in (KARL, HEIDI):
        town.caller(person)

    def ask(who: Person, name: str, person: str) -> bool:
        try:
            ask_for(town.house, town.caller(who), town.assessment(COUNTER), name, person)
        except NotDone:
            return False
        return True

    assert in_threads(lambda: ask(KARL, "a", "dora"), lambda: ask(HEIDI, "b", "anna")) == [
        True,
        True,
    ]
    same = in_threads(lambda: ask(KARL, "c", "karl"), lambda: ask(HEIDI, "d", "karl"))
    assert sorted(same) == [False, True]


def test_a_request_is_taken_back_while_nothing_is_written(town: Town) -> None:
    view, number, karl = asked(town), town.assessment(COUNTER), town.caller(KARL)
    withdraw(town.house, karl, number, view)
    assert compared(town).asked == ()
    with pytest.raises(Denied):
        withdraw(town.house, karl, number, view)
    view = asked(town)
    town.say(DORA, view, {"ramp": "no"})
    with pytest.raises(NotDone, match="schon etwas geantwortet"):
        withdraw(town.house, karl, number, view)
    with pytest.raises(Denied):
        withdraw(town.house, town.caller(BERND), town.assessment(BUILDING), view)


def test_only_a_view_is_handed_in_as_one_and_a_view_has_no_views(town: Town) -> None:
    with pytest.raises(NotDone, match="niemand gebeten"):
        hand_in(town.house, town.caller(KARL), town.assessment(COUNTER))
    view = asked(town, KARL, "Leitung")
    with pytest.raises(Denied):
        compare(town.house, town.caller(KARL), view)
    with pytest.raises(Denied):
        ask_for(town.house, town.caller(KARL), view, "Schalter", "dora")


def test_whose_office_is_gone_has_no_view_any_more(town: Town) -> None:
    view = asked(town)
    town.change("DELETE FROM offices WHERE person = 'dora'")
    with pytest.raises(Denied):
        open_form(town.house, town.caller(DORA), view)


def test_an_agreement_says_who_when_and_how_it_came_about(town: Town) -> None:
    said(town, DORA, "Schalter", {"ramp": "no"})
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    (saved,) = town.say(KARL, number, {"ramp": "no"})
    given = agree(town.house, karl, number, "ramp", "Dora zeigte uns die Stufe.", after=1)
    assert saved.revision == 1
    assert (given.person, given.at, given.revision) == ("Karl Kamm", town.clock.now, 2)
    assert compared(town).agreements == {"ramp": given}


def test_an_agreement_is_left_behind_when_the_question_is_answered_anew(town: Town) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, {"ramp": "no", "forms": "some"})
    agree(town.house, karl, number, "ramp", "So war es.", after=1)
    town.say(KARL, number, {"forms": "full"})
    assert set(compared(town).agreements) == {"ramp"}
    town.say(KARL, number, {"ramp": "yes"})
    assert compared(town).agreements == {}
    with pytest.raises(NotDone, match="neu beantwortet"):
        agree(town.house, karl, number, "ramp", "Doch nicht.", after=1)


@pytest.mark.parametrize(
    ("question", "remark", "sentence"),
    [("ramp", " ", "wie es zu der Einigung"), ("way", "Ja", "zuerst die Frage")],
)
def test_an_agreement_needs_an_answer_and_a_remark(
    town: Town, question: str, remark: str, sentence: str
) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, {"ramp": "no"})
    with pytest.raises(NotDone, match=sentence):
        agree(town.house, karl, number, question, remark, after=0)
    with pytest.raises(Denied):
        agree(town.house, karl, number, "gone", "Ja", after=0)


def test_an_approval_seals_what_was_agreed_and_then_it_is_fixed(town: Town) -> None:
    number, karl, paula = town.assessment(COUNTER), town.caller(KARL), town.caller(PAULA)
    town.say(KARL, number, {"ramp": "no"})
    agree(town.house, karl, number, "ramp", "So war es.", after=1)
    submit(town.house, karl, number)
    approve(town.house, paula, number, after=3)
    assert not broken(town)
    with pytest.raises(NotDone):
        agree(town.house, karl, number, "ramp", "Anders.", after=1)
    with pytest.raises(NotDone):
        asked(town)
    tamper(town, "agreements", "UPDATE agreements SET remark = 'Anders.'")
    found = approval(town, number)
    assert found is not None
    assert not found.holds
    assert broken(town)


def test_views_and_agreements_stand_in_the_own_data_and_can_lose_their_name(town: Town) -> None:
    said(town, DORA, "Schalter", {"ramp": "no"})
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, {"ramp": "no"})
    agree(town.house, karl, number, "ramp", "So war es.", after=1)
    assert [row["name"] for row in all_about_me(town.house, town.caller(DORA))["views"]] == [
        "Schalter"
    ]
    assert len(all_about_me(town.house, karl)["agreements"]) == 1
    take_my_name_off(town.house, town.caller(DORA))
    take_my_name_off(town.house, karl)
    (one,) = compared(town).asked
    assert (one.side.name, one.person) == ("Schalter", "")
    assert count_views(town.house, karl, number) == 1
    assert compared(town).agreements["ramp"].person != "Karl Kamm"
