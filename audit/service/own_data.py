"""What is stored about oneself: see it, take it along, correct it, have it deleted.

For everybody who signs in, and for nobody else's data. Articles 15 to 17 and 20 of the GDPR.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from audit.model.messages import Message, message
from audit.model.organisation import Person, Unit, UnitId
from audit.service.account_letters import Change, tell
from audit.service.actions import Act, Denied, NotDone, action, oneself
from audit.service.people import checked_name
from audit.service.rights import Right
from audit.store import about_people as store
from audit.store.accounts import load_account
from audit.store.engine import Connection
from audit.store.organisation import load_person
from audit.store.people import rename_person


class Fate(Enum):
    """What becomes of a reference to somebody who leaves."""

    DELETED = "deleted"
    """The whole row goes: it is about the person."""
    PSEUDONYM = "pseudonym"
    """The row belongs to the administration: a pseudonym stands in the person's place."""
    STAYS = "stays"
    """The row is chained with what it names: the id stays until the row's time is over."""


FATES: Mapping[str, Fate] = {
    "offices.person": Fate.DELETED,
    "accounts.person": Fate.DELETED,
    "deputies.person": Fate.DELETED,
    "deputies.deputy": Fate.DELETED,
    "begun_sign_ins.person": Fate.DELETED,
    "sessions.person": Fate.DELETED,
    "uploads.person": Fate.DELETED,
    "reminders.person": Fate.DELETED,
    "without_office.person": Fate.DELETED,
    "answers.person": Fate.PSEUDONYM,
    "remarks.person": Fate.PSEUDONYM,
    "assessments.submitted_by": Fate.PSEUDONYM,
    "views.person": Fate.PSEUDONYM,
    "agreements.person": Fate.PSEUDONYM,
    "evidence.person": Fate.PSEUDONYM,
    "evidence_ends.person": Fate.PSEUDONYM,
    "course.person": Fate.PSEUDONYM,
    "new_versions.person": Fate.PSEUDONYM,
    "approvals.person": Fate.PSEUDONYM,
    "comments.person": Fate.PSEUDONYM,
    "delegations.person": Fate.DELETED,
    "delegations.given_by": Fate.PSEUDONYM,
    "log.person": Fate.STAYS,
}
"""For every column that refers to people, or names one; a test compares it with the tables."""

KINDS: Mapping[str, Message] = {
    "people": message("Name und Kennung"),
    "offices": message("Ämter"),
    "accounts": message("Konto"),
    "deputies": message("Vertretungen"),
    "begun_sign_ins": message("angefangene Anmeldungen"),
    "sessions": message("laufende Anmeldungen"),
    "uploads": message("Dateien, die Sie hochgeladen und noch nicht verwendet haben"),
    "reminders": message("Erinnerungen, die Sie per E-Mail bekommen haben"),
    "without_office": message("Vermerk, dass kein Amt eingetragen ist"),
    "answers": message("Antworten, die Sie für Ihre Dienststelle gegeben haben"),
    "remarks": message("Anmerkungen und Nachweise, die Sie notiert haben"),
    "views": message("Sichtweisen, um die Sie gebeten wurden"),
    "agreements": message("Einigungen, die Sie festgehalten haben"),
    "evidence": message("Links und Dateien, die Sie als Nachweis hinzugefügt haben"),
    "evidence_ends": message("Nachweise, die Sie entfernt haben"),
    "assessments": message("Bögen, die Sie eingereicht haben"),
    "course": message("Bögen, die Sie eingereicht, zurückgegeben oder freigegeben haben"),
    "new_versions": message("Bögen, die Sie auf eine neue Fassung umgestellt haben"),
    "approvals": message("Freigaben, die Sie erteilt haben"),
    "comments": message("Kommentare, die Sie zu Fragen geschrieben haben"),
    "delegations": message("Themenfelder von Bögen, die Ihnen oder von Ihnen übertragen wurden"),
    "log": message("Zeilen im Änderungsprotokoll"),
}
"""What people read about each table; a test compares it with the tables, too."""


