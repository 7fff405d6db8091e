"""What is written about the demo city in `data/demo`, read as strictly as questionnaires are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from audit.files.form import form_findings
from audit.files.questionnaires import load_questionnaires
from audit.files.strict_yaml import Document, read_yaml
from audit.model.entries import Code, Entry, Id, Many, Share, Word
from audit.model.organisation import MOST_SIGNS_OF_A_NAME, Channel, Role, UnitKind
from audit.model.problems import Finding, Problem, Refused
from audit.model.questionnaire import Questionnaire

WaveKey = Literal["baseline", "final", "running"]
"""What a wave is to the process; its id is a year."""

Fate = Literal["submitted", "draft", "untouched"]
"""Where an assessment stands."""

Line = Annotated[str, StringConstraints(pattern=r"\S", max_length=1000)]
"""A text; it is made up and never translated."""

Name = Annotated[str, StringConstraints(pattern=r"\S", max_length=MOST_SIGNS_OF_A_NAME)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Level = Annotated[float, Field(ge=0, le=100)]
Weight = Annotated[float, Field(gt=0)]
Shares = dict[Code, Share]
Weights = dict[Code, Weight]
Answers = dict[Id, Line]
"""By question, as answers are stored."""


class WrittenProfile(Entry):
    """How open a unit or a door is."""

    level: Level
    """In the first wave."""
    strong: Many[Id] = ()
    """Areas that lie above the level."""
    weak: Many[Id] = ()
    """Areas that lie below it."""


class WrittenUnit(Entry):
    """A part of the administration."""

    id: Id
    name: Name
    kind: Word[UnitKind]
    parent: Id | None = None
    staff: Annotated[int, Field(ge=1)]
    """Everybody in the unit and below it."""
    profile: WrittenProfile | None = None
    """Without it, the unit does not assess itself."""
    growth: float | None = None
    """Points gained from wave to wave; without it, a few."""
    answers: Answers = Field(default_factory=dict)
    fate: dict[WaveKey, dict[Id, Fate]] = Field(default_factory=dict)
    """By wave and questionnaire; without it, the usual one."""


class WrittenLanguage(Entry):
    """A language that residents speak every day."""

    code: Code
    name: Line
    share: Share
    """Of all residents."""


class WrittenWave(Entry):
    """A round of the survey; the running one has no fixed days."""

    title: Name
    opens: Day | None = None
    closes: Day | None = None
    lift: dict[Id, float] = Field(default_factory=dict)
    """What the city did for an area, in points; it lasts, and is written again in the next wave."""


class WrittenCity(Entry):
    """`city.yaml`."""

    name: Name
    inhabitants: Annotated[int, Field(ge=1)]
    foreign_residents: Share
    migration_history: Share
    resident_languages: Many[WrittenLanguage]
    baseline: WrittenWave
    final: WrittenWave
    running: WrittenWave
    units: Many[WrittenUnit]


class WrittenOffice(Entry):
    """What a person is, and for which unit."""

    role: Word[Role]
    unit: Id | None = None


class WrittenPerson(Entry):
    """Somebody who signs in."""

    id: Id
    name: Name
    offices: Annotated[Many[WrittenOffice], Field(min_length=1)]


class WrittenPeople(Entry):
    """`people.yaml`."""

    people: Many[WrittenPerson]


class WrittenAccessPoint(Entry):
    """A door of the administration."""

    id: Id
    unit: Id
    name: Name
    channel: Word[Channel]
    kind: Code
    note: Line
    times: Line | None = None
    contacts: Annotated[int, Field(ge=0)]
    """In a year."""
    languages: Annotated[Many[Code], Field(min_length=1)]
    """Besides German, as the questionnaire calls them."""
    profile: WrittenProfile
    growth: float | None = None
    answers: Answers = Field(default_factory=dict)
    fate: dict[WaveKey, Fate] = Field(default_factory=dict)
    since: WaveKey = "baseline"
    closed: bool = False
    """Gone since the last closed wave."""


class WrittenAccessPoints(Entry):
    """`access_points.yaml`."""

    access_points: Many[WrittenAccessPoint]


class StaffReplies(Entry):
    """How many members of a unit answered, and how they meet the public."""

    unit: Id
    final: Annotated[int, Field(ge=0)]
    running: Annotated[int, Field(ge=0)]
    contact: Weights


class SpokenLanguage(Entry):
    """How often members of staff speak a language, and whether they grew up with it."""

    code: Code
    weight: Weight
    native: Share


class WrittenStaff(Entry):
    """What members of staff answer."""

    replies: Many[StaffReplies]
    other_language: Share
    """Who speaks another language than German."""
    languages: Many[SpokenLanguage]
    choices: dict[Id, Weights]


class OutsideReplies(Entry):
    """How many people answered about a unit (or the whole city), and how easy they find it."""

    unit: Id | None = None
    final: Annotated[int, Field(ge=0)]
    running: Annotated[int, Field(ge=0)]
    level: Level
    office: Weights


class WrittenOutside(Entry):
    """What residents, organisations and advisers answer."""

    replies: Many[OutsideReplies]
    choices: dict[Id, Weights]


class WrittenTraining(Entry):
    """What heads answer about training."""

    needed: dict[Code, dict[Id, float]]
    """The level that a topic needs, 0 to 4, by contact with the public."""
    known: dict[Id, float]
    """What is known better or worse than other topics, in levels."""
    choices: dict[Id, Weights]


class WrittenAnswers(Entry):
    """`answers.yaml`."""

    staff: WrittenStaff
    outside: WrittenOutside
    training: WrittenTraining


class WrittenRemarks(Entry):
    """What is noted beside a question."""

    low: Many[Line] = ()
    high: Many[Line] = ()
    evidence: Many[Line] = ()


class WrittenIdeas(Entry):
    """What people from outside want changed, by how easy they find it."""

    low: Many[Line]
    high: Many[Line]


class WrittenSentences(Entry):
    """`sentences.yaml`."""

    does_not_apply: dict[Id, dict[Id, Many[Line]]]
    """Reasons, by questionnaire and question."""
    remarks: dict[Id, dict[Id, WrittenRemarks]]
    """By questionnaire and question."""
    times_to_avoid: Many[Line]
    training_remarks: Many[Line]
    staff_remarks: Many[Line]
    outside_ideas: WrittenIdeas


@dataclass(frozen=True)
class Written:
    """All files of a demo city."""

    city: WrittenCity
    people: WrittenPeople
    doors: WrittenAccessPoints
    answers: WrittenAnswers
    sentences: WrittenSentences
    questionnaires: tuple[Questionnaire, ...]
    """Newer versions than those that are shipped, asked in the running wave."""


def load_written(folder: Path) -> Written:
    """Read the files of a demo city; raises `Refused` with every problem of the first bad file."""
    return Written(
        city=_load(folder / "city.yaml", WrittenCity),
        people=_load(folder / "people.yaml", WrittenPeople),
        doors=_load(folder / "access_points.yaml", WrittenAccessPoints),
        answers=_load(folder / "answers.yaml", WrittenAnswers),
        sentences=_load(folder / "sentences.yaml", WrittenSentences),
        questionnaires=load_questionnaires([folder / "questionnaires"]),
    )


File = TypeVar("File", bound=Entry)


def _load(path: Path, form: type[File]) -> File:
    document = read_yaml(path.read_bytes(), str(path))
    try:
        return form.model_validate(document.root)
    except ValidationError as error:
        raise Refused(list(_problems(document, form_findings(error, form)))) from None


def _problems(document: Document, found: Iterator[Finding]) -> Iterator[Problem]:
    for one in found:
        line = document.line_of(one.location)
        yield Problem(document.file, line, one.sentence, one.hint)
