"""Filling in without access: an assessment goes out as a file, comes back, is looked at, and only
then taken over.

Whoever brings the file back decides. Nothing is taken over before they have seen it, and what was
changed in the app since the file went out is never overwritten without being asked about.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from audit.assessment.plan import Plan
from audit.assessment.sheet import Sheet
from audit.files.handed_back import Misread, Returned, understand
from audit.files.handed_out import Handout, Label
from audit.model.messages import message
from audit.model.question_types import Control, QuestionBase
from audit.model.waves import Entry, Remark, Saved
from audit.service.actions import Act, NotDone, action
from audit.service.filling_in import Form, form_of, keep_all, unit_of
from audit.service.house import languages, speak
from audit.service.rights import Right
from audit.store import assessments as store

S = TypeVar("S", Entry, Remark)


class Verdict(Enum):
    """How something in a file stands to what is stored."""

    SAME = "same"
    """Nothing to do; also when the file never touched it."""
    NEW = "new"
    """Nothing is stored."""
    CHANGED = "changed"
    """The file says something else than what it was handed out with."""
    OVERTAKEN = "overtaken"
    """It does, and meanwhile somebody has changed it in the app as well."""
    NOT_ASKED = "not asked"
    """The other answers do not call for this question."""

    @property
    def wants_decision(self) -> bool:
        """Whether somebody has to choose between the file and what is stored."""
        return self in {Verdict.CHANGED, Verdict.OVERTAKEN}


@dataclass(frozen=True)
class Compared(Generic[S]):
    """One cell or one remark, as it is stored and as the file has it."""

    place: str
    """The cell; for a remark, the question."""
    stored: S
    given: S
    verdict: Verdict

    @property
    def key(self) -> str:
        """Tells it from all others, also an answer from the remark on it."""
        return f"{type(self.given).__name__.lower()}-{self.place}"


@dataclass(frozen=True, eq=False)
class Comparison:
    """What a file would change."""

    form: Form
    entries: tuple[Compared[Entry], ...]
    remarks: tuple[Compared[Remark], ...]
    misread: tuple[Misread, ...]

    @property
    def all(self) -> Iterator[Compared[Entry] | Compared[Remark]]:
        """Everything that was compared."""
        yield from self.entries
        yield from self.remarks

    @property
    def undecided(self) -> list[str]:
        """The keys of everything that somebody has to decide."""
        return [one.key for one in self.all if one.verdict.wants_decision]


@dataclass(frozen=True)
class Decided:
    """What a person has decided about a file."""

    from_file: Mapping[str, bool]
    """By key: True, the file counts; False, what is stored."""
    after: int
    """The revision that they have seen."""
    without_misread: bool = False
    """Leave out what was not understood, and take over the rest."""


@dataclass(frozen=True)
class Taken:
    """What was taken over."""

    count: int
    not_asked: tuple[str, ...]
    """Cells that were left out: with what was decided, their questions are not asked."""
    saved: Saved


@action(Right.FILL_IN, of=unit_of, writes=True)
def hand_out(act: Act, assessment: int) -> Handout:
    """Give an assessment out of the house, with all that was said so far.

    Raises `NotDone` when nothing can be filled in (any more).
    """
    form = form_of(act, assessment)
    if not form.writable:
        raise NotDone(message("Dieser Bogen lässt sich nicht (mehr) ausfüllen."))
    act.record(f"assessment {assessment}", unit=form.unit.id, new="file")
    edition, door = form.assessment.edition, form.access_point
    return Handout(
        Label(assessment, edition.questionnaire, edition.version, form.assessment.revision),
        form.sheet,
        form.remarks,
        about=form.unit.name if door is None else f"{door.name} ({form.unit.name})",
        wave=form.wave.title,
        closes=form.wave.closes,
    )


@action(Right.FILL_IN, of=unit_of)
def compare(act: Act, assessment: int, returned: Returned) -> Comparison:
    """Say what a file would change. Raises `NotDone` for the file of another assessment."""
    return _compared(act, assessment, returned)


@action(Right.FILL_IN, of=unit_of, writes=True)
def take_over(
    act: Act,
    assessment: int,
    returned: Returned,
    decided: Decided,
) -> Taken:
    """Take over what a file says: all that is new, and of what differs, what was decided so.

    Raises `NotDone`, and takes over nothing, when something was saved since, when something is
    undecided, or when the file has cells that were not understood and are not left out knowingly.
    """
    store.load_assessment(act.connection, assessment, hold=True)
    found = _compared(act, assessment, returned)
    if found.form.assessment.revision != decided.after:
        raise NotDone(_CHANGED_MEANWHILE)
    if found.misread and not decided.without_misread:
        raise NotDone(_NOT_ALL_UNDERSTOOD)
    from_file = decided.from_file
    if open_ := [key for key in found.undecided if key not in from_file]:
        raise NotDone(
            message("Bitte entscheiden Sie noch, was gilt: {count}-mal.", count=len(open_))
        )
    entries, not_asked = _still_asked(found.form, _chosen(found.entries, from_file))
    remarks = _chosen(found.remarks, from_file)
    count = len(entries) + len(remarks)
    if not count:
        return Taken(0, not_asked, Saved(decided.after, act.now))
    saved = keep_all(act, assessment, entries, remarks)
    act.record(
        f"assessment {assessment}",
        unit=found.form.unit.id,
        new=f"from file: {len(entries)} answers, {len(remarks)} remarks",
    )
    return Taken(count, not_asked, saved)


def _chosen(compared: tuple[Compared[S], ...], from_file: Mapping[str, bool]) -> dict[str, S]:
    return {
        one.place: one.given
        for one in compared
        if one.verdict is Verdict.NEW or (one.verdict.wants_decision and from_file[one.key])
    }


def _still_asked(
    form: Form, entries: Mapping[str, Entry]
) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """Leave out the answers to questions that are not asked once all of this is saved."""
    after = Sheet(form.sheet.plan, {**form.sheet.entries, **entries})
    questions = _question_of(form.sheet.plan)
    asked = {cell: e for cell, e in entries.items() if after.is_asked(questions[cell])}
    return asked, tuple(cell for cell in entries if cell not in asked)


def _compared(act: Act, assessment: int, returned: Returned) -> Comparison:
    form = form_of(act, assessment)
    if not form.writable:
        raise NotDone(message("Dieser Bogen lässt sich nicht (mehr) ausfüllen."))
    _refuse_other_files(form, returned.label)
    plan, base = form.sheet.plan, returned.label.revision
    said = understand(returned, plan, [speak(language) for language in languages()])
    questions = _question_of(plan)
    entries = _compare(
        said.entries,
        form.sheet.entries,
        store.load_entries_at(act.connection, assessment, base),
        Entry(),
        lambda cell, one, other: _alike(questions[cell], one, other),
    )
    remarks = _compare(
        said.remarks,
        form.remarks,
        store.load_remarks_at(act.connection, assessment, base),
        Remark(),
        lambda _, one, other: one == other,
    )
    return Comparison(form, _asked(form, entries), remarks, tuple(said.misread))


def _refuse_other_files(form: Form, label: Label) -> None:
    here = form.assessment
    if label.assessment != here.id or label.revision > here.revision:
        raise NotDone(_OF_ANOTHER)
    if (label.questionnaire, label.version) != (
        here.edition.questionnaire,
        here.edition.version,
    ):
        raise NotDone(_OF_ANOTHER_VERSION)


def _compare(
    given: Mapping[str, S],
    stored: Mapping[str, S],
    base: Mapping[str, S],
    nothing: S,
    alike: Callable[[str, S, S], bool],
) -> tuple[Compared[S], ...]:
    """Compare place by place: what the file says, what is stored, what it was handed out with."""
    found = []
    for place, said in given.items():
        here, then = stored.get(place, nothing), base.get(place, nothing)
        if alike(place, said, here) or alike(place, said, then):
            verdict = Verdict.SAME
        elif not alike(place, here, then):
            verdict = Verdict.OVERTAKEN
        else:
            verdict = Verdict.NEW if here == nothing else Verdict.CHANGED
        found.append(Compared(place, here, said, verdict))
    return tuple(found)


def _asked(form: Form, compared: tuple[Compared[Entry], ...]) -> tuple[Compared[Entry], ...]:
    """Mark the answers to questions that are not asked when the whole file is taken over."""
    wanted = {one.place: one.given for one in compared if one.verdict is not Verdict.SAME}
    _, not_asked = _still_asked(form, wanted)
    return tuple(
        Compared(one.place, one.stored, one.given, Verdict.NOT_ASKED)
        if one.place in not_asked
        else one
        for one in compared
    )


def _alike(question: QuestionBase, one: Entry, other: Entry) -> bool:
    """Tell whether two entries say the same, however it is written."""
    return one.reason == other.reason and _plain(question, one.value) == _plain(
        question, other.value
    )


def _plain(question: QuestionBase, value: str) -> object:
    if question.asked_by() in {Control.CHOICES, Control.LANGUAGES}:
        return frozenset(value.split("|"))
    if question.asked_by() is Control.NUMBER and value[:1].isdecimal():
        return float(value.replace(",", "."))
    return value


def _question_of(plan: Plan) -> dict[str, QuestionBase]:
    """Find the question of each cell."""
    questions = plan.questionnaire.questions()
    return {cell.id: question for question in questions for cell in question.cells()}


_OF_ANOTHER = message(
    "Diese Datei gehört zu einem anderen Bogen. Bitte öffnen Sie den Bogen, für den sie "
    "heruntergeladen wurde, oder laden Sie hier eine neue Datei herunter."
)
_OF_ANOTHER_VERSION = message(
    "Diese Datei gehört zu einer anderen Fassung des Fragebogens. Bitte laden Sie eine neue Datei "
    "herunter und übertragen Sie die Antworten."
)
_CHANGED_MEANWHILE = message(
    "In diesem Bogen wurde gerade etwas geändert. Es ist noch nichts übernommen: Bitte sehen Sie "
    "die Vorschau noch einmal durch."
)
_NOT_ALL_UNDERSTOOD = message(
    "Einige Angaben in der Datei waren nicht zu verstehen. Bitte berichtigen Sie sie in der Datei, "
    "oder bestätigen Sie, dass alles andere ohne sie übernommen wird."
)
