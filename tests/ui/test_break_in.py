"""Tried from outside, with real requests: to get in, or at what is somebody else's.

What was tried, and what it showed, stands in docs/security/tried.md.
"""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from audit.model.organisation import Role
from audit.model.waves import Remark
from audit.service import throttle
from audit.service.filling_in import save_remark
from audit.service.house import Settings, open_house
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.store.accounts import load_attempts
from audit.store.assessments import load_assessments
from audit.store.engine import reading
from tests.ui.conftest import Server
from tests.ui.small_town import LINK, PEOPLE
from tests.ui.test_gate import FORM, PAGE, ask, post, signed_in
from tests.ui.test_uploads import BOUNDARY, sent
from tests.ui.wire import told, wired

SECRET = "Das steht nur in diesem Bogen"
QUESTION = "mission-in-practice"
AREA = "leadership"
OTHERS = (Role.COUNCIL, Role.STEERING, Role.PERSONNEL, Role.PROJECT, Role.ADMIN)


@pytest.fixture(scope="module")
def sheet(counter: Server) -> int:
    """Give the number of a sheet in which the head has written something."""
    house = open_house(Settings(data=counter.data, demo=True))
    with reading(house.engine) as connection:
        found = load_assessments(connection, "now")
    number = next(one.id for one in found if one.edition.questionnaire == "opening")
    head = caller_of(house, sign_in_for_demo(house, "head"))
    assert head is not None
    save_remark(house, head, number, QUESTION, Remark(SECRET), after=0)
    house.close()
    return number


@pytest.fixture(scope="module")
def others(counter: Server) -> dict[str, dict[str, str]]:
    """Collect the cookies of those to whom the sheet is none of their business."""
    guest = ask(counter, f"/t/{LINK}", headers=PAGE).cookies
    return {"a guest": guest, **{role.value: signed_in(counter, role) for role in OTHERS}}


SCREENS = ("ausfuellen", "pruefen", "ergebnis", "nachweise", "sichtweisen", "ohne-zugang",
           "uebertragen", "freigabe", "abgleichen")  # fmt: skip


def test_the_number_of_somebody_elses_sheet_opens_no_screen(
    counter: Server, sheet: int, others: dict[str, dict[str, str]]
) -> None:
    address = f"bogen={sheet}&feld={AREA}&frage={QUESTION}"
    assert SECRET in told(counter, signed_in(counter, Role.HEAD), "ausfuellen", address)
    for name, cookies in others.items():
        for screen in SCREENS:
            assert SECRET not in told(counter, cookies, screen, address), (name, screen)


def test_the_number_of_a_page_does_not_give_it_to_somebody_else(
    counter: Server, sheet: int, others: dict[str, dict[str, str]]
) -> None:
    """Streamlit takes a page whose connection was lost up again for whoever knows its number."""
    address = f"bogen={sheet}&feld={AREA}"
    head = signed_in(counter, Role.HEAD)
    for name, cookies in others.items():
        with wired(counter, head) as wire:
            wire.ask("ausfuellen", address)
            page = wire.told().page
            wire.ask("ausfuellen", address)
            with wired(counter, cookies, lost=page) as claim:  # while it is still open
                assert SECRET.encode() not in claim.left_over(0.5), name
            wire.ask("ausfuellen", address)
            assert SECRET in wire.told()  # and nobody has closed it
        with wired(counter, cookies, lost=page) as claim:
            claim.ask("ausfuellen", address)
            found = claim.told()
        assert found.page != page, name
        assert SECRET not in found, name
        assert PEOPLE[Role.HEAD].name not in found, name
    with wired(counter, head) as wire:
        wire.ask("ausfuellen", address)
        page = wire.told().page
    with wired(counter, head, lost=page) as again:
        again.ask("ausfuellen", address)
        assert again.told().page == page  # whose it is finds it again


