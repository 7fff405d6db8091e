"""What Streamlit's own controls say in English, and how it is said elsewhere.

These are no sentences of the audit: they live in Streamlit's JavaScript, which knows no other
language. Another language is another entry here.
"""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"Expand sidebar": "Open menu", "Collapse sidebar": "Close menu"},
    "de": {
        "Skip to main content": "Zum Hauptinhalt springen",
        "Sidebar": "Seitenleiste",
        "App pages": "Seiten",
        "Main menu": "Hauptmenü",
        "Collapse sidebar": "Menü schließen",
        "Expand sidebar": "Menü öffnen",
        "Close sidebar": "Menü schließen",
        "Open sidebar": "Menü öffnen",
        "View more": "Mehr anzeigen",
        "View less": "Weniger anzeigen",
        "Link to heading": "Link zu dieser Überschrift",
        "Open": "Öffnen",
        "Close": "Schließen",
        "Clear": "Leeren",
        "Clear value": "Leeren",
        "Clear all": "Alle entfernen",
        "Clear date": "Tag leeren",
        "Selected values": "Ausgewählte Werte",
        "Choose an option": "Bitte wählen",
        "Choose options": "Bitte wählen",
        "No results": "Keine Treffer",
        "No options to select": "Nichts zur Auswahl",
        "Select all": "Alle auswählen",
        "Increment": "Erhöhen",
        "Decrement": "Verringern",
        "Show password": "Passwort anzeigen",
        "Hide password": "Passwort verbergen",
        "Upload": "Hochladen",
        "file upload": "Datei hochladen",
        "Browse files": "Dateien auswählen",
        "Drag and drop file here": "Datei hierher ziehen",
        "Choose date": "Datum wählen",
        "Show data": "Daten anzeigen",
        "Show chart": "Diagramm anzeigen",
        "Download as PNG": "Als Bild (PNG) speichern",
        "Download as SVG": "Als Bild (SVG) speichern",
        "Download as CSV": "Als CSV speichern",
        "Copy Vega-Lite spec": "Beschreibung des Diagramms kopieren",
        "Fullscreen": "Ganze Seite",
        "Close fullscreen": "Ganze Seite verlassen",
        "Exit fullscreen": "Ganze Seite verlassen",
        "Show/hide columns": "Spalten ein- und ausblenden",
        "Search": "Suchen",
        "Copy to clipboard": "In die Zwischenablage kopieren",
        "progress": "Fortschritt",
        "Running...": "Lädt …",
        "Stop": "Anhalten",
        "Rerun": "Neu laden",
        "CONNECTING": "Verbindet …",
        "Connecting": "Verbindet …",
        "(required)": "(Pflichtangabe)",
        "* Required": "* Pflichtangabe",
        "This field is required.": "Bitte füllen Sie dieses Feld aus.",
        "Press Enter to apply": "Mit der Eingabetaste übernehmen",
        "Press Enter to submit form": "Mit der Eingabetaste absenden",
        "Press Ctrl+Enter to apply": "Wird von selbst gespeichert",
        "Press ⌘+Enter to apply": "Wird von selbst gespeichert",
        "Press Ctrl+Enter to submit form": "Mit Strg+Eingabe absenden",
        "Connection error": "Verbindung unterbrochen",
        "Streamlit server is not responding. Are you connected to the internet?": (
            "Der Server antwortet gerade nicht. Was gespeichert war, bleibt gespeichert, und was "
            "auf der Seite steht, bleibt stehen. Die Verbindung wird von selbst wieder aufgebaut."
        ),
        "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (  # noqa: E501
            "Der Server antwortet gerade nicht. Was gespeichert war, bleibt gespeichert. Läuft der "
            "Audit auf diesem Computer, starten Sie ihn bitte neu:"
        ),
        "Page not found": "Diese Seite gibt es nicht",
        "Error": "Fehler",
    },
}
"""Language -> English -> translation, for whole texts."""

BEGINNINGS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "Help for ": "Hilfe zu ",
        "Remove ": "Entfernen: ",
        "Selected Date: ": "Gewähltes Datum: ",
        "You have requested page ": "Gewünscht war die Seite ",
        "Connection failed": "Die Verbindung ist gescheitert",
    },
}
"""The same for texts that only begin so."""
