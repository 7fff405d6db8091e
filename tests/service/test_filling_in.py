"""What a department says is kept as it was said, once, and never over somebody else's words."""

from contextlib import suppress
from datetime import date, datetime
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import Connection

from audit.files.questionnaires import read_questionnaire
from audit.model.messages import GERMAN
from audit.model.organisation import Person
from audit.model.question_types import QUESTION_TYPES
from audit.model.waves import AssessmentState, Entry, Remark, Saved
from audit.service.actions import Denied, NotDone
from audit.service.filling_in import save_entry, save_remark, submit
from audit.service.forms import gaps, open_form, own_result
from audit.service.overtaken import AnswerOvertaken, RemarkOvertaken
from audit.service.tasks import tasks
from audit.store import assessments as store
from tests.service.town import (
    ANNA,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    OPENING_NOW,
    QUESTIONNAIRES,
    SOCIAL,
    Town,
    in_threads,
)

ACCEPTED = [
    ("ramp", "yes"),
    ("ramp", "dont_know"),
    ("ramp", ""),
    ("stairs", "0"),
    ("stairs", "50"),
    ("forms", "some"),
    ("way", "post"),
    ("tongues", "en|tr"),
    ("tongues", "none"),
    ("signs.web", "c"),
    ("hours", "2.5"),
    ("hours", "2,5"),
    ("motto", "Zwanzig Zeichen sind"),
    ("story", "Zeile 1\nZeile 2"),
    ("since", "2024-02-29"),
    ("spoken", "tr:C1/B2|ar:native/A2"),
]
LONG = "Der Text hat 10001 Zeichen. Bitte kürzen Sie ihn auf höchstens 10000."
REFUSED = [
    ("ramp", "maybe", "Die Frage hat keine Antwort „maybe“."),
    ("ramp", "YES", "Die Frage hat keine Antwort „YES“."),
    ("stairs", "51", "51 liegt nicht zwischen 0 und 50."),
    ("stairs", "-1", "-1 liegt nicht zwischen 0 und 50."),
    ("stairs", "2,5", "„2,5“ ist keine ganze Zahl."),
    ("stairs", "nan", "„nan“ ist keine Zahl."),
    ("stairs", "1e309", "„1e309“ ist keine Zahl."),
    ("stairs", "1.000", "„1.000“ lässt sich auf zwei Arten lesen."),
    ("stairs", "not_applicable", "Die Frage bietet „not_applicable“ nicht an."),
    ("forms", "some|full", "Die Frage hat keine Antwort „some|full“."),
    ("way", "fax", "Die Frage hat keine Antwort „fax“."),
    ("tongues", "en|none", "„none“ schließt andere Antworten aus."),
    ("tongues", "en|", "Die Frage hat keine Antwort „“."),
    ("signs.web", "d", "Die Frage hat keine Antwort „d“."),
    ("hours", "viel", "„viel“ ist keine Zahl."),
    ("motto", "Einundzwanzig Zeichen", "Der Text ist länger als 20 Zeichen."),
    ("story", "a" * 10_001, LONG),
    ("since", "2024-02-30", "„2024-02-30“ ist kein Datum wie 2024-12-31."),
    ("spoken", "xx:C1/B2", "„xx“ ist keine Sprache nach ISO 639."),
    ("spoken", "tr:C1", "Zu „tr“ gehören 2 Stufen (A1 bis C2, native), getrennt durch „/“."),
]


def said(town: Town, assessment: int, cell: str) -> Entry:
    form = open_form(town.house, town.caller(ANNA), assessment)
    return form.sheet.entries.get(cell, Entry())


def saved(town: Town, person: Person, cell: str, entry: Entry, after: int | None = 0) -> Saved:
    """Save something about the counter."""
    assessment = town.assessment(COUNTER)
    return save_entry(town.house, town.caller(person), assessment, cell, entry, after=after)


