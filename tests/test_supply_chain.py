"""What others made: every package is known by version and checksum, and can be asked about."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a target of the Makefile by this Python, installing nothing."""
    return subprocess.run(
        ["make", f"PYTHON={sys.executable}", "-o", "needs-test", "-o", "uv", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_locked_with_its_checksums_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.partition("\n\n")[2] or text)
    packages = [entry for entry in entries if PINNED.match(entry)]
    assert packages
    assert all(HASH.search(entry) for entry in packages)
    assert "://" not in text


def test_the_bill_of_materials_names_what_runs_and_nothing_else() -> None:
    answer = make("sbom")
    assert answer.returncode == 0, answer.stderr
    bill = json.loads((ROOT / "out" / "sbom.json").read_text())
    lock = (ROOT / "locks" / "run.txt").read_text()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "interkulturelle-oeffnung-audit"
    assert {(one["name"], one["version"]) for one in bill["components"]} == {
        (name, version) for name, version in PINNED.findall(lock)
    }
    hashes = {
        one["content"]
        for component in bill["components"]
        for reference in component["externalReferences"]
        for one in reference["hashes"]
    }
    assert hashes == {*HASH.findall(lock)}


def test_who_cannot_ask_about_weaknesses_has_not_checked_anything() -> None:
    nobody = "--vulnerability-service osv --osv-url http://127.0.0.1:9/"
    answer = make("vulnerabilities", f"ADVISORIES={nobody}", "CHECKED=uv")
    assert answer.returncode != 0
    assert "Nothing was checked" in answer.stdout


class _Advisories(BaseHTTPRequestHandler):
    """Knows one weakness of whatever it is asked about."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        weak = {
            "id": "PYSEC-2026-1",
            "summary": "made up",
            "affected": [{"package": asked["package"], "versions": [asked["version"]]}],
        }
        body = json.dumps({"vulns": [weak]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def advisories() -> Iterator[str]:
    """Give the address of somebody who knows about weaknesses."""
    with HTTPServer(("127.0.0.1", 0), _Advisories) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_known_weakness_is_named_and_fails(advisories: str) -> None:
    told = f"--vulnerability-service osv --osv-url {advisories}"
    answer = make("vulnerabilities", f"ADVISORIES={told}", "CHECKED=uv")
    assert answer.returncode != 0
    assert "Found 1 known vulnerability" in answer.stdout
    assert "PYSEC-2026-1" in answer.stdout
    assert "Nothing was checked" not in answer.stdout
