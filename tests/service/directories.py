"""A real OpenID provider on this machine, and somebody who stands between it and us."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from audit.model.organisation import Office, Role
from audit.service.arriving import Arrived, SetOut, arrive, set_out
from audit.service.directory import Directory
from audit.service.house import House
from tests.ports import free_port
from tests.service.town import COUNTER, Town

Claims = dict[str, Any]

STEERING, AT_THE_COUNTER = "Lenkungsgruppe Öffnung", "S-4711"
GROUPS = ((STEERING, Office(Role.STEERING)), (AT_THE_COUNTER, Office(Role.HEAD, COUNTER)))
CLIENT, SECRET = "audit", "to:be?kept"
BACK = "https://audit.musterstadt.example"
STARTS_WITHIN = 30.0


@contextmanager
def provider() -> Iterator[str]:
    """Run an OpenID provider in a process of its own, and give its address."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(
        command, env={**os.environ, "NO_COLOR": "1"}, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/jwks", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(httpx.HTTPError):
            httpx.get(address)
            return
        time.sleep(0.1)
    raise AssertionError("The provider did not start")


def new_key(name: str = "between") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class Between:
    """Passes on what provider and application say to each other, and can change it.

    What it changes it signs anew, with a key of its own that it then publishes beside the
    provider's: for the application it is the provider.
    """

    provider: str
    url: str = ""
    key: RSAKey = field(default_factory=new_key)
    published: list[RSAKey] = field(default_factory=list)
    claims: Callable[[Claims], Claims] | None = None
    """Changes what is said of somebody."""
    sign: Callable[[Claims], str] | None = None
    """Signs in another way."""
    pages: Callable[[Claims], Claims] | None = None
    """Changes what is said of where the pages are."""
    asked: list[tuple[str, dict[str, str], Mapping[str, str]]] = field(default_factory=list)
    """What was asked: path, what was sent along, and heads."""

    def asked_at(self, path: str) -> list[dict[str, str]]:
        return [sent for where, sent, _ in self.asked if where == path]

    def person(self, sub: str, **claims: object) -> None:
        """Tell the provider about somebody."""
        httpx.put(f"{self.provider}/users/{sub}", json=claims).raise_for_status()

    def answer(self, path: str, body: bytes) -> bytes:
        if path == "/jwks" and (self.claims or self.sign):
            found = json.loads(body)
            found["keys"] += [one.as_dict(private=False) for one in self.published]
            return json.dumps(found).encode()
        if path == "/.well-known/openid-configuration" and self.pages:
            return json.dumps(self.pages(json.loads(body))).encode()
        if path == "/oauth2/token" and (self.claims or self.sign) and b"id_token" in body:
            found = json.loads(body)
            said = claims_of(found["id_token"])
            said = self.claims(said) if self.claims else said
            found["id_token"] = self.sign(said) if self.sign else self.signed(said)
            return json.dumps(found).encode()
        return body

    def signed(self, claims: Claims, key: RSAKey | None = None) -> str:
        key = key or self.key
        return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)


def claims_of(signed: str) -> Claims:
    part = signed.split(".")[1]
    found: Claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def unsigned(head: Claims, claims: Claims) -> str:
    """Write what stands before a signature."""
    parts = (json.dumps(part).encode() for part in (head, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@contextmanager
def between(provider: str) -> Iterator[Between]:
    """Stand between a provider and the application."""
    middle = Between(provider)
    middle.published = [middle.key]

    class Passing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass(b"")

        def do_POST(self) -> None:
            self._pass(self.rfile.read(int(self.headers.get("content-length", 0))))

        def _pass(self, sent: bytes) -> None:
            path = urlsplit(self.path)
            fields = dict(parse_qsl(path.query)) | dict(parse_qsl(sent.decode()))
            middle.asked.append((path.path, fields, dict(self.headers)))
            heads = {
                name: value
                for name, value in self.headers.items()
                if name.lower() in {"host", "authorization", "content-type"}
            }
            found = asking.request(
                self.command, middle.provider + self.path, content=sent, headers=heads
            )
            body = middle.answer(path.path, found.content)
            self.send_response(found.status_code)
            for name in ("content-type", "location"):
                if name in found.headers:
                    self.send_header(name, found.headers[name])
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with (
        httpx.Client() as asking,
        ThreadingHTTPServer(("127.0.0.1", 0), Passing) as server,
    ):
        middle.url = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield middle
        server.shutdown()


def with_directory(town: Town, issuer: str, **more: Any) -> House:
    """Let people of the town sign in by a directory; its clock is the provider's."""
    town.clock.now = datetime.now(UTC)
    directory = replace(Directory(issuer, CLIENT, SECRET, GROUPS), **more)
    settings = replace(town.house.settings, demo=False, address=BACK, directory=directory)
    return replace(town.house, settings=settings)


def answer_of_the_provider(begun: SetOut, sub: str) -> dict[str, str]:
    """Sign in at the provider, and return what it sends the browser back with."""
    sent = httpx.post(begun.address, data={"sub": sub})
    assert sent.status_code == 302, sent.text
    assert sent.headers["location"].startswith(f"{BACK}/anmelden/zurueck?")
    return dict(parse_qsl(urlsplit(sent.headers["location"]).query))


def come(house: House, sub: str) -> Arrived:
    """Go the whole way."""
    begun = set_out(house, "/start")
    return arrive(house, begun.ticket, answer_of_the_provider(begun, sub))
