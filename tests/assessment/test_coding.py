"""Written answers: what each type of question takes, and what is said about the rest."""

import pytest

from audit.assessment.coding import Codes, NotAnAnswer, codes_of
from audit.assessment.plan import plan_of
from scoring.states import DONT_KNOW, NOT_ANSWERED, NOT_APPLICABLE
from tests.assessment.by_hand import written


def codes(question: str, value: str, cell: str = "asked") -> Codes:
    """Read an answer to a question; its id and text are filled in."""
    area = "score: none\nareas:\n- id: area\n  title: Bereich\n  score: none\n  questions:\n"
    plan = plan_of(written(f"{area}  - {{id: asked, text: Frage?, {question}}}"))
    return codes_of(value, [plan.columns[c] for c in plan.cells[cell]], plan.questionnaire)


def refused(question: str, value: str, cell: str = "asked") -> str | None:
    """Say why an answer is refused, and what could be meant; None when it is taken."""
    try:
        codes(question, value, cell)
    except NotAnAnswer as wrong:
        return f"{wrong.sentence} {wrong.hint or ''}".strip()
    return None


DEGREE = (
    "type: degree, offer: [dont_know, not_applicable],"
    "options: [{code: none, label: nicht vorhanden}, {code: mostly, label: weitgehend}]"
)
SEVERAL = (
    "type: multiple_choice, offer: [dont_know], options: [{code: en, label: Englisch},"
    "{code: tr, label: Türkisch}, {code: ar, label: Arabisch},"
    "{code: none, label: keine davon, exclusive: true}]"
)
WHOLE = "type: number, min: 1, max: 4000"
DECIMAL = "type: number, min: -2.5, max: 4000, whole: false"


def test_an_option_is_named_by_its_code() -> None:
    assert codes(DEGREE, "none") == (0,)
    assert codes(DEGREE, "mostly") == (1,)


def test_blanks_around_an_answer_do_not_matter() -> None:
    assert codes(DEGREE, "  mostly\t") == codes(DEGREE, "mostly")


@pytest.mark.parametrize("question", [DEGREE, SEVERAL, "type: short_text", "type: date"])
@pytest.mark.parametrize("value", ["", "   "])
def test_nothing_is_not_answered(question: str, value: str) -> None:
    assert set(codes(question, value)) == {NOT_ANSWERED}


def test_a_misspelt_option_gets_a_suggestion() -> None:
    assert (
        refused(DEGREE, "mostyl") == "Die Frage hat keine Antwort „mostyl“. Meinten Sie „mostly“?"
    )


def test_an_option_that_looks_like_none_gets_the_list() -> None:
    told = refused(DEGREE, "42")
    assert told is not None
    assert "„42“" in told
    assert "none, mostly" in told


def test_labels_are_no_answers_because_they_may_be_reworded() -> None:
    assert refused(DEGREE, "weitgehend") is not None


@pytest.mark.parametrize("value", ["Yes", "ja", "1", "true"])
def test_yes_and_no_are_the_only_answers_to_yes_or_no(value: str) -> None:
    assert refused("type: yes_no", value) is not None
    assert codes("type: yes_no", "no") == (0,)
    assert codes("type: yes_no", "yes") == (1,)


def test_the_two_ways_out_are_states_and_no_answers() -> None:
    assert codes(DEGREE, "dont_know") == (DONT_KNOW,)
    assert codes(DEGREE, " not_applicable ") == (NOT_APPLICABLE,)


@pytest.mark.parametrize("question", ["type: yes_no", "type: short_text", WHOLE, SEVERAL])
def test_a_way_out_that_is_not_offered_is_refused(question: str) -> None:
    told = refused(question, "not_applicable")
    assert told is not None
    assert "„not_applicable“" in told
    assert "„offer“" in told


