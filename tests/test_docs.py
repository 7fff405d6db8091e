"""What the method page and the authors' manual say is what the program does."""

import csv
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from random import Random
from textwrap import dedent, indent
from typing import Any, get_args

import numpy as np
import pytest
from typer.testing import CliRunner

from audit.assessment.change import change, comparability
from audit.assessment.coding import codes_of
from audit.assessment.columns import Column
from audit.assessment.plan import Plan, plan_of
from audit.assessment.points import points_tables
from audit.assessment.results import CodedAnswers, coded
from audit.cli.commands import app
from audit.files.questionnaires import load_questionnaire, read_questionnaire
from audit.files.strict_yaml import read_yaml
from audit.files.translations import load_translator, update_translations
from audit.model.answers import Answer
from audit.model.conditions import comparisons
from audit.model.problems import Refused
from audit.model.question_types import QUESTION_TYPES, QuestionBase
from audit.model.questionnaire import Questionnaire, Score, areas_of
from audit.model.texts import texts_of
from audit.tables.results import change_table
from scoring.kernel import score
from scoring.methods import METHODS
from tests.assessment.by_hand import points, written

HOME = Path(__file__).parents[1]
METHOD = HOME / "docs" / "method.md"
MANUAL = HOME / "docs" / "writing-questionnaires.md"
SHIPPED = sorted((HOME / "questionnaires").glob("*.yaml"))

WIDE = {"COLUMNS": "110"}
"""The window in which the output on the pages was made."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; `info` is what stands behind the fence, e.g. `yaml question`."""

    info: str
    text: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    fenced = re.compile(r"^( *)```(\S.*)\n((?:.*\n)*?)\1```$", re.MULTILINE)
    text = page.read_text(encoding="utf-8")
    return [
        Block(found[2], dedent(found[3]), 1 + text.count("\n", 0, found.start()))
        for found in fenced.finditer(text)
    ]


def blocks_like(page: Path, info: str) -> Any:
    """Take the blocks whose info begins like this, as parameters named by their line."""
    return [
        pytest.param(block, id=f"line {block.line}")
        for block in blocks_of(page)
        if block.info.startswith(info)
    ]


LOOKED_AT = (
    r"sh|po|csv (result )?[\w.-]+|yaml (line|cap|questionnaires/[\w.-]+)"
    r"|yaml (wrong )?(question|area)( version \d)?"
)
"""Every kind of block that some test below looks at; output (`text`) belongs to the one before."""


@pytest.mark.parametrize("page", [METHOD, MANUAL], ids=lambda page: page.name)
def test_no_block_of_a_page_goes_unread(page: Path) -> None:
    blocks = blocks_of(page)
    assert page.read_text(encoding="utf-8").count("```") == 2 * len(blocks)
    kinds = {block.info for block in blocks} - {"text"}
    assert [kind for kind in kinds if not re.fullmatch(LOOKED_AT, kind)] == []
    before = [first.info for first, second in pairwise(blocks) if second.info == "text"]
    assert all(kind == "sh" or kind.startswith("yaml wrong") for kind in before)


# The manual.

BEFORE = """\
id: manual
version: {version}
title: T
audience: unit
source: s
scales:
  practice:
  - {{code: none, label: A}}
  - {{code: planned, label: B}}
  - {{code: partly, label: C}}
  - {{code: mostly, label: D}}
  - {{code: fully, label: E}}
defaults: {{offer: [dont_know, not_applicable]}}
score: {{method: mean, over: areas}}
areas:
- id: before
  title: T
  score: {{method: weighted_mean}}
  questions:
  - {{id: asked-before, type: degree, scale: practice, text: T}}
"""
"""A questionnaire that lacks nothing but the fragment: a question, or an area, at its end."""


def around(block: Block) -> str:
    """Write a whole questionnaire around a fragment of one."""
    version = block.info.partition("version ")[2] or "1"
    depth = "  " if "question" in block.info else ""
    return BEFORE.format(version=version) + indent(block.text, depth)


