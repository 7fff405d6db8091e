"""Unfolds a result step by step down to the answers, with the values in the formulas.

The values come from `scoring`; no formula is written a second time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audit.assessment.columns import Column
from audit.assessment.formulas import SENTENCES, formula
from audit.assessment.plan import PlannedQuestion, PlannedScore
from audit.assessment.results import Result, Results
from audit.model.answers import STATE_NAMES, State
from audit.model.conditions import Cap
from audit.model.messages import Message, Translator, message
from audit.model.question_types import ScoredBase
from audit.model.texts import Wording
from scoring.conditions import holds
from scoring.kernel import Scores, taking_part
from scoring.levels import NO_LEVEL
from scoring.methods import METHODS, Children
from scoring.rounding import TOLERANCE, round_half_up


@dataclass(frozen=True)
class Step:
    """One score or question of an explanation.

    id       of the questionnaire (total), the area or the question
    depth    how many areas stand above an area
    method   how the score is made, in a sentence; empty for a question
    formula  the calculation with its values; empty where nothing was calculated
    answer   what was answered, or why there is no answer; empty for a score
    notes    what else had an effect: too few answers, left out, rounded, capped
    """

    id: str
    title: str
    result: Result
    depth: int = 0
    level: str = ""
    method: str = ""
    formula: str = ""
    answer: str = ""
    notes: tuple[str, ...] = ()
    steps: tuple["Step", ...] = ()


def explain(
    results: Results, subject: str, language: Translator, values: Mapping[str, str] | None = None
) -> tuple[Step, ...]:
    """Explain the results of one subject: the total, or without a total every area at the top.

    `values` is what the subject wrote, by cell; without it, of a number only its band is known.
    Raises ValueError if the subject is not among the results.
    """
    wording = Wording(results.plan.questionnaire, language)
    place = list(results.subjects).index(subject)
    explainer = _Explainer(results, place, wording, values or {})
    reported = results.plan.reported
    below = {child.row for node in reported for child in node.children}
    return tuple(explainer.score(node) for node in reported if node.row not in below)


@dataclass(frozen=True)
class _Explainer:
    """Explains the results of the subject at one place."""

    results: Results
    place: int
    wording: Wording
    values: Mapping[str, str]

    @property
    def language(self) -> Translator:
        return self.wording.language

    def score(self, planned: PlannedScore) -> Step:
        """Explain the total or an area."""
        result = self.results.of(planned, self.place)
        children = taking_part(self.results.plan.scheme, planned.node, self._own_scores())
        calculated = None if result.points is None else METHODS[planned.node.method](children)[0]
        notes = self._notes(planned, result, calculated, children)
        return Step(
            id=planned.entry.id,
            title=self.wording.of(planned.entry, planned.entry.title),
            result=result,
            depth=self.wording.questionnaire.depth_of(planned.entry.id),
            level=self.wording.level(planned.entry, result.level) if result.level else "",
            method=self.language.say(SENTENCES[planned.node.method]),
            formula=""
            if calculated is None
            else formula(planned.node.method, children, float(calculated), self.language),
            notes=tuple(self.language.say(note) for note in notes),
            steps=tuple(
                self._question(child) if isinstance(child, PlannedQuestion) else self.score(child)
                for child in planned.children
            ),
        )

    def _question(self, planned: PlannedQuestion) -> Step:
        question = planned.entry
        notes = [_REVERSED] if question.reverse else []
        return Step(
            id=question.id,
            title=self.wording.of(question, question.text),
            result=self.results.of(planned, self.place),
            answer=self._answer(question),
            notes=tuple(self.language.say(note) for note in notes),
        )

    def _own_scores(self) -> Scores:
        """Take this subject out of the scores, as a block of one."""
        scores, place = self.results.scores, slice(self.place, self.place + 1)
        return Scores(
            scores.codes[:, place],
            scores.points[:, place],
            scores.present[:, place],
            scores.answered[:, place],
            scores.applicable[:, place],
        )

    def _notes(
        self,
        planned: PlannedScore,
        result: Result,
        calculated: np.float64 | None,
        children: Children,
    ) -> Iterator[Message]:
        """Say what else had an effect on the result."""
        yield from self._missing(planned, children)
        if calculated is None:
            yield self._nothing(planned, result)
            return
        points = np.array([calculated])
        if planned.node.decimals is not None:
            points = round_half_up(points, planned.node.decimals)
            yield message(
                "Gerundet auf {decimals} Nachkommastellen.", decimals=planned.node.decimals
            )
        cap = self._cap(planned, float(points[0]))
        if cap is not None:
            yield message(
                "Begrenzt auf {points} Punkte: {because}",
                points=self.language.number(cap.at_most),
                because=self.wording.reason(planned.entry, cap),
            )

    def _cap(self, planned: PlannedScore, points: float) -> Cap | None:
        """Find the cap that decides: the lowest of those that hold, if it is below the points."""
        codes = self.results.scores.codes[:, self.place : self.place + 1]
        effective = [
            cap
            for cap, compiled in zip(planned.score.caps, planned.node.caps, strict=True)
            if points > cap.at_most and holds(compiled.condition, codes)[0]
        ]
        return min(effective, key=lambda cap: cap.at_most, default=None)

    def _missing(self, planned: PlannedScore, children: Children) -> Iterator[Message]:
        """Name the children without a value, and what that meant for the result."""
        scores = self.results.scores
        parts = [
            (self._name(child), child.row, bool(part))
            for child, part in zip(planned.children, children.present[:, 0], strict=True)
        ]
        applicable, present = scores.applicable[:, self.place], scores.present[:, self.place]
        neutral = [name for name, row, _ in parts if not applicable[row]]
        as_zero = [
            name for name, row, part in parts if applicable[row] and part and not present[row]
        ]
        left_out = [
            n for n, row, part in parts if applicable[row] and not part and not present[row]
        ]
        below = self._below_levels(planned)
        no_level = [name for name, row, part in parts if row in below and not part]
        level_as_zero = [name for name, row, part in parts if row in below and part]
        for sentence, names in (
            (message("Nicht gefragt oder nicht zutreffend, zählt nicht mit: {names}."), neutral),
            (message("Ohne Wert, zählt als 0: {names}."), as_zero),
            (message("Ohne Wert, ausgelassen: {names}."), left_out),
            (message("Unter der ersten Stufe, ausgelassen: {names}."), no_level),
            (message("Unter der ersten Stufe, zählt als 0: {names}."), level_as_zero),
        ):
            if names:
                yield message(sentence.text, names=", ".join(names))

    def _below_levels(self, planned: PlannedScore) -> set[int]:
        """Find the children that have points but have not reached a level, where levels count."""
        scores, here = self.results.scores, slice(self.place, self.place + 1)
        found = set()
        for child, levels in zip(planned.children, planned.node.child_levels or (), strict=False):
            level = levels.of(scores.points[child.row, here], scores.present[child.row, here])
            if scores.present[child.row, self.place] and level[0] == NO_LEVEL:
                found.add(child.row)
        return found

    def _name(self, planned: PlannedScore | PlannedQuestion) -> str:
        entry = planned.entry
        german = entry.text if isinstance(entry, ScoredBase) else entry.title
        return f"„{self.wording.of(entry, german)}“"

    def _nothing(self, planned: PlannedScore, result: Result) -> Message:
        """Say why there is no result."""
        if not result.applicable:
            return message("Keine der Fragen trifft zu, daher gibt es kein Ergebnis.")
        if result.answered >= planned.node.min_coverage * result.applicable - TOLERANCE:
            return message("Kein Teil, der zählt, hat einen Wert, daher gibt es kein Ergebnis.")
        return message(
            "Zu wenig beantwortet: {answered} von {applicable} Fragen, nötig sind {share}.",
            answered=result.answered,
            applicable=result.applicable,
            share=self.language.percent(planned.node.min_coverage),
        )

    def _answer(self, question: ScoredBase) -> str:
        """Say what was answered; rows of a grid one after the other."""
        plan, codes = self.results.plan, self.results.scores.codes
        said = []
        for cell in question.cells():
            places = plan.places[cell.id]
            columns = [plan.columns[place] for place in places]
            own = [int(codes[place, self.place]) for place in places]
            said.append(self._cell(question, columns, own))
        return "; ".join(said)

    def _cell(self, question: ScoredBase, columns: Sequence[Column], codes: Sequence[int]) -> str:
        state = State.of_code(codes[0])
        if state is not State.ANSWERED:
            return self.language.say(STATE_NAMES[state])
        options = columns[0].options
        if question.several:
            chosen = [option for option, code in zip(options, codes, strict=True) if code]
        elif options:
            chosen = [options[codes[0]]]
        else:
            return self._number(question, columns[0], codes[0])
        return ", ".join(self.wording.option(question, option) for option in chosen) or "–"

    def _number(self, question: ScoredBase, column: Column, code: int) -> str:
        """Say a number, if it is known, and the band in which it lies."""
        band = self._band(column, code)
        if column.cell.id not in self.values:
            return band
        number = self.wording.value(question, self.values[column.cell.id])
        sentence = message("{number} (gewertet: {band})", number=number, band=band)
        return self.language.say(sentence)

    def _band(self, column: Column, code: int) -> str:
        if code == 0:
            below = self.language.number(column.edges[0])
            return self.language.say(message("unter {number}", number=below))
        least = self.language.number(column.edges[code - 1])
        return self.language.say(message("ab {number}", number=least))


_REVERSED = message("Umgekehrt gewertet: Die Antwort mit den meisten Punkten ist die schlechteste.")
