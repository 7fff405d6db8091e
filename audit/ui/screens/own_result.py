"""My result, and how each number came about."""

from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.forms import own_result
from audit.service.sides import count_views
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
    if form.side is not None:
        page.write(message("Das ist das Ergebnis aus Ihrer Sicht. Es zählt in keiner Auswertung."))
    elif count_views(page.house, page.caller, form.assessment.id):
        page.write(_ONLY_THE_SHEET)
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


_ONLY_THE_SHEET = message(
    "Gerechnet wird allein mit dem gemeinsamen Bogen. Die Sichtweisen einzelner Menschen, um die "
    "gebeten wurde, gehen in keine Zahl ein."
)

SCREEN = Screen(
    "ergebnis", message("Mein Ergebnis"), frozenset({Role.HEAD, Role.DELEGATE}), show, listed=False
)
