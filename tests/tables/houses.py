"""A small questionnaire for the tests of tables and charts."""

from collections.abc import Sequence

from audit.assessment.plan import plan_of
from audit.assessment.results import CodedAnswers, Results, assess, coded
from audit.files.questionnaires import read_questionnaire
from audit.model.answers import Answer

PLAN = plan_of(
    read_questionnaire(
        b"""
id: open
version: 1
title: Wie offen sind wir?
audience: unit
source: erfunden
defaults:
  offer: [not_applicable]
  levels:
    - {code: closed, label: zu, from: 0}
    - {code: open, label: offen, from: 60}
score: {method: mean, over: areas}
areas:
  - id: access
    title: Zugang
    score: {method: mean}
    questions:
      - {id: ramp, type: yes_no, text: Rampe}
      - {id: lift, type: yes_no, text: Aufzug}
  - id: team
    title: Personal
    score: {method: mean}
    questions:
      - {id: course, type: yes_no, text: Kurs}
""",
        "open.yaml",
    )
)
YES, NO, SILENT, FOREIGN = "yes", "no", "", "not_applicable"


def answers(**houses: Sequence[str]) -> CodedAnswers:
    """What houses answered to ramp, lift and course."""
    return coded(
        PLAN,
        [
            Answer(house, cell, value)
            for house, values in houses.items()
            for cell, value in zip(("ramp", "lift", "course"), values, strict=True)
        ],
    )


def results(**houses: Sequence[str]) -> Results:
    return assess(answers(**houses))
