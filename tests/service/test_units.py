"""Units are added, renamed, moved, merged and closed, and nothing that was is lost."""

from collections.abc import Callable
from datetime import date

import pytest

from audit.model.organisation import Channel, Office, Role, Unit, UnitId, UnitKind
from audit.model.waves import Entry, Wave
from audit.service.access_points import own_doors, register
from audit.service.actions import Denied, NotDone
from audit.service.figures import change_between, scored_editions, standing, turnout
from audit.service.filling_in import save_entry
from audit.service.filling_in import submit as hand_in
from audit.service.forms import open_form
from audit.service.people import change_offices
from audit.service.tasks import tasks
from audit.service.units import (
    Ending,
    Organisation,
    add_unit,
    change_unit,
    close_unit,
    ending,
    merge_unit,
    move_unit,
    organisation,
    reopen_unit,
)
from audit.store.engine import reading, writing
from audit.store.log import lines
from audit.store.units import load_wave_units
from audit.store.waves import add_wave
from tests.service.town import (
    ANNA,
    ARNO,
    BERND,
    BUILDING,
    CITY,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    SOCIAL,
    STELLA,
    Town,
    in_threads,
)

DIVISION, DEPARTMENT, TEAM = UnitKind.DIVISION, UnitKind.DEPARTMENT, UnitKind.TEAM


def the(town: Town) -> Organisation:
    return organisation(town.house, town.caller(ARNO))


def names(town: Town) -> list[str]:
    return [unit.name for unit in the(town).open_units]


def unit_of(town: Town, unit: UnitId) -> Unit:
    found = the(town).unit(unit)
    assert found is not None
    return found


def add(town: Town, name: str, parent: UnitId | None = SOCIAL, staff: int | None = 4) -> UnitId:
    return add_unit(town.house, town.caller(ARNO), name, TEAM, parent, staff)


def merge(town: Town, unit: UnitId, into: UnitId, *, doors: bool = False) -> None:
    merge_unit(town.house, town.caller(ARNO), unit, into, with_access_points=doors)


def tell_doors_apart(town: Town) -> None:
    town.change("UPDATE access_points SET name = 'Theke' WHERE unit = 'counter'")


def restructure(town: Town) -> None:
    """Do to the town what councils do to administrations."""
    arno = town.caller(ARNO)
    new = add(town, "Fachstelle Integration", CITY)
    change_unit(town.house, arno, COUNTER, "Bürgerbüro", TEAM, 7)
    move_unit(town.house, arno, COUNTER, new)
    merge(town, SOCIAL, new, doors=True)
    change_unit(town.house, arno, BUILDING, "Bauamt", DIVISION, 60)
    merge(town, COUNTER, BUILDING, doors=True)


def shown(town: Town) -> list[object]:
    """Collect all that the dashboards show of two waves, unit by unit."""
    stella, found = town.caller(STELLA), list[object]()
    for wave in ("then", "now"):
        for one in scored_editions(town.house, stella, wave):
            of = standing(town.house, stella, wave, one.id)
            found += [of.subjects, of.results.scores.points.tolist()]
        found += [(o.participation, o.handed_in) for o in turnout(town.house, stella, wave)]
    change = change_between(town.house, stella, "then", "now", "opening")
    return [*found, change.after.subjects, change.after.scores.points.tolist()]


def test_a_new_unit_stands_below_its_parent_and_after_its_sisters(town: Town) -> None:
    assert add(town, "  Team   Größe & Maß ") == "team-groesse-mass"
    assert names(town) == [
        "Musterstadt",
        "Fachbereich Soziales",
        "Bürgerservice",
        "Team Größe & Maß",
        "Fachbereich Bauen",
    ]
    assert add(town, "Team Größe – Maß", BUILDING, None) == "team-groesse-mass-2"


def test_the_name_before_and_the_place_before_are_kept(town: Town) -> None:
    arno = town.caller(ARNO)
    change_unit(town.house, arno, COUNTER, "Bürgerbüro", DEPARTMENT, 20)
    town.clock.go_on(days=400)
    town.sign_in_anew()
    move_unit(town.house, town.caller(ARNO), COUNTER, BUILDING)
    change_unit(town.house, town.caller(ARNO), COUNTER, "Bürgerbüro", DEPARTMENT, None)
    past = [(p.unit.name, p.unit.parent, p.unit.staff, p.until) for p in the(town).past[COUNTER]]
    later = date(2027, 6, 19)
    assert past == [
        ("Bürgerbüro", BUILDING, 20, later),
        ("Bürgerbüro", SOCIAL, 20, later),
        ("Bürgerservice", SOCIAL, 20, date(2026, 5, 15)),
    ]


