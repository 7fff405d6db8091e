"""Every address is either needed and behind the gate, or closed; and no page of somebody else can
use any of them.

Streamlit's addresses come from Streamlit itself: a version with a new one fails here until somebody
has decided about it.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.types import Message, Receive, Scope, Send
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from audit.model.organisation import Role
from audit.service.handing_over import SHEET_FILE
from audit.service.house import Settings, open_house
from audit.ui.gate import CLOSED_BELOW, Gate
from tests.ui.conftest import ROOT, Server
from tests.ui.small_town import LINK
from tests.ui.test_gate import FORM, PAGE, Answer, ask, post, signed_in

INSIDE = {
    "/_stcore/stream": "the click",
    "/_stcore/host-config": "what the page asks for before it connects",
    "/_stcore/bidi-components/{path:path}": "the part that mends what Streamlit lacks",
    "": "the page itself",
}
OPEN_TO_ALL = {"/_stcore/health": "whether the server lives"}
CLOSED = {
    "/_stcore/metrics": "/_stcore/metrics",
    "/_stcore/script-health-check": "/_stcore/script-health-check",
    "/_stcore/upload_file/{session_id}/{file_id}": "/_stcore/upload_file/x/y",
    "/_stcore/agent/openapi.json": "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact": "/_stcore/agent/interact",
    "/_stcore/agent/mcp": "/_stcore/agent/mcp",
    "/media/{file_id:path}": "/media/0123456789.csv",
    "/component/{path:path}": "/component/x/index.html",
    "/app/static/{path:path}": "/app/static/secret.txt",
    "/auth/login": "/auth/login",
    "/auth/logout": "/auth/logout",
    "/oauth2callback": "/oauth2callback",
}
"""Streamlit's addresses, and one that such a route would answer."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FOREIGN = "https://evil.example"