@pytest.mark.parametrize("block", blocks_like(MANUAL, "yaml questionnaires/"))
def test_every_questionnaire_of_the_manual_has_nothing_to_mend(block: Block) -> None:
    read_questionnaire(block.text.encode(), block.info)


@pytest.mark.parametrize(
    "block", [*blocks_like(MANUAL, "yaml question"), *blocks_like(MANUAL, "yaml area")]
)
def test_every_fragment_of_the_manual_fits_into_a_questionnaire(block: Block) -> None:
    whole = block.text if "/" in block.info else around(block)
    assert list(read_questionnaire(whole.encode(), "manual.yaml").questions())


def test_the_manual_shows_every_question_type() -> None:
    shown = "".join(block.text for block in blocks_of(MANUAL) if block.info == "yaml question")
    types = [get_args(kind.model_fields["type"].annotation)[0] for kind in QUESTION_TYPES]
    assert [word for word in types if f"type: {word}" not in shown] == []


WRONG = [
    pytest.param(block, said, id=f"line {block.line}")
    for block, said in pairwise(blocks_of(MANUAL))
    if block.info.startswith("yaml wrong")
]


@pytest.mark.parametrize(("block", "said"), WRONG)
def test_the_checker_says_about_a_mistake_what_the_manual_quotes(block: Block, said: Block) -> None:
    before = BEFORE.count("\n")
    with pytest.raises(Refused) as refused:
        read_questionnaire(around(block).encode(), "fehler.yaml")
    place = re.compile(r"(?<=fehler\.yaml:)\d+|(?<=in Zeile )\d+")
    messages = place.sub(lambda found: str(int(found[0]) - before), str(refused.value))
    assert messages == said.text.rstrip("\n")


def rows_below(heading: str) -> list[list[str]]:
    """Take the table below a heading of the manual, cell by cell."""
    part = MANUAL.read_text(encoding="utf-8").partition(f"### {heading}\n")[2].partition("\n#")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    assert rows
    return rows


def value_of(shown: str) -> object:
    """Read a value as it stands in a table of the manual, between back quotes."""
    word = shown.removeprefix("`").removesuffix("`")
    gap = "\n  " if word.startswith("- ") else " "
    return read_yaml(f"key:{gap}{word}\n".encode(), "fehler.yaml").root["key"]


def test_words_that_yaml_reads_otherwise_are_refused_as_the_manual_says() -> None:
    for wrong, said, right in rows_below("Wörter und Zahlen, die YAML anders liest"):
        with pytest.raises(Refused) as refused:
            value_of(wrong)
        assert [str(problem.sentence) for problem in refused.value.problems] == [said]
        assert str(value_of(right)) == right.strip("`").strip('"')


def test_what_is_read_without_a_message_is_what_the_manual_says() -> None:
    for written_so, read, safe in rows_below("Was ohne Meldung etwas anderes bedeutet"):
        assert f"`{value_of(written_so)}`" == read
        assert value_of(safe) != value_of(written_so)


@pytest.mark.usefixtures("in_a_copy")
def test_the_manual_can_be_followed_from_top_to_bottom() -> None:
    """Files are written as it says, commands are called, and print what it shows."""
    followed(MANUAL)
    wide, long = (
        Path(name).read_text().splitlines() for name in ("ergebnisse.csv", "ergebnisse-lang.csv")
    )
    assert sorted(wide) == sorted(long)


@pytest.mark.usefixtures("in_a_copy")
def test_the_worked_example_is_what_the_command_prints() -> None:
    followed(METHOD)


@pytest.fixture
def in_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the shipped questionnaires and examples, where nothing can break."""
    for folder in ("questionnaires", "data"):
        shutil.copytree(HOME / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)


def followed(page: Path) -> None:
    commands = 0
    printed = ""
    for block in blocks_of(page):
        kind, _, rest = block.info.partition(" ")
        if kind == "sh":
            printed, commands = called(block.text), commands + 1
        elif kind == "text" and printed:
            assert block.text == printed
            printed = ""
        elif rest.startswith("result "):
            shown = Path(rest.removeprefix("result ")).read_text(encoding="utf-8")
            assert block.text == shown
        elif "." in rest:
            Path(rest).write_text(block.text, encoding="utf-8")
    assert commands


def called(command: str) -> str:
    """Call a command as it stands on a page; lines lose the blanks at their ends."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:3] == ["python", "-m", "audit"]
    result = CliRunner().invoke(app, words[3:], env=WIDE)
    assert result.exit_code == 0, result.output
    return re.sub(r" +\n", "\n", result.output)


