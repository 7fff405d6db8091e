"""What must be right in a questionnaire beyond its form: names, options, conditions, scores.

Every check looks at the whole questionnaire and reports all that it finds.
"""

from collections.abc import Iterator

from audit.model.checks.conditions import condition_findings
from audit.model.checks.names import name_findings
from audit.model.checks.options import option_findings
from audit.model.checks.scores import score_findings
from audit.model.messages import message
from audit.model.problems import Finding
from audit.model.questionnaire import Questionnaire

MOST_QUESTIONS = 500
"""Nobody answers more; a file with more has been put together by mistake."""


def findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """List everything that is wrong, check by check."""
    if len(list(questionnaire.questions())) > MOST_QUESTIONS:
        yield Finding(
            ("areas",),
            message("Der Fragebogen hat mehr als {limit} Fragen.", limit=MOST_QUESTIONS),
            message("Teilen Sie ihn auf mehrere Fragebögen auf."),
        )
        return
    yield from name_findings(questionnaire)
    yield from option_findings(questionnaire)
    yield from condition_findings(questionnaire)
    yield from score_findings(questionnaire)
