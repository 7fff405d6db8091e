"""What becomes of a unit: it is moved, merged into another one, closed, opened again. What follows
is said before it is done."""

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import Unit, UnitId
from audit.service.units import (
    Ending,
    Organisation,
    close_unit,
    ending,
    merge_unit,
    move_unit,
    reopen_unit,
)
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.unit_form import choose_unit

GO_ALONG, CLOSE = "along", "close"


def offer_to_move(page: Page, found: Organisation, unit: Unit) -> None:
    """Let a unit belong to another one."""
    st.subheader(page.label(message("Verschieben")), anchor=False)
    key = f"move-{unit.id}"
    others = [one for one in found.elsewhere(unit.id) if one.id != unit.parent]
    into = choose_unit(page, page.label(message("Gehört künftig zu")), others, key)
    if into is None:
        return
    _say(
        page,
        message(
            "Wer „{into}“ oder einen Bereich darüber leitet, liest danach alle Bögen von „{name}“ "
            "und von allem darunter, auch aus früheren Runden, und kann offene ausfüllen.",
            into=into.name,
            name=unit.name,
        ),
        message("Wer sie bisher von oben gelesen hat, tut es nicht mehr."),
        message("Die Zahlen von Runden, die eröffnet sind, ändern sich nicht."),
    )
    st.button(
        page.label(message("Jetzt verschieben")),
        key=f"{key}-now",
        on_click=_move,
        args=(page, unit.id, into.id),
    )


def _move(page: Page, unit: UnitId, into: UnitId) -> None:
    with page.trying():
        move_unit(page.house, page.caller, unit, into)
        page.tell(message("Die Dienststelle ist verschoben."))


def offer_to_merge(page: Page, found: Organisation, unit: Unit) -> None:
    """Close a unit whose work another one goes on with."""
    st.subheader(page.label(message("Zusammenlegen")), anchor=False)
    key = f"merge-{unit.id}"
    label = page.label(message("„{name}“ geht auf in", name=unit.name))
    into = choose_unit(page, label, found.elsewhere(unit.id), key)
    if into is None:
        return
    end = ending(page.house, page.caller, unit.id)
    doors = _ask_for_doors(page, end, into, key)
    below = ", ".join(one.name for one in end.below)
    moved = message(
        "Dienststellen, die nach „{into}“ wechseln: {names}", into=into.name, names=below
    )
    _say(
        page,
        message(
            "„{name}“ schließt; ihre Antworten bleiben ihre eigenen und werden nicht mit denen von "
            "„{into}“ vermischt.",
            name=unit.name,
            into=into.name,
        ),
        *((moved,) if below else ()),
        *consequences(end, with_doors=doors == CLOSE),
        STAYS,
    )
    st.button(
        page.label(message("Jetzt zusammenlegen")),
        key=f"{key}-now",
        disabled=doors is None,
        on_click=_merge,
        args=(page, unit.id, into.id, doors == GO_ALONG),
    )


def _ask_for_doors(page: Page, end: Ending, into: Unit, key: str) -> str | None:
    """Ask what becomes of the access points; nothing is chosen beforehand."""
    if not end.access_points:
        return CLOSE
    said = {
        GO_ALONG: message("gehören künftig zu „{into}“, mit ihren offenen Bögen", into=into.name),
        CLOSE: message("schließen"),
    }
    return st.radio(
        page.label(message("Die Zugänge ({count})", count=end.access_points)),
        list(said),
        index=None,
        format_func=lambda choice: page.label(said[choice]),
        key=f"{key}-doors-{page.language}",
    )


def _merge(page: Page, unit: UnitId, into: UnitId, with_doors: bool) -> None:
    with page.trying():
        merge_unit(page.house, page.caller, unit, into, with_access_points=with_doors)
        page.tell(message("Die Dienststellen sind zusammengelegt."))


def offer_to_close(page: Page, unit: Unit) -> None:
    """Close a unit whose work nobody goes on with."""
    st.subheader(page.label(message("Schließen")), anchor=False)
    end = ending(page.house, page.caller, unit.id)
    if end.below:
        page.write(
            message(
                "Unter dieser Dienststelle stehen noch andere: {names}. Bitte verschieben oder "
                "schließen Sie diese zuerst.",
                names=", ".join(one.name for one in end.below),
            )
        )
        return
    _say(page, *consequences(end), STAYS)
    key = f"close-unit-{unit.id}"
    with st.form(key, border=False):
        st.checkbox(
            page.label(message("Ja, diese Dienststelle gibt es nicht mehr.")), key=f"{key}-sure"
        )
        st.form_submit_button(
            page.label(message("Jetzt schließen")), on_click=_close, args=(page, unit.id, key)
        )


def _close(page: Page, unit: UnitId, key: str) -> None:
    if not st.session_state[f"{key}-sure"]:
        page.fail(message("Bitte bestätigen Sie zuerst, dass es die Dienststelle nicht mehr gibt."))
        return
    with page.trying():
        close_unit(page.house, page.caller, unit)
        page.tell(message("Die Dienststelle ist geschlossen."))


def offer_to_reopen(page: Page, found: Organisation, unit: Unit) -> None:
    """Undo that a unit was closed."""
    into = None if unit.merged_into is None else found.unit(unit.merged_into)
    assert unit.closed_on is not None, "only a closed unit can be opened again"
    page.write(message("Geschlossen am {day}.", day=page.day(unit.closed_on)))
    if into is not None:
        page.write(message("Ihre Aufgaben hat: {name}", name=into.name))
    page.write(
        message(
            "Wieder geöffnet wird nur die Dienststelle selbst. Ämter tragen Sie neu ein; ihre "
            "Zugänge öffnet die Leitung wieder."
        )
    )
    st.button(
        page.label(message("Wieder öffnen")),
        key=f"reopen-{unit.id}",
        on_click=_reopen,
        args=(page, unit.id),
    )


def _reopen(page: Page, unit: UnitId) -> None:
    with page.trying():
        reopen_unit(page.house, page.caller, unit)
        page.tell(message("Die Dienststelle ist wieder geöffnet."))


def consequences(end: Ending, *, with_doors: bool = True) -> list[Message]:
    """Say what ends or waits when a unit is closed."""
    told = []
    if end.offices:
        told.append(message("Ämter, die sofort enden: {count}", count=end.offices))
    if end.access_points and with_doors:
        told.append(message("Zugänge, die schließen: {count}", count=end.access_points))
    if end.drafts:
        told.append(
            message(
                "Offene Bögen: {count}. Ausfüllen kann sie noch, wer den Bereich darüber leitet.",
                count=end.drafts,
            )
        )
    return told


def say_what_follows(page: Page, title: str, *told: Message) -> None:
    """Show what follows from something that is to be done."""
    lines = [f"- {plain(page.say(one))}" for one in told]
    st.markdown(f"**{plain(title)}**\n\n" + "\n".join(lines))


def _say(page: Page, *told: Message) -> None:
    say_what_follows(page, page.say(message("Was daraus folgt")), *told)


STAYS = message(
    "Was eingereicht ist, zählt weiter. Runden, die eröffnet sind, zeigen die Dienststelle wie "
    "bisher; Links gelten, bis die Runde endet oder die Projektgruppe sie zurückzieht."
)
