"""A file comes in by a plain form: checked while it is read, and led on to its screen."""

import http.client
from pathlib import Path

import pytest
from playwright.sync_api import expect

from audit.model.organisation import Role
from tests.ui.conftest import Server, SignIn, axe, settle
from tests.ui.test_gate import Answer, ask, signed_in
from tests.ui.workshop import SAMPLE

BOUNDARY = "----edge"


def sent(fields: dict[str, str], content: bytes | None = b"a;b", name: str = "Liste.csv") -> bytes:
    """Write a form as a browser does."""
    parts = [(f'name="{field}"', value.encode()) for field, value in fields.items()]
    if content is not None:
        parts.append((f'name="file"; filename="{name}"', content))
    return b"".join(part(head, value) for head, value in parts) + f"--{BOUNDARY}--\r\n".encode()


def part(head: str, value: bytes) -> bytes:
    begin = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n"
    return begin.encode() + value + b"\r\n"


def send(
    server: Server,
    cookies: dict[str, str],
    body: bytes,
    path: str = "/hochladen/sample",
    origin: str = "",
) -> Answer:
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Origin": origin or server.url,
    }
    return ask(server, path, method="POST", cookies=cookies, headers=headers, body=body)


def test_a_file_is_kept_and_its_screen_shows_it(workshop: Server) -> None:
    cookies = signed_in(workshop, Role.PROJECT)
    answer = send(workshop, cookies, sent({"form": cookies["audit_form"], "about": "ü&x=1"}))
    assert answer.status == 303
    assert answer.headers["location"].startswith("/sent?zu=%C3%BC%26x%3D1&datei=")


def test_strangers_send_nothing(workshop: Server) -> None:
    assert send(workshop, {}, sent({"form": "x"})).status == 401


def test_whose_stay_has_ended_meanwhile_is_led_to_the_sign_in_page(
    workshop: Server, signed_in_as: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "Liste.csv"
    file.write_bytes(b"x" * 1_000_000)
    page = signed_in_as(workshop, Role.PROJECT)
    page.goto(f"{workshop.url}/sent")
    settle(page)
    page.context.clear_cookies()
    page.get_by_label("Beispiel").set_input_files(file)
    page.get_by_role("button", name="Datei hochladen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Als wen möchten Sie sich umsehen?"])


def test_the_right_is_checked_by_the_action(workshop: Server) -> None:
    cookies = signed_in(workshop, Role.HEAD)
    answer = send(workshop, cookies, sent({"form": cookies["audit_form"]}))
    assert answer.status == 422
    assert "Das ist Ihnen hier nicht möglich." in answer.text


def test_a_form_that_is_not_ours_sends_nothing(workshop: Server) -> None:
    cookies = signed_in(workshop, Role.PROJECT)
    proof = cookies["audit_form"]
    assert send(workshop, cookies, sent({"form": "guessed"})).status == 403
    assert send(workshop, cookies, sent({})).status == 403
    evil = "https://evil.example"
    assert send(workshop, cookies, sent({"form": proof}), origin=evil).status == 403
    without = {"audit_session": cookies["audit_session"]}
    assert send(workshop, without, sent({"form": ""})).status == 403


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (sent({"form": "PROOF"}, None), 400, "keine Datei angekommen"),
        (sent({"form": "PROOF"}, b"", name=""), 400, "keine Datei angekommen"),
        (sent({"form": "PROOF"}, b""), 422, "leer"),
        (sent({"form": "PROOF", "a": "1", "b": "2"}), 400, "keine Datei angekommen"),
        (sent({"form": "PROOF", "file": "no file"}, None), 400, "keine Datei angekommen"),
        (b"no form at all", 400, "keine Datei angekommen"),
        (b"", 403, "nicht von dieser Seite"),
        (sent({"form": "PROOF"}, b"break"), 500, "ließ sich nicht verarbeiten"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(
    workshop: Server, body: bytes, status: int, sentence: str
) -> None:
    cookies = signed_in(workshop, Role.PROJECT)
    answer = send(workshop, cookies, body.replace(b"PROOF", cookies["audit_form"].encode()))
    assert (answer.status, sentence in answer.text) == (status, True), answer.text
    assert "secret" not in answer.text


def test_what_nobody_asked_for_has_no_address(workshop: Server) -> None:
    cookies = signed_in(workshop, Role.PROJECT)
    body = sent({"form": cookies["audit_form"]})
    assert send(workshop, cookies, body, path="/hochladen/other").status == 404


def test_a_file_that_is_too_large_is_not_kept_while_it_is_read(workshop: Server) -> None:
    cookies = signed_in(workshop, Role.PROJECT)
    fields = {"form": cookies["audit_form"]}
    assert send(workshop, cookies, sent(fields, b"x" * SAMPLE.most)).status == 303
    answer = send(workshop, cookies, sent(fields, b"x" * 30_000_000))
    assert answer.status == 413
    assert "Höchstens 2 Megabyte" in answer.text


def test_a_size_that_is_not_told_beforehand_is_counted_all_the_same(workshop: Server) -> None:
    cookies = signed_in(workshop, Role.PROJECT)
    body = sent({"form": cookies["audit_form"]}, b"x" * 3_000_000)
    connection = http.client.HTTPConnection("127.0.0.1", workshop.port, timeout=20)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Origin": workshop.url,
    }
    pieces = (body[start : start + 65536] for start in range(0, len(body), 65536))
    connection.request("POST", "/hochladen/sample", pieces, headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_a_file_is_sent_from_a_page_by_keyboard(
    workshop: Server, signed_in_as: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "Größe <b>.csv"
    file.write_bytes("Bürgeramt;12".encode("cp1252"))
    page = signed_in_as(workshop, Role.PROJECT)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{workshop.url}/sent")
    settle(page)
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    field = page.get_by_label("Beispiel")
    expect(field).to_have_accessible_description("Höchstens 2 Megabyte.")
    field.set_input_files(file)
    field.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Datei hochladen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Größe <b>.csv zu counter: 42fc")).to_be_visible()
    settle(page)
    page.reload()
    expect(page.get_by_text("Diese Datei ist nicht mehr da")).to_be_visible()


def test_a_browser_shows_why_a_file_is_too_large(
    workshop: Server, signed_in_as: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"x" * 20_000_000)
    page = signed_in_as(workshop, Role.PROJECT)
    page.goto(f"{workshop.url}/sent")
    settle(page)
    page.get_by_label("Beispiel").set_input_files(file)
    page.get_by_role("button", name="Datei hochladen").click()
    expect(page.get_by_text("Höchstens 2 Megabyte sind möglich")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Zurück").click()
    expect(page.get_by_label("Beispiel")).to_be_visible()
