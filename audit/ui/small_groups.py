"""The sentence beside figures of which some are withheld."""

from audit.model.messages import message
from audit.tables.views import WITHHELD
from audit.ui.frame import Page


def say_what_is_withheld(page: Page, min_group: int) -> None:
    """Say what the sign means, and why."""
    page.write(
        message(
            "{sign} heißt: nicht gezeigt, weil es um weniger als {least} Personen geht, oder weil "
            "sich sonst eine solche Zahl ausrechnen ließe.",
            sign=f"„{WITHHELD}“",
            least=min_group,
        )
    )
