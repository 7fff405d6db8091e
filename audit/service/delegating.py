"""A head gives single areas of a sheet to colleagues, who fill in these and hand them back.

What was given takes nothing away from the head, who can fill in everything, take an area back at
any time, and alone hands the sheet in. Whoever was given an area sees and writes it and nothing
else of the sheet; the right ends when it is handed back or taken back, when the sheet is handed in,
and when the person has no access any more. It rests while the wave does not run.
"""

from collections.abc import Collection
from dataclasses import dataclass

from audit.assessment.sheet import Progress
from audit.model.accounts import Account
from audit.model.delegations import Delegation, DelegationState
from audit.model.messages import message
from audit.model.organisation import AccessPoint, Person, Unit
from audit.model.questionnaire import Area, Questionnaire
from audit.model.waves import Assessment, Wave
from audit.model.written import cleaned, too_long
from audit.service.actions import Act, Denied, NotDone, Part, action, oneself
from audit.service.filling_in import writable_plan
from audit.service.forms import form_of, found_of, unit_of
from audit.service.rights import Right, is_allowed
from audit.store import delegations as store
from audit.store.accounts import load_accounts
from audit.store.organisation import load_people


@dataclass(frozen=True)
class GivenArea:
    """An area that waits for whoever it was given to."""

    delegation: Delegation
    assessment: Assessment
    wave: Wave
    questionnaire: Questionnaire
    unit: Unit
    access_point: AccessPoint | None
    area: Area
    progress: Progress


@action(Right.SEE_ASSESSMENTS, of=unit_of)
def given_out(act: Act, assessment: int) -> dict[str, Delegation]:
    """Say of each area that was ever given to somebody who had it last, and what became of that."""
    return {one.area: one for one in store.load_delegations(act.connection, assessment)}


@action(Right.DELEGATE, of=unit_of, reads_people=True)
def colleagues(act: Act, assessment: int) -> list[Person]:
    """List by name to whom areas of a sheet can be given: whoever can sign in here, but not
    oneself, and nobody who could approve the sheet."""
    found_of(act, assessment)
    return _colleagues(act)


@action(Right.DELEGATE, of=unit_of, writes=True)
def give(act: Act, assessment: int, areas: Collection[str], person: str) -> None:
    """Give areas to somebody; giving twice is giving once.

    Raises `NotDone` when somebody else has one of them, or nothing can be filled in (any more).
    """
    plan = writable_plan(act, assessment)
    possible = {area.id for area in plan.questionnaire.all_areas() if area.questions}
    if not areas or not person:
        raise NotDone(message("Bitte wählen Sie die Themenfelder und die Person."))
    if not possible.issuperset(areas) or person not in {one.id for one in _colleagues(act)}:
        raise Denied
    held = _held(act, assessment)
    for area in areas:
        if area not in held:
            given = store.Given(assessment, area, person, act.caller.person, act.today)
            store.add_delegation(act.connection, given)
            _record(act, assessment, new=f"{area}: {person}")
        elif held[area].person != person:
            raise NotDone(
                message(
                    "Eines dieser Themenfelder hat gerade {name}. Nehmen Sie es zuerst zurück.",
                    name=held[area].name,
                )
            )


@action(Right.DELEGATE, of=unit_of, writes=True)
def take_back(act: Act, assessment: int, area: str) -> None:
    """Take an area back, whatever is filled in stays; taking back what nobody has does nothing."""
    found_of(act, assessment, hold=True)
    held = _held(act, assessment).get(area)
    if held is not None:
        store.end_delegation(act.connection, held.id, DelegationState.TAKEN_BACK, act.today)
        _record(act, assessment, old=f"{area}: {held.person}")


def _given_part(act: Act, assessment: int, area: str, *_args: object, **_named: object) -> Part:
    return Part(unit_of(act, assessment), assessment, area)


@action(Right.FILL_IN, of=_given_part, writes=True)
def hand_back(act: Act, assessment: int, area: str, remark: str, *, done: bool) -> None:
    """Hand back an area that was given to oneself, done or not, with a remark for the head.

    Raises `NotDone` when one does not have it (any more), and for what is not done without a word.
    """
    found_of(act, assessment, hold=True)
    held = _held(act, assessment).get(area)
    if held is None or held.person != act.caller.person:
        raise NotDone(message("Dieses Themenfeld liegt nicht (mehr) bei Ihnen."))
    remark = cleaned(remark)
    if problem := too_long(remark):
        raise NotDone(problem)
    if not done and not remark:
        raise NotDone(message("Bitte schreiben Sie dazu, was noch offen ist."))
    state = DelegationState.DONE if done else DelegationState.UNDONE
    store.end_delegation(act.connection, held.id, state, act.today, remark)
    _record(act, assessment, old=f"{area}: {held.person}", new=state)


@action(Right.SEE_GIVEN_AREAS, of=oneself)
def my_areas(act: Act) -> list[GivenArea]:
    """List the areas that one was given and has now, in the order in which they were given."""
    found, forms = [], {}
    for held in store.load_held(act.connection, act.caller.person or "", act.today):
        if held.assessment not in forms:
            forms[held.assessment] = form_of(act, held.assessment)
        form = forms[held.assessment]
        area = next(one for one in form.questionnaire.all_areas() if one.id == held.area)
        found.append(
            GivenArea(
                held,
                form.assessment,
                form.wave,
                form.questionnaire,
                form.unit,
                form.access_point,
                area,
                form.sheet.progress(area),
            )
        )
    return found


def _colleagues(act: Act) -> list[Person]:
    accounts = load_accounts(act.connection)
    return [
        one
        for one in load_people(act.connection)
        if _can_sign_in(act, one, accounts.get(one.id))
        and one.id != act.caller.person
        and not is_allowed(one.offices, Right.APPROVE, None, ())
    ]


def _can_sign_in(act: Act, person: Person, account: Account | None) -> bool:
    """Tell whether an area would reach somebody; a directory lets nobody in without an office."""
    if account is None:
        return act.house.settings.demo
    return account.active and (account.issuer is None or bool(person.offices))


def _held(act: Act, assessment: int) -> dict[str, Delegation]:
    """Find who has which area now."""
    return {
        one.area: one
        for one in store.load_delegations(act.connection, assessment)
        if one.state is DelegationState.HELD
    }


def _record(act: Act, assessment: int, *, old: str = "", new: str = "") -> None:
    act.record(f"assessment {assessment}", unit=unit_of(act, assessment), old=old, new=new)