def unusual_messages() -> Iterator[bytes | str]:
    """Say what a browser never says: what is meant for makers of Streamlit, and nonsense."""
    for name in ("debug_shutdown_runtime", "debug_disconnect_websocket", "clear_cache",
                 "set_run_on_save", "stop_script", "load_git_info"):  # fmt: skip
        wish = BackMsg()
        setattr(wish, name, True)
        yield wish.SerializeToString()
    wish = BackMsg()
    wish.file_urls_request.file_names.append("../../etc/passwd")
    yield wish.SerializeToString()
    yield b""
    yield b"\xff" * 1000
    yield "text"


def test_nothing_that_is_said_over_the_websocket_stops_the_server(
    counter: Server, others: dict[str, dict[str, str]]
) -> None:
    head = signed_in(counter, Role.HEAD)
    with wired(counter, head) as wire:
        wire.ask("start", "")
        before = wire.told()
        for message in unusual_messages():
            with wired(counter, others["a guest"]) as guest:
                guest.line.send(message)
                try:
                    guest.left_over(0.2)
                except ConnectionClosed:
                    continue
        wire.ask("start", "")
        assert PEOPLE[Role.HEAD].name in wire.told()
    assert PEOPLE[Role.HEAD].name in before
    assert ask(counter, "/gesundheit").status == 200


FILES = {
    "/bogen/{sheet}.xlsx": set(),
    "/datei/0123456789abcdef0123456789abcdef": set(),
    "/termin/now.ics": set(),
    "/meine-daten.json": {*OTHERS},
    "/dienststellen.csv": {Role.ADMIN},
    "/protokoll.csv": {Role.PROJECT, Role.ADMIN},
    "/protokoll.jsonl": {Role.PROJECT, Role.ADMIN},
    f"/aushang/{LINK}": {Role.PROJECT},
    "/zettel/now/1": set(),
}
"""Whatever leaves as a file or on paper, and who of the others may have it."""


@pytest.mark.parametrize("path", FILES)
def test_a_file_goes_to_nobody_but_those_to_whom_it_belongs(
    counter: Server, sheet: int, others: dict[str, dict[str, str]], path: str
) -> None:
    address = path.format(sheet=sheet)
    ended = signed_in(counter, Role.HEAD)
    post(counter, "/abmelden", ended, form=ended["audit_form"])
    for cookies in ({}, ended, {"audit_session": "x"}):
        assert ask(counter, address, cookies=cookies).status == 401
        assert ask(counter, address, cookies=cookies, headers=PAGE).status == 303
    for name, cookies in others.items():
        answer = ask(counter, address, cookies=cookies)
        if name in FILES[path]:
            assert answer.status == 200, name
        else:
            assert answer.status in {403, 409}, name
            assert "content-disposition" not in answer.headers
            assert SECRET not in answer.text


WAYS = (
    "", "/static/..", "/static/%2e%2e", "/static//..//..", "/gestaltung/..",
    "/gestaltung/%2e%2e/..",
    "/gestaltung/..%2f..%2f..", "/datei/..%2f..", "/app/static/..", "/_stcore/bidi-components/..",
    "/_stcore/bidi-components/x/%2e%2e",
)  # fmt: skip
WITHIN = ("[core]", "SQLite format", "import streamlit", "maxUploadSize")


@pytest.mark.parametrize(
    "file", [".git/config", "audit.db", "audit_app.py", ".streamlit/config.toml"]
)
def test_no_file_of_the_program_can_be_fetched(counter: Server, file: str) -> None:
    head = signed_in(counter, Role.HEAD)
    for way in WAYS:
        answer = ask(counter, f"{way}/{file}", cookies=head)
        assert answer.status >= 400 or '<div id="root">' in answer.text, way
        assert not [inside for inside in WITHIN if inside in answer.text], way


def test_a_folder_is_not_listed(counter: Server) -> None:
    for path in ("/gestaltung/", "/gestaltung", "/static/"):
        answer = ask(counter, path)
        assert answer.status >= 300 or '<div id="root">' in answer.text
        assert 'href="app.css"' not in answer.text


