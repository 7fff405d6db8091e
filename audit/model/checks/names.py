"""Names: every id once, areas either with areas or with questions, scales used."""

from collections.abc import Iterator

from audit.model.answers import TABLE_COLUMNS
from audit.model.checks.places import placed_areas, placed_questions
from audit.model.messages import message
from audit.model.problems import Finding, one_line
from audit.model.questionnaire import Questionnaire


def name_findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find double ids and labels, areas of nothing and forgotten scales."""
    yield from _double_ids(questionnaire)
    yield from _reserved_ids(questionnaire)
    yield from _rows(questionnaire)
    yield from _areas_of_nothing(questionnaire)
    yield from _forgotten_scales(questionnaire)
    yield from _later_versions(questionnaire)


def _double_ids(questionnaire: Questionnaire) -> Iterator[Finding]:
    seen = {questionnaire.id}
    areas = [(location, area.id) for location, area in placed_areas(questionnaire)]
    questions = [(location, question.id) for location, question in placed_questions(questionnaire)]
    for location, name in areas + questions:
        if name in seen:
            yield Finding(
                (*location, "id"),
                message("Die Kennung „{id}“ gibt es schon.", id=name),
                message("Jede Kennung darf in einem Fragebogen nur einmal vorkommen."),
            )
        seen.add(name)


def _reserved_ids(questionnaire: Questionnaire) -> Iterator[Finding]:
    for location, question in placed_questions(questionnaire):
        if question.id in TABLE_COLUMNS:
            yield Finding(
                (*location, "id"),
                message("„{id}“ ist als Kennung vergeben.", id=question.id),
                message("So heißt in Tabellen mit Antworten eine Spalte."),
            )


def _rows(questionnaire: Questionnaire) -> Iterator[Finding]:
    for location, question in placed_questions(questionnaire):
        rows = getattr(question, "rows", ())
        for index, row in enumerate(rows):
            if row.id in [other.id for other in rows[:index]]:
                yield Finding(
                    (*location, "rows", index, "id"),
                    message("Die Zeile „{cell}“ gibt es schon.", cell=f"{question.id}.{row.id}"),
                )
            elif row.label in [other.label for other in rows[:index]]:
                yield Finding(
                    (*location, "rows", index, "label"),
                    message("Eine Zeile „{label}“ gibt es hier schon.", label=one_line(row.label)),
                )
        if rows and not any(row.weight for row in rows):
            yield Finding(
                (*location, "rows"),
                message("Alle Gewichte sind 0."),
                message("Geben Sie wenigstens einem Teil ein Gewicht über 0."),
            )


def _areas_of_nothing(questionnaire: Questionnaire) -> Iterator[Finding]:
    for location, area in placed_areas(questionnaire):
        if bool(area.areas) == bool(area.questions):
            yield Finding(
                location,
                message(
                    "Der Bereich „{area}“ braucht entweder „areas“ oder „questions“.", area=area.id
                ),
            )


def _forgotten_scales(questionnaire: Questionnaire) -> Iterator[Finding]:
    used = {getattr(question, "scale", None) for question in questionnaire.questions()}
    is_misspelt = bool(used - {None, *questionnaire.scales})
    for name in questionnaire.scales:
        if name not in used and not is_misspelt:
            yield Finding(
                ("scales", name), message("Die Skala „{scale}“ wird nirgends benutzt.", scale=name)
            )


def _later_versions(questionnaire: Questionnaire) -> Iterator[Finding]:
    for location, question in placed_questions(questionnaire):
        if question.same_since is not None and question.same_since >= questionnaire.version:
            yield Finding(
                (*location, "same_since"),
                message(
                    "„same_since“ nennt keine frühere Fassung als {version}.",
                    version=questionnaire.version,
                ),
            )