def test_saying_the_same_again_changes_nothing_and_is_not_written_down(town: Town) -> None:
    arno, before = town.caller(ARNO), the(town)
    change_unit(town.house, arno, COUNTER, " Bürgerservice ", DEPARTMENT, 20)
    move_unit(town.house, arno, COUNTER, SOCIAL)
    assert the(town) == before
    assert town.rows("SELECT count(*) FROM log") == [(0,)]


def test_each_change_is_written_down_with_what_was_before(town: Town) -> None:
    tell_doors_apart(town)
    restructure(town)
    with reading(town.house.engine) as connection:
        deeds = [line.deed for line in lines(connection)]
    assert {deed.person for deed in deeds} == {"arno"}
    assert [(deed.action, deed.unit) for deed in deeds if deed.about.startswith("unit ")] == [
        ("units.add_unit", "fachstelle-integration"),
        ("units.change_unit", "counter"),
        ("units.move_unit", "counter"),
        ("units.merge_unit", "social"),
        ("units.change_unit", "building"),
        ("units.merge_unit", "counter"),
    ]
    merged = deeds[-1]
    assert '"name": "Bürgerbüro"' in merged.old
    assert '"merged into": "building"' in merged.new
    ended = {deed.about for deed in deeds if deed.about.startswith("person ")}
    assert ended == {"person heidi", "person dora", "person karl"}
    assert "access point 1" in {deed.about for deed in deeds}


def test_what_two_waves_show_never_changes_with_the_administration(town: Town) -> None:
    tell_doors_apart(town)
    karl = town.caller(KARL)
    town.say(KARL, town.assessment(COUNTER), {"ramp": "yes", "forms": "some"})
    for questionnaire in ("opening", "access-analogue"):
        hand_in(town.house, karl, town.assessment(COUNTER, questionnaire=questionnaire))
    hand_in(town.house, town.caller(HEIDI), town.assessment(SOCIAL))
    town.change("UPDATE assessments SET state = 'submitted' WHERE wave = 'then'")
    before = shown(town)
    restructure(town)
    assert shown(town) == before


def test_people_read_a_sheet_under_the_name_that_its_unit_had_then(town: Town) -> None:
    change_unit(town.house, town.caller(ARNO), COUNTER, "Bürgerbüro", DEPARTMENT, 20)
    karl = town.caller(KARL)
    assert open_form(town.house, karl, town.assessment(COUNTER, "then")).unit.name == (
        "Bürgerservice"
    )
    assert {task.unit.name for task in tasks(town.house, karl)} == {"Bürgerservice"}


def test_a_wave_that_is_opened_later_knows_the_units_of_its_own_day(town: Town) -> None:
    tell_doors_apart(town)
    restructure(town)
    with writing(town.house.engine) as connection:
        add_wave(connection, Wave("later", "Später", date(2028, 5, 1), date(2028, 5, 31)), [])
        then, later = (load_wave_units(connection, wave) for wave in ("then", "later"))
    assert [unit.name for unit in then][:3] == [
        "Musterstadt",
        "Fachbereich Soziales",
        "Bürgerservice",
    ]
    assert [unit.name for unit in later if unit.is_open] == [
        "Musterstadt",
        "Bauamt",
        "Fachstelle Integration",
    ]


def test_an_office_in_a_closed_unit_ends_at_once(town: Town) -> None:
    karl, number = town.caller(KARL), town.assessment(COUNTER)
    save_entry(town.house, karl, number, "ramp", Entry("yes"), after=0)
    close_unit(town.house, town.caller(ARNO), COUNTER)
    with pytest.raises(Denied):
        save_entry(town.house, karl, number, "ramp", Entry("no"), after=1)
    assert town.rows("SELECT count(*) FROM offices WHERE unit = 'counter'") == [(0,)]


def test_an_office_that_a_directory_gives_in_a_closed_unit_gives_nothing(town: Town) -> None:
    close_unit(town.house, town.caller(ARNO), COUNTER)
    town.change("INSERT INTO offices (person, role, unit, issuer) VALUES"
                " ('karl', 'head', 'counter', 'https://id.example')")  # fmt: skip
    with pytest.raises(Denied):
        open_form(town.house, town.caller(KARL), town.assessment(COUNTER))


