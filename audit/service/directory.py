"""The directory of an administration (Keycloak, Entra ID ...): which it is, and which offices its
groups give."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audit.model.messages import Message, message
from audit.model.organisation import Office, Role, UnitId
from audit.model.problems import Problem, Refused, did_you_mean
from audit.service.rights import NEEDS_A_UNIT

ISSUER, CLIENT, SECRET, GROUPS, CLAIM, STRENGTH = (
    "AUDIT_OIDC_ISSUER", "AUDIT_OIDC_CLIENT", "AUDIT_OIDC_SECRET", "AUDIT_OIDC_GROUPS",
    "AUDIT_OIDC_CLAIM", "AUDIT_OIDC_ACR",
)  # fmt: skip

THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
"""Only here a directory may be asked without https: nobody listens on the way."""

LONGEST_ISSUER = 300
"""So much room there is beside each account."""

OFFERED = tuple(role.value for role in Role if role is not Role.GUEST)


@dataclass(frozen=True)
class Directory:
    """Who vouches for people, and what we believe them to do."""

    issuer: str
    """Its name for itself, to the letter, e.g. `https://login.musterstadt.de/realms/stadt`."""
    client: str
    """How it knows this application."""
    secret: str = field(repr=False)
    groups: tuple[tuple[str, Office], ...]
    """Each group with an office that it gives; one group may give several."""
    claim: str = "groups"
    """Under this name it says in which groups somebody is."""
    strength: tuple[str, ...] = ()
    """By its names (`acr`), the ways of signing in there that are strong enough; none: all are."""

    def offices_of(self, groups: Iterable[str]) -> tuple[Office, ...]:
        """List the offices that some groups give, in the order of the setting."""
        held = set(groups)
        return tuple(dict.fromkeys(office for group, office in self.groups if group in held))


def read_directory(names: Mapping[str, str]) -> Directory | None:
    """Read the settings of the directory; None: there is none.

    Raises `Refused` with everything that is missing or unclear.
    """
    settings = (ISSUER, CLIENT, SECRET, GROUPS, CLAIM, STRENGTH)
    given = {name: names.get(name, "").strip() for name in settings}
    if not any(given.values()):
        return None
    needed = (ISSUER, CLIENT, SECRET, GROUPS)
    problems = [Problem(name, None, _MISSING) for name in needed if not given[name]]
    if not names.get("AUDIT_ADDRESS", "").strip():
        problems.append(Problem("AUDIT_ADDRESS", None, _NO_ADDRESS))
    if given[ISSUER] and not _is_issuer(given[ISSUER]):
        problems.append(Problem(ISSUER, None, _NO_ISSUER))
    groups: list[tuple[str, Office]] = []
    for entry in _entries(given[GROUPS]):
        try:
            groups.append(_group(entry))
        except Refused as refused:
            problems += refused.problems
    if given[GROUPS] and not groups and not problems:
        problems.append(Problem(GROUPS, None, _NO_GROUP))
    if problems:
        raise Refused(problems)
    claim = given[CLAIM] or Directory.claim
    strength = tuple(given[STRENGTH].split())
    return Directory(given[ISSUER], given[CLIENT], given[SECRET], tuple(groups), claim, strength)


def _is_issuer(address: str) -> bool:
    """Tell whether an address can be the name of a directory (OpenID Connect Core 1.0, 2)."""
    return is_safe(address) and not {"?", "#"} & set(address) and len(address) <= LONGEST_ISSUER


def is_safe(address: str) -> bool:
    """Tell whether nobody can listen when an address is asked."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not address.isprintable() or " " in address or parts.username or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)


def _entries(written: str) -> Iterator[str]:
    """Take the setting apart: entries end with a semicolon or a line."""
    for entry in written.replace("\n", ";").split(";"):
        if entry.strip():
            yield entry.strip()


def _group(entry: str) -> tuple[str, Office]:
    """Read e.g. `head@buergerservice=Gruppe B`; raises `Refused`."""
    what, equals, group = (part.strip() for part in entry.partition("="))
    name, _, unit = (part.strip() for part in what.partition("@"))
    if not equals or not group:
        raise _refused(message("In „{entry}“ fehlt die Gruppe.", entry=entry), _FORM)
    if name not in OFFERED:
        known = message("Möglich sind: {roles}.", roles=", ".join(OFFERED))
        sentence = message("Die Aufgabe „{name}“ gibt es nicht.", name=name)
        raise _refused(sentence, did_you_mean(name, OFFERED) or known)
    role = Role(name)
    if role in NEEDS_A_UNIT and not unit:
        sentence = message("Zur Aufgabe „{name}“ gehört ein Bereich.", name=name)
        raise _refused(sentence, message("Schreiben Sie z. B. „{name}@buergerservice“.", name=name))
    if role not in NEEDS_A_UNIT and "@" in what:
        raise _refused(message("Die Aufgabe „{name}“ gilt für die ganze Verwaltung; bitte nennen "
                               "Sie keinen Bereich.", name=name))  # fmt: skip
    return group, Office(role, UnitId(unit) if unit else None)


def _refused(sentence: Message, hint: Message | None = None) -> Refused:
    return Refused([Problem(GROUPS, None, sentence, hint)])


_MISSING = message(
    "Diese Einstellung fehlt: Ohne sie ist die Anmeldung über den Anmeldedienst nicht möglich."
)
_NO_GROUP = message("Diese Einstellung nennt keine Gruppe.")
_NO_ADDRESS = message(
    "Diese Einstellung fehlt: Der Anmeldedienst muss wissen, wohin er die Menschen zurückschickt."
)
_NO_ISSUER = message(
    "Bitte geben Sie die Adresse des Anmeldedienstes mit https an, ohne Fragezeichen und Raute."
)
_FORM = message("Schreiben Sie z. B. „steering=Gruppe A; head@buergerservice=Gruppe B“.")
