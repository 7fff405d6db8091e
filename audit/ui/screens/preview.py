"""Try a questionnaire out before anybody gets it; nothing is written."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Entry
from audit.service.project import Files, preview, questionnaire_files
from audit.ui.asking import Asking
from audit.ui.frame import Page, Screen
from audit.ui.plain import plain
from audit.ui.sections import (
    ask_section,
    section_in_address,
    show_purpose,
    show_sections,
    show_way,
)

WHICH = "fragebogen"
"""The name of the questionnaire in the address."""


def show(page: Page) -> None:
    """Say what is wrong with the files, let choose a questionnaire, and ask its questions."""
    files = questionnaire_files(page.house, page.caller)
    _show_problems(page, files)
    wanted = st.query_params.get(WHICH)
    chosen = next((one for one in files.questionnaires if one.id == wanted), None)
    if chosen is None:
        page.write(message("Welchen Fragebogen möchten Sie ausprobieren?"))
        for one in files.questionnaires:
            title = page.translator.text(one.id, one.title)
            label = message("{title} (Fassung {version})", title=title, version=one.version)
            page.link(page.screen.address, label, **{WHICH: one.id})
    else:
        st.info(
            page.label(message("Das ist eine Vorschau: Nichts von dem, was Sie angeben, bleibt."))
        )
        _ask(page, chosen)


def _show_problems(page: Page, files: Files) -> None:
    if not files.problems:
        count = len(files.questionnaires)
        page.write(
            message("Alle {count} Fragebögen im Ordner sind in Ordnung.", count=count)
            if count > 1
            else message("Der Fragebogen im Ordner ist in Ordnung.")
        )
        return
    st.warning(page.label(message("Diese Fehler in den Dateien sind zu beheben:")))
    for problem in files.problems:
        st.text(problem.show(page.translator))


def _ask(page: Page, questionnaire: Questionnaire) -> None:
    """Ask one section after the other, as people will see it."""
    scope = f"vorschau-{questionnaire.id}-{questionnaire.version}"
    entries: dict[str, Entry] = st.session_state.setdefault(f"tried--{scope}", {})

    def kept(cell: str, entry: Entry, _after: int | None) -> int:
        preview(page.house, page.caller, questionnaire, {**entries, cell: entry})
        entries[cell] = entry
        return 0

    sheet = preview(page.house, page.caller, questionnaire, entries)
    asking = Asking(page, sheet, scope, kept, wants_reasons=True)
    query, area = {WHICH: questionnaire.id}, section_in_address(sheet)
    title = asking.wording.of(questionnaire, questionnaire.title)
    st.header(plain(title), anchor=False)
    if area is None:
        show_purpose(page, asking)
        show_sections(page, asking, query)
        page.link(page.screen.address, message("Einen anderen Fragebogen wählen"))
        return
    st.subheader(plain(asking.wording.of(area, area.title)), anchor=False)
    ask_section(page, asking, area)
    show_way(page, asking, area, query, message("Zur Übersicht des Bogens"))


SCREEN = Screen(
    "vorschau",
    message("Fragebögen ausprobieren"),
    frozenset({Role.PROJECT}),
    show,
    says=message("Jeden Fragebogen ausprobieren, und sehen, was an den Dateien nicht stimmt."),
)
