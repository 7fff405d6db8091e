"""The settings of the mail server are complete and safe, or the audit does not start."""

from pathlib import Path

import pytest

from audit.model.problems import Refused
from audit.service.house import Settings
from audit.service.mail_server import MailServer, Security, read_mail_server
from tests.service.post_office import certificate

NEEDED = {
    "AUDIT_SMTP_HOST": "mail.musterstadt.de",
    "AUDIT_SMTP_SENDER": "audit@musterstadt.de",
    "AUDIT_ADDRESS": "https://audit.musterstadt.de",
}


def refused(**given: str) -> set[str]:
    with pytest.raises(Refused) as refusal:
        read_mail_server({name: value for name, value in (NEEDED | given).items() if value})
    return {problem.file for problem in refusal.value.problems}


def test_without_settings_no_letter_is_sent() -> None:
    assert read_mail_server({"AUDIT_ADDRESS": "https://audit.musterstadt.de"}) is None


@pytest.mark.parametrize(
    ("security", "port"), [("", 587), ("starttls", 587), ("tls", 465), ("none", 25)]
)
def test_each_way_has_its_usual_port(security: str, port: int) -> None:
    found = read_mail_server({**NEEDED, "AUDIT_SMTP_SECURITY": security})
    assert found == MailServer(
        "mail.musterstadt.de", port, Security(security or "starttls"), "audit@musterstadt.de"
    )


def test_a_password_can_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Sieben Tauben\n", encoding="utf-8")
    given = {"AUDIT_SMTP_USER": "audit", "AUDIT_SMTP_PASSWORD_FILE": str(tmp_path / "secret")}
    found = read_mail_server(NEEDED | given)
    assert found is not None
    assert found.password == "Sieben Tauben"
    assert "Tauben" not in repr(found)


def test_what_is_missing_or_unsafe_is_refused_at_the_start(tmp_path: Path) -> None:
    assert refused(AUDIT_SMTP_HOST="") == {"AUDIT_SMTP_HOST"}
    assert refused(AUDIT_SMTP_SENDER="", AUDIT_ADDRESS="") == {"AUDIT_SMTP_SENDER", "AUDIT_ADDRESS"}
    assert refused(AUDIT_SMTP_SENDER="a@b.de\nBcc: c@d.de") == {"AUDIT_SMTP_SENDER"}
    assert refused(AUDIT_SMTP_SECURITY="ssl") == {"AUDIT_SMTP_SECURITY"}
    assert refused(AUDIT_SMTP_PORT="70000") == {"AUDIT_SMTP_PORT"}
    assert refused(AUDIT_SMTP_USER="audit") == {"AUDIT_SMTP_USER"}
    assert refused(AUDIT_SMTP_PASSWORD="x") == {"AUDIT_SMTP_USER"}
    in_the_open = {"AUDIT_SMTP_USER": "a", "AUDIT_SMTP_PASSWORD": "b"}
    assert refused(**in_the_open, AUDIT_SMTP_SECURITY="none") == {"AUDIT_SMTP_SECURITY"}
    assert refused(AUDIT_SMTP_PASSWORD_FILE=str(tmp_path / "no")) == {"AUDIT_SMTP_PASSWORD_FILE"}
    assert refused(AUDIT_SMTP_CERTIFICATES=str(tmp_path / "no")) == {"AUDIT_SMTP_CERTIFICATES"}


def test_own_certificates_are_believed(tmp_path: Path) -> None:
    file = certificate(tmp_path)
    found = read_mail_server({**NEEDED, "AUDIT_SMTP_CERTIFICATES": str(file)})
    assert found is not None
    assert found.certificates == file


def test_the_made_up_city_has_no_mail_server_whatever_the_settings_say() -> None:
    assert Settings.from_environment(NEEDED).mail is not None
    assert Settings.from_environment({**NEEDED, "AUDIT_DEMO": "1"}).mail is None
