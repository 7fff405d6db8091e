"""The figures are what the engine gives for what was handed in, and show each reader their part."""

from datetime import datetime

import numpy as np
import pytest

from audit.assessment.change import change
from audit.assessment.explain import explain
from audit.assessment.results import CodedAnswers, assess, coded
from audit.model.answers import Answer
from audit.model.messages import GERMAN
from audit.model.organisation import UnitId
from audit.model.waves import Edition, Remark
from audit.service.actions import Denied
from audit.service.figures import (
    begun_waves,
    change_between,
    explained,
    language_replies,
    needs_for_action,
    outside_view,
    overall,
    scored_editions,
    standing,
    training_needs,
    turnout,
)
from audit.service.filling_in import save_remark, submit
from audit.service.taking_part import keep, send
from audit.store.assessments import add_assessment
from audit.store.engine import writing
from tests.service.town import (
    ANNA,
    BUILDING,
    CARLA,
    CITY,
    COUNTER,
    OPENING_NOW,
    OPENING_THEN,
    PAULA,
    PETER,
    SOCIAL,
    STAFF_LINK,
    STELLA,
    Town,
)

OPEN = {"ramp": "yes", "forms": "full", "tongues": "en|tr", "signs.web": "c", "signs.paper": "b"}
CLOSED = {"ramp": "no", "stairs": "5", "forms": "none", "tongues": "none", "signs.web": "a"}


def hand_in(town: Town, unit: UnitId, values: dict[str, str], wave: str = "now") -> str:
    """Fill in and hand in; return the number of the assessment as a subject."""
    assessment = town.assessment(unit, wave)
    town.say(ANNA, assessment, values)
    submit(town.house, town.caller(ANNA), assessment)
    return str(assessment)


def hand_in_2024(town: Town, unit: UnitId, values: dict[str, str]) -> str:
    town.clock.now = datetime.fromisoformat("2024-09-15T10:00:00+00:00")
    town.sign_in_anew()
    subject = hand_in(town, unit, values, "then")
    town.come_back()
    return subject


def by_hand(town: Town, answered: dict[str, dict[str, str]], edition: Edition) -> CodedAnswers:
    """Code answers without the service."""
    answers = [
        Answer(subject, cell, value)
        for subject, values in answered.items()
        for cell, value in values.items()
    ]
    return coded(town.plan(edition), answers)


def test_the_standing_is_what_the_engine_gives_for_what_was_handed_in(town: Town) -> None:
    closed, opened = hand_in(town, BUILDING, CLOSED), hand_in(town, COUNTER, OPEN)
    town.say(ANNA, town.assessment(SOCIAL), CLOSED)  # a draft
    found = standing(town.house, town.caller(STELLA), "now", "opening")
    expected = assess(by_hand(town, {opened: OPEN, closed: CLOSED}, OPENING_NOW))
    assert found.results.subjects == (opened, closed)
    assert np.array_equal(found.results.scores.points, expected.scores.points)
    assert np.array_equal(found.results.scores.present, expected.scores.present)
    assert found.edition == OPENING_NOW


def test_subjects_stand_in_the_order_that_the_administration_had_then(town: Town) -> None:
    answers = {BUILDING: OPEN, COUNTER: CLOSED, CITY: {"ramp": "no"}, SOCIAL: {"forms": "some"}}
    numbers = {unit: hand_in(town, unit, values) for unit, values in answers.items()}
    town.change("UPDATE units SET place = 9 WHERE id = 'social'")
    found = standing(town.house, town.caller(STELLA), "now", "opening")
    in_order = (CITY, SOCIAL, COUNTER, BUILDING)
    assert tuple(subject.unit.id for subject in found.subjects) == in_order
    assert found.results.subjects == tuple(numbers[unit] for unit in in_order)
    expected = by_hand(town, {numbers[unit]: answers[unit] for unit in in_order}, OPENING_NOW)
    assert np.array_equal(found.answers.codes, expected.codes)


