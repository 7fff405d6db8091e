"""A wave is planned, opened once for all, extended, closed; and never quietly changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from audit.model.messages import GERMAN
from audit.model.organisation import Channel, Unit, UnitId, UnitKind
from audit.model.waves import MIN_GROUP, PROMISE, Edition, Entry, WavePlan, WaveState
from audit.service.access_points import change, register
from audit.service.actions import Denied, NotDone
from audit.service.figures import begun_waves, standing
from audit.service.filling_in import submit
from audit.service.forms import open_form
from audit.service.links import Purpose, make_link, ways
from audit.service.tasks import tasks
from audit.service.wave_course import close_early, extend, open_wave
from audit.service.wave_plans import copy_of, new_plan, rounds, save_plan, throw_away
from audit.store.engine import reading, writing
from audit.store.log import lines
from audit.store.organisation import add_units
from audit.store.waves import load_questionnaire
from tests.service.town import (
    BUILDING,
    COUNTER,
    KARL,
    OPENING,
    OPENING_NOW,
    PAULA,
    QUESTIONNAIRES,
    SOCIAL,
    STELLA,
    Town,
    in_threads,
)

JUNE_10, JUNE_30 = date(2026, 6, 10), date(2026, 6, 30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The questionnaires of the running wave, as files."""
    for edition, written in QUESTIONNAIRES.items():
        if edition != Edition("opening", 1):
            (tmp_path / f"{edition.questionnaire}.yaml").write_bytes(written.encode())
    return tmp_path


def a_plan(**changed: object) -> WavePlan:
    plan = WavePlan(
        id="a1b2c3",
        title="Nacherhebung",
        opens=JUNE_10,
        closes=JUNE_30,
        min_group=7,
        promise="Versprochen.",
        editions=(Edition("access-analogue", 1), OPENING_NOW, Edition("outside-view", 1)),
        units=(BUILDING, COUNTER),
    )
    return replace(plan, **changed)  # type: ignore[arg-type]


def plans(town: Town, folder: Path) -> tuple[WavePlan, ...]:
    return rounds(town.house, town.caller(PAULA), folder).plans


def opened(town: Town, folder: Path, **changed: object) -> str:
    plan = a_plan(**changed)
    save_plan(town.house, town.caller(PAULA), plan, folder)
    return open_wave(town.house, town.caller(PAULA), plan.id, folder).id


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(NotDone) as refused:
        action()
    return GERMAN.say(refused.value.sentence)


def sheets(town: Town, wave: str) -> set[tuple[str, str, bool]]:
    return {
        (questionnaire, unit, door is not None)
        for questionnaire, unit, door in town.rows(
            f"SELECT questionnaire, unit, access_point FROM assessments WHERE wave = '{wave}'"
        )
    }


def test_a_plan_is_kept_changed_and_thrown_away_and_asks_nobody(town: Town, folder: Path) -> None:
    paula = town.caller(PAULA)
    save_plan(town.house, paula, a_plan(), folder)
    assert plans(town, folder) == (a_plan(),)
    save_plan(town.house, paula, a_plan(title=" Neuer \n Name "), folder)
    assert plans(town, folder) == (a_plan(title="Neuer Name"),)
    assert sheets(town, "a1b2c3") == set()
    assert "a1b2c3" not in {wave.id for wave in begun_waves(town.house, paula)}
    throw_away(town.house, paula, "a1b2c3")
    throw_away(town.house, paula, "a1b2c3")
    assert plans(town, folder) == ()


def test_each_change_of_a_plan_stands_in_the_log_once(town: Town, folder: Path) -> None:
    paula = town.caller(PAULA)
    for title in ("Eins", "Eins", "Zwei"):
        save_plan(town.house, paula, a_plan(title=title), folder)
    with reading(town.house.engine) as connection:
        said = [line.deed for line in lines(connection) if line.deed.about == "plan a1b2c3"]
    assert ["Eins" in deed.old for deed in said] == [False, True]
    assert ["Zwei" in deed.new for deed in said] == [False, True]
    assert {deed.person for deed in said} == {"paula"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": " \n"}, "Bitte geben Sie der Erhebungsrunde einen Namen."),
        ({"title": "x" * 121}, "Der Text hat 121 Zeichen. Bitte kürzen Sie ihn auf höchstens 120."),
        ({"title": "Erhebung 2026"}, "Eine Erhebungsrunde „Erhebung 2026“ gibt es schon"),
        ({"promise": ""}, "Bitte schreiben Sie auf, was Sie den Teilnehmenden zusagen."),
        ({"opens": date(2026, 5, 14)}, "Der erste Tag liegt schon zurück"),
        ({"closes": date(2026, 6, 9)}, "Der letzte Tag liegt vor dem ersten"),
        ({"closes": date(2027, 6, 12)}, "länger als ein Jahr"),
        ({"opens": date(2026, 5, 31)}, "In diesen Tagen läuft schon „Erhebung 2026“"),
        ({"closes": date(2027, 5, 1)}, "In diesen Tagen läuft schon „Erhebung 2027“"),
        ({"min_group": 4}, "darf nicht unter 5 liegen"),
        ({"min_group": 51}, "darf nicht über 50 liegen"),
        ({"editions": ()}, "Bitte wählen Sie mindestens einen Fragebogen."),
        ({"editions": (Edition("opening", 1),)}, "gibt es nicht mehr in Fassung 1"),
        ({"units": ()}, "Bitte wählen Sie mindestens eine Dienststelle."),
    ],
)
def test_nonsense_is_refused_with_one_sentence(
    town_in_a_file: Town, folder: Path, changed: dict[str, object], sentence: str
) -> None:
    town = town_in_a_file
    said = refusal(lambda: save_plan(town.house, town.caller(PAULA), a_plan(**changed), folder))
    assert sentence in said
    assert plans(town, folder) == ()