@pytest.mark.parametrize("page", [METHOD, MANUAL], ids=lambda page: page.name)
def test_every_command_in_a_sentence_can_be_called(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", text):
        assert f"\n{target}:" in makefile
    for command in re.findall(r"`(python -m audit [^`]+)`", text):
        assert "Usage" in called(f"{command} --help")


def test_values_in_a_table_are_written_as_the_manual_says() -> None:
    tried = set()
    for kind, value in listed_values():
        for columns, questionnaire in cells_of(kind):
            assert min(codes_of(value, columns, questionnaire)) >= 0
            tried.add(kind)
    assert tried == {"yes_no", "multiple_choice", "number", "date", "language_list"}


def listed_values() -> Iterator[tuple[str, str]]:
    """List what the manual says: a type of question, and a value as it stands in a table."""
    for line in MANUAL.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"- `(\w+)`: (.*)", line):
            yield from ((found[1], value) for value in re.findall("`([^`]+)`", found[2]))


def cells_of(kind: str) -> Iterator[tuple[list[Column], Questionnaire]]:
    """Find the cells of this type in the fragments of the manual; numbers may have decimals."""
    for block in blocks_of(MANUAL):
        if block.info == "yaml question":
            text = around(block).replace("type: number", "type: number\n    whole: false")
            plan = plan_of(read_questionnaire(text.encode(), "manual.yaml"))
            for places in plan.cells.values():
                columns = [plan.columns[place] for place in places]
                if getattr(columns[0].question, "type", "") == kind:
                    yield columns, plan.questionnaire


def test_same_since_vouches_for_a_new_wording_as_in_the_manual() -> None:
    old, later = (
        next(b for b in blocks_of(MANUAL) if b.info == info and "id: stufen" in b.text)
        for info in ("yaml question", "yaml question version 2")
    )
    before = read_questionnaire(around(old).encode(), "old.yaml")
    vouched = around(later)
    silent = re.sub(r" +same_since.*\n", "", vouched)
    for new, expected in ((vouched, "comparable"), (silent, "changed")):
        found = comparability(before, read_questionnaire(new.encode(), "new.yaml"))
        assert "stufen" in getattr(found, expected)


def test_texts_come_into_the_translations_and_leave_them_as_the_manual_shows(
    tmp_path: Path,
) -> None:
    first, second = (block.text.strip() for block in blocks_of(MANUAL) if block.info == "po")
    german, changed = (re.findall('msgid "(.*)"', shown)[0] for shown in (first, second))
    english = re.findall('msgstr "(.+)"', second)[0]
    file = tmp_path / "en.po"
    file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')

    collected(tmp_path, german)
    assert first in file.read_text(encoding="utf-8")

    file.write_text(
        file.read_text(encoding="utf-8").replace('msgstr ""\n\n', f'msgstr "{english}"\n\n')
    )
    assert load_translator("en", tmp_path).text("sprechstunde.stufen", german) == english
    collected(tmp_path, changed)
    assert second in file.read_text(encoding="utf-8")
    assert load_translator("en", tmp_path).text("sprechstunde.stufen", changed) == changed


def collected(folder: Path, text: str) -> None:
    """Collect the texts of the manual's first questionnaire, with this text in its question."""
    block = next(b for b in blocks_of(MANUAL) if b.info.startswith("yaml questionnaires/"))
    whole = re.sub("text: .*", f"text: {text}", block.text)
    file = block.info.removeprefix("yaml ")
    update_translations(folder, [], {file: texts_of(read_questionnaire(whole.encode(), file))})


