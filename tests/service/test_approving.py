"""What was approved stays provable, and an approval lapses with each change."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest

import scoring
from audit.model.messages import GERMAN
from audit.model.organisation import Office, Person, Role
from audit.model.waves import AssessmentState, Entry, Remark
from audit.service.actions import Denied, NotDone
from audit.service.approving import approve, give_back, handed_in, read
from audit.service.course import Approved
from audit.service.figures import standing, turnout
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import open_form
from audit.service.own_data import take_my_name_off
from audit.service.tasks import tasks
from audit.service.verifying import verify
from audit.store.approvals import Broken, broken_approvals
from audit.store.engine import reading
from tests.service.town import (
    ANNA,
    COUNTER,
    HEIDI,
    KARL,
    PAULA,
    STELLA,
    Town,
    in_threads,
)


def state(town: Town, assessment: int) -> AssessmentState:
    return open_form(town.house, town.caller(ANNA), assessment).assessment.state


def revision(town: Town, assessment: int) -> int:
    return open_form(town.house, town.caller(ANNA), assessment).assessment.revision


def submitted(town: Town) -> int:
    """Karl answers two questions about the counter, notes something, and hands in."""
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, assessment, {"ramp": "yes", "forms": "some"})
    save_remark(town.house, karl, assessment, "ramp", Remark("hinten"), after=0)
    submit(town.house, karl, assessment)
    return assessment


def approved(town: Town) -> int:
    assessment = submitted(town)
    approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))
    return assessment


def returned(town: Town, assessment: int, why: str = "Bitte den Eingang erklären.") -> None:
    give_back(town.house, town.caller(PAULA), assessment, why, after=revision(town, assessment))


def approval(town: Town, assessment: int) -> Approved | None:
    return open_form(town.house, town.caller(KARL), assessment).course.approved


def broken(town: Town) -> list[Broken]:
    with reading(town.house.engine) as connection:
        return broken_approvals(connection)


def tamper(town: Town, table: str, statement: str) -> None:
    """Change what the database guards, as somebody with its password could."""
    town.change(f"INSERT INTO letting_go_of (name) VALUES ('{table}')")
    town.change(statement)
    town.change("DELETE FROM letting_go_of")


def test_what_is_given_back_is_filled_in_further_and_says_why(town: Town) -> None:
    assessment = submitted(town)
    returned(town, assessment, "  Was ist mit dem Hintereingang?\x00 ")
    form = open_form(town.house, town.caller(KARL), assessment)
    assert (form.writable, form.may_submit) == (True, True)
    assert form.assessment.state is AssessmentState.RETURNED
    given_back = form.course.given_back
    assert given_back is not None
    assert (given_back.person, given_back.why) == ("Paula Plan", "Was ist mit dem Hintereingang?")
    town.say(KARL, assessment, {"ramp": "no"})
    submit(town.house, town.caller(KARL), assessment)
    after = open_form(town.house, town.caller(KARL), assessment)
    assert after.course.given_back is None
    assert [passage.state.value for passage in after.course.passages] == [
        "submitted",
        "returned",
        "submitted",
    ]


def test_an_approval_names_the_person_and_the_day(town: Town) -> None:
    assessment = approved(town)
    assert approval(town, assessment) == Approved("Paula Plan", date(2026, 5, 15), holds=True)
    assert state(town, assessment) is AssessmentState.APPROVED
    assert town.rows("SELECT number, person, questionnaire, version, scoring FROM approvals") == [
        (1, "paula", "opening", 2, scoring.VERSION)
    ]


def test_what_is_approved_cannot_be_changed(town: Town) -> None:
    assessment, karl = approved(town), town.caller(KARL)
    with pytest.raises(NotDone, match="schon eingereicht"):
        save_entry(town.house, karl, assessment, "ramp", Entry("no"), after=99)
    with pytest.raises(NotDone, match="schon eingereicht"):
        save_remark(town.house, karl, assessment, "ramp", Remark("vorn"), after=99)
    assert submit(town.house, karl, assessment) == date(2026, 5, 15)
    assert state(town, assessment) is AssessmentState.APPROVED


def test_an_approval_lapses_when_the_assessment_is_opened_again(town: Town) -> None:
    assessment = approved(town)
    returned(town, assessment)
    lapsed = approval(town, assessment)
    assert lapsed is not None
    assert not lapsed.holds
    submit(town.house, town.caller(KARL), assessment)
    again = approval(town, assessment)
    assert again is not None
    assert not again.holds  # nothing was changed, but nobody has looked at that


def test_each_approval_is_chained_to_the_one_before_and_all_stay_provable(town: Town) -> None:
    assessment = approved(town)
    returned(town, assessment)
    town.say(KARL, assessment, {"ramp": "no"})
    submit(town.house, town.caller(KARL), assessment)
    approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))
    assert [number for (number,) in town.rows("SELECT number FROM approvals ORDER BY number")] == [
        1,
        2,
    ]
    assert approval(town, assessment) == Approved("Paula Plan", date(2026, 5, 15), holds=True)
    assert broken(town) == []


CHANGES = {
    "an answer": ("answers", "UPDATE answers SET value = 'no' WHERE cell = 'ramp'"),
    "a reason": ("answers", "UPDATE answers SET reason = 'darum' WHERE cell = 'ramp'"),
    "an answer less": ("answers", "DELETE FROM answers WHERE cell = 'ramp'"),
    "a remark": ("remarks", "UPDATE remarks SET comment = 'vorn'"),
    "a mark": ("remarks", "UPDATE remarks SET need_for_action = TRUE"),
    "the scoring": ("approvals", "UPDATE approvals SET scoring = 99"),
    "the number": ("approvals", "UPDATE approvals SET number = 2"),
    "no approval at all": ("approvals", "DELETE FROM approvals"),
    "an answer more": (
        "answers",
        "INSERT INTO answers (assessment, cell, revision, value, reason, at)"
        " SELECT assessment, 'ramp', 77, 'no', '', at FROM approvals",
    ),
    "the questionnaire": ("answers", "UPDATE questionnaires SET written = 'id: opening'"),
    "the state": ("answers", "UPDATE assessments SET revision = revision + 1"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_behind_the_back_of_the_program_is_found(town: Town, what: str) -> None:
    assessment, (table, statement) = approved(town), CHANGES[what]
    assert broken(town) == []
    if what == "the questionnaire":
        statement = statement.replace("'id: opening'", _bytes(town))
    tamper(town, table, statement)
    assert [one.assessment for one in broken(town)] == [assessment]


def _bytes(town: Town) -> str:
    is_postgres = town.house.engine.dialect.name == "postgresql"
    return "'\\x6964'::bytea" if is_postgres else "x'6964'"


def test_a_changed_answer_makes_the_approval_lapse_on_the_page(town: Town) -> None:
    assessment = approved(town)
    tamper(town, "answers", "UPDATE answers SET value = 'no' WHERE cell = 'ramp'")
    lapsed = approval(town, assessment)
    assert lapsed is not None
    assert not lapsed.holds
    [one] = handed_in(town.house, town.caller(PAULA), "now")
    assert one.approved == lapsed


def test_a_pseudonym_in_the_place_of_who_approved_breaks_no_seal(town: Town) -> None:
    assessment = approved(town)
    take_my_name_off(town.house, town.caller(PAULA))
    assert broken(town) == []
    given = approval(town, assessment)
    assert given is not None
    assert (given.person, given.holds) == ("", True)


def test_verify_names_the_sheet_that_does_not_fit_its_seal(town: Town) -> None:
    assessment = approved(town)

    def said() -> list[str]:
        return [
            GERMAN.say(finding.sentence)
            for finding in verify(town.house.engine)
            if "Bogen" in str(finding.sentence) or "Bögen" in str(finding.sentence)
        ]

    assert said() == ["Alle freigegebenen Bögen sind unverändert."]
    tamper(town, *CHANGES["an answer"])
    assert said() == [
        f"Bogen {assessment}: Was gespeichert ist, passt nicht zur 1. Freigabe. Jemand hat an der "
        "Datenbank selbst gearbeitet, oder sie ist beschädigt."
    ]


def test_an_older_approval_that_was_tampered_with_is_named(town: Town) -> None:
    assessment = approved(town)
    returned(town, assessment)
    town.say(KARL, assessment, {"ramp": "no"})
    submit(town.house, town.caller(KARL), assessment)
    approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))
    tamper(town, "answers", "UPDATE answers SET value = 'dont_know' WHERE revision = 1")
    assert broken(town) == [Broken(assessment, 1)]


def test_nobody_approves_what_they_handed_in_themselves(town: Town) -> None:
    both = Person("karl", "Karl Kamm", (Office(Role.HEAD, COUNTER), Office(Role.PROJECT)))
    assessment = submitted(town)
    town.change("INSERT INTO offices (person, role) VALUES ('karl', 'project')")
    with pytest.raises(NotDone) as refusal:
        approve(town.house, town.caller(both), assessment, after=revision(town, assessment))
    assert GERMAN.say(refusal.value.sentence) == (
        "Sie haben diesen Bogen selbst eingereicht. Freigeben muss ihn jemand anderes."
    )
    assert state(town, assessment) is AssessmentState.SUBMITTED


def test_taking_ones_name_off_does_not_open_the_way_to_approve_ones_own(town: Town) -> None:
    assessment = submitted(town)
    town.change("INSERT INTO offices (person, role) VALUES ('karl', 'project')")
    take_my_name_off(town.house, town.caller(KARL))
    with pytest.raises(NotDone) as refusal:
        approve(town.house, town.caller(KARL), assessment, after=revision(town, assessment))
    assert GERMAN.say(refusal.value.sentence) == (
        "Sie haben diesen Bogen selbst eingereicht. Freigeben muss ihn jemand anderes."
    )
    approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))
    assert state(town, assessment) is AssessmentState.APPROVED


def test_the_last_who_handed_in_counts_also_without_a_name(town: Town) -> None:
    assessment = submitted(town)
    returned(town, assessment)
    submit(town.house, town.caller(ANNA), assessment)
    town.change("INSERT INTO offices (person, role) VALUES ('karl', 'project')")
    for person in (ANNA, KARL):
        take_my_name_off(town.house, town.caller(person))
    approve(town.house, town.caller(KARL), assessment, after=revision(town, assessment))
    assert state(town, assessment) is AssessmentState.APPROVED


def test_what_nobody_knows_who_handed_in_is_not_approved(town: Town) -> None:
    assessment = submitted(town)
    take_my_name_off(town.house, town.caller(KARL))
    tamper(town, "log", "DELETE FROM log WHERE action = 'filling_in.submit'")
    with pytest.raises(NotDone, match="nicht mehr feststellen"):
        approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))
    returned(town, assessment)
    submit(town.house, town.caller(KARL), assessment)
    approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))


@pytest.mark.parametrize("why", ["", "  ", "\x00"])
def test_nothing_is_given_back_without_a_reason(town_in_a_file: Town, why: str) -> None:
    assessment = submitted(town_in_a_file)
    with pytest.raises(NotDone, match="was noch zu tun ist"):
        returned(town_in_a_file, assessment, why)
    assert state(town_in_a_file, assessment) is AssessmentState.SUBMITTED


def test_a_draft_is_neither_read_nor_approved_nor_given_back(town: Town) -> None:
    assessment, paula = town.assessment(COUNTER), town.caller(PAULA)
    for attempt in (
        partial(read, town.house, paula, assessment),
        partial(approve, town.house, paula, assessment, after=0),
        partial(give_back, town.house, paula, assessment, "Darum", after=0),
    ):
        with pytest.raises(NotDone, match=r"nicht \(mehr\) eingereicht"):
            attempt()
    assert handed_in(town.house, paula, "now") == []


def test_what_nobody_could_hand_in_again_is_not_given_back(town: Town) -> None:
    assessment = submitted(town)
    town.clock.go_on(days=30)
    town.sign_in_anew()
    with pytest.raises(NotDone, match="zuerst verlängern"):
        returned(town, assessment)
    approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))
    assert state(town, assessment) is AssessmentState.APPROVED


def test_only_what_was_read_is_approved(town: Town) -> None:
    """Paula has read it; meanwhile it went back and came in anew with another answer."""
    assessment = submitted(town)
    seen = read(town.house, town.caller(PAULA), assessment).assessment.revision
    returned(town, assessment)
    town.say(KARL, assessment, {"ramp": "no"})
    submit(town.house, town.caller(KARL), assessment)
    for attempt in (
        partial(approve, town.house, town.caller(PAULA), assessment, after=seen),
        partial(give_back, town.house, town.caller(PAULA), assessment, "Darum", after=seen),
    ):
        with pytest.raises(NotDone, match="inzwischen geändert"):
            attempt()
    assert state(town, assessment) is AssessmentState.SUBMITTED


def test_approving_twice_is_approving_once(town: Town) -> None:
    assessment = submitted(town)
    seen, paula = revision(town, assessment), town.caller(PAULA)
    one, other = in_threads(
        *[partial(approve, town.house, paula, assessment, after=seen) for _ in range(2)]
    )
    assert one == other
    assert town.rows("SELECT count(*) FROM approvals") == [(1,)]
    assert broken(town) == []


def test_of_approving_and_giving_back_at_once_one_is_done(town: Town) -> None:
    assessment = submitted(town)
    seen, paula = revision(town, assessment), town.caller(PAULA)

    def tried(act: Callable[[], object]) -> bool:
        with suppress(NotDone):
            act()
            return True
        return False

    ends = in_threads(
        partial(tried, partial(approve, town.house, paula, assessment, after=seen)),
        partial(tried, partial(give_back, town.house, paula, assessment, "Darum", after=seen)),
    )
    assert sorted(ends) == [False, True]
    assert broken(town) == []


def test_a_save_beside_a_hand_in_and_an_approval_is_in_it_or_refused(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    karl, heidi, paula = (town.caller(person) for person in (KARL, HEIDI, PAULA))

    def save_until_refused() -> int:
        for number in range(1, 50):
            try:
                said = Entry(str(number))
                save_entry(town.house, karl, assessment, "stairs", said, after=number - 1)
            except NotDone:
                return number - 1
        return 49

    def hand_in_and_approve() -> None:
        submit(town.house, heidi, assessment)
        seen = read(town.house, paula, assessment).assessment.revision
        approve(town.house, paula, assessment, after=seen)

    last, _ = in_threads(save_until_refused, hand_in_and_approve)
    held = open_form(town.house, karl, assessment).sheet.entries
    assert held == ({"stairs": Entry(str(last))} if last else {})
    assert town.rows("SELECT count(*) FROM answers") == [(last,)]
    assert broken(town) == []


def test_handing_in_twice_at_once_is_one_step_of_the_course(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    callers = [town.caller(person) for person in (KARL, HEIDI, KARL, ANNA)]
    in_threads(*(partial(submit, town.house, caller, assessment) for caller in callers))
    assert town.rows("SELECT state FROM course") == [("submitted",)]


def test_a_role_that_is_taken_away_while_somebody_fills_in_ends_with_the_next_save(
    town: Town,
) -> None:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)

    def save_until_denied() -> int:
        for number in range(1, 200):
            try:
                save_entry(
                    town.house, karl, assessment, "stairs", Entry(str(number % 50)), after=999
                )
            except Denied:
                return number - 1
        return 199

    saved, _ = in_threads(
        save_until_denied, partial(town.change, "DELETE FROM offices WHERE person = 'karl'")
    )
    assert town.rows("SELECT count(*) FROM answers") == [(saved,)]
    with pytest.raises(Denied):
        submit(town.house, karl, assessment)


def test_figures_count_what_is_handed_in_or_approved_and_nothing_given_back(town: Town) -> None:
    def counted() -> list[str]:
        return list(standing(town.house, town.caller(STELLA), "now", "opening").results.subjects)

    assessment = submitted(town)
    assert counted() == [str(assessment)]
    returned(town, assessment)
    assert counted() == []
    submit(town.house, town.caller(KARL), assessment)
    approve(town.house, town.caller(PAULA), assessment, after=revision(town, assessment))
    assert counted() == [str(assessment)]
    opening = next(
        one
        for one in turnout(town.house, town.caller(PAULA), "now")
        if one.questionnaire.id == "opening"
    )
    assert opening.handed_in == 1


def test_the_answers_of_an_approved_earlier_wave_stand_beside(town: Town) -> None:
    town.clock.now -= timedelta(days=600)
    before = town.assessment(COUNTER, "then")
    town.say(KARL, before, {"ramp": "no"})
    submit(town.house, town.caller(KARL), before)
    approve(town.house, town.caller(PAULA), before, after=revision(town, before))
    town.come_back()
    form = open_form(town.house, town.caller(KARL), town.assessment(COUNTER))
    assert form.earlier == {"ramp": Entry("no")}


def test_what_was_given_back_is_a_task_again(town: Town) -> None:
    assessment = submitted(town)
    returned(town, assessment)
    [task] = [
        one for one in tasks(town.house, town.caller(KARL)) if one.assessment.id == assessment
    ]
    assert task.running
    assert task.assessment.state is AssessmentState.RETURNED


def test_each_step_is_written_into_the_log(town: Town) -> None:
    assessment = approved(town)
    returned(town, assessment)
    lines = town.rows("SELECT person, action, unit, old, new FROM log ORDER BY number")
    seal = town.rows("SELECT hash FROM approvals")[0][0]
    assert lines == [
        ("karl", "filling_in.submit", COUNTER, "draft", "submitted"),
        ("paula", "approving.approve", COUNTER, "submitted", "approved"),
        ("paula", "approving.approve", COUNTER, "", seal),
        ("paula", "approving.give_back", COUNTER, "approved", "returned"),
    ]


def test_the_project_group_reads_remarks_of_what_is_handed_in(town: Town) -> None:
    assessment = submitted(town)
    form = read(town.house, town.caller(PAULA), assessment)
    assert form.remarks == {"ramp": Remark("hinten")}
    assert (form.writable, form.may_submit) == (False, False)


def test_who_was_never_approved_is_not_approved(town: Town) -> None:
    assert approval(town, town.assessment(COUNTER)) is None
    assert broken(town) == []