def test_a_draft_does_not_count(town: Town) -> None:
    town.say(ANNA, town.assessment(SOCIAL), OPEN)
    assert standing(town.house, town.caller(STELLA), "now", "opening").results.subjects == ()
    assert overall(town.house, town.caller(CARLA), "now", "opening").subjects == 0


def test_what_was_handed_in_empty_has_no_points_and_is_not_zero(town: Town) -> None:
    hand_in(town, SOCIAL, {})
    found = standing(town.house, town.caller(STELLA), "now", "opening")
    assert not found.results.scores.present[found.plan.reported[0].row].any()


def test_the_council_sees_the_mean_of_the_same_results_and_nothing_else(town: Town) -> None:
    hand_in(town, COUNTER, OPEN)
    hand_in(town, SOCIAL, {})
    seen = overall(town.house, town.caller(CARLA), "now", "opening")
    found = standing(town.house, town.caller(STELLA), "now", "opening").results
    rows = [node.row for node in found.plan.reported]
    scored = found.scores.present[rows].any(axis=1)
    points = np.where(found.scores.present, found.scores.points, 0.0)[rows].sum(axis=1)
    assert seen.subjects == 2
    assert seen.summary.means()[0][scored] == pytest.approx(points[scored])
    assert not hasattr(seen, "scores")


def test_the_explanation_is_that_of_the_engine(town: Town) -> None:
    subject = hand_in(town, COUNTER, OPEN)
    expected = explain(assess(by_hand(town, {subject: OPEN}, OPENING_NOW)), subject, GERMAN)
    assert explained(town.house, town.caller(STELLA), "now", "opening", subject, GERMAN) == expected


@pytest.mark.parametrize("subject", ["", "0", "gone", "1; --"])
def test_nobody_is_explained_who_did_not_hand_in(town_in_a_file: Town, subject: str) -> None:
    town = town_in_a_file
    draft = str(town.assessment(COUNTER))
    for name in (subject, draft):
        with pytest.raises(Denied):
            explained(town.house, town.caller(STELLA), "now", "opening", name, GERMAN)


def test_change_compares_the_same_units_on_what_was_asked_alike(town: Town) -> None:
    hand_in_2024(town, SOCIAL, OPEN)
    hand_in_2024(town, COUNTER, CLOSED)
    counter, building = hand_in(town, COUNTER, OPEN), hand_in(town, BUILDING, OPEN)
    found = change_between(town.house, town.caller(STELLA), "then", "now", "opening")
    expected = change(
        by_hand(town, {counter: CLOSED}, OPENING_THEN), by_hand(town, {counter: OPEN}, OPENING_NOW)
    )
    assert building not in found.after.subjects
    assert list(found.before.subjects) == list(found.after.subjects) == [counter]
    assert "forms" in found.comparability.changed
    for one, other in ((found.before, expected.before), (found.after, expected.after)):
        assert np.array_equal(one.scores.points, other.scores.points)
        assert np.array_equal(one.scores.present, other.scores.present)


def test_units_that_took_part_once_only_are_not_compared(town: Town) -> None:
    hand_in_2024(town, SOCIAL, OPEN)
    hand_in(town, COUNTER, OPEN)
    found = change_between(town.house, town.caller(STELLA), "then", "now", "opening")
    assert list(found.after.subjects) == []


def test_an_access_point_is_compared_with_itself(town: Town) -> None:
    town.clock.now = datetime.fromisoformat("2024-09-15T10:00:00+00:00")
    town.sign_in_anew()
    for wave, answer in (("then", "no"), ("now", "yes")):
        for unit in (BUILDING, COUNTER):
            assessment = town.assessment(unit, wave, "access-analogue")
            town.say(ANNA, assessment, {"open-door": answer})
            submit(town.house, town.caller(ANNA), assessment)
        town.come_back()
    found = change_between(town.house, town.caller(STELLA), "then", "now", "access-analogue")
    row = found.after.plan.reported[0].row
    assert found.before.scores.points[row].tolist() == [0, 0]
    assert found.after.scores.points[row].tolist() == [100, 100]