ROUTES = """
import json, sys
sys.argv = ["x"]
import streamlit as st
from streamlit import config
from audit.service.house import Settings
from audit.ui.server import SCRIPT, parts
ours = parts(Settings.from_environment())
config.set_option("server.enableStaticServing", True)
config.set_option("server.scriptHealthCheckEnabled", True)
app = st.App(SCRIPT, **ours)
known = {id(route) for route in ours["routes"]}
print(json.dumps([
    [route.path, sorted(getattr(route, "methods", None) or []), id(route) in known]
    for route in app._build_starlette_app().routes
]))
"""


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[str], bool]]:
    """List every address with its methods, and whether it is ours; with all that Streamlit can."""
    told = subprocess.run(
        [sys.executable, "-c", ROUTES],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "AUDIT_DATA": str(tmp_path_factory.mktemp("routes")),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [(path, methods, ours) for path, methods, ours in json.loads(told)]


@pytest.fixture(scope="module")
def visitors(server: Server) -> dict[str, dict[str, str]]:
    """Collect the cookies of those who may knock."""
    ended = signed_in(server)
    post(server, "/abmelden", ended, form=ended["audit_form"])
    return {
        "nobody": {},
        "somebody who has left": ended,
        "a guest": ask(server, f"/t/{LINK}", headers=PAGE).cookies,
        "a head": signed_in(server),
        "the administrator": signed_in(server, Role.ADMIN),
    }


def spellings(path: str) -> Iterator[str]:
    """Write an address in ways that some servers take for the same."""
    first, rest = path[1], path[2:]
    yield f"/%{ord(first):02x}{rest}"
    yield f"/%25{ord(first):02x}{rest}"
    yield f"/{path}"
    yield path.replace("/", "//")
    yield f"/.{path}"
    yield f"/static/..{path}"
    yield f"/static/%2e%2e{path}"
    yield f"/static/..%2f{path[1:]}"
    yield f"/anmelden/..{path}"
    yield f"/start{path}"
    yield f"/~/+{path}"
    yield path + "/"
    yield path + "?x=/static/"
    yield path + "%00"
    yield path + ";/static/"
    yield path.upper()


def is_reached(answer: Answer) -> bool:
    """Tell whether something other than a refusal or the page that shows screens has answered."""
    is_page = "text/html" in answer.headers.get("content-type", "")
    return answer.status < 300 and not is_page


def test_somebody_has_decided_about_each_address_of_streamlit(
    routes: list[tuple[str, list[str], bool]],
) -> None:
    found = {path for path, _, ours in routes if not ours}
    assert found == {*INSIDE, *OPEN_TO_ALL, *CLOSED}


@pytest.mark.parametrize("path", CLOSED.values())
def test_what_is_not_needed_is_closed_to_everybody(
    server: Server, visitors: dict[str, dict[str, str]], path: str
) -> None:
    assert path.startswith(CLOSED_BELOW)
    for name, cookies in visitors.items():
        for method in METHODS:
            answer = ask(server, path, method=method, cookies=cookies, headers=PAGE)
            assert answer.status == 404, (name, method)
        for spelling in spellings(path):
            for method in ("GET", "PUT", "OPTIONS"):
                answer = ask(server, spelling, method=method, cookies=cookies)
                assert not is_reached(answer), (name, method, spelling, answer)


@pytest.mark.parametrize(
    "path", ["/_stcore/host-config", "/_stcore/bidi-components/x", "/", "/start", "/bogen/1.xlsx"]
)
def test_what_is_needed_is_only_for_those_who_are_inside(
    server: Server, visitors: dict[str, dict[str, str]], path: str
) -> None:
    for name in ("nobody", "somebody who has left"):
        for method in METHODS:
            for spelling in (path, *spellings(path + " " if path == "/" else path)):
                address = spelling.replace(" ", "")
                answer = ask(server, address, method=method, cookies=visitors[name])
                assert answer.status in {303, 307, 400, 401, 404, 405}, (name, method, address)
    answer = ask(server, path, cookies=visitors["a head"])
    assert answer.status in ({200, 404} if "bidi" in path else {200, 403})


def open_socket(
    server: Server, path: str, cookies: dict[str, str], origin: str | None = None
) -> None:
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    address = f"ws://127.0.0.1:{server.port}{path}"
    with connect(address, additional_headers=sent, origin=origin, open_timeout=10):  # type: ignore[arg-type]
        pass


def opens(server: Server, path: str, cookies: dict[str, str]) -> bool:
    try:
        open_socket(server, path, cookies, server.url)
    except InvalidStatus:
        return False
    return True


def test_a_websocket_opens_at_one_address_and_for_those_who_are_inside(
    server: Server, visitors: dict[str, dict[str, str]]
) -> None:
    for name, cookies in visitors.items():
        addresses = ["/_stcore/stream", *spellings("/_stcore/stream"), "/", *CLOSED.values()]
        opened = [path for path in addresses if opens(server, path, cookies)]
        the_one = ["/_stcore/stream", "/%5fstcore/stream", "/_stcore/stream?x=/static/"]
        assert opened == (the_one if name.startswith(("a ", "the ")) else []), name


@pytest.mark.parametrize(
    "origin",
    [
        FOREIGN,
        "null",
        "http://localhost:1",
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        "http://127.0.0.1.evil.example:{port}",
        "http://evil.example/127.0.0.1:{port}",
        "http://x@127.0.0.1:{port}",
    ],
)
def test_the_page_of_somebody_else_opens_no_websocket(
    server: Server, visitors: dict[str, dict[str, str]], origin: str
) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        open_socket(server, "/_stcore/stream", visitors["a head"], origin.format(port=server.port))
    assert refusal.value.response.status_code == 403


def test_no_page_around_ours_may_send_it_messages(
    server: Server, visitors: dict[str, dict[str, str]]
) -> None:
    """Streamlit's own hosts may by default: have it run again, or stop."""
    told = json.loads(ask(server, "/_stcore/host-config", cookies=visitors["a head"]).text)
    assert told["allowedOrigins"] == []
    assert told["enableCustomParentMessages"] is False


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/static/x.js"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_streamlit_is_never_asked_whether_an_origin_is_our_own(
    server: Server, visitors: dict[str, dict[str, str]], path: str, method: str
) -> None:
    """It would find out by asking a computer in the internet for our address."""
    for cookies in visitors.values():
        answer = ask(server, path, method=method, cookies=cookies, headers={"Origin": FOREIGN})
        assert (answer.status, answer.text) == (403, "403")
    assert "external IP" not in server.log.read_text()