@pytest.mark.parametrize("path", ["/start", "/anmelden", "/gestaltung/app.css", "/bogen/1.xlsx"])
def test_nothing_is_traced(counter: Server, path: str) -> None:
    head = signed_in(counter, Role.HEAD)
    answer = ask(counter, path, method="TRACE", cookies=head, headers={"X-Told": "secret"})
    assert answer.status in {405, 501}
    assert "secret" not in answer.text
    assert head["audit_session"] not in answer.text


def test_a_link_to_a_questionnaire_signs_nobody_out(counter: Server) -> None:
    """Anybody can send such a link to somebody who is signed in."""
    head = signed_in(counter, Role.HEAD)
    answer = ask(counter, f"/t/{LINK}", cookies=head, headers=PAGE)
    assert (answer.status, "audit_session" in answer.cookies) == (200, False)
    assert "Sie sind als Ina Beet angemeldet." in answer.text
    assert ask(counter, "/start", cookies=head, headers=PAGE).status == 200
    went = post(counter, f"/t/{LINK}", head, form=head["audit_form"])
    assert (went.status, went.headers["location"]) == (303, "/")
    assert ask(counter, "/start", cookies=head, headers=PAGE).status == 303
    inside = {**head, **went.cookies}
    assert "Teilnahme ohne Anmeldung" in told(counter, inside, "", "")


def test_a_token_that_somebody_else_has_chosen_is_not_taken_over(counter: Server) -> None:
    chosen = {"audit_session": "chosen-by-somebody-else", "audit_form": "chosen-too"}
    fields = {"form": "chosen-too", "person": PEOPLE[Role.HEAD].id}
    answer = post(counter, "/anmelden", chosen, **fields)
    assert answer.status == 303
    assert answer.cookies["audit_session"] != chosen["audit_session"]
    assert answer.cookies["audit_form"] != chosen["audit_form"]
    assert ask(counter, "/start", cookies=chosen, headers=PAGE).status == 303


def test_of_what_is_sent_twice_one_counts(counter: Server) -> None:
    form = ask(counter, "/anmelden", headers=PAGE).cookies["audit_form"]
    refused, answer = (
        ask(
            counter,
            "/anmelden?form=in-the-address",
            method="POST",
            cookies={"audit_form": form},
            body=f"{body}&person=council&person=head",
            headers={**FORM, "Origin": counter.url},
        )
        for body in (f"form={form}&form=guessed", f"form=guessed&form={form}")
    )
    assert (refused.status, answer.status) == (403, 303)
    assert PEOPLE[Role.HEAD].name in told(counter, answer.cookies, "start", "")


@pytest.mark.parametrize(
    "body",
    [
        b"form=" + b"x" * 5_000_000,
        b"&".join(b"f%d=x" % number for number in range(100_000)),
        b"&" * 5_000_000,
        b"=" * 5_000_000,
        b"%" * 5_000_000,
    ],
    ids=["one long field", "many fields", "only &", "only =", "only %"],
)
@pytest.mark.parametrize("path", ["/anmelden", "/anmelden/code", "/anmelden/passwort", "/abmelden"])
def test_a_form_of_any_size_is_refused_before_it_is_kept(
    counter: Server, path: str, body: bytes
) -> None:
    began = time.monotonic()
    try:
        answer = ask(counter, path, method="POST", body=body, headers={**FORM, **PAGE})
    except (ConnectionError, http.client.RemoteDisconnected):
        return  # it did not even listen to the end
    assert answer.status in {400, 413}
    assert "Es ist nichts geschehen." in answer.text
    assert time.monotonic() - began < 10


def test_a_form_with_files_is_refused_where_none_belong(counter: Server) -> None:
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **PAGE}
    for body in (sent({"form": "x"}, b"x"), b"--" + BOUNDARY.encode(), b"\x00" * 999):
        answer = ask(counter, "/anmelden", method="POST", body=body, headers=headers)
        assert answer.status in {400, 403}
        assert "Es ist nichts geschehen." in answer.text


