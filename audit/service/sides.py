"""Several views of one unit: the head asks single people, compares what they say, and notes what
was agreed.

Each view is a sheet of its own that nobody but its person opens. The head sees it when it is handed
in, beside the others. Figures are made from the sheet of the unit alone; no view counts anywhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from audit.assessment.results import Results, assess, coded
from audit.model.answers import Answer
from audit.model.messages import message
from audit.model.organisation import Person
from audit.model.sides import MOST_SIGNS_OF_A_VIEW, MOST_VIEWS, Agreement, Side
from audit.model.waves import Assessment, Entry
from audit.model.written import cleaned, cleaned_line, too_long
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.filling_in import hand_in_sheet, next_turn, writable_plan
from audit.service.forms import Form, form_of, unit_of
from audit.service.rights import Right, is_allowed
from audit.store import assessments as store
from audit.store import sides
from audit.store.accounts import load_account
from audit.store.organisation import load_people


@dataclass(frozen=True)
class Asked:
    """Somebody whose view was asked for."""

    side: Side
    person: str
    """By name; empty for somebody who has left."""
    sheet: Assessment


@dataclass(frozen=True, eq=False)
class Sides:
    """All views of one unit, as far as they are handed in, beside its own sheet."""

    form: Form
    """The sheet of the unit."""
    asked: tuple[Asked, ...]
    values: Mapping[str, Mapping[str, Entry]]
    """What is said in each view that is handed in, by its subject and by cell."""
    results: Results
    """Of these views; the subjects are the numbers of their sheets."""
    own: Results
    """Of the sheet of the unit alone; without a subject when nothing is answered in it."""
    agreements: Mapping[str, Agreement]
    """By question; those that the sheet has not left behind since."""
    candidates: tuple[Person, ...]
    """Who could be asked as well; nobody when nothing can be filled in (any more)."""

    @property
    def names(self) -> dict[str, str]:
        """What each view that is handed in is called, by its subject."""
        asked = {str(one.sheet.id): one.side.name for one in self.asked}
        return {subject: asked[subject] for subject in self.values}


@action(Right.COMPARE_VIEWS, of=unit_of)
def compare(act: Act, assessment: int) -> Sides:
    """Lay the views of a unit side by side; those that are not handed in are only named."""
    form = _sheet_of_the_unit(act, assessment)
    found = sides.load_sides(act.connection, assessment)
    people = {person.id: person for person in load_people(act.connection)}
    asked = tuple(
        Asked(side, people[side.person].name if side.person in people else "", sheet)
        for side, sheet in found
    )
    held = store.load_entries(
        act.connection, [sheet.id for _, sheet in found if sheet.state.counts]
    )
    plan = form.sheet.plan
    alike = {sheet.id: _alike(act, form, sheet) for _, sheet in found}
    values = {
        str(id_): {cell: entry for cell, (entry, _) in entries.items() if cell in alike[id_]}
        for id_, entries in held.items()
    }
    taken = {side.person for side, _ in found}
    return Sides(
        form,
        asked,
        values,
        assess(coded(plan, _answers(values))),
        assess(coded(plan, _answers({str(assessment): form.sheet.entries}))),
        {
            question: one
            for question, one in plan.known(
                sides.load_agreements(act.connection, assessment)
            ).items()
            if one.revision >= _answered_at(form, question)
        },
        tuple(
            person
            for person in people.values()
            if form.writable and person.id not in taken and _can_fill_in(act, person, form)
        ),
    )


@action(Right.SEE_ASSESSMENTS, of=unit_of)
def count_views(act: Act, assessment: int) -> int:
    """Count the views that were asked for beside a sheet."""
    return len(sides.load_sides(act.connection, assessment))


@action(Right.COMPARE_VIEWS, of=unit_of, writes=True)
def ask_for(act: Act, assessment: int, name: str, person: str) -> int:
    """Ask somebody for their view; returns the number of their sheet.

    Raises `NotDone` without a name, for a name or a person that is there already, for somebody who
    cannot fill in here, and when nothing can be filled in (any more).
    """
    writable_plan(act, assessment)
    form, name = _sheet_of_the_unit(act, assessment), cleaned_line(name)
    if not name:
        raise NotDone(message("Bitte nennen Sie, aus welcher Sicht geantwortet wird."))
    if problem := too_long(name, MOST_SIGNS_OF_A_VIEW):
        raise NotDone(problem)
    found = [side for side, _ in sides.load_sides(act.connection, assessment)]
    if len(found) >= MOST_VIEWS:
        raise NotDone(
            message(
                "Mehr als {most} Sichtweisen lassen sich nicht vergleichen. Für mehr Menschen ist "
                "eine Befragung über einen Link der bessere Weg.",
                most=MOST_VIEWS,
            )
        )
    if name in {side.name for side in found}:
        raise NotDone(message("Diese Sichtweise gibt es hier schon. Bitte nennen Sie sie anders."))
    if person in {side.person for side in found}:
        raise NotDone(message("Diese Person ist hier schon um ihre Sicht gebeten."))
    if person not in {
        one.id for one in load_people(act.connection) if _can_fill_in(act, one, form)
    }:
        raise Denied
    number = sides.add_side(act.connection, form.assessment, name, person)
    act.record(f"assessment {assessment}", unit=form.assessment.unit, new=f"person {person}")
    return number


@action(Right.COMPARE_VIEWS, of=unit_of, writes=True)
def withdraw(act: Act, assessment: int, view: int) -> None:
    """Take a request back. Raises `NotDone` when something was written already."""
    form = _sheet_of_the_unit(act, assessment)
    store.load_assessment(act.connection, assessment, hold=True)
    sheet = store.load_assessment(act.connection, view, hold=True)
    side = sides.load_side(act.connection, view)
    if sheet is None or side is None or side.of != assessment:
        raise Denied
    if sheet.revision:
        raise NotDone(
            message(
                "Aus dieser Sicht wurde schon etwas geantwortet. Deshalb lässt sich die Bitte "
                "nicht mehr zurücknehmen; solange nichts eingereicht ist, sieht niemand die "
                "Antworten."
            )
        )
    sides.forget_side(act.connection, side)
    act.record(f"assessment {assessment}", unit=form.assessment.unit, old=f"person {side.person}")


@action(Right.FILL_IN, of=unit_of, writes=True)
def hand_in(act: Act, assessment: int) -> date:
    """Hand in the own view of a unit, whose sheet is named: from then on the head sees it. By the
    rules of `submit`. Raises `NotDone` when nobody has asked for it."""
    asked = [side for side, _ in sides.load_sides(act.connection, assessment)]
    own = next((side for side in asked if side.person == act.caller.person), None)
    if own is None:
        raise NotDone(message("Um Ihre Sicht hat hier niemand gebeten."))
    return hand_in_sheet(act, own.assessment)


@action(Right.COMPARE_VIEWS, of=unit_of, writes=True)
def agree(act: Act, assessment: int, question: str, remark: str, *, after: int) -> Agreement:
    """Note that the answer in the sheet of the unit is what was agreed, and how it came about.

    `after` is the revision with which the question was answered when it was read. Raises `NotDone`
    without a remark or an answer, when it was answered anew since, and when nothing can be changed
    (any more).
    """
    writable_plan(act, assessment)
    form, remark = _sheet_of_the_unit(act, assessment), cleaned(remark)
    found = next((one for one in form.questionnaire.questions() if one.id == question), None)
    if found is None:
        raise Denied
    if not remark:
        raise NotDone(message("Bitte schreiben Sie, wie es zu der Einigung kam."))
    if problem := too_long(remark):
        raise NotDone(problem)
    if not all(form.sheet.entries.get(cell.id, Entry()).value for cell in found.cells()):
        raise NotDone(message("Bitte beantworten Sie zuerst die Frage im gemeinsamen Bogen."))
    if _answered_at(form, question) != after:
        raise NotDone(
            message("Diese Frage wurde inzwischen neu beantwortet. Bitte sehen Sie sie noch an.")
        )
    turn = next_turn(act, assessment)
    sides.add_agreement(act.connection, turn, question, remark)
    act.record(f"assessment {assessment}", unit=form.assessment.unit, new=f"question {question}")
    return sides.load_agreements(act.connection, assessment)[question]


def _sheet_of_the_unit(act: Act, assessment: int) -> Form:
    """Open what can have views; a view has none of its own."""
    form = form_of(act, assessment)
    if form.side is not None:
        raise Denied
    return form


def _alike(act: Act, form: Form, sheet: Assessment) -> Collection[str]:
    """List the cells in which a view can be compared: it stays in the version in which it was asked
    for, when the sheet of the unit is moved to a newer one."""
    if sheet.edition == form.assessment.edition:
        return form.sheet.plan.cells.keys()
    both = (sheet.edition, form.assessment.edition)
    earlier, later = sorted(both, key=lambda edition: edition.version)
    return act.house.cells_alike(act.connection, earlier, later)


def _answered_at(form: Form, question: str) -> int:
    """Find the revision with which a question was last answered; 0 when it never was."""
    found = next(one for one in form.questionnaire.questions() if one.id == question)
    return max(form.revisions.get(cell.id, 0) for cell in found.cells())


def _can_fill_in(act: Act, person: Person, form: Form) -> bool:
    account = load_account(act.connection, person.id)
    is_in = account is None or account.active
    return is_in and is_allowed(person.offices, Right.FILL_IN, form.assessment.unit, act.units)


def _answers(values: Mapping[str, Mapping[str, Entry]]) -> list[Answer]:
    return [
        Answer(subject, cell, entry.value)
        for subject, entries in values.items()
        for cell, entry in entries.items()
    ]
