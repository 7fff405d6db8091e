"""What can be wrong with a YAML file, and how to mend it: every sentence of the strict reader."""

import re
from typing import NamedTuple

from audit.files.characters import in_one_line
from audit.model.messages import Message, message


class Advice(NamedTuple):
    """What is wrong, and how to mend it."""

    sentence: Message
    hint: Message

    def about(self, **words: str | int) -> "Advice":
        """Put in the author's words."""
        values = {
            name: in_one_line(word) if isinstance(word, str) else word
            for name, word in words.items()
        }
        return Advice(Message(self.sentence.text, values), Message(self.hint.text, values))


LARGE_FILE = Advice(
    message("Die Datei ist größer als {limit} MB."),
    message("Teilen Sie sie auf mehrere Dateien auf."),
)
NOT_UTF8 = Advice(
    message("Ab hier ist die Datei nicht als Text in UTF-8 gespeichert."),
    message(
        "Öffnen Sie sie in einem Texteditor und speichern Sie sie mit der Kodierung UTF-8."
        " Eine Word- oder Excel-Datei lässt sich hier nicht lesen."
    ),
)
EMPTY_FILE = message("In der Datei steht nichts.")
EMPTY_ENTRY = message("Hinter „{name}:“ steht nichts.")
EMPTY_ITEM = message("Ein Punkt der Liste ist leer.")
FILL_IN = message("Ergänzen Sie, was hier stehen soll, oder löschen Sie den Eintrag.")
MANY_ELEMENTS = Advice(
    message("Die Datei hat mehr als {limit} Namen und Werte; weiter wurde nicht gelesen."),
    message("Teilen Sie sie auf mehrere Dateien auf."),
)
DEEP = Advice(
    message("Hier sind mehr als {limit} Ebenen verschachtelt; weiter wurde nicht gelesen."),
    message("Prüfen Sie die Einrückung, oder vereinfachen Sie den Aufbau."),
)
SECOND_DOCUMENT = Advice(
    message("Hier beginnt ein zweites YAML-Dokument; eine Datei enthält nur eines."),
    message("Löschen Sie die Zeile „---“, oder teilen Sie die Datei."),
)
DIRECTIVE = Advice(
    message("Anweisungen an YAML, die mit „%“ beginnen, gibt es hier nicht."),
    message("Löschen Sie die Zeile."),
)
REFERENCE = Advice(
    message("Verweise mit „&“ und „*“ gibt es hier nicht."),
    message(
        "Gehört das Zeichen zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst schreiben Sie den Wert an jeder Stelle aus."
    ),
)
TAG = Advice(
    message("Angaben mit „!“ vor einem Wert gibt es hier nicht."),
    message(
        "Gehört das Zeichen zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst löschen Sie die Angabe."
    ),
)
MERGE = Advice(
    message("Mit „<<“ lassen sich hier keine Einträge übernehmen."),
    message("Schreiben Sie die Einträge an jeder Stelle aus."),
)
NO_NAME = Advice(
    message("Vor dem Doppelpunkt steht kein Name."),
    message("Schreiben Sie „Name: Wert“."),
)
NAME_OF_PARTS = Advice(
    message("Der Name eines Eintrags muss ein einfacher Text sein."),
    message("Gehören die Klammern zum Text, setzen Sie ihn in Anführungszeichen."),
)
NAME_NOT_TEXT = Advice(
    message("YAML liest den Namen „{word}“ womöglich nicht als Text."),
    message('Setzen Sie ihn in Anführungszeichen: "{word}".'),
)
SAME_NAME = Advice(
    message("Der Eintrag „{word}“ steht schon in Zeile {line}."),
    message("Löschen Sie einen der beiden, oder benennen Sie ihn um."),
)
SAME_NAME_IN_A_POINT = Advice(
    SAME_NAME.sentence,
    message(
        "Löschen Sie einen der beiden, oder benennen Sie ihn um."
        " Beginnt hier ein neuer Punkt der Liste, fehlt davor ein Strich „-“."
    ),
)
SIMILAR_NAME = Advice(
    message("„{word}“ gleicht „{first}“ in Zeile {line} bis auf Groß- und Kleinschreibung."),
    message("Löschen Sie einen der beiden Einträge, oder benennen Sie ihn um."),
)
INVISIBLE_CHARACTER = Advice(
    message("Hier steht ein unsichtbares Zeichen ({code})."),
    message("Löschen Sie das Wort und schreiben Sie es neu, statt es hineinzukopieren."),
)
LOST_LETTER = Advice(
    message("Hier ging bei einem früheren Speichern ein Buchstabe verloren (U+FFFD)."),
    message("Schreiben Sie das Wort neu, und speichern Sie die Datei mit der Kodierung UTF-8."),
)
UNUSUAL_LINE_BREAK = Advice(
    message("Hier steht ein Zeilenumbruch, den nicht jedes Programm erkennt ({code})."),
    message("Löschen Sie ihn, und drücken Sie stattdessen die Eingabetaste."),
)
SPECIAL_SPACE = Advice(
    message("Am Anfang dieser Zeile steht ein besonderes Leerzeichen ({code})."),
    message("Ersetzen Sie es durch gewöhnliche Leerzeichen."),
)
TAB = Advice(
    message("Hier steht ein Tabulator, wo YAML Leerzeichen braucht."),
    message("Rücken Sie mit Leerzeichen ein."),
)
MANY_ACCENTS = Advice(
    message("Hier stehen mehr als {limit} Akzente auf einem Buchstaben."),
    message("Löschen Sie das Wort und schreiben Sie es neu."),
)
NOT_YAML = Advice(
    message("Hier ist die Datei kein gültiges YAML."),
    message(
        "Prüfen Sie in dieser Zeile und der darüber"
        " die Einrückung, die Anführungszeichen und die Doppelpunkte."
    ),
)