def test_whoever_leads_the_unit_above_still_reads_what_a_closed_unit_has_said(town: Town) -> None:
    close_unit(town.house, town.caller(ARNO), COUNTER)
    heidi = town.caller(HEIDI)
    assert open_form(town.house, heidi, town.assessment(COUNTER, "then")).unit.id == COUNTER
    assert open_form(town.house, heidi, town.assessment(COUNTER)).writable
    with pytest.raises(Denied):
        open_form(town.house, town.caller(BERND), town.assessment(COUNTER))


def test_a_closed_unit_gets_nothing_new(town: Town) -> None:
    arno = town.caller(ARNO)
    close_unit(town.house, arno, COUNTER)
    with pytest.raises(NotDone, match="keine Zugänge mehr"):
        register(town.house, town.caller(HEIDI), COUNTER, "Tor", Channel.DIGITAL)
    doors = own_doors(town.house, town.caller(HEIDI))
    assert [unit.id for unit in doors.units] == [SOCIAL]
    assert [door.closed for door in doors.access_points] == [True]
    with pytest.raises(Denied):
        change_offices(town.house, arno, "karl", [Office(Role.HEAD, COUNTER)])
    for change in (
        lambda: add(town, "Neu", COUNTER),
        lambda: change_unit(town.house, arno, COUNTER, "Anders", TEAM, 1),
        lambda: move_unit(town.house, arno, COUNTER, BUILDING),
        lambda: move_unit(town.house, arno, BUILDING, COUNTER),
        lambda: merge(town, BUILDING, COUNTER),
        lambda: close_unit(town.house, arno, COUNTER),
    ):
        with pytest.raises(NotDone, match="geschlossen"):
            change()


def test_a_merged_unit_gives_what_is_below_it_and_its_doors_to_the_other(town: Town) -> None:
    tell_doors_apart(town)
    team = add(town, "Team Pass", COUNTER)
    desk = town.assessment(COUNTER, questionnaire="access-analogue")
    desk_then = town.assessment(COUNTER, "then", "access-analogue")
    merge(town, COUNTER, BUILDING, doors=True)
    assert unit_of(town, team).parent == BUILDING
    assert unit_of(town, COUNTER).merged_into == BUILDING
    bernd = town.caller(BERND)
    assert {door.name for door in own_doors(town.house, bernd).access_points} == {
        "Schalter",
        "Theke",
    }
    form = open_form(town.house, bernd, desk)
    assert (form.unit.id, form.writable) == (BUILDING, True)
    with pytest.raises(Denied):
        open_form(town.house, bernd, desk_then)


def test_a_door_that_has_moved_is_compared_with_what_it_was_before(town: Town) -> None:
    tell_doors_apart(town)
    then = town.assessment(COUNTER, "then", "access-analogue")
    number = town.assessment(COUNTER, questionnaire="access-analogue")
    town.change(
        f"INSERT INTO answers VALUES ({then}, 'open-door', 1, 'yes', '', NULL,"
        " '2024-09-02 10:00:00', NULL)"
    )
    town.change(f"UPDATE assessments SET state = 'submitted', revision = 1 WHERE id = {then}")
    merge(town, COUNTER, BUILDING, doors=True)
    bernd = town.caller(BERND)
    assert open_form(town.house, bernd, number).earlier == {"open-door": Entry("yes")}
    town.say(BERND, number, {"open-door": "no"})
    hand_in(town.house, bernd, number)
    change = change_between(town.house, town.caller(STELLA), "then", "now", "access-analogue")
    assert [*change.before.subjects] == [*change.after.subjects] == [str(number)]


def test_doors_that_do_not_move_close(town: Town) -> None:
    merge(town, COUNTER, BUILDING)
    assert town.rows("SELECT closed FROM access_points WHERE unit = 'counter'") in (
        [(1,)],
        [(True,)],
    )


def test_two_doors_of_one_name_do_not_meet(town: Town) -> None:
    with pytest.raises(NotDone, match="„Schalter“ haben beide"):
        merge(town, COUNTER, BUILDING, doors=True)
    assert unit_of(town, COUNTER).is_open


def test_before_it_is_closed_one_sees_what_ends_with_a_unit(town: Town) -> None:
    arno = town.caller(ARNO)
    assert ending(town.house, arno, COUNTER) == Ending((), 1, 1, 3)
    counter = unit_of(town, COUNTER)
    assert ending(town.house, arno, SOCIAL) == Ending((counter,), 2, 0, 2)


