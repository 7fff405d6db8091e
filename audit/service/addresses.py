"""Where people are reminded: an address that they give of their own accord."""

from collections.abc import Callable

from audit.model.accounts import Account, mail_address
from audit.model.messages import message
from audit.model.written import cleaned
from audit.service.account_letters import Change, tell
from audit.service.actions import Act, NotDone, action
from audit.service.house import languages
from audit.service.rights import Right
from audit.store import accounts as store
from audit.store.engine import Connection


@action(Right.KEEP_PEOPLE, writes=True)
def change_address(act: Act, person: str, typed: str, language: str) -> None:
    """Say where and in which language somebody is reminded; nothing typed: nowhere."""
    account = store.load_account(act.connection, person)
    if account is None or not account.active:
        raise NotDone(message("Diese Person hat kein Konto, oder es ist deaktiviert."))

    def leave() -> None:
        tell(act.house.settings, act.connection, person, Change.ADDRESS, act.now)

    if keep_address(act.connection, account, typed, language, leave):
        # Without the address: in the log it would outlast the account.
        act.record(f"person {person}")


def keep_address(
    connection: Connection, account: Account, typed: str, language: str, leave: Callable[[], None]
) -> bool:
    """Write an address down, or take it away; False when nothing has changed. Raises `NotDone` when
    no letter could be sent to it. Before another address counts, `leave` is called."""
    typed = cleaned(typed)
    mail = mail_address(typed) if typed else None
    if typed and mail is None:
        raise NotDone(
            message(
                "An diese Adresse lässt sich nichts schicken. Bitte schreiben Sie sie wie "
                "vorname.name@musterstadt.de, ohne Leerzeichen und Umlaute."
            )
        )
    spoken = (language if language in languages() else "de") if mail else None
    if (mail, spoken) == (account.mail, account.mail_language):
        return False
    if mail != account.mail:
        leave()
    store.change_account(connection, account.person, mail=mail, mail_language=spoken)
    return True
