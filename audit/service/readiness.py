"""Whether people can work: what those ask who send them here, e.g. a proxy with several servers."""

from audit.service.house import House
from audit.store.engine import FAULTS, Unsafe, reading
from audit.store.migrating import TooNew, is_up_to_date


def is_ready(house: House) -> bool:
    """Tell whether the database answers, and has the tables that this program needs."""
    try:
        with reading(house.engine) as connection:
            return is_up_to_date(connection)
    except (*FAULTS, Unsafe, TooNew):
        return False
