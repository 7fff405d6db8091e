"""Training needs: units x topics, and each topic for the whole administration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from audit.assessment.plan import Plan
from audit.model.messages import Message, Translator, message
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording
from audit.tables.small_groups import NOT_SHOWN, Shown, released, shown
from audit.tables.views import MISSING, Released, View

TARGET, PRESENT, PEOPLE = "target-level", "actual-level", "people-concerned"
"""The three questions about each topic: what is needed, what is there, who is to take part."""

MOST_STEPS = 4
"""From nothing to advanced."""


@dataclass(frozen=True, eq=False)
class TrainingNeeds:
    """What units need, after the small-group rule.

    need    max(target - present, 0), in steps of the scale (0 to 4)
    people  who is to take part; the small-group rule counts them
    Both are missing where one of their answers is; missing is never 0.
    """

    plan: Plan
    names: Mapping[str, str]
    """What people call a subject, in the order of the administration."""
    values: Mapping[str, Mapping[str, str]]
    """Per subject the values by cell."""
    min_group: int
    language: Translator

    @cached_property
    def topics(self) -> dict[str, str]:
        """The topics and what people call them, in the order of the questionnaire."""
        question = self._question(TARGET)
        wording = Wording(self.plan.questionnaire, self.language)
        return {row.id: wording.of(question, row.label) for row in getattr(question, "rows", ())}

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per subject and topic: subject, name, topic, topic_name, need, people, withheld.

        Need and people are empty where they are missing, and where they are withheld.
        """
        rows = [
            (subject, self.names[subject], topic, said)
            for subject in self.names
            for topic, said in self.topics.items()
        ]
        table = pd.DataFrame(rows, columns=["subject", "name", "topic", "topic_name"])
        table["need"] = self._need.ravel()
        table["people"] = self._people.ravel()
        bare = View(Message(""), Message(""), table, {})
        return released(bare, self._allowed.cells.ravel(), ("need", "people")).table

    def units(self, topic: str) -> Released:
        """Show one topic: one row per subject."""
        table = self.table[self.table["topic"] == topic].reset_index(drop=True)
        return Released(
            message("Bedarf nach Bereichen: {topic}", topic=self.topics[topic]),
            _units_sentence(table),
            table,
            {"name": message("Bereich"), "need": _NEED, "people": _PEOPLE},
        )

    def by_topic(self) -> Released:
        """Show all topics, one row each, in the order of the questionnaire.

        topic, name  code and name
        people       all people who are to take part; empty when withheld or nowhere answered
        units        units that said how many
        need         mean need in steps, weighted by people, of the units whose figures are shown:
                     what is withheld must not come out of a mean either
        withheld     true when too few people stand behind the figure
        """
        known = ~np.isnan(self._people)
        people = np.where(known.any(axis=0), np.nansum(self._people, axis=0), np.nan)
        table = pd.DataFrame(
            {
                "topic": list(self.topics),
                "name": list(self.topics.values()),
                "people": people,
                "units": known.sum(axis=0),
                "need": [self._mean_need(topic) for topic in self.topics],
            }
        )
        bare = View(message("Bedarf nach Themen"), Message(""), table, _TOPIC_COLUMNS, {"need": 1})
        kept = released(bare, self._allowed.columns, ("people", "need"))
        said = _topic_sentence(kept.table)
        return Released(kept.title, said, kept.table, kept.columns, kept.decimals)

    def by_unit(self) -> Released:
        """Arrange all figures for reading: one row per subject.

        name      of the subject
        needs     the topics with a need, each with its steps and people, most steps first
        withheld  number of topics whose figures are withheld
        """
        rows = [
            (name, self._needs_of(own), int(own["withheld"].sum()))
            for subject, name in self.names.items()
            for own in [self.table[self.table["subject"] == subject]]
        ]
        return Released(
            message("Alle Themen, Bereich für Bereich"),
            message("In Klammern stehen der Bedarf in Stufen und die Zahl der Personen."),
            pd.DataFrame(rows, columns=["name", "needs", "withheld"]),
            {
                "name": message("Bereich"),
                "needs": message("Themen mit Bedarf"),
                "withheld": message("nicht gezeigte Themen"),
            },
        )

    def _needs_of(self, own: pd.DataFrame) -> str:
        needed = own[(own["need"] > 0) & own["people"].notna()]
        ordered = needed.sort_values("need", ascending=False, kind="stable")
        said = [
            message("{topic} ({said})", topic=topic, said=_said(need, people))
            for topic, need, people in zip(
                ordered["topic_name"], ordered["need"], ordered["people"], strict=True
            )
        ]
        return "; ".join(self.language.say(one) for one in said) or MISSING

    @property
    def withholds(self) -> bool:
        """Tell whether something is withheld."""
        return bool(self.table["withheld"].any())

    def _mean_need(self, topic: str) -> float:
        own = self.table[self.table["topic"] == topic].dropna(subset=["need", "people"])
        people = own["people"].sum()
        return float((own["need"] * own["people"]).sum() / people) if people else float("nan")

    @cached_property
    def _allowed(self) -> Shown:
        counts = np.nan_to_num(self._people).astype(np.int64)
        return shown(counts, self.min_group, with_row_totals=False)

    @cached_property
    def _people(self) -> np.ndarray:
        return self._over_all(lambda values, topic: _number(values.get(f"{PEOPLE}.{topic}", "")))

    @cached_property
    def _need(self) -> np.ndarray:
        target, present = self._steps(TARGET), self._steps(PRESENT)

        def need(values: Mapping[str, str], topic: str) -> float:
            wanted = target.get(values.get(f"{TARGET}.{topic}", ""), np.nan)
            there = present.get(values.get(f"{PRESENT}.{topic}", ""), np.nan)
            # What is not needed may be left open in the second grid: the need is 0 all the same.
            return 0.0 if wanted == 0 else float(np.maximum(wanted - there, 0.0))

        steps = self._over_all(need)
        # A need for an unknown number of people could be about three of them.
        return np.where(np.isnan(self._people) & (steps > 0), np.nan, steps)

    def _over_all(self, figure: "Figure") -> np.ndarray:
        """Lay a figure out as subjects x topics."""
        found = [
            [figure(self.values.get(subject, {}), topic) for topic in self.topics]
            for subject in self.names
        ]
        return np.array(found, dtype=np.float64).reshape(len(self.names), len(self.topics))

    def _steps(self, question: str) -> dict[str, float]:
        """Say how many steps each option of a grid stands for; its points are their number."""
        options = self.plan.questionnaire.options_of(self._question(question))
        return {option.code: option.points for option in options if option.points is not None}

    def _question(self, id_: str) -> QuestionBase:
        return self.plan.columns[self.plan.places[id_][0]].question


