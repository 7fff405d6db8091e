"""How people prove who they are, and what goes on while they do."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from audit.model.accounts import Account
from audit.store.queues import Queue, wait_in
from audit.store.schema import accounts, attempts, begun_sign_ins


def add_account(connection: Connection, account: Account) -> None:
    """Open an account for a person who has none."""
    connection.execute(insert(accounts).values(**vars(account)))


def load_accounts(connection: Connection) -> dict[str, Account]:
    """List all accounts, by person."""
    rows = connection.execute(select(accounts))
    return {row.person: _account(row) for row in rows}


def load_account(connection: Connection, person: str) -> Account | None:
    """Find the account of a person."""
    return _found(connection, accounts.c.person == person)


def account_named(connection: Connection, name: str) -> Account | None:
    """Find an account by what is typed at sign-in, in the form in which it is kept."""
    return _found(connection, accounts.c.name == name)


def account_with_code(connection: Connection, code: str) -> Account | None:
    """Find the account for which a one-time code was given out, by the hash of the code."""
    return _found(connection, accounts.c.code == code)


def account_of_subject(connection: Connection, issuer: str, subject: str) -> Account | None:
    """Find the account of somebody whom a directory sends."""
    return _found(connection, accounts.c.issuer == issuer, accounts.c.subject == subject)


def _found(connection: Connection, *conditions: ColumnElement[bool]) -> Account | None:
    row = connection.execute(select(accounts).where(*conditions)).one_or_none()
    return None if row is None else _account(row)


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(**row._mapping)


def change_account(connection: Connection, person: str, **values: object) -> None:
    """Write some of an account anew, e.g. `active=False`."""
    connection.execute(update(accounts).where(accounts.c.person == person).values(**values))


def use_code(connection: Connection, person: str, code: str | None, password: str) -> bool:
    """Set a password by a one-time code, given by its hash, which is then used up; False when
    somebody else was quicker."""
    done = connection.execute(
        update(accounts)
        .where(accounts.c.person == person, accounts.c.code == code)
        .values(password=password, code=None, code_ends=None)
    )
    return done.rowcount == 1


def use_code_of_app(connection: Connection, person: str, step: int) -> bool:
    """Note that the code of a time step was used; False when it, or a later one, was before."""
    done = connection.execute(
        update(accounts)
        .where(
            accounts.c.person == person,
            accounts.c.second_factor_used.is_(None) | (accounts.c.second_factor_used < step),
        )
        .values(second_factor_used=step)
    )
    return done.rowcount == 1


def hold_accounts(connection: Connection) -> None:
    """Let nobody else change accounts before this transaction ends."""
    query = select(accounts.c.person).order_by(accounts.c.person).with_for_update()
    connection.execute(query).all()


def hold_newcomers(connection: Connection) -> None:
    """Let nobody else come for the first time before this transaction ends."""
    wait_in(connection, Queue.NEWCOMERS)


def hold_attempts(connection: Connection) -> None:
    """Let nobody else count attempts before this transaction ends."""
    wait_in(connection, Queue.ATTEMPTS)


def load_attempts(connection: Connection, about: str) -> tuple[int, datetime] | None:
    """Find how often signing in has failed in a row, and when it was tried last."""
    row = connection.execute(select(attempts).where(attempts.c.about == about)).one_or_none()
    return None if row is None else (row.failed, row.last)


def count_attempt(connection: Connection, about: str, failed: int, last: datetime) -> None:
    """Write down how often it has failed; `hold_attempts` comes before."""
    forget_attempts(connection, about)
    connection.execute(insert(attempts).values(about=about, failed=failed, last=last))


def forget_attempts(connection: Connection, about: str) -> None:
    """Forget what has failed; `hold_attempts` comes before."""
    connection.execute(delete(attempts).where(attempts.c.about == about))


def forget_old_attempts(connection: Connection, before: datetime) -> None:
    """Forget what has failed long ago; `hold_attempts` comes before."""
    connection.execute(delete(attempts).where(attempts.c.last < before))


def keep_begun(
    connection: Connection, id_: str, person: str | None, kept: str, ends: datetime
) -> None:
    """Remember a sign-in that has begun, until it ends."""
    connection.execute(insert(begun_sign_ins).values(id=id_, person=person, kept=kept, ends=ends))


def load_begun(connection: Connection, id_: str, now: datetime) -> tuple[str | None, str] | None:
    """Find for whom a sign-in has begun, and what was kept of it."""
    query = select(begun_sign_ins).where(begun_sign_ins.c.id == id_, begun_sign_ins.c.ends > now)
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.person, row.kept)


def end_begun(connection: Connection, id_: str) -> bool:
    """Forget a sign-in that has begun; False when somebody was faster."""
    gone = connection.execute(delete(begun_sign_ins).where(begun_sign_ins.c.id == id_))
    return gone.rowcount == 1


def forget_begun(connection: Connection, now: datetime) -> None:
    """Forget the sign-ins that nobody has ended in time."""
    connection.execute(delete(begun_sign_ins).where(begun_sign_ins.c.ends <= now))
