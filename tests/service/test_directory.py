"""The settings of a directory: which group gives which office, and what is unclear."""

import pytest

from audit.model.organisation import Office, Role, UnitId
from audit.model.problems import Refused
from audit.service.directory import Directory, read_directory
from audit.service.house import Settings

WHOLE = {
    "AUDIT_ADDRESS": "https://audit.musterstadt.de",
    "AUDIT_OIDC_ISSUER": "https://login.musterstadt.de/realms/stadt",
    "AUDIT_OIDC_CLIENT": "audit",
    "AUDIT_OIDC_SECRET": "geheim",
    "AUDIT_OIDC_GROUPS": "steering=Gruppe A; head@buergerservice=Gruppe B",
}


def read(**changes: str) -> Directory:
    found = read_directory({**WHOLE, **changes})
    assert found is not None
    return found


def refused(**changes: str) -> list[str]:
    with pytest.raises(Refused) as refusal:
        read_directory({**WHOLE, **changes})
    return str(refusal.value).splitlines()


def test_groups_give_offices() -> None:
    directory = read()
    head = Office(Role.HEAD, UnitId("buergerservice"))
    assert directory.offices_of(["Gruppe B", "Kantine", "Gruppe A"]) == (
        Office(Role.STEERING),
        head,
    )
    assert directory.offices_of(["Gruppe B"]) == (head,)
    assert directory.offices_of(["gruppe b", "Gruppe", ""]) == ()


def test_a_group_may_give_several_offices_and_have_an_equals_sign_in_its_name() -> None:
    directory = read(AUDIT_OIDC_GROUPS="project=CN=Audit,OU=Stadt\n admin = CN=Audit,OU=Stadt ;")
    offices = directory.offices_of(["CN=Audit,OU=Stadt"])
    assert offices == (Office(Role.PROJECT), Office(Role.ADMIN))


def test_without_these_settings_there_is_no_directory_and_in_the_demo_neither() -> None:
    assert read_directory({"AUDIT_ADDRESS": "https://audit.musterstadt.de"}) is None
    assert Settings.from_environment(WHOLE).directory == read()
    assert Settings.from_environment({**WHOLE, "AUDIT_DEMO": "1"}).directory is None


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        read_directory({"AUDIT_OIDC_CLIENT": "audit"})
    assert [problem.file for problem in refusal.value.problems] == [
        "AUDIT_OIDC_ISSUER", "AUDIT_OIDC_SECRET", "AUDIT_OIDC_GROUPS", "AUDIT_ADDRESS",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("steering", "In „steering“ fehlt die Gruppe."),
        ("steering=", "In „steering=“ fehlt die Gruppe."),
        ("stering=A", "Die Aufgabe „stering“ gibt es nicht."),
        ("guest=A", "Die Aufgabe „guest“ gibt es nicht."),
        ("=A", "Die Aufgabe „“ gibt es nicht."),
        ("head=A", "Zur Aufgabe „head“ gehört ein Bereich."),
        ("delegate@=A", "Zur Aufgabe „delegate“ gehört ein Bereich."),
        ("admin@social=A", "Die Aufgabe „admin“ gilt für die ganze Verwaltung; bitte nennen Sie "
                           "keinen Bereich."),
        (";;", "Diese Einstellung nennt keine Gruppe."),
    ],
)  # fmt: skip
def test_an_unclear_group_is_told_in_one_sentence(written: str, told: str) -> None:
    assert refused(AUDIT_OIDC_GROUPS=written)[0] == f"AUDIT_OIDC_GROUPS: {told}"


def test_a_misspelt_office_is_recognised() -> None:
    assert refused(AUDIT_OIDC_GROUPS="stering=A")[1].strip() == "Meinten Sie „steering“?"
    assert "head, delegate, steering" in refused(AUDIT_OIDC_GROUPS="xyz=A")[1]


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.musterstadt.de", "login.musterstadt.de", "https://", "https://a b.de",
        "https://login.musterstadt.de?x=1", "https://login.musterstadt.de#x",
        "https://eva@login.musterstadt.de", "ftp://127.0.0.1", "https://[", "javascript:alert(1)",
        "http://127.0.0.1.example.org", "https://login.musterstadt.de/" + "x" * 300,
    ],
)  # fmt: skip
def test_only_an_address_that_nobody_can_listen_to_is_a_directory(issuer: str) -> None:
    [told] = refused(AUDIT_OIDC_ISSUER=issuer)
    assert told.startswith("AUDIT_OIDC_ISSUER: Bitte geben Sie die Adresse des Anmeldedienstes")


def test_the_secret_does_not_show_when_settings_are_printed() -> None:
    assert "geheim" not in repr(Settings.from_environment(WHOLE))


def test_the_strong_ways_are_read_by_their_names() -> None:
    settings = Settings.from_environment({**WHOLE, "AUDIT_OIDC_ACR": " gold  silver "})
    assert settings.directory is not None
    assert settings.directory.strength == ("gold", "silver")
