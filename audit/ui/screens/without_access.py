"""Have somebody fill in who has no access: a file goes out, comes back, and is looked at."""

import streamlit as st

from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.forms import Form
from audit.service.handing_over import SHEET_FILE
from audit.ui.assessments import form_in_address, query_of
from audit.ui.brought_back import TAKEN, preview_of
from audit.ui.downloads import offer, sheet_address
from audit.ui.frame import Page, Screen
from audit.ui.uploads import sent_file, upload_form


def show(page: Page) -> None:
    """Show the way out and back; when a file has come back, what it would change."""
    form = form_in_address(page)
    if form is None:
        return
    if not form.writable:
        page.write(message("Dieser Bogen lässt sich nicht (mehr) ausfüllen."))
        page.link("ausfuellen", message("Antworten ansehen"), **query_of(form))
        return
    upload = sent_file()
    taken, count, not_asked = st.session_state.get(TAKEN, ("", 0, 0))
    if not upload:
        _show_way(page, form)
    elif upload == taken:
        _show_taken(page, form, count, not_asked)
    else:
        preview_of(page, form.assessment.id, upload).show()
        page.link(page.screen.address, message("Andere Datei hochladen"), **query_of(form))


def _show_way(page: Page, form: Form) -> None:
    """Say how it is done, in two steps."""
    number = form.assessment.id
    page.write(_WHAT_FOR)
    st.header(page.label(message("1. Datei weitergeben")), anchor=False)
    page.write(_PASS_ON)
    offer(page, sheet_address(number), message("Bogen als Datei herunterladen (XLSX)"))
    st.header(page.label(message("2. Ausgefüllte Datei hochladen")), anchor=False)
    page.write(_BRING_BACK)
    upload_form(page, SHEET_FILE, message("Ausgefüllter Bogen"), accept=".xlsx", about=str(number))
    page.link("ausfuellen", message("Zurück zum Bogen"), **query_of(form))


def _show_taken(page: Page, form: Form, count: int, not_asked: int) -> None:
    page.write(message("Übernommen: {count} Angaben.", count=count))
    if not_asked:
        page.write(
            message(
                "Nicht übernommen: {count}, weil die Fragen nach Ihrer Entscheidung nicht gestellt "
                "werden.",
                count=not_asked,
            )
        )
    page.lead("pruefen", message("Prüfen und einreichen"), **query_of(form))
    page.link("ausfuellen", message("Zurück zum Bogen"), **query_of(form))


_WHAT_FOR = message(
    "Jemand ohne Zugang zu dieser Anwendung füllt den Bogen am eigenen Computer aus, zum Beispiel "
    "mit Excel oder LibreOffice. Sie bringen die Datei hierher zurück und entscheiden, was daraus "
    "übernommen wird."
)
_PASS_ON = message(
    "In der Datei steht alles, was bisher geantwortet wurde. Geben Sie sie nur Menschen, die das "
    "lesen dürfen, und auf einem Weg, den Ihre Verwaltung dafür erlaubt."
)
_BRING_BACK = message(
    "Sie sehen zuerst, was in der Datei neu oder anders ist. Übernommen wird erst, wenn Sie es "
    "bestätigen."
)

SCREEN = Screen(
    "ohne-zugang",
    message("Ohne Zugang ausfüllen lassen"),
    frozenset({Role.HEAD, Role.DELEGATE}),
    show,
    listed=False,
)