def test_needs_for_action_are_those_of_what_was_handed_in(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    for question in ("ramp", "signs"):
        tick = Remark(need_for_action=True)
        save_remark(town.house, town.caller(ANNA), assessment, question, tick, after=0)
    word = Remark("nur ein Wort")
    save_remark(town.house, town.caller(ANNA), assessment, "forms", word, after=0)
    stella = town.caller(STELLA)
    assert needs_for_action(town.house, stella, "now", "opening") == {}
    submit(town.house, town.caller(ANNA), assessment)
    assert needs_for_action(town.house, stella, "now", "opening") == {
        str(assessment): {"ramp", "signs"}
    }


def test_a_tick_that_was_taken_away_is_no_need_for_action(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    seen = 0
    for ticked in (True, False):
        remark, anna = Remark(need_for_action=ticked), town.caller(ANNA)
        seen = save_remark(town.house, anna, assessment, "ramp", remark, after=seen).revision
    submit(town.house, town.caller(ANNA), assessment)
    found = needs_for_action(town.house, town.caller(STELLA), "now", "opening")
    assert found == {str(assessment): frozenset()}


def test_waves_that_have_begun_are_listed_the_latest_first(town: Town) -> None:
    assert [wave.id for wave in begun_waves(town.house, town.caller(CARLA))] == ["now", "then"]


def test_dashboards_offer_what_units_and_doors_answer_and_what_has_points(town: Town) -> None:
    found = scored_editions(town.house, town.caller(STELLA), "now")
    assert [one.id for one in found] == ["access-analogue", "access-digital", "opening"]
    [opening] = [one.version for one in found if one.id == "opening"]
    assert opening == 2


def test_the_turnout_names_units_to_those_who_may_see_them_and_to_nobody_else(town: Town) -> None:
    town.say(ANNA, town.assessment(COUNTER), {"ramp": "yes"})
    guest = town.guest()
    keep(town.house, guest, "was-here", "yes")
    send(town.house, guest)
    for person, names in ((STELLA, True), (PAULA, True), (CARLA, False), (PETER, False)):
        found = {
            one.questionnaire.id: one for one in turnout(town.house, town.caller(person), "now")
        }
        progress = {
            one.subject.name: (one.progress.done, one.progress.asked)
            for one in found["opening"].participation
        }
        assert progress.get("Bürgerservice") == ((1, 10) if names else None)
        assert bool(progress) is names
        assert (found["outside-view"].replies, found["languages"].replies) == (1, 0)
        assert found["outside-view"].participation == ()


def test_what_was_sent_by_link_is_scored_reply_by_reply(town: Town) -> None:
    for value in ("yes", "no"):
        guest = town.guest()
        keep(town.house, guest, "was-here", value)
        send(town.house, guest)
    views = outside_view(town.house, town.caller(STELLA), "now")
    points = views.results.scores.points[views.plan.reported[0].row]
    assert sorted(points.tolist()) == [0, 100]
    with pytest.raises(Denied):
        outside_view(town.house, town.caller(PETER), "now")


def test_languages_are_for_personnel_development_and_not_for_the_steering_group(
    town: Town,
) -> None:
    guest = town.guest(STAFF_LINK)
    keep(town.house, guest, "wish", "Kurse")
    send(town.house, guest)
    found = language_replies(town.house, town.caller(PETER), "now")
    assert list(found.values.values()) == [{"wish": "Kurse"}]
    with pytest.raises(Denied):
        language_replies(town.house, town.caller(STELLA), "now")


def test_training_needs_have_answers_and_no_points(town: Town) -> None:
    with writing(town.house.engine) as connection:
        number = add_assessment(connection, "now", Edition("training-needs", 1), COUNTER, None)
    town.say(ANNA, number, {"wanted": "yes"})
    submit(town.house, town.caller(ANNA), number)
    found = training_needs(town.house, town.caller(PETER), "now")
    assert [subject.unit.id for subject in found.subjects] == [COUNTER]
    assert found.answers.codes.tolist() == [[1]]
    assert found.plan.reported == ()