def test_a_wave_that_people_answer_by_link_alone_needs_no_units(
    town_in_a_file: Town, folder: Path
) -> None:
    town = town_in_a_file
    wave = opened(town, folder, units=(), editions=(Edition("outside-view", 1),))
    assert sheets(town, wave) == set()


def test_opening_makes_a_sheet_for_each_unit_and_each_open_door_of_the_plan(
    town: Town, folder: Path
) -> None:
    closed = register(town.house, town.caller(KARL), COUNTER, "Alt", Channel.ANALOGUE)
    change(town.house, town.caller(KARL), closed, "Alt", "", closed=True)
    wave = opened(town, folder)
    assert sheets(town, wave) == {
        ("opening", BUILDING, False),
        ("opening", COUNTER, False),
        ("access-analogue", BUILDING, True),
        ("access-analogue", COUNTER, True),
    }
    assert len(town.rows(f"SELECT id FROM assessments WHERE wave = '{wave}'")) == 4
    assert plans(town, folder) == ()


def test_a_wave_that_is_opened_ahead_begins_on_its_first_day(town: Town, folder: Path) -> None:
    wave = opened(town, folder)
    [held] = [one for one in rounds(town.house, town.caller(PAULA), folder).waves if one.id == wave]
    assert (held.title, held.opens, held.closes) == ("Nacherhebung", JUNE_10, JUNE_30)
    assert (held.min_group, held.promise) == (7, "Versprochen.")
    first = timedelta(days=(JUNE_10 - town.house.today()).days)
    assert held.state(JUNE_10 - timedelta(1)) is WaveState.PLANNED
    assert wave not in {task.wave.id for task in tasks(town.house, town.caller(KARL))}
    town.clock.now += first
    town.sign_in_anew()
    [task] = [
        task
        for task in tasks(town.house, town.caller(KARL))
        if task.wave.id == wave and task.access_point is None
    ]
    assert open_form(town.house, town.caller(KARL), task.assessment.id).writable


def test_a_plan_that_is_opened_late_begins_today_and_not_in_the_past(
    town: Town, folder: Path
) -> None:
    save_plan(town.house, town.caller(PAULA), a_plan(), folder)
    town.clock.go_on(days=30)
    town.sign_in_anew()
    wave = open_wave(town.house, town.caller(PAULA), "a1b2c3", folder)
    assert wave.opens == date(2026, 6, 14)
    assert wave.state(town.house.today()) is WaveState.RUNNING


def test_a_plan_whose_last_day_has_passed_is_not_opened(town: Town, folder: Path) -> None:
    save_plan(town.house, town.caller(PAULA), a_plan(), folder)
    town.clock.go_on(days=60)
    town.sign_in_anew()
    said = refusal(lambda: open_wave(town.house, town.caller(PAULA), "a1b2c3", folder))
    assert "Der letzte Tag liegt" in said
    assert sheets(town, "a1b2c3") == set()


def test_opening_twice_at_the_same_time_is_opening_once(town: Town, folder: Path) -> None:
    save_plan(town.house, town.caller(PAULA), a_plan(), folder)
    paula = town.caller(PAULA)
    first, second = in_threads(*[lambda: open_wave(town.house, paula, "a1b2c3", folder)] * 2)
    assert first == second == open_wave(town.house, paula, "a1b2c3", folder)
    assert len(town.rows("SELECT id FROM assessments WHERE wave = 'a1b2c3'")) == 4
    with reading(town.house.engine) as connection:
        said = [line for line in lines(connection) if line.deed.about == "wave a1b2c3"]
    assert len(said) == 1