def test_the_first_line_for_editors_is_that_of_our_questionnaires() -> None:
    (line,) = (block.text for block in blocks_of(MANUAL) if block.info == "yaml line")
    assert {path.read_text(encoding="utf-8").splitlines()[0] for path in SHIPPED} == {line.strip()}
    assert (HOME / "questionnaires" / line.strip().partition("$schema=")[2]).is_file()


# The method page.


def sections() -> dict[str, str]:
    parts = METHOD.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def test_every_section_of_the_method_opens_with_one_plain_sentence() -> None:
    openings = {title: text.strip().partition("\n\n")[0] for title, text in sections().items()}
    ends = {title: re.findall(r"[.!?:](?=\s|$)", opening) for title, opening in openings.items()}
    assert {title: openings[title] for title, found in ends.items() if found != ["."]} == {}


def test_every_section_of_the_method_names_its_source_and_its_tests() -> None:
    without = [
        t for t, text in sections().items() if "- Source: " not in text or "Tests: " not in text
    ]
    assert without == ["What the numbers are not for"]


def test_the_method_names_every_method_of_scoring() -> None:
    section = sections()["From children to a node"]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [*METHODS]


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`((?:scoring|audit)(?:\.\w+)+)`", METHOD.read_text())))
)
def test_what_the_method_names_exists_in_the_code(name: str) -> None:
    module, *names = name.split(".")
    found: Any = import_module(module)
    for part in names:
        module = f"{module}.{part}"
        found = getattr(found, part) if hasattr(found, part) else import_module(module)


