"""The pictures of the manual: who looks at what, in the order of the pages of the manual."""

from dataclasses import dataclass

from tests.ui.busy_city import ADMIN, ASKED_ABOUT, COLLEAGUE, DISCUSSED, HEAD, PROJECT
from tests.ui.steps import (
    Step,
    answer,
    click,
    close_the_wave,
    follow,
    open_the_thread,
    send_units,
    upload,
)

TEXT_WIDTH, CHART_WIDTH, PHONE_WIDTH = 700, 1280, 390
"""Pixels of the window: below 768 the navigation is folded away."""

MARGIN = 12
"""Pixels around what is shown."""

STADT = "demo-aussensicht-stadt"
"""The link by which anybody may take part."""


@dataclass(frozen=True)
class Scene:
    """One picture: who looks at what."""

    name: str
    who: str
    """A person of the demo city, a link (`demo-...`), or nobody."""
    address: str
    first: str = "h1"
    """Where the picture begins: the first element that is found."""
    last: str = "[data-testid=stMainBlockContainer] [data-testid=stElementContainer] >> nth=-1"
    """Where it ends."""
    below: int = MARGIN
    """Pixels of room below; 0 where the page goes on at once."""
    width: int = TEXT_WIDTH
    sheet: str = ""
    """The access point or the questionnaire whose sheet is opened; the latest one."""
    steps: tuple[Step, ...] = ()
    busy: bool = False
    """Taken where people have done much together, see `busy_city`, whose words the address uses."""

    @property
    def is_document(self) -> bool:
        """Whether it is a page of plain HTML."""
        return self.address.partition("/")[0] in {"anmelden", "aushang", "konto"}


