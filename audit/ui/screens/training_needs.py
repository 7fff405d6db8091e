"""What training is needed: topic by topic, and unit by unit."""

from audit.charts.counts import count_bars
from audit.model.messages import message
from audit.model.organisation import Role
from audit.service.actions import Denied
from audit.service.figures import begun_waves, training_needs, training_values
from audit.tables.training import MOST_STEPS, TrainingNeeds, topic_bars, unit_bars
from audit.ui.figures import WAVE, choose_wave
from audit.ui.frame import Page, Screen
from audit.ui.looking import choose, show_view
from audit.ui.small_groups import say_what_is_withheld

TOPIC = "thema"


def show(page: Page) -> None:
    """Show all topics, then one topic unit by unit."""
    wave = choose_wave(page, begun_waves(page.house, page.caller))
    if wave is None:
        return
    try:
        found = training_needs(page.house, page.caller, wave)
        values = training_values(page.house, page.caller, wave)
    except Denied:
        page.write(message("In dieser Erhebungsrunde wurde nicht nach Schulungen gefragt."))
        return
    if not found.subjects:
        page.write(
            message(
                "Noch hat kein Bereich seinen Schulungsbedarf eingereicht. Sobald es so weit ist, "
                "steht er hier. Frühere Runden können Sie oben auswählen."
            )
        )
        page.link("ueberblick", message("Zum Stand der Beteiligung"), **{WAVE: wave})
        return
    names = {subject.id: subject.name for subject in found.subjects}
    _show(
        page, TrainingNeeds(found.plan, names, values, found.wave.min_group, page.translator), wave
    )


def _show(page: Page, needs: TrainingNeeds, wave: str) -> None:
    topics = needs.by_topic()
    show_view(page, topics, count_bars(topic_bars(topics, page.translator), page.translator))
    topic = choose(page, TOPIC, message("Thema"), needs.topics)
    if topic is not None:
        units = needs.units(topic)
        bars = unit_bars(units, page.translator)
        chart = count_bars(bars, page.translator, most=MOST_STEPS)
        show_view(page, units, chart)
        show_view(page, needs.by_unit())
    if needs.withholds:
        say_what_is_withheld(page, needs.min_group)
    page.write(
        message(
            "Der Bedarf ist der Abstand zwischen dem nötigen und dem vorhandenen Stand, in Stufen "
            "von 0 bis 4. – heißt: keine Angabe. Der mittlere Bedarf eines Themas zählt nur "
            "Bereiche, deren Zahlen gezeigt werden."
        )
    )
    page.write(
        message(
            "Nächster Schritt: mit den größten Themen beginnen und Gruppen aus mehreren Bereichen "
            "bilden."
        )
    )
    page.link("sprachressourcen", message("Zu den Sprachen der Beschäftigten"), **{WAVE: wave})


SCREEN = Screen(
    "schulungsbedarf",
    message("Schulungsbedarf"),
    frozenset({Role.PERSONNEL, Role.PROJECT}),
    show,
    wide=True,
    says=message("Welche Bereiche brauchen welche Schulung, und für wie viele Menschen?"),
)