FORMS = {
    "/anmelden": "/anmelden",
    "/hochladen/{purpose}": f"/hochladen/{SHEET_FILE.name}",
    "/t/{token}": f"/t/{LINK}",
}
"""Addresses with a name in them, and one of that kind; all others are what they are."""


def test_no_page_of_somebody_else_sends_a_form(
    server: Server,
    routes: list[tuple[str, list[str], bool]],
    visitors: dict[str, dict[str, str]],
) -> None:
    """Not even one that knows the proof: the browser says from where it comes."""
    taking = [path for path, methods, ours in routes if ours and "POST" in methods]
    assert {"/anmelden", "/abmelden", "/entwurf", "/konto/passwort"} <= {*taking}
    cookies = visitors["the administrator"]
    body = f"form={cookies['audit_form']}&person=head"
    for path in taking:
        address = FORMS.get(path, path)
        assert "{" not in address, f"{path} needs an example in FORMS"
        for told in (
            {"Origin": FOREIGN},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            answer = ask(
                server,
                address,
                method="POST",
                cookies=cookies,
                body=body,
                headers={**FORM, **told},
            )
            assert answer.status == 403, (address, told)
            assert "audit_session" not in answer.cookies
    assert ask(server, "/start", cookies=cookies, headers=PAGE).status == 200


def test_a_form_without_the_proof_is_not_taken(
    server: Server,
    routes: list[tuple[str, list[str], bool]],
    visitors: dict[str, dict[str, str]],
) -> None:
    cookies = visitors["the administrator"]
    for path, methods, ours in routes:
        if ours and "POST" in methods and path != "/entwurf":  # a script sends it, not a form
            for proof in ("", "form=", "form=guessed"):
                answer = ask(
                    server,
                    FORMS.get(path, path),
                    method="POST",
                    cookies=cookies,
                    body=proof,
                    headers={**FORM, "Origin": server.url},
                )
                assert answer.status == 403, (path, proof)
    assert ask(server, "/start", cookies=cookies, headers=PAGE).status == 200


ANSWERS = [
    ("GET", "/", 303, {}),
    ("GET", "/_stcore/host-config", 401, {"Accept": "*/*"}),
    ("GET", "/_stcore/metrics", 404, {}),
    ("OPTIONS", "/_stcore/health", 204, {}),
    ("GET", "/anmelden", 200, {}),
    ("GET", "/anmelden/", 301, {}),
    ("PUT", "/anmelden", 405, {}),
    ("POST", "/anmelden", 403, FORM),
    ("GET", "/t/unknown", 404, {}),
    ("GET", "/gesundheit", 200, {}),
    ("GET", "/gestaltung/app.css", 200, {}),
    ("GET", "/gestaltung/none.css", 404, {}),
    ("GET", "/static/none.js", 200, {}),
    ("GET", "//static/x", 303, {}),
]


@pytest.mark.parametrize(("method", "path", "status", "headers"), ANSWERS)
def test_every_answer_carries_the_same_protection(
    server: Server, method: str, path: str, status: int, headers: dict[str, str]
) -> None:
    told = {**PAGE, **headers, "Host": f"evil.example:{server.port}"}
    answer = ask(server, path, method=method, headers=told)
    assert answer.status == status
    assert_protected(answer.headers)
    kind = answer.headers.get("content-type", "")
    assert "charset=utf-8" in kind if kind.startswith("text/") else "+xml" not in kind
    # What we are called comes from whoever asks: nothing that we say is built on it.
    assert "evil.example" not in answer.text + str(answer.headers)
    for cookie in answer.set_cookies:
        assert cookie.startswith("audit_")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def assert_protected(headers: dict[str, str]) -> None:
    for name, value in {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }.items():
        assert headers[name] == value
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert "unsafe-eval" not in policy
    assert "cache-control" in headers
    assert not [name for name in headers if name.startswith("access-control-")]


def test_an_address_that_breaks_says_so_and_is_protected_too(tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path, demo=True))
    sent: list[Message] = []

    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ValueError("a secret of the program")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(part: Message) -> None:
        sent.append(part)

    scope: Scope = {
        "type": "http", "method": "GET", "path": "/anmelden", "query_string": b"", "headers": [],
    }  # fmt: skip
    with start_blocking_portal() as portal:
        portal.call(Gate(broken, house=house), scope, receive, send)
    house.close()
    start, body = sent
    assert start["status"] == 500
    assert_protected({name.decode(): value.decode() for name, value in start["headers"]})
    assert "ein Fehler aufgetreten" in body["body"].decode()
    assert "secret" not in body["body"].decode()


