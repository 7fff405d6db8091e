"""What the program never does, read from its own text; and the security papers compared with it."""

import ast
import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import httpx
import pytest

HOME = Path(__file__).parents[1]
ROOMS = sorted([*HOME.glob("audit/**/*.py"), *HOME.glob("scoring/**/*.py"), HOME / "audit_app.py"])
PAPERS = HOME / "docs" / "security"

RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
READ_APART = {"audit/files/evidence_files.py", "audit/files/workbooks.py"}
"""They read what people send in a process of its own that may be ended: this very Python."""

STARTS_SERVERS = {"audit/cli/serving.py"}
"""Of whoever runs the server; no screen reaches it."""

TRUSTED_PICKLES = {"audit/files/spark_tables.py"}
"""From one process of an evaluation to another of the same; no screen can start that."""

FETCH = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "telnetlib", "urllib3"}
SPOKEN_TO = {("audit/service/oidc.py", "httpx"), ("audit/service/delivery.py", "smtplib")}
"""The town's own directory and its own mail server, by settings; none by default."""

LISTENING = {"audit/ui/processes.py", "audit/cli/serving.py"}
"""They take connections and make none."""

MADE_UP = "audit/service/demo_city/"
"""Invents people; its chance is meant to be the same each time."""


def name_of(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in ROOMS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield name_of(path), node


def imported() -> Iterator[tuple[str, str]]:
    """List which file imports which module."""
    for file, node in nodes():
        match node:
            case ast.Import(names=names):
                yield from ((file, one.name) for one in names)
            case ast.ImportFrom(module=str(module)):
                yield file, module
            case _:
                pass


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """List which file calls what, as `name` or `module.name`."""
    for file, node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield file, ast.unparse(node.func), node


def test_no_room_of_the_program_runs_commands_or_text_as_code() -> None:
    assert not {(file, name) for file, name, _ in calls() if name in RUNS_TEXT}
    assert not {
        (file, name) for file, name, _ in calls() if re.match(r"os\.(system|popen|spawn)", name)
    }
    assert {file for file, module in imported() if module == "subprocess"} == {
        *READ_APART,
        *STARTS_SERVERS,
    }
    assert {file for file, module in imported() if module == "pickle"} <= TRUSTED_PICKLES
    assert not {file for file, module in imported() if module in {"marshal", "shelve", "jinja2"}}
    runs = [call for file, name, call in calls() if name == "subprocess.run" and file in READ_APART]
    assert len(runs) == len(READ_APART)
    for call in runs:
        assert ast.unparse(call.args[0]) == "[sys.executable, '-I', str(_READER)]"
        assert "shell" not in {keyword.arg for keyword in call.keywords}


def test_no_room_of_the_program_makes_patterns_of_input() -> None:
    """A pattern is written down before anybody types anything: at the top of a file, or as text."""
    for path in ROOMS:
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and re.fullmatch(r"re\.\w+", ast.unparse(node.func)):
                    pattern = node.args[0]
                    is_named_above = isinstance(pattern, ast.Name) and pattern.id.isupper()
                    is_written = isinstance(pattern, ast.Constant) or is_named_above
                    assert is_written, (path, node.lineno)


def test_no_room_of_the_program_fetches_anything_else() -> None:
    modules = {(file, module) for file, module in imported()}
    assert {one for one in modules if one[1].split(".")[0] in FETCH} <= SPOKEN_TO
    assert not {one for one in modules if one[1] == "urllib.request"}
    assert {file for file, module in modules if module == "socket"} <= LISTENING


def test_no_redirect_of_the_directory_is_followed() -> None:
    """Who answers in its place could otherwise lead us anywhere."""
    asked = [(name, call) for _, name, call in calls() if name.startswith("httpx.")]
    fetching = {name for name, call in asked if call.args and name != "httpx.BasicAuth"}
    assert fetching == {"httpx.get", "httpx.post"}
    for function in (httpx.get, httpx.post):
        assert signature(function).parameters["follow_redirects"].default is False
    assert "follow_redirects" not in {word.arg for _, call in asked for word in call.keywords}


def test_chance_that_protects_comes_from_the_system() -> None:
    guessable = {file for file, module in imported() if module in {"random", "uuid"}}
    assert all(file.startswith(MADE_UP) for file in guessable)
    for file, name, call in calls():
        if name in {"token_urlsafe", "token_hex", "token_bytes"}:
            size = call.args[0]
            assert isinstance(size, ast.Constant)
            named_only = (file, name) == ("audit/service/wave_plans.py", "token_hex")
            assert named_only or int(str(size.value)) >= 16, (file, call.lineno)


def test_hashes_come_from_approved_functions() -> None:
    taken = {
        one.name
        for _, node in nodes()
        if isinstance(node, ast.ImportFrom) and node.module == "hashlib"
        for one in node.names
    }
    assert taken == {"sha256"}
    assert not {call for _, call, _ in calls() if call.startswith("hashlib.")}
    assert {file for file, module in imported() if module.split(".")[0] == "argon2"} == {
        "audit/service/passwords.py"
    }


def rows(page: Path) -> Iterator[list[str]]:
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith(("| id ", "| actor ")):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def requirements() -> list[list[str]]:
    found = list(rows(PAPERS / "asvs.md"))
    assert all(len(row) == 5 for row in found)
    return found


def test_the_table_has_each_requirement_of_levels_one_and_two_once() -> None:
    """Version 5.0.0 has 70 of level 1 and 183 of level 2."""
    ids = [row[0] for row in requirements()]
    levels = [row[1] for row in requirements()]
    assert len(ids) == len({*ids})
    assert ids == sorted(ids, key=lambda id_: [int(part) for part in id_.split(".")])
    assert (levels.count("1"), levels.count("2")) == (70, 183)


def test_each_requirement_is_met_by_a_test_or_a_paper_or_has_a_reason() -> None:
    for id_, _, _, verdict, proof in requirements():
        assert verdict in {"met", "not applicable", "open"}, id_
        assert proof, id_
        if verdict == "met":
            assert re.search(r"`[\w/.-]+\.(py::test_\w+|md)`", proof), id_


def test_the_summary_counts_what_stands_in_the_table() -> None:
    text = (PAPERS / "asvs.md").read_text(encoding="utf-8")
    verdicts = [row[3] for row in requirements()]
    said = re.search(r"(\d+) met, (\d+) not applicable, (\d+) open", text)
    assert said
    counted = [verdicts.count(one) for one in ("met", "not applicable", "open")]
    assert [int(one) for one in said.groups()] == counted


@pytest.mark.parametrize("page", sorted(PAPERS.glob("*.md")), ids=lambda page: page.name)
def test_every_test_and_every_paper_that_a_paper_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for file, test in re.findall(r"`([\w/.-]+\.py)::(test_\w+)`", text):
        written = (HOME / "tests" / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", written, re.MULTILINE), (file, test)
    for named in re.findall(r"`((?:docs/)?[\w/.-]+\.md)`", text):
        assert (HOME / named).exists(), named


def test_every_threat_has_a_measure_and_a_proof() -> None:
    threats = list(rows(PAPERS / "threat-model.md"))
    assert len(threats) > 20
    for threat in threats:
        assert len(threat) == 4
        assert re.search(r"`[\w/.-]+\.(py::test_\w+|md)`|^open: ", threat[3]), threat
