"""A problem says where it stands, what it is, and how to mend it."""

import pickle

import pytest

from audit.model.messages import Translator, message
from audit.model.problems import (
    MOST_PROBLEMS,
    Problem,
    Refused,
    at_most,
    did_you_mean,
    nearest,
)

TYPO = Problem(
    "opening.yaml",
    13,
    message("Es gibt keine Frage „{question}“.", question="rampe"),
    message("Meinten Sie „{word}“?", word="ramp"),
)


def test_the_place_stands_first_so_that_editors_make_it_a_link() -> None:
    assert TYPO.show() == ("opening.yaml:13: Es gibt keine Frage „rampe“.\n    Meinten Sie „ramp“?")


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert Problem("opening.yaml", None, message("Leer.")).show() == "opening.yaml: Leer."


def test_sentence_and_hint_are_said_in_the_language_of_the_person() -> None:
    english = Translator(
        "en",
        {
            ("", "Es gibt keine Frage „{question}“."): "There is no question ‘{question}’.",
            ("", "Meinten Sie „{word}“?"): "Did you mean ‘{word}’?",
        },
    )
    assert TYPO.show(english) == (
        "opening.yaml:13: There is no question ‘rampe’.\n    Did you mean ‘ramp’?"
    )


def test_a_refusal_carries_all_problems_and_shows_them_one_below_the_other() -> None:
    refused = Refused([TYPO, Problem("a.csv", 2, message("Falsch."))])
    assert len(refused.problems) == 2
    assert str(refused) == f"{TYPO.show()}\na.csv:2: Falsch."


def test_a_refusal_can_be_sent_from_one_machine_to_another() -> None:
    problems = [TYPO, Problem("a.csv", None, message("Falsch."))]
    sent = pickle.loads(pickle.dumps(Problem("b.csv", 1, TYPO.sentence, TYPO.hint)))
    assert sent.show() == TYPO.show().replace("opening.yaml:13", "b.csv:1")
    again = pickle.loads(pickle.dumps(Refused(problems)))
    assert str(again) == str(Refused(problems))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("rampe", "ramp"), ("job_ads", "job-ads"), ("plain-from", "plain-forms"), ("ramp", "ramp")],
)
def test_a_slip_of_the_finger_finds_the_word_that_was_meant(written: str, meant: str) -> None:
    known = ["job-ads", "plain-forms", "ramp"]
    assert nearest(written, known) == meant
    assert str(did_you_mean(written, known)) == f"Meinten Sie „{meant}“?"


@pytest.mark.parametrize("written", ["", "xyz", "Sonstiges"])
def test_what_looks_like_nothing_known_gets_no_suggestion(written: str) -> None:
    assert nearest(written, ["job-ads", "plain-forms", "ramp"]) is None
    assert did_you_mean(written, ["job-ads", "plain-forms", "ramp"]) is None
    assert did_you_mean(written, []) is None


def test_a_page_of_text_is_compared_in_no_time() -> None:
    assert nearest("ramp" * 1_000_000, ["ramp"] * 50) is None


def test_few_problems_are_all_told() -> None:
    problems = [Problem("a.csv", n, message("Falsch.")) for n in range(MOST_PROBLEMS)]
    assert at_most(problems) == problems


def test_of_many_problems_the_first_are_told_and_that_there_are_more() -> None:
    problems = [Problem("a.csv", n, message("Falsch.")) for n in range(MOST_PROBLEMS + 1)]
    more, *told = at_most(problems)
    assert told == problems[:MOST_PROBLEMS]
    assert more.show().startswith(f"a.csv: Die Datei hat mehr als {MOST_PROBLEMS} Fehler")