PINNED = """
import json, sys
sys.argv = ["x"]
from streamlit import config
from audit.ui.server import pin_settings
before = {name for name in config.get_config_options() if config.is_manually_set(name)}
pin_settings()
print(json.dumps([sorted(before), {
    name: option.value for name, option in config.get_config_options().items()
}]))
"""


HOSTILE = """
[global]
developmentMode = true
[client]
allowedOrigins = ["https://evil.example"]
disableDataExport = false
showErrorDetails = "full"
toolbarMode = "developer"
[runner]
postScriptGC = true
[server]
allowRunOnSave = true
allowedHosts = ["evil.example"]
baseUrlPath = "elsewhere"
corsAllowedOrigins = ["https://evil.example"]
customComponentBaseUrlPath = "elsewhere"
enableAgentApi = true
enableCORS = false
enableStaticServing = true
enableXsrfProtection = false
maxMessageSize = 2000
maxUploadSize = 2000
scriptHealthCheckEnabled = true
trustedUserHeaders = {x-user = "email"}
xsrfCookieSameSite = "none"
[browser]
gatherUsageStats = true
serverAddress = "evil.example"
[secrets]
files = ["/etc/passwd"]
[theme]
font = "https://evil.example/font.css"
"""


def told_settings(folder: Path, home: Path) -> tuple[set[str], dict[str, object]]:
    told = subprocess.run(
        [sys.executable, "-c", PINNED],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    before, after = json.loads(told)
    return set(before), after


def test_no_setting_of_streamlit_can_be_changed_from_outside(tmp_path: Path) -> None:
    """In the folder of the start or in the home directory: nothing that is written there counts."""
    clean, hostile = tmp_path / "clean", tmp_path / "hostile"
    for folder in (clean, hostile / ".streamlit"):
        folder.mkdir(parents=True)
    (hostile / ".streamlit" / "config.toml").write_text(HOSTILE)
    _, wanted = told_settings(clean, clean)
    for folder, home in ((hostile, clean), (clean, hostile)):
        before, found = told_settings(folder, home)
        lines = [line for line in HOSTILE.splitlines() if " = " in line]
        assert len(before) >= len(lines)  # Streamlit has read them
        assert {name for name in wanted if found[name] != wanted[name]} <= {"server.cookieSecret"}
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        ours = tomllib.load(file)
    assert wanted["browser.gatherUsageStats"] is ours["browser"]["gatherUsageStats"] is False
    assert wanted["secrets.files"] == []
