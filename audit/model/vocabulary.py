"""The lists of words that questionnaires and registers share."""

from enum import StrEnum


class BarrierType(StrEnum):
    """What keeps people from a service."""

    LANGUAGE = "language"
    INFORMATION = "information"
    STRUCTURE = "structure"
    BUREAUCRACY = "bureaucracy"
    LEGAL_STATUS = "legal-status"
    DIGITAL = "digital"
    EXPECTATIONS = "expectations"
    DISCRIMINATION = "discrimination"
    MISTRUST = "mistrust"
    COST = "cost"
    PLACE = "place"
    TIME = "time"
    STAFF = "staff"
    DISABILITY = "disability"


class TrainingTopic(StrEnum):
    """What staff can learn about."""

    MIGRATION_BASICS = "migration-basics"
    PLAIN_LANGUAGE = "plain-language"
    INTERPRETERS = "interpreters"
    ANTI_DISCRIMINATION = "anti-discrimination"
    RACISM = "racism"
    CONFLICT = "conflict"
    DECISIONS = "decisions"
    DIGITAL_AIDS = "digital-aids"
    SELECTION = "selection"
    TRAUMA = "trauma"
    MISSION_STATEMENT = "mission-statement"


class WorkingGroup(StrEnum):
    """The working groups of the process."""

    MISSION_STATEMENT = "mission-statement"
    ACCESS = "access"
    COMPETENCE = "competence"


class Audience(StrEnum):
    """Who answers a questionnaire, and about what."""

    UNIT = "unit"
    """One agreed answer per department."""

    ACCESS_POINT = "access_point"
    """Once per access point of a department."""

    PERSON = "person"
    """Many members of staff, anonymous or with consent."""

    OUTSIDE = "outside"
    """Residents, migrant organisations and actors, by link."""
