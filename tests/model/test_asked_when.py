"""Skip logic in words, where a question cannot appear or vanish by itself."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from audit.model.asked_when import asked_when
from audit.model.conditions import Condition
from audit.model.messages import GERMAN
from audit.model.questionnaire import Questionnaire
from audit.model.texts import Wording

OPTIONS = [{"code": "none", "label": "gar nicht"}, {"code": "full", "label": "ganz"}]
QUESTIONNAIRE = Questionnaire.model_validate(
    {
        "id": "doors", "version": 1, "title": "Türen", "audience": "unit", "source": "erfunden",
        "score": "none",
        "areas": [{"id": "door", "title": "Tür", "questions": [
            {"id": "ramp", "type": "yes_no", "text": "Rampe?"},
            {"id": "forms", "type": "degree", "text": "Formulare?", "options": OPTIONS},
            {"id": "stairs", "type": "number", "text": "Stufen?", "max": 50},
            {"id": "signs", "type": "grid", "text": "Schilder?", "options": OPTIONS,
             "rows": [{"id": "web", "label": "Netz"}]},
        ]}],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"question": "ramp", "is": "no"}, "bei „Rampe?“ steht: „Nein“"),
        (
            {"question": "forms", "is": ["none", "full"]},
            "bei „Formulare?“ steht: „gar nicht“ oder „ganz“",
        ),
        (
            {"question": "forms", "at_least": "full"},
            "bei „Formulare?“ mindestens steht: „ganz“",
        ),
        ({"question": "stairs", "at_least": 2.5}, "bei „Stufen?“ mindestens steht: 2,5"),
        ({"question": "signs.web", "is": "full"}, "bei „Schilder? Netz“ steht: „ganz“"),
        ({"question": "ramp", "answered": True}, "„Rampe?“ beantwortet ist"),
        ({"question": "ramp", "answered": False}, "„Rampe?“ nicht beantwortet ist"),
        ({"not": {"question": "ramp", "is": "no"}}, "nicht gilt, dass bei „Rampe?“ steht: „Nein“"),
        (
            {"all": [{"question": "ramp", "is": "no"}, {"question": "stairs", "answered": True}]},
            "bei „Rampe?“ steht: „Nein“ und „Stufen?“ beantwortet ist",
        ),
        (
            {"any": [{"question": "ramp", "is": "no"}, {"question": "stairs", "answered": True}]},
            "bei „Rampe?“ steht: „Nein“ oder „Stufen?“ beantwortet ist",
        ),
    ],
)
def test_a_condition_is_said_in_words(condition: dict[str, Any], words: str) -> None:
    checked = TypeAdapter[Condition](Condition).validate_python(condition)
    said = GERMAN.say(asked_when(checked, Wording(QUESTIONNAIRE, GERMAN)))
    assert said == f"Nur ausfüllen, wenn {words}."