def test_a_question_may_offer_less_than_the_defaults() -> None:
    text = """
        defaults: {offer: [dont_know, not_applicable]}
        score: none
        areas:
        - id: area
          title: Bereich
          score: none
          questions:
          - {id: free, text: Frage?, type: yes_no}
          - {id: narrow, text: Frage?, type: yes_no, offer: [dont_know]}
          - {id: strict, text: Frage?, type: yes_no, offer: []}
    """
    plan = plan_of(written(text))

    def offers(cell: str, word: str) -> bool:
        try:
            codes_of(word, [plan.columns[c] for c in plan.cells[cell]], plan.questionnaire)
        except NotAnAnswer:
            return False
        return True

    words = ("dont_know", "not_applicable")
    assert [offers("free", word) for word in words] == [True, True]
    assert [offers("narrow", word) for word in words] == [True, False]
    assert [offers("strict", word) for word in words] == [False, False]


def test_of_a_multiple_choice_every_option_has_a_code_of_its_own() -> None:
    assert codes(SEVERAL, "en") == (1, 0, 0, 0)
    assert codes(SEVERAL, "ar | en") == codes(SEVERAL, "en|ar") == (1, 0, 1, 0)
    assert codes(SEVERAL, "none") == (0, 0, 0, 1)
    assert codes(SEVERAL, "dont_know") == (DONT_KNOW,) * 4


@pytest.mark.parametrize("value", ["en|none", "none|tr|ar"])
def test_an_exclusive_option_stands_alone(value: str) -> None:
    told = refused(SEVERAL, value)
    assert told is not None
    assert "„none“" in told


@pytest.mark.parametrize("value", ["en|", "|en", "en||tr", "en,tr", "en|dont_know", "en|xx"])
def test_every_part_of_a_multiple_choice_must_be_an_option(value: str) -> None:
    assert refused(SEVERAL, value) is not None


@pytest.mark.parametrize("value", ["1", "4000", "12", "12.0", "12,0", "+12", " 12 "])
def test_whole_numbers_are_taken_from_the_smallest_to_the_largest(value: str) -> None:
    assert refused(WHOLE, value) is None


@pytest.mark.parametrize("value", ["2,5", "2.5", "-2.5", "-2,5", "4000", "0,001", "3", "1,125"])
def test_decimals_are_taken_with_a_point_or_a_comma(value: str) -> None:
    assert refused(DECIMAL, value) is None


@pytest.mark.parametrize("value", ["0", "4001", "-1", "999999999999"])
def test_numbers_outside_the_range_are_refused_and_told_the_range(value: str) -> None:
    told = refused(WHOLE, value)
    assert told is not None
    assert {*told.split()} >= {value, "1", "4000."}


@pytest.mark.parametrize("value", ["2,5", "2.5", "0.9999"])
def test_decimals_are_refused_where_whole_numbers_are_asked_for(value: str) -> None:
    told = refused(WHOLE, value)
    assert told is not None
    assert f"„{value}“" in told
    assert "ganze" in told


@pytest.mark.parametrize(
    "value", ["zwölf", "12 Tage", "1 000", "1_000", "1.000,5", "1,000.5", "nan", "inf", "--1", "."]
)
def test_what_is_no_number_is_refused(value: str) -> None:
    told = refused(DECIMAL, value)
    assert told is not None
    assert f"„{value}“" in told


@pytest.mark.parametrize("value", ["1.000", "2.000", "1,000"])
def test_a_number_that_can_be_read_in_two_ways_is_refused(value: str) -> None:
    assert refused(WHOLE, value) is not None


def test_the_range_is_told_as_people_write_it() -> None:
    told = refused("type: number, max: 2000000", "-1")
    assert told is not None
    assert "2e+06" not in told


def test_the_range_is_told_in_the_language_of_the_reader() -> None:
    told = refused("type: number, min: 0.5, max: 9, whole: false", "0,25")
    assert told == "0,25 liegt nicht zwischen 0,5 und 9."


def test_a_number_is_coded_by_the_bands_it_has_reached() -> None:
    bands = "[{from: 0, points: 0}, {from: 5, points: 1}, {from: 20, points: 2}]"
    numbers = ("0", "4", "5", "19", "20", "100")
    found = [codes(f"type: number, max: 100, bands: {bands}", number) for number in numbers]
    assert found == [(1,), (1,), (2,), (2,), (3,), (3,)]


