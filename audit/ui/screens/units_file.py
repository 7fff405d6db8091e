"""A file with the whole administration: what it would change, and the decision to take it over."""

from functools import partial

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import UNIT_KINDS, Role, Unit
from audit.model.unit_lists import Changed, ListComparison
from audit.service.unit_lists import UNITS_FILE, Preview, preview, take_over
from audit.ui.frame import Page, Screen
from audit.ui.list_files import list_to_look_at, offer_to_take_over, show_changes, show_file
from audit.ui.unit_changes import STAYS, consequences, say_what_follows
from audit.ui.uploads import upload_form

STAY, CLOSE = "stay", "close"


def show(page: Page) -> None:
    """Show what a file would change; without one, ask for it."""
    page.link("dienststellen", message("Zu den Dienststellen"))
    upload = list_to_look_at(page)
    if upload is None:
        return
    if upload:
        _show(page, upload, preview(page.house, page.caller, upload))
    upload_form(
        page,
        UNITS_FILE,
        message("Andere Datei mit Dienststellen") if upload else message("Datei mit Dienststellen"),
        accept=".csv,.yaml,.yml",
    )


def _show(page: Page, upload: str, seen: Preview) -> None:
    show_file(page, seen.file, seen.problems)
    if seen.found is None:
        return
    found = seen.found
    new = [one for one in found.changed if one.before is None]
    show_changes(page, message("Neu"), (_new(page, seen, one) for one in new))
    renamed = (one for one in found.changed if one.is_renamed)
    show_changes(page, message("Umbenannt"), (_renamed(one) for one in renamed))
    moved = (one for one in found.changed if one.is_moved)
    show_changes(page, message("Verschoben"), (_moved(page, seen, one) for one in moved))
    described = (one for one in found.changed if one.is_described_anew)
    show_changes(page, message("Andere Angaben"), (_described(page, one) for one in described))
    page.write(message("Unverändert: {same}", same=found.same))
    _offer(page, upload, seen, found)


def _new(page: Page, seen: Preview, one: Changed) -> Message:
    kind = page.say(UNIT_KINDS[one.after.kind])
    if one.after.parent is None:
        return message("{name} ({kind})", name=one.after.name, kind=kind)
    return message(
        "{name} ({kind}), gehört zu: {parent}",
        name=one.after.name,
        kind=kind,
        parent=seen.units[one.after.parent].name,
    )


def _renamed(one: Changed) -> Message:
    before = one.before.name if one.before else ""
    return message("{before} heißt künftig {after}", before=before, after=one.after.name)


def _moved(page: Page, seen: Preview, one: Changed) -> Message:
    def above(unit: Unit | None) -> str:
        known = unit is not None and unit.parent is not None and seen.units[unit.parent].name
        return known or page.say(message("nichts"))

    return message(
        "{name}: bisher {before}, künftig {after}",
        name=one.after.name,
        before=above(one.before),
        after=above(one.after),
    )


def _described(page: Page, one: Changed) -> Message:
    def said(unit: Unit | None) -> str:
        if unit is None:
            return ""
        staff = message("{count} Beschäftigte", count=unit.staff)
        unknown = message("Zahl der Beschäftigten unbekannt")
        told = (UNIT_KINDS[unit.kind], unknown if unit.staff is None else staff)
        return ", ".join(page.say(part) for part in told)

    return message(
        "{name}: bisher {before}; künftig {after}",
        name=one.after.name,
        before=said(one.before),
        after=said(one.after),
    )


def _offer(page: Page, upload: str, seen: Preview, found: ListComparison) -> None:
    decided = _ask_for_missing(page, upload, seen, found) if found.missing else STAY
    st.header(page.label(message("Übernehmen")), anchor=False)
    if not found.changed and decided == STAY:
        page.write(message("Es gibt nichts zu übernehmen."))
        return
    if any(one.is_moved for one in found.changed):
        page.write(
            message(
                "Verschobene Dienststellen: Ihre Bögen liest danach, wer den neuen Bereich darüber "
                "leitet, und nicht mehr, wer den bisherigen leitet."
            )
        )
    close_missing = decided == CLOSE if found.missing else None
    taken_over = partial(
        take_over, page.house, page.caller, upload, found, close_missing=close_missing
    )
    offer_to_take_over(page, upload, taken_over, undecided=decided is None)


def _ask_for_missing(page: Page, upload: str, seen: Preview, found: ListComparison) -> str | None:
    """Let somebody decide about what the file does not name; nothing is chosen beforehand."""
    show_changes(
        page,
        message("Fehlt in der Datei"),
        (message("{name}", name=unit.name) for unit in found.missing),
    )
    said = {
        STAY: message("Sie bleiben, wie sie sind."),
        CLOSE: message("Sie werden geschlossen."),
    }
    chosen = st.radio(
        page.label(message("Was geschieht mit den Dienststellen, die fehlen?")),
        list(said),
        index=None,
        format_func=lambda choice: page.label(said[choice]),
        key=f"missing--{upload}--{page.language}",
    )
    if chosen == CLOSE:
        for unit in found.missing:
            say_what_follows(page, unit.name, *consequences(seen.endings[unit.id]))
        page.write(STAYS)
    return chosen


SCREEN = Screen(
    "dienststellen-datei",
    message("Dienststellen aus einer Datei"),
    frozenset({Role.ADMIN}),
    show,
    listed=False,
)
