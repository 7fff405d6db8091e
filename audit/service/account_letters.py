"""Tells people by mail what has changed about their account: who did not do it themselves hears so.

Such a letter leaves after the change is committed, and beside it: nobody waits for the mail server,
and one that is away stops nothing. What did not leave is not tried again.
"""

import logging
from datetime import datetime
from enum import Enum
from queue import Full, Queue
from threading import Lock, Thread

from babel.dates import format_date

from audit.model.messages import Message, Translator, message
from audit.service.delivery import Fate, Letter, deliver
from audit.service.house import TOWN_CLOCK, House, Settings, speak
from audit.service.letters import Written, sealed_alone
from audit.service.mail_server import MailServer
from audit.store.accounts import load_account
from audit.store.engine import Connection, afterwards
from audit.store.organisation import load_person


class Change(Enum):
    """What has changed, as it is said."""

    PASSWORD = message("Das Passwort Ihres Kontos wurde geändert.")
    FACTOR_ON = message("Für Ihre Anmeldung wurde ein zweiter Schritt eingerichtet.")
    FACTOR_OFF = message("Der zweite Schritt Ihrer Anmeldung wurde aufgehoben.")
    ADDRESS = message(
        "Die E-Mail-Adresse Ihres Kontos wurde geändert oder gelöscht. Diese E-Mail ist die letzte "
        "an die bisherige Adresse."
    )
    LOCKED = message("Ihr Zugang wurde gesperrt.")
    LET_IN = message("Ihr Zugang wurde wieder geöffnet.")
    ENDED = message("Ihr Konto wurde gelöscht.")
    OFFICES = message("Ihre Aufgaben in der Anwendung wurden geändert.")


def tell(
    settings: Settings, connection: Connection, person: str, change: Change, now: datetime
) -> None:
    """Write to somebody, at the address that they have at this moment, as soon as what is being
    done is committed. Nothing happens without an address or a mail server, and in the demo."""
    server = settings.mail
    if settings.demo or server is None:
        return
    account, known = load_account(connection, person), load_person(connection, person)
    if account is None or account.mail is None or known is None:
        return
    translator = speak(account.mail_language or "de")
    day = format_date(House.day_of(now), format="long", locale=translator.language)
    when = f"{day}, {now.astimezone(TOWN_CLOCK):%H:%M}"
    content = sealed_alone(
        _written(known.name, change.value, when, translator), server.sender, account.mail, now
    )
    letter = Letter(person, known.name, account.mail, content)
    afterwards(connection, lambda: _post(server, letter))


def _written(name: str, what: Message, when: str, translator: Translator) -> Written:
    """Write without any link: whoever gets used to them believes the wrong one."""
    parts = (
        message("Guten Tag {name},", name=name),
        what,
        message("Zeitpunkt: {when}", when=when),
        _WHAT_TO_DO,
        _NO_LINK,
    )
    body = "\n\n".join(translator.say(part) for part in parts)
    return Written(translator.say(_SUBJECT), f"{body}\n", translator.language)


WAITING: Queue[tuple[MailServer, Letter]] = Queue(maxsize=1_000)
"""Letters on their way to the mail server."""

_beginning = Lock()
_carriers: list[Thread] = []


def _post(server: MailServer, letter: Letter) -> None:
    try:
        WAITING.put_nowait((server, letter))
    except Full:
        _log.warning("A letter about an account was not sent: too many wait")
        return
    with _beginning:
        if not any(carrier.is_alive() for carrier in _carriers):
            _carriers[:] = [Thread(target=_carry, name="letters about accounts", daemon=True)]
            _carriers[0].start()


def _carry() -> None:
    while True:
        server, letter = WAITING.get()
        try:
            for done in deliver(server, [letter]):
                if done.fate is not Fate.ACCEPTED:
                    _log.warning("A letter about an account did not leave: %s", done.why)
        except Exception:  # the next letter must leave nevertheless
            _log.exception("A letter about an account did not leave")
        finally:
            WAITING.task_done()


_log = logging.getLogger(__name__)

_SUBJECT = message("Interkulturelle Öffnung: Ihr Konto wurde geändert")
_WHAT_TO_DO = message(
    "Waren Sie das selbst, oder wussten Sie davon? Dann ist nichts zu tun. Sonst sagen Sie es "
    "bitte gleich der Systemverwaltung."
)
_NO_LINK = message("Diese E-Mail kommt von selbst und enthält mit Absicht keinen Link.")
