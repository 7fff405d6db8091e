"""My result, and how each number came about."""

from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.forms import own_result
from audit.ui.assessments import form_in_address, query_of
from audit.ui.frame import Page, Screen
from audit.ui.steps import show_steps


def show(page: Page) -> None:
    """Unfold the own result, also of a draft."""
    form = form_in_address(page)
    if form is None:
        return
    if form.writable:
        page.write(
            message("Das ist ein Zwischenstand. Erst was eingereicht ist, zählt in der Auswertung.")
        )
    steps = own_result(page.house, page.caller, form.assessment.id, page.translator)
    if not steps:
        page.write(message("Hier gibt es keine Punkte, oder es ist noch nichts beantwortet."))
    else:
        page.write(
            message(
                "100 Punkte heißen: alles ist umgesetzt. Öffnen Sie eine Zeile, um zu sehen, wie "
                "die Zahl entsteht."
            )
        )
        show_steps(page, steps)
    page.link("ausfuellen", message("Zurück zum Fragebogen"), **query_of(form))


SCREEN = Screen(
    "ergebnis", message("Mein Ergebnis"), frozenset({Role.HEAD, Role.DELEGATE}), show, listed=False
)
