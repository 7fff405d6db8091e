"""What the system administration does with people: it counts from the next click on."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from audit.model.messages import GERMAN
from audit.model.organisation import Office, Role, UnitId
from audit.model.staff import Member
from audit.model.waves import Entry
from audit.service.actions import Caller, Denied, NotDone, SignedOut
from audit.service.filling_in import save_entry, submit
from audit.service.first_admin import has_admin, make_admin
from audit.service.house import House
from audit.service.own_data import delete_my_account
from audit.service.people import (
    add_deputy,
    add_person,
    change_offices,
    change_person,
    deactivate,
    end_deputy,
    end_stays,
    everybody,
    hand_out_code,
    reactivate,
    remove_second_factor,
)
from audit.service.sessions import caller_of
from audit.service.signing_in import Inside, NotSignedIn, redeem_code, sign_in
from audit.service.tasks import tasks
from audit.store.engine import writing
from audit.store.organisation import add_people
from tests.service.accounts import HERE, PASSWORD, caller, give_account, inside, real
from tests.service.town import (
    ANNA,
    ARNO,
    BERND,
    BUILDING,
    COUNTER,
    DORA,
    KARL,
    PAULA,
    SOCIAL,
    Town,
    in_threads,
)


def admin(town: Town) -> tuple[House, Caller]:
    """Sign the administrator in, who has an account like everybody."""
    if not town.rows("SELECT person FROM accounts WHERE person = 'arno'"):
        give_account(town, ARNO)
    return real(town), caller(town, inside(town, ARNO))


def member(town: Town, person: str) -> Member:
    found = everybody(*admin(town)).member(person)
    assert found is not None
    return found


def logged(town: Town) -> list[tuple[str, ...]]:
    query = "SELECT action, person, about, old, new FROM log ORDER BY number"
    return [row for row in town.rows(query) if row[0] != "people.everybody"]


def test_who_is_added_chooses_a_password_with_the_code(town: Town) -> None:
    handed = add_person(
        *admin(town), " Nina  Neu ", "Nina.Neu@stadt.example", [Office(Role.PROJECT)]
    )
    assert (handed.person, handed.name) == ("Nina Neu", "nina.neu@stadt.example")
    assert handed.ends - town.clock.now == timedelta(days=7)
    redeem_code(real(town), handed.code, PASSWORD)
    nina = member(town, "nina-neu")
    assert nina.person.offices == (Office(Role.PROJECT),)
    assert logged(town)[0] == (
        "people.add_person",
        "arno",
        "person nina-neu",
        "",
        '[["project", null]]',
    )
    for secret in (handed.code, "Nina", "nina.neu"):
        assert secret not in str(logged(town))


def test_two_people_may_share_a_name_and_never_a_sign_in_name(town: Town) -> None:
    house, arno = admin(town)
    add_person(house, arno, "Jürgen Groß", "jg1", [])
    add_person(house, arno, "Jürgen Groß", "jg2", [])
    people = {one.person.id for one in everybody(house, arno).members}
    assert {"juergen-gross", "juergen-gross-2"} <= people
    with pytest.raises(NotDone, match="meldet sich schon jemand an"):
        add_person(house, arno, "Jens Grau", "JG1", [])


def test_a_newcomer_does_not_inherit_what_a_namesake_has_done(town: Town) -> None:
    house, arno = admin(town)
    for account_name in ("kim-1", "kim-2"):
        handed = add_person(house, arno, "Kim Kurz", account_name, [])
        redeem_code(house, handed.code, PASSWORD)
    entered = sign_in(house, "kim-1", PASSWORD, HERE)
    assert isinstance(entered, Inside)
    delete_my_account(house, caller(town, entered.token))
    add_person(house, arno, "Kim Kurz", "kim-3", [])
    found = {one.person.id for one in everybody(house, arno).members}
    assert {one for one in found if one.startswith("kim")} == {"kim-kurz-2", "kim-kurz-3"}


def test_whose_name_looks_like_a_pseudonym_is_listed_all_the_same(town: Town) -> None:
    add_person(*admin(town), "Former Fritz", "fritz", [Office(Role.PROJECT)])
    assert member(town, "person-former-fritz").person.name == "Former Fritz"


@pytest.mark.parametrize(
    ("name", "account", "sentence"),
    [
        ("", "a", "den Namen"), (" \u200b", "a", "den Namen"), ("x" * 121, "a", "höchstens 120"),
        ("Nina", "", "womit sich"), ("Nina", " \x00", "womit sich"),
        ("Nina", "x" * 121, "höchstens"),
    ],
)  # fmt: skip
def test_a_person_needs_a_name_and_a_sign_in_name(
    town_in_a_file: Town, name: str, account: str, sentence: str
) -> None:
    with pytest.raises(NotDone, match=sentence):
        add_person(*admin(town_in_a_file), name, account, [])


@pytest.mark.parametrize(
    "offices",
    [[Office(Role.HEAD)], [Office(Role.DELEGATE)], [Office(Role.GUEST)],
     [Office(Role.HEAD, UnitId("gone"))]],
)  # fmt: skip
def test_an_office_that_means_nothing_is_refused(
    town_in_a_file: Town, offices: Sequence[Office]
) -> None:
    with pytest.raises(NotDone):
        add_person(*admin(town_in_a_file), "Nina Neu", "nina", offices)
    with pytest.raises(NotDone):
        change_offices(*admin(town_in_a_file), "karl", offices)


def test_a_changed_office_counts_from_the_next_click_on(town: Town) -> None:
    give_account(town, KARL)
    karl = caller(town, inside(town, KARL))
    save = (real(town), karl, town.assessment(COUNTER), "ramp", Entry("yes"))
    save_entry(*save, after=0)
    change_offices(
        *admin(town), "karl", [Office(Role.HEAD, BUILDING), Office(Role.COUNCIL, SOCIAL)]
    )
    with pytest.raises(Denied):
        save_entry(*save, after=1)
    save_entry(real(town), karl, town.assessment(BUILDING), "ramp", Entry("no"), after=0)
    # A council member is one for the whole town.
    assert member(town, "karl").person.offices == (
        Office(Role.HEAD, BUILDING),
        Office(Role.COUNCIL),
    )
    assert logged(town)[-1][3:] == (
        '[["head", "counter"]]', '[["head", "building"], ["council", null]]'
    )  # fmt: skip


def test_who_is_deactivated_is_out_at_once_and_comes_in_no_more(town: Town) -> None:
    give_account(town, KARL)
    token = inside(town, KARL)
    karl = caller(town, token)
    deactivate(*admin(town), "karl")
    with pytest.raises(SignedOut):
        tasks(real(town), karl)
    assert caller_of(real(town), token) is None
    assert town.rows("SELECT count(*) FROM sessions WHERE person = 'karl'") == [(0,)]
    with pytest.raises(NotSignedIn):
        inside(town, KARL)
    with pytest.raises(NotDone, match="deaktiviert"):
        hand_out_code(*admin(town), "karl")
    reactivate(*admin(town), "karl")
    inside(town, KARL)


def test_a_code_given_before_the_deactivation_is_void(town: Town) -> None:
    handed = add_person(*admin(town), "Nina Neu", "nina", [])
    deactivate(*admin(town), "nina-neu")
    reactivate(*admin(town), "nina-neu")
    with pytest.raises(NotDone, match="Einmalcode"):
        redeem_code(real(town), handed.code, PASSWORD)


def test_who_has_no_account_can_be_deactivated_too(town: Town) -> None:
    deactivate(*admin(town), "karl")
    assert not member(town, "karl").is_active


def test_a_new_code_makes_the_earlier_one_void_and_leaves_the_password(town: Town) -> None:
    first = add_person(*admin(town), "Nina Neu", "nina", [])
    second = hand_out_code(*admin(town), "nina-neu")
    with pytest.raises(NotDone):
        redeem_code(real(town), first.code, PASSWORD)
    redeem_code(real(town), second.code, PASSWORD)
    hand_out_code(*admin(town), "nina-neu")
    nina = member(town, "nina-neu").person
    inside(town, type(nina)("nina", nina.name, ()))


def test_a_sign_in_name_can_be_changed(town: Town) -> None:
    give_account(town, KARL)
    change_person(*admin(town), "karl", "Karl König", "König@stadt.example")
    assert member(town, "karl").person.name == "Karl König"
    with pytest.raises(NotSignedIn):
        inside(town, KARL)
    inside(town, type(KARL)("könig@stadt.example", "", ()))
    change_person(*admin(town), "karl", "Karl König", "könig@stadt.example")
    assert len(logged(town)) == 1


LEAVING: dict[str, Callable[[Town], None]] = {
    "deactivating": lambda town: deactivate(*admin(town), "arno"),
    "taking the office": lambda town: change_offices(*admin(town), "arno", []),
}


@pytest.mark.parametrize("way", sorted(LEAVING))
def test_nobody_takes_away_the_last_administrator(town: Town, way: str) -> None:
    with pytest.raises(NotDone, match="niemand mehr"):
        LEAVING[way](town)
    assert member(town, "arno").is_active
    assert not logged(town)


@pytest.mark.parametrize("way", sorted(LEAVING))
def test_another_administrator_counts_when_they_can_come_in(town: Town, way: str) -> None:
    handed = add_person(*admin(town), "Nina Neu", "nina", [Office(Role.ADMIN)])
    with pytest.raises(NotDone, match="schon benutzt"):
        LEAVING[way](town)
    redeem_code(real(town), handed.code, PASSWORD)
    LEAVING[way](town)
    assert not any(one.role is Role.ADMIN for one in _offices(town)) or way == "deactivating"


def _offices(town: Town) -> list[Office]:
    rows = town.rows("SELECT role, unit FROM offices WHERE person = 'arno'")
    return [Office(Role(role), unit) for role, unit in rows]


def test_two_administrators_who_remove_each_other_at_once_leave_one(town: Town) -> None:
    with writing(town.house.engine) as connection:
        add_people(connection, [type(ARNO)("nina", "Nina Neu", (Office(Role.ADMIN),))])
    nina = type(ARNO)("nina", "Nina Neu", ())
    give_account(town, ARNO)
    give_account(town, nina)
    arno, nina_ = caller(town, inside(town, ARNO)), caller(town, inside(town, nina))

    def remove(by: Caller, whom: str) -> bool:
        try:
            deactivate(real(town), by, whom)
        except NotDone:
            return False
        return True

    done = in_threads(lambda: remove(arno, "nina"), lambda: remove(nina_, "arno"))
    assert sorted(done) == [False, True]
    assert town.rows("SELECT count(*) FROM accounts WHERE active") == [(1,)]


def test_a_deputy_acts_from_day_to_day_and_under_their_own_name(town: Town) -> None:
    give_account(town, BERND)
    bernd, assessment = caller(town, inside(town, BERND)), town.assessment(COUNTER)
    save = (real(town), bernd, assessment, "ramp", Entry("yes"))
    add_deputy(*admin(town), "karl", "bernd", town.house.today(), town.house.today())
    save_entry(*save, after=0)
    submit(real(town), bernd, assessment)
    assert town.rows("SELECT person FROM answers") == [("bernd",)]
    assert town.rows("SELECT person FROM log WHERE action = 'filling_in.submit'") == [("bernd",)]
    # what is Bernd's own stays so
    save_entry(real(town), bernd, town.assessment(BUILDING), "ramp", Entry("no"), after=0)
    town.clock.go_on(days=1)
    bernd = caller(town, inside(town, BERND))
    assert {task.unit.id for task in tasks(real(town), bernd)} == {BUILDING}


def test_a_deputy_begins_on_the_first_day_and_not_before(town: Town) -> None:
    tomorrow = town.house.today() + timedelta(days=1)
    add_deputy(*admin(town), "karl", "dora", tomorrow, tomorrow + timedelta(days=7))
    give_account(town, DORA)
    assert Office(Role.HEAD, COUNTER) not in caller(town, inside(town, DORA)).offices
    town.clock.go_on(days=1)
    assert Office(Role.HEAD, COUNTER) in caller(town, inside(town, DORA)).offices


def test_a_deputy_of_a_deputy_gets_only_what_the_first_holds_alone(town: Town) -> None:
    today = town.house.today()
    add_deputy(*admin(town), "paula", "karl", today, today)
    add_deputy(*admin(town), "karl", "dora", today, today)
    give_account(town, DORA)
    offices = caller(town, inside(town, DORA)).offices
    assert offices == (*DORA.offices, *KARL.offices)
    assert not set(PAULA.offices) & set(offices)


def test_nobody_looks_after_the_offices_of_somebody_who_was_deactivated(town: Town) -> None:
    today = town.house.today()
    give_account(town, KARL)
    give_account(town, BERND)
    add_deputy(*admin(town), "karl", "bernd", today, today + timedelta(days=20))
    bernd, assessment = caller(town, inside(town, BERND)), town.assessment(COUNTER)
    save_entry(real(town), bernd, assessment, "ramp", Entry("yes"), after=0)
    deactivate(*admin(town), "karl")
    with pytest.raises(Denied):
        save_entry(real(town), bernd, assessment, "forms", Entry("full"), after=0)
    assert {task.unit.id for task in tasks(real(town), bernd)} == {BUILDING}
    reactivate(*admin(town), "karl")
    save_entry(real(town), bernd, assessment, "forms", Entry("full"), after=0)


def test_a_deputy_can_be_ended_early_and_leaves_a_trace(town: Town) -> None:
    today = town.house.today()
    add_deputy(*admin(town), "karl", "dora", today, today + timedelta(days=20))
    [deputy] = everybody(*admin(town)).deputies
    town.clock.go_on(days=2)
    end_deputy(*admin(town), deputy.id)
    [ended] = everybody(*admin(town)).deputies
    assert ended.last == town.house.today() - timedelta(days=1)
    add_deputy(*admin(town), "karl", "anna", town.house.today(), town.house.today())
    end_deputy(
        *admin(town), next(d.id for d in everybody(*admin(town)).deputies if d.deputy == ANNA.id)
    )
    assert [one.deputy for one in everybody(*admin(town)).deputies] == ["dora"]
    assert [row[0] for row in logged(town)] == [
        "people.add_deputy", "people.end_deputy", "people.add_deputy", "people.end_deputy",
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "last"), [(0, -1), (-3, -2), (5, 4)])
def test_a_deputy_for_days_that_make_no_sense_is_refused(
    town_in_a_file: Town, first: int, last: int
) -> None:
    today = town_in_a_file.house.today()
    with pytest.raises(NotDone, match="Tage"):
        add_deputy(
            *admin(town_in_a_file),
            "karl",
            "dora",
            today + timedelta(first),
            today + timedelta(last),
        )
    with pytest.raises(NotDone, match="selbst"):
        add_deputy(*admin(town_in_a_file), "karl", "karl", today, today)


def test_the_lost_telephone_is_forgotten_and_all_stays_end(town: Town) -> None:
    give_account(town, KARL, second_factor="JBSWY3DPEHPK3PXP", second_factor_used=1)
    remove_second_factor(*admin(town), "karl")
    karl = caller(town, inside(town, KARL))
    end_stays(*admin(town), "karl")
    with pytest.raises(SignedOut):
        tasks(real(town), karl)


def test_looking_at_the_people_is_written_down_once_a_day(town: Town) -> None:
    for _ in range(3):
        everybody(*admin(town))
    assert town.rows("SELECT person FROM log WHERE action = 'people.everybody'") == [("arno",)]


def test_the_first_administrator_comes_from_the_command_line(town: Town) -> None:
    assert not has_admin(real(town))
    handed = make_admin(real(town), "Eva Moos")
    assert handed.name == "eva-moos"
    assert has_admin(real(town))
    redeem_code(real(town), handed.code, PASSWORD)
    eva = caller(town, inside(town, type(KARL)("eva-moos", "", ())))
    assert everybody(real(town), eva).member("eva-moos")
    assert logged(town)[0][1] is None


def test_the_command_line_lets_an_administrator_in_again(town: Town) -> None:
    give_account(town, KARL, active=False, second_factor="JBSWY3DPEHPK3PXP", second_factor_used=1)
    handed = make_admin(real(town), "Karl Kamm", "KARL")
    redeem_code(real(town), handed.code, "Fünf Hasen im Schnee")
    karl = caller(town, inside(town, KARL, "Fünf Hasen im Schnee"))
    assert karl.offices == (*KARL.offices, Office(Role.ADMIN))


def test_every_sentence_about_people_is_german(town_in_a_file: Town) -> None:
    with pytest.raises(Denied) as denial:
        deactivate(*admin(town_in_a_file), "gone")
    assert GERMAN.say(denial.value.sentence) == "Das ist Ihnen hier nicht möglich."
