"""Scores: every choice made, nothing without effect, levels in order."""

from collections.abc import Iterator, Sequence

from audit.model.checks.options import has_known_options
from audit.model.checks.places import placed_areas, placed_questions
from audit.model.messages import Message, message
from audit.model.problems import Finding, Location, one_line
from audit.model.question_types import ScoredBase
from audit.model.questionnaire import Area, Level, Questionnaire, Score, areas_of

Child = Area | ScoredBase

WEIGHING = ("weighted_mean", "sum", "share")
"""The methods in which a weight has an effect."""


def score_findings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find scores that are missing, contradict themselves or can never have a value."""
    yield from _levels(("defaults", "levels"), questionnaire.defaults.levels)
    yield from _defaults(questionnaire)
    for location, area in placed_areas(questionnaire):
        score = questionnaire.score_of(area)
        if _is_forgotten(area, questionnaire):
            yield Finding(
                location,
                message("Der Bereich „{area}“ sagt nicht, wie er gewertet wird.", area=area.id),
                message("Ergänzen Sie „score“, oder schreiben Sie „score: none“."),
            )
        elif score is not None and bool(area.areas) != bool(area.questions):
            own = score is area.score
            place = (*location, "score") if own else location
            yield from _score(area, score, place, questionnaire, own=own)
    if questionnaire.score != "none":
        yield from _score(questionnaire, questionnaire.score, ("score",), questionnaire, own=True)
    yield from _without_effect(questionnaire)


def _defaults(questionnaire: Questionnaire) -> Iterator[Finding]:
    score = questionnaire.defaults.score
    if score is None:
        return
    yield from _settings(("defaults", "score"), score)
    if score.over == "areas":
        yield Finding(
            ("defaults", "score", "over"),
            message("„over“ hat hier keine Wirkung: „defaults“ gilt für Bereiche mit Fragen."),
        )


def _is_forgotten(area: Area, questionnaire: Questionnaire) -> bool:
    """Tell whether an area has questions or areas that give points which nobody collects."""
    whole = questionnaire.score
    if area.score is not None or questionnaire.score_of(area) is not None:
        return False
    if whole == "none" or whole.over == "questions":
        return False
    scored = any(question.is_scored(questionnaire.scales) for question in area.questions)
    return scored or any(questionnaire.score_of(below) for below in area.areas)


def _score(
    entry: Questionnaire | Area,
    score: Score,
    location: Location,
    questionnaire: Questionnaire,
    *,
    own: bool,
) -> Iterator[Finding]:
    """Find what is wrong with a score; only what stands there itself is read for contradictions."""
    if own:
        yield from _settings(location, score)
        yield from _over(location, score, bool(entry.areas))
    children = questionnaire.children_of(entry, score)
    if not children:
        if not _may_have_points(entry, questionnaire):
            yield Finding(location, message("Darunter ist nichts, was Punkte gibt."))
    elif score.method in WEIGHING and not any(child.weight for child in children):
        yield Finding(
            location,
            message("Alle Gewichte sind 0."),
            message("Geben Sie wenigstens einem Teil ein Gewicht über 0."),
        )
    if score.use == "level_values":
        yield from _level_values(children, location, questionnaire)


def _may_have_points(entry: Questionnaire | Area, questionnaire: Questionnaire) -> bool:
    """Tell whether another mistake, found elsewhere, is the reason why nothing gives points."""
    areas = areas_of(entry) if isinstance(entry, Area) else entry.all_areas()
    unclear = (
        question
        for area in areas
        for question in area.questions
        if not has_known_options(question, questionnaire)
    )
    forgotten = (area for area in entry.areas if _is_forgotten(area, questionnaire))
    return any(True for _ in (*unclear, *forgotten))


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


def _without_effect(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find weights and deductions that no score above makes use of."""
    used = _methods_by_child(questionnaire)
    for location, child in (*placed_areas(questionnaire), *placed_questions(questionnaire)):
        if isinstance(child, Area | ScoredBase) and child.id in used:
            yield from _unused(child, used[child.id], location)
        elif isinstance(child, Area) and child.weight != 1 and _is_whole(child, questionnaire):
            reason = _reason_without_effect(child, questionnaire)
            yield Finding((*location, "weight"), message(reason.text, child=child.id))


def _is_whole(area: Area, questionnaire: Questionnaire) -> bool:
    """Tell whether an area has no other mistake that makes its weight meaningless."""
    return bool(area.areas) != bool(area.questions) and not _is_forgotten(area, questionnaire)


def _reason_without_effect(area: Area, questionnaire: Questionnaire) -> Message:
    """Say why nothing above makes use of an area's weight."""
    if questionnaire.score_of(area) is None:
        return message(
            "Das Gewicht von „{child}“ hat keine Wirkung, denn der Bereich wird nicht gewertet."
        )
    above = [entry for entry, _ in questionnaire.scores() if area in entry.areas]
    if above:
        return message(
            "Das Gewicht von „{child}“ hat keine Wirkung, "
            "denn die Wertung darüber zählt die Fragen."
        )
    return message(
        "Das Gewicht von „{child}“ hat keine Wirkung, denn darüber wird nichts gewertet."
    )


def _methods_by_child(questionnaire: Questionnaire) -> dict[str, list[str]]:
    """List by which methods each area and question is taken into a score."""
    used: dict[str, list[str]] = {}
    for entry, score in questionnaire.scores():
        for child in questionnaire.children_of(entry, score):
            used.setdefault(child.id, []).append(score.method)
    return used


def _unused(child: Child, methods: Sequence[str], location: Location) -> Iterator[Finding]:
    if child.weight != 1 and not set(methods) & set(WEIGHING):
        yield Finding(
            (*location, "weight"),
            message(
                "Das Gewicht von „{child}“ hat bei „{method}“ keine Wirkung.",
                child=child.id,
                method=methods[0],
            ),
            message("Nehmen Sie „weighted_mean“, oder streichen Sie das Gewicht."),
        )
    if child.deduct and set(methods) != {"sum"}:
        yield Finding(
            (*location, "deduct"),
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
    """Find levels that come twice, and the first one that is out of order."""
    for index in range(1, len(levels)):
        level, before = levels[index], levels[:index]
        if level.code in [other.code for other in before]:
            yield Finding(
                (*location, index, "code"),
                message("Die Stufe „{code}“ gibt es hier schon.", code=level.code),
            )
        elif level.label in [other.label for other in before]:
            yield Finding(
                (*location, index, "label"),
                message("Eine Stufe „{label}“ gibt es hier schon.", label=one_line(level.label)),
            )
        elif level.from_ <= before[-1].from_:
            yield Finding(
                (*location, index, "from"),
                message("Die Stufen („levels“) müssen von unten nach oben geordnet sein."),
            )
            return
