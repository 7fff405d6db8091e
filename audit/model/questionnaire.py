"""The questionnaire: a tree of areas with questions at its leaves, and how each node is scored."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from audit.model.conditions import Cap, Condition, comparisons
from audit.model.entries import Code, Decimals, Entry, Id, Many, Points, Share, Text, Weight, Word
from audit.model.question_types import Option, Question, QuestionBase, ScoredBase, WayOut
from audit.model.vocabulary import Audience
from scoring.states import MOST_OPTIONS


class Level(Entry):
    """A level (band) of a score: from these points up to the next level."""

    code: Code
    """Permanent name of the level."""

    label: Text
    """What people read."""

    from_: Annotated[Points, Field(alias="from")]
    """The smallest points of this level; the level ends just below the next one (half-open)."""

    value: Points | None = None
    """The number of the level, for areas that are built from level values."""

    meaning: Text | None = None
    """What the level means, in one sentence."""


class Score(Entry):
    """How a node is made from its children."""

    method: Literal["mean", "weighted_mean", "sum", "minimum", "maximum", "share"]
    """`mean`, `weighted_mean`, `sum`, `minimum`, `maximum`, or `share` (percent of children that
    reach `met_from`)."""

    over: Literal["areas", "questions"] | None = None
    """What the children are: the areas directly below, or all questions below. Needed where an
    area has areas."""

    use: Literal["points", "level_values"] = "points"
    """Build the node from its children's points, or from the values of their levels."""

    question_points: Literal["percent", "raw"] = "percent"
    """`percent`: each question is normalised on its own range, 0 to 100. `raw`: its points as
    written."""

    missing: Literal["leave_out", "count_as_zero"] | None = None
    """A child without a value is left out, or counts as zero. Without this entry, what `defaults`
    says."""

    min_coverage: Share | None = None
    """The share of applicable questions that must be answered for a result. Without it, what
    `defaults` says."""

    round: Decimals | None = None
    """Round the result to so many decimals, halves away from zero. Without it, no rounding."""

    met_from: Points | None = None
    """For `share`: a child is met from these points on."""

    levels: Annotated[Many[Level], Field(max_length=20)] | None = None
    """The levels of the result, from lowest to highest. Without it, what `defaults` says; `[]` for
    none."""

    caps: Annotated[Many[Cap], Field(max_length=50)] = ()
    """Limits by critical questions."""


ScoreOrNone = Annotated[
    Annotated[Score, Tag("score")] | Annotated[Literal["none"], Tag("none")],
    Discriminator(lambda value: "none" if isinstance(value, str) else "score"),
]
"""How a node is scored, or the word `none`."""


class Area(Entry):
    """A part of the questionnaire: areas, or questions."""

    id: Id
    """Permanent name of the area."""

    title: Text
    """What people read."""

    about: Text | None = None
    """What this area is about, in one or two sentences."""

    weight: Weight = 1
    """How much the area counts in a weighted mean, a share or a sum; 0 shows it without counting
    it."""

    deduct: bool = False
    """In a sum: the points are taken away instead of added."""

    show_if: Condition | None = None
    """Ask the questions of this area only under this condition on earlier questions."""

    score: ScoreOrNone | None = None
    """How the area is scored, or `none`. Without it, an area of questions is scored as `defaults`
    says."""

    areas: Annotated[Many["Area"], Field(max_length=100)] = ()
    """The areas below, to any depth."""

    questions: Annotated[Many[Question], Field(max_length=200)] = ()
    """The questions, if there are no areas below."""


class Defaults(Entry):
    """What holds everywhere unless an area or a question says otherwise."""

    score: Score | None = None
    """How areas with questions are scored that have no `score` of their own."""

    missing: Literal["leave_out", "count_as_zero"] = "leave_out"
    """A child without a value is left out, or counts as zero."""

    min_coverage: Share = 0.5
    """The share of applicable questions that must be answered for a result."""

    levels: Annotated[Many[Level], Field(max_length=20)] = ()
    """The levels of all results."""

    offer: Annotated[Many[WayOut], Field(max_length=2)] = ()
    """Which ways out are offered beside the answers."""


Scale = Annotated[Many[Option], Field(min_length=2, max_length=MOST_OPTIONS)]
"""Options that several questions share."""


