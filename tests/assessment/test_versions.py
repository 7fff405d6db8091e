"""Two versions of a questionnaire beside each other, and what becomes of answers."""

import pytest

from audit.assessment.plan import plan_of
from audit.assessment.versions import Fate, Kind, differences, parts_of, written_anew
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Entry
from tests.assessment.test_change import DAYS, FORMS, GRID, LIFT, RAMP, TONGUES, version


def fates(earlier: Questionnaire, later: Questionnaire, answers: dict[str, str]) -> dict[str, Fate]:
    entries = {cell: Entry(value) for cell, value in answers.items()}
    parts = parts_of(earlier, plan_of(later), entries)
    return {part.difference.id: part.fate for part in parts}


def test_what_is_new_and_what_is_gone_is_told() -> None:
    found = differences(version(1, RAMP, FORMS), version(2, LIFT, FORMS))
    assert [(one.id, one.kind) for one in found] == [
        ("lift", Kind.NEW),
        ("forms", Kind.SAME),
        ("ramp", Kind.GONE),
    ]
    assert [one.is_worth_telling for one in found] == [True, False, True]


def test_an_answer_to_the_same_question_is_kept() -> None:
    same = fates(version(1, RAMP), version(2, RAMP), {"ramp": "yes"})
    assert same == {"ramp": Fate.KEPT}


def test_what_an_answer_is_worth_makes_no_other_answer() -> None:
    dearer = TONGUES.replace("points: 3", "points: 9")
    kept = fates(version(1, TONGUES), version(2, dearer), {"tongues": "en|tr"})
    assert kept == {"tongues": Fate.KEPT}


@pytest.mark.parametrize(
    "reworded",
    [
        FORMS.replace("Formulare", "Einfache Formulare"),
        FORMS.replace("teils", "zur Hälfte"),
        FORMS.replace("label: ganz", "label: ganz, when: Alle sind geprüft"),
    ],
)
def test_an_answer_to_other_words_is_to_be_confirmed(reworded: str) -> None:
    found = fates(version(1, FORMS), version(2, reworded), {"forms": "some"})
    assert found == {"forms": Fate.TO_CONFIRM}


def test_where_the_author_vouches_for_the_words_an_answer_is_kept() -> None:
    vouched = RAMP.replace("Rampe", "Gibt es eine Rampe?").replace("}", ", same_since: 1}")
    assert fates(version(1, RAMP), version(2, vouched), {"ramp": "no"}) == {"ramp": Fate.KEPT}
    assert fates(version(1, RAMP), version(2, vouched), {}) == {"ramp": Fate.NONE}
    (difference,) = differences(version(1, RAMP), version(2, vouched))
    assert difference.is_worth_telling


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        (FORMS, FORMS + "\n    - {code: beyond, label: mehr}", {"forms": "some"}),
        (FORMS, "- {id: forms, type: yes_no, text: Formulare}", {"forms": "some"}),
        (DAYS, DAYS.replace("unit: Tage", "unit: Wochen"), {"days": "14"}),
        (DAYS, DAYS.replace("max: 100", "max: 10"), {"days": "14"}),
        (GRID, GRID.replace("id: paper", "id: forms"), {"grid.web": "a", "grid.paper": "b"}),
        (RAMP, RAMP.replace("}", ", offer: []}"), {"ramp": "dont_know"}),
    ],
    ids=["option", "type", "unit", "range", "rows", "way out"],
)
def test_what_takes_other_answers_is_answered_anew(
    before: str, after: str, answer: dict[str, str]
) -> None:
    (name,) = {cell.partition(".")[0] for cell in answer}
    assert fates(version(1, before), version(2, after), answer) == {name: Fate.ANEW}


def test_a_question_that_is_gone_takes_its_answer_along() -> None:
    assert fates(version(1, RAMP, LIFT), version(2, LIFT), {"ramp": "yes"}) == {
        "ramp": Fate.GONE,
        "lift": Fate.NONE,
    }


def test_options_and_rows_are_told_by_their_labels() -> None:
    later = GRID.replace("label: Netz", "label: Internet").replace(
        "{id: paper, label: Papier}", "{id: desk, label: Schalter}"
    )
    (found,) = differences(version(1, GRID), version(2, later))
    labels = [
        (pair.before and pair.before.label, pair.after and pair.after.label) for pair in found.pairs
    ]
    assert labels == [("Netz", "Internet"), (None, "Schalter"), ("Papier", None)]


def test_another_condition_is_told_and_keeps_the_answer() -> None:
    asked_if = LIFT.replace("}", ', show_if: {question: ramp, is: "no"}}')
    earlier, later = version(1, RAMP, LIFT), version(2, RAMP, asked_if)
    found = {one.id: one for one in differences(earlier, later)}
    assert found["lift"].is_asked_otherwise
    assert found["lift"].is_worth_telling
    assert not found["ramp"].is_worth_telling
    assert fates(earlier, later, {"lift": "yes"})["lift"] is Fate.KEPT


def test_only_answers_that_are_kept_or_confirmed_hold_afterwards() -> None:
    earlier = version(1, RAMP, FORMS, TONGUES, DAYS)
    later = version(
        2,
        RAMP,
        FORMS.replace("Formulare", "Vordrucke"),
        TONGUES.replace("Sprachen", "Welche?"),
        LIFT,
    )
    entries = {
        "ramp": Entry("yes"),
        "forms": Entry("some"),
        "tongues": Entry("tr"),
        "days": Entry("3"),
    }
    parts = parts_of(earlier, plan_of(later), entries)
    assert written_anew(parts, entries, {"forms", "ramp", "days"}) == {
        "forms": Entry("some"),
        "tongues": Entry(),
        "days": Entry(),
    }


def test_what_nobody_answered_is_marked_too_where_the_question_is_another() -> None:
    earlier = version(1, RAMP, LIFT)
    later = version(2, RAMP.replace("Rampe", "Stufen"), LIFT)
    parts = parts_of(earlier, plan_of(later), {})
    assert written_anew(parts, {}, {"ramp"}) == {"ramp": Entry()}