def test_every_test_that_the_method_names_exists() -> None:
    text = METHOD.read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.\w+)(?:::(\w+))?`", text))
    files = {file for file, _ in named}
    assert [file for file in sorted(files) if not (HOME / file).is_file()] == []
    tests = {(file, test) for file in files for test in ("", *functions_in(HOME / file))}
    assert sorted(named - tests) == []


def functions_in(file: Path) -> list[str]:
    return re.findall(r"^def (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", [METHOD, MANUAL], ids=lambda page: page.name)
def test_every_link_and_every_file_on_a_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target, _, heading in (
        t.partition("#") for t in re.findall(r"\]\((?!http)([^)]+)\)", text)
    ):
        there = page.parent / target if target else page
        assert there.is_file(), target
        assert not heading or heading in anchors_of(there)
    own = {block.info.partition(" ")[2] for block in blocks_of(page)}
    files = set(re.findall(r"`((?:questionnaires|languages|data|tests)/[\w./-]*)`", text)) - own
    assert [file for file in files if not (HOME / file).exists()] == []


def anchors_of(page: Path) -> set[str]:
    """Name the headings as GitHub does."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# What the method page claims about numbers.


EXAMPLE = (HOME / "data" / "example" / "questionnaire.yaml").read_text(encoding="utf-8")
OVER_AREAS = "{method: mean, over: areas}"
OVER_QUESTIONS = "{method: weighted_mean, over: questions}"


def totals(way: str) -> dict[str, float | None]:
    """The totals of the shipped example, made in this way."""
    questionnaire = read_questionnaire(EXAMPLE.replace(OVER_AREAS, way).encode(), "example.yaml")
    with (HOME / "data" / "example" / "answers.csv").open(encoding="utf-8") as file:
        rows = {row.pop("subject"): row for row in csv.DictReader(file)}
    return {name: points(questionnaire, row)["example"] for name, row in rows.items()}


def test_the_example_has_both_totals_of_the_table() -> None:
    text = sections()["Totals: equal areas, or equal questions"]
    table = re.findall(r"^\| ([A-Z].*) \| (\S+) \| (\S+) \|$", text, re.MULTILINE)
    areas, questions = totals(OVER_AREAS), totals(OVER_QUESTIONS)
    assert [(name, as_shown(areas[name]), as_shown(questions[name])) for name in areas] == table


def as_shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def test_a_total_over_questions_knows_nothing_of_caps_of_areas() -> None:
    subject = "Jugend und Familie"
    assert totals(OVER_AREAS)[subject] == pytest.approx((39 + 200 / 3) / 2)
    of_all_questions = (0 + 2 * 100 + 100 + 75 + 75 + 50) / 7
    assert totals(OVER_QUESTIONS)[subject] == pytest.approx(of_all_questions)


def test_a_cap_on_silence_holds_in_both_waves_where_its_question_is_not_comparable() -> None:
    """The door was open in both waves and the question about it was only reworded."""
    old, new = (open_door(about_the_door=text) for text in ("Offen?", "Steht sie offen?"))
    ((before, after),) = change_table(change(old, new))[["before", "after"]].to_numpy().tolist()
    assert (before, after) == (9, 9)


def open_door(about_the_door: str) -> CodedAnswers:
    plan = plan_of(
        written(
            f"""
            score: none
            areas:
              - id: area
                title: Bereich
                score:
                  method: mean
                  caps:
                    - {{if: {{question: door, answered: false}}, at_most: 9, because: Unbekannt.}}
                questions:
                  - {{id: door, type: yes_no, text: "{about_the_door}"}}
                  - {{id: window, type: yes_no, text: Gibt es ein Fenster?}}
            """
        )
    )
    return coded(plan, [Answer("one", "door", "yes"), Answer("one", "window", "yes")])


# What skip logic can do.

SKIP_LOGIC = sections()["Skip logic can reward a worse answer"]

INTERPRETING = """
score: none
scales:
  practice:
    - {{code: none, label: gar nicht}}
    - {{code: planned, label: geplant}}
    - {{code: partly, label: zum Teil}}
    - {{code: mostly, label: meistens}}
    - {{code: fully, label: immer}}
areas:
  - id: speak
    title: Sprechen
    score: {{method: weighted_mean}}
    questions:
      - {{id: way, type: degree, scale: practice, text: Gibt es einen Weg zum Dolmetschen?}}
      - id: days
        type: number
        text: Wie viele Tage dauert es?
        max: 120
        bands: [{{from: 0, points: 100}}, {{from: 11, points: 0}}]
        show_if: {condition}
      - {{id: others, type: degree, scale: practice, text: Wie ist das übrige?, weight: 5}}
"""


def speak(condition: str, **given: str) -> float | None:
    """The points of the area; the number of days is only asked under this condition."""
    return points(written(INTERPRETING.format(condition=condition)), given)["speak"]


def test_a_follow_up_in_the_same_area_can_punish_a_better_answer() -> None:
    condition = "{question: way, at_least: planned}"
    worse = speak(condition, way="none", others="partly")
    better = speak(condition, way="planned", days="20", others="partly")
    assert f"(0 + 5 × 50) ÷ 6 = {worse:.2f} |" in SKIP_LOGIC
    assert f"(25 + 0 + 5 × 50) ÷ 7 = {better:.2f} |" in SKIP_LOGIC


def test_a_follow_up_after_a_weak_answer_can_reward_it() -> None:
    condition = "{question: way, is: [none, planned]}"
    assert speak(condition, way="planned", days="0") == 62.5
    assert speak(condition, way="partly") == 50


ANALOGUE = HOME / "questionnaires" / "access-analogue.yaml"


def test_an_area_of_its_own_rewards_the_better_answer() -> None:
    """The shipped questionnaire, with all other questions of the step at 50 points."""
    others = ("children-interpret", "language-rule", "staff-training", "confidential-talk", "names")
    rest = {"kind": "counter", **dict.fromkeys(others, "partly")}
    shipped = load_questionnaire(ANALOGUE)
    worse = points(shipped, {**rest, "interpreter-route": "none"})["communicate"]
    slow = {"interpreter-route": "planned", "interpreter-days": "20"}
    better = points(shipped, {**rest, **slow})["communicate"]
    assert f"(2 × 0 + 5 × 50) ÷ 7 = {worse:.2f} |" in SKIP_LOGIC
    assert f"(2 × 12.5 + 5 × 50) ÷ 7 = {better:.2f} |" in SKIP_LOGIC


@dataclass(frozen=True)
class Gate:
    """A scored question on which other scored questions wait; columns of the plan."""

    plan: Plan
    place: int
    waiting: tuple[int, ...]


def gates_of(path: Path) -> Iterator[Gate]:
    plan = plan_of(load_questionnaire(path))
    scored = [q for q in plan.questionnaire.questions() if q.is_scored(plan.questionnaire.scales)]
    for gate in scored:
        waiting = [q for q in scored if waits_for(q, gate.id, plan.questionnaire)]
        if waiting:
            places = (place for question in waiting for place in plan.places[question.id])
            yield Gate(plan, plan.places[gate.id][0], tuple(places))


def waits_for(question: QuestionBase, gate: str, questionnaire: Questionnaire) -> bool:
    """Tell whether the question, or an area around it, is asked only after some answers."""
    around = [
        a.show_if for a in questionnaire.all_areas() for b in areas_of(a) if question in b.questions
    ]
    conditions = [condition for condition in (question.show_if, *around) if condition]
    return any(c.question == gate for condition in conditions for _, c in comparisons(condition))


def worth(plan: Plan, place: int) -> Any:
    """List what the codes of a column are worth."""
    column: Any = plan.columns[place]
    table = points_tables(column.question, column.options, column.edges, "percent")[0]
    return table[: choices(column)]


def choices(column: Column) -> int:
    """Count the codes that an answer can have."""
    return 2 if column.option else len(column.options) or len(column.edges) + 1


GATES = [
    pytest.param(gate, id=gate.plan.columns[gate.place].cell.id)
    for path in SHIPPED
    for gate in gates_of(path)
]


@pytest.mark.parametrize("answer", [np.argmin, np.argmax], ids=["at worst", "at best"])
@pytest.mark.parametrize("gate", GATES)
def test_in_our_questionnaires_a_better_answer_before_a_follow_up_never_costs_points(
    gate: Gate, answer: Callable[[Any], int]
) -> None:
    """Whatever else was answered, and whether the follow-ups are at their worst or at their
    best."""
    plan, chance = gate.plan, Random(1)
    rising = np.argsort(worth(plan, gate.place), kind="stable")
    nodes = [node.row for node in plan.reported]
    for _ in range(100):
        given = [chance.randrange(choices(column)) for column in plan.columns]
        for place in gate.waiting:
            given[place] = int(answer(worth(plan, place)))
        codes = np.array([given] * len(rising), dtype=np.int8).T
        codes[gate.place] = rising
        assert (np.diff(score(plan.scheme, codes).points[nodes]) >= -1e-9).all()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_critical_question_of_ours_caps_something(path: Path) -> None:
    whole = load_questionnaire(path)
    scores = [whole.score, *(area.score for area in whole.all_areas())]
    caps = [cap for score in scores if isinstance(score, Score) for cap in score.caps]
    looked_at = {c.question for cap in caps for _, c in comparisons(cap.if_)}
    assert {question.id for question in whole.questions() if question.critical} <= looked_at


def test_an_author_can_cap_what_is_not_known_about_a_critical_question() -> None:
    (cap,) = (block.text for block in blocks_of(METHOD) if block.info == "yaml cap")
    item = f"      caps:\n        - {indent(cap, ' ' * 10).strip()}\n"
    text = ANALOGUE.read_text(encoding="utf-8").replace("      caps:\n", item, 1)
    shipped, capped = load_questionnaire(ANALOGUE), read_questionnaire(text.encode(), "capped.yaml")
    good = {"late-hours": "several-evenings", "without-internet": "walk-in", "holidays": "yes"}
    unknown = {**good, "kind": "counter", "waiting-minutes": "0", "step-free": "dont_know"}
    assert (points(shipped, unknown)["reach"], points(capped, unknown)["reach"]) == (100, 39)
    assert points(capped, {**unknown, "step-free": "step-free"})["reach"] == 100
    assert points(capped, {**good, "kind": "telephone", "hold-minutes": "0"})["reach"] == 100
