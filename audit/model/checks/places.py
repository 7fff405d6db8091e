"""Where areas and questions stand in the file."""

from collections.abc import Iterator, Sequence

from audit.model.problems import Location
from audit.model.question_types import QuestionBase
from audit.model.questionnaire import Area, Questionnaire


def placed_areas(questionnaire: Questionnaire) -> Iterator[tuple[Location, Area]]:
    """List all areas with their places, each before the areas below it."""
    yield from _placed((), questionnaire.areas)


def placed_questions(questionnaire: Questionnaire) -> Iterator[tuple[Location, QuestionBase]]:
    """List all questions with their places, in the order in which they are asked."""
    for location, area in placed_areas(questionnaire):
        for index, question in enumerate(area.questions):
            yield (*location, "questions", index), question


def _placed(above: Location, areas: Sequence[Area]) -> Iterator[tuple[Location, Area]]:
    for index, area in enumerate(areas):
        location = (*above, "areas", index)
        yield location, area
        yield from _placed(location, area.areas)
