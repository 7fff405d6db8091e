"""A newer version of a questionnaire: what it makes of a sheet, before it is moved and after."""

import streamlit as st

from audit.assessment.versions import Fate, Part
from audit.model.comments import Thread
from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.waves import Remark
from audit.service.forms import Form
from audit.service.new_versions import Ahead, Moved, move, versions_of
from audit.ui.assessments import form_in_address, query_of
from audit.ui.evidence import offer_to_remove, show_evidence
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.remarking import lines_of
from audit.ui.threads import show_comments
from audit.ui.version_changes import ADDRESS, Beneath, Beside, kept_sentence


def show(page: Page) -> None:
    """Show what a newer version would make of a sheet, and what earlier ones have made of it."""
    form = form_in_address(page)
    if form is None:
        return
    found = versions_of(page.house, page.caller, form.assessment.id)
    if found.ahead is None and not found.moved:
        page.write(message("Für diesen Bogen gibt es keine neue Fassung."))
    if found.ahead is not None:
        _show_ahead(page, form, found.ahead)
    for moved in found.moved:
        _show_moved(page, form, moved)
    page.link("ausfuellen", message("Zur Übersicht des Bogens"), **query_of(form))


def _show_ahead(page: Page, form: Form, ahead: Ahead) -> None:
    title = message("Was Fassung {version} ändert", version=ahead.later.version)
    st.header(page.label(title), anchor=False)
    page.write(
        message(
            "Ihr Bogen hat Fassung {earlier}; in dieser Runde gilt jetzt Fassung {later}. "
            "Umgestellt wird erst, wenn Sie unten zustimmen.",
            earlier=ahead.earlier.version,
            later=ahead.later.version,
        )
    )
    page.write(kept_sentence(ahead.parts))
    _say_what_is_at_stake(page, ahead)
    beside = Beside(page, ahead.earlier, ahead.later)
    key = f"move-{form.assessment.id}-{ahead.later.version}-{ahead.revision}"
    found = [part.difference for part in ahead.parts if part.is_worth_telling]
    parts = {part.difference.id: part for part in ahead.parts}
    if not form.may_submit:
        beside.show(found)
        page.write(message("Umstellen kann Ihre Leitung. Sagen Sie ihr Bescheid."))
        return
    with st.form(key, border=False):
        beside.show(found, Beneath(beside, parts, ahead.entries, None, key))
        page.write(
            message(
                "Nach dem Umstellen gibt es kein Zurück zur alten Fassung. Alles, was je "
                "geantwortet wurde, bleibt auf dieser Seite nachzulesen."
            )
        )
        st.form_submit_button(
            page.label(message("Auf die neue Fassung umstellen")),
            type="primary",
            on_click=_move,
            args=(page, form.assessment.id, ahead, key),
        )  # fmt: skip


def _say_what_is_at_stake(page: Page, ahead: Ahead) -> None:
    """Count what will be missing, before anybody reads all of it."""
    anew = sum(part.fate is Fate.ANEW for part in ahead.parts)
    gone = sum(part.fate is Fate.GONE for part in ahead.parts)
    page.write(
        message(
            "Neu zu beantworten: {anew}. Zu bestätigen: {asked}. Antworten auf Fragen, die "
            "entfallen: {gone}.",
            anew=anew,
            asked=len(_to_confirm(ahead)),
            gone=gone,
        )
    )


def _to_confirm(ahead: Ahead) -> tuple[str, ...]:
    return tuple(part.difference.id for part in ahead.parts if part.fate is Fate.TO_CONFIRM)


def _move(page: Page, assessment: int, ahead: Ahead, key: str) -> None:
    version, after = ahead.later.version, ahead.revision
    confirmed = [one for one in _to_confirm(ahead) if st.session_state[f"{key}-{one}"]]
    with page.trying():
        move(page.house, page.caller, assessment, version, confirmed, after=after)
        page.tell(message("Der Bogen ist auf die neue Fassung umgestellt."))


def _show_moved(page: Page, form: Form, moved: Moved) -> None:
    """Show what stood there before a move, with what lies beside questions that are gone."""
    title = message(
        "Fassung {later} statt {earlier}, umgestellt am {day}",
        later=moved.later.version,
        earlier=moved.earlier.version,
        day=page.day(moved.day),
    )
    st.header(page.label(title), anchor=False)
    if moved.person:
        page.write(message("Umgestellt hat: {name}", name=moved.person))
    page.write(kept_sentence(moved.parts))
    beside = Beside(page, moved.earlier, moved.later)
    parts = {part.difference.id: part for part in moved.parts}
    beside.show(
        [part.difference for part in moved.parts if part.is_worth_telling],
        Beneath(beside, parts, moved.entries, moved.kept),
    )
    _show_beside_gone(page, form, beside, moved)


def _show_beside_gone(page: Page, form: Form, beside: Beside, moved: Moved) -> None:
    """Show what was noted, laid down and said beside questions that are gone; links and files can
    still be taken away."""
    noted = [part for part in moved.parts if _has_something_beside(moved, part)]
    if noted:
        title = message("Anmerkungen, Nachweise und Kommentare zu Fragen, die entfallen")
        st.subheader(page.label(title), anchor=False)
    for part in noted:
        question = part.difference.before
        if question is not None:
            remark = moved.remarks.get(question.id, Remark())
            text = plain(beside.wording(question, later=False))
            lines = [plain(line) for line in lines_of(page, remark)]
            st.markdown("  \n".join([f"**{text}**", *lines]))
            show_evidence(page, moved.evidence.get(question.id, ()))
            show_comments(page, form.assessment.id, moved.threads.get(question.id, Thread()))
    if form.writable and moved.evidence:
        files = [one for them in moved.evidence.values() for one in them]
        offer_to_remove(page, files, f"gone--{form.assessment.id}--{moved.later.version}")


def _has_something_beside(moved: Moved, part: Part) -> bool:
    name = part.difference.id
    beside = moved.evidence.keys() | moved.threads.keys()
    return name in beside or moved.remarks.get(name, Remark()) != Remark()


SCREEN = Screen(
    ADDRESS,
    message("Neue Fassung"),
    frozenset({Role.HEAD, Role.DELEGATE}),
    show,
    listed=False,
)
