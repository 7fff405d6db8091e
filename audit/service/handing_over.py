"""Filling in without access: an assessment goes out as a file, comes back, is looked at, and only
then taken over.

Whoever brings the file back decides. Nothing is taken over before they have seen it, and what was
changed in the app since the file went out is never overwritten without being asked about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit.assessment.plan import Plan
from audit.assessment.sheet import Sheet
from audit.files.handed_back import Misread, Returned, understand
from audit.files.handed_out import Handout, Label
from audit.files.workbooks import MOST_BYTES
from audit.model.comparison import Compared, Said, Verdict, compared
from audit.model.messages import message
from audit.model.organisation import UnitId
from audit.model.question_types import Control, QuestionBase
from audit.model.waves import Entry, Remark, Saved
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.filling_in import keep_all
from audit.service.forms import Form, form_of, unit_of
from audit.service.house import languages, speak
from audit.service.rights import Right
from audit.service.uploads import File, Purpose, keep, kept, taken
from audit.store import assessments as store

SHEET_FILE = Purpose("boegen", most=MOST_BYTES)


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


def _unit_about(act: Act, about: str, *_args: object, **_named: object) -> UnitId:
    """Find the unit of the assessment that a file is about."""
    if not (about.isascii() and about.isdecimal()):
        raise Denied
    return unit_of(act, int(about[:12]))


@action(Right.FILL_IN, of=_unit_about, writes=True)
def bring_back(act: Act, about: str, file: File) -> str:
    """Keep the file that came back until somebody has decided about it, and return its id;
    `about` is the number of the assessment."""
    return keep(act, SHEET_FILE, file, about)


@action(Right.FILL_IN, of=unit_of)
def brought_back(act: Act, assessment: int, upload: str) -> bytes:
    """Find the file that whoever acts has brought back. Raises `NotDone` when it is gone."""
    return kept(act, SHEET_FILE, upload, str(assessment)).content


@action(Right.FILL_IN, of=unit_of)
def compare(act: Act, assessment: int, returned: Returned) -> Comparison:
    """Say what a file would change. Raises `NotDone` for the file of another assessment."""
    return _compared(act, assessment, returned)


@action(Right.FILL_IN, of=unit_of, writes=True)
def take_over(
    act: Act, assessment: int, upload: str, returned: Returned, decided: Decided
) -> Taken:
    """Take over what a file says: all that is new, and of what differs, what was decided so. Then
    the file is gone.

    Raises `NotDone`, and takes over nothing, when something was saved since, when something is
    undecided, or when the file has cells that were not understood and are not left out knowingly.
    """
    store.load_assessment(act.connection, assessment, hold=True)
    taken(act, SHEET_FILE, upload, str(assessment))
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


def _chosen(compared: tuple[Compared[Said], ...], from_file: Mapping[str, bool]) -> dict[str, Said]:
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
    entries = compared(
        said.entries,
        form.sheet.entries,
        store.load_entries_at(act.connection, assessment, base),
        Entry(),
        lambda cell, one, other: _alike(questions[cell], one, other),
    )
    remarks = compared(
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
