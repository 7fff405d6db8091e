"""Doors that are closed, and what people marked as needing action. No figures about people."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.assessment.conditions import compiled
from audit.assessment.plan import Plan, PlannedQuestion, PlannedScore
from audit.assessment.results import Results
from audit.model import conditions as written
from audit.model.conditions import Cap
from audit.model.messages import Message, Translator, message
from audit.model.question_types import Pointer, QuestionBase
from audit.model.texts import Wording
from audit.tables.views import View
from scoring.conditions import holds

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Assessed:
    """The results of one questionnaire, and what people call its subjects."""

    results: Results
    names: Mapping[str, str]


def critical_view(assessed: Sequence[Assessed], language: Translator) -> View:
    """Count, per critical question, the subjects where the door is closed.

    One row per question that was answered at least once, in the order of the questionnaires:

    key       questionnaire and question, as in `closed_view`
    question  its text
    area      title of the area
    closed    subjects where it is not fulfilled
    of        subjects that answered it
    """
    rows = [
        (door.key, door.text, door.area, int(door.closed.sum()), int(door.answered.sum()))
        for door in _all_doors(assessed, language)
        if door.answered.any()
    ]
    table = pd.DataFrame(rows, columns=["key", "question", "area", "closed", "of"])
    return View(
        message("Entscheidende Fragen"),
        _critical_sentence(table),
        table,
        {
            "question": message("Frage"),
            "closed": message("nicht erfüllt"),
            "of": message("beantwortet"),
            "area": message("Themenfeld"),
        },
    )


def closed_view(assessed: Sequence[Assessed], language: Translator, key: str) -> View:
    """List where a critical question is not fulfilled.

    subject, name  in the order of the administration
    answer         what was answered
    follows        why this limits the points, and to how many; empty when no cap names the question
    measure        what could help; empty when the questionnaire does not say
    """
    rows = [
        row for door in _all_doors(assessed, language) if door.key == key for row in door.rows()
    ]
    table = pd.DataFrame(rows, columns=["subject", "name", "answer", "follows", "measure"])
    return View(
        message("Wo es nicht erfüllt ist"),
        message("{count} von allen, die geantwortet haben.", count=len(table)),
        table,
        {
            "name": message("Wer"),
            "answer": message("Antwort"),
            "follows": message("Was daraus folgt"),
            "measure": message("Was helfen kann"),
        },
    )


def needs_view(
    assessed: Sequence[Assessed],
    needs: Sequence[Mapping[str, AbstractSet[str]]],
    language: Translator,
) -> View:
    """Count the ticks "Handlungsbedarf" per question, most ticks first.

    `needs` has one mapping per questionnaire: per subject the questions.

    question, area  texts
    ticked          how many subjects
    names           which ones, in the order of the administration
    """
    rows = [
        row
        for one, ticks in zip(assessed, needs, strict=True)
        for row in _needs(one, ticks, language)
    ]
    rows.sort(key=lambda row: -row[2])
    table = pd.DataFrame(rows, columns=["question", "area", "ticked", "names"])
    return View(
        message("Gemeldeter Handlungsbedarf"),
        _needs_sentence(table),
        table,
        {
            "question": message("Frage"),
            "names": message("Wer"),
            "ticked": message("Meldungen"),
            "area": message("Themenfeld"),
        },
    )


def needs_by_area(view: View) -> View:
    """Add up the same ticks per area, most ticks first: area, ticked."""
    table = view.table.groupby("area", sort=False)["ticked"].sum().reset_index()
    table = table.sort_values("ticked", ascending=False, kind="stable", ignore_index=True)
    columns = {"area": view.columns["area"], "ticked": view.columns["ticked"]}
    return View(view.title, view.sentence, table, columns)


@dataclass(frozen=True, eq=False)
class _Door:
    """A critical question of one questionnaire."""

    question: QuestionBase
    area: str
    planned: PlannedQuestion | None
    of: Assessed
    wording: Wording

    @property
    def key(self) -> str:
        return f"{self.plan.questionnaire.id}.{self.question.id}"

    @property
    def text(self) -> str:
        return self.wording.of(self.question, self.question.text)

    @property
    def plan(self) -> Plan:
        return self.of.results.plan

    @property
    def answered(self) -> Marks:
        codes = self._codes
        return np.asarray((codes >= 0).any(axis=0))

    @property
    def closed(self) -> Marks:
        """Where the answer is worth no points, or puts a cap on a score."""
        closed = np.zeros(self._codes.shape[1], dtype=np.bool_)
        if self.planned is not None:
            scores, row = self.of.results.scores, self.planned.row
            closed |= scores.present[row] & (scores.points[row] <= 0)
        for _, _, caught in self._caps():
            closed |= caught
        return closed

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """List the subjects where the door is closed."""
        for place in np.nonzero(self.closed)[0]:
            subject = self.of.results.subjects[int(place)]
            pointer = self._pointer(int(place))
            measure = "" if pointer is None or not pointer.measure else pointer.measure
            yield (
                subject,
                self.of.names[subject],
                self._answer(int(place)),
                self._follows(int(place)),
                self.wording.of(self.question, measure) if measure else "",
            )

    @property
    def _codes(self) -> NDArray[np.int8]:
        return self.of.results.scores.codes[list(self.plan.places[self.question.id])]

    def _caps(self) -> Iterator[tuple[PlannedScore, Cap, Marks]]:
        """Find the caps that this question's answer puts on a score, and on whose."""
        codes, answered = self.of.results.scores.codes, self.answered
        for node in self.plan.reported:
            for cap, condition in zip(node.score.caps, node.node.caps, strict=True):
                caught = list(self._caught(cap))
                if caught:
                    effective = holds(condition.condition, codes)
                    yield node, cap, np.any(caught, axis=0) & effective & answered

    def _caught(self, cap: Cap) -> Iterator[Marks]:
        """Say for each comparison with this question in a cap whose answer speaks for the cap:
        below a `not`, the answer that makes the comparison untrue."""
        for location, part in written.comparisons(cap.if_):
            if part.question.partition(".")[0] == self.question.id:
                compared = compiled(part, self.plan.columns, self.plan.places)
                is_denied = location.count("not") % 2 == 1
                yield holds(compared, self.of.results.scores.codes) != is_denied

    def _follows(self, place: int) -> str:
        """Say what the answer limits: areas rather than the total, which says less."""
        found = [(node, cap) for node, cap, caught in self._caps() if caught[place]]
        areas = [one for one in found if one[0].entry is not self.plan.questionnaire]
        said = [
            self.wording.language.say(
                message(
                    "{because} Höchstens {points} Punkte bei „{area}“.",
                    because=self.wording.reason(node.entry, cap),
                    points=float(cap.at_most),
                    area=self.wording.of(node.entry, node.entry.title),
                )
            )
            for node, cap in areas or found
        ]
        return " ".join(said)

    def _option(self, place: int) -> int | None:
        """Find the option that was chosen; None where several or none can be."""
        options = self.plan.questionnaire.options_of(self.question)
        code = int(self._codes[0, place])
        return code if options and not self.question.several and code >= 0 else None

    def _answer(self, place: int) -> str:
        chosen = self._option(place)
        if chosen is None:
            return ""
        options = self.plan.questionnaire.options_of(self.question)
        return self.wording.option(self.question, options[chosen])

    def _pointer(self, place: int) -> Pointer | None:
        chosen = self._option(place)
        if chosen is None:
            return None
        options = self.plan.questionnaire.options_of(self.question)
        pointers: Mapping[str, Pointer] = getattr(self.question, "points_to", {})
        return pointers.get(options[chosen].code)


