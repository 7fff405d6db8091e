"""The one table of rights: who may do what, and with whose things. What is not listed is denied."""

from collections.abc import Collection, Mapping
from enum import Enum, auto

from audit.model.organisation import Office, Role, Unit, UnitId, with_all_below


class Right(Enum):
    """Something that can be done."""

    SEE_ASSESSMENTS = auto()
    """Read the answers of a unit and its own result."""
    FILL_IN = auto()
    SUBMIT = auto()
    DELEGATE = auto()
    """Give areas of a sheet to colleagues, and take them back."""
    COMPARE_VIEWS = auto()
    """Ask single people for their view of a unit, compare the views, and note what was agreed."""
    APPROVE = auto()
    """Read what is handed in, and approve it or give it back."""
    DISCUSS = auto()
    """Comment on the answer to a question; whoever only checks, once the sheet is handed in."""
    KEEP_ACCESS_POINTS = auto()
    SEE_DASHBOARDS = auto()
    """Figures of all units and access points."""
    SEE_OUTSIDE_VIEW = auto()
    """Figures of residents and actors, from the minimum group size on."""
    SEE_LANGUAGES = auto()
    """Language resources, from the minimum group size on."""
    SEE_TRAINING_NEEDS = auto()
    SEE_WAVE = auto()
    """How far the wave has come, unit by unit, without any answer."""
    SEE_OVERVIEW = auto()
    """Figures of the whole administration."""
    PLAN_WAVES = auto()
    """Plan waves, open, extend and close them."""
    KEEP_LINKS = auto()
    """See, make and withdraw the links by which people take part."""
    INVITE = auto()
    """See who is due."""
    PREVIEW = auto()
    """Look at questionnaires and at what is wrong with their files."""
    TAKE_PART = auto()
    KEEP_PEOPLE = auto()
    """See who takes part, give offices, let people in and let them in no more."""
    KEEP_OWN_DATA = auto()
    """See what is stored about oneself, correct it, have it deleted."""
    SEE_GIVEN_AREAS = auto()
    """See which areas of which sheets one was given."""
    SEE_LOG = auto()
    """Read who has done what."""

    KEEP_UNITS = auto()
    """Add, rename, move, merge and close units. It moves the reach of offices with them, so it
    belongs to those who give offices."""


class Reach(Enum):
    """How far a right goes."""

    OWN = auto()
    """The unit of the office and all units below it."""
    ALL = auto()
    LINK = auto()
    """What the link is for."""


RIGHTS: Mapping[Role, Mapping[Right, Reach]] = {
    Role.HEAD: {
        Right.SEE_ASSESSMENTS: Reach.OWN,
        Right.FILL_IN: Reach.OWN,
        Right.SUBMIT: Reach.OWN,
        Right.DELEGATE: Reach.OWN,
        Right.DISCUSS: Reach.OWN,
        Right.COMPARE_VIEWS: Reach.OWN,
        Right.KEEP_ACCESS_POINTS: Reach.OWN,
    },
    Role.DELEGATE: {
        Right.SEE_ASSESSMENTS: Reach.OWN,
        Right.FILL_IN: Reach.OWN,
        Right.DISCUSS: Reach.OWN,
    },
    Role.STEERING: {
        Right.SEE_DASHBOARDS: Reach.ALL,
        Right.SEE_OUTSIDE_VIEW: Reach.ALL,
        Right.SEE_OVERVIEW: Reach.ALL,
    },
    Role.PERSONNEL: {
        Right.SEE_LANGUAGES: Reach.ALL,
        Right.SEE_TRAINING_NEEDS: Reach.ALL,
        Right.SEE_OVERVIEW: Reach.ALL,
    },
    Role.PROJECT: {
        Right.SEE_DASHBOARDS: Reach.ALL,
        Right.SEE_OUTSIDE_VIEW: Reach.ALL,
        Right.SEE_LANGUAGES: Reach.ALL,
        Right.SEE_TRAINING_NEEDS: Reach.ALL,
        Right.SEE_WAVE: Reach.ALL,
        Right.APPROVE: Reach.ALL,
        Right.DISCUSS: Reach.ALL,
        Right.SEE_OVERVIEW: Reach.ALL,
        Right.PLAN_WAVES: Reach.ALL,
        Right.KEEP_LINKS: Reach.ALL,
        Right.INVITE: Reach.ALL,
        Right.PREVIEW: Reach.ALL,
        Right.SEE_LOG: Reach.ALL,
    },
    Role.COUNCIL: {Right.SEE_OVERVIEW: Reach.ALL},
    Role.ADMIN: {
        Right.KEEP_PEOPLE: Reach.ALL,
        Right.SEE_LOG: Reach.ALL,
        Right.KEEP_UNITS: Reach.ALL,
    },
    Role.GUEST: {Right.TAKE_PART: Reach.LINK},
}

NEEDS_A_UNIT = frozenset(role for role, rights in RIGHTS.items() if Reach.OWN in rights.values())
"""Whoever holds such an office holds it for a unit; all others for the whole administration."""

RIGHTS_OVER_ONESELF = frozenset({Right.KEEP_OWN_DATA, Right.SEE_GIVEN_AREAS})
"""What everybody may do who signs in, with or without an office, and only about themselves."""

RIGHTS_IN_GIVEN_AREAS = frozenset({Right.SEE_ASSESSMENTS, Right.FILL_IN, Right.DISCUSS})
"""What somebody may do in the areas of a sheet that a head has given them, with or without an
office, by those actions that name the area which they touch: see `audit.service.actions.Part`."""


def is_allowed(
    offices: Collection[Office], right: Right, unit: UnitId | None, units: Collection[Unit]
) -> bool:
    """Tell whether one of the offices gives a right over a unit; None: the whole administration."""
    return any(
        _reaches(office, RIGHTS.get(office.role, {}).get(right), unit, units) for office in offices
    )


def units_within(
    offices: Collection[Office], right: Right, units: Collection[Unit]
) -> frozenset[UnitId]:
    """List the units over which the offices give a right."""
    return frozenset(unit.id for unit in units if is_allowed(offices, right, unit.id, units))


def _reaches(
    office: Office, reach: Reach | None, unit: UnitId | None, units: Collection[Unit]
) -> bool:
    match reach:
        case Reach.ALL | Reach.LINK:
            return True
        case Reach.OWN:
            held = office.unit
            return held is not None and unit in with_all_below(units, held)
        case None:
            return False
