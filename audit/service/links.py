"""The links by which people take part without an account: one for many, or one for each reply."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import choice

from audit.model.messages import message
from audit.model.organisation import Unit, UnitId
from audit.model.questionnaire import Questionnaire
from audit.model.vocabulary import Audience
from audit.model.waves import Edition, Link, Wave, WaveState
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.rights import Right
from audit.store import links as store
from audit.store import waves
from audit.store.units import freeze_units, load_wave_unit, load_wave_units

MOST_SLIPS = 500
"""More slips at once nobody cuts up."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike on paper."""

GROUPS, SIGNS = 4, 4
"""A token is so many groups of so many signs: short enough to be typed, and too long to be guessed
(79 bits)."""


@dataclass(frozen=True)
class Purpose:
    """What a link is for: a questionnaire of a wave, and whom the answers are about."""

    wave: str
    questionnaire: str
    unit: UnitId | None = None
    """None: the whole administration."""


@dataclass(frozen=True, eq=False)
class Invitation:
    """A link, and what it is for."""

    link: Link
    wave: Wave
    questionnaire: Questionnaire
    unit: Unit | None
    """Whom the answers are about; None: the whole administration."""


@dataclass(frozen=True, eq=False)
class Batch:
    """A sheet of links for one reply each. Which of them are used up is not told."""

    number: int
    wave: Wave
    questionnaire: Questionnaire
    unit: Unit | None
    tokens: tuple[str, ...]
    """In an order that tells nothing."""
    used: int
    """How many replies have come by it."""


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways into one wave, and for what more can be made."""

    wave: Wave
    questionnaires: tuple[Questionnaire, ...]
    """Those that people answer by link."""
    units: tuple[Unit, ...]
    """Those for which a link can be made, as they were called when the wave was opened."""
    shared: tuple[Invitation, ...]
    batches: tuple[Batch, ...]
    next_batch: int
    """The number of a sheet to come."""


@action(Right.KEEP_LINKS)
def ways(act: Act) -> list[Ways]:
    """List the links of all waves that have not ended."""
    return [
        _ways(act, wave)
        for wave in waves.load_waves(act.connection)
        if wave.state(act.today) is not WaveState.CLOSED
    ]


@action(Right.KEEP_LINKS)
def invitation(act: Act, token: str) -> Invitation:
    """Find one shared link. Raises `Denied` for any other."""
    link = waves.load_link(act.connection, token)
    if link is None or link.batch is not None or link.withdrawn:
        raise Denied
    return _invitation(act, link)


@action(Right.KEEP_LINKS)
def batch(act: Act, wave: str, number: int) -> Batch:
    """Find one sheet of links for one reply each."""
    found = next((b for b in _batches(act, _open(act, wave)) if b.number == number), None)
    if found is None:
        raise Denied
    return found


@action(Right.KEEP_LINKS, writes=True)
def make_link(act: Act, what: Purpose) -> str:
    """Make a link for as many as like, and return its token; one that is there already is used."""
    edition = _edition(act, what)
    wanted = (edition, what.unit, None, False)
    for link in waves.load_links(act.connection, what.wave):
        if (link.edition, link.unit, link.batch, link.withdrawn) == wanted:
            return link.token
    token = _token()
    waves.add_link(act.connection, Link(token, what.wave, edition, what.unit))
    act.record(f"links of wave {what.wave}", unit=what.unit, new=what.questionnaire)
    return token


@action(Right.KEEP_LINKS, writes=True)
def make_batch(act: Act, what: Purpose, count: int, *, number: int) -> None:
    """Make links for one reply each; `number` is that of the new sheet, so that a second click
    makes no second sheet."""
    edition = _edition(act, what)
    least = _open(act, what.wave).min_group
    if not least <= count <= MOST_SLIPS:
        raise NotDone(
            message(
                "Bitte wählen Sie {least} bis {most} Links: Bei weniger ließe sich erraten, wer "
                "was geantwortet hat.",
                least=least,
                most=MOST_SLIPS,
            )
        )
    numbers = {link.batch for link in waves.load_links(act.connection, what.wave)} - {None}
    if number in numbers:
        return
    if number != len(numbers) + 1:
        raise Denied
    for _ in range(count):
        waves.add_link(act.connection, Link(_token(), what.wave, edition, what.unit, number))
    act.record(f"links of wave {what.wave}", unit=what.unit, new=f"{what.questionnaire}, {count}")


@action(Right.KEEP_LINKS, writes=True)
def withdraw(act: Act, token: str) -> None:
    """Take a link back; what was sent by it stays."""
    link = waves.load_link(act.connection, token)
    if link is None or link.batch is not None:
        raise Denied
    if not link.withdrawn:
        store.withdraw(act.connection, token)
        act.record(f"links of wave {link.wave}", unit=link.unit, old=link.edition.questionnaire)


@action(Right.KEEP_LINKS, writes=True)
def withdraw_batch(act: Act, wave: str, number: int) -> None:
    """Take back all links of a sheet that are not used up."""
    of_batch = [one for one in waves.load_links(act.connection, wave) if one.batch == number]
    if not of_batch:
        raise Denied
    if not of_batch[0].withdrawn:
        store.withdraw_batch(act.connection, wave, number)
        said = f"{of_batch[0].edition.questionnaire}, {len(of_batch)}"
        act.record(f"links of wave {wave}", unit=of_batch[0].unit, old=said)


def _ways(act: Act, wave: Wave) -> Ways:
    held = waves.load_links(act.connection, wave.id)
    shared = [link for link in held if link.batch is None and not link.withdrawn]
    asked = [
        act.house.plan(act.connection, edition).questionnaire
        for edition in waves.load_editions(act.connection, wave.id)
    ]
    today = {unit.id for unit in act.open_units}
    return Ways(
        wave,
        tuple(one for one in asked if _is_by_link(one)),
        tuple(unit for unit in load_wave_units(act.connection, wave.id) if unit.id in today),
        tuple(_invitation(act, link, wave) for link in shared),
        tuple(_batches(act, wave)),
        len({link.batch for link in held} - {None}) + 1,
    )


def _batches(act: Act, wave: Wave) -> Iterator[Batch]:
    held = [one for one in waves.load_links(act.connection, wave.id) if not one.withdrawn]
    used = Counter(link.batch for link in held if link.used)
    for number in sorted({link.batch for link in held if link.batch is not None}):
        links = [link for link in held if link.batch == number]
        first = _invitation(act, links[0], wave)
        tokens = tuple(link.token for link in links)
        yield Batch(number, wave, first.questionnaire, first.unit, tokens, used[number])


def _invitation(act: Act, link: Link, wave: Wave | None = None) -> Invitation:
    return Invitation(
        link,
        wave or _open(act, link.wave),
        act.house.plan(act.connection, link.edition).questionnaire,
        None if link.unit is None else load_wave_unit(act.connection, link.wave, link.unit),
    )


def _edition(act: Act, what: Purpose) -> Edition:
    """Find what a new link leads to; raises for what no link may lead to.

    The wave is held, so that two people make links by turns.
    """
    waves.hold_wave(act.connection, what.wave)
    held = _open(act, what.wave)
    editions = waves.load_editions(act.connection, held.id)
    edition = next((one for one in editions if one.questionnaire == what.questionnaire), None)
    if edition is None or what.unit not in {None, *(one.id for one in act.open_units)}:
        raise Denied
    asked = act.house.plan(act.connection, edition).questionnaire
    if not _is_by_link(asked):
        raise Denied
    if what.unit is not None and asked.audience is Audience.PERSON:
        raise NotDone(
            message(
                "Beschäftigte antworten, ohne dass ihre Dienststelle festgehalten wird. Bitte "
                "wählen Sie „ganze Verwaltung“."
            )
        )
    freeze_units(act.connection, held.id)
    return edition


def _open(act: Act, wave: str) -> Wave:
    held = next((one for one in waves.load_waves(act.connection) if one.id == wave), None)
    if held is None:
        raise Denied
    if held.state(act.today) is WaveState.CLOSED:
        raise NotDone(message("Diese Erhebungsrunde ist zu Ende; Links gelten nicht mehr."))
    return held


def _is_by_link(questionnaire: Questionnaire) -> bool:
    return questionnaire.audience in {Audience.PERSON, Audience.OUTSIDE}


def _token() -> str:
    return "-".join("".join(choice(LETTERS) for _ in range(SIGNS)) for _ in range(GROUPS))
