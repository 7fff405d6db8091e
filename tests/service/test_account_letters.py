"""People hear by mail what has changed about their account, and a mail server stops no change."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pyotp
import pytest

from audit.model.organisation import Office, Role
from audit.service.account_letters import WAITING, Change, tell
from audit.service.actions import NotDone
from audit.service.addresses import change_address
from audit.service.house import House
from audit.service.mail_server import MailServer, Security
from audit.service.own_account import (
    address_for_app,
    begin_second_factor,
    change_mail,
    change_password,
    confirm_second_factor,
    give_up_second_factor,
    own_account,
)
from audit.service.own_data import delete_my_account
from audit.service.people import (
    change_offices,
    deactivate,
    hand_out_code,
    reactivate,
    remove_second_factor,
)
from audit.service.signing_in import redeem_code
from audit.store.engine import writing
from tests.ports import free_port
from tests.service.accounts import HERE, PASSWORD, caller, give_account, inside, real
from tests.service.post_office import HERE as LOCAL
from tests.service.post_office import SENDER, post_office
from tests.service.post_office import Office as PostOffice
from tests.service.town import ARNO, COUNTER, KARL, NOBODY, Town

NEW = "Neun Igel im Schnee"
MAIL = "karl@musterstadt.de"


@contextmanager
def told(town: Town, office: PostOffice | None = None) -> Iterator[tuple[House, PostOffice]]:
    """Let letters about accounts go to a real server, and wait for them when the block ends."""
    with post_office(office) as opened:
        settings = replace(real(town).settings, mail=opened.as_server())
        yield replace(real(town), settings=settings), opened
        WAITING.join()


def said(office: PostOffice) -> list[tuple[str, str]]:
    """List to whom was written, and the one line that says what has changed."""
    return [(to, str(letter.get_content()).splitlines()[2]) for to, letter in office.taken]


def with_factor(town: Town, house: House, token: str) -> str:
    """Set up a second factor, and return the token of the new stay."""
    begin_second_factor(house, token, PASSWORD, HERE)
    app = pyotp.parse_uri(address_for_app(own_account(house, token)))
    assert isinstance(app, pyotp.TOTP)
    return confirm_second_factor(house, token, app.at(town.clock.now), HERE)


def test_a_change_of_ones_own_key_is_told(town: Town) -> None:
    give_account(town, KARL, mail=MAIL)
    with told(town) as (house, office):
        token = with_factor(town, house, inside(town, KARL))
        token = give_up_second_factor(house, token, PASSWORD, HERE)
        change_password(house, token, PASSWORD, NEW, HERE)
    assert said(office) == [
        (MAIL, "Für Ihre Anmeldung wurde ein zweiter Schritt eingerichtet."),
        (MAIL, "Der zweite Schritt Ihrer Anmeldung wurde aufgehoben."),
        (MAIL, "Das Passwort Ihres Kontos wurde geändert."),
    ]


def test_what_the_administration_does_with_an_account_is_told(town: Town) -> None:
    give_account(town, ARNO)
    give_account(town, KARL, mail=MAIL, second_factor="A" * 32, second_factor_used=1)
    arno = caller(town, inside(town, ARNO))
    with told(town) as (house, office):
        remove_second_factor(house, arno, "karl")
        change_offices(house, arno, "karl", [Office(Role.DELEGATE, COUNTER)])
        change_offices(house, arno, "karl", [Office(Role.DELEGATE, COUNTER)])
        code = hand_out_code(house, arno, "karl").code
        redeem_code(house, code, NEW)
        deactivate(house, arno, "karl")
        reactivate(house, arno, "karl")
    assert said(office) == [
        (MAIL, "Der zweite Schritt Ihrer Anmeldung wurde aufgehoben."),
        (MAIL, "Ihre Aufgaben in der Anwendung wurden geändert."),
        (MAIL, "Das Passwort Ihres Kontos wurde geändert."),
        (MAIL, "Ihr Zugang wurde gesperrt."),
        (MAIL, "Ihr Zugang wurde wieder geöffnet."),
    ]


def test_a_new_address_is_told_to_the_old_one(town: Town) -> None:
    give_account(town, ARNO)
    give_account(town, KARL, mail=MAIL, mail_language="de")
    arno, token = caller(town, inside(town, ARNO)), inside(town, KARL)
    with told(town) as (house, office):
        change_mail(house, token, "karl@privat.de", "de")
        change_mail(house, token, "karl@privat.de", "en")
        change_address(house, arno, "karl", "", "de")
        change_address(house, arno, "karl", MAIL, "de")
    assert [to for to, _ in said(office)] == [MAIL, "karl@privat.de"]
    assert "privat" not in str(office.taken[0][1])


def test_whoever_deletes_their_account_hears_of_it_a_last_time(town: Town) -> None:
    give_account(town, NOBODY, mail="nora@musterstadt.de")
    nora = caller(town, inside(town, NOBODY))
    with told(town) as (house, office):
        delete_my_account(house, nora)
    assert said(office) == [("nora@musterstadt.de", "Ihr Konto wurde gelöscht.")]


def test_a_letter_speaks_ones_language_and_holds_neither_links_nor_secrets(town: Town) -> None:
    give_account(town, KARL, mail=MAIL, mail_language="en")
    with told(town) as (house, office):
        change_password(house, inside(town, KARL), PASSWORD, NEW, HERE)
    [(_, letter)] = office.taken
    body = str(letter.get_content())
    assert body.startswith("Dear Karl Kamm,")
    assert "The password of your account was changed." in body
    assert "Time: May 15, 2026, 12:00" in body
    for secret in ("://", "www.", PASSWORD, NEW):
        assert secret not in str(letter)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en"


def broken_off(house: House) -> None:
    """Begin something that is told, and fail before it is committed."""
    with writing(house.engine) as connection:
        tell(house.settings, connection, "arno", Change.PASSWORD, house.clock())
        raise KeyError


def test_nothing_is_sent_of_what_was_not_done(town: Town) -> None:
    give_account(town, ARNO, mail="arno@musterstadt.de")
    arno = caller(town, inside(town, ARNO))
    with told(town) as (house, office):
        with pytest.raises(NotDone):
            deactivate(house, arno, "arno")
        with pytest.raises(KeyError):
            broken_off(house)
    assert office.lines == 0


def test_nothing_is_sent_before_it_is_committed(town: Town) -> None:
    give_account(town, KARL, mail=MAIL)
    with told(town) as (house, office):
        with writing(house.engine) as connection:
            tell(house.settings, connection, "karl", Change.PASSWORD, house.clock())
            WAITING.join()
            assert office.lines == 0
        WAITING.join()
        assert office.lines == 1


def test_the_demo_writes_to_nobody(town: Town) -> None:
    give_account(town, KARL, mail=MAIL)
    with told(town) as (house, office):
        demo = replace(house, settings=replace(house.settings, demo=True))
        change_password(demo, inside(town, KARL), PASSWORD, NEW, HERE)
    assert office.lines == 0


@pytest.fixture
def silent() -> Iterator[MailServer]:
    """A mail server that takes the line and says nothing."""
    with socket.create_server((LOCAL, 0)) as listening:
        yield MailServer(LOCAL, listening.getsockname()[1], Security.NONE, SENDER)
    WAITING.join()


def test_nobody_waits_for_a_mail_server_that_is_silent(town: Town, silent: MailServer) -> None:
    give_account(town, KARL, mail=MAIL)
    house = replace(real(town), settings=replace(real(town).settings, mail=silent))
    change_password(house, inside(town, KARL), PASSWORD, NEW, HERE)
    assert WAITING.unfinished_tasks == 1, "it is still on its way"
    inside(town, KARL, NEW)


@pytest.mark.parametrize("office", [PostOffice(too_busy=True), PostOffice(drops_at="RCPT")])
def test_a_letter_that_cannot_be_sent_takes_nothing_back(
    town: Town, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    give_account(town, KARL, mail=MAIL)
    with told(town, office) as (house, _):
        change_password(house, inside(town, KARL), PASSWORD, NEW, HERE)
    inside(town, KARL, NEW)
    assert office.taken == []
    assert "A letter about an account did not leave" in caplog.text
    assert MAIL not in caplog.text


def test_where_nobody_answers_the_change_holds(town: Town) -> None:
    give_account(town, KARL, mail=MAIL)
    away = MailServer(LOCAL, free_port(), Security.NONE, SENDER)
    house = replace(real(town), settings=replace(real(town).settings, mail=away))
    change_password(house, inside(town, KARL), PASSWORD, NEW, HERE)
    WAITING.join()
    inside(town, KARL, NEW)