Figure = Callable[[Mapping[str, str], str], float]
"""What the values of one unit say about one topic; NaN when they say nothing."""

_NEED, _PEOPLE = message("Bedarf in Stufen"), message("Personen")

_TOPIC_COLUMNS = {
    "name": message("Thema"),
    "people": _PEOPLE,
    "units": message("Bereiche mit Angabe"),
    "need": message("mittlerer Bedarf in Stufen"),
}


def _number(value: str) -> float:
    return float(value) if value.strip().isdigit() else float("nan")


def _units_sentence(table: pd.DataFrame) -> Message:
    """Name the units that lack most; only from figures that are shown."""
    known = table.dropna(subset=["need"])
    if known.empty:
        return message("Zu diesem Thema gibt es noch keine Angaben, die gezeigt werden können.")
    most = int(known["need"].max())
    if not most:
        return message("Kein Bereich meldet bei diesem Thema Bedarf.")
    names = list(known.loc[known["need"] == most, "name"])
    if most == 1:
        return message("Am größten ist der Bedarf mit einer Stufe: {names}.", names=_few(names))
    return message(
        "Am größten ist der Bedarf mit {most} Stufen: {names}.", most=most, names=_few(names)
    )


def _few(names: list[str]) -> object:
    """Name up to three; a sentence that lists twelve units is no sentence."""
    if len(names) <= 3:
        return ", ".join(names)
    return message("{names} und {more} weitere", names=", ".join(names[:3]), more=len(names) - 3)


def _topic_sentence(table: pd.DataFrame) -> Message:
    known = table.dropna(subset=["people"])
    known = known[known["people"] > 0]
    if known.empty:
        return message("Es gibt noch keine Angaben, die gezeigt werden können.")
    most = known.iloc[int(known["people"].argmax())]
    return message(
        "Die meisten Plätze werden für „{topic}“ gebraucht: {people}.",
        topic=most["name"],
        people=int(most["people"]),
    )


def topic_bars(view: View, language: Translator) -> pd.DataFrame:
    """Prepare a view of `by_topic` for bars: name, count, said."""
    said = []
    for people, need, hidden in zip(
        view.table["people"], view.table["need"], view.table["withheld"], strict=True
    ):
        if hidden or np.isnan(people):
            said.append(language.say(NOT_SHOWN) if hidden else MISSING)
        elif np.isnan(need):
            said.append(language.number(people, 0))
        else:
            words = message(
                "{people} (Ø {need} Stufen)",
                people=language.number(people, 0),
                need=language.number(need, 1),
            )
            said.append(language.say(words))
    return pd.DataFrame({"name": view.table["name"], "count": view.table["people"], "said": said})


def unit_bars(view: View, language: Translator) -> pd.DataFrame:
    """Prepare a view of `units` for bars: name, count (steps), said."""
    said = [
        language.say(NOT_SHOWN if hidden else _said(need, people))
        for need, people, hidden in zip(
            view.table["need"], view.table["people"], view.table["withheld"], strict=True
        )
    ]
    return pd.DataFrame({"name": view.table["name"], "count": view.table["need"], "said": said})


def _said(need: float, people: float) -> Message:
    if np.isnan(people):
        return _steps(need)
    if not people and not need:
        return message("kein Bedarf")
    if people == 1:
        return message("{steps}, 1 Person", steps=_steps(need))
    return message("{steps}, {people} Personen", steps=_steps(need), people=int(people))


def _steps(need: float) -> Message:
    if np.isnan(need):
        return message("–")
    if need == 1:
        return message("1 Stufe")
    return message("{steps} Stufen", steps=int(need))