def test_of_two_plans_for_the_same_days_one_is_opened(town: Town, folder: Path) -> None:
    paula = town.caller(PAULA)
    for name in ("a1b2c3", "d4e5f6"):
        save_plan(town.house, paula, a_plan(id=name, title=name), folder)

    def opens(name: str) -> bool:
        try:
            open_wave(town.house, paula, name, folder)
        except NotDone:
            return False
        return True

    assert sorted(in_threads(lambda: opens("a1b2c3"), lambda: opens("d4e5f6"))) == [False, True]


def test_what_is_opened_can_neither_be_changed_nor_thrown_away(town: Town, folder: Path) -> None:
    wave = opened(town, folder)
    paula = town.caller(PAULA)
    later = a_plan(id=wave, title="Anders")
    for action in (
        lambda: save_plan(town.house, paula, later, folder),
        lambda: throw_away(town.house, paula, wave),
    ):
        assert refusal(action) == (
            "Diese Erhebungsrunde ist schon eröffnet. Fest steht damit alles bis auf das Ende."
        )


def test_a_file_that_was_changed_without_a_new_version_is_not_opened(
    town: Town, folder: Path
) -> None:
    """The text of each edition is kept once; nothing may ask something else under its name."""
    paula = town.caller(PAULA)
    save_plan(town.house, paula, a_plan(), folder)
    (folder / "opening.yaml").write_text(OPENING.format(version=2, forms="Ganz anders?"))
    said = refusal(lambda: open_wave(town.house, paula, "a1b2c3", folder))
    assert "wurde geändert, heißt aber noch Fassung 2" in said
    assert sheets(town, "a1b2c3") == set()
    assert plans(town, folder) == (a_plan(),)


def test_a_file_that_has_another_version_by_now_is_not_opened_in_silence(
    town_in_a_file: Town, folder: Path
) -> None:
    town = town_in_a_file
    paula = town.caller(PAULA)
    save_plan(town.house, paula, a_plan(), folder)
    (folder / "opening.yaml").write_text(OPENING.format(version=3, forms="Ganz anders?"))
    said = refusal(lambda: open_wave(town.house, paula, "a1b2c3", folder))
    assert "gibt es nicht mehr in Fassung 2" in said


def test_a_new_version_is_kept_with_its_fingerprint_when_the_wave_is_opened(
    town: Town, folder: Path
) -> None:
    text = OPENING.format(version=3, forms="Ganz anders?").encode()
    (folder / "opening.yaml").write_bytes(text)
    opened(town, folder, editions=(Edition("opening", 3),))
    with reading(town.house.engine) as connection:
        kept = load_questionnaire(connection, Edition("opening", 3))
    assert kept is not None
    assert kept.text == text
    assert len(kept.fingerprint) == 64


def test_a_changed_file_changes_neither_an_open_draft_nor_a_closed_result(
    town: Town, folder: Path
) -> None:
    draft, handed_in = town.assessment(COUNTER), town.assessment(SOCIAL)
    town.say(KARL, draft, {"forms": "some"})
    town.change(f"UPDATE assessments SET state = 'submitted' WHERE id = {handed_in}")
    before = open_form(town.house, town.caller(KARL), draft).sheet
    result = standing(town.house, town.caller(STELLA), "now", "opening").results
    (folder / "opening.yaml").write_text(OPENING.format(version=3, forms="Ganz anders?"))
    opened(town, folder, editions=(Edition("opening", 3),))
    after = open_form(town.house, town.caller(KARL), draft).sheet
    assert after.plan.questionnaire == before.plan.questionnaire
    assert after.plan.questionnaire.version == 2
    assert after.entries == before.entries == {"forms": Entry("some")}
    again = standing(town.house, town.caller(STELLA), "now", "opening").results
    assert again.plan.questionnaire.version == 2
    assert again.subjects == result.subjects


def test_doors_that_are_registered_before_the_first_day_get_their_sheet(
    town: Town, folder: Path
) -> None:
    wave = opened(town, folder)
    door = register(town.house, town.caller(KARL), COUNTER, "Neu", Channel.ANALOGUE)
    found = town.rows(f"SELECT wave FROM assessments WHERE access_point = {door}")
    assert {row[0] for row in found} == {"now", "next", wave}


def test_a_door_of_a_unit_that_is_not_asked_gets_none(town: Town, folder: Path) -> None:
    wave = opened(town, folder, units=(BUILDING,))
    door = register(town.house, town.caller(KARL), COUNTER, "Neu", Channel.ANALOGUE)
    found = town.rows(f"SELECT wave FROM assessments WHERE access_point = {door}")
    assert wave not in {row[0] for row in found}


