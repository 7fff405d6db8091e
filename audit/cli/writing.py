"""`schema`: what editors and authors need to know about the questionnaire format."""

import json

from audit.cli.terminal import HOME, say
from audit.model.messages import Translator, message
from audit.model.schema import format_reference, questionnaire_schema

SCHEMA = HOME / "questionnaires" / "questionnaire.schema.json"
REFERENCE = HOME / "docs" / "questionnaire-reference.md"


def write_format(language: Translator) -> None:
    """Write the JSON schema and the written reference, both made from the model."""
    schema = json.dumps(questionnaire_schema(), ensure_ascii=False, indent=2)
    SCHEMA.write_text(schema + "\n", encoding="utf-8")
    REFERENCE.write_text(format_reference(), encoding="utf-8")
    for path in (SCHEMA, REFERENCE):
        say(language, message("Geschrieben: {file}", file=path.relative_to(HOME)))