SCENES = (
    Scene("anmeldung", "", "anmelden", last=".people >> nth=1"),
    # Heads
    Scene("start", "hagel", "start"),
    Scene("aufgaben", "hagel", "aufgaben", last="[class*=st-key-task-] >> nth=2"),
    Scene("zugaenge", "hagel", "zugaenge"),
    Scene("bogen", "hagel", "ausfuellen", sheet="Ordnungsamt, Schalter"),
    Scene(
        "frage",
        "hagel",
        "ausfuellen?feld=reach",
        first=".st-key-frage-late-hours",
        last=".st-key-frage-late-hours",
        sheet="Ordnungsamt, Schalter",
    ),
    Scene(
        "frage-am-telefon",
        "frost",
        "ausfuellen?feld=understand",
        first=".st-key-frage-complaints",
        last=".st-key-frage-complaints",
        width=PHONE_WIDTH,
        sheet="Servicenummer Steuern und Gebühren",
        steps=(answer("complaints", "teilweise umgesetzt", "weitgehend umgesetzt"),),
    ),
    Scene("pruefen", "hagel", "pruefen", sheet="Ordnungsamt, Schalter"),
    Scene(
        "ergebnis",
        "hagel",
        "ergebnis",
        last="details >> nth=2",
        sheet="Mängelmelder (App)",
        steps=(click("summary >> nth=0"), click("summary >> nth=1")),
    ),
    # Delegates
    Scene(
        "pruefen-beauftragte", "kwiatek", "pruefen", sheet="Online-Terminbuchung des Bürgerbüros"
    ),
    # By link
    Scene("teilnehmen", "demo-sprachen", "teilnehmen", width=PHONE_WIDTH),
    Scene("teilnehmen-fragen", STADT, "teilnehmen?feld=your-contact", width=PHONE_WIDTH),
    # Steering group
    Scene(
        "ueberblick",
        "sommerfeld",
        "ueberblick?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "themenfelder",
        "sommerfeld",
        "themenfelder?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "erklaerung",
        "sommerfeld",
        "themenfelder?runde=2024&fragebogen=access-analogue",
        last="details >> nth=3",
        steps=(
            follow("Standesamt im Alten Rathaus, Erreichen und ankommen"),
            click("summary >> nth=2"),
        ),
    ),
    Scene(
        "veraenderung",
        "sommerfeld",
        "veraenderung?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "barrieren",
        "sommerfeld",
        "barrieren?runde=2024",
        last=".table table >> visible=true >> nth=0",
        width=CHART_WIDTH,
    ),
    Scene(
        "sprachen-zugaenge",
        "sommerfeld",
        "sprachen-zugaenge?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    Scene(
        "aussensicht",
        "sommerfeld",
        "aussensicht?runde=2024&stelle=soziales",
        width=CHART_WIDTH,
    ),
    # Personnel development
    Scene("sprachressourcen", "primavera", "sprachressourcen?runde=2024", width=CHART_WIDTH),
    Scene(
        "schulungsbedarf",
        "primavera",
        "schulungsbedarf?runde=2024&thema=interpreters",
        last="[data-testid=stVegaLiteChart] >> nth=0",
        width=CHART_WIDTH,
    ),
    # Project group
    Scene("stand", "morgenstern", "stand?runde=2023&fragebogen=opening", width=CHART_WIDTH),
    Scene(
        "links",
        "morgenstern",
        "links",
        last="[class*=st-key-link-] >> nth=2",
        busy=True,
    ),
    Scene("vorschau", "morgenstern", "vorschau"),
    # Council
    Scene(
        "ueberblick-rat",
        "herbst",
        "ueberblick?runde=2024",
        last="[data-testid=stVegaLiteChart]",
        width=CHART_WIDTH,
    ),
    # What people do together: the log first, because it shows what was done before
    Scene(
        "protokoll",
        ADMIN,
        "protokoll?bereich=buergerservice",
        last=".table tr >> nth=8",
        below=0,
        width=CHART_WIDTH,
        busy=True,
    ),
    Scene("anmeldung-mit-konto", "", "anmelden", last="main", busy=True),
    Scene("meine-daten", "gunes", "meine-daten", last="a[href*=json]", busy=True),
    Scene("uebertragen", HEAD, "uebertragen?bogen={sheet}", busy=True),
    Scene(
        "mir-uebertragen", COLLEAGUE, "mir-uebertragen", last="[class*=st-key-given-]", busy=True
    ),
    Scene(
        "kommentare",
        HEAD,
        f"ausfuellen?bogen={{sheet}}&feld=communication&frage={ASKED_ABOUT}&kommentare=1",
        first=f".st-key-frage-{ASKED_ABOUT}",
        last=f".st-key-frage-{ASKED_ABOUT}",
        busy=True,
    ),
    Scene("nachweise", HEAD, "nachweise?bogen={sheet}&frage={evidence}", busy=True),
    Scene("sichtweisen", HEAD, "sichtweisen?bogen={sheet}", busy=True),
    Scene("einigung", HEAD, "sichtweisen?bogen={sheet}&frage={agreed}", busy=True),
    Scene("ohne-zugang", HEAD, "ohne-zugang?bogen={sheet}", busy=True),
    Scene("erhebungsrunden", PROJECT, "erhebungsrunden", busy=True),
    Scene("runde-planen", PROJECT, "erhebungsrunden?plan={plan}", busy=True),
    Scene("runde-pruefen", PROJECT, "erhebungsrunden?plan={plan}&pruefen=ja", busy=True),
    Scene("faellig", PROJECT, "faellig", last="[class*=st-key-due-] >> nth=1", busy=True),
    Scene(
        "erinnern",
        PROJECT,
        "faellig",
        first="h2 >> nth=0",
        last="[data-testid=stExpander]",
        busy=True,
    ),
    Scene("aushang", PROJECT, f"aushang/{STADT}", last="section", busy=True),
    Scene(
        "freigabe",
        PROJECT,
        "freigabe?runde={running}",
        last=".tree li >> nth=8",
        below=0,
        busy=True,
    ),
    Scene(
        "freigabe-bogen",
        PROJECT,
        "freigabe?bogen={reading}",
        last=f".st-key-comments-{DISCUSSED}",
        steps=(open_the_thread,),
        busy=True,
    ),
    Scene("personen", ADMIN, "personen?aufgabe=project", busy=True),
    Scene("person", ADMIN, f"person?person={HEAD}", busy=True),
    Scene(
        "personen-datei",
        ADMIN,
        "personen-datei",
        busy=True,
        steps=(
            upload(
                "Personen.csv",
                "Name;Anmeldename;Aufgabe;Bereich",
                "Nina Heller;nina.heller@musterstadt.example;Leitung;kultur",
                "Luca Primavera;primavera@musterstadt.example;Lenkungsgruppe;",
            ),
        ),
    ),
    Scene("dienststellen", ADMIN, "dienststellen", last=".tree", busy=True),
    Scene("dienststelle", ADMIN, "dienststelle?einheit=stadtbibliothek", busy=True),
    Scene("dienststellen-datei", ADMIN, "dienststellen-datei", steps=(send_units,), busy=True),
    # The last: the wave is closed by it
    Scene(
        "wieder-oeffnen",
        PROJECT,
        "erhebungsrunden?runde={running}",
        steps=(close_the_wave,),
        busy=True,
    ),
)
