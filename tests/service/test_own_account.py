"""The key to one's own door."""

import pyotp
import pytest

from audit.service.actions import Denied, NotDone, SignedOut
from audit.service.own_account import (
    address_for_app,
    begin_second_factor,
    change_password,
    confirm_second_factor,
    end_other_stays,
    give_up_second_factor,
    own_account,
)
from audit.service.sessions import caller_of, enter_by_link, sign_in_for_demo
from audit.service.signing_in import Inside, NotSignedIn, SecondStep, enter_code_of_app, sign_in
from audit.service.tasks import tasks
from audit.service.throttle import FREE, TooMany
from tests.service.accounts import HERE, PASSWORD, caller, give_account, inside, real
from tests.service.town import ARNO, KARL, OUTSIDE_LINK, Town

NEW = "Fünf Hasen im Schnee"


def test_a_new_password_ends_all_stays_and_begins_one(town: Town) -> None:
    """A copied token of this very stay would otherwise go on."""
    give_account(town, KARL)
    here, there = inside(town, KARL), inside(town, KARL)
    other = caller(town, there)
    begun = change_password(real(town), here, PASSWORD, NEW, HERE)
    tasks(real(town), caller(town, begun))
    assert caller_of(real(town), here) is None
    with pytest.raises(SignedOut):
        tasks(real(town), other)
    with pytest.raises(NotSignedIn):
        inside(town, KARL)
    inside(town, KARL, NEW)
    assert town.rows("SELECT action, person FROM log") == [("own_account.change_password", "karl")]


def test_without_the_old_password_nothing_is_changed_and_guessing_is_slowed_down(
    town: Town,
) -> None:
    give_account(town, KARL)
    token = inside(town, KARL)
    for _ in range(FREE):
        with pytest.raises(NotDone, match="stimmt nicht"):
            change_password(real(town), token, "falsch geraten!", NEW, HERE)
    with pytest.raises(TooMany):
        change_password(real(town), token, PASSWORD, NEW, HERE)


def test_a_weak_new_password_is_refused(town_in_a_file: Town) -> None:
    give_account(town_in_a_file, KARL)
    token = inside(town_in_a_file, KARL)
    with pytest.raises(NotDone, match="Name nicht vorkommt"):
        change_password(real(town_in_a_file), token, PASSWORD, "Karl und die Hasen", HERE)
    inside(town_in_a_file, KARL)


def test_who_is_nobody_has_no_account(town: Town) -> None:
    for token in (None, "", "guessed"):
        with pytest.raises(SignedOut):
            own_account(real(town), token)
    with pytest.raises(Denied):
        own_account(real(town), enter_by_link(real(town), OUTSIDE_LINK))
    with pytest.raises(Denied):  # made-up people have none
        own_account(town.house, sign_in_for_demo(town.house, "karl"))


def test_an_administrator_sets_up_an_app_and_is_asked_for_it_from_then_on(town: Town) -> None:
    give_account(town, ARNO)
    here, there = inside(town, ARNO), inside(town, ARNO)
    begin_second_factor(real(town), here, PASSWORD, HERE)
    assert isinstance(sign_in(real(town), "arno", PASSWORD, HERE), Inside)  # not yet confirmed
    own = own_account(real(town), here)
    app = pyotp.parse_uri(address_for_app(own))
    assert isinstance(app, pyotp.TOTP)
    assert (app.name, app.issuer) == ("arno", "Interkulturelle Öffnung")

    begun = confirm_second_factor(real(town), here, app.at(town.clock.now), HERE)
    for ended in (here, there):
        with pytest.raises(SignedOut):
            own_account(real(town), ended)
    own_account(real(town), begun)
    again = sign_in(real(town), "arno", PASSWORD, HERE)
    assert isinstance(again, SecondStep)
    with pytest.raises(NotDone):  # the code that confirmed it is used up
        enter_code_of_app(real(town), again.ticket, app.at(town.clock.now), HERE)
    town.clock.go_on(seconds=30)
    enter_code_of_app(real(town), again.ticket, app.at(town.clock.now), HERE)


def test_an_app_that_shows_wrong_codes_is_never_asked_for(town: Town) -> None:
    give_account(town, ARNO)
    token = inside(town, ARNO)
    with pytest.raises(Denied):
        confirm_second_factor(real(town), token, "000000", HERE)
    begin_second_factor(real(town), token, PASSWORD, HERE)
    with pytest.raises(NotDone, match="gilt nicht"):
        confirm_second_factor(real(town), token, "000000", HERE)
    inside(town, ARNO)


def test_a_second_factor_that_is_there_is_not_replaced_by_whoever_finds_an_open_window(
    town: Town,
) -> None:
    give_account(town, ARNO)
    token = inside(town, ARNO)
    begin_second_factor(real(town), token, PASSWORD, HERE)
    app = pyotp.parse_uri(address_for_app(own_account(real(town), token)))
    assert isinstance(app, pyotp.TOTP)
    token = confirm_second_factor(real(town), token, app.at(town.clock.now), HERE)
    with pytest.raises(Denied):
        begin_second_factor(real(town), token, PASSWORD, HERE)
    with pytest.raises(NotDone, match="stimmt nicht"):
        give_up_second_factor(real(town), token, "falsch geraten!", HERE)
    there = inside_twice(town, app)
    give_up_second_factor(real(town), token, PASSWORD, HERE)
    assert caller_of(real(town), there) is None
    inside(town, ARNO)


def inside_twice(town: Town, app: pyotp.TOTP) -> str:
    """Come in a second time, with the next code."""
    town.clock.go_on(seconds=30)
    begun = sign_in(real(town), "arno", PASSWORD, HERE)
    assert isinstance(begun, SecondStep)
    return enter_code_of_app(real(town), begun.ticket, app.at(town.clock.now), HERE).token


def test_a_second_factor_is_for_everybody_who_has_a_password_here(town: Town) -> None:
    give_account(town, KARL)
    token = inside(town, KARL)
    begin_second_factor(real(town), token, PASSWORD, HERE)
    app = pyotp.parse_uri(address_for_app(own_account(real(town), token)))
    assert isinstance(app, pyotp.TOTP)
    confirm_second_factor(real(town), token, app.at(town.clock.now), HERE)
    assert isinstance(sign_in(real(town), "karl", PASSWORD, HERE), SecondStep)


def test_signing_out_elsewhere_leaves_this_stay(town: Town) -> None:
    give_account(town, KARL)
    here, there = inside(town, KARL), inside(town, KARL)
    end_other_stays(real(town), here)
    own_account(real(town), here)
    with pytest.raises(SignedOut):
        own_account(real(town), there)