def test_whoever_sends_slowly_keeps_nobody_waiting(counter: Server) -> None:
    head = b"POST /anmelden HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded"
    with ExitStack() as open_:
        for number in range(200):
            line = open_.enter_context(socket.create_connection(("127.0.0.1", counter.port)))
            line.sendall(head if number % 2 else head + b"\r\nContent-Length: 900\r\n\r\nform=")
        began = time.monotonic()
        assert ask(counter, "/anmelden", headers=PAGE).status == 200
        assert ask(counter, "/bereit").status == 200
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 4", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "Content-Length: 4"],
        ["Content-Length: 4", "Content-Length: 50"],
        ["Content-Length: 4, 50"],
        ["Content-Length: +4"],
        ["Transfer-Encoding: xchunked"],
        ["Transfer-Encoding : chunked"],
    ],
)
def test_no_second_request_hides_in_the_first(counter: Server, lines: list[str]) -> None:
    """Where proxy and server disagree about the end of a message, one of them reads another."""
    hidden = "GET /gesundheit HTTP/1.1\r\nHost: x\r\n\r\n"
    first = "\r\n".join(["POST /anmelden HTTP/1.1", "Host: x", *lines])
    with socket.create_connection(("127.0.0.1", counter.port), timeout=5) as line:
        line.sendall(f"{first}\r\n\r\n0\r\n\r\n{hidden}".encode())
        said = b""
        try:
            while part := line.recv(65536):
                said += part
        except TimeoutError:
            pass
    assert b'{"status":"ok"}' not in said or b"400" not in said.split(b"\r\n", 1)[0]
    if not said.startswith(b"HTTP/1.1 400"):
        assert lines[0].startswith("Transfer") or lines[-1].startswith("Transfer")


def test_no_name_that_is_typed_stands_in_the_log_of_the_server(empty_server: Server) -> None:
    """It may be a password in the wrong line; or a line that looks as if we had written it."""
    proof = ask(empty_server, "/anmelden", headers=PAGE).cookies["__Host-audit_form"]
    forged = "karl\r\nINFO: admin was let in"
    for name in (forged, forged.replace("\r\n", "\x85"), forged.replace("\r\n", "\u2028")):
        fields = {"form": proof, "name": name, "password": "Ein Passwort " + name}
        for path in ("/anmelden", "/anmelden/passwort", "/anmelden/code"):
            answer = post(empty_server, path, {"__Host-audit_form": proof}, **fields)
            assert answer.status in {403, 429}
    written = empty_server.log.read_text(encoding="utf-8")
    assert "was let in" not in written
    assert "Passwort" not in written
    assert "Somebody did not come in: name and password do not fit" in written


def test_an_address_counts_as_the_proxy_names_it_and_not_as_somebody_claims(
    empty_server: Server,
) -> None:
    """A proxy adds whom it sees at the end; what stands before comes from who knows where."""
    proof = ask(empty_server, "/anmelden", headers=PAGE).cookies["__Host-audit_form"]
    answer = ask(
        empty_server,
        "/anmelden",
        method="POST",
        cookies={"__Host-audit_form": proof},
        body=urlencode({"form": proof, "name": "nobody-at-all", "password": "x" * 12}),
        headers={**FORM, "Origin": empty_server.url, "X-Forwarded-For": "10.9.9.9, 10.0.0.7"},
    )
    assert answer.status == 403
    now = datetime.now(UTC)
    house = open_house(Settings(data=empty_server.data))
    with reading(house.engine) as connection:
        seen, claimed = (
            load_attempts(connection, throttle._of_address(one, now))
            for one in ("10.0.0.7", "10.9.9.9")
        )
    house.close()
    assert seen is not None
    assert claimed is None
