"""A town of one unit, with one person for each role and one open link: enough to walk all screens.

`python -m tests.ui.small_town` writes it into the folder that AUDIT_DATA names.
"""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from audit.files.questionnaires import load_questionnaire
from audit.model.organisation import Office, Person, Role, Unit, UnitId, UnitKind
from audit.model.waves import Edition, Link, Wave
from audit.service.house import QUESTIONNAIRES, Settings, open_house
from audit.store.assessments import add_assessment
from audit.store.engine import writing
from audit.store.organisation import add_people, add_units
from audit.store.waves import Written, add_link, add_wave, keep_questionnaire

CITY, COUNTER = UnitId("city"), UnitId("counter")
PEOPLE = {
    Role.HEAD: Person("head", "Ina Beet", (Office(Role.HEAD, COUNTER),)),
    Role.DELEGATE: Person("delegate", "Tom Halm", (Office(Role.DELEGATE, COUNTER),)),
    Role.STEERING: Person("steering", "Ute Ast", (Office(Role.STEERING),)),
    Role.PERSONNEL: Person("personnel", "Can Dal", (Office(Role.PERSONNEL),)),
    Role.PROJECT: Person("project", "Eva Moos", (Office(Role.PROJECT),)),
    Role.COUNCIL: Person("council", "Jan Farn", (Office(Role.COUNCIL),)),
    Role.ADMIN: Person("admin", "Leo Tann", (Office(Role.ADMIN),)),
}
NEWCOMER = Person("newcomer", "Pia Neu", ())
"""Has no role yet."""

LINK = "a-link-for-everybody-of-the-small-town"
CLOSED_LINK = "a-link-of-a-wave-that-is-over-for-long"


def settled(place: Path | Settings) -> Settings:
    """Say where the town lies: in a folder, unless it is said otherwise."""
    return place if isinstance(place, Settings) else Settings(data=place, demo=True)


def move_in(place: Path | Settings) -> None:
    """Write down who lives there, and nothing else: nobody has been asked anything yet."""
    house = open_house(settled(place))
    with writing(house.engine) as connection:
        units = [
            Unit(CITY, "Kleinstadt", UnitKind.CITY, None, 20),
            Unit(COUNTER, "Bürgerservice", UnitKind.DEPARTMENT, CITY, 12),
        ]
        add_units(connection, units)
        add_people(connection, [*PEOPLE.values(), NEWCOMER])
    house.close()


def build(place: Path | Settings, *, with_sheets: bool = False) -> None:
    """Write the town down, with a wave that runs and one that is over; with sheets, its counter has
    each questionnaire for units to fill in."""
    move_in(place)
    house = open_house(settled(place))
    today = house.today()
    with writing(house.engine) as connection:
        editions = [_kept(connection, path) for path in sorted(QUESTIONNAIRES.glob("*.yaml"))]
        add_wave(connection, Wave("now", "Erhebung", today, today + timedelta(30)), editions)
        add_wave(connection, Wave("then", "Damals", date(2020, 1, 1), date(2020, 2, 1)), editions)
        outside = next(edition for edition in editions if edition.questionnaire == "outside-view")
        add_link(connection, Link(LINK, "now", outside))
        add_link(connection, Link(CLOSED_LINK, "then", outside))
        for edition in editions if with_sheets else []:
            if edition.questionnaire in {"opening", "training-needs"}:
                add_assessment(connection, "now", edition, COUNTER, None)
    house.close()


def _kept(connection: Connection, path: Path) -> Edition:
    questionnaire = load_questionnaire(path)
    edition = Edition(questionnaire.id, questionnaire.version)
    keep_questionnaire(connection, Written(edition, path.read_bytes(), path.stem))
    return edition


if __name__ == "__main__":
    build(Settings.from_environment().data)