def submitted(town: Town, assessment: int) -> bool:
    form = open_form(town.house, town.caller(ANNA), assessment)
    return form.assessment.state is AssessmentState.SUBMITTED


def answers_kept(town: Town) -> list[tuple[object, ...]]:
    return town.rows("SELECT revision, value FROM answers ORDER BY revision")


def test_the_examples_below_name_all_question_types() -> None:
    questionnaire = read_questionnaire(QUESTIONNAIRES[OPENING_NOW].encode(), "opening")
    named = {cell.partition(".")[0] for cell, _ in ACCEPTED}
    assert named == {cell.partition(".")[0] for cell, *_ in REFUSED}
    assert {type(q) for q in questionnaire.questions() if q.id in named} == set(QUESTION_TYPES)


def test_each_kind_of_question_takes_its_answers(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    for cell, value in ACCEPTED:
        town.say(KARL, assessment, {cell: value})
        assert said(town, assessment, cell) == Entry(value)


@pytest.mark.parametrize(("cell", "value", "sentence"), REFUSED)
def test_what_is_no_answer_is_refused_with_a_sentence(
    town_in_a_file: Town, cell: str, value: str, sentence: str
) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone) as refusal:
        saved(town, KARL, cell, Entry(value))
    assert GERMAN.say(refusal.value.sentence) == sentence
    assert answers_kept(town) == []


@pytest.mark.parametrize("cell", ["signs", "gone", "", "ramp.web", "ramp\x00", "ramp' OR 1=1 --"])
def test_a_cell_that_the_questionnaire_does_not_have_is_denied(town: Town, cell: str) -> None:
    with pytest.raises(Denied):
        saved(town, KARL, cell, Entry("yes"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("tongues", "|".join(["en"] * 5_000)), ("stairs", "0" * 10_001)],
)
def test_no_answer_is_longer_than_three_pages(town_in_a_file: Town, cell: str, value: str) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone, match="Bitte kürzen Sie ihn"):
        saved(town, KARL, cell, Entry(value))


def test_text_is_cleaned_where_it_comes_in(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"story": " Cafe\u0301\x00 ist offen\r\n"}, reason="  darum ")
    assert said(town, assessment, "story") == Entry("Café ist offen", "darum")


def test_saving_thrice_keeps_three_answers_and_the_last_one_holds(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    for value in ("yes", "no", "dont_know"):
        town.say(KARL, assessment, {"ramp": value})
    assert answers_kept(town) == [(1, "yes"), (2, "no"), (3, "dont_know")]
    assert said(town, assessment, "ramp") == Entry("dont_know")


def test_it_is_kept_who_said_it_and_when(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "yes"})
    town.clock.go_on(hours=1)
    [now] = town.say(HEIDI, assessment, {"ramp": "no"})
    assert now.at == town.clock.now
    assert town.rows("SELECT person FROM answers ORDER BY revision") == [("karl",), ("heidi",)]


def test_saving_the_same_again_changes_nothing(town: Town) -> None:
    first = saved(town, KARL, "ramp", Entry("yes"))
    again = saved(town, KARL, "ramp", Entry(" yes "))
    assert again.revision == first.revision == 1
    assert answers_kept(town) == [(1, "yes")]


def test_an_empty_answer_to_an_open_question_changes_nothing(town: Town) -> None:
    assert saved(town, KARL, "ramp", Entry()).revision == 0
    assert answers_kept(town) == []


def test_an_answer_can_be_taken_back(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "yes"})
    town.say(KARL, assessment, {"ramp": ""})
    assert said(town, assessment, "ramp") == Entry()
    assert answers_kept(town) == [(1, "yes"), (2, "")]


def test_whoever_was_slower_learns_what_the_other_said_and_overwrites_nothing(town: Town) -> None:
    saved(town, HEIDI, "ramp", Entry("yes"), after=0)
    with pytest.raises(AnswerOvertaken) as conflict:
        saved(town, KARL, "ramp", Entry("no"), after=0)
    assert (conflict.value.theirs, conflict.value.revision) == (Entry("yes"), 1)
    assert answers_kept(town) == [(1, "yes")]


