"""What stands on the outside: the licence of each file, and what catalogues read."""

import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

HOME = Path(__file__).parents[1]
REUSE = tomllib.loads((HOME / "REUSE.toml").read_text(encoding="utf-8"))
CATALOGUE: dict[str, Any] = yaml.safe_load((HOME / "publiccode.yml").read_text(encoding="utf-8"))

LICENSE_ID = re.compile(r"[A-Za-z0-9.+-]+")
KNOWN_KEYS = {
    "publiccodeYmlVersion", "name", "applicationSuite", "url", "landingURL", "isBasedOn",
    "softwareVersion", "releaseDate", "logo", "platforms", "categories", "organisation", "usedBy",
    "fundedBy", "roadmap", "developmentStatus", "softwareType", "intendedAudience", "description",
    "legal", "maintenance", "localisation", "dependsOn",
}  # fmt: skip
MANDATORY = {
    "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
    "description", "legal", "maintenance", "localisation",
}  # fmt: skip
KNOWN_ONCE_PUBLISHED = {"url"}
STATES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {
    "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web",
    "standalone/backend", "standalone/other", "addon", "library", "configurationFiles",
}  # fmt: skip
CATEGORIES = {
    "business-intelligence", "civic-engagement", "compliance-management", "data-analytics",
    "data-collection", "data-visualization", "feedback-and-reviews-management", "local-government",
    "survey",
}  # fmt: skip
"""Of the list of the standard, what could describe this program."""

SCOPES = {"local-authorities", "society", "government", "employment", "education", "welfare"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


def test_every_file_has_a_licence_whose_text_is_there() -> None:
    """The rules of REUSE 3.3 as far as they concern a project with one table of all files."""
    assert REUSE["version"] == 1
    assert REUSE["annotations"][0]["path"] == "**"
    used = set()
    for one in REUSE["annotations"]:
        assert one["SPDX-FileCopyrightText"]
        used |= {*LICENSE_ID.findall(one["SPDX-License-Identifier"])} - {"AND", "OR", "WITH"}
    assert used == {path.stem for path in (HOME / "LICENSES").iterdir()}
    assert all(path.suffix == ".txt" for path in (HOME / "LICENSES").iterdir())


def test_no_file_claims_another_licence() -> None:
    """A line of its own in a file would count besides the table."""
    word = "SPDX-License" + "-Identifier:"
    found = subprocess.run(
        ["git", "grep", "--files-with-matches", "--fixed-strings", word],
        cwd=HOME, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    assert found == []


def test_the_licence_is_the_same_wherever_it_stands() -> None:
    ours = (HOME / "LICENSE").read_bytes()
    assert (HOME / "LICENSES" / "EUPL-1.2.txt").read_bytes() == ours
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == CATALOGUE["legal"]["license"] == "EUPL-1.2"


def test_the_catalogue_has_the_entries_of_the_standard() -> None:
    """publiccode.yml 0.5; what is known only once the project is published is left out."""
    assert re.fullmatch(r"0\.5(\.\d+)?", CATALOGUE["publiccodeYmlVersion"])
    assert CATALOGUE.keys() <= KNOWN_KEYS
    assert MANDATORY - CATALOGUE.keys() <= KNOWN_ONCE_PUBLISHED
    assert CATALOGUE["developmentStatus"] in STATES
    assert CATALOGUE["softwareType"] in TYPES
    assert {*CATALOGUE["categories"]} <= CATEGORIES
    assert {*CATALOGUE["platforms"]} <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert {*CATALOGUE["intendedAudience"]["scope"]} <= SCOPES
    assert all(re.fullmatch(r"[a-z]{2}", one) for one in CATALOGUE["intendedAudience"]["countries"])
    assert CATALOGUE["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    if "releaseDate" in CATALOGUE:
        date.fromisoformat(str(CATALOGUE["releaseDate"]))


@pytest.mark.parametrize("language", CATALOGUE["description"])
def test_the_catalogue_describes_the_program_at_the_length_that_it_takes(language: str) -> None:
    told = CATALOGUE["description"][language]
    assert LANGUAGE.fullmatch(language)
    assert 0 < len(told["shortDescription"]) <= 150
    assert 150 <= len(told["longDescription"]) <= 10_000
    assert told["features"]
    assert all(0 < len(one) <= 100 for one in told["features"])


def test_the_catalogue_names_the_languages_that_there_are() -> None:
    there = {"de", *(path.stem for path in (HOME / "languages").glob("*.po"))}
    assert {*CATALOGUE["localisation"]["availableLanguages"]} == there


def test_who_finds_a_weakness_knows_what_to_do() -> None:
    told = (HOME / "SECURITY.md").read_text(encoding="utf-8")
    for promise in ("privately", "3 working days", "within 7 days", "Supported"):
        assert promise in told
    assert "Auf Deutsch" in told
