"""Small questionnaires written down in a test, and what comes out of them."""

from collections.abc import Mapping
from textwrap import dedent
from typing import Any

from audit.assessment.plan import plan_of
from audit.assessment.results import Result, Results, assess, coded
from audit.files.strict_yaml import read_yaml
from audit.model.answers import Answer
from audit.model.checks import findings
from audit.model.questionnaire import Questionnaire

HEAD = {"id": "total", "version": 1, "title": "Gesamt", "audience": "unit", "source": "erfunden"}
"""What a questionnaire needs and what does not matter for its points."""


def written(text: str) -> Questionnaire:
    """Read a questionnaire as authors write it, but for its head."""
    return checked(read_yaml(dedent(text).encode(), "test.yaml").root)


def checked(data: Mapping[str, Any]) -> Questionnaire:
    """Make a questionnaire of plain data; it must have nothing to mend."""
    questionnaire = Questionnaire.model_validate({**HEAD, **data})
    problems = [f"{one.location}: {one.sentence}" for one in findings(questionnaire)]
    assert not problems, "\n".join(problems)
    return questionnaire


def assessed(questionnaire: Questionnaire, *answers: Mapping[str, str]) -> Results:
    """Score subjects that are called 1, 2, ...; what they leave out is not answered."""
    plan = plan_of(questionnaire)
    given = [
        Answer(str(number), cell, value)
        for number, own in enumerate(answers, start=1)
        for cell, value in {**dict.fromkeys(plan.cells, ""), **own}.items()
    ]
    return assess(coded(plan, given))


def by_node(results: Results, place: int = 0) -> dict[str, Result]:
    """Take one subject's results, by the id of the node."""
    return {node.entry.id: results.of(node, place) for node in results.plan.reported}


def points(questionnaire: Questionnaire, answers: Mapping[str, str]) -> dict[str, float | None]:
    """Score one subject; None where there is no result."""
    found = by_node(assessed(questionnaire, answers))
    return {name: result.points for name, result in found.items()}
