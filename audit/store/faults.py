"""Which fault of a database an error is."""

from enum import Enum, auto

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from audit.store.engine import OutcomeUnknown, Unsafe


class Fault(Enum):
    """What happens to databases."""

    LOCKED = auto()
    READ_ONLY = auto()
    FULL = auto()
    DAMAGED = auto()
    NO_DATABASE = auto()
    """A file that is something else."""
    MISSING = auto()
    UNREACHABLE = auto()
    NO_ENTRY = auto()
    """User or password are wrong."""
    UNSAFE = auto()
    OTHER = auto()


def fault_of(error: BaseException) -> Fault:
    """Tell faults apart by the codes of SQLite and PostgreSQL."""
    if isinstance(error, Unsafe):
        return Fault.UNSAFE
    if isinstance(error, OutcomeUnknown):
        return Fault.UNREACHABLE
    if isinstance(error, NoneFree):
        return Fault.LOCKED
    cause = error.orig if isinstance(error, DBAPIError) else error
    if name := getattr(cause, "sqlite_errorname", None):
        return _first(_OF_SQLITE, str(name).removeprefix("SQLITE_"), Fault.OTHER)
    state = getattr(cause, "sqlstate", None)
    if state is None and hasattr(cause, "pgresult"):
        return _without_a_code(str(cause))
    return _first(_OF_POSTGRES, str(state or ""), Fault.OTHER)


def is_passing(error: BaseException) -> bool:
    """Tell whether the same transaction, tried again at once, may well succeed.

    Either it clashed with another one, or the server went away before the end was sent, or has not
    come back yet; in each case the database has forgotten all of it.
    """
    if not isinstance(error, DBAPIError) or not hasattr(error.orig, "sqlstate"):
        return False
    state = str(getattr(error.orig, "sqlstate", ""))
    clashed = state.startswith(("40001", "40P01"))
    return clashed or error.connection_invalidated or fault_of(error) is Fault.UNREACHABLE


def _first(codes: dict[str, Fault], code: str, otherwise: Fault) -> Fault:
    return next((fault for start, fault in codes.items() if code.startswith(start)), otherwise)


def _without_a_code(told: str) -> Fault:
    """A server that lets nobody in says so in words only."""
    refusals = ("authentication", "no pg_hba.conf entry", "no password", 'role "')
    if "does not exist" in told and 'database "' in told:
        return Fault.MISSING
    return Fault.NO_ENTRY if any(word in told for word in refusals) else Fault.UNREACHABLE


_OF_SQLITE = {
    "BUSY": Fault.LOCKED,
    "LOCKED": Fault.LOCKED,
    "READONLY": Fault.READ_ONLY,
    "FULL": Fault.FULL,
    "CORRUPT": Fault.DAMAGED,
    "IOERR": Fault.DAMAGED,
    "NOTADB": Fault.NO_DATABASE,
    "CANTOPEN": Fault.MISSING,
    "PERM": Fault.READ_ONLY,
}
_OF_POSTGRES = {
    "53300": Fault.LOCKED,  # too many connections
    "55P03": Fault.LOCKED,
    "40": Fault.LOCKED,
    "25006": Fault.READ_ONLY,
    "42501": Fault.NO_ENTRY,
    "53100": Fault.FULL,
    "XX": Fault.DAMAGED,
    "3D000": Fault.MISSING,
    "28": Fault.NO_ENTRY,
    "08": Fault.UNREACHABLE,
    "57P": Fault.UNREACHABLE,
}
