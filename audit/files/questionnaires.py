"""Reads questionnaires: strict, safe, and with all problems of all files at once."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from audit.files.form import form_findings
from audit.files.strict_yaml import Document, read_yaml
from audit.files.yaml_text import MAX_MEGABYTES
from audit.model.checks import findings
from audit.model.messages import message
from audit.model.problems import MOST_PROBLEMS, Finding, Problem, Refused, at_most
from audit.model.questionnaire import Questionnaire

ENDINGS = (".yaml", ".yml")


def load_questionnaires(paths: Iterable[Path]) -> tuple[Questionnaire, ...]:
    """Read these files, and in folders all that end in `.yaml`; raises `Refused` with all
    problems."""
    loaded: dict[str, Questionnaire] = {}
    problems: list[Problem] = []
    for path in paths:
        for file in _files_at(path, problems):
            try:
                loaded[str(file)] = load_questionnaire(file)
            except Refused as refused:
                problems.extend(refused.problems)
    problems.extend(_twins(loaded))
    if problems:
        raise Refused(problems)
    return tuple(loaded.values())


def load_questionnaire(path: Path) -> Questionnaire:
    """Read one file; raises `Refused`."""
    return read_questionnaire(_bytes_of(path), str(path))


def read_questionnaire(data: bytes, file: str) -> Questionnaire:
    """Read a questionnaire from its text; `file` is the name in the problems. Raises `Refused`."""
    document = read_yaml(data, file)
    try:
        questionnaire = Questionnaire.model_validate(document.root)
    except ValidationError as error:
        found = form_findings(error, Questionnaire)
        raise Refused(_problems(document, found)) from None
    problems = _problems(document, findings(questionnaire))
    if problems:
        raise Refused(problems)
    return questionnaire


def _problems(document: Document, found: Iterable[Finding]) -> list[Problem]:
    """Say in which line each finding stands, from the top of the file down, each once."""
    problems: list[Problem] = []
    for one in found:
        line = document.line_of(one.location)
        problem = Problem(document.file, line, one.sentence, one.hint)
        if problem not in problems:
            problems.append(problem)
        if len(problems) > MOST_PROBLEMS:
            break
    return at_most(sorted(problems, key=lambda problem: problem.line or 0))


def _files_at(path: Path, problems: list[Problem]) -> list[Path]:
    """List the questionnaires in a folder, by name; a file stands for itself."""
    if not os.path.isdir(path):
        return [path]
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)
        lacks = None if files else message("In diesem Ordner ist kein Fragebogen.")
    except OSError:
        files, lacks = [], message("Dieser Ordner lässt sich nicht lesen.")
    if lacks is not None:
        problems.append(Problem(str(path), None, lacks))
    return files


def _bytes_of(path: Path) -> bytes:
    """Read a file, but nothing that is none (a pipe would wait for ever) and not more than fits."""
    if not os.path.exists(path):
        raise Refused([Problem(str(path), None, message("Diese Datei gibt es nicht."))])
    if not os.path.isfile(path):
        raise Refused([Problem(str(path), None, message("Das ist keine Datei."))])
    try:
        with path.open("rb") as file:
            return file.read(MAX_MEGABYTES * 1_000_000 + 1)
    except OSError:
        raise Refused(
            [Problem(str(path), None, message("Diese Datei lässt sich nicht lesen."))]
        ) from None


def _twins(loaded: dict[str, Questionnaire]) -> Iterator[Problem]:
    """Find files with the same questionnaire in the same version."""
    seen: dict[tuple[str, int], str] = {}
    for file, questionnaire in loaded.items():
        key = (questionnaire.id, questionnaire.version)
        if key in seen:
            yield Problem(
                file,
                None,
                message(
                    "Den Fragebogen „{id}“ gibt es in Fassung {version} schon in {other}.",
                    id=questionnaire.id,
                    version=questionnaire.version,
                    other=seen[key],
                ),
            )
        seen.setdefault(key, file)