def test_a_wave_is_extended_and_never_shortened(town: Town) -> None:
    paula = town.caller(PAULA)
    for _ in range(2):
        assert extend(town.house, paula, "now", date(2026, 6, 14)).closes == date(2026, 6, 14)
    assert "nur länger" in refusal(lambda: extend(town.house, paula, "now", date(2026, 6, 13)))
    assert "läuft schon" in refusal(lambda: extend(town.house, paula, "now", date(2027, 5, 1)))
    town.clock.go_on(days=31)
    town.sign_in_anew()
    late = refusal(lambda: extend(town.house, town.caller(PAULA), "now", date(2026, 6, 30)))
    assert "ist zu Ende" in late
    with reading(town.house.engine) as connection:
        [line] = [line for line in lines(connection) if line.deed.about == "wave now"]
    assert (line.deed.old, line.deed.new) == ("2026-05-31", "2026-06-14")


def test_closing_early_ends_it_at_once_for_everybody(town: Town, folder: Path) -> None:
    paula, draft = town.caller(PAULA), town.assessment(COUNTER)
    guest = town.guest()
    first = close_early(town.house, paula, "now")
    assert first == close_early(town.house, paula, "now")
    assert first.state(town.house.today()) is WaveState.CLOSED
    assert "läuft nicht" in refusal(lambda: submit(town.house, town.caller(KARL), draft))
    assert guest.link is not None
    assert "ist zu Ende" in refusal(lambda: extend(town.house, paula, "now", JUNE_30))
    today = town.house.today()
    save_plan(town.house, paula, a_plan(opens=today), folder)
    assert open_wave(town.house, paula, "a1b2c3", folder).opens == today


def test_a_copy_proposes_the_same_for_the_units_that_were_asked_and_saves_nothing(
    town: Town, folder: Path
) -> None:
    paula = town.caller(PAULA)
    wave = opened(town, folder)
    copied = copy_of(town.house, paula, wave, folder)
    assert (copied.min_group, copied.promise) == (7, "Versprochen.")
    assert copied.units == (COUNTER, BUILDING)
    assert set(copied.editions) == set(a_plan().editions)
    assert copied.closes - copied.opens == JUNE_30 - JUNE_10
    assert copied.title == ""
    assert copied.id != wave
    assert plans(town, folder) == ()
    with pytest.raises(Denied):
        copy_of(town.house, paula, "gone", folder)


def test_what_is_proposed_begins_when_no_other_wave_is_open_any_more(
    town: Town, folder: Path
) -> None:
    paula = town.caller(PAULA)
    wave = opened(town, folder)
    proposed = [copy_of(town.house, paula, wave, folder), new_plan(town.house, paula, folder)]
    last = max(one.closes for one in rounds(town.house, paula, folder).waves)
    assert [plan.opens for plan in proposed] == [last + timedelta(days=1)] * 2
    save_plan(town.house, paula, replace(proposed[0], title="Danach"), folder)


def test_the_first_plan_of_a_town_without_waves_asks_everything_and_everybody(
    town: Town, folder: Path
) -> None:
    plan = new_plan(town.house, town.caller(PAULA), folder)
    assert {edition.questionnaire for edition in plan.editions} == {
        edition.questionnaire for edition in QUESTIONNAIRES
    }
    assert set(plan.units) == {"city", "social", "counter", "building"}
    assert (plan.min_group, plan.promise) == (MIN_GROUP, PROMISE.text)
    save_plan(town.house, town.caller(PAULA), replace(plan, title="Zwei"), folder)


@pytest.mark.parametrize("changed", [{"units": (UnitId("gone"),)}, {"id": "' OR 1=1"}])
def test_what_no_screen_could_send_is_denied(
    town_in_a_file: Town, folder: Path, changed: dict[str, object]
) -> None:
    town = town_in_a_file
    with pytest.raises(Denied):
        save_plan(town.house, town.caller(PAULA), a_plan(**changed), folder)


def test_links_can_be_made_and_printed_before_the_first_day(town: Town, folder: Path) -> None:
    wave = opened(town, folder)
    token = make_link(town.house, town.caller(PAULA), Purpose(wave, "outside-view"))
    [found] = [one for one in ways(town.house, town.caller(PAULA)) if one.wave.id == wave]
    assert [one.link.token for one in found.shared] == [token]
    with pytest.raises(AssertionError):
        town.guest(token)


def test_a_unit_that_comes_later_is_not_asked_in_a_wave_that_is_open(
    town: Town, folder: Path
) -> None:
    wave = opened(town, folder)
    with writing(town.house.engine) as connection:
        add_units(connection, [Unit(UnitId("new"), "Neu", UnitKind.TEAM, SOCIAL, 3)])
    assert "new" not in {unit for _, unit, _ in sheets(town, wave)}
