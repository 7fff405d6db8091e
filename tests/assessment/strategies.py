"""Random questionnaires, written as an author would, with answers in all states.

A `Taste` says what may occur. Everything that is drawn passes the checks of `audit.model`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from hypothesis import strategies as st

from audit.model.questionnaire import Questionnaire
from tests.assessment.by_hand import checked

Data = dict[str, Any]
Answers = dict[str, str]


@dataclass(frozen=True)
class Taste:
    """What may occur in a questionnaire."""

    methods: Sequence[str] = ("mean", "weighted_mean", "sum", "minimum", "maximum", "share")
    raw: bool = True
    deduct: bool = True
    """Deductions, and options below 0 in a multiple choice."""
    level_values: bool = True
    caps: bool = True
    skips: bool = True
    steps: bool = True
    """Conditions of the kind `at_least: some-step`."""
    narrow_offers: bool = True
    """Questions that do not offer every way out."""
    rounding: bool = True
    first_level: float | None = None
    """Where all first levels begin; None stands for anywhere."""


ANYTHING = Taste()
FAIR = Taste(
    methods=("mean", "weighted_mean", "minimum", "maximum", "share"),
    raw=False,
    deduct=False,
    level_values=False,
    caps=False,
    narrow_offers=False,
)
"""Results from 0 to 100, and nothing but the answers has an effect on them."""
STEADY = Taste(deduct=False, caps=False, skips=False, narrow_offers=False, first_level=-1000)
"""A better answer is better for everything. Below the first level a part is left out, and then it
could be worse to reach that level: so the first one begins below everything."""


@dataclass(frozen=True)
class Sheet:
    """A questionnaire as it is written, and the answers of some subjects."""

    data: Data
    answers: tuple[Answers, ...]

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return checked(self.data)


def sheets(taste: Taste = ANYTHING, subjects: int = 1) -> st.SearchStrategy[Sheet]:
    """Draw questionnaires with the answers of so many subjects."""
    chances = st.randoms(use_true_random=False)
    return chances.map(lambda chance: _sheet(_Author(chance, taste), subjects))


def _sheet(author: "_Author", subjects: int) -> Sheet:
    data = author.questionnaire()
    return Sheet(data, tuple(author.answers() for _ in range(subjects)))


POINTS = (-2, -1, 0, 0.5, 1, 2, 3, 7.5, 10, 100)
"""What an answer can be worth."""

MARKS = (0, 12.5, 25, 50, 60, 62.5, 75, 100)
"""Where levels begin and parts are met: often exactly where results lie."""

COVERAGES = (0, 0.1, 0.3, 0.5, 0.6, 0.7, 1)
WEIGHTS = (0, 0.1, 0.5, 1, 1, 2, 3)
WEIGHING = ("weighted_mean", "sum", "share")
STATES = ("", "dont_know", "not_applicable")


@dataclass(frozen=True)
class _Asked:
    """A cell that can be answered, and how a condition can look at it."""

    cell: str
    draw: Callable[[Random], str]
    offer: Sequence[str]
    codes: Sequence[str] = ()
    is_ordered: bool = False
    numbers: Sequence[float] = ()


@dataclass
class _Author:
    """Writes one questionnaire from top to bottom, and answers it.

    Hypothesis decides how many areas and questions there are, and with which seed each of them is
    filled in: that is much faster than asking it for every detail, and still shrinks well.
    """

    hypothesis: Random
    taste: Taste
    chance: Random = field(default_factory=Random)
    asked: list[_Asked] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    scores: list[Data] = field(default_factory=list)
    default: Data = field(default_factory=dict)
    """The score of areas that have none of their own."""
    names: int = 0
    scales: Data = field(default_factory=dict)

    def questionnaire(self) -> Data:
        """Write everything; caps come last, because they may look at any question."""
        self._begin_entry()
        total = self._score(has_areas=True, needs_levels=False)
        self.default = self._score(has_areas=False, needs_levels=True)
        data: Data = {
            "defaults": {
                "offer": ["dont_know", "not_applicable"],
                "min_coverage": self.chance.choice(COVERAGES),
                "missing": self.chance.choice(("leave_out", "leave_out", "count_as_zero")),
                "levels": self._levels(),
                "score": self.default,
            },
            "score": total,
            "areas": self._areas(total, (), depth=2),
        }
        if self.scales:
            data["scales"] = self.scales
        self._begin_entry()
        for score in self.scores if self.taste.caps else ():
            if self._rarely():
                score["caps"] = [self._cap() for _ in range(self.chance.choice((1, 1, 2)))]
        return data

    def answers(self) -> Answers:
        """Answer everything, more often than not."""
        self._begin_entry()
        return {
            one.cell: one.draw(self.chance)
            if self.chance.random() < 0.7
            else self.chance.choice([s for s in STATES if not s or s in one.offer])
            for one in self.asked
        }

    def _begin_entry(self) -> None:
        self.chance = Random(self.hypothesis.getrandbits(32))

    def _rarely(self) -> bool:
        return self.chance.random() < 0.25

    def _name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def _areas(self, above: Data, collecting: Sequence[str], depth: int) -> list[Data]:
        """Write the areas of a score; `collecting` are the methods that take all questions."""
        own = above["method"] if above and above["over"] == "areas" else None
        if above and above["over"] == "questions":
            collecting = (*collecting, above["method"])
        needs_levels = above.get("use") == "level_values"
        count = self.hypothesis.randint(1, 3)
        return [
            self._area(own, collecting, depth, needs_levels, is_first=place == 0)
            for place in range(count)
        ]

    def _area(
        self,
        method: str | None,
        collecting: Sequence[str],
        depth: int,
        needs_levels: bool,
        is_first: bool,
    ) -> Data:
        self._begin_entry()
        name = self._name("area")
        area: Data = {"id": name, "title": name}
        if self.taste.skips and self.asked and not is_first and self._rarely():
            area["show_if"] = self._condition(2)
        has_areas = depth > 0 and self.hypothesis.randint(0, 2) == 2
        has_score = is_first or needs_levels or not self._rarely()
        if has_score and not has_areas and self._rarely():
            score = self.default
        else:
            score = self._score(has_areas, needs_levels) if has_score else {}
            area["score"] = score or "none"
        if score and method is not None:
            area |= self._counted((method,), is_first)
        if has_areas:
            area["areas"] = self._areas(score, collecting, depth - 1)
        else:
            methods = (*collecting, score["method"]) if score else tuple(collecting)
            area["questions"] = self._questions(methods)
        return area

    def _score(self, has_areas: bool, needs_levels: bool) -> Data:
        score: Data = {"method": self.chance.choice(self.taste.methods)}
        if score["method"] == "share":
            score["met_from"] = self.chance.choice(MARKS[1:])
        if has_areas:
            score["over"] = self.chance.choice(("areas", "areas", "questions"))
        if self.taste.level_values and score.get("over") == "areas" and self._rarely():
            score["use"] = "level_values"
        if self.taste.raw and self._rarely():
            score["question_points"] = "raw"
        if self._rarely():
            score["missing"] = self.chance.choice(("leave_out", "count_as_zero"))
        if self._rarely():
            score["min_coverage"] = self.chance.choice(COVERAGES)
        if self.taste.rounding and self._rarely():
            score["round"] = self.chance.choice((0, 1, 2))
        if self._rarely():
            score["levels"] = self._levels()
        elif not needs_levels and self._rarely():
            score["levels"] = []
        self.scores.append(score)
        return score

    def _levels(self) -> list[Data]:
        count = self.chance.randint(1, 3)
        starts: list[float] = sorted(self.chance.sample(MARKS, count))
        if self.taste.first_level is not None:
            starts[0] = self.taste.first_level
        values = sorted(self.chance.sample(POINTS, count))
        return [
            {"code": f"level{place}", "label": f"Stufe {place}", "from": start, "value": value}
            for place, (start, value) in enumerate(zip(starts, values, strict=True))
        ]

    def _counted(self, methods: Sequence[str], is_first: bool) -> Data:
        """Choose weight and deduction, where every score above knows what to do with them."""
        counted: Data = {}
        if methods and all(method in WEIGHING for method in methods):
            weight = self.chance.choice(WEIGHTS)
            counted["weight"] = weight or 1 if is_first else weight
        if self.taste.deduct and methods and {*methods} == {"sum"} and self._rarely():
            counted["deduct"] = True
        return counted

    def _questions(self, methods: Sequence[str]) -> list[Data]:
        """Write at least one question that is scored; it comes first and has a weight."""
        scored = (self._degree, self._yes_no, self._choice, self._several, self._number, self._grid)
        questions = []
        for place in range(self.hypothesis.randint(1, 3)):
            self._begin_entry()
            name = self._name("question")
            question: Data = {"id": name, "text": name}
            if self.taste.skips and self.asked and self._rarely():
                question["show_if"] = self._condition(2)
            if self.taste.narrow_offers and self._rarely():
                question["offer"] = self.chance.choice(([], ["dont_know"], ["not_applicable"]))
            if place and self._rarely():
                self._unscored(question)
            else:
                self._set_points(question, methods, is_first=place == 0)
                self.chance.choice(scored)(question)
            questions.append(question)
        return questions

    def _set_points(self, question: Data, methods: Sequence[str], is_first: bool) -> None:
        question |= self._counted(methods, is_first)
        if self._rarely():
            question["reverse"] = True
        if self.taste.rounding and self._rarely():
            question["round"] = self.chance.choice((0, 1, 2))

    def _degree(self, question: Data) -> None:
        question["type"] = "degree"
        self._choose(question, self._steps(), is_ordered=True)

    def _yes_no(self, question: Data) -> None:
        question["type"] = "yes_no"
        self._ask(question, ("no", "yes"), is_ordered=True)

    def _choice(self, question: Data) -> None:
        question["type"] = "single_choice"
        self._choose(question, self._options(self._some_points()))

    def _choose(
        self,
        question: Data,
        options: list[Data],
        is_ordered: bool = False,
        draw: Callable[[Random], str] | None = None,
    ) -> None:
        """Offer the options, written at the question or as a scale of the questionnaire."""
        if self._rarely():
            question["scale"] = self._name("scale")
            self.scales[question["scale"]] = options
        else:
            question["options"] = options
        self._ask(question, [option["code"] for option in options], is_ordered, draw=draw)

    def _several(self, question: Data) -> None:
        """Ask a multiple choice; the last option says "none of these" and mostly stands alone."""
        question["type"] = "multiple_choice"
        count = self.chance.randint(1, 3)
        if self.taste.deduct:
            points: list[float] = [*self.chance.choices((-1, 0, 1, 2), k=count - 1), 3]
            none = self.chance.choice((0, 0, 1, -2))
        else:
            points, none = self.chance.choices((0.5, 1, 2), k=count), 0
        options = self._options([*points, none])
        options[-1]["exclusive"] = not self._rarely()
        codes = [option["code"] for option in options]
        together = [option["code"] for option in options if not option.get("exclusive")]

        def draw(chance: Random) -> str:
            chosen = [code for code in together if chance.random() < 0.5]
            return "|".join(chosen) or chance.choice(codes)

        self._choose(question, options, draw=draw)

    def _number(self, question: Data) -> None:
        count = self.chance.randint(2, 4)
        least = self.chance.choice((0, 0, -5))
        starts = [least, *sorted(self.chance.sample((1, 2, 5, 7.5, 20), count - 1))]
        points = self._some_points(count)
        question |= {"type": "number", "whole": self.chance.choice((True, False))}
        question |= {"min": least, "max": 30}
        question["bands"] = [
            {"from": start, "points": own} for start, own in zip(starts, points, strict=True)
        ]
        self._ask(question, numbers=(least, 0, 1, 2, 5, 8, 20, 30))

    def _grid(self, question: Data) -> None:
        question["type"] = "grid"
        weights = [self.chance.choice(WEIGHTS) for _ in range(self.chance.randint(0, 2))]
        first = self.chance.choice((0.5, 1, 2))
        question["rows"] = [
            {"id": f"row{place}", "label": f"Zeile {place}", "weight": weight}
            for place, weight in enumerate([first, *weights])
        ]
        self._choose(question, self._steps(), is_ordered=True)

    def _unscored(self, question: Data) -> None:
        """Ask something that gives no points: a text, a fact, numbers in a table."""
        kind = self.chance.choice(("short_text", "fact", "numbers"))
        if kind == "short_text":
            question["type"] = "short_text"
            self._ask(question, draw=lambda _: "Der Weg ist weit.")
        elif kind == "fact":
            question |= {"type": "yes_no", "scored": False}
            self._ask(question, ("no", "yes"), is_ordered=True)
        else:
            question |= {"type": "grid", "number": {"max": 30}}
            question["rows"] = [{"id": f"row{n}", "label": f"Zeile {n}"} for n in range(2)]
            self._ask(question, numbers=(0, 1, 2, 5, 8, 20, 30))

    def _steps(self) -> list[Data]:
        if self.chance.random() < 0.5:
            return self._options([None] * self.chance.randint(2, 5))
        return self._options(self._some_points())

    def _some_points(self, count: int | None = None) -> list[float]:
        return self.chance.sample(POINTS, count or self.chance.randint(2, 4))

    def _options(self, points: Sequence[float | None]) -> list[Data]:
        return [
            {"code": f"option{place}", "label": f"Antwort {place}"}
            | ({} if own is None else {"points": own})
            for place, own in enumerate(points)
        ]

    def _ask(
        self,
        question: Data,
        codes: Sequence[str] = (),
        is_ordered: bool = False,
        numbers: Sequence[float] = (),
        draw: Callable[[Random], str] | None = None,
    ) -> None:
        """Remember what can be answered; rows of a table one by one."""
        offer = question.get("offer", ("dont_know", "not_applicable"))
        rows = [f".{row['id']}" for row in question.get("rows", ())]
        if rows:
            self.grids.append(question["id"])
        if numbers and not question.get("whole", True):
            numbers = (*numbers, 0.5, 7.25, 7.5)
        drawn = draw or (lambda chance: _written(chance, codes or numbers))
        for row in rows or [""]:
            cell = question["id"] + row
            self.asked.append(_Asked(cell, drawn, offer, codes, is_ordered, numbers))

    def _cap(self) -> Data:
        at_most = self.chance.choice((-1, 0, 10, 40, 60))
        return {"if": self._condition(2), "at_most": at_most, "because": "Eine Tür ist zu."}

    def _condition(self, depth: int) -> Data:
        """Look at what has been asked so far."""
        kind = self.chance.choice(("compare", "compare", "all", "any", "not"))
        if depth and kind == "not":
            return {"not": self._condition(depth - 1)}
        if depth and kind != "compare":
            return {kind: [self._condition(depth - 1) for _ in range(self.chance.randint(1, 3))]}
        if self.grids and self.chance.random() < 0.1:
            return {"question": self.chance.choice(self.grids), "answered": self._rarely()}
        return self._comparison(self.chance.choice(self.asked))

    def _comparison(self, one: _Asked) -> Data:
        kinds: list[Data] = [{"answered": self.chance.choice((True, False))}]
        if one.codes:
            some = self.chance.sample(one.codes, self.chance.randint(1, 2))
            kinds += [{"is": some[0]}, {"is": some}]
        if one.is_ordered and self.taste.steps:
            kinds.append({"at_least": self.chance.choice(one.codes)})
        if one.numbers:
            kinds.append({"at_least": self.chance.choice((*one.numbers, 7.5))})
        return {"question": one.cell} | self.chance.choice(kinds)


def _written(chance: Random, possible: Sequence[str | float]) -> str:
    """Write an answer down; decimals with a point or a comma."""
    value = str(chance.choice(possible))
    return value.replace(".", ",") if chance.random() < 0.5 else value