@dataclass(frozen=True)
class AboutMe:
    """What is stored about oneself, in short."""

    person: Person
    units: Mapping[UnitId, Unit]
    counts: Mapping[str, int]
    """Rows by table."""
    named: int
    """In how many rows a pseudonym could stand."""
    mail: str | None
    """Where one is reminded."""

    @property
    def may_leave(self) -> bool:
        """Whether the account can be deleted: nobody who holds an office can do without."""
        return not self.person.offices


@action(Right.KEEP_OWN_DATA, of=oneself)
def about_me(act: Act) -> AboutMe:
    """Say what is stored about oneself."""
    person = _myself(act)
    rows = store.rows_about(act.connection, person.id)
    account = load_account(act.connection, person.id)
    named = [name.partition(".") for name, fate in FATES.items() if fate is Fate.PSEUDONYM]
    return AboutMe(
        person,
        {unit.id: unit for unit in act.units},
        {table: len(found) for table, found in rows.items()},
        sum(row[column] == person.id for table, _, column in named for row in rows.get(table, ())),
        None if account is None else account.mail,
    )


@action(Right.KEEP_OWN_DATA, of=oneself)
def all_about_me(act: Act) -> dict[str, Any]:
    """Collect all that is stored about oneself, ready to be written as JSON."""
    rows = store.rows_about(act.connection, _myself(act).id)
    return {
        "written": act.now.isoformat(timespec="seconds"),
        "explained": {table: str(KINDS[table]) for table in rows},
        **{table: [_plain(row) for row in found] for table, found in rows.items()},
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _written(value) for name, value in row.items()}


def _written(value: object) -> object:
    match value:
        case date() | datetime():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode()
        case _:
            return value


@action(Right.KEEP_OWN_DATA, of=oneself, writes=True)
def correct_my_name(act: Act, name: str) -> str:
    """Write the own name anew, and return it as it is kept."""
    person, name = _myself(act), checked_name(name)
    account = load_account(act.connection, person.id)
    if account is not None and account.issuer is not None:
        raise NotDone(
            message(
                "Ihr Name kommt aus dem Verzeichnis Ihrer Verwaltung. Bitte lassen Sie ihn dort "
                "berichtigen; bei der nächsten Anmeldung steht er auch hier."
            )
        )
    if name != person.name:
        rename_person(act.connection, person.id, name)
        # Without the names: in the log they would outlast the correction.
        act.record(f"person {person.id}", new="name")
    return name


@action(Right.KEEP_OWN_DATA, of=oneself, writes=True)
def take_my_name_off(act: Act) -> int:
    """Let a pseudonym stand at all that one has answered and noted so far. Returns in how many
    rows."""
    person = _myself(act)
    count = store.put_in_place(act.connection, _with(Fate.PSEUDONYM), person.id)
    if count:
        act.record(f"person {person.id}", new="pseudonym")
    return count


@action(Right.KEEP_OWN_DATA, of=oneself, writes=True)
def delete_my_account(act: Act) -> None:
    """Delete all that is only about oneself, and sign out everywhere; see `forget_person`.

    Raises `NotDone` for whoever holds an office.
    """
    person = _myself(act)
    if person.offices:
        raise NotDone(
            message(
                "Solange Sie ein Amt haben, braucht die Verwaltung Ihr Konto. Bitten Sie die "
                "Systemverwaltung, das Amt auszutragen; danach lässt es sich löschen."
            )
        )
    act.record(f"person {person.id}", new="deleted")
    tell(act.house.settings, act.connection, person.id, Change.ENDED, act.now)
    forget_person(act.connection, person.id)


def forget_person(connection: Connection, person: str) -> None:
    """Delete somebody: account and stays go, a pseudonym stands at what they answered.

    The log keeps their id until its time is over: a line that is changed would break its chain.
    """
    store.put_in_place(connection, _with(Fate.PSEUDONYM), person)
    for reference in _with(Fate.DELETED):
        store.delete_rows(connection, reference, person)
    store.delete_person(connection, person)


def _with(fate: Fate) -> list[str]:
    return [reference for reference, becomes in FATES.items() if becomes is fate]


def _myself(act: Act) -> Person:
    found = load_person(act.connection, act.caller.person or "")
    if found is None:
        raise Denied
    return found
