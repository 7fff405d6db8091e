"""Everybody who signs in, as the system administration sees and finds them."""

from dataclasses import dataclass

from audit.model.accounts import Account, Deputy
from audit.model.organisation import Office, Person, Unit

NO_OFFICE = "none"
"""Stands for a role where those are looked for who have none."""


@dataclass(frozen=True)
class Member:
    """Somebody as the system administration sees them."""

    person: Person
    account: Account | None
    given_here: tuple[Office, ...]
    """Which of the offices can be changed here; the others come from a directory."""

    @property
    def is_active(self) -> bool:
        """Whether they may come in."""
        return self.account is None or self.account.active

    @property
    def called(self) -> str:
        """By which names they are found."""
        account = "" if self.account is None else self.account.name or ""
        return f"{self.person.name} {account}".casefold()

    @property
    def roles(self) -> set[str]:
        """By which roles they are found."""
        return {office.role.value for office in self.person.offices} or {NO_OFFICE}


@dataclass(frozen=True)
class Staff:
    """Everybody, and who looks after whose offices."""

    members: tuple[Member, ...]
    deputies: tuple[Deputy, ...]
    units: tuple[Unit, ...]
    """With those that are closed: a directory may still name them."""

    @property
    def open_units(self) -> tuple[Unit, ...]:
        """The units in which an office can be given."""
        return tuple(unit for unit in self.units if unit.is_open)

    def member(self, person: str) -> Member | None:
        """Find somebody."""
        return next((one for one in self.members if one.person.id == person), None)

    def found(self, words: str, role: str) -> list[Member]:
        """Find those whose name or sign-in name has all these words in it, and who hold an office
        of this role; `NO_OFFICE` finds those without any, empty texts find everybody."""
        wanted = words.casefold().split()
        return [
            one
            for one in self.members
            if all(word in one.called for word in wanted) and role in {"", *one.roles}
        ]
