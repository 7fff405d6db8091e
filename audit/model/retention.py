"""How long which data are kept, and why so long: the first answer to a data-protection officer.

The numbers are proposals. Each town settles its own with its data-protection officer and its staff
council, and sets them by AUDIT_RETENTION, e.g. `log=180 free-texts=90`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from audit.model.messages import Message, message


@dataclass(frozen=True)
class Period:
    """How long one class of data is kept."""

    name: str
    """Permanent; in AUDIT_RETENTION and in the protocol."""
    title: Message
    days: int
    counted_from: Message
    reason: Message


PERIODS: tuple[Period, ...] = (
    Period(
        "drafts",
        message("Entwürfe von Menschen ohne Konto, die nicht abgesendet wurden"),
        0,
        message("ab dem Ende ihres Besuchs, spätestens nach zwei Tagen"),
        message("Wer nicht absendet, hat nicht teilgenommen."),
    ),
    Period(
        "stays",
        message("Anmeldungen (Sitzungen)"),
        0,
        message("ab ihrem Ende, spätestens zwölf Stunden nach der Anmeldung"),
        message("Danach braucht sie niemand mehr."),
    ),
    Period(
        "uploads",
        message("Hochgeladene Dateien, die niemand verwendet hat"),
        1,
        message("ab dem Hochladen"),
        message("So lange reicht die Vorschau; verwendete Dateien sind sofort weg."),
    ),
    Period(
        "free-texts",
        message("Freie Texte in abgesendeten Rückmeldungen"),
        180,
        message("ab dem letzten Tag der Erhebungsrunde"),
        message(
            "Bis dahin ist der Abschlussbericht geschrieben. Freie Texte können Menschen erkennbar "
            "machen; die übrigen Antworten zählen weiter."
        ),
    ),
    Period(
        "evidence",
        message("Dateien, die als Nachweis bei einer Frage liegen"),
        1095,
        message("ab dem letzten Tag der Erhebungsrunde"),
        message(
            "Bis dahin ist die nächste Runde mit dieser verglichen. Was in einer Datei steht, "
            "überblickt niemand; dass sie da war, bleibt vermerkt."
        ),
    ),
    Period(
        "working-notes",
        message(
            "Kommentare zu Fragen, und übertragene Themenfelder mit dem, was dazu geschrieben wurde"
        ),
        180,
        message("ab dem letzten Tag der Erhebungsrunde"),
        message("Danach ist die Runde ausgewertet, und niemand fragt mehr nach."),
    ),
    Period(
        "reminders",
        message("Vermerke, wer per E-Mail an offene Bögen erinnert wurde"),
        90,
        message("ab dem Tag der Erinnerung"),
        message(
            "So sieht die Projektgruppe, wann sie jemanden zuletzt erinnert hat, und erinnert "
            "niemanden zu oft."
        ),
    ),
    Period(
        "log",
        message("Änderungsprotokoll"),
        365,
        message("ab dem Eintrag"),
        message(
            "Ein Jahr reicht, um Fehler und Missbrauch aufzuklären, und deckt eine Erhebungsrunde."
        ),
    ),
    Period(
        "accounts",
        message("Konten von Menschen ohne Amt"),
        90,
        message("ab dem Tag, an dem auffiel, dass sie kein Amt haben"),
        message(
            "Wer das Amt wechselt, hat dazwischen manchmal keines. Danach gilt das Konto nicht "
            "mehr als nötig; an Antworten tritt ein Pseudonym an die Stelle des Namens."
        ),
    ),
)

MOST_DAYS = 3650


class NotAPeriod(ValueError):
    """Periods that nobody can keep to; the sentence says which word is wrong."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def periods_of(written: str) -> Mapping[str, Period]:
    """Read periods as `name=days name=days`; what is not named keeps its proposal.

    Raises `NotAPeriod`.
    """
    periods = {period.name: period for period in PERIODS}
    for word in written.split():
        name, _, days = word.partition("=")
        if name not in periods or not (days.isascii() and days.isdecimal()):
            raise NotAPeriod(
                message(
                    "„{word}“ ist keine Frist. Möglich sind: {names}, jeweils mit "
                    "einer Zahl von Tagen wie „log=180“.",
                    word=word[:60],
                    names=", ".join(periods),
                )
            )
        if int(days) > MOST_DAYS:
            raise NotAPeriod(message("Mehr als {most} Tage sind zu lang.", most=MOST_DAYS))
        periods[name] = replace(periods[name], days=int(days))
    return periods