def _all_doors(assessed: Sequence[Assessed], language: Translator) -> Iterator[_Door]:
    for one in assessed:
        yield from _doors(one, language)


def _doors(one: Assessed, language: Translator) -> Iterator[_Door]:
    plan = one.results.plan
    wording = Wording(plan.questionnaire, language)
    rows = {
        child.entry.id: child
        for node in plan.reported
        for child in node.children
        if isinstance(child, PlannedQuestion)
    }
    for area in plan.questionnaire.all_areas():
        for question in area.questions:
            if question.critical:
                title = wording.of(area, area.title)
                yield _Door(question, title, rows.get(question.id), one, wording)


def _needs(
    one: Assessed, ticks: Mapping[str, AbstractSet[str]], language: Translator
) -> Iterator[tuple[str, str, int, str]]:
    questionnaire = one.results.plan.questionnaire
    wording = Wording(questionnaire, language)
    for area in questionnaire.all_areas():
        for question in area.questions:
            who = [name for id_, name in one.names.items() if question.id in ticks.get(id_, ())]
            if who:
                text = wording.of(question, question.text)
                yield text, wording.of(area, area.title), len(who), ", ".join(who)


def _critical_sentence(table: pd.DataFrame) -> Message:
    closed = int(table["closed"].sum())
    if table.empty:
        return message("Noch hat niemand eine entscheidende Frage beantwortet.")
    match closed:
        case 0:
            return message("Alle entscheidenden Fragen sind erfüllt, wo sie beantwortet sind.")
        case 1:
            said = message("Einmal ist eine entscheidende Frage nicht erfüllt")
        case _:
            said = message("{count}-mal ist eine entscheidende Frage nicht erfüllt", count=closed)
    most = table.iloc[int(table["closed"].argmax())]
    return message(
        "{said}, am häufigsten: {question} ({closed} von {of}).",
        said=said,
        question=most["question"],
        closed=int(most["closed"]),
        of=int(most["of"]),
    )


def _needs_sentence(table: pd.DataFrame) -> Message:
    if table.empty:
        return message("Niemand hat Handlungsbedarf gemeldet.")
    first = table.iloc[0]
    total = int(table["ticked"].sum())
    if total == 1:
        return message("Eine Meldung: {question}", question=first["question"])
    return message(
        "{total} Meldungen; die meisten zu: {question} ({ticked}).",
        total=total,
        question=first["question"],
        ticked=int(first["ticked"]),
    )


def critical_bars(view: View, language: Translator) -> pd.DataFrame:
    """Prepare a view of `critical_view` for bars: name, count, of, said."""
    table = view.table
    said = [
        language.say(message("{closed} von {of}", closed=int(closed), of=int(of)))
        for closed, of in zip(table["closed"], table["of"], strict=True)
    ]
    return pd.DataFrame(
        {"name": table["question"], "count": table["closed"], "of": table["of"], "said": said}
    )


def area_bars(view: View, language: Translator) -> pd.DataFrame:
    """Prepare a view of `needs_view` for bars, one per area: name, count, said."""
    table = needs_by_area(view).table
    return pd.DataFrame(
        {
            "name": table["area"],
            "count": table["ticked"],
            "said": [language.number(ticked, 0) for ticked in table["ticked"]],
        }
    )