GRID = (
    "type: grid, options: [{code: bad, label: schlecht}, {code: good, label: gut}],"
    "rows: [{id: phone, label: Telefon}, {id: mail, label: Post}]"
)


def test_every_row_of_a_table_takes_the_options_of_the_table() -> None:
    assert codes(GRID, "good", cell="asked.mail") == (1,)
    assert refused(GRID, "goood", cell="asked.phone") is not None


def test_every_row_of_a_table_of_numbers_takes_a_number() -> None:
    rows = "[{id: men, label: Männer}, {id: women, label: Frauen}]"
    numbers = f"type: grid, number: {{max: 50}}, rows: {rows}"
    assert refused(numbers, "50", cell="asked.men") is None
    assert refused(numbers, "51", cell="asked.women") is not None
    assert refused(numbers, "1.5", cell="asked.women") is not None


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_a_text_may_be_as_long_as_it_says_and_not_longer(kind: str) -> None:
    question = f"type: {kind}, max_length: 10"
    assert refused(question, "ä" * 10) is None
    told = refused(question, "ä" * 11)
    assert told is not None
    assert "10" in told


@pytest.mark.parametrize(("kind", "longest"), [("short_text", 200), ("long_text", 2000)])
def test_a_text_has_a_limit_even_if_none_is_written(kind: str, longest: int) -> None:
    assert refused(f"type: {kind}", "a" * longest) is None
    assert refused(f"type: {kind}", "a" * (longest + 1)) is not None


@pytest.mark.parametrize("value", ["2024-12-31", "2024-02-29", "1999-01-01"])
def test_a_day_is_written_from_the_year_to_the_day(value: str) -> None:
    assert refused("type: date", value) is None


@pytest.mark.parametrize(
    "value", ["31.12.2024", "2024-13-01", "2023-02-29", "2024-1-1", "2024-12", "gestern"]
)
def test_what_is_no_such_day_is_refused(value: str) -> None:
    told = refused("type: date", value)
    assert told is not None
    assert f"„{value}“" in told
    assert "2024-12-31" in told


@pytest.mark.parametrize("value", ["20241231", "2024-W52-2", "2024W522"])
def test_a_day_has_only_one_way_to_be_written(value: str) -> None:
    assert refused("type: date", value) is not None


@pytest.mark.parametrize(
    "value", ["tr:C1/B2", "tr:C1/B2|ar:native/A2", "tr:C1/B2 | ckb:A1/A1", "de:native/native"]
)
def test_languages_have_a_level_for_each_skill(value: str) -> None:
    assert refused("type: language_list", value) is None


def test_the_skills_are_those_that_the_question_asks_for() -> None:
    question = "type: language_list, skills: [listening, speaking, reading]"
    assert refused(question, "tr:C1/B2/A1") is None
    told = refused(question, "tr:C1/B2")
    assert told is not None
    assert "3" in told


@pytest.mark.parametrize("value", ["türkisch:C1/B2", "xx:C1/B2", "TR:C1/B2", ":C1/B2", "tr:C1/B2|"])
def test_what_is_no_language_is_refused(value: str) -> None:
    told = refused("type: language_list", value)
    assert told is not None
    assert "ISO 639" in told


@pytest.mark.parametrize(
    "value", ["tr", "tr:", "tr:C1", "tr:C1/B2/A1", "tr:C3/B2", "tr:c1/b2", "tr:C1,B2", "tr:C1/"]
)
def test_what_is_no_level_is_refused(value: str) -> None:
    told = refused("type: language_list", value)
    assert told is not None
    assert "„tr“" in told


def test_a_language_is_listed_once() -> None:
    assert refused("type: language_list", "tr:A1/A1|tr:C2/C2") is not None


@pytest.mark.parametrize("code", ["und", "zxx", "mul"])
def test_a_language_is_one_language(code: str) -> None:
    assert refused("type: language_list", f"{code}:A1/A1") is not None
