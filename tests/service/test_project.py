"""The project group looks at questionnaires, and looking at them writes nothing."""

from pathlib import Path

import pytest

from audit.model.messages import GERMAN
from audit.model.waves import Entry
from audit.service.actions import NotDone
from audit.service.house import QUESTIONNAIRES
from audit.service.project import preview, questionnaire_files
from tests.service.town import PAULA, Town


def test_a_preview_follows_the_answers_and_writes_nothing(town: Town) -> None:
    questionnaire, paula = town.plan().questionnaire, town.caller(PAULA)
    with town.listening() as statements:
        sheet = preview(town.house, paula, questionnaire, {"ramp": Entry("no")})
    [stairs] = [one for one in questionnaire.questions() if one.id == "stairs"]
    assert sheet.is_asked(stairs)
    assert statements
    assert all(statement == "BEGIN" or is_read(statement) for statement in statements)


def is_read(statement: str) -> bool:
    return statement.startswith("SELECT") and "FOR UPDATE" not in statement


def test_a_preview_of_answers_to_another_questionnaire_is_refused(town_in_a_file: Town) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone, match="gehört zu einer anderen Fassung"):
        preview(town.house, town.caller(PAULA), town.plan().questionnaire, {"gone": Entry("no")})


def test_a_preview_of_what_is_no_answer_is_refused_with_a_sentence(town_in_a_file: Town) -> None:
    town = town_in_a_file
    with pytest.raises(NotDone) as refusal:
        preview(town.house, town.caller(PAULA), town.plan().questionnaire, {"ramp": Entry("jein")})
    assert GERMAN.say(refusal.value.sentence) == "Die Frage hat keine Antwort „jein“."


def test_the_shipped_questionnaires_have_no_problems(town_in_a_file: Town) -> None:
    found = questionnaire_files(town_in_a_file.house, town_in_a_file.caller(PAULA))
    assert found.problems == ()
    assert len(found.questionnaires) == len(list(QUESTIONNAIRES.glob("*.yaml")))


def test_problems_name_file_and_line_and_the_other_files_can_still_be_used(
    town_in_a_file: Town, tmp_path: Path
) -> None:
    town = town_in_a_file
    good = (QUESTIONNAIRES / "outside-view.yaml").read_text()
    (tmp_path / "good.yaml").write_text(good)
    (tmp_path / "broken.yaml").write_text("id: broken\nwight: 1\n")
    found = questionnaire_files(town.house, town.caller(PAULA), tmp_path)
    assert [one.id for one in found.questionnaires] == ["outside-view"]
    assert found.problems
    assert {Path(str(problem.file)).name for problem in found.problems} == {"broken.yaml"}
    assert 2 in {problem.line for problem in found.problems}


def test_an_empty_folder_is_no_accident(town_in_a_file: Town, tmp_path: Path) -> None:
    town = town_in_a_file
    found = questionnaire_files(town.house, town.caller(PAULA), tmp_path)
    assert found.questionnaires == ()