def test_a_unit_that_was_closed_by_mistake_opens_again(town: Town) -> None:
    arno = town.caller(ARNO)
    close_unit(town.house, arno, COUNTER)
    reopen_unit(town.house, arno, COUNTER)
    assert unit_of(town, COUNTER).is_open
    assert "Bürgerservice" in names(town)
    reopen_unit(town.house, arno, COUNTER)
    close_unit(town.house, arno, COUNTER)
    close_unit(town.house, arno, SOCIAL)
    with pytest.raises(NotDone, match="selbst geschlossen"):
        reopen_unit(town.house, arno, COUNTER)
    add(town, "Bürgerservice", BUILDING)
    reopen_unit(town.house, arno, SOCIAL)
    with pytest.raises(NotDone, match="gibt es schon"):
        reopen_unit(town.house, arno, COUNTER)


REFUSED: dict[str, tuple[str, Callable[[Town], object]]] = {
    "no name": ("einen Namen", lambda town: add(town, " \u200b ")),
    "a long name": ("121 Zeichen", lambda town: add(town, "x" * 121)),
    "a name twice": ("gibt es schon", lambda town: add(town, "BÜRGERSERVICE")),
    "a second city": ("wozu die Dienststelle gehört", lambda town: add(town, "Neu", None)),
    "less than nobody": ("Zahl der Beschäftigten", lambda town: add(town, "Neu", SOCIAL, -1)),
    "more than many": ("Zahl der Beschäftigten", lambda town: add(town, "Neu", SOCIAL, 10**9)),
    "below itself": (
        "unter sich selbst",
        lambda town: move_unit(town.house, town.caller(ARNO), SOCIAL, COUNTER),
    ),
    "the city below": (
        "oberste",
        lambda town: move_unit(town.house, town.caller(ARNO), CITY, SOCIAL),
    ),
    "the city closed": ("oberste", lambda town: close_unit(town.house, town.caller(ARNO), CITY)),
    "with others below": (
        "stehen noch andere: Bürgerservice",
        lambda town: close_unit(town.house, town.caller(ARNO), SOCIAL),
    ),
    "into what is below": ("verschieben Sie diese", lambda town: merge(town, SOCIAL, COUNTER)),
    "into itself": ("verschieben Sie diese", lambda town: merge(town, SOCIAL, SOCIAL)),
    "the city into others": ("verschieben Sie diese", lambda town: merge(town, CITY, SOCIAL)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_make_no_sense_is_refused_and_changes_nothing(town: Town, what: str) -> None:
    sentence, change = REFUSED[what]
    before = the(town)
    with pytest.raises(NotDone, match=sentence):
        change(town)
    assert the(town) == before


def test_units_that_do_not_exist_are_denied(town: Town) -> None:
    arno, gone = town.caller(ARNO), UnitId("gone")
    for change in (
        lambda: add(town, "Neu", gone),
        lambda: change_unit(town.house, arno, gone, "Neu", TEAM, 1),
        lambda: move_unit(town.house, arno, COUNTER, gone),
        lambda: merge(town, gone, COUNTER),
        lambda: close_unit(town.house, arno, gone),
        lambda: reopen_unit(town.house, arno, gone),
        lambda: ending(town.house, arno, gone),
    ):
        with pytest.raises(Denied):
            change()


def test_two_moves_at_once_make_no_ring(town: Town) -> None:
    """Each alone is allowed; both would put two units below each other."""
    arno = town.caller(ARNO)

    def below(unit: UnitId, parent: UnitId) -> Callable[[], bool]:
        def moved() -> bool:
            try:
                move_unit(town.house, arno, unit, parent)
            except NotDone:
                return False
            return True

        return moved

    assert sorted(in_threads(below(SOCIAL, BUILDING), below(BUILDING, SOCIAL))) == [False, True]
    assert len(names(town)) == 4


def test_who_leads_the_whole_city_reads_on_and_who_led_what_is_gone_does_not(town: Town) -> None:
    tell_doors_apart(town)
    restructure(town)
    assert {task.unit.id for task in tasks(town.house, town.caller(ANNA))} >= {CITY, COUNTER}
    for person in (HEIDI, DORA, KARL):
        with pytest.raises(Denied):
            tasks(town.house, town.caller(person))
