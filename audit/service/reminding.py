"""Reminds people by mail of what is open, nobody twice a day of the same; and gives the last day
for one's own calendar.

A letter takes three steps, for no transaction may be open while a mail server is asked: `claim`
takes it on oneself, `audit.service.delivery.deliver` hands it over, `settle` writes down what
became of it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.files.deadlines import Deadline
from audit.model.accounts import Account
from audit.model.messages import Message, Translator, message
from audit.model.organisation import Person
from audit.model.waves import Wave, WaveState
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.delivery import Delivered, Fate, Letter
from audit.service.house import speak
from audit.service.inviting import OpenSheet, what_waits
from audit.service.letters import TASKS, Written, sealed, write_letter
from audit.service.mail_server import MailServer
from audit.service.rights import Right
from audit.store import assessments
from audit.store import reminders as store
from audit.store.accounts import load_accounts
from audit.store.reminders import Reminder
from audit.store.waves import load_waves


@dataclass(frozen=True)
class Addressee:
    """Somebody who looks after open sheets of a wave, and what they would read."""

    person: Person
    written: Written
    has_address: bool
    last: Reminder | None
    """The last time that they were reminded of this wave."""

    def can_be_reminded(self, today: date) -> bool:
        """Tell whether a letter can go to them today."""
        return self.has_address and (self.last is None or self.last.day != today)


@dataclass(frozen=True)
class Round:
    """A wave that runs, and everybody who looks after its open sheets."""

    wave: Wave
    addressees: tuple[Addressee, ...]


@dataclass(frozen=True)
class Claimed:
    """Letters that are to go now, and nobody else's to send."""

    server: MailServer
    wave: Wave
    day: date
    letters: tuple[Letter, ...]
    left_out: tuple[tuple[str, Message], ...]
    """Who gets none, by name, and why."""


@dataclass(frozen=True, eq=False)
class _Waiting:
    """Somebody with all sheets of a wave that wait for them."""

    wave: Wave
    person: Person
    account: Account | None
    sheets: tuple[OpenSheet, ...]

    @property
    def mail(self) -> str | None:
        return None if self.account is None else self.account.mail

    @property
    def translator(self) -> Translator:
        return speak((self.account and self.account.mail_language) or "de")

    def written(self, address: str) -> Written:
        say = self.translator.text
        sheets = [
            (
                say(one.questionnaire.id, one.questionnaire.title),
                one.unit.name if one.access_point is None else one.access_point.name,
            )
            for one in self.sheets
        ]
        return write_letter(self.person.name, self.wave, sheets, address, self.translator)


@action(Right.INVITE)
def rounds_to_remind(act: Act) -> list[Round]:
    """List who can be reminded of what. An address is shown to nobody, only whether there is
    one."""
    address, rounds = act.house.settings.address or "", []
    for wave, people in _by_wave(act):
        last = store.load_last(act.connection, wave.id)
        addressees = [
            Addressee(
                one.person, one.written(address), one.mail is not None, last.get(one.person.id)
            )
            for one in people.values()
        ]
        rounds.append(Round(wave, tuple(addressees)))
    return rounds


@action(Right.INVITE, writes=True)
def claim(act: Act, wave: str, people: Sequence[str]) -> Claimed:
    """Take it on oneself to remind some people, and write their letters.

    Whoever has nothing to do any more, has no address or was reminded today is left out. Raises
    `NotDone` where nothing is ever sent.
    """
    server, address = _way_out(act)
    if not people:
        raise NotDone(message("Bitte wählen Sie, wer erinnert werden soll."))
    found = {one.id: (one, due) for one, due in _by_wave(act)}
    if wave not in found:
        raise NotDone(message("In dieser Runde wartet kein Bogen mehr auf jemanden."))
    held, due = found[wave]
    letters: list[Letter] = []
    left_out: list[tuple[str, Message]] = []
    for one in [due[id_] for id_ in dict.fromkeys(people) if id_ in due]:
        if one.mail is None:
            left_out.append((one.person.name, _NO_ADDRESS))
        elif not store.claim(act.connection, one.person.id, wave, act.today):
            left_out.append((one.person.name, _TODAY_ALREADY))
        else:
            deadline = Deadline(held, address + TASKS, act.now)
            content = sealed(
                one.written(address), server.sender, one.mail, deadline, one.translator
            )
            letters.append(Letter(one.person.id, one.person.name, one.mail, content))
    return Claimed(server, held, act.today, tuple(letters), tuple(left_out))


@action(Right.INVITE, writes=True)
def settle(act: Act, claimed: Claimed, delivered: Delivered) -> None:
    """Write down what became of a letter; one that never left can be tried again."""
    row = delivered.letter.person, claimed.wave.id, claimed.day
    said: dict[str, object] = {"wave": claimed.wave.title}
    match delivered.fate:
        case Fate.ACCEPTED:
            store.note_accepted(act.connection, *row)
        case Fate.NOT_ACCEPTED:
            store.release(act.connection, *row)
            return
        case Fate.UNCERTAIN:
            said["uncertain"] = True
    act.record(f"person {delivered.letter.person}", new=json.dumps(said, ensure_ascii=False))


@action(Right.SEE_ASSESSMENTS, of=None)
def own_deadline(act: Act, wave: str) -> Deadline:
    """Give the last day of a wave in which one has something to do, for one's own calendar."""
    held = next((one for one in load_waves(act.connection) if one.id == wave), None)
    reach = act.reach(Right.SEE_ASSESSMENTS)
    if (
        held is None
        or held.state(act.today) is not WaveState.RUNNING
        or not assessments.load_assessments(act.connection, wave, units=reach)
    ):
        raise Denied
    address = act.house.settings.address
    return Deadline(held, None if address is None else address + TASKS, act.now)


def _way_out(act: Act) -> tuple[MailServer, str]:
    """Find the mail server, and the address that stands in letters."""
    server, address = act.house.settings.mail, act.house.settings.address
    if act.house.settings.demo:
        raise NotDone(NEVER_IN_THE_DEMO)
    if server is None or address is None:
        raise NotDone(_NOT_SET_UP)
    return server, address


def _by_wave(act: Act) -> Iterator[tuple[Wave, Mapping[str, _Waiting]]]:
    """List the people of each wave, by their ids."""
    accounts = load_accounts(act.connection)
    waves: dict[str, tuple[Wave, dict[str, _Waiting]]] = {}
    for due in what_waits(act):
        wave, people = waves.setdefault(due.wave.id, (due.wave, {}))
        for person in due.people:
            before = people[person.id].sheets if person.id in people else ()
            people[person.id] = _Waiting(
                wave, person, accounts.get(person.id), (*before, *due.sheets)
            )
    yield from waves.values()


NEVER_IN_THE_DEMO = message(
    "In der erfundenen Stadt wird nichts verschickt. Die Vorschau zeigt, was in der E-Mail stünde."
)
_NOT_SET_UP = message(
    "E-Mails sind nicht eingerichtet. Wer den Server betreibt, findet in der Anleitung zum "
    "Betrieb, wie das geht."
)
_NO_ADDRESS = message("Für diese Person ist keine E-Mail-Adresse eingetragen.")
_TODAY_ALREADY = message("Diese Person wurde heute schon erinnert.")
