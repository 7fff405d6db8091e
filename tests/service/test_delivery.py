"""Letters are handed to a real mail server; what it has not taken over counts as sent nowhere."""

import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from audit.service.delivery import Delivered, Fate, Letter, deliver
from audit.service.mail_server import MailServer, Security
from tests.service.post_office import (
    HERE,
    PASSWORD,
    SENDER,
    USER,
    Office,
    certificate,
    knows_the_password,
    post_office,
    shown_by,
)

SOON = 0.5
"""Seconds; a test does not wait as long as people do."""


def letter(person: str) -> Letter:
    content = f"Subject: Hallo\r\n\r\nGuten Tag\r\n.\r\n{person}\r\n".encode()
    return Letter(person, person.title(), f"{person}@musterstadt.de", content)


ANNA, BERND, CARLA = map(letter, ("anna", "bernd", "carla"))


def fates(delivered: Sequence[Delivered]) -> list[tuple[str, Fate]]:
    return [(one.letter.person, one.fate) for one in delivered]


def sent(server: MailServer, *letters: Letter) -> list[Delivered]:
    return list(deliver(server, letters, patience=SOON))


def test_all_letters_go_on_one_line() -> None:
    with post_office() as office:
        done = sent(office.as_server(), ANNA, BERND)
    assert fates(done) == [("anna", Fate.ACCEPTED), ("bernd", Fate.ACCEPTED)]
    assert [to for to, _ in office.taken] == ["anna@musterstadt.de", "bernd@musterstadt.de"]
    assert office.lines == 1


def test_a_dot_alone_does_not_end_a_letter() -> None:
    with post_office() as office:
        sent(office.as_server(), ANNA)
    assert office.taken[0][1].get_content().splitlines() == ["Guten Tag", ".", "anna"]


def test_an_address_that_is_refused_stops_nobody_else() -> None:
    with post_office(Office(unknown=frozenset({"bernd@musterstadt.de"}))) as office:
        done = sent(office.as_server(), ANNA, BERND, CARLA)
    assert fates(done) == [
        ("anna", Fate.ACCEPTED),
        ("bernd", Fate.NOT_ACCEPTED),
        ("carla", Fate.ACCEPTED),
    ]
    assert "550" in str(done[1].why)
    assert len(office.taken) == 2


def test_a_letter_that_is_sent_back_after_it_was_said_did_not_arrive() -> None:
    with post_office(Office(too_busy=True)) as office:
        done = sent(office.as_server(), ANNA, BERND)
    assert {one.fate for one in done} == {Fate.NOT_ACCEPTED}
    assert "451" in str(done[0].why)


def test_a_line_that_breaks_before_the_letter_was_said_can_be_tried_again() -> None:
    with post_office(Office(drops_at="RCPT")) as office:
        done = sent(office.as_server(), ANNA, BERND)
    assert {one.fate for one in done} == {Fate.NOT_ACCEPTED}
    assert "abgerissen" in str(done[0].why)
    assert office.lines == 1, "a server that drops everybody is not asked for each letter"


def test_a_line_that_breaks_after_the_letter_was_said_leaves_it_uncertain() -> None:
    with post_office(Office(drops_at="DATA")) as office:
        done = sent(office.as_server(), ANNA, BERND)
    assert fates(done) == [("anna", Fate.UNCERTAIN), ("bernd", Fate.NOT_ACCEPTED)]


@pytest.mark.parametrize("security", list(Security))
def test_a_server_that_says_nothing_is_given_up_soon(security: Security) -> None:
    with socket.create_server((HERE, 0)) as silent:
        server = MailServer(HERE, silent.getsockname()[1], security, SENDER)
        begun = time.monotonic()
        done = sent(server, ANNA, BERND, CARLA)
        assert time.monotonic() - begun < 4 * SOON
    assert {one.fate for one in done} == {Fate.NOT_ACCEPTED}
    assert "antwortet nicht" in str(done[0].why)


def test_a_server_that_is_not_there_is_told() -> None:
    done = sent(MailServer(HERE, 1, Security.NONE, SENDER), ANNA)
    assert fates(done) == [("anna", Fate.NOT_ACCEPTED)]
    assert "antwortet nicht" in str(done[0].why)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_letters_go_encrypted_and_signed_in(tmp_path: Path, security: Security) -> None:
    file = certificate(tmp_path)
    starttls = security is Security.STARTTLS
    how: dict[str, Any] = {"tls_context" if starttls else "ssl_context": shown_by(file)}
    # aiosmtpd calls only STARTTLS so: on a line that is encrypted anyway it must not ask for it.
    more: dict[str, Any] = {"authenticator": knows_the_password, "auth_require_tls": starttls}
    with post_office(**how, **more) as office:
        right = office.as_server(security, user=USER, password=PASSWORD, certificates=file)
        wrong = office.as_server(security, user=USER, password="x", certificates=file)
        assert fates(sent(right, ANNA)) == [("anna", Fate.ACCEPTED)]
        refused = sent(wrong, BERND)
    assert fates(refused) == [("bernd", Fate.NOT_ACCEPTED)]
    assert "Passwort" in str(refused[0].why)
    assert [to for to, _ in office.taken] == ["anna@musterstadt.de"]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(
    ("host", "days", "believed"),
    [(HERE, 1, False), ("mail.example.org", 1, True), (HERE, -1, True)],
    ids=["of nobody we believe", "of another server", "of yesterday"],
)
def test_nothing_is_handed_to_a_server_with_a_wrong_certificate(
    tmp_path: Path, security: Security, host: str, days: int, believed: bool
) -> None:
    file = certificate(tmp_path, host, days)
    how: dict[str, Any] = {
        "tls_context" if security is Security.STARTTLS else "ssl_context": shown_by(file)
    }
    with post_office(**how) as office:
        server = office.as_server(security, certificates=file if believed else None)
        done = sent(server, ANNA)
    assert fates(done) == [("anna", Fate.NOT_ACCEPTED)]
    assert "Zertifikat" in str(done[0].why)
    assert office.taken == []


def test_a_server_that_does_not_offer_encryption_gets_nothing() -> None:
    with post_office() as office:
        done = sent(office.as_server(Security.STARTTLS), ANNA)
    assert fates(done) == [("anna", Fate.NOT_ACCEPTED)]
    assert "unverschlüsselt wird nichts übergeben" in str(done[0].why)
    assert office.taken == []


def test_a_server_that_hangs_up_after_some_letters_is_asked_again() -> None:
    office = Office()
    with post_office(office) as office:
        going = deliver(office.as_server(), [ANNA, BERND, CARLA], patience=SOON)
        assert next(going).fate is Fate.ACCEPTED
        office.drops_at = "RCPT"
        rest = []
        for one in going:
            rest.append(one)
        assert fates(rest) == [("bernd", Fate.NOT_ACCEPTED), ("carla", Fate.NOT_ACCEPTED)]
        assert office.lines == 2
