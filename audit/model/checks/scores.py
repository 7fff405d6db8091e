"""Scores: every choice made, nothing without effect, levels in order."""

from collections.abc import Iterator, Sequence

from audit.model.checks.places import placed_areas
from audit.model.messages import message
from audit.model.problems import Finding, Location
from audit.model.question_types import ScoredBase
from audit.model.questionnaire import Area, Level, Questionnaire, Score

Child = Area | ScoredBase

WEIGHING = ("weighted_mean", "sum", "share")
"""The methods in which a weight has an effect."""


def score_findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find scores that are missing, contradict themselves or can never have a value."""
    yield from _levels(("defaults", "levels"), questionnaire.defaults.levels)
    if questionnaire.defaults.score is not None:
        yield from _settings(("defaults", "score"), questionnaire.defaults.score)
    for location, area in placed_areas(questionnaire):
        score = questionnaire.score_of(area)
        if score is None and area.score is None:
            yield from _forgotten(location, area, questionnaire)
        elif score is not None and score is area.score:
            yield from _own(area, score, (*location, "score"), questionnaire)
        elif score is not None:
            yield from _children(area, score, location, questionnaire)
    if questionnaire.score != "none":
        yield from _own(questionnaire, questionnaire.score, ("score",), questionnaire)


def _own(
    entry: Questionnaire | Area, score: Score, location: Location, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find what is wrong with a score that is written at the entry itself."""
    yield from _settings(location, score)
    yield from _over(location, score, bool(entry.areas))
    yield from _children(entry, score, location, questionnaire)


def _forgotten(location: Location, area: Area, questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find areas whose questions or areas give points that nobody collects."""
    if questionnaire.score == "none" or questionnaire.score.over == "questions":
        return
    questions = any(question.is_scored(questionnaire.scales) for question in area.questions)
    if questions or any(questionnaire.score_of(below) for below in area.areas):
        yield Finding(
            location,
            message("Der Bereich „{area}“ sagt nicht, wie er gewertet wird.", area=area.id),
            message("Ergänzen Sie „score“, oder schreiben Sie „score: none“."),
        )


def _settings(location: Location, score: Score) -> Iterator[Finding]:
    """Find settings that contradict the method."""
    if score.method == "share" and score.met_from is None:
        yield Finding(
            location,
            message("Zu „share“ gehört „met_from“: ab wie vielen Punkten ist ein Teil erfüllt?"),
        )
    if score.method != "share" and score.met_from is not None:
        yield Finding(
            (*location, "met_from"), message("„met_from“ hat nur bei „share“ eine Wirkung.")
        )
    yield from _levels((*location, "levels"), score.levels or ())


def _over(location: Location, score: Score, has_areas: bool) -> Iterator[Finding]:
    """Find totals that leave open what they are made of."""
    if has_areas and score.over is None:
        yield Finding(
            location,
            message("Hier fehlt „over“: Zählen die Bereiche gleich oder die Fragen?"),
            message("Schreiben Sie „over: areas“ oder „over: questions“."),
        )
    elif not has_areas and score.over == "areas":
        yield Finding(
            (*location, "over"), message("Unter diesem Bereich gibt es keine weiteren Bereiche.")
        )


def _children(
    entry: Questionnaire | Area, score: Score, location: Location, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find scores of nothing, and children whose settings have no effect."""
    children = questionnaire.children_of(entry, score)
    if not children:
        yield Finding(location, message("Darunter ist nichts, was Punkte gibt."))
        return
    if not any(child.weight for child in children):
        yield Finding(
            location,
            message("Alle Gewichte sind 0."),
            message("Geben Sie wenigstens einem Teil ein Gewicht über 0."),
        )
    for child in children:
        yield from _without_effect(child, score, location)
    if score.use == "level_values":
        yield from _level_values(children, location, questionnaire)


def _without_effect(child: Child, score: Score, location: Location) -> Iterator[Finding]:
    if child.weight != 1 and score.method not in WEIGHING:
        yield Finding(
            location,
            message(
                "Das Gewicht von „{child}“ hat bei „{method}“ keine Wirkung.",
                child=child.id,
                method=score.method,
            ),
            message("Nehmen Sie „weighted_mean“, oder streichen Sie das Gewicht."),
        )
    if child.deduct and score.method != "sum":
        yield Finding(
            location,
            message("„{child}“ kann nur in einer Summe („sum“) abgezogen werden.", child=child.id),
        )


def _level_values(
    children: Sequence[Child], location: Location, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """Find children whose levels have no values."""
    for child in children:
        score = questionnaire.score_of(child) if isinstance(child, Area) else None
        levels = () if score is None else questionnaire.levels_of(score)
        if not levels or any(level.value is None for level in levels):
            yield Finding(
                (*location, "use"),
                message("„{child}“ hat keine Stufen mit Werten („value“).", child=child.id),
            )


def _levels(location: Location, levels: Sequence[Level]) -> Iterator[Finding]:
    for index in range(1, len(levels)):
        if levels[index].from_ <= levels[index - 1].from_:
            yield Finding(
                (*location, index, "from"),
                message("Die Stufen („levels“) müssen von unten nach oben geordnet sein."),
            )
        if levels[index].code in [level.code for level in levels[:index]]:
            yield Finding(
                (*location, index, "code"),
                message("Die Stufe „{code}“ gibt es hier schon.", code=levels[index].code),
            )
