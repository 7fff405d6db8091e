"""Musterstadt is the same every time, says nothing that cannot be said, and holds its traps."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.assessment.change import comparability
from audit.assessment.plan import Plan, plan_of
from audit.assessment.results import Results, assess, coded
from audit.assessment.sheet import Sheet
from audit.files.questionnaires import load_questionnaires
from audit.model.answers import Answer
from audit.model.organisation import Channel, Role, UnitKind
from audit.model.problems import Refused
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Questionnaire
from audit.model.waves import MIN_GROUP, AssessmentState, Edition, Entry, WaveState
from audit.service.demo_city import City, DemoAssessment, DemoReply, city, load_written
from audit.service.demo_city.waves import waves_around
from audit.service.demo_city.written import (
    WrittenOffice,
    WrittenPerson,
    WrittenProfile,
    WrittenUnit,
)

HOME = Path(__file__).parents[2]
DATA = HOME / "data" / "demo"
TODAY = date(2026, 11, 25)
SHIPPED = load_questionnaires([HOME / "questionnaires"])
WRITTEN = load_written(DATA)

Filled = DemoAssessment | DemoReply


@pytest.fixture(scope="module")
def musterstadt() -> City:
    return city(TODAY, SHIPPED, WRITTEN)


def everything_filled_in(musterstadt: City) -> Iterator[tuple[Plan, Filled]]:
    plans = {e: plan_of(q) for held in musterstadt.waves for e, q in held.by_edition.items()}
    everything: list[Filled] = [*musterstadt.assessments, *musterstadt.replies]
    for filled in everything:
        yield plans[filled.edition], filled


def wave_of(musterstadt: City, key: str) -> str:
    return next(held.wave.id for held in musterstadt.waves if held.key == key)


def of_wave(musterstadt: City, key: str, questionnaire: str) -> list[DemoAssessment]:
    wave = wave_of(musterstadt, key)
    return [
        one
        for one in musterstadt.assessments
        if one.wave == wave and one.edition.questionnaire == questionnaire
    ]


def replies_of(musterstadt: City, key: str, questionnaire: str) -> list[DemoReply]:
    wave = wave_of(musterstadt, key)
    return [
        reply
        for reply in musterstadt.replies
        if reply.wave == wave and reply.edition.questionnaire == questionnaire
    ]


def of_door(musterstadt: City, key: str, door: str) -> DemoAssessment:
    number = musterstadt.doors[door]
    channel = musterstadt.access_points[number - 1].channel
    (found,) = [
        one for one in of_wave(musterstadt, key, f"access-{channel}") if one.access_point == number
    ]
    return found


def scored(questionnaire: Questionnaire, sheets: Sequence[Mapping[str, Entry]]) -> Results:
    answers = [
        Answer(str(place), cell, entry.value)
        for place, entries in enumerate(sheets)
        for cell, entry in entries.items()
    ]
    return assess(coded(plan_of(questionnaire), answers))


def points(results: Results, place: int = 0) -> dict[str, float]:
    found = {node.entry.id: results.of(node, place).points for node in results.plan.reported}
    return {name: value for name, value in found.items() if value is not None}


def shipped(name: str) -> Questionnaire:
    return next(questionnaire for questionnaire in SHIPPED if questionnaire.id == name)


# The same every time


def test_the_same_day_makes_the_same_city(musterstadt: City) -> None:
    assert city(TODAY, SHIPPED, load_written(DATA)) == musterstadt


def test_another_process_makes_the_same_city(musterstadt: City) -> None:
    makes = (
        "from tests.service.test_demo_city import SHIPPED, TODAY, WRITTEN, city, fingerprint\n"
        "print(fingerprint(city(TODAY, SHIPPED, WRITTEN)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", makes],
        cwd=HOME,
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == fingerprint(musterstadt)


def fingerprint(made: City) -> str:
    return sha256(repr((made.assessments, made.replies, made.links)).encode()).hexdigest()


def test_what_was_closed_is_the_same_on_every_later_day(musterstadt: City) -> None:
    later = city(TODAY + timedelta(200), SHIPPED, WRITTEN)
    closed = {held.wave.id for held in musterstadt.waves[:2]}
    assert [a for a in later.assessments if a.wave in closed] == [
        a for a in musterstadt.assessments if a.wave in closed
    ]
    assert [r for r in later.replies if r.wave in closed] == [
        r for r in musterstadt.replies if r.wave in closed
    ]


def test_one_more_unit_changes_nothing_elsewhere(musterstadt: City) -> None:
    archive = WrittenUnit(
        id="archiv",
        name="Stadtarchiv",
        kind=UnitKind.DEPARTMENT,
        parent="fb4",
        staff=5,
        profile=WrittenProfile(level=50),
        answers={"public-contact": "sometimes"},
    )
    head = WrittenPerson(
        id="laub", name="Ida Laub", offices=(WrittenOffice(role=Role.HEAD, unit="archiv"),)
    )
    units, people = (*WRITTEN.city.units, archive), (*WRITTEN.people.people, head)
    larger = replace(
        WRITTEN,
        city=WRITTEN.city.model_copy(update={"units": units}),
        people=WRITTEN.people.model_copy(update={"people": people}),
    )
    made = city(TODAY, SHIPPED, larger)
    assert tuple(a for a in made.assessments if a.unit != "archiv") == musterstadt.assessments
    assert sum(a.unit == "archiv" for a in made.assessments) == 6
    assert made.replies == musterstadt.replies


def test_the_city_is_made_within_three_seconds() -> None:
    start = time.process_time()
    city(TODAY, SHIPPED, load_written(DATA))
    assert time.process_time() - start < 3


# What was said can be said


def test_every_entry_is_an_accepted_answer_and_nothing_hidden_is_answered(
    musterstadt: City,
) -> None:
    for plan, filled in everything_filled_in(musterstadt):
        sheet = Sheet(plan, filled.entries)
        sheet.codes  # noqa: B018 - raises NotAnAnswer for what is no answer
        asked = {q.id for q in plan.questionnaire.questions() if sheet.is_asked(q)}
        assert {cell.partition(".")[0] for cell in filled.entries} <= asked


def test_nothing_empty_is_kept(musterstadt: City) -> None:
    for _, filled in everything_filled_in(musterstadt):
        assert all(entry.value for entry in filled.entries.values())


def test_heads_say_why_something_does_not_apply_and_guests_need_not(musterstadt: City) -> None:
    said = [e for a in musterstadt.assessments for e in a.entries.values()]
    exempt = [entry for entry in said if entry.value == "not_applicable"]
    assert len(exempt) > 50
    assert all(bool(entry.reason) == (entry.value == "not_applicable") for entry in said)
    assert not any(entry.reason for r in musterstadt.replies for entry in r.entries.values())


def test_there_are_comments_evidence_and_marks_beside_questions_that_were_answered(
    musterstadt: City,
) -> None:
    remarks = [r for a in musterstadt.assessments for r in a.remarks.values()]
    assert sum(bool(remark.comment) for remark in remarks) > 100
    assert sum(bool(remark.evidence) for remark in remarks) > 100
    assert sum(remark.need_for_action for remark in remarks) > 100
    for assessment in musterstadt.assessments:
        assert assessment.remarks.keys() <= assessment.entries.keys()


def test_some_answers_are_missing_and_some_people_do_not_know(musterstadt: City) -> None:
    plan = plan_of(shipped("opening"))
    sheets = [Sheet(plan, one.entries) for one in of_wave(musterstadt, "final", "opening")]
    share = mean(sheet.progress().done / sheet.progress().asked for sheet in sheets)
    assert 0.9 < share < 1
    values = Counter(e.value for a in musterstadt.assessments for e in a.entries.values())
    assert values["dont_know"] > 50


def test_days_lie_inside_their_wave_and_not_in_the_future(musterstadt: City) -> None:
    waves = {held.wave.id: held.wave for held in musterstadt.waves}
    for assessment in musterstadt.assessments:
        days = [day for day in (assessment.begun_on, assessment.submitted_on) if day is not None]
        wave = waves[assessment.wave]
        assert all(wave.opens <= day <= min(wave.closes, TODAY) for day in days)
        assert days == sorted(days)
    for reply in musterstadt.replies:
        wave = waves[reply.wave]
        assert wave.opens <= reply.day <= min(wave.closes, TODAY - timedelta(1))


def test_only_submitted_assessments_have_a_day_of_submission(musterstadt: City) -> None:
    for one in musterstadt.assessments:
        assert (one.submitted_on is not None) == (one.state is AssessmentState.SUBMITTED)
        assert (one.person is None) == one.is_untouched == (not one.entries)


# The city


def test_the_staff_of_a_unit_is_that_of_the_units_below(musterstadt: City) -> None:
    staff: dict[str, int] = {unit.id: unit.staff or 0 for unit in musterstadt.units}
    below: dict[str, list[int]] = {
        unit.id: [u.staff or 0 for u in musterstadt.units if u.parent == unit.id]
        for unit in musterstadt.units
    }
    assert staff["musterstadt"] == sum(below["musterstadt"]) == 680
    for division in ("fb1", "fb2", "fb3", "fb4"):
        assert staff[division] == sum(below[division])
    assert sum(below["kindertagesbetreuung"]) == 300
    assert staff["kindertagesbetreuung"] == 300 + 12
    leaves = [staff[unit] for unit, parts in below.items() if not parts]
    assert (min(leaves), max(leaves)) == (3, 90)


def test_there_are_four_divisions_fourteen_departments_and_three_staff_units(
    musterstadt: City,
) -> None:
    kinds = Counter(unit.kind for unit in musterstadt.units)
    assert kinds[UnitKind.DIVISION] == 4
    assert kinds[UnitKind.DEPARTMENT] == 14
    assert kinds[UnitKind.STAFF_UNIT] == 3


def test_a_unit_stands_below_the_unit_above_it(musterstadt: City) -> None:
    known: set[str | None] = {None}
    for unit in musterstadt.units:
        assert unit.parent in known
        known.add(unit.id)
    assert len(known) == len(musterstadt.units) + 1


def test_every_unit_has_a_head_and_every_role_is_there(musterstadt: City) -> None:
    offices = [office for person in musterstadt.people for office in person.offices]
    heads = Counter(office.unit for office in offices if office.role is Role.HEAD)
    units = {unit.id for unit in musterstadt.units if unit.kind is not UnitKind.CITY}
    assert heads == dict.fromkeys(units, 1)
    assert {office.role for office in offices} == set(Role) - {Role.GUEST}
    assert sum(office.role is Role.DELEGATE for office in offices) == 2
    assert {office.unit for office in offices} <= units | {None}
    people = musterstadt.people
    assert len({person.id for person in people}) == len({p.name for p in people}) == len(people)


def test_there_are_forty_open_doors_of_both_kinds(musterstadt: City) -> None:
    doors = musterstadt.access_points
    open_doors = [door for door in doors if not door.closed]
    assert len(open_doors) == 40
    assert {door.channel for door in open_doors} == set(Channel)
    assert len({door.name for door in doors}) == len(doors)
    assert {door.unit for door in doors} <= {unit.id for unit in musterstadt.units}
    assert [door.id for door in doors] == list(musterstadt.doors.values())


def test_every_kind_of_door_is_there(musterstadt: City) -> None:
    for questionnaire in ("access-analogue", "access-digital"):
        kinds = {a.entries["kind"].value for a in of_wave(musterstadt, "final", questionnaire)}
        question = next(q for q in shipped(questionnaire).questions() if q.id == "kind")
        known = {option.code for option in question.options_in({})}
        assert known - kinds <= {"branch-office"}


def test_every_department_staff_unit_and_open_door_is_asked_in_every_wave(
    musterstadt: City,
) -> None:
    asked = {
        unit.id
        for unit in musterstadt.units
        if unit.kind in (UnitKind.DEPARTMENT, UnitKind.STAFF_UNIT)
    }
    for key in ("baseline", "final", "running"):
        for questionnaire in ("opening", "training-needs"):
            found = [one.unit for one in of_wave(musterstadt, key, questionnaire)]
            assert sorted(found) == sorted(asked)
    doors = [
        one.access_point
        for channel in Channel
        for one in of_wave(musterstadt, "running", f"access-{channel}")
    ]
    assert sorted(filter(None, doors)) == [d.id for d in musterstadt.access_points if not d.closed]


def test_residents_speak_what_people_speak_in_a_comparable_region(musterstadt: City) -> None:
    assert musterstadt.inhabitants == 45_000
    shares = musterstadt.resident_languages
    assert (shares["tr"], shares["ar"], shares["pl"]) == (0.044, 0.033, 0.024)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


# The waves


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_one_wave_runs_and_two_are_closed_on_any_day(today: date) -> None:
    waves = [h.wave for h in waves_around(today, WRITTEN.city, SHIPPED, WRITTEN.questionnaires)]
    states = [wave.state(today) for wave in waves]
    assert states == [WaveState.CLOSED, WaveState.CLOSED, WaveState.RUNNING]
    assert len({wave.id for wave in waves}) == 3
    assert all(a.closes < b.opens for a, b in pairwise(waves))
    assert (today - waves[2].opens, waves[2].closes - today) == (timedelta(21), timedelta(28))


def test_closed_waves_lie_in_2023_and_2024(musterstadt: City) -> None:
    assert [held.wave.id for held in musterstadt.waves] == ["2023", "2024", "2026"]
    assert all(held.wave.min_group == MIN_GROUP for held in musterstadt.waves)


def test_half_of_the_running_wave_is_in_and_a_quarter_begun(musterstadt: City) -> None:
    running = [a for a in musterstadt.assessments if a.wave == musterstadt.waves[2].wave.id]
    submitted = sum(a.state is AssessmentState.SUBMITTED for a in running) / len(running)
    untouched = sum(a.is_untouched for a in running) / len(running)
    assert 0.4 < submitted < 0.6
    assert 0.15 < untouched < 0.35
    assert 0.15 < 1 - submitted - untouched < 0.35


def test_departments_are_a_little_better_from_wave_to_wave(musterstadt: City) -> None:
    before, after = (
        {one.unit: one.entries for one in of_wave(musterstadt, key, "opening") if one.submitted_on}
        for key in ("baseline", "final")
    )
    both = sorted(before.keys() & after.keys())
    earlier, later = (
        scored(shipped("opening"), [entries[unit] for unit in both]) for entries in (before, after)
    )
    rises = [
        points(later, place)["opening"] - points(earlier, place)["opening"]
        for place in range(len(both))
    ]
    assert 1 < mean(rises) < 10
    assert max(map(abs, rises)) < 20


def test_links_lead_to_what_is_asked(musterstadt: City) -> None:
    asked = {held.wave.id: held.by_edition.keys() for held in musterstadt.waves}
    assert all(link.edition in asked[link.wave] for link in musterstadt.links)
    tokens = [link.token for link in musterstadt.links]
    assert len(set(tokens)) == len(tokens)
    assert {"demo-sprachen", "demo-aussensicht-stadt", "demo-zu-spaet"} <= set(tokens)


# Replies


def test_four_hundred_members_of_staff_and_a_hundred_and_fifty_people_outside_answered(
    musterstadt: City,
) -> None:
    assert len(replies_of(musterstadt, "final", "languages")) == 411
    assert len(replies_of(musterstadt, "final", "outside-view")) == 150
    assert len({reply.id for reply in musterstadt.replies}) == len(musterstadt.replies)


def test_there_are_no_more_replies_than_staff(musterstadt: City) -> None:
    for key in ("final", "running"):
        assert len(replies_of(musterstadt, key, "languages")) <= (musterstadt.units[0].staff or 0)


def test_about_sixty_percent_speak_only_german(musterstadt: City) -> None:
    replies = replies_of(musterstadt, "final", "languages")
    said = Counter(
        r.entries["other-language"].value for r in replies if "other-language" in r.entries
    )
    assert 0.55 < said["no"] / said.total() < 0.65


def speakers(musterstadt: City) -> Counter[str]:
    lists = [
        r.entries.get("language-levels") for r in replies_of(musterstadt, "final", "languages")
    ]
    return Counter(
        entry.partition(":")[0]
        for one in lists
        if one is not None
        for entry in one.value.split("|")
    )


def test_the_languages_of_the_residents_are_spoken_and_english_most(musterstadt: City) -> None:
    spoken = speakers(musterstadt)
    assert spoken.most_common(1)[0][0] == "en"
    assert all(spoken[code] >= MIN_GROUP for code in ("tr", "ru", "pl", "ar", "fr", "uk", "fa"))


# The traps


def test_a_unit_stays_below_the_threshold(musterstadt: City) -> None:
    outside = by_unit(replies_of(musterstadt, "final", "outside-view"))
    small = [unit.id for unit in musterstadt.units if (unit.staff or MIN_GROUP) < MIN_GROUP]
    assert outside["planung"] == 3
    assert small == ["stab-gleichstellung"]


def test_whose_staff_a_reply_came_from_is_not_kept(musterstadt: City) -> None:
    replies = replies_of(musterstadt, "final", "languages")
    assert {reply.unit for reply in replies} == {None}


def by_unit(replies: Sequence[DemoReply]) -> Counter[str | None]:
    return Counter(reply.unit for reply in replies)


def test_some_languages_have_fewer_speakers_than_the_threshold(musterstadt: City) -> None:
    rare = [code for code, count in speakers(musterstadt).items() if count < MIN_GROUP]
    assert len(rare) >= 3


def test_the_questionnaire_of_the_running_wave_has_changed_in_one_question_each(
    musterstadt: City,
) -> None:
    assert musterstadt.waves[1].edition("opening") == Edition("opening", 1)
    assert musterstadt.waves[2].edition("opening") == Edition("opening", 2)
    (newer,) = WRITTEN.questionnaires
    shared = comparability(shipped("opening"), newer)
    assert shared.changed == ("training-reach",)
    assert shared.added == ("machine-translation",)
    assert shared.removed == ("reader-test",)


def test_apart_from_these_questions_the_newer_questionnaire_is_the_shipped_one() -> None:
    (newer,) = WRITTEN.questionnaires
    older = shipped("opening")
    assert newer.version == older.version + 1
    changed = {"training-reach", "machine-translation", "reader-test"}

    def others(questionnaire: Questionnaire) -> list[QuestionBase]:
        return [q for q in questionnaire.questions() if q.id not in changed]

    assert others(newer) == others(older)
    assert [area.model_copy(update={"questions": ()}) for area in newer.areas] == [
        area.model_copy(update={"questions": ()}) for area in older.areas
    ]
    rest = {"version": 1, "areas": ()}
    assert newer.model_copy(update=rest) == older.model_copy(update=rest)


def test_an_assessment_of_the_first_wave_was_begun_and_never_submitted(musterstadt: City) -> None:
    (unreturned,) = [
        one for one in of_wave(musterstadt, "baseline", "opening") if one.submitted_on is None
    ]
    assert unreturned.unit == "planung"
    assert unreturned.state is AssessmentState.DRAFT
    assert 5 < len(unreturned.entries) < 40
    (later,) = [one for one in of_wave(musterstadt, "final", "opening") if one.unit == "planung"]
    assert later.submitted_on is not None


@pytest.mark.parametrize("key", ["final", "running"])
def test_a_door_praises_itself_while_people_outside_find_the_same_steps_hard(
    musterstadt: City, key: str
) -> None:
    door = of_door(musterstadt, key, "sozialamt")
    own = points(scored(shipped("access-analogue"), [door.entries]))
    replies = [r for r in replies_of(musterstadt, key, "outside-view") if r.unit == "soziales"]
    assert len(replies) > MIN_GROUP
    results = scored(shipped("outside-view"), [reply.entries for reply in replies])
    theirs = [points(results, place) for place in range(len(results.subjects))]
    for step in ("find", "reach", "communicate", "apply", "understand"):
        outside = mean(view[step] for view in theirs if step in view)
        assert own[step] >= 70
        assert outside <= 35


@pytest.mark.parametrize("key", ["baseline", "final", "running"])
def test_a_door_with_a_good_mean_is_capped_because_there_are_only_stairs(
    musterstadt: City, key: str
) -> None:
    entries = of_door(musterstadt, key, "standesamt").entries
    assert entries["step-free"].value == "none"
    capped = points(scored(shipped("access-analogue"), [entries]))
    without = points(scored(without_caps(shipped("access-analogue")), [entries]))
    assert capped["reach"] == 39
    assert without["reach"] > 70
    assert capped["access-analogue"] == 79
    assert without["access-analogue"] > 80


def without_caps(questionnaire: Questionnaire) -> Questionnaire:
    free = {"caps": ()}
    areas = tuple(
        area
        if area.score is None or area.score == "none"
        else area.model_copy(update={"score": area.score.model_copy(update=free)})
        for area in questionnaire.areas
    )
    assert questionnaire.score != "none"
    total = questionnaire.score.model_copy(update=free)
    return questionnaire.model_copy(update={"areas": areas, "score": total})


def test_one_door_is_new_and_one_is_gone(musterstadt: City) -> None:
    held = {held.key: held.wave.id for held in musterstadt.waves}
    asked = {
        (held_key, one.access_point)
        for one in musterstadt.assessments
        for held_key, wave in held.items()
        if one.wave == wave
    }
    app, chat = musterstadt.doors["willkommens-app"], musterstadt.doors["chat"]
    assert [key for key in held if (key, app) in asked] == ["final", "running"]
    assert [key for key in held if (key, chat) in asked] == ["baseline", "final"]


def test_the_head_of_the_manual_has_open_tasks(musterstadt: City) -> None:
    running = musterstadt.waves[2].wave.id
    mine = [
        one
        for one in musterstadt.assessments
        if one.unit == "buergerservice" and one.wave == running
    ]
    assert sum(door.unit == "buergerservice" for door in musterstadt.access_points) == 2
    states = {(one.edition.questionnaire, one.is_untouched) for one in mine}
    assert states == {
        ("opening", False),
        ("training-needs", True),
        ("access-analogue", True),
        ("access-digital", False),
    }
    assert all(one.state is AssessmentState.DRAFT for one in mine)


# The files


@pytest.mark.parametrize(
    "file", sorted(path for path in DATA.rglob("*") if path.is_file()), ids=str
)
def test_every_file_says_first_that_all_is_made_up(file: Path) -> None:
    first = file.read_text("utf-8").split("\n", 1)[0]
    assert first.removeprefix("# ").startswith("All made up:")


def test_a_misspelt_entry_is_named_with_its_line(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "demo")
    people = folder / "people.yaml"
    people.write_text("people:\n- {id: frost, nmae: Bernd Frost, offices: [{role: council}]}\n")
    with pytest.raises(Refused) as refused:
        load_written(folder)
    said = [problem.show() for problem in refused.value.problems]
    assert said[0].startswith(f"{people}:2: „nmae“ ist hier kein bekannter Eintrag.")


def areas_and_cells(questionnaires: Sequence[Questionnaire]) -> tuple[set[str], set[str]]:
    areas = {area.id for q in questionnaires for area in q.all_areas()}
    cells = {cell.id for q in questionnaires for one in q.questions() for cell in one.cells()}
    return areas, cells


def test_profiles_speak_of_areas_and_questions_that_exist() -> None:
    by_unit = areas_and_cells([shipped("opening")])
    for unit in WRITTEN.city.units:
        if unit.profile is not None:
            assert {*unit.profile.strong, *unit.profile.weak} <= by_unit[0]
        assert unit.answers.keys() <= by_unit[1]
        assert all(fates.keys() <= {"opening", "training-needs"} for fates in unit.fate.values())
    for door in WRITTEN.doors.access_points:
        areas, cells = areas_and_cells([shipped(f"access-{door.channel}")])
        assert {*door.profile.strong, *door.profile.weak} <= areas
        assert door.answers.keys() <= cells


def test_sentences_stand_beside_questions_that_exist() -> None:
    for questionnaire, questions in WRITTEN.sentences.remarks.items():
        assert questions.keys() <= {q.id for q in shipped(questionnaire).questions()}
    for questionnaire, reasons in WRITTEN.sentences.does_not_apply.items():
        asked = {q.id: q for q in shipped(questionnaire).questions()}
        for question in reasons:
            offered = shipped(questionnaire).offered(asked[question])
            assert "not_applicable" in offered, f"{questionnaire}.{question}"


def test_choices_are_options_that_exist() -> None:
    written = WRITTEN.answers
    weights = {
        "languages": written.staff.choices,
        "outside-view": written.outside.choices,
        "training-needs": written.training.choices,
    }
    for name, choices in weights.items():
        asked = {question.id: question for question in shipped(name).questions()}
        for question, shares in choices.items():
            options = asked[question].options_in(shipped(name).scales)
            assert shares.keys() <= {option.code for option in options}, f"{name}.{question}"
