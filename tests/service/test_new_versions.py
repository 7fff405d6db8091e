"""A newer version is offered in a wave that is open; each head moves their own draft."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.model.messages import GERMAN
from audit.model.waves import Edition, Entry, Remark
from audit.service.actions import Caller, Denied, NotDone
from audit.service.approving import approve, give_back, handed_in, read
from audit.service.commenting import say, withdraw
from audit.service.delegating import give, given_out, my_areas
from audit.service.evidence import add_link, remove
from audit.service.figures import explained, needs_for_action, standing, turnout
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import gaps, open_form, own_result
from audit.service.handing_over import compare as compare_file
from audit.service.handing_over import hand_out
from audit.service.inviting import due
from audit.service.new_versions import Ahead, Versions, in_wave, move, offer, versions_of
from audit.service.own_data import all_about_me
from audit.service.sides import ask_for, compare, hand_in
from audit.service.tasks import tasks
from scoring.states import NOT_ANSWERED
from tests.service.test_approving import broken
from tests.service.test_rights import empty_file
from tests.service.town import (
    ANNA,
    BERND,
    BUILDING,
    BY_LINK,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    NOBODY,
    OPENING,
    PAULA,
    STELLA,
    Town,
    in_threads,
)

MOTTO = "      - {id: motto, type: short_text, text: Ihr Leitspruch?, max_length: 20}\n"
POST = "{code: post, label: per Brief}"
TONGUES = "      - id: tongues\n"
LIFT = "      - {id: lift, type: yes_no, text: Gibt es einen Aufzug?}\n"
NEWER = (
    OPENING.format(version=3, forms="Gibt es einfache Formulare?")
    .replace(POST, f"{POST}, {{code: call, label: am Telefon}}")
    .replace(MOTTO, "")
    .replace(TONGUES, LIFT + TONGUES)
)
"""Asks for forms in other words, takes one more way, has a lift and no motto."""

ANSWERS = {
    "ramp": "yes",
    "forms": "some",
    "way": "mail",
    "tongues": "en|tr",
    "signs.web": "b",
    "motto": "Offen für alle",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "opening.yaml").write_text(NEWER, encoding="utf-8")
    return tmp_path


def offered(town: Town, folder: Path, version: int = 3) -> None:
    offer(town.house, town.caller(PAULA), "now", "opening", version, folder)


def written(folder: Path, version: int, text: str = NEWER) -> None:
    """Put one more version into the folder."""
    newer = text.replace("version: 3", f"version: {version}")
    (folder / f"opening-{version}.yaml").write_text(newer, encoding="utf-8")


def looked_at(town: Town) -> Versions:
    return versions_of(town.house, town.caller(KARL), town.assessment(COUNTER))


def ahead(town: Town) -> Ahead:
    found = looked_at(town).ahead
    assert found is not None
    return found


def moved(town: Town, *confirmed: str, version: int = 3) -> int:
    """Let Karl move the draft of the counter, having looked at what becomes of it."""
    number = town.assessment(COUNTER)
    after = ahead(town).revision
    move(town.house, town.caller(KARL), number, version, confirmed, after=after)
    return number


def values(town: Town) -> dict[str, str]:
    form = open_form(town.house, town.caller(KARL), town.assessment(COUNTER))
    return {cell: entry.value for cell, entry in form.sheet.entries.items() if entry.value}


def everything(town: Town) -> dict[str, list[tuple[object, ...]]]:
    """Read all that a move could have changed."""
    tables = "answers", "remarks", "assessments", "new_versions", "delegations", "log"
    return {table: town.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotDone) as refusal:
        act()
    return GERMAN.say(refusal.value.sentence)


def test_an_offer_changes_no_draft(town: Town, folder: Path) -> None:
    number = town.assessment(COUNTER)
    town.say(KARL, number, ANSWERS)
    before = open_form(town.house, town.caller(KARL), number)
    offered(town, folder)
    after = open_form(town.house, town.caller(KARL), number)
    assert after.questionnaire == before.questionnaire
    assert after.sheet.entries == before.sheet.entries
    assert after.writable
    town.say(KARL, number, {"ramp": "no"})
    assert values(town)["ramp"] == "no"


def test_the_own_tasks_say_which_drafts_can_be_moved(town: Town, folder: Path) -> None:
    karl, bernd = town.caller(KARL), town.caller(BERND)

    def offered_to(caller: Caller) -> list[tuple[str, str]]:
        found = tasks(town.house, caller)
        assert {task.newer for task in found} <= {None, 3}
        return [(one.wave.id, one.questionnaire.id) for one in found if one.newer]

    assert offered_to(karl) == []
    offered(town, folder)
    assert offered_to(karl) == offered_to(bernd) == [("now", "opening")]
    moved(town)
    assert (offered_to(karl), offered_to(bernd)) == ([], [("now", "opening")])
    town.clock.go_on(days=17)
    town.sign_in_anew()
    assert offered_to(town.caller(BERND)) == [], "the wave is over"


def test_one_query_tells_of_all_tasks_whether_there_is_a_newer_version(town: Town) -> None:
    anna = town.caller(ANNA)
    with town.listening() as statements:
        assert len(tasks(town.house, anna)) > 3
    assert sum("wave_questionnaires" in one for one in statements) == 1


def test_the_head_sees_first_what_becomes_of_each_answer(town: Town, folder: Path) -> None:
    town.say(KARL, town.assessment(COUNTER), ANSWERS)
    assert looked_at(town).ahead is None
    offered(town, folder)
    fates = {part.difference.id: part.fate.value for part in ahead(town).parts}
    assert fates == {
        "ramp": "kept",
        "stairs": "none",
        "forms": "to confirm",
        "way": "anew",
        "lift": "none",
        "tongues": "kept",
        "signs": "kept",
        "hours": "none",
        "story": "none",
        "since": "none",
        "spoken": "none",
        "motto": "gone",
    }
    assert values(town) == ANSWERS


def test_what_is_asked_alike_is_kept_and_nothing_else(town: Town, folder: Path) -> None:
    number = town.assessment(COUNTER)
    town.say(KARL, number, ANSWERS)
    offered(town, folder)
    moved(town)
    form = open_form(town.house, town.caller(KARL), number)
    assert form.questionnaire.version == 3
    assert values(town) == {"ramp": "yes", "tongues": "en|tr", "signs.web": "b"}
    missing = {gap.question.id for gap in gaps(town.house, town.caller(KARL), number)}
    assert {"forms", "way", "lift"} <= missing


def test_an_answer_holds_for_other_words_when_the_head_says_so(town: Town, folder: Path) -> None:
    town.say(KARL, town.assessment(COUNTER), ANSWERS)
    offered(town, folder)
    moved(town, "forms", "way", "motto")
    kept = {"ramp": "yes", "forms": "some", "tongues": "en|tr", "signs.web": "b"}
    assert values(town) == kept


def test_all_that_was_ever_answered_stays_and_can_be_read(town: Town, folder: Path) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, ANSWERS)
    remark = Remark("Steht am Eingang", "", need_for_action=True)
    save_remark(town.house, karl, number, "motto", remark, after=0)
    add_link(town.house, karl, number, "motto", "https://stadt.example/", "Leitbild")
    say(town.house, karl, number, "motto", "Stimmt das noch?")
    before = town.rows("SELECT cell, revision, value FROM answers ORDER BY revision")
    offered(town, folder)
    moved(town, "forms")
    assert (
        town.rows("SELECT cell, revision, value FROM answers ORDER BY revision")[: len(before)]
        == before
    )
    (past,) = looked_at(town).moved
    assert {cell: entry.value for cell, entry in past.entries.items()} == ANSWERS
    assert past.kept == {"ramp", "tongues", "signs", "forms"}
    assert past.remarks == {"motto": remark}
    assert [one.name for one in past.evidence["motto"]] == ["Leitbild"]
    assert past.threads["motto"].comments[0].text == "Stimmt das noch?"
    assert (past.person, past.earlier.version, past.later.version) == ("Karl Kamm", 2, 3)
    assert looked_at(town).ahead is None


def test_what_lies_beside_a_question_that_is_gone_can_be_taken_away(
    town: Town, folder: Path
) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    link = add_link(town.house, karl, number, "motto", "https://stadt.example/", "Leitbild")
    comment = say(town.house, karl, number, "motto", "Stimmt das noch?")
    offered(town, folder)
    moved(town)
    remove(town.house, karl, link.id)
    withdraw(town.house, karl, number, comment)
    (past,) = looked_at(town).moved
    assert past.evidence == {}
    assert past.threads["motto"].comments[0].text == ""


def test_what_came_back_with_its_question_stands_beside_it_and_nowhere_else(
    town: Town, folder: Path
) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    add_link(town.house, karl, number, "motto", "https://stadt.example/", "Leitbild")
    offered(town, folder)
    moved(town)
    written(folder, 4, OPENING.format(version=4, forms="Gibt es einfache Formulare?"))
    offered(town, folder, 4)
    moved(town, version=4)
    assert "motto" in open_form(town.house, karl, number).evidence
    assert [one.evidence for one in looked_at(town).moved] == [{}, {}]


def test_what_stood_beside_a_question_that_is_gone_disturbs_nothing(
    town: Town, folder: Path
) -> None:
    number, karl, paula = town.assessment(COUNTER), town.caller(KARL), town.caller(PAULA)
    town.say(KARL, number, ANSWERS)
    need = Remark("", "", need_for_action=True)
    save_remark(town.house, karl, number, "motto", need, after=0)
    save_remark(town.house, karl, number, "ramp", need, after=0)
    add_link(town.house, karl, number, "motto", "https://stadt.example/", "Leitbild")
    say(town.house, karl, number, "motto", "Stimmt das noch?")
    offered(town, folder)
    moved(town)
    form = open_form(town.house, karl, number)
    assert "motto" not in {**form.sheet.entries, **form.remarks, **form.evidence, **form.threads}
    assert [t.progress.done for t in tasks(town.house, karl) if t.assessment.id == number] == [2]
    assert due(town.house, paula)
    assert own_result(town.house, karl, number, GERMAN)
    assert hand_out(town.house, karl, number).label.version == 3
    submit(town.house, karl, number)
    (one,) = [h for h in handed_in(town.house, paula, "now") if h.assessment.id == number]
    assert one.open_threads == 0
    assert "motto" not in read(town.house, paula, number).sheet.entries
    needs = needs_for_action(town.house, paula, "now", "opening")
    assert needs == {str(number): frozenset({"ramp"})}
    assert explained(town.house, paula, "now", "opening", str(number), GERMAN)
    assert all_about_me(town.house, karl)["new_versions"]


def test_figures_count_only_what_was_answered_in_the_version_of_the_wave(
    town: Town, folder: Path
) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, {**ANSWERS, "hours": "3"})
    offered(town, folder)
    moved(town)
    submit(town.house, karl, number)
    found = standing(town.house, town.caller(STELLA), "now", "opening")
    assert found.edition == Edition("opening", 3)
    assert found.results.subjects == (str(number),)
    codes = {cell: found.answers.codes[at[0], 0] for cell, at in found.plan.cells.items()}
    assert codes["forms"] == codes["way"] == codes["lift"] == NOT_ANSWERED
    assert codes["ramp"] >= 0


def test_a_moved_sheet_scores_like_one_that_was_filled_in_anew(town: Town, folder: Path) -> None:
    number, other = town.assessment(COUNTER), town.assessment(BUILDING)
    town.say(KARL, number, ANSWERS)
    offered(town, folder)
    moved(town)
    submit(town.house, town.caller(KARL), number)
    bernd = town.caller(BERND)
    move(town.house, bernd, other, 3, (), after=0)
    town.say(BERND, other, {"ramp": "yes", "tongues": "en|tr", "signs.web": "b"})
    submit(town.house, bernd, other)
    found = standing(town.house, town.caller(STELLA), "now", "opening")
    codes = {subject: found.answers.codes[:, at].tolist()
             for at, subject in enumerate(found.answers.subjects)}  # fmt: skip
    assert codes[str(number)] == codes[str(other)]


def test_drafts_that_are_not_moved_are_still_expected(town: Town, folder: Path) -> None:
    paula = town.caller(PAULA)
    town.say(KARL, town.assessment(COUNTER), ANSWERS)

    def expected() -> tuple[object, ...]:
        found = {one.questionnaire.id: one for one in turnout(town.house, paula, "now")}
        one = found["opening"]
        progress = {p.subject.unit.id: p.progress.done for p in one.participation}
        return one.expected, one.handed_in, progress[COUNTER], len(progress)

    before = expected()
    offered(town, folder)
    assert expected() == before
    moved(town, "forms")
    after = expected()
    assert (after[0], after[1], after[3]) == (before[0], before[1], before[3])


def test_only_the_version_of_the_wave_is_handed_in(town: Town, folder: Path) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, ANSWERS)
    offered(town, folder)
    before = everything(town)
    said = refused(lambda: submit(town.house, karl, number))
    assert said.startswith("Für diesen Fragebogen gilt in dieser Runde eine neue Fassung.")
    assert everything(town) == before
    moved(town)
    submit(town.house, karl, number)
    assert not open_form(town.house, karl, number).writable


def test_what_is_handed_in_or_approved_is_never_moved(town: Town, folder: Path) -> None:
    number, karl, paula = town.assessment(COUNTER), town.caller(KARL), town.caller(PAULA)
    town.say(KARL, number, ANSWERS)
    submit(town.house, karl, number)
    revision = open_form(town.house, karl, number).assessment.revision
    assert refused(lambda: offered(town, folder)).startswith("Schon eingereicht: 1.")
    approve(town.house, paula, number, after=revision)
    assert refused(lambda: offered(town, folder)).startswith("Schon eingereicht: 1.")
    assert standing(town.house, paula, "now", "opening").edition.version == 2
    assert refused(lambda: move(town.house, karl, number, 3, (), after=revision + 1))


def test_what_was_given_back_is_moved_and_approved_anew(town: Town, folder: Path) -> None:
    number, karl, paula = town.assessment(COUNTER), town.caller(KARL), town.caller(PAULA)
    town.say(KARL, number, ANSWERS)
    submit(town.house, karl, number)

    def revision() -> int:
        return open_form(town.house, karl, number).assessment.revision

    approve(town.house, paula, number, after=revision())
    give_back(town.house, paula, number, "Es gibt eine neue Fassung.", after=revision())
    offered(town, folder)
    moved(town, "forms")
    assert values(town)["forms"] == "some"
    submit(town.house, karl, number)
    approve(town.house, paula, number, after=revision())
    assert broken(town) == []
    assert read(town.house, paula, number).questionnaire.version == 3


def test_a_move_is_refused_when_the_draft_was_changed_since(town: Town, folder: Path) -> None:
    number = town.assessment(COUNTER)
    town.say(KARL, number, ANSWERS)
    offered(town, folder)
    seen = ahead(town).revision
    town.say(DORA, number, {"ramp": "no"})
    before = everything(town)
    karl = town.caller(KARL)
    said = refused(lambda: move(town.house, karl, number, 3, (), after=seen))
    assert said.startswith("Inzwischen hat sich etwas geändert. Umgestellt ist noch nichts")
    assert everything(town) == before


def test_a_move_is_refused_when_yet_another_version_was_offered_since(
    town: Town, folder: Path
) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, ANSWERS)
    offered(town, folder)
    seen = ahead(town).revision
    written(folder, 4)
    offered(town, folder, 4)
    before = everything(town)
    assert refused(lambda: move(town.house, karl, number, 3, (), after=seen))
    assert everything(town) == before
    moved(town, version=4)
    assert [(m.earlier.version, m.later.version) for m in looked_at(town).moved] == [(2, 4)]


def test_moving_twice_is_moving_once(town: Town, folder: Path) -> None:
    town.say(KARL, town.assessment(COUNTER), ANSWERS)
    offered(town, folder)
    number, after = town.assessment(COUNTER), ahead(town).revision
    karl = town.caller(KARL)
    move(town.house, karl, number, 3, ("forms",), after=after)
    before = everything(town)
    move(town.house, karl, number, 3, ("forms",), after=after)
    offered(town, folder)
    assert everything(town) == before


def test_an_answer_does_not_rise_again_with_its_question(town: Town, folder: Path) -> None:
    town.say(KARL, town.assessment(COUNTER), ANSWERS)
    offered(town, folder)
    moved(town)
    written(folder, 4, OPENING.format(version=4, forms="Gibt es einfache Formulare?"))
    offered(town, folder, 4)
    moved(town, version=4)
    assert "motto" not in values(town)
    assert [one.later.version for one in looked_at(town).moved] == [4, 3]
    assert looked_at(town).moved[1].entries["motto"] == Entry("Offen für alle")


def test_whoever_still_has_the_earlier_question_on_the_screen_is_told(
    town: Town, folder: Path
) -> None:
    number = town.assessment(COUNTER)
    offered(town, folder)
    moved(town)
    dora = town.caller(DORA)
    assert refused(lambda: save_entry(town.house, dora, number, "forms", Entry("full"), after=0))
    with pytest.raises(Denied):
        save_entry(town.house, dora, number, "motto", Entry("Ja"), after=0)
    assert values(town) == {}


def test_areas_that_are_gone_are_with_nobody_any_more(town: Town, folder: Path) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    give(town.house, karl, number, ["team", "access"], NOBODY.id)
    renamed = NEWER.replace("id: team", "id: staff")
    (folder / "opening.yaml").write_text(renamed, encoding="utf-8")
    offered(town, folder)
    assert len(my_areas(town.house, town.caller(NOBODY))) == 2
    moved(town)
    assert [one.area.id for one in my_areas(town.house, town.caller(NOBODY))] == ["access"]
    assert given_out(town.house, karl, number)["team"].state.value == "ended"


def test_whoever_was_given_an_area_neither_looks_nor_moves(town: Town, folder: Path) -> None:
    number = town.assessment(COUNTER)
    give(town.house, town.caller(KARL), number, ["access"], NOBODY.id)
    offered(town, folder)
    nora = town.caller(NOBODY)
    with pytest.raises(Denied):
        versions_of(town.house, nora, number)
    with pytest.raises(Denied):
        move(town.house, nora, number, 3, (), after=0)
    assert not open_form(town.house, nora, number).may_submit


def test_a_view_stays_as_it_was_asked_for_and_is_compared_where_it_can_be(
    town: Town, folder: Path
) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.say(KARL, number, ANSWERS)
    view = ask_for(town.house, karl, number, "Schalter", DORA.id)
    town.say(DORA, view, {"ramp": "no", "forms": "full", "motto": "Nein", "way": "post"})
    offered(town, folder)
    moved(town)
    assert versions_of(town.house, town.caller(DORA), view).ahead is None
    hand_in(town.house, town.caller(DORA), number)
    found = compare(town.house, karl, number)
    assert {cell: e.value for cell, e in found.values[str(view)].items()} == {"ramp": "no"}
    later = ask_for(town.house, karl, number, "Leitung", HEIDI.id)
    assert open_form(town.house, town.caller(HEIDI), later).questionnaire.version == 3


def test_a_file_of_the_earlier_version_is_not_taken(town: Town, folder: Path) -> None:
    file = empty_file(town, COUNTER)
    offered(town, folder)
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    compare_file(town.house, karl, number, file)
    moved(town)
    said = refused(lambda: compare_file(town.house, karl, number, file))
    assert said.startswith("Diese Datei gehört zu einer anderen Fassung")


def test_the_project_group_sees_what_is_newer_and_who_is_behind(town: Town, folder: Path) -> None:
    paula = town.caller(PAULA)
    found = {one.used.id: one for one in in_wave(town.house, paula, "now", folder)}
    assert set(found) == {"opening", "access-analogue", "access-digital", "training-needs"}
    assert {id_: one.newer is not None for id_, one in found.items()}["opening"]
    assert found["access-analogue"].newer is None
    offered(town, folder)
    moved(town)
    opening = {one.used.id: one for one in in_wave(town.house, paula, "now", folder)}["opening"]
    assert (opening.used.version, opening.newer) == (3, None)
    assert (opening.sheets, opening.behind) == (4, 3)


@pytest.mark.parametrize("version", [1, 2, 4])
def test_only_the_newer_version_of_the_folder_is_offered(
    town: Town, folder: Path, version: int
) -> None:
    before = town.rows("SELECT * FROM wave_questionnaires ORDER BY 1, 2")
    if version == 2:
        offered(town, folder, version)
    else:
        assert refused(lambda: offered(town, folder, version))
    assert town.rows("SELECT * FROM wave_questionnaires ORDER BY 1, 2") == before


def test_a_version_that_is_kept_is_not_offered_with_other_words(town: Town, folder: Path) -> None:
    offer(town.house, town.caller(PAULA), "next", "opening", 3, folder)
    other = NEWER.replace("Aufzug", "Lift")
    (folder / "opening.yaml").write_text(other, encoding="utf-8")
    assert "heißt aber noch Fassung 3" in refused(lambda: offered(town, folder))


def test_what_people_answer_by_link_keeps_its_version(town: Town, folder: Path) -> None:
    newer = BY_LINK.format(id="languages", audience="person").replace("version: 1", "version: 2")
    (folder / "languages.yaml").write_text(newer, encoding="utf-8")
    said = refused(lambda: offer(town.house, town.caller(PAULA), "now", "languages", 2, folder))
    assert said.startswith("Diesen Fragebogen beantworten Menschen über einen Link.")


def test_a_wave_that_has_ended_takes_no_newer_version(town: Town, folder: Path) -> None:
    number = town.assessment(COUNTER)
    offered(town, folder)
    town.change("UPDATE waves SET closed_on = '2026-05-14' WHERE id = 'now'")
    assert looked_at(town).ahead is None
    assert refused(lambda: move(town.house, town.caller(KARL), number, 3, (), after=0))
    written(folder, 4)
    assert refused(lambda: offered(town, folder, 4)).startswith("Diese Erhebungsrunde ist zu Ende.")


def test_offer_and_move_stand_in_the_log(town: Town, folder: Path) -> None:
    offered(town, folder)
    moved(town)
    lines = town.rows("SELECT action, person, about, old, new FROM log ORDER BY number")[-2:]
    then, now = (json.dumps({"questionnaire": "opening", "version": v}) for v in (2, 3))
    assert lines == [
        ("new_versions.offer", "paula", "wave now", then, now),
        ("new_versions.move", "karl", f"assessment {town.assessment(COUNTER)}", then, now),
    ]


def test_handing_in_and_offering_at_once_never_leaves_two_versions_that_count(
    town_in_a_file: Town, folder: Path
) -> None:
    town = town_in_a_file
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    town.caller(PAULA)

    def trying(act: Callable[[], object]) -> Callable[[], bool]:
        def tried() -> bool:
            try:
                act()
            except NotDone:
                return False
            return True

        return tried

    done = in_threads(
        trying(lambda: submit(town.house, karl, number)), trying(lambda: offered(town, folder))
    )
    assert sorted(done) == [False, True]
