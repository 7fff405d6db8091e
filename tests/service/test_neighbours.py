"""Whoever runs the server hears before all others that the directory or the mail server is away."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from audit.model.messages import GERMAN
from audit.service.directory import Directory
from audit.service.house import Settings
from audit.service.mail_server import MailServer, Security
from audit.service.neighbours import directory_answers, mail_server_answers, neighbours
from audit.service.verifying import Verdict
from tests.ports import free_port
from tests.service.directories import CLIENT, GROUPS, SECRET, Between, Claims, between, provider
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


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    with provider() as url:
        yield url


@pytest.fixture
def middle(running: str) -> Iterator[Between]:
    """A directory that says of itself what the one behind it says, by another name."""
    with between(running) as standing:
        standing.pages = lambda said: said | {"issuer": standing.url}
        yield standing


def directory(issuer: str) -> Directory:
    return Directory(issuer, CLIENT, SECRET, GROUPS)


def told(issuer: str) -> tuple[Verdict, str]:
    found = directory_answers(directory(issuer))
    return found.verdict, GERMAN.say(found.sentence)


def knocked(server: MailServer) -> list[tuple[Verdict, str]]:
    found = mail_server_answers(server, patience=SOON)
    return [(one.verdict, GERMAN.say(one.sentence)) for one in found]


def test_a_directory_that_answers_by_its_name_is_good(middle: Between) -> None:
    verdict, sentence = told(middle.url)
    assert verdict is Verdict.GOOD
    assert sentence.startswith(f"Der Anmeldedienst {middle.url} antwortet")
    assert [path for path, _, _ in middle.asked] == ["/.well-known/openid-configuration", "/jwks"]
    assert not any(sent for _, sent, _ in middle.asked), "nothing is said of us or of anybody"


WRONG: dict[str, tuple[Claims, str]] = {
    "another name": ({"issuer": "https://login.example"}, "nennt sich anders"),
    "no name": ({"issuer": None}, "nennt sich anders"),
    "no page to sign in": ({"authorization_endpoint": None}, "keine vollständige Beschreibung"),
    "an open page": (
        {"token_endpoint": "http://login.example/token"},
        "keine vollständige Beschreibung",
    ),
    "no keys": ({"jwks_uri": None}, "keine vollständige Beschreibung"),
    "a shared secret": ({"id_token_signing_alg_values_supported": ["HS256"]}, "RS256 oder ES256"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_a_directory_says_wrongly_of_itself_is_told_with_what_to_do(
    middle: Between, wrong: str
) -> None:
    changed, expected = WRONG[wrong]
    middle.pages = lambda said: said | {"issuer": middle.url} | changed
    verdict, sentence = told(middle.url)
    assert verdict is Verdict.BAD
    assert expected in sentence
    assert "Bitte" in sentence


def test_a_slash_too_much_makes_another_name(middle: Between) -> None:
    verdict, sentence = told(f"{middle.url}/")
    assert verdict is Verdict.BAD
    assert f"was in {middle.url}/.well-known/openid-configuration als „issuer“ steht" in sentence


def test_keys_that_are_none_are_told(middle: Between) -> None:
    middle.pages = lambda said: said | {"issuer": middle.url, "jwks_uri": f"{middle.url}{PAGES}"}
    assert "Die Schlüssel des Anmeldedienstes" in told(middle.url)[1]


PAGES = "/.well-known/openid-configuration"
"""A page of JSON in which there are no keys."""


def test_a_place_where_no_directory_is_described_is_told(running: str) -> None:
    verdict, sentence = told(f"{running}/realms/stadt")
    assert verdict is Verdict.BAD
    assert f"Unter {running}/realms/stadt{PAGES} liegt keine" in sentence


def test_a_directory_that_does_not_answer_is_told() -> None:
    verdict, sentence = told(f"http://127.0.0.1:{free_port()}")
    assert verdict is Verdict.BAD
    assert "antwortet nicht: Bitte prüfen Sie AUDIT_OIDC_ISSUER" in sentence


@contextmanager
def encrypted(folder: Path) -> Iterator[str]:
    """Answer by https, with a certificate for which nobody vouches."""
    with ThreadingHTTPServer((HERE, 0), BaseHTTPRequestHandler) as server:
        server.socket = shown_by(certificate(folder)).wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"https://{HERE}:{server.server_address[1]}"
        server.shutdown()


def test_a_directory_for_which_nobody_vouches_is_told(tmp_path: Path) -> None:
    with encrypted(tmp_path) as url:
        verdict, sentence = told(url)
    assert verdict is Verdict.BAD
    assert sentence.startswith(f"Das Zertifikat des Anmeldedienstes {url} gilt nicht")


def test_a_mail_server_that_answers_is_good_and_gets_no_letter() -> None:
    with post_office() as office:
        found = knocked(office.as_server())
    assert found == [(Verdict.GOOD, "Der Mailserver 127.0.0.1 antwortet; verschickt wurde nichts.")]
    assert office.lines == 1
    assert office.taken == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_encryption_certificate_and_password_of_a_mail_server_are_tried(
    tmp_path: Path, security: Security
) -> None:
    file = certificate(tmp_path)
    starttls = security is Security.STARTTLS
    how: dict[str, Any] = {"tls_context" if starttls else "ssl_context": shown_by(file)}
    more: dict[str, Any] = {"authenticator": knows_the_password, "auth_require_tls": starttls}
    with post_office(**how, **more) as office:
        right: dict[str, Any] = {"user": USER, "password": PASSWORD, "certificates": file}
        (good,) = knocked(office.as_server(security, **right))
        (stranger,) = knocked(office.as_server(security, **(right | {"password": "x"})))
        (doubtful,) = knocked(office.as_server(security, **(right | {"certificates": None})))
    assert good[0] is Verdict.GOOD
    assert "verschlüsselt und mit gültigem Zertifikat" in good[1]
    assert stranger[0] is doubtful[0] is Verdict.BAD
    assert "Bitte prüfen Sie AUDIT_SMTP_USER und AUDIT_SMTP_PASSWORD" in stranger[1]
    assert "Das Zertifikat des Mailservers 127.0.0.1 gilt nicht" in doubtful[1]
    assert office.taken == []


def test_a_mail_server_without_encryption_is_told_where_it_is_wanted() -> None:
    with post_office() as office:
        ((verdict, sentence),) = knocked(office.as_server(Security.STARTTLS))
    assert verdict is Verdict.BAD
    assert "bietet am Anschluss" in sentence
    assert "AUDIT_SMTP_SECURITY (starttls)" in sentence


def test_encryption_from_the_first_sign_on_at_a_port_that_begins_in_the_open_is_told() -> None:
    with post_office() as office:
        ((verdict, sentence),) = knocked(office.as_server(Security.TLS))
    assert verdict is Verdict.BAD
    assert "ob AUDIT_SMTP_SECURITY (tls) zu diesem Anschluss passt" in sentence


@pytest.mark.parametrize("security", list(Security))
def test_a_mail_server_that_says_nothing_or_is_not_there_is_told(security: Security) -> None:
    with socket.create_server((HERE, 0)) as silent:
        for port in (silent.getsockname()[1], free_port()):
            ((verdict, sentence),) = knocked(MailServer(HERE, port, security, SENDER))
            assert verdict is Verdict.BAD
            assert f"antwortet am Anschluss {port} nicht" in sentence


def test_an_open_line_through_the_network_is_noted() -> None:
    """127.1 is this machine too, but nothing that the program would take for it."""
    with post_office() as office:
        good, noted = knocked(replace(office.as_server(), host="127.1"))
    assert (good[0], noted[0]) == (Verdict.GOOD, Verdict.NOTE)
    assert "unverschlüsselt" in noted[1]


def test_who_is_not_named_in_the_settings_is_not_asked(middle: Between) -> None:
    assert list(neighbours(Settings())) == []
    with post_office(Office()) as office:
        both = Settings(directory=directory(middle.url), mail=office.as_server())
        assert [one.verdict for one in neighbours(both)] == [Verdict.GOOD, Verdict.GOOD]