READ_AS_NOTHING = message(
    "YAML liest „{word}“ als „nichts“."
    ' Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".'
)

QUOTE = message('Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".')

QUOTE_OR_COUNT = message(
    'Ist ein Text gemeint, setzen Sie ihn in Anführungszeichen: "{word}".'
    " Zahlen schreiben Sie so: 5, -5 oder 0.5."
)

YES_OR_NO = Advice(
    message("YAML kann „{word}“ als Ja oder Nein lesen."),
    message(
        'Ist das Wort gemeint, setzen Sie es in Anführungszeichen: "{word}".'
        " Ist Ja oder Nein gemeint, schreiben Sie true oder false."
    ),
)
DATE = Advice(message("YAML kann „{word}“ als Datum lesen."), QUOTE)
OTHER_NUMBER = Advice(message("YAML kann „{word}“ in eine andere Zahl umrechnen."), QUOTE_OR_COUNT)
MANY_DIGITS = Advice(
    message("Die Zahl „{word}“ hat zu viele Ziffern, um genau zu bleiben."),
    message(
        "Erlaubt sind 15 Ziffern vor und 15 nach dem Punkt."
        " Ist es eine Nummer, mit der niemand rechnet, setzen Sie sie in Anführungszeichen."
    ),
)
ODD_NUMBER = Advice(message("Die Zahl „{word}“ ist ungewöhnlich geschrieben."), QUOTE_OR_COUNT)

TRAPS = [
    (re.compile(r"(?ai)" + pattern), advice)
    for pattern, advice in (
        (r"y|n|yes|no|on|off|true|false", YES_OR_NO),
        (r"\d{4}-\d\d?-\d\d?((t|[ \t]+)\d\d?:[\d:.+z \t-]*)?", DATE),
        (r"[-+]?\d[\d_]*(:\d\d?)++(\.[\d_]*)?", OTHER_NUMBER),  # 12:30
        (r"[-+]?0([xob][\da-f_]+|[\d_]+(\.[\d_]*)?)", OTHER_NUMBER),  # 0x1F and 010
        (r"[-+]?\.?\d[\d.]*_[\d_.]*", OTHER_NUMBER),  # 1_000
        (r"[-+]?(\d+(\.\d*)?|\.\d+)e[-+]?\d+", OTHER_NUMBER),  # 1e309
        (r"[-+]?(\d{16,}(\.\d*)?|\d*\.\d{16,})", MANY_DIGITS),
        (r"[-+]?(\d+(\.\d*)?|\.\d+|\.inf|\.nan)", ODD_NUMBER),
    )
]
"""What must not stand without quotation marks; the first that fits is said."""

