"""What the README shows is what the program does."""

import re
from pathlib import Path

from typer.testing import CliRunner

from audit.cli.commands import app

HOME = Path(__file__).parents[1]
README = (HOME / "README.md").read_text(encoding="utf-8")


def test_the_table_in_the_readme_is_what_make_example_prints() -> None:
    shown = README.partition("<!-- example -->\n```text\n")[2].partition("```")[0]
    printed = CliRunner().invoke(app, ["example", "--language", "de"]).output
    assert shown
    assert _without_padding(printed) == _without_padding(shown)


def test_every_link_in_the_readme_leads_to_a_file() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (HOME / target).exists()] == []


def _without_padding(table: str) -> list[str]:
    return [re.sub(r"\s+", " ", line).strip() for line in table.splitlines()]
