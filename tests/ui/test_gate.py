"""Nobody passes the gate without a stay, and what passes out is dressed."""

import http.client
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.types import Message, Receive, Scope, Send
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from audit.model.messages import GERMAN
from audit.model.organisation import Role
from audit.service.house import Settings, open_house
from audit.service.sessions import sign_in_for_demo
from audit.ui import shell
from audit.ui.desk import inside
from audit.ui.gate import CALLER, Gate
from tests.ui.conftest import ROOT, Server
from tests.ui.small_town import CLOSED_LINK, LINK, PEOPLE, build

PAGE = {"Accept": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    cookies: dict[str, str]
    set_cookies: list[str] = field(default_factory=list)


def ask(  # noqa: PLR0913
    server: Server,
    path: str,
    *,
    method: str = "GET",
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    body: str | bytes = b"",
) -> Answer:
    """Send one request, follow nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    sent = dict(headers or {})
    if cookies:
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection.request(method, path, body.encode() if isinstance(body, str) else body, sent)
    answer = connection.getresponse()
    set_cookies = answer.headers.get_all("set-cookie") or []
    given = dict(cookie.split(";")[0].split("=", 1) for cookie in set_cookies)
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    headers_given = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, headers_given, text, given, set_cookies)


def post(server: Server, path: str, cookies: dict[str, str], **fields: str) -> Answer:
    return ask(
        server,
        path,
        method="POST",
        cookies=cookies,
        body=urlencode(fields),
        headers={**FORM, "Origin": server.url},
    )


def signed_in(server: Server, role: Role = Role.HEAD) -> dict[str, str]:
    """Sign in as a browser does, and return the cookies."""
    form = ask(server, "/anmelden", headers=PAGE)
    proof = {"audit_form": form.cookies["audit_form"]}
    answer = post(server, "/anmelden", proof, form=proof["audit_form"], person=PEOPLE[role].id)
    assert answer.status == 303
    return {**proof, **answer.cookies}


def open_websocket(
    server: Server, cookies: dict[str, str], headers: dict[str, str] | None = None
) -> None:
    sent = dict(headers or {})
    if cookies:
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, additional_headers=sent, open_timeout=10):
        pass


@pytest.mark.parametrize("path", ["/", "/start", "/anything/else", "/start?a=1&b=2"])
def test_a_page_sends_strangers_to_the_sign_in_page(server: Server, path: str) -> None:
    answer = ask(server, path, headers=PAGE)
    assert answer.status == 303
    assert answer.headers["location"].startswith("/anmelden?weiter=%2F")


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/upload_file/x/y",
        "/_stcore/agent/openapi.json",
        "/_stcore/bidi-components/environment/x.js",
        "/media/anything.png",
        "/component/x/y",
        "/entwurf",
        "/start/_stcore/host-config",
        "/STATIC/x",
        "/staticfoo",
        "//static/x",
        "/_stcore/health/../metrics",
        "/auth/login",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD"])
def test_everything_else_is_refused_to_strangers(server: Server, path: str, method: str) -> None:
    assert ask(server, path, method=method).status in {401, 404}


@pytest.mark.parametrize(
    ("cookies", "headers"),
    [
        ({}, {}),
        ({"audit_session": "forged"}, {}),
        ({"audit_session": ""}, {}),
        ({}, {"X-Forwarded-User": "head", "Remote-User": "head", "X-Audit-Caller": "head"}),
        ({"audit_session": "x" * 3000}, {}),
    ],
)
def test_a_websocket_is_refused_to_strangers(
    server: Server, cookies: dict[str, str], headers: dict[str, str]
) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        open_websocket(server, cookies, headers)
    assert refusal.value.response.status_code == 403


def test_who_signed_in_passes_until_they_sign_out(server: Server) -> None:
    cookies = signed_in(server)
    assert ask(server, "/start", cookies=cookies, headers=PAGE).status == 200
    open_websocket(server, cookies)

    left = post(server, "/abmelden", cookies, form=cookies["audit_form"])
    assert left.status == 200
    assert 'audit_session=""' in left.set_cookies[-1] or "Max-Age=0" in "".join(left.set_cookies)
    assert ask(server, "/start", cookies=cookies, headers=PAGE).status == 303
    with pytest.raises(InvalidStatus):
        open_websocket(server, cookies)


def test_a_websocket_from_the_page_of_somebody_else_is_refused(server: Server) -> None:
    cookies = signed_in(server)
    with pytest.raises(InvalidStatus):
        open_websocket(server, cookies, {"Origin": "https://evil.example"})


def test_health_answers_everybody(server: Server) -> None:
    assert ask(server, "/gesundheit").text == '{"status":"ok"}'
    assert ask(server, "/_stcore/health").text == "ok"


def test_every_sign_in_gets_a_new_token_and_ends_the_old_stay(server: Server) -> None:
    before = signed_in(server, Role.HEAD)
    fields = {"form": before["audit_form"], "person": PEOPLE[Role.COUNCIL].id}
    after = post(server, "/anmelden", before, **fields).cookies
    assert after["audit_session"] != before["audit_session"]
    assert ask(server, "/start", cookies=before, headers=PAGE).status == 303


@pytest.mark.parametrize("path", ["/anmelden", "/abmelden"])
def test_a_form_that_is_not_ours_changes_nothing(server: Server, path: str) -> None:
    cookies = signed_in(server)
    person = PEOPLE[Role.STEERING].id
    for fields in ({}, {"form": "guessed"}, {"form": ""}):
        assert post(server, path, cookies, person=person, **fields).status == 403
    forged = ask(
        server,
        path,
        method="POST",
        cookies=cookies,
        body=urlencode({"form": cookies["audit_form"], "person": person}),
        headers={**FORM, "Origin": "https://evil.example"},
    )
    assert forged.status == 403
    assert ask(server, "/start", cookies=cookies, headers=PAGE).status == 200


def test_a_link_cannot_sign_anybody_out(server: Server) -> None:
    cookies = signed_in(server)
    assert (
        "<button>Abmelden</button>" in ask(server, "/abmelden", cookies=cookies, headers=PAGE).text
    )
    assert ask(server, "/start", cookies=cookies, headers=PAGE).status == 200


def test_nobody_unknown_can_be_chosen(server: Server) -> None:
    proof = {"audit_form": ask(server, "/anmelden", headers=PAGE).cookies["audit_form"]}
    answer = post(server, "/anmelden", proof, form=proof["audit_form"], person="nobody")
    assert answer.status == 403
    assert "audit_session" not in answer.cookies


def test_after_signing_in_one_is_where_one_wanted_to_be(server: Server) -> None:
    wanted = ask(server, "/start?unit=counter", headers=PAGE).headers["location"]
    form = ask(server, wanted, headers=PAGE)
    assert 'name="weiter" value="/start?unit=counter"' in form.text
    proof = {"audit_form": form.cookies["audit_form"]}
    fields = {"form": proof["audit_form"], "person": "head", "weiter": "/start?unit=counter"}
    assert post(server, "/anmelden", proof, **fields).headers["location"] == "/start?unit=counter"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", None,
     "/\t/evil.example", "/a\r\nSet-Cookie: x=y", "\\\\evil.example", "evil"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(elsewhere: str | None) -> None:
    assert inside(elsewhere) == "/"


def test_a_link_lets_in_and_finds_again_what_was_begun(server: Server) -> None:
    first = ask(server, f"/t/{LINK}", headers=PAGE)
    assert (first.status, first.headers["location"]) == (303, "/")
    assert ask(server, "/", cookies=first.cookies, headers=PAGE).status == 200

    again = ask(server, f"/t/{LINK}", cookies=first.cookies, headers=PAGE)
    assert again.status == 303
    assert "audit_session" not in again.cookies


@pytest.mark.parametrize(
    "token", ["unknown", CLOSED_LINK, "..", "%2e%2e%2f", "<script>", "x" * 999]
)
def test_a_link_to_nothing_says_so(server: Server, token: str) -> None:
    answer = ask(server, f"/t/{quote(token, safe='%')}", headers=PAGE)
    assert answer.status in {303, 400, 404}  # 400: Streamlit refuses the address
    assert "audit_session" not in answer.cookies
    assert "<script>" not in answer.text


def test_without_the_demo_nobody_can_be_chosen(empty_server: Server) -> None:
    page = ask(empty_server, "/anmelden", headers=PAGE)
    assert page.status == 200
    assert 'name="person"' not in page.text
    assert 'type="password"' in page.text
    assert "Musterstadt" not in page.text
    proof = {"__Host-audit_form": page.cookies["__Host-audit_form"]}
    answer = post(empty_server, "/anmelden", proof, form=proof["__Host-audit_form"], person="head")
    assert answer.status == 403
    assert "__Host-audit_session" not in answer.cookies


@pytest.mark.parametrize("path", ["/start", "/anmelden", "/t/unknown", "/gesundheit", "/_stcore/x"])
def test_every_answer_is_protected(server: Server, path: str) -> None:
    headers = ask(server, path, cookies=signed_in(server), headers=PAGE).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    if "text/html" in headers["content-type"]:
        assert headers["cache-control"] == "no-store"


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(server: Server) -> None:
    form = ask(server, "/anmelden?lang=en", headers=PAGE)
    proof = {"audit_form": form.cookies["audit_form"]}
    inside = post(server, "/anmelden", proof, form=proof["audit_form"], person="head")
    for cookie in [*form.set_cookies, *inside.set_cookies]:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie


def test_by_https_every_cookie_travels_by_https_only(empty_server: Server) -> None:
    answer = ask(empty_server, "/anmelden?lang=en", headers=PAGE)
    assert len(answer.set_cookies) == 2
    for cookie in answer.set_cookies:
        assert cookie.startswith("__Host-audit_")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_by_https_no_other_host_can_slip_us_a_cookie(empty_server: Server) -> None:
    proof = ask(empty_server, "/anmelden", headers=PAGE).cookies["__Host-audit_form"]
    ours, slipped = {"__Host-audit_form": proof}, {"audit_form": proof}
    fields = {"form": proof, "name": "nobody", "password": "x" * 12}
    known = post(empty_server, "/anmelden/passwort", ours, **fields)
    assert "zu alt oder kam nicht von dieser Seite" not in known.text
    assert (
        "zu alt oder kam nicht von dieser Seite"
        in post(empty_server, "/anmelden/passwort", slipped, **fields).text
    )


@pytest.mark.parametrize(
    ("language", "sentence"), [("de", "brauchen JavaScript"), ("en", "JavaScript")]
)
def test_the_page_itself_is_in_the_chosen_language(
    server: Server, language: str, sentence: str
) -> None:
    cookies = signed_in(server)
    page = ask(server, f"/start?lang={language}", cookies=cookies, headers=PAGE)
    assert f'<html lang="{language}" dir="ltr">' in page.text
    assert sentence in page.text
    assert "You need to enable JavaScript" not in page.text
    again = ask(server, "/start", cookies={**cookies, **page.cookies}, headers=PAGE)
    assert f'<html lang="{language}" dir="ltr">' in again.text


def test_an_unknown_language_is_german(server: Server) -> None:
    page = ask(server, '/anmelden?lang="><script>', headers=PAGE)
    assert '<html lang="de" dir="ltr">' in page.text
    assert "<script>" not in page.text
    assert "audit_language" not in page.cookies


@pytest.mark.parametrize("accept_encoding", ["gzip", "br", "identity"])
def test_the_page_comes_whole(server: Server, accept_encoding: str) -> None:
    answer = ask(
        server,
        "/start",
        cookies=signed_in(server),
        headers={**PAGE, "Accept-Encoding": accept_encoding},
    )
    assert answer.text.rstrip().endswith("</html>")
    assert int(answer.headers["content-length"]) == len(answer.text.encode())


def test_streamlits_page_still_has_all_the_places_that_are_changed() -> None:
    for place in (shell.HTML, shell.TITLE, shell.SIGN, shell.FOR_PROGRAMS, shell.END_OF_HEAD):
        assert shell.PAGE.count(place) == 1, place
    assert len(shell.WITHOUT_SCRIPT.findall(shell.PAGE)) == 1
    assert len(shell.INLINE_SCRIPT.findall(shell.PAGE)) == 1
    changed = shell.in_language(shell.PAGE, GERMAN)
    assert b"Streamlit app" not in changed
    assert b"_stcore/agent" not in changed


DRAFT = {"key": "remark", "value": "Wort", "page": "/workshop", "language": "de"}


def send_draft(server: Server, cookies: dict[str, str], body: object, origin: str) -> int:
    text = body if isinstance(body, str) else json.dumps(body)
    return ask(
        server, "/entwurf", method="POST", cookies=cookies, body=text, headers={"Origin": origin}
    ).status


def test_last_words_are_kept_for_whom_they_belong_to(workshop: Server) -> None:
    kept = workshop.data / "drafts.jsonl"
    before = len(kept.read_text().splitlines()) if kept.exists() else 0
    assert send_draft(workshop, signed_in(workshop), DRAFT, workshop.url) == 204
    lines = kept.read_text().splitlines()[before:]
    assert [json.loads(line) for line in lines] == [{"person": "head", **DRAFT}]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 422),
        ("[" * 5000, 422),
        ([DRAFT], 422),
        ({**DRAFT, "value": 1}, 422),
        ({"key": "remark"}, 422),
        ({**DRAFT, "value": "x" * 100_000}, 422),
    ],
)
def test_last_words_that_make_no_sense_are_refused(
    workshop: Server, body: object, status: int
) -> None:
    assert send_draft(workshop, signed_in(workshop), body, workshop.url) == status


def test_last_words_from_elsewhere_are_refused(workshop: Server) -> None:
    assert send_draft(workshop, signed_in(workshop), DRAFT, "https://evil.example") == 403
    assert send_draft(workshop, {}, DRAFT, workshop.url) == 401


def through_the_gate(
    tmp_path: Path, headers: list[tuple[bytes, bytes]], token: str
) -> Scope | None:
    """Send one request through a gate and tell what the application behind it saw."""
    house = open_house(Settings(data=tmp_path, demo=True))
    seen: list[Scope] = []

    async def application(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_part: Message) -> None:
        return None

    cookie = (b"cookie", f"audit_session={token}".encode())
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": "/start", "query_string": b"",
        "headers": [*headers, cookie],
    }  # fmt: skip
    with start_blocking_portal() as portal:  # Playwright has a loop of its own in this thread
        portal.call(Gate(application, house=house), scope, receive, send)
    house.close()
    return seen[0] if seen else None


def test_only_the_gate_says_who_somebody_is(tmp_path: Path) -> None:
    build(tmp_path)
    house = open_house(Settings(data=tmp_path, demo=True))
    token = sign_in_for_demo(house, "council")
    house.close()
    claims = [(b"X-Forwarded-User", b"head"), (b"remote-user", b"head"), (b"x-audit-x", b"head")]
    scope = through_the_gate(tmp_path, [*claims, (b"x-other", b"kept")], token)
    assert scope is not None
    assert scope[CALLER].person == "council"
    assert [name for name, _ in scope["headers"]] == [b"x-other", b"cookie"]


def test_a_house_that_cannot_be_read_lets_nobody_in(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "audit.db").write_bytes(b"")
    assert through_the_gate(tmp_path, [], "anything") is None


PROBE = """
import json, sys
sys.argv = ["x"]
from streamlit import config
from audit.service.house import Settings
from audit.ui.server import parts
parts(Settings.from_environment())
names = json.loads(sys.stdin.read())
print(json.dumps([config.get_option(name) for name in names]))
"""


def test_the_settings_do_not_depend_on_where_the_audit_is_started(
    tmp_path: Path,
) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        "[browser]\ngatherUsageStats = true\n[runner]\npostScriptGC = true\n"
    )
    wanted = {
        "browser.gatherUsageStats": False,
        "runner.postScriptGC": False,
        "runner.magicEnabled": False,
        "server.fileWatcherType": "none",
        "server.disconnectedSessionTTL": 3600,
        "server.maxUploadSize": 10,
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "client.disableDataExport": True,
        "theme.primaryColor": "#0b5394",
        "theme.sidebar.backgroundColor": "#f4f6f8",
    }
    hostile = {"STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true", "AUDIT_DATA": str(tmp_path / "d")}
    told = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=tmp_path,
        env={**os.environ, **hostile, "PYTHONPATH": str(ROOT)},
        input=json.dumps(list(wanted)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert json.loads(told) == list(wanted.values())


def test_by_default_no_network_reaches_the_audit() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["address"] == "127.0.0.1"


def test_addresses_with_tokens_are_not_logged(server: Server) -> None:
    ask(server, f"/t/{LINK}", headers=PAGE)
    assert LINK not in server.log.read_text()
    assert not re.search(r"Traceback|Warning", server.log.read_text())