WHOLE_TEXT = message(
    "Gehört das Zeichen zum Text, setzen Sie den ganzen Text in Anführungszeichen."
)
NO_COLON = Advice(
    message("In dieser Zeile fehlt ein Doppelpunkt mit einem Leerzeichen dahinter."),
    message(
        "Schreiben Sie „Name: Wert“."
        " Geht der Text der vorigen Zeile weiter, rücken Sie diese Zeile weiter ein."
    ),
)
STRAY_COLON = Advice(
    message("Dieser Doppelpunkt passt hier nicht."),
    message(
        "Gehört er zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst prüfen Sie die Einrückung, und ob in der Zeile darüber"
        " der Doppelpunkt oder das Leerzeichen dahinter fehlt."
    ),
)
STRAY_DASH = Advice(
    message("Dieser Strich „-“ passt hier nicht."),
    message(
        "Gehört er zum Text, setzen Sie den ganzen Text in Anführungszeichen."
        " Sonst beginnen Sie den Punkt der Liste in einer eigenen Zeile."
    ),
)
RESERVED_SIGN = Advice(
    message("Ein Text ohne Anführungszeichen kann nicht mit „{sign}“ beginnen."), WHOLE_TEXT
)
OPEN_QUOTE = Advice(
    message("Hier beginnt ein Text mit {sign}, aber sein Ende fehlt."),
    message("Setzen Sie hinter den Text dasselbe Anführungszeichen."),
)
UNKNOWN_ESCAPE = Advice(
    message('Zwischen "…" leitet „\\“ ein Sonderzeichen ein; dieses gibt es nicht.'),
    message(
        "Ist der Schrägstrich gemeint, schreiben Sie „\\\\“,"
        " oder setzen Sie den Text in einfache Anführungszeichen: '…'."
    ),
)
TEXT_BESIDE_SIGN = Advice(
    message("Nach „{sign}“ beginnt der Text erst in der nächsten Zeile."), WHOLE_TEXT
)
OPEN_BRACKET = Advice(
    message("Hinter „{sign}“ fehlt die schließende Klammer oder ein Komma."), WHOLE_TEXT
)
NO_VALUE = Advice(message("Vor „{sign}“ fehlt ein Wert."), WHOLE_TEXT)
ENDS_TOO_EARLY = Advice(
    message("Hier endet die Datei, aber eine Klammer ist noch offen."),
    message("Ergänzen Sie die schließende Klammer."),
)
AFTER_THE_END = Advice(
    message("Vor „{word}“ ist der Wert schon zu Ende."),
    message(
        "Setzen Sie den ganzen Text in Anführungszeichen;"
        " stehen darin schon welche, schreiben Sie diese als „…“."
        " Prüfen Sie auch, ob weiter oben ein Anführungszeichen fehlt."
    ),
)
WRONG_COLUMN = Advice(
    message("Diese Zeile passt nicht zu den Zeilen darüber."),
    message(
        "Was zusammengehört, beginnt in derselben Spalte;"
        " was zu einem Eintrag gehört, ist weiter eingerückt als sein Name."
    ),
)

UNEXPECTED = r"(expected key|block end|'-' indicator|document start).*"

MISTAKES = [
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"tab character|any token .*\t$", TAB),
        (r"simple key", NO_COLON),
        (r"mapping values are not allowed|unexpected ':'", STRAY_COLON),
        (r"sequence entries are not allowed", STRAY_DASH),
        (r"cannot start any token|mapping keys are not allowed", RESERVED_SIGN),
        (r"quoted scalar: found unexpected", OPEN_QUOTE),
        (r"quoted scalar", UNKNOWN_ESCAPE),
        (r"block scalar", TEXT_BESIDE_SIGN),
        (r"an (anchor|alias)", REFERENCE),
        (r"directive|incompatible YAML|duplicate tag", DIRECTIVE),
        (r"\ba tag|undefined tag", TAG),
        (r"flow (sequence|mapping)", OPEN_BRACKET),
        (r"node content.* .$", NO_VALUE),
        (r"flow node", ENDS_TOO_EARLY),
        (UNEXPECTED + r" :$", NO_NAME),
        (UNEXPECTED + r"inside .$", AFTER_THE_END),
        (UNEXPECTED + r"first", WRONG_COLUMN),
    )
]
"""What LibYAML and PyYAML say, with the place and the character where they stopped."""

BEGAN_EARLIER = re.compile(
    r"simple key|quoted scalar: found unexpected|block scalar: (?!.*tab)|flow (sequence|mapping)"
)
"""Mistakes that are mended where the broken part begins, not where the parser stopped."""