def test_whoever_has_seen_the_other_answer_may_replace_it(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    first = saved(town, HEIDI, "ramp", Entry("yes"), after=0)
    saved(town, KARL, "ramp", Entry("no"), after=first.revision)
    assert said(town, assessment, "ramp") == Entry("no")


def test_two_people_on_different_questions_do_not_disturb_each_other(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    saved(town, HEIDI, "ramp", Entry("yes"), after=0)
    saved(town, KARL, "forms", Entry("full"), after=0)
    form = open_form(town.house, town.caller(KARL), assessment)
    assert form.revisions == {"ramp": 1, "forms": 2}


def test_what_a_browser_brings_along_from_afar_follows_what_the_same_person_said_last(
    town: Town,
) -> None:
    saved(town, KARL, "motto", Entry("eins"), after=0)
    saved(town, KARL, "motto", Entry("zwei"), after=None)
    assert said(town, town.assessment(COUNTER), "motto") == Entry("zwei")


@pytest.mark.parametrize(
    ("brought", "is_old"), [("eins", True), ("", True), ("zwei", False)], ids=str
)
def test_what_a_browser_brings_along_from_afar_overwrites_nobody(
    town: Town, brought: str, is_old: bool
) -> None:
    """It may be what stood there before, untouched: then there is nothing to decide."""
    saved(town, KARL, "motto", Entry("eins"), after=0)
    saved(town, HEIDI, "motto", Entry("neu"), after=1)
    with pytest.raises(AnswerOvertaken) as overtaken:
        saved(town, KARL, "motto", Entry(brought), after=None)
    assert (overtaken.value.theirs, overtaken.value.revision) == (Entry("neu"), 2)
    assert overtaken.value.is_old is is_old
    assert said(town, town.assessment(COUNTER), "motto") == Entry("neu")


def test_what_was_given_for_the_first_time_while_away_is_saved(town: Town) -> None:
    saved(town, KARL, "motto", Entry("eins"), after=None)
    assert said(town, town.assessment(COUNTER), "motto") == Entry("eins")


def test_a_note_brought_along_from_afar_overwrites_nobody(town: Town) -> None:
    assessment = town.assessment(COUNTER)

    def note(person: Person, comment: str, after: int | None) -> None:
        save_remark(
            town.house, town.caller(person), assessment, "ramp", Remark(comment), after=after
        )

    note(KARL, "eins", 0)
    note(KARL, "zwei", None)
    note(HEIDI, "drei", 2)
    for comment, is_old in (("eins", True), ("", True), ("vier", False)):
        with pytest.raises(RemarkOvertaken) as overtaken:
            note(KARL, comment, None)
        assert (overtaken.value.theirs, overtaken.value.is_old) == (Remark("drei"), is_old)


def test_of_forty_saves_by_two_people_at_once_none_is_lost(town: Town) -> None:
    """Each adds a word to the text that they see; whoever is overtaken looks again."""
    assessment = town.assessment(COUNTER)
    callers = [town.caller(person) for person in (KARL, HEIDI)]
    mine = [[f"{person.name}-{number}" for number in range(20)] for person in (KARL, HEIDI)]

    def add_all(who: int) -> None:
        for word in mine[who]:
            while not add(who, word):
                pass

    def add(who: int, word: str) -> bool:
        form = open_form(town.house, callers[who], assessment)
        more = Entry(f"{form.sheet.entries.get('story', Entry()).value}\n{word}")
        after = form.revisions.get("story", 0)
        try:
            save_entry(town.house, callers[who], assessment, "story", more, after=after)
        except AnswerOvertaken:
            return False
        return True

    in_threads(partial(add_all, 0), partial(add_all, 1))
    words = said(town, assessment, "story").value.split("\n")
    assert sorted(words) == sorted([*mine[0], *mine[1]])
    assert len(answers_kept(town)) == 40


def test_two_first_answers_at_once_end_in_one_answer_and_one_conflict(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look before either of them writes, as far as the database lets them."""
    together, look = Barrier(2), store.load_entries

    def look_together(
        connection: Connection, ids: list[int]
    ) -> dict[int, dict[str, tuple[Entry, int]]]:
        found = look(connection, ids)
        with suppress(BrokenBarrierError):  # the database lets only one of them in
            together.wait(0.5)
        return found

    assessment = town.assessment(COUNTER)
    callers = [town.caller(person) for person in (KARL, HEIDI)]
    monkeypatch.setattr(store, "load_entries", look_together)

    def answer(who: int, value: str) -> str:
        try:
            save_entry(town.house, callers[who], assessment, "ramp", Entry(value), after=0)
        except AnswerOvertaken:
            return "overtaken"
        return "saved"

    ends = in_threads(partial(answer, 0, "yes"), partial(answer, 1, "no"))
    assert sorted(ends) == ["overtaken", "saved"]
    assert len(answers_kept(town)) == 1


def test_handing_in_twice_is_handing_in_once(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    karl = town.caller(KARL)
    assert submit(town.house, karl, assessment) == date(2026, 5, 15)
    town.clock.go_on(days=1)
    town.sign_in_anew()
    assert submit(town.house, town.caller(KARL), assessment) == date(2026, 5, 15)
    assert town.rows(
        f"SELECT state, revision, submitted_by FROM assessments WHERE id = {assessment}"
    ) == [("submitted", 1, "karl")]


def test_two_people_who_hand_in_at_once_have_both_handed_in(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    callers = [town.caller(person) for person in (KARL, HEIDI, ANNA, KARL)]
    days = in_threads(*(partial(submit, town.house, caller, assessment) for caller in callers))
    assert days == [date(2026, 5, 15)] * 4
    assert town.rows(f"SELECT revision FROM assessments WHERE id = {assessment}") == [(1,)]


def test_a_save_beside_a_hand_in_is_in_it_or_refused(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    karl, heidi = town.caller(KARL), town.caller(HEIDI)

    def save_until_refused() -> int:
        for number in range(1, 50):
            try:
                save_entry(
                    town.house, karl, assessment, "stairs", Entry(str(number)), after=number - 1
                )
            except NotDone:
                return number - 1
        return 49

    last, _ = in_threads(save_until_refused, partial(submit, town.house, heidi, assessment))
    assert len(answers_kept(town)) == last
    assert town.rows(f"SELECT revision FROM assessments WHERE id = {assessment}") == [(last + 1,)]


HANDED_IN = "Dieser Bogen ist schon eingereicht und lässt sich nicht ändern."
NOT_RUNNING = "Diese Erhebungsrunde läuft nicht. Es lässt sich nichts ändern."


def refusals(town: Town, assessment: int) -> set[str]:
    """Try to save an answer and to note a remark; return the sentences that refuse it."""
    sentences = set()
    karl = town.caller(KARL)
    with pytest.raises(NotDone) as refusal:
        save_entry(town.house, karl, assessment, "ramp", Entry("yes"), after=0)
    sentences.add(GERMAN.say(refusal.value.sentence))
    with pytest.raises(NotDone) as refusal:
        save_remark(town.house, karl, assessment, "ramp", Remark("Ach"), after=0)
    sentences.add(GERMAN.say(refusal.value.sentence))
    return sentences


def test_what_is_handed_in_cannot_be_changed(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    submit(town.house, town.caller(KARL), assessment)
    assert refusals(town, assessment) == {HANDED_IN}
    assert answers_kept(town) == []
    assert not open_form(town.house, town.caller(KARL), assessment).writable


@pytest.mark.parametrize("wave", ["then", "next"])
def test_in_a_wave_that_does_not_run_nothing_can_be_changed(town: Town, wave: str) -> None:
    assessment = town.assessment(COUNTER, wave)
    assert refusals(town, assessment) == {NOT_RUNNING}
    with pytest.raises(NotDone, match="Erhebungsrunde läuft nicht"):
        submit(town.house, town.caller(KARL), assessment)
    assert not open_form(town.house, town.caller(KARL), assessment).writable


@pytest.mark.parametrize(
    ("moment", "open_still"),
    [
        ("2026-04-30 21:59:59", False),  # a second before midnight of the first of May in Berlin
        ("2026-04-30 22:00:00", True),
        ("2026-05-31 21:59:59", True),
        ("2026-05-31 22:00:00", False),
    ],
)
def test_a_wave_begins_and_ends_at_midnight_of_the_town_hall(
    town_in_a_file: Town, moment: str, open_still: bool
) -> None:
    town = town_in_a_file
    town.clock.now = datetime.fromisoformat(f"{moment}+00:00")
    form = open_form(town.house, town.caller(KARL), town.assessment(COUNTER))
    assert form.writable is open_still


def test_nothing_is_handed_in_while_a_reason_is_missing(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"forms": "not_applicable"})
    with pytest.raises(NotDone) as refusal:
        submit(town.house, town.caller(KARL), assessment)
    assert GERMAN.say(refusal.value.sentence) == (
        "Bitte nennen Sie noch den Grund, warum diese Frage nicht zutrifft: "
        "Sind die Formulare einfach?"
    )
    town.say(KARL, assessment, {"forms": "not_applicable"}, reason="Wir haben keine Formulare.")
    submit(town.house, town.caller(KARL), assessment)
    assert submitted(town, assessment)


def test_no_reason_is_needed_for_a_question_that_is_not_asked_any_more(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    town.say(KARL, assessment, {"ramp": "no", "stairs": "dont_know"})
    town.say(KARL, assessment, {"ramp": "yes"})
    open_questions = {gap.question.id for gap in gaps(town.house, town.caller(KARL), assessment)}
    assert "stairs" not in open_questions
    submit(town.house, town.caller(KARL), assessment)
    assert submitted(town, assessment)


def test_a_delegate_fills_in_but_does_not_hand_in(town: Town) -> None:
    assessment = town.assessment(COUNTER)
    town.say(DORA, assessment, {"ramp": "yes"})
    with pytest.raises(Denied):
        submit(town.house, town.caller(DORA), assessment)
    assert not submitted(town, assessment)


def test_remarks_are_kept_with_their_history_and_the_last_one_holds(town: Town) -> None:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    seen = 0
    for remark in (Remark("erst"), Remark("dann", "Foto", need_for_action=True)):
        seen = save_remark(town.house, karl, assessment, "signs", remark, after=seen).revision
    form = open_form(town.house, karl, assessment)
    assert form.remarks == {"signs": Remark("dann", "Foto", need_for_action=True)}
    assert form.remark_revisions == {"signs": 2}
    assert town.rows("SELECT revision, comment FROM remarks ORDER BY revision") == [
        (1, "erst"),
        (2, "dann"),
    ]


def test_noting_the_same_again_changes_nothing(town: Town) -> None:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    for comment in ("so", " so\n"):
        save_remark(town.house, karl, assessment, "ramp", Remark(comment), after=0)
    assert town.rows("SELECT count(*) FROM remarks") == [(1,)]


def test_a_remark_that_somebody_else_wrote_meanwhile_is_not_overwritten(town: Town) -> None:
    assessment, karl, dora = town.assessment(COUNTER), town.caller(KARL), town.caller(DORA)
    theirs = save_remark(town.house, dora, assessment, "ramp", Remark("von Dora"), after=0)
    with pytest.raises(RemarkOvertaken) as conflict:
        save_remark(town.house, karl, assessment, "ramp", Remark("von Karl"), after=0)
    assert (conflict.value.theirs, conflict.value.revision) == (Remark("von Dora"), theirs.revision)
    assert town.rows("SELECT comment FROM remarks") == [("von Dora",)]
    decided = save_remark(
        town.house, karl, assessment, "ramp", Remark("von beiden"), after=conflict.value.revision
    )
    assert decided.revision > theirs.revision


def test_a_remark_of_four_pages_is_refused_as_a_whole(town_in_a_file: Town) -> None:
    town = town_in_a_file
    for remark in (Remark("a" * 10_001), Remark("kurz", "a" * 10_001)):
        with pytest.raises(NotDone, match="kürzen"):
            save_remark(
                town.house, town.caller(KARL), town.assessment(COUNTER), "ramp", remark, after=0
            )
    assert town.rows("SELECT count(*) FROM remarks") == [(0,)]


@pytest.mark.parametrize("question", ["", "gone", "access", "opening"])
def test_a_remark_needs_a_question_of_the_questionnaire(
    town_in_a_file: Town, question: str
) -> None:
    town = town_in_a_file
    with pytest.raises(Denied):
        save_remark(
            town.house,
            town.caller(KARL),
            town.assessment(COUNTER),
            question,
            Remark("Ach"),
            after=0,
        )


def test_a_long_reason_is_refused(town_in_a_file: Town) -> None:
    town = town_in_a_file
    entry = Entry("not_applicable", "a" * 10_001)
    with pytest.raises(NotDone, match="kürzen"):
        saved(town, KARL, "forms", entry)


def test_what_the_wave_before_holds_stands_beside_as_far_as_it_was_asked_alike(town: Town) -> None:
    town.clock.now = datetime.fromisoformat("2024-09-15T10:00:00+00:00")
    before = town.assessment(COUNTER, "then")
    town.say(KARL, before, {"ramp": "no", "forms": "full"})
    submit(town.house, town.caller(KARL), before)
    town.come_back()
    form = open_form(town.house, town.caller(KARL), town.assessment(COUNTER))
    assert form.earlier_wave is not None
    assert form.earlier_wave.id == "then"
    assert form.earlier == {"ramp": Entry("no")}  # „forms“ was worded differently


def test_a_draft_of_the_wave_before_is_not_shown(town: Town) -> None:
    town.clock.now = datetime.fromisoformat("2024-09-15T10:00:00+00:00")
    town.say(KARL, town.assessment(COUNTER, "then"), {"ramp": "no"})
    town.come_back()
    form = open_form(town.house, town.caller(KARL), town.assessment(COUNTER))
    assert (form.earlier_wave, form.earlier) == (None, {})


def test_the_own_tasks_are_those_of_the_own_units_in_waves_that_have_begun(town: Town) -> None:
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes", "forms": "some"})
    found = [
        (task.wave.id, task.unit.id, task.assessment.edition.questionnaire, task.running)
        for task in tasks(town.house, town.caller(HEIDI))
    ]
    assert found == [
        ("now", SOCIAL, "opening", True),
        ("now", COUNTER, "opening", True),
        ("now", COUNTER, "access-analogue", True),
        ("then", SOCIAL, "opening", False),
        ("then", COUNTER, "opening", False),
        ("then", COUNTER, "access-analogue", False),
    ]
    counter = tasks(town.house, town.caller(KARL))[0]
    assert (counter.progress.done, counter.progress.asked) == (2, 10)


def test_the_own_result_of_a_draft_can_be_read_and_is_empty_before_the_first_answer(
    town: Town,
) -> None:
    assessment, karl = town.assessment(COUNTER), town.caller(KARL)
    assert own_result(town.house, karl, assessment, GERMAN) == ()
    town.say(KARL, assessment, {"ramp": "yes"})
    assert own_result(town.house, karl, assessment, GERMAN)


def test_a_number_that_no_database_can_hold_is_nobodys_assessment(town: Town) -> None:
    for number in (-1, 0, 2**31, 2**63, 10**30):
        with pytest.raises(Denied):
            open_form(town.house, town.caller(KARL), number)