class Questionnaire(Entry):
    """An instrument: what is asked, of whom, and how the answers become scores."""

    id: Id
    """Permanent name of the questionnaire."""

    version: Annotated[int, Field(ge=1, le=9999)]
    """Raise it when a wording, a weight or a method changes, so that nobody compares what was
    measured differently."""

    title: Text
    """What people read."""

    audience: Word[Audience]
    """Who answers, and about what: `unit`, `access_point`, `person` or `outside`."""

    source: Text
    """Where the questions come from, e.g. "eigene Fragen"."""

    about: Text | None = None
    """What the questionnaire is for, in a few sentences."""

    notice: Text | None = None
    """What people must know before the first question: purpose, voluntary or not, who sees what."""

    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    """How long it usually takes."""

    scales: Annotated[dict[Id, Scale], Field(max_length=100)] = Field(default_factory=dict)
    """Lists of options that several questions share, by name."""

    defaults: Defaults = Defaults()
    """What holds everywhere unless said otherwise."""

    score: ScoreOrNone
    """How the total is made; `none` says that there is no total."""

    areas: Annotated[Many[Area], Field(min_length=1, max_length=100)]
    """The areas."""

    def questions(self) -> Iterator[QuestionBase]:
        """List all questions in the order in which they are asked."""
        return (question for area in self.all_areas() for question in area.questions)

    def all_areas(self) -> Iterator[Area]:
        """List all areas, each before the areas below it."""
        return (area for top in self.areas for area in areas_of(top))

    def depth_of(self, area: str) -> int:
        """Say how many areas stand above an area."""
        return sum(
            area in {below.id for below in areas_of(above)} - {above.id}
            for above in self.all_areas()
        )

    def all_conditions(self) -> Iterator[Condition]:
        """List every condition: of questions, of areas, and of caps."""
        entries: list[Area | QuestionBase] = [*self.all_areas(), *self.questions()]
        yield from (entry.show_if for entry in entries if entry.show_if is not None)
        for _, score in self.scores():
            yield from (cap.if_ for cap in score.caps)

    def conditions(self) -> Mapping[str, tuple[Condition, ...]]:
        """List for each question its conditions, with those of the areas around it."""
        return dict(_conditions(self.areas))

    def deciding(self, areas: Collection[str]) -> frozenset[str]:
        """List the questions whose answers decide, directly or through others, what is asked in
        these areas."""
        conditions = self.conditions()
        open_ = [q.id for area in self.all_areas() if area.id in areas for q in area.questions]
        found: set[str] = set()
        while open_:
            for condition in conditions[open_.pop()]:
                names = {one.question.partition(".")[0] for _, one in comparisons(condition)}
                open_ += names - found
                found |= names
        return frozenset(found)

    def telling(self) -> list[QuestionBase]:
        """List the questions whose answers decide what is asked in another area: whoever sees what
        is asked there can tell them."""
        home = {q.id: area.id for area in self.all_areas() for q in area.questions}
        told = {
            one
            for area in self.all_areas()
            for one in self.deciding([area.id])
            if home[one] != area.id
        }
        return [question for question in self.questions() if question.id in told]

    def scores(self) -> Iterator[tuple["Questionnaire | Area", Score]]:
        """List the total, if there is one, and all scored areas, each with its score."""
        if self.score != "none":
            yield self, self.score
        for area in self.all_areas():
            score = self.score_of(area)
            if score is not None:
                yield area, score

    def score_of(self, area: Area) -> Score | None:
        """Say how an area is scored; None when it has no score."""
        if area.score is None:
            asked = any(question.is_scored(self.scales) for question in area.questions)
            return self.defaults.score if asked else None
        return None if area.score == "none" else area.score

    def levels_of(self, score: Score) -> tuple[Level, ...]:
        """List the levels of a score, its own or those of `defaults`."""
        return self.defaults.levels if score.levels is None else score.levels

    def offered(self, question: QuestionBase) -> tuple[WayOut, ...]:
        """List the ways out that a question offers beside its answers."""
        return self.defaults.offer if question.offer is None else question.offer

    def options_of(self, question: QuestionBase) -> tuple[Option, ...]:
        """List what can be chosen in a question of this questionnaire, from its scale or its own
        list."""
        return self.options_by_question[question.id]

    @cached_property
    def options_by_question(self) -> Mapping[str, tuple[Option, ...]]:
        """What can be chosen in each question."""
        return {question.id: question.options_in(self.scales) for question in self.questions()}

    def children_of(self, entry: "Questionnaire | Area", score: Score) -> list[Area | ScoredBase]:
        """List what the score of the total or of an area is made of."""
        if entry.areas and score.over != "questions":
            return [area for area in entry.areas if self.score_of(area) is not None]
        areas = areas_of(entry) if isinstance(entry, Area) else entry.all_areas()
        below: list[QuestionBase] = [question for area in areas for question in area.questions]
        return [q for q in below if isinstance(q, ScoredBase) and q.is_scored(self.scales)]


def areas_of(area: Area) -> Iterator[Area]:
    """List an area and all areas below it."""
    yield area
    for below in area.areas:
        yield from areas_of(below)


def _conditions(
    areas: Iterable[Area], above: tuple[Condition, ...] = ()
) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """List for each question its conditions, with those of the areas around it."""
    for area in areas:
        held = above if area.show_if is None else (*above, area.show_if)
        for question in area.questions:
            own = question.show_if
            yield question.id, held if own is None else (*held, own)
        yield from _conditions(area.areas, held)
