"""How the system administration finds somebody among many."""

import pytest

from audit.model.accounts import Account
from audit.model.organisation import Office, Person, Role, UnitId
from audit.model.staff import NO_OFFICE, Member, Staff

KARL = Member(
    Person("karl", "Karl Kamm", (Office(Role.HEAD, UnitId("a")), Office(Role.STEERING))),
    Account("karl", "k.kamm@stadt.example"),
    (),
)
CARLA = Member(Person("carla", "Carla Kammer", (Office(Role.COUNCIL),)), None, ())
OLGA = Member(Person("olga", "Olga Groß", ()), Account("olga", None), ())
STAFF = Staff((KARL, CARLA, OLGA), (), ())


@pytest.mark.parametrize(
    ("words", "role", "found"),
    [
        ("", "", [KARL, CARLA, OLGA]),
        ("kamm", "", [KARL, CARLA]),
        ("KAMM  karl", "", [KARL]),
        ("stadt.example", "", [KARL]),
        ("gross", "", [OLGA]),
        ("kamm olga", "", []),
        ("", "steering", [KARL]),
        ("", NO_OFFICE, [OLGA]),
        ("kamm", NO_OFFICE, []),
        ("", "emperor", []),
    ],
)
def test_who_is_looked_for_is_found_by_every_word_and_by_role(
    words: str, role: str, found: list[Member]
) -> None:
    assert STAFF.found(words, role) == found
