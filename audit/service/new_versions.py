"""A newer version of a questionnaire in a wave that is open.

The project group offers it, and the wave uses it from then on; but no draft changes by that.
Whoever leads a unit sees what is new, changed and gone, and moves the draft. Only sheets of the
version of the wave are handed in, and a newer one is offered only while none of an earlier one
counts: so all that counts in a wave was asked alike.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.assessment.versions import Difference, Part, differences, parts_of, written_anew
from audit.model.comments import Thread, threads_of
from audit.model.evidence import Evidence
from audit.model.messages import message
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import Assessment, Edition, Entry, Remark, Saved, Wave, WaveState
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.filling_in import next_turn, writable_plan
from audit.service.forms import found_of, unit_of
from audit.service.house import QUESTIONNAIRES
from audit.service.on_file import keep, on_file
from audit.service.rights import Right
from audit.store import assessments as sheets
from audit.store import new_versions as store
from audit.store import waves
from audit.store.comments import load_comments
from audit.store.delegations import end_those_of_sheet
from audit.store.evidence import load_evidence


@dataclass(frozen=True, eq=False)
class InWave:
    """A questionnaire of a wave that units fill in, and the newer version of it in the folder."""

    used: Questionnaire
    newer: Questionnaire | None
    """None: there is none."""
    differences: tuple[Difference, ...]
    sheets: int
    handed_in: int
    behind: int
    """How many drafts were not moved to the version that the wave uses (yet)."""


@dataclass(frozen=True, eq=False)
class Ahead:
    """What a draft would become."""

    earlier: Questionnaire
    later: Questionnaire
    parts: tuple[Part, ...]
    entries: Mapping[str, Entry]
    revision: int
    """Of the sheet that was looked at."""


@dataclass(frozen=True, eq=False)
class Moved:
    """What a draft has become by a move, with what stood there before."""

    earlier: Questionnaire
    later: Questionnaire
    parts: tuple[Part, ...]
    entries: Mapping[str, Entry]
    """Before the move."""
    kept: frozenset[str]
    """The questions of which the answer was said to hold for the other wording."""
    remarks: Mapping[str, Remark]
    """Before the move, beside questions that are gone."""
    evidence: Mapping[str, tuple[Evidence, ...]]
    """What still lies beside questions that are gone to this day."""
    threads: Mapping[str, Thread]
    """What was said beside these."""
    person: str
    day: date


@dataclass(frozen=True)
class Versions:
    """Where a sheet goes and where it comes from."""

    ahead: Ahead | None
    """None: it has the version of its wave, or can no longer be moved."""
    moved: tuple[Moved, ...]
    """The last move first."""


@action(Right.PLAN_WAVES)
def in_wave(act: Act, wave: str, folder: Path = QUESTIONNAIRES) -> list[InWave]:
    """List the questionnaires of a wave that units fill in, with what has become of each file."""
    if all(one.id != wave for one in waves.load_waves(act.connection)):
        raise Denied
    filed = {edition.questionnaire: one for edition, one in on_file(folder).items()}
    found = []
    for edition in waves.load_editions(act.connection, wave):
        used = act.house.plan(act.connection, edition).questionnaire
        if used.audience not in _FILLED_IN_BY_UNITS:
            continue
        own = sheets.load_assessments(act.connection, wave, questionnaire=used.id)
        newer = filed.get(used.id)
        if newer is None or newer.version <= used.version or newer.audience is not used.audience:
            newer = None
        found.append(
            InWave(
                used,
                newer,
                () if newer is None else differences(used, newer),
                len(own),
                sum(one.state.counts for one in own),
                sum(one.edition != edition for one in own),
            )
        )
    return found


@action(Right.PLAN_WAVES, writes=True)
def offer(
    act: Act, wave: str, questionnaire: str, version: int, folder: Path = QUESTIONNAIRES
) -> None:
    """Let a wave use a newer version of a questionnaire; no draft changes by that. Twice is once.

    Raises `NotDone` when the wave has ended, when a sheet of the questionnaire is handed in, and
    when the folder holds another version by now.
    """
    held = waves.hold_wave(act.connection, wave)
    used = _edition_in(act, wave, questionnaire)
    if held is None or used is None:
        raise Denied
    if used.version == version:
        return
    if held.state(act.today) is WaveState.CLOSED:
        raise NotDone(message("Diese Erhebungsrunde ist zu Ende. Es lässt sich nichts ändern."))
    audience = act.house.plan(act.connection, used).questionnaire.audience
    newer, filed = Edition(questionnaire, version), on_file(folder)
    if version < used.version or newer not in filed or filed[newer].audience is not audience:
        raise NotDone(
            message(
                "Diese Fassung liegt nicht (mehr) im Ordner der Fragebögen. Bitte sehen Sie noch "
                "einmal nach; es ist noch nichts geschehen."
            )
        )
    if audience not in _FILLED_IN_BY_UNITS:
        raise NotDone(
            message(
                "Diesen Fragebogen beantworten Menschen über einen Link. Seine Fassung bleibt bis "
                "zum Ende der Runde."
            )
        )
    own = sheets.load_assessments(act.connection, wave, questionnaire=questionnaire)
    if count := sum(one.state.counts for one in own):
        raise NotDone(
            message(
                "Schon eingereicht: {count}. In einer Runde zählt nur eine Fassung, und was "
                "eingereicht ist, ändert sich nicht. Geben Sie diese Bögen zuerst zurück.",
                count=count,
            )
        )
    keep(act, newer, folder)
    store.use_version(act.connection, wave, newer)
    act.record(f"wave {wave}", old=_said(used), new=_said(newer))


@action(Right.SEE_ASSESSMENTS, of=unit_of)
def versions_of(act: Act, assessment: int) -> Versions:
    """Say what a newer version would make of a sheet, and what earlier moves have made of it."""
    found = found_of(act, assessment)
    moved, later = [], found.edition
    gone = _gone_to_this_day(act, found)
    for move in reversed(store.load_moves(act.connection, assessment)):
        left = Edition(later.questionnaire, move.left)
        moved.append(_moved(act, move, (left, later), gone))
        later = left
    return Versions(_ahead(act, found), tuple(moved))


@action(Right.SUBMIT, of=unit_of, writes=True)
def move(
    act: Act, assessment: int, version: int, confirmed: Collection[str], *, after: int
) -> Saved:
    """Move a draft to the version that its wave uses. `after` is the revision that was looked at;
    `confirmed` names the questions of which the answer holds for the other wording.

    All that was ever answered stays in the history. What is asked differently now, and what is
    gone, holds no answer any more. Twice is once. Raises `NotDone` when something was saved since,
    when yet another version is used by now, and when nothing can be filled in (any more).
    """
    writable_plan(act, assessment)
    ahead = _ahead(act, found := found_of(act, assessment))
    if found.edition.version == version:
        return Saved(found.revision, act.now)
    if ahead is None or ahead.later.version != version or ahead.revision != after:
        raise NotDone(
            message(
                "Inzwischen hat sich etwas geändert. Umgestellt ist noch nichts: Bitte sehen Sie "
                "sich noch einmal an, was aus Ihren Antworten wird."
            )
        )
    turn, left = next_turn(act, assessment), found.edition
    sheets.add_entries(
        act.connection, turn, written_anew(ahead.parts, ahead.entries, frozenset(confirmed))
    )
    noted = sheets.load_remarks(act.connection, [assessment])[assessment]
    gone = {part.difference.id for part in ahead.parts if part.difference.after is None}
    sheets.add_remarks(
        act.connection, turn, {name: Remark() for name in sorted(gone) if name in noted}
    )
    areas = {area.id for area in ahead.earlier.all_areas()}
    areas -= {area.id for area in ahead.later.all_areas()}
    end_those_of_sheet(act.connection, assessment, act.today, areas)
    store.move_sheet(act.connection, turn, left, version)
    newer = Edition(left.questionnaire, version)
    act.record(f"assessment {assessment}", unit=found.unit, old=_said(left), new=_said(newer))
    return Saved(turn.revision, act.now)


def is_behind(found: Assessment, used: Edition) -> bool:
    """Tell whether a sheet could be moved to the version that its wave uses, while that runs; a
    view of a single person stays as it was asked for."""
    return found.edition != used and not found.view and found.state.is_open


def _ahead(act: Act, found: Assessment) -> Ahead | None:
    """Lay out what a draft would become."""
    used = _edition_in(act, found.wave, found.edition.questionnaire)
    if used is None or not is_behind(found, used):
        return None
    if _wave(act, found).state(act.today) is not WaveState.RUNNING:
        return None
    now = act.house.plan(act.connection, found.edition)
    later = act.house.plan(act.connection, used)
    held = now.known(sheets.load_entries(act.connection, [found.id])[found.id])
    entries = {cell: entry for cell, (entry, _) in held.items()}
    parts = parts_of(now.questionnaire, later, entries)
    return Ahead(now.questionnaire, later.questionnaire, parts, entries, found.revision)


@dataclass(frozen=True)
class _Gone:
    """What stands in a sheet beside questions that its version does not have."""

    assessment: int
    evidence: dict[str, tuple[Evidence, ...]]
    threads: dict[str, Thread]


def _gone_to_this_day(act: Act, found: Assessment) -> _Gone:
    there = act.house.plan(act.connection, found.edition).places
    beside = load_evidence(act.connection, found.id)
    said = threads_of(load_comments(act.connection, [found.id])[found.id])
    return _Gone(
        found.id,
        {question: them for question, them in beside.items() if question not in there},
        {question: thread for question, thread in said.items() if question not in there},
    )


def _moved(act: Act, move: store.Move, editions: tuple[Edition, Edition], to_day: _Gone) -> Moved:
    """Read from the history what a move has made of a draft; what stands beside questions that are
    gone is taken out of what is so to this day, and told once."""
    before, after = (act.house.plan(act.connection, one) for one in editions)
    assessment = to_day.assessment
    entries = before.known(sheets.load_entries_at(act.connection, assessment, move.revision - 1))
    then = sheets.load_entries_at(act.connection, assessment, move.revision)
    noted = sheets.load_remarks_at(act.connection, assessment, move.revision - 1)
    parts = parts_of(before.questionnaire, after, entries)
    gone = {part.difference.id for part in parts if part.difference.after is None}
    return Moved(
        before.questionnaire,
        after.questionnaire,
        parts,
        entries,
        frozenset(
            part.difference.id
            for part in parts
            if any(then.get(cell, Entry()).value for cell in part.difference.cells())
        ),
        {question: remark for question, remark in noted.items() if question in gone},
        {name: to_day.evidence.pop(name) for name in gone & to_day.evidence.keys()},
        {name: to_day.threads.pop(name) for name in gone & to_day.threads.keys()},
        move.person,
        act.house.day_of(move.at),
    )


def _edition_in(act: Act, wave: str, questionnaire: str) -> Edition | None:
    editions = waves.load_editions(act.connection, wave)
    return next((one for one in editions if one.questionnaire == questionnaire), None)


def _wave(act: Act, found: Assessment) -> Wave:
    return next(one for one in waves.load_waves(act.connection) if one.id == found.wave)


def _said(edition: Edition) -> str:
    return json.dumps({"questionnaire": edition.questionnaire, "version": edition.version})


_FILLED_IN_BY_UNITS = frozenset({Audience.UNIT, Audience.ACCESS_POINT})
"""What people send by link cannot be moved: nobody knows whose it is."""
